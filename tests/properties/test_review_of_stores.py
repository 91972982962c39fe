"""A review of a store says what `can` says of the facts that were saved in it, on any world."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from hypothesis import event, given, settings
from hypothesis import strategies as st

from permmatrix import Policy
from permmatrix.conditions import Contains, IsTrue, Literal, OneOf
from permmatrix.conditions import Path as Fact
from permmatrix.facts_file import Facts
from permmatrix.model import MatrixSet
from permmatrix.scale import review_tables, source
from permmatrix.scale.duck import DuckEngine
from permmatrix.store import schema
from permmatrix.store.saving import save_facts
from strategies import ANY_TEST, matrix_sets, pick, policy_of

EXAMPLES = max(settings.default.max_examples // 3, 10) if settings.default else 25
USER_ID = Fact("user", ("id",))
TESTS = {
    "flagged": ANY_TEST["flagged"],
    "is_owner": ANY_TEST["is_owner"],  # of which a store knows nothing
    "is_active": ANY_TEST["is_active"],  # likewise
    "is_private": IsTrue(Fact("resource", ("private",))),
    "of_kind": OneOf(Fact("resource", ("kind",)), (Literal("order"), Literal("1"))),
    "here": OneOf(Fact("resource", ("project",)), (Literal("p1"), Literal(""))),
    "is_member": Contains(Fact("resource", ("private_members",)), USER_ID),
    "is_contact": Contains(Fact("resource", ("progress_claim_contacts",)), USER_ID),
}
IDS = ("ana", 'o\'neil "q"', "a\nb", "zoë\u2028", "", " ana", "1", "null", "[]", "a,b", "ANA", "\r")
PROJECTS = ("p1", "p'2", "", "null")


def held(draw: st.DrawFn, names: list[str], *, scoped: bool) -> Any:
    """Give what is held on a tool: everywhere, or by project."""
    some = st.lists(st.sampled_from(names), min_size=1, unique=True)
    if scoped and pick(draw, [True, False]):
        return draw(st.dictionaries(st.sampled_from(PROJECTS), some, min_size=1, max_size=3))
    return draw(some)


def user_of(draw: st.DrawFn, id_: str, matrices: MatrixSet) -> dict[str, Any]:
    """Give a user who holds something on some tools, and on others nothing."""
    user: dict[str, Any] = {"id": id_, "levels": {}, "granular": {}}
    for tool in matrices.tools.values():
        levels = [level.id for level in tool.levels if level.handed_out]
        granular = [name for held_on, name in matrices.granular if held_on == tool.id]
        for kind, names in (("levels", levels), ("granular", granular)):
            if draw(st.booleans()) and names:
                user[kind][tool.id] = held(draw, names, scoped=tool.scope is not None)
    return user


@st.composite
def facts_for(draw: st.DrawFn, matrices: MatrixSet) -> Facts:
    """Give facts that a store has a place for."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=2, max_size=5, unique=True))
    members = st.lists(st.sampled_from(ids), unique=True)
    contracts = {
        id_: {
            "id": id_,
            "project": pick(draw, [*PROJECTS, "p9", None, None]),
            "kind": pick(draw, ["order", "1", "", None]),
            "private": pick(draw, [True, False, None]),
            "private_members": draw(members),
            "progress_claim_contacts": draw(members),
        }
        for id_ in draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=5, unique=True))
    }
    users = {id_: user_of(draw, id_, matrices) for id_ in ids}
    return Facts(users=users, resources=contracts)


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_a_store_is_reviewed_as_it_is_decided(data: st.DataObject) -> None:
    """Plain holdings beside those by project, no project and no rows: all as asked one by one."""
    matrices = data.draw(matrix_sets(tests=TESTS))
    facts = data.draw(facts_for(matrices))
    context = data.draw(st.sampled_from([{}, {"flag": True}, {"flag": False}]))
    policy = policy_of(matrices)
    expected = {
        (user, contract, action)
        for user, its in facts.users.items()
        for contract, there in facts.resources.items()
        for action in policy.actions
        if policy.can(its, action, there, context)
    }
    asked = len(facts.users) * len(facts.resources) * len(tuple(policy.actions))
    event("some are allowed and some denied" if 0 < len(expected) < asked else "all alike")

    listed, by_user = reviewed(policy, facts, context)

    assert listed == sorted(expected)
    assert by_user == {it: sum(it == user for user, _, _ in expected) for it, _, _ in expected}


def reviewed(policy: Policy, facts: Facts, context: Mapping[str, Any]) -> tuple[Any, Any]:
    """Give the list, and the counts by user, of a review of a store in a file."""
    with TemporaryDirectory() as folder, closing(DuckEngine(threads=1)) as engine:
        path = Path(folder, "crm.db")
        database = sa.create_engine(f"sqlite:///{path}")
        schema.create(database)
        save_facts(database, facts)
        database.dispose()
        store = source(f"sqlite:///{path}")
        review = review_tables(policy, engine, users=store, contracts=store, context=context)
        return sorted(review.allowed()), dict(review.counts(["user"]))
