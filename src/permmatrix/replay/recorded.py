"""A question of which only a receipt is left: facts as they were tested then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from permmatrix.facts import Open, Question
from permmatrix.program import Atom, Tool
from permmatrix.receipts.naming import PER, fact_name, held_name
from permmatrix.receipts.receipt import Value

__all__ = ["Recorded"]

NOT_THERE = object()


class Recorded(Question):
    """
    Answers for the facts that a receipt has; any other is taken as not known, and `lacking` then.

    Levels are judged anew by the tools at hand, which may have another default than those of then,
    or not hand out what they did.
    """

    __slots__ = ("facts", "lacking")

    def __init__(self, facts: Mapping[str, Value], tools: Mapping[str, Tool]) -> None:
        super().__init__(None, None, None, tools)
        self.facts = facts
        self.lacking: set[str] = set()

    def has(self, atom: Atom) -> bool:
        """Say whether the receipt has a fact, be it that it was not known."""
        return self._value(atom) is not NOT_THERE

    def atom(self, atom: Atom) -> bool | Open:
        """Say whether an atom was true."""
        if atom[0] == "level":
            return super().atom(atom)
        value = self._value(atom)
        if value is NOT_THERE:
            self.lacking.add(fact_name(atom))
        return value if isinstance(value, bool) else Open([fact_name(atom)])

    def held(self, kind: str, id_: str) -> Any:
        """Give the levels that were given on a tool."""
        name = f"{kind} {id_}"
        value = self._held(name, id_)
        if value is NOT_THERE:
            self.lacking.add(name)
        return value if isinstance(value, tuple) else Open([name])

    def _value(self, atom: Atom) -> Any:
        if atom[0] == "level":
            return self._held(f"levels {atom[1]}", atom[1])
        name = fact_name(atom)
        return self._held(name, atom[1]) if atom[0] == "granular" else self._fact(name)

    def _held(self, name: str, tool: str) -> Any:
        """Give what was held on a tool, whichever way the receipt names it."""
        scope = self.tools[tool].scope
        value = self._fact(name)
        if value is NOT_THERE:
            value = self._fact(held_name(name, scope))
        by_scope = scope is None and any(it.startswith(f"{name}{PER}") for it in self.facts)
        # what is held by scope on a tool without one is an error, and so not known
        return None if value is NOT_THERE and by_scope else value

    def _fact(self, name: str) -> Any:
        return self.facts.get(name, NOT_THERE)
