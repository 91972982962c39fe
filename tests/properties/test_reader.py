"""
What reading promises, whatever it is given.

Two parsers stand behind it, one in C and one in Python. Wherever either makes a tree of a text, the
other makes the same one, with the same places and problems; what they would read differently is
refused in both.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from permmatrix import MatrixError, load
from permmatrix.codes import Code
from permmatrix.diagnostics import Problems, Report
from permmatrix.document import parse
from permmatrix.nodes import Broken, Mapping, Node, Scalar, Sequence, plain
from permmatrix.reading import read, read_sources
from permmatrix.source import Source, Span
from texts import MATRICES, mutated_matrices, pieces, yaml_like

TEXTS = st.one_of(yaml_like(), pieces(), mutated_matrices())

# The parsers look ahead at different lengths, and so come upon the first of several errors at
# different places, where brackets are not closed, a tag is none, or a comment touches a block sign.
# Then only that neither makes a tree is held to.
LOOKED_AHEAD = re.compile(r"[\[{!]|[|>][-+0-9]*#")

needs_both = pytest.mark.skipif(
    not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without libyaml here"
)


def tree(node: Node) -> Any:
    """Give a tree with its places as plain values."""
    at = (node.span.start, node.span.end)
    match node:
        case Scalar(value):
            return at, type(value).__name__, value
        case Sequence(items):
            return at, [tree(item) for item in items]
        case Mapping(entries, _, lost):
            every = (*entries, *lost)
            return at, [
                (it.key, it.key_span.start, it.key_span.end, tree(it.value)) for it in every
            ]
        case Broken():
            return at


Reading: TypeAlias = tuple[Any, list[tuple[Any, ...]]]


def reading(text: str, parser: str) -> Reading:
    """Give what one of the parsers makes of a text: the tree, and every problem."""
    problems = Problems(Source("x.yaml", text))
    root = parse(problems, parser=getattr(yaml, parser))
    found = [
        (
            it.code,
            it.message,
            it.span.start,
            it.span.end,
            it.help,
            *[r.span.start for r in it.related],
        )
        for it in problems.found
    ]
    return root and tree(root), found


def agree(text: str) -> Reading:
    """Hold the two parsers to agreeing on a text, and give what they make of it."""
    by_c, by_python = reading(text, "CSafeLoader"), reading(text, "SafeLoader")
    if by_c[0] is by_python[0] is None and LOOKED_AHEAD.search(text):
        assert by_c[1]
        assert by_python[1]
    else:
        assert by_c == by_python
    return by_c


@needs_both
@given(TEXTS)
@example("[a?]")
@example("[?]:\n  [\n  { no\n  }  , ? a]\n# c\nk4: \n>- # c\n\n")
@example("{a:[b]}")
@example("|#\n")
@example("{\na b: # x  , b\n }")
@example("a:\t")
@example("%YAML 1.3\n--- a")
@example('"\\ud800"')
@example('"\\ud83d\\ude00"')
@example("\\ud83d\\ude00")
@example("{'\\ud83d\\ude00': &\\ud83d\\ude00 !\\ud83d\\ude00 a}")
@example("!, b")
@example("a: b\n'c")
@example('"\\')
def test_both_parsers_agree(text: str) -> None:
    """A file means the same, and is refused for the same, with libyaml and without."""
    agree(text)


@needs_both
@given(
    st.recursive(
        st.text() | st.text("\\ud\U0001f600\U0010ffff\ufffd\"' \n"),
        lambda it: st.lists(it, min_size=1) | st.dictionaries(st.text(max_size=5), it, min_size=1),
        max_leaves=5,
    )
)
def test_what_json_writes_in_ascii_is_read(data: Any) -> None:
    """Every text comes back, also one of characters that JSON writes as two escapes."""
    problems = Problems(Source("x.json", json.dumps({"data": data})))
    root = parse(problems)

    assert problems.found == []
    assert root is not None
    assert plain(root) == {"data": data}


@needs_both
@pytest.mark.parametrize("path", MATRICES, ids=lambda path: path.stem)
def test_both_parsers_agree_on_the_matrices(path: Path) -> None:
    """Every matrix at hand is read alike, without a problem."""
    root, found = agree(path.read_text(encoding="utf-8"))

    assert root is not None
    assert found == []


@needs_both
def test_the_texts_are_worth_comparing() -> None:
    """Many texts are trees, many are not, and hardly any mistake in writing is never made."""
    met: Counter[object] = Counter()

    @given(TEXTS)
    @settings(max_examples=300, derandomize=True, database=None)
    def meet(text: str) -> None:
        root, found = reading(text, "CSafeLoader")
        met[type(root).__name__] += 1
        met.update({it[0] for it in found})

    meet()

    assert min(met["tuple"], met["NoneType"]) > 30
    never = {Code.NOT_YAML, Code.ALIAS, Code.TAG, Code.DUPLICATE_KEY, Code.KEY_NOT_TEXT} - set(met)
    assert not never


@given(TEXTS)
def test_every_span_lies_inside_its_source(text: str) -> None:
    """No node and no problem is before the beginning, behind the end, or of negative length."""
    problems = Problems(Source("x.yaml", text))
    root = parse(problems)
    _, report = read_sources([Source("x.yaml", text)])

    spans = [*spans_of(root), *spans_in(Report(tuple(problems.found))), *spans_in(report)]
    assert all(0 <= it.start <= it.end <= len(it.source.text) for it in spans)


def spans_of(node: Node | None) -> Iterator[Span]:
    """Give every span of a tree."""
    if node is not None:
        yield node.span
    match node:
        case Sequence(items):
            for item in items:
                yield from spans_of(item)
        case Mapping(entries, _, lost):
            for entry in (*entries, *lost):
                yield entry.key_span
                yield from spans_of(entry.value)


def spans_in(report: Report) -> Iterator[Span]:
    """Give every span of a report."""
    for found in report:
        yield found.span
        yield from (other.span for other in found.related)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file to write to."""
    return tmp_path_factory.mktemp("reader") / "x.yaml"


@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(str.encode),
        TEXTS.map(str.encode),
        st.tuples(mutated_matrices(), st.integers(0, 20_000), st.binary(max_size=3)).map(
            lambda it: it[0].encode()[: it[1]] + it[2] + it[0].encode()[it[1] :]
        ),
    )
)
@example(data=b"")
@example(data=b"\xff\xfea\x00")
@example(data=b"\xef\xbb\xbf")
@example(data=b"format: permmatrix/1\nlevels: &a {x: *a}\n")
def test_any_bytes_give_a_model_or_diagnostics(file: Path, data: bytes) -> None:
    """There is a policy or there are problems, never both, never neither, and never a traceback."""
    file.write_bytes(data)

    matrices, report = read(file)

    assert (matrices is not None) is report.ok
    assert str(report).endswith(("No problems.", "problem.", "problems."))
    if report.ok:
        assert load(file).actions
    else:
        with pytest.raises(MatrixError) as caught:
            load(file)
        assert len(caught.value.report) == len(report)


def test_the_bytes_are_worth_reading() -> None:
    """Some of the changed matrices are still whole, and the others are wrong in many ways."""
    met: Counter[object] = Counter()

    @given(mutated_matrices())
    @settings(max_examples=100, derandomize=True, database=None)
    def meet(text: str) -> None:
        _, report = read_sources([Source("x.yaml", text)])
        met.update({str(it.code) for it in report} or {"sound"})

    meet()

    assert met["sound"] > 3
    assert len(met) > 10
