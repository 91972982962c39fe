"""Sees that a payload is JSON: the reader of its places is one of YAML, and takes more."""

from __future__ import annotations

import json
import re

from permmatrix.codes import Code
from permmatrix.diagnostics import Problems
from permmatrix.source import Span

__all__ = ["is_json"]

TEXT_OR_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)')


def is_json(problems: Problems) -> bool:
    """
    Say whether a text is JSON, and report why it is not.

    >>> from permmatrix.source import Source
    >>> problems = Problems(Source("open.json", '{"data": ['))
    >>> is_json(problems), problems.found[0].message
    (False, 'this JSON ends before it is complete')
    """
    text = problems.source.text
    constants: list[str] = []
    try:
        json.loads(text, parse_constant=constants.append, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        _refuse(problems, error)
        return False
    except RecursionError:  # which the reader of YAML says with its place
        return True
    if constants:
        at = next(it for it in TEXT_OR_CONSTANT.finditer(text) if it[0][0] != '"')
        message = f"JSON has no `{at[0]}`"
        problems.add(Code.NOT_YAML, message, Span(problems.source, *at.span()))
    return not constants


def _refuse(problems: Problems, error: json.JSONDecodeError) -> None:
    text = problems.source.text
    end = len(text.rstrip())
    if error.pos >= end or error.msg.startswith("Unterminated"):
        at, message = min(error.pos, end - 1), "this JSON ends before it is complete"
        help_ = "save the whole answer"
    else:
        at, message = error.pos, f"this is not valid JSON: {error.msg[0].lower()}{error.msg[1:]}"
        help_ = "save the answer as the service gave it"
    problems.add(Code.NOT_YAML, message, Span(problems.source, at, at + 1), help=help_)
