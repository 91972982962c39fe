"""All figures of a run, and the file they are written to."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, NamedTuple

from benchmarks.case import Case
from benchmarks.contenders import Missing, peers
from benchmarks.explaining import Explaining
from benchmarks.listing import Listing
from benchmarks.processes import Start
from benchmarks.scale import Validated
from benchmarks.speed import Speed

__all__ = ["Machine", "Results", "this_machine", "to_json"]


class Machine(NamedTuple):
    """Where the figures come from."""

    python: str
    system: str
    processors: int
    versions: Mapping[str, str]


class Results(NamedTuple):
    """
    What was measured. A part that was left out is empty, None, or a text that says why.

    Attributes:
        load: milliseconds to load the shipped matrices from YAML.
        bulk: each way of asking for many pairs of user and contract.
    """

    machine: Machine
    speeds: Sequence[Speed] = ()
    missing: Sequence[Missing] = ()
    starts: Sequence[Start] = ()
    listing: Listing | None = None
    explaining: Explaining | None = None
    load: float | None = None
    validated: Sequence[Validated] = ()
    bulk: Sequence[Case] | str = "not asked for"


def this_machine() -> Machine:
    """Describe the machine and what is installed on it."""
    versions = {"permmatrix": version("permmatrix"), **peers()}
    system = f"{platform.system()} {platform.machine()}"
    return Machine(platform.python_version(), system, os.cpu_count() or 1, versions)


def to_json(results: Results) -> str:
    """Write the figures as JSON, each record with the names of its parts."""
    return json.dumps(_plain(results), indent=1, ensure_ascii=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(part) for name, part in value._asdict().items()}
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
