"""YAML text to a tree of nodes, strictly: every case is read by both of PyYAML's parsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from permmatrix import document
from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic, Problems
from permmatrix.document import MAX_DEPTH, parse
from permmatrix.nodes import Broken, Mapping, Node, Scalar, Sequence, plain
from permmatrix.source import Source, Span

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("matrices/*.yaml"), *ROOT.glob("tests/matrices/*.yaml")])
MATRICES = [path for path in FILES if not path.name.endswith(".permtest.yaml")]

Reader: TypeAlias = Callable[[str], tuple[Node | None, list[Diagnostic]]]


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def read(request: pytest.FixtureRequest) -> Reader:
    """Give a reader over one of the two parsers."""
    parser: Any = getattr(yaml, request.param, None)
    if parser is None:
        pytest.skip("PyYAML was built without libyaml here")

    def reader(text: str) -> tuple[Node | None, list[Diagnostic]]:
        problems = Problems(Source("x.yaml", text))
        return parse(problems, parser=parser), problems.found

    return reader


def value(read: Reader, text: str) -> Any:
    """Read a text without problems as plain values."""
    root, found = read(text)
    assert found == []
    assert root is not None
    return plain(root)


def only(read: Reader, text: str) -> Diagnostic:
    """Read a text with one problem."""
    _, found = read(text)
    assert len(found) == 1, found
    return found[0]


def place(found: Diagnostic) -> tuple[Code, int, int, str]:
    """Give what a problem is and where, with the text it points at."""
    return found.code, found.span.line, found.span.column, found.span.text


@pytest.mark.parametrize(
    "text",
    [
        *("no", "No", "NO", "yes", "on", "off", "Off", "y", "n", "None", "none", "nil"),
        *("1:30", "2026-06-30", "2026-06-30T17:00:00Z", "0b11", "1_000", "0x", "0o8", "0xg"),
        *(".inf", "-.inf", ".nan", ".NaN", "1e999", "-1e999", "1e", "e3", ".", "+", "1.2.3"),
        *("tRUE", "nULL", "=", "<<", "a:b", "a#b", "http://x.y/z", "1 2", "é", "😀", "9" * 101),
    ],
)
def test_what_other_readers_turn_into_something_else_stays_text(read: Reader, text: str) -> None:
    """Only what YAML 1.2 and JSON both have is read as anything but text."""
    assert value(read, f"key: {text}") == {"key": text}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[(it, None) for it in ("~", "null", "Null", "NULL", "")],
        *[(it, True) for it in ("true", "True", "TRUE")],
        *[(it, False) for it in ("false", "False", "FALSE")],
        *[("0", 0), ("-7", -7), ("+7", 7), ("017", 17), ("0o17", 15), ("0x1F", 31)],
        *[("9" * 100, 10**100 - 1), ("1e3", 1000.0), ("1E-2", 0.01), (".5", 0.5), ("-2.", -2.0)],
    ],
)
def test_a_plain_scalar_is_read_by_the_core_schema_of_yaml_1_2(
    read: Reader, text: str, expected: object
) -> None:
    """Null, true, false and numbers are what the standard's tables say."""
    found = value(read, f"key: {text}")["key"]

    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize("text", ["'no'", '"true"', "'1'", '""', "'~'", "|-\n  1", ">-\n  null"])
def test_a_quoted_or_block_scalar_is_always_text(read: Reader, text: str) -> None:
    """Quotes say that it is text."""
    assert isinstance(value(read, f"key: {text}")["key"], str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("|\n  a\n  b\n", "a\nb\n", id="literal"),
        pytest.param("|-\n  a\n\n  b\n\n", "a\n\nb", id="literal, stripped"),
        pytest.param("|+\n  a\n\n", "a\n\n", id="literal, kept"),
        pytest.param(">-\n  a\n  b\n\n  c\n", "a b\nc", id="folded"),
        pytest.param("|1\n  a\n", " a\n", id="indent told"),
        pytest.param("| # why\n  a\n", "a\n", id="comment behind the sign"),
        pytest.param("|\n  # a\n", "# a\n", id="no comment within"),
        pytest.param("|\r\n  a\r\n  b\r\n", "a\nb\n", id="CRLF"),
        pytest.param(">-\n", "", id="empty"),
    ],
)
def test_a_block_scalar_is_read(read: Reader, text: str, expected: str) -> None:
    """Literal and folded texts come out as the standard says."""
    assert value(read, f"key: {text}") == {"key": expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: b", {"a": "b"}, id="block mapping"),
        pytest.param("{a: b, c: [d, e], }", {"a": "b", "c": ["d", "e"]}, id="flow"),
        pytest.param("- a\n- - b\n  - c", ["a", ["b", "c"]], id="block sequence"),
        pytest.param("a:\n- b", {"a": ["b"]}, id="sequence not indented"),
        pytest.param("? a\n: b\n", {"a": "b"}, id="explicit key"),
        pytest.param('{"a":"b"}', {"a": "b"}, id="JSON"),
        pytest.param("a: [b: c]", {"a": [{"b": "c"}]}, id="single pair"),
        pytest.param("a:\nb:\n", {"a": None, "b": None}, id="no values"),
        pytest.param("{a, b}", {"a": None, "b": None}, id="no values in brackets"),
        pytest.param("[]", [], id="empty list"),
        pytest.param("a: {}", {"a": {}}, id="empty mapping"),
        pytest.param("--- a", "a", id="document mark"),
        pytest.param("a\n...\n# b\n", "a", id="end mark"),
        pytest.param("a: b # c\n# d\n", {"a": "b"}, id="comments"),
        pytest.param("a: b c\n  d", {"a": "b c d"}, id="plain over two lines"),
        pytest.param("a: 'it''s'", {"a": "it's"}, id="single quotes"),
        pytest.param(r'a: "\x41\u00e9\U0001F600\n\t\0"', {"a": "Aé😀\n\t\0"}, id="escapes"),
        pytest.param('a: "b\\\n  c"', {"a": "bc"}, id="escaped break"),
        pytest.param("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}, id="CRLF"),
        pytest.param("a: b\rc: d\r", {"a": "b", "c": "d"}, id="CR"),
    ],
)
def test_a_document_is_read(read: Reader, text: str, expected: object) -> None:
    """Every way of writing a mapping or a list gives the same plain values."""
    assert value(read, text) == expected


def test_a_key_written_twice_is_reported_at_the_second_place(read: Reader) -> None:
    """The first one counts, the second is pointed at, and the first named beside it."""
    root, found = read("a: 1\nb: 2\na: 3\n")

    assert root is not None
    assert plain(root) == {"a": 1, "b": 2}
    assert [place(it) for it in found] == [(Code.DUPLICATE_KEY, 3, 1, "a")]
    assert [(it.span.line, it.span.column) for it in found[0].related] == [(1, 1)]


def test_keys_are_the_same_when_their_texts_are(read: Reader) -> None:
    """Quotes and escapes do not make another key."""
    assert place(only(read, 'a: 1\n"\\x61": 2\n'))[0] is Code.DUPLICATE_KEY


@pytest.mark.parametrize("key", ["1", "~", "true", "1.5", "0x1F", "[a, b]", "{a: b}"])
def test_a_key_that_is_not_text_is_reported(read: Reader, key: str) -> None:
    """A number, a truth value or a whole list is no key, and its entry is left out."""
    root, found = read(f"{key}: x\nb: y\n")

    assert root is not None
    assert plain(root) == {"b": "y"}
    assert [place(it) for it in found] == [(Code.KEY_NOT_TEXT, 1, 1, key)]


@pytest.mark.parametrize("key", ["no", "on", "yes", "None", "1:30", "2026-06-30", "'1'", '"~"'])
def test_a_key_that_other_readers_mistake_is_text(read: Reader, key: str) -> None:
    """A level called No is a level called No."""
    assert list(value(read, f"{key}: x")) == [key.strip("'\"")]


def test_an_anchor_is_reported_once_however_often_it_is_used(read: Reader) -> None:
    """Its aliases are lost with it, and are not reported again."""
    root, found = read("a: &x 1\nb: *x\nc: [*x, *x]\n")

    assert [place(it) for it in found] == [(Code.ALIAS, 1, 4, "&x")]
    assert isinstance(root, Mapping)
    assert isinstance(root.entries[1].value, Broken)


def test_an_alias_of_nothing_is_reported_where_it_stands(read: Reader) -> None:
    """A value that begins with a star was perhaps meant as text."""
    found = only(read, "a: *star\n")

    assert place(found) == (Code.ALIAS, 1, 4, "*star")
    assert found.help == "put quotes around a value that begins with `*`"


@pytest.mark.parametrize(
    ("text", "column", "tag"),
    [
        ("a: !!str 1", 4, "!!str"),
        ("a: !important", 4, "!important"),
        ("a: !<tag:yaml.org,2002:str> b", 4, "!<tag:yaml.org"),
        ("a: ! b", 4, "!"),
        ("a: !x!y b", 4, "!x!y"),
        ("a: !%zz b", 4, "!%zz"),
        ("a: !b, c", 4, "!b"),
        ("[a, !b]", 5, "!b"),
        ("!!map\na: b", 1, "!!map"),
        ("a: &x !t b", 7, "!t"),
    ],
)
def test_a_tag_ends_the_reading(read: Reader, text: str, column: int, tag: str) -> None:
    """Whether or not the parser can make sense of a tag, it is the tag that is reported."""
    found = [it for it in read(text)[1] if it.code is not Code.ALIAS]

    assert [place(it) for it in found] == [(Code.TAG, 1, column, tag)]


def test_a_second_document_is_reported_where_it_begins(read: Reader) -> None:
    """One file holds one matrix."""
    root, found = read("a: b\n---\nc: d\n")

    assert root is None
    assert [place(it) for it in found] == [(Code.SEVERAL_DOCUMENTS, 2, 1, "---")]


@pytest.mark.parametrize(
    "text", ["", "\n", "# nothing\n", "---\n", "~", "null\n", "   \r\n", "--- # a\n...\n"]
)
def test_a_file_with_nothing_in_it_is_reported(read: Reader, text: str) -> None:
    """Comments, marks and null are nothing."""
    assert place(only(read, text)) == (Code.EMPTY, 1, 1, "")


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[{a: ", "}]")],
    ids=["lists", "mappings", "block lists", "keys", "both"],
)
def test_nesting_stops_at_a_depth(read: Reader, opening: str, closing: str) -> None:
    """What is nested deeper than any table is refused before it can crash a program."""
    found = only(read, opening * 5000 + "x" + closing * 5000)

    assert found.code is Code.TOO_DEEP
    assert found.span.start <= MAX_DEPTH * len(opening)


def test_what_was_found_before_the_depth_is_reported_once(read: Reader) -> None:
    """A parser with a limit of its own changes nothing in the report."""
    root, found = read(f"a: {{b: 1, b: 2}}\nc: {'[' * 5000}")

    assert root is None
    assert [it.code for it in found] == [Code.DUPLICATE_KEY, Code.TOO_DEEP]


def test_nesting_as_deep_as_may_be_is_read(read: Reader) -> None:
    """The limit itself is within the limit."""
    root, found = read("[" * MAX_DEPTH + "]" * MAX_DEPTH)

    assert isinstance(root, Sequence)
    assert found == []


def test_a_block_nested_too_deep_is_refused(read: Reader) -> None:
    """Depth by indentation is depth."""
    text = "\n".join(" " * depth + "a:" for depth in range(MAX_DEPTH + 1))

    assert place(only(read, text)) == (Code.TOO_DEEP, MAX_DEPTH + 1, MAX_DEPTH + 1, "a")


def test_values_are_counted(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list is a value like those in it, and one too many is pointed at."""
    monkeypatch.setattr(document, "MAX_NODES", 3)

    assert value(read, "[a, b]") == ["a", "b"]
    assert place(only(read, "[a, b, c, d]")) == (Code.TOO_LARGE, 1, 11, "d")


@pytest.mark.parametrize(
    "character",
    ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\u2028", "\u2029", "\ufeff", "\ufffe"],
    ids=ascii,
)
def test_a_character_that_yaml_or_editors_trip_over_is_refused(
    read: Reader, character: str
) -> None:
    """What cannot be seen, or breaks a line for some programs only, is not accepted raw."""
    found = only(read, f"a: b\nc: d{character}e\n")

    assert place(found) == (Code.CONTROL_CHARACTER, 2, 5, character)


@pytest.mark.parametrize(
    "character", ["é", "\xa0", "😀", "\u200d", "\ue000", "\ufffd", "\U0010ffff"]
)
def test_any_other_character_is_read(read: Reader, character: str) -> None:
    """Every printable character of Unicode is accepted as it is."""
    assert value(read, f"a: b{character}c") == {"a": f"b{character}c"}


@pytest.mark.parametrize(
    "escape", [r"\ud83d", r"\uDE00", r"\U0000d800", r"\U00110000", r"\Uffffffff"]
)
def test_half_a_character_is_refused(read: Reader, escape: str) -> None:
    """An escape for a surrogate, or beyond Unicode, stands for no character."""
    found = only(read, f'a: "x{escape}"\n')

    assert place(found) == (Code.CONTROL_CHARACTER, 1, 6, escape)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r'"\ud83d\ude00"', "😀"),
        (r'"\uD83D\uDE00 \ud800\udc00\udbff\udfff"', "😀 \U00010000\U0010ffff"),
        (r'"\\\ud83d\ude00\\ud83d"', r"\😀\ud83d"),
        (r'"\ufffd\ufffd\ud83d\ude00\ufffd"', "\ufffd\ufffd😀\ufffd"),
    ],
    ids=["one", "several", "backslashes", "replacements"],
)
def test_two_halves_are_one_character(read: Reader, written: str, meant: str) -> None:
    """As JSON may write it, in a value and in a key, in a block and in brackets."""
    assert value(read, f"a: {written}\nb: c\n") == {"a": meant, "b": "c"}
    assert value(read, f"[{written}, {{{written}: {written}}}]") == [meant, {meant: meant}]


def test_two_halves_are_one_character_in_a_folded_text(read: Reader) -> None:
    """Lines of it are joined as ever."""
    assert value(read, 'a: "b \\ud83d\\ude00\n  c\n\n  d"\n') == {"a": "b 😀 c\nd"}


def test_what_follows_two_halves_is_where_it_is(read: Reader) -> None:
    """Places are those of the source, of the text itself and behind it."""
    root, found = read('{"\\ud83d\\ude00": "\\ud83d\\ude00", "\\ud83d\\ude00": 1, 2: 3}')

    assert isinstance(root, Mapping)
    assert root.entries[0].value.span.text == '"\\ud83d\\ude00"'
    assert [place(it) for it in found] == [
        (Code.DUPLICATE_KEY, 1, 34, '"\\ud83d\\ude00"'),
        (Code.KEY_NOT_TEXT, 1, 53, "2"),
    ]


@pytest.mark.parametrize(
    ("text", "column", "half"),
    [
        (r'a: "\ud83d\ud83d\ude00"', 5, r"\ud83d"),
        (r'a: "\ud83d\ude00\ude00"', 17, r"\ude00"),
        (r'a: "\ude00\ud83d"', 5, r"\ude00"),
        (r'a: "\ud83d \ude00"', 5, r"\ud83d"),
        (r'a: "\ud83d\\ude00"', 5, r"\ud83d"),
        (r'a: "\U0000d83d\ude00"', 5, r"\U0000d83d"),
    ],
)
def test_halves_that_are_no_pair_are_refused(
    read: Reader, text: str, column: int, half: str
) -> None:
    """What stands between them, or their order, leaves no whole character."""
    assert place(only(read, text)) == (Code.CONTROL_CHARACTER, 1, column, half)


@pytest.mark.parametrize(
    "text", [r"a: x\ud83d\ude00", r"a: '\ud83d\ude00'", "a: |\n  \\ud83d\\ude00\n"]
)
def test_two_halves_are_an_escape_in_double_quotes_only(read: Reader, text: str) -> None:
    """Elsewhere they would be twelve signs, which nobody means."""
    root, found = read(text)

    assert root is None
    assert [(it.code, it.span.text) for it in found] == [(Code.CONTROL_CHARACTER, r"\ud83d\ude00")]


def test_an_escaped_backslash_is_no_escape(read: Reader) -> None:
    """Two backslashes are one, whatever letters follow."""
    assert value(read, r'a: "\\ud83d"') == {"a": r"\ud83d"}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a:\n\tb: c\n", 2, 1),
        ("a:\tb\n", 1, 3),
        ("a: b\t# c\n", 1, 5),
        ("a: 'b\tc'\n", 1, 6),
        ("# a\tb\n", 1, 4),
    ],
    ids=["indent", "behind a colon", "before a comment", "in quotes", "in a comment"],
)
def test_a_tab_is_refused_anywhere(read: Reader, text: str, line: int, column: int) -> None:
    """Parsers disagree on where a tab may be, so it may be nowhere."""
    assert place(only(read, text)) == (Code.NOT_YAML, line, column, "\t")


@pytest.mark.parametrize("line", ["%YAML 1.2", "%TAG ! x:", "%a", "%"])
def test_a_directive_is_refused(read: Reader, line: str) -> None:
    """Parsers disagree on what a directive may say, so there may be none."""
    assert place(only(read, f"# a\n{line}\n---\nb: c\n")) == (Code.NOT_YAML, 2, 1, line)


def test_a_percent_sign_within_a_line_is_text(read: Reader) -> None:
    """Only at the beginning of a line is it a directive."""
    assert value(read, "a: 10 %\nb: '%c'\n") == {"a": "10 %", "b": "%c"}


@pytest.mark.parametrize(
    ("text", "column", "shown"),
    [
        pytest.param("a: [what? now]", 9, "?", id="a question in brackets"),
        pytest.param("a: {title: Why?}", 15, "?", id="a question in braces"),
        pytest.param("a: [?b]", 5, "?", id="a question mark before"),
        pytest.param("a: [?]", 5, "?", id="nothing but a question mark"),
        pytest.param("a: {b:}", 6, ":", id="a colon before a brace"),
        pytest.param("a: {b:, c: d}", 6, ":", id="a colon before a comma"),
        pytest.param("a: {b:[c]}", 6, ":", id="a colon before a bracket"),
        pytest.param("a: |# b", 5, "#", id="a comment that touches a block sign"),
        pytest.param("a: >-# b", 6, "#", id="and a folded one"),
    ],
)
def test_what_the_two_parsers_read_differently_is_refused(
    read: Reader, text: str, column: int, shown: str
) -> None:
    """A file means the same wherever it is read, or it is not read at all."""
    assert place(only(read, text)) == (Code.NOT_YAML, 1, column, shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: what? now?", {"a": "what? now?"}),
        ("a: [b, 'what?']", {"a": ["b", "what?"]}),
        ("a: {? b : c}", {"a": {"b": "c"}}),
        ("a: [http://x.y/z, b:c]", {"a": ["http://x.y/z", "b:c"]}),
        ("a: {'b':[c]}", {"a": {"b": ["c"]}}),
    ],
)
def test_what_they_read_alike_is_read(read: Reader, text: str, expected: object) -> None:
    """No more is refused than has to be."""
    assert value(read, text) == expected


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        pytest.param("a: 'b\nc: d\n", 1, 4, id="quote not closed"),
        pytest.param('a: "b\nc: d\n', 1, 4, id="double quote not closed"),
        pytest.param("a: [b, c\n", 1, 4, id="bracket not closed"),
        pytest.param("a: {b: [c\n", 1, 4, id="brace not closed"),
        pytest.param("a: b\nc\nd: e\n", 2, 1, id="key without a colon"),
        pytest.param("a: b: c\n", 1, 5, id="second colon"),
        pytest.param("a: ]\n", 1, 4, id="bracket not opened"),
        pytest.param('a: "\\q"\n', 1, 5, id="unknown escape"),
        pytest.param("a: @b\n", 1, 4, id="sign that is kept for later"),
        pytest.param("'a' 'b'\n", 1, 5, id="two values"),
        pytest.param("a: b\n c: d\n", 2, 3, id="indented too far"),
    ],
)
def test_a_syntax_error_points_at_its_cause(
    read: Reader, text: str, line: int, column: int
) -> None:
    """The place is where the mistake begins rather than where the parser gave up."""
    found = only(read, text)

    assert (found.code, found.span.line, found.span.column) == (Code.NOT_YAML, line, column)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: b: c\n", "quotes"),
        ("a: b\nc:d\ne: f\n", "space after the colon"),
        ("a: [b\n", "missing quote, bracket, colon or space"),
        ("a: {title: Why?}\n", "quotes around a value that contains `?`"),
        ("a: {b:[c]}\n", "space after the colon, or quotes"),
        ("a: |# b\n", "space before the `#`"),
    ],
)
def test_a_syntax_error_says_what_to_look_for(read: Reader, text: str, words: str) -> None:
    """The usual slips are told by name."""
    assert words in (only(read, text).help or "")


def test_columns_count_characters_after_emoji_and_bytes_of_utf_8(read: Reader) -> None:
    """A place is what an editor shows, however the text is stored."""
    root, _ = read("é: 😀 a\n'😀': [b, 😀, c]\n")

    assert isinstance(root, Mapping)
    last = root.entries[1].value
    assert isinstance(last, Sequence)
    assert [(it.span.line, it.span.column) for it in last.items] == [(2, 7), (2, 10), (2, 13)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        pytest.param("a: b c  # d\n", ["a", "b c"], id="plain"),
        pytest.param("a: 'b'  \n", ["a", "'b'"], id="quotes belong to it"),
        pytest.param("'a' : \"b\"\n", ["'a'", '"b"'], id="quoted key"),
        pytest.param(
            "a: [b, {c: d}]  # e\n", ["a", "[b, {c: d}]", "b", "{c: d}", "c", "d"], id="flow"
        ),
        pytest.param("a:\n  b: c\n\n# d\ne: f\n", ["a", "b: c", "b", "c", "e", "f"], id="block"),
        pytest.param(
            "- a\n- b: c\n  d: e\n", ["a", "b: c\n  d: e", "b", "c", "d", "e"], id="items"
        ),
        pytest.param("a: b\n  c\n", ["a", "b\n  c"], id="two lines"),
        pytest.param("a:\nb: \n", ["a", "", "b", ""], id="no value"),
        pytest.param("a: |\n  b\n\nc: d\n", ["a", "|\n  b\n\n", "c", "d"], id="literal"),
        pytest.param("[ a , b ]", ["a", "b"], id="spaces within brackets"),
        pytest.param("a: b\r\nc: d\r\n", ["a", "b", "c", "d"], id="CRLF"),
    ],
)
def test_every_part_knows_its_place(read: Reader, text: str, spans: list[str]) -> None:
    """The text of a span is what was written there, and nothing around it."""
    root, found = read(text)

    assert found == []
    assert root is not None
    assert [it.text for it in spans_of(root)][1:] == spans


def spans_of(node: Node) -> Iterator[Span]:
    """Give the spans of a tree in the order of the text."""
    yield node.span
    match node:
        case Sequence(items):
            for item in items:
                yield from spans_of(item)
        case Mapping(entries):
            for entry in entries:
                yield entry.key_span
                yield from spans_of(entry.value)


@pytest.mark.parametrize(
    ("text", "column"),
    [("a:", 3), ("a: # b", 3), ("{a: , b: c}", 4), ("{a, b: c}", 3), ("- \n- a", 2), ("? a", 4)],
)
def test_a_value_that_is_not_there_has_a_place(read: Reader, text: str, column: int) -> None:
    """It is right behind the sign that lets it be expected, or behind its key."""
    root, _ = read(text)

    assert root is not None
    empty = [it for it in spans_of(root) if it.start == it.end]
    assert [(it.line, it.column) for it in empty] == [(1, column)]


@pytest.mark.parametrize("path", MATRICES, ids=lambda path: path.stem)
def test_plain_values_of_the_matrices_are_where_their_spans_say(read: Reader, path: Path) -> None:
    """Reading the text of any plain value's span by itself gives that value."""
    root, found = read(path.read_text(encoding="utf-8"))

    assert found == []
    assert root is not None
    plain_values = [it for it in scalars_of(root) if it.span.text[:1] not in {"'", '"', "|", ">"}]
    assert len(plain_values) > 50
    for scalar in plain_values:
        assert value(read, scalar.span.text) == scalar.value


def scalars_of(node: Node) -> Iterator[Scalar]:
    """Give the values of a tree in the order of the text."""
    match node:
        case Scalar():
            yield node
        case Sequence(items):
            for item in items:
                yield from scalars_of(item)
        case Mapping(entries):
            for entry in entries:
                yield from scalars_of(entry.value)
        case Broken():
            pass


def test_every_span_lies_inside_its_source(read: Reader) -> None:
    """No place is before the beginning, behind the end, or of negative length."""
    for path in MATRICES:
        source = path.read_text(encoding="utf-8")
        root, _ = read(source)

        assert root is not None
        assert all(0 <= it.start <= it.end <= len(source) for it in spans_of(root))


def test_a_tree_compares_by_what_it_says(read: Reader) -> None:
    """Two ways of writing the same values are equal trees, wherever things stand."""
    assert read("{a: [1, b]}")[0] == read("a:\n- 0x1\n- 'b'\n")[0]


def test_truth_and_one_are_different_values(read: Reader) -> None:
    """What Python takes for equal, YAML does not."""
    assert value(read, "[true, 1]") == [True, 1]
    assert [type(it) for it in value(read, "[true, 1, 1.0]")] == [bool, int, float]
