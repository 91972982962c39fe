"""Fields of Django in MariaDB, whatever charset, collation and type their columns have there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections

from builders import path
from charsets import CHARSETS, WORDS, can_have, in_turn, text_columns, words_of
from django_site import connect
from django_site.mixed import Mixed, MixedMember
from engines.mariadb import database, for_django
from mariadb import mariadb
from permmatrix import FilterError
from permmatrix.queries.django import condition
from permmatrix.residual import holds
from permmatrix.residual import values as tests
from permmatrix.residual.values import Known, Leaf

OURS, THEIRS = path("resource.ours"), path("resource.theirs")
SECONDS = [datetime(2026, 6, 30, 23, 59, it, tzinfo=UTC) for it in (57, 58, 59)]
BETWEEN = [SECONDS[0] + timedelta(milliseconds=it) for it in (0, 400, 1_600, 2_000)]


PRICES = (Decimal("0.1"), Decimal("1234567890.1234567891"), Decimal(0))
VALUED: Mapping[str, Any] = {
    **{it: words_of(it) for it in CHARSETS},
    "whole": SECONDS,
    "flag": (0, 1, 2, 7, -1),
    "price": PRICES,
}
MODES = ("", "ANSI", "HIGH_NOT_PRECEDENCE", "NO_BACKSLASH_ESCAPES", "TIME_ROUND_FRACTIONAL")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start MariaDB and fill the tables, which are older than the models are."""
    others = "whole DATETIME, INDEX (whole), flag BOOLEAN, price DECIMAL(40, 20)"
    columns = ", ".join(["id INT PRIMARY KEY", *text_columns(), others])
    label = "label VARCHAR(20) CHARACTER SET utf8mb4 NOT NULL DEFAULT '', INDEX (label)"
    members = "id INT AUTO_INCREMENT PRIMARY KEY, mixed_id INT NOT NULL, word VARCHAR(20)"
    with (
        mariadb(tmp_path_factory.mktemp("mariadb")) as made,
        database(made, "mixed", "utf8mb4_unicode_ci"),
        made.cursor() as cursor,
    ):
        cursor.execute("USE mixed")
        cursor.execute("SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'")
        cursor.execute(f"CREATE TABLE django_site_mixed ({columns}, {label})")
        cursor.execute(f"CREATE TABLE django_site_mixedmember ({members})")
        for values in in_turn(VALUED):
            row = values | {"label": values["uca"] or ""}
            marks = ", ".join(["%s"] * len(row))
            cursor.execute(
                f"INSERT INTO django_site_mixed ({', '.join(row)}) VALUES ({marks})",  # noqa: S608  our own names
                list(row.values()),
            )
            for name in ("uca", "latin"):
                cursor.execute(
                    "INSERT INTO django_site_mixedmember (mixed_id, word) VALUES (%s, %s)",
                    [row["id"], row[name] or "nobody"],
                )
        made.commit()
        yield made


@pytest.fixture(scope="module")
def using(server: Any) -> Iterator[str]:
    """Give Django the database."""
    connect("mixed", for_django(server, "mixed", charset="utf8mb4"))
    yield "mixed"
    connections["mixed"].close()


def _agrees(using: str, leaf: Leaf, **names: str) -> int:
    """Hold the rows of a test, and of its opposite in Django, against each row that is read."""
    rows = list(Mixed.objects.using(using).order_by("pk"))
    words: dict[int, list[str]] = {it.pk: [] for it in rows}
    for number, word in MixedMember.objects.using(using).values_list("mixed_id", "word"):
        words[number].append(word)
    facts = {row.pk: {"members__word": words[row.pk], **vars(row)} for row in rows}
    expected = [
        number
        for number, row in facts.items()
        if holds(leaf, {it: row[name] for it, name in names.items()})
    ]
    q = condition(leaf, Mixed, {path(f"resource.{it}"): name for it, name in names.items()})
    ids = Mixed.objects.using(using).values_list(
        "pk", flat=True
    )  # in no order, for an index's sake
    assert sorted(ids.filter(q)) == expected, leaf
    assert sorted(ids.exclude(q)) == sorted({it.pk for it in rows} - {*expected}), leaf
    return len(expected) if len(expected) < len(rows) else 0


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("name", CHARSETS)
def test_text_is_compared_as_it_is_written(using: str, name: str, wanted: bool) -> None:
    """Whatever a column's charset and collation are, texts are equal if they are the same."""
    some = [tuple(map(Known, it)) for it in (WORDS[:2], WORDS[2:5], ("ss", "😀"), WORDS)]
    every = [
        *(tests.Equals(OURS, Known(it)) for it in WORDS),
        *(test(OURS, it) for it in some for test in (tests.OneOf, tests.Within)),
    ]
    counts = [_agrees(using, Leaf(it, wanted), ours=name) for it in every]
    assert any(counts)


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("names", [*product(CHARSETS, repeat=2)])
def test_texts_of_two_fields_are_compared_as_they_are_written(
    using: str, names: tuple[str, str], wanted: bool
) -> None:
    """Two fields compare by what is in them, whatever the charsets and collations of the two."""
    found = _agrees(using, Leaf(tests.Equals(OURS, THEIRS), wanted), ours=names[0], theirs=names[1])

    assert found or names[0] == names[1]


@pytest.mark.parametrize("wanted", [True, False])
def test_members_are_compared_as_they_are_written(using: str, wanted: bool) -> None:
    """So are the members of a list, with a value, with several, and with another field."""
    every: list[tests.Test] = [
        *(tests.Contains(OURS, Known(it)) for it in WORDS if it),
        *(tests.Overlaps(OURS, Known(it)) for it in (WORDS[:2], ("ss", "😀"))),
    ]
    for test in (*every, tests.Contains(OURS, THEIRS)):
        assert _agrees(using, Leaf(test, wanted), ours="members__word", theirs="latin")


@pytest.mark.parametrize("mode", MODES)
def test_settings_of_a_connection_do_not_matter(server: Any, mode: str) -> None:
    """In each mode, charset and time zone the same rows are found."""
    alias = f"mixed_{MODES.index(mode)}"
    settings = f"SET SESSION sql_mode = '{mode}', time_zone = '+13:00'"
    connect(alias, for_django(server, "mixed", charset="latin1", init_command=settings))
    words = [it for it in WORDS if can_have(it, "latin1")]
    for word, name, wanted in product(words, ("latin", "plain"), (True, False)):
        _agrees(alias, Leaf(tests.Equals(OURS, Known(word)), wanted), ours=name)
    for value, wanted in product(BETWEEN, (True, False)):
        _agrees(alias, Leaf(tests.Equals(OURS, Known(value)), wanted), ours="whole")
    connections[alias].close()


@pytest.mark.parametrize("wanted", [True, False])
def test_times_between_two_seconds(using: str, wanted: bool) -> None:
    """A time between two seconds is neither, and before the one and after the other."""
    every = [
        test(*sides)
        for test in (tests.Equals, tests.Before, tests.AtOrBefore)
        for it in BETWEEN
        for sides in ((OURS, Known(it)), (Known(it), OURS))
    ]
    counts = [_agrees(using, Leaf(it, wanted), ours="whole") for it in every]
    assert any(counts)


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize(
    "test", [tests.IsTrue(OURS), tests.Equals(OURS, Known(True)), tests.Equals(OURS, Known(False))]
)
def test_a_number_is_no_truth(using: str, test: tests.Test, wanted: bool) -> None:
    """Django reads 2 and 7 as they are, which are neither true nor false."""
    assert _agrees(using, Leaf(test, wanted), ours="flag")


@pytest.mark.parametrize("wanted", [True, False])
def test_decimals_are_compared_to_the_last_digit(using: str, wanted: bool) -> None:
    """Twenty digits are none too many."""
    one = Decimal("1234567890.1234567891")
    for test in (tests.Equals(OURS, Known(one)), tests.Before(OURS, Known(one))):
        assert _agrees(using, Leaf(test, wanted), ours="price")


def _rows_of(using: str, residual: Leaf, name: str) -> Any:
    return Mixed.objects.using(using).filter(condition(residual, Mixed, {OURS: name}))


@pytest.mark.parametrize(
    ("name", "words", "how"),
    [
        ("label", ["ana"], "ref"),
        ("label", ["ana", "😀"], "index"),
        ("untold", ["ana", "ben"], "range"),
        ("untold", ["😀"], "index"),
    ],
)
def test_text_is_looked_up_in_an_index(using: str, name: str, words: list[str], how: str) -> None:
    """It is what every charset has."""
    several = tests.OneOf(OURS, tuple(map(Known, words)))
    leaf = Leaf(several if len(words) > 1 else tests.Equals(OURS, Known(words[0])))
    _, _, _, found, *_ = _rows_of(using, leaf, name).values_list(name).explain().split(" ")

    assert found == how  # `index` is all of the index


def test_what_mysql_cannot_compare_is_refused(using: str) -> None:
    """A decimal number that is too long to be written, and times in another zone than UTC."""
    tiny = _rows_of(using, Leaf(tests.Before(OURS, Known(Decimal("1E-31")))), "price")
    with pytest.raises(FilterError, match="mysql has no decimal numbers of more than 30 places"):
        list(tiny)
    late = _rows_of("default", Leaf(tests.Before(OURS, Known(SECONDS[0]))), "whole")
    [_, comparison] = late.query.where.children
    chatham = SimpleNamespace(
        alias="far",
        timezone_name="Pacific/Chatham",
        features=SimpleNamespace(supports_timezones=False),
    )
    with pytest.raises(FilterError, match="far has times of Pacific/Chatham, not of UTC"):
        comparison.as_sql(None, chatham)


def test_a_collation_of_mysqls_is_refused_elsewhere() -> None:
    """A field that names one is compared in MySQL alone."""
    found = _rows_of("default", Leaf(tests.Equals(OURS, Known("ana"))), "label")

    with pytest.raises(FilterError, match="sqlite may take different texts for the same"):
        str(found.query)


@pytest.mark.parametrize("charset", ["utf8mb3", "latin1"])
def test_text_is_bound_whatever_the_connection_has(server: Any, charset: str) -> None:
    """Characters that a connection does not have are no question marks, which a row may have."""
    with server.cursor() as cursor:
        cursor.execute("USE mixed")
        cursor.execute("INSERT INTO django_site_mixed (id, label) VALUES (900, '????')")
        cursor.execute("INSERT INTO django_site_mixed (id, label) VALUES (901, X'F09FA684')")
    server.commit()
    connect("narrow", for_django(server, "mixed", charset=charset))
    rows = Mixed.objects.using("narrow").filter(pk__gte=900)

    one, two = (
        condition(Leaf(test), Mixed, {OURS: "label"})
        for test in (
            tests.Equals(OURS, Known("\U0001f984")),
            tests.OneOf(OURS, (Known("\U0001f984"), Known("ana"), Known("\ud800"))),
        )
    )
    found = [list(rows.filter(it).values_list("pk", flat=True)) for it in (one, two)]
    rows.delete()
    connections["narrow"].close()

    assert found == [[901], [901]]


def test_a_decimal_is_none_of_the_floats_near_it(server: Any, using: str) -> None:
    """However a driver writes it: 1.2E-7 would be a floating-point number."""
    near = Decimal("0.00000012345678901234")
    rows = Mixed.objects.using(using).filter(pk=910)
    with server.cursor() as cursor:
        cursor.execute("USE mixed")
        cursor.execute(f"INSERT INTO django_site_mixed (id, price) VALUES (910, {near:f})")  # noqa: S608  a number
    server.commit()

    found = [
        rows.filter(condition(Leaf(tests.Equals(OURS, Known(it))), Mixed, {OURS: "price"})).count()
        for it in (near, near + Decimal("1E-20"), near + Decimal("1E-26"))
    ]
    rows.delete()

    assert found == [1, 0, 0]
