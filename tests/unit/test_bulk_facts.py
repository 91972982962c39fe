"""How facts are read for many pairs: by looking up what is usual and comparing what is not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import product
from types import MappingProxyType
from typing import Any
from unittest.mock import patch
from uuid import UUID

import numpy as np
import pytest

from builders import ALLOW, DENY, holder, matrices, path, row, tool, when
from permmatrix import UnknownNameError, User
from permmatrix.bulk import BulkError, holdings, lists, reading
from permmatrix.bulk.classes import by_codes, by_value
from permmatrix.bulk.relation import FALSE, TRUE, UNKNOWN, Relation
from permmatrix.bulk.world import World, verdict
from permmatrix.conditions import Before, Contains, Equals, Test
from permmatrix.facts import Question
from permmatrix.requirements import HasGranular, HasLevel, Holds
from strategies import Lost, Thing, policy_of


class Name(StrEnum):
    """A host's text of a class of its own."""

    ANA = "ana"


class Alike:
    """A host's value that equals everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("ana")


SOME = UUID(int=1)
IDS: Sequence[Any] = (
    *("ana", "bob", "ana", 1, 0, SOME, 1.0, Decimal(1), True, None, Name.ANA),
    *(float("nan"), b"ana", ["ana"], Alike(), Lost("gone"), ""),
)
LISTS: Sequence[Any] = (
    *(["ana"], {"ana"}, ("bob", "bob"), frozenset({"ana", 1}), [], {SOME}, [None, "ana", None]),
    *([1.0], [True], {True}, {1}, {Name.ANA}, [Name.ANA, "bob"], [Decimal(1), "ana"]),
    *(None, "ana", 1, {"ana": 1}, MappingProxyType({}), [["ana"]], {Alike()}, [Alike()]),
    *(Lost("gone"), [float("nan")], range(2), iter("ana")),
)


def relation(test: Test, users: Sequence[Any], contracts: Sequence[Any]) -> list[list[int]]:
    """Read a condition for every pair, in bulk; the users and contracts have the facts `key`."""
    found = policy_of(
        matrices(
            row("read", {"none": when(Holds("it"))}), tools=[tool("none")], conditions={"it": test}
        )
    )
    world = World(things(users), things(contracts), None, found.program.tools)
    place = next(place for place, it in enumerate(found.program.atoms) if it[0] != "level")
    read = reading.read_all(found.program, world)[place]
    assert one_by_one(found.program.atoms[place], world) == dense(read)
    assert (np.diff(read.keys) > 0).all()
    return dense(read)


def things(values: Sequence[Any]) -> list[Thing]:
    """Give a host's objects with these facts."""
    return [Thing({"key": value}) for value in values]


def one_by_one(atom: Any, world: World) -> list[list[int]]:
    """Judge a fact for every pair as single questions do."""
    return [
        [
            verdict(Question(user, contract, None, world.tools).atom(atom))
            for contract in world.contracts
        ]
        for user in world.users
    ]


def dense(found: Relation) -> list[list[int]]:
    """Give a relation's values, listed ones included, for every pair."""
    shape = len(found.users), len(found.contracts)
    users, contracts = (it.reshape(-1) for it in np.indices(shape))
    keys = np.arange(len(users))
    return found.at(users, contracts, keys).reshape(shape).tolist()


ON_LIST = Contains(path("resource.key"), path("user.key"))
LISTS_IT = Contains(path("user.key"), path("resource.key"))
SAME = Equals(path("resource.key"), path("user.key"))


@pytest.mark.parametrize("most", [0, reading.MOST_ASKED])
@pytest.mark.parametrize(
    ("test", "users", "contracts"),
    [(ON_LIST, IDS, LISTS), (LISTS_IT, LISTS, IDS), (SAME, IDS, IDS), (SAME, LISTS, IDS)],
)
def test_each_pair_is_judged_as_in_a_single_question(
    test: Test, users: Sequence[Any], contracts: Sequence[Any], most: int
) -> None:
    """Whatever stands where an id or a list should, looked up or compared, is judged the same."""
    with patch.object(reading, "MOST_ASKED", most):
        found = relation(test, users, contracts)

    assert {value for line in found for value in line} == {FALSE, UNKNOWN, TRUE}


def test_usual_values_are_looked_up_and_not_compared() -> None:
    """Texts, whole numbers and UUIDs, and lists of them, need no pair looked at by itself."""
    usual = [it for it in IDS if type(it) in {str, int, UUID} or it is None]
    ordinary = [it for it in LISTS if isinstance(it, list | set) and {*map(type, it)} <= {str, int}]

    with patch.object(reading, "MOST_ASKED", 0), patch.object(lists, "MOST_ODD", 0):
        relation(SAME, usual, usual)
        relation(ON_LIST, usual, ordinary)


def test_too_many_unusual_values_are_refused() -> None:
    """Where pairs would have to be compared by the million, an error names the fact."""
    with (
        patch.object(reading, "MOST_ASKED", 0),
        patch.object(lists, "MOST_ODD", 3),
        pytest.raises(BulkError, match="too many values of unusual kinds") as raised,
    ):
        relation(ON_LIST, [Name.ANA, 1.0], [["ana"], ["bob"]])

    assert raised.value.fact == "resource.key contains user.key"


def test_what_is_refused_is_counted_and_not_tried() -> None:
    """Billions of unusual pairs are refused before the first of them is made."""
    odd = [Decimal(number) for number in range(100_000)]

    with pytest.raises(BulkError, match="too many values of unusual kinds"):
        relation(ON_LIST, odd, [[f"u{number}"] for number in range(100_000)])


COMPANIES = [f"company-{number % 300}" for number in range(1_800)]
TEAMS = [[f"company-{(number + more) % 300}" for more in range(60)] for number in range(400)]


@pytest.mark.parametrize("cells", [0, lists.MOST_CELLS])
def test_values_that_many_share_are_looked_up_alike(cells: int) -> None:
    """A company on a list is one value for all its people; listed one by one it is the same."""
    with patch.object(lists, "MOST_CELLS", cells):
        found = relation(ON_LIST, COMPANIES, TEAMS)

    assert found == [[TRUE if it in team else FALSE for team in TEAMS] for it in COMPANIES]


def test_values_that_many_share_are_not_listed_one_by_one() -> None:
    """However many people a company has, it takes the room of one value."""
    with patch.object(lists, "MOST_LISTED", 0):
        relation(ON_LIST, COMPANIES, TEAMS)


def test_too_many_listed_pairs_are_refused() -> None:
    """Where neither way has room, an error says of how many pairs."""
    with (
        patch.object(reading, "MOST_ASKED", 0),
        patch.object(lists, "MOST_LISTED", 2),
        pytest.raises(BulkError, match="it is known of 3 pairs of a user and a contract"),
    ):
        relation(ON_LIST, ["ana", "bob", "zoe"], [["ana"], ["bob"], ["zoe"], []])


def test_a_scope_that_is_true_is_not_the_scope_one() -> None:
    """They are equal, and only one of them is a scope; the other way round as well."""
    found = matrices(row("it", {"reader": ALLOW}), tools=[tool("reader", scope="resource.place")])
    policy, contracts = policy_of(found), [Thing({"place": place}) for place in ("q", 1, True)]
    users = [holder({place: "reader"}) for place in ("q", 1, True)]
    bulk = policy.bulk(users, contracts)

    for place, user in enumerate(users):
        expected = [policy.allows(user, "m.it", contract) for contract in contracts]
        assert bulk.allows("m.it", place, range(3)).tolist() == expected


def test_one_user_or_a_mapping_of_users_is_not_taken_for_many() -> None:
    """A text would be its letters, and a mapping its keys."""
    policy = policy_of(matrices(row("it", {"reader": ALLOW}), tools=[tool("reader")]))

    with pytest.raises(TypeError, match="users should be a list of them, and is a dict"):
        policy.bulk({"ana": holder("reader")}, [])
    with pytest.raises(TypeError, match="contracts should be a list of them, and is a str"):
        policy.bulk([], "c1")


def test_too_many_scopes_are_refused() -> None:
    """Different holdings in too many places are refused, and named."""
    found = matrices(row("it", {"reader": ALLOW}), tools=[tool("reader", scope="resource.place")])
    users = [holder({f"p{number}": "reader"}) for number in range(4)]
    contracts = [Thing({"place": f"p{number}"}) for number in range(4)]

    with (
        patch.object(holdings, "MOST_CELLS", 15),
        pytest.raises(BulkError, match="4 users who hold different things in 4 scopes") as raised,
    ):
        policy_of(found).bulk(users, contracts)

    assert raised.value.fact == "user.levels on docs"


def test_a_comparison_of_too_many_values_is_refused() -> None:
    """There is nothing to look up a time by that is to be before another."""
    before = Before(path("user.key"), path("resource.key"))
    assert relation(before, [1, 2], [2, 1]) == [[TRUE, FALSE], [FALSE, FALSE]]

    with (
        patch.object(reading, "MOST_ASKED", 3),
        pytest.raises(BulkError, match="2 by 2 different values would be compared") as raised,
    ):
        relation(before, [1, 2], [2, 1])

    assert raised.value.fact == "user.key before resource.key"
    assert isinstance(raised.value, ValueError)


def test_many_who_have_one_id_are_all_on_the_list() -> None:
    """Ids need not be anybody's alone, and contracts may share one list."""
    shared = ["ana", "bob"]
    with patch.object(reading, "MOST_ASKED", 0):
        found = relation(ON_LIST, ["ana", "zoe", "ana"], [shared, ["zoe"], shared])

    assert found == [[TRUE, FALSE, TRUE], [FALSE, TRUE, FALSE], [TRUE, FALSE, TRUE]]


# What is held, by scope.

PLACES: Sequence[Any] = (
    *("p1", "p2", "ana", 7, SOME, True, 1, 1.5, None, Name.ANA, ["p1"], Lost("gone")),
)


class Everywhere(dict[Any, Any]):
    """A host's mapping that has an answer of its own."""

    def get(self, key: Any, default: Any = None) -> Any:
        """Say admin in places whose names are long."""
        return "admin" if len(str(key)) > 1 else default


HELD: Sequence[Any] = (
    *("reader", "admin", ["reader", "admin"], {"reader"}, [], None, 5, ["reader", None], {}),
    {"p1": "admin", 7: ["reader"], "ana": "admin"},
    {SOME: "admin", True: "reader"},
    {Alike(): "admin"},
    MappingProxyType({"p2": "admin"}),
    Everywhere(),
    {"p1": None, "p2": 5},
)


@pytest.mark.parametrize("scope", ["resource.key", "user.key", "context.key", None])
@pytest.mark.parametrize("default", [None, "reader"])
def test_what_is_held_is_judged_as_in_a_single_question(
    scope: str | None, default: str | None
) -> None:
    """In every place, held plainly, by place, or in some mapping of the host's own."""
    found = policy_of(
        matrices(
            row("read", {"reader": DENY, "admin": when(HasGranular("docs", "reader"))}),
            tools=[tool("reader", "admin", default=default, scope=scope)],
            granular=["reader", "admin"],
        )
    )
    users = [Thing({"key": "p1", "levels": {"docs": it}, "granular": {"docs": it}}) for it in HELD]
    users += [Thing({"key": "p1"}), Thing({"levels": "admin", "granular": Lost("gone")})]
    world = World(users, things(PLACES), Thing({"key": "p1"}), found.program.tools)

    for atom, read in zip(found.program.atoms, reading.read_all(found.program, world), strict=True):
        expected = [
            [
                verdict(Question(user, contract, world.context, world.tools).atom(atom))
                for contract in world.contracts
            ]
            for user in users
        ]
        assert dense(read) == expected


def test_an_undeclared_level_is_met_at_once_and_says_whose_it_is() -> None:
    """The error is the one `allows` raises, with a note of the user's index."""
    found = policy_of(matrices(row("read", {"admin": ALLOW}), tools=[tool("admin")]))

    with pytest.raises(UnknownNameError) as raised:
        found.bulk([holder("admin"), holder("admn")], [])

    assert (raised.value.kind, raised.value.name) == ("level", "admn")
    assert raised.value.suggestions == ("admin",)
    assert raised.value.__notes__ == ["it is held by users[1] on `docs`"]


def test_an_undeclared_level_counts_where_a_contract_is() -> None:
    """Held in a place that no contract is in, it is never met, as `allows` never meets it."""
    docs = tool("admin", scope="resource.place")
    found = policy_of(matrices(row("read", {"admin": ALLOW}), tools=[docs]))
    user = holder({"north": "admin", "south": "admn"})

    assert found.bulk([user], [Thing({"place": "north"})]).allows("m.read", 0, 0)
    with pytest.raises(UnknownNameError):
        found.bulk([user], [Thing({"place": "north"}), Thing({"place": "south"})])


def test_an_undeclared_level_of_a_tool_that_no_row_goes_by_spoils_one_fact() -> None:
    """Another tool's level is a fact like others: not usable, it denies."""
    found = policy_of(
        matrices(
            row("read", {"admin": when(HasLevel("staff", ("boss",)))}),
            tools=[tool("admin"), tool("boss", id_="staff")],
        )
    )
    users = [User("ana", levels={"docs": "admin", "staff": it}) for it in ("boss", "bos")]

    assert found.bulk(users, [None]).allows("m.read", [0, 1], 0).tolist() == [True, False]


# Classes.


def test_things_are_alike_only_where_no_test_can_tell_them_apart() -> None:
    """Equal values of different types are apart, as are equal lists; one object is itself."""
    one: list[str] = []
    values = [(1,), (True,), (1.0,), ("1",), (1,), (one,), ([],), (one,)]

    found = by_value(values)

    assert found.codes.tolist() == [0, 1, 2, 3, 0, 4, 5, 4]
    assert found.first.tolist() == [0, 1, 2, 3, 5, 6]
    assert len(by_value([])) == 0


@pytest.mark.parametrize("width", [3, 10_000])
def test_classes_in_several_respects_are_those_alike_in_all(width: int) -> None:
    """However many classes there may be, only those that occur are numbered."""
    chance = np.random.default_rng(1)
    codes = [chance.integers(0, width, 50) for _ in range(3)]

    found = by_codes(codes, 50)

    together = [tuple(int(it[place]) for it in codes) for place in range(50)]
    assert len(found) == len(set(together))
    for one, other in product(range(50), repeat=2):
        alike = together[one] == together[other]
        assert (found.codes[one] == found.codes[other]) == alike
    assert [int(found.codes[place]) for place in found.first] == list(range(len(found)))
    assert all(
        int(place) == found.codes.tolist().index(code) for code, place in enumerate(found.first)
    )
