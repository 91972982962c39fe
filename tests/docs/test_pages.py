"""Every code block of README.md and docs/ runs, validates or parses as it says."""

from __future__ import annotations

import doctest
import importlib.util
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import yaml

import permmatrix as pm
from permmatrix.rendering.pages import pages_made
from permmatrix.rendering.stale import stale


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pages = _load(Path(__file__).parent / "pages.py")
ROOT: Path = pages.ROOT


@pytest.mark.parametrize("path", pages.PAGES, ids=pages.page_id)
def test_console_blocks_print_what_they_show(path: Path, tmp_path: Path) -> None:
    """A command in a page prints what the page shows."""
    folder = pages.folder_of(path, tmp_path)

    for block in pages.blocks(path.read_text(encoding="utf-8")):
        if block.language == "console":
            assert pages.run_console(block.text, folder) == block.text


@pytest.mark.parametrize("path", pages.PAGES, ids=pages.page_id)
def test_python_blocks_give_what_they_show(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python in a page gives the values the page shows, from top to bottom."""
    monkeypatch.chdir(pages.folder_of(path, tmp_path))
    names: dict[str, object] = {}
    runner = doctest.DocTestRunner(verbose=False)
    for block in pages.blocks(path.read_text(encoding="utf-8")):
        if block.language == "console":
            pages.run_console(block.text, Path.cwd())
        if block.language == "python" and not block.file:  # which a console block runs
            test = doctest.DocTestParser().get_doctest(block.text, names, path.name, str(path), 0)
            assert test.examples, "a python block is a doctest"
            runner.run(test, clear_globs=False)
            names.update(test.globs)

    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("path", pages.PAGES, ids=pages.page_id)
def test_data_blocks_are_sound(path: Path, tmp_path: Path) -> None:
    """Matrices in a page validate; settings and JSON parse."""
    for number, block in enumerate(pages.blocks(path.read_text(encoding="utf-8"))):
        if block.language == "yaml" and block.text.startswith("format: permmatrix/"):
            file = tmp_path / f"{number}.yaml"
            file.write_text(block.text, encoding="utf-8")
            report = pm.validate(file)
            assert report.ok, str(report)
        if block.language == "toml":
            tomllib.loads(block.text)
        if block.language == "json":
            json.loads(block.text)


def test_the_format_reference_is_made_from_the_schema() -> None:
    """docs/format-reference.md is what docs/make_reference.py writes."""
    make = _load(ROOT / "docs" / "make_reference.py")

    assert make.PAGE.read_text(encoding="utf-8") == make.page()


def test_no_page_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the pages show of the matrices is what the matrices say."""
    monkeypatch.chdir(ROOT)

    made, wrong = pages_made(["README.md", "docs"])

    assert wrong == []
    assert len(made) > 3
    assert [it for page in made for it in stale(page)] == []


def test_the_front_page_quotes_the_matrix() -> None:
    """The rows on the front page are those of the file, word for word."""
    found = pages.blocks((ROOT / "docs" / "index.md").read_text(encoding="utf-8"))
    [quoted] = [yaml.safe_load(it.text) for it in found if it.language == "yaml"]
    matrix = yaml.safe_load((ROOT / "matrices" / "commitments.yaml").read_text(encoding="utf-8"))

    assert len(quoted["actions"]) == 2
    assert quoted["actions"].items() <= matrix["actions"].items()


def test_the_readme_shows_a_real_diagnostic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The README's diagnostic is the one for its matrix with a name misspelt."""
    found = pages.blocks((ROOT / "README.md").read_text(encoding="utf-8"))
    matrix = next(it.text for it in found if it.text.startswith("format: permmatrix/"))
    shown = next(it.text for it in found if it.text.startswith("documents.yaml:"))
    monkeypatch.chdir(tmp_path)
    Path("documents.yaml").write_text(matrix.replace("all: [author", "all: [auther"), "utf-8")

    assert "\n".join(map(str, pm.validate("documents.yaml"))) == shown.rstrip("\n")


@pytest.mark.parametrize("path", pages.PAGES, ids=pages.page_id)
def test_links_lead_somewhere(path: Path) -> None:
    """A link within the project leads to a file."""
    text = path.read_text(encoding="utf-8")

    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        assert "://" in target or (path.parent / target).exists(), target
