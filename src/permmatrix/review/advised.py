"""The advisories that speak of somebody."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.codes import Code
from permmatrix.model import Advisory, MatrixSet
from permmatrix.review.asking import Asking, Known
from permmatrix.review.values import NotTold, Tripped

__all__ = ["advised", "advisories"]


def advisories(matrices: MatrixSet) -> list[Advisory]:
    """Give the advisories, in the order of the files."""
    return [found for it in matrices.matrices for found in it.advisories]


def advised(user: str, asking: Asking) -> Iterator[Tripped | NotTold]:
    """Give the advisories that are known to speak of a user, and those that may."""
    for advisory in advisories(asking.matrices):
        if asking.holds(advisory.when, user, None).so:
            yield Tripped(user=user, advisory=advisory.id, says=advisory.says, resources=())
            continue
        found = {it: asking.holds(advisory.when, user, it) for it in asking.resources}
        about = tuple(it for it, known in found.items() if known.so and it is not None)
        if about:
            yield Tripped(user=user, advisory=advisory.id, says=advisory.says, resources=about)
        unknown = tuple(it for it, known in found.items() if known.so is None and it is not None)
        if unknown:
            waiting = Known.waiting(found[it] for it in unknown)
            yield NotTold(
                what=Code.ADVISED_AGAINST,
                about=advisory.id,
                user=user,
                resources=unknown,
                missing=tuple(sorted(waiting.missing)),
                errors=tuple(sorted(waiting.errors)),
            )
