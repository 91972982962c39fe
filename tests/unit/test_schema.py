"""The JSON Schemas themselves, and the words their errors are put into."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from permmatrix.codes import Code
from permmatrix.diagnostics import MOST_PROBLEMS, Problems
from permmatrix.document import parse
from permmatrix.schema import check_shape, schema_text, validator
from permmatrix.source import Source

FORMS = ["matrix", "facts", "tests", "mapping"]
SCHEMAS = {form: json.loads(schema_text(form)) for form in FORMS}
ANNOTATIONS = {"title", "description", "examples", "default"}

HEAD = "format: permmatrix/1\nid: m\ntitle: M\ntool: docs\nlevels: {reader: Reader}\n"
ROW = "actions: {edit: {title: Edit, cells: {reader: allow}}}\n"


def problems_of(text: str) -> Problems:
    """Read a text and check its shape."""
    problems = Problems(Source("x.yaml", text))
    root = parse(problems)
    assert root is not None
    check_shape(root, problems)
    return problems


def parts(schema: Any, path: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every schema within a schema, with its path."""
    if isinstance(schema, dict):
        yield path, schema
    for key, inner in schema.items() if isinstance(schema, dict) else enumerate(schema):
        if key not in {"examples", "default", "const", "enum"} and isinstance(inner, dict | list):
            yield from parts(inner, f"{path}/{key}")


@pytest.mark.parametrize("form", FORMS)
def test_the_schema_is_one(form: str) -> None:
    """The schema follows the rules of JSON Schema 2020-12."""
    schema = SCHEMAS[form]

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("form", FORMS)
def test_every_property_says_what_it_is(form: str) -> None:
    """An editor has something to show for whatever it completes."""
    silent = [
        f"{path}/properties/{key}"
        for path, schema in parts(SCHEMAS[form])
        for key, inner in schema.get("properties", {}).items()
        if not path.endswith("/properties") and not says_something(inner, SCHEMAS[form])
    ]

    assert silent == []


def says_something(schema: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Say whether a schema, or the one it refers to, has a title or a description."""
    named = whole["$defs"].get(schema.get("$ref", "").rpartition("/")[2], {})
    return bool({"title", "description"} & (schema.keys() | named.keys()))


@pytest.mark.parametrize("form", FORMS)
def test_every_reference_leads_somewhere_and_every_definition_is_used(form: str) -> None:
    """No definition is missing and none is left over."""
    schema = SCHEMAS[form]
    used = {inner["$ref"] for _, inner in parts(schema) if isinstance(inner.get("$ref"), str)}

    assert used == {f"#/$defs/{name}" for name in schema["$defs"]}


@pytest.mark.parametrize("form", FORMS)
def test_beside_a_reference_stands_nothing_that_decides(form: str) -> None:
    """What a definition asks for is the same wherever it is used."""
    beside = {
        path: schema.keys() - ANNOTATIONS - {"$ref"}
        for path, schema in parts(SCHEMAS[form])
        if isinstance(schema.get("$ref"), str)
    }

    assert not any(beside.values())


@pytest.mark.parametrize("form", FORMS)
def test_every_example_and_default_is_valid(form: str) -> None:
    """What an editor offers can be taken."""
    whole = SCHEMAS[form]
    offered = [
        (path, schema, example)
        for path, schema in parts(whole)
        for example in [
            *schema.get("examples", []),
            *[schema[k] for k in ("default",) if k in schema],
        ]
        if not path.endswith("/properties")
    ]

    for path, schema, example in offered:
        own: Any = Draft202012Validator({**schema, "$defs": whole["$defs"]})
        assert own.is_valid(example), (path, example)


def test_every_closed_mapping_is_closed() -> None:
    """A misspelt key is never taken in silence, wherever it stands."""
    open_ones = [
        path
        for path, schema in parts(SCHEMAS["matrix"])
        if "properties" in schema
        and not path.endswith("/properties")
        and "additionalProperties" not in schema
    ]

    assert open_ones == []


def test_the_shipped_matrices_name_the_schema() -> None:
    """An editor that opens a shipped matrix, or its tests, finds the schema beside it."""
    for path in (Path(__file__).parents[2] / "matrices").glob("*.yaml"):
        form = "tests" if path.name.endswith(".permtest.yaml") else "matrix"
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        named = first.removeprefix("# yaml-language-server: $schema=")

        assert json.loads((path.parent / named).read_text("utf-8")) == SCHEMAS[form]


def test_a_whole_matrix_has_no_problem() -> None:
    """The smallest matrix is one level and one row."""
    assert problems_of(HEAD + ROW).found == []


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        pytest.param(HEAD, Code.MISSING_KEY, 1, 1, id="a key is missing"),
        pytest.param(HEAD + "actoins: {}\n", Code.UNKNOWN_KEY, 6, 1, id="a key is misspelt"),
        pytest.param(HEAD + "actions:\n", Code.WRONG_TYPE, 6, 1, id="no value"),
        pytest.param(HEAD + "actions: {}\n", Code.WRONG_LENGTH, 6, 10, id="nothing in it"),
        pytest.param(HEAD + ROW + "order: [[a]]\n", Code.WRONG_LENGTH, 7, 9, id="too short"),
        pytest.param(HEAD + ROW + "scope: project\n", Code.NOT_A_PATH, 7, 8, id="no path"),
        pytest.param(HEAD + ROW + "editions: {A: B}\n", Code.BAD_ID, 7, 12, id="no id"),
        pytest.param(HEAD + ROW + "notes: [1]\n", Code.WRONG_TYPE, 7, 9, id="no text"),
    ],
)
def test_an_error_is_put_at_the_smallest_place(
    text: str, code: Code, line: int, column: int
) -> None:
    """The key that is wrong, the value that is, or the name of what lacks something."""
    found = problems_of(text).found

    assert [(it.code, it.span.line, it.span.column) for it in found] == [(code, line, column)]


def test_errors_come_in_one_order_whatever_the_hash_seed() -> None:
    """Where too many problems cut the list, it is the same ones that are left."""
    rows = "".join(f"  row_{n}: 1\n" for n in range(3 * MOST_PROBLEMS))

    found = problems_of(f"{HEAD}actions:\n{rows}").found

    lines = [it.span.line for it in found[:MOST_PROBLEMS]]
    assert lines == list(range(7, 7 + MOST_PROBLEMS))
    assert found[MOST_PROBLEMS].code is Code.TOO_MANY


@pytest.mark.parametrize("form", FORMS)
def test_the_validator_is_made_once(form: str) -> None:
    """Making it costs more than checking a matrix with it."""
    assert validator(form) is validator(form)
