"""What is wrong with the shape of a document, error by error. Alone imports jsonschema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from permmatrix.shape_places import identity
from permmatrix.shapes import look, strict

__all__ = ["validator_of"]

MOST_KEPT = 200
"""Longer texts are not remembered."""

TEXT = frozenset({"type", "pattern", "minLength", "maxLength", "title", "description", "examples"})
"""What a definition may say that asks only for what a text looks like."""


def validator_of(schema: Any) -> Any:
    """
    Give jsonschema's validator, a few keywords replaced.

    A reference is looked up at once, and what a text must look like is looked at once: that is
    four times as fast. Errors come in the order of the document, and lists are compared in linear
    time.
    """
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
    fits, is_text = look(schema), schema.get("type") == "string"
    return lambda text: is_text and fits(text)


def _pattern(_: Any, pattern: str, text: object, __: Any) -> Iterator[ValidationError]:
    if isinstance(text, str) and not re.search(strict(pattern), text):
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
