"""The second resource and context that one user is asked about."""

from __future__ import annotations

import re

from builders import ALLOW, matrices, path, row, tool
from permmatrix.conditions import (
    Before,
    Contains,
    Equals,
    Given,
    IsTrue,
    Literal,
    OneOf,
    Overlaps,
    Test,
)
from permmatrix.invariants.elsewhere import elsewhere, parted
from permmatrix.lowering import test_atom as atom_of
from permmatrix.situations import Situation


def moved(test: Test, *common: str) -> Test:
    """Give what a test becomes for the second resource."""
    whole = matrices(
        row("read", {"reader": ALLOW}), tools=[tool("reader")], conditions={"it": test}
    )
    return elsewhere(whole, [path(it) for it in common]).conditions["it"].test


def other(text: str) -> str:
    """Give a path within the second resource or context as text."""
    root, _, rest = text.partition(".")
    return f"{root}._other.{rest}"


def paths(test: Test) -> list[str]:
    """Give the paths a test reads, in order."""
    return re.findall(r"'((?:user|resource|context)\.[\w.]+)'", str(atom_of(test)))


def test_every_kind_of_test_reads_the_second_resource_and_context() -> None:
    """What is read from the user alone stays; all else is read from a place of its own."""
    private, status = path("resource.private"), path("resource.status")
    user, members, now = path("user.id"), path("resource.members"), path("context.now")

    assert paths(moved(Given("urgent"))) == [other("context.urgent")]
    assert paths(moved(IsTrue(private))) == [other("resource.private")]
    assert paths(moved(Equals(status, Literal("sent")))) == [other("resource.status")]
    assert paths(moved(Equals(Literal("sent"), status))) == [other("resource.status")]
    assert paths(moved(OneOf(status, (Literal("sent"),)))) == [other("resource.status")]
    assert paths(moved(Contains(members, user))) == [other("resource.members"), "user.id"]
    assert paths(moved(Overlaps(path("user.teams"), members))) == [
        "user.teams",
        other("resource.members"),
    ]
    assert paths(moved(Before(now, path("resource.due")))) == [
        other("context.now"),
        other("resource.due"),
    ]
    assert moved(IsTrue(path("user.active"))) == IsTrue(path("user.active"))


def test_common_paths_stay_and_what_is_within_them() -> None:
    """A scope is the same for both, and so is what is read of it."""
    project = "resource.project"

    assert paths(moved(IsTrue(path("resource.project.open")), project)) == ["resource.project.open"]
    assert paths(moved(IsTrue(path("resource.projects")), project)) == [other("resource.projects")]
    assert paths(moved(IsTrue(path("context.project")), project)) == [other("context.project")]


def test_one_situation_of_two_resources_is_parted() -> None:
    """Each half has its own facts, and those of the user and the scope, which are common."""
    here, there = atom_of(IsTrue(path("resource.private"))), ("is_true", other("resource.private"))
    active, project = ("is_true", "user.active"), ("is_true", "resource.project.open")
    urgent = ("is_true", other("context.urgent"))
    whole = Situation(
        levels={"docs": ("reader",)},
        facts={here: False, there: True, active: True, project: True, urgent: True},
        user={"id": "user", "active": True},
        resource={
            "id": "resource",
            "private": False,
            "project": {"open": True, "name": "p"},
            "_other": {"private": True},
        },
        context={"late": True, "_other": {"urgent": True}},
    )

    found = parted(whole, [path("resource.project")])

    assert found.common.facts == {active: True, project: True}
    assert found.first.facts == {here: False, active: True, project: True}
    assert found.second.facts == {
        here: True,
        active: True,
        project: True,
        ("is_true", "context.urgent"): True,
    }
    assert found.first.resource == {
        "id": "resource",
        "private": False,
        "project": {"open": True, "name": "p"},
    }
    assert found.second.resource == {
        "id": "other",
        "private": True,
        "project": {"open": True, "name": "p"},
    }
    assert (found.first.context, found.second.context) == ({"late": True}, {"urgent": True})
    assert found.first.user == found.second.user == whole.user


def test_a_scope_within_a_thing_is_copied_alone() -> None:
    """Of a thing that holds the scope, only the scope is common."""
    whole = Situation(
        facts={},
        resource={"site": {"project": "p", "open": True}, "_other": {"site": {"open": False}}},
    )

    found = parted(whole, [path("resource.site.project"), path("resource.gone.project")])

    assert found.second.resource == {"id": "other", "site": {"open": False, "project": "p"}}
