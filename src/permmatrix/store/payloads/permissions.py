"""What one user holds in a project, of `settings/permissions`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, final

from attrs import field, frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import shown
from permmatrix.loader.fields import did_you_mean
from permmatrix.model import GranularPermission, MatrixSet, Tool
from permmatrix.store.payloads.records import Record

__all__ = ["Holder"]

LEVELS = {"1": "None", "2": "Read Only", "3": "Standard", "4": "Admin"}
"""The service's levels by their ids."""


@final
@frozen
class Holder:
    """
    What a user holds, as it is gathered, and what was kept aside because the policy has not it.

    `called` says of names of the service's tools which tool of the policy they are. What the
    answer leaves open is null, and not known: it is not the same as to hold nothing.
    """

    matrices: MatrixSet
    project: str
    called: Mapping[str, str] = field(factory=dict)
    levels: dict[str, Any] = field(factory=dict)
    granular: dict[str, Any] = field(factory=dict)
    aside: list[str] = field(factory=list)

    def facts(self) -> dict[str, Any]:
        """Give what is known to be held on each tool of the policy, and null where it is not."""
        tools = self.matrices.tools
        return {
            "levels": {it: self.levels.get(it) for it in tools},
            "granular": {it: self.granular.get(it) for it in tools},
        }

    def take(self, record: Record) -> None:
        """Take what is held on one tool."""
        names = [it for it in (record.text("name"), record.text("friendly_name")) if it]
        tools = self._tools(names)
        if len(tools) > 1:
            message = f"`{shown(names[0])}` and `{shown(names[1])}` are two tools of the policy"
            record.problems.add(Code.NAME_TAKEN, message, record.node.span)
        elif not tools:
            named = shown(names[0]) if names else "without a name"
            self.aside.append(f"the tool `{named}`, which the policy has not")
        elif tools[0].id in self.levels:
            message = f"`{tools[0].id}` is there already"
            record.problems.add(Code.REPEATED, message, record.node.span)
        else:
            self._take_tool(record, tools[0])

    def _tools(self, names: Iterable[str]) -> list[Tool]:
        found: dict[str, Tool] = {}
        for name in names:
            known = self.matrices.tools.get(self.called.get(name, ""))
            some = self.matrices.tools.values() if known is None else (known,)
            found.update((it.id, it) for it in some if it is known or _is_called(it, name))
        return list(found.values())

    def _take_tool(self, record: Record, tool: Tool) -> None:
        scoped = tool.scope is not None
        level = _level(record, tool)
        self.levels[tool.id] = {self.project: level} if scoped and level is not None else level
        if record.get("permitted_actions") is None:
            return
        granular = [self._granular(it, tool) for it in record.records("permitted_actions")]
        held = list(dict.fromkeys(filter(None, granular)))
        if None not in granular:
            self.granular[tool.id] = {self.project: held} if scoped else held

    def _granular(self, record: Record, tool: Tool) -> str | None:
        names = [it for it in (record.text("action_name"), record.text("label")) if it]
        known = [it for (on, _), it in self.matrices.granular.items() if on == tool.id]
        found = {it.id for it in known for name in names if _is_called(it, name)}
        if len(found) > 1:
            message = f"`{shown(names[0])}` and `{shown(names[1])}` are two permissions"
            record.problems.add(Code.NAME_TAKEN, message, record.node.span)
        elif not found:
            named = shown(names[-1]) if names else "without a name"
            self.aside.append(
                f"`{named}` on `{tool.id}`, which the policy has not,"
                " so which granular permissions are held there is not known"
            )
        return next(iter(found)) if len(found) == 1 else None


def _level(record: Record, tool: Tool) -> str | None:
    """Give the level held, which has to be there."""
    said = record.record("user_access_level")
    if said is None:
        if record.get("user_access_level") is None:
            message = "`user_access_level` is missing"
            record.problems.add(Code.MISSING_KEY, message, record.node.span)
        return None
    name, number = said.text("name"), said.id()
    by_number = LEVELS.get(number or "")
    if name is None or by_number is None or _folded(name) != _folded(by_number):
        message = "`user_access_level` should be one of 1 None, 2 Read Only, 3 Standard, 4 Admin"
        record.problems.add(Code.UNKNOWN_LEVEL, message, said.node.span)
        return None
    known = {it.id: it for it in tool.levels if it.handed_out}
    found = [it.id for it in known.values() if _folded(name) in map(_folded, (it.id, it.title))]
    if len(found) == 1:
        return found[0]
    message = f"unknown level `{shown(name)}` of `{tool.id}`"
    hint = did_you_mean(name, known, others="its levels are")
    record.problems.add(Code.UNKNOWN_LEVEL, message, said.node.span, help=hint)
    return None


def _is_called(thing: Tool | GranularPermission, name: str) -> bool:
    return _folded(name) in map(_folded, (thing.id, thing.title, *thing.also_written))


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())
