"""What tells findings apart from one run to the next, however their lines have moved."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from permmatrix.diagnostics import Diagnostic
from permmatrix.outputs.findings import Findings
from permmatrix.outputs.places import path_of

__all__ = ["fingerprints"]


def fingerprints(found: Iterable[Diagnostic], findings: Findings) -> Iterator[str]:
    """
    Give each finding a text that no other one has, and that it has again in the next run.

    It is made of the code, the file and the message, and of how many alike came before.
    """
    before: Counter[tuple[str, ...]] = Counter()
    for it in found:
        known = (it.code, path_of(it.span.file, findings), it.message)
        text = "\0".join((*known, str(before[known])))
        before[known] += 1
        yield hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
