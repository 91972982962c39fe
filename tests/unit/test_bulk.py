"""What a bulk view is asked and says, its numbers and its refusals."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

import permmatrix as pm
from builders import ALLOW, DENY, matrices, operation, path, row, tool, when
from permmatrix import Contract, PermmatrixError, UnknownNameError, User
from permmatrix.bulk import Allowed, Bulk, PlaceError, allowed, dense, lookup, places, plan
from permmatrix.bulk.keys import KeySet
from permmatrix.conditions import Contains, Given, IsTrue
from permmatrix.requirements import Any as AnyOf
from permmatrix.requirements import HasGranular, HasLevel, Holds, Not
from strategies import policy_of

POLICY = policy_of(
    matrices(
        row("read", {"guest": DENY, "reader": ALLOW}, aliases=("view",)),
        row(
            "sign",
            {"guest": when(Holds("listed")), "reader": when(Not(Holds("listed")))},
            platforms=("web",),
        ),
        row(
            "share",
            {
                "guest": when(Holds("flagged")),
                "reader": when(AnyOf((Holds("private"), HasGranular("docs", "share")))),
            },
            guard=AnyOf((Not(Holds("private")), HasLevel("docs", ("reader",)))),
        ),
        tools=[tool("guest", "reader")],
        conditions={
            "listed": Contains(path("resource.signers"), path("user.id")),
            "flagged": Given("flag"),
            "private": IsTrue(path("resource.private")),
        },
        granular=["share"],
        platforms=["web", "ios"],
        operations=[operation("use", "read", "sign", aliases=("work_with",))],
    )
)
NAMES = ("m.read", "m.view", "m.sign", "m.share", "m.use", "m.work_with")
CHANCE = np.random.default_rng(7)
PEOPLE: Sequence[Any] = [
    User(
        f"user-{number}",
        levels={"docs": [["guest"], "reader", [], None][number % 4]},
        granular={"docs": [{"share"}, set(), None][number % 3]},
    )
    for number in range(30)
]
FILES: Sequence[Any] = [
    Contract(
        f"file-{number}",
        private=[True, False, None][number % 3],
        signers={f"user-{it}" for it in CHANCE.integers(0, 40, number % 9)} or None,
    )
    for number in range(75)
]
CONTEXT = {"flag": True}


def view(platform: str | None = None) -> Bulk:
    """Give a view of everybody and everything."""
    return POLICY.bulk(PEOPLE, FILES, CONTEXT, platform)


def expected(name: str, platform: str | None = None) -> list[list[bool]]:
    """Ask about each pair by itself."""
    return [
        [POLICY.allows(user, name, file, CONTEXT, platform) for file in FILES] for user in PEOPLE
    ]


EVERYBODY, EVERYTHING = np.indices((len(PEOPLE), len(FILES)))


# The same answers, in whichever way they are worked out.


@pytest.mark.parametrize("platform", [None, "web", "ios"])
@pytest.mark.parametrize("name", NAMES)
def test_every_pair_is_answered_as_by_itself(name: str, platform: str | None) -> None:
    """By pairs and by all pairs, the answers are those of `allows`."""
    bulk, answers = view(platform), expected(name, platform)

    assert bulk.allows(name, EVERYBODY, EVERYTHING).tolist() == answers
    assert bulk.cross(name).to_dense().tolist() == answers


@pytest.mark.parametrize(
    ("module", "limit", "value"),
    [
        (plan, "MOST_CELLS", 0),
        (lookup, "FEW", 0),
        (lookup, "CHUNK", 1),
        (places, "CHUNK", 1),
        (places, "CHUNK", 7),
        (allowed, "BLOCK", 1),
        (allowed, "BLOCK", 200),
        (allowed, "MOST_BITS", 0),
        (allowed, "FEW", 0),
    ],
)
def test_the_limits_change_no_answer(module: Any, limit: str, value: int) -> None:
    """What large worlds make do without is not needed for the answers."""
    with patch.object(module, limit, value):
        for name, most in product(NAMES, (0, dense.MOST_PAIRS)):
            with patch.object(dense, "MOST_PAIRS", most):
                bulk, answers = view(), expected(name)
                assert bulk.allows(name, EVERYBODY, EVERYTHING).tolist() == answers
                assert bulk.cross(name).to_dense().tolist() == answers


def test_more_classes_than_bits_share_them() -> None:
    """Where a bit speaks for several classes, those it speaks for are looked up."""
    with patch.multiple(lookup, FEW=0, LOW=1), patch.object(dense, "MOST_PAIRS", 0):
        for name in NAMES:
            assert view().allows(name, EVERYBODY, EVERYTHING).tolist() == expected(name)


def test_more_users_than_contracts_are_answered_alike() -> None:
    """Which side is the larger one makes no difference."""
    for name, most in product(NAMES, (0, dense.MOST_PAIRS)):
        answers = [line[:8] for line in expected(name)]
        bulk = POLICY.bulk(PEOPLE, FILES[:8], CONTEXT)
        with patch.object(dense, "MOST_PAIRS", most):
            assert bulk.allows(name, EVERYBODY[:, :8], EVERYTHING[:, :8]).tolist() == answers
        assert bulk.cross(name).to_dense().tolist() == answers


def test_a_set_of_keys_has_its_keys_and_no_others() -> None:
    """Whether few or many meet in a slot, what was put in is found."""
    for count in (0, 1, 2, 5_000):
        keys = np.unique(CHANCE.integers(0, 20_000, count))
        asked = np.concatenate([CHANCE.integers(0, 20_000, 30_000), keys])
        found = KeySet(keys)
        assert len(found) == len(keys)
        assert (found.has(asked) == np.isin(asked, keys)).all()
    with patch("permmatrix.bulk.keys.MIX", np.uint64(0)):  # all in one slot, and those after it
        crowded = KeySet(np.arange(50))
        assert crowded.has(np.arange(100)).tolist() == [True] * 50 + [False] * 50


# Asking.


def test_indexes_broadcast() -> None:
    """One user against many contracts, or a column against a row, as numpy's users expect."""
    bulk, answers = view(), np.array(expected("m.sign"))

    assert bulk.allows("m.sign", 3, 4).shape == ()
    assert bulk.allows("m.sign", 1, 8) == answers[1, 8]
    assert (bulk.allows("m.sign", 1, [5, 6, 7]) == answers[1, 5:8]).all()
    column, line = np.arange(30)[:, None], np.arange(75)[None, :]
    assert (bulk.allows("m.sign", column, line) == answers).all()
    assert (bulk.allows("m.sign", EVERYBODY.T, EVERYTHING.T) == answers.T).all()
    assert (bulk.allows("m.sign", EVERYBODY[::-2], EVERYTHING[::-2]) == answers[::-2]).all()


@pytest.mark.parametrize("kind", ["int8", "uint8", "int32", "uint32", "int64", "uint64", ">i4"])
def test_indexes_may_be_whole_numbers_of_any_type(kind: str) -> None:
    """How wide an index is makes no difference."""
    users = np.arange(30).astype(kind)

    assert view().allows("m.sign", users, 5).tolist() == [line[5] for line in expected("m.sign")]


def test_no_pairs_have_no_answers() -> None:
    """Empty arrays and lists are fine, whatever there is to ask about."""
    assert view().allows("m.read", [], []).tolist() == []
    assert view().allows("m.sign", np.empty((3, 0), np.int32), 0).shape == (3, 0)
    nobody = POLICY.bulk([], FILES)
    assert nobody.allows("m.sign", [], []).shape == (0,)
    assert nobody.cross("m.sign").to_dense().shape == (0, 75)
    assert nobody.cross("m.sign").by_contract().tolist() == [0] * 75
    nothing = POLICY.bulk(PEOPLE, [])
    assert nothing.cross("m.sign").to_dense().shape == (30, 0)
    assert nothing.cross("m.sign").count() == 0
    assert nothing.cross("m.sign").by_user().tolist() == [0] * 30


@pytest.mark.parametrize(
    ("users", "contracts", "kind", "place", "count"),
    [
        ([0, 30], [0, 0], "user", 30, 30),
        ([0, -1], [0, 0], "user", -1, 30),
        ([0, 1], [74, 75], "contract", 75, 75),
        ([0, 1], -3, "contract", -3, 75),
        (np.array([2**63], np.uint64), 0, "user", -(2**63), 30),
    ],
)
def test_an_index_that_is_nobodys_is_refused(
    users: Any, contracts: Any, kind: str, place: int, count: int
) -> None:
    """Negative indexes do not count from the end, and no answer is made up for a large one."""
    with pytest.raises(PlaceError) as raised:
        view().allows("m.read", users, contracts)

    assert (raised.value.kind, raised.value.place, raised.value.count) == (kind, place, count)
    assert isinstance(raised.value, IndexError)
    assert isinstance(raised.value, PermmatrixError)


def test_the_message_says_which_indexes_there_are() -> None:
    """A reader sees at once what was asked and what could be."""
    assert str(PlaceError("user", 30, 30)) == "no user has the index 30: the indexes are 0 to 29"
    assert str(PlaceError("user", 0, 0)) == "no user has the index 0: there are no users"


@pytest.mark.parametrize("users", [[0.0], [True, False], ["0"], np.array([]), [None], "ana"])
def test_what_is_no_whole_number_is_refused(users: Any) -> None:
    """A mask is not taken for indexes, nor a number with a point for a whole one."""
    with pytest.raises(TypeError, match="user indexes should be whole numbers"):
        view().allows("m.read", users, 0)


def test_shapes_that_make_no_pairs_are_refused() -> None:
    """Two users and three contracts are not six pairs unless they are asked for as such."""
    with pytest.raises(ValueError, match=r"of shape \(2,\) .* of shape \(3,\) make no pairs"):
        view().allows("m.read", [0, 1], [0, 1, 2])


def test_undeclared_names_are_errors_with_suggestions() -> None:
    """An action is looked for at each question, a platform when the view is made."""
    with pytest.raises(UnknownNameError) as raised:
        view().allows("m.raed", [0], [0])
    assert (raised.value.kind, raised.value.suggestions) == ("action", ("m.read",))
    with pytest.raises(UnknownNameError):
        view().cross(5)  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(UnknownNameError) as raised:
        POLICY.bulk([], [], None, "webb")
    assert (raised.value.kind, raised.value.suggestions) == ("platform", ("web",))


def test_a_view_is_a_snapshot() -> None:
    """What changes after it was made does not count, and each fact was read once."""
    read: list[str] = []

    class File:
        signers = ("ana",)

        @property
        def private(self) -> bool:
            read.append("private")
            return False

    ana = User("ana", levels={"docs": "reader"}, granular={"docs": {"share"}})
    bulk = POLICY.bulk(iter([ana]), iter([File()] * 2), CONTEXT)
    ana.levels = {}

    assert read == ["private"] * 2
    assert bulk.allows("m.share", 0, [0, 1]).tolist() == [True, True]
    assert POLICY.allows(ana, "m.share", File(), CONTEXT) is False
    assert repr(bulk) == "<Bulk: 1 users, 2 contracts>"


def test_actions_of_one_meaning_are_worked_out_once() -> None:
    """Asking again, or by an alias, finds what was worked out."""
    bulk = view()

    assert bulk._lookup("m.read") is bulk._lookup("m.view")
    assert bulk._lookup("m.read") is not bulk._lookup("m.sign")


# All pairs.


def all_pairs() -> tuple[Allowed, Any]:
    """Give the answers to one action for all pairs, and the same as one array."""
    return view().cross("m.sign"), np.array(expected("m.sign"))


def test_counts_are_those_of_the_answers() -> None:
    """In all, by user and by contract."""
    found, answers = all_pairs()

    assert 0 < found.count() == answers.sum() < answers.size
    assert found.by_user().tolist() == answers.sum(axis=1).tolist()
    assert found.by_contract().tolist() == answers.sum(axis=0).tolist()
    with patch.object(allowed, "bitwise_count", None):  # as in numpy 1
        assert found.by_user().tolist() == answers.sum(axis=1).tolist()


def test_users_and_contracts_are_listed_by_their_indexes() -> None:
    """Who may with a contract, and what a user may with, in order."""
    found, answers = all_pairs()

    assert found.shape == answers.shape
    for user in range(30):
        assert found.contracts_of(user).tolist() == np.flatnonzero(answers[user]).tolist()
    for contract in range(75):
        assert found.users_of(contract).tolist() == np.flatnonzero(answers[:, contract]).tolist()
    assert found[1, 8] is bool(answers[1, 8])
    assert [found[np.int32(1), it] for it in range(75)] == answers[1].tolist()


def test_who_is_not_there_is_not_listed() -> None:
    """An index is refused here as it is in asking about pairs."""
    found, _ = all_pairs()

    asked: Sequence[Callable[[], Any]] = (
        lambda: found.contracts_of(30),
        lambda: found[30, 0],
        lambda: found.users_of(-1),
        lambda: found[0, -1],
    )
    for ask in asked:
        with pytest.raises(PlaceError):
            ask()
    with pytest.raises(TypeError):
        found.users_of(1.0)  # type: ignore[arg-type]  # wrong on purpose


def test_bits_are_words_that_cannot_be_written_to() -> None:
    """A row is a whole number of words of 64 bits, padded with zeros, the lowest bit first."""
    found, answers = all_pairs()

    assert found.bits.shape == (30, 16)
    words = found.bits.view(np.uint64)
    assert words.shape == (30, 2)
    for user in range(30):
        number = int.from_bytes(found.bits[user].tobytes(), "little")
        assert [bool(number >> it & 1) for it in range(128)] == [*answers[user], *[False] * 53]
    with pytest.raises(ValueError, match="read-only"):
        found.bits[0, 0] = 1


# Without numpy.


def test_without_numpy_the_error_says_how_to_install_it() -> None:
    """Everything else works, and asking in bulk names the extra."""
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "import permmatrix as pm\n"
        "policy = pm.load()\n"
        "try: policy.bulk([], [])\n"
        "except ImportError as error: print(error)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "bulk needs numpy: pip install 'permmatrix[numpy]'\n"


def test_the_shipped_policy_does_not_load_numpy_until_it_is_asked_in_bulk() -> None:
    """Loading and single questions go without."""
    code = (
        "import sys, permmatrix as pm\n"
        "policy = pm.load()\n"
        "policy.allows(pm.User('ana'), 'commitments.search')\n"
        "assert 'numpy' not in sys.modules\n"
        "policy.bulk([], [])\n"
        "assert 'numpy' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert pm.load().bulk([], []).shape == (0, 0)
