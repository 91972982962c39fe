"""A review as plain values, for JSON and for tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from permmatrix.review.values import (
    Broken,
    Excess,
    Finding,
    Held,
    Idle,
    NotTold,
    Person,
    Review,
    Scope,
    Shortage,
    Tripped,
)

__all__ = ["finding_plain", "review_plain"]


def review_plain(review: Review) -> dict[str, Any]:
    """Give everything but the findings, which are told with their places."""
    return {
        "users": [_person(it) for it in review.people],
        "resources": list(review.facts.resources),
        "not_judged": list(review.not_judged),
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "holds": [_scoped(scope, held) for scope, held in person.holds],
        "needs": None if person.needs is None else list(person.needs),
        "can": list(person.can),
        "findings": len(person.findings),
    }


def _scoped(scope: Scope, held: Held) -> dict[str, Any]:
    return {"scope": scope, **_held(held)}


def _held(held: Held) -> dict[str, Any]:
    return {"levels": _by_tool(held.levels), "granular": _by_tool(held.granular)}


def _by_tool(held: Mapping[str, frozenset[str] | None]) -> dict[str, list[str] | None]:
    return {tool: None if names is None else sorted(names) for tool, names in held.items()}


def finding_plain(found: Finding) -> dict[str, Any]:
    """Give what a finding is about. Every kind has the users and the resources."""
    match found:
        case Idle():
            return _about([found.user], found.scope) | {
                "tool": found.tool,
                "granular": found.granular,
                "why": found.why.name.lower(),
                "asked_by": list(found.asked_by),
                "not_with": [list(it) for it in found.not_with],
                "held": [{"tool": tool, "level": level} for tool, level in found.levels],
            }
        case Tripped():
            about = _about([found.user], None, found.resources)
            return about | {"advisory": found.advisory, "says": found.says}
        case Excess():
            return _about([found.user], found.scope) | {
                "holds": _held(found.holds),
                "needs": list(found.needs),
                "instead": [_held(it) for it in found.instead],
                "beyond": list(found.beyond),
                "new": list(found.new),
            }
        case Shortage():
            return _about([found.user], None) | {
                "holds": [_scoped(scope, held) for scope, held in found.holds],
                "cannot": list(found.cannot),
            }
        case Broken():
            return _about(found.users, None, found.resources) | {
                "invariant": found.invariant.id,
                "says": found.invariant.says,
                "actions": list(found.actions),
                "at_least": found.at_least,
                "at_most": found.at_most,
            }
        case NotTold():
            users = [] if found.user is None else [found.user]
            return _about(users, found.scope, found.resources) | {
                "what": found.what.slug,
                "about": found.about or None,
                "missing": list(found.missing),
                "errors": list(found.errors),
            }
        case _:
            assert_never(found)


def _about(
    users: list[str] | tuple[str, ...], scope: Scope, resources: tuple[str | None, ...] = ()
) -> dict[str, Any]:
    return {
        "users": list(users),
        "scope": scope,
        "resources": [it for it in resources if it is not None],
    }
