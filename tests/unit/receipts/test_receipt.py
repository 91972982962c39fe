"""Receipts as values, and their line of JSON."""

from __future__ import annotations

import json
import pickle
from copy import copy, deepcopy
from typing import Any
from uuid import UUID

import pytest

import permmatrix as pm
from builders import ALLOW, DENY, matrices, operation, path, row, tool, when
from permmatrix import Policy, UnknownNameError, User
from permmatrix.conditions import Contains, IsTrue, OneOf
from permmatrix.conditions import Literal as Text
from permmatrix.receipts import Receipt, ReceiptError
from permmatrix.requirements import All, HasGranular, HasLevel, Holds, Not
from permmatrix.requirements import Any as AnyOf
from strategies import policy_of

SCOPED = tool("none", "reader", "writer", default="none", scope="resource.project")


def policy() -> Policy:
    """Give a policy of a tool that is held by project and another that is not."""
    signing = All((Holds("listed"), Not(Holds("locked"))))
    return policy_of(
        matrices(
            row("read", {"none": DENY, "reader": ALLOW, "writer": ALLOW}, aliases=("view",)),
            row("sign", {"none": DENY, "reader": when(signing), "writer": ALLOW}),
            row(
                "print",
                {
                    "none": DENY,
                    "reader": when(HasGranular("docs", "print"), "mark"),
                    "writer": when(AnyOf((HasLevel("plans", ("lead",)), Holds("kept")))),
                },
                platforms=("web",),
            ),
            tools=[SCOPED, tool("lead", id_="plans")],
            conditions={
                "listed": Contains(path("resource.signers"), path("user.id")),
                "locked": IsTrue(path("resource.locked")),
                "kept": OneOf(path("resource.kind"), (Text("deed"), Text(3), Text(value=True))),
            },
            granular=["print", "copy"],
            platforms=["web", "ios"],
            operations=[operation("use", "sign", "print", aliases=("work_with",))],
        )
    )


READER = User("ana", levels={"docs": "reader"}, granular={"docs": ["print"]})
DEED = {"id": "D-1", "project": "p1", "signers": ["ana"], "locked": False, "kind": "deed"}


def test_a_receipt_has_the_digests_the_question_and_the_decision() -> None:
    """It says which policy decided, what was asked in which words, and what `can` says."""
    found = policy()

    receipt = found.receipt(READER, "m.work_with", DEED, platform="ios", request_id="r1", at="noon")

    assert receipt.policy_digest == found.digest
    assert receipt.action_digest == found.digest_of("m.use")
    assert (receipt.action, receipt.row, receipt.platform) == ("m.work_with", "m.sign", "ios")
    assert (receipt.allowed, receipt.outcome, receipt.level) == (True, "allowed", "reader")
    assert (receipt.user, receipt.resource) == ("ana", "D-1")
    assert (receipt.request, receipt.at) == ("r1", "noon")


def test_facts_are_told_apart_by_whether_the_answer_hangs_on_them() -> None:
    """Two facts that settle the yes are used, though the other row allows as well."""
    receipt = policy().receipt(READER, "m.use", DEED)

    assert receipt.used == {
        "levels docs": ("reader",),
        "granular docs print": True,
    }
    assert receipt.not_needed == {
        "contains resource.signers user.id": True,
        "is_true resource.locked": False,
        'one_of resource.kind [true,"deed",3]': True,
        "levels plans": (),
    }
    assert receipt.obligations == ()  # the row without one decided


def test_what_is_held_by_scope_is_named_with_the_scope() -> None:
    """A level given by project is another fact than one given without."""
    found = policy()
    user = {"id": 7, "levels": {"docs": {"p1": ["writer", "reader"]}}, "granular": {}}

    receipt = found.receipt(user, "m.read", DEED)

    assert receipt.used == {"levels docs per resource.project": ("reader", "writer")}
    assert receipt.user == 7
    assert found.receipt(user, "m.read", {}).used == {"levels docs per resource.project": None}
    plans = User("ana", levels={"plans": {"p1": "lead"}, "docs": "writer"})
    assert found.receipt(plans, "m.print", DEED).facts["levels plans per nothing"] is None


def test_levels_are_recorded_as_they_were_given() -> None:
    """A default is not written out, and a level that is undeclared elsewhere is there by name."""
    found = policy()

    assert found.receipt(User("ana"), "m.read").used == {"levels docs": ()}
    elsewhere = User("ana", levels={"docs": "writer", "plans": ["zebra"]})
    receipt = found.receipt(elsewhere, "m.print", DEED)
    assert receipt.facts["levels plans"] == ("zebra",)
    odd = {"id": "ana", "levels": {"docs": "writer", "plans": 5}}
    assert found.receipt(odd, "m.print", {"kind": "x"}).facts["levels plans"] is None
    assert found.receipt(odd, "m.print", {"kind": "x"}).errors == ("user.levels.plans",)


def test_what_is_not_known_is_used_where_the_answer_waits_on_it() -> None:
    """A denial that waits on a fact hangs on its not being known."""
    receipt = policy().receipt(READER, "m.sign", {"signers": ["ana"]})

    assert receipt.outcome == "missing_facts"
    assert receipt.missing == ("resource.locked",)
    assert receipt.used == {"levels docs": ("reader",), "is_true resource.locked": None}


def test_a_platform_that_denies_needs_no_facts() -> None:
    """Where the row is limited to other platforms, whatever the facts are the answer is no."""
    receipt = policy().receipt(READER, "m.print", DEED, platform="ios")

    assert (receipt.outcome, receipt.used) == ("platform", {})
    assert "levels docs" in receipt.not_needed


def test_no_value_of_the_host_is_written() -> None:
    """Names on lists, kinds and words of exceptions are not in the line."""

    class Failing:
        id = "D-2"

        @property
        def signers(self) -> list[str]:
            raise RuntimeError("the secret")

        kind = "a secret kind"

    line = policy().receipt(READER, "m.use", Failing()).to_json()

    assert "secret" not in line
    assert "resource.signers" in line


def test_an_id_is_text_a_whole_number_or_a_uuid() -> None:
    """Anything else is no id that a line could name."""
    found = policy()
    ids: list[tuple[Any, Any]] = [
        ("é\n", "é\n"),
        (3, 3),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (True, None),
        (2**63, None),
        ([1], None),
        (None, None),
    ]

    for given, kept in ids:
        receipt = found.receipt(User(given), "m.read", {"id": given})
        assert (receipt.user, receipt.resource) == (kept, kept)
        assert Receipt.from_json(receipt.to_json()) == receipt
    assert found.receipt({"levels": {}}, "m.read").user is None


def test_undeclared_names_raise_as_they_do_in_can() -> None:
    """There is no receipt of a question that is a mistake."""
    found = policy()

    with pytest.raises(UnknownNameError, match=r"did you mean `m\.read`"):
        found.receipt(READER, "m.raed")
    with pytest.raises(UnknownNameError, match="platform"):
        found.receipt(READER, "m.read", platform="wbe")
    with pytest.raises(UnknownNameError, match="level"):
        found.receipt(User("ana", levels={"docs": "zebra"}), "m.read")


def test_facts_that_change_while_they_are_read_give_no_receipt() -> None:
    """A collection that reads otherwise the second time is noticed or read once, never mixed up."""

    class Shifting(list[str]):
        def __iter__(self) -> Any:
            self.append("writer")
            return super().__iter__()

    shifting = Shifting(["none"])
    receipt = policy().receipt({"id": 1, "levels": {"docs": shifting}}, "m.read")

    levels = receipt.facts["levels docs"]
    assert isinstance(levels, tuple)
    assert receipt.allowed is ("writer" in levels)


def test_the_same_decision_has_the_same_line() -> None:
    """A line is ASCII with sorted keys and no blanks, and names its format."""
    found = policy()

    first, second = (found.receipt(READER, "m.use", DEED).to_json() for _ in range(2))

    assert first == second
    assert first == json.dumps(json.loads(first), sort_keys=True, separators=(",", ":"))
    assert json.loads(first)["format"] == "permmatrix-receipt/1"


def test_a_receipt_is_a_value() -> None:
    """It does not change, equals its like, and is copied."""
    found = policy()
    receipt = found.receipt(READER, "m.use", DEED)

    assert receipt == found.receipt(READER, "m.use", DEED)
    assert receipt != found.receipt(READER, "m.read", DEED)
    assert receipt != "a receipt"
    assert hash(receipt) == hash(found.receipt(READER, "m.use", DEED))
    for again in (copy(receipt), deepcopy(receipt), pickle.loads(pickle.dumps(receipt))):  # noqa: S301  our own
        assert again == receipt
        assert (again.used, again.not_needed) == (receipt.used, receipt.not_needed)
    assert repr(receipt) == "<Receipt of m.use: yes, allowed>"
    with pytest.raises(AttributeError, match="does not change"):
        receipt.outcome = "level"
    with pytest.raises(AttributeError, match="does not change"):
        del receipt.outcome
    for facts in (receipt.used, receipt.not_needed, Receipt.from_json(receipt.to_json()).used):
        with pytest.raises(TypeError):
            facts["is_true resource.x"] = True  # type: ignore[index]
    with pytest.raises(TypeError, match="has the fields"):
        Receipt(action="m.use")


def changed(**fields: Any) -> str:
    """Give a line with some fields put otherwise, or left out where they are `...`."""
    line = json.loads(policy().receipt(READER, "m.use", DEED).to_json())
    line |= fields
    return json.dumps({name: it for name, it in line.items() if it is not ...})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"format": "permmatrix-receipt/2"}, "format: this is not a format permmatrix reads"),
        ({"format": ...}, "format: this is not a format permmatrix reads"),
        ({"row": ...}, "row: this key is missing"),
        ({"rwo": "x"}, "rwo: a receipt has no such key"),
        ({"level": 5}, "level: this should be text or null"),
        ({"action": None}, "action: this should be text"),
        ({"user": True}, "user: this should be text, a whole number or null"),
        ({"missing": ["x", 1]}, "missing: this should be a list of texts"),
        ({"used": []}, "used: this should be an object of facts"),
        ({"outcome": "maybe"}, "outcome: there is no such outcome"),
        ({"used": {"levels docs": True}}, "used.levels docs: this should be a list of levels"),
        ({"used": {"is_true resource.x": 1}}, "used.is_true resource.x: this should be true"),
        (
            {"used": {"levels docs": []}, "not_needed": {"levels docs": []}},
            "not_needed.levels docs: this fact is needed and not needed",
        ),
    ],
)
def test_reading_says_what_is_wrong_and_where(fields: dict[str, Any], message: str) -> None:
    """The first thing wrong is named with its key, and the column the key stands in."""
    line = changed(**fields)

    with pytest.raises(ReceiptError) as raised:
        Receipt.from_json(line)

    assert str(raised.value).startswith(message)
    key = raised.value.where.partition(".")[0]
    assert raised.value.column == max(line.find(f'"{key}"'), 0) + 1


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("", "this is not JSON", 1),
        ('{"format": nope}', "this is not JSON", 12),
        ("[1]", "this is not an object", 1),
        ('{"a": NaN}', "NaN is not JSON", 1),
        ('{"a": 1, "a": 2}', "a: this key is written twice", 1),
        ("[" * 100_000, "this is nested too deep", 1),
        ('{"a": ' + "9" * 5000 + "}", "a number in it is too long", 1),
    ],
)
def test_what_is_no_json_is_refused(text: str, message: str, column: int) -> None:
    """A text that is not one object of JSON is no receipt, whatever it is."""
    with pytest.raises(ReceiptError) as raised:
        Receipt.from_json(text)

    assert str(raised.value).startswith(message)
    assert raised.value.column == column


def test_the_shipped_matrices_give_short_receipts() -> None:
    """Of every row the line fits in two kilobytes, even where nothing is known."""
    found = pm.load()

    lengths = [len(found.receipt(User("ana"), it).to_json()) for it in found.actions]

    assert max(lengths) < 2000
