"""What only shows when matrices are loaded together: ids used twice, and disagreements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias, TypeVar, final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.conditions import Condition
from permmatrix.diagnostics import Diagnostic, Related
from permmatrix.loader.fields import did_you_mean
from permmatrix.loader.invariants import names_in, unknown_name
from permmatrix.loader.known import help_with
from permmatrix.model import GranularPermission, Matrix, MatrixSet, Tool
from permmatrix.requirements import HasLevel, atoms
from permmatrix.source import Span

__all__ = ["check_together"]

Thing = TypeVar("Thing", Tool, Condition, GranularPermission)
Parts: TypeAlias = dict[str, object]


def check_together(matrices: tuple[Matrix, ...], *, whole: bool = True) -> Iterator[Diagnostic]:
    """
    Give what is wrong between the matrices of a policy, and within its tools.

    Without `whole` some file could not be read, so that not finding its matrix says nothing.
    """
    yield from _same_matrix(matrices)
    tools = [it for matrix in matrices for it in matrix.tools if it.id not in matrix.unread]
    facts = [it for matrix in matrices for it in matrix.conditions if it.id not in matrix.unread]
    granted = [it for matrix in matrices for it in matrix.granular if it.id not in matrix.unread]
    yield from _disagreements(tools, _tool_key, _tool_parts, Code.TOOLS_DISAGREE, "tool")
    yield from _disagreements(
        facts, lambda it: it.id, lambda it: {"test": it.test}, Code.CONDITIONS_DISAGREE, "condition"
    )
    yield from _disagreements(
        granted,
        lambda it: f"{it.tool}.{it.id}",
        lambda it: {"title": it.title},
        Code.GRANULAR_DISAGREE,
        "granular permission",
    )
    yield from _unknown_actions(matrices, whole=whole)
    yield from _unknown_granters(matrices, whole=whole)
    yield from _unknown_in_invariants(matrices, whole=whole)
    yield from _circular_levels(MatrixSet(matrices))


def _tool_key(tool: Tool) -> str:
    return tool.id


def _tool_parts(tool: Tool) -> Parts:
    return {
        "levels": [(it.id, it.title, it.handed_out, it.held_when) for it in tool.levels],
        "order": tool.chains,
        "default level": tool.default_level,
        "scope": tool.scope,
    }


def _same_matrix(matrices: Iterable[Matrix]) -> Iterator[Diagnostic]:
    first: dict[str, Span] = {}
    for matrix in matrices:
        assert matrix.span is not None
        if matrix.id and matrix.id in first:
            yield Diagnostic(
                code=Code.SAME_MATRIX,
                message=f"another file is the matrix `{matrix.id}` already",
                span=matrix.span,
                related=(Related("first used", first[matrix.id]),),
            )
        first.setdefault(matrix.id, matrix.span)


def _disagreements(
    things: Iterable[Thing],
    key: Callable[[Thing], str],
    parts: Callable[[Thing], Parts],
    code: Code,
    word: str,
) -> Iterator[Diagnostic]:
    alike: dict[str, list[Thing]] = {}
    for thing in things:
        alike.setdefault(key(thing), []).append(thing)
    for same in alike.values():
        usual = _most_usual(same, parts)
        for thing in same:
            other = [key for key, part in parts(usual).items() if parts(thing)[key] != part]
            if other and thing.span is not None:
                yield Diagnostic(
                    code=code,
                    message=f"the {word} `{thing.id}` has {_other(other)} in another file",
                    span=thing.span,
                    help="what files share, they declare alike",
                    related=(Related("the other", usual.span),) if usual.span else (),
                )


def _other(parts: list[str]) -> str:
    return "other levels" if parts[0] == "levels" else f"another {parts[0]}"


def _most_usual(things: list[Thing], parts: Callable[[Thing], Parts]) -> Thing:
    """Give the thing that most others are like, so that the odd one is reported and not they."""
    meanings = [parts(thing) for thing in things]
    if meanings.count(meanings[0]) == len(things):
        return things[0]
    return things[max(range(len(things)), key=lambda place: meanings.count(meanings[place]))]


def _unknown_actions(matrices: tuple[Matrix, ...], *, whole: bool) -> Iterator[Diagnostic]:
    elsewhere = _Elsewhere.of(matrices, {"actions"}, whole=whole)
    known = {action.id for matrix in matrices for action in matrix.actions}
    for matrix in matrices:
        for operation in matrix.operations:
            for id_, span in zip(operation.any_of, operation.any_of_spans, strict=True):
                if id_ not in known and not elsewhere.lost(id_, matrix):
                    yield Diagnostic(
                        code=Code.UNKNOWN_ACTION,
                        message=f"unknown action `{id_}`",
                        span=span,
                        help=did_you_mean(id_, sorted(known), others="the actions are"),
                    )


def _granters(matrix: Matrix) -> Iterator[tuple[str, Span]]:
    for tool in matrix.tools:
        yield from tool.granter_spans
    for permission in matrix.granular:
        yield from permission.granter_spans
    for condition in matrix.conditions:
        yield from condition.granter_spans


def _unknown_granters(matrices: tuple[Matrix, ...], *, whole: bool) -> Iterator[Diagnostic]:
    asking = [(matrix, id_, span) for matrix in matrices for id_, span in _granters(matrix)]
    if not asking:
        return
    elsewhere = _Elsewhere.of(matrices, {"actions", "operations"}, whole=whole)
    actions = [action.id for matrix in matrices for action in matrix.actions]
    operations = [it.id for matrix in matrices for it in matrix.operations]
    known = {*actions, *operations}
    for matrix, id_, span in asking:
        if id_ not in known and not elsewhere.lost(id_, matrix):
            yield Diagnostic(
                code=Code.UNKNOWN_ACTION,
                message=f"unknown action `{id_}`",
                span=span,
                help=help_with(id_, sorted(actions), sorted(operations)),
            )


def _unknown_in_invariants(matrices: tuple[Matrix, ...], *, whole: bool) -> Iterator[Diagnostic]:
    asking = [(matrix, named) for matrix in matrices for named in names_in(matrix)]
    if not asking:
        return
    elsewhere = _Elsewhere.of(matrices, {"actions", "operations"}, whole=whole)
    actions = sorted(action.id for matrix in matrices for action in matrix.actions)
    operations = sorted(it.id for matrix in matrices for it in matrix.operations)
    for matrix, named in asking:
        if not elsewhere.lost(named.text, matrix):
            found = unknown_name(named, actions, operations)
            yield from [found] if found else []


@final
@frozen
class _Elsewhere:
    """Which matrices there are, and those of which something that has names was reported."""

    ids: frozenset[str]
    unread: frozenset[str]
    whole: bool

    @classmethod
    def of(cls, matrices: tuple[Matrix, ...], parts: set[str], *, whole: bool) -> _Elsewhere:
        return cls(
            ids=frozenset(it.id for it in matrices),
            unread=frozenset(it.id for it in matrices if not parts.isdisjoint(it.unread)),
            whole=whole and not any("id" in it.unread for it in matrices),
        )

    def lost(self, id_: str, asking: Matrix) -> bool:
        """Say whether not finding a name says nothing: its own matrix says so by itself."""
        named = id_.partition(".")[0]
        if "*" in named:
            return bool(self.unread) or not self.whole
        missing = named not in self.ids and not self.whole
        return named == asking.id or named in self.unread or missing


def _circular_levels(matrices: MatrixSet) -> Iterator[Diagnostic]:
    tools = matrices.tools
    if not _some_circle(tools):
        return
    told: set[tuple[str, str]] = set()
    for tool in tools.values():
        for level in tool.levels:
            reached = _reached(tool.id, level.id, tools)
            if (tool.id, level.id) not in reached - told or level.span is None:
                continue
            # one circle is one mistake, whichever of its levels shows it
            told |= {it for it in reached if (tool.id, level.id) in _reached(*it, tools)}
            yield Diagnostic(
                code=Code.CIRCULAR_LEVEL,
                message=f"whether `{level.id}` is held hangs on whether `{level.id}` is held",
                span=level.span,
                help="a `held_when` may name levels that do not lead back to its own",
            )


def _some_circle(tools: dict[str, Tool]) -> bool:
    """Say at once that there is no circle, as there mostly is none."""
    graph = {
        (tool.id, level.id): {
            (atom.tool, named)
            for atom in atoms(level.held_when)
            if isinstance(atom, HasLevel)
            for named in atom.levels
        }
        for tool in tools.values()
        for level in tool.levels
        if level.held_when is not None
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False


def _reached(tool: str, level: str, tools: dict[str, Tool]) -> set[tuple[str, str]]:
    """Give the levels whose being held decides whether this one is, through any number of steps."""
    reached: set[tuple[str, str]] = set()
    waiting = [tools[tool].level(level)]
    while waiting:
        current = waiting.pop()
        for atom in atoms(current.held_when) if current.held_when else ():
            if not isinstance(atom, HasLevel) or atom.tool not in tools:
                continue
            for found in tools[atom.tool].levels:
                if found.id in atom.levels and (atom.tool, found.id) not in reached:
                    reached.add((atom.tool, found.id))
                    waiting.append(found)
    return reached
