"""What the command line loads and holds off, so that it starts quickly."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator

import pytest

from commands import MATRICES, ROOT
from permmatrix.cli import checking
from permmatrix.cli.main import main

RARE = ("jsonschema", "rich", "shtab", "tempfile", "importlib.metadata", "importlib.resources")


def loaded(*words: str) -> set[str]:
    """Give the modules that a process with this command has loaded at its end."""
    code = (
        "import json, sys\n"
        "from permmatrix.cli.main import main\n"
        "main(sys.argv[1:])\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )
    return set(json.loads(ran.stdout.splitlines()[-1]))


def test_checking_files_in_order_loads_only_what_reads_them() -> None:
    """No library for mistakes, colours or completion, and nothing that asks or explains."""
    found = loaded("validate", MATRICES)

    assert found.isdisjoint(RARE)
    assert found.isdisjoint({"permmatrix.facts_file", "permmatrix.explain", "permmatrix.reference"})
    assert "yaml" in found


def test_a_run_loads_the_one_format_it_writes() -> None:
    """Nobody who reads text waits for XML, hashes or the pages of the codes."""
    found = {name.removeprefix("permmatrix.outputs.") for name in loaded("validate", MATRICES)}

    assert "text" in found
    assert found.isdisjoint({"github", "gitlab", "junit", "markdown", "plain", "sarif", "pages"})
    assert "xml" not in found


def test_help_loads_nothing_that_reads_files() -> None:
    """Which verbs there are is known without any of them."""
    found = loaded("--help")

    assert found.isdisjoint({*RARE, "yaml", "permmatrix.reading", "permmatrix.cli.checking"})


@pytest.mark.parametrize("module", ["permmatrix.cli.main", "permmatrix.cli.verbs"])
def test_an_interrupt_while_it_loads_ends_it_quietly(module: str) -> None:
    """Whoever presses Ctrl-C at once reads no traceback either."""
    code = (
        "import sys\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "from permmatrix.__main__ import run\n"
        "run()"
    )

    ran = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, check=False)

    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


def test_the_command_is_that_of_the_module() -> None:
    """What is installed as `permmatrix` runs what `python -m permmatrix` runs."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert pyproject["project"]["scripts"] == {"permmatrix": "permmatrix.__main__:run"}


class TestGarbage:
    """The collector rests while a command runs."""

    @pytest.fixture
    def met(self, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
        """Give whether the collector was on while a verb ran, once it did."""
        met: list[bool] = []

        def schema_text(form: str) -> str:
            met.append(gc.isenabled())
            if form == "facts":
                raise RuntimeError(form)
            return "{}"

        monkeypatch.setattr(checking, "schema_text", schema_text)
        return met

    @pytest.fixture(autouse=True)
    def _collecting(self) -> Iterator[None]:
        """Leave the collector on."""
        yield
        gc.enable()

    @pytest.mark.parametrize(
        "words", [["schema"], ["schema", "facts"]], ids=["in order", "a fault"]
    )
    def test_it_goes_on_afterwards(self, met: list[bool], words: list[str]) -> None:
        """An application that calls the command line has it back, whatever happened."""
        main(words)

        assert (met, gc.isenabled()) == ([False], True)

    def test_it_is_not_turned_on_for_who_turned_it_off(self, met: list[bool]) -> None:
        """Where it rests already, it rests afterwards."""
        gc.disable()
        main(["schema"])

        assert (met, gc.isenabled()) == ([False], False)
