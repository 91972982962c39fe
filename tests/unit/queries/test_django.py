"""Filters as Django's `Q`: the rows are those that `can` allows, whatever the host does with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.db import connections
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.lookups import Exact
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url

import permmatrix as pm
from builders import ALLOW, matrices, path, row, tool, when
from django_site import connect, make_tables
from django_site.models import Contract, Detail, Membership, Note, Odd, Person, Project
from engines.mariadb import database, for_django, holdable
from mariadb import mariadb
from permmatrix import FilterError
from permmatrix.conditions import (
    AtOrBefore,
    Before,
    Contains,
    Equals,
    IsTrue,
    Literal,
    OneOf,
    Overlaps,
    Path,
    Test,
)
from permmatrix.queries.django import Members, condition
from permmatrix.queries.django.exactly import Texts
from permmatrix.requirements import All, Holds, Not
from permmatrix.requirements import Any as AnyOf
from permmatrix.residual import ALWAYS, NEVER, Residual
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
    "is_unlisted": IsTrue(path("resource.unlisted")),
    "is_marked": IsTrue(path("resource.marked")),
    "is_of_a": IsTrue(path("resource.of_a")),
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
    "of_amount": OneOf(path("resource.amount"), (Literal(7.5), Literal(1), Literal("x"))),
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
    "resource.unlisted": ~Exists(LISTED),
    "resource.marked": Case(
        When(~Exists(LISTED), then=Value(True)),
        When(private=True, then=Value(False)),
    ),
    "resource.of_a": Q(project__code="A"),
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
def mariadb_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start MariaDB with a database, in which case counts in keys, and blanks at the end do not."""
    with (
        mariadb(tmp_path_factory.mktemp("mariadb")) as server,
        database(server, "world", "utf8mb4_bin"),
    ):
        yield for_django(server, "world")


@pytest.fixture(scope="module", params=["default", "postgres", "mariadb"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Fill a database: every column null in some row, and people on lists twice or not at all."""
    if request.param == "postgres":
        url = make_url(request.getfixturevalue("postgres_url"))
        where = {"NAME": url.database, "USER": url.username, "HOST": url.query["host"]}
        connect("postgres", {"ENGINE": "django.db.backends.postgresql", **where})
    if request.param == "mariadb":
        connect("mariadb", request.getfixturevalue("mariadb_world"))
    make_tables(Person, Project, Contract, Membership, Detail, using=request.param)
    yield World(request.param, filled(request.param), somebody())
    connections[request.param].close()


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
            **(holdable(values) if alias == "mariadb" else values),
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
        "of_a": project and project.code and project.code == "A",
        "code": project and project.code,
        "project": contract.project_id,
        "project_members": project and [it.pk for it in project.members.all()],
        "listed": x_listed,
        "unlisted": not x_listed,
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
    read = [it for it in wanted.known_paths if it in FACTS]
    return wanted.to_django(Contract, {it: FACTS[it] for it in read})


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


MINE = All(
    (Holds("is_mine"), AnyOf((Not(Holds("is_private")), Holds("is_open"), Holds("knows_me"))))
)


@pytest.fixture(scope="module")
def mine(world: World) -> tuple[Q, list[int]]:
    """Give a filter that hangs on a relation and on columns, and what it allows."""
    policy = policy_with(row=MINE)
    return asked(world, policy, "m.row"), allowed(world, policy, "m.row")


def test_counts_and_pages(world: World, mine: tuple[Q, list[int]]) -> None:
    """A count counts each row once, and the pages are those of the rows."""
    q, expected = mine
    rows = Contract.objects.using(world.alias).filter(q).order_by("pk")

    assert 0 < len(expected) < len(world.facts)
    assert rows.count() == len(expected)
    assert [it.pk for it in rows[3:7]] == expected[3:7]


def test_joins_other_conditions(world: World, mine: tuple[Q, list[int]]) -> None:
    """It is a condition among others, before and after, in `|`, and in a union of query sets."""
    q, expected = mine
    every = Contract.objects.using(world.alias)
    hidden = [pk for pk, facts in world.facts.items() if facts["hidden"]]

    assert {it.pk for it in every.filter(q) & every.filter(hidden=True)} == {*expected} & {*hidden}
    assert {it.pk for it in every.filter(q) | every.filter(hidden=True)} == {*expected} | {*hidden}
    assert listed_by(world, q | Q(hidden=True)) == sorted({*expected} | {*hidden})
    assert listed_by(world, ~q & ~Q(hidden=True)) == left_by(world, q | Q(hidden=True))
    assert [it.pk for it in every.exclude(hidden=True).filter(q).order_by("pk")] == [
        pk for pk in expected if pk not in hidden
    ]


def test_asked_within_the_hosts_queries(world: World, mine: tuple[Q, list[int]]) -> None:
    """It holds within the host's sub-queries, its annotations, and beside joins of its own."""
    q, expected = mine
    every, projects = Contract.objects.using(world.alias), Project.objects.using(world.alias)
    homes = {pk: it["home"] for pk, it in world_homes(world).items()}

    within = projects.filter(Exists(every.filter(q, home=OuterRef("pk"))))
    assert {it.pk for it in within} == {homes[pk] for pk in expected}
    assert {it.pk for it in projects.filter(pk__in=every.filter(q).values("home"))} == {
        homes[pk] for pk in expected
    }
    told = dict(every.annotate(may=q).values_list("pk", "may"))
    assert {pk for pk, may in told.items() if may} == {*expected}
    counted = every.filter(q).annotate(lists=Count("memberships")).values_list("pk", "lists")
    assert dict(counted) == {pk: len(world.facts[pk]["members"]) for pk in expected}


def world_homes(world: World) -> dict[int, dict[str, int]]:
    """Give the home of each contract, by its number."""
    return {it["pk"]: it for it in Contract.objects.using(world.alias).values("pk", "home")}


def test_always_and_never(world: World) -> None:
    """Always and never are so within `exclude`, `|` and `&` as well, which an empty Q is not."""
    always, never = condition(ALWAYS, Contract, {}), condition(NEVER, Contract, {})
    every, some = sorted(world.facts), Q(pk=7)

    assert (listed_by(world, always), left_by(world, always)) == (every, [])
    assert (listed_by(world, never), left_by(world, never)) == ([], every)
    assert (listed_by(world, always | some), listed_by(world, never | some)) == (every, [7])
    assert (listed_by(world, always & some), listed_by(world, never & some)) == ([7], [])


def test_many_places(world: World) -> None:
    """Levels held in five thousand places are asked for at once."""
    policy = policy_of(
        matrices(row("row", {"user": ALLOW}), tools=[tool("user", scope="resource.project")])
    )
    places = dict.fromkeys([1, *range(3, 5002)], "user")
    found = policy.filter(pm.User("ana", levels={"docs": places}), "m.row")
    q = found.to_django(Contract, {"resource.project": "project_id"})

    expected = [pk for pk, facts in world.facts.items() if facts["project"] in {1, 3}]
    assert listed_by(world, q) == expected
    assert left_by(world, q) == sorted(world.facts.keys() - set(expected))


def residual_of(name: str, wanted: bool = True) -> tuple[Residual, Path]:
    """Give what is left of a condition, and the path that it reads."""
    found = policy_with(row=Holds(name) if wanted else Not(Holds(name))).filter(somebody(), "m.row")
    return found.residual, path(found.paths[0])


REFUSED = {
    "no field": (
        Contract,
        "is_private",
        "privat",
        "no field `privat`; did you mean `private`?",
    ),
    "beyond": (Contract, "is_private", "private__x", "Contract.private has no `x`"),
    "json": (Odd, "is_order", "data", "Odd.data, a JSONField, whose values"),
    "json key": (Odd, "is_order", "data__kind", "Odd.data has no `kind`"),
    "duration": (Odd, "is_small", "took", "Odd.took, a DurationField"),
    "from_db_value": (Odd, "is_order", "shouted", "Odd.shouted, a Shouted"),
    "db_type": (Odd, "is_order", "folded", "Odd.folded, a Folded"),
    "collation": (Odd, "is_order", "nocase", "which has the collation NOCASE"),
    "no constraint": (Odd, "is_order", "elsewhere__code", "which has db_constraint=False"),
    "generic key": (Note, "is_order", "about", "Note.about, a GenericForeignKey"),
    "generic relation": (Odd, "is_mine", "notes", "Odd.notes, a GenericRelation"),
    "manager": (Odd, "is_mine", "removables", "KeptManager of Removable has its own get_queryset"),
    "two relations": (Contract, "is_mine", "members__projects", "is no single column"),
    "to many": (Contract, "is_private", "members", "is mapped to a collection"),
    "to one": (Contract, "is_mine", "project", "is mapped to a single value"),
    "kind": (Contract, "is_private", "count", "is mapped to a column of whole numbers"),
    "a value": (Contract, "is_private", 7, "is mapped to a int"),
    "outer": (Contract, "is_private", OuterRef("private"), "is mapped to a OuterRef"),
    "no condition": (Contract, "is_private", Value(3), "is mapped to a Value"),
    "join": (Contract, "is_private", Q(members__username="ana"), "across a relation to many"),
    "unknown": (Contract, "is_private", Q(privat=True), "Cannot resolve keyword 'privat'"),
    "aggregate": (Contract, "is_private", Q(Exact(Count("members"), 1)), "several rows at once"),
    "rows": (Contract, "is_mine", Members([1], "pk"), "are no query set"),  # type: ignore[arg-type]
    "slice": (Contract, "is_mine", Members(KEPT[:3], "person"), "are a slice"),
    "loose": (
        Contract,
        "is_mine",
        Members(Membership.objects.filter(removed=False), "person"),
        "do not refer to the model",
    ),
    "member": (Contract, "is_mine", Members(KEPT, "persn"), "did you mean `person`?"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_said_is_refused(case: str) -> None:
    """What no query answers exactly raises, and says which fact and what stands there."""
    model, name, thing, message = REFUSED[case]
    residual, fact = residual_of(name)

    with pytest.raises(FilterError) as raised:
        condition(residual, model, {fact: thing})

    assert message in str(raised.value)
    assert str(fact) in str(raised.value)
    assert raised.value.fact == str(fact)


def test_what_can_be_said_of_odd_fields() -> None:
    """A binary collation is as good as none, and a key without its constraint is a value."""
    residual, fact = residual_of("is_order")
    assert condition(residual, Odd, {fact: "binary"})
    residual, fact = residual_of("is_third")
    assert condition(residual, Odd, {fact: "elsewhere"})


def test_databases_that_answer_nearly_are_refused() -> None:
    """Text is not compared where case may not count, nor long decimals where digits are lost."""
    texts = Contract.objects.filter(condition(*shuffled("is_order", Contract, "kind")))
    digits = Odd.objects.filter(condition(*shuffled("is_cheap", Odd, "large")))
    oracle = SimpleNamespace(vendor="oracle")

    with pytest.raises(FilterError, match="oracle may take different texts for the same"):
        next(it for it in parts_of(texts) if isinstance(it, Texts)).as_sql(None, oracle)
    with pytest.raises(FilterError, match="SQLite keeps 15 digits of a decimal number"):
        str(digits.query)


def shuffled(name: str, model: Any, thing: Any) -> tuple[Any, ...]:
    """Give the arguments of `condition` for one fact."""
    residual, fact = residual_of(name)
    return residual, model, {fact: thing}


def parts_of(rows: Any) -> Iterator[Any]:
    """Give the conditions of a query set and what they compare."""
    left = [*rows.query.where.children]
    while left:
        part = left.pop()
        yield part
        left += getattr(part, "children", None) or part.get_source_expressions()


@pytest.fixture
def tagged(world: World) -> Iterator[type[Any]]:
    """Fill a table with arrays, where the database has them."""
    if world.alias != "postgres":
        pytest.skip(f"{world.alias} has no arrays")
    from django_site.arrays import Tagged  # noqa: PLC0415  it needs psycopg

    make_tables(Tagged, using="postgres")
    arrays = [None, [], ["abc"], ["abc", None], [None], ["x", "abc"], ["x", "x"]]
    for tags in arrays:
        for owner in ("abc", "abcdef", None):
            Tagged.objects.using("postgres").create(
                tags=tags,
                more=["x"] if tags else [None],
                wide=["abcdef"] if owner else [],
                numbers=[7] if tags else [1, 2],
                prices=[Decimal("7.5")],
                owner=owner,
            )
    yield Tagged
    with connections["postgres"].schema_editor() as editor:
        editor.delete_model(Tagged)


TAGS, OWNER, MORE = path("resource.tags"), path("resource.owner"), path("resource.more")
WIDE, NUMBERS, PRICES = path("resource.wide"), path("resource.numbers"), path("resource.prices")
ARRAY_TESTS: Mapping[str, Test] = {
    "has": Contains(TAGS, Literal("abc")),
    "has_more": Contains(TAGS, path("user.long")),
    "has_owner": Contains(TAGS, OWNER),
    "wide_owner": Contains(WIDE, OWNER),
    "one_of": Overlaps(TAGS, path("user.several")),
    "in_common": Overlaps(TAGS, MORE),
    "number": Overlaps(NUMBERS, path("user.numbers")),
    "too_large": Contains(NUMBERS, Literal(65543)),
    "price": Contains(PRICES, Literal(7.5)),
    "other_price": Contains(PRICES, Literal(7.46)),
}


@pytest.mark.parametrize("name", ARRAY_TESTS)
@pytest.mark.parametrize("wanted", [True, False])
def test_arrays(tagged: type[Any], name: str, wanted: bool) -> None:
    """Arrays are read as collections, no value is cast to fit, and a null array is not known."""
    wished = Holds(name) if wanted else Not(Holds(name))
    rows = [row("row", {"user": when(wished)})]
    policy = policy_of(matrices(*rows, tools=[tool("user")], conditions={name: ARRAY_TESTS[name]}))
    ana = pm.User(
        "ana", levels={"docs": "user"}, long="abcdef", several=["abcdef", "x"], numbers=[1, 2**40]
    )
    found = policy.filter(ana, "m.row")
    q = found.to_django(
        tagged, {it: it.removeprefix("resource.") for it in found.known_paths if "resource." in it}
    )

    every = tagged.objects.using("postgres")
    expected = [it.pk for it in every.order_by("pk") if policy.can(ana, "m.row", it)]
    assert [it.pk for it in every.filter(q).order_by("pk")] == expected
    assert {it.pk for it in every.exclude(q)} == {it.pk for it in every} - {*expected}
