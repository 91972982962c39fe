"""The verb sql: the rows that a user may do an action on, as a query."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from attrs import evolve

from permmatrix.cli.output import harmless, print_json, say, write
from permmatrix.cli.question import ask, question_words, read_world
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.errors import FilterError
from permmatrix.explanation.plain import waiting_plain
from permmatrix.filter import Filter
from permmatrix.mapping_file import kinds_read, read_mapping
from permmatrix.policy import Policy
from permmatrix.queries.sql import SqlFilter, SqlMapping
from permmatrix.queries.sql.documented import documented
from permmatrix.queries.sql.settling import settled
from permmatrix.wording import waiting_words

__all__ = ["run_sql"]

ORDER = "[USER] ACTION"


def run_sql(args: argparse.Namespace, settings: Settings) -> int:
    """Write a filter as SQL."""
    world = read_world(args, settings, users=args.words, resources=())
    user, action, resource = question_words(args.words, world)
    if resource is not None:
        raise UsageError(f"too many words: sql asks for rows and takes no resource, only {ORDER}")
    asked = ask(world, args, user=user, action=action, resource=None)
    found = asked.policy.filter(asked.user, action, asked.resource, asked.context, asked.platform)
    mapping = _mapping(args, settings, asked.policy)
    text = _translated(found, mapping, args)
    lost = {} if text.always else _settled(found, mapping)
    _say_why(found, lost)
    if args.output_format == "json":
        print_json(_plain(found, text, lost))
    else:
        write(harmless(_text(text, whole=not args.condition)))
    return 0


def _mapping(args: argparse.Namespace, settings: Settings, policy: Policy) -> SqlMapping:
    file = settings.mapping if args.map is None else args.map
    program = policy.program
    found = documented(kinds_read(program)) if file is None else read_mapping(file, program)
    return found if args.table is None else evolve(found, table=args.table)


def _translated(found: Filter, mapping: SqlMapping, args: argparse.Namespace) -> SqlFilter:
    try:
        return found.to_sql(mapping, args.dialect, args.paramstyle)
    except ModuleNotFoundError as error:
        if error.name != "sqlglot":
            raise
        raise UsageError("sql needs sqlglot: pip install 'permmatrix[sql]'") from error
    except FilterError as error:
        if error.fact not in found.known_paths or error.fact in mapping.facts:
            raise
        known = " or ".join(_advice(error.fact))
        raise UsageError(
            f"{found.action} reads {error.fact}, which is not mapped: {known}"
        ) from error


def _settled(found: Filter, mapping: SqlMapping) -> dict[str, str]:
    _, places = found.mapped(mapping.places(found.meant))
    return settled(found.residual, {path: it.typed for path, it in places.items()})


def _say_why(found: Filter, lost: Mapping[str, str]) -> None:
    """Say what keeps rows from being allowed, besides what is in them."""
    if found.missing or found.errors:
        say(f"{waiting_words(found.missing, found.errors)}, which denies")
    for fact, why in lost.items():
        say(f"{fact} {why}, which denies")


def _advice(fact: str) -> list[str]:
    """Say how a fact that is nowhere can be given."""
    return [f"say it with --fact {fact}=…", "say where it is in a file named with --map"]


def _text(text: SqlFilter, *, whole: bool) -> str:
    lines = [text.statement if whole else text.sql]
    # as JSON within ASCII, so that no value ends its comment
    lines += [f"-- {it.name} = {json.dumps(it.plain)}" for it in text.parameters]
    if text.always or text.never:
        lines.append(f"-- {_answer(text)}: {'every' if text.always else 'no'} row is allowed")
    return "\n".join(lines) + "\n"


def _plain(found: Filter, text: SqlFilter, lost: Mapping[str, str]) -> dict[str, Any]:
    return {
        "action": found.action,
        "answer": _answer(text),
        "dialect": text.dialect,
        "paramstyle": text.paramstyle,
        "condition": text.sql,
        "statement": text.statement,
        "parameters": [{"name": it.name, "value": it.plain} for it in text.parameters],
        **waiting_plain(found),
        "settled": [{"fact": fact, "reason": why} for fact, why in lost.items()],
    }


def _answer(text: SqlFilter) -> str:
    return "always" if text.always else "never" if text.never else "sometimes"
