"""What findings say, and where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from permmatrix.diagnostics import Diagnostic
from permmatrix.facts_file import Facts, read_facts
from permmatrix.model import MatrixSet
from permmatrix.reading import read_sources
from permmatrix.review import review
from permmatrix.review.told import diagnostics
from permmatrix.source import Source

MATRIX = """\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels: {none: None, viewer: Viewer, admin: Admin}
default_level: none
scope: resource.project
tools: {docs: {title: Documents}}
granular: {share: {title: Share}, sign: {title: Sign}}
actions:
  read: {title: Read, cells: {viewer: allow, admin: allow}}
  share: {title: Share, cells: {viewer: {any: [share, sign]}, admin: allow}}
"""


def policy(also: str = "") -> MatrixSet:
    """Read the policy, perhaps with promises."""
    found, report = read_sources([Source("docs.yaml", MATRIX + also)])
    assert found is not None, str(report)
    return found


def told(text: str, folder: Path, also: str = "") -> list[Diagnostic]:
    """Review a file of facts."""
    file = folder / "facts.yaml"
    file.write_text(f"format: permmatrix-facts/1\n{text}", encoding="utf-8")
    whole = policy(also)
    return list(diagnostics(review(whole, read_facts(str(file), whole))))


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ("at_least: 3", "2 people can do `docs.read` on `R-1`, fewer than 3: `ana` and `ben`"),
        ("at_most: 1", "2 people can do `docs.read` on `R-1`, more than 1: `ana` and `ben`"),
        (
            "at_least: 1, at_most: 1",
            "2 people can do `docs.read` on `R-1`, more than 1: `ana` and `ben`",
        ),
    ],
)
def test_a_count_that_is_not_kept(tmp_path: Path, count: str, said: str) -> None:
    """How many there are, how many there should be, and who they are, at the resource."""
    also = f"invariants: {{it: {{says: It., people: {{actions: [read], {count}}}}}}}\n"
    text = (
        "users: {ana: {levels: {docs: viewer}}, ben: {levels: {docs: admin}}}\n"
        "resources: {R-1: {project: p}}\n"
    )

    (found,) = told(text, tmp_path, also)

    assert found.message == f"`docs.it` is broken: {said}"
    assert (found.span.line, found.span.text) == (3, "R-1")


def test_nobody_can(tmp_path: Path) -> None:
    """Where there is nobody, nobody is named."""
    also = "invariants: {it: {says: It., people: {actions: [read], at_least: 1}}}\n"

    (found,) = told("resources: {R-1: {project: p}}\n", tmp_path, also)

    assert (
        found.message == "`docs.it` is broken: 0 people can do `docs.read` on `R-1`, fewer than 1"
    )


def test_many_names_are_cut(tmp_path: Path) -> None:
    """The values have them all."""
    also = "invariants: {it: {says: It., people: {actions: [read], at_most: 1}}}\n"
    people = ", ".join(f"u{number}: {{levels: {{docs: admin}}}}" for number in range(8))

    (found,) = told(f"users: {{{people}}}\n", tmp_path, also)

    assert found.message.endswith("more than 1: `u0`, `u1`, `u2`, `u3`, `u4` and 3 more")


def test_a_level_that_is_too_much_is_pointed_at_in_its_scope(tmp_path: Path) -> None:
    """The line and the word of the assignment."""
    text = "users:\n  ana:\n    levels: {docs: {p: viewer, q: admin}}\n    needs: [docs.read]\n"

    (found,) = told(text, tmp_path)

    assert (
        found.message == "`ana` holds Admin on Documents in `q`, where Viewer on Documents would do"
    )
    assert (found.span.line, found.span.text) == (4, "admin")


def test_nothing_is_needed(tmp_path: Path) -> None:
    """It is not said that nothing would do."""
    (found,) = told("users: {ana: {levels: {docs: viewer}, needs: []}}\n", tmp_path)

    assert found.message == "`ana` holds Viewer on Documents, and needs none of it"


def test_a_permission_of_one_scope_is_pointed_at_there(tmp_path: Path) -> None:
    """The same name stands in two projects, and one of the two is meant."""
    text = (
        "users:\n  ana:\n    levels: {docs: {p: viewer, q: admin}}\n"
        "    granular: {docs: {p: [share], q: [share]}}\n"
    )

    (found,) = told(text, tmp_path)

    assert found.message == (
        "`share` on `docs` in `q` changes nothing for `ana`: Admin on Documents allows"
        " `docs.share` anyway"
    )
    last = text.splitlines()[-1]
    assert (found.span.line, found.span.column) == (5, last.rindex("share") + 1)


def test_one_of_two_permissions_is_no_matter_of_the_level(tmp_path: Path) -> None:
    """Where either is enough, no level is said to allow it."""
    text = "users: {ana: {levels: {docs: viewer}, granular: {docs: [share, sign]}}}\n"

    found = told(text, tmp_path)

    assert [it.message.partition(": ")[2] for it in found] == [
        f"what asks for it is answered all the same: `docs.share`; only one of it and `{it}` can go"
        for it in ("docs.sign", "docs.share")
    ]


def test_facts_of_no_file_have_no_places() -> None:
    """Facts made in Python are called that, and point nowhere."""
    ana: dict[str, Any] = {"id": "ana", "levels": {"docs": "none"}, "granular": {"docs": ["sign"]}}

    (found,) = diagnostics(review(policy(), Facts({"ana": ana})))

    assert found.place == "facts:1:1"
    assert str(found).startswith("facts:1:1: PM053 `sign` on `docs` changes nothing for `ana`")


def test_names_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    """An id of a file may be anything, and a message is one line of it."""
    text = 'users: {"a\\nb\\u001b[31m": {levels: {docs: none}, granular: {docs: [sign]}}}\n'

    (found,) = told(text, tmp_path)

    assert "for `a b\ufffd[31m`" in found.message
