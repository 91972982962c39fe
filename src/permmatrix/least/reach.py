"""The power of a holding: everything that it allows, row by row and situation by situation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import final

from attrs import define, field, frozen

from permmatrix.least.bitwise import tabled
from permmatrix.least.holdings import Grounds, Holding, Named
from permmatrix.truth import Formula, literals

__all__ = ["Kind", "Power", "Reach"]


@final
@frozen
class Power:
    """What a holding allows: as bits, rows of one meaning once, and how many situations of rows."""

    bits: int
    count: int


@final
@define(eq=False)
class Kind:
    """Rows of one meaning. `held` is what they hang on of what is held, with what they allow."""

    formula: Formula
    named: Named
    possible: int
    rows: list[str]
    held: dict[tuple[object, ...], int] = field(factory=dict)


@final
@define(eq=False)
class Reach:
    """The rows of one policy, and what holdings allow of them."""

    grounds: Grounds

    @cached_property
    def kinds(self) -> list[Kind]:
        """The rows by their meaning; those that nobody can do are left out."""
        found: dict[Formula, Kind] = {}
        for matrix in self.grounds.matrices.matrices:
            for row in matrix.actions:
                formula = self.grounds.analysis.row(row.id)
                if formula is False:
                    continue
                if formula not in found:
                    named = self.grounds.named(formula)
                    possible = self.grounds.fitting(named.tests, {})
                    found[formula] = Kind(formula, named, possible, [])
                found[formula].rows.append(row.id)
        return list(found.values())

    @cached_property
    def _literals(self) -> set[int]:
        return set().union(*(literals(kind.formula) for kind in self.kinds))

    def only_adds(self, granular: int) -> bool:
        """Say whether a permission makes no answer a no."""
        return -1 - granular not in self._literals

    def nothing_is_least(self, tool: str) -> bool:
        """Say whether to give nothing on a tool is the smallest there is, and allows the least."""
        default = self.grounds.matrices.tools[tool].default_level
        levels = self.grounds.levels.get(tool, {})
        held = [number for id_, number in levels.items() if id_ == default]
        others = [number for id_, number in levels.items() if id_ != default]
        return (
            not any(1 + it in self._literals for it in held)
            and not any(-1 - it in self._literals for it in others)
            and not self._below(tool)
        )

    def _below(self, tool: str) -> bool:
        """Say whether a level stands below the tool's default."""
        found = self.grounds.matrices.tools[tool]
        default = found.default_level
        return any(default in found.at_least(it.id) for it in found.levels if it.id != default)

    def power(self, held: Holding, kinds: Iterable[Kind]) -> Power:
        """Give the power of a holding over rows of some kinds."""
        bits = count = 0
        place = 0
        for kind in kinds:
            allowed = self.allowed(kind, held)
            bits |= allowed << place
            place += 1 << len(kind.named.tests)
            count += allowed.bit_count() * len(kind.rows)
        return Power(bits, count)

    def allowed(self, kind: Kind, held: Holding) -> int:
        """Give the situations of some rows in which a holding allows them."""
        granular = held.granular.intersection(kind.named.granular)
        key: tuple[object, ...] = (*map(held.levels.get, kind.named.tools), granular)
        if key not in kind.held:
            known = self.grounds.holding(held, kind.named)
            kind.held[key] = tabled(kind.formula, kind.named.tests, known) & kind.possible
        return kind.held[key]

    def can(self, held: Holding, assumed: Mapping[int, bool]) -> set[str]:
        """Give the rows that a holding allows in a situation that fits what is assumed."""
        return {
            row
            for kind in self.kinds
            if self.allowed(kind, held) & self.grounds.fitting(kind.named.tests, assumed)
            for row in kind.rows
        }
