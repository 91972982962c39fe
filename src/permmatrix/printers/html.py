"""HTML: a page of its own that needs nothing else, or sections for a page of somebody else's."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator

from permmatrix.printers.characters import safe_id, shown
from permmatrix.printers.fragment import fragment
from permmatrix.printers.html_text import escaped, text
from permmatrix.printers.page import Page
from permmatrix.printers.style import STYLE

__all__ = ["comment", "document", "fragment", "text_of"]


def text_of(page: Page) -> str:
    """Print a page of its own; or, if it is not whole, sections without style and script."""
    level = page.level if page.whole else None
    parts = [fragment(it, level=level, captioned=page.captioned) for it in page.parts]
    lines = [*comment(page), *parts]
    return "".join(f"{line}\n" for line in (_whole(page, lines) if page.whole else lines))


def comment(page: Page) -> Iterator[str]:
    """Give the line that says where a page is from, if it does, and that nothing in it ends."""
    if page.origin:
        said = re.sub(r"--(?=!?>)|<(?=!--)", lambda found: f"{found[0]} ", shown(page.origin))
        yield f"<!-- {said} -->"


def _whole(page: Page, lines: list[str]) -> Iterator[str]:
    languages = {it.language for it in page.parts}
    language = languages.pop() if len(languages) == 1 else None
    contents = _contents(page) if len(page.parts) > 1 else ()
    head = f"<h1>{text(page.title)}</h1>"
    return document(page.title, [head, *contents, *lines], language=language)


def document(
    title: str, body: Iterable[str], *, language: str | None = None, style: str = ""
) -> Iterator[str]:
    """Give a document of its own, line by line; `style` is added to the sheet of all of them."""
    yield "<!DOCTYPE html>"
    yield f'<html lang="{escaped(language or "en")}">'
    yield from _head(title, STYLE + style)
    yield from ("<body>", "<main>", *body, "</main>", "</body>", "</html>")


def _head(title: str, style: str) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{allowed}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{escaped(title)}</title>"
    yield f"<style>{style}</style>"
    yield "</head>"


def _contents(page: Page) -> Iterator[str]:
    yield '<nav aria-label="Contents">'
    yield "<ul>"
    for part in page.parts:
        yield f'<li><a href="#{safe_id(part.anchor)}">{text(part.title)}</a></li>'
    yield "</ul>"
    yield "</nav>"
