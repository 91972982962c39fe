"""What work costs, counted and not timed, so that a busy machine changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

__all__ = ["lines_run"]


def lines_run(work: Callable[[], Any]) -> int:
    """
    Count the lines of Python that are carried out.

    What a built-in does by itself costs nothing here: how long that takes is for benchmarks.

    >>> lines_run(lambda: sorted(range(1000)))
    1
    """
    count = 0

    def trace(_: FrameType, event: str, __: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
