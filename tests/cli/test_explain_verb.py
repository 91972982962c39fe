"""`permmatrix explain`: an answer with its working, as text and as JSON."""

from __future__ import annotations

import json

import pytest

from commands import FACTS, Command

CONTACTS = "resource.progress_claim_contacts"
NOT_ADDED = """\
No: Standard on Head Contracts needs more: on the contract's private list.
dov asks about HC-2: View a head contract

Head Contracts > View a Head Contract That is Not Private
    [head_contracts.view_public_head_contract]
  No: the row applies only when this holds: not marked private.
  The row applies when:
    no         not this:
      yes        marked private  (resource.private is true)
  Level held on Head Contracts: Standard (by user.levels.head_contracts)
  Standard says: yes
"""


def test_an_operation_shows_each_of_its_rows(command: Command) -> None:
    """The rows stand one below the other, each with its own answer."""
    ran = command(f"explain dov head_contracts.view_head_contract HC-2 {FACTS}")

    assert ran.code == 1
    assert ran.out.startswith(NOT_ADDED)
    assert "\n  No: Standard on Head Contracts needs more: on the contract's priv" in ran.out
    assert "(user.id is not in resource.private_members)\n" in ran.out


@pytest.mark.parametrize(
    ("asked", "code", "lines"),
    [
        (
            "ana commitments.create_purchase_order PO-7",
            0,
            [
                "ana asks about PO-7: Create a Purchase Order",
                "  Level held on Commitments: Read Only (by user.levels.commitments)",
                "  Read Only says: with conditions",
                "    yes        the granular permission Create Purchase Order Contract  (held, by",
                "               user.granular.commitments)",
            ],
        ),
        (
            "chi commitments.submit_progress_claim_as_contact SC-3",
            1,
            [
                f"No: not enough is known to say yes: {CONTACTS} was not given.",
                "    not known  progress claim contact on the purchase order or subcontract",
                f"               ({CONTACTS} was not given)",
                "  Note: Only for someone this very commitment names as its contact.",
            ],
        ),
        (
            "eve invoicing.edit_billing_periods PO-7",
            1,
            [
                "No: no level was given on Commitments, and None does not allow it; Admin would.",
                "  Level held on Commitments: None (by default: none was given)",
                "  None says: no",
                "  Source: Invoicing - User Permissions, Invoicing, Procore",
            ],
        ),
        (
            "ben commitments.search --platform ios",
            0,
            ["Yes: Admin on Commitments allows it.", "ben asks on ios: Search Commitments"],
        ),
        (
            "commitments.search --level standard",
            0,
            ["Yes: Standard on Commitments allows it.", "The user asks: Search Commitments"],
        ),
    ],
    ids=["granular", "unknown", "default", "platform", "nobody"],
)
def test_shows_what_the_answer_rests_on(
    command: Command, asked: str, code: int, lines: list[str]
) -> None:
    """The levels held, the requirement part by part, and where the row is documented."""
    ran = command(f"explain {asked} {FACTS}")

    assert ran.code == code
    assert [line for line in ran.out.splitlines() if line in lines] == lines


def test_fits_a_narrow_terminal(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal no line is longer than it, and what does not fit hangs below its beginning."""
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("permmatrix.cli.output._on_terminal", lambda: True)

    ran = command(f"explain chi commitments.set_or_release_retention_during_period PO-7 {FACTS}")

    assert max(map(len, ran.out.splitlines())) <= 60
    assert (
        "  In doubt: The period stands in the title alone. Taken\n"
        "    here: A guard, on a fact the application supplies.\n"
    ) in ran.out


def test_is_folded_at_a_hundred_elsewhere(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a file or a pipe the width does not depend on the terminal."""
    monkeypatch.setenv("COLUMNS", "60")

    ran = command(f"explain chi commitments.set_or_release_retention_during_period PO-7 {FACTS}")

    assert 90 < max(map(len, ran.out.splitlines())) <= 100


def test_strict_is_an_error_here_too(command: Command) -> None:
    """--strict means the same as for can."""
    asked = f"explain chi commitments.submit_progress_claim_as_contact SC-3 {FACTS}"

    assert command(f"{asked} --strict").code == 2


CREATE = f"explain chi commitments.create_purchase_order PO-7 {FACTS}"


def test_says_what_would_allow_it(command: Command) -> None:
    """Every fix is numbered, the one with the least power first."""
    told = command(CREATE).out.partition("What would allow it, the least power first:\n")[2]

    first, second = (line for line in told.splitlines() if line[:5].strip().endswith("."))
    assert first.startswith("  1. Give chi the granular permission Create Purchase Order Contract")
    assert second.startswith("  2. Give chi Admin on Commitments")


def test_speaks_to_the_person_refused(command: Command) -> None:
    """--for person leaves the working out and says what they need."""
    ran = command(f"{CREATE} --for person")

    assert ran.code == 1
    assert ran.out == (
        "You cannot do this: Create a Purchase Order.\n"
        "You need to hold the granular permission Create Purchase Order Contract on Commitments or"
        " to hold\n  Admin on Commitments.\n"
    )


def test_json_is_for_either_reader(command: Command) -> None:
    """A page that shows a refusal gets no working and no places of files."""
    told = json.loads(command(f"{CREATE} --for person --output-format json").out)

    assert list(told) == ["allowed", "action", "title", "says", "needs", "complete"]


def test_can_be_markdown(command: Command) -> None:
    """For a ticket, to either reader."""
    whole, short = (
        command(f"{CREATE} --output-format markdown --for {it}").out
        for it in ("administrator", "person")
    )

    assert whole.startswith("**No:** ")
    assert "\n1. Give chi the granular permission" in whole
    assert short.startswith("You cannot do this: Create a Purchase Order.\n\nYou need ")


def test_can_be_a_tree(command: Command) -> None:
    """The tree ends as others do, with the same code."""
    ran = command(f"{CREATE} --output-format tree")

    assert ran.code == 1
    assert ran.out.startswith("no: ")
    assert "What would allow it, the least power first\n" in ran.out
    assert command(f"{CREATE} --output-format tree --for person").code == 2
    assert "\x1b[" in command(f"{CREATE} --output-format tree --color always").out


class TestJson:
    """The working as JSON, and what would change the answer."""

    def test_keys_are_pinned(self, command: Command) -> None:
        """Each object has these keys and no others."""
        asked = f"explain dov head_contracts.view_head_contract HC-2 {FACTS}"

        whole = json.loads(command(f"{asked} --output-format json").out)

        row = whole["rows"][1]
        level = row["levels"][0]
        assert " ".join(whole) == (
            "allowed outcome reason action user resource platform level missing errors "
            "obligations title rows fixes revocations complete"
        )
        assert " ".join(row) == (
            "action title matrix tool allowed outcome reason guard levels notes doubts "
            "advisories source place"
        )
        assert " ".join(level) == "id title held read held_when cell requirement obligations"
        assert " ".join(level["requirement"]) == "words value detail read parts"

    def test_has_the_working(self, command: Command) -> None:
        """The parts of a requirement stand within it, each with its value."""
        asked = f"explain ana commitments.create_subcontractor_sov PO-7 {FACTS}"

        whole = json.loads(command(f"{asked} --output-format json").out)

        [row] = whole["rows"]
        [level] = row["levels"]
        assert (level["id"], level["held"], level["cell"]) == (
            "read_only",
            "given",
            "with conditions",
        )
        assert [(it["value"], it["detail"]) for it in level["requirement"]["parts"]] == [
            ("yes", "held, by user.granular.commitments"),
            ("no", "not held, by user.granular.commitments"),
        ]

    def test_agrees_with_can(self, command: Command) -> None:
        """What can says is all in it, and the same."""
        asked = f"dov head_contracts.view_head_contract HC-2 {FACTS} --output-format json"

        explained = json.loads(command(f"explain {asked}").out)

        answered = json.loads(command(f"can {asked}").out)
        assert answered == {key: explained[key] for key in answered}

    def test_has_an_entry_for_each_row_of_an_operation(self, command: Command) -> None:
        """Rows come in the order of the operation."""
        asked = f"explain dov head_contracts.view_head_contract HC-2 {FACTS}"

        whole = json.loads(command(f"{asked} --output-format json").out)

        assert [(row["action"], row["outcome"]) for row in whole["rows"]] == [
            ("head_contracts.view_public_head_contract", "guard"),
            ("head_contracts.view_private_head_contract", "requirement"),
        ]
