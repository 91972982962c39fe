"""`permmatrix replay`: past decisions that would be others now."""

from __future__ import annotations

import csv
import html
import io
import json
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import permmatrix as pm
from commands import DOCUMENTS, Command
from permmatrix import User
from permmatrix.receipts import JsonLines

ANA = User("ana", levels={"documents": "editor"}, granular={"documents": ["share"]})
BEN = User("ben", levels={"documents": "viewer"})
OPENED = {"id": "D-1", "author": "ben", "locked": False}

# editors may not share any more, viewers read what is theirs, authors need not be the editor
CHANGED = (
    DOCUMENTS.replace("editor: share}", "editor: deny}")
    .replace("{viewer: allow, editor: allow}", "{viewer: author, editor: allow}")
    .replace("guard: {not: locked}, cells: {viewer: author,", "cells: {viewer: allow,")
)


@pytest.fixture
def log(command: Command) -> Path:
    """Give a log of six decisions about documents, beside a changed policy."""
    del command  # it makes the folder and changes to it
    path = Path("receipts.jsonl")
    Path("changed.yaml").write_text(CHANGED, encoding="utf-8")
    with JsonLines(path) as hook:
        policy = pm.load("documents.yaml").audited(hook)
        for number, (user, action) in enumerate(
            [
                (ANA, "share"),
                (BEN, "edit"),
                (ANA, "share"),
                (BEN, "read"),
                (ANA, "read"),
                (BEN, "share"),
            ]
        ):
            request = policy.for_request(f"r-{number}")
            request.allows(user, f"documents.{action}", {**OPENED, "locked": action == "edit"})
    return path


def test_the_policy_that_decided_answers_the_same(command: Command, log: Path) -> None:
    """Nothing differs, and the exit code is 0."""
    ran = command(f"replay {log} --policy documents.yaml")

    assert (ran.code, ran.out) == (0, "6 decisions: 6 are the same.\n")


def test_flips_are_listed_once_with_their_requests(command: Command, log: Path) -> None:
    """Each decision that is another now stands with its line, direction, reason and requests."""
    ran = command(f"replay {log} --policy changed.yaml")

    assert ran.code == 1
    assert ran.out.splitlines() == [
        (
            "receipts.jsonl:1:1: PM062 `documents.share` for ana on D-1 (2 times) was allowed"
            " and is denied (level)  [r-0, r-2]"
        ),
        (
            "receipts.jsonl:2:1: PM062 `documents.edit` for ben on D-1 was denied and is allowed"
            "  [r-1]"
        ),
        (
            "receipts.jsonl:4:1: PM063 `documents.read` for ben on D-1 cannot be told: the log does"
            " not say `equals resource.author user.id`  [r-3]"
        ),
        (
            "6 decisions: 2 were allowed and are denied; 1 was denied and is allowed;"
            " 1 cannot be told; 2 are the same."
        ),
    ]


@pytest.fixture
def limited(command: Command, log: Path) -> str:
    """Give a command that replays the log against a policy by which editors read PDFs alone."""
    del command, log
    held = "{level: {tool: documents, is: editor}}"
    changed = DOCUMENTS.replace("conditions:", "obligations: {pdf_only: PDF only}\nconditions:")
    changed = changed.replace(
        "viewer: allow, editor: allow",
        f"viewer: allow, editor: {{when: {held}, with: [pdf_only]}}",
    )
    Path("limited.yaml").write_text(changed, encoding="utf-8")
    return "replay receipts.jsonl --policy limited.yaml"


def test_a_yes_with_other_limits_differs(command: Command, limited: str) -> None:
    """It is told with the limits of then and now, and fails the run."""
    ran = command(limited)

    assert ran.code == 1
    assert ran.out.splitlines() == [
        (
            "receipts.jsonl:5:1: PM062 `documents.read` for ana on D-1 was allowed and is allowed"
            " with `pdf_only`  [r-4]"
        ),
        "6 decisions: 1 is allowed with other limits; 5 are the same.",
    ]


def test_every_format_tells_other_limits(command: Command, limited: str) -> None:
    """Values have both lists of limits, a sentence has them in words."""
    found = json.loads(command(f"{limited} --output-format json").out)
    [told] = found["decisions"]
    assert found["counts"]["limited"] == 1
    assert (told["kind"], told["limits_were"], told["limits_are"]) == ("limited", [], ["pdf_only"])
    [read] = csv.DictReader(io.StringIO(command(f"{limited} --output-format csv").out))
    assert (read["kind"], read["limits_were"], read["limits_are"]) == ("limited", "", "pdf_only")
    for output_format in ("markdown", "github", "gitlab", "junit", "sarif"):
        ran = command(f"{limited} --output-format {output_format}")
        assert (ran.code, "is allowed with" in ran.out) == (1, True)
        assert "pdf_only" in html.unescape(ran.out)


def test_nothing_of_a_log_is_a_formula_of_a_spreadsheet(command: Command, log: Path) -> None:
    """A quote stands before what would be one, and control characters are replaced."""
    first = json.loads(log.read_text("utf-8").splitlines()[0])
    said = {"user": "=cmd()", "resource": "\t@SUM(1)", "request": "+\x1b[31m", "action": "-x"}
    log.write_text(json.dumps({**first, **said}) + "\n", encoding="utf-8")

    ran = command(f"replay {log} --policy changed.yaml --output-format csv")

    [row] = csv.DictReader(io.StringIO(ran.out))
    assert (row["user"], row["resource"]) == ("'=cmd()", "'@SUM(1)")
    assert (row["requests"], row["action"], row["line"]) == ("'+\ufffd[31m", "'-x", "1")


def test_csv_says_elsewhere_what_has_no_row(command: Command, log: Path) -> None:
    """Lines that are no receipts, and how many decisions are what, go to standard error."""
    log.write_text("x\n" * 102 + log.read_text("utf-8"), encoding="utf-8")

    with patch("permmatrix.replay.replaying.MOST_LISTED", 1):
        ran = command(f"replay {log} --policy changed.yaml --output-format csv")

    assert len(list(csv.DictReader(io.StringIO(ran.out)))) == 1
    *problems, more, not_listed, verdict = ran.err.splitlines()
    assert sum("PM061" in it for it in problems) == 100
    assert problems[0].startswith("receipts.jsonl:1:1: PM061")
    assert more == "2 more lines are no receipts."
    assert not_listed == "2 more are counted and not listed."
    assert verdict.startswith("6 decisions: 2 were allowed and are denied; 1 was denied")


TRICK = "x\n::error::x\r\n\x1b[31m\u2028\x85\u202e[9]"


@pytest.mark.parametrize("output_format", ["text", "markdown", "github", "junit", "gitlab"])
@pytest.mark.parametrize("field", ["request", "user", "resource", "action", "platform", "level"])
def test_what_a_log_says_is_never_obeyed(
    command: Command, log: Path, output_format: str, field: str
) -> None:
    """No text of it begins a line, is a command of a forge or a terminal, or turns text around."""
    first = json.loads(log.read_text("utf-8").splitlines()[0])

    def ran(text: str) -> str:
        said: dict[str, Any] = {field: text}
        if field == "level":
            said = {"not_needed": {"levels documents": [text]}, "used": {}}
        log.write_text(json.dumps({**first, **said}) + "\n", encoding="utf-8")
        return command(f"replay {log} --policy changed.yaml --output-format {output_format}").out

    tricked = ran(TRICK)
    assert len(tricked.splitlines()) == len(ran("x").splitlines())
    assert not any(sign in tricked for sign in "\x1b\x85\u2028\u202e\r")
    assert not any(line.startswith("::error::x") for line in tricked.splitlines())


def test_what_cannot_be_told_fails_the_run_unless_it_may(command: Command, log: Path) -> None:
    """With --allow-unsettled only an answer that is another gives 1."""
    Path("receipts.jsonl").write_text(log.read_text("utf-8").splitlines()[3], encoding="utf-8")

    assert command(f"replay {log} --policy changed.yaml").code == 1
    assert command(f"replay {log} --policy changed.yaml --allow-unsettled").code == 0
    assert command(f"replay {log} --policy changed.yaml --exit-zero").code == 0


def test_an_action_that_is_gone_may_be_said_to_be_renamed(command: Command, log: Path) -> None:
    """What answers as it did is suggested; with --renamed it is asked instead."""
    Path("renamed.yaml").write_text(DOCUMENTS.replace("  read: {", "  open: {"), encoding="utf-8")

    gone = command(f"replay {log} --policy renamed.yaml")
    assert gone.code == 1
    assert "no action `documents.read` any more; `documents.open` answers just as it" in gone.out
    assert gone.out.splitlines()[-1] == "6 decisions: 2 ask for what is gone; 4 are the same."
    said = command(f"replay {log} --policy renamed.yaml --renamed documents.read=documents.open")
    assert (said.code, said.out) == (0, "6 decisions: 6 are the same.\n")


def test_a_rename_of_what_the_log_does_not_ask_for_is_a_mistake(
    command: Command, log: Path
) -> None:
    """What was found is printed all the same, and the exit code says that it was not all."""
    ran = command(f"replay {log} --policy documents.yaml --renamed documents.raed=documents.read")

    assert (ran.code, ran.out) == (2, "6 decisions: 6 are the same.\n")
    assert ran.err == (
        "permmatrix: --renamed: no decision of the log asks for"
        " `documents.raed`; did you mean `documents.read`?\n"
    )
    far = command(f"replay {log} --policy documents.yaml --renamed qqq=documents.read --exit-zero")
    assert (far.code, far.err.endswith("asks for `qqq`\n")) == (2, True)


def test_a_rename_said_twice_is_a_mistake(command: Command, log: Path) -> None:
    """Which of the two counts is not guessed."""
    renamed = "--renamed documents.read=documents.edit --renamed documents.read=documents.share"

    ran = command(f"replay {log} --policy documents.yaml {renamed}")

    message = "permmatrix: --renamed says twice what `documents.read` is called now\n"
    assert (ran.code, ran.out, ran.err) == (2, "", message)


@pytest.mark.parametrize("text", ["", "\n\n", "x\n"])
@pytest.mark.parametrize("option", ["", "--exit-zero", "--allow-unsettled"])
def test_a_log_without_a_receipt_is_no_success(
    command: Command, log: Path, text: str, option: str
) -> None:
    """A run that watches over a policy does not stay green where the log went missing."""
    log.write_text(text, encoding="utf-8")

    ran = command(f"replay {log} --policy documents.yaml {option}")

    assert ran.code == 2
    assert "0 decisions: nothing to replay" in ran.out
    assert ran.err == (
        "permmatrix: receipts.jsonl has no receipt, so there is no decision to replay\n"
    )


def test_a_line_that_is_no_receipt_is_reported_and_the_rest_replayed(
    command: Command, log: Path
) -> None:
    """It has a place and a code, and fails the run."""
    lines = log.read_bytes().splitlines()
    torn = lines[1][:-1]
    log.write_bytes(b"\n".join([lines[0], torn, b"", b"\xff", *lines[2:]]))

    ran = command(f"replay {log} --policy documents.yaml")

    assert ran.code == 1
    first, *_, last = ran.out.splitlines()
    assert first.startswith(f"receipts.jsonl:2:{len(torn) + 1}: PM061 this is not JSON")
    assert "receipts.jsonl:4:1: PM061 this is not UTF-8 text" in ran.out
    assert last == "5 decisions: 5 are the same; 2 lines could not be read."


def test_a_long_line_is_read_over(command: Command, log: Path) -> None:
    """A line of more than a mebibyte is no receipt, and those after it are read."""
    text = log.read_text("utf-8")
    log.write_text("x" * 3_000_000 + "\n" + text, encoding="utf-8")

    ran = command(f"replay {log} --policy documents.yaml")

    assert ran.out.startswith("receipts.jsonl:1:1: PM061 a line is longer than 1024 KiB")
    assert ran.out.endswith("6 decisions: 6 are the same; 1 line could not be read.\n")


def test_many_lines_that_are_no_receipts_are_counted(command: Command, log: Path) -> None:
    """A hundred are listed, and of the others it is said how many they are."""
    log.write_text("x\n" * 150, encoding="utf-8")

    ran = command(f"replay {log} --policy documents.yaml")

    assert ran.out.count("PM061") == 100
    assert "50 more lines are no receipts." in ran.out
    assert ran.out.endswith("0 decisions: nothing to replay; 150 lines could not be read.\n")


def test_a_level_or_platform_that_is_gone_is_not_settled(command: Command, log: Path) -> None:
    """A policy that does not know the level held would raise; that is told, and no answer."""
    changed = DOCUMENTS.replace("editor: Editor", "redactor: Editor").replace(
        "editor: ", "redactor: "
    )
    Path("levels.yaml").write_text(changed, encoding="utf-8")

    ran = command(f"replay {log} --policy levels.yaml")

    assert "cannot be told: no level `editor` any more; did you mean `redactor`?" in ran.out


def test_json_has_the_counts_and_every_decision(command: Command, log: Path) -> None:
    """Kinds, outcomes then and now, and requests are plain values."""
    ran = command(f"replay {log} --policy changed.yaml --output-format json")

    found = json.loads(ran.out)
    counts = {"same": 2, "lost": 2, "gained": 1, "limited": 0, "open": 1, "gone": 0}
    assert found["counts"] == counts
    first = found["decisions"][0]
    assert (first["kind"], first["was"], first["now"]) == ("lost", "allowed", "level")
    assert (first["count"], first["requests"]) == (2, ["r-0", "r-2"])


def test_csv_and_markdown_have_a_row_for_each(command: Command, log: Path) -> None:
    """Both list the three decisions that became something else."""
    table = command(f"replay {log} --policy changed.yaml --output-format csv").out
    page = command(f"replay {log} --policy changed.yaml --output-format markdown").out

    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(it["line"], it["kind"]) for it in rows] == [
        ("1", "lost"),
        ("2", "gained"),
        ("4", "open"),
    ]
    assert rows[0]["requests"] == "r-0; r-2"
    assert page.count("\n| ") == 5


@pytest.mark.parametrize("output_format", ["github", "gitlab", "junit", "sarif"])
def test_forges_get_findings_at_the_lines(command: Command, log: Path, output_format: str) -> None:
    """Every other format of findings has those of a replay as well."""
    ran = command(f"replay {log} --policy changed.yaml --output-format {output_format}")

    assert ran.code == 1
    assert "PM062" in ran.out
    assert "receipts.jsonl" in ran.out


def test_a_compiled_file_and_a_folder_are_policies_too(command: Command, log: Path) -> None:
    """What is asked may be any of what other verbs compare."""
    command("compile documents.yaml -o policy.json")
    Path("folder").mkdir()
    Path("documents.yaml").rename("folder/documents.yaml")

    for policy in ("policy.json", "folder"):
        assert command(f"replay {log} --policy {policy}").code == 0


def test_a_log_comes_from_standard_input(
    command: Command, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dash is standard input, for the log or the policy and not for both."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(log.read_bytes())))

    assert command("replay - --policy documents.yaml").out == "6 decisions: 6 are the same.\n"
    both = command("replay - --policy -")
    assert (both.code, both.err) == (2, "permmatrix: standard input can be read once only\n")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("replay", "say which log"),
        ("replay one two", "say which log"),
        ("replay nowhere.jsonl", "nowhere.jsonl:1:1: PM101 the file cannot be read"),
        ("replay . --policy documents.yaml", "PM101 the file cannot be read"),
        ("replay documents.yaml --policy nowhere.yaml", "PM101"),
        ("replay documents.yaml --renamed x", "write it as OLD=NEW"),
        (
            "replay documents.yaml --policy documents.yaml --renamed a=documents.raed",
            "did you mean `documents.read`",
        ),
    ],
)
def test_mistakes_are_said(command: Command, line: str, message: str) -> None:
    """What cannot be carried out, or read, gives 2 and a plain message."""
    ran = command(line)

    assert ran.code == 2
    assert message in ran.err
