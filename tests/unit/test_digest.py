"""Digests: equal exactly where two policies answer alike, whatever they are called."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

import permmatrix as pm
from builders import (
    ALLOW,
    DENY,
    NOT_APPLICABLE,
    UNKNOWN,
    column,
    matrices,
    operation,
    row,
    tool,
    when,
)
from permmatrix.compiler import compile_matrices
from permmatrix.model import Cell, Tool
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from strategies import policy_of

SHIPPED = Path(__file__).parents[2] / "matrices"

X, Y, G, H = Holds("x"), Holds("y"), HasGranular("docs", "g"), HasGranular("docs", "h")
A, B = HasLevel("docs", ("a",)), HasLevel("docs", ("b",))
PLAIN = tool("a", "b", "c")
DEFAULT = tool("a", "b", "c", default="a")
COLUMN = tool("a", "b", column("r", X))
COLUMN_DEFAULT = tool("a", "b", column("r", X), default="a")
TEAM = tool("lead", "helper", id_="team")
LEAD, HELPER = HasLevel("team", ("lead",)), HasLevel("team", ("helper",))


def digest(on: Tool, *cells: Cell, guard: Requirement | None = None) -> str:
    """Give the digest of a row with these cells, in the order of the tool's levels."""
    named = {level.id: cell for level, cell in zip(on.levels, cells, strict=True)}
    found = matrices(
        row("it", named, guard=guard),
        tools=[on, TEAM],
        conditions=["x", "y"],
        granular=["g", "h"],
    )
    return policy_of(found).digest_of("m.it")


def same_or(requirement: Requirement, part: Requirement) -> Requirement:
    """Say a requirement by cases: where the part holds, and where it does not."""
    return Any((All((requirement, part)), All((requirement, Not(part)))))


def test_a_digest_is_a_hash_in_hexadecimal() -> None:
    """A digest is 64 hexadecimal digits, of the policy and of each row."""
    assert re.fullmatch(r"[0-9a-f]{64}", digest(PLAIN, DENY, DENY, ALLOW))


def test_the_digest_of_the_shipped_matrices_is_a_promise() -> None:
    """Nothing but a change of what they answer, or of the digest's own making, changes it."""
    expected = "2c82ce88de9f1e468d9532a8e1be79e5c73c8917b74a33693793fa76f6c27181"

    assert pm.load().digest == expected


ALIKE: dict[str, tuple[Tool, tuple[Cell, ...], tuple[Cell, ...]]] = {
    "the kinds of no": (PLAIN, (DENY, DENY, ALLOW), (UNKNOWN, NOT_APPLICABLE, ALLOW)),
    "a no that is a contradiction": (PLAIN, (DENY,) * 3, (DENY, DENY, when(All((X, Not(X)))))),
    "an allow that is spelt out": (PLAIN, (DENY, DENY, ALLOW), (DENY, DENY, when(None))),
    "De Morgan": (
        PLAIN,
        (DENY, DENY, when(Not(All((X, Y))))),
        (DENY, DENY, when(Any((Not(Y), Not(X))))),
    ),
    "absorption": (PLAIN, (DENY, DENY, when(X)), (DENY, DENY, when(Any((X, All((Y, X))))))),
    "permissions by cases, since they are known together": (
        PLAIN,
        (DENY, DENY, when(G)),
        (DENY, DENY, when(same_or(G, H))),
    ),
    "knowing one permission is knowing the other": (
        PLAIN,
        (DENY, DENY, when(Any((G, Not(G))))),
        (DENY, DENY, when(Any((H, Not(H))))),
    ),
    "levels of another tool by cases": (
        PLAIN,
        (DENY, DENY, when(LEAD)),
        (DENY, DENY, when(same_or(LEAD, HELPER))),
    ),
    "levels of the row's own tool are known where one is held": (
        PLAIN,
        (DENY, DENY, ALLOW),
        (DENY, DENY, when(Any((A, Not(A))))),
    ),
    "the cell is only asked where the level is held": (
        PLAIN,
        (when(X), DENY, DENY),
        (when(All((X, A))), DENY, DENY),
    ),
    "another level that allows by itself": (
        PLAIN,
        (DENY, ALLOW, DENY),
        (when(B), ALLOW, DENY),
    ),
    "a column that asks for a level that allows by itself": (
        COLUMN,
        (ALLOW, DENY, DENY),
        (ALLOW, DENY, when(A)),
    ),
    "a column that repeats its own fact": (
        COLUMN,
        (DENY, DENY, ALLOW),
        (DENY, DENY, when(X)),
    ),
    "a level that is asked of its own holders": (
        DEFAULT,
        (ALLOW, ALLOW, ALLOW),
        (ALLOW, ALLOW, when(Any((A, B, HasLevel("docs", ("c",)))))),
    ),
    "a limit that a plainer yes always takes away": (
        PLAIN,
        (ALLOW, DENY, DENY),
        (ALLOW, when(A, "pdf_only"), DENY),
    ),
}


@pytest.mark.parametrize(("on", "cells", "others"), ALIKE.values(), ids=ALIKE.keys())
def test_rows_that_answer_alike_have_one_digest(
    on: Tool, cells: tuple[Cell, ...], others: tuple[Cell, ...]
) -> None:
    """How a meaning is spelt does not count."""
    assert digest(on, *cells) == digest(on, *others)


DIFFERENT: dict[str, tuple[Tool, tuple[Cell, ...], tuple[Cell, ...]]] = {
    "a yes": (PLAIN, (DENY, DENY, DENY), (DENY, DENY, ALLOW)),
    "another level": (PLAIN, (DENY, ALLOW, DENY), (DENY, DENY, ALLOW)),
    "all for any": (PLAIN, (DENY, DENY, when(All((X, Y)))), (DENY, DENY, when(Any((X, Y))))),
    "by cases, where the case may not be known": (
        PLAIN,
        (DENY, DENY, when(X)),
        (DENY, DENY, when(same_or(X, Y))),
    ),
    "a fact or its opposite, where it may not be known": (
        PLAIN,
        (DENY, DENY, ALLOW),
        (DENY, DENY, when(Any((G, Not(G))))),
    ),
    "permissions of two tools are not known together": (
        PLAIN,
        (DENY, DENY, when(G)),
        (DENY, DENY, when(same_or(G, LEAD))),
    ),
    "an obligation": (PLAIN, (DENY, DENY, ALLOW), (DENY, DENY, when(None, "pdf_only"))),
    "which obligation": (
        PLAIN,
        (DENY, DENY, when(X, "watermark")),
        (DENY, DENY, when(X, "pdf_only")),
    ),
    "which of two levels held gives the obligation": (
        PLAIN,
        (DENY, when(None, "pdf_only"), when(None, "watermark")),
        (DENY, when(None, "pdf_only"), when(Not(B), "watermark")),
    ),
    "a column, where the levels given are not known": (
        COLUMN_DEFAULT,
        (ALLOW, ALLOW, ALLOW),
        (ALLOW, ALLOW, DENY),
    ),
    "levels held at once": (
        PLAIN,
        (when(B), DENY, DENY),
        (DENY, DENY, DENY),
    ),
}


@pytest.mark.parametrize(("on", "cells", "others"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_rows_that_answer_differently_have_two_digests(
    on: Tool, cells: tuple[Cell, ...], others: tuple[Cell, ...]
) -> None:
    """One situation in which two rows differ is enough."""
    assert digest(on, *cells) != digest(on, *others)


def test_a_guard_is_part_of_every_cell() -> None:
    """A guard and the same requirement in each cell answer alike."""
    guarded = digest(PLAIN, DENY, when(Y), ALLOW, guard=X)
    spelt = digest(PLAIN, DENY, when(All((X, Y))), when(X))

    assert guarded == spelt


def test_a_default_level_is_part_of_a_row() -> None:
    """Whether nothing held means the lowest level makes another row."""
    assert digest(PLAIN, ALLOW, DENY, DENY) != digest(DEFAULT, ALLOW, DENY, DENY)


@pytest.mark.parametrize(
    ("cell", "limits", "others", "same"),
    [
        (ALLOW, (), ("web", "ios"), True),
        (ALLOW, ("web",), ("ios",), False),
        (ALLOW, ("web",), (), False),
        (ALLOW, ("web", "ios"), ("ios", "web"), True),
        (DENY, ("web",), ("ios",), True),
    ],
)
def test_platforms_count_where_something_is_allowed(
    cell: Cell, limits: tuple[str, ...], others: tuple[str, ...], same: bool
) -> None:
    """All platforms are the same as no limit, and a row that never allows has none to speak of."""
    first, second = (
        policy_of(
            matrices(
                row("it", {"a": cell}, platforms=platforms),
                tools=[tool("a")],
                platforms=["web", "ios"],
            )
        )
        for platforms in (limits, others)
    )

    assert (first.digest_of("m.it") == second.digest_of("m.it")) is same


def operation_digests(*rows_of: tuple[Cell, ...]) -> str:
    """Give the digest of an operation over rows with these cells."""
    rows = [
        row(f"row_{place}", dict(zip("abc", cells, strict=True)))
        for place, cells in enumerate(rows_of)
    ]
    found = matrices(
        *rows,
        tools=[PLAIN],
        conditions=["x", "y"],
        operations=[operation("it", *(f"row_{place}" for place in range(len(rows))))],
    )
    return policy_of(found).digest_of("m.it")


def test_an_operation_is_its_rows_together() -> None:
    """An operation answers like one row that says what its rows say between them."""
    between = operation_digests((DENY, when(X), ALLOW), (DENY, when(Not(X)), DENY))
    alone = operation_digests((DENY, when(Any((X, Not(X)))), ALLOW))

    assert between == alone


def test_of_two_rows_with_as_many_obligations_the_last_one_counts() -> None:
    """The order of an operation's rows tells which obligation comes with the yes."""
    pdf, mark = when(None, "pdf_only"), when(None, "watermark")

    assert operation_digests((DENY, DENY, pdf), (DENY, DENY, mark)) == operation_digests(
        (DENY, DENY, mark)
    )
    # of two levels in two rows as well: it is the last row's, not the highest level's
    assert operation_digests((DENY, DENY, pdf), (DENY, mark, DENY)) != operation_digests(
        (DENY, mark, DENY), (DENY, DENY, pdf)
    )


def test_names_and_titles_of_conditions_do_not_count() -> None:
    """A condition is what it tests."""
    first, second = (
        matrices(
            row("it", {"a": when(Holds(id_))}),
            tools=[tool("a")],
            conditions={id_: policy.conditions["x"].test},
        )
        for policy in [matrices(tools=[PLAIN], conditions=["x"])]
        for id_ in ("x", "another_name")
    )

    assert policy_of(first).digest == policy_of(second).digest


def many(count: int, *, turned: bool = False, first: int = 0) -> Cell:
    """Make a cell that needs so many conditions."""
    names = [Holds(f"c{place}") for place in range(first, count)]
    return when(All(tuple(names[::-1] if turned else names)))


FOUR = tool("none", "read", "write", "admin", default="none")


@pytest.mark.parametrize("leaf", [Holds, lambda name: HasGranular("four", name)])
@pytest.mark.parametrize("guarded", [False, True])
def test_a_row_of_twenty_facts_is_settled_exactly(
    leaf: Callable[[str], Requirement], *, guarded: bool
) -> None:
    """Whatever the spelling of twenty facts over four levels, the digest is of what it answers."""
    names = [f"c{place}" for place in range(20)]
    facts = [leaf(name) for name in names]
    some = Any((All((*facts[:8],)), All((*facts[8:16],)), facts[16]))
    other = All((*facts[16:], facts[0]))
    cells = {
        "as it comes": (when(some), when(other)),
        "with a part too many": (
            when(Any((some, All((some, facts[19]))))),
            when(All((other, Any((facts[0], facts[5]))))),
        ),
        "another": (when(some), when(All((*facts[15:], facts[0])))),
    }
    digests = {}
    for written, (read, write) in cells.items():
        found = matrices(
            row(
                "it",
                {"none": DENY, "read": read, "write": write, "admin": ALLOW},
                on="four",
                guard=facts[1] if guarded else None,
            ),
            tools=[evolve(FOUR, id="four")],
            conditions=names if leaf is Holds else [],
            granular=[] if leaf is Holds else names,
        )
        digests[written] = policy_of(found).digest_of("m.it")

    assert digests["as it comes"] == digests["with a part too many"]
    assert digests["as it comes"] != digests["another"]


def test_many_large_rows_take_no_more_memory_than_one() -> None:
    """The tables of a row are forgotten when it has a number and a digest."""
    peaks = []
    for count in (1, 9):
        found = matrices(
            *(row(f"row_{it}", {"a": many(22 + it, first=it)}) for it in range(count)),
            tools=[tool("a")],
            conditions=[f"c{place}" for place in range(22 + count)],
        )
        tracemalloc.start()
        compile_matrices(found)
        peaks.append(tracemalloc.get_traced_memory()[1] / 2**20)
        tracemalloc.stop()

    assert peaks[0] < 16
    assert peaks[1] < peaks[0] + 2


@pytest.mark.parametrize("count", [20, 23, 24])
def test_rows_of_many_facts_still_have_digests(count: int) -> None:
    """Where a table would be too large, the digest is of the formulas, and sound."""
    digests = [
        policy_of(
            matrices(
                row("it", {"a": cell, "b": when(X), "c": when(None, "pdf_only")}),
                tools=[PLAIN],
                conditions=["x", *(f"c{place}" for place in range(count))],
            )
        ).digest_of("m.it")
        for cell in (many(count), many(count, turned=True), many(count - 1))
    ]

    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def test_a_policy_has_the_digest_of_all_it_answers() -> None:
    """Another alias, row or platform is another policy."""
    plain = {"a": ALLOW}
    policies = [
        policy_of(it)
        for it in (
            matrices(row("it", plain), tools=[tool("a")]),
            matrices(row("it", plain, aliases=("too",)), tools=[tool("a")]),
            matrices(row("it", plain), row("too", plain), tools=[tool("a")]),
            matrices(row("it", plain), tools=[tool("a")], platforms=["web"]),
        )
    ]

    assert len({policy.digest for policy in policies}) == 4
    assert len({policy.digest_of("m.it") for policy in policies}) == 1


# The same everywhere.

SPELT = """\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels: {viewer: Viewer, editor: Editor}
conditions:
  author: {title: author, test: {equals: [resource.author, user.id]}}
  locked: {title: locked, test: {is_true: resource.locked}}
platforms: {web: Web, ios: iOS}
actions:
  read: {title: Read, platforms: [web, ios], cells: {viewer: allow, editor: allow}}
  edit: {title: Edit, cells: {viewer: {all: [author, {not: locked}]}, editor: {not: locked}}}
"""
SPELT_OTHERWISE = """\
format: permmatrix/1
id: docs
title: All documents
tool: docs
levels: {viewer: Viewer, editor: Editor}
conditions:
  closed: {title: closed, test: {is_true: resource.locked}}
  own: {title: own, test: {equals: [resource.author, user.id]}}
platforms: {ios: iOS, web: Web}
actions:
  edit:
    title: Edit it
    guard: {not: closed}
    cells:
      editor: allow
      viewer: {not: {any: [{not: own}, closed]}}
  read:
    title: Read it
    cells: {editor: allow, viewer: allow}
    notes: [{says: Whoever it is.}]
"""
DIGESTS = """\
import json, sys, permmatrix
policy = permmatrix.load(sys.argv[1:])
names = sorted((*policy.actions, *policy.operations))
print(json.dumps([policy.digest, {name: policy.digest_of(name) for name in names}]))
"""


def digests_of(folder: Path, *texts: str, seed: str = "0") -> tuple[str, dict[str, str]]:
    """Load files in a process of its own, and give the policy's digests."""
    files = [folder / f"{place}.yaml" for place in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", DIGESTS, *map(str, files)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    whole, rows = json.loads(ran.stdout)
    return whole, rows


def test_digests_do_not_hang_on_the_run(tmp_path: Path) -> None:
    """Nor on the seed of Python's hashes: they are the same in every process."""
    files = [file for file in sorted(SHIPPED.glob("*.yaml")) if ".permtest" not in file.suffixes]
    texts = [file.read_text("utf-8") for file in files]

    found = [digests_of(tmp_path, *texts, seed=seed) for seed in ("0", "1", "4294967295")]

    assert found[0] == found[1] == found[2]
    assert len(found[0][1]) > 44


def test_digests_do_not_hang_on_order_or_spelling(tmp_path: Path) -> None:
    """Of files, rows, cells, names and formulas."""
    other = SPELT.replace("id: docs", "id: papers")

    assert digests_of(tmp_path, SPELT) == digests_of(tmp_path, SPELT_OTHERWISE)
    assert digests_of(tmp_path, SPELT, other) == digests_of(tmp_path, other, SPELT)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("viewer: allow, editor", "editor", {"docs.read"}),
        ("[web, ios]", "[web]", {"docs.read"}),
        ("{viewer: {all:", "{viewer: {any:", {"docs.edit"}),
        ("is_true: resource.locked", "is_true: resource.open", {"docs.edit"}),
        ("editor: Editor}", "editor: Editor}\ndefault_level: viewer", {"docs.read", "docs.edit"}),
    ],
)
def test_digests_change_with_what_they_are_of(
    tmp_path: Path, old: str, new: str, changed: set[str]
) -> None:
    """Those of the rows that answer otherwise, and of the policy."""
    assert old in SPELT
    whole, rows = digests_of(tmp_path, SPELT)
    other, others = digests_of(tmp_path, SPELT.replace(old, new))

    assert whole != other
    assert {name for name in rows if rows[name] != others[name]} == changed
