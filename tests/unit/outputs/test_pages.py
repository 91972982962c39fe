"""The pages of the codes, which ship with the package."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from permmatrix.codes import Code
from permmatrix.outputs.pages import page_of

DOCS = Path(__file__).parents[3] / "docs" / "codes"


@pytest.mark.parametrize("code", Code, ids=str)
def test_a_page_has_a_title_and_a_meaning(code: Code) -> None:
    """The title is that of the index, and the meaning is plain text."""
    page = page_of(code)

    assert f"| [{code}]({code}.md) | {page.title} |" in (DOCS / "README.md").read_text("utf-8")
    assert re.fullmatch(r"[A-Z`].*\.", page.meaning)
    assert "## " not in page.meaning
    assert page.whole == (DOCS / f"{code}.md").read_text("utf-8")
