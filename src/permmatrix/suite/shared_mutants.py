"""The mutants of what rows share: who holds the levels of a tool, which rows an operation has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar, final

from attrs import evolve, field, frozen

from permmatrix.model import Level, MatrixSet, Operation, Tool
from permmatrix.source import Span
from permmatrix.suite.mutants import Wording, changes

__all__ = [
    "SharedMutant",
    "operation_mutants",
    "tool_mutants",
    "with_operation",
    "with_tool",
]

Thing_co = TypeVar("Thing_co", bound=Tool | Operation, covariant=True)


@final
@frozen
class SharedMutant(Generic[Thing_co]):
    """A tool or an operation as it might be by mistake: what is changed, and where it is."""

    thing: Thing_co
    words: str
    span: Span | None = field(eq=False)


def tool_mutants(tool: Tool, matrices: MatrixSet) -> list[SharedMutant[Tool]]:
    """Give the mutants of a tool, each once: in when its levels are held, and in its default."""
    found: dict[Tool, SharedMutant[Tool]] = {}
    for mutant in (*_held(tool, matrices), *_defaults(tool)):
        if mutant.thing != tool:
            found.setdefault(mutant.thing, mutant)
    return list(found.values())


def operation_mutants(operation: Operation, matrices: MatrixSet) -> list[SharedMutant[Operation]]:
    """Give an operation without each of its rows; one of a single row has no mutant."""
    spans = dict(zip(operation.any_of, operation.any_of_spans, strict=False))
    return [
        SharedMutant(
            evolve(operation, any_of=tuple(it for it in operation.any_of if it != id_)),
            f"without «{matrices.actions[id_].title}»",
            spans.get(id_, operation.span),
        )
        for id_ in (operation.any_of if len(operation.any_of) > 1 else ())
    ]


def with_tool(matrices: MatrixSet, tool: Tool) -> MatrixSet:
    """Give the matrices with a tool in place of the one of its id, wherever that is declared."""
    return MatrixSet(
        tuple(
            evolve(it, tools=tuple(tool if old.id == tool.id else old for old in it.tools))
            for it in matrices.matrices
        )
    )


def with_operation(matrices: MatrixSet, operation: Operation) -> MatrixSet:
    """Give the matrices with an operation in place of the one of its id."""
    return MatrixSet(
        tuple(
            evolve(
                it,
                operations=tuple(
                    operation if old.id == operation.id else old for old in it.operations
                ),
            )
            for it in matrices.matrices
        )
    )


def _held(tool: Tool, matrices: MatrixSet) -> Iterator[SharedMutant[Tool]]:
    for level in tool.levels:
        if level.held_when is None:
            continue
        span = level.held_when.span or level.span
        never = evolve(level, held_when=None)
        yield SharedMutant(_with_level(tool, never), f"{level.title}: never held by facts", span)
        for other, words, place in changes(level.held_when, Wording(tool.id, matrices)):
            changed = _with_level(tool, evolve(level, held_when=other))
            yield SharedMutant(changed, f"{level.title}, held when: {words}", place or span)


def _with_level(tool: Tool, level: Level) -> Tool:
    return evolve(tool, levels=tuple(level if it.id == level.id else it for it in tool.levels))


def _defaults(tool: Tool) -> Iterator[SharedMutant[Tool]]:
    if tool.default_level is None:
        return
    title = tool.level(tool.default_level).title
    none = evolve(tool, default_level=None)
    yield SharedMutant(none, f"no default level instead of {title}", tool.span)
    for level in tool.levels:
        if level.handed_out and level.id != tool.default_level:
            words = f"{level.title} the default level instead of {title}"
            yield SharedMutant(evolve(tool, default_level=level.id), words, tool.span)
