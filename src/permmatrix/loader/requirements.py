"""Requirements, cells and tests: trees of nodes to the model's values, names resolved."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import final

from attrs import field, frozen

from permmatrix import conditions as tests
from permmatrix.codes import Code
from permmatrix.conditions import Literal, Operand, Path, Test
from permmatrix.loader.fields import Fields, Lost, did_you_mean
from permmatrix.model import Allow, Cell, Deny, NotApplicable, Tool, Undocumented, When
from permmatrix.names import suggest
from permmatrix.nodes import Mapping, Node, Scalar, Sequence
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.source import Span

__all__ = [
    "RESERVED",
    "Names",
    "cell",
    "path",
    "report_level",
    "report_tool",
    "requirement",
    "test",
    "tool_of",
]

CELLS = ("allow", "deny", "unknown", "not_applicable")
RESERVED = frozenset({*CELLS, "all", "any", "not", "level", "when", "with", "given"})
ROOTS = ("user", "resource", "context")
PATH = re.compile(r"(user|resource|context)((\.[A-Za-z][A-Za-z0-9_]*)+)")
PATH_LIKE = re.compile(r"([A-Za-z_]+)(\.[A-Za-z_][A-Za-z0-9_]*)+")


@final
@frozen(kw_only=True)
class Names:
    """
    What a requirement of one matrix can name.

    `lost` has the names whose declaration was reported, by kind; `levels` and `orders` those of
    each tool. Not finding such a name says nothing.
    """

    tools: dict[str, Tool] = field(factory=dict)
    granular: dict[str, str] = field(factory=dict)  # id: tool
    conditions: dict[str, None] = field(factory=dict)  # for their order, and a quick look
    obligations: dict[str, None] = field(factory=dict)
    lost: dict[str, Lost] = field(factory=dict)
    levels: dict[str, Lost] = field(factory=dict)
    orders: frozenset[str] = frozenset()


def cell(node: Node, fields: Fields, names: Names, tool: str) -> Cell | None:
    """Read a cell, or give None where it was reported."""
    if not fields.sound(node):
        return None
    match node:
        case Scalar("allow"):
            return Allow()
        case Scalar("deny"):
            return Deny()
        case Scalar("unknown"):
            return Undocumented()
        case Scalar("not_applicable"):
            return NotApplicable()
        case Mapping() if node.entry("when") or node.entry("with"):
            return _obliged(fields.of(node), names, tool)
        case Scalar(str() as name):
            named = _named(name, node.span, fields, names, also=CELLS)
            return None if named is None else When(named)
        case _:
            needed = requirement(node, fields, names, tool)
            return None if needed is None else When(needed)


def _obliged(fields: Fields, names: Names, tool: str) -> Cell | None:
    lost = names.lost["obligations"]
    unknown = [(id_, span) for id_, span in fields.texts("with") if id_ not in names.obligations]
    for id_, span in unknown:
        if not lost.has(id_, names.obligations):
            fields.problems.add(
                Code.UNKNOWN_OBLIGATION,
                f"unknown obligation `{id_}`",
                span,
                help=did_you_mean(id_, names.obligations, others="declared here"),
            )
    when = fields.get("when")
    plainly = isinstance(when, Scalar) and when.value == "allow"
    needed = requirement(when, fields, names, tool) if when and not plainly else None
    if unknown or not fields.whole("with") or not (plainly or needed):
        return None
    return When(needed, fields.words("with"))


def requirement(node: Node, fields: Fields, names: Names, tool: str) -> Requirement | None:
    """Read a requirement, or give None where it was reported."""
    if not fields.sound(node):
        return None
    match node:
        case Scalar(str() as name):
            return _named(name, node.span, fields, names)
        case Mapping(entries) if entries:
            key, value = entries[0].key, entries[0].value
            if key == "not":
                part = requirement(value, fields, names, tool)
                return None if part is None else Not(part, span=node.span)
            if key == "level":
                return _level(value, fields, names, tool)
            items = value.items if isinstance(value, Sequence) and fields.sound(value) else ()
            found = [requirement(item, fields, names, tool) for item in items]
            parts = tuple(part for part in found if part is not None)
            if len(parts) < len(found) or not parts:
                return None
            return (All if key == "all" else Any)(parts, span=node.span)
        case _:
            return None


def _named(
    name: str, span: Span, fields: Fields, names: Names, also: tuple[str, ...] = ()
) -> Requirement | None:
    if name in names.granular:
        return HasGranular(names.granular[name], name, span=span)
    if name in names.conditions:
        return Holds(name, span=span)
    known = [*names.granular, *names.conditions]
    if (names.lost["granular"] | names.lost["conditions"]).has(name, known):
        return None
    fields.problems.add(
        Code.UNKNOWN_REQUIREMENT,
        f"`{name}` is neither a granular permission nor a condition of this matrix",
        span,
        help=did_you_mean(name, known, others="declared here", also=also),
    )
    return None


def _level(node: Node, fields: Fields, names: Names, tool: str) -> Requirement | None:
    if not fields.sound(node):
        return None
    level = fields.of(node)
    held = tool_of(level, names, tool)
    if held is None:
        return None
    at_least = level.text("at_least")
    named = [
        (item.value, item.span)
        for item in (level.get("is"), level.get("at_least"), *level.items("any_of"))
        if isinstance(item, Scalar) and isinstance(item.value, str)
    ]
    known = [report_level(id_, span, fields, held, names) for id_, span in named]
    if not all(known) or not named or not level.whole("any_of"):
        return None
    if at_least is not None:
        return _at_least(at_least, named[0][1], fields, held, names)
    wanted = {id_ for id_, _ in named}
    listed = tuple(it.id for it in held.levels if it.id in wanted)
    return HasLevel(held.id, listed, span=node.span)


def _at_least(id_: str, span: Span, fields: Fields, tool: Tool, names: Names) -> Requirement | None:
    if tool.id in names.orders:
        return None
    if not any(id_ in chain for chain in tool.chains):
        fields.problems.add(
            Code.NO_ORDER,
            f"`{id_}` has no place in an order of levels, so nothing is at least `{id_}`",
            span,
            help="use `is` or `any_of`, or give the levels an `order`",
        )
        return None
    return HasLevel(tool.id, tool.at_least(id_), at_least=id_, span=span)


def tool_of(fields: Fields, names: Names, own: str) -> Tool | None:
    """Give the tool a mapping names, left out the `own` one, or None where it was reported."""
    node, id_ = fields.get("tool"), fields.text("tool")
    if id_ is not None and node is not None and id_ not in names.tools:
        report_tool(id_, node.span, fields, names)
    if id_ is None and (fields.written("tool") or not fields.stray().isdisjoint(names.tools)):
        return None
    return names.tools.get(own if id_ is None else id_)


def report_tool(tool: str, span: Span, fields: Fields, names: Names) -> None:
    """Report a tool that this file does not declare."""
    if names.lost["tools"].has(tool, names.tools):
        return
    fields.problems.add(
        Code.UNKNOWN_TOOL,
        f"unknown tool `{tool}`",
        span,
        help=did_you_mean(tool, names.tools, others="declared here"),
    )


def report_level(id_: str, span: Span, fields: Fields, tool: Tool, names: Names) -> bool:
    """Report a level the tool does not have; say whether it has it."""
    known = [level.id for level in tool.levels]
    if id_ in known:
        return True
    if not names.levels[tool.id].has(id_, known):
        fields.problems.add(
            Code.UNKNOWN_LEVEL,
            f"unknown level `{id_}` of `{tool.id}`",
            span,
            help=did_you_mean(id_, known, others="its levels are"),
        )
    return False


def path(text: str) -> Path | None:
    """Read a path, or give None where the text is none."""
    found = PATH.fullmatch(text)
    return Path(found[1], tuple(found[2][1:].split("."))) if found else None


def test(node: Node | None, fields: Fields) -> Test | None:
    """Read a condition's test, or give None where it was reported."""
    if not isinstance(node, Mapping) or not fields.sound(node) or not node.entries:
        return None
    kind, inner = node.entries[0].key, fields.of(node)
    if kind in {"given", "is_true"}:
        text = inner.text(kind)
        found = path(text) if text and kind == "is_true" else None
        return tests.Given(text) if text and kind == "given" else found and tests.IsTrue(found)
    items = list(inner.items(kind))
    if len(items) != 2:  # noqa: PLR2004  the schema reported it
        return None
    if kind == "one_of":
        return _one_of(*items)
    left, right = (_operand(item, fields) for item in items)
    if left is None or right is None:
        return None
    return _pair(kind, left, right, items, fields)


def _one_of(first: Node, second: Node) -> Test | None:
    found = path(str(first.value)) if isinstance(first, Scalar) else None
    literals = second.items if isinstance(second, Sequence) else ()
    values = tuple(
        Literal(item.value)
        for item in literals
        if isinstance(item, Scalar) and item.value is not None
    )
    return tests.OneOf(found, values) if found and values else None


def _pair(
    kind: str, left: Operand, right: Operand, items: list[Node], fields: Fields
) -> Test | None:
    match kind, left, right:
        case _, Path(), Path() if left == right:
            fields.problems.add(
                Code.NO_FACT,
                f"`{kind}` compares `{left}` with itself, so no fact decides it",
                items[1].span,
                help="name the other fact: `user.id`, `resource.owner`",
            )
            return None
        case "contains", Path(), _:
            return tests.Contains(left, right)
        case "overlaps", Path(), Path():
            return tests.Overlaps(left, right)
        case _, Literal(), Literal():
            fields.problems.add(
                Code.NO_FACT,
                f"`{kind}` compares two literals, so no fact decides it",
                items[0].span,
                help="a path begins with `user.`, `resource.` or `context.`",
            )
            return None
        case "equals", _, _:
            return tests.Equals(left, right)
        case _:
            for operand, item in zip((left, right), items, strict=True):
                if isinstance(operand, Literal) and not _comparable(operand.value):
                    fields.problems.add(
                        Code.NOT_COMPARABLE,
                        f"`{operand}` is neither a number nor a date or time",
                        item.span,
                        help="write a date as 2026-06-30, a time as 2026-06-30T17:00:00+10:00",
                    )
                    return None
            return (tests.Before if kind == "before" else tests.AtOrBefore)(left, right)


def _comparable(value: object) -> bool:
    if isinstance(value, str):
        try:
            (datetime if len(value) > len("2026-06-30") else date).fromisoformat(value)
        except ValueError:
            return False
    return not isinstance(value, bool)


def _operand(node: Node, fields: Fields) -> Operand | None:
    if not isinstance(node, Scalar) or node.value is None:
        return None
    if not isinstance(node.value, str):
        return Literal(node.value)
    found = path(node.value)
    if found:
        return found
    like = PATH_LIKE.fullmatch(node.value)
    close = suggest(like[1], ROOTS) if like else ()
    if node.value.partition(".")[0] in ROOTS and "." in node.value:
        close = (node.value.partition(".")[0],)
    if close:
        fields.problems.add(
            Code.NOT_A_PATH,
            f"`{node.value}` is not a path",
            node.span,
            help="a path begins with `user.`, `resource.` or `context.`: `resource.private`",
        )
        return None
    return Literal(node.value)
