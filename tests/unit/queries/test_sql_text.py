"""SQL text in every dialect: what it says, how parameters stand in it, what is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from builders import holder, matrices, path, row, tool, when
from permmatrix import Policy, User
from permmatrix.conditions import Before, Contains, Equals, IsTrue, Literal, OneOf, Overlaps, Test
from permmatrix.errors import FilterError, UnknownNameError
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sql import (
    DIALECTS,
    ArrayAt,
    ColumnAt,
    RelationAt,
    SqlFilter,
    SqlMapping,
)
from permmatrix.queries.sql.mapping import Place
from permmatrix.requirements import Holds, Not
from strategies import policy_of

EACH = pytest.mark.parametrize("dialect", DIALECTS)
LABEL, TAGS = path("resource.label"), path("resource.tags")
ME, GROUPS = path("user.id"), path("user.groups")
HOSTILE = (
    *('a"b', "a`b", "a]b", "a\\b", "a%b", "%s", "%(p1)s", "?", ":p1", "$p1", "@p1", "mark_1x"),
    *("select", "a.b", "a b", "a'b", "--", "/*", ";", "sélect", "日本", "Label"),
)


def policy(**conditions: Test) -> Policy:
    """Make a policy whose action `m.<condition>` hangs on that alone, and `m.not_<condition>`."""
    rows = [row(name, {"admin": when(Holds(name))}) for name in conditions]
    rows += [row(f"not_{name}", {"admin": when(Not(Holds(name)))}) for name in conditions]
    return policy_of(matrices(*rows, tools=[tool("admin")], conditions=conditions))


def put(  # noqa: PLR0913  a test, where its facts are, and how it is to be said
    test: Test,
    places: Mapping[str, Place | str | None],
    dialect: str,
    *,
    wanted: bool = True,
    style: str | None = None,
    table: str | Iterable[str] = "things",
    **facts: Any,
) -> SqlFilter:
    """Put the filter of a test as SQL, for an admin with these facts."""
    user = User(facts.pop("id", "ana"), levels={"docs": ["admin"]}, **facts)
    found = policy(it=test).filter(user, "m.it" if wanted else "m.not_it")
    mapping = SqlMapping(table, {f"resource.{name}": place for name, place in places.items()})
    return found.to_sql(mapping, dialect, style)


class TestText:
    """What the text says."""

    def test_is_a_condition_and_a_statement(self) -> None:
        """The condition names its columns with their table, and the statement lists keys."""
        found = put(Equals(LABEL, ME), {"label": ColumnAt("label", nullable=False)}, "postgres")

        assert found.sql == '"things"."label" = %(p1)s'
        assert " ".join(found.statement.split()) == (
            'SELECT "things"."id" FROM "things" WHERE "things"."label" = %(p1)s'
        )
        assert (str(found), found.dialect, found.paramstyle) == (found.sql, "postgres", "pyformat")

    def test_asks_a_relation_by_exists(self) -> None:
        """Rows of another table are looked for within a row of ours, whatever they are called."""
        relation = RelationAt("m1.M1", key="thing", member="user")
        found = put(Contains(TAGS, ME), {"tags": relation}, "duckdb", wanted=False, table="m1")

        assert found.sql == (
            'NOT EXISTS(SELECT 1 FROM "m1"."M1" AS "m2" '
            'WHERE "m2"."thing" = "m1"."id" AND "m2"."user" = $p1)'
        )

    @EACH
    def test_never_holds_a_value(self, dialect: str) -> None:
        """No value is in the text; all are parameters, and what the text has reads back."""
        values = ["needle", "needle'; --"]
        place = RelationAt("things_tags", "thing", "member")
        found = put(Overlaps(TAGS, GROUPS), {"tags": place}, dialect, groups=values)

        assert "needle" not in found.statement
        given = list(found.bound.values() if isinstance(found.bound, dict) else found.bound)
        flat = [it for value in given for it in (value if isinstance(value, list) else [value])]
        assert set(flat) == set(values)
        assert sqlglot.parse_one(_readable(found), dialect=dialect).find(exp.Exists)

    @pytest.mark.parametrize(("dialect", "text"), [("postgres", "TRUE"), ("tsql", "1 = 1")])
    def test_says_always_in_the_dialects_words(self, dialect: str, text: str) -> None:
        """Where every row is allowed, there is still a condition to stand after WHERE."""
        rows = matrices(row("all", {"admin": when(None)}), tools=[tool("admin")])
        found = (
            policy_of(rows).filter(holder("admin"), "m.all").to_sql(SqlMapping("t", {}), dialect)
        )

        assert (found.sql, found.parameters) == (text, ())

    @pytest.mark.parametrize(("dialect", "text"), [("sqlite", "1 = 0"), ("bigquery", "FALSE")])
    def test_says_never_in_the_dialects_words(self, dialect: str, text: str) -> None:
        """A fact that no row has makes a test of it never hold, wanted or not."""
        for wanted in (True, False):
            assert put(Equals(LABEL, ME), {"label": None}, dialect, wanted=wanted).sql == text

    def test_compares_bytes_where_letters_of_both_cases_are_equal(self) -> None:
        """T-SQL compares text as it is written, beside the comparison that an index serves."""
        found = put(Equals(LABEL, ME), {"label": ColumnAt("x", nullable=False)}, "tsql")

        plain, exact = sqlglot.parse_one(found.sql, dialect="tsql").flatten()
        assert plain.sql(dialect="tsql") == "[things].[x] = ?"
        assert exact.sql(dialect="tsql") == (
            "CAST(CAST([things].[x] AS NVARCHAR(MAX)) AS VARBINARY(MAX)) = "
            "CAST(CAST(? AS NVARCHAR(MAX)) AS VARBINARY(MAX))"
        )

    @pytest.mark.parametrize("dialect", [it for it, has in DIALECTS.items() if not has.has_truth])
    def test_has_no_truth_values_where_there_are_none(self, dialect: str) -> None:
        """There they are the numbers 1 and 0, and no column stands as a condition."""
        found = put(
            IsTrue(path("resource.open")),
            {"open": ColumnAt("open", Kind.TRUTH)},
            dialect,
            wanted=False,
        )

        read = sqlglot.parse_one(found.sql, dialect=dialect)
        assert not list(read.find_all(exp.Boolean))
        assert found.sql.endswith("= 0")


class TestParameters:
    """How values are bound."""

    @pytest.mark.parametrize(
        ("dialect", "style", "text"),
        [
            ("postgres", "format", "= %s"),
            ("postgres", "numeric", "= $1"),
            ("sqlite", "named", "= :p1"),
            ("sqlite", "qmark", "= ?"),
            ("duckdb", None, "= $p1"),
            ("spark", None, "= :p1"),
            ("bigquery", None, "= @p1"),
            ("snowflake", None, "= %(p1)s"),
            ("snowflake", "numeric", "= :1"),
            ("trino", None, "= ?"),
            ("tsql", "named", "AS VARBINARY(MAX)) = CAST(CAST(@p1 AS"),
        ],
    )
    def test_are_written_as_drivers_take_them(
        self, dialect: str, style: str | None, text: str
    ) -> None:
        """Each dialect has the styles of its drivers, the usual one unless another is named."""
        found = put(Equals(LABEL, ME), {"label": ColumnAt("label")}, dialect, style=style)

        assert text in found.sql
        by_name = found.paramstyle in {"named", "pyformat"}
        assert found.bound == ({"p1": "ana"} if by_name else ["ana"])

    def test_stand_in_the_order_of_the_text(self) -> None:
        """Where they go by order, one that stands twice is bound twice."""
        found = put(
            OneOf(LABEL, (Literal("x"), Literal("y"))), {"label": ColumnAt("label")}, "tsql"
        )
        named = put(
            OneOf(LABEL, (Literal("x"), Literal("y"))),
            {"label": ColumnAt("label")},
            "mysql",
        )

        assert [it.value for it in found.parameters] == ["x", "y", "x", "y"]
        assert [it.name for it in found.parameters] == ["p1", "p2", "p3", "p4"]
        assert named.bound == {"p1": "x", "p2": "y"}

    def test_are_one_list_where_a_parameter_can_be(self) -> None:
        """PostgreSQL takes any number of values as one parameter."""
        groups = [f"g{number}" for number in range(70_000)]
        found = put(Contains(GROUPS, LABEL), {"label": ColumnAt("x")}, "postgres", groups=groups)

        assert "= ANY(%(p1)s)" in found.sql
        assert found.bound == {"p1": sorted(groups)}

    @pytest.mark.parametrize("dialect", ["sqlite", "bigquery", "snowflake"])
    def test_are_no_more_than_the_dialect_takes(self, dialect: str) -> None:
        """As many as it takes are written, and one more is refused with both numbers."""
        most = DIALECTS[dialect].most
        assert most is not None
        groups = [f"g{number}" for number in range(most)]
        places = {"label": ColumnAt("x")}
        found = put(Contains(GROUPS, LABEL), places, dialect, groups=groups)
        assert len(found.parameters) == most

        with pytest.raises(FilterError, match=f"{most + 1:,} parameters, and {dialect} takes"):
            put(Contains(GROUPS, LABEL), places, dialect, groups=[*groups, "one more"])

    def test_of_a_large_list_are_taken_by_sqlite(self) -> None:
        """SQLite carries out what is written up to its limit."""
        groups = [f"g{number}" for number in range(32_766)]
        places = {"label": ColumnAt("label")}
        found = put(Contains(GROUPS, LABEL), places, "sqlite", groups=groups)
        connection = sqlite3.connect(":memory:")
        connection.execute("CREATE TABLE things (id TEXT, label TEXT)")
        connection.execute("INSERT INTO things VALUES ('a', 'g7'), ('b', 'g-7')")

        assert connection.execute(found.statement, found.bound).fetchall() == [("a",)]
        connection.close()

    def test_are_texts_where_drivers_know_no_types(self) -> None:
        """A time is bound in UTC and cast, to microseconds where the default is less."""
        at = datetime(2026, 6, 30, 12, 0, 0, 1, tzinfo=timezone(timedelta(hours=9, minutes=30)))
        test = Before(path("resource.seen"), path("user.now"))
        places = {"seen": ColumnAt("seen", Kind.TIME_WITH_OFFSET)}

        trino = put(test, places, "trino", now=at)
        assert "CAST(? AS TIMESTAMP(6) WITH TIME ZONE)" in trino.sql
        assert trino.bound == ["2026-06-30 02:30:00.000001+00:00"]
        assert put(test, places, "postgres", now=at).bound == {"p1": at}

    def test_of_decimals_have_no_exponent(self) -> None:
        """Written with one, a decimal would be read as a floating-point number."""
        places = {"fee": ColumnAt("fee", Kind.DECIMAL)}
        test = Equals(path("resource.fee"), path("user.fee"))
        found = put(test, places, "mysql", fee=Decimal("1E+2"))

        assert str(found.parameters[0].value) == "100"

    def test_have_a_form_for_json(self) -> None:
        """What JSON has no form for is text."""
        at = datetime(2026, 6, 30, 12, tzinfo=timezone(timedelta(0)))
        places = {"seen": ColumnAt("seen", Kind.TIME_WITH_OFFSET)}
        test = Before(path("resource.seen"), path("user.now"))

        (found,) = put(test, places, "postgres", now=at).parameters
        assert found.plain == "2026-06-30T12:00:00+00:00"


class TestNames:
    """Names of tables and columns."""

    @EACH
    @pytest.mark.parametrize("name", HOSTILE)
    def test_are_quoted(self, dialect: str, name: str) -> None:
        """Whatever a name is, the text reads back with that name, or it is refused."""
        mapping = SqlMapping(
            [name],
            {"resource.label": ColumnAt(name), "resource.tags": RelationAt([name], name, name)},
        )
        asked = policy(it=Contains(TAGS, LABEL)).filter(holder("admin"), "m.it")
        if any(it in name for it in DIALECTS[dialect].bars):
            with pytest.raises(FilterError, match=f"no name in {dialect}"):
                asked.to_sql(mapping, dialect)
            return
        found = asked.to_sql(mapping, dialect)

        read = sqlglot.parse_one(_readable(found), dialect=dialect)
        assert {it.this for it in read.find_all(exp.Identifier)} == {name, "id", "m1"}
        assert found.parameters == ()

    @pytest.mark.parametrize("name", HOSTILE)
    @pytest.mark.parametrize("style", ["named", "qmark"])
    def test_are_carried_out(self, name: str, style: str) -> None:
        """SQLite and DuckDB find the column that is meant, also beside parameters."""
        quoted = name.replace('"', '""')
        create = f'CREATE TABLE "{quoted}" (id TEXT, "{quoted}" TEXT)'
        insert = f"INSERT INTO \"{quoted}\" VALUES ('1', 'ana'), ('2', 'ben')"  # noqa: S608  quoted
        places = {"label": ColumnAt(name)}

        for dialect, connection in _connections().items():
            found = put(Equals(LABEL, ME), places, dialect, style=style, table=[name])
            connection.execute(create)
            connection.execute(insert)
            assert connection.execute(found.statement, found.bound).fetchall() == [("1",)]
            connection.close()

    @pytest.mark.parametrize("style", ["pyformat", "format"])
    def test_with_percents_are_doubled_for_drivers_that_look_for_them(self, style: str) -> None:
        """The text is as Python's own `%` takes it, parameters or not."""
        found = put(Equals(LABEL, ME), {"label": ColumnAt("a%s")}, "mysql", style=style)
        marks = {"p1": "X"} if style == "pyformat" else ("X",) * len(found.parameters)

        assert "`things`.`a%s` = X" in found.sql % marks

    @pytest.mark.parametrize("name", ["", "a\nb", "a\0b", "a\u202eb"])
    def test_that_cannot_be_are_refused(self, name: str) -> None:
        """A name that is empty or not printable is a mistake wherever it is given."""
        for make in (ColumnAt, ArrayAt, lambda it: RelationAt("t", it, "m"), _table_named):
            with pytest.raises(FilterError, match="is no"):
                make(name)

    def test_of_tables_are_parted_at_their_dots(self) -> None:
        """A table may stand in a schema, and a name with dots is given in parts."""
        places = {"label": ColumnAt("x", nullable=False)}
        found = put(Equals(LABEL, ME), places, "postgres", table="sales.contracts")
        assert '"sales"."contracts"' in found.statement
        assert found.sql == '"contracts"."x" = %(p1)s'

        with pytest.raises(FilterError, match=r"a\.b\.c\.d"):
            SqlMapping("a.b.c.d", {})


class TestRefusals:
    """What cannot be said exactly is refused by name."""

    @pytest.mark.parametrize("dialect", ["sqlite", "mysql", "tsql"])
    def test_arrays_where_there_are_none(self, dialect: str) -> None:
        """The fact and the dialect are named."""
        with pytest.raises(
            FilterError, match=f"resource.tags is mapped to an array, and {dialect} has none"
        ):
            put(Contains(TAGS, ME), {"tags": ArrayAt("tags")}, dialect)

    @pytest.mark.parametrize(
        ("dialect", "kind"),
        [(name, kind) for name, it in DIALECTS.items() for kind in sorted(it.lacks, key=str)],
    )
    def test_kinds_that_a_dialect_lacks(self, dialect: str, kind: Kind) -> None:
        """They are refused where they are mapped, whoever asks."""
        with pytest.raises(FilterError, match=f"{kind.value}, which {dialect} cannot compare"):
            put(Equals(LABEL, ME), {"label": ColumnAt("x", kind)}, dialect)

    def test_two_arrays_where_nulls_are_equal(self) -> None:
        """Snowflake would find a null that both have."""
        places = {"tags": ArrayAt("tags"), "label": ArrayAt("marks")}
        with pytest.raises(FilterError, match=r"arrays tags and marks .* in snowflake"):
            put(Overlaps(TAGS, LABEL), places, "snowflake")

    def test_a_dialect_that_is_not_known(self) -> None:
        """The nearest ones are offered."""
        with pytest.raises(FilterError, match="unknown dialect postgre; did you mean postgres"):
            put(Equals(LABEL, ME), {"label": ColumnAt("x")}, "postgre")

    def test_a_style_that_drivers_do_not_take(self) -> None:
        """Those that they take are listed."""
        with pytest.raises(FilterError, match=r"trino has no .* named; it has qmark"):
            put(Equals(LABEL, ME), {"label": ColumnAt("x")}, "trino", style="named")

    def test_a_key_that_a_dialect_cannot_compare(self) -> None:
        """The key is named as such, and as no fact."""
        mapping = SqlMapping("t", {"resource.label": None}, ColumnAt("id", Kind.UUID))
        asked = policy(it=Equals(LABEL, ME)).filter(holder("admin"), "m.it")

        with pytest.raises(FilterError, match="the key is mapped to UUIDs, which sqlite") as caught:
            asked.to_sql(mapping, "sqlite")
        assert caught.value.fact is None

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ((None, {}), "None is no name of a table"),
            (([None], {}), "'None' is no name of a table"),
            (("t", None), "facts are a mapping from each fact to its place"),
            (("t", {"resource.a": 7}), r"resource\.a is mapped to 7, and has to"),
            (("t", {"resource.a": ""}), "'' is no column"),
            (("t", {}, "id"), "the key has to be a ColumnAt, not 'id'"),
        ],
    )
    def test_what_is_no_mapping(self, wrong: tuple[Any, ...], message: str) -> None:
        """What was given is named, and what it has to be."""
        with pytest.raises(FilterError, match=message):
            SqlMapping(*wrong)

    def test_a_mapping_that_is_no_sql_mapping(self) -> None:
        """A plain mapping, as other targets take, is refused with what is wanted."""
        asked: Any = policy(it=Equals(LABEL, ME)).filter(holder("admin"), "m.it")
        with pytest.raises(TypeError, match=r"takes a SqlMapping\(table, facts\), not dict"):
            asked.to_sql({"resource.label": "label"}, "postgres")

    def test_a_fact_that_is_not_mapped(self) -> None:
        """It is named; nothing is left out of the filter."""
        with pytest.raises(FilterError, match=r"reads resource\.label, which is not mapped"):
            put(Equals(LABEL, ME), {}, "postgres")
        with pytest.raises(UnknownNameError, match=r"unknown fact `resource\.lable`"):
            put(Equals(LABEL, ME), {"lable": ColumnAt("x")}, "postgres")


class TestNamesAlone:
    """Columns that are mapped by their names."""

    @pytest.mark.parametrize(
        ("test", "kind"),
        [
            (IsTrue(LABEL), Kind.TRUTH),
            (Equals(LABEL, ME), Kind.TEXT),
            (Contains(GROUPS, LABEL), Kind.TEXT),
        ],
    )
    def test_are_of_the_kind_that_their_tests_tell(self, test: Test, kind: Kind) -> None:
        """A name alone is the column of that kind."""
        for wanted in (True, False):
            short = put(test, {"label": "x"}, "tsql", wanted=wanted, groups=["a"])
            long = put(test, {"label": ColumnAt("x", kind)}, "tsql", wanted=wanted, groups=["a"])
            assert short == long

    def test_are_refused_where_tests_tell_none(self) -> None:
        """What is compared with a number has to be said to be one."""
        with pytest.raises(FilterError, match=r"resource\.label has no kind, .* say ColumnAt\('x'"):
            put(Equals(LABEL, Literal(7)), {"label": "x"}, "postgres")

    def test_of_no_fact_are_refused_like_others(self) -> None:
        """A misspelt fact is an error with a suggestion."""
        with pytest.raises(UnknownNameError, match=r"unknown fact `resource\.lable`"):
            put(Equals(LABEL, ME), {"lable": "x"}, "postgres")


@pytest.mark.parametrize(
    ("place", "never"), [(ColumnAt("x"), False), (None, True), (ColumnAt("x", Kind.UUID), True)]
)
def test_never_is_of_what_the_mapping_leaves(place: Place | None, *, never: bool) -> None:
    """A kind that nothing asked can be, or a fact that no row has, settles the answer."""
    found = put(Equals(LABEL, ME), {"label": place}, "postgres")
    assert (found.always, found.never) == (False, never)


def test_values_of_another_kind_are_not_known_in_sqlite() -> None:
    """SQLite's columns hold anything: what is of another kind makes neither a test hold nor not."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE things (id, label, count INTEGER, open)")
    rows = [("text", "7", "x", "1"), ("number", 7, 7, 1), ("other", 1.5, b"7", 2)]
    connection.executemany("INSERT INTO things VALUES (?, ?, ?, ?)", rows)
    places: dict[str, tuple[Test, ColumnAt]] = {
        "label": (Equals(LABEL, ME), ColumnAt("label")),
        "count": (Equals(path("resource.count"), path("user.number")), _integer("count")),
        "open": (IsTrue(path("resource.open")), ColumnAt("open", Kind.TRUTH)),
    }

    def ids(name: str, *, wanted: bool) -> list[str]:
        test, place = places[name]
        found = put(test, {name: place}, "sqlite", wanted=wanted, id="7", number=7)
        return [it[0] for it in connection.execute(found.statement, found.bound)]

    assert {it: ids(it, wanted=True) for it in places} == {
        "label": ["text"],
        "count": ["number"],
        "open": ["number"],
    }
    assert {it: ids(it, wanted=False) for it in places} == {it: [] for it in places}
    connection.close()


def _integer(name: str) -> ColumnAt:
    return ColumnAt(name, Kind.INTEGER)


def _table_named(name: str) -> SqlMapping:
    return SqlMapping([name], {})


def _connections() -> dict[str, Any]:
    return {"sqlite": sqlite3.connect(":memory:"), "duckdb": duckdb.connect()}


def _readable(found: SqlFilter) -> str:
    """Give a statement without what drivers take out of it: placeholders of their own."""
    if found.paramstyle in {"pyformat", "format"}:
        return found.statement % {it.name: "1" for it in found.parameters}
    return found.statement
