"""The verb that finds the smallest holdings: suggest."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import Any

from permmatrix.api import load
from permmatrix.cli.given import unknown
from permmatrix.cli.output import print_json, print_text, text_width
from permmatrix.cli.question import World
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.diagnostics import shown
from permmatrix.facts_file import Facts
from permmatrix.least import Answer, Conflict, Suggestion, Way
from permmatrix.model import MatrixSet
from permmatrix.promises import Named

__all__ = ["run_suggest"]


def run_suggest(args: argparse.Namespace, settings: Settings) -> int:
    """Find the smallest holdings; the code is 0 where there is one, and 1 where there is none."""
    policy = load(args.matrices or settings.matrices or None)
    matrices = MatrixSet(tuple(policy.matrices.values()))
    world = World(policy, matrices, Facts())
    for name in (*args.words, *args.unwanted):
        _check(name, world)
    assumed = _assumed(args.fact, matrices)
    found = policy.suggest(args.words, args.unwanted, assumed, args.always)
    if args.output_format == "json":
        print_json(_plain(found))
    else:
        print_text(found.text(text_width()), color="never")
    return 0 if found else 1


def _check(name: str, world: World) -> None:
    """See that there is such an action or operation, or that a pattern fits a row."""
    if "*" not in name:
        world.check_action(name)
    elif not Named(name).among(world.policy.actions):
        hint = "`permmatrix list --all` shows every action"
        raise UsageError(f"no action fits `{shown(name)}`; {hint}")


def _assumed(texts: Iterable[str], matrices: MatrixSet) -> dict[str, bool]:
    """Read the values of --fact, which are of conditions alone."""
    found: dict[str, bool] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--fact {shown(text)}: write CONDITION=VALUE, such as private=true")
        if name not in matrices.conditions:
            raise unknown("condition", name, matrices.conditions, others="the conditions are")
        if value.lower() not in {"true", "false"}:
            raise UsageError(f"--fact {shown(text)}: a condition is taken for true or false")
        if name in found:
            raise UsageError(f"--fact {shown(name)} is given twice")
        found[name] = value.lower() == "true"
    return found


def _plain(found: Suggestion) -> dict[str, Any]:
    return {
        "wanted": list(found.wanted),
        "unwanted": list(found.unwanted),
        "assumed": dict(found.assumed),
        "always": found.always,
        "answers": [_answer(it) for it in found.answers],
        "conflicts": [_conflict(it) for it in found.conflicts],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "levels": dict(answer.levels),
        "granular": _granular(answer.granular),
        "power": answer.power,
        "provided": {id_: [dict(it) for it in terms] for id_, terms in answer.provided.items()},
        "also": list(answer.also),
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "wanted": list(conflict.wanted),
        "unwanted": list(conflict.unwanted),
        "ways": [_way(it) for it in conflict.ways],
    }


def _way(way: Way) -> dict[str, Any]:
    return {
        "levels": dict(way.levels),
        "granular": _granular(way.granular),
        "allows": list(way.allows),
    }


def _granular(granular: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    return {tool: sorted(names) for tool, names in granular.items()}
