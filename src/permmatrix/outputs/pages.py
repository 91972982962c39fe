"""What the page of a code says, for reports that explain their rules."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from permmatrix.codes import Code

__all__ = ["Page", "page_of"]


class Page(NamedTuple):
    """The title of a code, what it means, and the whole page with its examples."""

    title: str
    meaning: str
    whole: str


def page_of(code: Code) -> Page:
    """Read the page of a code, which ships with the package."""
    whole = (_folder() / f"{code}.md").read_text(encoding="utf-8")
    head, _, rest = whole.partition("\n\n")
    title = head.removeprefix(f"# {code}: ")
    return Page(title, " ".join(rest.partition("\n\n## ")[0].split()), whole)


def _folder() -> Path:
    package = Path(__file__).parent.parent
    installed = package / "pages"
    # an editable install has them in the repository's docs instead
    return installed if installed.is_dir() else package.parent.parent / "docs" / "codes"
