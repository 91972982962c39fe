"""The verbs that ask one question: can and explain."""

from __future__ import annotations

import argparse

from permmatrix.cli.output import print_json, print_text, text_width
from permmatrix.cli.plain import answer_plain, explanation_plain
from permmatrix.cli.question import ask, question_words, read_world
from permmatrix.cli.settings import Settings
from permmatrix.explanation import Explanation

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
    """Answer with the working."""
    found = _explained(args, settings)
    if args.output_format == "json":
        print_json(explanation_plain(found))
    else:
        print_text(found.text(text_width()), color=args.color)
    return 0 if found.decision.allowed else 1


def _explained(args: argparse.Namespace, settings: Settings) -> Explanation:
    world = read_world(args, settings)
    user, action, resource = question_words(args.words, world)
    asked = ask(world, args, user=user, action=action, resource=resource)
    return asked.explain(action)
