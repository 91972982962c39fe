"""`permmatrix schema`: the JSON Schemas, whatever the settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import Command
from permmatrix.schema import schema_text


@pytest.mark.parametrize(
    ("line", "form"), [("schema", "matrix"), ("schema matrix", "matrix"), ("schema facts", "facts")]
)
def test_prints_the_schema(command: Command, line: str, form: str) -> None:
    """The schema is printed as it ships, a matrix's if nothing is said."""
    ran = command(line)

    assert ran == (0, schema_text(form), "")
    assert json.loads(ran.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("line", ["schema policy", "schema matrix facts", "schema --facts"])
def test_knows_these_forms_only(command: Command, line: str) -> None:
    """Anything else is a mistake."""
    ran = command(line)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("usage: permmatrix schema [matrix|facts|tests|mapping]\n")


def test_does_not_need_settings(command: Command, tmp_path: Path) -> None:
    """A broken pyproject.toml is no reason not to print it."""
    (tmp_path / "pyproject.toml").write_text("[tool.permmatrix", encoding="utf-8")

    assert command("schema").code == 0
