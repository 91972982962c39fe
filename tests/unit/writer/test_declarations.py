"""Tests of `permmatrix.writer.declarations`."""

from __future__ import annotations

from typing import Any

import pytest

from permmatrix.reading import read_sources
from permmatrix.source import Source
from permmatrix.writer import plain

TEXT = """\
format: permmatrix/1
id: docs
title: Documents
tool: {tool}
levels: {levels}
{more}
actions: {{read: {{title: Read, cells: {{}}}}}}
"""
THREE = "{a: A, b: B, c: {title: C, handed_out: false}}"


def written(more: str = "", *, tool: str = "my_docs", levels: str = THREE) -> Any:
    """Read a matrix with some lines in it, and write it."""
    text = TEXT.format(tool=tool, levels=levels, more=more)
    found, report = read_sources([Source("docs.yaml", text)])
    assert found is not None, str(report)
    return plain(found.matrices[0])


@pytest.mark.parametrize(
    ("more", "order"),
    [
        ("", None),
        ("order: [[a, b]]", None),
        ("order: []", []),
        ("order: [[b, a]]", [["b", "a"]]),
        ("order: [[a, b, c]]", [["a", "b", "c"]]),
        ("order: [[a, b], [a, c]]", [["a", "b"], ["a", "c"]]),
    ],
)
def test_the_order_is_left_out_where_it_is_the_one_listed(more: str, order: object) -> None:
    """The handed-out levels as listed are an order by themselves; no order is an empty list."""
    assert written(more).get("order") == order


def test_one_level_has_no_order_to_leave_out() -> None:
    """A tool of one level has no order, and none is written."""
    assert "order" not in written("order: []", levels="{a: A}")


@pytest.mark.parametrize(
    ("more", "tools"),
    [
        ("tools: {my_docs: {title: My Docs}}", None),
        ("tools: {my_docs: {title: My docs}}", {"my_docs": {"title": "My docs"}}),
        (
            "tools: {my_docs: {title: My Docs, description: d}}",
            {"my_docs": {"title": "My Docs", "description": "d"}},
        ),
        (
            "tools: {wiki: {title: Wiki}}",
            {"my_docs": {"title": "My Docs"}, "wiki": {"title": "Wiki"}},
        ),
        (
            "tools: {wiki: {title: Wiki, levels: {a: A, b: B}}}",
            {"my_docs": {"title": "My Docs"}, "wiki": {"title": "Wiki"}},
        ),
        (
            "tools: {wiki: {title: Wiki, levels: {a: A, b: B}, default_level: a}}",
            {
                "my_docs": {"title": "My Docs"},
                "wiki": {"title": "Wiki", "levels": {"a": "A", "b": "B"}, "default_level": "a"},
            },
        ),
    ],
)
def test_a_tool_is_declared_as_far_as_it_says_more(more: str, tools: object) -> None:
    """The governing tool has a title anyhow, and another one has the levels of that one."""
    assert written(more).get("tools") == tools


def test_a_tool_that_is_close_to_another_stays_declared() -> None:
    """Without its declaration, it would be taken for the other one misspelt."""
    found = written("tools: {docs: {title: Docs}, doc: {title: Doc}}", tool="docs")

    assert list(found["tools"]) == ["docs", "doc"]


def test_levels_with_something_let_stand_are_written() -> None:
    """A suppression on a level needs the level, though it is one of the governing tool's."""
    note = "[{code: unused, because: Later.}]"
    levels = f"{{a: {{title: A, suppress: {note}}}, b: B}}"
    found = written(f"tools: {{wiki: {{title: Wiki, levels: {levels}}}}}")

    assert list(found["tools"]["wiki"]["levels"]) == ["a", "b"]


def test_a_level_with_a_title_alone_is_its_title() -> None:
    """A level is a mapping only where it says more."""
    levels = "{a: {title: A}, b: {title: B, handed_out: true}, c: {title: C, description: d}}"

    assert written(levels=levels)["levels"] == {
        "a": "A",
        "b": "B",
        "c": {"title": "C", "description": "d"},
    }


def test_empty_mappings_are_left_out() -> None:
    """What declares nothing is not written."""
    empty = "{}"
    keys = ("granular", "conditions", "platforms", "flags", "operations", "invariants", "terms")
    found = written("\n".join(f"{key}: {empty}" for key in keys))

    assert not set(keys) & set(found)


def test_a_granular_permission_names_a_tool_of_its_own() -> None:
    """The governing tool goes without saying."""
    found = written(
        "tools: {wiki: {title: Wiki}}\n"
        "granular: {x: {title: X, tool: my_docs}, y: {title: Y, tool: wiki}}"
    )

    assert found["granular"] == {"x": {"title": "X"}, "y": {"title": "Y", "tool": "wiki"}}
