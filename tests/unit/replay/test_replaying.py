"""A log replayed: decisions alike told once, in memory that does not grow with them."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import permmatrix as pm
from permmatrix import User
from permmatrix.receipts import JsonLines
from permmatrix.replay.deciding import Kind
from permmatrix.replay.replaying import replay
from permmatrix.replay.telling import as_markdown, as_text

CLAIMS = """\
format: permmatrix/1
id: claims
title: Claims
tool: claims
levels: {viewer: Viewer, editor: Editor}
actions:
  edit: {title: Edit a claim, cells: {%s}}
"""


def made(folder: Path, count: int) -> tuple[str, str]:
    """Write a log of editors who may edit, each a different one, and a policy that denies it."""
    old, new, log = folder / "old.yaml", folder / "new.yaml", folder / "receipts.jsonl"
    old.write_text(CLAIMS % "editor: allow", encoding="utf-8")
    new.write_text(CLAIMS % "viewer: allow", encoding="utf-8")
    with JsonLines(log) as hook:
        policy = pm.load(old).audited(hook)
        for number in range(count):
            request = policy.for_request(f"r-{number}")
            assert request.allows(
                User(f"u{number % 9}", levels={"claims": "editor"}), "claims.edit"
            )
    return str(log), str(new)


def test_decisions_alike_are_one(tmp_path: Path) -> None:
    """Of each the line of the first is told, how many there are, and the first few requests."""
    log, new = made(tmp_path, 90)

    found = replay(log, new)

    assert found.counts == {Kind.LOST: 90}
    assert [(it.line, it.count) for it in found.decided] == [(line, 10) for line in range(1, 10)]
    assert found.decided[1].requests == ["r-1", "r-10", "r-19", "r-28", "r-37"]


def test_too_many_different_decisions_are_counted(tmp_path: Path) -> None:
    """Those beyond the limit are not listed, and it says how many."""
    log, new = made(tmp_path, 90)

    with patch("permmatrix.replay.replaying.MOST_LISTED", 4):
        found = replay(log, pm.load(new))

    assert (len(found.decided), found.not_listed, found.differing) == (4, 50, 90)
    assert "50 more are counted and not listed." in as_text(found)
    assert as_markdown(found).endswith("- 50 more are counted and not listed.\n")


def test_the_same_answer_for_another_reason_is_counted(tmp_path: Path) -> None:
    """A blank that became a requirement that is not met denies as well, and is no flip."""
    old, new, log = tmp_path / "old.yaml", tmp_path / "new.yaml", tmp_path / "receipts.jsonl"
    old.write_text(CLAIMS % "editor: allow", encoding="utf-8")
    new.write_text(CLAIMS % "viewer: unknown, editor: allow", encoding="utf-8")
    with JsonLines(log) as hook:
        policy = pm.load(old).audited(hook)
        policy.allows(User("ana", levels={"claims": "viewer"}), "claims.edit")
        policy.allows(User("ana", levels={"claims": "editor"}), "claims.edit")

    found = replay(str(log), str(new))

    assert (found.differing, found.unsettled, found.other_reason) == (0, 0, 1)
    assert as_text(found) == "2 decisions: 2 are the same (1 for another reason).\n"


def test_an_empty_log_has_nothing_to_replay(tmp_path: Path) -> None:
    """That is said, and nothing is wrong."""
    log, new = made(tmp_path, 0)

    assert as_text(replay(log, new)) == "0 decisions: nothing to replay.\n"
