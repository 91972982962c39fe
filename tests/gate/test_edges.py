"""The hooks, the action and the example workflow run commands that there are, and that pass."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / "examples" / "github-workflow.yml"


def read(path: Path) -> Any:
    """Read a YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as somebody."""
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.invalid")
    done = subprocess.run(
        ["git", *who, *arguments],  # noqa: S607  whichever git there is
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a repository with the shipped matrices and their tests, and two commits."""
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "matrices", folder / "matrices")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Begin")
    matrix = folder / "matrices" / "invoicing.yaml"
    matrix.write_text(f"{matrix.read_text(encoding='utf-8')}# the end\n", encoding="utf-8")
    git(folder, "commit", "-qam", "Say where it ends")
    return folder


@pytest.fixture
def runner(tmp_path: Path) -> dict[str, str]:
    """Give the environment of the action's last step, permmatrix being installed."""
    folder = tmp_path / "runner" / "permmatrix" / "bin"
    folder.mkdir(parents=True)
    program = folder / "python"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return {**os.environ, "RUNNER_TEMP": str(tmp_path / "runner")}


def act(folder: Path, runner: dict[str, str], **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the action's last step as GitHub does, the inputs left out having their defaults."""
    action = read(ROOT / "action.yml")
    given = {name: it["default"] for name, it in action["inputs"].items()} | {
        name.replace("_", "-"): value for name, value in inputs.items()
    }
    step = action["runs"]["steps"][-1]
    names = {name: re.fullmatch(r"\$\{\{ inputs\.(\S+) }}", it) for name, it in step["env"].items()}
    chosen = {name: given[found[1]] for name, found in names.items() if found}
    assert len(chosen) == len(step["env"])
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]],  # noqa: S607  as a runner does
        cwd=folder,
        env={**runner, **chosen},
        check=False,
        capture_output=True,
        text=True,
    )


def test_each_hook_is_a_verb_that_looks_at_everything() -> None:
    """A hook's entry is a command there is, and files are not passed one by one."""
    hooks = read(ROOT / ".pre-commit-hooks.yaml")

    assert [hook["id"] for hook in hooks] == [
        *("permmatrix-validate", "permmatrix-test", "permmatrix-render"),
    ]
    for hook in hooks:
        program, verb, *_ = hook["entry"].split()
        assert program == "permmatrix"
        assert hook["pass_filenames"] is False
        subprocess.run(
            [sys.executable, "-m", program, verb, "--help"], check=True, capture_output=True
        )


@pytest.mark.parametrize(
    ("name", "triggers"),
    [
        ("matrices/commitments.yaml", True),
        ("matrices/commitments.permtest.yml", True),
        ("pyproject.toml", True),
        ("sub/pyproject.toml", True),
        ("mypyproject.toml", False),
        ("README.md", False),
        ("src/rights.py", False),
    ],
)
def test_hooks_run_when_a_matrix_or_the_settings_change(name: str, triggers: bool) -> None:
    """YAML files and the settings trigger a hook; pages only the one that fills pages."""
    for hook in read(ROOT / ".pre-commit-hooks.yaml"):
        fills = hook["id"] == "permmatrix-render" and name.endswith(".md")
        assert bool(re.search(hook["files"], name)) is (triggers or fills)


def test_the_action_annotates_and_fails_as_the_verb_does(
    project: Path, runner: dict[str, str]
) -> None:
    """A problem becomes an annotation at its line, and the step fails."""
    clean = act(project, runner, run="validate matrices")
    file = project / "matrices" / "invoicing.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("admin: allow", "admn: allow", 1),
        encoding="utf-8",
    )
    broken = act(project, runner, run="validate matrices")

    assert clean.returncode == 0, clean
    assert broken.returncode == 1
    assert "::error " in broken.stdout
    assert "file=matrices/invoicing.yaml" in broken.stdout


def test_the_action_writes_a_report(project: Path, runner: dict[str, str]) -> None:
    """`output-file` takes the report, in the format that was asked for."""
    ran = act(
        project,
        runner,
        run="validate matrices",
        output_format="sarif",
        output_file="a report.sarif",
    )

    assert ran.returncode == 0, ran
    assert '"version": "2.1.0"' in (project / "a report.sarif").read_text(encoding="utf-8")


def test_the_action_runs_every_line(project: Path, runner: dict[str, str]) -> None:
    """Several lines are several commands; one that fails fails the step, whichever it is."""
    shutil.copytree(project / "matrices", project / "my matrices")

    both = act(project, runner, run="test matrices\n\nvalidate 'my matrices'\n")
    first = act(project, runner, run="validate nowhere\nvalidate matrices\n")
    filed = act(project, runner, run="validate\nvalidate\n", output_file="one.txt")
    nothing = act(project, runner, run="  \n")

    assert both.returncode == 0, both
    assert "24 passed" in both.stdout
    assert first.returncode == 2
    assert "No problems in 3 files." in first.stdout
    assert "a step for each" in filed.stderr
    assert filed.returncode == nothing.returncode == 1


def test_the_action_runs_no_text_of_its_inputs(project: Path, runner: dict[str, str]) -> None:
    """What is said to run is words for permmatrix, whatever a shell would make of them."""
    ran = act(project, runner, run="validate $(touch bad) ; touch worse `touch worst`")

    assert ran.returncode == 2, ran
    assert not [it for it in project.iterdir() if it.name in {"bad", "worse", "worst"}]


def test_the_example_workflow_passes(project: Path, runner: dict[str, str]) -> None:
    """Every step of the example passes on the shipped matrices, with a summary of each."""
    summary = project.parent / "summary.md"
    base = git(project, "rev-parse", "HEAD~1")
    steps = read(WORKFLOW)["jobs"]["gate"]["steps"]
    runs = [step["with"]["run"] for step in steps if "permmatrix" in step["uses"]]

    assert [run.split()[0] for run in runs] == ["validate", "test", "diff"]
    for run in runs:
        command = run.replace("${{ github.event.pull_request.base.sha }}", base)
        ran = act(project, {**runner, "GITHUB_STEP_SUMMARY": str(summary)}, run=command)
        assert ran.returncode == 0, ran
    written = summary.read_text(encoding="utf-8")
    for title in ("### permmatrix validate", "### permmatrix test", "## Permissions: no diff"):
        assert title in written
