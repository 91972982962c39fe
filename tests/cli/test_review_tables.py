"""`permmatrix review` over tables: who may do what, counted or listed, and whole or not there."""

from __future__ import annotations

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from commands import Command
from permmatrix import Contract, User, load
from permmatrix.cli.stopping import ended_cleanly

USERS = '''\
id,project,levels.commitments,granular.commitments,levels.head_contracts
ana,harbour,standard,"[""create_purchase_order_contract""]",[]
ana,tower,"[""read_only""]",[],read_only
ben,harbour,admin,[],
ben,harbour,admin,[],
"o'neil ""q""",,none,[],standard
'''
CONTRACTS = '''\
id,project,private,private_members,progress_claim_contacts
PO-7,harbour,true,"[""ana"", ""ghost""]","[""ana""]"
HC-2,tower,false,[],"[""ben"", null]"
HC-3,,TRUE,"[""o'neil \\""q\\""""]",
HC-4,quarry,,[],[]
'''
LINE = "review --users users.csv --contracts contracts.csv"


@pytest.fixture(autouse=True)
def _files(command: Command, tmp_path: Path) -> None:  # noqa: ARG001  which writes its own first
    (tmp_path / "users.csv").write_text(USERS, encoding="utf-8")
    (tmp_path / "contracts.csv").write_text(CONTRACTS, encoding="utf-8")


def expected() -> set[tuple[str, str, str]]:
    """Ask one by one what the two files say."""
    made = "create_purchase_order_contract"
    users = [
        User(
            "ana",
            levels={
                "commitments": {"harbour": "standard", "tower": ["read_only"]},
                "head_contracts": {"harbour": [], "tower": "read_only"},
            },
            granular={"commitments": {"harbour": [made], "tower": []}},
        ),
        User(
            "ben",
            levels={"commitments": {"harbour": "admin"}, "head_contracts": {"harbour": None}},
            granular={"commitments": {"harbour": []}},
        ),
        User(
            'o\'neil "q"',
            levels={"commitments": "none", "head_contracts": "standard"},
            granular={"commitments": []},
        ),
    ]
    contracts = [
        Contract(
            "PO-7",
            project="harbour",
            private=True,
            private_members=["ana", "ghost"],
            progress_claim_contacts=["ana"],
        ),
        Contract(
            "HC-2",
            project="tower",
            private=False,
            private_members=[],
            progress_claim_contacts=["ben"],
        ),
        Contract("HC-3", private=True, private_members=['o\'neil "q"']),
        Contract("HC-4", project="quarry", private_members=[], progress_claim_contacts=[]),
    ]
    policy = load()
    return {
        (user.id, contract.id, action)
        for user in users
        for contract in contracts
        for action in policy.actions
        if policy.can(user, action, contract)
    }


def test_all_that_is_allowed_as_csv(command: Command, tmp_path: Path) -> None:
    """`--to` writes every user, contract and action that is allowed, and no other."""
    ran = command(f"{LINE} --to allowed.csv")

    with (tmp_path / "allowed.csv").open(encoding="utf-8", newline="") as file:
        heads, *rows = csv.reader(file)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert heads == ["user", "contract", "action"]
    assert sorted(map(tuple, rows)) == sorted(expected())
    assert {row[0] for row in rows} == {"ana", "ben", 'o\'neil "q"'}


def test_counts(command: Command) -> None:
    """`--counts` says how many are allowed, by what is named, in order."""
    ran = command(f"{LINE} --counts contract,user --output-format csv")

    pairs = sorted({(user, contract) for user, contract, _ in expected()})
    by_hand = [
        [user, contract, str(sum(it[:2] == (user, contract) for it in expected()))]
        for user, contract in pairs
    ]
    assert ran.code == 0
    assert list(csv.reader(ran.out.splitlines())) == [["user", "contract", "allowed"], *by_hand]


def test_counts_by_action_unless_said_otherwise(command: Command) -> None:
    """With nothing more, each action is shown with how many may do it with what."""
    ran = command(f"{LINE} --output-format json")

    found = {row["action"]: row["allowed"] for row in json.loads(ran.out)}
    assert found["commitments.edit_purchase_order"] == 1
    assert sum(found.values()) == len(expected())


def test_who_can_do_something_anywhere(command: Command) -> None:
    """`--who` names the users who may do it, with the number of contracts."""
    ran = command(f"{LINE} --who head_contracts.view_head_contract")

    assert ran.code == 0
    assert ran.out.split() == ["user", "contracts", "ana", "1", "o'neil", '"q"', "2"]


def test_a_pattern_of_actions(command: Command) -> None:
    """`--actions` restricts the review to what fits."""
    ran = command(f"{LINE} --actions invoicing.*,commitments.search --counts action")

    assert {line.split()[0].partition(".")[0] for line in ran.out.splitlines()[1:]} <= {
        "invoicing",
        "commitments",
    }
    assert "commitments.search " in ran.out
    assert "commitments.edit_purchase_order" not in ran.out


def test_a_fact_of_the_context(command: Command) -> None:
    """A condition that the application supplies is said with `--fact`."""
    row = "commitments.set_or_release_retention_during_period"
    asked = f"{LINE} --actions {row} --output-format csv"

    without = command(asked)
    with_it = command(f"{asked} --fact during_billing_period=true")

    assert without.out == "action,allowed\n"
    assert with_it.out.startswith(f"action,allowed\n{row},")


def test_help_says_which_formats_there_are(command: Command) -> None:
    """Those of a review of tables are fewer than the other review has, and all are taken."""
    said = " ".join(command("review --help").out.split())

    assert "The formats are text, json and csv, and a file is written with --to." in said
    for name in ("text", "json", "csv"):
        assert command(f"{LINE} --output-format {name}").code == 0
    assert command(f"{LINE} --output-format markdown").code == 2


DATED = """\
format: permmatrix/1
id: docs
title: Docs
tool: docs
levels: {viewer: Viewer}
default_level: viewer
conditions:
  begun: {title: begun, test: {at_or_before: [resource.begins, context.today]}}
  young: {title: young, test: {before: [context.today, "2030-01-01"]}}
  near: {title: near, test: {contains: [context.sites, resource.site]}}
actions:
  read: {title: Read, cells: {viewer: begun}}
  edit: {title: Edit, cells: {viewer: young}}
  visit: {title: Visit, cells: {viewer: near}}
"""
WRONG = "context.today should be a number, a date or a time, but is text"


@pytest.mark.parametrize(
    ("facts", "notes"),
    [
        ("--fact context.today=2026-01-01 --fact 'context.sites=[a]'", []),
        ("--fact context.today=notadate --fact 'context.sites=[a]'", [WRONG]),
        ("--fact context.today=notadate --fact context.sites=a --actions docs.read", [WRONG]),
        ("--fact context.sites=a", ["context.sites should be a collection, but is text"]),
    ],
)
def test_a_fact_that_no_test_can_use_is_told(
    facts: str, notes: list[str], command: Command, tmp_path: Path
) -> None:
    """It denies as it does where one asks of one contract, and a note says why."""
    (tmp_path / "dated.yaml").write_text(DATED, encoding="utf-8")
    (tmp_path / "users.csv").write_text("id\nana\n", encoding="utf-8")
    (tmp_path / "contracts.csv").write_text("id,begins,site\nD1,2025-01-01,a\n", encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(
        "format: permmatrix-facts/1\nusers: {ana: {}}\n"
        'contracts: {D1: {begins: "2025-01-01", site: a}}\n',
        encoding="utf-8",
    )
    given = facts.partition(" --actions")[0]

    ran = command(f"review dated.yaml --users users.csv --contracts contracts.csv {facts}")
    asked = [
        command(f"can ana docs.{it} D1 --matrices dated.yaml --facts facts.yaml {given}").out
        for it in ("read", "edit", "visit")
    ]

    told = [it.removeprefix("note: ") for it in ran.err.splitlines() if "context." in it]
    assert ran.code == 0
    assert told == [f"{it}, which denies" for it in notes]
    assert all(any(note in it for it in asked) for note in notes)
    assert all(it.startswith("yes") for it in asked) is (notes == [])


@pytest.mark.parametrize("name", ["sqlite", "parquet"])
def test_other_kinds_of_table(name: str, command: Command, tmp_path: Path) -> None:
    """SQLite and Parquet say the same as CSV."""
    if name == "sqlite":
        users, contracts = in_sqlite(tmp_path)
    else:
        users, contracts = in_parquet(tmp_path)

    ran = command(f"review --users '{users}' --contracts '{contracts}' --to found.csv")

    found = (tmp_path / "found.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert (ran.code, ran.err) == (0, "")
    assert sorted(map(tuple, csv.reader(found))) == sorted(expected())


def rows_of(path: Path) -> tuple[list[str], list[list[str | None]]]:
    """Read a CSV file: nothing is null."""
    with path.open(encoding="utf-8", newline="") as file:
        heads, *rows = csv.reader(file)
    return heads, [[cell or None for cell in row] for row in rows]


def in_sqlite(folder: Path) -> tuple[str, str]:
    """Put the two files into a database."""
    with sqlite3.connect(folder / "app.db") as connection:
        for name in ("users", "contracts"):
            heads, rows = rows_of(folder / f"{name}.csv")
            columns = ", ".join(f'"{head}" TEXT' for head in heads)
            connection.execute(f"CREATE TABLE {name} ({columns})")
            marks = ", ".join("?" * len(heads))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608  the names are above
    connection.close()
    return "sqlite:///app.db#users", "sqlite:///app.db#contracts"


def in_parquet(folder: Path) -> tuple[str, str]:
    """Write the two files as Parquet, with lists and truth values for what they are."""
    import pyarrow as pa  # noqa: PLC0415  only here
    import pyarrow.parquet as pq  # noqa: PLC0415  as above

    for name in ("users", "contracts"):
        heads, rows = rows_of(folder / f"{name}.csv")
        columns = {}
        values: list[Any]
        for place, head in enumerate(heads):
            texts = [row[place] for row in rows]
            if head == "private":
                of, values = pa.bool_(), [it and it.lower() == "true" for it in texts]
            elif head in {"id", "project"}:
                of, values = pa.string(), texts
            else:
                of, values = pa.list_(pa.string()), [it and _listed(it) for it in texts]
            columns[head] = pa.array(values, of)
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    return "users.parquet", "contracts.parquet"


def _listed(text: str) -> list[str]:
    found: list[str] = json.loads(text) if text.startswith("[") else [text]
    return found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ben,harbour,admin", "ben,harbour,admn", "did you mean `admin`? (in the row of ben)"),
        ("create_purchase", "creat_purchase", "unknown granular permission `creat_purchase_or"),
        ("levels.commitments", "levels.comitments", "no tool `comitments`; did you mean `commit"),
        (
            '"[""read_only""]"',
            "[null]",
            "`levels.commitments` has null in a list, which is no level",
        ),
        (",[],read_only", ",[null],read_only", "has null in a list, which is no granular permis"),
        ("levels.head", "Levels.head", "a column `Levels.head_contracts`, which nobody reads; did"),
        ("granular.", "GRANULAR.", "did you mean `granular.commitments`?"),
        ("ben,harbour,admin,[],\nben", "ben,harbour,none,[],\nben", "different things of ben"),
        ("ana,tower", "ana,", "the user ana has rows with a project and one without"),
        ("ana,tower", ",tower", "the users have a row without an `id`"),
        ("id,project", "id,projekt", "the users have no column `project`"),
        ("id,project", "key,project", "the users have no column `id`"),
        ('"[""read_only""]"', '"[""read_only"""', "which should be a list such as"),
    ],
)
def test_mistakes_in_users(old: str, new: str, said: str, command: Command, tmp_path: Path) -> None:
    """What cannot be read stops the review, and is named."""
    assert old in USERS
    (tmp_path / "users.csv").write_text(USERS.replace(old, new, 1), encoding="utf-8")

    ran = command(f"{LINE} --to allowed.csv")

    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "allowed.csv").exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("true", "yes", "has 'yes', which should be true or false (in the row of PO-7)"),
        ('"[""ana""]"', "ana", 'which should be a list such as ["a"], of texts; lists'),
        ("HC-2", "PO-7", "rows of the contracts say different things of PO-7"),
    ],
)
def test_mistakes_in_contracts(
    old: str, new: str, said: str, command: Command, tmp_path: Path
) -> None:
    """The same of contracts."""
    assert old in CONTRACTS
    (tmp_path / "contracts.csv").write_text(CONTRACTS.replace(old, new, 1), encoding="utf-8")

    ran = command(f"{LINE} --counts user")

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_columns_that_are_not_there(command: Command, tmp_path: Path) -> None:
    """A column left out is not known of anybody, and it is said."""
    text = CONTRACTS.replace("progress_claim_contacts", "progress_claim_contact")
    (tmp_path / "contracts.csv").write_text(text, encoding="utf-8")

    ran = command(f"{LINE} --counts action --output-format csv")

    assert ran.code == 0
    assert "no column `progress_claim_contacts`: it is not known of any" in ran.err
    assert "did you mean the column `progress_claim_contact`?" in ran.err
    assert "review_line_items_as_contact" not in ran.out
    assert "commitments.search" in ran.out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("review --users users.csv", "needs both --users TABLE and --contracts TABLE"),
        ("review --to x.csv", "needs both"),
        (f"{LINE} --to x.txt", "should end in .parquet or .csv"),
        (f"{LINE} --to nowhere/x.csv", "there is no folder nowhere"),
        (f"{LINE} --counts users", "count by user, contract, action"),
        (f"{LINE} --who commitments.serch", "did you mean `commitments.search`?"),
        (f"{LINE} --actions comitments.*", "unknown action `comitments.*`"),
        (f"{LINE} --platform wb", "unknown platform `wb`"),
        (f"{LINE} --facts f.yaml", "has neither --facts"),
        (f"{LINE} --output-format sarif", "is written as text or json or csv"),
        (f"{LINE} --memory lots", "memory of lots cannot be set"),
        (f"{LINE} --threads 0", "--threads should be 1 to 1,000"),
        (f"{LINE} --threads 99999999999999999999", "--threads should be 1 to 1,000"),
        (f"{LINE} --memory 4", "say a whole number and its unit, such as 500MB or 4GB"),
        (f"{LINE} --memory 1KB", "the memory was not enough, and --memory allows for more: Out of"),
        (f"{LINE} --memory 0GB", "say a whole number and its unit, such as 500MB or 4GB"),
        (f"{LINE} --who commitments.*", "--who is for one action; of several, --actions PATTERN"),
        ("review --users no.csv --contracts no.csv --to folder.csv", "a folder, which is not repl"),
        ("review --users no.csv --contracts no.csv --to no/x.csv", "there is no folder no"),
        (
            "review --users no.csv --contracts no.csv --to users.csv --engine spark",
            "users.csv cannot be written: it is a file, which no folder replaces",
        ),
        (f"{LINE} --master local", "--master is for --engine spark"),
        (f"{LINE} --fact resource.private=true", "--fact says what is so of all"),
        ("review --users no.csv --contracts contracts.csv", "no.csv cannot be read: no such file"),
        ("review --users mysql://h/d#t --contracts contracts.csv", "write sqlite:// or postgres"),
        ("review --users sqlite:///no.db#u --contracts contracts.csv", "no such file"),
    ],
)
def test_mistakes_in_the_command(line: str, said: str, command: Command, tmp_path: Path) -> None:
    """Each is a sentence, and the code is 2."""
    (tmp_path / "folder.csv").mkdir()

    ran = command(line)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_a_table_that_a_database_has_not(command: Command, tmp_path: Path) -> None:
    """A misspelt table is named, with the one that was meant."""
    in_sqlite(tmp_path)

    ran = command("review --users sqlite:///app.db#user --contracts sqlite:///app.db#contracts")

    assert (ran.code, ran.out) == (2, "")
    assert "has no table `user`; did you mean `users`?" in ran.err


def test_steps_are_told(command: Command) -> None:
    """With `-v` each step is said on standard error, and what is found is the same."""
    quiet, told = command(f"{LINE} --counts user"), command(f"{LINE} --counts user -v")

    assert quiet.out == told.out
    assert quiet.err == ""
    assert "reading the users\n" in told.err
    assert " combinations\n" in told.err


def test_what_was_there_is_replaced_by_the_whole(command: Command, tmp_path: Path) -> None:
    """A file that is there is kept by a review that fails, and replaced by one that does not."""
    target = tmp_path / "allowed.csv"
    target.write_text("old", encoding="utf-8")

    assert command(f"{LINE} --to allowed.csv --actions nothing").code == 2
    assert target.read_text(encoding="utf-8") == "old"
    assert command(f"{LINE} --to allowed.csv").code == 0
    assert target.read_text(encoding="utf-8").startswith("user,contract,action\n")
    assert sorted(it.name for it in tmp_path.iterdir() if "allowed" in it.name) == ["allowed.csv"]


@pytest.mark.parametrize("line", [LINE, "review --facts facts.yaml", "review"])
@pytest.mark.parametrize("name", ["users", "contracts", "to", "counts", "who", "platform"])
def test_an_option_of_an_empty_text_is_told(name: str, line: str, command: Command) -> None:
    """A variable of the shell that is not set is no way to say nothing: no review is made."""
    ran = command(f"{line} --{name}", "")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"permmatrix: --{name} names nothing: its text is empty\n"


@pytest.mark.parametrize(
    ("users", "target"),
    [
        ("users.csv", "users.csv"),
        ("users.csv", "./users.csv"),
        ("users.csv", "link.csv"),
        ("link.csv", "users.csv"),
        ("second.csv", "users.csv"),
    ],
)
@pytest.mark.parametrize("other", ["contracts.csv", "users.csv"])
def test_what_is_read_is_not_written_over(
    users: str, target: str, other: str, command: Command, tmp_path: Path
) -> None:
    """A table of a review is never replaced by it, however the file is called."""
    (tmp_path / "link.csv").symlink_to("users.csv")
    (tmp_path / "second.csv").hardlink_to(tmp_path / "users.csv")
    line = f"--users {users} --contracts {other}"

    ran = command(f"review {line} --to {target}")

    assert (ran.code, ran.out) == (2, "")
    assert f"{Path(target)} cannot be written: it is read as a table, {users}" in ran.err
    assert (tmp_path / "users.csv").read_text(encoding="utf-8") == USERS


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let what is started be stopped, also where the tests run in the background or by nohup."""
    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.default_int_handler),
        signal.SIGHUP: signal.signal(signal.SIGHUP, signal.SIG_DFL),
    }
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    ("signal_", "expected"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
def test_a_review_that_is_stopped_leaves_nothing(
    signal_: signal.Signals, expected: int, tmp_path: Path
) -> None:
    """Stopped while it writes, a review leaves no file, not even an unfinished one."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    write_many(tmp_path, users=500, contracts=5_000)
    line = "review --users many.csv --contracts much.csv --to all.csv -v --threads 1"
    with subprocess.Popen(
        [sys.executable, "-m", "permmatrix", *line.split()],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_COLOR": "1", "TMPDIR": str(scratch)},
    ) as ran:
        assert ran.stderr is not None
        for told in ran.stderr:
            if "writing all.csv" in told:
                break
        wait_for_part(tmp_path)
        ran.send_signal(signal_)
        ran.stderr.read()
        code = ran.wait(60)

    assert code == expected
    assert list(scratch.iterdir()) == []
    assert sorted(it.name for it in tmp_path.iterdir() if "all.csv" in it.name) == []


def test_a_closed_terminal_does_not_end_what_nohup_began() -> None:
    """A signal that is ignored stays so, and what is heard is put back as it was."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    terminated = signal.getsignal(signal.SIGTERM)
    try:
        with ended_cleanly():
            signal.raise_signal(signal.SIGHUP)
            assert signal.getsignal(signal.SIGTERM) is not terminated
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is terminated
    finally:
        signal.signal(signal.SIGHUP, before)


def wait_for_part(folder: Path) -> None:
    """Wait until an unfinished file is there."""
    for _ in range(1_000):
        begun = [it.name for it in folder.iterdir() if "all.csv" in it.name]
        if begun:
            assert all(it.startswith(".") and it.endswith(".partial") for it in begun)
            return
        time.sleep(0.01)
    raise AssertionError("nothing was begun")


def write_many(folder: Path, *, users: int, contracts: int) -> None:
    """Write users who may do everything, and contracts."""
    with (folder / "many.csv").open("w", encoding="utf-8") as file:
        file.write("id,project,levels.commitments,levels.head_contracts,granular.commitments\n")
        file.writelines(f"u{it},,admin,admin,[]\n" for it in range(users))
    with (folder / "much.csv").open("w", encoding="utf-8") as file:
        file.write("id,project,private,private_members,progress_claim_contacts\n")
        file.writelines(f"c{it},p,true,[],[]\n" for it in range(contracts))


def test_who_may_do_something_as_a_file(command: Command, tmp_path: Path) -> None:
    """The column of a file is called as it is on standard output."""
    line = f"{LINE} --who commitments.search"

    told, written = command(f"{line} --output-format csv"), command(f"{line} --to who.csv")

    lines = (tmp_path / "who.csv").read_text(encoding="utf-8").splitlines()
    assert (told.code, written.code) == (0, 0)
    assert lines[0] == "user,contracts"
    assert sorted(lines) == sorted(told.out.splitlines())
    assert len(lines) > 1


def test_blanks_between_actions(command: Command) -> None:
    """Actions may be named with blanks after their commas."""
    names = ("commitments.search", "commitments.accept_invite_to_bill")

    ran = command(f"{LINE} --output-format csv --actions", ", ".join(names))

    assert ran.code == 0
    assert ran == command(f"{LINE} --output-format csv --actions", ",".join(names))


def test_only_counts_are_told_in_thousands(command: Command, tmp_path: Path) -> None:
    """A user and a contract whose ids are numbers are told as they are written elsewhere."""
    with closing(sqlite3.connect(tmp_path / "app.db")) as connection:
        connection.execute('CREATE TABLE users (id, project, "levels.commitments")')
        connection.execute("INSERT INTO users VALUES (1234567, 'p1', 'admin')")
        connection.execute("CREATE TABLE contracts (id, project)")
        numbers = [(it, "p1") for it in range(7_000_000, 7_001_200)]
        connection.executemany("INSERT INTO contracts VALUES (?, ?)", numbers)
        connection.commit()
    line = "review --users sqlite:///app.db#users --contracts sqlite:///app.db#contracts"

    users = command(f"{line} --who commitments.search")
    contracts = command(f"{line} --actions commitments.search --counts contract")

    assert users.out.split() == ["user", "contracts", "1234567", "1,200"]
    assert contracts.out.split()[:4] == ["contract", "allowed", "7000000", "1"]
