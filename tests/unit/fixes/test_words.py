"""Changes in plain English, to whoever can make them and to whoever needs them."""

from __future__ import annotations

import pytest

from permmatrix.fixes import (
    AskInstead,
    AskOn,
    Change,
    DropLevel,
    GrantPermission,
    HoldLevel,
    Names,
    RevokePermission,
    SetFact,
    TellHeld,
    TellScope,
)
from permmatrix.fixes.words import need_words, sentence_words
from permmatrix.model import MatrixSet
from permmatrix.reading import read_sources
from permmatrix.source import Source

MATRIX = """\
format: permmatrix/1
id: docs
title: Documents
tool: docs
tools: {docs: {title: Documents}}
levels: {viewer: Viewer, editor: Editor}
granular: {share: {title: Share Documents}}
conditions:
  author: {title: author of the document, test: {equals: [resource.author, user.id]}}
  maker: {title: who made the document, test: {equals: [resource.maker, user.id]}}
  locked: {title: locked, test: {is_true: resource.locked}}
  late: {title: after hours, test: {given: late}}
platforms: {web: Web, phone: Phone}
actions:
  read: {title: Read a document, cells: {viewer: {any: [author, maker, locked, late, share]}}}
"""


@pytest.fixture(scope="module")
def docs() -> MatrixSet:
    """Give the documents' matrix."""
    found, report = read_sources([Source("docs.yaml", MATRIX)])
    assert found is not None, str(report)
    return found


ON = "on Documents"
SEE = "see that ana is author of the document"
SHARE = f"the granular permission Share Documents {ON}"


CASES: list[tuple[list[Change], str, str]] = [
    (
        [HoldLevel("docs", "editor", ("viewer",))],
        f"Give ana Editor {ON} in place of Viewer.",
        f"to hold Editor {ON}",
    ),
    ([HoldLevel("docs", "editor", ())], f"Give ana Editor {ON}.", f"to hold Editor {ON}"),
    (
        [HoldLevel("docs", "editor", None)],
        f"Let it be known that ana holds Editor {ON}.",
        f"to hold Editor {ON} (not known yet)",
    ),
    (
        [HoldLevel("docs", "editor", None, also=True)],
        f"Give ana Editor {ON} as well.",
        f"to hold Editor {ON}",
    ),
    (
        [DropLevel("docs", "editor")],
        f"Take Editor {ON} from ana.",
        f"not to hold Editor {ON}",
    ),
    ([GrantPermission("docs", "share")], f"Give ana {SHARE}.", f"to hold {SHARE}"),
    (
        [GrantPermission("docs", "share", known=False)],
        f"Let it be known that ana holds {SHARE}.",
        f"to hold {SHARE} (not known yet)",
    ),
    (
        [TellScope("resource.project", "P-2")],
        "Let it be known that resource.project is P-2.",
        "it to be known that resource.project is P-2",
    ),
    (
        [RevokePermission("docs", "share")],
        f"Take {SHARE} from ana.",
        f"not to hold {SHARE}",
    ),
    (
        [SetFact("author", to=True, was=False)],
        "See that ana is author of the document.",
        "to be author of the document",
    ),
    (
        [SetFact("author", to=False, was=True)],
        "See that ana is not author of the document.",
        "to be not author of the document",
    ),
    (
        [SetFact("maker", to=True, was=False)],
        "See that ana is the one who made the document.",
        "to be the one who made the document",
    ),
    (
        [SetFact("locked", to=False, was=None)],
        "Let it be known that D-1 is not locked.",
        "to ask when it is not locked (not known yet)",
    ),
    (
        [SetFact("late", to=True, was=False)],
        "See that it is after hours.",
        "to ask when it is after hours",
    ),
    (
        [TellHeld("docs", "levels")],
        f"Say which level ana holds {ON}.",
        f"it to be known which level you hold {ON}",
    ),
    (
        [TellHeld("docs", "granular")],
        f"Say which granular permissions ana holds {ON}.",
        f"it to be known which granular permissions you hold {ON}",
    ),
    (
        [AskInstead("docs.read")],
        "Ask for «Read a document» instead.",
        "to ask for «Read a document» instead",
    ),
    ([AskOn("web")], "Ask on Web.", "to ask on Web"),
    (
        [
            SetFact("locked", to=False, was=True),
            SetFact("author", to=True, was=False),
            GrantPermission("docs", "share"),
            AskOn("web"),
        ],
        f"Ask on Web, give ana {SHARE}, see that D-1 is not locked and {SEE}.",
        f"to ask on Web, to hold {SHARE} and to be author of the document when it is not locked",
    ),
]


@pytest.mark.parametrize(("changes", "sentence", "need"), CASES)
def test_a_change_is_said_to_both(
    docs: MatrixSet, changes: list[Change], sentence: str, need: str
) -> None:
    """What is asked for comes first, then what is held, then what is so."""
    names = Names(docs, "ana", "D-1")

    assert sentence_words(changes, names) == sentence
    assert need_words(changes, names) == need


def test_without_names_they_are_called_what_they_are(docs: MatrixSet) -> None:
    """The user, and it."""
    changes: list[Change] = [
        GrantPermission("docs", "share"),
        SetFact("locked", to=False, was=True),
    ]

    assert sentence_words(changes, Names(docs)) == (
        f"Give the user {SHARE} and see that it is not locked."
    )
