"""
All rows at once, for somebody whose levels are known: which of them allow.

Once the levels are known a row always allows, never, or when a formula over facts is true. Facts
are then asked for one after another, only while a row still hangs on them, and what follows from
each answer is kept. So many rows cost as much as the facts that they have between them.
`UserView.allowed_actions` does the asking.
"""

from __future__ import annotations

from permmatrix.fast_facts import Unsure, lacking_on, quick_test
from permmatrix.quick import ABSENT
from permmatrix.truth import all_of, any_of, known_true

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from permmatrix.program import Program, Shape
    from permmatrix.truth import Formula

    Rows: TypeAlias = list[tuple[str, Formula]]
    Step: TypeAlias = tuple[Callable[..., Any] | None, Any]
    """What to ask, and the `Fork` on the answers; or nothing more, and the rows that allow."""

__all__ = ["MOST_ROWS", "NO_RESOURCE", "ByLevel", "Fork", "Sheets"]

MOST_ROWS = 1_000_000
"""How many rows the steps of a policy may have between them, for each platform: some 100 MB."""
MOST_LEVELS = 10_000
"""In how many ways levels may be held on all tools; lists of more go row by row."""


class _NoResource:
    """A resource of which nothing is known, where none was given."""

    def __getattr__(self, name: str) -> None:
        return None


NO_RESOURCE = _NoResource()


class Fork(dict["Any", "Any"]):
    """Where each answer to a question leads: to a `Step`, made when it is first come to."""

    __slots__ = ("_atoms", "_rows", "_sheets")

    def __init__(self, rows: Rows, atoms: Mapping[int, str], sheets: Sheets) -> None:
        """Take the rows that may still allow, and the facts that the question is about."""
        super().__init__()
        self._rows = rows
        self._atoms = atoms
        self._sheets = sheets

    def __missing__(self, answer: Any) -> Step:
        if isinstance(answer, frozenset):  # of lacking permissions, which are asked for together
            known = {number: name not in answer for number, name in self._atoms.items()}
        else:
            known = dict.fromkeys(self._atoms, answer)
        left = [(id_, _put(formula, known)) for id_, formula in self._rows]
        step = self._sheets.step([(id_, formula) for id_, formula in left if formula is not False])
        self[answer] = step
        return step


def _next_atoms(rows: Rows, program: Program) -> dict[int, str]:
    """
    Give the fact to ask for next, by number; of granular permissions all those on one tool.

    It is the one that most rows hang on, since others may hang on its answer.
    """
    counts: dict[int, int] = {}
    for _, formula in rows:
        for number in _numbers(formula):
            counts[number] = counts.get(number, 0) + 1
    if not counts:
        return {}
    first = max(counts, key=lambda number: (counts[number], -number))
    kind, *about = program.atoms[first]
    if kind != "granular":
        return {first: ""}
    named = {number: program.atoms[number] for number in sorted(counts)}
    return {number: it[2] for number, it in named.items() if it[:2] == (kind, about[0])}


def _question(atoms: Mapping[int, str], program: Program) -> Callable[[Any, Any, Any], Any]:
    first = next(iter(atoms))
    kind, tool, *_ = program.atoms[first]
    if kind == "granular":
        return lacking_on(tool, frozenset(atoms.values()), program.tools[tool].scope)
    return quick_test(("fact", first), program.atoms, program.tools)


def _put(formula: Formula, known: Mapping[int, bool | None]) -> Formula:
    if isinstance(formula, bool):
        return formula
    word, *parts = formula
    if word == "fact":
        number, wanted = parts
        return known[number] is wanted if number in known else formula
    left = [_put(part, known) for part in parts]
    return all_of(left) if word == "all" else any_of(left)


def _numbers(formula: Formula) -> set[int]:
    if isinstance(formula, bool):
        return set()
    if formula[0] == "fact":
        return {formula[1]}
    return set().union(*map(_numbers, formula[1:]))


class ByLevel(dict["Any", "Any"]):
    """Where each level held on a tool leads: to the next tool's, and at last to a `Step`."""

    __slots__ = ("_held", "_sheets")

    def __init__(self, held: tuple[Any, ...], sheets: Sheets) -> None:
        """Take the levels held on the tools before."""
        super().__init__()
        self._held = held
        self._sheets = sheets

    def __missing__(self, level: Any) -> ByLevel | Step:
        held, sheets = (*self._held, level), self._sheets
        sheets.declared(held)
        sheets.take(1)
        last = len(held) == len(sheets.tools)
        found: ByLevel | Step = sheets.first(held) if last else ByLevel(held, sheets)
        self[level] = found
        return found


class Sheets:
    """
    All rows of a policy at once, on a platform or on none.

    What is kept follows from the policy alone: nothing of anybody's facts.

    Attributes:
        tools: those whose levels decide rows, in the order in which their levels are looked up.
        by_levels: where the levels lead; ABSENT stands for none given.
    """

    __slots__ = ("_platform", "_program", "_room", "by_levels", "tools")

    def __init__(self, program: Program, platform: str | None) -> None:
        self._program = program
        self._platform = platform
        self.tools = tuple(dict.fromkeys(shape.tool for shape in program.shapes))
        ways = 1
        for tool in self.tools:
            ways *= len(program.tools[tool].handed_out) + 1
        self._room = MOST_ROWS if ways <= MOST_LEVELS else 0
        self.by_levels = ByLevel((), self)

    def take(self, rows: int) -> None:
        """
        Take room for what is to be kept of so many rows.

        Raises:
            Unsure: there is none. To make a step anew each time would take longer than to ask row
                by row.
        """
        if self._room < rows:
            raise Unsure
        self._room -= rows

    def declared(self, held: tuple[Any, ...]) -> None:
        """
        Let nothing be kept of a level that is not declared.

        Raises:
            KeyError: the last of these levels is none of its tool's.
        """
        level = held[-1]
        if (
            level is not ABSENT
            and level not in self._program.tools[self.tools[len(held) - 1]].handed_out
        ):
            raise KeyError(level)

    def first(self, held: tuple[Any, ...]) -> Step:
        """
        Make the first step for somebody who holds these levels on the tools.

        Raises:
            KeyError: one of them is not declared.
        """
        program, on = self._program, dict(zip(self.tools, held, strict=True))
        grants = [_grant(program, shape, on[shape.tool]) for shape in program.shapes]
        found = [
            (id_, grants[number])
            for id_, (number, platforms) in program.actions.items()
            if self._platform is None or platforms is None or self._platform in platforms
        ]
        return self.step([(id_, grant) for id_, grant in found if grant is not False])

    def step(self, rows: Rows) -> Step:
        """Make the step for what is left of the rows. Raises as `take`."""
        self.take(len(rows) + 1)
        atoms = _next_atoms(rows, self._program)
        if not atoms:
            return None, tuple(id_ for id_, _ in rows)
        return _question(atoms, self._program), Fork(rows, atoms, self)


def _grant(program: Program, shape: Shape, level: Any) -> Formula:
    if level is ABSENT:
        tool = program.tools[shape.tool]
        if tool.default is None and not tool.held_when:
            return False
        level = tool.default
    grant = shape.grants[level]
    return grant if isinstance(grant, bool) else known_true(program.grants[grant])
