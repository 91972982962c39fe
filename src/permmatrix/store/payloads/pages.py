"""Answers that come in pages: what is on those that were not given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from permmatrix.diagnostics import shown
from permmatrix.store.payloads.records import Answer

__all__ = ["other_pages"]


def other_pages(answers: Sequence[Answer], what: str) -> Iterator[str]:
    """
    Say what answers of one kind leave to pages that are not among them.

    Where they count all there are, that settles it; where they only say that a page follows,
    whether it is given is not known.
    """
    count = sum(len(it.records) for it in answers)
    total = max((it.total for it in answers if it.total is not None), default=None)
    if total is None:
        for it in answers:
            if it.goes_on:
                yield f"what follows `{shown(it.path)}`, which says that there is another page"
    elif count < total:
        names = " and ".join(f"`{shown(it.path)}`" for it in answers)
        yield f"{total - count:,} of {total:,} {what}, on other pages than {names}"
