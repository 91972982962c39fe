"""What each profile may do with each class: every combination is decided once, by the policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, final

from attrs import field, frozen

from permmatrix.careful import Careful
from permmatrix.facts import Open, Question
from permmatrix.program import Atom
from permmatrix.scale.coding import Coded, meanings_of
from permmatrix.scale.known import Known, Truth
from permmatrix.scale.needs import Needs, atoms_of

__all__ = ["Decider"]


@final
@frozen(eq=False)
class Decider:
    """
    Decides for profiles, classes and the tests that are true of a pair.

    Rows that hang on the same facts are decided together, and facts that a row does not hang on
    are not looked at.
    """

    needs: Needs
    users: Coded
    contracts: Coded
    context: Mapping[str, Any]
    platform: str | None
    _careful: Careful = field(init=False)
    _settled: dict[Atom, Truth] = field(init=False)
    _shapes: dict[int, tuple[list[str], list[Atom], dict[Any, bool]]] = field(init=False)
    _profiles: dict[int, Any] = field(factory=dict, init=False)
    _classes: dict[int, Any] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        program = self.needs.program
        object.__setattr__(self, "_careful", Careful(program))
        question = Question(None, None, self.context, {})
        settled = {}
        for number in self.needs.settled:
            found = question.atom(program.atoms[number])
            settled[program.atoms[number]] = None if isinstance(found, Open) else found
        object.__setattr__(self, "_settled", settled)
        numbers = {program.actions[row][0] for _, rows in self.needs.actions for row in rows}
        shapes = {number: self._reads(number) for number in sorted(numbers)}
        object.__setattr__(self, "_shapes", shapes)

    def _reads(self, number: int) -> tuple[list[str], list[Atom], dict[Any, bool]]:
        """Give the tools and atoms that rows of a shape hang on, and room for their answers."""
        program = self.needs.program
        shape = program.shapes[number]
        atoms = [program.atoms[it] for it in sorted(atoms_of(program, shape))]
        tools = {shape.tool, *(atom[1] for atom in atoms if atom[0] == "level")}
        return sorted(tools), [atom for atom in atoms if atom[0] != "level"], {}

    def sheets(
        self, combinations: Iterable[tuple[int, int, int]], numbers: dict[frozenset[int], int]
    ) -> Iterator[tuple[int, int, int, int]]:
        """
        Give each (profile, class, mask) of which something is allowed, with its sheet's number.

        `numbers` are filled with the sheets: the places of the actions that are allowed.
        """
        for profile, class_, mask in combinations:
            sheet = self._sheet(profile, class_, mask)
            if sheet:
                yield profile, class_, mask, numbers.setdefault(sheet, len(numbers))

    def _sheet(self, profile: int, class_: int, mask: int) -> frozenset[int]:
        held, ours, here = self._profile(profile)
        theirs, there = self._class(class_)
        truths = {**self._settled, **ours, **theirs}
        for place, pair in enumerate(self.needs.pairs):
            known = here[pair.number] and there[pair.number]
            atom = self.needs.program.atoms[pair.number]
            truths[atom] = bool(mask >> place & 1) if known else None
        known_ = Known(self.needs.program.tools, held, truths)
        answers = {number: self._answer(number, known_) for number in self._shapes}
        actions = self.needs.program.actions
        return frozenset(
            place
            for place, (_, rows) in enumerate(self.needs.actions)
            if any(answers[actions[row][0]] and self._here(actions[row][1]) for row in rows)
        )

    def _here(self, platforms: tuple[str, ...] | None) -> bool:
        return self.platform is None or platforms is None or self.platform in platforms

    def _answer(self, number: int, known: Known) -> bool:
        tools, atoms, answers = self._shapes[number]
        key = (*(known.given[it] for it in tools), *(known.truths[it] for it in atoms))
        if key not in answers:
            program = self.needs.program
            row = next(it for it, (shape, _) in program.actions.items() if shape == number)
            answers[key] = self._careful.on_row(known, row, None).allowed
        return answers[key]

    def _profile(self, number: int) -> Any:
        if number not in self._profiles:
            held: dict[str, frozenset[str] | None] = {}
            truths: dict[Atom, Truth] = {}
            here: dict[int, bool] = {}
            for (kind, about), meaning in meanings_of(self.users, number):
                match kind:
                    case "levels":
                        held[about] = meaning
                    case "granular":
                        truths.update(self._granular(about, meaning))
                    case "atoms":
                        truths.update(self._named(about, meaning))
                    case _:
                        here[about] = meaning
            self._profiles[number] = held, truths, here
        return self._profiles[number]

    def _class(self, number: int) -> Any:
        if number not in self._classes:
            truths: dict[Atom, Truth] = {}
            there: dict[int, bool] = {}
            for (kind, about), meaning in meanings_of(self.contracts, number):
                if kind == "atoms":
                    truths.update(self._named(about, meaning))
                else:
                    there[about] = meaning
            self._classes[number] = truths, there
        return self._classes[number]

    def _granular(self, tool: str, held: frozenset[str] | None) -> Iterator[tuple[Atom, Truth]]:
        for atom in self.needs.program.atoms:
            if atom[:2] == ("granular", tool):
                yield atom, None if held is None else atom[2] in held

    def _named(self, numbers: Any, meaning: Any) -> Iterator[tuple[Atom, Truth]]:
        for number, truth in zip(numbers, meaning, strict=True):
            yield self.needs.program.atoms[number], truth
