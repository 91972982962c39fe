"""JSON: all that tables and lists say, as data for other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import asdict

from permmatrix.grid import (
    Answer,
    AnswerCell,
    Cell,
    Footnote,
    Grid,
    Group,
    Heading,
    Item,
    Kind,
    Line,
    Listing,
    Mark,
    Origin,
    Part,
    Remark,
    TextCell,
)
from permmatrix.printers.page import Page

__all__ = ["FORMAT", "read", "text_of"]

FORMAT = "permmatrix-table/1"


def text_of(page: Page) -> str:
    """Print parts as an object with the format, the page's title, where it is from, and parts."""
    parts = [{"type": _type(part), **asdict(part)} for part in page.parts]
    whole = {"format": FORMAT, "generated": page.origin, "title": page.title, "parts": parts}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _type(part: Part) -> str:
    return "table" if isinstance(part, Grid) else "list"


def read(text: str) -> tuple[Part, ...]:
    """
    Give the parts that were printed.

    Raises:
        ValueError: the text is no JSON, or of another format.
    """
    whole = json.loads(text)
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise ValueError(f"the text is not of the format {FORMAT}")
    return tuple(_part(it) for it in whole["parts"])


def _part(found: Mapping[str, Any]) -> Part:
    shared = {key: found[key] for key in ("anchor", "title", "language")}
    shared["remarks"] = tuple(Remark(Kind(it["kind"]), it["text"]) for it in found["remarks"])
    shared["origins"] = tuple(Origin(**it) for it in found["origins"])
    if found["type"] == "list":
        return Listing(**shared, groups=tuple(_group(it) for it in found["groups"]))
    return Grid(
        **shared,
        corner=found["corner"],
        columns=tuple(_heading(it) for it in found["columns"]),
        lines=tuple(
            Line(_heading(it["heading"]), tuple(_cell(cell) for cell in it["cells"]))
            for it in found["lines"]
        ),
        footnotes=tuple(
            Footnote(it["number"], Kind(it["kind"]), it["text"]) for it in found["footnotes"]
        ),
        legend=tuple((word, says) for word, says in found["legend"]),
    )


def _heading(found: Mapping[str, Any]) -> Heading:
    marks = tuple(Mark(**it) for it in found["marks"])
    return Heading(**{**found, "refs": tuple(found["refs"]), "marks": marks})


def _cell(found: Mapping[str, Any]) -> Cell:
    if "text" in found:
        return TextCell(**found)
    lists = {key: tuple(found[key]) for key in ("refs", "shows")}
    return AnswerCell(**{**found, **lists, "answer": Answer(found["answer"])})


def _group(found: Mapping[str, Any]) -> Group:
    items = tuple(Item(_heading(it["heading"]), tuple(it["says"])) for it in found["items"])
    return Group(Answer(found["answer"]), found["title"], items)
