"""The lint findings that a file lets stand, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.codes import Code
from permmatrix.loader.fields import Fields
from permmatrix.loader.requirements import Names, report_level
from permmatrix.model import Suppression
from permmatrix.nodes import Entry
from permmatrix.source import Span

__all__ = ["suppressions"]

OWNERS = ("levels", "granular", "conditions", "actions", "operations")
CODES = {code.slug: code for code in Code} | {str(code): code for code in Code}


def suppressions(fields: Fields, names: Names) -> Iterator[Suppression]:
    """Read the suppressions of a matrix and of all that is declared in it."""
    whole = Span(fields.problems.source, 0, len(fields.problems.source.text))
    yield from _of(fields, "", whole)
    for key in OWNERS:
        for entry in fields.things(key):
            yield from _owned(f"{key}.{entry.key}", entry, fields, names)
    for tool in fields.things("tools"):
        for entry in fields.of(tool.value).things("levels"):
            yield from _owned(f"tools.{tool.key}.levels.{entry.key}", entry, fields, names)


def _owned(about: str, entry: Entry, fields: Fields, names: Names) -> Iterator[Suppression]:
    inner = fields.of(entry.value)
    if not inner.written("suppress"):
        return
    start, end = entry.key_span, entry.value.span
    found = list(_of(inner, about, Span(start.source, start.start, end.end)))
    if any(it.cells for it in found):
        _check_cells(inner, names, inner.text("tool") or fields.text("tool") or "")
    yield from found


def _of(fields: Fields, about: str, within: Span) -> Iterator[Suppression]:
    for item in fields.items("suppress"):
        inner = fields.of(item)
        code, because = inner.text("code"), inner.text("because")
        node = inner.get("code")
        if code in CODES and because is not None and node is not None:
            yield Suppression(
                code=str(CODES[code]),
                because=because,
                about=about,
                cells=inner.words("cells"),
                within=within,
                span=node.span,
            )


def _check_cells(fields: Fields, names: Names, tool: str) -> None:
    held = names.tools.get(tool)
    if held is None or not held.levels:
        return
    for item in fields.items("suppress"):
        inner = fields.of(item)
        for id_, span in inner.texts("cells"):
            report_level(id_, span, inner, held, names)
