"""Members of one's own choice in Django, each row counted by itself, and conditions so given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    Window,
)
from django.db.models.functions import RowNumber
from django.db.models.lookups import Exact, In

import permmatrix as pm
from builders import matrices, path, row, tool, when
from django_site import connect, make_tables
from django_site.models import Contract, Membership, Person, Project
from permmatrix import FilterError
from permmatrix.conditions import Contains, Equals, IsTrue, Literal, OneOf, Overlaps, Path, Test
from permmatrix.filter import Filter
from permmatrix.queries.django import Members
from permmatrix.requirements import Holds, Not
from strategies import policy_of

ALIAS = "members"
ANA = pm.User("ana", levels={"docs": "user"}, number=1, odd="x\0y", odd_friends=["ana", "x\0y"])
IS_MEMBER = Contains(path("resource.members"), path("user.number"))
OURS = Membership.objects.filter(contract=OuterRef("pk"))
LATEST = Window(RowNumber(), partition_by="contract", order_by="-pk")


def filter_of(test: Test, *, wanted: bool = True) -> Filter:
    """Give the filter of an action that waits for one test."""
    rows = [row("row", {"user": when(Holds("it") if wanted else Not(Holds("it")))})]
    policy = policy_of(matrices(*rows, tools=[tool("user")], conditions={"it": test}))
    return policy.filter(ANA, "m.row")


@pytest.fixture(scope="module")
def contracts() -> QuerySet[Any]:
    """Fill a database: ana is on the first list, later than ben on it, and on the second before."""
    connect(ALIAS, {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"})
    make_tables(Person, Project, Contract, Membership, using=ALIAS)
    ana, ben = (Person(pk=n, username=it) for n, it in ((1, "ana"), (2, "ben")))
    home = Project(pk=1)
    for it in (ana, ben, home):
        it.save(using=ALIAS)
    for number, people in enumerate([[ben, ana], [ana, ben], [ben], []], 1):
        made = Contract.objects.using(ALIAS).create(pk=number, home=home, hidden=number % 2 == 0)
        for person in people:
            Membership.objects.using(ALIAS).create(contract=made, person=person)
    return Contract.objects.using(ALIAS).order_by("pk")


def members(rows: QuerySet[Any], member: str = "person") -> Any:
    """Give the condition that ana is among the members."""
    mapped = {"resource.members": Members(rows, member)}
    return filter_of(IS_MEMBER).to_django(Contract, mapped)


CHOSEN: Mapping[str, tuple[QuerySet[Any], str]] = {
    "slice": (OURS[:1], "are a slice"),
    "no slice": (OURS[:0], "are a slice"),
    "union": (OURS.union(OURS), "are a union"),
    "intersection": (OURS.intersection(OURS), "are a union"),
    "groups": (OURS.values("person").annotate(n=Count("pk")), "are groups"),
    "groups of rows": (OURS.annotate(n=Count("pk")).filter(n=1), "are groups"),
    "aggregate": (OURS.filter(Exact(Count("pk"), 1)), "are groups"),
    "distinct": (OURS.order_by("contract", "-pk").distinct("contract"), "are distinct by a field"),
    "window": (OURS.annotate(r=LATEST).filter(r=1), "are chosen by a window"),
    "window within": (OURS.annotate(r=LATEST).filter(Exact(F("r") + 1, 2)), "chosen by a window"),
    "window left out": (OURS.annotate(r=LATEST).exclude(r__gt=1), "are chosen by a window"),
    "alias": (OURS.alias(person__username=Value("ana")), "have an annotation `person__username`"),
}


@pytest.mark.parametrize("case", CHOSEN)
def test_rows_chosen_among_others_are_refused(case: str) -> None:
    """Where a filter would change which rows there are, somebody else would be a member."""
    rows, message = CHOSEN[case]

    with pytest.raises(FilterError) as raised:
        members(rows, "person__username" if case == "alias" else "person")

    assert message in str(raised.value)
    assert "resource.members" in str(raised.value)
    assert raised.value.fact == "resource.members"


ONE_BY_ONE: Mapping[str, tuple[QuerySet[Any], list[int]]] = {
    "in a subquery": (
        OURS.filter(pk__in=Membership.objects.annotate(r=LATEST).filter(r=1).values("pk")),
        [1],
    ),
    "beside an Exists": (OURS.filter(Exists(Person.objects.filter(pk=OuterRef("person")))), [1, 2]),
    "unused window": (OURS.annotate(r=LATEST), [1, 2]),
    "distinct rows": (OURS.distinct(), [1, 2]),
    "ordered": (OURS.order_by("-pk").values("pk"), [1, 2]),
    "joined": (OURS.select_related("person").filter(person__username="ana"), [1, 2]),
    "raw condition": (OURS.extra(where=["person_id < 2"]), [1, 2]),
    "others": (OURS.exclude(person__username="ana"), []),
    "none": (OURS.none(), []),
}


@pytest.mark.parametrize("case", ONE_BY_ONE)
def test_rows_chosen_one_by_one_are_members(contracts: QuerySet[Any], case: str) -> None:
    """A choice that each row passes by itself, or a window in a query of its own, is kept."""
    rows, expected = ONE_BY_ONE[case]
    q = members(rows)

    assert [it.pk for it in contracts.filter(q)] == expected
    assert [it.pk for it in contracts.exclude(q)] == [
        it for it in (1, 2, 3, 4) if it not in expected
    ]


NEVER_TRUE = Q(pk__in=[])
SETTLED: Mapping[str, tuple[Any, bool]] = {
    "never": (NEVER_TRUE, False),
    "not never": (~NEVER_TRUE, True),
    "never and": (NEVER_TRUE & Q(hidden=True), False),
    "always or": (~NEVER_TRUE | Q(hidden=True), True),
    "empty": (Q(), True),
    "nobody's": (Exists(OURS.none()), False),
    "not nobody's": (~Exists(OURS.none()), True),
    "among none": (In(F("pk"), []), False),
    "not among none": (~ExpressionWrapper(NEVER_TRUE, BooleanField()), True),
    "false": (Value(False, output_field=BooleanField()), False),
    "true": (Value(True, output_field=BooleanField()), True),
}


PRIVATE, HIDDEN = path("resource.private"), path("resource.hidden")


@pytest.mark.parametrize("case", SETTLED)
@pytest.mark.parametrize("wanted", [True, False])
def test_a_condition_settled_for_every_row_is_true_or_false(
    contracts: QuerySet[Any], case: str, wanted: bool
) -> None:
    """A condition that Django knows to be never true is false in every row, and known to be."""
    given, value = SETTLED[case]
    every, hidden = {1, 2, 3, 4}, {2, 4}
    asked: Mapping[Test, set[int]] = {
        IsTrue(PRIVATE): every if value else set(),
        Equals(PRIVATE, Literal(value=False)): set() if value else every,
        Equals(PRIVATE, HIDDEN): hidden if value else every - hidden,
    }
    for test, holds in asked.items():
        found = filter_of(test, wanted=wanted)
        mapped = {"resource.private": given, "resource.hidden": "hidden"}
        q = found.to_django(Contract, {it: mapped[it] for it in found.paths})

        allowed = holds if wanted else every - holds
        assert {it.pk for it in contracts.filter(q)} == allowed
        assert {it.pk for it in contracts.exclude(q)} == every - allowed
        assert {it.pk for it in contracts.filter(~q)} == every - allowed


NUL = "x\0y"
OWNER, NAMES = path("resource.owner"), path("resource.names")
WITH_NUL: Mapping[Test, tuple[Path, Any]] = {
    Equals(OWNER, path("user.odd")): (OWNER, "owner"),
    OneOf(OWNER, (Literal("x"), Literal(NUL))): (OWNER, "owner"),
    Contains(NAMES, path("user.odd")): (NAMES, "members__username"),
    Overlaps(NAMES, path("user.odd_friends")): (NAMES, Members(OURS, "person__username")),
}


@pytest.mark.parametrize("test", WITH_NUL, ids=lambda it: type(it).__name__)
@pytest.mark.parametrize("wanted", [True, False])
def test_a_text_that_no_column_takes_is_refused_by_name(test: Test, wanted: bool) -> None:
    """A NUL, at which PostgreSQL's driver fails in the middle of a list, is refused beforehand."""
    fact, given = WITH_NUL[test]

    with pytest.raises(
        FilterError, match=f"{fact} is compared with a text that has a NUL"
    ) as raised:
        filter_of(test, wanted=wanted).to_django(Contract, {str(fact): given})

    assert raised.value.fact == str(fact)


def test_half_a_character_is_nobodys(contracts: QuerySet[Any]) -> None:
    """A text with half a character, which no driver encodes, is in no column."""
    test = OneOf(path("resource.id"), (Literal("1"), Literal("\ud800")))
    q = filter_of(test).to_django(Contract, {"resource.id": "home__code"})

    assert not contracts.filter(q).exists()


def test_many_values_are_bound_as_they_stand(contracts: QuerySet[Any]) -> None:
    """Each of thousands of values is a parameter, and none an expression that is resolved."""
    numbers = tuple(Literal(it) for it in range(3, 5000))
    q = filter_of(OneOf(path("resource.id"), numbers)).to_django(Contract, {"resource.id": "pk"})
    sql, values = contracts.filter(q).query.sql_with_params()

    assert sorted(values) == [*range(3, 5000)]
    assert sql.count("%s") == len(values)
    assert not any(isinstance(it, Value) for it in q.flatten())
    assert [it.pk for it in contracts.filter(q)] == [3, 4]
    assert [it.pk for it in contracts.exclude(q)] == [1, 2]
