"""Tests of `permmatrix.writer.requirements`."""

from __future__ import annotations

import pytest

from builders import ALLOW, DENY, NOT_APPLICABLE, UNKNOWN, path, when
from permmatrix.conditions import (
    AtOrBefore,
    Before,
    Contains,
    Equals,
    Given,
    IsTrue,
    Literal,
    OneOf,
    Overlaps,
    Test,
)
from permmatrix.model import Cell, Level, Tool
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.writer import requirements
from permmatrix.writer.requirements import Speaker

LEVELS = tuple(Level(id=it, title=it) for it in ("none", "reader", "editor", "author"))
DOCS = Tool(id="docs", title="Docs", levels=LEVELS, chains=(("none", "reader", "editor"),))
SITE = Tool(id="site", title="Site", levels=LEVELS)
SPEAKER = Speaker({"docs": DOCS, "site": SITE}, "docs")
PRIVATE, USER = path("resource.private"), path("user.id")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (ALLOW, "allow"),
        (DENY, "deny"),
        (UNKNOWN, "unknown"),
        (NOT_APPLICABLE, "not_applicable"),
        (when(Holds("mine")), "mine"),
        (when(Holds("mine"), "pdf", "ink"), {"when": "mine", "with": ["pdf", "ink"]}),
        (when(None, "pdf"), {"when": "allow", "with": ["pdf"]}),
    ],
)
def test_a_cell_is_said_in_the_words_of_the_format(cell: Cell, said: object) -> None:
    """A plain cell is a word; obligations come with what they come with."""
    assert SPEAKER.cell(cell) == said


@pytest.mark.parametrize(
    ("requirement", "said"),
    [
        (HasGranular("site", "share"), "share"),
        (All((Holds("a"), Not(Holds("b")))), {"all": ["a", {"not": "b"}]}),
        (Any((Holds("a"),)), {"any": ["a"]}),
        (HasLevel("docs", ("editor",)), {"level": {"is": "editor"}}),
        (HasLevel("site", ("editor",)), {"level": {"tool": "site", "is": "editor"}}),
        (HasLevel("docs", ("none", "editor")), {"level": {"any_of": ["none", "editor"]}}),
        (
            HasLevel("docs", ("reader", "editor"), at_least="reader"),
            {"level": {"at_least": "reader"}},
        ),
    ],
)
def test_a_requirement_is_said_in_the_keys_of_the_format(
    requirement: Requirement, said: object
) -> None:
    """Names are themselves, and the row's own tool goes without saying."""
    assert SPEAKER.requirement(requirement) == said


@pytest.mark.parametrize(
    ("requirement", "said"),
    [
        (
            HasLevel("docs", ("reader",), at_least="reader"),
            {"level": {"tool": "docs", "is": "reader"}},
        ),
        (
            HasLevel("docs", ("author",), at_least="author"),
            {"level": {"tool": "docs", "is": "author"}},
        ),
        (
            HasLevel("site", ("reader", "editor"), at_least="reader"),
            {"level": {"any_of": ["reader", "editor"]}},
        ),
    ],
)
def test_at_least_is_said_only_where_it_means_the_levels(
    requirement: Requirement, said: object
) -> None:
    """Where the order has changed since, or there is none, the levels are said themselves."""
    assert SPEAKER.on("site").requirement(requirement) == said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Given("flag"), {"given": "flag"}),
        (IsTrue(PRIVATE), {"is_true": "resource.private"}),
        (Equals(Literal("no"), USER), {"equals": ["no", "user.id"]}),
        (
            OneOf(PRIVATE, (Literal(1), Literal("1"), Literal(value=True))),
            {"one_of": ["resource.private", [1, "1", True]]},
        ),
        (Contains(PRIVATE, USER), {"contains": ["resource.private", "user.id"]}),
        (Overlaps(USER, PRIVATE), {"overlaps": ["user.id", "resource.private"]}),
        (Before(Literal(1.5), USER), {"before": [1.5, "user.id"]}),
        (AtOrBefore(USER, Literal("2026-06-30")), {"at_or_before": ["user.id", "2026-06-30"]}),
    ],
)
def test_a_test_is_said_by_its_one_key(found: Test, said: object) -> None:
    """Paths are written out; literals are themselves."""
    assert repr(requirements.test(found)) == repr(said)  # where 1 is not True, nor 1.0
