"""What an application calls: the policy, and the policy as one user sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

import permmatrix as pm
from builders import ALLOW, DENY, holder, matrices, operation, path, row, tool, when
from permmatrix import Contract, Decision, Outcome, Policy, UnknownNameError, User
from permmatrix.conditions import Contains, Given
from permmatrix.program import Program
from permmatrix.requirements import HasGranular, Holds
from strategies import policy_of


def policy() -> Policy:
    """Give a policy of three rows and an operation."""
    return policy_of(
        matrices(
            row("read", {"none": DENY, "reader": ALLOW}, aliases=("view",)),
            row("sign", {"none": DENY, "reader": when(Holds("listed"))}, platforms=("web",)),
            row("print", {"none": DENY, "reader": when(HasGranular("docs", "print"), "mark")}),
            tools=[tool("none", "reader", default="none")],
            conditions={
                "listed": Contains(path("resource.signers"), path("user.id")),
                "flagged": Given("flag"),
            },
            granular=["print"],
            platforms=["web", "ios"],
            operations=[operation("use", "sign", "print", aliases=("work_with",))],
        )
    )


READER, PRINTER, NOBODY = holder("reader"), holder("reader", {"print"}), User("zoe")
FILED = Contract("c", signers={"ana"})


def test_allows_is_a_bool_and_can_a_decision_that_is_as_true() -> None:
    """Both say the same, one of them with its reason."""
    found = policy()

    assert found.allows(READER, "m.read") is True
    assert found.allows(NOBODY, "m.read") is False
    assert found.can(READER, "m.read") == Decision(Outcome.ALLOWED, "reader")
    assert bool(found.can(NOBODY, "m.read")) is False


def test_a_question_can_be_asked_by_position_and_by_name() -> None:
    """After the user and the action come resource, context, platform and strict, in that order."""
    found = policy()

    assert found.allows(READER, "m.sign", FILED, {}, "web", True)
    assert found.allows(READER, "m.sign", platform="web", resource=FILED)
    assert found.can(READER, "m.sign", FILED, None, "ios").outcome is Outcome.PLATFORM
    assert found.can(READER, "m.sign", FILED, platform="web", strict=True).allowed


def test_obligations_come_with_the_yes() -> None:
    """A decision carries the limits of its cell."""
    assert policy().can(PRINTER, "m.print").obligations == ("mark",)
    assert policy().can(READER, "m.print").obligations == ()


@pytest.mark.parametrize(
    ("ask", "kind", "name", "suggestions"),
    [
        (lambda it: it.can(READER, "m.raed"), "action", "m.raed", ("m.read",)),
        (lambda it: it.allows(READER, "read"), "action", "read", ("m.read",)),
        (lambda it: it.can(READER, "m.work_wiht"), "action", "m.work_wiht", ("m.work_with",)),
        (lambda it: it.can(READER, "m.use_it", FILED), "action", "m.use_it", ("m.use",)),
        (lambda it: it.allows(READER, "m.read", platform="webb"), "platform", "webb", ("web",)),
        (lambda it: it.allows(READER, "m.read", platform="telex"), "platform", "telex", ()),
        (lambda it: it.can(holder("Reader"), "m.read"), "level", "Reader", ("reader",)),
        (lambda it: it.allows(holder(["raeder"]), "m.read"), "level", "raeder", ("reader",)),
        (lambda it: it.for_user(READER).can("m.raed"), "action", "m.raed", ("m.read",)),
        (lambda it: it.who_can("m.raed", FILED, [READER]), "action", "m.raed", ("m.read",)),
        (lambda it: it.explain(READER, "m.raed"), "action", "m.raed", ("m.read",)),
    ],
)
def test_a_misspelt_name_raises_with_a_suggestion(
    ask: Any, kind: str, name: str, suggestions: tuple[str, ...]
) -> None:
    """An undeclared action, platform or level is never a denial."""
    with pytest.raises(UnknownNameError) as caught:
        ask(policy())

    assert (caught.value.kind, caught.value.name) == (kind, name)
    assert caught.value.suggestions[:1] == suggestions[:1]


def test_a_mistake_is_reported_without_what_led_to_it() -> None:
    """The traceback of a misspelt name shows no exception of the quick ways before it."""
    found = policy()
    stranger, view = holder("stranger"), found.for_user(holder("stranger"))

    ways: list[Callable[[], object]] = [
        lambda: found.allows(READER, "m.raed"),
        lambda: found.can(READER, "m.raed"),
        lambda: found.allows(stranger, "m.read"),
        lambda: found.can(stranger, "m.read"),
        lambda: found.allows(READER, "m.read", None, None, "phone"),
        lambda: view.allows("m.read"),
        view.allowed_actions,
    ]
    for ask in ways:
        with pytest.raises(UnknownNameError) as caught:
            ask()
        assert caught.value.__context__ is None


def test_an_action_that_is_no_text_is_unknown() -> None:
    """Whatever is asked for that is no id at all raises as well."""
    asked: Any
    for asked in (None, 1, ("m.read",), ["m.read"]):
        with pytest.raises(UnknownNameError):
            policy().can(READER, asked)


def test_a_user_s_view_answers_as_the_policy_does() -> None:
    """It takes the same question, less the user."""
    found = policy()
    mine = found.for_user(READER)

    assert mine.user is READER
    assert mine.allows("m.sign", FILED, None, "web", True)
    assert mine.can("m.sign", FILED, platform="ios") == found.can(
        READER, "m.sign", FILED, platform="ios"
    )
    assert mine.explain("m.sign", FILED).decision == found.can(READER, "m.sign", FILED)


def test_a_user_s_view_raises_what_a_strict_policy_raises() -> None:
    """Strictness is passed on."""
    mine = policy().for_user(READER)

    for ask in (mine.allows, mine.can):
        with pytest.raises(pm.MissingFactError):
            ask("m.sign", Contract("c"), strict=True)


def test_allowed_actions_are_rows_in_the_order_of_the_file() -> None:
    """Rows that allow, without operations and aliases, for this resource and platform."""
    found = policy()

    assert found.for_user(PRINTER).allowed_actions(FILED) == ("m.read", "m.sign", "m.print")
    assert found.for_user(PRINTER).allowed_actions(FILED, None, "ios") == ("m.read", "m.print")
    assert found.for_user(READER).allowed_actions() == ("m.read",)
    assert found.for_user(NOBODY).allowed_actions(FILED) == ()


def test_allowed_actions_are_those_that_allow_one_by_one() -> None:
    """For the shipped matrices, whoever asks about whatever contract."""
    found = pm.load()
    for level in ("none", "read_only", "standard", "admin", ["read_only", "standard"]):
        user = User("ana", levels={"commitments": level, "head_contracts": level})
        for contract in (None, Contract("c", private=True, progress_claim_contacts={"ana"})):
            one_by_one = [it for it in found.actions if found.allows(user, it, contract)]
            assert list(found.for_user(user).allowed_actions(contract)) == one_by_one


def test_who_can_keeps_the_order_and_the_objects() -> None:
    """Those who may are given back as they came."""
    users = [NOBODY, PRINTER, READER, holder("none")]

    assert policy().who_can("m.read", None, users) == [PRINTER, READER]
    assert policy().who_can("m.print", FILED, iter(users)) == [PRINTER]
    assert policy().who_can("m.sign", FILED, users, None, "ios") == []


def test_a_policy_lists_what_it_has() -> None:
    """Rows, operations, platforms and matrices, in the order of the files."""
    found = policy()

    assert found.actions == ("m.read", "m.sign", "m.print")
    assert found.operations == ("m.use",)
    assert found.platforms == ("web", "ios")
    assert list(found.matrices) == ["m"]
    assert repr(found) == f"<Policy: 3 actions, digest {found.digest[:12]}>"
    assert repr(found.for_user(READER)) == "<UserView of User('ana')>"


def test_the_shipped_policy_lists_what_is_documented() -> None:
    """44 rows in three matrices, and the operations over some of them."""
    found = pm.load()

    assert len(found.actions) == 44
    assert list(found.matrices) == ["commitments", "head_contracts", "invoicing"]
    assert found.operations == (
        "commitments.claim_release_of_retention",
        "commitments.set_or_release_retention",
        "head_contracts.view_head_contract",
    )
    assert found.platforms == ("web", "ios", "android")


def test_digests_are_by_id() -> None:
    """Rows and operations have digests; what is neither has none."""
    found = policy()

    assert found.digest_of("m.read") != found.digest_of("m.sign")
    assert found.digest_of("m.use") != found.digest
    with pytest.raises(KeyError):
        found.digest_of("m.zebra")


def test_answers_follow_the_objects_as_they_are_at_the_call() -> None:
    """Nothing is kept from one question to the next, however facts change in between."""
    levels: dict[str, str | list[str]] = {"docs": "none"}
    granular: dict[str, set[str]] = {"docs": set()}
    user, contract = User("ana", levels=levels, granular=granular), Contract("c", signers=[])
    found = policy()
    mine = found.for_user(user)

    assert not mine.allows("m.read")
    levels["docs"] = "reader"
    assert mine.allows("m.read")
    assert not mine.allows("m.sign", contract)
    contract.signers.append("ana")
    assert mine.allows("m.sign", contract)
    user.id = "zoe"
    assert not mine.allows("m.sign", contract)
    granular["docs"].add("print")
    assert mine.can("m.print").allowed
    granular["docs"].clear()
    assert not mine.can("m.print").allowed
    user.levels = {"docs": ["none"]}
    assert found.can(user, "m.read").outcome is Outcome.LEVEL


def test_deciding_changes_nothing_it_is_given() -> None:
    """Users, resources and contexts are read and left as they are."""
    user: dict[str, Any] = {"id": "ana", "levels": {"docs": ["reader"]}, "granular": {"docs": []}}
    resource = {"signers": ["ana"]}
    before = repr((user, resource))
    for action in policy().actions:
        policy().can(user, action, resource, {})

    assert repr((user, resource)) == before


def test_a_policy_that_was_read_back_answers_the_same() -> None:
    """What `to_json` gives is the whole of what decides."""
    found = policy()
    again = Policy(Program.from_json(found.to_json()))

    assert again.digest == found.digest
    for user in (READER, PRINTER, NOBODY):
        for action in (*found.actions, *found.operations, "m.view", "m.work_with"):
            assert again.can(user, action, FILED) == found.can(user, action, FILED)


def test_policies_share_no_state() -> None:
    """Two policies asked in turn answer each for itself."""
    strict = policy_of(
        matrices(row("read", {"none": DENY, "reader": DENY}), tools=[tool("none", "reader")])
    )
    open_ = policy()

    answers = [it.allows(READER, "m.read") for it in (open_, strict, open_, strict)]
    assert answers == [True, False, True, False]


def test_the_root_exports_little_and_imports_less() -> None:
    """Fewer than 20 names, each of them there."""
    exported: Mapping[str, Any] = {name: getattr(pm, name) for name in pm.__all__}

    assert len(exported) < 20
    assert sorted(exported) == list(pm.__all__)


def test_who_could_and_what_can_are_asked_of_a_compiled_policy_too() -> None:
    """It reads the matrices that it carries."""
    shipped = pm.load()
    carried = Policy(Program.from_json(shipped.to_json()))
    asked: Any = ("head_contracts.view_head_contract", {"private": True}, {}, "web")
    ana = User("ana", levels={"commitments": "standard"})

    assert carried.who_could(*asked) == shipped.who_could(*asked)
    assert carried.what_can(ana, platform="ios") == shipped.what_can(ana, platform="ios")
    assert shipped.what_can(ana, platform="ios").actions == ("commitments.search",)
    assert str(shipped.who_could("head_contracts.view_head_contract", user=ana)) == "nobody"
