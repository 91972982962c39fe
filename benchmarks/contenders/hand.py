"""Hand-written code: the version one would ship (the baseline), on dicts, and squeezed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

from benchmarks.contender import Contender, Loaded, Shaped, asked_in_turn
from benchmarks.handwritten import mappings, objects, squeezed
from benchmarks.processes import ASKER, ROOT
from benchmarks.workload import name

__all__ = ["BASELINE", "CONTENDERS", "copied"]


def copied(code: ModuleType, times: int) -> dict[str, Callable[..., bool]]:
    """Give the checks of a version, each under the names of its row's copies."""
    checks: Mapping[str, Callable[..., bool]] = code.CHECKS
    return {name(action, n): check for n in range(times) for action, check in checks.items()}


def _shipped(times: int) -> Loaded:
    return asked_in_turn(objects.gate(copied(objects, times)))


def _on_mappings(times: int) -> Loaded:
    return asked_in_turn(objects.gate(copied(mappings, times)))


def _squeezed(times: int) -> Loaded:
    checks = copied(squeezed, times)

    def loop(requests: Shaped) -> None:
        for user, action, resource, context in requests:
            checks[action](user, resource, context)

    def answers(requests: Shaped) -> list[bool]:
        return [checks[action](user, *rest) for user, action, *rest in requests]

    return Loaded(loop, answers)


def _start(_: Path, times: int) -> str:
    return f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from benchmarks.handwritten.objects import CHECKS, gate
copies = {{f"{{id_}}_{{n}}": it for n in range(1, {times}) for id_, it in CHECKS.items()}}
{ASKER}
assert gate(CHECKS | copies)(user, action, contract)
"""


BASELINE = Contender(
    "hand-written", "a dict of functions behind one function, with helpers", _shipped, _start
)
CONTENDERS: tuple[Contender, ...] = (
    BASELINE,
    Contender("hand-written, on mappings", "the same on dicts", _on_mappings, on_mappings=True),
    Contender("hand-written, squeezed", "inlined, unchecked, unsafe on nulls", _squeezed),
)
