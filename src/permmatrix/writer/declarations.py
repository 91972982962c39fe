"""What a matrix declares, in the keys of the format: tools, levels, permissions, conditions."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from permmatrix.conditions import Condition
from permmatrix.model import Dictionary, GranularPermission, Level, Matrix, Tool
from permmatrix.writer.keys import Plain, said
from permmatrix.writer.requirements import Speaker, test
from permmatrix.writer.rows import names
from permmatrix.writer.suppressions import Suppressed

__all__ = ["conditions", "dictionaries", "granular", "titles", "tools"]


def _own(matrix: Matrix) -> Tool:
    """Give the tool that governs a matrix."""
    return next(tool for tool in matrix.tools if tool.id == matrix.tool)


def tools(matrix: Matrix, speaker: Speaker, suppressed: Suppressed) -> tuple[Plain, Plain | None]:
    """Say the levels of the governing tool with what goes with them, and then the tools."""
    own = _own(matrix)
    others = [tool for tool in matrix.tools if tool.id != own.id]
    declared: Plain = {
        own.id: _titled(own) | _granters(own, matrix),
        **{it.id: _other(it, own, speaker, suppressed) | _granters(it, matrix) for it in others},
    }
    # alone, and with the title that it has anyhow, it need not be declared
    bare = not others and declared[own.id] == {"title": own.id.replace("_", " ").title()}
    return _held(own, speaker, suppressed, "levels"), None if bare else declared


def _granters(thing: Tool | GranularPermission | Condition, matrix: Matrix) -> Plain:
    revoked = () if isinstance(thing, Tool) else thing.revoked_by
    return said(
        {
            "granted_by": names(thing.granted_by, matrix.id) or None,
            "revoked_by": names(revoked, matrix.id) or None,
        }
    )


def _titled(thing: Tool | Level | GranularPermission | Condition) -> Plain:
    return said(
        {
            "title": thing.title,
            "also_written": list(thing.also_written) or None,
            "description": thing.description,
        }
    )


def _other(tool: Tool, own: Tool, speaker: Speaker, suppressed: Suppressed) -> Plain:
    within = f"tools.{tool.id}.levels"
    if _as_if_left_out(own) == _levels_of(tool) and not suppressed.within(within):
        return _titled(tool)
    return _titled(tool) | _held(tool, speaker, suppressed, within)


def _levels_of(tool: Tool) -> tuple[object, ...]:
    return tool.levels, tool.chains, tool.default_level, tool.scope


def _as_if_left_out(own: Tool) -> tuple[object, ...]:
    """Give what another tool has of the governing one where none of it is written."""
    levels = tuple(evolve(it, held_when=None) for it in own.levels if it.handed_out)
    kept = {level.id for level in levels}
    chains = tuple(chain for chain in own.chains if kept.issuperset(chain))
    return levels, chains, own.default_level, own.scope


def _held(tool: Tool, speaker: Speaker, suppressed: Suppressed, within: str) -> Plain:
    handed = tuple(level.id for level in tool.levels if level.handed_out)
    as_listed = (handed,) if len(handed) > 1 else ()
    own = speaker.on(tool.id)
    return said(
        {
            "levels": {
                level.id: _level(level, own, suppressed.on(f"{within}.{level.id}"))
                for level in tool.levels
            },
            "order": None if tool.chains == as_listed else [list(it) for it in tool.chains],
            "default_level": tool.default_level,
            "scope": None if tool.scope is None else str(tool.scope),
        }
    )


def _level(level: Level, speaker: Speaker, suppress: list[Plain] | None) -> object:
    held = level.held_when
    whole = _titled(level) | said(
        {
            "held_when": None if held is None else speaker.requirement(held),
            "handed_out": None if level.handed_out else False,
            "suppress": suppress,
        }
    )
    return level.title if list(whole) == ["title"] else whole


def granular(matrix: Matrix, suppressed: Suppressed) -> Plain | None:
    """Say the granular permissions."""
    return {
        it.id: said(
            {
                **_titled(it),
                "tool": it.tool if it.tool != matrix.tool else None,
                **_granters(it, matrix),
                "suppress": suppressed.on(f"granular.{it.id}"),
            }
        )
        for it in matrix.granular
    } or None


def conditions(matrix: Matrix, suppressed: Suppressed) -> Plain | None:
    """Say the conditions."""
    return {
        it.id: said(
            {
                **_titled(it),
                "test": test(it.test),
                **_granters(it, matrix),
                "suppress": suppressed.on(f"conditions.{it.id}"),
            }
        )
        for it in matrix.conditions
    } or None


def titles(pairs: Iterable[tuple[str, str]]) -> Plain | None:
    """Say what is declared as a title alone."""
    return dict(pairs) or None


def dictionaries(matrix: Matrix) -> Plain | None:
    """Say the dictionaries of terms."""
    return {it.id: _dictionary(it) for it in matrix.terms} or None


def _dictionary(found: Dictionary) -> Plain:
    return said({"title": found.title, "language": found.language, "words": dict(found.words)})
