"""The tools, levels, granular permissions and conditions that a matrix declares."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from attrs import evolve

from permmatrix.codes import Code
from permmatrix.conditions import Condition, Given
from permmatrix.diagnostics import Related
from permmatrix.loader.fields import Fields, Lost
from permmatrix.loader.requirements import (
    RESERVED,
    Names,
    path,
    report_level,
    report_tool,
    requirement,
    test,
)
from permmatrix.model import GranularPermission, Level, Tool
from permmatrix.names import suggest
from permmatrix.nodes import Entry, Scalar, Sequence

__all__ = ["conditions", "granular", "held_when", "names_of", "tools"]


def tools(fields: Fields) -> dict[str, Tool]:
    """Read the tools a file declares, its own first, their `held_when` still open."""
    own_id = fields.text("tool") or ""
    declared = {entry.key: entry for entry in fields.things("tools")}
    own = _tool(own_id, fields, declared.get(own_id))
    found = {own_id: own}
    alike = {}
    for id_, entry in declared.items():
        inner = fields.of(entry.value)
        if id_ == own_id:
            _no_levels_twice(id_, inner)
        elif inner.written("levels"):
            found[id_] = _tool(id_, inner, entry)
        else:
            found[id_] = _like(own, id_, entry, inner)
            alike[id_] = found[id_]
    if own_id not in declared and suggest(own_id, alike):
        _misspelt(own_id, fields, alike)
    return found


def _misspelt(id_: str, fields: Fields, alike: dict[str, Tool]) -> None:
    """Report a governing tool that is close to one of `tools`, which has no levels of its own."""
    node = fields.get("tool")
    if node is not None:
        names = Names(tools=alike, lost={"tools": fields.lost("tools")})
        report_tool(id_, node.span, fields, names)


def _no_levels_twice(id_: str, fields: Fields) -> None:
    node = fields.node
    entry = node.entry("levels") if hasattr(node, "entry") else None
    if entry:
        fields.problems.add(
            Code.TOOLS_DISAGREE,
            f"`{id_}` governs this matrix, so its levels stand at the top of the file",
            entry.key_span,
            help="remove them here",
        )


def _tool(id_: str, fields: Fields, entry: Entry | None) -> Tool:
    about = fields.of(entry.value) if entry else None
    named = fields.get("tool")
    levels = tuple(_levels(fields))
    tool = Tool(
        id=id_,
        title=(about and about.text("title")) or id_.replace("_", " ").title(),
        also_written=about.words("also_written") if about else (),
        description=about and about.text("description"),
        levels=levels,
        default_level=fields.text("default_level"),
        scope=path(fields.text("scope") or ""),
        span=entry.key_span if entry else named and named.span,
    )
    return evolve(tool, chains=_chains(fields, tool))


def _like(own: Tool, id_: str, entry: Entry, fields: Fields) -> Tool:
    """Give a tool with the levels of the governing one, less those that hang on a requirement."""
    levels = tuple(evolve(it, held_when=None) for it in own.levels if it.handed_out)
    kept = {level.id for level in levels}
    return evolve(
        own,
        id=id_,
        title=fields.text("title") or id_,
        also_written=fields.words("also_written"),
        description=fields.text("description"),
        levels=levels,
        chains=tuple(chain for chain in own.chains if kept.issuperset(chain)),
        span=entry.key_span,
    )


def _levels(fields: Fields) -> Iterator[Level]:
    for entry in fields.things("levels"):
        inner = fields.of(entry.value)
        plain_title = entry.value.value if isinstance(entry.value, Scalar) else None
        yield Level(
            id=entry.key,
            title=str(plain_title or inner.text("title") or entry.key),
            also_written=inner.words("also_written"),
            description=inner.text("description"),
            handed_out=inner.flag("handed_out", default=True),
            span=entry.key_span,
        )


def _chains(fields: Fields, tool: Tool) -> tuple[tuple[str, ...], ...]:
    if not fields.written("order"):
        listed = tuple(level.id for level in tool.levels if level.handed_out)
        return (listed,) if len(listed) > 1 else ()
    names = Names(levels={tool.id: _lost_levels(fields, fields)})
    chains = []
    for item in fields.items("order"):
        steps = [
            (str(step.value), step.span)
            for step in (item.items if isinstance(item, Sequence) else ())
            if isinstance(step, Scalar) and fields.sound(step)
        ]
        known = [report_level(id_, span, fields, tool, names) for id_, span in steps]
        if all(known) and isinstance(item, Sequence) and len(steps) == len(item.items):
            chains.append(tuple(id_ for id_, _ in steps))
            if _circular(evolve(tool, chains=tuple(chains))):
                fields.problems.add(
                    Code.CIRCULAR_ORDER,
                    f"the order of levels goes round in a circle at `{steps[0][0]}`",
                    item.span,
                )
                chains.pop()
    return tuple(chains)


def _circular(tool: Tool) -> bool:
    """Say whether some level is above itself."""
    above: dict[str, set[str]] = {}
    for low, high in (pair for chain in tool.chains for pair in pairwise(chain)):
        above.setdefault(low, set()).add(high)
    try:
        TopologicalSorter(above).prepare()
    except CycleError:
        return True
    return False


def held_when(found: dict[str, Tool], fields: Fields, names: Names) -> dict[str, Tool]:
    """Read the `held_when` of every level, which may name any tool of the file."""
    places = _places(fields)
    done = {}
    for id_, tool in found.items():
        entries = {entry.key: entry.value for entry in places[id_].things("levels")}
        levels = []
        for level in tool.levels:
            inner = fields.of(entries[level.id]) if level.id in entries else None
            node = inner and inner.get("held_when")
            held = requirement(node, fields, names, id_) if node else None
            levels.append(evolve(level, held_when=held))
        done[id_] = evolve(tool, levels=tuple(levels))
        _check_default(done[id_], places[id_], names)
    return done


def _places(fields: Fields) -> dict[str, Fields]:
    """Give where the levels of each tool stand: those of the governing one at the top."""
    places = {entry.key: fields.of(entry.value) for entry in fields.things("tools")}
    return places | {fields.text("tool") or "": fields}


def _check_default(tool: Tool, fields: Fields, names: Names) -> None:
    node = fields.get("default_level")
    if tool.default_level is None or node is None:
        return
    if (
        report_level(tool.default_level, node.span, fields, tool, names)
        and not tool.level(tool.default_level).handed_out
    ):
        fields.problems.add(
            Code.NOT_HANDED_OUT,
            f"`{tool.default_level}` is not handed out, so it cannot be the default level",
            node.span,
        )


def granular(fields: Fields, found: dict[str, Tool]) -> Iterator[GranularPermission]:
    """Read the granular permissions."""
    own = fields.text("tool") or ""
    names = Names(tools=found, lost={"tools": _lost_tools(fields)})
    for entry in fields.things("granular"):
        inner = fields.of(entry.value)
        tool = inner.text("tool") or own
        node = inner.get("tool")
        if node is not None and tool not in found:
            report_tool(tool, node.span, fields, names)
        yield GranularPermission(
            id=entry.key,
            tool=tool,
            title=inner.text("title") or entry.key,
            also_written=inner.words("also_written"),
            description=inner.text("description"),
            span=entry.key_span,
        )


def conditions(fields: Fields) -> Iterator[Condition]:
    """Read the conditions; one whose test was reported still has its name."""
    for entry in fields.things("conditions"):
        inner = fields.of(entry.value)
        yield Condition(
            id=entry.key,
            title=inner.text("title") or entry.key,
            test=test(inner.get("test"), fields) or Given(entry.key),
            also_written=inner.words("also_written"),
            description=inner.text("description"),
            span=entry.key_span,
        )


def names_of(
    fields: Fields,
    found: dict[str, Tool],
    permissions: tuple[GranularPermission, ...],
    facts: tuple[Condition, ...],
) -> Names:
    """Gather what requirements can name, reporting names that are taken."""
    first = {it.id: it.span for it in permissions}
    for entry in (*fields.things("granular"), *fields.things("conditions")):
        if entry.key in RESERVED:
            fields.problems.add(
                Code.NAME_TAKEN, f"`{entry.key}` is a word of the format", entry.key_span
            )
    for fact in facts:
        taken = first.get(fact.id)
        if taken is not None and fact.span is not None:
            fields.problems.add(
                Code.NAME_TAKEN,
                f"`{fact.id}` is both a granular permission and a condition",
                fact.span,
                related=[Related("the granular permission", taken)],
            )
    lost = {kind: fields.lost(kind) for kind in ("granular", "conditions", "obligations")}
    return Names(
        tools=found,
        granular={it.id: it.tool for it in permissions},
        conditions={it.id: None for it in facts},
        obligations={entry.key: None for entry in fields.things("obligations")},
        lost={**lost, "tools": _lost_tools(fields)},
        levels={id_: _lost_levels(place, fields) for id_, place in _places(fields).items()},
        orders=frozenset(_lost_orders(found, fields)),
    )


def _lost_tools(fields: Fields) -> Lost:
    return fields.lost("tools") | Lost(every=fields.text("tool") is None)


def _lost_levels(place: Fields, fields: Fields) -> Lost:
    # where the file has no levels at all, that was reported
    own = fields.lost("levels") | Lost(every=not fields.written("levels"))
    return place.lost("levels") if place.written("levels") else place.lost("levels") | own


def _lost_orders(found: dict[str, Tool], fields: Fields) -> Iterator[str]:
    """Give the tools whose order was reported, or one of its chains."""
    for id_, place in _places(fields).items():
        source = place if place.written("levels") else fields
        order = source.get("order")
        written = len(order.items) if isinstance(order, Sequence) else 0
        if source.written("order") and (order is None or len(found[id_].chains) < written):
            yield id_
