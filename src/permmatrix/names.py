"""Finds the name somebody probably meant."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["suggest"]

MOST = 3
MANY = 1000


def suggest(name: object, known: Iterable[str]) -> tuple[str, ...]:
    """
    Give the known names close to `name`, closest first, three at the most.

    Of very many names, those near it in the alphabet are looked at.

    >>> suggest("admn", ["none", "read_only", "admin"])
    ('admin',)
    >>> suggest("Read Only", ["none", "read_only"])
    ('read_only',)
    >>> suggest("zebra", ["none", "read_only"])
    ()
    """
    from bisect import bisect_left  # noqa: PLC0415  only a mistake pays for it
    from difflib import get_close_matches  # noqa: PLC0415  as above

    by_fold: dict[str, str] = {}
    for candidate in known:
        by_fold.setdefault(_fold(candidate), candidate)
        # `commitments.search` is also meant by somebody who wrote only `search`
        if "." in candidate:
            by_fold.setdefault(_fold(candidate.rpartition(".")[2]), candidate)
    folded, names = _fold(str(name))[:200], list(by_fold)
    if len(names) > MANY:
        names.sort()
        place = bisect_left(names, folded)
        names = names[max(place - MANY // 2, 0) : place + MANY // 2]
    close = get_close_matches(folded, names, n=MOST, cutoff=0.7)
    return tuple(dict.fromkeys(by_fold[match] for match in close))


def _fold(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")
