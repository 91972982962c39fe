"""An explanation as plain values, for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from permmatrix.decision import Decision
from permmatrix.explanation.fixing import person_sentences
from permmatrix.explanation.values import Explained, LevelWorking, Part, RowWorking

if TYPE_CHECKING:
    from permmatrix.filter import Filter

__all__ = ["answer_plain", "person_plain", "plain_of", "waiting_plain"]


def answer_plain(found: Explained) -> dict[str, Any]:
    """Give the decision of an explanation as plain values."""
    decision = found.decision
    return {
        "allowed": decision.allowed,
        "outcome": str(decision.outcome),
        "reason": found.reason,
        "action": found.asked,
        "user": found.user,
        "resource": found.resource,
        "platform": found.platform,
        "level": decision.level,
        **waiting_plain(decision),
        "obligations": list(decision.obligations),
    }


def waiting_plain(decision: Decision | Filter) -> dict[str, Any]:
    """Give the facts that a denial, or a list, waits on as plain values."""
    return {
        "missing": list(decision.missing),
        "errors": [
            {"fact": it.fact, "expected": it.expected, "found": it.found} for it in decision.errors
        ],
    }


def person_plain(found: Explained) -> dict[str, Any]:
    """Give what the person who asked is told as plain values."""
    return {
        "allowed": found.decision.allowed,
        "action": found.asked,
        "title": found.title,
        "says": list(person_sentences(found)),
        "needs": [fix.need for fix in found.fixes],
        "complete": found.complete,
    }


def plain_of(found: Explained) -> dict[str, Any]:
    """Give a decision, its working and what would change it as plain values."""
    return {
        **answer_plain(found),
        "title": found.title,
        "rows": [_row(it) for it in found.rows],
        "fixes": [it.to_dict() for it in found.fixes],
        "revocations": [it.to_dict() for it in found.revocations],
        "complete": found.complete,
    }


def _row(row: RowWorking) -> dict[str, Any]:
    return {
        "action": row.action,
        "title": row.title,
        "matrix": row.matrix,
        "tool": row.tool,
        "allowed": row.decision.allowed,
        "outcome": str(row.decision.outcome),
        "reason": row.reason,
        "guard": _part(row.guard),
        "levels": [_level(level) for level in row.levels],
        "notes": list(row.notes),
        "doubts": list(row.doubts),
        "advisories": list(row.advisories),
        "source": row.source,
        "place": row.place,
    }


def _level(level: LevelWorking) -> dict[str, Any]:
    return {
        "id": level.id,
        "title": level.title,
        "held": level.held,
        "read": list(level.read),
        "held_when": _part(level.held_when),
        "cell": level.cell,
        "requirement": _part(level.requirement),
        "obligations": list(level.obligations),
    }


def _part(part: Part | None) -> dict[str, Any] | None:
    if part is None:
        return None
    return {
        "words": part.words,
        "value": part.value,
        "detail": part.detail,
        "read": list(part.read),
        "parts": [_part(inner) for inner in part.parts],
    }
