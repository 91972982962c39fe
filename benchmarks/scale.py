"""
Reading and checking files: the shipped matrices, and made-up ones of up to 10,000 rows.

Reading is timed in a fresh process, once everything is imported. `validate` and `compile` are whole
processes, as continuous integration runs them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from benchmarks.processes import environment, run

__all__ = ["Validated", "load_milliseconds", "validate"]

LOAD = """
import time
import permmatrix as pm
pm.load()  # imports whatever reading needs
started = time.perf_counter()
pm.load()
print((time.perf_counter() - started) * 1000)
"""


class Validated(NamedTuple):
    """
    Whole processes on a matrix of so many rows.

    Attributes:
        seconds: `permmatrix validate`.
        compiled: `permmatrix compile`, which reads and checks alike and makes every digest.
        megabytes: the most memory that `compile` held.
    """

    rows: int
    seconds: float
    compiled: float
    megabytes: float


def load_milliseconds(repeats: int) -> float:
    """Give how long the shipped matrices take to load from YAML, imports apart."""
    return median(float(run(LOAD)) for _ in range(repeats))


def validate(sizes: tuple[int, ...], repeats: int) -> list[Validated] | str:
    """Give how long each size takes, or why it cannot be said."""
    try:
        generated = import_module("benchmarks.generated").generated
    except ModuleNotFoundError:
        return "benchmarks/generated.py, which makes large matrices, is not here"
    with tempfile.TemporaryDirectory() as folder:
        files = {rows: Path(folder) / f"{rows}.yaml" for rows in sizes}
        for rows, file in files.items():
            file.write_text(generated(rows, 20_260_101), encoding="utf-8")
        seen = [{rows: _both(file) for rows, file in files.items()} for _ in range(repeats)]
    return [Validated(rows, *_medians([it[rows] for it in seen])) for rows in sizes]


def _medians(seen: list[tuple[float, ...]]) -> Iterator[float]:
    yield from map(median, zip(*seen, strict=True))


def _both(file: Path) -> tuple[float, ...]:
    output = ["-o", str(file.with_suffix(".json"))]
    return (_once("validate", str(file))[0], *_once("compile", str(file), *output))


def _once(*arguments: str) -> tuple[float, float]:
    """Give the seconds that a command takes, and the megabytes that it holds at the most."""
    started = perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "permmatrix", *arguments],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    _, status, used = os.wait4(child.pid, 0)
    seconds = perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    with child:
        if child.returncode > 1:  # 1 is findings, which made-up rows may well have
            assert child.stderr is not None
            raise RuntimeError(child.stderr.read())
    return seconds, used.ru_maxrss / 1024
