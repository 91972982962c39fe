"""What the rows asked for read of users and contracts, and how each fact is to be settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias, final

from attrs import frozen

from permmatrix.careful import Careful
from permmatrix.program import Atom, Program, Shape
from permmatrix.residual.asked import paths_of
from permmatrix.scale.refusal import ScaleError
from permmatrix.truth import Formula, literals

__all__ = ["Held", "Needs", "Pair", "needs", "test_words"]

Held: TypeAlias = tuple[str, str]
"""`levels` or `granular`, and the tool they are held on."""


@final
@frozen
class Pair:
    """
    A test of a user's fact against a contract's, true of few pairs: those with a value in common.

    `number` is the atom's; the two are the columns, each with whether it holds a list.
    """

    number: int
    user: tuple[str, bool]
    contract: tuple[str, bool]


@final
@frozen(kw_only=True)
class Needs:
    """
    What is to be read, for some actions and operations.

    Attributes:
        actions: those asked for, each with its rows.
        held: what users hold, by tool.
        place: the column that both tables have their place in; None where nothing has a scope.
        users, contracts: the numbers of the atoms that one table settles, by the columns they read.
        pairs: the tests of both.
        settled: the atoms that neither is read for.
    """

    program: Program
    actions: tuple[tuple[str, tuple[str, ...]], ...]
    held: tuple[Held, ...]
    place: str | None
    users: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]
    contracts: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]
    pairs: tuple[Pair, ...]
    settled: tuple[int, ...]

    def scoped(self, tool: str) -> bool:
        """Say whether what is held on a tool is held in places."""
        return self.program.tools[tool].scope is not None

    def told_apart(self, what: Held) -> frozenset[str]:
        """Give the levels or permissions that make a difference to any row of the policy."""
        kind, tool = what
        if kind == "levels":
            return frozenset(self.program.tools[tool].levels)
        return frozenset(it[2] for it in self.program.atoms if it[:2] == what)

    @property
    def user_columns(self) -> set[str]:
        """The columns of users that are read."""
        held = {f"{kind}.{tool}" for kind, tool in self.held}
        read = {it for columns, _ in self.users for it in columns}
        return {"id", *held, *read, *(it.user[0] for it in self.pairs), *self._place()}

    @property
    def contract_columns(self) -> set[str]:
        """The columns of contracts that are read."""
        read = {it for columns, _ in self.contracts for it in columns}
        return {"id", *read, *(it.contract[0] for it in self.pairs), *self._place()}

    def _place(self) -> list[str]:
        return [] if self.place is None else [self.place]


def needs(program: Program, actions: Iterable[str], platform: str | None) -> Needs:
    """
    Find out what some actions and operations need to be known.

    Raises:
        UnknownNameError: there is no such action, operation or platform.
        ScaleError: a scope or a test is one that tables cannot settle.
    """
    careful = Careful(program)
    asked = tuple((it, careful.rows_of(it, platform)) for it in actions)
    shapes = {program.actions[row][0]: None for _, rows in asked for row in rows}
    numbers = sorted({it for number in shapes for it in atoms_of(program, program.shapes[number])})
    held = _held(program, [program.shapes[it].tool for it in shapes], numbers)
    by_roots: dict[frozenset[str], list[int]] = {}
    for number in numbers:
        atom = program.atoms[number]
        if atom[0] not in {"levels", "level", "granular"}:
            roots = frozenset(it.partition(".")[0] for it in paths_of(atom))
            by_roots.setdefault(roots - {"context"}, []).append(number)
    return Needs(
        program=program,
        actions=asked,
        held=held,
        place=_place(program, {tool for _, tool in held}),
        users=_by_columns(program, by_roots.get(frozenset({"user"}), ()), "user"),
        contracts=_by_columns(program, by_roots.get(frozenset({"resource"}), ()), "resource"),
        pairs=tuple(
            _pair(number, program.atoms[number])
            for number in by_roots.get(frozenset({"user", "resource"}), ())
        ),
        settled=tuple(by_roots.get(frozenset(), ())),
    )


def atoms_of(program: Program, shape: Shape) -> set[int]:
    """Give the numbers of the atoms that rows of a shape hang on."""
    formulas: list[Formula] = [shape.guard, *program.tools[shape.tool].held_when.values()]
    formulas += [cell.formula for cell in shape.cells.values()]
    return {abs(it) - 1 for formula in formulas for it in literals(formula)}


def test_words(atom: Atom) -> str:
    """Say a test, to name it by."""
    kind, *parts = atom
    if kind in {"is_true", "one_of"}:
        return f"{parts[0]} {kind}"
    left, right = (str(value) for _, value in parts)
    return f"{left} {kind} {right}"


def _held(program: Program, tools: Iterable[str], numbers: Iterable[int]) -> tuple[Held, ...]:
    found = {("levels", tool) for tool in tools}
    for number in numbers:
        kind, *about = program.atoms[number]
        if kind in {"level", "granular"}:
            found.add(("levels" if kind == "level" else kind, about[0]))
    return tuple(sorted(found))


def _place(program: Program, tools: Iterable[str]) -> str | None:
    scopes = sorted({scope for tool in tools if (scope := program.tools[tool].scope)})
    if not scopes:
        return None
    if len(scopes) > 1:
        raise ScaleError(f"tools have different scopes: {' and '.join(scopes)}; review one by one")
    root, _, column = scopes[0].partition(".")
    if root != "resource":
        raise ScaleError(f"the scope {scopes[0]} is not read from the contract")
    return column


def _by_columns(
    program: Program, numbers: Iterable[int], root: str
) -> tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]:
    found: dict[tuple[str, ...], list[int]] = {}
    for number in numbers:
        columns = sorted({it for it in paths_of(program.atoms[number]) if it.startswith(root)})
        names = tuple(_column(it) for it in columns)
        found.setdefault(names, []).append(number)
    return tuple((columns, tuple(those)) for columns, those in sorted(found.items()))


def _column(path: str) -> str:
    root, _, column = path.partition(".")
    if root == "user" and column.partition(".")[0] in {"levels", "granular"}:
        raise ScaleError(f"a test reads {path}, which is no column of a table")
    return column


def _pair(number: int, atom: Atom) -> Pair:
    kind, *operands = atom
    if kind not in {"contains", "equals", "overlaps"}:
        raise ScaleError(
            f"the test `{test_words(atom)}` compares each user with each contract by size, "
            "which a review of tables cannot do"
        )
    listed = {"contains": (True, False), "equals": (False, False), "overlaps": (True, True)}[kind]
    sides = {_root(it): (_column(it[1]), of) for it, of in zip(operands, listed, strict=True)}
    return Pair(number, sides["user"], sides["resource"])


def _root(operand: Sequence[Any]) -> str:
    root: str = operand[1].partition(".")[0]
    return root
