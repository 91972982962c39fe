"""
Whole processes: how long one takes from start to a first decision, and the memory it holds.

Each contender gives a program that imports, loads and decides once. It runs in turn with
`python -c pass`, so that what the machine does at the time happens to both.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from benchmarks.contender import Contender

__all__ = ["ASKER", "ROOT", "Start", "environment", "measure", "memory", "run"]

ROOT = Path(__file__).parent.parent

ASKER = """
class Thing: pass
user, contract = Thing(), Thing()
user.id = "ana"
user.levels, user.granular = {"commitments": "standard"}, {"commitments": set()}
contract.id, contract.private, contract.private_members = "PO-7", False, set()
contract.progress_claim_contacts = {"ana"}
action = "commitments.create_progress_claim_as_contact"
"""
"""The first question of a fresh process. The answer is yes."""

BARE = "python -c pass"
FEWEST, ALLOWANCE = 5, 900.0
"""A slow contender is started this often at least, then no more once it took so many ms in all."""

PEAK = """
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
"""Prints the most memory that the process had at once, in kB. Linux knows it; others do not."""


class Start(NamedTuple):
    """
    A contender's whole process.

    Attributes:
        ratio: to `python -c pass` within the same round, the median.
        megabytes: the most it held at 44 actions, beyond what `python -c pass` does.
        megabytes_large: the same at 4,400 actions. None where the system does not tell.
    """

    contender: str
    milliseconds: float
    ratio: float
    megabytes: float | None
    megabytes_large: float | None


def measure(contenders: Sequence[Contender], repeats: int) -> list[Start]:
    """Start every contender in turn, so many times, and weigh it."""
    with tempfile.TemporaryDirectory() as small, tempfile.TemporaryDirectory() as large:
        able = {it.name: it.start for it in contenders if it.start is not None}
        programs = {name: start(Path(small), 1) for name, start in able.items()}
        larger = {name: start(Path(large), 100) for name, start in able.items()}
        programs[BARE] = larger[BARE] = "pass"
        times, ratios = _times(programs, repeats)
        weights, weights_large = memory(programs), memory(larger)
    return [
        Start(name, median(times[name]), median(ratios[name]), weights[name], weights_large[name])
        for name in (BARE, *able)
    ]


def _times(
    programs: Mapping[str, str], repeats: int
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Give milliseconds and ratios to the bare interpreter, by round."""
    for program in programs.values():  # compiles what is imported, as a first run does
        run(program)
    times: dict[str, list[float]] = {name: [] for name in programs}
    ratios: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(repeats):
        for name, program in programs.items():
            if number >= FEWEST and sum(times[name]) > ALLOWANCE:
                continue
            bare = _once("pass")
            taken = _once(program)
            times[name].append(taken)
            ratios[name].append(taken / bare)
    return times, ratios


def memory(programs: Mapping[str, str]) -> dict[str, float | None]:
    """Give the megabytes each program held at most, beyond the bare interpreter's."""
    if not Path("/proc/self/status").exists():
        return dict.fromkeys(programs)
    bare = _peak("pass")
    return {name: max(0.0, _peak(program) - bare) for name, program in programs.items()}


def _peak(program: str) -> float:
    return median(int(run(program + PEAK)) / 1024 for _ in range(3))


def _once(program: str) -> float:
    started = perf_counter()
    run(program)
    return (perf_counter() - started) * 1000


def run(program: str, *arguments: str) -> str:
    """
    Run a program with arguments in a fresh interpreter and give what it prints.

    Raises:
        RuntimeError: it failed.
    """
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def environment() -> dict[str, str]:
    """Give this environment, less what would keep Python from reusing what it has compiled."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
