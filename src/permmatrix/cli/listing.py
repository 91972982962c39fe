"""The verb list: what a user may do, who may do something, and what can be asked for."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping

from permmatrix.cli.output import print_json, print_table, say, write
from permmatrix.cli.question import LIST_ORDER, World, ask, list_words, read_world
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.decision import Decision
from permmatrix.explanation.plain import waiting_plain
from permmatrix.wording import waiting_words

__all__ = ["run_list"]


def run_list(args: argparse.Namespace, settings: Settings) -> int:
    """List what a user may do, who may do something, or every action there is."""
    if args.all:
        return _list_all(args, settings)
    if args.who is not None:
        return _list_who(args, settings)
    return _list_what(args, settings)


def _list_what(args: argparse.Namespace, settings: Settings) -> int:
    world = read_world(args, settings)
    user, resource = list_words(args.words, world)
    if user is None and not (args.level or args.granular or args.fact):
        raise UsageError(
            "say who: permmatrix list USER, or --level TOOL=LEVEL; --all lists every action"
        )
    asked = ask(world, args, user=user, resource=resource, order=LIST_ORDER)
    decisions = {id_: asked.can(id_) for id_ in (*world.policy.actions, *world.policy.operations)}
    allowed = [id_ for id_, decision in decisions.items() if decision.allowed]
    actions = [id_ for id_ in allowed if id_ in world.matrices.actions]
    operations = [id_ for id_ in allowed if id_ in world.matrices.operations]
    if args.output_format == "json":
        print_json(
            {
                "user": asked.user.get("id"),
                "resource": resource,
                "platform": args.platform,
                "actions": actions,
                "operations": operations,
                "waiting": _waiting("action", decisions),
            }
        )
        return 0
    _print_actions(world, actions, operations, color=args.color)
    _say_rest(decisions, "nothing is allowed")
    return 0


def _list_who(args: argparse.Namespace, settings: Settings) -> int:
    about_one = ["--level"] * len(args.level) + ["--granular"] * len(args.granular)
    about_one += [f"--fact {it.partition('=')[0]}" for it in args.fact if it.startswith("user.")]
    if about_one:
        raise UsageError(f"{about_one[0]} is about one user, and --who asks about all of them")
    if len(args.words) > 1:
        raise UsageError("too many words: the order is --who ACTION [RESOURCE]")
    world = read_world(args, settings)
    world.check_action(args.who)
    if not world.facts.users:
        raise UsageError("--who asks about the users of a file of facts: name it with --facts")
    resource = args.words[0] if args.words else None
    order = "--who ACTION [RESOURCE]"
    asked = ask(world, args, user=None, action=args.who, resource=resource, order=order)
    users = {id_: world.user(id_, order) for id_ in world.facts.users}
    decisions = {id_: asked.can(args.who, user) for id_, user in users.items()}
    allowed = [id_ for id_, decision in decisions.items() if decision.allowed]
    if args.output_format == "json":
        print_json(
            {
                "action": args.who,
                "resource": resource,
                "platform": args.platform,
                "users": allowed,
                "waiting": _waiting("user", decisions),
            }
        )
        return 0
    if allowed:
        print_table(("user",), [(id_,) for id_ in allowed], color=args.color)
    _say_rest(decisions, "nobody is allowed")
    return 0


def _list_all(args: argparse.Namespace, settings: Settings) -> int:
    if args.words:
        raise UsageError("--all lists every action, whoever asks; leave the user out")
    args.facts, settings = None, Settings(settings.matrices)
    world = read_world(args, settings)
    actions, operations = list(world.policy.actions), list(world.policy.operations)
    if args.output_format == "json":
        print_json({"actions": actions, "operations": operations})
    else:
        _print_actions(world, actions, operations, color=args.color)
    return 0


def _print_actions(
    world: World, actions: Iterable[str], operations: Iterable[str], *, color: str
) -> None:
    tables = [
        (head, [(id_, world.actions[id_].title) for id_ in ids])
        for head, ids in (("action", actions), ("operation", operations))
    ]
    shown = [(head, rows) for head, rows in tables if rows]
    for head, rows in shown:
        if head != shown[0][0]:
            write("\n")
        print_table((head, "title"), rows, color=color)


def _waiting(key: str, decisions: Mapping[str, Decision]) -> list[dict[str, object]]:
    return [
        {key: id_, **waiting_plain(decision)}
        for id_, decision in decisions.items()
        if decision.unknown
    ]


def _say_rest(decisions: Mapping[str, Decision], none: str) -> None:
    """Say what a list does not show: that it is empty, or might be longer."""
    if not any(decisions.values()):
        say(none)
    waiting = [decision for decision in decisions.values() if decision.unknown]
    if waiting:
        missing = {path for decision in waiting for path in decision.missing}
        errors = {error for decision in waiting for error in decision.errors}
        say(f"not known for {len(waiting)} more: {waiting_words(missing, errors)}")
