"""The verbs that ask one question: can and explain."""

from __future__ import annotations

import argparse

from permmatrix.cli.output import (
    harmless,
    print_json,
    print_text,
    terminal,
    text_width,
    write,
)
from permmatrix.cli.question import ask, question_words, read_world
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.explanation import Explanation
from permmatrix.explanation.plain import answer_plain

__all__ = ["run_can", "run_explain"]


def run_can(args: argparse.Namespace, settings: Settings) -> int:
    """Answer yes or no, with the reason."""
    found = _explained(args, settings)
    if args.quiet:
        pass
    elif args.output_format == "json":
        print_json(answer_plain(found))
    else:
        answer = "yes" if found.decision.allowed else "no"
        print_text(f"{answer}: {found.reason}", color=args.color)
    return 0 if found.decision.allowed else 1


def run_explain(args: argparse.Namespace, settings: Settings) -> int:
    """Answer with the working, and what would change the answer."""
    found = _explained(args, settings)
    match args.output_format:
        case "json":
            print_json(found.to_dict(args.audience))
        case "markdown":
            write(harmless(found.to_markdown(args.audience)))
        case "tree":
            if args.audience != "administrator":
                raise UsageError("a tree is for an administrator; leave --for out")
            shown = terminal(args.color)
            drawn = found.to_tree(text_width(), color=shown.color, ascii_only=not shown.unicode)
            write(f"{drawn}\n")
        case _:
            print_text(found.text(text_width(), args.audience), color=args.color)
    return 0 if found.decision.allowed else 1


def _explained(args: argparse.Namespace, settings: Settings) -> Explanation:
    world = read_world(args, settings, users=args.words, resources=args.words)
    user, action, resource = question_words(args.words, world)
    asked = ask(world, args, user=user, action=action, resource=resource)
    return asked.explain(action)
