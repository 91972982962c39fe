"""
What is written reads back the same: matrices at hand, examples in the docs, and generated ones.

Two matrices are compared by all they say, places apart, and by how that is spelt: a literal 1 is
equal to a literal 1.0, and one level is equal to at least that level where none is above it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import event, given, seed, settings
from hypothesis import strategies as st

from full_matrices import full_matrix_sets
from permmatrix.compiler import compile_matrices
from permmatrix.model import MatrixSet
from permmatrix.reading import read_sources
from permmatrix.schema import schema_text
from permmatrix.source import Source
from permmatrix.writer import json_text, plain
from texts import MATRICES

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = re.compile(r"^```yaml[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SCHEMA = json.loads(schema_text())
MOST_ROUNDS = 20


def read_texts(*texts: str) -> MatrixSet | None:
    """Read texts together as one policy, or give None where something is wrong with them."""
    return read_sources(Source(f"{place}.json", text) for place, text in enumerate(texts))[0]


def examples() -> Iterator[tuple[str, ...]]:
    """Give every policy in the docs: matrices that stand together on the page of a code."""
    for page in sorted(DOCS.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        parts = text.split("\n## ") if page.parent.name == "codes" else EXAMPLE.findall(text)
        for part in parts:
            found = EXAMPLE.findall(part) if page.parent.name == "codes" else [part]
            yield tuple(it for it in found if "format: permmatrix/1" in it)


AT_HAND = [
    tuple(it.read_text(encoding="utf-8") for it in MATRICES if it.parents[1].name != "tests"),
    *((it.read_text(encoding="utf-8"),) for it in MATRICES if it.parents[1].name == "tests"),
]
POLICIES = [it for it in (read_texts(*texts) for texts in (*AT_HAND, *examples()) if texts) if it]


def written_and_read(found: MatrixSet) -> MatrixSet:
    """Write each matrix of a policy and read them together, without any problem."""
    texts = [json_text(matrix) for matrix in found.matrices]
    again, report = read_sources(
        Source(f"{matrix.id}.json", text)
        for matrix, text in zip(found.matrices, texts, strict=True)
    )
    assert again is not None, f"{report}\n{texts}"
    assert [json_text(matrix) for matrix in again.matrices] == texts
    return again


def hold_the_same(found: MatrixSet) -> None:
    """Write and read a policy, and hold it against itself."""
    again = written_and_read(found)

    assert again == found
    assert repr(again) == repr(found)
    assert compile_matrices(again).digest == compile_matrices(found).digest


@given(full_matrix_sets())
def test_load_render_load_is_identity(found: MatrixSet) -> None:
    """A policy that is written and read says what it said, and answers as it answered."""
    hold_the_same(found)


@pytest.mark.parametrize("found", POLICIES, ids=lambda it: it.matrices[0].id)
def test_load_render_load_is_identity_for_those_at_hand(found: MatrixSet) -> None:
    """So do the matrices that ship, those of the tests, and every example in the docs."""
    hold_the_same(found)


def test_the_policies_at_hand_are_many() -> None:
    """The shipped matrices are one policy of three, and the docs have many more."""
    assert [it.id for it in POLICIES[0].matrices] == ["commitments", "head_contracts", "invoicing"]
    assert len(POLICIES) > len(AT_HAND) + 60
    assert max(len(it.matrices) for it in POLICIES[len(AT_HAND) :]) > 1


@given(full_matrix_sets(), st.integers(0, 2**64 - 1).map(Random))
def test_no_key_written_is_idle(found: MatrixSet, chance: Random) -> None:
    """Without any one of its keys, a file says something else, or is not a matrix."""
    place = chance.randrange(len(found.matrices))
    document = plain(found.matrices[place])
    holders = [it for it in _mappings(document) if it[1]]
    path, holder = chance.choice(holders)
    key = chance.choice(list(holder))
    if (*path, key) == ("tools", document["tool"]):
        return  # declared for its readers wherever other tools are
    del holder[key]

    texts = [json_text(it) for it in found.matrices]
    texts[place] = _dumped(document)
    again = read_texts(*texts)

    event("not a matrix" if again is None else "another one")
    assert again is None or repr(again) != repr(found)


def _dumped(document: Any) -> str:
    text = json.dumps(document, ensure_ascii=False)
    return re.sub("[^ -~]", lambda found: f"\\U{ord(found[0]):08x}", text)


@given(full_matrix_sets())
def test_the_keys_of_whole_documents_read_back(found: MatrixSet) -> None:
    """With all of its keys, a file says the same, so that a key left out is what counts."""
    assert read_texts(*(_dumped(plain(it)) for it in found.matrices)) == found


def _mappings(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict):
        yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in inner if isinstance(value, dict | list) else ():
        if isinstance(part, dict | list):
            yield from _mappings(part, (*path, key))


# Which keys there are.


def _resolved(schema: Any) -> Iterator[tuple[str, Any]]:
    """Give a schema and those it leads to, with the names of the ones that have a name."""
    name = ""
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = SCHEMA["$defs"][name]
    yield name, schema
    if "else" in schema:
        yield from ((it or name, inner) for it, inner in _resolved(schema["else"]))


def _declared() -> Iterator[tuple[str, str]]:
    """Give every key that the schema has, with the part of it in which it stands."""
    parts = {"": SCHEMA, **SCHEMA["$defs"]}
    for name, part in parts.items():
        for inner in (part, part.get("else", {}), part.get("items", {}).get("else", {})):
            yield from ((name, key) for key in inner.get("properties", ()))


def _used(value: Any, schema: Any, within: str = "") -> Iterator[tuple[str, str]]:
    """Give the keys of the schema that a document uses."""
    for found, part in _resolved(schema):
        name = found or within
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in part.get("properties", ()):
                    yield name, key
                    yield from _used(inner, part["properties"][key], name)
                elif isinstance(part.get("additionalProperties"), dict):
                    yield from _used(inner, part["additionalProperties"], name)
        if isinstance(value, list):
            firsts = part.get("prefixItems", ())
            for place, inner in enumerate(value):
                item = firsts[place] if place < len(firsts) else part.get("items", {})
                yield from _used(inner, item, name)


def test_every_key_of_the_format_is_written() -> None:
    """The generated matrices use each key that the schema has, wherever it has it."""
    used: set[tuple[str, str]] = set()

    @given(full_matrix_sets())
    @settings(max_examples=100, database=None)
    def meet(found: MatrixSet) -> None:
        for matrix in found.matrices:
            used.update(_used(plain(matrix), SCHEMA))

    rounds = 0
    while used < set(_declared()) and rounds < MOST_ROUNDS:  # some keys are rare
        seed(rounds)(meet)()
        rounds += 1

    assert used == set(_declared())
