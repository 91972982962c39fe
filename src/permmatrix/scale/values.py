"""What a value of a table says, as the value that a policy is asked about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from permmatrix.program import Atom
from permmatrix.residual.asked import paths_of
from permmatrix.scale.engine import Column
from permmatrix.scale.refusal import ScaleError

__all__ = ["NO_LIST", "listed_text", "placed", "typed_value", "wanted", "worded_value"]

TRUTHS = {"true": True, "1": True, "false": False, "0": False}
NO_LIST = (
    'which should be a list such as ["a"], of texts; lists of anything else are read in Parquet'
)
BEYOND = "is a time beyond the years 1 to 9999"
MOMENT = "a time with an offset"


def typed_value(value: Any, column: Column) -> Any:
    """
    Give a value that the engine gave for a column of that kind.

    Raises:
        ScaleError: it is a time that Python has not.
    """
    if column.kind == MOMENT and not column.listed and value is not None:
        found = _moment(value)  # engines give these as text, the offset last or UTC
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    if column.kind in {"a date", "a time"} and isinstance(value, str):
        raise ScaleError(f"{value} {BEYOND}")  # as DuckDB gives what Python has not
    return list(value) if isinstance(value, tuple) else value


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ScaleError(f"{text} {BEYOND}") from None


def wanted(atom: Atom, path: str, context: Mapping[str, Any]) -> str:
    """Say what a test wants at a path: a list, true or false, a number or text."""
    kind, *parts = atom
    if kind == "is_true":
        return "true or false"
    if kind == "one_of":
        return _alike([value for _, value in parts[1]])
    if kind == "overlaps" or (kind == "contains" and parts[0] == ("path", path)):
        return "a list"
    others = [it for it in parts if it != ("path", path)]
    values = [context.get(value) if word == "path" else value for word, value in others]
    if kind == "contains":  # what is sought among values of the context
        values = [it for value in values for it in (value if isinstance(value, list) else [value])]
    return _alike(values)


def _alike(values: Sequence[Any]) -> str:
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return "true or false"
    return "a number" if kinds and kinds <= {int, float} else "text"


def worded_value(text: str | None, want: str, column: str) -> Any:
    """
    Give the value that a text stands for, in a table that has texts only.

    Raises:
        ScaleError: it stands for none of what is wanted.
    """
    if text is None or want == "text":
        return text
    if want == "a list":
        return listed_text(text, column)
    if want == "true or false":
        found: Any = TRUTHS.get(text.strip().lower())
    else:
        found = _number(text)
    if found is None:
        raise ScaleError(f"the column `{column}` has {text!r}, which should be {want}")
    if isinstance(found, float) and not _is_exact(text, found):
        raise ScaleError(
            f"the column `{column}` has {text!r}, which is more than a fraction holds: it would be "
            f"read as {found}"
        )
    return found


def _number(text: str) -> int | float | None:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None


def _is_exact(text: str, found: float) -> bool:
    """Say whether a number is what its text says, as far as a fraction is written in digits."""
    try:
        said = Decimal(text)
    except InvalidOperation:  # it has too many digits for that
        return False
    return not said.is_finite() or said == Decimal(repr(found))


def listed_text(text: str, column: str) -> list[str | None]:
    """
    Read a list of texts as JSON has it.

    Raises:
        ScaleError: it is no list of texts.
    """
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(it is None or isinstance(it, str) for it in found):
        raise ScaleError(f"the column `{column}` has {text!r}, {NO_LIST}")
    return found


def placed(columns: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """Put values at paths, such as `project.id`."""
    whole: dict[str, Any] = {}
    for column, value in zip(columns, values, strict=True):
        *path, last = column.split(".")
        owner = whole
        for step in path:
            owner = owner.setdefault(step, {})
        owner[last] = value
    return whole


def reads(atom: Atom, root: str) -> list[str]:
    """Give the paths of a root that a test reads."""
    return [path for path in paths_of(atom) if path.partition(".")[0] == root]
