"""
The JSON Schema means what it says: four validators agree on every document.

One says yes or no at once, and is all that a document in order meets; one says what is wrong, and
is jsonschema with a few keywords made quicker; one is jsonschema as it comes; one is jsonschema-rs,
which shares no code with any.
"""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from permmatrix.diagnostics import Problems
from permmatrix.document import parse
from permmatrix.nodes import Broken, Entry, Mapping, Node, Scalar, Sequence, plain
from permmatrix.schema import has_shape, schema_text, validator
from permmatrix.source import Source, Span
from texts import FILES, MATRICES, mutated_matrices, yaml_like

SCHEMA = json.loads(schema_text())
PLAIN: Any = jsonschema.Draft202012Validator(SCHEMA)
RUST = jsonschema_rs.Draft202012Validator(SCHEMA)

FACTS = """\
format: permmatrix-facts/1
users:
  ana: {levels: {docs: [reader, writer], mail: {p1: admin}}, granular: {docs: [send]}, age: 7}
contracts: {c1: {private: true}}
resources: {r1: {project: p1, tags: [a, b]}}
"""


def document(text: str) -> Any:
    """Read YAML as plain values."""
    root = parse(Problems(Source("x.yaml", text)))
    assert root is not None
    return plain(root)


def tree(value: Any) -> Node:
    """Give plain values as a document somewhere."""
    nowhere = Span(Source("x.yaml", ""), 0, 0)
    if isinstance(value, dict):
        entries = (Entry(key, nowhere, tree(inner)) for key, inner in value.items())
        return Mapping(tuple(entries), nowhere)
    if isinstance(value, list):
        return Sequence(tuple(map(tree, value)), nowhere)
    return Scalar(value, nowhere)


DOCUMENTS = [document(path.read_text(encoding="utf-8")) for path in MATRICES]

# What stands for anything somebody may write in place of something else.
ODD: list[Any] = [
    *(None, True, False, 0, 1, 1.0, 1.5, -1, "", "a", "A", "a b", "allow", "deny", "web", "admin"),
    *("a" * 100, "a" * 101, "a\n", "resource.private", "user.", "context.a.b\n", "permmatrix/1"),
    *([], {}, ["a"], ["a", "a"], [1, True], [1, 1.0], [True, "true"], [[], {}], [{"a": 1}] * 2),
    *({"title": "A"}, {"all": ["a"]}, {"any": []}, {"not": "a", "all": ["b"]}, {"level": {}}),
    *({"level": {"is": "a"}}, {"level": {"tool": "a"}}, {"level": {"is": "a", "at_least": "b"}}),
    *({"when": "a", "with": ["b"]}, {"when": "allow"}, {"with": ["b"]}, {"says": "a"}, {"": 1}),
    *({"given": "a"}, {"is_true": "user.a"}, {"equals": ["user.a", 1]}, {"equals": ["a"]}),
    *({"one_of": ["user.a", ["b", 1]]}, {"one_of": ["user.a", []]}, {"one_of": ["user.a", "b"]}),
    *({"says": "a", "never": {"actions": ["a", "b_*"]}}, {"never": {"actions": []}, "always": "a"}),
    *({"if": ["a"], "then": ["*.a"]}, {"actions": ["a.b.c"], "resources": "all", "levels": "one"}),
    *({"why": "a", "cells": ["b"]}, {"why": "a", "instead": "b"}, {"title": "A", "scope": "a"}),
    *({"says": "a", "people": {"actions": ["a"], "at_least": it}} for it in (2, 2.0, 0, 1.5, True)),
    *({"actions": ["a"]}, {"actions": ["a"], "at_most": 0}, {"actions": ["a"], "resources": "any"}),
]
KEYS = [
    *("title", "cells", "any_of", "all", "any", "not", "level", "when", "with", "tool", "A", "a b"),
    *("invariants", "never", "says", "actions", "except"),
    *("different_people", "people", "at_least", "at_most", "resources"),
    *("doubts", "notes", "platforms", "held_when", "handed_out", "reading", "zzz", "a" * 101, ""),
]


def changed(chance: Random) -> Any:
    """Give a matrix with a few of its values replaced, removed or added."""
    whole = {"": json.loads(json.dumps(chance.choice(DOCUMENTS)))}
    for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
        holder: Any = whole
        key: Any = ""
        while isinstance(holder[key], dict | list) and holder[key] and chance.random() < 0.85:
            holder = holder[key]
            key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        kind = chance.randrange(4)
        if kind == 0 and holder is not whole:
            del holder[key]
        elif kind == 1 and isinstance(holder[key], dict):
            holder[key][chance.choice(KEYS)] = chance.choice(ODD)
        elif kind == 1 and isinstance(holder[key], list):
            holder[key].append(chance.choice([*ODD, *holder[key]]))
        else:
            holder[key] = chance.choice(ODD)
        whole = json.loads(json.dumps(whole))  # so that no two places share a value
    return whole[""]


CHANGED = st.integers(0, 2**64 - 1).map(Random).map(changed)


def verdicts(found: Any) -> tuple[bool, bool, bool, bool]:
    """Give what each says of a document: jsonschema-rs, jsonschema, and our own two."""
    return (
        RUST.is_valid(found),
        not any(PLAIN.iter_errors(found)),
        not any(validator().iter_errors(found)),
        has_shape()(tree(found)),
    )


def breaks_a_line(found: Any) -> bool:
    """Say whether some text ends in a line break, before which Python's `$` also matches."""
    return "\\n" in json.dumps(found)


@given(CHANGED)
def test_the_validators_agree_on_changed_matrices(found: Any) -> None:
    """Whoever checks a matrix in an editor or in CI gets the program's own verdict."""
    rust, plain_one, own, quick = verdicts(found)

    assert rust == own == quick
    assert plain_one == own or breaks_a_line(found)


@given(st.one_of(mutated_matrices(), yaml_like()))
def test_the_quick_answer_is_right_on_broken_files(text: str) -> None:
    """Whatever the file, and whatever was reported in it already, no mistake is passed over."""
    root = parse(Problems(Source("x.yaml", text)))
    for form in ("matrix", "facts"):
        if root is not None:
            found = plain(root)
            assert has_shape(form)(root) is not any(validator(form).iter_errors(found))


def test_what_was_reported_already_is_empty() -> None:
    """Both see nothing where an alias stands, as in `{levels: *a}`."""
    nowhere = Span(Source("x.yaml", ""), 0, 0)
    for document in DOCUMENTS:
        for key in document:
            entries = (
                Entry(it, nowhere, Broken(nowhere) if it == key else tree(value))
                for it, value in document.items()
            )
            root = Mapping(tuple(entries), nowhere)
            assert not has_shape()(root)
            assert any(validator().iter_errors(plain(root)))


def test_the_changes_are_worth_comparing() -> None:
    """Some changes leave a matrix in shape and most do not, in many ways."""
    met: Counter[object] = Counter()
    for seed in range(300):
        found = changed(Random(seed))  # noqa: S311  nothing secret
        errors = list(validator().iter_errors(found))
        met["sound" if not errors else "wrong"] += 1
        met.update({str(error.validator) for error in errors})

    assert min(met["sound"], met["wrong"]) > 30
    assert len(met) > 10


@pytest.mark.parametrize("path", MATRICES, ids=lambda path: path.stem)
def test_the_validators_accept_every_matrix(
    path: Any,
) -> None:
    """The matrices at hand have the right shape whoever looks."""
    assert verdicts(document(path.read_text(encoding="utf-8"))) == (True,) * 4


@pytest.mark.parametrize(
    "text", ["a", "a_1", "A", "1a", "", "a" * 100, "a" * 101, "a\n", "é", "a b"]
)
def test_the_validators_agree_on_ids(text: str) -> None:
    """An id is the same to all of them; Python's `$` is made to mean what it means elsewhere."""
    found = {**DOCUMENTS[0], "id": text}
    rust, _, own, quick = verdicts(found)

    assert rust is own is quick is (text in {"a", "a_1", "a" * 100})


@pytest.mark.parametrize(
    ("items", "unique"),
    [
        (["a", "b"], True),
        (["a", "a"], False),
        ([1, True], True),
        ([0, False], True),
        ([1, 1.0], False),
        ([1, "1"], True),
        (["true", True], True),
    ],
    ids=str,
)
def test_the_validators_agree_on_what_is_listed_twice(items: list[object], *, unique: bool) -> None:
    """Numbers are equal by value, and nothing else equals a truth value or a text."""
    one_of = {"one_of": ["resource.kind", items]}
    found = {**DOCUMENTS[0], "conditions": {"kind": {"title": "kind", "test": one_of}}}

    assert verdicts(found) == (unique,) * 4


def test_the_validators_agree_on_a_file_of_facts() -> None:
    """The second schema is checked by the same keywords."""
    schema = json.loads(schema_text("facts"))
    found = document(FACTS)
    wrong = {**found, "users": {"ana": {"levels": "reader"}}}

    for it, sound in ((found, True), (wrong, False)):
        assert jsonschema_rs.Draft202012Validator(schema).is_valid(it) is sound
        assert any(validator("facts").iter_errors(it)) is not sound
        assert has_shape("facts")(tree(it)) is sound


SUITES = [document(path.read_text(encoding="utf-8")) for path in FILES if path not in MATRICES]


@pytest.mark.parametrize("number", range(len(SUITES)))
def test_the_validators_agree_on_files_of_tests(number: int) -> None:
    """The shipped ones are sound, and are not with a key, a kind or a name changed."""
    schema = json.loads(schema_text("tests"))
    found = SUITES[number]
    (name, test), *_ = found["tests"].items()
    wrong = [
        {**found, "test": {}},
        {**found, "tests": {}},
        {**found, "tests": {"A test": test}},
        {**found, "tests": {name: {**test, "users": {"x": {"levels": 3}}}}},
        {**found, "tests": {name: {**test, "users": []}}},
        {**found, "tests": {name: {**test, "actions": ["a", "a"]}}},
        {**found, "tests": {name: {**test, "allow": {"users": "x"}}}},
        {**found, "tests": {name: {**test, "unknown": [{"with": "x"}]}}},
    ]

    for it in (found, *wrong):
        sound = it is found
        assert jsonschema_rs.Draft202012Validator(schema).is_valid(it) is sound
        assert any(validator("tests").iter_errors(it)) is not sound
        assert has_shape("tests")(tree(it)) is sound
