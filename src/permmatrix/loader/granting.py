"""By which actions a condition, a granular permission or a level can be granted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias, TypeVar

from attrs import evolve

from permmatrix.conditions import Condition
from permmatrix.loader.fields import Fields
from permmatrix.loader.known import Known
from permmatrix.model import GranularPermission, Tool
from permmatrix.source import Span

__all__ = ["granted", "tools_granted"]

Granted = TypeVar("Granted", Condition, GranularPermission)
Written: TypeAlias = tuple[tuple[str, Span], ...]
"""Ids with their places."""


def granted(things: Iterable[Granted], key: str, fields: Fields, known: Known) -> Iterator[Granted]:
    """Give conditions or permissions with the actions by which they are granted and revoked."""
    places = {entry.key: fields.of(entry.value) for entry in fields.things(key)}
    for thing in things:
        granted, revoked = (
            known.named(places[thing.id], it) for it in ("granted_by", "revoked_by")
        )
        yield _by(thing, tuple(granted), tuple(revoked))


def _by(thing: Granted, granted: Written, revoked: Written) -> Granted:
    return evolve(
        thing,
        granted_by=_ids(granted),
        revoked_by=_ids(revoked),
        granter_spans=(*granted, *revoked),
    )


def _ids(written: Written) -> tuple[str, ...]:
    return tuple(id_ for id_, _ in written)


def tools_granted(tools: Iterable[Tool], fields: Fields, known: Known) -> Iterator[Tool]:
    """Give tools with the actions by which the levels held on them are changed."""
    places = {entry.key: fields.of(entry.value) for entry in fields.things("tools")}
    for tool in tools:
        place = places.get(tool.id)
        found = tuple(known.named(place, "granted_by")) if place else ()
        yield evolve(tool, granted_by=_ids(found), granter_spans=found)
