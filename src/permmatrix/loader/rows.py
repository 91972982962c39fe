"""The rows of a matrix: actions with their cells, operations, advisories, notes and doubts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from permmatrix.codes import Code
from permmatrix.diagnostics import Related
from permmatrix.loader.fields import ID, Fields, Lost, did_you_mean
from permmatrix.loader.requirements import Names, cell, report_level, requirement, tool_of
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
from permmatrix.nodes import Mapping as MappingNode
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
    for entry in fields.things("actions"):
        inner = fields.of(entry.value)
        tool = tool_of(inner, names, own_tool) or Tool(id="", title="", levels=())
        tool = _with_these_levels(tool, inner, names)
        guard = inner.get("guard")
        cells, unread = _cells(inner, names, tool)
        yield Action(
            id=f"{matrix}.{entry.key}",
            title=inner.text("title") or entry.key,
            tool=tool.id,
            cells=tuple(cells.items()),
            guard=requirement(guard, inner, names, tool.id) if guard else None,
            platforms=_marks("platforms", inner, fields),
            editions=_marks("editions", inner, fields),
            flags=_marks("flags", inner, fields),
            section=_section(inner, fields),
            offline=inner.text("offline"),
            aliases=tuple(f"{matrix}.{alias}" for alias in inner.words("aliases")),
            also_written=inner.words("also_written"),
            description=inner.text("description"),
            not_cumulative=inner.text("not_cumulative"),
            notes=tuple(notes(inner, tool, names)),
            doubts=tuple(doubts(inner, names, tool, _without(cells, unread))),
            source=documented(inner),
            span=entry.key_span,
            title_span=_place("title", inner),
            cell_spans=tuple(_cell_spans(inner)),
            not_cumulative_span=_key_place("not_cumulative", inner),
        )


def _place(key: str, fields: Fields) -> Span | None:
    node = fields.get(key)
    return node.span if node else None


def _key_place(key: str, fields: Fields) -> Span | None:
    entry = fields.node.entry(key) if isinstance(fields.node, MappingNode) else None
    return entry.key_span if entry else None


def _cell_spans(fields: Fields) -> Iterator[tuple[str, Span]]:
    for entry in fields.things("cells"):
        start, end = entry.key_span, entry.value.span
        yield entry.key, Span(start.source, start.start, end.end)


def _with_these_levels(tool: Tool, fields: Fields, names: Names) -> Tool:
    """Give the tool whose levels the cells have, reporting once that it is another one."""
    cells = list(fields.things("cells"))
    keys = {entry.key for entry in cells}
    if not keys or not tool.levels or _any_of(tool, keys):
        return tool
    for other in names.tools.values():
        if keys.issubset(level.id for level in other.levels):
            message = f"unknown level `{cells[0].key}` of `{tool.id}`"
            help_ = f"`{other.id}` has it: put `tool: {other.id}` in the row"
            fields.problems.add(Code.UNKNOWN_LEVEL, message, cells[0].key_span, help=help_)
            return other
    return tool


def _any_of(tool: Tool, keys: set[str]) -> bool:
    return any(level.id in keys for level in tool.levels)


def _cells(fields: Fields, names: Names, tool: Tool) -> tuple[dict[str, Cell], set[str]]:
    """Give a cell for every level, and the levels of which it is not known what they say."""
    cells: dict[str, Cell] = dict.fromkeys((level.id for level in tool.levels), Deny())
    node = fields.get("cells")
    if not isinstance(node, MappingNode) or fields.twice("cells"):
        return cells, set(cells)
    unread = {entry.key for entry in node.lost}
    written = set()
    for entry in node.entries:
        shaped = ID.fullmatch(entry.key) is not None and bool(tool.levels)
        known = shaped and report_level(entry.key, entry.key_span, fields, tool, names)
        found = cell(entry.value, fields, names, tool.id)
        written.add(entry.key)
        if known and found is not None:
            cells[entry.key] = found
        else:
            unread.add(entry.key)
    # a cell whose level could not be read may be that of any level left out
    return cells, unread if unread <= written & set(cells) else unread | set(cells) - written


def _without(cells: Mapping[str, Cell], unread: set[str]) -> dict[str, Cell]:
    return {id_: cell for id_, cell in cells.items() if id_ not in unread}


def _marks(key: str, fields: Fields, top: Fields) -> tuple[str, ...]:
    code, word = MARKS[key]
    written = list(fields.texts(key))
    for name, span in written:
        if top.has(key, name):
            continue
        known = tuple(entry.key for entry in top.things(key))
        if not top.lost(key).has(name, known):
            hint = did_you_mean(name, known, others="declared here")
            if not known:
                hint = f"declare it at the top of the file: `{key}: {{{name}: …}}`"
            fields.problems.add(code, f"unknown {word} `{name}`", span, help=hint)
    return tuple(name for name, _ in written)


def _section(fields: Fields, top: Fields) -> str | None:
    section, node = fields.text("section"), fields.get("section")
    if section is None or node is None or top.has("sections", section):
        return section
    known = [entry.key for entry in top.things("sections")]
    if not top.lost("sections").has(section, known):
        hint = did_you_mean(section, known, others="declared here")
        fields.problems.add(
            Code.UNKNOWN_SECTION, f"unknown section `{section}`", node.span, help=hint
        )
    return section


def notes(fields: Fields, tool: Tool, names: Names) -> Iterator[Note]:
    """Read the notes of a row or a matrix."""
    for item in fields.items("notes"):
        if isinstance(item, Scalar):
            yield Note(str(item.value), span=item.span)
            continue
        inner = fields.of(item)
        yield Note(inner.text("says") or "", _levels(inner, tool, names), span=item.span)


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
            _check_reading(doubt.reading, reading, inner, cells)
        yield doubt


def _optional_cell(key: str, fields: Fields, names: Names, tool: Tool) -> Cell | None:
    node = fields.get(key)
    return cell(node, fields, names, tool.id) if node else None


def _check_reading(reading: Cell, node: Node, fields: Fields, cells: Mapping[str, Cell]) -> None:
    named = list(fields.texts("cells"))
    wrong = [(id_, span) for id_, span in named if id_ in cells and cells[id_] != reading]
    if len(wrong) == len(named) > 1:  # then it is the reading that is wrong, once
        found = " and ".join(f"`{id_}` is {_other(cells[id_], reading)}" for id_, _ in wrong)
        message = f"the doubt reads its cells as {_in_words(reading)}, but {found}"
        _report_reading(message, node.span, fields)
        return
    for id_, span in wrong:
        found = _other(cells[id_], reading)
        message = f"the doubt reads `{id_}` as {_in_words(reading)}, but the cell is {found}"
        related = [Related("the reading", node.span)]
        _report_reading(message, span, fields, related=related)


def _report_reading(
    message: str, span: Span, fields: Fields, related: Iterable[Related] = ()
) -> None:
    help_ = "change the cell or the reading"
    fields.problems.add(Code.DOUBT_DISAGREES, message, span, help=help_, related=related)


def _other(cell: Cell, than: Cell) -> str:
    both = isinstance(cell, When) and isinstance(than, When)
    return "another requirement" if both else _in_words(cell)


def _in_words(cell: Cell) -> str:
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
    """Read the operations."""
    matrix = fields.text("id") or ""
    rows = dict.fromkeys(action.id.partition(".")[2] for action in found)
    lost = fields.lost("actions") | Lost(every=not fields.written("actions"))
    for entry in fields.things("operations"):
        inner = fields.of(entry.value)
        named = list(_rows(matrix, inner, rows, lost))
        yield Operation(
            id=f"{matrix}.{entry.key}",
            title=inner.text("title") or entry.key,
            any_of=tuple(id_ for id_, _ in named),
            any_of_spans=tuple(span for _, span in named),
            aliases=tuple(f"{matrix}.{alias}" for alias in inner.words("aliases")),
            also_written=inner.words("also_written"),
            description=inner.text("description"),
            span=entry.key_span,
        )


def _rows(
    matrix: str, fields: Fields, known: Collection[str], lost: Lost
) -> Iterator[tuple[str, Span]]:
    """Give the actions an operation names; those of other matrices are looked up later."""
    for written, span in fields.texts("any_of"):
        name = written.removeprefix(f"{matrix}.")
        if "." in name:
            yield name, span
        elif name in known:
            yield f"{matrix}.{name}", span
        elif not lost.has(name, known):
            hint = did_you_mean(name, known, others="its actions are")
            fields.problems.add(Code.UNKNOWN_ACTION, f"unknown action `{written}`", span, help=hint)


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
