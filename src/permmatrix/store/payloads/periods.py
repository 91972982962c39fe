"""Whether a day is within the current billing period, where the periods settle that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from permmatrix.codes import Code
from permmatrix.store.payloads.records import Record

__all__ = ["is_during"]

STATUS = ("open", "closed")


def is_during(day: date, periods: Iterable[Record]) -> bool | None:
    """
    Say whether a day is within an open period.

    It is not known where a period lacks a date, where the period of the day is not open, or where
    several hold the day: which one is current is then not said.
    """
    told = [(_day(it, "start_date"), _day(it, "end_date"), _status(it)) for it in periods]
    if any(start is None or end is None for start, end, _ in told):
        return None
    within = [status for start, end, status in told if start and end and start <= day <= end]
    if not within:
        return False
    return True if within == ["open"] else None


def _day(record: Record, key: str) -> date | None:
    text = record.text(key)
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        node = record.get(key)
        assert node is not None
        record.problems.add(Code.WRONG_TYPE, f"`{key}` should be a date, 2025-03-14", node.span)
        return None


def _status(record: Record) -> str | None:
    text = record.text("status")
    node = record.get("status")
    if text is not None and node is not None and text not in STATUS:
        record.problems.add(Code.UNKNOWN_WORD, "`status` should be open or closed", node.span)
    return text
