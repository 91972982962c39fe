"""Writes the page: the template, with the style, the script and the data put into it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files

from permmatrix.explorer.content import content
from permmatrix.explorer.said import Json
from permmatrix.model import MatrixSet

__all__ = ["page"]

SCRIPTS = (
    *("together", "evaluate", "reads", "ways", "finder", "words", "address", "state"),
    *("answers", "element", "detail", "search", "rows", "block", "widgets", "controls"),
    *("follows", "bar", "folding", "notice", "start"),
)
"""The parts of the script in their order: what decides comes first, what draws comes last."""

ALONE = '<p class="lead">Without script this page shows the tables alone.</p>'
NOTHING = '<p class="lead">This page needs script to answer questions.</p>'

MARK = re.compile(r"@([a-z]+)@")

TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What would show the source of the page in another order."""

TROUBLE = re.compile(
    "[<\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
"""What ends a script, what a page may not hold, and what would reorder its source."""


def page(matrices: MatrixSet, *, title: str | None = None, tables: str = "") -> str:
    """
    Give the whole HTML text of the explorer.

    It asks the network for nothing, and its policy lets it run nothing but its own script. What
    the matrices say stands in it as data and never as markup. `tables` is HTML for readers
    without script, who are told that there is nothing to try if it is left out.
    """
    title = title or _title(matrices)
    style = _asset("explorer.css") + _tables_style()
    script = "\n".join(_asset(f"{name}.js") for name in SCRIPTS)
    parts = {
        "policy": escape(_policy(style, script)),
        "title": _text(title),
        "style": style,
        "script": script,
        "data": _data(content(matrices, title)),
        "tables": f"{ALONE}\n{tables}" if tables else NOTHING,
    }
    return _filled(_asset("explorer.html"), parts)


def _text(text: str) -> str:
    return TURNING.sub(lambda found: f"&#{ord(found[0])};", escape(text))


def _title(matrices: MatrixSet) -> str:
    """Name the page after its matrices, as far as they can be listed."""
    titles = [matrix.title for matrix in matrices.matrices]
    most = 3
    shown = ", ".join(titles[:most])
    return f"{shown} and {len(titles) - most} more" if len(titles) > most else shown


def _tables_style() -> str:
    """Give the style of tables on pages that have one of their own."""
    return files("permmatrix").joinpath("style", "permmatrix.css").read_text(encoding="utf-8")


def _asset(name: str) -> str:
    return files("permmatrix.explorer").joinpath(name).read_text(encoding="utf-8")


def _filled(template: str, parts: Mapping[str, str]) -> str:
    """Put each part at its mark; what looks like a mark within a part is left alone."""
    return MARK.sub(lambda found: parts[found[1]], template)


def _policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    """Give what a browser compares an inline script or style with."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _data(told: dict[str, Json]) -> str:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return TROUBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
