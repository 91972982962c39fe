"""
Facts as hosts really have them: whatever is missing or of the wrong kind denies, and is named.

Every question here is asked in all the ways there are, the reference among them, and they agree.
For each test of a condition two rows are asked, one that needs the condition and one that needs
its opposite: a fact that cannot be used lets through neither.
"""

from __future__ import annotations

from collections import ChainMap, OrderedDict, UserDict, defaultdict, deque
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cached_property
from types import MappingProxyType, SimpleNamespace
from typing import Any, final
from unittest.mock import ANY, MagicMock
from uuid import UUID

import pytest

from builders import ALLOW, DENY, agreed, holder, matrices, path, row, tool, when
from permmatrix import Contract, Decision, FactError, MissingFactError, Outcome, User
from permmatrix.conditions import (
    AtOrBefore,
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
from permmatrix.model import MatrixSet
from permmatrix.requirements import HasGranular, HasLevel, Holds, Not
from strategies import Asked, policy_of

GIVEN = Given("flag")
IS_TRUE = IsTrue(path("resource.private"))
IS_ORDER = Equals(path("resource.kind"), Literal("order"))
IS_CLOSED = Equals(path("resource.closed"), Literal(value=True))
IS_THREE = Equals(Literal(3), path("resource.count"))
IS_OWNER = Equals(path("resource.owner"), path("user.id"))
OF_KIND = OneOf(path("resource.kind"), (Literal("order"), Literal("deed")))
OF_COUNT = OneOf(path("resource.count"), (Literal(1), Literal(2)))
IS_CONTACT = Contains(path("resource.contacts"), path("user.id"))
HAS_TAG = Contains(path("resource.tags"), Literal("red"))
SHARES = Overlaps(path("user.teams"), path("resource.teams"))
IN_TIME = Before(path("context.now"), path("resource.due"))
IS_SMALL = AtOrBefore(path("resource.count"), Literal(3))


def of(test: Test) -> MatrixSet:
    """Give a policy with a row that needs the test to pass and a row that needs it not to."""
    return matrices(
        row("needs", {"reader": when(Holds("it"))}),
        row("needs_not", {"reader": when(Not(Holds("it")))}),
        tools=[tool("reader")],
        conditions={"it": test},
    )


def asked(facts: Mapping[str, Any], *, mappings: bool = False) -> Asked:
    """Put facts by path into a question of ana's, who is a reader."""
    parts: dict[str, dict[str, Any]] = {"user": {"id": "ana"}, "resource": {}, "context": {}}
    for text, value in facts.items():
        root, _, name = text.partition(".")
        parts[root][name] = value
    user = {"levels": {"docs": "reader"}, "granular": {}, **parts["user"]}
    if mappings:
        return Asked(user, parts["resource"], parts["context"])
    resource = SimpleNamespace(**parts["resource"])
    return Asked(SimpleNamespace(**user), resource, SimpleNamespace(**parts["context"]))


def waits_on(decision: Decision) -> list[str]:
    """Give the facts a decision waits on, missing or unusable."""
    return sorted([*decision.missing, *(error.fact for error in decision.errors)])


def _short(value: object) -> str:
    """Name a value in a test's id, the same in every process."""
    name, text = type(value).__name__, repr(value)
    shared = isinstance(value, set | frozenset) or text.startswith("<")  # in no order, or by place
    return name if shared or "0x" in text else f"{name} {text}"[:40]


@final
class Array:
    """Like an array of numbers: comparing gives an array, whose truth is refused or a surprise."""

    def __init__(self, *, truth: bool | None) -> None:
        self.truth = truth

    def __eq__(self, other: object) -> Any:
        return self

    __hash__ = None  # type: ignore[assignment]  # as arrays have none

    def __bool__(self) -> bool:
        if self.truth is None:
            raise ValueError("the truth of an array is ambiguous")
        return self.truth


class Colour(Enum):
    """An enumeration that is not text."""

    ORDER = "order"


class Rank(StrEnum):
    """An enumeration that is text."""

    READER = "reader"
    STRANGER = "stranger"


class Text(str):
    """A host's kind of text."""

    __slots__ = ()


SOME = UUID("00000000-0000-0000-0000-000000000001")
NAIVE = datetime(2026, 6, 30)  # noqa: DTZ001  a time without an offset is what is tested
AWARE = NAIVE.replace(tzinfo=UTC)


# Where a truth value is meant.

NO_TRUTHS = {
    "the text false": "false",
    "the text true": "true",
    "empty text": "",
    "one": 1,
    "zero": 0,
    "one point nought": 1.0,
    "a list": [True],
    "an empty list": [],
    "bytes": b"true",
    "a decimal": Decimal(1),
    "an object": object(),
    "an array that is true": Array(truth=True),
    "an array that refuses": Array(truth=None),
    "a mock": MagicMock(),
    "anything": ANY,
}


@pytest.mark.parametrize("mappings", [False, True], ids=["objects", "mappings"])
@pytest.mark.parametrize("value", NO_TRUTHS.values(), ids=NO_TRUTHS.keys())
@pytest.mark.parametrize(
    ("test", "fact"),
    [(GIVEN, "context.flag"), (IS_TRUE, "resource.private"), (IS_CLOSED, "resource.closed")],
    ids=["given", "is_true", "equals true"],
)
def test_nothing_but_true_and_false_is_a_truth_value(
    test: Test, fact: str, value: Any, mappings: bool
) -> None:
    """Whatever is merely truthy or falsy lets through neither the fact nor its opposite."""
    question = asked({fact: value}, mappings=mappings)

    for name in ("m.needs", "m.needs_not"):
        decision = agreed(of(test), name, question)
        assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, [fact])


@pytest.mark.parametrize("mappings", [False, True], ids=["objects", "mappings"])
@pytest.mark.parametrize(
    ("test", "facts", "missing"),
    [
        (GIVEN, {}, ["context.flag"]),
        (GIVEN, {"context.flag": None}, ["context.flag"]),
        (IS_TRUE, {}, ["resource.private"]),
        (IS_TRUE, {"resource.private": None}, ["resource.private"]),
        (IS_ORDER, {"resource.kind": None}, ["resource.kind"]),
        (IS_OWNER, {"user.id": None}, ["resource.owner", "user.id"]),
        (OF_KIND, {}, ["resource.kind"]),
        (IS_CONTACT, {"resource.contacts": None}, ["resource.contacts"]),
        (IS_CONTACT, {"user.id": None, "resource.contacts": ["ana"]}, ["user.id"]),
        (SHARES, {"user.teams": None}, ["resource.teams", "user.teams"]),
        (IN_TIME, {"context.now": 5}, ["resource.due"]),
        (IS_SMALL, {}, ["resource.count"]),
    ],
)
def test_a_fact_that_is_absent_or_null_is_missing(
    test: Test, facts: dict[str, Any], missing: list[str], mappings: bool
) -> None:
    """What was not supplied lets through neither the fact nor its opposite, and is named."""
    question = asked(facts, mappings=mappings)

    for name in ("m.needs", "m.needs_not"):
        decision = agreed(of(test), name, question)
        assert (decision.outcome, list(decision.missing)) == (Outcome.MISSING, missing)


def _generated() -> Iterator[str]:
    yield "ana"


NO_COLLECTIONS = {
    "text that has it": "ana and bob",
    "one bare id": "ana",
    "bytes": b"ana",
    "a mapping": {"ana": True},
    "a read-only mapping": MappingProxyType({"ana": True}),
    "a generator": _generated(),
    "the keys of a mapping": {"ana": 1}.keys(),
    "a queue": deque(["ana"]),
    "a number": 1,
    "true": True,
    "anything": ANY,
    "a mock": MagicMock(),
}


@pytest.mark.parametrize("mappings", [False, True], ids=["objects", "mappings"])
@pytest.mark.parametrize("value", NO_COLLECTIONS.values(), ids=NO_COLLECTIONS.keys())
@pytest.mark.parametrize(
    ("test", "fact", "others"),
    [
        (IS_CONTACT, "resource.contacts", {}),
        (HAS_TAG, "resource.tags", {}),
        (SHARES, "resource.teams", {"user.teams": ["ana"]}),
        (SHARES, "user.teams", {"resource.teams": ["ana"]}),
    ],
    ids=["contains", "contains a text", "overlaps, right", "overlaps, left"],
)
def test_only_a_list_a_tuple_and_a_set_are_collections(
    test: Test, fact: str, others: dict[str, Any], value: Any, mappings: bool
) -> None:
    """Text is never searched for a part of it, nor anything else taken for a collection."""
    question = asked({fact: value, **others}, mappings=mappings)

    for name in ("m.needs", "m.needs_not"):
        decision = agreed(of(test), name, question)
        assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, [fact])


@pytest.mark.parametrize("kind", [list, tuple, set, frozenset])
def test_every_kind_of_collection_is_read(kind: type[Any]) -> None:
    """A list, a tuple, a set and a frozen set of ids all say who is in them."""
    found = of(IS_CONTACT)

    for ids, yes in ((["bob", "ana"], True), (["bob"], False), ([], False)):
        question = asked({"resource.contacts": kind(ids)})
        assert agreed(found, "m.needs", question).allowed is yes
        assert agreed(found, "m.needs_not", question).allowed is not yes


@pytest.mark.parametrize(
    ("member", "members", "found"),
    [
        (1, {1}, True),
        (1, [1.0], True),
        (1.0, (1,), True),
        (Decimal(1), [1], True),
        (1, [True], False),
        (1, {True}, False),
        (1, ["1"], False),
        ("1", [1], False),
        ("ana", [None], False),
        ("ana", [["ana"]], False),
        ("ana", ["Ana", "ana "], False),
        ("ana", [b"ana"], False),
        ("ana", [Text("ana")], True),
        (Text("ana"), {"ana"}, True),
        (Rank.READER, ["reader"], True),
        ("order", [Colour.ORDER], False),
        (SOME, [SOME], True),
        (SOME, [str(SOME)], False),
        (str(SOME), [SOME], False),
        ("ana", [ANY], False),
        ("ana", [Array(truth=True)], False),
        ("ana", [Array(truth=None), "ana"], True),
        (1, [Array(truth=None)], False),
        (10**400, [10**400], True),
        (1, [float("nan"), float("inf")], False),
    ],
    ids=_short,
)
def test_a_member_is_found_among_its_own_kind(member: Any, members: Any, found: bool) -> None:
    """Text is found among texts and a number among numbers, and nothing by a lenient equality."""
    question = asked({"user.id": member, "resource.contacts": members})

    assert agreed(of(IS_CONTACT), "m.needs", question).allowed is found
    assert agreed(of(IS_CONTACT), "m.needs_not", question).allowed is not found


@pytest.mark.parametrize(
    "member",
    [
        *(True, False, ["ana"], b"ana", float("nan"), float("inf"), date(2026, 6, 30), 1j, ANY),
        *(Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"), Colour.ORDER, Array(truth=True)),
    ],
    ids=_short,
)
def test_what_is_no_id_is_not_looked_for(member: Any) -> None:
    """A member is text, a number or a UUID; True is not taken for the id 1."""
    question = asked({"user.id": member, "resource.contacts": [1, "ana", member]})

    for name in ("m.needs", "m.needs_not"):
        decision = agreed(of(IS_CONTACT), name, question)
        assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, ["user.id"])


@pytest.mark.parametrize(
    ("ours", "theirs", "shared"),
    [
        (["red"], {"red"}, True),
        ({"red", "blue"}, ("green", "blue"), True),
        ([], ["red"], False),
        (["red"], ["redder"], False),
        ([1], [True], False),
        ([True], [True], False),
        ([None], [None], False),
        ([1, "1"], {1.0}, True),
        ([ANY], ["red"], False),
        ([["red"]], [["red"]], False),
    ],
)
def test_collections_overlap_in_a_member_of_one_kind(ours: Any, theirs: Any, shared: bool) -> None:
    """Two collections share a member only where it is an id in both, and of one kind."""
    question = asked({"user.teams": ours, "resource.teams": theirs})

    assert agreed(of(SHARES), "m.needs", question).allowed is shared
    assert agreed(of(SHARES), "m.needs_not", question).allowed is not shared


# Where single values are compared.


@pytest.mark.parametrize(
    ("test", "fact", "value", "equal"),
    [
        (IS_ORDER, "resource.kind", "order", True),
        (IS_ORDER, "resource.kind", "Order", False),
        (IS_ORDER, "resource.kind", Text("order"), True),
        (IS_THREE, "resource.count", 3, True),
        (IS_THREE, "resource.count", 3.0, True),
        (IS_THREE, "resource.count", Decimal("3.00"), True),
        (IS_THREE, "resource.count", 10**400, False),
        (IS_THREE, "resource.count", Decimal("1E+400"), False),
        (IS_CLOSED, "resource.closed", True, True),
        (IS_CLOSED, "resource.closed", False, False),
        (IS_OWNER, "resource.owner", "ana", True),
        (IS_OWNER, "resource.owner", "an", False),
        (OF_KIND, "resource.kind", "deed", True),
        (OF_KIND, "resource.kind", "eed", False),
        (OF_COUNT, "resource.count", 2.0, True),
        (OF_COUNT, "resource.count", 10**400, False),
        (IS_SMALL, "resource.count", 3, True),
        (IS_SMALL, "resource.count", Decimal("3.01"), False),
        (IS_SMALL, "resource.count", -(10**400), True),
        (IS_SMALL, "resource.count", Decimal("1E+400"), False),
    ],
    ids=_short,
)
def test_values_of_one_kind_are_compared(test: Test, fact: str, value: Any, equal: bool) -> None:
    """Texts, numbers of any sort and truth values are compared with their like."""
    question = asked({fact: value})

    assert agreed(of(test), "m.needs", question).allowed is equal
    assert agreed(of(test), "m.needs_not", question).allowed is not equal


@pytest.mark.parametrize(
    ("test", "fact", "value"),
    [
        (IS_ORDER, "resource.kind", ["order"]),
        (IS_ORDER, "resource.kind", Colour.ORDER),
        (IS_ORDER, "resource.kind", b"order"),
        (IS_ORDER, "resource.kind", 1),
        (IS_ORDER, "resource.kind", ANY),
        (IS_ORDER, "resource.kind", Array(truth=True)),
        (IS_ORDER, "resource.kind", MagicMock()),
        (IS_THREE, "resource.count", "3"),
        (IS_THREE, "resource.count", True),
        (IS_THREE, "resource.count", float("nan")),
        (IS_THREE, "resource.count", Decimal("Infinity")),
        (IS_THREE, "resource.count", Decimal("sNaN")),
        (OF_KIND, "resource.kind", 1),
        (OF_KIND, "resource.kind", {"order"}),
        (OF_KIND, "resource.kind", ANY),
        (OF_COUNT, "resource.count", True),
        (OF_COUNT, "resource.count", "1"),
        (IS_SMALL, "resource.count", "2"),
        (IS_SMALL, "resource.count", True),
        (IS_SMALL, "resource.count", float("nan")),
        (IS_SMALL, "resource.count", float("-inf")),
        (IS_SMALL, "resource.count", Decimal("NaN")),
        (IS_SMALL, "resource.count", date(2026, 6, 30)),
        (IS_SMALL, "resource.count", [1]),
        (IS_SMALL, "resource.count", ANY),
    ],
)
@pytest.mark.parametrize("mappings", [False, True], ids=["objects", "mappings"])
def test_values_of_different_kinds_are_not_compared(
    test: Test, fact: str, value: Any, mappings: bool
) -> None:
    """A value of another kind than the one it is held against is an error, not a difference."""
    question = asked({fact: value}, mappings=mappings)

    for name in ("m.needs", "m.needs_not"):
        decision = agreed(of(test), name, question)
        assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, [fact])


def test_of_two_facts_that_differ_in_kind_the_later_is_named() -> None:
    """Where neither of two paths is wrong by itself, the second is the one at fault."""
    decision = agreed(of(IS_OWNER), "m.needs_not", asked({"resource.owner": 1, "user.id": "ana"}))

    assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, ["user.id"])


class Ambiguous(tzinfo):
    """An offset that depends on `fold`, as on the night the clocks go back."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """Summer time first, then winter time."""
        return timedelta(hours=1 if moment and moment.fold else 2)

    def dst(self, _: datetime | None) -> timedelta:
        """Not told apart."""
        return timedelta(0)

    def tzname(self, _: datetime | None) -> str:
        """Only for show."""
        return "night"


@pytest.mark.parametrize(
    ("now", "due", "before", "at_or_before"),
    [
        (date(2026, 6, 29), date(2026, 6, 30), True, True),
        (date(2026, 6, 30), date(2026, 6, 30), False, True),
        (date(2026, 7, 1), "2026-06-30", False, False),
        ("2026-06-29", "2026-06-30", True, True),
        (NAIVE, "2026-06-30T00:00:01", True, True),
        (AWARE, "2026-06-30T01:00:00+01:00", False, True),
        ("2026-06-30T00:00:00Z", AWARE, False, True),
        (1, 2.5, True, True),
        (Decimal(2), 2, False, True),
        (NAIVE.replace(tzinfo=Ambiguous()), NAIVE.replace(tzinfo=UTC), True, True),
        # the very moment, told by an ambiguous clock: neither is before the other
        (NAIVE.replace(tzinfo=Ambiguous()), AWARE - timedelta(hours=2), False, True),
    ],
)
def test_moments_of_one_kind_are_compared(
    now: Any, due: Any, before: bool, at_or_before: bool
) -> None:
    """Numbers, dates, and times with or without an offset have an order among their like."""
    question = asked({"context.now": now, "resource.due": due})
    until = AtOrBefore(path("context.now"), path("resource.due"))

    assert agreed(of(IN_TIME), "m.needs", question).allowed is before
    assert agreed(of(until), "m.needs", question).allowed is at_or_before
    assert agreed(of(until), "m.needs_not", question).allowed is not at_or_before


@pytest.mark.parametrize(
    ("now", "due", "fault"),
    [
        (NAIVE, AWARE, "resource.due"),
        (AWARE, NAIVE, "resource.due"),
        (date(2026, 6, 30), NAIVE, "resource.due"),
        (AWARE, date(2026, 6, 30), "resource.due"),
        ("2026-06-30", "2026-06-30T12:00:00", "resource.due"),
        (5, date(2026, 6, 30), "resource.due"),
        ("tomorrow", date(2026, 6, 30), "context.now"),
        ("", date(2026, 6, 30), "context.now"),
        (date(2026, 6, 30), "30/06/2026", "resource.due"),
        (date(2026, 6, 30), SOME, "resource.due"),
        (True, 1, "context.now"),
        (float("nan"), 1, "context.now"),
        ([1], [2], "context.now"),
        (ANY, 1, "context.now"),
    ],
)
def test_moments_of_different_kinds_have_no_order(now: Any, due: Any, fault: str) -> None:
    """A date is not held against a time, nor a time with an offset against one without."""
    question = asked({"context.now": now, "resource.due": due})

    for name in ("m.needs", "m.needs_not"):
        decision = agreed(of(IN_TIME), name, question)
        assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, [fault])


# How things are read.


@final
class Failing:
    """A host's object whose property raises."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    @property
    def private(self) -> bool:
        """Whether it is private; nobody can say."""
        raise self._error

    @property
    def levels(self) -> dict[str, str]:
        """The levels held; nobody can say."""
        raise self._error

    @property
    def granular(self) -> dict[str, str]:
        """The permissions held; nobody can say."""
        raise self._error


FAILURES = [
    ValueError("broken"),
    AttributeError("a mistake within"),
    KeyError("gone"),
    RecursionError("too deep"),
    StopIteration(),
    TypeError("not subscriptable"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda it: type(it).__name__)
def test_a_property_that_raises_is_an_error_that_says_so(failure: Exception) -> None:
    """A property that fails is not an absent one: what it raised is the cause."""
    question = Asked(holder("reader"), Failing(failure))

    for name in ("m.needs", "m.needs_not"):
        decision = agreed(of(IS_TRUE), name, question)
        (error,) = decision.errors
        assert (decision.outcome, error.fact) == (Outcome.ERROR, "resource.private")
        assert error.found.startswith(f"reading it raised {type(failure).__name__}")


@pytest.mark.parametrize("failure", FAILURES, ids=lambda it: type(it).__name__)
def test_levels_that_cannot_be_read_allow_nothing(failure: Exception) -> None:
    """A user whose levels raise is denied what everybody with a level may do."""
    found = matrices(row("read", {"reader": ALLOW}), tools=[tool("reader", default="reader")])

    decision = agreed(found, "m.read", Asked(Failing(failure)))
    assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, ["user.levels"])


def test_a_failing_property_deep_in_a_path_is_found_where_it_is() -> None:
    """The failing step is told from an earlier one of the same name that does not fail."""
    parent = SimpleNamespace(private=Failing(AttributeError("within")))
    test = IsTrue(path("resource.private.private"))

    decision = agreed(of(test), "m.needs", Asked(holder("reader"), parent))
    assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, ["resource.private.private"])


@final
class Lazy:
    """A host's object that answers for any attribute by raising."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        raise self._error


def test_an_attribute_lookup_that_raises_is_an_error() -> None:
    """A `__getattr__` that fails is an error, unless it says that there is no such attribute."""
    failing = Asked(holder("reader"), Lazy(LookupError("no connection")))
    lacking = Asked(holder("reader"), Lazy(AttributeError("private")))

    assert agreed(of(IS_TRUE), "m.needs_not", failing).outcome is Outcome.ERROR
    assert agreed(of(IS_TRUE), "m.needs_not", lacking).missing == ("resource.private",)


@final
class Descriptor:
    """A descriptor that fails on the class as well, as some mappers' do."""

    def __get__(self, thing: object, owner: type | None = None) -> Any:
        raise AttributeError("private") if thing is not None else RuntimeError("not mapped")


@final
class Mapped:
    """A host's object with such a descriptor."""

    private = Descriptor()


def test_a_descriptor_that_fails_on_its_class_is_no_crash() -> None:
    """What is there and fails is an error, however its class would fail as well."""
    decision = agreed(of(IS_TRUE), "m.needs_not", Asked(holder("reader"), Mapped()))

    assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, ["resource.private"])


@final
class Cached:
    """A host's object with a property that is kept once it is read, and here cannot be."""

    @cached_property
    def private(self) -> bool:
        """Whether it is private; a mistake within looks like an absent attribute."""
        raise AttributeError("no such column")


def test_a_cached_property_that_raises_is_no_absent_attribute() -> None:
    """Whatever the class has under the name is there, and has failed."""
    decision = agreed(of(IS_TRUE), "m.needs_not", Asked(holder("reader"), Cached()))

    assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, ["resource.private"])


@final
class Slots:
    """A host's object with a slot that was never filled."""

    __slots__ = ("private",)


def test_an_empty_slot_is_a_missing_fact() -> None:
    """A slot without a value is like an attribute that is not there."""
    question = Asked(holder("reader"), Slots())

    assert agreed(of(IS_TRUE), "m.needs", question).missing == ("resource.private",)


@final
class Unprintable(Exception):  # noqa: N818  its name is the point
    """An exception that cannot be shown."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


def test_an_exception_that_cannot_be_shown_is_still_reported() -> None:
    """The error is named by its class where its text cannot be had."""
    decision = agreed(of(IS_TRUE), "m.needs", Asked(holder("reader"), Failing(Unprintable())))

    assert decision.errors[0].found == "reading it raised Unprintable"


@pytest.mark.parametrize(
    "carrier",
    [
        dict,
        UserDict,
        MappingProxyType,
        OrderedDict,
        ChainMap,
        lambda facts: defaultdict(set, facts),
    ],
    ids=["dict", "UserDict", "MappingProxyType", "OrderedDict", "ChainMap", "defaultdict"],
)
def test_every_mapping_is_read_by_its_keys(carrier: Any) -> None:
    """Users, resources, contexts and what is within them may be mappings of any class."""
    found = matrices(
        row("read", {"reader": when(Holds("it")), "none": DENY}),
        tools=[tool("none", "reader", default="none")],
        conditions={"it": IsTrue(path("resource.site.open"))},
    )
    user = carrier({"id": "ana", "levels": carrier({"docs": "reader"}), "granular": carrier({})})

    site = carrier({"site": carrier({"open": True})})
    assert agreed(found, "m.read", Asked(user, site)).allowed
    assert agreed(found, "m.read", Asked(user, carrier({}))).missing == ("resource.site.open",)
    assert agreed(found, "m.read", Asked(carrier({"levels": carrier({})}), site)).level == "none"


def test_a_mapping_that_makes_up_values_is_neither_believed_nor_changed() -> None:
    """A defaultdict of levels gives no level away that nobody put there, and stays as it is."""
    found = matrices(
        row("read", {"none": DENY, "admin": ALLOW}), tools=[tool("none", "admin", default="none")]
    )
    levels: defaultdict[str, str] = defaultdict(lambda: "admin")
    granular: defaultdict[str, set[str]] = defaultdict(set)

    decision = agreed(found, "m.read", Asked(User("ana", levels=levels, granular=granular)))
    assert (decision.outcome, decision.level) == (Outcome.LEVEL, "none")
    assert (dict(levels), dict(granular)) == ({}, {})


def test_levels_on_another_tool_are_not_made_up_either() -> None:
    """A defaultdict is not believed where a requirement asks for a level on another tool."""
    found = matrices(
        row("read", {"reader": when(HasLevel("team", ("lead",)))}),
        tools=[tool("reader"), tool("lead", id_="team")],
    )
    levels = defaultdict(lambda: "lead", docs="reader")

    decision = agreed(found, "m.read", Asked(User("ana", levels=levels)))
    assert decision.outcome is Outcome.REQUIREMENT
    assert dict(levels) == {"docs": "reader"}


@final
class Indexed:
    """Not a mapping, though it answers to an index."""

    def __getitem__(self, key: str) -> str:
        return "reader"


NO_MAPPINGS = ["reader", ["docs"], {"docs"}, 1, True, Indexed(), MagicMock(), object()]


@pytest.mark.parametrize("value", NO_MAPPINGS, ids=lambda it: type(it).__name__)
@pytest.mark.parametrize("mappings", [False, True], ids=["objects", "mappings"])
def test_levels_are_held_in_a_mapping(value: Any, mappings: bool) -> None:
    """Levels that are no mapping by tool are an error, even where an index would answer."""
    found = matrices(row("read", {"reader": ALLOW}), tools=[tool("reader", default="reader")])

    decision = agreed(found, "m.read", asked({"user.levels": value}, mappings=mappings))
    assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, ["user.levels"])


@pytest.mark.parametrize("value", NO_MAPPINGS, ids=lambda it: type(it).__name__)
def test_granular_permissions_are_held_in_a_mapping(value: Any) -> None:
    """Granular permissions that are no mapping by tool are an error, also under `not`."""
    found = matrices(
        row("read", {"reader": when(Not(HasGranular("docs", "print")))}),
        tools=[tool("reader")],
        granular=["print"],
    )

    decision = agreed(found, "m.read", asked({"user.granular": value}))
    assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, ["user.granular"])


class Record(dict[str, Any]):
    """A host's mapping that has an attribute of its own beside its keys."""

    private = False


@final
class Wrapped(UserDict[str, Any]):
    """A host's mapping over another."""

    private = False


@pytest.mark.parametrize("record", [Record, Wrapped])
def test_an_attribute_of_a_mapping_comes_before_its_key(record: Any) -> None:
    """Where a mapping has both, every way of asking reads the same one."""
    question = Asked(holder("reader"), record(private=True))

    assert not agreed(of(IS_TRUE), "m.needs", question).allowed
    assert agreed(of(IS_TRUE), "m.needs_not", question).allowed


@pytest.mark.parametrize("name", ["items", "keys", "get", "copy", "values"])
def test_a_method_of_a_mapping_hides_no_key(name: str) -> None:
    """A fact may be called what a mapping's method is called."""
    found = of(IsTrue(path(f"resource.{name}")))

    assert agreed(found, "m.needs", Asked(holder("reader"), {name: True})).allowed
    assert agreed(found, "m.needs", Asked(holder("reader"), Record({name: True}))).allowed
    assert agreed(found, "m.needs", Asked(holder("reader"), {})).missing == (f"resource.{name}",)


def test_a_path_of_several_steps_never_reads_a_key_that_is_none() -> None:
    """A context with a key None says nothing about the paths of a policy."""
    found = of(IsTrue(path("context.site.open")))
    question = Asked(holder("reader"), None, {None: True})

    assert agreed(found, "m.needs", question).missing == ("context.site.open",)


def test_nothing_at_all_is_known_of_nobody() -> None:
    """A user, a resource or a context that is None has no facts."""
    found = of(IS_CONTACT)

    assert agreed(found, "m.needs", Asked(None)).missing == ("user.levels",)
    assert agreed(found, "m.needs", Asked(holder("reader"))).missing == ("resource.contacts",)


# What users hold.

GRADED = matrices(
    row("read", {"reader": ALLOW, "admin": ALLOW}),
    row("print", {"reader": when(HasGranular("docs", "print")), "admin": DENY}),
    tools=[tool("reader", "admin", scope="resource.project")],
    granular=["print"],
)
UNSCOPED = matrices(row("read", {"reader": ALLOW}), tools=[tool("reader")])


@pytest.mark.parametrize(
    "levels",
    [
        *("reader", Rank.READER, Text("reader"), ["reader"], ("reader", "admin"), {"reader"}),
        *(frozenset({"admin"}), ["reader"] * 2, {"p1": "reader"}, {"p1": ["reader", "admin"]}),
    ],
    ids=_short,
)
def test_one_level_or_several_are_held(levels: Any) -> None:
    """A level is text, a collection of texts, or either of them by project."""
    question = Asked(holder(levels), Contract("c", project="p1"))

    assert agreed(GRADED, "m.read", question).allowed


@pytest.mark.parametrize("levels", [[], (), set(), {}, {"p2": "admin"}, {"p1": []}], ids=_short)
def test_no_level_is_no_level(levels: Any) -> None:
    """An empty collection, or another project's level, is a level that is not held."""
    question = Asked(holder(levels), Contract("c", project="p1"))

    assert agreed(GRADED, "m.read", question) == Decision(Outcome.NO_LEVEL)


@pytest.mark.parametrize(
    "levels",
    [
        *(1, True, False, 0, b"reader", [None], ["reader", None], [["reader"]], [1], [True]),
        *(deque(["reader"]), {"reader": 1}.keys(), {"p1": 1}, {"p1": {"p1": "reader"}}, ANY),
        *(object(), MagicMock(), range(1), Colour.ORDER),
    ],
    ids=_short,
)
def test_what_is_no_level_is_an_error(levels: Any) -> None:
    """A level of the wrong kind, or one null among good ones, lets nothing through."""
    question = Asked(holder(levels), Contract("c", project="p1"))

    decision = agreed(GRADED, "m.read", question)
    assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, ["user.levels.docs"])


@pytest.mark.parametrize(
    ("levels", "missing"),
    [
        ({"docs": None}, "user.levels.docs"),
        (None, "user.levels"),
        ({"docs": {"p1": None}}, "user.levels.docs"),
    ],
)
def test_a_null_level_is_missing_and_not_no_level(levels: Any, missing: str) -> None:
    """A null is not known, so not even the default level is held."""
    question = asked({"user.levels": levels, "resource.project": "p1"})

    assert agreed(GRADED, "m.read", question).missing == (missing,)


@pytest.mark.parametrize(
    ("project", "levels", "waits"),
    [
        (None, {"p1": "reader"}, ["resource.project"]),
        (True, {1: "reader"}, ["resource.project"]),
        (1.0, {1: "reader"}, ["resource.project"]),
        (["p1"], {"p1": "reader"}, ["resource.project"]),
        ({"id": "p1"}, {"p1": "reader"}, ["resource.project"]),
        (b"p1", {b"p1": "reader"}, ["resource.project"]),
        (ANY, {"p1": "reader"}, ["resource.project"]),
        (["p1"], "reader", []),
        (None, ["reader"], []),
    ],
)
def test_a_scope_is_text_a_whole_number_or_a_uuid(
    project: Any, levels: Any, waits: list[str]
) -> None:
    """An unhashable, null or odd scope is asked for only where levels are held by it."""
    question = asked({"user.levels": {"docs": levels}, "resource.project": project})

    decision = agreed(GRADED, "m.read", question)
    assert (waits_on(decision), decision.allowed) == (waits, not waits)


def test_levels_by_project_need_a_tool_with_a_scope() -> None:
    """A mapping where the tool declares no scope is an error."""
    decision = agreed(UNSCOPED, "m.read", Asked(holder({"p1": "reader"})))

    assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, ["user.levels.docs"])


@pytest.mark.parametrize("level", ["editor", "Reader", "", " reader", Rank.STRANGER, "read"])
def test_an_undeclared_level_is_a_mistake_of_the_asker(level: str) -> None:
    """A level nobody declared raises, alone and among others, and is never a denial."""
    assert agreed(UNSCOPED, "m.read", Asked(holder(level))) == ("level", level)
    assert agreed(UNSCOPED, "m.read", Asked(holder(["reader", level]))) == ("level", level)


@pytest.mark.parametrize(
    "granular",
    [
        *("print", "printing", b"print", True, 1, {"print": True}.keys(), deque(["print"])),
        *(object(), ANY, {"p1": "print"}, {"p1": {"p1": ["print"]}}),
    ],
    ids=_short,
)
def test_granular_permissions_are_a_collection(granular: Any) -> None:
    """One bare permission, or anything else that is no collection, is an error."""
    question = Asked(holder("reader", granular), Contract("c", project="p1"))

    decision = agreed(GRADED, "m.print", question)
    assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, ["user.granular.docs"])


@pytest.mark.parametrize(
    ("granular", "held"),
    [
        (["print"], True),
        ({"print"}, True),
        (("view", Text("print")), True),
        ({"p1": frozenset({"print"})}, True),
        ([], False),
        ({"p2": ["print"]}, False),
        ([None], False),
        (["printing"], False),
        ([["print"]], False),
        ([ANY], False),
        ([Array(truth=True)], False),
        ([Array(truth=None), "print"], True),
    ],
)
def test_a_granular_permission_is_held_by_its_name(granular: Any, held: bool) -> None:
    """Only the very text counts, and nothing that merely says it is equal."""
    question = Asked(holder("reader", granular), Contract("c", project="p1"))

    assert agreed(GRADED, "m.print", question).allowed is held


@pytest.mark.parametrize(
    ("granular", "missing"),
    [
        (None, ("user.granular",)),
        ({"docs": None}, ("user.granular.docs",)),
        ({"docs": {"p1": None}}, ("user.granular.docs",)),
    ],
)
def test_null_granular_permissions_are_missing(granular: Any, missing: tuple[str, ...]) -> None:
    """Permissions that are null are not known, which is not to hold none."""
    question = asked({"user.granular": granular, "resource.project": "p1"})

    assert agreed(GRADED, "m.print", question).missing == missing


@final
class Guarded(dict[str, Any]):
    """A mapping that refuses to be asked."""

    def get(self, key: object, _: Any = None) -> Any:
        """Refuse."""
        raise PermissionError(str(key))

    def __getitem__(self, key: object) -> Any:
        raise PermissionError(str(key))


def test_a_mapping_that_raises_is_an_error() -> None:
    """A lookup that raises names the fact that was looked up."""
    user = User("ana", levels=Guarded(docs="reader"))
    resource = Guarded(private=True)

    assert waits_on(agreed(UNSCOPED, "m.read", Asked(user))) == ["user.levels.docs"]
    assert waits_on(agreed(of(IS_TRUE), "m.needs", Asked(holder("reader"), resource))) == [
        "resource.private"
    ]


@final
class Broken(list[Any]):
    """A list that is read from somewhere when it is gone through, and cannot be."""

    def __iter__(self) -> Iterator[Any]:
        raise ConnectionError("no database")

    def __contains__(self, member: object) -> bool:
        raise ConnectionError("no database")


@pytest.mark.parametrize(
    ("found", "action", "facts", "fault"),
    [
        (of(IS_CONTACT), "m.needs_not", {"resource.contacts": Broken()}, "resource.contacts"),
        (of(SHARES), "m.needs_not", {"user.teams": Broken(), "resource.teams": []}, "user.teams"),
        (GRADED, "m.read", {"user.levels": {"docs": Broken()}}, "user.levels.docs"),
        (GRADED, "m.print", {"user.granular": {"docs": Broken()}}, "user.granular.docs"),
    ],
    ids=["contains", "overlaps", "levels", "granular"],
)
def test_a_collection_that_fails_when_gone_through_is_an_error(
    found: MatrixSet, action: str, facts: dict[str, Any], fault: str
) -> None:
    """Whatever the host's collections raise, the question is answered and the fact is named."""
    decision = agreed(found, action, asked(facts))

    assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, [fault])


@final
class Nowhere(Ambiguous):
    """A clock that does not say what time it is elsewhere."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """Refuse."""
        raise NotImplementedError(moment)


def test_a_time_zone_that_fails_is_an_error() -> None:
    """A time whose offset cannot be had is not compared."""
    question = asked({"context.now": NAIVE.replace(tzinfo=Nowhere()), "resource.due": AWARE})

    for name in ("m.needs", "m.needs_not"):
        decision = agreed(of(IN_TIME), name, question)
        assert (decision.outcome, waits_on(decision)) == (Outcome.ERROR, ["context.now"])


# What strict asking says of all this.


@pytest.mark.parametrize(
    ("test", "facts"),
    [(IS_TRUE, {"resource.private": "false"}), (IS_CONTACT, {"resource.contacts": "ana"})],
    ids=["text for a truth value", "text for a collection"],
)
def test_strict_raises_the_error_a_decision_carries(test: Test, facts: dict[str, Any]) -> None:
    """With strict, a fact that cannot be used raises instead of denying."""
    policy = policy_of(of(test))
    user, resource, context, _ = asked(facts)
    (fact,) = facts

    for ask in (policy.can, policy.allows):
        with pytest.raises(FactError) as caught:
            ask(user, "m.needs", resource, context, strict=True)
        assert caught.value.fact == fact


def test_strict_raises_for_what_is_missing() -> None:
    """With strict, a fact that was not supplied raises, and the exception names it."""
    policy = policy_of(of(IS_CONTACT))

    for ask in (policy.can, policy.allows):
        with pytest.raises(MissingFactError) as caught:
            ask(holder("reader"), "m.needs", Contract("c"), strict=True)
        assert caught.value.action == "m.needs"
        assert caught.value.missing == ("resource.contacts",)


def test_strict_lets_an_answer_be_that_waits_on_nothing() -> None:
    """With strict, a fact nobody needed may be missing or wrong."""
    policy = policy_of(GRADED)
    user = holder("reader", "not a collection")

    assert policy.can(user, "m.read", strict=True).allowed
    assert policy.allows(user, "m.read", strict=True)
