"""Whatever stands in a file of tests, there are results or diagnostics."""

from __future__ import annotations

from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from permmatrix import MatrixError
from permmatrix.diagnostics import Diagnostic
from permmatrix.source import Source
from permmatrix.suite.reading import subject_of, suite_of
from permmatrix.suite.running import Result, run_suites
from texts import FILES, MATRICES, PIECES

MATRICES_FOLDER = Path(__file__).parents[2] / "matrices"
SUBJECT = subject_of(MATRICES_FOLDER)
TEXTS = [path.read_text(encoding="utf-8") for path in FILES if path not in MATRICES]
WORDS = ["~", "true", "7", "[]", "{}", "''", "[x, y]", "{x: {}}", "'*'", "ana", "admin", "web", "é"]


@given(st.integers(0, 2**64 - 1).map(Random))
def test_any_change_gives_results_or_diagnostics(chance: Random) -> None:
    """A word or a line changed, moved or lost never raises anything else."""
    text = chance.choice(TEXTS)
    for _ in range(chance.randint(1, 3)):
        text = _changed(chance, text)

    report, results = _outcome(text)

    assert report or results
    assert all(bool(it.wrong) is bool(it.found) for it in results)


def _outcome(text: str) -> tuple[list[Diagnostic], list[Result]]:
    try:
        suite = suite_of(Source("x.permtest.yaml", text), SUBJECT)
    except MatrixError as error:
        return list(error.report), []
    return [], run_suites([suite])


def _changed(chance: Random, text: str) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, chance.choice(lines))
        case 2:
            before, colon, _ = lines[at].partition(": ")
            lines[at] = f"{before}{colon}{chance.choice(WORDS)}"
        case _:
            words = lines[at].split(" ")
            words[chance.randrange(len(words))] = chance.choice([*WORDS, *PIECES])
            lines[at] = " ".join(words)
    return "\n".join(lines)
