"""What the functions an application calls take and give."""

from __future__ import annotations

from pathlib import Path

import pytest

import permmatrix as pm
from permmatrix.api import shipped_matrices
from permmatrix.cli.main import main


def test_the_shipped_matrices_are_named_alike_on_every_machine() -> None:
    """A compiled policy holds no path of the machine it was compiled on."""
    names = [name for name, _ in pm.load().program.sources]

    assert names == [
        "permmatrix/matrices/commitments.yaml",
        "permmatrix/matrices/head_contracts.yaml",
        "permmatrix/matrices/invoicing.yaml",
    ]


def test_the_compile_verb_writes_what_load_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing is named, the verb compiles the shipped matrices under the same names."""
    monkeypatch.chdir(tmp_path)

    assert main(["compile", "-o", "policy.json"]) == 0

    assert Path("policy.json").read_text("utf-8") == pm.load().to_json()


@pytest.mark.parametrize("paths", [[], ""], ids=["an empty list", "an empty text"])
def test_naming_no_file_is_a_problem(paths: str | list[str]) -> None:
    """A pattern that matched nothing gives no empty policy."""
    with pytest.raises(pm.MatrixError) as caught:
        pm.load(paths)

    assert [found.code for found in caught.value.report] == ["PM101"]


def test_one_file_by_two_spellings_is_one_file() -> None:
    """A file is read once however its path is written."""
    folder = Path(shipped_matrices())

    policy = pm.load([folder, folder / ".." / folder.name / "commitments.yaml"])

    assert policy.digest == pm.load().digest


def test_a_damaged_compiled_file_is_refused(tmp_path: Path) -> None:
    """A compiled file that was changed by hand does not load, whatever was changed."""
    file = tmp_path / "policy.json"
    whole = pm.load().to_json()
    file.write_text(whole.replace('"none","resource.project"', '"admin","resource.project"'))

    assert file.read_text() != whole
    with pytest.raises(pm.MatrixError) as caught:
        pm.load_compiled(file)

    assert [found.code for found in caught.value.report] == ["PM113"]
