"""Schemas as functions that say yes or no. That they agree with validators is a property."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from permmatrix.diagnostics import Problems
from permmatrix.document import parse
from permmatrix.shapes import shape_of
from permmatrix.source import Source

ID = {"type": "string", "pattern": "^[a-z]+$", "maxLength": 3}
WHEN = {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"minItems": 1}}
TREE = {
    "$ref": "#/$defs/tree",
    "$defs": {"tree": {"type": "object", "additionalProperties": {"$ref": "#/$defs/tree"}}},
}


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "string"}, "a", "1"),
        ({"type": ["number", "null"]}, "1, 1.5, ~", "true"),
        ({"type": "boolean"}, "true", "1"),
        ({"type": "integer"}, "1, -2, 3.0", "1.5"),
        ({"type": "integer"}, "1", "true"),
        ({"type": ["integer", "string"]}, "1, a", "~"),
        ({"minimum": 1}, "1, 1.5, a, false", "0"),
        ({"minimum": 1, "minLength": 2}, "1, ab", "0.5"),
        ({"minimum": 1, "minLength": 2}, "1, ab", "a"),
        (ID, "abc", "abcd"),
        (ID, "abc", '"abc\\n"'),
        ({"minLength": 2}, "7", "a"),
        ({"const": "a"}, "a", "b"),
        ({"enum": ["a", "b"]}, "b", "[b]"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "~", "1"),
        (WHEN, "aa, [a], {}", "a"),
        (WHEN, "aa", "[]"),
        ({"properties": {"a": {"type": "string"}}}, "{a: b, c: 1}", "{a: 1}"),
        ({"properties": {"a": {}}, "additionalProperties": False}, "{a: 1}", "{b: 1}"),
        ({"additionalProperties": {"type": "string"}}, "{a: b}", "{a: 1}"),
        ({"propertyNames": ID}, "{a: 1}", "{A: 1}"),
        ({"required": ["a"]}, "{a: 1}", "{b: 1}"),
        ({"dependentRequired": {"a": ["b"]}}, "{c: 1}", "{a: 1}"),
        ({"minProperties": 1, "maxProperties": 1}, "{a: 1}", "{}"),
        ({"minProperties": 1, "maxProperties": 1}, "[]", "{a: 1, b: 1}"),
        ({"minItems": 1, "maxItems": 2}, "[1]", "[1, 2, 3]"),
        ({"prefixItems": [{"type": "string"}], "items": {"type": "number"}}, "[a, 1]", "[a, b]"),
        ({"prefixItems": [{"type": "string"}]}, "[]", "[1]"),
        ({"uniqueItems": True}, "[1, true, '1', [a], [b]]", "[[a], [a]]"),
        (TREE, "{a: {b: {}}}", "{a: {b: c}}"),
    ],
    ids=str,
)
def test_a_keyword_means_what_json_schema_says(schema: Any, good: str, bad: str) -> None:
    """Each keyword asks something of the values it is about, and nothing of others."""
    fits = shape_of(schema)
    answers = []
    for text in (good, bad):
        root = parse(Problems(Source("x.yaml", f"[{text}]")))
        assert root is not None
        answers.append(all(map(fits, root.items)))  # type: ignore[union-attr]  # it is a list

    assert answers == [True, False]


@pytest.mark.parametrize(
    "schema",
    [
        {"multipleOf": 2},
        {"properties": {"a": {"format": "date"}}},
        {"enum": [1]},
        {"propertyNames": {"minProperties": 1}},
    ],
    ids=str,
)
def test_an_unknown_keyword_is_not_passed_over(schema: Any) -> None:
    """A schema that asks what is not known here has no quick answer, rather than a wrong one."""
    with pytest.raises(NotImplementedError):
        shape_of(schema)


@pytest.mark.parametrize("wrong", ["", "title: [M]"])
def test_only_a_mistake_costs_a_validator(tmp_path: Path, wrong: str) -> None:
    """Reading a file in order imports no jsonschema; saying what is wrong with another does."""
    file = tmp_path / "m.yaml"
    file.write_text(
        "format: permmatrix/1\nid: m\ntool: t\nlevels: {a: A}\n"
        f"actions: {{edit: {{title: Edit, cells: {{a: allow}}}}}}\n{wrong or 'title: M'}\n",
        encoding="utf-8",
    )
    code = (
        "import sys, permmatrix\n"
        "print(len(permmatrix.validate(sys.argv[1])), 'jsonschema' in sys.modules)"
    )

    out = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True
    )

    assert out.stdout.split() == (["1", "True"] if wrong else ["0", "False"])
