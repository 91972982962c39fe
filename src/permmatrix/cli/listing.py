"""The verb list: what a user may do, who may do something or could, and what can be asked for."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable

from permmatrix.cli.output import print_json, print_table, say, write
from permmatrix.cli.question import LIST_ORDER, World, ask, list_words, read_world
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.decision import Decision
from permmatrix.explanation.plain import waiting_plain
from permmatrix.inverse import what_can
from permmatrix.wording import waiting_words

__all__ = ["run_list"]


def run_list(args: argparse.Namespace, settings: Settings) -> int:
    """List what a user may do, who may do something or could, or every action there is."""
    if args.all:
        return _list_all(args, settings)
    if args.who_could is not None:
        return _list_who_could(args, settings)
    if args.who is not None:
        return _list_who(args, settings)
    return _list_what(args, settings)


def _list_what(args: argparse.Namespace, settings: Settings) -> int:
    world = read_world(args, settings, users=args.words, resources=args.words)
    user, resource = list_words(args.words, world)
    if user is None and not (args.level or args.granular or args.fact):
        raise UsageError(
            "say who: permmatrix list USER, or --level TOOL=LEVEL; --all lists every action"
        )
    asked = ask(world, args, user=user, resource=resource, order=LIST_ORDER)
    found = what_can(asked.can, world.policy.actions, world.policy.operations)
    if args.output_format == "json":
        print_json(
            {
                "user": asked.user.get("id"),
                "resource": resource,
                "platform": args.platform,
                "actions": list(found.actions),
                "operations": list(found.operations),
                "waiting": _waiting("action", found.waiting),
            }
        )
        return 0
    _print_actions(world, found.actions, found.operations, color=args.color)
    if not (found.actions or found.operations):
        say("nothing is allowed")
    _say_rest(found.waiting)
    return 0


def _list_who(args: argparse.Namespace, settings: Settings) -> int:
    about_one = _held_by_one(args)
    about_one += [f"--fact {it.partition('=')[0]}" for it in args.fact if it.startswith("user.")]
    if about_one:
        raise UsageError(f"{about_one[0]} is about one user, and --who asks about all of them")
    resource, order = _resource(args, "--who ACTION [RESOURCE]")
    world = read_world(args, settings, resources=args.words)
    world.check_action(args.who)
    if not world.facts.users and world.store is None:
        raise UsageError("--who asks about the users of a file of facts: name it with --facts")
    asked = ask(world, args, user=None, action=args.who, resource=resource, order=order)
    users = {id_: world.user(id_, order) for id_ in world.facts.users}
    decisions = {id_: asked.can(args.who, user) for id_, user in users.items()}
    allowed = [id_ for id_, decision in decisions.items() if decision.allowed]
    waiting = [pair for pair in decisions.items() if pair[1].unknown]
    if args.output_format == "json":
        print_json(
            {
                "action": args.who,
                "resource": resource,
                "platform": args.platform,
                "users": allowed,
                "waiting": _waiting("user", waiting),
            }
        )
        return 0
    if allowed:
        print_table(("user",), [(id_,) for id_ in allowed], color=args.color)
    else:
        say("nobody is allowed")
    _say_rest(waiting)
    return 0


def _held_by_one(args: argparse.Namespace) -> list[str]:
    return ["--level"] * len(args.level) + ["--granular"] * len(args.granular)


def _resource(args: argparse.Namespace, order: str) -> tuple[str | None, str]:
    """Give the one word that may stand beside an option, and the order it stands in."""
    if len(args.words) > 1:
        raise UsageError(f"too many words: the order is {order}")
    return (args.words[0] if args.words else None), order


def _list_who_could(args: argparse.Namespace, settings: Settings) -> int:
    about_one = _held_by_one(args)
    if about_one:
        raise UsageError(f"{about_one[0]} is about one user, and --who-could asks about anybody")
    if args.strict:
        raise UsageError("--strict is about an answer; --who-could leaves open what is not known")
    resource, order = _resource(args, "--who-could ACTION [RESOURCE]")
    world = read_world(args, settings, users=(), resources=args.words)
    world.check_action(args.who_could)
    asked = ask(world, args, user=None, action=args.who_could, resource=resource, order=order)
    try:
        found = asked.who_could(args.who_could)
    except OverflowError as error:
        raise UsageError(f"--who-could {args.who_could}: {error}") from None
    if args.output_format == "json":
        print_json({"resource": resource, "platform": args.platform, **found.to_dict()})
    elif found.ways:
        ways = [(str(found),)] if found.everybody else [(str(way),) for way in found.ways]
        print_table(("who could",), ways, color=args.color)
    else:
        say("nobody could")
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


def _waiting(key: str, waiting: Iterable[tuple[str, Decision]]) -> list[dict[str, object]]:
    return [{key: id_, **waiting_plain(decision)} for id_, decision in waiting]


def _say_rest(waiting: Collection[tuple[str, Decision]]) -> None:
    """Say how much longer a list might be, and what that hangs on."""
    if waiting:
        missing = {path for _, decision in waiting for path in decision.missing}
        errors = {error for _, decision in waiting for error in decision.errors}
        say(f"not known for {len(waiting)} more: {waiting_words(missing, errors)}")
