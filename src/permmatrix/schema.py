"""The shape of a document checked against the JSON Schema."""

from __future__ import annotations

import json
import pkgutil
from contextlib import suppress
from functools import cache
from typing import Any

from permmatrix.codes import Code
from permmatrix.diagnostics import EnoughError, Problems
from permmatrix.nodes import Broken, Node, plain
from permmatrix.shape_errors import explain
from permmatrix.shape_places import Place
from permmatrix.shapes import Check, shape_of
from permmatrix.source import Span

__all__ = ["check_shape", "has_shape", "schema_text", "validator"]


def schema_text(form: str = "matrix") -> str:
    """Give a JSON Schema as text: of a matrix, or of a file of facts or tests."""
    # importlib.resources would do too, and takes as long to import as a matrix to read
    data = pkgutil.get_data("permmatrix", f"schemas/{form}-1.schema.json")
    assert data is not None, "the package's own loader reads its files"
    return data.decode("utf-8")


@cache
def has_shape(form: str = "matrix") -> Check:
    """Give what says whether a document has the shape of a matrix, or of such a file."""
    return shape_of(json.loads(schema_text(form)))


@cache
def validator(form: str = "matrix") -> Any:
    """Give what says why a document has not the shape: jsonschema's validator."""
    from permmatrix.validator import validator_of  # noqa: PLC0415  only a mistake pays for it

    return validator_of(json.loads(schema_text(form)))


def check_shape(root: Node, problems: Problems, form: str = "matrix") -> frozenset[int]:
    """
    Report where a document has not the shape of a matrix, or of a file of facts or tests.

    Gives the identities of the nodes that were reported, for later stages to pass over in silence.
    """
    if has_shape(form)(root):
        return frozenset()
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
