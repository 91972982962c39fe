"""`permmatrix review`: who holds more than they need, and what comes of what people hold."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from commands import DOCUMENTS, HARBOUR, MATRICES, Command
from permmatrix import User, load

ADVISED = f"""\
{DOCUMENTS}\
advisories:
  own:
    when: {{all: [author, {{level: {{is: editor}}}}]}}
    says: An author edits what is theirs anyway.
invariants:
  another:
    says: Nobody edits and shares.
    different_people: {{actions: [edit, share], resources: one}}
  readers:
    says: Two people can read a document.
    people: {{actions: [read], at_least: 2}}
"""
FACTS = """\
format: permmatrix-facts/1
users:
  ana: {levels: {documents: editor}, granular: {documents: [share]}, needs: [documents.read]}
  ben: {levels: {documents: none}, granular: {documents: [share]}, needs: ["documents.*"]}
resources:
  plan: {author: ana, locked: false}
  memo: {author: null, locked: false}
"""
LINE = "review documents.yaml --facts facts.yaml"


@pytest.fixture(autouse=True)
def _files(command: Command, tmp_path: Path) -> None:  # noqa: ARG001  which writes its own first
    (tmp_path / "documents.yaml").write_text(ADVISED, encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")


def test_everything_that_is_found(command: Command) -> None:
    """Each finding at its line of the facts, how bad it is, and of what."""
    ran = command(LINE)

    found = [line for line in ran.out.splitlines() if line.startswith("facts.yaml:")]
    assert (ran.code, ran.err) == (1, "")
    assert [line.partition(" `")[0].partition(" whether")[0] for line in found] == [
        "facts.yaml:3:3: warning: PM054",
        "facts.yaml:3:3: PM055",
        "facts.yaml:3:3: note: PM056",
        "facts.yaml:3:29: warning: PM051",
        "facts.yaml:4:59: warning: PM053",
        "facts.yaml:4:68: warning: PM052",
        "facts.yaml:6:3: PM055",
        "facts.yaml:7:3: PM055",
    ]


def test_everybody_is_in_the_text(command: Command) -> None:
    """What they hold, need and can do, and how much was looked at."""
    lines = command(LINE).out.splitlines()

    assert lines[-7:] == [
        "user  can        needs  findings  holds",
        "ana   3 actions  1      4         Editor and Share Documents on Documents",
        "ben   0 actions  3      2         Share Documents on Documents",
        "",
        "Found 3 errors, 4 warnings and 1 note.",
        "2 users and 2 resources reviewed.",
        "1 question could not be told.",
    ]


def test_sentences_say_who_and_what(command: Command) -> None:
    """A reader of one line knows what to look at."""
    out = command(LINE).out

    for said in (
        "`ana` trips `documents.own` on `plan`: author of the document and Editor on Documents",
        "`ana` holds Editor and Share Documents on Documents, where Viewer on Documents would do",
        "`ben` needs `documents.read`, `documents.edit` and `documents.share`, which nothing they",
        "`share` on `documents` changes nothing for `ben`: None on Documents denies",
        "`ana` can do `documents.edit` and `documents.share` on `plan` and `memo`",
        "1 person can do `documents.read` on `plan`, fewer than 2: `ana`",
        "whether `ana` trips `documents.own` on `memo` could not be told: resource.author was not",
    ):
        assert said in out


def test_a_note_alone_is_no_finding(command: Command, tmp_path: Path) -> None:
    """What could not be told fails no run, and is told all the same."""
    people = "  ana: {levels: {documents: editor}}\n  ben: {levels: {documents: viewer}}\n"
    facts = f"format: permmatrix-facts/1\nusers:\n{people}resources: {{memo: {{author: null}}}}\n"
    (tmp_path / "facts.yaml").write_text(facts, encoding="utf-8")

    ran = command(LINE)

    assert (ran.code, ran.out.count("PM056")) == (0, 1)
    assert "Found 1 note.\n" in ran.out
    assert "Of 2 users nobody said what they need.\n" in ran.out


def test_nothing_is_found_of_nobody(command: Command, tmp_path: Path) -> None:
    """A file without users has nobody to look at."""
    (tmp_path / "facts.yaml").write_text("format: permmatrix-facts/1\n", encoding="utf-8")
    (tmp_path / "documents.yaml").write_text(DOCUMENTS, encoding="utf-8")

    ran = command(LINE)

    assert ran.code == 0
    assert ran.out == "No problems in 1 file.\n0 users and 0 resources reviewed.\n"


def test_json_has_values(command: Command) -> None:
    """Users, and findings with what they are about; nothing has to be read from sentences."""
    found = json.loads(command(f"{LINE} --output-format json").out)

    by_code: dict[str, list[dict[str, object]]] = {}
    for it in found["findings"]:
        by_code.setdefault(it["code"], []).append(it)
    (excess,), (idle,), (told,) = (by_code[it] for it in ("PM051", "PM053", "PM056"))
    assert excess["users"] == ["ana"]
    assert excess["instead"] == [
        {"levels": {"documents": ["viewer"]}, "granular": {"documents": []}}
    ]
    assert excess["beyond"] == ["documents.edit", "documents.share"]
    assert excess["location"] == {"row": 3, "column": 29}
    assert (idle["granular"], idle["why"]) == ("share", "denied_anyway")
    assert (told["what"], told["missing"]) == ("advised-against", ["resource.author"])
    assert [it["resources"] for it in by_code["PM055"]] == [["plan", "memo"], ["plan"], ["memo"]]
    assert [(it["id"], it["needs"], it["findings"]) for it in found["users"]] == [
        ("ana", ["documents.read"], 4),
        ("ben", ["documents.read", "documents.edit", "documents.share"], 2),
    ]
    assert (found["resources"], found["not_judged"]) == (["plan", "memo"], [])


def test_csv_has_a_line_for_each_finding(command: Command) -> None:
    """Under heads, as a spreadsheet takes it."""
    rows = list(csv.DictReader(io.StringIO(command(f"{LINE} --output-format csv").out)))

    assert len(rows) == 8
    first = next(row for row in rows if row["code"] == "PM053")
    assert (first["name"], first["severity"]) == ("changes-nothing", "warning")
    assert (first["users"], first["about"]) == ("ben", "share")
    assert first["place"] == "facts.yaml:4:59"
    broken = [row for row in rows if row["code"] == "PM055"]
    assert [row["resources"] for row in broken] == ["plan; memo", "plan", "memo"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@a", "\t=b"])
def test_csv_has_no_formulas(command: Command, tmp_path: Path, name: str) -> None:
    """A name that a spreadsheet would calculate has a quote before it."""
    facts = FACTS.replace("  ana:", f"  {json.dumps(name)}:")
    (tmp_path / "facts.yaml").write_text(facts, encoding="utf-8")

    rows = list(csv.DictReader(io.StringIO(command(f"{LINE} --output-format csv").out)))

    assert f"'{name.strip()}" in {row["users"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(name[0])]


def test_markdown_has_findings_and_users(command: Command) -> None:
    """Two tables, for a summary or a comment."""
    out = command(f"{LINE} --output-format markdown").out

    assert out.startswith("### permmatrix review\n\nFound 3 errors, 4 warnings and 1 note.\n")
    assert "| severity | place | code | finding |" in out
    assert "| user | can | needs | findings | holds |" in out
    assert "| ben | 0 actions | 3 | 2 | Share Documents on Documents |" in out


@pytest.mark.parametrize("form", ["github", "gitlab", "junit", "sarif"])
def test_findings_have_the_formats_of_reports(command: Command, form: str) -> None:
    """A review in CI marks the lines of the assignments."""
    ran = command(f"{LINE} --output-format {form}")

    assert ran.code == 1
    assert "PM053" in ran.out
    assert "facts.yaml" in ran.out


def test_findings_can_be_let_pass(command: Command, tmp_path: Path) -> None:
    """Into a file, and without failing."""
    ran = command(f"{LINE} --output-format csv --output-file review.csv --exit-zero")

    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "review.csv: Found 3 errors, 4 warnings and 1 note\n"
    assert (tmp_path / "review.csv").read_text("utf-8").count("PM0") == 8


def log(folder: Path, *asked: tuple[str, str], user: str = "ana") -> None:
    """Write a log of what somebody asked, at a level each time, with an empty line in it."""
    policy = load(str(folder / "documents.yaml"))
    receipts = [
        policy.receipt(User(user, levels={"documents": level}), action, {"locked": False})
        for level, action in asked
    ]
    lines = [receipt.to_json() for receipt in receipts]
    (folder / "log.jsonl").write_text("\n\n".join([*lines, ""]), encoding="utf-8")


def test_what_was_used_is_needed(command: Command, tmp_path: Path) -> None:
    """What ana was allowed is no more than is needed; what was denied, and to others, is none."""
    plain = command(LINE).out
    log(tmp_path, ("editor", "documents.read"), ("viewer", "documents.share"))
    same = command(f"{LINE} --used log.jsonl").out
    log(tmp_path, ("editor", "documents.edit"), user="eve")
    other = command(f"{LINE} --used log.jsonl").out
    log(tmp_path, ("editor", "documents.edit"))
    more = command(f"{LINE} --used log.jsonl").out

    assert "  help: what they hold also allows `documents.edit` and `documents.share`\n" in plain
    assert plain == same
    assert other.startswith(plain)
    assert more != plain
    assert "ana   3 actions  2 " in more


def test_those_who_said_nothing_are_judged_by_what_they_used(
    command: Command, tmp_path: Path
) -> None:
    """A log is enough to say that a level is too much."""
    facts = "format: permmatrix-facts/1\nusers: {ana: {levels: {documents: editor}}}\n"
    (tmp_path / "facts.yaml").write_text(facts, encoding="utf-8")
    log(tmp_path, ("editor", "documents.read"))

    found = json.loads(command(f"{LINE} --used log.jsonl --output-format json").out)

    (excess,) = (it for it in found["findings"] if it["code"] == "PM051")
    assert excess["needs"] == ["documents.read"]
    assert found["not_judged"] == []


def test_an_action_of_a_log_that_there_is_no_more_is_a_note(
    command: Command, tmp_path: Path
) -> None:
    """At its line, with the one that may be meant; it stops no review, and is in every format."""
    log(tmp_path, ("editor", "documents.read"), ("editor", "documents.edit"))
    text = (tmp_path / "log.jsonl").read_text("utf-8")
    (tmp_path / "log.jsonl").write_text(text.replace("documents.edit", "documents.edt"), "utf-8")
    plain = command(LINE)

    ran = command(f"{LINE} --used log.jsonl")
    values = json.loads(command(f"{LINE} --used log.jsonl --output-format json").out)
    lines = command(f"{LINE} --used log.jsonl --output-format csv").out.splitlines()

    said = "whether `ana` needs `documents.edt` could not be told"
    assert ran.code == plain.code
    assert f"log.jsonl:3:1: note: PM056 {said}" in ran.out
    assert "did you mean `documents.edit`" in ran.out
    assert said in values["findings"][-1]["message"]
    assert "log.jsonl:3:1" in lines[-1]


def test_lines_of_a_log_that_do_not_matter_are_not_looked_at(
    command: Command, tmp_path: Path
) -> None:
    """An action that there is no more, denied or asked for by somebody else."""
    log(tmp_path, ("viewer", "documents.share"))
    denied = (tmp_path / "log.jsonl").read_text("utf-8")
    log(tmp_path, ("editor", "documents.edit"), user="eve")
    text = denied + (tmp_path / "log.jsonl").read_text("utf-8")
    gone = text.replace("documents.share", "documents.shr").replace("documents.edit", "documents.e")
    (tmp_path / "log.jsonl").write_text(gone, "utf-8")

    ran = command(f"{LINE} --used log.jsonl")

    assert "log.jsonl:" not in ran.out
    said = (
        "1 decision of log.jsonl allowed something to somebody who is not in the file of facts.\n"
    )
    assert ran.out == command(LINE).out + said


def test_lines_that_are_no_receipts_are_mistakes(command: Command, tmp_path: Path) -> None:
    """Each at its place, and not too many of them."""
    (tmp_path / "log.jsonl").write_bytes(b'\xff\n{"format": 1}\n' + b"x\n" * 200)

    ran = command(f"{LINE} --used log.jsonl")

    assert (ran.code, ran.out) == (2, "")
    assert "log.jsonl:1:1: PM061 this is not UTF-8 text" in ran.err
    assert "log.jsonl:2:2: PM061 format: " in ran.err
    assert ran.err.count("PM061") == 100
    assert "PM114 more than 100 problems" in ran.err


def test_the_documented_matrices_go_without_saying(command: Command, tmp_path: Path) -> None:
    """As for the verbs that ask; settings may name the facts."""
    facts = "format: permmatrix-facts/1\nusers: {ana: {levels: {commitments: admin}}}\n"
    (tmp_path / "facts.yaml").write_text(facts, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.permmatrix]\nfacts = "facts.yaml"\n', "utf-8")

    ran = command("review")

    assert ran.code == 0
    assert "ana   30 actions  not said  0         Admin on Commitments\n" in ran.out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("review documents.yaml", "say whom to review: permmatrix review --facts facts.yaml"),
        ("review - --facts -", "standard input can be read once only"),
        ("review documents.yaml --facts - --used -", "standard input can be read once only"),
        (f"{LINE} --used nowhere.jsonl", "nowhere.jsonl:1:1: PM101 the file cannot"),
        (
            f"{LINE} --used documents.yaml",
            "documents.yaml:1:1: PM061 ",
        ),
        ("review --facts nowhere.yaml", "nowhere.yaml:1:1: PM101"),
        ("review nowhere.yaml --facts facts.yaml", "nowhere.yaml:1:1: PM101"),
        ("review documents.yaml --fcts facts.yaml", "did you mean --facts or"),
    ],
)
def test_a_mistake_in_the_command_is_said(command: Command, line: str, said: str) -> None:
    """With the exit code 2, and nothing reviewed."""
    ran = command(line)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.parametrize(
    ("was", "mistake", "said"),
    [
        ("documents.read]", "documents.raed]", "3:78: PM304 unknown action `documents.raed`"),
        ("documents.*", "document.*", "4:76: PM304 no action fits `document.*`"),
        ("[documents.read]", "documents.read", "3:77: PM203 `needs` should be a list, not text"),
        ("documents: editor", "documents: edtor", "3:29: PM301 unknown level `edtor`"),
        ("needs: [", "neds: [", "3:70: PM201 unknown key `neds`"),
    ],
)
def test_a_mistake_in_the_facts_is_said_where_it_stands(
    command: Command, tmp_path: Path, was: str, mistake: str, said: str
) -> None:
    """Nobody is reviewed by a file with a mistake in it."""
    (tmp_path / "facts.yaml").write_text(FACTS.replace(was, mistake, 1), encoding="utf-8")

    ran = command(LINE)

    assert (ran.code, ran.out) == (2, "")
    assert f"facts.yaml:{said}" in ran.err


def test_a_promise_that_nobody_could_keep_is_an_error_before_all(
    command: Command, tmp_path: Path
) -> None:
    """A policy with something wrong is no measure."""
    wrong = ADVISED.replace("at_least: 2", "at_least: 2, at_most: 1")
    (tmp_path / "documents.yaml").write_text(wrong, encoding="utf-8")

    ran = command(LINE)

    assert ran.code == 2
    assert "documents.yaml:24:3: PM704" in ran.err


def test_the_example_has_somebody_who_holds_too_much(command: Command) -> None:
    """Of six people one, and two of whom something could not be told."""
    ran = command(f"review --facts {HARBOUR}")

    assert ran.code == 1
    assert ran.out.count("PM051 `dov` holds Standard") == 1
    assert "eve   39 actions  not said  0         in marina: Admin on Commitments, and" in ran.out
    assert "Found 1 warning and 2 notes.\n6 users and 5 resources reviewed.\n" in ran.out


def test_the_shipped_matrices_and_a_folder_are_reviewed_alike(command: Command) -> None:
    """A folder of matrices is read as a whole."""
    facts = "facts.yaml"
    Path(facts).write_text(
        "format: permmatrix-facts/1\n"
        "users: {chi: {levels: {commitments: standard}}}\n"
        "contracts: {PO-7: {progress_claim_contacts: [chi]}}\n",
        encoding="utf-8",
    )

    one, other = command(f"review --facts {facts}"), command(f"review {MATRICES} --facts {facts}")

    assert one.code == other.code == 1
    assert "`chi` trips `commitments.contact_holds_standard` on `PO-7`" in one.out
    assert one.out == other.out.replace(MATRICES, "permmatrix/matrices")
