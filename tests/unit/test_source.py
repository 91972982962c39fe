"""Texts, and the places in them."""

from __future__ import annotations

import pytest

from permmatrix.source import Source, Span


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("ab\ncd", (2, 2), id="line feed"),
        pytest.param("ab\rcd", (2, 2), id="carriage return"),
        pytest.param("a\r\ncd", (2, 2), id="both are one break"),
        pytest.param("ab😀cd", (1, 5), id="an emoji is one character"),
        pytest.param("é\u2028bcd", (1, 5), id="U+2028 is no break"),
        pytest.param("\x0b\x0c\x85\x1cd", (1, 5), id="nor are the other odd ones"),
        pytest.param("\n\n\n\nd", (5, 1), id="empty lines"),
        pytest.param("\r\r\r\rd", (5, 1), id="empty lines by carriage return"),
        pytest.param("\n\r\n\rd", (4, 1), id="mixed breaks"),
    ],
)
def test_an_offset_is_turned_into_line_and_column(text: str, place: tuple[int, int]) -> None:
    """Lines end as YAML's do, and columns count characters."""
    assert Source("x.yaml", text).position(4) == place


def test_the_end_of_a_text_has_a_place() -> None:
    """The place just after the last character is on the line that a last break begins."""
    source = Source("x.yaml", "id: a\n")

    assert source.position(len(source.text)) == (2, 1)


def test_an_empty_text_has_one_line() -> None:
    """The only place in nothing is its beginning."""
    source = Source("x.yaml", "")

    assert (source.position(0), source.line(1)) == ((1, 1), "")


@pytest.mark.parametrize(
    ("number", "line"), [(1, "first"), (2, ""), (3, "third"), (4, "fourth"), (5, "")]
)
def test_a_line_comes_without_its_break(number: int, line: str) -> None:
    """Every line of a text with all three breaks can be shown."""
    source = Source("x.yaml", "first\n\r\nthird\rfourth\n")

    assert source.line(number) == line


def test_a_span_knows_its_text_and_both_ends() -> None:
    """A span over a line break ends on the line that its last character is on."""
    span = Span(Source("x.yaml", "id: a\ntitle: b\n"), 4, 11)

    assert (span.file, span.text) == ("x.yaml", "a\ntitle")
    assert (span.line, span.column) == (1, 5)
    assert (span.end_line, span.end_column) == (2, 6)


def test_an_empty_span_is_a_place() -> None:
    """Where nothing is, a span begins and ends at once."""
    span = Span(Source("x.yaml", "a:\n"), 2, 2)

    assert (span.text, span.line, span.column, span.end_column) == ("", 1, 3, 3)


def test_equal_texts_are_different_sources() -> None:
    """Two files with the same text are two files, so places in them differ."""
    assert Source("x.yaml", "a") != Source("x.yaml", "a")
    assert Span(Source("x.yaml", "a"), 0, 1) != Span(Source("x.yaml", "a"), 0, 1)


def test_a_part_of_a_file_knows_where_it_begins() -> None:
    """Lines of a source that is a part are numbered as in the whole."""
    source = Source("log.jsonl", "one\ntwo\n", 7)

    assert (source.position(5), source.line(8)) == ((8, 2), "two")
    assert Span(source, 0, 3).line == 7
