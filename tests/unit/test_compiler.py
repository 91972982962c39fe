"""The model to the program: what rows share, what a program carries, and where it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

import permmatrix as pm
from builders import ALLOW, DENY, column, matrices, operation, row, tool, when
from permmatrix.codes import Code
from permmatrix.compiler import check_size, compile_matrices
from permmatrix.model import Cell, MatrixSet
from permmatrix.program import FORMAT, Program
from permmatrix.requirements import All, Any, HasLevel, Holds, Not
from permmatrix.tables import MAX_LITERALS

X, Y = Holds("x"), Holds("y")


def rows(*cells: Cell) -> MatrixSet:
    """Give a row for each cell, at the one level there is."""
    listed = [row(f"row_{place}", {"reader": cell}) for place, cell in enumerate(cells)]
    return matrices(*listed, tools=[tool("reader")], conditions=["x", "y"])


def test_rows_that_say_the_same_share_a_shape() -> None:
    """Titles and ids apart, equal rows are one."""
    program = compile_matrices(rows(when(X), ALLOW, when(X), ALLOW, DENY))

    assert len(program.shapes) == 3
    assert [number for number, _ in program.actions.values()] == [0, 1, 0, 1, 2]


def test_formulas_that_mean_the_same_share_a_grant() -> None:
    """However it is spelt; a constant needs none."""
    program = compile_matrices(
        rows(
            when(All((X, Y))),
            when(Not(Any((Not(Y), Not(X))))),
            when(All((X, Any((X, Not(Y))), Y))),
            when(X),
            ALLOW,
            when(All((X, Not(X)))),
        )
    )

    assert [shape.grants["reader"] for shape in program.shapes] == [0, 0, 0, 1, True, False]
    assert len(program.grants) == 2


def test_formulas_that_are_true_alike_but_not_false_alike_share_nothing() -> None:
    """The one waits on a fact where the other is known to be false."""
    program = compile_matrices(rows(when(Y), when(Any((Y, All((X, Not(X))))))))

    assert [shape.grants["reader"] for shape in program.shapes] == [0, 1]


def test_a_program_has_all_that_can_be_asked() -> None:
    """Rows with their platforms, operations with their rows, and aliases of both."""
    found = matrices(
        row("read", {"reader": ALLOW}, aliases=("view",)),
        row("sign", {"reader": when(X)}, platforms=("web",)),
        tools=[tool("reader")],
        conditions=["x"],
        platforms=["web", "ios"],
        operations=[operation("use", "read", "sign", aliases=("do",))],
    )

    program = compile_matrices(found)
    assert program.actions == {"m.read": (0, None), "m.sign": (1, ("web",))}
    assert program.operations == {"m.use": ("m.read", "m.sign")}
    assert program.aliases == {"m.view": "m.read", "m.do": "m.use"}
    assert program.platforms == ("web", "ios")
    assert program.digests.keys() == {"m.read", "m.sign", "m.use"}


def test_a_program_written_and_read_is_the_same_text() -> None:
    """JSON loses nothing: formulas are tuples again, and 1 is not true."""
    found = matrices(
        row("it", {"reader": when(Any((Not(X), HasLevel("docs", ("author",))))), "author": ALLOW}),
        tools=[tool("reader", column("author", Y), default="reader", scope="resource.project")],
        conditions=["x", "y"],
    )

    program = compile_matrices(found)
    again = Program.from_json(program.to_json())
    assert again.to_json() == program.to_json()
    assert (again.atoms, again.grants) == (program.atoms, program.grants)
    assert again.shapes[0].cells["reader"].formula == program.shapes[0].cells["reader"].formula
    assert again.tools["docs"].held_when == program.tools["docs"].held_when


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("[]", "not a compiled policy"),
        ("{}", "not a compiled policy"),
        ('{"format": "permmatrix-program/0"}', "not a compiled policy"),
        (f'{{"format": "{FORMAT}"}}', "damaged"),
        (f'{{"format": "{FORMAT}", "tools": []}}', "damaged"),
        ("not JSON", "Expecting value"),
    ],
)
def test_what_is_no_whole_program_is_refused(text: str, match: str) -> None:
    """A file of another kind, of another format, or in part only."""
    with pytest.raises(ValueError, match=match):
        Program.from_json(text)


def test_a_program_that_was_tampered_with_is_refused() -> None:
    """A text that is not, to the letter, what was written has another checksum."""
    text = compile_matrices(rows(DENY, ALLOW)).to_json()

    for changed in (text.replace('"deny"', '"allow"'), text.replace("reader", "raeder")):
        assert changed != text
        with pytest.raises(ValueError, match="damaged"):
            Program.from_json(changed)


def test_the_shipped_policy_is_small() -> None:
    """44 rows have few shapes, and fewer formulas between them."""
    program = pm.load().program

    assert len(program.actions) == 44
    # head contracts: admin, not private, private. commitments and invoicing: admin, accept,
    # contact, contact during, contact below admin, search, forward, both during, and three of
    # granular permissions
    assert len(program.shapes) == 3 + 11
    # not private; private and listed; private. contact; contact and during; during; one
    # permission; the two pairs of them
    assert len(program.grants) == 3 + 6


def many(count: int) -> str:
    """Write a matrix of one row that needs so many conditions."""
    names = [f"c{place}" for place in range(count)]
    conditions = "".join(f"  {it}: {{title: {it}, test: {{given: {it}}}}}\n" for it in names)
    return (
        "format: permmatrix/1\nid: m\ntitle: M\ntool: docs\nlevels: {reader: Reader}\n"
        f"conditions:\n{conditions}actions:\n"
        f"  it:\n    title: It\n    cells:\n      reader: {{all: [{', '.join(names)}]}}\n"
    )


@pytest.mark.parametrize(("count", "fits"), [(MAX_LITERALS, True), (MAX_LITERALS + 1, False)])
def test_a_row_of_too_many_facts_is_a_diagnostic(tmp_path: Path, count: int, fits: bool) -> None:
    """It is told when the file is checked, at the row, and says how many there are."""
    file = tmp_path / "m.yaml"
    file.write_text(many(count), encoding="utf-8")

    report = pm.validate(file, ignore=["left-open"])  # lint looks at the level as well
    assert bool(report) is fits
    assert [it.code for it in report.diagnostics] == [Code.TOO_MANY_FACTS] * (not fits)
    assert all(f"hangs on {count} facts" in it.message for it in report.diagnostics)


def test_a_row_of_too_many_facts_does_not_compile() -> None:
    """Whoever compiles a model without checking it gets an exception."""
    names = [f"c{place}" for place in range(MAX_LITERALS + 1)]
    found = matrices(
        row("it", {"reader": when(All(tuple(map(Holds, names))))}),
        tools=[tool("reader")],
        conditions=names,
    )

    with pytest.raises(OverflowError):
        compile_matrices(found)
    assert list(check_size(matrices(tools=[tool("reader")]))) == []


def test_an_operation_over_many_facts_compiles() -> None:
    """Rows that fit one by one are enough; together they need not."""
    names = [f"c{place}" for place in range(MAX_LITERALS + 6)]
    half = len(names) // 2
    found = matrices(
        *(
            row(id_, {"reader": when(All(tuple(map(Holds, part))))})
            for id_, part in (("first", names[:half]), ("second", names[half:]))
        ),
        tools=[tool("reader")],
        conditions=names,
        operations=[operation("both", "first", "second")],
    )

    assert len(compile_matrices(found).digests["m.both"]) == 64
