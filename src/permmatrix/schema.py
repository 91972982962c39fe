"""The shape of a document checked against the JSON Schema. The only module to import jsonschema."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from permmatrix.codes import Code
from permmatrix.diagnostics import EnoughError, Problems
from permmatrix.nodes import Broken, Node, plain
from permmatrix.shape_errors import Place, explain, identity
from permmatrix.source import Span

__all__ = ["check_shape", "schema_text", "validator"]


def schema_text(form: str = "matrix") -> str:
    """Give a JSON Schema as text: of a matrix, or of a file of facts."""
    return (files("permmatrix") / "schemas" / f"{form}-1.schema.json").read_text(encoding="utf-8")


MOST_KEPT = 200
"""Longer texts are not remembered."""

TEXT = frozenset({"type", "pattern", "minLength", "maxLength", "title", "description", "examples"})
"""What a definition may say that asks only for what a text looks like."""


@cache
def validator(form: str = "matrix") -> Any:
    """
    Give jsonschema's validator, a few keywords replaced.

    A reference is looked up at once, and what a text must look like is looked at once: that is
    four times as fast. Errors come in the order of the document, and lists are compared in linear
    time.
    """
    schema = json.loads(schema_text(form))
    definitions = {f"#/$defs/{name}": inner for name, inner in schema["$defs"].items()}
    looks = {name: _look(inner) for name, inner in definitions.items() if inner.keys() <= TEXT}

    @lru_cache(maxsize=10_000)
    def fits(reference: str, text: str) -> bool:
        return not any(found.descend(text, definitions[reference]))

    def follow(inner: Any, reference: str, value: object, _: Any) -> Iterable[ValidationError]:
        if isinstance(value, str):
            look = looks.get(reference)
            if look(value) if look else len(value) < MOST_KEPT and fits(reference, value):
                return ()
        errors: Iterable[ValidationError] = inner.descend(value, definitions[reference])
        return errors

    keywords = {
        "$ref": follow,
        "pattern": _pattern,
        "additionalProperties": _additional,
        "uniqueItems": _unique,
    }
    found = extend(Draft202012Validator, keywords)(schema)  # type: ignore[no-untyped-call]  # the stubs leave it untyped
    return found


def _look(schema: Any) -> Callable[[str], bool]:
    fits = re.compile(_strict(schema.get("pattern", ""))).search
    least, most = schema.get("minLength", 0), schema.get("maxLength", sys.maxsize)
    is_text = schema.get("type") == "string"
    return lambda text: is_text and least <= len(text) <= most and fits(text) is not None


def _strict(pattern: str) -> str:
    # in Python a `$` also stands before a line break at the end, in JSON Schema it does not
    return re.sub(r"\$$", r"\\Z", pattern)


def _pattern(_: Any, pattern: str, text: object, __: Any) -> Iterator[ValidationError]:
    if isinstance(text, str) and not re.search(_strict(pattern), text):
        yield ValidationError(text)


def _additional(inner: Any, allowed: Any, value: object, schema: Any) -> Iterator[ValidationError]:
    if not isinstance(value, dict):
        return
    others = [key for key in value if key not in schema.get("properties", ())]
    if allowed is not False:
        for key in others:
            yield from inner.descend(value[key], allowed, path=key)
    elif others:
        yield ValidationError("unknown keys")


def _unique(_: Any, wanted: bool, items: object, __: Any) -> Iterator[ValidationError]:
    if wanted and isinstance(items, list) and len(set(map(identity, items))) < len(items):
        yield ValidationError("repeated")


def check_shape(root: Node, problems: Problems, form: str = "matrix") -> frozenset[int]:
    """
    Report where a document has not the shape of a matrix, or of a file of facts.

    Gives the identities of the nodes that were reported, for later stages to pass over in silence.
    """
    reported: set[int] = set()
    seen: set[tuple[Code, Span]] = set()
    with suppress(EnoughError):
        for error in validator(form).iter_errors(plain(root)):
            place = Place.of(root, list(error.absolute_path))
            if isinstance(place.node, Broken) or place.within_no_pair():
                continue
            if error.validator == "type" and place.like_those_before():
                reported.add(id(place.node))
                continue
            for code, message, span, help_, poisons in explain(error, place):
                if poisons is not None:
                    reported.add(id(poisons))
                if (code, span) not in seen:
                    seen.add((code, span))
                    problems.add(code, message, span, help=help_)
    return frozenset(reported)
