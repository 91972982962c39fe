"""The command, and the parts of it that start processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import listing, processes, scale
from benchmarks.__main__ import main
from benchmarks.contenders import hand, ours
from benchmarks.speed import Told


def test_list_names_every_contender(capsys: pytest.CaptureFixture[str]) -> None:
    """`--list` says how each is used, and measures nothing."""
    assert main(["--list"]) == 0
    out = capsys.readouterr().out
    assert "permmatrix, allows" in out
    assert "hand-written, squeezed" in out


def test_one_run_prints_and_writes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A quick run of one contender prints a table and writes the same figures as JSON."""
    file = tmp_path / "figures.json"
    assert main(["--quick", "--only", "permmatrix, can", "--json", str(file), "--markdown"]) == 0
    out = capsys.readouterr().out
    assert "| permmatrix, can |" in out
    written = json.loads(file.read_text(encoding="utf-8"))
    names = {it["contender"] for it in written["speeds"]}
    assert names == {"hand-written", "permmatrix, can", "permmatrix, can on mappings"}
    assert all(it["after"]["right"] == it["after"]["asked"] for it in written["speeds"])


def test_check_fails_on_a_missed_promise(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--check` exits with 1 when a limit is passed, and 0 when none is."""
    arguments = ["--quick", "--check", "--only", "permmatrix, can"]
    monkeypatch.setattr("benchmarks.budgets.SPEED", (("permmatrix, can", (44,), 1e-9),))
    monkeypatch.setattr("benchmarks.scale.validate", lambda *_: [])
    assert main(arguments) == 1
    assert "MISSED" in capsys.readouterr().out
    monkeypatch.setattr("benchmarks.budgets.SPEED", (("permmatrix, can", (44,), 1e9),))
    monkeypatch.setattr("benchmarks.budgets.START", 1e9)
    assert main(arguments) == 0


def test_a_name_that_no_contender_has_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is measured, and nothing passes for it."""
    with pytest.raises(SystemExit, match="2"):
        main(["--quick", "--check", "--only", "zebra"])
    assert "no contender has `zebra` in its name" in capsys.readouterr().err


def test_a_whole_process_decides() -> None:
    """Each start is a program that runs to its end."""
    found = {it.contender: it for it in processes.measure([hand.BASELINE, ours.CONTENDERS[0]], 1)}
    assert set(found) == {processes.BARE, "hand-written", "permmatrix, allows"}
    for it in found.values():
        assert it.milliseconds > 1
        assert it.ratio > 0


def test_a_process_that_fails_is_no_figure() -> None:
    """A program that raises stops the benchmark, and says why."""
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        processes.run("1 / 0")


def test_python_may_keep_what_it_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fresh processes do not inherit settings that would make every start a first one."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in processes.environment()


def test_lists_are_right_before_and_after_the_change() -> None:
    """`allowed_actions` agrees with the oracle on every row, also once objects have changed."""
    found = listing.measure(rounds=1, pairs=20)
    assert found.before == found.after == Told(2 * 20 * 44, 2 * 20 * 44)


def test_reading_is_timed_in_a_fresh_process() -> None:
    """The time to load is that of a load, and not of nothing."""
    assert 0.5 < scale.load_milliseconds(1) < 60_000
