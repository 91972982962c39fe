"""One matrix in the keys of the format."""

from __future__ import annotations

from permmatrix.model import Matrix
from permmatrix.writer import declarations, rows
from permmatrix.writer.invariants import invariants
from permmatrix.writer.keys import Plain, said
from permmatrix.writer.requirements import Speaker
from permmatrix.writer.suppressions import Suppressed

__all__ = ["plain"]


def plain(matrix: Matrix) -> dict[str, object]:
    """
    Say a matrix in the keys of the format, as plain values, in the order of the schema.

    Left out is what means the same when it is left out: blanks, an order that is the one listed, a
    tool that goes without saying. Of a matrix made by hand, this may be what no file can say;
    `json_text` finds out.
    """
    speaker = Speaker({tool.id: tool for tool in matrix.tools}, matrix.tool)
    suppressed = Suppressed(matrix.suppressions)
    held, tools = declarations.tools(matrix, speaker, suppressed)
    return said(
        {
            "format": "permmatrix/1",
            "id": matrix.id,
            "title": matrix.title,
            "description": matrix.description,
            "language": matrix.language,
            "source": rows.documented(matrix.documented),
            "tool": matrix.tool,
            **held,
            "tools": tools,
            "granular": declarations.granular(matrix, suppressed),
            "conditions": declarations.conditions(matrix, suppressed),
            **_titles(matrix),
            "actions": rows.actions(matrix, speaker, suppressed),
            "operations": rows.operations(matrix, suppressed),
            "invariants": invariants(matrix, speaker),
            "advisories": rows.advisories(matrix, speaker),
            "notes": rows.notes(matrix.notes),
            "doubts": rows.doubts(matrix.doubts, speaker),
            "suppress": suppressed.on(""),
            "terms": declarations.dictionaries(matrix),
        }
    )


def _titles(matrix: Matrix) -> Plain:
    return {
        "obligations": declarations.titles(matrix.obligations),
        "platforms": declarations.titles(matrix.platforms),
        "editions": declarations.titles(matrix.editions),
        "flags": declarations.titles(matrix.flags),
        "sections": declarations.titles(matrix.sections),
    }
