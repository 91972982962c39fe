"""
The shipped matrices against the documented table: every row, and every situation there can be.

The table of `documented_table` was transcribed from the page apart from the matrices, and is read
here by a few lines of three-valued logic of its own. So three readings have to agree everywhere:
the compiled policy, the reference, and the page.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, combinations, product
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import permmatrix as pm
from builders import agreed
from documented_table import ROWS, Row
from permmatrix import Contract, Policy, User
from permmatrix.api import shipped_matrices
from permmatrix.conditions import Contains, Given, IsTrue
from permmatrix.conditions import Path as FactPath
from permmatrix.model import Action, Allow, Cell, Deny, MatrixSet, When
from permmatrix.reading import read
from permmatrix.reference import decide
from permmatrix.reference_facts import Question
from permmatrix.requirements import All, HasGranular, Holds, Not, Requirement
from strategies import Asked, policy_of

MATRICES = Path(__file__).parent.parent / "matrices"
LEVELS = ("none", "read_only", "standard", "admin")
PLATFORMS = ("web", "ios", "android")
COMMITMENTS_PERMISSIONS = (
    "view_private_purchase_order_contract",
    "view_private_work_order_contract",
    "create_purchase_order_contract",
    "create_work_order_contract",
    "update_purchase_order_contract",
    "update_work_order_contract",
)
TOOL = {
    "invoicing": "commitments",
    "head_contracts": "head_contracts",
    "commitments": "commitments",
}


@cache
def shipped() -> tuple[MatrixSet, Policy]:
    """Read the shipped matrices once."""
    matrices, report = read(shipped_matrices())
    assert matrices is not None, report
    return matrices, pm.load()


def _rows_of(matrix: str) -> list[tuple[Row, Action]]:
    """Give a matrix's documented rows, each with the row of the file in its place."""
    matrices, _ = shipped()
    (found,) = [it for it in matrices.matrices if it.id == matrix]
    documented = [row for row in ROWS if row.matrix == matrix]
    return list(zip(documented, found.actions, strict=True))


def _all_rows() -> list[tuple[Row, Action]]:
    return [pair for matrix in TOOL for pair in _rows_of(matrix)]


# The files say what the table says.

GUARDS: Mapping[str, Requirement | None] = {
    "": None,
    "private": Holds("private"),
    "not private": Not(Holds("private")),
    "during billing period": Holds("during_billing_period"),
}
FACTS: Mapping[str, Requirement] = {
    "contact": Holds("progress_claim_contact"),
    "listed": Holds("added_to_private"),
    "Create Purchase Order Contract": HasGranular("commitments", COMMITMENTS_PERMISSIONS[2]),
    "Create Work Order Contract": HasGranular("commitments", COMMITMENTS_PERMISSIONS[3]),
    "Update Purchase Order Contract": HasGranular("commitments", COMMITMENTS_PERMISSIONS[4]),
    "Update Work Order Contract": HasGranular("commitments", COMMITMENTS_PERMISSIONS[5]),
}


def _written(mark: str) -> Cell:
    """Say a cell of the table as the files should."""
    if mark in {"", "yes"}:
        return Allow() if mark else Deny()
    parts = tuple(FACTS[word] for word in mark.split(" & "))
    return When(parts[0] if len(parts) == 1 else All(parts))


@pytest.mark.parametrize("matrix", TOOL)
def test_each_row_of_the_files_is_the_row_of_the_table(matrix: str) -> None:
    """Titles, platforms, offline remarks, guards and all four cells are as transcribed."""
    for row, action in _rows_of(matrix):
        assert action.title == row.title
        assert action.tool == TOOL[matrix]
        assert " ".join(action.platforms) == row.platforms
        assert (action.offline or "") == row.offline
        assert action.guard == GUARDS[row.guard]
        assert dict(action.cells) == {level: _written(getattr(row, level)) for level in LEVELS}


def test_the_counts_are_those_of_the_page() -> None:
    """44 rows of 176 cells, 38 of them for the web only and 6 not; 2 and 3 have offline remarks."""
    rows = [action for _, action in _all_rows()]

    assert len(rows) == len(ROWS) == 44
    assert sum(len(row.cells) for row in rows) == 176
    assert Counter(row.platforms for row in rows) == {("web",): 38, PLATFORMS: 6}
    assert Counter(row.offline for row in rows) == {None: 39, "perform": 2, "cached": 3}
    assert [len(_rows_of(matrix)) for matrix in ("invoicing", "head_contracts", "commitments")] == [
        8,
        9,
        27,
    ]


def test_conditions_are_read_where_the_page_means() -> None:
    """What the marks are about is looked up on the contract, the user and the context."""
    conditions = shipped()[0].conditions
    user = FactPath("user", ("id",))

    assert {id_: it.test for id_, it in conditions.items()} == {
        "progress_claim_contact": Contains(
            FactPath("resource", ("progress_claim_contacts",)), user
        ),
        "added_to_private": Contains(FactPath("resource", ("private_members",)), user),
        "private": IsTrue(FactPath("resource", ("private",))),
        "during_billing_period": Given("during_billing_period"),
    }


# Every situation: what the page says, in three values. None is not known.

Known: TypeAlias = bool | None
Facts: TypeAlias = Mapping[str, Known]


def _both(one: Known, other: Known) -> Known:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _either(one: Known, other: Known) -> Known:
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


def _mark(mark: str, facts: Facts) -> Known:
    """Say what a cell's mark comes to."""
    value: Known = mark != ""
    for word in mark.split(" & ") if mark not in {"", "yes"} else []:
        value = _both(value, facts[word])
    return value


def _guard(row: Row, facts: Facts) -> Known:
    """Say whether the row is about the situation."""
    if row.guard == "not private":
        private = facts["private"]
        return None if private is None else not private
    return facts[row.guard] if row.guard else True


def _documented(row: Row, levels: Sequence[str] | None, facts: Facts, platform: str | None) -> bool:
    """Say whether the page allows it; nobody's level being known is no yes."""
    value: Known = False
    for level in levels or []:
        value = _either(value, _mark(getattr(row, level), facts))
    there = platform is None or platform in row.platforms.split()
    return there and _both(_guard(row, facts), value) is True


HELD: Mapping[str, tuple[Any, Sequence[str] | None]] = {
    "nothing": ({}, ["none"]),
    "null": (None, None),
    **{level: (level, [level]) for level in LEVELS},
    **{
        " and ".join(several): (list(several), several)
        for several in (
            ("none", "read_only"),
            ("read_only", "standard"),
            ("none", "admin"),
            ("standard", "admin"),
            ("none", "read_only", "standard", "admin"),
        )
    },
}
"""What a user may hold on a tool: how it is said, and the levels that it comes to."""

PEOPLE = {True: {"ana", "bob"}, False: {"bob"}, None: None}


def _marks(rows: Sequence[Row]) -> set[str]:
    return {word for row in rows for level in LEVELS for word in getattr(row, level).split(" & ")}


def _conditions(rows: Sequence[Row]) -> list[str]:
    """Give what rows are conditional on, permissions apart."""
    guards = {row.guard.removeprefix("not ") for row in rows}
    return sorted((_marks(rows) & {"contact", "listed"}) | (guards - {""}))


def _permissions(rows: Sequence[Row]) -> dict[str, str]:
    """Give the ids of the granular permissions that rows name, by the printed titles."""
    leaves = {title: FACTS[title] for title in sorted(_marks(rows) & FACTS.keys())}
    return {title: it.name for title, it in leaves.items() if isinstance(it, HasGranular)}


def _subsets(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    names = list(names)
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


def _situations(
    rows: Sequence[Row],
    granted: Iterable[Sequence[str]],
    platforms: Sequence[str | None] = (None, *PLATFORMS),
    held_levels: Iterable[str] = tuple(HELD),
    truths: Sequence[Known] = (True, False, None),
) -> Iterator[tuple[bool, Asked]]:
    """Give what the page says in every situation, with the question that it is."""
    titles, conditions = _permissions(rows), _conditions(rows)
    for (said, levels), held, values, where in product(
        [HELD[name] for name in held_levels],
        granted,
        product(truths, repeat=len(conditions)),
        platforms,
    ):
        facts = dict(zip(conditions, values, strict=True))
        marks = {**facts, **{title: id_ in held for title, id_ in titles.items()}}
        allowed = any(_documented(row, levels, marks, where) for row in rows)
        yield allowed, _asked(TOOL[rows[0].matrix], said, held, facts, where)


def _asked(tool: str, held: Any, granted: Sequence[str], facts: Facts, where: str | None) -> Asked:
    """Put a situation into a question of ana's about a contract."""
    levels = {} if held == {} else {tool: held}
    user = User("ana", levels=levels, granular={"commitments": frozenset(granted)})
    contract = Contract(
        "c",
        private=facts.get("private"),
        private_members=PEOPLE[facts.get("listed")],
        progress_claim_contacts=PEOPLE[facts.get("contact")],
    )
    return Asked(
        user, contract, {"during_billing_period": facts.get("during billing period")}, where
    )


def _check(name: str, asked: Asked, allowed: bool) -> None:
    """Hold the compiled policy, by objects and by mappings, against the reference and the page."""
    matrices, policy = shipped()
    decision = decide(Question(matrices, *asked), name)
    mapped = asked._replace(user=vars(asked.user), resource=vars(asked.resource))
    for user, resource, context, platform in (asked, mapped):
        assert policy.can(user, name, resource, context, platform) == decision
        assert policy.allows(user, name, resource, context, platform) is decision.allowed
    assert decision.allowed is allowed, f"{name} is documented as {allowed}: {asked}"


def test_every_situation_of_every_row_is_decided_as_documented(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In every situation that a row can tell apart, all readings give one answer."""
    answers: Counter[bool] = Counter()
    for row, action in _all_rows():
        for allowed, asked in _situations([row], _subsets(_permissions([row]).values())):
            _check(action.id, asked, allowed)
            answers[allowed] += 1

    _show(capsys, answers, "44 rows")
    # 11 ways to hold levels on 3 platforms or none, times: 30 rows that hang on nothing else, 7 on
    # one condition (of 3 values), 3 on two, 1 on one permission (held or not) and 3 on two
    assert answers.total() == 11 * 4 * (30 + 7 * 3 + 3 * 3 * 3 + 1 * 2 + 3 * 2 * 2)
    assert min(answers.values()) > 500


def test_every_situation_of_every_operation_is_decided_as_documented(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An operation is allowed where the page allows one of its rows."""
    matrices, _ = shipped()
    documented = {action.id: row for row, action in _all_rows()}
    answers: Counter[bool] = Counter()
    for name, operation in matrices.operations.items():
        rows = [documented[id_] for id_ in operation.any_of]
        for allowed, asked in _situations(rows, [()]):
            _check(name, asked, allowed)
            answers[allowed] += 1

    _show(capsys, answers, "3 operations")
    # as above: three operations, of two conditions each
    assert answers.total() == 11 * 4 * (3 * 3 * 3)
    assert min(answers.values()) > 100


def test_every_set_of_permissions_is_decided_as_documented(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All six permissions of Commitments, in any combination, open what the page says alone."""
    answers: Counter[bool] = Counter()
    levels = [*LEVELS, "none and read_only and standard and admin"]
    for row, action in _all_rows():
        for allowed, asked in _situations(
            [row], _subsets(COMMITMENTS_PERMISSIONS), [None], levels, [True, False]
        ):
            _check(action.id, asked, allowed)
            answers[allowed] += 1

    _show(capsys, answers, "all sets of permissions")
    # 4 levels and all at once, 64 sets of permissions, times the conditions of the rows, true or
    # false: 30 rows and the 4 that name a permission have none, 7 have one and 3 have two
    assert answers.total() == 5 * 2**6 * (30 + 4 + 7 * 2 + 3 * 2 * 2)
    assert min(answers.values()) > 5_000


def _show(capsys: pytest.CaptureFixture[str], answers: Counter[bool], what: str) -> None:
    """Print how much was covered, in any run."""
    with capsys.disabled():
        print(f"\n{answers.total():,} situations of {what}: {answers[True]:,} allowed")  # noqa: T201  the count is to be seen


# Expectations about the matrices of other tools, each reasoned by hand.

EXPECTATIONS = json.loads((MATRICES / "expectations.json").read_text(encoding="utf-8"))


@cache
def _matrix(name: str) -> tuple[MatrixSet, Policy]:
    matrices, report = read(MATRICES / f"{name}.yaml")
    assert matrices is not None, report
    return matrices, policy_of(matrices)


@pytest.mark.parametrize(
    "expected", EXPECTATIONS, ids=[f"{it['matrix']}: {it['why']}" for it in EXPECTATIONS]
)
def test_an_expectation_holds(expected: dict[str, Any]) -> None:
    """What was reasoned by hand from another tool's page is decided, in every way of asking."""
    matrices, policy = _matrix(expected["matrix"])
    asked = Asked(*(expected[part] for part in ("user", "resource", "context", "platform")))

    decision = agreed(matrices, expected["action"], asked, policy)
    assert decision.allowed is expected["allowed"]
    assert list(decision.missing) == expected["missing"]
    assert list(decision.obligations) == expected["obligations"]
    assert decision.errors == ()


def test_expectations_reach_yes_and_no_in_every_matrix() -> None:
    """Every matrix beside the expectations has some of each."""
    seen = Counter((it["matrix"], it["allowed"]) for it in EXPECTATIONS)
    names = {path.stem for path in MATRICES.glob("*.yaml")}

    assert len(EXPECTATIONS) == 207
    assert {name for name, _ in seen} == names
    assert min(seen[name, allowed] for name in names for allowed in (True, False)) >= 5
