"""
Conditions that read the same values, and which of their answers there can be together.

That a contract is open and that it is closed are two conditions of one value: both cannot be true,
and if that value is missing neither is known. Which patterns of answers there are is found by
trying values; that also gives facts that bring each pattern about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, TypeAlias, final

from attrs import define

from permmatrix.facts import Open, Question
from permmatrix.program import Atom
from permmatrix.situations.candidates import DAYS, FRESH, candidates, paths_of
from permmatrix.situations.situation import Value

__all__ = ["MOST_TRIED", "Related", "related"]

MOST_TRIED = 30_000
"""The most combinations of values that are tried: beyond, conditions are taken as unrelated."""

Pattern: TypeAlias = Mapping[int, Value]
Facts: TypeAlias = Mapping[str, Any]


def related(tests: Mapping[int, Atom]) -> list[Related]:
    """
    Divide conditions into groups of which no two read the same value.

    A value that one may pick without loss, such as the id of a user who is sought in one list for
    one condition and in another list for another, holds no group together.
    """
    free = _free(tests)
    fixed = {path: PICKED[way] for path, way in free.items()}
    groups: list[tuple[set[str], dict[int, Atom]]] = []
    for number, atom in tests.items():
        roots = {path for path in paths_of(atom) if path not in free}
        touched = [it for it in groups if any(_meet(a, b) for a in it[0] for b in roots)]
        groups = [it for it in groups if it not in touched]
        merged = {**{n: a for _, inner in touched for n, a in inner.items()}, number: atom}
        groups.append((roots.union(*(paths for paths, _ in touched)), merged))
    return [Related(dict(sorted(inner.items())), fixed) for _, inner in groups]


def _meet(path: str, other: str) -> bool:
    """Say whether one path is the other, or leads to it."""
    return path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.")


PICKED: Mapping[str, Any] = {
    "text": FRESH[0],
    "collection": [FRESH[0]],
    "moment": DAYS[1].isoformat(),
}


def _free(tests: Mapping[int, Atom]) -> dict[str, str]:
    """Give the paths that each test compares in one way with a path which no other test reads."""
    uses: dict[str, list[Atom]] = {}
    for atom in tests.values():
        for path in paths_of(atom):
            uses.setdefault(path, []).append(atom)
    return {
        path: _way(path, atoms[0])
        for path, atoms in uses.items()
        if len(atoms) > 1 and _is_free(path, atoms, uses)
    }


def _is_free(path: str, atoms: Sequence[Atom], uses: Mapping[str, list[Atom]]) -> bool:
    ways = {_way(path, atom) for atom in atoms}
    if len(ways) > 1 or any(_meet(path, other) for other in uses if other != path):
        return False
    others = [[it for it in paths_of(atom) if it != path] for atom in atoms]
    return all(len(its) == 1 and len(uses[its[0]]) == 1 for its in others)


def _way(path: str, atom: Atom) -> str:
    """Name what a test takes the value at a path for."""
    kind = str(atom[0])
    if kind == "contains":
        return "collection" if atom[1] == ("path", path) else "text"
    return {"overlaps": "collection", "equals": "text"}.get(kind, "moment")


@final
@define(eq=False)
class Related:
    """Conditions that hang together, by number, and the values picked for what holds them apart."""

    tests: Mapping[int, Atom]
    fixed: Facts

    @cached_property
    def patterns(self) -> list[Pattern] | None:
        """The patterns of answers there can be; None where there are too many values to try."""
        tried = self._tried
        if tried is None:
            return None
        return [dict(zip(self.tests, values, strict=True)) for values in tried]

    def fitting(self, values: Mapping[int, Sequence[Value]]) -> tuple[Pattern, Facts | None]:
        """Give a pattern in which each test has one of its values, and facts that make it so."""
        fits = [
            (answers, facts)
            for answers, facts in (self._tried or {}).items()
            if all(it in values[number] for number, it in zip(self.tests, answers, strict=True))
        ]
        if not fits:
            return {number: values[number][0] for number in self.tests}, None
        answers, facts = min(fits, key=lambda it: (it[0].count(None), it[0].count(True)))
        return dict(zip(self.tests, answers, strict=True)), facts

    @cached_property
    def _tried(self) -> dict[tuple[Value, ...], Facts] | None:
        """Give facts that bring each pattern about."""
        by_path = candidates(list(self.tests.values()))
        by_path |= {path: [it] for path, it in self.fixed.items() if path in by_path}
        if prod(map(len, by_path.values())) > MOST_TRIED:
            return None
        found: dict[tuple[Value, ...], Facts] = {}
        for values in product(*by_path.values()):
            facts = dict(zip(by_path, values, strict=True))
            if _can_be(facts):
                found.setdefault(tuple(self._answers(facts)), facts)
        return found

    def _answers(self, facts: Facts) -> Iterator[Value]:
        question = Question(None, None, None, {})
        question.seen = {path: Open([path]) if it is None else it for path, it in facts.items()}
        for atom in self.tests.values():
            value = question.atom(atom)
            yield None if isinstance(value, Open) else value


def _can_be(facts: Facts) -> bool:
    """Say whether no path leads through a single value; None is a value that is not given."""
    given = [path for path, value in facts.items() if value is not None]
    return not any(it.startswith(f"{other}.") for it in given for other in given)
