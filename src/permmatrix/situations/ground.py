"""What situations are made of: the facts of a policy or two, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, final

from attrs import define, field

from permmatrix.lowering import Lowering, test_atom
from permmatrix.program import Atom
from permmatrix.situations.related import Related, related
from permmatrix.situations.situation import Situation, Value

__all__ = ["Ground", "Held"]


@final
@define(frozen=True)
class Held:
    """What can be held on a tool: the levels handed out, from low to high, and the default."""

    levels: tuple[str, ...]
    default: str | None


@final
@define(eq=False)
class Ground:
    """
    The facts that formulas are about, by number, and what of them can be together.

    Attributes:
        facts: the atoms, and after them what stands for a group of them being known.
        together: atoms known together or not at all, each with the number of what stands for that.
        exclusive: literals that can never all hold at once.
        tools: what can be held on each tool.
        titles: what conditions are called, by what they test.
    """

    facts: tuple[Atom, ...]
    together: Mapping[int, int]
    exclusive: Sequence[frozenset[int]]
    tools: Mapping[str, Held]
    titles: Mapping[Atom, str]
    _related: dict[frozenset[int], list[Related]] = field(factory=dict)

    @classmethod
    def of(cls, lowering: Lowering) -> Ground:
        """Give the ground of one policy."""
        tools = {
            id_: Held(tuple(it for it in tool.levels if it in tool.handed_out), tool.default)
            for id_, tool in lowering.tools.items()
        }
        conditions = lowering.matrices.conditions.values()
        titles = {test_atom(it.test): it.title for it in conditions}
        return cls(lowering.facts, lowering.together, lowering.exclusive, tools, titles)

    @cached_property
    def numbers(self) -> dict[Atom, int]:
        """The number of each fact."""
        return {atom: number for number, atom in enumerate(self.facts)}

    @cached_property
    def _excluding(self) -> dict[int, list[frozenset[int]]]:
        found: dict[int, list[frozenset[int]]] = {}
        for group in self.exclusive:
            found.setdefault(abs(max(group)) - 1, []).append(group)
        return found

    def exclusive_among(self, atoms: Iterable[int]) -> list[frozenset[int]]:
        """Give what can never hold at once of the literals of some atoms, and perhaps more."""
        return [group for atom in atoms for group in self._excluding.get(atom, ())]

    def related(self, atoms: Iterable[int]) -> list[Related]:
        """Give the groups of those conditions among some atoms that read the same values."""
        tests = frozenset(it for it in atoms if it not in self.together)
        if tests not in self._related:
            named = {number: self.facts[number] for number in sorted(tests)}
            self._related[tests] = related(named)
        return self._related[tests]

    def situation(
        self, values: Mapping[int, Sequence[Value]], given: tuple[str, str] | None
    ) -> Situation:
        """Give the situation in which each atom has the first of its values that is possible."""
        chosen = {number: choice[0] for number, choice in values.items()}
        facts: dict[str, Any] = {}
        real = True
        for group in self.related(values):
            pattern, read = group.fitting(values)
            chosen |= pattern
            real = real and read is not None
            facts |= read or {}
        levels = self._levels(chosen, given)
        granular = {
            (tool, name): value
            for (kind, tool, name), value in self._held(chosen)
            if kind == "granular"
        }
        tests = {self.facts[it]: value for it, value in chosen.items() if it not in self.together}
        things = _things({"user.id": "user", "resource.id": "resource"} | facts)
        things["user"] |= {"levels": _plain_levels(levels), "granular": _plain_granular(granular)}
        return Situation(
            levels=levels,
            granular=granular,
            facts=tests,
            user=things["user"],
            resource=things["resource"],
            context=things["context"],
            real=real,
            titles=self.titles,
        )

    def _held(self, chosen: Mapping[int, Value]) -> list[tuple[Any, Value]]:
        return [(self.facts[it], value) for it, value in chosen.items() if it in self.together]

    def _levels(
        self, chosen: Mapping[int, Value], given: tuple[str, str] | None
    ) -> dict[str, tuple[str, ...] | None]:
        seen: dict[str, dict[str, Value]] = {}
        for (kind, tool, name), value in self._held(chosen):
            if kind == "level":
                seen.setdefault(tool, {})[name] = value
        found = {tool: self._given(tool, values) for tool, values in seen.items()}
        return found | ({given[0]: (given[1],)} if given else {})

    def _given(self, tool: str, values: Mapping[str, Value]) -> tuple[str, ...] | None:
        if None in values.values():
            return None
        held = tuple(level for level in self.tools[tool].levels if values.get(level))
        if held or self.tools[tool].default is None:
            return held
        # then it is some other one, whichever
        return tuple(it for it in self.tools[tool].levels if it not in values)[:1]


def _things(facts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the user, the resource and the context in which paths have values."""
    things: dict[str, dict[str, Any]] = {"user": {}, "resource": {}, "context": {}}
    for path, value in facts.items():
        *steps, last = path.split(".")
        inner: dict[str, Any] = things
        for step in steps:
            inner = inner.setdefault(step, {})
        if value is not None:
            inner[last] = value
    return things


def _plain_levels(levels: Mapping[str, tuple[str, ...] | None]) -> dict[str, Any]:
    one = {tool: given[0] if given and len(given) == 1 else given for tool, given in levels.items()}
    return {tool: list(it) if isinstance(it, tuple) else it for tool, it in one.items()}


def _plain_granular(granular: Mapping[tuple[str, str], Value]) -> dict[str, list[str] | None]:
    found: dict[str, list[str] | None] = {}
    for (tool, name), value in granular.items():
        names = found.setdefault(tool, [])
        if value is None or names is None:
            found[tool] = None
        elif value:
            names.append(name)
    return found
