"""Filters as Django's `Q`: the rows are those that `can` allows, whatever the host does with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.db import connections
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from hypothesis import given, settings
from hypothesis import strategies as st

import permmatrix as pm
from builders import matrices, path, row, tool, when
from django_site import make_tables
from django_site.models import Contract, Detail, Membership, Person, Project
from permmatrix.conditions import (
    AtOrBefore,
    Before,
    Contains,
    Equals,
    IsTrue,
    Literal,
    OneOf,
    Overlaps,
    Test,
)
from permmatrix.queries.django import Members
from permmatrix.requirements import Holds, Not
from strategies import Vocabulary, policy_of, requirement

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
KEY = UUID("12345678-1234-5678-1234-567812345678")
WEIGHTS = [0.1, 7.0, 7.5, 8.25, float("inf"), float("-inf"), None]

CONDITIONS: Mapping[str, Test] = {
    "is_private": IsTrue(path("resource.private")),
    "is_hidden": IsTrue(path("resource.hidden")),
    "is_open": IsTrue(path("resource.open")),
    "is_home_open": IsTrue(path("resource.home_open")),
    "is_listed": IsTrue(path("resource.listed")),
    "is_marked": IsTrue(path("resource.marked")),
    "is_signed": IsTrue(path("resource.signed")),
    "as_listed": Equals(path("resource.listed"), path("resource.hidden")),
    "is_order": Equals(path("resource.kind"), Literal("order")),
    "is_odd_kind": Equals(path("resource.kind"), path("user.quoted")),
    "of_kind": OneOf(path("resource.kind"), (Literal("order"), Literal("Order"), Literal(1))),
    "is_code": Equals(path("resource.code"), Literal("A")),
    "is_owner": Equals(path("resource.owner"), path("resource.kind")),
    "is_visible": Equals(path("resource.hidden"), Literal(value=False)),
    "is_key": Equals(path("resource.key"), path("user.key")),
    "is_third": Equals(Literal(3), path("resource.count")),
    "of_count": OneOf(path("resource.count"), (Literal(1), Literal(3), Literal(7.5))),
    "is_small": AtOrBefore(path("resource.count"), Literal(2.5)),
    "is_cheap": Before(path("resource.amount"), Literal(7.5)),
    "is_amount": Equals(path("resource.amount"), Literal(7.5)),
    "is_light": AtOrBefore(path("resource.weight"), Literal(7.5)),
    "is_heavy": Before(Literal(7), path("resource.weight")),
    "is_due": AtOrBefore(path("resource.due"), path("user.today")),
    "is_early": Before(path("user.today"), path("resource.due")),
    "has_begun": AtOrBefore(path("resource.starts"), path("user.now")),
    "is_now": Equals(path("resource.starts"), path("user.now")),
    "is_mine": Contains(path("resource.members"), path("user.number")),
    "knows_me": Contains(path("resource.names"), path("user.id")),
    "has_label": Contains(path("resource.labels"), Literal("a'\"%s\\")),
    "invited": Contains(path("resource.inviters"), path("user.number")),
    "is_kept": Contains(path("resource.kept"), path("user.number")),
    "in_project": Contains(path("resource.project_members"), path("user.number")),
    "owner_listed": Contains(path("resource.names"), path("resource.owner")),
    "owner_kept": Contains(path("resource.kept_names"), path("resource.owner")),
    "with_friends": Overlaps(path("resource.members"), path("user.friends")),
    "on_both": Overlaps(path("resource.members"), path("resource.watchers")),
    "on_all": Overlaps(path("resource.project_members"), path("resource.members")),
    "on_kept": Overlaps(path("resource.watchers"), path("resource.kept")),
    "on_kept_too": Overlaps(path("resource.kept"), path("resource.watchers")),
    "in_mine": Contains(path("user.projects"), path("resource.project")),
}
KEPT = Membership.objects.filter(contract=OuterRef("pk"), removed=False)
LISTED = Membership.objects.filter(contract=OuterRef("pk"), label="x")
FACTS: Mapping[str, Any] = {
    "resource.private": "private",
    "resource.hidden": F("hidden"),
    "resource.open": "project__is_open",
    "resource.home_open": "home__is_open",
    "resource.listed": Exists(LISTED),
    "resource.marked": Case(
        When(~Exists(LISTED), then=Value(True)),
        When(private=True, then=Value(False)),
    ),
    "resource.signed": "detail__signed",
    "resource.kind": "kind",
    "resource.code": "project__code",
    "resource.owner": "owner",
    "resource.key": "key",
    "resource.count": "count",
    "resource.amount": "amount",
    "resource.weight": "weight",
    "resource.due": "due",
    "resource.starts": "starts",
    "resource.members": "members",
    "resource.watchers": "watchers__pk",
    "resource.names": "members__username",
    "resource.labels": "memberships__label",
    "resource.inviters": "memberships__invited_by",
    "resource.kept": Members(KEPT, "person_id"),
    "resource.kept_names": Members(KEPT, "person__username"),
    "resource.project_members": "project__members",
    "resource.project": "project",
}
QUOTED = 'O\'Brien "—" %s \\ 日本'


def policy_with(**requirements: Any) -> pm.Policy:
    """Give a policy with a row for each requirement, for whoever is a user of the tool."""
    rows = [row(id_, {"user": when(it)}) for id_, it in requirements.items()]
    return policy_of(matrices(*rows, tools=[tool("user")], conditions=CONDITIONS))


class World(NamedTuple):
    """A database, and its contracts as facts."""

    alias: str
    facts: Mapping[int, Mapping[str, Any]]
    user: pm.User


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Fill a database: every column null in some row, and people on lists twice or not at all."""
    make_tables(Person, Project, Contract, Membership, Detail)
    yield World("default", filled("default"), somebody())
    connections["default"].close()


def somebody() -> pm.User:
    """Give the one who asks, the second of the people there are."""
    return pm.User(
        "ana",
        levels={"docs": "user"},
        quoted=QUOTED,
        key=KEY,
        today=date(2026, 6, 30),
        now=NOON,
        number=2,
        friends=[2, 3, "x"],
        projects=[1, 3],
    )


def filled(alias: str) -> dict[int, dict[str, Any]]:
    """Write rows into a database; give the facts of each contract as an application has them."""
    names = ["ben", "ana", QUOTED, "ANA"]
    people = [
        Person.objects.using(alias).create(pk=n, username=it) for n, it in enumerate(names, 1)
    ]
    projects = [
        Project.objects.using(alias).create(pk=number, code=code, is_open=is_open)
        for number, (code, is_open) in enumerate([("A", True), ("B", False), (None, None)], 1)
    ]
    projects[0].members.set(people[:2])
    projects[1].members.set(people[2:])
    for number, (values, lists) in enumerate(islice(zip(columns(), listed(), strict=True), 180), 1):
        project, home = values.pop("project"), values.pop("home")
        made = Contract.objects.using(alias).create(
            pk=number,
            project=project and projects[project - 1],
            home=projects[home - 1],
            **values,
        )
        watchers, memberships, signed = lists
        made.watchers.set(watchers)
        for person, invited_by, label, removed in memberships:
            Membership.objects.using(alias).create(
                contract=made,
                person_id=person,
                invited_by_id=invited_by,
                label=label,
                removed=removed,
            )
        if signed is not None:
            Detail.objects.using(alias).create(contract=made, signed=signed)
    every = Contract.objects.using(alias).order_by("pk")
    return {it.pk: facts_of(it) for it in every}


def columns() -> Iterator[dict[str, Any]]:
    """Give values of columns, in ever other combinations."""
    options: dict[str, list[Any]] = {
        "project": [1, 2, 3, None],
        "home": [1, 2, 3],
        "private": [True, False, None],
        "hidden": [False, True],
        "kind": ["order", "Order", "", QUOTED, None, "ana", "order "],
        "owner": ["ana", "ben", None, QUOTED, "ANA", "order"],
        "count": [3, None, 2, 1, 7, -3, 2**31 - 1],
        "amount": [Decimal("7.50"), Decimal("7.49"), None, Decimal("0.10"), Decimal("7.51")],
        "weight": WEIGHTS,
        "due": [date(2026, 6, 30), None, date(2026, 7, 1), date(2026, 6, 29)],
        "starts": [NOON, None, NOON + timedelta(microseconds=1), NOON - timedelta(hours=5)],
        "key": [KEY, None, UUID(int=1)],
    }
    # each goes around at a pace of its own, so that they meet in ever other ways
    around = {
        name: cycle([it for it in values for _ in range(1 + place % 4)] + values[::-1])
        for place, (name, values) in enumerate(options.items())
    }
    while True:
        yield {name: next(values) for name, values in around.items()}


def listed() -> Iterator[tuple[list[int], list[tuple[Any, ...]], bool | None]]:
    """Give watchers, memberships and details, with members twice, removed, and nobody."""
    mine, bens = (2, 1, "x", False), (1, None, None, False)
    lists: list[list[tuple[Any, ...]]] = [
        [],
        [mine],
        [mine, mine, bens],
        [(2, 2, "a'\"%s\\", True)],
        [(None, 2, "x", False)],
        [bens, (None, None, None, True)],
        [(3, 3, "y", False), (4, 2, "", True), (2, None, "x", True)],
    ]
    watchers = [[], [2], [1, 3], [4, 2, 1], [3]]
    yield from zip(cycle(watchers), cycle(lists), cycle([True, None, False]), strict=False)


def facts_of(contract: Any) -> dict[str, Any]:
    """Give the facts of a contract, read in Python row by row."""
    memberships = list(contract.memberships.all())
    project, detail = contract.project, getattr(contract, "detail", None)
    people = {it.pk: it.username for it in Person.objects.using(contract._state.db)}
    kept = [it.person_id for it in memberships if not it.removed]
    x_listed = any(it.label == "x" for it in memberships)
    return {
        **{name: getattr(contract, name) for name in ("private", "hidden", "kind", "owner", "key")},
        **{name: getattr(contract, name) for name in ("count", "amount", "weight")},
        **{name: getattr(contract, name) for name in ("due", "starts")},
        "open": project and project.is_open,
        "home_open": contract.home.is_open,
        "code": project and project.code,
        "project": contract.project_id,
        "project_members": project and [it.pk for it in project.members.all()],
        "listed": x_listed,
        "marked": True if not x_listed else False if contract.private else None,
        "signed": detail and detail.signed,
        "members": [it.person_id for it in memberships],
        "watchers": [it.pk for it in contract.watchers.all()],
        "names": [people.get(it.person_id) for it in memberships],
        "labels": [it.label for it in memberships],
        "inviters": [it.invited_by_id for it in memberships],
        "kept": kept,
        "kept_names": [people.get(it) for it in kept],
    }


def allowed(world: World, policy: pm.Policy, action: str) -> list[int]:
    """Give the contracts that the policy allows, asked one by one."""
    return [pk for pk, facts in world.facts.items() if policy.can(world.user, action, facts)]


def asked(world: World, policy: pm.Policy, action: str) -> Q:
    """Give the filter of an action."""
    wanted = policy.filter(world.user, action)
    return wanted.to_django(Contract, {it: FACTS[it] for it in wanted.known_paths if it in FACTS})


def listed_by(world: World, q: Q) -> list[int]:
    """Give the contracts that a query set has, as often as it has them."""
    return list(
        Contract.objects.using(world.alias).filter(q).order_by("pk").values_list("pk", flat=True)
    )


def left_by(world: World, q: Q) -> list[int]:
    """Give the contracts that a query set has not."""
    return list(
        Contract.objects.using(world.alias).exclude(q).order_by("pk").values_list("pk", flat=True)
    )


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("wanted", [True, False])
def test_each_test_is_said_exactly(world: World, name: str, wanted: bool) -> None:
    """Whatever a test is, wanted or not, the rows are those that are allowed one by one."""
    policy = policy_with(row=Holds(name) if wanted else Not(Holds(name)))
    expected = allowed(world, policy, "m.row")
    q = asked(world, policy, "m.row")

    assert 0 < len(expected) < len(world.facts), "it should hang on the row"
    assert listed_by(world, q) == expected
    assert left_by(world, q) == sorted(world.facts.keys() - set(expected))
    assert listed_by(world, ~q) == left_by(world, q)
    assert left_by(world, ~q) == expected


WORDS = Vocabulary(list(CONDITIONS), [], [])


@settings(max_examples=80)
@given(st.data())
def test_requirements_are_said_exactly(world: World, data: st.DataObject) -> None:
    """A requirement of any shape gives the rows that are allowed one by one, none of them twice."""
    wanted = st.composite(lambda draw: requirement(draw, WORDS))()
    policy = policy_with(row=data.draw(wanted))
    expected = allowed(world, policy, "m.row")
    q = asked(world, policy, "m.row")

    assert listed_by(world, q) == expected
    assert left_by(world, q) == sorted(world.facts.keys() - set(expected))
