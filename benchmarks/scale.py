"""
Reading and checking files: the shipped matrices, and made-up ones of up to 10,000 rows.

Reading is timed in a fresh process, once everything is imported. `validate`, `compile` and `diff`
are whole processes, as continuous integration runs them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.generated import generated
from benchmarks.processes import run

__all__ = ["Validated", "load_milliseconds", "validate"]

LOAD = """
import time
import permmatrix as pm
pm.load()  # imports whatever reading needs
started = time.perf_counter()
pm.load()
print((time.perf_counter() - started) * 1000)
"""


TIMED = """
import resource, subprocess, sys, time
command = [sys.executable, "-m", "permmatrix", *sys.argv[1:]]
started = time.perf_counter()
done = subprocess.run(command, stdout=subprocess.DEVNULL)
seconds = time.perf_counter() - started
assert done.returncode <= 1, done  # 1 is findings, which made-up rows may well have
print(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""
# In a small process of its own: until a child has its own memory, it counts its parent's.


class Validated(NamedTuple):
    """
    Whole processes on a matrix of so many rows.

    Attributes:
        seconds: `permmatrix validate`, lint included.
        compiled: `permmatrix compile`, which reads and checks alike and makes every digest.
        megabytes: the most memory that `compile` held.
        differed: `permmatrix diff` with a matrix of which one cell is another.
    """

    rows: int
    seconds: float
    compiled: float
    megabytes: float
    differed: float


def load_milliseconds(repeats: int) -> float:
    """Give how long the shipped matrices take to load from YAML, imports apart."""
    return median(float(run(LOAD)) for _ in range(repeats))


def validate(sizes: tuple[int, ...], repeats: int) -> list[Validated]:
    """Give how long each size takes."""
    with tempfile.TemporaryDirectory() as folder:
        files = {rows: Path(folder) / f"{rows}.yaml" for rows in sizes}
        for rows, file in files.items():
            text = generated(rows, 20_260_101)
            file.write_text(text, encoding="utf-8")
            _edited(file).write_text(text.replace(CELL, "admin: deny\n", 1), encoding="utf-8")
        seen = [{rows: _all(file) for rows, file in files.items()} for _ in range(repeats)]
    return [Validated(rows, *_medians([it[rows] for it in seen])) for rows in sizes]


def _medians(seen: list[tuple[float, ...]]) -> Iterator[float]:
    yield from map(median, zip(*seen, strict=True))


CELL = "admin: allow\n"


def _edited(file: Path) -> Path:
    return file.with_suffix(".new.yaml")


def _all(file: Path) -> tuple[float, ...]:
    output = ["-o", str(file.with_suffix(".json"))]
    validated, _ = _once("validate", str(file))
    differed, _ = _once("diff", str(file), str(_edited(file)))
    return (validated, *_once("compile", str(file), *output), differed)


def _once(*arguments: str) -> tuple[float, float]:
    """Give the seconds that a command takes, and the megabytes that it holds at the most."""
    seconds, megabytes = run(TIMED, *arguments).split()
    return float(seconds), float(megabytes)
