"""What can be held: one level or none on each tool, and granular permissions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias, final

from attrs import define, field, frozen

from permmatrix.errors import LimitError
from permmatrix.least.bitwise import full, tabled
from permmatrix.model import MatrixSet, Tool
from permmatrix.situations import Analysis
from permmatrix.truth import Formula, fact, literals

__all__ = ["MOST_CONDITIONS", "Grounds", "Holding", "Named", "choices", "not_larger"]

MOST_CONDITIONS = 12
"""The most conditions of a row or an operation: 2**12 situations of it."""

Choice: TypeAlias = str | None
"""A level that is given on a tool, or None: nothing is given, and a default may be held."""


@final
@frozen
class Holding:
    """What somebody is given: on each tool that matters a level or None, and permissions."""

    levels: Mapping[str, Choice]
    granular: frozenset[int]


@final
@frozen
class Named:
    """What a formula names: tools, granular permissions and conditions, the latter by number."""

    tools: tuple[str, ...]
    granular: tuple[int, ...]
    tests: tuple[int, ...]


def choices(tool: Tool) -> tuple[Choice, ...]:
    """
    Give what can be given on a tool, in the order of the file.

    To give the default level is to give nothing.
    """
    given = (it.id for it in tool.levels if it.handed_out and it.id != tool.default_level)
    return (None, *given)


def not_larger(tool: Tool, one: Choice, other: Choice) -> bool:
    """
    Say whether one choice is smaller than another, or the same.

    Levels are compared by the tool's order. Nothing given is smaller than any level, but for one
    that stands below the tool's default.
    """
    if one == other:
        return True
    default = tool.default_level
    if one is None:
        return default is None or default not in tool.at_least(str(other))
    held = default if other is None else other
    return held is not None and held in tool.at_least(one)


@final
@define(eq=False)
class Grounds:
    """The facts of one policy: which of them are held and which are conditions."""

    analysis: Analysis
    _named: dict[Formula, Named] = field(factory=dict)
    _settled: dict[tuple[str, Choice], Mapping[int, bool]] = field(factory=dict)
    _fitting: dict[object, int] = field(factory=dict)

    @property
    def matrices(self) -> MatrixSet:
        """The policy."""
        return self.analysis.matrices

    @cached_property
    def tool_order(self) -> dict[str, int]:
        """The tools, each with its place in the files."""
        return {id_: place for place, id_ in enumerate(self.matrices.tools)}

    @cached_property
    def levels(self) -> dict[str, dict[str, int]]:
        """The numbers of the levels that were given, by tool and level."""
        found: dict[str, dict[str, int]] = {}
        for number, (kind, *about) in enumerate(self.analysis.ground.facts):
            if kind == "level":
                found.setdefault(about[0], {})[about[1]] = number
        return found

    def named(self, formula: Formula) -> Named:
        """Give what a formula names."""
        if formula not in self._named:
            self._named[formula] = self._sorted(formula)
        return self._named[formula]

    def _sorted(self, formula: Formula) -> Named:
        facts = self.analysis.ground.facts
        atoms = sorted({abs(literal) - 1 for literal in literals(formula)})
        by_kind: dict[str, list[int]] = {"level": [], "granular": [], "test": []}
        for atom in atoms:
            by_kind.get(facts[atom][0], by_kind["test"]).append(atom)
        tools = sorted({facts[it][1] for it in by_kind["level"]}, key=self.tool_order.__getitem__)
        return Named(tuple(tools), tuple(by_kind["granular"]), tuple(by_kind["test"]))

    def settled(self, tool: str, choice: Choice) -> Mapping[int, bool]:
        """Give which levels were given to somebody of whom the choice on a tool is known."""
        key = (tool, choice)
        if key not in self._settled:
            given = self.matrices.tools[tool].default_level if choice is None else choice
            levels = self.levels.get(tool, {})
            self._settled[key] = {number: id_ == given for id_, number in levels.items()}
        return self._settled[key]

    def holding(self, held: Holding, named: Named) -> dict[int, bool]:
        """Give the facts of a holding that a formula names."""
        found = {number: number in held.granular for number in named.granular}
        for tool in named.tools:
            found |= self.settled(tool, held.levels.get(tool))
        return found

    def fitting(self, tests: Sequence[int], assumed: Mapping[int, bool]) -> int:
        """
        Give the situations of some conditions that there can be, as bits, under assumptions.

        Raises:
            LimitError: there are too many, or conditions hang together in too many ways.
        """
        key = (tuple(tests), tuple(assumed.items()))
        if key not in self._fitting:
            self._fitting[key] = self._fit(tests, assumed)
        return self._fitting[key]

    def _fit(self, tests: Sequence[int], assumed: Mapping[int, bool]) -> int:
        if len(tests) > MOST_CONDITIONS:
            raise LimitError(f"an action names more than {MOST_CONDITIONS} conditions")
        left = full(len(tests))
        for group in self.analysis.ground.related([*tests, *assumed]):
            if group.patterns is None:
                raise LimitError("conditions hang together in more ways than are tried")
            shown = {
                frozenset((it, value) for it, value in pattern.items() if it in tests)
                for pattern in group.patterns
                if None not in pattern.values()
                and all(assumed.get(it, value) is value for it, value in pattern.items())
            }
            left &= _where(shown, tests)
        return left


def _where(patterns: Iterable[Iterable[tuple[int, object]]], tests: Sequence[int]) -> int:
    """Give where conditions have one of several patterns of answers."""
    result = 0
    for pattern in patterns:
        here = full(len(tests))
        for atom, value in pattern:
            column = tabled(fact(atom), tests)
            here &= column if value else ~column
        result |= here
    return result
