"""By which actions things are granted: what names resolve to, and what is wrong with them."""

from __future__ import annotations

import pytest

import permmatrix as pm
from permmatrix import Policy
from permmatrix.differences.comparing import compare
from permmatrix.model import MatrixSet
from permmatrix.program import Program
from permmatrix.reading import read_sources
from permmatrix.source import Source
from permmatrix.writer import json_text, only
from strategies import policy_of

DOCS = """\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels: {viewer: Viewer, editor: Editor}
tools: {docs: {title: Documents}}
granular: {share: {title: Share}}
conditions: {member: {title: member, test: {is_true: resource.member}}}
actions:
  invite: {title: Invite, cells: {editor: allow}}
  expel: {title: Expel, cells: {editor: allow}}
  read: {title: Read, cells: {viewer: {all: [member, share]}}}
operations: {manage: {title: Manage, any_of: [invite, expel]}}
"""
GROUPS = """\
format: permmatrix/1
id: groups
title: Groups
tool: groups
levels: {admin: Admin}
tools: {docs: {title: Documents, levels: {viewer: Viewer, editor: Editor}}}
actions:
  promote: {title: Promote, cells: {admin: allow}}
"""
MEMBER = "title: member"


def read(*texts: str) -> MatrixSet:
    """Read matrices without problems."""
    found, report = read_sources([Source(f"{n}.yaml", text) for n, text in enumerate(texts)])
    assert found is not None, str(report)
    return found


def problems(*texts: str) -> list[tuple[str, str, str | None]]:
    """Give the codes, messages and help of what is wrong."""
    _, report = read_sources([Source(f"{n}.yaml", text) for n, text in enumerate(texts)])
    return [(it.code.value, it.message, it.help) for it in report]


def with_keys(keys: str, *, after: str = MEMBER, text: str = DOCS) -> str:
    """Give a file in which something has more keys."""
    assert text.count(after) == 1
    return text.replace(after, f"{after}, {keys}")


def test_names_of_actions_and_operations_become_whole_ids() -> None:
    """Short ids are of the same matrix, and the order is the one written."""
    text = with_keys("granted_by: [manage, docs.invite], revoked_by: [expel]")

    [member] = read(text).matrices[0].conditions

    assert member.granted_by == ("docs.manage", "docs.invite")
    assert member.revoked_by == ("docs.expel",)


def test_permissions_and_tools_are_granted_too() -> None:
    """A permission is handed out and taken away; the levels on a tool are changed."""
    text = with_keys("granted_by: [invite], revoked_by: [expel]", after="title: Share")
    text = with_keys("granted_by: [groups.promote]", after="docs: {title: Documents", text=text)

    found = read(text, GROUPS)

    share, docs = found.granular["docs", "share"], found.tools["docs"]
    assert (share.granted_by, share.revoked_by) == (("docs.invite",), ("docs.expel",))
    assert docs.granted_by == ("groups.promote",)


def test_what_files_share_is_granted_by_all_that_they_name() -> None:
    """One file may be silent or name others; that is no disagreement, whichever is read last."""
    there = with_keys("granted_by: [promote]", after="docs: {title: Documents", text=GROUPS)
    own = with_keys("granted_by: [invite, groups.promote]", after="docs: {title: Documents")

    def granted_by(*texts: str) -> tuple[str, ...]:
        return read(*texts).tools["docs"].granted_by

    assert granted_by(DOCS, there) == granted_by(there, DOCS) == ("groups.promote",)
    assert granted_by(own, there) == ("docs.invite", "groups.promote")


def test_conditions_that_files_share_are_granted_and_revoked_by_all_of_both() -> None:
    """What either file says of a shared condition counts, each way for itself."""
    said = MEMBER + ", test: {is_true: resource.member}"
    there = f"{GROUPS}conditions: {{member: {{{said}, revoked_by: [promote]}}}}\n"

    member = read(with_keys("granted_by: [invite]"), there).conditions["member"]

    assert member.granted_by == ("docs.invite",)
    assert member.revoked_by == ("groups.promote",)


@pytest.mark.parametrize(
    ("after", "keys"),
    [
        (MEMBER, "granted_by: [invit]"),
        (MEMBER, "revoked_by: [invit]"),
        ("title: Share", "granted_by: [docs.invit]"),
        ("title: Share", "revoked_by: [read, invit]"),
        ("docs: {title: Documents", "granted_by: [invit]"),
    ],
)
def test_an_unknown_action_of_the_same_matrix_is_reported_once(after: str, keys: str) -> None:
    """Wherever it is named, with the one that was probably meant."""
    written = "docs.invit" if "docs." in keys else "invit"
    expected = ("PM304", f"unknown action `{written}`", "did you mean `invite`?")

    assert problems(with_keys(keys, after=after)) == [expected]
    assert problems(with_keys(keys, after=after), GROUPS) == [expected]


@pytest.mark.parametrize(
    ("after", "keys"),
    [
        (MEMBER, "granted_by: [groups.promte]"),
        ("title: Share", "revoked_by: [groups.promte]"),
        ("docs: {title: Documents", "granted_by: [groups.promte]"),
    ],
)
def test_an_unknown_action_of_another_matrix_is_reported(after: str, keys: str) -> None:
    """It is looked up once all files are read."""
    assert problems(with_keys(keys, after=after), GROUPS) == [
        ("PM304", "unknown action `groups.promte`", "did you mean `groups.promote`?")
    ]


def test_where_an_unknown_action_is_written_is_shown() -> None:
    """The place is that of the name alone."""
    text = with_keys("granted_by: [invite, groups.promote]")

    _, report = read_sources([Source("docs.yaml", text)])

    [found] = report
    start, end = found.span.start, found.span.end
    assert text[start:end] == "groups.promote"


def test_an_action_that_was_reported_is_not_reported_again() -> None:
    """Where a row has an id that is none, what it grants is no second mistake."""
    text = with_keys("granted_by: [invite], revoked_by: [manage]")

    assert [code for code, _, _ in problems(text.replace("  invite:", "  Invite:"))] == ["PM205"]
    assert [code for code, _, _ in problems(text.replace("  invite:", "  search:"))] == [
        "PM304",
        "PM304",
    ]


@pytest.mark.parametrize("written", ["invite", "[]", "[invite, invite]", "['*']", "[3]"])
def test_granted_by_is_a_list_of_different_ids(written: str) -> None:
    """A text, an empty list, one name twice and a pattern are reported as shapes are."""
    found = problems(with_keys(f"granted_by: {written}"))

    assert [code[:3] for code, _, _ in found] == ["PM2"]


def test_a_tool_is_not_revoked() -> None:
    """Levels change both ways by the same actions, so a tool has no `revoked_by`."""
    [(code, message, _)] = problems(
        with_keys("revoked_by: [invite]", after="docs: {title: Documents")
    )

    assert code == "PM201"
    assert "revoked_by" in message


def test_who_grants_a_thing_never_changes_an_answer() -> None:
    """The digest is the same, whoever grants what."""
    text = with_keys("granted_by: [invite]", after="title: Share")
    text = with_keys("granted_by: [manage], revoked_by: [expel]", text=text)

    assert policy_of(read(text)).digest == policy_of(read(DOCS)).digest


def test_a_compiled_file_carries_who_grants_a_thing() -> None:
    """The matrices in it are as they were read; the shipped ones name who adds a contact."""
    shipped = pm.load()

    carried = Policy(Program.from_json(shipped.to_json())).matrices["commitments"]

    assert carried == shipped.matrices["commitments"]
    granted = {it.id: it.granted_by for it in carried.conditions}
    assert granted["progress_claim_contact"] == ("commitments.add_progress_claim_contacts",)


def test_some_rows_are_written_without_what_is_granted_by_the_others() -> None:
    """Of an action that is gone nothing is said; the rest reads back the same."""
    text = with_keys("granted_by: [invite], revoked_by: [manage, read]", after="title: Share")
    text = with_keys("granted_by: [invite, expel]", text=text)
    text = with_keys("granted_by: [expel, read]", after="docs: {title: Documents", text=text)

    some = only(read(text).matrices[0], ["docs.read", "docs.expel"])

    assert [(it.granted_by, it.revoked_by) for it in some.granular] == [((), ("docs.read",))]
    assert [it.granted_by for it in some.conditions] == [("docs.expel",)]
    assert [it.granted_by for it in some.tools] == [("docs.expel", "docs.read")]
    assert read(json_text(some)).matrices == (some,)


@pytest.mark.parametrize("after", [MEMBER, "title: Share", "docs: {title: Documents"])
def test_a_difference_in_who_grants_a_thing_is_told_as_text(after: str) -> None:
    """It changes no answer, and is not passed over."""
    diff = compare(read(DOCS), read(with_keys("granted_by: [invite]", after=after)))

    assert diff.changes == ()
    assert [text.parts for text in diff.texts] == [("granted by",)]


def test_an_action_by_another_id_grants_the_same() -> None:
    """Where a row or an operation was renamed, those who grant a thing are not told as others."""
    text = with_keys("granted_by: [invite], revoked_by: [manage]")
    renamed = text.replace("invite", "bid").replace("manage", "run")

    diff = compare(read(text), read(renamed))

    assert len(diff.renames) == 2
    assert diff.texts == ()
