"""The least part of what somebody holds: what of it could be given up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import combinations
from typing import TypeAlias, final

from attrs import define, field, frozen

from permmatrix.errors import LimitError
from permmatrix.least.clusters import joined
from permmatrix.review.answers import Answers
from permmatrix.review.values import Held, HeldFact

__all__ = ["Parts"]

MOST_TRIED = 4096
"""The most parts that are tried, of what is held on tools that hang together."""

Facts: TypeAlias = frozenset[HeldFact]
Rows: TypeAlias = frozenset[str]
Names: TypeAlias = frozenset[str]
Needs: TypeAlias = frozenset[Rows]


@final
@frozen(order=True)
class _Part:
    """A part of what is held: how many situations it allows, its size, and what it is."""

    power: int
    size: int
    held: tuple[HeldFact, ...]

    def also(self, power: int, size: int, held: Iterable[HeldFact]) -> _Part:
        """Add what has nothing to do with it."""
        whole = tuple(sorted({*self.held, *held}, key=str))
        return _Part(self.power + power, self.size + size, whole)


NOTHING = _Part(0, 0, ())


@final
@define(eq=False)
class Parts:
    """Finds what could be given up, by the answers of one policy."""

    answers: Answers
    _found: dict[object, _Part] = field(factory=dict)
    _groups: dict[Needs, list[tuple[Names, Rows]]] = field(factory=dict)

    def least(self, held: Held, needs: Iterable[Collection[str]]) -> Held:
        """
        Give the part of what is held that meets its needs in the fewest situations of all rows.

        Each need is met by any of its rows. Of parts that allow as much it is one of the smallest.
        Where all levels on a tool are given up, the default is held.

        Raises:
            LimitError: too many parts hang together, or a row hangs on more facts than can be
                settled exactly.
        """
        wanted = frozenset(self._open(needs))
        found: set[HeldFact] = set()
        for tools, rows in self._apart(wanted):
            here = frozenset(it for it in held.facts if it[1] in tools)
            key = (here, rows, frozenset(it for it in wanted if it <= rows))
            if key not in self._found:
                self._found[key] = self._tried(*key)
            found.update(self._found[key].held)
        return Held.of(found, held.levels)

    def _tried(self, held: Facts, rows: Rows, needs: Needs) -> _Part:
        default = _defaults(self.answers, held)
        if not needs and not any(self.answers.is_able(it, default) for it in rows):
            return NOTHING.also(0, 0, default)  # nothing allows less
        part = _Trying(self.answers).least(held, frozenset(), rows, needs)
        assert part is not None, "what is held meets the needs itself"
        return part

    def _open(self, needs: Iterable[Collection[str]]) -> Iterator[Rows]:
        """Give the rows of needs that hang on what is held; others are met by anybody, or never."""
        for need in needs:
            anybody = [it for it in need if not self.answers.held_in[it]]
            if not any(self.answers.is_able(it, frozenset()) for it in anybody):
                yield frozenset(need).difference(anybody)

    def _apart(self, needs: Needs) -> list[tuple[Names, Rows]]:
        """Part the tools, each with the rows that hang on them, so that no need is parted."""
        if needs not in self._groups:
            wanted = [frozenset[str]().union(*(self._tools[row] for row in it)) for it in needs]
            groups = _grouped([*self._tools.values(), *wanted, *self._alone])
            self._groups[needs] = [
                (names, frozenset(row for row, on in self._tools.items() if on and on <= names))
                for names in groups
            ]
        return self._groups[needs]

    @cached_property
    def _tools(self) -> dict[str, Names]:
        """The tools that a row hangs on, by the row."""
        held_in = self.answers.held_in
        return {row: frozenset(tool for _, tool, _ in facts) for row, facts in held_in.items()}

    @cached_property
    def _alone(self) -> list[Names]:
        return [frozenset({it}) for it in self.answers.matrices.tools]


@final
@define(eq=False)
class _Trying:
    """A search among the parts of what is held on some tools."""

    answers: Answers
    tried: int = 0

    def least(self, open_: Facts, held: Facts, rows: Rows, needs: Needs) -> _Part | None:
        """Give the least part of what is open, beside what is held for certain, if one will do."""
        if len({tool for kind, tool, _ in open_ if kind == "level"}) == 1:
            return self.best(open_, held, rows, needs)  # all of it hangs together, or mostly
        left = {it: self.left(it, open_, held) for it in rows}
        settled = [it for it in rows if not left[it]]
        met = {it for it in settled if self.answers.is_able(it, held)}
        unmet = {
            need: frozenset[str]().union(*(left[row] for row in need if row in left))
            for need in needs
            if met.isdisjoint(need)
        }
        if not all(unmet.values()):
            return None
        found = NOTHING.also(sum(self.answers.count(it, held) for it in settled), 0, ())
        for group in _grouped([*map(_names, open_), *left.values(), *unmet.values()]):
            best = self.best(
                frozenset(it for it in open_ if _names(it) <= group),
                held,
                frozenset(it for it in rows if left[it] & group),
                frozenset(it for it, names in unmet.items() if names & group),
            )
            if best is None:
                return None
            found = found.also(best.power, best.size, best.held)
        return found

    def left(self, row: str, open_: Facts, held: Facts) -> Names:
        """Give the names of what is open that a row hangs on."""
        found = self.answers.left(row, held, open_ | _defaults(self.answers, open_))
        return frozenset[str]().union(*map(_names, found))

    def best(self, open_: Facts, held: Facts, rows: Rows, needs: Needs) -> _Part | None:
        """Give the least part of what is open and hangs together: of a tool's levels first."""
        levels = sorted((it for it in open_ if it[0] == "level"), key=str)
        if levels:
            some = frozenset(it for it in levels if it[1] == levels[0][1])
            choices = [(one, open_ - some) for one in self.choices(some)]
        else:
            choices = [(one, frozenset()) for one in self.subsets(open_)]
        parts = (
            (part, chosen)
            for chosen, rest in choices
            if (part := self.least(rest, held | chosen, rows, needs)) is not None
        )
        default = _defaults(self.answers, open_)
        return min(
            (part.also(0, len(chosen - default), chosen) for part, chosen in parts), default=None
        )

    def choices(self, levels: Facts) -> Iterator[Facts]:
        """Give what can be held of a tool's levels; nobody gives up the default."""
        default = _defaults(self.answers, levels)
        yield from (it or default for it in self.subsets(levels))

    def subsets(self, facts: Facts) -> Iterator[Facts]:
        """
        Give all the parts of facts, the smallest first.

        Raises:
            LimitError: there are too many.
        """
        self.tried += 2 ** len(facts)
        if self.tried > MOST_TRIED:
            raise LimitError(f"more than {MOST_TRIED} parts of what is held hang together")
        for size in range(len(facts) + 1):
            yield from map(frozenset, combinations(sorted(facts, key=str), size))


def _defaults(answers: Answers, held: Facts) -> Facts:
    """Give the default levels that would be held where levels are given up."""
    tools = answers.matrices.tools
    levels = ((it[1], tools[it[1]].default_level) for it in held if it[0] == "level")
    return frozenset(("level", tool, it) for tool, it in levels if it is not None)


def _names(fact: HeldFact) -> Names:
    """Name what is settled together: the levels on a tool, or one permission."""
    kind, tool, name = fact
    return frozenset({f"{tool}" if kind == "level" else f"{tool}.{name}"})


def _grouped(names: Iterable[Names]) -> list[Names]:
    groups = joined([frozenset[str | int](it) for it in dict.fromkeys(names) if it])
    return [frozenset(it for it in group if isinstance(it, str)) for group in groups]
