"""A matrix as the text of a file, which is read again before it is given."""

from __future__ import annotations

import json
import re
from contextlib import suppress

from attrs import fields

from permmatrix.diagnostics import EnoughError, Problems
from permmatrix.document import parse
from permmatrix.errors import WritingError
from permmatrix.loader import load_matrix
from permmatrix.model import Matrix
from permmatrix.reading import decoded
from permmatrix.schema import check_shape
from permmatrix.source import Source
from permmatrix.writer.matrix import plain

__all__ = ["json_text"]

# What JSON may have as it is and the reader takes for a slip of the keyboard.
ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def json_text(matrix: Matrix) -> str:
    r"""
    Write a matrix as JSON, which reads back as an equal matrix: as YAML, of which JSON is a part.

    Two spaces a step, characters as they are, one line break at the end; equal matrices give the
    same text on every machine, but for the levels of a requirement: `at_least: admin` and
    `is: admin` are equal where nothing is above admin, and each is written as it was read.

    Reading it costs what reading a file costs; `plain` alone says the same unchecked.

    Raises:
        WritingError: no JSON says this matrix. That of a file can be written, unless a word in its
            `terms` is longer than about 1,000 characters, a number has more than 100 digits, or
            the file becomes larger than one may be.
    """
    text = _dumped(matrix)
    reason = _difference(matrix, text)
    if reason is not None:
        raise WritingError(matrix.id, reason)
    return text


def _dumped(matrix: Matrix) -> str:
    try:
        text = json.dumps(plain(matrix), ensure_ascii=False, allow_nan=False, indent=2)
    except ValueError:
        raise WritingError(matrix.id, "a number in it has no form in JSON") from None
    return ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _difference(matrix: Matrix, text: str) -> str | None:
    """Say what is wrong with the text, read as a file, or where it says something else."""
    problems = Problems(Source(f"{matrix.id}.json", text))
    read = None
    with suppress(EnoughError):
        read = _read(text, problems)
    if problems.found or read is None:
        return next(it.message for it in problems.found)
    if read == matrix:
        return None
    names = (it.name for it in fields(Matrix) if it.eq)
    other = next(name for name in names if getattr(read, name) != getattr(matrix, name))
    return f"its {other} would be read as something else"


def _read(text: str, problems: Problems) -> Matrix | None:
    """Read one file by itself; what it names in others is not looked up."""
    if decoded(text.encode(), problems) is None:
        return None
    root = parse(problems)
    return root and load_matrix(root, check_shape(root, problems), problems)
