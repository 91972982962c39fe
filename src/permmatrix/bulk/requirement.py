"""When an action allows, as one formula over the program's facts."""

from __future__ import annotations

from permmatrix.errors import UnknownNameError
from permmatrix.names import suggest
from permmatrix.program import Program, Shape
from permmatrix.truth import Formula, all_of, any_of, fact

__all__ = ["check_platform", "requirement"]


def check_platform(program: Program, platform: str | None) -> None:
    """Raise `UnknownNameError` for a platform that no matrix declares."""
    if platform is not None and platform not in program.platforms:
        raise UnknownNameError("platform", platform, suggest(platform, program.platforms))


def requirement(program: Program, action: str, platform: str | None) -> Formula:
    """
    Give the formula of an action, an operation, or an alias of either, on a platform.

    It is known to be true just where the action allows: one row and one level are enough, and what
    levels a user was given are facts among the others.

    Raises:
        UnknownNameError: there is no such action.
    """
    return any_of(
        _row(program, program.shapes[number])
        for number, platforms in map(program.actions.__getitem__, _rows_of(program, action))
        if platform is None or platforms is None or platform in platforms
    )


def _rows_of(program: Program, action: str) -> tuple[str, ...]:
    if isinstance(action, str):
        id_ = program.aliases.get(action, action)
        rows = program.operations.get(id_, (id_,))
        if rows[0] in program.actions:
            return rows
    known = [*program.actions, *program.operations, *program.aliases]
    raise UnknownNameError("action", action, suggest(action, known))


def _row(program: Program, shape: Shape) -> Formula:
    tool = program.tools[shape.tool]
    ways = []
    for level, cell in shape.cells.items():
        given = ("level", shape.tool, level)
        handed_out = level in tool.handed_out and fact(program.atoms.index(given))
        held = any_of([handed_out, tool.held_when.get(level, False)])
        ways.append(all_of([held, cell.formula]))
    return all_of([shape.guard, any_of(ways)])
