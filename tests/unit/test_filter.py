"""Filters: what is left of an action once the user is known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

import permmatrix as pm
from builders import ALLOW, DENY, holder, matrices, row, tool
from permmatrix import FilterError, UnknownNameError
from permmatrix.residual import ALWAYS, NEVER
from strategies import policy_of

VIEW = "head_contracts.view_head_contract"


@pytest.fixture(scope="module")
def policy() -> pm.Policy:
    """Load the shipped matrices."""
    return pm.load()


def ana(levels: Any, **more: Any) -> pm.User:
    """Give ana, with levels on Head Contracts."""
    return pm.User("ana", levels={"head_contracts": levels}, **more)


def test_always_and_never_are_told(policy: pm.Policy) -> None:
    """An action that hangs on nothing more is always or never allowed, and says so."""
    always = policy.filter(ana("admin"), "head_contracts.email_owner_progress_claim")
    never = policy.filter(ana("none"), VIEW)

    assert (always.always, always.never, str(always)) == (True, False, "always")
    assert (never.always, never.never, str(never)) == (False, True, "never")
    assert (always.residual, never.residual) == (ALWAYS, NEVER)


def test_equal_where_the_same_is_left(policy: pm.Policy) -> None:
    """Filters are equal, and hash alike, where the same is left, whoever asked and however."""
    one = policy.filter(ana({"P1": "read_only", "P2": "standard"}), VIEW)
    same = policy.filter(ana({"P2": ["read_only"], "P3": "none", "P1": ("standard",)}), VIEW)
    other = policy.filter(ana({"P1": "read_only"}), VIEW)

    assert one == same
    assert hash(one) == hash(same)
    assert one != other


def test_what_is_left_is_said_by_place(policy: pm.Policy) -> None:
    """Places where the same is left are said together, and where nothing is not at all."""
    mine = policy.filter(
        ana({"P2": "admin", "P1": "admin", "P3": "standard", "P4": "none"}),
        VIEW,
        {"private": False},
    )

    assert str(mine) == "resource.project is one of 'P1', 'P2', 'P3'"


def test_elsewhere_is_where_nothing_is_held() -> None:
    """A default level counts in all places but those where something else is held."""
    mine = tool("none", "guest", default="guest", scope="resource.place")
    policy = policy_of(matrices(row("look", {"none": DENY, "guest": ALLOW}), tools=[mine]))
    found = policy.filter(holder({"A": "none"}), "m.look")

    assert str(found) == "resource.place is known and not 'A'"
    assert found.allows({"place": "B"})
    assert not found.allows({"place": "A"})
    assert not found.allows({"place": None})


def test_what_is_known_of_the_resource_is_put_in_first(policy: pm.Policy) -> None:
    """A mapping is known as far as it has keys; another object is known as a whole."""
    user = ana("standard")

    assert policy.filter(user, VIEW, {"private": False}).always
    assert policy.filter(user, VIEW, {"private": None}).never
    assert policy.filter(user, VIEW, pm.Contract("HC-1", private=False)).always
    assert policy.filter(user, VIEW, SimpleNamespace(private=True, private_members=[])).never


def test_an_unmapped_fact_is_told_whoever_asks(policy: pm.Policy) -> None:
    """A fact that the action reads has to be mapped, even where this user's answer needs none."""
    mine = policy.filter(ana("admin"), VIEW)

    with pytest.raises(FilterError, match=r"reads resource.private.*, which is not mapped") as told:
        mine.mapped({"resource.private": "column"})
    assert told.value.fact == "resource.private_members"


def test_a_misspelt_fact_is_told(policy: pm.Policy) -> None:
    """What is mapped has to be a fact that the policy reads."""
    with pytest.raises(UnknownNameError, match=r"did you mean `resource\.private`"):
        policy.filter(ana("admin"), VIEW).mapped({"resource.privat": "column"})


def test_a_fact_that_no_resource_has_denies(policy: pm.Policy) -> None:
    """A fact that is mapped to None is not known of any row, whichever way it is asked."""
    facts = {"resource.private": None, "resource.private_members": "relation"}
    residual, mapped = policy.filter(ana("standard"), VIEW).mapped(facts)

    assert residual == NEVER
    assert list(map(str, mapped)) == ["resource.private_members"]


def test_an_open_context_is_told() -> None:
    """A fact of the context that was not given has to be mapped, and the error says how."""
    policy = pm.load()
    user = pm.User("ana", levels={"invoicing": "admin", "commitments": "admin"})
    open_ = [it for it in policy.actions if "context" in str(policy.filter(user, it))]

    mine = policy.filter(user, open_[0])
    with pytest.raises(FilterError, match="give it as the context of the filter, or map it"):
        mine.mapped(dict.fromkeys(mine.paths, "column"))
    known = policy.filter(user, open_[0], context={"during_billing_period": None})
    assert known.never


@pytest.mark.parametrize("name", ["head_contracts.view", "view_head_contract", ""])
def test_unknown_names_are_errors(policy: pm.Policy, name: str) -> None:
    """An action that is not declared is an error and not an empty list."""
    with pytest.raises(UnknownNameError):
        policy.filter(ana("admin"), name)


def test_an_undeclared_level_is_an_error_wherever_it_is_held(policy: pm.Policy) -> None:
    """A level that nobody declared raises, even if it is held in one project of many."""
    with pytest.raises(UnknownNameError, match="unknown level `admn`; did you mean `admin`"):
        policy.filter(ana({"P1": "standard", "P2": "admn"}), VIEW)


def test_places_of_one_spelling_are_told_apart(policy: pm.Policy) -> None:
    """The number 7, the text «7» and a UUID are three places; 7.0 and True are numbers."""
    uuid = UUID(int=7)
    mine = policy.filter(ana({7.0: "admin", "7": "none", uuid: "admin", True: "admin"}), VIEW)
    held = {it: mine.allows({"project": it, "private": False}) for it in (7, "7", uuid, 1, 8)}

    assert held == {7: True, "7": False, uuid: True, 1: True, 8: False}


def test_many_projects_are_soon_sorted(policy: pm.Policy) -> None:
    """A user of 20,000 projects gets one list of places for each thing that is left."""
    levels = {f"P{number}": ["none", "standard", "admin"][number % 3] for number in range(20_000)}
    mine = policy.filter(ana(levels), VIEW, {"private": False})

    assert str(mine).count("'P") == 13_333


def test_what_is_not_known_of_the_user_is_named(policy: pm.Policy) -> None:
    """A fact of the user that is missing, or cannot be used, denies and is named."""
    unknown = policy.filter({"id": "ana", "levels": {"head_contracts": None}}, VIEW)
    nobody = policy.filter({"levels": {"head_contracts": "standard"}}, VIEW, {"private": True})
    odd = policy.filter({"id": ["ana"], "levels": {"head_contracts": "standard"}}, VIEW)
    admin = policy.filter({"levels": {"head_contracts": "admin"}}, VIEW, {"private": True})

    assert (unknown.never, unknown.missing) == (True, ("user.levels.head_contracts",))
    assert (nobody.never, nobody.missing) == (True, ("user.id",))
    assert list(map(str, odd.errors)) == [
        "user.id should be text, a number or a UUID, but is of type list"
    ]
    assert (admin.always, admin.missing) == (True, ())


class Torn(dict[str, str]):
    """Levels by project whose projects cannot be listed."""

    def __iter__(self) -> Any:
        """Fail."""
        raise OSError("the connection is gone")


def test_levels_that_cannot_be_listed_are_named(policy: pm.Policy) -> None:
    """Where the places of a user cannot be listed nothing is allowed, and the error is carried."""
    mine = policy.filter(ana(Torn(P1="admin")), VIEW)

    assert mine.never
    assert "the connection is gone" in str(mine.errors[0])


def test_a_project_without_a_name_is_one_like_others(policy: pm.Policy) -> None:
    """A level held in a project whose name is empty, or blank, is held there and nowhere else."""
    mine = policy.filter(ana({"": "admin", " ": "admin"}), VIEW, {"private": False})

    held = {it: mine.allows({"project": it}) for it in ("", " ", "  ", "P9", None)}
    assert held == {"": True, " ": True, "  ": False, "P9": False, None: False}
