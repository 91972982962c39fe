"""
An oracle of fixes: every change there is tried, and the reference asked what comes of it.

What can be changed is a mapping from names to values: the level picked on a tool, or each of the
levels given; each permission; each fact; that what is held is known at all; the row that is asked
for. A fix is a set of differences from what is so, of which no proper part is a yes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, TypeAlias, assert_never

from attrs import evolve

from permmatrix.conditions import Given
from permmatrix.fixes import (
    AskInstead,
    AskOn,
    Change,
    DropLevel,
    Fix,
    GrantPermission,
    HoldLevel,
    RevokePermission,
    SetFact,
    TellHeld,
    TellScope,
)
from permmatrix.model import Action, MatrixSet, Tool, When
from permmatrix.reference import decide
from permmatrix.reference_facts import Question
from permmatrix.requirements import HasGranular, HasLevel, Holds, Requirement, atoms

__all__ = [
    "Changing",
    "Difference",
    "State",
    "differences",
    "said_plainly",
    "smallest",
    "started",
]

Name: TypeAlias = tuple[str, ...]
State: TypeAlias = Mapping[Name, Any]
Difference: TypeAlias = frozenset[tuple[Name, Any]]


def said_plainly(matrices: MatrixSet) -> MatrixSet:
    """Give a policy whose conditions are each said in the context, under the condition's id."""
    changed = []
    for matrix in matrices.matrices:
        conditions = tuple(evolve(it, test=Given(it.id)) for it in matrix.conditions)
        changed.append(evolve(matrix, conditions=conditions))
    return MatrixSet(tuple(changed))


def smallest(sets: Iterable[Difference]) -> set[Difference]:
    """Give the sets of which no other is a part."""
    found = set(sets)
    return {one for one in found if not any(other < one for other in found)}


def differences(fix: Fix) -> Difference:
    """Give the changes of a fix, and what follows from them, as the oracle names them."""
    return frozenset(it for change in (*fix.changes, *fix.follows) for it in _named(change))


def _named(change: Change) -> Iterator[tuple[Name, Any]]:
    match change:
        case HoldLevel(tool, level, was, also):
            yield (("has", tool, level), True) if also else (("level", tool), level)
            if was is None and not also:
                yield ("known", "levels", tool), True
        case GrantPermission(tool, name, known):
            yield ("granular", tool, name), True
            if not known:
                yield ("known", "granular", tool), True
        case _:
            yield _only(change)


def _only(
    change: DropLevel | RevokePermission | SetFact | TellHeld | TellScope | AskInstead | AskOn,
) -> tuple[Name, Any]:
    match change:
        case DropLevel(tool, level):
            return ("dropped", tool, level), True
        case RevokePermission(tool, name):
            return ("granular", tool, name), False
        case SetFact(condition, to):
            return ("fact", condition), to
        case TellHeld(tool, kind):
            return ("known", kind, tool), True
        case TellScope(path):
            raise AssertionError(f"nothing is held by scope here, and {path} is told")
        case AskInstead(action):
            return ("ask",), action
        case AskOn(platform):
            return ("on",), platform
        case _:
            assert_never(change)


class Changing:
    """
    Everything that can be changed about a question.

    `several` are the tools on which several levels are given at once. Facts are said plainly.
    """

    def __init__(
        self, matrices: MatrixSet, asked: str, several: frozenset[str] = frozenset()
    ) -> None:
        self.matrices = matrices
        self.several = several
        operation = matrices.operations.get(asked)
        self.own = operation.any_of if operation else (matrices.actions[asked].id,)
        beside = [it for it in matrices.operations.values() if self.own[0] in it.any_of]
        others = () if operation else [id_ for it in beside for id_ in it.any_of]
        self.rows = list(dict.fromkeys((*self.own, *others)))
        self.values = dict(self._values())

    def _values(self) -> Iterator[tuple[Name, Sequence[Any]]]:
        """Give what can be set to what, of all that the rows may look at."""
        tools, granular, conditions = self._reached()
        for tool in tools:
            found = self.matrices.tools[tool]
            if tool in self.several:
                yield from ((("has", tool, it), (False, True)) for it in handed(found))
            else:
                yield ("level", tool), picked(found)
        yield from ((("granular", *it), (False, True)) for it in granular)
        yield from ((("fact", it), (False, True)) for it in conditions)

    def _reached(self) -> tuple[list[str], list[tuple[str, str]], list[str]]:
        tools = list(dict.fromkeys(self.matrices.actions[id_].tool for id_ in self.rows))
        needed = [it for id_ in self.rows for it in _needed(self.matrices.actions[id_])]
        leaves = [leaf for it in needed for leaf in atoms(it)]
        for leaf in leaves:  # both grow while what levels follow from is looked at
            if isinstance(leaf, HasLevel) and leaf.tool not in tools:
                tools.append(leaf.tool)
        for tool in tools:
            for level in self.matrices.tools[tool].levels:
                for leaf in atoms(level.held_when) if level.held_when else ():
                    leaves.append(leaf)
                    if isinstance(leaf, HasLevel) and leaf.tool not in tools:
                        tools.append(leaf.tool)
        granular = [(it.tool, it.name) for it in leaves if isinstance(it, HasGranular)]
        return tools, granular, [it.condition for it in leaves if isinstance(it, Holds)]

    @property
    def size(self) -> int:
        """How many states there are in which everything is known."""
        size = len(self.rows)
        for values in self.values.values():
            size *= len(values)
        return size

    def question(self, state: State, platform: str | None = None) -> Question:
        """Give the question in a state; what is held and not known is null."""
        user: dict[str, Any] = {"id": "ana", "levels": {}, "granular": {}}
        for name, value in state.items():
            match name:
                case ("level", tool):
                    user["levels"].update({tool: value} if value else {})
                case ("has", tool, level):
                    user["levels"].setdefault(tool, []).extend([level] if value else [])
                case ("granular", tool, name_):
                    user["granular"].setdefault(tool, []).extend([name_] if value else [])
        for name, value in state.items():
            if name[0] == "known" and not value:
                user[name[1]][name[2]] = None
        facts = {name[1]: value for name, value in state.items() if name[0] == "fact"}
        return Question(self.matrices, user, None, facts, platform)

    def fixes(self, state: State, platform: str | None = None) -> set[Difference]:
        """Give every smallest set of differences that is a yes."""
        found = []
        for target in self.targets(state, unknown=True):
            question = self.question(target)
            for id_ in self.rows:
                if decide(question, id_).allowed:
                    for place in self.places(id_, platform):
                        moved = self.differing(state, target)
                        found.append(moved | {*self.instead(id_), *place})
        return smallest(found)

    def revocations(self, state: State, platform: str | None = None) -> set[Difference]:
        """Give every smallest set of differences that is no yes any more."""
        found = []
        for target in self.targets(state, unknown=False):
            question = self.question(target, platform)
            if not any(decide(question, id_).allowed for id_ in self.own):
                found.append(self.differing(state, target))
        return smallest(found)

    def instead(self, id_: str) -> list[tuple[Name, Any]]:
        """Say that another row is asked for than was, where it is."""
        return [] if id_ in self.own else [(("ask",), id_)]

    def places(self, id_: str, platform: str | None) -> list[list[tuple[Name, Any]]]:
        """Give the platforms to ask for a row on, each by itself; nothing where it is asked."""
        offered = self.matrices.actions[id_].platforms
        if platform is None or not offered or platform in offered:
            return [[]]
        return [[(("on",), it)] for it in offered]

    def targets(self, state: State, *, unknown: bool) -> Iterator[dict[Name, Any]]:
        """Give every state there can be; with `unknown`, what is not known may become known."""
        choices: dict[Name, Sequence[Any]] = {}
        for name in state:
            values = self.values.get(name, ())
            known = ("known", "granular" if name[0] == "granular" else "levels", *name[1:2])
            if name[0] == "known":
                choices[name] = (True,) if state[name] else (False, True)[: 2 if unknown else 1]
            elif name[0] == "fact" and state[name] is None:
                choices[name] = (None, *values) if unknown else (None,)
            elif not unknown and name[0] != "fact" and not state[known]:
                choices[name] = (state[name],)
            else:
                choices[name] = values
        for some in product(*choices.values()):
            target = dict(zip(choices, some, strict=True))
            if all(self._stands(name, target, state) for name in target):
                yield target

    def _stands(self, name: Name, target: State, state: State) -> bool:
        """Say whether nothing is changed that stays unknown."""
        if name[0] in {"known", "fact"} or target[name] == state[name]:
            return True
        kind = "granular" if name[0] == "granular" else "levels"
        return bool(target["known", kind, name[1]])

    def differing(self, state: State, target: State) -> Difference:
        """Say how two states differ."""
        found = [(name, value) for name, value in target.items() if value != state[name]]
        return frozenset(self._plain(name, value, state) for name, value in found)

    def _plain(self, name: Name, value: Any, state: State) -> tuple[Name, Any]:
        """Say that a level is dropped where it is taken away."""
        if name[0] == "level" and not value:
            return ("dropped", name[1], state[name]), True
        if name[0] == "has" and not value:
            return ("dropped", name[1], name[2]), True
        return name, value


def _needed(row: Action) -> list[Requirement]:
    cells = [cell.requirement for _, cell in row.cells if isinstance(cell, When)]
    return [it for it in (row.guard, *cells) if it is not None]


def handed(tool: Tool) -> list[str]:
    """Give the levels that can be given."""
    return [level.id for level in tool.levels if level.handed_out]


def picked(tool: Tool) -> list[str]:
    """Give what can be given where it is one level: nothing, unless that is a level too."""
    levels = handed(tool)
    return levels if tool.default_level in levels else ["", *levels]


def started(
    changing: Changing, choose: Callable[[Sequence[Any]], Any], *, all_known: bool
) -> dict[Name, Any]:
    """Give a state to start from."""
    state: dict[Name, Any] = {}
    for name, values in changing.values.items():
        state[name] = choose([None, *values] if name[0] == "fact" and not all_known else values)
        if name[0] != "fact":
            kind = "granular" if name[0] == "granular" else "levels"
            known = ("known", kind, name[1])
            if known not in state:
                several = kind == "levels" and name[1] in changing.several
                state[known] = True if all_known or several else choose([True, True, True, False])
            if not state[known]:
                state[name] = _nothing(name, changing.matrices.tools[name[1]])
    return state


def _nothing(name: Name, tool: Tool) -> Any:
    """Give what counts where it is not known what is held."""
    if name[0] == "granular":
        return False
    return tool.default_level if tool.default_level in handed(tool) else ""
