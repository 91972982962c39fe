"""
Reading and checking files: the shipped matrices, and made-up ones of up to 10,000 rows.

Reading is timed in a fresh process, once everything is imported. `validate` is the whole process,
as continuous integration runs it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
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
    """`permmatrix validate` on a matrix of so many rows, the whole process."""

    rows: int
    seconds: float


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
        seen = [{rows: _once(file) for rows, file in files.items()} for _ in range(repeats)]
    return [Validated(rows, median(it[rows] for it in seen)) for rows in sizes]


def _once(file: Path) -> float:
    command = [sys.executable, "-m", "permmatrix", "validate", str(file)]
    started = perf_counter()
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode > 1:  # 1 is findings, which made-up rows may well have
        raise RuntimeError(done.stderr)
    return perf_counter() - started
