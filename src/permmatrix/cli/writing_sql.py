"""The verb sql: the rows that a user may do an action on, as a query."""

from __future__ import annotations

import argparse
import json
from typing import Any

from attrs import evolve

from permmatrix.cli.output import harmless, print_json, say, write
from permmatrix.cli.question import ask, question_words, read_world
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.errors import FilterError
from permmatrix.filter import Filter
from permmatrix.mapping_file import kinds_read, read_mapping
from permmatrix.policy import Policy
from permmatrix.queries.sql import SqlFilter, SqlMapping
from permmatrix.queries.sql.documented import documented

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
    text = _translated(found, _mapping(args, settings, asked.policy), args)
    if found.missing:
        lost = ", ".join(found.missing)
        say(f"{lost} {'were' if len(found.missing) > 1 else 'was'} not given, which denies")
    if args.output_format == "json":
        print_json(_plain(found, text))
    else:
        write(harmless(_text(found, text, whole=not args.condition)))
    return 0


def _mapping(args: argparse.Namespace, settings: Settings, policy: Policy) -> SqlMapping:
    file = args.map or settings.mapping
    program = policy.program
    found = read_mapping(file, program) if file else documented(kinds_read(program))
    return evolve(found, table=args.table) if args.table else found


def _translated(found: Filter, mapping: SqlMapping, args: argparse.Namespace) -> SqlFilter:
    try:
        return found.to_sql(mapping, args.dialect, args.paramstyle)
    except ModuleNotFoundError as error:
        if error.name != "sqlglot":
            raise
        raise UsageError("sql needs sqlglot: pip install 'permmatrix[sql]'") from error
    except FilterError as error:
        if error.fact is None or error.fact in mapping.facts:
            raise
        known = " or ".join(_advice(error.fact))
        raise UsageError(
            f"{found.action} reads {error.fact}, which is not mapped: {known}"
        ) from error


def _advice(fact: str) -> list[str]:
    """Say how a fact that is nowhere can be given."""
    return [f"say it with --fact {fact}=…", "say where it is in a file named with --map"]


def _text(found: Filter, text: SqlFilter, *, whole: bool) -> str:
    lines = [text.statement if whole else text.sql]
    # as JSON within ASCII, so that no value ends its comment
    lines += [f"-- {it.name} = {json.dumps(it.plain)}" for it in text.parameters]
    if found.always or found.never:
        lines.append(f"-- {_answer(found)}: {'every' if found.always else 'no'} row is allowed")
    return "\n".join(lines) + "\n"


def _plain(found: Filter, text: SqlFilter) -> dict[str, Any]:
    return {
        "action": found.action,
        "answer": _answer(found),
        "dialect": text.dialect,
        "paramstyle": text.paramstyle,
        "condition": text.sql,
        "statement": text.statement,
        "parameters": [{"name": it.name, "value": it.plain} for it in text.parameters],
    }


def _answer(found: Filter) -> str:
    return "always" if found.always else "never" if found.never else "sometimes"
