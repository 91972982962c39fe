"""`permmatrix list --who-could`: what it takes to do something, whoever there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import permmatrix as pm
from commands import FACTS, Command

VIEW = "head_contracts.view_head_contract"
DOCUMENTS = "--matrices documents.yaml"


def test_says_each_way_in_a_line(command: Command) -> None:
    """The levels for which the rest is the same together, what takes least first."""
    ran = command(f"list {DOCUMENTS} --who-could documents.share")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "who could\n"
        "Editor on Documents, with the granular permission Share Documents\n"
        "Viewer on Documents, with the granular permission Share Documents,"
        " when author of the document\n"
    )


def test_what_is_known_of_a_resource_is_put_in(command: Command) -> None:
    """HC-1 is not private, and HC-2 is."""
    public = command(f"list {FACTS} --who-could {VIEW} HC-1")
    private = command(f"list {FACTS} --who-could {VIEW} HC-2")

    assert public.out == "who could\nRead Only, Standard or Admin on Head Contracts\n"
    assert private.out == (
        "who could\n"
        "Admin on Head Contracts\n"
        "Read Only or Standard on Head Contracts, when on the contract's private list\n"
    )


def test_facts_may_be_said_by_options(command: Command) -> None:
    """Conditions, facts of the resource, and facts of whoever asks."""
    asked = f"list {DOCUMENTS} --who-could documents.edit"

    assert command(f"{asked} --fact locked=true") == (0, "", "nobody could\n")
    assert command(f"{asked} --fact resource.locked=false --fact author=false").out == (
        "who could\nEditor on Documents\n"
    )
    assert command(
        f"{asked} --fact locked=false --fact resource.author=ana --fact user.id=ana"
    ).out == ("who could\nViewer or Editor on Documents\n")
    assert command(f"{asked} --fact locked=false --fact user.levels.documents=editor").out == (
        "who could\neverybody\n"
    )


def test_the_context_of_the_facts_counts_and_users_do_not(command: Command) -> None:
    """It is within the billing period there; nobody in the file is asked about."""
    asked = "commitments.set_or_release_retention_during_period"

    assert command(f"list {FACTS} --who-could {asked}").out == (
        "who could\n"
        "Admin on Commitments\n"
        "Read Only or Standard on Commitments,"
        " when progress claim contact on the purchase order or subcontract\n"
    )


def test_json_has_all_parts(command: Command) -> None:
    """The same as `to_dict`, with what was asked about."""
    ran = command(f"list {FACTS} --who-could {VIEW} HC-2 --platform ios --output-format json")

    about = {"private": True, "private_members": ["ana"]}
    found = pm.load().who_could(VIEW, about, platform="ios").to_dict()
    assert json.loads(ran.out) == {"resource": "HC-2", "platform": "ios", **found}
    assert [way["conditions"] for way in found["ways"]] == [{}, {"added_to_private": True}]


def test_json_of_nobody_has_no_ways(command: Command) -> None:
    """A row for the web cannot be reached on another platform."""
    asked = "list --who-could commitments.delete_progress_claim --platform ios"

    found = json.loads(command(f"{asked} --output-format json").out)

    assert (found["ways"], found["everybody"], found["words"]) == ([], False, "nobody")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("commitments.serch", "unknown action `commitments.serch`; did you mean `commitments.se"),
        ("commitments.search ana", "`ana` is a user, not a resource; the order is --who-could A"),
        ("commitments.search HC-9", "unknown resource `HC-9`; did you mean"),
        ("commitments.search PO-7 HC-1", "too many words: the order is --who-could ACTION [RES"),
        ("commitments.search --level admin", "--level is about one user, and --who-could asks"),
        ("commitments.search --granular x", "--granular is about one user, and --who-could asks"),
        ("commitments.search --strict", "--strict is about an answer; --who-could leaves open"),
        ("commitments.search --platform wep", "unknown platform `wep`; the platforms are: `web`"),
        ("commitments.search --fact privat=true", "`privat` is neither a condition nor a fact"),
        ("commitments.search --fact user.levels.commitments=amdin", "unknown level `amdin`"),
        ("commitments.search --who x", "argument --who: not allowed with argument --who-could"),
        ("commitments.search --all", "argument --all: not allowed with argument --who-could"),
    ],
)
def test_a_question_that_cannot_be_asked_is_an_error(
    command: Command, arguments: str, message: str
) -> None:
    """The message says why."""
    ran = command(f"list {FACTS} --who-could {arguments}")

    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_too_many_ways_are_refused(command: Command) -> None:
    """A row that asks for one of two facts nine times over has 512 ways."""
    names = [f"{letter}_{number}" for number in range(9) for letter in "ab"]
    pairs = zip(names[::2], names[1::2], strict=True)
    needed = {"all": [{"any": list(pair)} for pair in pairs]}
    conditions = {it: {"title": it, "test": {"given": it}} for it in names}
    whole = {
        "format": "permmatrix/1",
        "id": "m",
        "title": "M",
        "tool": "m",
        "levels": {"admin": "Admin"},
        "conditions": conditions,
        "actions": {"do": {"title": "Do", "cells": {"admin": needed}}},
    }
    Path("many.yaml").write_text(json.dumps(whole), "utf-8")

    ran = command("list --matrices many.yaml --who-could m.do")
    fewer = command("list --matrices many.yaml --who-could m.do --fact a_0=true")

    assert ran == (
        2,
        "",
        "permmatrix: --who-could m.do: there are more than 500 ways to a yes\n",
    )
    assert fewer.out.count("\n") == 257
