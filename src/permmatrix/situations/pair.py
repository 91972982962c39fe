"""Two policies on common ground, to be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import final

from attrs import define, field

from permmatrix.program import Atom
from permmatrix.situations.analysis import Analysis
from permmatrix.situations.ground import Ground, Held
from permmatrix.situations.space import Space
from permmatrix.truth import Formula, all_of, any_of, fact, not_

__all__ = ["Pair", "together"]

Renamed = Mapping[Atom, Atom]


@final
@define(eq=False)
class Pair:
    """
    An old policy and a new one whose facts have common numbers.

    A user who was given no level on a tool holds its default, which need not be the same in both;
    there is no such user among the situations of a tool that has a default in one of them.

    `renamed` has facts of the old policy by other names in the new one.
    """

    before: Analysis
    after: Analysis
    renamed: Renamed = field(factory=dict)

    @cached_property
    def ground(self) -> Ground:
        """The facts of both."""
        facts = sorted({*self._old_facts, *self.after.lowering.facts}, key=_by_kind)
        numbers = {atom: number for number, atom in enumerate(facts)}
        together = {
            numbers[it]: numbers["known", it[0], it[1]]
            for it in facts
            if it[0] in {"granular", "level"}
        }
        titles = {**self.before.ground.titles, **self.after.ground.titles}
        return Ground(tuple(facts), together, self._exclusive(numbers), self._tools(), titles)

    @cached_property
    def _old_facts(self) -> list[Atom]:
        return [self._new_name(it) for it in self.before.lowering.facts]

    def _new_name(self, atom: Atom) -> Atom:
        if atom[0] == "known":  # a group goes by its tool, which may have another name
            kind, tool = atom[1:]
            tools = {old[1]: new[1] for old, new in self.renamed.items() if old[0] == kind}
            return ("known", kind, tools.get(tool, tool))
        return self.renamed.get(atom, atom)

    def _tools(self) -> dict[str, Held]:
        tools = dict(self.after.ground.tools)
        for id_, held in self.before.ground.tools.items():
            atoms = [self._new_name(("level", id_, level)) for level in held.levels]
            name = atoms[0][1] if atoms else id_
            levels = tuple(atom[2] for atom in atoms)
            also = tools.get(name)
            default = held.default and self._new_name(("level", id_, held.default))[2]
            if also is not None:
                default = also.default if also.default is not None else default
                both = [level for level in also.levels if level in levels]
                levels = tuple(dict.fromkeys([*both, *also.levels, *levels]))
            tools[name] = Held(levels, default)
        return tools

    def _exclusive(self, numbers: Mapping[Atom, int]) -> list[frozenset[int]]:
        found = []
        handed = {("level", id_, it) for id_, tool in self._tools().items() for it in tool.levels}
        for atom, number in numbers.items():
            if atom[0] == "level" and atom not in handed:
                found.append(frozenset({1 + number}))
        for id_, tool in self._tools().items():
            if tool.default is not None:
                none = [-1 - numbers["level", id_, level] for level in tool.levels]
                found.append(frozenset(none))
        return found

    @cached_property
    def _numbers(self) -> tuple[list[int], list[int]]:
        numbers = self.ground.numbers
        old = [numbers[atom] for atom in self._old_facts]
        return old, [numbers[atom] for atom in self.after.lowering.facts]

    def old(self, formula: Formula) -> Formula:
        """Give a formula of the old policy in common numbers."""
        return _renumbered(formula, self._numbers[0])

    def new(self, formula: Formula) -> Formula:
        """Give a formula of the new policy in common numbers."""
        return _renumbered(formula, self._numbers[1])

    def space(self, formulas: Iterable[Formula], *, known: bool = False) -> Space:
        """
        Give the situations that matter to some formulas in common numbers, as `Analysis` does.

        Raises:
            OverflowError: there are too many.
        """
        return Space(self.ground, formulas, known=known)


def together(before: Analysis, after: Analysis, renamed: Renamed | None = None) -> Pair:
    """Put two policies on common ground."""
    return Pair(before, after, renamed or {})


def _by_kind(atom: Atom) -> tuple[bool, str]:
    return atom[0] == "known", repr(atom)


def _renumbered(formula: Formula, numbers: list[int]) -> Formula:
    if isinstance(formula, bool):
        return formula
    word, *parts = formula
    if word == "fact":
        return fact(numbers[parts[0]])
    inner = [_renumbered(part, numbers) for part in parts]
    if word == "not":
        return not_(inner[0])
    return all_of(inner) if word == "all" else any_of(inner)
