"""A request to end, taken as an interrupt by hand is: what was begun is put away first."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

__all__ = ["ended_cleanly"]

TERMINATED = 128 + signal.SIGTERM


@contextmanager
def ended_cleanly() -> Iterator[None]:
    """
    Within it, let a request to end (SIGTERM) be an interrupt, with an exit code of its own.

    Raises:
        SystemExit: it was asked for.
    """
    if current_thread() is not main_thread():  # which alone is told of signals
        yield
        return
    asked = []

    def stop(number: int, _: object) -> None:
        asked.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        if asked:
            raise SystemExit(TERMINATED) from None
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
