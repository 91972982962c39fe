"""
Writes docs/format-reference.md from the JSON Schema of the matrix format.

Run it after a change of the schema: python docs/make_reference.py
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from permmatrix.schema import schema_text

PAGE = Path(__file__).parent / "format-reference.md"

# The parts of the schema that are mappings, in the order a reader meets them.
SECTIONS = (
    ("source", "source"),
    ("level", "levels.<level>"),
    ("tool", "tools.<tool>"),
    ("granular", "granular.<name>"),
    ("condition", "conditions.<name>"),
    ("test", "conditions.<name>.test"),
    ("action", "actions.<action>"),
    ("cell_tree", "actions.<action>.cells.<level>"),
    ("tree", "requirement"),
    ("level_requirement", "requirement.level"),
    ("notes", "notes[]"),
    ("doubt", "doubts[]"),
    ("suppression_in_row", "suppress[]"),
    ("operation", "operations.<operation>"),
    ("advisory", "advisories.<advisory>"),
    ("invariant", "invariants.<invariant>"),
    ("about", "invariants.<invariant>.never and always"),
    ("implies", "invariants.<invariant>.implies"),
    ("separate", "invariants.<invariant>.separate"),
    ("different_people", "invariants.<invariant>.different_people"),
    ("people", "invariants.<invariant>.people"),
    ("dictionary", "terms.<dictionary>"),
)


def page() -> str:
    """Give the whole page."""
    schema = json.loads(schema_text())
    return "\n".join(_page(schema)) + "\n"


def _page(schema: dict[str, Any]) -> Iterator[str]:
    yield "# Every key of a matrix file"
    yield ""
    yield "Made from the JSON Schema, which `permmatrix schema` prints and editors complete from."
    yield "[Writing a matrix](format.md) explains how the keys are used together."
    yield ""
    yield "## The file"
    yield ""
    yield from _table(schema, schema)
    for name, heading in SECTIONS:
        part = schema["$defs"][name]
        part = part.get("items", part)
        yield ""
        yield f"## `{heading}`"
        yield ""
        yield from _intro(part)
        yield from _table(part if "properties" in part else part["else"], schema)


def _intro(part: dict[str, Any]) -> Iterator[str]:
    if "description" in part:
        yield _text(part["description"])
        yield ""


def _table(part: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    needed = part.get("required", ())
    yield "| key | needed | value | meaning |"
    yield "|---|---|---|---|"
    for key, value in part["properties"].items():
        resolved = _resolved(value, schema)
        mark = "yes" if key in needed else ""
        yield f"| `{key}` | {mark} | {_kind(resolved)} | {_meaning(value, resolved)} |"


def _resolved(value: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in value:
        return value
    return _resolved(schema["$defs"][value["$ref"].rpartition("/")[2]], schema) | {
        key: it for key, it in value.items() if key != "$ref"
    }


def _meaning(value: dict[str, Any], resolved: dict[str, Any]) -> str:
    words = value.get("description") or resolved.get("description") or resolved.get("title", "")
    examples = value.get("examples") or ()
    shown = f" For example `{json.dumps(examples[0], ensure_ascii=False)}`." if examples else ""
    return _text(words) + shown


def _kind(resolved: dict[str, Any]) -> str:
    if "const" in resolved:
        return f"`{resolved['const']}`"
    if "enum" in resolved:
        return " or ".join(f"`{word}`" for word in resolved["enum"])
    kinds = resolved.get("type", "object")
    words = {
        "object": "mapping",
        "array": "list",
        "string": _text_kind(resolved.get("pattern", "")),
        "number": "number",
        "integer": "whole number",
        "boolean": "true or false",
    }
    return " or ".join(words[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _text_kind(pattern: str) -> str:
    if pattern in {"", r"\S"}:
        return "text"
    return "path" if "context" in pattern else "id"


def _text(words: str) -> str:
    return words.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
