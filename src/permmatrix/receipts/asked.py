"""What is asked for, as formulas: when an action or operation is allowed, and by which facts."""

from __future__ import annotations

from permmatrix.receipts.naming import GRANULAR, LEVELS, SYMMETRIC, fact_name
from permmatrix.receipts.settling import can_be_true, is_true, settled
from permmatrix.truth import all_of, any_of, fact, literals, not_

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from permmatrix.program import Program, Shape
    from permmatrix.truth import Formula

__all__ = ["Asked", "Fact"]


class Fact:
    """
    One fact of what is asked for: a test, a granular permission, or the levels given on a tool.

    `numbers` are its atoms; the levels of a tool have one each, and are known together.
    """

    __slots__ = ("kind", "name", "numbers", "tool")

    def __init__(self, name: str, numbers: tuple[int, ...], kind: str = "", tool: str = "") -> None:
        self.name = name
        self.numbers = numbers
        self.kind = kind
        self.tool = tool


class Asked:
    """
    When rows allow, on a platform or on none.

    Attributes:
        formula: known to be true exactly where the answer is yes.
        facts: those of the rows, in the order in which they are let go where others will do: tests
            first, and the levels on the rows' own tools last. With them are the levels and the
            granular permissions on every tool that the rows speak of.
        on_tools: the numbers of the levels of each tool.
    """

    __slots__ = ("_applying", "_program", "_twins", "facts", "formula", "on_tools")

    def __init__(self, program: Program, rows: Sequence[str], platform: str | None) -> None:
        self._program = program
        self.on_tools = _levels(program)
        shapes = [
            (program.shapes[number], there)
            for number, there in map(program.actions.__getitem__, rows)
        ]
        self._applying = [
            shape
            for shape, there in shapes
            if platform is None or there is None or platform in there
        ]
        self._twins = _twins(program)
        self.formula = self._joined(any_of(map(self._allowing, self._applying)))
        # of the parts: joined, those would be gone that another part makes no difference
        parts = [it for shape, _ in shapes for it in self._parts(shape)]
        numbers = {abs(literal) - 1 for it in parts for literal in literals(self._joined(it))}
        self.facts = self._facts(numbers, [shape.tool for shape, _ in shapes])

    def _parts(self, shape: Shape) -> list[Formula]:
        held_when = self._program.tools[shape.tool].held_when.values()
        return [shape.guard, *(cell.formula for cell in shape.cells.values()), *held_when]

    def _allowing(self, shape: Shape) -> Formula:
        """Say when a row allows, the levels given being facts."""
        return all_of([shape.guard, any_of(self._by_level(shape, it) for it in shape.cells)])

    def _by_level(self, shape: Shape, level: str) -> Formula:
        """Say when a level is held and its cell allows, whatever the guard says."""
        tool, numbers = self._program.tools[shape.tool], self.on_tools[shape.tool]
        given = [fact(numbers[level])] if level in tool.handed_out else []
        held = any_of([*given, tool.held_when.get(level, False)])
        return all_of([held, shape.cells[level].formula])

    def _by_cell(self, shape: Shape, level: str) -> Formula:
        return self._joined(all_of([shape.guard, self._by_level(shape, level)]))

    def _joined(self, formula: Formula) -> Formula:
        """Put one fact in the place of those that are the same, written the other way around."""
        if not self._twins or isinstance(formula, bool):
            return formula
        word, *parts = formula
        if word == "fact":
            number: int = parts[0]
            return fact(self._twins.get(number, number))
        if word == "not":
            return not_(self._joined(parts[0]))
        return (all_of if word == "all" else any_of)(map(self._joined, parts))

    def ways(self) -> list[tuple[tuple[str, ...], Formula]]:
        """Give when each cell allows, and the obligations then: the first that does counts."""
        found = [
            (shape.cells[level].obligations, self._by_cell(shape, level))
            for shape in self._applying[::-1]
            for level in self._program.tools[shape.tool].levels[::-1]
        ]
        return sorted(found, key=lambda it: len(it[0]))  # of as many, the last of the rows counts

    def _facts(self, numbers: set[int], own: Sequence[str]) -> tuple[Fact, ...]:
        atoms = self._program.atoms
        spoken_of = {atoms[it][1] for it in numbers if atoms[it][0] in {"level", "granular"}}
        tools = sorted({*spoken_of, *own} - set(own)) + sorted(set(own))
        tests = [it for it in numbers if atoms[it][0] not in {"level", "granular"}]
        granular = [
            it for it, atom in enumerate(atoms) if atom[0] == "granular" and atom[1] in tools
        ]
        return (
            *(Fact(fact_name(atoms[it]), (it,)) for it in sorted(tests, reverse=True)),
            *(Fact(fact_name(atoms[it]), (it,), GRANULAR, atoms[it][1]) for it in granular),
            *(
                Fact(f"{LEVELS} {tool}", tuple(self.on_tools[tool].values()), LEVELS, tool)
                for tool in tools
            ),
        )

    def hangs_on(self, values: Mapping[int, bool | None], *, allowed: bool) -> frozenset[str]:
        """
        Give the names of facts that settle the answer by themselves, none of which can be left out.

        Whatever the other facts are, the answer is the same; and for each of these there are values
        of it and of the others that make the answer another one. Of several such sets it is the one
        that is left when facts are let go in order, as long as the answer is settled without them.
        """
        kept = dict(values)
        needed = set()
        for it in self.facts:
            let_go = {number: kept.pop(number) for number in it.numbers if number in kept}
            if not self.settles(kept, allowed=allowed):
                kept.update(let_go)
                needed.add(it.name)
        return frozenset(needed)

    def settles(self, values: Mapping[int, bool | None], *, allowed: bool) -> bool:
        """Say whether the answer is this one, whatever the facts that have no value here are."""
        if allowed:
            return is_true(self.formula, values)
        rest = settled(self.formula, values)
        return rest is False or not can_be_true(all_of([rest, *self._possible(rest)]))

    def _possible(self, formula: Formula) -> list[Formula]:
        """Say what always holds of the levels that a user may have been given."""
        found: list[Formula] = []
        free = {abs(literal) - 1 for literal in literals(formula)}
        for id_, numbers in self.on_tools.items():
            if free.isdisjoint(numbers.values()):
                continue
            tool = self._program.tools[id_]
            for level, number in numbers.items():
                if level not in tool.handed_out and number in free:
                    found.append(("not", fact(number)))
            if tool.default:
                handed_out = [fact(numbers[level]) for level in sorted(tool.handed_out)]
                found.append(any_of(handed_out))
        return found


def _levels(program: Program) -> dict[str, dict[str, int]]:
    """Give the numbers of the levels of each tool."""
    found: dict[str, dict[str, int]] = {tool: {} for tool in program.tools}
    for number, (kind, *about) in enumerate(program.atoms):
        if kind == "level":
            found[about[0]][about[1]] = number
    return found


def _twins(program: Program) -> dict[int, int]:
    """Give the numbers of tests that another one says the other way around, with its number."""
    first: dict[str, int] = {}
    found: dict[int, int] = {}
    for number, atom in enumerate(program.atoms):
        if atom[0] in SYMMETRIC and first.setdefault(fact_name(atom), number) != number:
            found[number] = first[fact_name(atom)]
    return found
