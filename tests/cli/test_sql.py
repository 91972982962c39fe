"""`permmatrix sql`: the rows that a user may do an action on, as a query."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import permmatrix as pm
from commands import Command
from permmatrix.queries.sql import DIALECTS
from permmatrix.store import schema

VIEW = "head_contracts.view_head_contract"
ANA = "--level standard --fact user.id=ana"
MAPPING = """\
format: permmatrix-mapping/1
table: crm.papers
key: {column: number, type: integer}
facts:
  resource.author: writer
  resource.locked: {column: locked, nullable: false}
"""


@pytest.fixture
def mapping(command: Command, tmp_path: Path) -> Command:
    """Write a mapping for the matrix in the folder."""
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return command


def query(ran: Any) -> dict[str, Any]:
    """Read an answer in JSON."""
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


class TestText:
    """What is written for a reader."""

    def test_is_a_query_and_its_parameters(self, mapping: Command) -> None:
        """The query stands first, and each parameter is a comment below it."""
        ran = mapping(
            "sql ana documents.edit --level viewer --matrices documents.yaml"
            " --map mapping.yaml --dialect sqlite"
        )

        assert (ran.code, ran.err) == (0, "")
        text, comment = ran.out.rsplit("-- ", 1)
        assert 'SELECT\n  "papers"."number"\nFROM "crm"."papers"\nWHERE' in text
        assert '"papers"."writer" COLLATE BINARY = :p1' in text
        assert comment == 'p1 = "ana"\n'

    def test_is_a_condition_alone_where_that_is_asked_for(self, command: Command) -> None:
        """What is to stand after WHERE is one line."""
        ran = command(f"sql {VIEW} {ANA} --fact resource.private=true --condition --dialect duckdb")

        assert ran.out == (
            'EXISTS(SELECT 1 FROM "contract_private_members" AS "m1" '
            'WHERE "m1"."contract_id" = "contracts"."id" AND "m1"."user_id" = $p1)\n'
            '-- p1 = "ana"\n'
        )

    def test_keeps_values_within_their_comments(self, command: Command) -> None:
        """A value with the end of a line in it is one line of a comment, and never text of SQL."""
        evil = "ana\n; DROP TABLE contracts; --\u2028\x85'\""
        ran = command(f"sql {VIEW} --level standard", "--fact", f"user.id={json.dumps(evil)}")

        (line,) = [it for it in ran.out.splitlines() if "DROP" in it]
        assert line.startswith("-- p1 = ")
        assert json.loads(line.removeprefix("-- p1 = ")) == evil

    @pytest.mark.parametrize(
        ("level", "dialect", "text"),
        [
            ("admin", "postgres", "TRUE\n-- always: every row is allowed\n"),
            ("admin", "tsql", "1 = 1\n-- always: every row is allowed\n"),
            ("none", "postgres", "FALSE\n-- never: no row is allowed\n"),
            ("none", "sqlite", "1 = 0\n-- never: no row is allowed\n"),
        ],
    )
    def test_says_always_and_never(
        self, command: Command, level: str, dialect: str, text: str
    ) -> None:
        """Where no row hangs on its facts, that is said."""
        asked = f"sql commitments.search --level {level} --dialect {dialect} --condition"
        assert command(asked) == (0, text, "")

    @pytest.mark.parametrize("dialect", DIALECTS)
    def test_is_written_in_every_dialect(self, command: Command, dialect: str) -> None:
        """Each of them is there to choose, and the answer says which it is in."""
        found = query(command(f"sql {VIEW} {ANA} --dialect {dialect} --output-format json"))

        assert (found["dialect"], found["answer"]) == (dialect, "sometimes")
        assert {it["value"] for it in found["parameters"]} == {"ana"}

    def test_tells_what_is_not_known_of_the_user(self, command: Command) -> None:
        """What denies, not being known of whoever asks, is said beside the query."""
        ran = command(f"sql {VIEW} --level standard")

        assert (ran.code, ran.err) == (0, "user.id was not given, which denies\n")
        assert "contract_private_members" not in ran.out

    def test_tells_what_cannot_be_used_of_the_user(self, command: Command) -> None:
        """A fact of a wrong kind is said beside the query, and is part of it as JSON."""
        asked = f"sql {VIEW} --level standard --fact user.id=true"
        ran = command(asked)
        assert ran.code == 0
        assert ran.err == (
            "user.id should be text, a number or a UUID, but is a truth value, which denies\n"
        )

        found = json.loads(command(f"{asked} --output-format json").out)
        (error,) = found["errors"]
        assert (error["fact"], error["found"]) == ("user.id", "is a truth value")
        assert (found["missing"], found["settled"]) == ([], [])

    @pytest.mark.parametrize(
        ("place", "why"),
        [
            ("null", "is mapped to null, not known of any row"),
            (
                "{column: x, type: uuid}",
                "is mapped to UUIDs, which nothing it is compared with can be",
            ),
        ],
    )
    def test_tells_what_the_mapping_settles(self, mapping: Command, place: str, why: str) -> None:
        """No row is allowed, and it is said for which fact."""
        text = MAPPING.replace("writer", place)
        Path("mapping.yaml").write_text(text, encoding="utf-8")
        asked = "sql ana documents.edit --level viewer --matrices documents.yaml --map mapping.yaml"
        ran = mapping(f"{asked} --condition")

        assert ran.out == "FALSE\n-- never: no row is allowed\n"
        assert ran.err == f"resource.author {why}, which denies\n"
        found = json.loads(mapping(f"{asked} --output-format json").out)
        assert found["answer"] == "never"
        assert found["settled"] == [{"fact": "resource.author", "reason": why}]

    def test_takes_a_style_and_a_table(self, command: Command) -> None:
        """Parameters are written in the style named, and the table may be another."""
        ran = command(f"sql {VIEW} {ANA} --paramstyle numeric --table sales.deals")

        assert 'FROM "sales"."deals"' in ran.out
        assert '"m1"."user_id" = $1' in ran.out


class TestRows:
    """What the query finds."""

    @pytest.fixture
    def store(self, command: Command, tmp_path: Path) -> Command:
        """Make a store in the folder that commands run in."""
        engine = sa.create_engine(f"sqlite:///{tmp_path / 'crm.db'}")
        schema.create(engine)
        levels = {"user_id": "ana", "tool": "head_contracts"}
        rows: dict[sa.Table, list[dict[str, Any]]] = {
            schema.users: [{"id": "ana"}, {"id": "Ana"}],
            schema.projects: [{"id": "harbour"}, {"id": "marina"}, {"id": "Harbour"}],
            schema.user_levels: [
                {**levels, "project_id": "harbour", "level": "standard"},
                {**levels, "project_id": "marina", "level": "admin"},
            ],
            schema.contracts: [
                {"id": f"{project}-{private}-{member}", "project_id": project, "private": private}
                for project in ("harbour", "marina", "Harbour", None)
                for private in (True, False, None)
                for member in ("ana", "Ana", "none")
            ],
        }
        rows[schema.contract_private_members] = [
            {"contract_id": it["id"], "user_id": it["id"].rpartition("-")[2]}
            for it in rows[schema.contracts]
            if not it["id"].endswith("none")
        ]
        with engine.begin() as connection:
            for table, some in rows.items():
                connection.execute(table.insert(), some)
        engine.dispose()
        return command

    def test_are_those_that_are_allowed_one_by_one(self, store: Command) -> None:
        """The query of a user of a store finds in it what `can` allows, and no more."""
        asked = f"sql ana {VIEW} --facts sqlite:///crm.db --dialect sqlite --output-format json"
        found = query(store(asked))
        bound = {it["name"]: it["value"] for it in found["parameters"]}
        connection = sqlite3.connect("crm.db")
        ids = [it[0] for it in connection.execute("SELECT id FROM contracts")]
        listed = {it[0] for it in connection.execute(found["statement"], bound)}
        connection.close()

        decided = {
            it for it in ids if store(f"can ana {VIEW} {it} -q --facts sqlite:///crm.db").code == 0
        }
        assert listed == decided
        assert 0 < len(decided) < len(ids)


class TestRefusals:
    """What is a mistake, in a sentence and with exit code 2."""

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("ana head_contracts.view_head_contract HC-1 --level standard", "takes no resource"),
            ("head_contracts.view_head_contrat --level admin", "unknown action"),
            (f"{VIEW} {ANA} --paramstyle qmark", "postgres has no parameters of the style qmark"),
            (f"{VIEW} {ANA} --table a.b.c.d", "'a.b.c.d' is no name of a table"),
            (f"ana {VIEW}", "nothing is known of `ana`"),
            (
                f"commitments.claim_release_of_retention_during_period {ANA}",
                "reads context.during_billing_period, which is not mapped: say it with --fact",
            ),
            ("documents.read --level viewer --matrices documents.yaml --map no.yaml", "PM101"),
            (f"{VIEW} {ANA} --map .", "this is a folder; name the mapping file in it"),
        ],
    )
    def test_are_one_sentence(self, command: Command, line: str, message: str) -> None:
        """The sentence names what is wrong."""
        ran = command(f"sql {line}")

        assert (ran.code, ran.out) == (2, "")
        assert message in ran.err
        assert "Traceback" not in ran.err

    @pytest.mark.parametrize(
        ("option", "message"),
        [("--table", "'' is no name of a table"), ("--map", "no file was named")],
    )
    def test_are_of_empty_names(self, command: Command, option: str, message: str) -> None:
        """A name that is empty, as an unset variable of a shell is, is not passed over."""
        ran = command(f"sql {VIEW} {ANA}", option, "")

        assert (ran.code, ran.out) == (2, "")
        assert message in ran.err

    def test_name_the_key_that_a_dialect_lacks(self, mapping: Command) -> None:
        """A key that cannot be compared is not taken for a fact that is not mapped."""
        text = MAPPING.replace("type: integer", "type: uuid")
        Path("mapping.yaml").write_text(text, encoding="utf-8")
        asked = "sql ana documents.edit --level viewer --matrices documents.yaml"
        ran = mapping(f"{asked} --map mapping.yaml --dialect sqlite")

        assert ran.code == 2
        assert ran.err == (
            "permmatrix: the key is mapped to UUIDs, which sqlite cannot compare exactly\n"
        )

    def test_name_what_a_dialect_lacks(self, mapping: Command) -> None:
        """A fact that a dialect has no column for is named with the dialect."""
        text = MAPPING.replace("writer", "{array: writers}")
        Path("mapping.yaml").write_text(text, encoding="utf-8")
        asked = "sql ana documents.edit --level viewer --matrices documents.yaml"
        ran = mapping(f"{asked} --map mapping.yaml --dialect mysql")

        assert ran.code == 2
        assert ran.err == (
            "permmatrix: resource.author is mapped to an array, and mysql has none\n"
        )

    def test_say_what_to_install(self, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without sqlglot, the extra is named."""
        for name in ("translating", "comparing", "members"):
            monkeypatch.delitem(sys.modules, f"permmatrix.queries.sql.{name}", raising=False)
        monkeypatch.setitem(sys.modules, "sqlglot", None)
        ran = command(f"sql {VIEW} {ANA}")

        assert (ran.code, ran.out) == (2, "")
        assert ran.err == "permmatrix: sql needs sqlglot: pip install 'permmatrix[sql]'\n"

    def test_are_of_files_with_their_places(self, mapping: Command) -> None:
        """A mistake in a mapping is shown where it is."""
        Path("mapping.yaml").write_text(MAPPING.replace("author", "autor"), encoding="utf-8")
        asked = "sql ana documents.edit --level viewer --matrices documents.yaml"
        ran = mapping(f"{asked} --map mapping.yaml")

        assert ran.code == 2
        assert "mapping.yaml:5:3: PM317 the policy reads no fact `resource.autor`" in ran.err


def test_the_settings_may_name_the_mapping(mapping: Command) -> None:
    """What is said in pyproject.toml need not be said again, and an option goes before it."""
    text = '[tool.permmatrix]\nmatrices = ["documents.yaml"]\nmapping = "mapping.yaml"\n'
    Path("pyproject.toml").write_text(text, encoding="utf-8")
    Path("other.yaml").write_text(MAPPING.replace("papers", "sheets"), encoding="utf-8")
    asked = "sql ana documents.edit --level viewer"

    assert '"crm"."papers"' in mapping(asked).out
    assert '"crm"."sheets"' in mapping(f"{asked} --map other.yaml").out


def test_the_python_api_says_the_same(command: Command) -> None:
    """The command writes what `Filter.to_sql` gives."""
    from permmatrix.queries.sql.documented import documented  # noqa: PLC0415  beside what it shows

    ana = pm.User("ana", levels={"head_contracts": "standard"})
    mine = pm.load().filter(ana, VIEW)
    written = mine.to_sql(documented(mine.known_paths), "trino")
    ran = command(f"sql {VIEW} {ANA} --dialect trino")

    assert ran.out == f'{written.statement}\n-- p1 = "ana"\n'
