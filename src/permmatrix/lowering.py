"""Requirements lowered to formulas over numbered facts, and rows to formulas level by level."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias, assert_never, final

from attrs import define, field

from permmatrix import conditions as tests
from permmatrix import model, requirements
from permmatrix.program import Atom, Cell, Shape, Tool
from permmatrix.tables import MAX_TOGETHER, Table, firsts, table
from permmatrix.truth import Formula, all_of, any_of, fact, literals, not_

__all__ = ["Lowering", "Way", "put", "test_atom"]

Way: TypeAlias = tuple[tuple[str, ...], Formula]
"""The obligations that come with a yes, and when there is one."""

Leaf: TypeAlias = requirements.HasGranular | requirements.Holds | requirements.HasLevel


@final
@define(eq=False)
class Lowering:
    """
    Lowers what one policy says.

    Attributes:
        atoms: every fact of the policy. They are numbered by their text, so that nothing made from
            the numbers hangs on the order of rows or files.
        exclusive: literals that can never all hold at once.
        together: atoms known together or not at all, each with the number of what stands for that.
        also: requirements beside those that decide, whose facts are to have numbers too.
        facts: the atoms, and after them what stands for a group of them being known.
    """

    matrices: model.MatrixSet
    also: tuple[requirements.Requirement, ...] = field(default=(), kw_only=True)
    rows: list[model.Action] = field(init=False)
    atoms: tuple[Atom, ...] = field(init=False)
    tools: dict[str, Tool] = field(init=False)
    exclusive: list[frozenset[int]] = field(init=False)
    together: dict[int, int] = field(init=False)
    facts: tuple[Atom, ...] = field(init=False)
    _numbers: dict[Atom, int] = field(init=False)
    _levels: dict[str, dict[str, int]] = field(init=False)
    _formulas: dict[requirements.Requirement, Formula] = field(factory=dict)
    _excluding: dict[int, list[frozenset[int]]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.rows = [row for matrix in self.matrices.matrices for row in matrix.actions]
        self.atoms = tuple(sorted(self._all_atoms(), key=json.dumps))
        self._numbers = {atom: number for number, atom in enumerate(self.atoms)}
        self._levels = {id_: {} for id_ in self.matrices.tools}
        for (kind, *about), number in self._numbers.items():
            if kind == "level":
                self._levels[about[0]][about[1]] = number
        self.tools = {id_: self._tool(tool) for id_, tool in self.matrices.tools.items()}
        self.exclusive = []
        for id_, tool in self.tools.items():
            numbers = self._levels[id_]
            never = [number for level, number in numbers.items() if level not in tool.handed_out]
            self.exclusive += [frozenset({1 + number}) for number in never]
            if tool.default:  # then nobody holds no level
                none_held = [-1 - numbers[level] for level in tool.handed_out]
                self.exclusive.append(frozenset(none_held))
        for group in self.exclusive:
            self._excluding.setdefault(abs(max(group)) - 1, []).append(group)
        held = [atom for atom in self.atoms if atom[0] in {"granular", "level"}]
        groups = sorted({("known", kind, tool) for kind, tool, _ in held})
        self.facts = (*self.atoms, *groups)
        known = {group: len(self.atoms) + place for place, group in enumerate(groups)}
        self.together = {self._numbers[it]: known["known", it[0], it[1]] for it in held}

    def _all_atoms(self) -> set[Atom]:
        tools = self.matrices.tools.values()
        needed = [*self.also, *(level.held_when for tool in tools for level in tool.levels)]
        for row in self.rows:
            needed.append(row.guard)
            needed += [cell.requirement for _, cell in row.cells if isinstance(cell, model.When)]
        leaves = [leaf for it in needed if it is not None for leaf in requirements.atoms(it)]
        levels = {("level", tool.id, id_) for tool in tools for id_ in _handed_out(tool)}
        return levels.union(*map(self._atoms_of, leaves))

    def _atoms_of(self, leaf: Leaf) -> list[Atom]:
        match leaf:
            case requirements.HasGranular(tool, name):
                return [("granular", tool, name)]
            case requirements.Holds(condition):
                return [test_atom(self.matrices.conditions[condition].test)]
            case requirements.HasLevel(tool, levels):
                handed = _handed_out(self.matrices.tools[tool])
                # where nobody can be given any, what was given is a fact all the same: a host
                # that says otherwise is in error, and one that says nothing leaves it open
                asked = [level for level in levels if level in handed] or levels[:1]
                return [("level", tool, level) for level in asked]
            case _:
                assert_never(leaf)

    def _tool(self, tool: model.Tool) -> Tool:
        held = {it.id: self.formula(it.held_when) for it in tool.levels if it.held_when is not None}
        return Tool(
            levels=tuple(level.id for level in tool.levels),
            handed_out=frozenset(_handed_out(tool)),
            default=tool.default_level,
            scope=None if tool.scope is None else str(tool.scope),
            held_when=held,
        )

    def formula(self, requirement: requirements.Requirement) -> Formula:
        """
        Lower a requirement, of equal ones the first alone.

        A level becomes whether it was given, or else follows from facts.
        """
        if requirement not in self._formulas:
            self._formulas[requirement] = self._formula(requirement)
        return self._formulas[requirement]

    def _formula(self, requirement: requirements.Requirement) -> Formula:
        match requirement:
            case requirements.All(parts):
                return all_of([self.formula(part) for part in parts])
            case requirements.Any(parts):
                return any_of([self.formula(part) for part in parts])
            case requirements.Not(part):
                return not_(self.formula(part))
            case requirements.HasLevel(tool, levels):
                related = [self.matrices.tools[tool].level(level).held_when for level in levels]
                follows = [self.formula(it) for it in related if it is not None]
                return any_of([*self._facts(self._atoms_of(requirement)), *follows])
            case requirements.HasGranular() | requirements.Holds():
                return any_of(self._facts(self._atoms_of(requirement)))
            case _:
                assert_never(requirement)

    def _facts(self, atoms: Iterable[Atom]) -> list[Formula]:
        return [fact(self._numbers[atom]) for atom in atoms]

    def shape(self, row: model.Action) -> Shape:
        """Lower a row; its grants are the compiler's to add."""
        guard = True if row.guard is None else self.formula(row.guard)
        return Shape(row.tool, guard, {level: self._cell(cell) for level, cell in row.cells}, {})

    def _cell(self, cell: model.Cell) -> Cell:
        match cell:
            case model.Allow():
                return Cell("allow", True, ())
            case model.Deny():
                return Cell("deny", False, ())
            case model.Undocumented():
                return Cell("unknown", False, ())
            case model.NotApplicable():
                return Cell("not_applicable", False, ())
            case model.When(requirement, obligations):
                needed = True if requirement is None else self.formula(requirement)
                return Cell("when", needed, tuple(sorted(obligations)))
            case _:
                assert_never(cell)

    def ways(self, shape: Shape) -> list[Way]:
        """
        Give the ways to a yes, what levels the user was given being facts too.

        The way a decision prefers comes first: that with the fewest obligations, then the highest.
        """
        tool = self.tools[shape.tool]
        found = []
        for id_ in reversed(tool.levels):
            given = self._facts([("level", shape.tool, id_)] if id_ in tool.handed_out else [])
            held = any_of([*given, tool.held_when.get(id_, False)])
            cell = shape.cells[id_]
            found.append((cell.obligations, all_of([shape.guard, held, cell.formula])))
        found.sort(key=lambda way: len(way[0]))
        return [way for way in found if way[1] is not False]

    def grant(self, shape: Shape, level: str | None) -> Formula:
        """Give when a user who was given the level and no other, or (None) none, is allowed."""
        tool = self.tools[shape.tool]
        ways = [
            all_of([shape.guard, True if id_ == level else tool.held_when[id_], cell.formula])
            for id_, cell in shape.cells.items()
            if id_ == level or id_ in tool.held_when
        ]
        given = {number: id_ == level for id_, number in self._levels[shape.tool].items()}
        return put(any_of(ways), given)

    def table(self, formula: Formula) -> Table:
        """Give a formula's truth table."""
        return table(formula, self._exclusive_among([formula]))

    def firsts(self, ways: Sequence[Way]) -> dict[tuple[str, ...], Table]:
        """Give the tables of what comes with a yes, the levels a user was given being facts."""
        exclusive = self._exclusive_among([formula for _, formula in ways])
        return firsts(ways, exclusive, self.together, MAX_TOGETHER)

    def _exclusive_among(self, formulas: Iterable[Formula]) -> list[frozenset[int]]:
        """Give what can never hold at once of the literals of formulas, and perhaps more."""
        needed: set[int] = set().union(*map(literals, formulas))
        atoms = {abs(literal) - 1 for literal in needed}
        return [group for atom in atoms for group in self._excluding.get(atom, ())]


def _handed_out(tool: model.Tool) -> list[str]:
    return [level.id for level in tool.levels if level.handed_out]


def put(formula: Formula, settled: Mapping[int, bool]) -> Formula:
    """Put true and false in place of the atoms that are settled."""
    if isinstance(formula, bool):
        return formula
    if formula[0] == "fact":
        return settled.get(formula[1], formula)
    parts = [put(part, settled) for part in formula[1:]]
    if formula[0] == "not":
        return not_(parts[0])
    return all_of(parts) if formula[0] == "all" else any_of(parts)


def test_atom(test: tests.Test) -> Atom:
    """Give a test as an atom: plain values that say what is tested, whatever it is called."""
    match test:
        case tests.Given(name):
            return ("is_true", f"context.{name}")
        case tests.IsTrue(path):
            return ("is_true", str(path))
        case tests.Equals(left, right):
            return ("equals", _operand(left), _operand(right))
        case tests.OneOf(path, choices):
            return ("one_of", str(path), tuple(sorted(map(_operand, choices), key=json.dumps)))
        case tests.Contains(path, member):
            return ("contains", _operand(path), _operand(member))
        case tests.Overlaps(left, right):
            return ("overlaps", _operand(left), _operand(right))
        case tests.Before(left, right):
            return ("before", _operand(left), _operand(right))
        case tests.AtOrBefore(left, right):
            return ("at_or_before", _operand(left), _operand(right))
        case _:
            assert_never(test)


def _operand(operand: tests.Operand) -> Atom:
    match operand:
        case tests.Path():
            return ("path", str(operand))
        case tests.Literal(bool() as value):  # apart from numbers, since 1 == True
            return ("truth", value)
        case tests.Literal(float() as value) if value.is_integer():
            return ("value", int(value))
        case tests.Literal(value):
            return ("value", value)
        case _:
            assert_never(operand)
