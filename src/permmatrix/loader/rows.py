"""The rows of a matrix: actions with their cells, operations, advisories, notes and doubts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from permmatrix.codes import Code
from permmatrix.diagnostics import Related
from permmatrix.loader.fields import Fields, did_you_mean
from permmatrix.loader.requirements import Names, cell, report_level, report_tool, requirement
from permmatrix.model import (
    Action,
    Advisory,
    Allow,
    Cell,
    Deny,
    Documented,
    Doubt,
    NotApplicable,
    Note,
    Operation,
    Tool,
    Undocumented,
    When,
)
from permmatrix.nodes import Entry, Node, Scalar
from permmatrix.source import Span

__all__ = ["actions", "advisories", "documented", "doubts", "notes", "operations"]

MARKS = {
    "platforms": (Code.UNKNOWN_PLATFORM, "platform"),
    "editions": (Code.UNKNOWN_EDITION, "edition"),
    "flags": (Code.UNKNOWN_FLAG, "flag"),
}


def actions(fields: Fields, names: Names) -> Iterator[Action]:
    """Read the rows. One whose tool or title was reported is still a row."""
    matrix, own_tool = fields.text("id") or "", fields.text("tool") or ""
    for entry in fields.entries("actions"):
        inner = fields.of(entry.value)
        tool_id = inner.text("tool") or own_tool
        tool = names.tools.get(tool_id)
        if tool is None:
            _unknown_tool(tool_id, inner, names)
            tool = Tool(id=tool_id, title=tool_id, levels=())
        guard = inner.get("guard")
        cells, sound = _cells(inner, names, tool)
        yield Action(
            id=f"{matrix}.{entry.key}",
            title=inner.text("title") or entry.key,
            tool=tool_id,
            cells=tuple(cells.items()),
            guard=requirement(guard, inner, names, tool_id) if guard else None,
            platforms=_marks("platforms", inner, fields),
            editions=_marks("editions", inner, fields),
            flags=_marks("flags", inner, fields),
            section=_section(inner, fields),
            offline=inner.text("offline"),
            aliases=tuple(f"{matrix}.{alias}" for alias in inner.words("aliases")),
            also_written=inner.words("also_written"),
            description=inner.text("description"),
            notes=tuple(notes(inner, tool, names)),
            doubts=tuple(doubts(inner, names, tool, cells if sound else {})),
            source=documented(inner),
            span=entry.key_span,
        )


def _unknown_tool(tool: str, fields: Fields, names: Names) -> None:
    node = fields.get("tool")
    if node is not None and "tools" not in names.lost:
        report_tool(tool, node.span, fields, names)


def _cells(fields: Fields, names: Names, tool: Tool) -> tuple[dict[str, Cell], bool]:
    """Give a cell for every level, and whether all that is written could be read."""
    cells: dict[str, Cell] = {level.id: Deny() for level in tool.levels}
    sound = not fields.lost("cells")
    for entry in fields.entries("cells"):
        known = not tool.levels or report_level(entry.key, entry.key_span, fields, tool, names)
        found = cell(entry.value, fields, names, tool.id)
        if known and found is not None and tool.levels:
            cells[entry.key] = found
        else:
            sound = False
    return cells, sound


def _marks(key: str, fields: Fields, top: Fields) -> tuple[str, ...]:
    code, word = MARKS[key]
    known = [id_ for id_, _ in top.titles(key)]
    for name, span in fields.texts(key):
        if name not in known and not top.lost(key):
            hint = did_you_mean(name, known, others="declared here")
            if not known:
                hint = f"declare it at the top of the file: `{key}: {{{name}: …}}`"
            fields.problems.add(code, f"unknown {word} `{name}`", span, help=hint)
    return fields.words(key)


def _section(fields: Fields, top: Fields) -> str | None:
    section, node = fields.text("section"), fields.get("section")
    known = [id_ for id_, _ in top.titles("sections")]
    if section is not None and node is not None and section not in known:
        hint = did_you_mean(section, known, others="declared here")
        fields.problems.add(
            Code.UNKNOWN_SECTION, f"unknown section `{section}`", node.span, help=hint
        )
    return section


def notes(fields: Fields, tool: Tool, names: Names) -> Iterator[Note]:
    """Read the notes of a row or a matrix."""
    for item in fields.items("notes"):
        if isinstance(item, Scalar):
            yield Note(str(item.value))
            continue
        inner = fields.of(item)
        yield Note(inner.text("says") or "", _levels(inner, tool, names))


def _levels(fields: Fields, tool: Tool, names: Names) -> tuple[str, ...]:
    for id_, span in fields.texts("cells"):
        if tool.levels:
            report_level(id_, span, fields, tool, names)
    return fields.words("cells")


def doubts(
    fields: Fields, names: Names, tool: Tool, cells: Mapping[str, Cell] | None
) -> Iterator[Doubt]:
    """Read the doubts of a row, whose reading must be what `cells` says, or of a matrix (None)."""
    for item in fields.items("doubts"):
        inner = fields.of(item)
        reading = inner.get("reading")
        doubt = Doubt(
            why=inner.text("why") or "",
            cells=_levels(inner, tool, names),
            reading=cell(reading, inner, names, tool.id) if reading else None,
            alternative=_optional_cell("alternative", inner, names, tool),
            taken=inner.text("taken"),
            instead=inner.text("instead"),
            answered=inner.text("answered"),
            span=item.span,
        )
        if cells is not None and doubt.reading is not None and reading is not None:
            _check_reading(doubt, reading, inner, cells)
        yield doubt


def _optional_cell(key: str, fields: Fields, names: Names, tool: Tool) -> Cell | None:
    node = fields.get(key)
    return cell(node, fields, names, tool.id) if node else None


def _check_reading(doubt: Doubt, node: Node, fields: Fields, cells: Mapping[str, Cell]) -> None:
    for id_, span in fields.texts("cells"):
        if id_ in cells and cells[id_] != doubt.reading:
            fields.problems.add(
                Code.DOUBT_DISAGREES,
                f"the doubt reads `{id_}` as {_in_words(doubt.reading)}, "
                f"but the cell is {_in_words(cells[id_])}",
                span,
                help="change the cell or the reading",
                related=[Related("the reading", node.span)],
            )


def _in_words(cell: Cell | None) -> str:
    match cell:
        case Allow():
            return "`allow`"
        case Deny():
            return "`deny`"
        case Undocumented():
            return "`unknown`"
        case NotApplicable():
            return "`not_applicable`"
        case When():
            return "a requirement"
        case None:
            return "nothing"


def documented(fields: Fields) -> Documented | None:
    """Read where a row or a matrix is documented."""
    node = fields.get("source")
    if node is None:
        return None
    inner = fields.of(node)
    return Documented(
        title=inner.text("title"),
        section=inner.text("section"),
        publisher=inner.text("publisher"),
        url=inner.text("url"),
        retrieved=inner.text("retrieved"),
        remark=inner.text("remark"),
    )


def operations(fields: Fields, found: tuple[Action, ...]) -> Iterator[Operation]:
    """Read the operations; actions of other matrices are looked up once all files are read."""
    matrix = fields.text("id") or ""
    rows = {action.id for action in found}
    for entry in fields.entries("operations"):
        inner = fields.of(entry.value)
        yield Operation(
            id=f"{matrix}.{entry.key}",
            title=inner.text("title") or entry.key,
            any_of=tuple(_rows(matrix, inner, rows, lost=fields.lost("actions"))),
            aliases=tuple(f"{matrix}.{alias}" for alias in inner.words("aliases")),
            also_written=inner.words("also_written"),
            description=inner.text("description"),
            span=entry.key_span,
        )


def _rows(matrix: str, fields: Fields, known: set[str], *, lost: bool) -> Iterator[str]:
    for name, span in fields.texts("any_of"):
        id_ = name if "." in name else f"{matrix}.{name}"
        if id_.startswith(f"{matrix}.") and id_ not in known and not lost:
            report_action(name, id_, span, fields, known)
        else:
            yield id_


def report_action(name: str, id_: str, span: Span, fields: Fields, known: set[str]) -> None:
    """Report an action that an operation names and no file has."""
    hint = did_you_mean(id_, sorted(known), others="its actions are")
    fields.problems.add(Code.UNKNOWN_ACTION, f"unknown action `{name}`", span, help=hint)


def same_ids(fields: Fields, entries: list[tuple[str, Entry]]) -> None:
    """Report an action's, operation's or alias's id that another one has."""
    first: dict[str, Span] = {}
    for _, entry in entries:
        inner = fields.of(entry.value)
        for id_, span in [(entry.key, entry.key_span), *inner.texts("aliases")]:
            if id_ in first:
                fields.problems.add(
                    Code.SAME_ACTION,
                    f"`{id_}` is already the id of another action or operation",
                    span,
                    related=[Related("first used", first[id_])],
                )
            first.setdefault(id_, span)


def advisories(fields: Fields, names: Names) -> Iterator[Advisory]:
    """Read the advisories; one whose requirement was reported is left out."""
    matrix, tool = fields.text("id") or "", fields.text("tool") or ""
    for entry in fields.entries("advisories"):
        inner = fields.of(entry.value)
        when = inner.get("when")
        needed = requirement(when, inner, names, tool) if when else None
        if needed is not None:
            yield Advisory(
                id=f"{matrix}.{entry.key}",
                when=needed,
                says=inner.text("says") or "",
                source=documented(inner),
                span=entry.key_span,
            )
