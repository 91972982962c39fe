"""
Fixes and revocations against an oracle that tries every change there is.

On the shipped matrices that is done for every row, level, set of permissions and combination of
facts; on made-up ones, for questions of every kind.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, combinations, product
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import permmatrix as pm
from builders import ALLOW, DENY, matrices, path, row, tool, when
from changing import Changing, Difference, State, differences, said_plainly, smallest, started
from permmatrix import Policy
from permmatrix.conditions import Contains, Equals, IsTrue, Literal, OneOf, Test
from permmatrix.explanation import Explanation
from permmatrix.fixes import SetFact
from permmatrix.model import Action, Cell, MatrixSet
from permmatrix.reference import decide
from permmatrix.reference_facts import Question
from permmatrix.requirements import All, Holds, Not
from permmatrix.requirements import Any as AnyOf
from strategies import matrix_sets, names_of, policy_of

CHANCES = st.integers(0, 2**32 - 1).map(random.Random)
MOST = 1500


class Case(NamedTuple):
    """A question, everything that can be changed about it, and its explanation."""

    changing: Changing
    asked: str
    platform: str | None
    state: State
    found: Explanation


def _case(matrices: MatrixSet, chance: random.Random) -> Case:
    matrices = said_plainly(matrices)
    asked = chance.choice(names_of(matrices))
    several = frozenset(it for it in matrices.tools if chance.random() < 0.3)
    changing = Changing(matrices, asked, several)
    assume(changing.size <= MOST)
    platform = chance.choice([None, None, *matrices.platforms])
    state = started(changing, chance.choice, all_known=False)
    question = changing.question(state, platform)
    found = policy_of(matrices).explain(question.user, asked, None, question.context, platform)
    return Case(changing, asked, platform, state, found)


@given(matrix_sets(), CHANCES)
@settings(max_examples=150)
def test_no_fix_is_missing(matrices: MatrixSet, chance: random.Random) -> None:
    """The fixes of a denial are every smallest set of changes that is a yes, and no others."""
    changing, _, platform, state, found = _case(matrices, chance)

    told = [differences(it) for it in found.fixes]
    assert len(set(told)) == len(told)
    assert set(told) == (set() if found.decision.allowed else changing.fixes(state, platform))
    assert found.complete
    assert not (found.decision.allowed and found.fixes)


@given(matrix_sets(), CHANCES)
@settings(max_examples=150)
def test_no_revocation_is_missing(matrices: MatrixSet, chance: random.Random) -> None:
    """The revocations of an allow are every smallest set of changes that is a no, and no others."""
    changing, _, platform, state, found = _case(matrices, chance)

    told = [differences(it) for it in found.revocations]
    assert len(set(told)) == len(told)
    expected = changing.revocations(state, platform) if found.decision.allowed else set()
    assert set(told) == expected
    assert found.complete


@given(matrix_sets(), CHANCES)
@settings(max_examples=150)
def test_every_fix_allows_and_no_subset_does(matrices: MatrixSet, chance: random.Random) -> None:
    """With all changes of a fix the reference says yes, and with one of them left out no."""
    changing, asked, platform, state, found = _case(matrices, chance)

    for fix in found.fixes:
        whole = differences(fix)
        assert _allows(changing, asked, state, whole, platform)
        for one in whole:
            assert not _allows(changing, asked, state, whole - {one}, platform)


def _allows(
    changing: Changing, asked: str, state: State, changes: Difference, platform: str | None
) -> bool:
    """Carry out changes one by one, and decide."""
    after, instead = dict(state), asked
    for name, value in changes:
        match name:
            case ("ask",):
                instead = value
            case ("on",):
                platform = value
            case ("dropped", tool_, level) if ("has", tool_, level) in after:
                after["has", tool_, level] = False
            case ("dropped", tool_, _):
                after["level", tool_] = ""
            case _:
                after[name] = value
    return decide(changing.question(after, platform), instead).allowed


# The shipped matrices, exhaustively.


@cache
def shipped() -> tuple[Policy, MatrixSet]:
    """Load the shipped matrices, and as they are with every fact said plainly."""
    policy = pm.load()
    return policy, said_plainly(MatrixSet(tuple(policy.matrices.values())))


def _actions() -> list[str]:
    return [*shipped()[0].actions, *shipped()[0].operations]


def _subsets(names: list[Any]) -> list[tuple[Any, ...]]:
    return list(chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)))


def _states(changing: Changing) -> Iterator[tuple[dict[Any, Any], bool]]:
    """Give every state, and whether everything that is held is known in it."""
    choices: dict[Any, list[Any]] = {}
    for name, values in changing.values.items():
        choices[name] = [None, *values] if name[0] == "fact" else list(values)
    held = [name for name in choices if name[0] != "fact"]
    kinds = {("known", "granular" if it[0] == "granular" else "levels", it[1]) for it in held}
    for values in product(*choices.values()):
        yield dict(zip(choices, values, strict=True)) | dict.fromkeys(kinds, True), True
    facts = {name: it for name, it in choices.items() if name[0] == "fact"}
    nothing = {name: False if name[0] == "granular" else "none" for name in held}
    for values in product(*facts.values()):
        told = dict(zip(facts, values, strict=True))
        yield nothing | told | dict.fromkeys(kinds, False), False


def _asked_really(
    policy: Policy, asked: str, state: State, platform: str | None, also: tuple[str, ...] = ()
) -> Explanation:
    """Ask with real objects in which the facts are as the state says."""
    facts = {name[1]: value for name, value in state.items() if name[0] == "fact"}
    who = {True: {"ana", "ben"}, False: {"ben"}, None: None}
    contract = pm.Contract(
        "PO-7",
        private=facts.get("private"),
        private_members=who[facts.get("added_to_private")],
        progress_claim_contacts=who[facts.get("progress_claim_contact")],
    )
    context = {"during_billing_period": facts.get("during_billing_period")}
    granular: dict[str, Any] = {"commitments": set(also)}
    levels: dict[str, Any] = {}
    for name, value in state.items():
        match name:
            case ("level", tool_):
                levels[tool_] = value
            case ("granular", tool_, permission) if value:
                granular[tool_].add(permission)
    for name, value in state.items():
        if name[0] == "known" and not value:
            (levels if name[1] == "levels" else granular)[name[2]] = None
    user = pm.User("ana", levels=levels, granular=granular)
    return policy.explain(user, asked, contract, context, platform)


IDLE = ("view_private_purchase_order_contract", "view_private_work_order_contract")
"""Permissions that no row asks for: whatever of them is held makes no difference."""


def test_every_fix_of_the_shipped_matrices(capsys: pytest.CaptureFixture[str]) -> None:
    """Fixes and revocations are those of the oracle for every row, level, permission and fact."""
    policy, plain = shipped()
    covered = denied = 0
    for asked in _actions():
        changing = Changing(plain, asked)
        oracle = Tabled(changing)
        for state, _ in _states(changing):
            for platform in (None, "web", "ios", "android"):
                found = _asked_really(policy, asked, state, platform)
                told = [differences(it) for it in (*found.fixes, *found.revocations)]
                assert len(set(told)) == len(told)
                expected = oracle.expected(state, platform, allowed=found.decision.allowed)
                assert set(told) == expected, (asked, state, platform)
                covered += 1
                denied += not found.decision.allowed
    with capsys.disabled():
        print(f"\nfixes in {covered:,} situations, {denied:,} of them denials")  # noqa: T201  the count is to be seen
    assert denied > covered // 2


def test_permissions_that_matter_nowhere_change_no_fix() -> None:
    """Every set of all the permissions there are gives the fixes of those that the row asks for."""
    policy, plain = shipped()
    permissions = [name for _, name in plain.granular]
    for asked in _actions():
        changing = Changing(plain, asked)
        asked_for = [name[2] for name in changing.values if name[0] == "granular"]
        rest = _subsets([it for it in permissions if it not in asked_for])
        for state, known in _states(changing):
            facts = {value for name, value in state.items() if name[0] == "fact"}
            if known and facts <= {False}:
                told = [_asked_really(policy, asked, state, None, also).fixes for also in rest]
                assert len({frozenset(map(differences, it)) for it in told}) == 1


class Tabled:
    """The oracle with its answers in a table, as the same are needed over and over."""

    def __init__(self, changing: Changing) -> None:
        self.changing = changing
        self._allowed: dict[Any, bool] = {}

    def allowed(self, id_: str, state: State) -> bool:
        """Give the reference's answer for a row, wherever it is asked."""
        key = (id_, tuple(state.values()))
        if key not in self._allowed:
            self._allowed[key] = decide(self.changing.question(state), id_).allowed
        return self._allowed[key]

    def expected(self, state: State, platform: str | None, *, allowed: bool) -> set[Difference]:
        """Give the fixes, or of an allow the revocations."""
        changing = self.changing
        if allowed:
            offered = [it for it in changing.own if changing.places(it, platform) == [[]]]
            return smallest(
                changing.differing(state, target)
                for target in changing.targets(state, unknown=False)
                if not any(self.allowed(it, target) for it in offered)
            )
        return smallest(
            changing.differing(state, target) | {*place, *changing.instead(id_)}
            for target in changing.targets(state, unknown=True)
            for id_ in changing.rows
            if self.allowed(id_, target)
            for place in changing.places(id_, platform)
        )


# Conditions that hang together, with real values.

STATUSES = ("draft", "open", "closed", "elsewhere")


def _of_status(status: str) -> Test:
    return Equals(path("resource.status"), Literal(status))


HANGING: Mapping[str, Test] = {
    "draft": _of_status("draft"),
    "open": _of_status("open"),
    "over": OneOf(path("resource.status"), (Literal("closed"), Literal("gone"))),
    "mine": Contains(path("resource.owners"), path("user.id")),
    "starred": IsTrue(path("resource.starred")),
}


def _answers(resource: Mapping[str, Any]) -> dict[str, bool | None]:
    status, owners = resource["status"], resource["owners"]
    return {
        "draft": None if status is None else status == "draft",
        "open": None if status is None else status == "open",
        "over": None if status is None else status in {"closed", "gone"},
        "mine": None if owners is None else "ana" in owners,
        "starred": resource["starred"],
    }


@pytest.fixture(scope="module")
def hanging() -> MatrixSet:
    """Give rows over conditions of one value."""
    docs = tool("reader", "editor", "owner")
    cells: dict[str, list[Cell]] = {
        "read": [when(Not(Holds("draft"))), ALLOW, ALLOW],
        "edit": [
            DENY,
            when(All((AnyOf((Holds("draft"), Holds("open"))), Holds("mine")))),
            when(Not(Holds("over"))),
        ],
        "open": [when(Holds("over")), when(Holds("draft")), DENY],
        "star": [
            when(AnyOf((All((Holds("open"), Holds("starred"))), Not(Holds("open"))))),
            when(All((Not(Holds("draft")), Not(Holds("over")), Holds("starred")))),
            DENY,
        ],
    }
    rows = [
        row(id_, dict(zip(("reader", "editor", "owner"), it, strict=True)))
        for id_, it in cells.items()
    ]
    return matrices(*rows, tools=[docs], conditions=HANGING)


@pytest.mark.parametrize("asked", ["m.read", "m.edit", "m.open", "m.star"])
@pytest.mark.parametrize("level", ["reader", "editor", "owner"])
def test_conditions_of_one_value_change_together(
    hanging: MatrixSet, asked: str, level: str
) -> None:
    """The fixes are every smallest difference to a resource there can be that is a yes."""
    policy = policy_of(hanging)
    values = {
        "status": (*STATUSES, None),
        "owners": (["ana"], [], None),
        "starred": (True, False, None),
    }
    resources = [dict(zip(values, it, strict=True)) for it in product(*values.values())]
    read = _read_by(hanging.actions[asked])

    for now in resources:
        here = _answers(now)
        found = policy.explain({"id": "ana", "levels": {"docs": level}}, asked, now)
        sets = []
        for there, to in product(resources, ("", "reader", "editor", "owner")):
            then = _answers(there)
            if any(then[it] is None and here[it] is not None for it in read):
                continue
            moved: set[tuple[tuple[str, ...], Any]]
            moved = {(("fact", it), then[it]) for it in read if then[it] is not here[it]}
            dropped = (("dropped", "docs", level), True)
            moved |= set() if to == level else {(("level", "docs"), to) if to else dropped}
            user = {"id": "ana", "levels": {"docs": to} if to else {}}
            if decide(Question(hanging, user, there), asked).allowed is not found.decision.allowed:
                sets.append(frozenset(moved))

        told = {differences(it) for it in (*found.fixes, *found.revocations)}
        assert told == smallest(sets), (now, asked, level)


def _read_by(found: Action) -> list[str]:
    text = repr(found.cells)
    return [it for it in HANGING if f"Holds(condition='{it}')" in text]


def test_what_follows_from_a_change_is_told_apart(hanging: MatrixSet) -> None:
    """A document that is open is no draft any more, which need not be asked for."""
    resource = {"status": "closed", "owners": ["ana"], "starred": True}
    user = {"id": "ana", "levels": {"docs": "editor"}}
    found = policy_of(hanging).explain(user, "m.edit", resource)

    facts = [it for it in found.fixes if all(isinstance(one, SetFact) for one in it.changes)]
    assert sorted(str(it) for it in facts) == ["See that it is draft.", "See that it is open."]
    assert all(it.follows == (SetFact("over", to=False, was=True),) for it in facts)
