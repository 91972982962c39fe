"""The page is told what the matrices say, and what several rows share once."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from builders import ALLOW, DENY, column, matrices, operation, row, tool, when
from permmatrix.explorer.content import content
from permmatrix.model import Advisory, Cell, Documented, Doubt, MatrixSet, Note
from permmatrix.requirements import Holds

TOOL = tool("none", "admin", default="none")


def told(found: MatrixSet) -> Any:
    """Give what the page is told, to be looked into."""
    return content(found, "T")


def test_rows_with_the_same_cells_share_a_shape() -> None:
    """Cells are said once however many rows have them; another guard is another shape."""
    cells: dict[str, Cell] = {"none": DENY, "admin": ALLOW}
    rows = [row("a", cells), row("b", cells), row("c", cells, guard=Holds("open"))]
    found = told(matrices(*rows, tools=[TOOL], conditions=["open"]))

    assert [it["shape"] for it in found["matrices"][0]["rows"]] == [0, 0, 1]
    assert found["shapes"] == [
        {"tool": "docs", "guard": None, "cells": [["deny"], ["allow"]]},
        {"tool": "docs", "guard": ["is", "open"], "cells": [["deny"], ["allow"]]},
    ]


def test_cells_stand_in_the_order_of_the_levels() -> None:
    """The page finds a cell by the place of its level."""
    found = told(matrices(row("a", {"admin": ALLOW, "none": DENY}), tools=[TOOL]))

    assert found["shapes"][0]["cells"] == [["deny"], ["allow"]]


def test_a_tool_says_its_default_and_how_its_levels_are_held() -> None:
    """Levels that follow from facts carry what they follow from."""
    docs = tool("viewer", column("author", Holds("wrote")), default="viewer")
    cells: dict[str, Cell] = {"viewer": DENY, "author": ALLOW}
    found = told(matrices(row("a", cells), tools=[docs], conditions=["wrote"]))

    assert found["tools"] == [
        {
            "id": "docs",
            "title": "docs",
            "default": "viewer",
            "levels": [
                {"id": "viewer", "title": "viewer", "handed_out": True},
                {
                    "id": "author",
                    "title": "author",
                    "held_when": ["is", "wrote"],
                    "handed_out": False,
                },
            ],
        }
    ]
    assert found["conditions"] == [
        {"id": "wrote", "title": "wrote", "decided": "context.wrote is true"}
    ]


def test_a_row_carries_its_footnotes() -> None:
    """Notes and open doubts name their columns, and a doubt both its readings."""
    plain = row("a", {"none": DENY, "admin": when(Holds("open"))}, platforms=("web",))
    noted = evolve(
        plain,
        notes=(Note("Only\n  at night.", ("admin",)),),
        doubts=(
            Doubt(why="unclear", cells=("admin",), reading=when(Holds("open")), alternative=ALLOW),
            Doubt(why="printed twice", taken="One.", instead="Two."),
            Doubt(why="settled", answered="by the publisher"),
        ),
        source=Documented(title="Page", section="S", publisher="P", url="docs.example"),
    )
    found = told(matrices(noted, tools=[TOOL], conditions=["open"], platforms=["web"]))

    assert found["matrices"][0]["rows"] == [
        {
            "id": "m.a",
            "title": "a",
            "platforms": ["web"],
            "notes": [{"says": "Only at night.", "about": ["admin"]}],
            "doubts": [
                {"why": "unclear", "about": ["admin"], "taken": "given open", "instead": "yes"},
                {"why": "printed twice", "taken": "One.", "instead": "Two."},
            ],
            "source": {"words": "Page, S, P", "url": "docs.example"},
            "shape": 0,
        }
    ]


def test_a_matrix_carries_operations_and_advice() -> None:
    """Operations name their rows; advice says when it holds."""
    found = matrices(
        row("a", {"none": DENY, "admin": ALLOW}),
        tools=[TOOL],
        conditions=["open"],
        operations=[operation("any", "a")],
    )
    advice = Advisory(id="x", when=Holds("open"), says="Mind the gap.")
    whole = MatrixSet((evolve(found.matrices[0], advisories=(advice,)),))
    (matrix,) = told(whole)["matrices"]

    assert matrix["operations"] == [{"id": "m.any", "title": "any", "any_of": ["m.a"]}]
    assert matrix["advisories"] == [{"when": ["is", "open"], "says": "Mind the gap."}]
