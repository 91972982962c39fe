"""Tests of `permmatrix.writer.text`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import permmatrix as pm
from builders import ALLOW, DENY, matrices, path, row, tool, when
from full_matrices import HOSTILE_TEXTS, LITERALS
from permmatrix.conditions import Equals, IsTrue, Literal, Test
from permmatrix.errors import WritingError
from permmatrix.model import Cell, Dictionary, Matrix, MatrixSet
from permmatrix.reading import read, read_sources
from permmatrix.requirements import All, Holds
from permmatrix.source import Source
from permmatrix.writer import json_text

KIND = path("resource.kind")


def small(title: str = "M", test: Test | None = None, **changed: Any) -> Matrix:
    """Make a small matrix that a file can say."""
    cells: dict[str, Cell] = {"none": DENY, "admin": ALLOW}
    found = matrices(
        row("read", cells), tools=[tool("none", "admin")], conditions={"it": test or IsTrue(KIND)}
    )
    docs = evolve(found.tools["docs"], chains=(("none", "admin"),))
    return evolve(found.matrices[0], title=title, tools=(docs,), **changed)


def test_the_text_is_plain_json() -> None:
    """Two spaces a step, one line break at the end, blanks left out."""
    assert (
        json_text(small("Ü"))
        == """\
{
  "format": "permmatrix/1",
  "id": "m",
  "title": "Ü",
  "tool": "docs",
  "levels": {
    "none": "none",
    "admin": "admin"
  },
  "tools": {
    "docs": {
      "title": "docs"
    }
  },
  "conditions": {
    "it": {
      "title": "it",
      "test": {
        "is_true": "resource.kind"
      }
    }
  },
  "actions": {
    "read": {
      "title": "read",
      "cells": {
        "admin": "allow"
      }
    }
  }
}
"""
    )


@pytest.mark.parametrize("title", HOSTILE_TEXTS, ids=lambda it: ascii(it)[:20])
def test_a_hostile_text_reads_back(title: str) -> None:
    """Whatever a text looks like, to any reader of JSON and to ours it is that text."""
    text = json_text(small(title))
    found, _ = read_sources([Source("m.json", text)])

    assert json.loads(text)["title"] == title
    assert found is not None
    assert found.matrices[0].title == title


@pytest.mark.parametrize("value", LITERALS, ids=lambda it: ascii(it)[:20])
def test_a_literal_reads_back_of_its_own_kind(value: str | float) -> None:
    """1, 1.0, true and their texts stay four different things, to any reader."""
    text = json_text(small(test=Equals(KIND, Literal(value))))
    found, _ = read_sources([Source("m.json", text)])

    there = json.loads(text)["conditions"]["it"]["test"]["equals"][1]
    assert (type(there), there) == (type(value), value)
    assert found is not None
    assert repr(found.conditions["it"].test) == repr(Equals(KIND, Literal(value)))


def with_word(word: str) -> Matrix:
    """Make a matrix with a word in a dictionary."""
    return small(terms=(Dictionary(id="us", title="US", words=((word, "x"),)),))


def test_a_word_may_be_as_long_as_a_key() -> None:
    """A key of 1,000 characters is still read as one."""
    word = "x" * 1_000

    assert word in json_text(with_word(word))


CELLS = ("none", when(None)), ("admin", ALLOW)
TURNED = ("admin", ALLOW), ("none", DENY)


@pytest.mark.parametrize(
    ("matrix", "reason"),
    [
        (small("a\ud800b"), "`\\ud800` is not a whole character"),
        (small(test=Equals(KIND, Literal(float("inf")))), "a number in it has no form in JSON"),
        (small(test=Equals(KIND, Literal(10**5_000))), "a number in it has no form in JSON"),
        (
            small(test=Equals(KIND, Literal(10**100))),
            "its conditions would be read as something else",
        ),
        (with_word("x" * 1_100), "this is not valid YAML"),
        (small("x" * 9_000_000), "the file is larger than 8 MiB"),
        (small(" "), "`title` is empty"),
        (
            small(test=Equals(KIND, Literal("resource.x"))),
            "its conditions would be read as something else",
        ),
        (
            small(actions=(evolve(small().actions[0], cells=CELLS),)),
            "its actions would be read as something else",
        ),
        (
            small(actions=(evolve(small().actions[0], cells=TURNED),)),
            "its actions would be read as something else",
        ),
        (
            small(actions=(evolve(small().actions[0], guard=All(())),)),
            "",
        ),
        (
            small(actions=(evolve(small().actions[0], guard=Holds("lost")),)),
            "`lost` is neither a granular permission nor a condition of this matrix",
        ),
    ],
    ids=range(12),
)
def test_what_no_file_can_say_is_refused(matrix: Matrix, reason: str) -> None:
    """A matrix made by hand, or with too much in it, is not written otherwise instead."""
    with pytest.raises(WritingError) as refused:
        json_text(matrix)

    assert refused.value.matrix == "m"
    assert reason in refused.value.reason
    assert str(refused.value).startswith("the matrix `m` cannot be written: ")


def test_a_file_of_json_is_read_where_it_is_named(tmp_path: Path) -> None:
    """Named by its path, the file is a matrix; in a folder only YAML files are."""
    file = tmp_path / "m.json"
    file.write_text(json_text(small()), encoding="utf-8", newline="")

    assert list(pm.load(file).actions) == ["m.read"]
    assert read(tmp_path)[0] is None
    file.rename(tmp_path / "m.yaml")
    assert read(tmp_path)[0] == MatrixSet((small(),))
