"""A difference as plain values, for JSON."""

from __future__ import annotations

from typing import Any

from permmatrix.differences.told import verdict
from permmatrix.differences.values import (
    CellChange,
    Change,
    Differences,
    Person,
    Rename,
    Side,
    TextChange,
    Unusable,
    Witness,
)
from permmatrix.source import Span

__all__ = ["diff_plain"]


def diff_plain(diff: Differences) -> dict[str, Any]:
    """Give a difference as plain values; lines and columns count from 1."""
    return {
        "same": diff.same,
        "direction": str(diff.direction),
        "verdict": verdict(diff),
        "old": _side(diff.old),
        "new": _side(diff.new),
        "changes": [_change(it) for it in diff.changes],
        "renames": [_rename(it) for it in diff.renames],
        "texts": [_text(it) for it in diff.texts],
        "people": None if diff.people is None else [_person(it) for it in diff.people],
        "unusable": [_unusable(it) for it in diff.unusable],
    }


def _side(side: Side) -> dict[str, Any]:
    return {"name": side.name, "files": list(side.files), "actions": side.actions}


def _change(change: Change) -> dict[str, Any]:
    return {
        "what": str(change.what),
        "how": str(change.how),
        "id": change.id,
        "title": change.title,
        "direction": str(change.direction),
        "says": list(change.says),
        "cells": [_cell(cell) for cell in change.cells],
        "widens": _witness(change.widens),
        "narrows": _witness(change.narrows),
        "place": _place(change.span),
    }


def _cell(cell: CellChange) -> dict[str, Any]:
    return {
        "level": cell.level,
        "title": cell.title,
        "direction": str(cell.direction),
        "before": cell.before,
        "after": cell.after,
        "rewritten": cell.rewritten,
        "widens": _witness(cell.widens),
        "narrows": _witness(cell.narrows),
        "place": _place(cell.span),
    }


def _witness(witness: Witness | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    return {
        "words": witness.words,
        "before": witness.before,
        "after": witness.after,
        "user": dict(witness.user),
        "old_user": dict(witness.old_user),
        "resource": dict(witness.resource),
        "context": dict(witness.context),
        "platform": witness.platform,
        "real": witness.real,
    }


def _rename(rename: Rename) -> dict[str, Any]:
    return {
        "what": str(rename.what),
        "old": rename.old,
        "new": rename.new,
        "because": rename.because,
        "matters": rename.matters,
        "place": _place(rename.span),
    }


def _text(text: TextChange) -> dict[str, Any]:
    return {
        "what": str(text.what),
        "id": text.id,
        "parts": list(text.parts),
        "place": _place(text.span),
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "user": person.user,
        "action": person.action,
        "resource": person.resource,
        "way": str(person.way),
        "platform": person.platform,
    }


def _unusable(it: Unusable) -> dict[str, Any]:
    return {"of": it.of, "fact": it.fact, "expected": it.expected, "found": it.found}


def _place(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return {
        "filename": span.file,
        "location": {"row": span.line, "column": span.column},
        "end_location": {"row": span.end_line, "column": span.end_column},
    }
