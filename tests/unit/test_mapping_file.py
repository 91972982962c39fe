"""A mapping file: read, or reported with every problem at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import matrices, path, row, tool, when
from permmatrix import MatrixError
from permmatrix.conditions import Before, Contains, Equals, Given, IsTrue, Literal, OneOf, Test
from permmatrix.mapping_file import read_mapping
from permmatrix.program import Program
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sql import ArrayAt, ColumnAt, RelationAt, SqlMapping
from permmatrix.requirements import All, Holds
from strategies import policy_of

CONDITIONS: dict[str, Test] = {
    "open": IsTrue(path("resource.open")),
    "mine": Equals(path("resource.owner"), path("user.id")),
    "member": Contains(path("resource.members"), path("user.id")),
    "late": Before(path("resource.due"), path("context.today")),
    "of_seven": OneOf(path("resource.count"), (Literal(7), Literal(8))),
    "told": Given("told"),
}
HEAD = "format: permmatrix-mapping/1\n"


@pytest.fixture(scope="module")
def program() -> Program:
    """Give a policy that reads six facts and a scope."""
    whole = All(tuple(map(Holds, CONDITIONS)))
    rows = row("act", {"admin": when(whole)})
    found = matrices(rows, tools=[tool("admin", scope="resource.place")], conditions=CONDITIONS)
    return policy_of(found).program


def read(text: str, folder: Path, program: Program) -> SqlMapping:
    """Read a text as a mapping file."""
    file = folder / "mapping.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    return read_mapping(str(file), program)


def problems(text: str, folder: Path, program: Program) -> list[tuple[str, int, str]]:
    """Give the code, line and message of each problem with a text."""
    with pytest.raises(MatrixError) as caught:
        read(text, folder, program)
    return [(found.code, found.span.line, found.message) for found in caught.value.report]


class TestSound:
    """What a sound file gives."""

    def test_has_every_place(self, tmp_path: Path, program: Program) -> None:
        """A name is a column, null is nowhere, and the keys say what else there is."""
        text = """
table: sales.contracts
key: {column: number, type: integer}
facts:
  resource.open: is_open
  resource.owner: {column: owner_id, type: uuid, nullable: false}
  resource.members: {table: contract_members, key: contract, member: user}
  resource.due: {column: due, type: date}
  resource.count: null
  resource.place: {array: places}
  context.told: {column: told}
"""
        found = read(text, tmp_path, program)

        assert found.table == ("sales", "contracts")
        assert found.key == ColumnAt("number", Kind.INTEGER, nullable=False)
        assert found.facts == {
            "resource.open": ColumnAt("is_open", Kind.TRUTH),
            "resource.owner": ColumnAt("owner_id", Kind.UUID, nullable=False),
            "resource.members": RelationAt("contract_members", "contract", "user"),
            "resource.due": ColumnAt("due", Kind.DATE),
            "resource.count": None,
            "resource.place": ArrayAt("places"),
            "context.told": ColumnAt("told", Kind.TRUTH),
        }

    def test_has_the_key_id_unless_it_says_another(self, tmp_path: Path, program: Program) -> None:
        """The key is a text in the column id, or in the column that is named."""
        plain = read("table: t\nfacts: {}\n", tmp_path, program)
        named = read("table: [a.b, t]\nkey: number\nfacts: {}\n", tmp_path, program)

        assert plain.key == ColumnAt("id", nullable=False)
        assert named.key == ColumnAt("number", nullable=False)
        assert named.table == ("a.b", "t")


class TestProblems:
    """What is reported, at its place."""

    @pytest.mark.parametrize(
        ("text", "code", "line", "message"),
        [
            ("facts: {resource.opn: x}", "PM317", 3, "the policy reads no fact `resource.opn`"),
            ("facts: {user.id: x}", "PM317", 3, "the policy reads no fact `user.id`"),
            ("facts: {resource.due: due}", "PM202", 3, "`resource.due` has no `type`"),
            ("facts: {resource.count: n}", "PM202", 3, "`resource.count` has no `type`"),
            ("facts: {resource.open: {}}", "PM209", 3, "`resource.open` is nowhere: add `column`"),
            ("facts: {resource.open: {column: a, array: b}}", "PM209", 3, "`array` stands beside"),
            ("facts: {resource.members: {table: t, key: k}}", "PM210", 3, "needs `member` beside"),
            ("facts: {resource.open: {colum: a}}", "PM201", 3, "unknown key `colum` in"),
            ("facts: {resource.open: {column: a, type: bool}}", "PM204", 3, "unknown word `bool`"),
            ("facts: {resource.open: 7}", "PM203", 3, "`resource.open` should be text"),
            ('facts: {resource.open: ""}', "PM205", 3, "`` is no name of a column"),
            ('facts: {resource.open: "a\\nb"}', "PM205", 3, "is no name of a column"),
            ('facts: {resource.place: {array: "a\\0"}}', "PM205", 3, "is no name of a column"),
            ("key: [project, number]\nfacts: {}", "PM203", 3, "`key` should be text or a mapping"),
            ('key: ""\nfacts: {}', "PM205", 3, "`` is no name of a column"),
            ("key: {column: a, type: date}\nfacts: {}", "PM204", 3, "unknown word `date`"),
        ],
    )
    def test_names_the_mistake(  # noqa: PLR0913, PLR0917  a mistake and where it is
        self, tmp_path: Path, program: Program, text: str, code: str, line: int, message: str
    ) -> None:
        """Each mistake is one problem, at the line that has it."""
        ((found, where, said),) = problems(f"table: t\n{text}\n", tmp_path, program)

        assert (found, where) == (code, line)
        assert message in said

    @pytest.mark.parametrize("table", ['""', "a..b", "a.b.c.d", '["a", "b\\n"]'])
    def test_names_a_table_that_cannot_be(
        self, tmp_path: Path, program: Program, table: str
    ) -> None:
        """A table has up to three names, none of them empty or not printable."""
        ((code, line, _),) = problems(f"table: {table}\nfacts: {{}}\n", tmp_path, program)

        assert (code, line) == ("PM205", 2)

    def test_says_that_members_are_never_null(self, tmp_path: Path, program: Program) -> None:
        """A table of members cannot be null, whatever is said of it."""
        place = "{table: t, key: k, member: m, nullable: true}"
        found = problems(f"table: t\nfacts: {{resource.members: {place}}}\n", tmp_path, program)

        assert found == [
            ("PM209", 3, "a table of members is never null: without rows, there are no members")
        ]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                "format: permmatrix-facts/1\n",
                "this is a file of facts, not a mapping",
            ),
            ("format: permmatrix-mapping/2\n", "it reads `permmatrix-mapping/1`"),
        ],
    )
    def test_knows_other_files(
        self, tmp_path: Path, program: Program, text: str, message: str
    ) -> None:
        """A file of another format is told by what it says it is."""
        file = tmp_path / "other.yaml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(MatrixError) as caught:
            read_mapping(str(file), program)

        (found,) = caught.value.report
        assert message in found.message

    def test_says_that_a_file_cannot_be_read(self, tmp_path: Path, program: Program) -> None:
        """A file that is not there is a problem like any other."""
        with pytest.raises(MatrixError) as caught:
            read_mapping(str(tmp_path / "none.yaml"), program)

        assert [it.code for it in caught.value.report] == ["PM101"]
        with pytest.raises(MatrixError):
            read_mapping(str(tmp_path), program)
