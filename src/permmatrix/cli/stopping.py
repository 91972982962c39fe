"""A request to end, taken as an interrupt by hand is: what was begun is put away first."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

__all__ = ["ended_cleanly"]

REQUESTS = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
]  # a terminal that is closed says SIGHUP, where the platform has it


@contextmanager
def ended_cleanly() -> Iterator[None]:
    """
    Within it, let a request to end be an interrupt, with an exit code of its own.

    One that is ignored, as `nohup` has it, stays so.

    Raises:
        SystemExit: it was asked for.
    """
    if current_thread() is not main_thread():  # which alone is told of signals
        yield
        return
    asked: list[int] = []

    def stop(number: int, _: object) -> None:
        asked.append(number)
        raise KeyboardInterrupt

    before = {it: signal.getsignal(it) for it in REQUESTS}
    heard = {it: then for it, then in before.items() if then not in {signal.SIG_IGN, None}}
    for it in heard:
        signal.signal(it, stop)
    try:
        yield
    except KeyboardInterrupt:
        if asked:
            raise SystemExit(128 + asked[0]) from None
        raise
    finally:
        for it, then in heard.items():
            signal.signal(it, then)
