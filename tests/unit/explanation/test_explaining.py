"""Explanations: the sentence for each outcome, the working, and what is written beside it."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

import permmatrix as pm
from builders import ALLOW, DENY, column, holder, matrices, operation, row, tool, when
from commands import HARBOUR
from permmatrix.explanation import Explanation, LevelWorking, Part
from permmatrix.facts_file import read_facts
from permmatrix.model import MatrixSet
from permmatrix.reading import read_sources
from permmatrix.requirements import Holds
from permmatrix.source import Source
from strategies import policy_of

MATRIX = """\
format: permmatrix/1
id: docs
title: Documents
source: {title: The handbook, section: Documents, publisher: Quay Works}
tool: docs
levels:
  guest: Guest
  viewer: Viewer
  editor: Editor
  author: {title: Author, held_when: author, handed_out: false}
default_level: guest
tools:
  docs: {title: Documents}
  team: {title: Team, levels: {member: Member, lead: Lead}}
granular:
  share: {title: Share Documents}
  muted: {title: Muted}
conditions:
  author: {title: author of the document, test: {equals: [resource.author, user.id]}}
  locked: {title: locked, test: {is_true: resource.locked}}
  late: {title: after hours, test: {given: late}}
obligations: {watermark: Each page is marked., logged: It is logged}
platforms: {web: Web, phone: Phone, desk: Desktop}
actions:
  read:
    title: Read a document
    cells: {guest: deny, viewer: allow, editor: allow}
  share:
    title: Share a document
    cells:
      viewer: {all: [share, {any: [author, {not: locked}]}, {not: muted}]}
      editor: share
    notes:
      - For everybody.
      - {says: For editors  only., cells: [editor]}
    doubts:
      - why: It is said twice.
        cells: [viewer]
        reading: {all: [share, {any: [author, {not: locked}]}, {not: muted}]}
        alternative: deny
      - {why: It is short., cells: [editor], reading: share, alternative: allow}
      - {why: It is old., taken: As it stands., instead: Nothing.}
      - {why: It was asked., taken: This., instead: That., answered: Yes.}
    source: {section: Sharing}
  edit:
    title: Edit a document
    guard: {all: [{not: locked}, {not: muted}]}
    platforms: [web, desk]
    cells: {viewer: allow, editor: allow, author: allow}
  print:
    title: Print a document
    cells:
      viewer: {when: allow, with: [watermark, logged]}
      editor: {when: late, with: [logged]}
  burn: {title: Burn a document, cells: {viewer: unknown, editor: not_applicable}}
  lend: {title: Lend a document, tool: team, cells: {lead: allow}}
  praise: {title: Praise a document, cells: {author: {level: {tool: team, is: lead}}}}
  never: {title: Never, cells: {editor: deny}}
operations:
  open: {title: Open a document, any_of: [read, edit]}
advisories:
  locked_out: {when: {all: [locked, {level: {is: viewer}}]}, says: Ask  an editor.}
"""


@pytest.fixture(scope="module")
def docs() -> MatrixSet:
    """Give the documents' matrix."""
    found, report = read_sources([Source("docs.yaml", MATRIX)])
    assert found is not None, str(report)
    return found


def who(*levels: str, granular: tuple[str, ...] = (), **held: str) -> dict[str, Any]:
    """Make the user ana with levels on the documents, and perhaps on another tool."""
    return {
        "id": "ana",
        "levels": {"docs": list(levels), **held},
        "granular": {"docs": list(granular)},
    }


def explain(  # noqa: PLR0913, PLR0917  the question
    found: MatrixSet,
    user: Any,
    asked: str,
    resource: Any = None,
    context: Any = None,
    platform: str | None = None,
) -> Explanation:
    """Explain the decision of a policy made for the question."""
    return policy_of(found).explain(user, asked, resource, context, platform)


OPEN = {"author": "ben", "locked": False}
LOCKED = {"author": "ben", "locked": True}
MINE = {"author": "ana", "locked": False}

GUEST = "Guest does not allow it"
DENIED = "Guest on Documents does not allow it"
LIMITS = "within a limit: Each page is marked and It is logged"
ALL_THREE = (
    "the granular permission Share Documents and (author of the document or not locked) and"
    " not holding the granular permission Muted"
)


class TestReason:
    """The sentence that says why."""

    @pytest.mark.parametrize(
        ("user", "action", "resource", "reason"),
        [
            (who("viewer"), "read", OPEN, "Viewer on Documents allows it"),
            (
                who("editor", granular=("share",)),
                "share",
                OPEN,
                "Editor on Documents allows it, given the granular permission Share Documents",
            ),
            (
                who("viewer"),
                "print",
                OPEN,
                f"Viewer on Documents allows it, {LIMITS}",
            ),
            (
                who("guest", "viewer"),
                "never",
                OPEN,
                "Guest and Viewer on Documents do not allow it; no level does",
            ),
            (
                who("guest"),
                "read",
                OPEN,
                f"{DENIED}; Viewer or Editor would",
            ),
            (
                who(),
                "read",
                OPEN,
                f"no level was given on Documents, and {GUEST}; Viewer or Editor would",
            ),
            (
                who("guest"),
                "share",
                OPEN,
                f"{DENIED}; Viewer or Editor would, with conditions",
            ),
            (
                who("guest"),
                "print",
                OPEN,
                f"{DENIED}; Viewer or Editor would, with conditions",
            ),
            (
                who("guest"),
                "edit",
                {"author": "ben"},
                f"{DENIED}; Viewer, Editor or Author would, with conditions",
            ),
            (
                who("guest"),
                "edit",
                OPEN,
                f"{DENIED}; Viewer, Editor or Author would",
            ),
            (
                who("editor"),
                "share",
                OPEN,
                "Editor on Documents needs more: the granular permission Share Documents",
            ),
            (
                who("viewer", granular=("share", "muted")),
                "share",
                OPEN,
                "Viewer on Documents needs more: not holding the granular permission Muted",
            ),
            (
                who("viewer", granular=("muted",)),
                "share",
                LOCKED,
                f"Viewer on Documents needs more: {ALL_THREE}",
            ),
            (who("editor"), "edit", LOCKED, "the row applies only when this holds: not locked"),
            (
                who("editor", granular=("muted",)),
                "edit",
                OPEN,
                "the row applies only when this holds: not holding the granular permission Muted",
            ),
            (
                who("viewer"),
                "burn",
                OPEN,
                "the documentation does not say whether Viewer on Documents allows it",
            ),
            (who("editor"), "burn", OPEN, "for Editor on Documents the action does not apply"),
            (who("editor"), "lend", OPEN, "the user holds no level on Team"),
            (
                who("editor", team="member"),
                "lend",
                OPEN,
                "Member on Team does not allow it; Lead would",
            ),
            (
                who("editor", team="member"),
                "praise",
                MINE,
                "Author on Documents needs more: Lead on Team",
            ),
            (
                who("editor", team="lead"),
                "praise",
                MINE,
                "Author on Documents allows it, given Lead on Team",
            ),
            (
                who("editor"),
                "edit",
                None,
                "not enough is known to say yes: resource.locked was not given",
            ),
            (
                who("editor"),
                "edit",
                {"locked": "no"},
                "a fact cannot be used: resource.locked should be true or false, but is text",
            ),
            (
                {"id": "ana", "granular": {}},
                "read",
                OPEN,
                "not enough is known to say yes: user.levels was not given",
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_of_a_row(
        self, docs: MatrixSet, user: object, action: str, resource: object, reason: str
    ) -> None:
        """Each outcome has its sentence, which names what would change it."""
        found = explain(docs, user, f"docs.{action}", resource)

        assert found.reason == reason
        assert (
            str(found)
            .replace("\n  ", " ")
            .startswith(f"{'Yes' if found.decision.allowed else 'No'}: {reason}.\nana asks")
        )

    def test_of_another_platform(self, docs: MatrixSet) -> None:
        """It names those where the action is available."""
        found = explain(docs, who("editor"), "docs.edit", OPEN, None, "phone")

        assert found.reason == "it is available on Web and Desktop only"

    def test_where_no_level_is_certain(self) -> None:
        """A level that may or may not be held is not said to be held."""
        related = tool("member", column("author", Holds("author")))
        found = matrices(
            row("read", {"member": ALLOW, "author": DENY}), tools=[related], conditions=["author"]
        )

        told = explain(found, {"levels": {}, "granular": {}}, "m.read")

        assert told.reason == "no level the user may hold on docs allows it; member would"
        assert told.rows[0].levels == ()

    def test_of_an_operation_names_all_that_it_waits_on(self) -> None:
        """The rows of an operation may wait on different facts."""
        rows = [row(it, {"viewer": when(Holds(it))}) for it in ("late", "dark")]
        found = matrices(
            *rows,
            tools=[tool("viewer")],
            conditions=["late", "dark"],
            operations=[operation("either", "late", "dark")],
        )

        told = explain(found, holder("viewer"), "m.either")

        both = "context.dark and context.late were not given"
        assert told.reason == f"not enough is known to say yes: {both}"
        assert [it.reason for it in told.rows] == [
            "not enough is known to say yes: context.late was not given",
            "not enough is known to say yes: context.dark was not given",
        ]


class TestLevels:
    """The levels held, how, and what their cells say."""

    def levels(self, docs: MatrixSet, user: object, action: str, resource: object) -> list[Any]:
        """Explain, and give for each level its id, how it is held, and its cell."""
        [row] = explain(docs, user, f"docs.{action}", resource).rows
        return [(level.id, level.held, level.cell) for level in row.levels]

    @pytest.mark.parametrize(
        ("user", "action", "resource", "levels"),
        [
            (who("viewer"), "read", OPEN, [("viewer", "given", "yes")]),
            (who(), "read", OPEN, [("guest", "default", "no")]),
            (who("guest"), "read", OPEN, [("guest", "given", "no")]),
            (
                who("editor", "viewer"),
                "burn",
                OPEN,
                [
                    ("viewer", "given", "the documentation does not say"),
                    ("editor", "given", "not applicable"),
                ],
            ),
            (
                who("viewer", "editor"),
                "print",
                OPEN,
                [
                    (
                        "viewer",
                        "given",
                        f"yes, {LIMITS}",
                    ),
                    ("editor", "given", "with conditions, within a limit: It is logged"),
                ],
            ),
            (who(), "edit", MINE, [("guest", "default", "no"), ("author", "follows", "yes")]),
            (who(), "edit", {}, [("guest", "default", "no"), ("author", "open", "yes")]),
            (who(), "read", {}, [("guest", "default", "no")]),
            ({"id": "ana"}, "edit", MINE, [("author", "follows", "yes")]),
        ],
        ids=[
            "given",
            "default",
            "as-default",
            "several",
            "limits",
            "follows",
            "open",
            "open-and-blank",
            "not-known",
        ],
    )
    def test_are_those_that_matter(
        self, docs: MatrixSet, user: object, action: str, resource: object, levels: list[Any]
    ) -> None:
        """In the order of the file; a level not known to be held counts where it could allow."""
        assert self.levels(docs, user, action, resource) == levels

    def test_show_when_they_are_held(self, docs: MatrixSet) -> None:
        """A level that follows from facts shows which."""
        [row] = explain(docs, who(), "docs.edit", MINE).rows

        assert row.levels[1] == LevelWorking(
            id="author",
            title="Author",
            held="follows",
            held_when=Part("author of the document", "yes", "resource.author is user.id"),
            cell="yes",
        )

    def test_carry_their_obligations(self, docs: MatrixSet) -> None:
        """As ids, for programs."""
        [row] = explain(docs, who("viewer"), "docs.print").rows

        assert row.levels[0].obligations == ("watermark", "logged")


class TestParts:
    """The parts of a requirement with their values."""

    def test_have_values_and_say_what_was_read(self, docs: MatrixSet) -> None:
        """Down to each fact, whether it counts in the end or not."""
        user = who("viewer", granular=("share",))

        [row] = explain(docs, user, "docs.share", {"author": "ben", "locked": None}).rows

        locked = Part("locked", "not known", "resource.locked was not given")
        assert row.levels[0].requirement == Part(
            "all of these:",
            "not known",
            "",
            (
                Part(
                    "the granular permission Share Documents", "yes", "held, by user.granular.docs"
                ),
                Part(
                    "any of these:",
                    "not known",
                    "",
                    (
                        Part("author of the document", "no", "resource.author is not user.id"),
                        Part("not this:", "not known", "", (locked,)),
                    ),
                ),
                Part(
                    "not this:",
                    "yes",
                    "",
                    (
                        Part(
                            "the granular permission Muted", "no", "not held, by user.granular.docs"
                        ),
                    ),
                ),
            ),
        )

    def test_name_facts_that_cannot_be_used(self, docs: MatrixSet) -> None:
        """An error is neither a no nor unknown."""
        [row] = explain(docs, who("editor"), "docs.edit", {"locked": "no"}).rows

        assert row.guard is not None
        assert row.guard.parts[0] == Part(
            "not this:",
            "error",
            "",
            (Part("locked", "error", "resource.locked should be true or false, but is text"),),
        )


class TestBeside:
    """What is written beside a row."""

    def test_notes_are_those_of_the_levels_held(self, docs: MatrixSet) -> None:
        """A note about other cells is left out, and each is one line."""
        [viewer] = explain(docs, who("viewer"), "docs.share").rows
        [editor] = explain(docs, who("editor"), "docs.share").rows

        assert viewer.notes == ("For everybody.",)
        assert editor.notes == ("For everybody.", "For editors only.")

    def test_doubts_say_which_reading_is_taken(self, docs: MatrixSet) -> None:
        """Those of the levels held, and of the row; an answered one is none."""
        [editor] = explain(docs, who("editor"), "docs.share").rows

        assert editor.doubts == (
            "It is short. Taken here: Editor: given the granular permission Share Documents.",
            "It is old. Taken here: As it stands.",
        )

    def test_advice_is_given_where_it_is_about_this(self, docs: MatrixSet) -> None:
        """An advisory shows where its requirement is known to be true, and changes nothing."""
        told = [
            explain(docs, who("viewer"), "docs.read", resource).rows[0].advisories
            for resource in (LOCKED, OPEN, None)
        ]

        assert told == [("Ask an editor.",), (), ()]

    def test_the_source_is_the_rows_own_before_the_matrix(self, docs: MatrixSet) -> None:
        """What the row does not say of where it is documented, the matrix does."""
        assert explain(docs, who(), "docs.share").source == "The handbook, Sharing, Quay Works"
        assert explain(docs, who(), "docs.read").source == "The handbook, Documents, Quay Works"

    def test_the_place_is_where_the_row_is_written(self, docs: MatrixSet) -> None:
        """The file and the line of its id."""
        line = MATRIX.splitlines().index("  read:") + 1

        assert explain(docs, who(), "docs.read").deciding.place == f"docs.yaml:{line}"


class TestOperations:
    """Several rows that are one question."""

    def test_show_each_row_and_rest_on_one(self, docs: MatrixSet) -> None:
        """The row that gives the answer gives the reason and the source."""
        found = explain(docs, who("viewer"), "docs.open", LOCKED)

        assert found.title == "Open a document"
        assert [row.action for row in found.rows] == ["docs.read", "docs.edit"]
        assert [row.decision.allowed for row in found.rows] == [True, False]
        assert found.deciding is found.rows[0]
        assert found.reason == "Viewer on Documents allows it"

    def test_a_denial_rests_on_the_row_that_came_nearest(self, docs: MatrixSet) -> None:
        """A blank is nearer to a yes than another situation."""
        found = explain(docs, who("guest"), "docs.open", LOCKED)

        assert [str(row.decision.outcome) for row in found.rows] == ["level", "guard"]
        assert found.deciding is found.rows[0]


class Odd:
    """A user whose id cannot be read."""

    levels = {"docs": "viewer"}  # noqa: RUF012  a host's class may say so
    granular: dict[str, object] = {}  # noqa: RUF012  as above

    @property
    def id(self) -> str:
        """Fail."""
        raise OSError


class TestNames:
    """Who asks, and about what."""

    @pytest.mark.parametrize(
        ("user", "resource", "platform", "line"),
        [
            (who("viewer"), {"id": "D-1"}, None, "ana asks about D-1: Read a document"),
            (who("viewer"), {"id": 7}, "web", "ana asks about 7 on web: Read a document"),
            (pm.User("eve", levels={"docs": "viewer"}), None, None, "eve asks: Read a document"),
            ({"levels": {"docs": "viewer"}}, {}, None, "The user asks: Read a document"),
            (Odd(), {"id": ["D-1"]}, None, "The user asks: Read a document"),
        ],
        ids=["mapping", "number", "object", "nobody", "odd"],
    )
    def test_are_shown_where_there_are_any(
        self, docs: MatrixSet, user: object, resource: object, platform: str | None, line: str
    ) -> None:
        """An id is for show: one that cannot be read is no fault here."""
        found = explain(docs, user, "docs.read", resource, None, platform)

        assert str(found).splitlines()[1] == line

    def test_that_are_not_declared_raise(self, docs: MatrixSet) -> None:
        """An explanation is no way around an unknown name."""
        with pytest.raises(pm.UnknownNameError, match=r"unknown action `docs\.raed`"):
            explain(docs, who(), "docs.raed")


class TestText:
    """An explanation as text."""

    def test_is_whole(self, docs: MatrixSet) -> None:
        """Answer, question, row, working, and what is written beside it."""
        found = explain(
            docs, who("viewer", granular=("share",)), "docs.share", {**LOCKED, "id": "D"}
        )

        line = MATRIX.splitlines().index("  share:", 20) + 1
        working, _, fixes = str(found).partition("\n\nWhat would allow it")
        assert fixes
        assert working == (
            "No: Viewer on Documents needs more: author of the document or not locked.\n"
            "ana asks about D: Share a document\n"
            "\n"
            "Documents > Share a document  [docs.share]\n"
            "  Level held on Documents: Viewer (by user.levels.docs)\n"
            "  Viewer says: with conditions\n"
            "    no         all of these:\n"
            "      yes        the granular permission Share Documents"
            "  (held, by user.granular.docs)\n"
            "      no         any of these:\n"
            "        no         author of the document  (resource.author is not user.id)\n"
            "        no         not this:\n"
            "          yes        locked  (resource.locked is true)\n"
            "      yes        not this:\n"
            "        no         the granular permission Muted  (not held, by user.granular.docs)\n"
            "  Note: For everybody.\n"
            "  In doubt: It is said twice. Taken here: Viewer: given the granular permission Share"
            " Documents and\n"
            "    (author of the document or not locked) and not holding the granular permission"
            " Muted.\n"
            "  In doubt: It is old. Taken here: As it stands.\n"
            "  Advice: Ask an editor.\n"
            "  Source: The handbook, Sharing, Quay Works\n"
            f"  Written at: docs.yaml:{line}"
        )

    def test_shows_how_levels_are_held(self, docs: MatrixSet) -> None:
        """By default, from facts, perhaps, or not at all as far as is known."""
        by_default = str(explain(docs, who(), "docs.edit", {"author": "ana"}))
        perhaps = str(explain(docs, who(), "docs.edit", {}))
        none = str(explain(docs, who(), "docs.lend", {}))

        assert "  Level held on Documents: Guest (by default: none was given)\n" in by_default
        assert (
            "  Level held on Documents: Author (it follows from what is known)\n"
            "    held when:\n"
            "      yes        author of the document  (resource.author is user.id)\n"
            "  Author says: yes\n"
        ) in by_default
        assert "  Level held on Documents: Author (perhaps)\n    held when:\n" in perhaps
        assert "  Level held on Team: none known\n" in none

    @pytest.mark.parametrize("width", [40, 60, 100])
    def test_fits_its_width(self, docs: MatrixSet, width: int) -> None:
        """Lines are folded at words, below their own beginning."""
        found = explain(docs, who("viewer", granular=("share",)), "docs.share", LOCKED)

        lines = found.text(width).splitlines()

        assert max(map(len, lines)) <= width
        assert " ".join(found.text(width).split()) == " ".join(str(found).split())

    def test_keeps_what_cannot_be_folded(self, docs: MatrixSet) -> None:
        """A word that is too long stays whole."""
        assert "[docs.share]" in explain(docs, who(), "docs.share").text(8)


def test_a_compiled_policy_explains_the_same(tmp_path: Path) -> None:
    """Everything asked of everybody about everything in the harbour project, from a file."""
    policy = pm.load()
    file = tmp_path / "policy.json"
    file.write_text(policy.to_json(), encoding="utf-8")
    compiled = pm.load_compiled(file)
    facts = read_facts(HARBOUR, MatrixSet(tuple(policy.matrices.values())))
    asked = list(
        product(
            facts.users.values(),
            (*policy.actions, *policy.operations),
            (None, *facts.resources.values()),
        )
    )

    found = [policy.explain(who, what, about, facts.context) for who, what, about in asked]

    again = [compiled.explain(who, what, about, facts.context) for who, what, about in asked]
    assert found == again
    assert list(map(str, found)) == list(map(str, again))
    assert {str(it.decision.outcome) for it in found} == {
        "allowed",
        "level",
        "requirement",
        "guard",
        "missing_facts",
    }
