"""What an explanation shows its readers: as text, in Markdown, as a tree and as plain values."""

from __future__ import annotations

import json
from typing import Any

import pytest
from markdown_it import MarkdownIt

import permmatrix as pm
from permmatrix.explanation import Explanation
from permmatrix.reading import read_sources
from permmatrix.source import Source
from strategies import policy_of

MATRIX = """\
format: permmatrix/1
id: docs
title: Documents
tool: docs
tools: {docs: {title: Documents}}
levels: {viewer: Viewer, editor: Editor, owner: Owner}
granular: {share: {title: Share Documents, granted_by: [read], revoked_by: [print]}}
conditions:
  author: {title: author of the document, test: {equals: [resource.author, user.id]}}
  locked:
    title: locked
    test: {is_true: resource.locked}
    granted_by: [burn]
    revoked_by: [print, read]
platforms: {web: Web, phone: Phone}
actions:
  share:
    title: Share a *document*
    platforms: [web]
    cells: {viewer: {all: [author, {not: locked}]}, editor: share, owner: allow}
  read: {title: Read a document, cells: {viewer: allow, editor: allow, owner: allow}}
  print: {title: Print a document, cells: {editor: allow, owner: author}}
  burn: {title: Burn a document, cells: {viewer: deny}}
advisories:
  many_owners: {when: {level: {is: owner}}, says: One owner is enough.}
"""

MINE = {"id": "D-1", "author": "ana", "locked": True}


@pytest.fixture(scope="module")
def policy() -> pm.Policy:
    """Give the documents' policy."""
    found, report = read_sources([Source("docs.yaml", MATRIX)])
    assert found is not None, str(report)
    return policy_of(found)


def ask(policy: pm.Policy, action: str, level: str = "viewer", **rest: Any) -> Explanation:
    """Explain what ana can do with her locked document."""
    user = {"id": "ana", "levels": {"docs": level}, "granular": {}}
    return policy.explain(user, f"docs.{action}", rest.pop("resource", MINE), {}, **rest)


class TestFixes:
    """What would change the answer, as text for an administrator."""

    def test_are_told_least_power_first(self, policy: pm.Policy) -> None:
        """
        Each with how much else it does, and the advice against it.

        Of the four combinations of author and locked, a viewer shares in one, an owner in all, and
        so does an editor with the permission: three more. Printing hangs on the author alone: an
        owner prints in one combination of the two, an editor in both.
        """
        told = ask(policy, "share").text(110).partition("What would allow it")[2]

        assert told == (
            ", the least power first:\n"
            "  1. See that D-1 is not locked.\n"
            "     also: allows no other action, 1 situation in all\n"
            "     done by: whoever can «Print a document»: Editor on Documents; or Owner"
            " on Documents, when author of the\n       document\n"
            "     done by: whoever can «Read a document»: Viewer, Editor or Owner on Documents\n"
            "  2. Give ana Owner on Documents in place of Viewer.\n"
            "     also: allows 1 other action, 4 situations in all\n"
            "     against advice: One owner is enough.\n"
            "  3. Give ana Editor on Documents in place of Viewer and give ana the granular"
            " permission Share Documents on\n"
            "     Documents.\n"
            "     also: allows 1 other action, 5 situations in all\n"
            "     done by: to hold the granular permission Share Documents on Documents:"
            " whoever can «Read a document»:\n       Viewer, Editor or Owner on Documents"
        )

    def test_of_an_allow_are_revocations(self, policy: pm.Policy) -> None:
        """
        What would stop it, the least taken first.

        An owner's locked document is not shared by a viewer, who shares in three combinations less
        and prints in one less; nor by an editor without the permission, who shares in four less,
        and prints in one more. With no level they read nothing either.
        """
        found = ask(policy, "share", "owner")

        *first, last = found.revocations
        assert {str(it) for it in first} == {
            "Give ana Viewer on Documents in place of Owner.",
            "Give ana Editor on Documents in place of Owner.",
        }
        assert str(last) == "Take Owner on Documents from ana."
        counts = [it.grants.situations_stopped for it in found.revocations if it.grants]
        assert counts == [4, 4, 6]
        assert "What would stop it, the least taken first:\n" in str(found)

    def test_may_be_none(self, policy: pm.Policy) -> None:
        """What no cell allows, nothing can be done about, and that is said."""
        found = ask(policy, "burn")

        assert found.fixes == ()
        assert str(found).endswith("\n\nNothing would allow it: no level, permission or fact.")
        assert found.text(audience="person") == (
            "You cannot do this: Burn a document.\nNothing you could be given would allow it."
        )


class TestPerson:
    """What is said to the one who was refused."""

    def test_says_what_they_need(self, policy: pm.Policy) -> None:
        """A few ways are one sentence, and what is not theirs comes last."""
        assert ask(policy, "print").text(audience="person") == (
            "You cannot do this: Print a document.\n"
            "You need to hold Editor on Documents or to hold Owner on Documents."
        )

    def test_parts_ways_that_have_parts(self, policy: pm.Policy) -> None:
        """Where one of them has an «and», they are parted by semicolons."""
        told = ask(policy, "share", platform="phone").text(300, audience="person")

        assert told.splitlines()[1] == (
            "You need to ask on Web when it is not locked; or to ask on Web and to hold Owner on"
            " Documents; or to ask on Web, to hold Editor on Documents and to hold the granular"
            " permission Share Documents on Documents."
        )

    def test_is_told_a_yes(self, policy: pm.Policy) -> None:
        """Who can is told so."""
        assert ask(policy, "read").text(audience="person") == "You can do this: Read a document."


class TestMarkdown:
    """An explanation in Markdown."""

    def test_shows_titles_as_they_are(self, policy: pm.Policy) -> None:
        """What Markdown would take for more than text is text when it is read."""
        for audience in ("administrator", "person"):
            shown = MarkdownIt().render(ask(policy, "share").to_markdown(audience))
            assert "Share a *document*" in shown
            assert "<em>" not in shown

    def test_has_the_working_and_the_fixes(self, policy: pm.Policy) -> None:
        """Nested lists: the row, its parts with their values; and the fixes in order."""
        shown = MarkdownIt().render(ask(policy, "share").to_markdown())

        assert shown.startswith("<p><strong>No:</strong> ")
        assert "<strong>no</strong>: locked" not in shown
        assert "<strong>yes</strong>: locked (resource.locked is true)" in shown
        assert shown.index("See that D-1 is not locked.") < shown.index("Give ana Owner")
        assert shown.count("<ol>") == 1


class TestTree:
    """An explanation as a tree in a terminal."""

    def test_draws_what_the_text_says(self, policy: pm.Policy) -> None:
        """The answer at the root, rows and fixes below it."""
        drawn = ask(policy, "share").to_tree(200)

        first, *rest = drawn.splitlines()
        assert first == "no: Viewer on Documents needs more: not locked."
        assert "│       └── no: not this:" in drawn
        assert "└── What would allow it, the least power first" in rest
        assert "    ├── See that D-1 is not locked." in rest

    def test_can_be_ascii(self, policy: pm.Policy) -> None:
        """For a terminal that has no other lines."""
        assert ask(policy, "share").to_tree(80, ascii_only=True).isascii()

    def test_can_be_coloured(self, policy: pm.Policy) -> None:
        """Only if that is wanted."""
        assert "\x1b[1;31mno\x1b[0m" in ask(policy, "share").to_tree(color=True)
        assert "\x1b" not in ask(policy, "share").to_tree()

    @pytest.mark.parametrize("width", [30, 60])
    def test_fits_its_width(self, policy: pm.Policy, width: int) -> None:
        """Long lines are folded within their branch."""
        assert max(map(len, ask(policy, "share").to_tree(width).splitlines())) <= width

    def test_obeys_no_title(self, policy: pm.Policy) -> None:
        """What a terminal would obey is spelt out."""
        found = policy.explain({"id": "a\x1b[2J[bold]b", "levels": {}}, "docs.read")

        assert "\x1b" not in found.to_tree()
        assert "[bold]b" in found.to_tree()


class TestPlain:
    """An explanation as values for JSON."""

    def test_has_every_fix(self, policy: pm.Policy) -> None:
        """As a sentence, and as what would be changed."""
        plain = json.loads(json.dumps(ask(policy, "share").to_dict()))

        first, second, third = plain["fixes"]
        assert plain["revocations"] == []
        assert plain["complete"] is True
        assert first == {
            "says": "See that D-1 is not locked.",
            "need": "to ask when it is not locked",
            "changes": [
                {
                    "change": "set_fact",
                    "condition": "locked",
                    "to": False,
                    "was": True,
                    "granted_by": ["docs.print", "docs.read"],
                }
            ],
            "follows": [],
            "grants": {"allowed": {"docs.share": 1}, "stopped": {}},
            "advisories": [],
        }
        assert [it["change"] for it in third["changes"]] == ["hold_level", "grant_permission"]
        assert second["changes"] == [
            {
                "change": "hold_level",
                "tool": "docs",
                "level": "owner",
                "was": ["viewer"],
                "also": False,
                "granted_by": [],
            }
        ]
        assert second["advisories"] == [{"id": "docs.many_owners", "says": "One owner is enough."}]

    def test_says_where_each_fact_was_read(self, policy: pm.Policy) -> None:
        """The level, and every part of the requirement."""
        [row] = ask(policy, "share").to_dict()["rows"]

        [level] = row["levels"]
        assert level["read"] == ["user.levels.docs"]
        author, not_locked = level["requirement"]["parts"]
        assert author["read"] == ["resource.author", "user.id"]
        assert not_locked["parts"][0]["read"] == ["resource.locked"]


def test_the_person_is_told_as_values_too(policy: pm.Policy) -> None:
    """What they need, without the working; and there are no other readers."""
    found = ask(policy, "print")

    assert found.to_dict("person") == {
        "allowed": False,
        "action": "docs.print",
        "title": "Print a document",
        "says": [
            "You cannot do this: Print a document.",
            "You need to hold Editor on Documents or to hold Owner on Documents.",
        ],
        "needs": ["to hold Editor on Documents", "to hold Owner on Documents"],
        "complete": True,
    }
    with pytest.raises(ValueError, match="administrator or person, not boss"):
        found.text(audience="boss")  # type: ignore[arg-type]


def test_looks_at_the_objects_once(policy: pm.Policy) -> None:
    """What is worked out later is about the facts at the time of the question."""
    resource = dict(MINE)
    levels = {"docs": "viewer"}
    found = policy.explain({"id": "ana", "levels": levels}, "docs.share", resource)
    resource["locked"], levels["docs"] = False, "owner"

    assert found.reason == "Viewer on Documents needs more: not locked"
    assert "See that D-1 is not locked." in map(str, found.fixes)
