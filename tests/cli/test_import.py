"""permmatrix import: files of facts of what the service's API answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import permmatrix as pm
from commands import Command
from permmatrix.facts_file import read_facts
from permmatrix.model import MatrixSet

MATRICES = MatrixSet(tuple(pm.load().matrices.values()))


def level(number: int, name: str) -> dict[str, Any]:
    """Give a level as the service writes it."""
    return {"id": number, "name": name}


def permissions(*tools: dict[str, Any]) -> dict[str, Any]:
    """Give an answer of settings/permissions."""
    return {"tools": list(tools)}


COMMITMENTS: dict[str, Any] = {
    "name": "commitments",
    "friendly_name": "Commitments",
    "tab_group": "financials",
    "user_access_level": level(3, "Standard"),
    "permitted_actions": [
        {"action_name": "x1", "label": "Create Purchase Order Contract", "tool_name": "c"},
        {"action_name": "create_work_order_contract", "label": "Create Subcontract"},
    ],
}
UNKNOWN = {it: None for it in MATRICES.tools if it != "commitments"}
OPEN = {"start_date": "2025-03-01", "end_date": "2025-03-31", "due_date": "x", "status": "open"}


def saved(name: str, value: object) -> None:
    """Save an answer in the folder that commands run in."""
    Path(name).write_text(json.dumps(value, indent=1), encoding="utf-8")


def test_answers_become_facts_that_are_asked_about(command: Command) -> None:
    """What is written is a file that --facts reads, and it answers as the service's data say."""
    saved("ana.json", permissions(COMMITMENTS, {"name": "rfis", "friendly_name": "RFIs"}))
    saved("open.json", {"data": [
        {"id": 71, "private": True, "accessor_ids": [7], "bill_recipient_ids": [7, 8],
         "show_line_items_to_non_admins": False},
        {"id": "01J", "private": False, "accessor_ids": [], "bill_recipient_ids": []},
    ]})  # fmt: skip
    saved("prime.json", [{"id": 81, "accessor_ids": [7]}])
    saved("po.json", [{"id": 91, "private": False, "invoice_contacts": [{"id": 8}, {"id": 8}]}])
    saved("wo.json", {"id": 92, "private": None})
    saved("periods.json", [OPEN])

    done = command(
        "import --project 101 --permissions 7=ana.json --commitments open.json"
        " --head-contracts prime.json --purchase-orders po.json --work-orders wo.json"
        " --billing-periods periods.json --on 2025-03-31 -o facts.json"
    )

    assert done.code == 0
    assert done.err.splitlines() == [
        "kept aside: of user `7`: the tool `rfis`, which the policy has not",
    ]
    facts = read_facts("facts.json", MATRICES)
    assert facts.users == {
        "7": {
            "id": "7",
            "levels": {"commitments": {"101": "standard"}, **UNKNOWN},
            "granular": {
                "commitments": {
                    "101": ["create_purchase_order_contract", "create_work_order_contract"]
                },
                **UNKNOWN,
            },
        }
    }
    listed = {"private_members", "progress_claim_contacts", "private", "kind"}
    assert {
        id_: {key: it for key, it in facts.items() if key in listed}
        for id_, facts in facts.resources.items()
    } == {
        "71": {"kind": None, "private": True, "private_members": ["7"],
               "progress_claim_contacts": ["7", "8"]},
        "01J": {"kind": None, "private": False, "private_members": [],
                "progress_claim_contacts": []},
        "81": {"kind": "head_contract", "private": None, "private_members": ["7"],
               "progress_claim_contacts": None},
        "91": {"kind": "purchase_order", "private": False, "private_members": None,
               "progress_claim_contacts": ["8"]},
        "92": {"kind": "subcontract", "private": None, "private_members": None,
               "progress_claim_contacts": None},
    }  # fmt: skip
    assert facts.resources["71"]["show_line_items_to_non_admins"] is False
    assert {it["project"] for it in facts.resources.values()} == {"101"}
    assert facts.context == {"during_billing_period": True}
    asked = "commitments.create_progress_claim_as_contact"
    assert command(f"can 7 {asked} 71 --facts facts.json").code == 0
    assert command(f"can 7 {asked} 91 --facts facts.json").code == 1
    assert command(f"can 7 {asked} 92 --facts facts.json").code == 1


def test_without_a_file_facts_are_printed(command: Command) -> None:
    """Standard output has the facts and nothing else."""
    saved("ana.json", permissions({**COMMITMENTS, "permitted_actions": []}))

    done = command("import --project 101 --permissions 7=ana.json")

    assert json.loads(done.out)["users"]["7"] == {
        "levels": {"commitments": {"101": "standard"}, **UNKNOWN},
        "granular": {"commitments": {"101": []}, **UNKNOWN},
    }
    assert done.err == ""


def test_a_tool_of_another_name_is_taken_where_that_is_said(command: Command) -> None:
    """The service's name for a tool is not guessed."""
    prime = {"name": "prime_contracts", "user_access_level": level(4, "Admin")}
    saved("ana.json", permissions(prime))
    line = "import --project 101 --permissions 7=ana.json"

    assert "kept aside: of user `7`: the tool `prime_contracts`" in command(line).err
    done = command(f"{line} --tool prime_contracts=head_contracts")
    assert json.loads(done.out)["users"]["7"]["levels"]["head_contracts"] == {"101": "admin"}
    assert "did you mean `head_contracts`" in command(f"{line} --tool x=head_contract").err


NEGATIVE = """\
format: permmatrix/1
id: commitments
title: Commitments
tool: commitments
levels: {none: None, standard: Standard}
default_level: none
scope: resource.project
granular: {export: {title: Export}}
actions:
  read: {title: Read, cells: {none: allow, standard: allow}}
  share: {title: Share, cells: {none: {not: export}, standard: {not: export}}}
"""
STANDARD = {"name": "commitments", "user_access_level": level(3, "Standard")}
NONE = {"name": "commitments", "user_access_level": level(1, "None")}


@pytest.mark.parametrize(
    ("tools", "read", "share"),
    [
        ([], 1, 1),
        ([{"name": "rfis", "user_access_level": level(3, "Standard")}], 1, 1),
        ([STANDARD], 0, 1),
        ([{**STANDARD, "permitted_actions": None}], 0, 1),
        ([{**STANDARD, "permitted_actions": [{"action_name": "exports"}]}], 0, 1),
        ([{**STANDARD, "permitted_actions": [{"label": "Export"}, {}]}], 0, 1),
        ([{**STANDARD, "permitted_actions": [{"label": "Export"}]}], 0, 1),
        ([{**STANDARD, "permitted_actions": []}], 0, 0),
        ([{**NONE, "permitted_actions": []}], 0, 0),
    ],
)
def test_what_an_answer_does_not_say_is_not_known(
    command: Command, tools: list[dict[str, Any]], read: int, share: int
) -> None:
    """A tool or its permissions left out allow nobody for holding no more, as do unknown ones."""
    Path("negative.yaml").write_text(NEGATIVE, encoding="utf-8")
    saved("ana.json", {"tools": tools})
    saved("open.json", [{"id": 71}])
    asked = "--matrices negative.yaml"

    done = command(
        f"import --project 101 --permissions 7=ana.json --commitments open.json {asked}"
        " -o facts.json"
    )

    assert done.code == 0
    assert command(f"can 7 commitments.read 71 --facts facts.json {asked}").code == read
    assert command(f"can 7 commitments.share 71 --facts facts.json {asked}").code == share
    assert command("review negative.yaml --facts facts.json").code in {0, 1}


def test_a_permission_kept_aside_is_told_with_what_follows(command: Command) -> None:
    """Whoever holds a permission that the policy has not may hold any of those it has."""
    permitted = [{"action_name": "export", "label": "Export"}, *COMMITMENTS["permitted_actions"]]
    saved("ana.json", permissions({**COMMITMENTS, "permitted_actions": permitted}))

    done = command("import --project 101 --permissions 7=ana.json")

    assert json.loads(done.out)["users"]["7"]["granular"]["commitments"] is None
    assert done.err == (
        "kept aside: of user `7`: `Export` on `commitments`, which the policy has not, so which"
        " granular permissions are held there is not known\n"
    )


@pytest.mark.parametrize(
    ("day", "periods", "expected"),
    [
        ("2025-03-01", [OPEN], True),
        ("2025-04-01", [OPEN], False),
        ("2025-02-28", [OPEN], False),
        ("2025-03-14", [], False),
        ("2025-03-14", [{**OPEN, "status": "closed"}], None),
        ("2025-03-14", [{**OPEN, "status": None}], None),
        ("2025-03-14", [OPEN, OPEN], None),
        ("2025-04-14", [{**OPEN, "end_date": None}], None),
    ],
)
def test_the_billing_period_is_said_where_it_is_settled(
    command: Command, day: str, periods: list[dict[str, str | None]], *, expected: bool | None
) -> None:
    """A day is in the one open period that holds it; what the periods leave open is unknown."""
    saved("periods.json", periods)

    done = command(f"import --project 101 --billing-periods periods.json --on {day}")

    assert done.code == 0
    assert json.loads(done.out)["context"] == {"during_billing_period": expected}
    assert ("not settled" in done.err) is (expected is None)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"errors": "Unauthorized"}, "PM202 `tools` is missing"),
        (permissions({"name": "commitments"}), "PM202 `user_access_level` is missing"),
        (permissions({**COMMITMENTS, "user_access_level": level(2, "Admin")}), "PM301"),
        (permissions({**COMMITMENTS, "user_access_level": level(5, "Owner")}), "PM301"),
        (permissions({**COMMITMENTS, "user_access_level": 4}), "PM203"),
        (permissions({**COMMITMENTS, "friendly_name": "Head Contracts"}), "PM312"),
        (permissions(COMMITMENTS, COMMITMENTS), "PM207"),
        ({"tools": [3]}, "PM203 this should be an object"),
        (permissions({**COMMITMENTS, "permitted_actions": {}}), "PM203"),
        ("", "PM"),
    ],
)
def test_malformed_permissions_are_reported_at_their_places(
    command: Command, answer: object, code: str
) -> None:
    """Nothing is written of an answer that is not one."""
    saved("ana.json", answer)

    done = command("import --project 101 --permissions 7=ana.json -o facts.json")

    assert done.code == 2
    assert done.err.startswith("ana.json:")
    assert code in done.err
    assert not Path("facts.json").exists()


@pytest.mark.parametrize(
    ("contracts", "code"),
    [
        ([{"id": 1, "private": "false"}], "PM203 `private` should be true or false"),
        ([{"id": 1, "private": 0}], "PM203 `private`"),
        ([{"id": 1, "accessor_ids": 7}], "PM203 `accessor_ids` should be a list of ids"),
        ([{"id": 1, "accessor_ids": [True]}], "PM203"),
        ([{"id": 1, "accessor_ids": [7.0]}], "PM203"),
        ([{"id": 1, "bill_recipient_ids": [{}]}], "PM202"),
        ([{"private": True}], "PM202 `id` is missing"),
        ([{"id": 1}, {"id": "1"}], "PM207 there is a contract `1` already"),
        ([{"private": 1}] * 200, "PM114"),
    ],
)
def test_malformed_contracts_are_reported_at_their_places(
    command: Command, contracts: object, code: str
) -> None:
    """What is of the wrong kind is an error, with its line and column."""
    saved("open.json", contracts)

    done = command("import --project 101 --commitments open.json -o facts.json")

    assert done.code == 2
    assert done.err.startswith("open.json:")
    assert code in done.err
    assert not Path("facts.json").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"data": [{"id": 1},', "1:20: PM105 this JSON ends before it is complete"),
        ('{"data": [{"id": 1', "1:18: PM105 this JSON ends before it is complete"),
        ('[{"id": "C', "1:9: PM105 this JSON ends before it is complete"),
        ('[{"id": 1}\n', "1:10: PM105 this JSON ends before it is complete"),
        ("[{id: 1}]", "1:3: PM105 this is not valid JSON: expecting property name"),
        ("- id: 1", "1:1: PM105 this is not valid JSON: expecting value"),
        ('[{"id": 1}]\n[{"id": 2}]', "2:1: PM105 this is not valid JSON: extra data"),
        ('{"data": [{"id": NaN}]}', "1:18: PM105 JSON has no `NaN`"),
        ('[{"id": "\\"NaN", "n": -Infinity}]', "1:23: PM105 JSON has no `-Infinity`"),
        ("[" * 100_000, "1:51: PM106"),
        ("", "1:1: PM111 the file is empty"),
        ('{"errors": "unauthorized"}', "1:1: PM203 this is no list of contracts"),
        ('{"data": {"errors": []}}', "1:10: PM203 this is no list of contracts"),
    ],
)
def test_what_is_no_json_or_no_answer_is_said_at_its_place(
    command: Command, text: str, said: str
) -> None:
    """A file that was cut short, or holds another answer, is told from one in another notation."""
    Path("open.json").write_text(text, encoding="utf-8")

    done = command("import --project 101 --commitments open.json -o facts.json")

    assert done.code == 2
    assert done.err.startswith(f"open.json:{said}")
    assert "YAML" not in done.err
    assert not Path("facts.json").exists()


def test_an_answer_of_something_else_is_no_list_of_periods(command: Command) -> None:
    """An error that the service answered does not leave the billing period open."""
    saved("periods.json", {"errors": "unauthorized"})

    done = command("import --project 101 --billing-periods periods.json --on 2025-03-14")

    assert (done.code, done.out) == (2, "")
    assert "PM203 this is no list of billing periods" in done.err


def test_one_contract_or_period_may_be_answered_alone(command: Command) -> None:
    """An object that is a contract, or a period, is a list of one."""
    saved("one.json", {"id": "NaN"})
    saved("period.json", {"data": OPEN})

    done = command(
        "import --project 101 --commitments one.json --billing-periods period.json --on 2025-03-14"
    )

    assert done.code == 0
    assert list(json.loads(done.out)["contracts"]) == ["NaN"]
    assert json.loads(done.out)["context"] == {"during_billing_period": True}


FIRST: dict[str, Any] = {"data": [{"id": 1}, {"id": 2}]}
SECOND: dict[str, Any] = {"data": [{"id": 3}]}
NEXT = {"links": {"next": "/contracts?page=2"}}
FOLLOWS = "what follows `first.json`, which says that there is another page"


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({**FIRST, "meta": {"page": 1, "total": 1900}}, None, "1,898 of 1,900 contracts, on other"),
        ({**FIRST, "meta": {"total": 4}}, SECOND, "1 of 4 contracts, on other pages than `first"),
        ({**FIRST, **NEXT, "meta": {"total": 3}}, {**SECOND, "meta": {"total": 3}}, ""),
        ({**FIRST, "meta": {"total": 2}}, None, ""),
        ({**FIRST, **NEXT}, None, FOLLOWS),
        ({**FIRST, "links": {"next": {"href": "/2"}}}, SECOND, FOLLOWS),
        ({**FIRST, "links": {"next": None}, "meta": {"total": "many"}}, None, ""),
        ({**FIRST, "links": [], "meta": None}, None, ""),
    ],
)
def test_what_is_on_other_pages_is_told(
    first: object, second: object | None, told: str, command: Command
) -> None:
    """An answer that is one page of several is taken, and told from one that is whole."""
    saved("first.json", first)
    line = "import --project 101 --commitments first.json"
    if second is not None:
        saved("second.json", second)
        line += " --commitments second.json"

    done = command(line)

    assert done.code == 0
    assert sorted(json.loads(done.out)["contracts"]) == ["1", "2", *(["3"] if second else [])]
    assert done.err.startswith(f"kept aside: {told}" if told else "")
    assert done.err.count("\n") == (told != "")


def test_a_billing_period_on_another_page_leaves_it_open(command: Command) -> None:
    """A day that no period of one page holds may be in one of the next."""
    saved("periods.json", {"data": [OPEN], **NEXT})

    done = command("import --project 101 --billing-periods periods.json --on 2025-04-14")

    assert json.loads(done.out)["context"] == {"during_billing_period": None}
    assert "what follows `periods.json`" in done.err
    assert "not settled" in done.err


@pytest.mark.parametrize("named", [{"project_id": 999}, {"project": {"id": "999", "name": "x"}}])
@pytest.mark.parametrize(
    ("line", "record"),
    [
        ("--purchase-orders open.json", {"id": 5, "private": False}),
        ("--commitments open.json", {"id": 5}),
        ("--billing-periods open.json --on 2025-03-14", OPEN),
    ],
)
def test_an_answer_of_another_project_is_reported_at_its_place(
    command: Command, line: str, record: dict[str, Any], named: dict[str, Any]
) -> None:
    """What says that it is of another project than the one asked for is not put into this one."""
    saved("open.json", [record, {**record, "id": 6, **named}])

    done = command(f"import --project 101 {line} -o facts.json")

    assert done.code == 2
    assert "PM204 this is of the project `999`, and not of `101`" in done.err
    lines = Path("open.json").read_text(encoding="utf-8").splitlines()
    (line_,) = [number for number, it in enumerate(lines, 1) if "999" in it]
    assert done.err.startswith(f"open.json:{line_}:")
    assert not Path("facts.json").exists()


@pytest.mark.parametrize(
    "named", [{"project_id": "101"}, {"project": {"id": 101}}, {"project": None}, {"project": {}}]
)
def test_an_answer_of_the_project_is_taken(command: Command, named: dict[str, Any]) -> None:
    """An answer may name the project it is asked for, as a number or as text."""
    saved("open.json", [{"id": 5, **named}])

    done = command("import --project 101 --commitments open.json")

    assert done.code == 0
    assert json.loads(done.out)["contracts"]["5"]["project"] == "101"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "name what to import"),
        ("--permissions ana.json", "write USER=FILE"),
        ("--permissions 7=a --permissions 7=b", "is given twice"),
        ("--billing-periods p.json", "go together"),
        ("--on 2025-03-14 --commitments x.json", "go together"),
        ("--billing-periods p.json --on march", "write a day as 2025-03-14"),
        ("--commitments none.json", "none.json:1:1: PM101"),
    ],
)
def test_what_cannot_be_imported_is_said(command: Command, line: str, said: str) -> None:
    """Usage errors are one sentence."""
    done = command(f"import --project 101 {line}")

    assert done.code == 2
    assert said in done.err


def test_ids_survive_whatever_they_are(command: Command) -> None:
    """Ids of odd characters are read back from the file as they were."""
    ids = ["o'hara", 'a"b', "a\u2028b", "\x85", "😀", "no", "1", "a: b", "#", "{}"]
    saved("open.json", [{"id": it, "accessor_ids": [it]} for it in ids])

    assert command("import --project null --commitments open.json -o facts.json").code == 0
    facts = read_facts("facts.json", MATRICES)
    assert {id_: it["private_members"] for id_, it in facts.resources.items()} == {
        id_: [id_] for id_ in ids
    }
    assert {it["project"] for it in facts.resources.values()} == {"null"}
