"""A policy that asks everything a test can ask of the corpus in `worlds`, and the opposite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from builders import ALLOW, DENY, UNKNOWN, column, matrices, operation, path, row, tool, when
from permmatrix import Policy
from permmatrix.conditions import (
    AtOrBefore,
    Before,
    Contains,
    Equals,
    Given,
    IsTrue,
    Literal,
    OneOf,
    Operand,
    Overlaps,
    Test,
)
from permmatrix.model import Action, Cell, MatrixSet
from permmatrix.requirements import All, HasGranular, HasLevel, Holds, Not
from permmatrix.requirements import Any as AnyOf
from strategies import policy_of

__all__ = ["TESTS", "policy", "world_matrices"]


def _side(given: object) -> Operand:
    """Read `@resource.owner` as a path; anything else is a literal."""
    if isinstance(given, str) and given.startswith("@"):
        return path(given[1:])
    assert isinstance(given, str | int | float | bool)
    return Literal(given)


def _equal(left: object, right: object) -> Test:
    return Equals(_side(left), _side(right))


def _one_of(of: str, *literals: str | float | bool) -> Test:
    return OneOf(path(of), tuple(map(Literal, literals)))


def _has(collection: str, member: object) -> Test:
    return Contains(path(collection), _side(member))


def _meet(left: str, right: str) -> Test:
    return Overlaps(path(left), path(right))


def _before(left: object, right: object) -> Test:
    return Before(_side(left), _side(right))


def _by(left: object, right: object) -> Test:
    return AtOrBefore(_side(left), _side(right))


TESTS: Mapping[str, Test] = {
    # truths
    "flag": Given("flag"),
    "is_private": IsTrue(path("resource.private")),
    "is_locked": IsTrue(path("resource.locked")),
    "is_active": IsTrue(path("user.active")),
    "is_open": IsTrue(path("context.open")),
    # equality
    "is_owner": _equal("@resource.owner", "@user.id"),
    "user_owns": _equal("@user.id", "@resource.owner"),
    "holder_owns": _equal("@resource.owner", "@context.holder"),
    "is_order": _equal("@resource.kind", "order"),
    "is_quoted": _equal("o'brien", "@resource.kind"),
    "is_three": _equal(3, "@resource.amount"),
    "is_large": _equal("@resource.amount", 2**53 + 1),
    "is_open_ended": _equal("@resource.amount", 1.5),
    "is_text_three": _equal("@resource.amount", "3"),
    "is_not_private": _equal("@resource.private", False),
    "owner_reviews": _equal("@resource.owner", "@resource.reviewer"),
    "is_full": _equal("@resource.amount", "@resource.most"),
    "weighs": _equal("@resource.weight", 1.5),
    "weighs_alike": _equal("@resource.weight", "@user.clearance"),
    "costs": _equal("@resource.price", "@user.clearance"),
    "due_then": _equal("@resource.due", "@user.hired"),
    "due_at_start": _equal("@resource.due", "@resource.started"),
    "opened_then": _equal("@resource.opened", "@user.arrived"),
    "seen_then": _equal("@resource.seen", "@context.moment"),
    "has_key": _equal("@resource.key", "@user.key"),
    "is_parent": _equal("@resource.key", "@resource.parent"),
    # one of several
    "of_kind": _one_of("resource.kind", "order", "o'brien", "😀", "é"),
    "of_amount": _one_of("resource.amount", 1, "1", True, 1.0, 2**53, 2.5),
    "of_no_kind": _one_of("resource.kind", 1, True),
    "of_truth": _one_of("resource.private", True, "true"),
    # membership
    "is_member": _has("resource.members", "@user.id"),
    "has_ana": _has("resource.members", "ana"),
    "owner_is_member": _has("resource.members", "@resource.owner"),
    "team_of_kind": _has("user.teams", "@resource.kind"),
    "red_team": _has("user.teams", "red"),
    "kind_in_context": _has("context.kinds", "@resource.kind"),
    "has_number": _has("resource.numbers", "@user.number"),
    "has_seven": _has("resource.numbers", 7),
    "has_amount": _has("resource.numbers", "@resource.amount"),
    "number_of_amount": _has("user.numbers", "@resource.amount"),
    "has_text_seven": _has("resource.numbers", "7"),
    "key_on_list": _has("resource.keys", "@user.key"),
    "own_key_on_list": _has("resource.keys", "@resource.key"),
    "keys_have": _has("user.keys", "@resource.key"),
    # something in common
    "team_in_members": _meet("resource.members", "user.teams"),
    "members_in_team": _meet("user.teams", "resource.members"),
    "contact_is_member": _meet("resource.contacts", "resource.members"),
    "kinds_in_members": _meet("context.kinds", "resource.members"),
    "numbers_meet": _meet("resource.numbers", "user.numbers"),
    "numbers_in_context": _meet("context.numbers", "resource.numbers"),
    "keys_meet": _meet("resource.keys", "user.keys"),
    # order
    "is_small": _before("@resource.amount", 3),
    "is_at_least": _by(3, "@resource.amount"),
    "has_room": _before("@resource.amount", "@resource.most"),
    "is_cleared": _before("@resource.amount", "@user.clearance"),
    "clears": _by("@user.clearance", "@resource.amount"),
    "in_limit": _by("@resource.amount", "@context.limit"),
    "is_light": _before("@resource.weight", 2.5),
    "is_heavy": _by("@user.clearance", "@resource.weight"),
    "is_cheap": _before("@resource.price", 2),
    "is_dear": _before("@user.clearance", "@resource.price"),
    "is_late": _before("@resource.due", "@context.today"),
    "is_in_time": _by("@context.today", "@resource.due"),
    "is_long": _before("@resource.started", "@resource.due"),
    "is_old": _by("@resource.due", "2026-06-30"),
    "is_opened": _by("@resource.opened", "@context.hour"),
    "is_fresh": _before("2026-06-30T23:59:59.999998", "@resource.opened"),
    "is_seen": _by("@resource.seen", "@context.moment"),
    "is_unseen": _before("@context.moment", "@resource.seen"),
}
"""A condition for every kind of test, its sides both ways around, over every kind of column."""

SITE = HasGranular("sites", "enter")
LEVELS = ("guest", "reader", "editor", "admin", "owner", "stranger")


def _row(id_: str, cells: Mapping[str, Cell], on: str = "docs", **parts: Any) -> Action:
    """Make a row; a level that is left out is denied."""
    levels = LEVELS if on == "docs" else ("reader",)
    return row(id_, {it: cells.get(it, DENY) for it in levels}, on=on, **parts)


def _each() -> Iterator[Action]:
    """Ask for each condition, and for its opposite."""
    for name in TESTS:
        yield _row(name, {"reader": when(Holds(name))})
        yield _row(f"not_{name}", {"reader": when(Not(Holds(name)))})


def _together() -> Iterator[Action]:
    """Ask for several things at once."""
    shown = AnyOf((Not(Holds("is_private")), Holds("is_member")))
    yield _row("view", {"reader": when(shown), "editor": when(Holds("is_owner")), "admin": ALLOW})
    yield _row("guess", {"guest": when(Not(Holds("is_private"))), "reader": ALLOW})
    yield _row("see", {"reader": when(HasGranular("docs", "see")), "editor": UNKNOWN})
    yield _row("hide", {"reader": when(Not(HasGranular("docs", "see")))})
    yield _row("guarded", {"reader": ALLOW, "editor": ALLOW}, guard=Not(Holds("is_private")))
    yield _row("opposed", {"reader": when(shown)}, guard=Holds("is_private"))
    neither = Not(AnyOf((Holds("is_private"), All((Holds("is_owner"), Holds("is_order"))))))
    yield _row("neither", {"reader": when(neither), "editor": when(Not(All((shown, neither))))})
    limited = when(AnyOf((Holds("has_ana"), Holds("is_small"))), "pdf_only")
    yield _row("limited", {"reader": limited, "editor": when(None, "watermark")})
    yield _row("as_owner", {"owner": ALLOW, "admin": ALLOW})
    yield _row("as_stranger", {"stranger": ALLOW})
    yield _row("on_site", {"reader": ALLOW}, on="sites")
    yield _row("entered", {"reader": when(SITE)}, on="sites")
    yield _row("not_entered", {"reader": when(Not(SITE))}, on="sites")
    yield _row("in_vault", {"reader": when(Not(Holds("is_locked")))}, on="vaults")
    elsewhere = HasLevel("sites", ("reader",))
    yield _row("elsewhere", {"reader": when(elsewhere), "editor": when(Not(elsewhere))})
    yield _row("web_only", {"reader": when(Holds("is_order"))}, platforms=("web",))


def world_matrices() -> MatrixSet:
    """Make the policy as a model."""
    stranger = Not(AnyOf((Holds("is_owner"), HasLevel("docs", ("owner", "reader")))))
    docs = tool(
        *("guest", "reader", "editor", "admin"),
        *(column("owner", Holds("is_owner")), column("stranger", stranger)),
        default="guest",
        scope="resource.project",
    )
    return matrices(
        *_each(),
        *_together(),
        tools=[
            docs,
            tool("reader", id_="sites", scope="resource.site"),
            tool("reader", id_="vaults", scope="resource.vault"),
        ],
        conditions=TESTS,
        granular=["see", "edit", "sites.enter"],
        platforms=["web", "ios"],
        operations=[
            operation("show", "view", "guarded", "opposed", "on_site"),
            operation("touch", "as_owner", "not_is_member", "in_vault"),
        ],
    )


def policy() -> Policy:
    """Make the policy."""
    return policy_of(world_matrices())
