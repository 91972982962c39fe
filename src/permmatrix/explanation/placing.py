"""Where levels and permissions are held that are held by project: in the scope at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from attrs import evolve

from permmatrix.fixes import TellScope
from permmatrix.model import Tool
from permmatrix.reference import decide
from permmatrix.reference_facts import Question, Waiting, fact, settled

__all__ = ["held_by_scope", "places", "telling_scopes", "unplaced"]

KINDS = ("user.levels", "user.granular")


def held_by_scope(question: Question, tools: Iterable[Tool]) -> list[Tool]:
    """Give the tools on which something is held by scope, once what is held was read."""
    return [tool for tool in tools if tool.scope is not None and list(_scoped(question, tool))]


def _scoped(question: Question, tool: Tool) -> Iterator[Mapping[Any, Any]]:
    """Give what is held on a tool by scope: its levels, its permissions."""
    for kind in KINDS:
        held = question.seen.get(kind)
        try:
            found = held.get(tool.id) if isinstance(held, Mapping) else None
        except Exception:  # noqa: BLE001, S112  the decision reports what the host's code raised
            continue
        if isinstance(found, Mapping):
            yield found


def places(question: Question, tools: Iterable[Tool]) -> Mapping[str, str]:
    """Give, by tool, the scope at hand, where it is known."""
    found = {tool.id: _where(question, tool) for tool in tools}
    return {id_: str(it) for id_, it in found.items() if not isinstance(it, Waiting)}


def unplaced(question: Question, tools: Iterable[Tool]) -> list[Tool]:
    """Give the tools whose scope at hand is not known."""
    return [tool for tool in tools if isinstance(_where(question, tool), Waiting)]


def _where(question: Question, tool: Tool) -> Any:
    assert tool.scope is not None
    return settled(partial(fact, question, tool.scope))


def telling_scopes(question: Question, asked: str, tools: Iterable[Tool]) -> Iterator[TellScope]:
    """Give the scopes in which the answer is yes, among those in which something is held."""
    named = {
        (str(tool.scope), scope): None
        for tool in tools
        for held in _scoped(question, tool)
        for scope in held
    }
    for path, scope in named:
        there = evolve(question)  # it has seen nothing yet
        there.seen[path] = scope
        if decide(there, asked).allowed:
            yield TellScope(path, str(scope))
