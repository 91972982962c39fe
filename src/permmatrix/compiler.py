"""
The model to the program: requirements lowered to formulas, rows to truth tables, equal ones shared.

For each row and each level that can be given, one formula says when a user who holds the level is
allowed: the guard, and the level's own cell or that of a level that follows from the facts. Its
truth table is what the row means there, so tables decide what is shared, and their hash is the
digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, assert_never, final

from attrs import define, field

from permmatrix import conditions as tests
from permmatrix import model, requirements
from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic
from permmatrix.program import Atom, Cell, Grant, Program, Shape, Tool
from permmatrix.truth import (
    MAX_LITERALS,
    Formula,
    Table,
    all_of,
    any_of,
    fact,
    firsts,
    literals,
    not_,
    table,
)

__all__ = ["check_size", "compile_matrices"]


def check_size(matrices: model.MatrixSet) -> Iterator[Diagnostic]:
    """Give the rows with more facts than can be settled exactly."""
    lowering = _Lowering(matrices)
    for row in lowering.rows:
        shape = lowering.shape(row)
        most = max(
            len(literals(lowering.grant(shape, level)))
            for level in (None, *(it.id for it in _given(lowering, row)))
        )
        if most > MAX_LITERALS and row.span is not None:
            name = row.id.partition(".")[2]
            yield Diagnostic(
                code=Code.TOO_MANY_FACTS,
                message=f"`{name}` hangs on {most} facts, more than the {MAX_LITERALS} that can"
                " be settled exactly",
                span=row.span,
                help="a fact used both plainly and under `not` counts twice; name a condition the"
                " application gives in place of several",
            )


def _given(lowering: _Lowering, row: model.Action) -> list[model.Level]:
    return [level for level in lowering.matrices.tools[row.tool].levels if level.handed_out]


def compile_matrices(matrices: model.MatrixSet) -> Program:
    """
    Compile a policy.

    The matrices must have been checked: a row with too many facts raises OverflowError.
    """
    lowering = _Lowering(matrices)
    actions: dict[str, tuple[int, tuple[str, ...] | None]] = {}
    digests: dict[str, str] = {}
    for row in lowering.rows:
        number = lowering.number(row)
        actions[row.id] = (number, row.platforms or None)
        digests[row.id] = _hash([lowering.digest_parts(number), sorted(row.platforms)])
    found = [it for matrix in matrices.matrices for it in matrix.operations]
    operations = {it.id: it.any_of for it in found}
    for id_, rows in operations.items():
        members = [(lowering.shapes[actions[row][0]], actions[row][1]) for row in rows]
        digests[id_] = _hash(lowering.operation_parts(members, tuple(matrices.platforms)))
    aliases = {alias: row.id for row in lowering.rows for alias in row.aliases}
    aliases |= {alias: operation.id for operation in found for alias in operation.aliases}
    whole = [sorted(digests.items()), sorted(aliases.items()), sorted(matrices.platforms)]
    files = [matrix.file for matrix in matrices.matrices if matrix.file is not None]
    return Program(
        tools=lowering.tools,
        atoms=lowering.atoms,
        grants=tuple(lowering.grants),
        shapes=tuple(lowering.shapes),
        actions=actions,
        operations=operations,
        aliases=aliases,
        platforms=tuple(matrices.platforms),
        digests=digests,
        digest=_hash(whole),
        sources=tuple((file.name, file.text) for file in files),
    )


def _hash(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return sha256(text.encode("ascii")).hexdigest()


@final
@define(eq=False)
class _Lowering:
    """Lowers the rows of a policy one by one, keeping what they share."""

    matrices: model.MatrixSet
    rows: list[model.Action] = field(init=False)
    model_tools: dict[str, model.Tool] = field(init=False)
    conditions: dict[str, tests.Condition] = field(init=False)
    atoms: tuple[Atom, ...] = field(init=False)
    numbers: dict[Atom, int] = field(init=False)
    tools: dict[str, Tool] = field(init=False)
    exclusive: list[frozenset[int]] = field(init=False)
    shapes: list[Shape] = field(factory=list)
    grants: list[Formula] = field(factory=list)
    _shape_numbers: dict[Any, int] = field(factory=dict)
    _grant_numbers: dict[Table, int] = field(factory=dict)
    _tables: dict[Formula, Table] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.rows = [row for matrix in self.matrices.matrices for row in matrix.actions]
        self.model_tools = self.matrices.tools
        self.conditions = self.matrices.conditions
        # numbered by their text, so that tables do not hang on the order of rows or files
        self.atoms = tuple(sorted(self._all_atoms(), key=json.dumps))
        self.numbers = {atom: number for number, atom in enumerate(self.atoms)}
        self.tools = {id_: self.tool(tool) for id_, tool in self.model_tools.items()}
        self.exclusive = [
            frozenset(-(self.numbers["level", id_, level] + 1) for level in tool.handed_out)
            for id_, tool in self.tools.items()
            if tool.default  # then nobody holds no level
        ]

    def _all_atoms(self) -> set[Atom]:
        needed = [level.held_when for tool in self.model_tools.values() for level in tool.levels]
        for row in self.rows:
            needed.append(row.guard)
            needed += [cell.requirement for _, cell in row.cells if isinstance(cell, model.When)]
        leaves = [leaf for it in needed if it is not None for leaf in requirements.atoms(it)]
        found = {atom for leaf in leaves for atom in self._atoms_of(leaf)}
        tools = self.model_tools.items()
        return found | {
            ("level", id_, level.id)
            for id_, tool in tools
            for level in tool.levels
            if level.handed_out
        }

    def _atoms_of(
        self, leaf: requirements.HasGranular | requirements.Holds | requirements.HasLevel
    ) -> list[Atom]:
        match leaf:
            case requirements.HasGranular(tool, name):
                return [("granular", tool, name)]
            case requirements.Holds(condition):
                return [_test_atom(self.conditions[condition].test)]
            case requirements.HasLevel(tool, levels):
                handed = [it.id for it in self.model_tools[tool].levels if it.handed_out]
                return [("level", tool, level) for level in levels if level in handed]
            case _:
                assert_never(leaf)

    def tool(self, tool: model.Tool) -> Tool:
        held = {it.id: self.formula(it.held_when) for it in tool.levels if it.held_when is not None}
        return Tool(
            levels=tuple(level.id for level in tool.levels),
            handed_out=frozenset(level.id for level in tool.levels if level.handed_out),
            default=tool.default_level,
            scope=None if tool.scope is None else str(tool.scope),
            held_when=held,
        )

    def formula(self, requirement: requirements.Requirement) -> Formula:
        match requirement:
            case requirements.All(parts):
                return all_of([self.formula(part) for part in parts])
            case requirements.Any(parts):
                return any_of([self.formula(part) for part in parts])
            case requirements.Not(part):
                return not_(self.formula(part))
            case requirements.HasLevel(tool, levels):
                related = [self.model_tools[tool].level(level).held_when for level in levels]
                ways = [self.formula(it) for it in related if it is not None]
                handed = [fact(self.numbers[atom]) for atom in self._atoms_of(requirement)]
                return any_of([*handed, *ways])
            case requirements.HasGranular() | requirements.Holds():
                return fact(self.numbers[self._atoms_of(requirement)[0]])
            case _:
                assert_never(requirement)

    def shape(self, row: model.Action) -> Shape:
        guard = True if row.guard is None else self.formula(row.guard)
        cells = {level: self.cell(cell) for level, cell in row.cells}
        return Shape(row.tool, guard, cells, {})

    def cell(self, cell: model.Cell) -> Cell:
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

    def number(self, row: model.Action) -> int:
        """Give the number of the row's shape, a new one if no row before it has the same."""
        shape = self.shape(row)
        cells = [(id_, it.kind, it.formula, it.obligations) for id_, it in shape.cells.items()]
        key = (shape.tool, shape.guard, tuple(cells))
        if key not in self._shape_numbers:
            self._shape_numbers[key] = len(self.shapes)
            grants = {level.id: self.grant_number(shape, level.id) for level in _given(self, row)}
            self.shapes.append(Shape(shape.tool, shape.guard, shape.cells, grants))
        return self._shape_numbers[key]

    def grant(self, shape: Shape, level: str | None) -> Formula:
        """Give the formula for when a user who was given the level is allowed."""
        return any_of(formula for _, formula in self.ways(shape, level))

    def ways(self, shape: Shape, level: str | None) -> list[tuple[tuple[str, ...], Formula]]:
        """Give the ways to a yes with their obligations, the way a decision prefers first."""
        tool = self.tools[shape.tool]
        found = []
        for place, id_ in enumerate(tool.levels):
            held = True if id_ == level else tool.held_when.get(id_, False)
            cell = shape.cells[id_]
            formula = all_of([shape.guard, held, cell.formula])
            if level is not None:
                formula = self._given_level(formula, shape.tool, level)
            found.append((len(cell.obligations), -place, cell.obligations, formula))
        found.sort(key=lambda way: way[:2])
        return [way[2:] for way in found if way[3] is not False]

    def _given_level(self, formula: Formula, tool: str, level: str) -> Formula:
        """Put in what is known of a user who was given the level."""
        number = self.numbers.get(("level", tool, level))
        return formula if number is None else _put(formula, number)

    def grant_number(self, shape: Shape, level: str) -> Grant:
        formula = self.grant(shape, level)
        found = self.table(formula)
        if found.constant is not None:
            return found.constant
        if found not in self._grant_numbers:
            self._grant_numbers[found] = len(self.grants)
            self.grants.append(formula)
        return self._grant_numbers[found]

    def table(self, formula: Formula) -> Table:
        if formula not in self._tables:
            self._tables[formula] = table(formula, self.exclusive)
        return self._tables[formula]

    def digest_parts(self, number: int) -> Any:
        """Give what a shape means, as plain values that hang on nothing but the meaning."""
        return self._shape_parts(self.shapes[number])

    def _shape_parts(self, shape: Shape) -> Any:
        tool = self.tools[shape.tool]
        given: list[str | None] = [*sorted(tool.handed_out), *([] if tool.default else [None])]
        answers = {str(level): self._answers(self.ways(shape, level)) for level in given}
        return [shape.tool, self._tool_parts(shape.tool), answers]

    def _answers(self, ways: list[tuple[tuple[str, ...], Formula]]) -> Any:
        if not any(obligations for obligations, _ in ways):
            return self._table_parts(self.table(any_of(formula for _, formula in ways)))
        found = firsts(ways, self.exclusive)
        return [[label, self._table_parts(found[label])] for label in sorted(found)]

    def operation_parts(
        self, members: list[tuple[Shape, tuple[str, ...] | None]], platforms: tuple[str, ...]
    ) -> Any:
        """Give what an operation means: for each platform, when one of its rows allows."""
        answers = {}
        for platform in ("", *platforms):
            ways = [
                way
                for shape, limited in members
                if not platform or limited is None or platform in limited
                for way in self._whole(shape)
            ]
            try:
                answers[platform] = self._answers(sorted(ways, key=lambda way: len(way[0])))
            except OverflowError:  # too many facts together: the rows apart say at least as much
                answers[platform] = sorted(_hash(self._shape_parts(shape)) for shape, _ in members)
        return answers

    def _whole(self, shape: Shape) -> list[tuple[tuple[str, ...], Formula]]:
        """Give the ways to a yes with the levels given as facts among the others."""
        ways = self.ways(shape, None)
        for level in sorted(self.tools[shape.tool].handed_out):
            held = fact(self.numbers["level", shape.tool, level])
            ways += [(with_, all_of([held, way])) for with_, way in self.ways(shape, level)]
        return ways

    def _table_parts(self, found: Table) -> Any:
        return [[self._literal(literal) for literal in found.literals], f"{found.bits:x}"]

    def _literal(self, literal: int) -> Any:
        atom = self.atoms[abs(literal) - 1]
        tool = self._tool_parts(atom[1]) if atom[0] in {"granular", "level"} else None
        return [literal > 0, atom, tool]

    def _tool_parts(self, id_: str) -> Any:
        tool = self.tools[id_]
        return [sorted(tool.handed_out), tool.default, tool.scope]


def _put(formula: Formula, number: int) -> Formula:
    """Put true in place of an atom."""
    if isinstance(formula, bool):
        return formula
    if formula[0] == "fact":
        return True if formula[1] == number else formula
    parts = [_put(part, number) for part in formula[1:]]
    if formula[0] == "not":
        return not_(parts[0])
    return all_of(parts) if formula[0] == "all" else any_of(parts)


def _test_atom(test: tests.Test) -> Atom:
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
            return ("contains", ("path", str(path)), _operand(member))
        case tests.Overlaps(left, right):
            return ("overlaps", ("path", str(left)), ("path", str(right)))
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
        case tests.Literal(bool() as value):
            return ("truth", value)
        case tests.Literal(float() as value) if value.is_integer():
            return ("value", int(value))
        case tests.Literal(value):
            return ("value", value)
        case _:
            assert_never(operand)
