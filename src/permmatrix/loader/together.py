"""What only shows when matrices are loaded together: ids used twice, and disagreements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from permmatrix.codes import Code
from permmatrix.conditions import Condition
from permmatrix.diagnostics import Diagnostic, Related
from permmatrix.loader.fields import did_you_mean
from permmatrix.model import GranularPermission, Level, Matrix, MatrixSet, Tool
from permmatrix.requirements import HasLevel, atoms
from permmatrix.source import Span

__all__ = ["check_together"]

Thing = TypeVar("Thing", Tool, Condition, GranularPermission)


def check_together(matrices: tuple[Matrix, ...]) -> Iterator[Diagnostic]:
    """Give what is wrong between the matrices of a policy, and within its tools."""
    yield from _same_matrix(matrices)
    tools = [tool for matrix in matrices for tool in matrix.tools]
    facts = [fact for matrix in matrices for fact in matrix.conditions]
    granted = [permission for matrix in matrices for permission in matrix.granular]
    yield from _disagreements(tools, _tool_key, _tool_meaning, Code.TOOLS_DISAGREE, "tool")
    yield from _disagreements(
        facts, lambda it: it.id, lambda it: it.test, Code.CONDITIONS_DISAGREE, "condition"
    )
    yield from _disagreements(
        granted,
        lambda it: f"{it.tool}.{it.id}",
        lambda it: it.title,
        Code.GRANULAR_DISAGREE,
        "granular permission",
    )
    yield from _unknown_actions(matrices)
    yield from _circular_levels(MatrixSet(matrices))


def _tool_key(tool: Tool) -> str:
    return tool.id


def _tool_meaning(tool: Tool) -> object:
    levels = tuple((it.id, it.title, it.handed_out, it.held_when) for it in tool.levels)
    return levels, tool.chains, tool.default_level, tool.scope


def _same_matrix(matrices: Iterable[Matrix]) -> Iterator[Diagnostic]:
    first: dict[str, Span] = {}
    for matrix in matrices:
        span = _id_span(matrix)
        if matrix.id and matrix.id in first:
            yield Diagnostic(
                code=Code.SAME_MATRIX,
                message=f"another file is the matrix `{matrix.id}` already",
                span=span,
                related=(Related("first used", first[matrix.id]),),
            )
        first.setdefault(matrix.id, span)


def _id_span(matrix: Matrix) -> Span:
    """The place of a matrix in its file: its first line."""
    assert matrix.span is not None
    source, start = matrix.span.source, matrix.span.start
    return Span(source, start, start + len(source.line(source.position(start)[0])))


def _disagreements(
    things: Iterable[Thing],
    key: Callable[[Thing], str],
    meaning: Callable[[Thing], object],
    code: Code,
    word: str,
) -> Iterator[Diagnostic]:
    first: dict[str, Thing] = {}
    for thing in things:
        other = first.setdefault(key(thing), thing)
        if meaning(other) == meaning(thing) or thing.span is None:
            continue
        related = (Related("the other", other.span),) if other.span else ()
        yield Diagnostic(
            code=code,
            message=f"the {word} `{thing.id}` is declared differently in another file",
            span=thing.span,
            help="what files share, they declare alike",
            related=related,
        )


def _unknown_actions(matrices: tuple[Matrix, ...]) -> Iterator[Diagnostic]:
    known = {action.id for matrix in matrices for action in matrix.actions}
    for matrix in matrices:
        for operation in matrix.operations:
            for id_ in operation.any_of:
                own = id_.startswith(f"{matrix.id}.")
                if not own and id_ not in known and operation.span is not None:
                    yield Diagnostic(
                        code=Code.UNKNOWN_ACTION,
                        message=f"unknown action `{id_}`",
                        span=_mention(id_, operation.span),
                        help=did_you_mean(id_, sorted(known), others="the actions are"),
                    )


def _mention(text: str, after: Span) -> Span:
    start = after.source.text.find(text, after.end)
    return Span(after.source, start, start + len(text))


def _circular_levels(matrices: MatrixSet) -> Iterator[Diagnostic]:
    tools = matrices.tools
    for tool in tools.values():
        for level in tool.levels:
            if (tool.id, level.id) in _reached(tool.id, level, tools) and level.span is not None:
                yield Diagnostic(
                    code=Code.CIRCULAR_LEVEL,
                    message=f"whether `{level.id}` is held hangs on whether `{level.id}` is held",
                    span=level.span,
                    help="a `held_when` may name levels that do not lead back to its own",
                )


def _reached(tool: str, level: Level, tools: dict[str, Tool]) -> set[tuple[str, str]]:
    """Give the levels whose being held decides whether this one is, through any number of steps."""
    reached: set[tuple[str, str]] = set()
    waiting = [(tool, level)]
    while waiting:
        _, current = waiting.pop()
        for atom in atoms(current.held_when) if current.held_when else ():
            if not isinstance(atom, HasLevel) or atom.tool not in tools:
                continue
            for found in tools[atom.tool].levels:
                if found.id in atom.levels and (atom.tool, found.id) not in reached:
                    reached.add((atom.tool, found.id))
                    waiting.append((atom.tool, found))
    return reached
