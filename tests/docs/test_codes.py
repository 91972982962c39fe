"""Every diagnostic code has its page in docs/codes, and the page shows what really happens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

import permmatrix
from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic, Report
from permmatrix.differences.findings import diagnostics
from permmatrix.facts_file import read_facts
from permmatrix.mapping_file import read_mapping
from permmatrix.reading import read
from permmatrix.rendering.pages import pages_made
from permmatrix.rendering.stale import stale
from permmatrix.replay.replaying import replay
from permmatrix.review import review
from permmatrix.review.told import diagnostics as reviewed
from permmatrix.suite.measuring import measure
from permmatrix.suite.reading import Matrices, read_suites
from permmatrix.suite.running import run_suites

FOLDER = Path(__file__).parents[2] / "docs" / "codes"
PAGE = re.compile(
    r"# (?P<code>PM\d{3}): (?P<title>[^\n]+[^.\n])\n\n(?P<text>.+?)\n\n"
    r"## Wrong\n\n(?P<wrong>.+?)\n```text\n(?P<shown>.+?)\n```\n\n"
    r"## Right\n\n(?P<right>.+?)",
    re.DOTALL,
)
BLOCK = re.compile(
    r"```(yaml|python|markdown)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
EACH = pytest.mark.parametrize("code", Code, ids=str)


class Page(NamedTuple):
    """The parts of a page."""

    code: str
    title: str
    text: str
    wrong: str
    shown: str
    right: str


def page_of(code: Code) -> Page:
    """Read a code's page, whose shape it must have."""
    found = PAGE.fullmatch((FOLDER / f"{code}.md").read_text(encoding="utf-8"))
    assert found, f"{code}.md has another shape"
    return Page(**found.groupdict())


def report_of(example: str, code: Code) -> Report:
    """Write the files of an example into the current folder and read them as the code is met."""
    files = written(example)
    try:
        if code is Code.NOT_COMPILED:
            permmatrix.load_compiled("policy.json")
        elif Path("receipts.jsonl").exists():
            return Report(tuple(replay("receipts.jsonl", "matrix.yaml").diagnostics()))
        elif "mapping.yaml" in files:
            read_mapping("mapping.yaml", permmatrix.load("matrix.yaml").program)
        elif "facts.yaml" in files:
            return read_about(code)
        elif files == ["old.yaml", "new.yaml"]:
            return Report(tuple(diagnostics(permmatrix.diff("old.yaml", "new.yaml"))))
        elif "page.md" in files:
            made, wrong = pages_made(["page.md"])
            return Report((*wrong, *(it for page in made for it in stale(page))))
        elif Path("claims.permtest.yaml").exists():
            return run_tests("claims.permtest.yaml", code)
        else:
            return permmatrix.validate(files or ["matrix.yaml"])
    except permmatrix.MatrixError as error:
        return error.report
    return Report()


def read_about(code: Code) -> Report:
    """Read a file of facts, and review it where the code is about that."""
    matrices, _ = read("matrix.yaml")
    assert matrices, "the matrix itself is sound"
    facts = read_facts("facts.yaml", matrices)
    return Report(reviewed(review(matrices, facts)) if code.startswith("PM05") else ())


def written(example: str) -> list[str]:
    """Write the files of an example and run its programs; give the names of the files."""
    files = []
    for language, name, text in BLOCK.findall(example):
        if language == "python":
            exec(text, {})  # noqa: S102  pages make with Python what YAML text cannot show
        else:
            files.append(name or "matrix.yaml")
            Path(files[-1]).write_text(text, encoding="utf-8")
    return files


def run_tests(name: str, code: Code) -> Report:
    """Run tests, and measure of them what the code is about."""
    read_ = read_suites(name, Matrices(("matrix.yaml",)))
    results = run_suites(read_.suites)
    measured = measure(results, coverage=code is Code.NOT_COVERED, mutation=code is Code.SURVIVOR)
    wrong = (it for result in results for it in result.found)
    missed = (it for part in measured for it in part.found)
    return Report((*read_.report, *wrong, *missed))


def found_in(report: Report, code: Code) -> list[Diagnostic]:
    """Give the diagnostics of a report; too many problems never come alone."""
    return [it for it in report if code is not Code.TOO_MANY or it.code is code]


@EACH
def test_the_page_is_about_its_code(code: Code) -> None:
    """A page names its code, and says what it means in one sentence a line."""
    page = page_of(code)

    assert page.code == code
    assert page.title[0].islower()
    assert all(line.endswith(".") for line in page.text.splitlines() if line)


@EACH
def test_the_wrong_example_raises_the_code_alone(
    code: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wrong example raises its code once and nothing else, printed as the page shows."""
    monkeypatch.chdir(tmp_path)
    page = page_of(code)

    found = found_in(report_of(page.wrong, code), code)

    assert [it.code for it in found] == [code]
    assert "\n".join(map(str, found)) == page.shown


@EACH
def test_the_right_example_raises_nothing(
    code: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right example has no problem at all."""
    monkeypatch.chdir(tmp_path)

    assert str(report_of(page_of(code).right, code)) == "No problems."


@EACH
def test_the_message_keeps_the_house_style(code: Code) -> None:
    """A message is one line that begins in lower case and has no full stop."""
    message = page_of(code).shown.splitlines()[0].split(f" {code} ", 1)[1]

    assert not message[0].isupper()
    assert not message.endswith(".")


def test_no_page_is_orphaned() -> None:
    """Each page in docs/codes is that of a code, besides the index."""
    assert {path.name for path in FOLDER.iterdir()} == {"README.md", *(f"{it}.md" for it in Code)}


def test_the_index_lists_every_page() -> None:
    """The index has each code in order, with the title of its page."""
    rows = re.findall(r"^\| \[(PM\d{3})\]\((\S+)\) \| (.+) \|$", _index(), re.MULTILINE)

    assert rows == [(str(code), f"{code}.md", page_of(code).title) for code in sorted(Code)]


def _index() -> str:
    return (FOLDER / "README.md").read_text(encoding="utf-8")
