"""The pytest plugin, as a project that has permmatrix installed meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from commands import DOCUMENTS

TESTS = """\
format: permmatrix-tests/1
matrices: documents.yaml
users:
  viv: {levels: {documents: viewer}}
tests:
  reading:
    title: A viewer reads
    actions: documents.read
    allow: [{}]
  writing:
    actions: documents.read
  sharing:
    skip: waits for the new levels
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project with a matrix and a file of tests."""
    (tmp_path / "documents.yaml").write_text(DOCUMENTS, encoding="utf-8")
    (tmp_path / "documents.permtest.yaml").write_text(TESTS, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run pytest in a folder, with this plugin and no other."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "permmatrix_pytest"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.returncode, ran.stdout


def test_each_test_is_an_item(project: Path) -> None:
    """It passes, fails or is skipped with its reason."""
    code, out = run(project, "-v", "-rs")

    assert code == 1
    assert "documents.permtest.yaml::reading PASSED" in out
    assert "documents.permtest.yaml::writing FAILED" in out
    assert "SKIPPED [1] documents.permtest.yaml: waits for the new levels" in out
    assert "1 failed, 1 passed, 1 skipped" in out


def test_a_failure_is_read_without_a_traceback(project: Path) -> None:
    """It is what the command line would print."""
    _, out = run(project)

    assert "\ndocuments.permtest.yaml:10:3: PM801 `writing`: `viv` doing `documents.read` " in out
    assert "Traceback" not in out
    assert "running.py" not in out


@pytest.mark.parametrize(
    ("arguments", "last"),
    [
        (["-k", "reading"], "1 passed, 2 deselected"),
        (["documents.permtest.yaml::reading"], "1 passed"),
        (["documents.permtest.yaml", "--collect-only", "-q"], "3 tests collected"),
    ],
)
def test_items_are_chosen_as_any_others(project: Path, arguments: list[str], last: str) -> None:
    """By name, by node id, or only listed."""
    code, out = run(project, *arguments)

    assert (code, last in out) == (0, True), out


def test_what_is_collected_does_not_change(project: Path) -> None:
    """Workers that collect each for themselves agree."""
    found = {run(project, "--collect-only", "-q")[1].partition("\n\n")[0] for _ in range(2)}

    names = "\n".join(f"documents.permtest.yaml::{it}" for it in ("reading", "writing", "sharing"))
    assert found == {names}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("viv: {", "viv: {a: b, ", None),
        ("actions: documents.read", "actions: documents.red", "PM304 unknown action"),
        ("documents.yaml", "nowhere.yaml", "PM101 the file cannot be read"),
        ("permmatrix-tests/1", "permmatrix-tests/9", "PM208 "),
    ],
)
def test_a_file_with_mistakes_is_an_error(
    project: Path, old: str, new: str, said: str | None
) -> None:
    """It is shown with its diagnostics, and nothing of it is run."""
    file = project / "documents.permtest.yaml"
    file.write_text(TESTS.replace(old, new), encoding="utf-8")

    code, out = run(project)

    assert ("ERROR documents.permtest.yaml" in out) is (said is not None)
    assert said is None or (code == 2 and said in out and "Traceback" not in out)


def test_the_settings_of_the_project_are_read(project: Path) -> None:
    """Its matrices are asked where a file names none; a mistake in them is an error."""
    file = project / "documents.permtest.yaml"
    file.write_text(TESTS.replace("matrices: documents.yaml\n", ""), encoding="utf-8")
    settings = project / "pyproject.toml"
    settings.write_text('[tool.permmatrix]\nmatrices = ["documents.yaml"]\n', encoding="utf-8")
    assert "1 failed, 1 passed, 1 skipped" in run(project)[1]

    settings.write_text("[tool.permmatrix]\nmatrix = 1\n", encoding="utf-8")
    code, out = run(project)
    assert (code, "unknown setting `matrix` in [tool.permmatrix]" in out) == (2, True)


def test_each_policy_and_the_settings_are_read_once(project: Path) -> None:
    """However many files of tests are about it; where it cannot be used, each of them says so."""
    text = (project / "documents.permtest.yaml").read_text(encoding="utf-8")
    for number in range(3):
        (project / f"more_{number}.permtest.yaml").write_text(text, encoding="utf-8")
    (project / "conftest.py").write_text(COUNTING, encoding="utf-8")

    out = run(project, "-s")[1]
    assert "4 failed, 4 passed, 4 skipped" in out
    assert (out.count("policy read"), out.count("settings read")) == (1, 1)

    (project / "documents.yaml").write_text("format: permmatrix/1\n", encoding="utf-8")
    assert "4 errors" in run(project)[1]


COUNTING = """\
import permmatrix.cli.settings as settings
import permmatrix.suite.reading as reading

def told(word, function):
    def call(*arguments, **named):
        print(word)
        return function(*arguments, **named)
    return call

reading.subject_of = told("policy read", reading.subject_of)
settings.read_settings = told("settings read", settings.read_settings)
"""


def test_it_is_an_entry_point() -> None:
    """Pytest finds it wherever permmatrix is installed."""
    from importlib.metadata import entry_points  # noqa: PLC0415  nothing else needs it

    (found,) = [it for it in entry_points(group="pytest11") if it.name == "permmatrix"]

    assert found.value == "permmatrix_pytest"


def test_importing_it_loads_nothing_else() -> None:
    """No module of permmatrix is imported before there is a file of tests."""
    program = (
        "import sys, pytest\n"
        "before = set(sys.modules)\n"
        "import permmatrix_pytest\n"
        "print('\\n'.join(sorted(set(sys.modules) - before)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ran.stdout.split() == ["permmatrix_pytest"]


def test_a_session_without_files_of_tests_loads_nothing_else(tmp_path: Path) -> None:
    """Collecting others asks for the name alone."""
    text = "import sys\ndef test(): assert not [it for it in sys.modules if it == 'permmatrix']\n"
    (tmp_path / "test_plain.py").write_text(text, encoding="utf-8")

    code, out = run(tmp_path)

    assert (code, "1 passed" in out) == (0, True), out
