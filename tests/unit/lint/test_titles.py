"""Which titles limit their rows, so that nothing in the row asks for what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

import permmatrix as pm

MATRIX = """\
format: permmatrix/1
id: claims
title: Claims
tool: claims
levels: {none: None, reader: Reader, admin: Admin}
default_level: none
conditions:
  closed: {title: closed, test: {is_true: resource.closed}}
actions:
  act:
    title: "TITLE"
    cells: {reader: allow, admin: allow}
"""


def found(folder: Path, title: str, more: str = "") -> list[str]:
    """Give what titles are told to say in vain."""
    file = folder / "claims.yaml"
    file.write_text(MATRIX.replace("TITLE", title) + more, encoding="utf-8")
    report = pm.validate(file, select=["PM614"])
    return [it.message.partition("«")[2].partition("»")[0] for it in report]


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("Edit own comment", "own"),
        ("Delete own comments", "own"),
        ("View and edit their own claims", "their own"),
        ("Add a reaction to your own comment", "your own"),
        ("Approve as delegate", "as delegate"),
        ("Approve a claim as the claim's approver", "as the claim's approver"),
        ("Add a comment as a contact", "as a contact"),
        ("Reply as project manager of the claim", "as project manager"),
        ("Change a private claim", "private"),
        ("Reply to private messages", "private"),
        ("Invite a guest to a private channel", "private"),
        ("Create a claim after the period", "after"),
        ("Request a change after approval", "after"),
        ("View claims assigned to them", "assigned to them"),
    ],
)
def test_a_title_that_limits_is_told(tmp_path: Path, title: str, says: str) -> None:
    """With a plain yes in every cell, nothing in the row answers to what the title says."""
    assert found(tmp_path, title) == [says]


@pytest.mark.parametrize(
    "title",
    [
        "Enable private vulnerability reporting",
        "Change a repository's visibility to private",
        "Change a claim's visibility to private or public",
        "Submit a claim as private",
        "Have an issue assigned to them",
        "Request reviews from others before merging",
        "Require approval before merging",
        "Receive a reminder before the deadline",
        "Create your own channels",
        "Start own claims",
        "Own a project",
        "Transfer what they own to others",
        "Run a job on its own",
        "Delete own and others' comments",
        "Add a user as an owner",
        "Assign a colleague as reviewer",
        "Export as contact list",
        "Export as a PDF for the owner",
    ],
)
def test_a_title_that_sets_the_property_is_not_limited_by_it(tmp_path: Path, title: str) -> None:
    """What is made private, assigned or owned by the act is not asked for before it."""
    assert found(tmp_path, title) == []


def test_a_row_with_a_guard_is_limited(tmp_path: Path) -> None:
    """The guard says it in its own words, which need not be those of the title."""
    title = "Hide a comment during closure"

    assert found(tmp_path, title) == ["during"]
    assert found(tmp_path, title, "    guard: closed\n") == []
