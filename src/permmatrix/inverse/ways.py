"""From terms over numbered facts to ways, levels for which the rest is the same said together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import count
from typing import TypeAlias, final

from attrs import evolve, frozen

from permmatrix.inverse.terms import Term
from permmatrix.inverse.way import Way, worded
from permmatrix.lowering import test_atom
from permmatrix.model import MatrixSet
from permmatrix.program import Atom
from permmatrix.requirements import HasGranular, HasLevel

__all__ = ["Ways"]

OneOf: TypeAlias = tuple[str, frozenset[str]]
"""Levels of a tool of which one was given."""

Draft: TypeAlias = tuple[frozenset[OneOf], Term]
"""What was given, and the other literals."""


@final
@frozen
class Ways:
    """
    Makes ways of terms.

    `own` are the tools of the rows asked about, which come first. Two terms that differ in one
    level of a tool are one way with both levels; which term is in which way hangs on nothing but
    the order of tools, and each is in one alone.
    """

    matrices: MatrixSet
    atoms: Sequence[Atom]
    own: tuple[str, ...]

    @cached_property
    def _tools(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.own, *self.matrices.tools)))

    def of(self, terms: Iterable[Term]) -> tuple[Way, ...]:
        """Give the ways, those with the fewest parts first."""
        drafts = {self._draft(term) for term in terms}
        for tool in self._tools:
            drafts = _merged(drafts, tool)
        said = self.own[0] if len(self.own) == 1 else ""
        ways = [self._way(*draft) for draft in drafts]
        ways.sort(key=lambda way: (len(way.parts), self._key(way)))
        return tuple(evolve(way, words=worded(way, self.matrices, said)) for way in ways)

    def _draft(self, term: Term) -> Draft:
        given = {it for it in term if it > 0 and self.atoms[it - 1][0] == "level"}
        one_of = {(tool, frozenset({id_})) for _, tool, id_ in self._atoms(given)}
        return frozenset(one_of), term - given

    def _atoms(self, term: Iterable[int]) -> list[Atom]:
        return [self.atoms[abs(it) - 1] for it in term]

    def _way(self, one_of: Iterable[OneOf], rest: Term) -> Way:
        true = self._atoms(it for it in rest if it > 0)
        false = self._atoms(it for it in rest if it < 0)
        without: dict[str, set[str]] = {}
        for kind, *about in false:
            if kind == "level":
                without.setdefault(about[0], set()).add(about[1])
        return Way(
            levels=self._levels(one_of),
            without_levels=self._levels(without.items()),
            granular=self._granular(true),
            without_granular=self._granular(false),
            true=self._conditions(true),
            false=self._conditions(false),
        )

    def _levels(self, found: Iterable[tuple[str, Iterable[str]]]) -> tuple[HasLevel, ...]:
        made = [HasLevel(tool, self._in_order(tool, ids)) for tool, ids in found]
        return tuple(sorted(made, key=self._place))

    def _in_order(self, tool: str, ids: Iterable[str]) -> tuple[str, ...]:
        wanted = set(ids)
        return tuple(it.id for it in self.matrices.tools[tool].levels if it.id in wanted)

    def _granular(self, atoms: Iterable[Atom]) -> tuple[HasGranular, ...]:
        held = [HasGranular(tool, name) for kind, tool, name in _of(atoms, "granular")]
        return tuple(sorted(held, key=self._place))

    def _conditions(self, atoms: Iterable[Atom]) -> tuple[str, ...]:
        found = [self._named[atom] for atom in atoms if atom[0] not in {"level", "granular"}]
        return tuple(sorted(found, key=self._order.__getitem__))

    @cached_property
    def _named(self) -> Mapping[Atom, str]:
        """The first condition with each test."""
        conditions = reversed(self.matrices.conditions.values())
        return {test_atom(it.test): it.id for it in conditions}

    @cached_property
    def _order(self) -> Mapping[object, int]:
        """The places of levels, permissions and conditions, in the order of the files."""
        levels = [
            (tool, level.id) for tool in self._tools for level in self.matrices.tools[tool].levels
        ]
        granular = [HasGranular(tool, id_) for tool, id_ in self.matrices.granular]
        return dict(zip((*levels, *granular, *self.matrices.conditions), count(), strict=False))

    def _place(self, held: HasLevel | HasGranular) -> tuple[int, ...]:
        if isinstance(held, HasGranular):
            return (self._order[held],)
        return tuple(self._order[held.tool, it] for it in held.levels)

    def _key(self, way: Way) -> tuple[tuple[int, ...], ...]:
        held: tuple[HasLevel | HasGranular, ...]
        held = (*way.levels, *way.without_levels, *way.granular, *way.without_granular)
        return (*map(self._place, held), *((self._order[it],) for it in (*way.true, *way.false)))


def _of(atoms: Iterable[Atom], kind: str) -> list[Atom]:
    return [atom for atom in atoms if atom[0] == kind]


def _merged(drafts: set[Draft], tool: str) -> set[Draft]:
    """Put together what differs in one level of a tool alone, the most at a time first."""
    left = set(drafts)
    while True:
        key, alike = max(_alike(left, tool).items(), key=_size, default=(None, set()))
        if key is None or len(alike) < 2:  # noqa: PLR2004  there is nothing to put together
            return left
        others, rest = key
        levels = frozenset[str]().union(*(it for _, it in alike))
        left -= {(others | {one}, rest) for one in alike}
        left.add((others | {(tool, levels)}, rest))


def _alike(drafts: Iterable[Draft], tool: str) -> dict[Draft, set[OneOf]]:
    """Give by what is said beside it what is said of a tool."""
    found: dict[Draft, set[OneOf]] = {}
    for one_of, rest in drafts:
        for one in one_of:
            if one[0] == tool:
                found.setdefault((one_of - {one}, rest), set()).add(one)
    return found


def _size(group: tuple[Draft, set[OneOf]]) -> tuple[int, list[tuple[str, list[str]]], list[int]]:
    (others, rest), alike = group
    return len(alike), sorted((tool, sorted(ids)) for tool, ids in others), sorted(rest)
