"""What is said of invariants: who breaks one and by which cells, and what cannot break at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from attrs import evolve

import permmatrix as pm
from permmatrix.diagnostics import Diagnostic
from permmatrix.invariants import check_invariants
from permmatrix.invariants.breaches import Settling
from permmatrix.invariants.check import Look
from permmatrix.model import Allow, Cell, Deny, MatrixSet, When
from permmatrix.promises import Chosen, Implies, Invariant, Named, Separate
from permmatrix.reading import read, read_sources
from permmatrix.requirements import Holds
from permmatrix.source import Source

SHIPPED = Path(__file__).parents[2] / "matrices"

HEAD = """\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels: {none: None, viewer: Viewer, editor: Editor, admin: Admin}
default_level: none
tools: {docs: {title: Documents}, site: {title: Site, levels: {member: Member, owner: Owner}}}
granular: {share: {title: Share}}
conditions:
  author: {title: author of the document, test: {equals: [resource.author, user.id]}}
  draft: {title: a draft, test: {equals: [resource.status, draft]}}
  sent: {title: sent, test: {equals: [resource.status, sent]}}
  active: {title: active, test: {is_true: user.active}}
  in_team: {title: in the team, test: {contains: [user.teams, resource.team]}}
  red: {title: of the red team, test: {equals: [resource.team, red]}}
  here: {title: in the first project, test: {equals: [resource.project, p1]}}
actions:
"""


def report(rows: Iterable[str], claim: str, *more: str) -> list[Diagnostic]:
    """Give what is wrong with a matrix of these rows, and one invariant."""
    lines = "".join(f"  {row}\n" for row in rows)
    other = "".join(f"{line}\n" for line in more)
    text = f"{HEAD}{lines}{other}invariants:\n  it: {{says: It holds., {claim}}}\n"
    return list(read_sources([Source("docs.yaml", text)])[1])


def said(rows: Iterable[str], claim: str, *more: str) -> str | None:
    """Give the message of what is wrong, if anything is."""
    found = report(rows, claim, *more)
    assert len(found) < 2, found
    return found[0].message if found else None


READ = "read: {title: Read, cells: {viewer: allow, editor: allow, admin: allow}}"
EDIT = "edit: {title: Edit, cells: {viewer: {all: [author, share]}, editor: allow}}"
CLOSE = "close: {title: Close, guard: draft, cells: {editor: allow, admin: allow}}"
OPEN = "open: {title: Open, guard: {not: draft}, cells: {editor: allow, admin: allow}}"


def test_a_breach_has_its_place_its_cells_and_its_sentence() -> None:
    """The invariant is the place; the cell that lets it happen, and other rows, stand beside it."""
    (found,) = report([READ, EDIT], "never: {actions: ['*'], when: {level: {is: viewer}}}")

    assert (str(found.code), found.span.text) == ("PM701", "it")
    assert found.message == "`it` is broken: a Viewer user of Documents can `read`"
    assert found.help == "change a cell, or what is promised: It holds."
    assert [(it.message, it.span.text) for it in found.related] == [
        ("`read` is allowed", "viewer: allow"),
        ("`edit` breaks it too", "edit"),
    ]


def test_a_blank_cell_is_pointed_at_by_its_row() -> None:
    """What is denied since its cell was left out has the row for its place."""
    (found,) = report([EDIT], "always: {actions: [edit], when: {level: {is: admin}}}")

    assert found.message == "`it` is broken: an Admin user of Documents cannot `edit`"
    assert [(it.message, it.span.text) for it in found.related] == [("`edit` is denied", "edit")]


def test_only_what_makes_a_difference_is_told() -> None:
    """An editor needs nothing; a viewer needs to hold a permission and to be the author."""
    never = "never: {actions: [edit]}"
    viewers = "never: {actions: [edit], when: {not: {level: {is: editor}}}}"

    assert said([EDIT], never) == "`it` is broken: an Editor user of Documents can `edit`"
    assert said([EDIT], viewers) == (
        "`it` is broken: a Viewer user of Documents who holds Share,"
        " when author of the document, can `edit`"
    )


def test_always_is_broken_where_a_guard_is_false() -> None:
    """A row says no where it does not apply; the operation over both cases does not."""
    rows = [CLOSE, OPEN]
    both = "operations: {move: {title: Move, any_of: [close, open]}}"

    assert said(rows, "always: {actions: [close], when: {level: {at_least: editor}}}", both) == (
        "`it` is broken: an Editor user of Documents, when not a draft, cannot `close`"
    )
    assert said(rows, "always: {actions: [move], when: {level: {at_least: editor}}}", both) is None


def test_an_operation_is_denied_and_allowed_by_its_rows() -> None:
    """The row that allows is pointed at, or all of those that deny."""
    both = "operations: {move: {title: Move, any_of: [close, open]}}"
    (allowed,) = report([CLOSE, OPEN], "never: {actions: [move], when: {not: draft}}", both)
    (denied,) = report([CLOSE, OPEN], "always: {actions: [move]}", both)

    assert [it.message for it in allowed.related] == ["`open` is allowed"]
    assert allowed.related[0].span.text == "editor: allow"
    assert [it.message for it in denied.related] == ["`close` is denied", "`open` is denied"]


def test_every_row_that_allows_an_operation_is_pointed_at() -> None:
    """To mend one of them would leave the other."""
    rows = [READ, "skim: {title: Skim, cells: {viewer: allow}}"]
    both = "operations: {see: {title: See, any_of: [read, skim]}}"
    (found,) = report(rows, "never: {actions: [see], when: {level: {is: viewer}}}", both)

    assert [it.message for it in found.related] == ["`read` is allowed", "`skim` is allowed"]


def test_implies_is_of_each_under_if_and_all_under_then() -> None:
    """Whoever can do any one thing can do all of the others."""
    assert said([READ, EDIT], "implies: {if: [edit], then: [read]}") is None
    assert said([READ, EDIT], "implies: {if: [read, edit], then: [edit, read]}") == (
        "`it` is broken: a Viewer user of Documents can `read` but cannot `edit`"
    )


def test_implies_is_about_one_situation() -> None:
    """That the same person can do the other thing to another document is not enough."""
    assert said([OPEN, CLOSE], "implies: {if: [open], then: [close]}") == (
        "`it` is broken: an Editor user of Documents, when not a draft, can `open`"
        " but cannot `close`"
    )


LEVEL = {"send": "viewer", "post": "editor", "drop": "admin"}


class TestSeparate:
    """Two things that nobody is to do."""

    WRITE = "write: {title: Write, cells: {viewer: author}}"
    APPROVE = "approve: {title: Approve, cells: {viewer: {not: author}}}"

    def test_to_one_resource(self) -> None:
        """Whoever writes one document approves another one."""
        assert (
            said([self.WRITE, self.APPROVE], "separate: {actions: ['*'], resources: one}") is None
        )

    def test_two_that_mean_the_same(self) -> None:
        """Rows with the same cells are two things to do."""
        rows = [f"{name}: {{title: It, cells: {{viewer: author}}}}" for name in ("send", "post")]

        assert said(rows, "separate: {actions: ['*'], resources: one}") == (
            "`it` is broken: a Viewer user of Documents, when author of the document,"
            " can `send` and `post`"
        )

    def test_others_are_named_once(self) -> None:
        """Of several pairs, the first is told; an action of the others is named, and once."""
        rows = [f"{name}: {{title: It, cells: {{{LEVEL[name]}: allow}}}}" for name in LEVEL]
        (found,) = report(rows, "separate: {actions: ['*'], resources: one}")

        assert [it.message for it in found.related] == [
            "`send` is allowed",
            "`post` is allowed",
            "`drop` breaks it too",
        ]

    def test_to_any_resources(self) -> None:
        """A breach says what each of the two resources is like."""
        claim = "separate: {actions: [write, approve], resources: any}"

        assert said([self.WRITE, self.APPROVE], claim) == (
            "`it` is broken: a Viewer user of Documents can `write` where author of the document,"
            " and elsewhere `approve` where not author of the document"
        )

    def test_the_user_is_the_same(self) -> None:
        """What a user is and holds does not differ from one resource to another."""
        one = "write: {title: Write, cells: {viewer: {all: [author, active]}}}"
        other = "approve: {title: Approve, cells: {viewer: {not: active}, editor: {not: active}}}"
        claim = "separate: {actions: [write, approve], resources: any}"

        assert said([one, other], claim) is None

    def test_what_a_user_is_agrees_across_the_two(self) -> None:
        """Nobody is both in a team and not, though each is asked about a resource of its own."""
        one = "write: {title: Write, guard: red, cells: {viewer: in_team}}"
        other = "approve: {title: Approve, guard: red, cells: {viewer: {not: in_team}}}"
        anywhere = "approve: {title: Approve, cells: {viewer: {not: in_team}}}"
        claim = "separate: {actions: [write, approve], resources: any}"

        assert said([one, other], claim) is None
        assert "elsewhere `approve` where not in the team" in str(said([one, anywhere], claim))

    @pytest.mark.parametrize("scoped", [True, False])
    def test_both_are_in_one_scope(self, scoped: bool) -> None:
        """Where levels are held per project, the two resources are in one project."""
        one = "write: {title: Write, cells: {viewer: here}}"
        other = "approve: {title: Approve, cells: {viewer: {not: here}}}"
        claim = "separate: {actions: [write, approve], resources: any}"
        scope = ["scope: resource.project"] if scoped else []

        assert (said([one, other], claim, *scope) is None) is scoped

    def test_what_is_read_of_the_scope_is_common(self) -> None:
        """Both resources are in the project that a condition asks for."""
        one = "write: {title: Write, guard: here, cells: {viewer: author}}"
        other = "approve: {title: Approve, guard: here, cells: {viewer: {not: author}}}"
        claim = "separate: {actions: [write, approve], resources: any}"

        assert said([one, other], claim, "scope: resource.project") == (
            "`it` is broken: a Viewer user of Documents, when in the first project,"
            " can `write` where author of the document,"
            " and elsewhere `approve` where not author of the document"
        )

    @pytest.mark.parametrize("rows", [[OPEN, CLOSE], [CLOSE, OPEN]])
    def test_the_promise_is_made_of_each(self, rows: list[str]) -> None:
        """`when` is true of both resources, whichever of the two is asked about first."""
        claim = "separate: {actions: [open, close], resources: any, when: draft}"

        assert said(rows, claim) is None
        assert str(said(rows, claim.replace(", when: draft", ""))).startswith("`it` is broken")

    def test_several_levels_and_one(self) -> None:
        """Who was given two levels does what either allows; some promises are not about them."""
        one = "write: {title: Write, cells: {viewer: allow}}"
        other = "approve: {title: Approve, cells: {editor: allow}}"
        claim = "separate: {actions: [write, approve], resources: one"

        assert said([one, other], f"{claim}}}") == (
            "`it` is broken: a user who holds Viewer and Editor on Documents"
            " can `write` and `approve`"
        )
        assert said([one, other], f"{claim}, levels: one}}") is None

    def test_one_promise_is_not_taken_for_another(self) -> None:
        """The same rows are looked at anew for users of several levels."""
        rows = (
            "  write: {title: Write, cells: {viewer: allow}}\n"
            "  approve: {title: Approve, cells: {editor: allow}}\n"
        )
        claim = "separate: {actions: [write, approve], resources: one"
        text = (
            f"{HEAD}{rows}invariants:\n  kept: {{says: A., {claim}, levels: one}}}}\n"
            f"  broken: {{says: B., {claim}}}}}\n"
            f"  also_kept: {{says: C., {claim}, levels: one}}}}\n"
        )

        found = read_sources([Source("docs.yaml", text)])[1]

        assert [it.span.text for it in found] == ["broken"]

    def test_one_level_on_each_tool(self) -> None:
        """One level at a time is one on each tool, not one in all."""
        one = "write: {title: Write, cells: {viewer: allow}}"
        other = "own: {title: Own, tool: site, cells: {owner: allow}}"
        claim = "separate: {actions: [write, own], resources: one, levels: one}"

        assert said([one, other], claim) == (
            "`it` is broken: a user who holds Viewer on Documents and Owner on Site"
            " can `write` and `own`"
        )


BOTH = "{all: [{level: {is: viewer}}, {level: {is: editor}}]}"


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("never: {actions: [edit], when: {all: [draft, sent]}}", "`when` is never true"),
        ("always: {actions: [edit], when: {all: [draft, sent]}}", "`when` is never true"),
        (f"never: {{actions: [edit], levels: one, when: {BOTH}}}", "`when` is never true"),
        ("never: {actions: [edit], except: ['*']}", "it is about no action"),
        ("separate: {actions: [edit], resources: any}", "it is about one action alone"),
        ("implies: {if: [edit], then: [edit]}", "`if` and `then` are the same action"),
        ("different_people: {actions: [edit], resources: one}", "it is about one action alone"),
        ("people: {actions: [edit], except: ['*'], at_most: 1}", "it is about no action"),
        (
            "people: {actions: [edit], at_most: 1, when: {all: [draft, sent]}}",
            "`when` is never true",
        ),
    ],
)
def test_what_nothing_can_break_is_no_promise(claim: str, reason: str) -> None:
    """A promise that holds whatever the cells say is reported, with the reason."""
    rows = [READ, EDIT, "stop: {title: Stop, cells: {viewer: {all: [draft, sent]}}}"]
    (found,) = report(rows, claim)

    assert (str(found.code), found.message) == ("PM702", f"`it` holds for nothing: {reason}")


@pytest.mark.parametrize(
    "claim",
    [
        "never: {actions: [stop]}",
        "separate: {actions: [read, stop], resources: any}",
        "implies: {if: [stop], then: [read]}",
    ],
)
def test_a_promise_about_what_nobody_can_do_is_one(claim: str) -> None:
    """A matrix that is made stricter keeps what it promised: a cell could still break it."""
    rows = [READ, "stop: {title: Stop, cells: {viewer: {all: [draft, sent]}}}"]

    assert said(rows, claim) is None


@pytest.mark.parametrize(
    "claim",
    [
        "different_people: {actions: ['*'], resources: one}",
        "different_people: {actions: ['*'], resources: any}",
        "people: {actions: ['*'], at_most: 0}",
        "people: {actions: ['*'], at_least: 1000}",
        "people: {actions: ['*'], at_least: 7, at_most: 7}",
    ],
)
def test_who_was_given_what_is_no_matter_of_a_matrix(claim: str) -> None:
    """A promise about people is neither kept nor broken before there are any."""
    assert said([READ, EDIT], claim) is None


def test_a_promise_that_nobody_could_keep_is_an_error() -> None:
    """At least more than at most is kept by no one, whoever holds what."""
    (found,) = report([READ], "people: {actions: [read], at_least: 3, at_most: 2}")

    assert str(found.code) == "PM704"
    assert found.message == "`it` can never be kept: at least 3 is more than at most 2"


def test_too_many_facts_are_not_guessed_at() -> None:
    """What cannot be settled is neither kept nor broken."""
    names = [f"p{number}" for number in range(24)]
    granular = "".join(f"  {name}: {{title: {name}}}\n" for name in names)
    text = HEAD.replace("granular: {share: {title: Share}}\n", f"granular:\n{granular}")
    text += (
        f"  one: {{title: One, cells: {{viewer: {{all: [{', '.join(names[:12])}]}}}}}}\n"
        f"  two: {{title: Two, cells: {{viewer: {{all: [{', '.join(names[12:])}]}}}}}}\n"
        "invariants:\n  it: {says: It holds., implies: {if: [one], then: [two]}}\n"
    )
    (found,) = read_sources([Source("docs.yaml", text)])[1]

    # each permission, and the level
    assert (str(found.code), found.message) == (
        "PM703",
        "`it` cannot be settled: it hangs on 25 facts together, more than 24",
    )


def test_too_many_facts_are_not_taken_for_none() -> None:
    """A `when` that is too large to be looked at is not one that is never true."""
    names = [f"p{number}" for number in range(25)]
    granular = "".join(f"  {name}: {{title: {name}}}\n" for name in names)
    text = HEAD.replace("granular: {share: {title: Share}}\n", f"granular:\n{granular}")
    never = f"never: {{actions: [read], when: {{all: [{', '.join(names)}]}}}}"
    text += f"  {READ}\ninvariants:\n  it: {{says: It holds., {never}}}\n"

    assert [str(it.code) for it in read_sources([Source("docs.yaml", text)])[1]] == ["PM703"]


def test_conditions_that_hang_together_in_too_many_ways_are_not_guessed_at() -> None:
    """Where it is not known that there is such a resource, nothing is said to be broken by it."""
    names = [f"t{number}" for number in range(16)]
    tests = "".join(
        f"  {name}: {{title: {name}, test: {{contains: [resource.tags, {name}]}}}}\n"
        for name in names
    )
    text = HEAD.replace("conditions:\n", f"conditions:\n{tests}")
    text += (
        f"  tag: {{title: Tag, cells: {{viewer: {{all: [{', '.join(names)}]}}}}}}\n"
        "invariants:\n  it: {says: It holds., never: {actions: [tag]}}\n"
    )
    (found,) = read_sources([Source("docs.yaml", text)])[1]

    assert (str(found.code), found.message) == (
        "PM703",
        "`it` cannot be settled: its conditions hang together in more ways than are tried",
    )


def test_levels_that_follow_from_facts_are_held() -> None:
    """A relation that stands as a column does what its column says."""
    text = HEAD.replace(
        "admin: Admin}", "writer: {title: W, held_when: author, handed_out: false}}"
    )
    text += (
        "  edit: {title: Edit, cells: {writer: allow}}\n"
        "invariants:\n  it: {says: It holds., never: {actions: [edit]}}\n"
    )
    (found,) = read_sources([Source("docs.yaml", text.replace("default_level: none\n", ""))])[1]

    assert "when author of the document, can `edit`" in found.message


def with_cell(action: str, level: str, cell: Cell) -> MatrixSet:
    """Give the shipped matrices with one cell changed."""
    whole, report = read(SHIPPED)
    assert whole, report
    row = whole.actions[action]
    cells = tuple((id_, cell if id_ == level else it) for id_, it in row.cells)
    assert cells != row.cells
    return MatrixSet(
        tuple(
            evolve(
                matrix,
                actions=tuple(
                    evolve(it, cells=cells) if it.id == action else it for it in matrix.actions
                ),
            )
            for matrix in whole.matrices
        )
    )


CONTACT = When(Holds("progress_claim_contact"))
CHANGES: list[tuple[str, str, Cell, set[str]]] = [
    ("commitments.search", "none", Allow(), {"none_is_denied"}),
    (
        "commitments.edit_purchase_order",
        "admin",
        Deny(),
        {"admin_does_what_is_not_the_contacts"},
    ),
    (
        "commitments.set_or_release_retention_during_period",
        "admin",
        CONTACT,
        {"admin_within_the_period"},
    ),
    (
        "commitments.review_line_items_as_contact",
        "standard",
        Allow(),
        {"contacts_rows_need_a_contact"},
    ),
    (
        "commitments.submit_progress_claim_as_contact",
        "admin",
        CONTACT,
        {"admin_acts_for_no_contact"},
    ),
    (
        "commitments.claim_release_of_retention_any_time",
        "standard",
        CONTACT,
        {"retention_below_admin_within_the_period"},
    ),
    ("commitments.search", "standard", Deny(), {"whoever_acts_can_search"}),
    (
        "commitments.review_progress_claim_as_administrator",
        "standard",
        Allow(),
        {"contact_and_administrator_apart"},
    ),
    (
        "commitments.review_line_items_as_contact",
        "admin",
        CONTACT,
        {"admin_acts_for_no_contact", "contact_and_administrator_apart"},
    ),
    ("head_contracts.view_public_head_contract", "none", Allow(), {"none_is_denied"}),
    ("head_contracts.export_progress_claim", "admin", Deny(), {"admin_does_everything"}),
    (
        "head_contracts.view_private_head_contract",
        "admin",
        When(Holds("added_to_private")),
        {"admin_does_everything"},
    ),
    ("head_contracts.export_progress_claim", "standard", Allow(), {"below_admin_only_viewing"}),
    (
        "head_contracts.view_private_head_contract",
        "read_only",
        Allow(),
        {"private_is_for_those_on_the_list"},
    ),
    (
        "head_contracts.view_public_head_contract",
        "standard",
        When(Holds("added_to_private")),
        {"not_private_is_for_everybody"},
    ),
    ("invoicing.configure_settings", "admin", Deny(), {"admin_does_everything"}),
    ("invoicing.configure_settings", "standard", CONTACT, {"admin_alone"}),
]


def test_the_shipped_matrices_keep_what_they_promise() -> None:
    """Nothing is reported of them as they are."""
    assert pm.validate(SHIPPED).ok


@pytest.mark.parametrize(
    ("action", "level", "cell", "broken"),
    CHANGES,
    ids=[f"{action}-{level}" for action, level, *_ in CHANGES],
)
def test_a_changed_cell_breaks_what_was_promised_of_it(
    action: str, level: str, cell: Cell, broken: set[str]
) -> None:
    """A change of one cell of the shipped matrices breaks the promises about it, and no other."""
    found = list(check_invariants(with_cell(action, level, cell)))

    assert {it.span.text for it in found} == broken
    assert {str(it.code) for it in found} == {"PM701"}
    name = f"`{action.partition('.')[2]}` is "
    assert all(any(name in other.message for other in it.related) for it in found)


def test_every_promise_of_the_shipped_matrices_can_be_broken_by_a_cell() -> None:
    """No promise is there for show: one of the changes above breaks each."""
    whole, _ = read(SHIPPED)
    assert whole
    promised = {it.id for matrix in whole.matrices for it in matrix.invariants}
    broken = {f"{action.partition('.')[0]}.{it}" for action, _, _, ids in CHANGES for it in ids}

    assert broken == promised


# Reading.

KEPT = "never: {actions: [read], when: {not: {level: {at_least: viewer}}}}"


def document(claim: str) -> str:
    """Give a whole matrix with one row and one invariant."""
    return f"{HEAD}  {READ}\ninvariants:\n  it: {{says: It holds., {claim}}}\n"


def test_a_policy_that_breaks_a_promise_is_not_loaded(tmp_path: Path) -> None:
    """Whatever loads matrices refuses it, like one with a misspelt name."""
    (tmp_path / "docs.yaml").write_text(document("never: {actions: [read]}"), encoding="utf-8")

    with pytest.raises(pm.MatrixError, match="PM701"):
        pm.load(tmp_path)


def test_a_compiled_policy_explains_with_its_promises_in_it(tmp_path: Path) -> None:
    """The matrices that a compiled file carries are read again with what they promise."""
    (tmp_path / "docs.yaml").write_text(document(KEPT), encoding="utf-8")
    policy = pm.load(tmp_path)
    (tmp_path / "policy.json").write_text(policy.to_json(), encoding="utf-8")
    ana = pm.User("ana", levels={"docs": "viewer"})

    carried = pm.load_compiled(tmp_path / "policy.json")

    assert carried.digest == policy.digest
    assert carried.explain(ana, "docs.read").decision.allowed


def test_invariants_are_no_part_of_the_digest(tmp_path: Path) -> None:
    """What is promised changes no answer."""
    (tmp_path / "with.yaml").write_text(document(KEPT), encoding="utf-8")
    without = document(KEPT).partition("invariants:")[0]
    (tmp_path / "without.yaml").write_text(without, encoding="utf-8")

    assert pm.load(tmp_path / "with.yaml").digest == pm.load(tmp_path / "without.yaml").digest


def test_nothing_is_promised_of_a_file_that_has_other_problems() -> None:
    """Whether a promise is kept is not known before the file says what it means."""
    text = document("never: {actions: [read]}").replace("editor: allow", "editor: alow")

    found = read_sources([Source("docs.yaml", text)])[1]

    assert [str(it.code) for it in found] == ["PM302"]


def test_a_policy_without_promises_loads_nothing_to_check_them(tmp_path: Path) -> None:
    """What looks at situations is imported where there is something to settle."""
    text = document(KEPT).partition("invariants:")[0]
    (tmp_path / "docs.yaml").write_text(text, encoding="utf-8")
    code = (
        "import sys, permmatrix as pm; pm.load(sys.argv[1]);"
        " print(sorted(it for it in sys.modules if it.startswith('permmatrix.')))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert "permmatrix.reading" in ran.stdout
    assert "permmatrix.invariants" not in ran.stdout
    assert "permmatrix.situations" not in ran.stdout


def test_a_thousand_rows_are_settled_by_what_they_mean() -> None:
    """Rows of equal meaning are looked at once, so that promises about all pairs are quick."""
    kinds = ["allow", "author", "draft", "{all: [author, draft]}", "{any: [author, active]}"]
    rows = [
        f"row_{number}: {{title: R, cells: {{viewer: {kinds[number % 5]}, admin: allow}}}}"
        for number in range(1000)
    ]
    text = HEAD + "".join(f"  {row}\n" for row in rows)
    whole, _ = read_sources([Source("docs.yaml", text)])
    assert whole
    every = Chosen((Named("docs.*"),))
    settling = Settling(whole, ())

    for claim, most in (
        (Implies(every, every), 5 * 4),
        (Separate(every, any=True), 10 * 9 // 2),
    ):
        kept = Invariant(id="docs.it", says="It holds.", claim=claim)
        breaches = Look(kept, settling).breaches()
        assert 0 < len(breaches) <= most
