"""`permmatrix suggest`: the smallest levels and permissions that will do, or why there are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import Command

HERE = "--matrices documents.yaml"


class TestAnswers:
    """There is a way."""

    def test_says_what_to_give_and_what_it_allows(self, command: Command) -> None:
        """It has levels and permissions, what must be true, and what comes with it."""
        ran = command(f"suggest documents.share --not documents.edit {HERE} --fact locked=true")

        assert (ran.code, ran.err) == (0, "")
        # reading, editing as the author of what is not locked, sharing as the author
        assert ran.out == (
            "Assuming locked: this is the least that will do.\n"
            "\n"
            "Viewer on Documents, with the granular permission Share Documents\n"
            "  allows Share a document [documents.share], given author of the document\n"
            "  and also `documents.read`\n"
            "  in all 3 situations of rows\n"
        )

    def test_always_asks_for_more(self, command: Command) -> None:
        """What is wanted whatever is true needs another level."""
        ran = command(f"suggest documents.share --always {HERE}")

        assert ran.code == 0
        assert "Viewer on Documents" not in ran.out
        assert "Editor on Documents, with the granular permission Share Documents\n" in ran.out

    def test_json_has_the_same(self, command: Command) -> None:
        """Levels and permissions are by their ids."""
        ran = command(f"suggest documents.edit --not documents.share {HERE} --output-format json")

        assert ran.code == 0
        assert json.loads(ran.out) == {
            "wanted": ["documents.edit"],
            "unwanted": ["documents.share"],
            "assumed": {},
            "always": False,
            "answers": [
                {
                    "levels": {"documents": "viewer"},
                    "granular": {},
                    "power": 2,
                    "provided": {"documents.edit": [{"author": True, "locked": False}]},
                    "also": ["documents.read"],
                }
            ],
            "conflicts": [],
        }

    def test_the_shipped_matrices_are_asked_unless_others_are_named(self, command: Command) -> None:
        """A name with a star is for all rows it fits."""
        ran = command("suggest 'head_contracts.view_*' --output-format json")

        found = json.loads(ran.out)
        assert found["wanted"] == [
            "head_contracts.view_owner_progress_claim_summary",
            "head_contracts.view_public_head_contract",
            "head_contracts.view_private_head_contract",
        ]
        assert [it["levels"] for it in found["answers"]] == [{"head_contracts": "admin"}]


class TestNone:
    """There is no way, and the exit code says so."""

    def test_says_why(self, command: Command) -> None:
        """The proof names the ways to what is wanted, and what each allows too."""
        ran = command(f"suggest documents.edit --not documents.read {HERE}")

        assert (ran.code, ran.err) == (1, "")
        assert ran.out == (
            "Nothing that can be given will do.\n"
            "\n"
            "Whatever allows Edit a document [documents.edit] allows Read a document"
            " [documents.read] too:\n"
            "  Viewer on Documents\n"
            "  Editor on Documents\n"
        )

    def test_json_has_the_same(self, command: Command) -> None:
        """A conflict is a list of ways."""
        ran = command(
            f"suggest documents.edit --not documents.read {HERE} --output-format json --always"
        )

        assert ran.code == 1
        assert json.loads(ran.out)["conflicts"] == [
            {"wanted": ["documents.edit"], "unwanted": [], "ways": []}
        ]


class TestMistakes:
    """A question that is none."""

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            (
                f"documents.raed {HERE}",
                "unknown action `documents.raed`; did you mean `documents.read`",
            ),
            (
                f"documents.read --not documents.shar {HERE}",
                "unknown action `documents.shar`; did you mean `documents.share`",
            ),
            (
                f"'documents.z*' {HERE}",
                "no action fits `documents.z*`; `permmatrix list --all` shows every action",
            ),
            (
                f"documents.read --fact autor=true {HERE}",
                "unknown condition `autor`; did you mean `author`?",
            ),
            (
                f"documents.read --fact author {HERE}",
                "--fact author: write CONDITION=VALUE, such as private=true",
            ),
            (
                f"documents.read --fact author=unknown {HERE}",
                "--fact author=unknown: a condition is taken for true or false",
            ),
            (
                f"documents.read --fact author=true --fact author=true {HERE}",
                "--fact author is given twice",
            ),
            ("documents.read --matrices nowhere.yaml", "nowhere.yaml"),
        ],
        ids=["wanted", "unwanted", "pattern", "condition", "no value", "open", "twice", "no file"],
    )
    def test_is_said(self, command: Command, line: str, message: str) -> None:
        """The message says what is wrong, and what was meant where that can be told."""
        ran = command(f"suggest {line}")

        assert (ran.code, ran.out) == (2, "")
        assert message in ran.err

    def test_what_is_wanted_has_to_be_said(self, command: Command) -> None:
        """There is no suggestion for nothing."""
        ran = command("suggest --not commitments.search")

        assert ran.code == 2
        assert "the following arguments are required: ACTION" in ran.err

    def test_what_can_never_be_is_a_mistake(self, command: Command) -> None:
        """Two conditions of which only one can be true are not assumed together."""
        text = (
            "format: permmatrix/1\nid: docs\ntitle: Docs\ntool: docs\nlevels: {guest: Guest}\n"
            "conditions:\n"
            "  open: {title: open, test: {equals: [resource.status, open]}}\n"
            "  closed: {title: closed, test: {equals: [resource.status, closed]}}\n"
            "actions:\n  read: {title: Read, cells: {guest: {any: [open, closed]}}}\n"
        )
        Path("docs.yaml").write_text(text, encoding="utf-8")

        ran = command("suggest docs.read --matrices docs.yaml --fact open=true --fact closed=true")

        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            "permmatrix: what is assumed can never be so together: open=true, closed=true\n"
        )
