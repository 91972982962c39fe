"""Invariants as a file has them: which names they mean, and what is wrong with them."""

from __future__ import annotations

import pytest

from permmatrix.diagnostics import Problems
from permmatrix.document import parse
from permmatrix.loader import load_matrix
from permmatrix.model import Matrix
from permmatrix.promises import (
    Always,
    Chosen,
    Claim,
    DifferentPeople,
    Implies,
    Named,
    Never,
    People,
    Separate,
    Where,
)
from permmatrix.reading import read_sources
from permmatrix.requirements import HasLevel, Holds, Not
from permmatrix.schema import check_shape
from permmatrix.source import Source

HEAD = """\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels: {viewer: Viewer, editor: Editor}
conditions:
  author: {title: author of the document, test: {equals: [resource.author, user.id]}}
actions:
  read: {title: Read, cells: {viewer: allow, editor: allow}}
  delete_page: {title: Delete a page, cells: {editor: allow}}
  delete_all: {title: Delete everything, cells: {editor: author}}
operations:
  destroy: {title: Destroy, any_of: [delete_page, delete_all]}
"""
MAIL = """\
format: permmatrix/1
id: mail
title: Mail
tool: docs
levels: {viewer: Viewer, editor: Editor}
actions:
  send: {title: Send, cells: {editor: allow}}
  delete_mail: {title: Delete, cells: {editor: allow}}
"""


def sources(claim: str, *others: str) -> list[Source]:
    """Give the matrix with one invariant, and others beside it."""
    whole = f"{HEAD}invariants:\n  it: {{says: It holds., {claim}}}\n"
    texts = [whole, *others]
    return [Source(f"{number}.yaml", text) for number, text in enumerate(texts)]


def read(claim: str) -> Matrix:
    """Read the matrix with one invariant, kept or not."""
    problems = Problems(sources(claim)[0])
    root = parse(problems)
    assert root is not None
    matrix = load_matrix(root, check_shape(root, problems), problems)
    assert matrix, problems.found
    assert not problems.found, problems.found
    return matrix


def claim_of(text: str) -> Claim:
    """Read one claim."""
    (found,) = read(text).invariants
    return found.claim


def chosen(*names: str, but: tuple[str, ...] = ()) -> Chosen:
    """Make what names choose."""
    return Chosen(tuple(map(Named, names)), tuple(map(Named, but)))


def problems(claim: str, *others: str) -> list[tuple[str, str, str]]:
    """Give the code, the message and the text of each problem of reading."""
    _, report = read_sources(sources(claim, *others))
    found = [(str(it.code), it.message, it.span.text) for it in report]
    return [it for it in found if not it[0].startswith("PM7")]


def test_an_invariant_has_its_sentence_and_its_place() -> None:
    """The id is that of the matrix and its own; the sentence is carried as written."""
    (found,) = read("never: {actions: [delete_all], when: {not: author}}").invariants

    assert (found.id, found.says) == ("docs.it", "It holds.")
    assert found.span is not None
    assert found.span.text == "it"


def test_each_claim_is_read() -> None:
    """The four keys give the four claims, with what they are about."""
    editor = HasLevel("docs", ("editor",))
    at_least = "{level: {at_least: editor}}"

    assert claim_of(f"never: {{actions: [delete_page], when: {{not: {at_least}}}}}") == Never(
        chosen("docs.delete_page"), Where(Not(editor))
    )
    assert claim_of("always: {actions: [read, docs.read]}") == Always(
        chosen("docs.read", "docs.read")
    )
    assert claim_of("implies: {if: [delete_all], then: [destroy], when: author}") == Implies(
        chosen("docs.delete_all"), chosen("docs.destroy"), Where(Holds("author"))
    )


@pytest.mark.parametrize(("word", "meaning"), [("one", False), ("any", True)])
def test_separate_says_of_which_resources(word: str, meaning: bool) -> None:
    """Whether actions are kept apart on one resource or on any is always written."""
    parts = f"actions: [read, delete_all], resources: {word}, when: {{level: {{is: viewer}}}}"

    assert claim_of(f"separate: {{{parts}}}") == Separate(
        chosen("docs.read", "docs.delete_all"), meaning, Where(HasLevel("docs", ("viewer",)))
    )
    assert problems("separate: {actions: [read, delete_all]}") == [
        ("PM202", "`separate` has no `resources`", "separate")
    ]


@pytest.mark.parametrize(("word", "meaning"), [("one", False), ("any", True)])
def test_different_people_says_of_which_resources(word: str, meaning: bool) -> None:
    """Whether people are told apart on one resource or on any is always written too."""
    parts = f"actions: ['*'], except: [read], resources: {word}, when: author"

    assert claim_of(f"different_people: {{{parts}}}") == DifferentPeople(
        chosen("docs.*", but=("docs.read",)), meaning, Where(Holds("author"))
    )
    assert problems("different_people: {actions: [read, delete_all]}") == [
        ("PM202", "`different_people` has no `resources`", "different_people")
    ]


@pytest.mark.parametrize(
    ("count", "least", "most"),
    [
        ("at_least: 1", 1, None),
        ("at_most: 0", None, 0),
        ("at_least: 2.0, at_most: 2", 2, 2),
        ("at_most: 3, at_least: 1", 1, 3),
    ],
)
def test_people_are_counted(count: str, least: int | None, most: int | None) -> None:
    """How few or how many people can do something is a whole number, one of them at least."""
    assert claim_of(f"people: {{actions: [read], {count}}}") == People(
        chosen("docs.read"), least, most
    )


def test_people_may_be_counted_on_some_resources_alone() -> None:
    """A promise of how many can be made of the resources of which something is true."""
    assert claim_of("people: {actions: [read], at_least: 1, when: author}") == People(
        chosen("docs.read"), 1, None, Where(Holds("author"))
    )


@pytest.mark.parametrize(("word", "meaning"), [("one", True), ("several", False)])
def test_levels_at_once(word: str, meaning: bool) -> None:
    """A promise may be about users of one level alone."""
    assert claim_of(f"never: {{actions: [delete_all], levels: {word}, when: author}}") == Never(
        chosen("docs.delete_all"), Where(Holds("author"), one_level=meaning)
    )


def test_exceptions_are_kept_apart() -> None:
    """Names under `except` are those that are not meant."""
    assert claim_of("never: {actions: ['delete_*'], except: [delete_page, delete_all]}") == Never(
        chosen("docs.delete_*", but=("docs.delete_page", "docs.delete_all"))
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("docs.read", ["docs.read"]),
        ("docs.delete_*", ["docs.delete_page", "docs.delete_all"]),
        ("docs.*_a*", ["docs.delete_all"]),
        ("docs.*", ["docs.read", "docs.delete_page", "docs.delete_all"]),
        ("*.delete_*", ["docs.delete_page", "docs.delete_all", "mail.delete_mail"]),
        ("*", []),
        ("docs.delete", []),
    ],
)
def test_a_star_stands_for_letters_of_one_name(name: str, found: list[str]) -> None:
    """A pattern fits whole names, and never reaches over the full stop into another matrix."""
    ids = ["docs.read", "docs.delete_page", "docs.delete_all", "mail.delete_mail"]

    assert list(Named(name).among(ids)) == found


@pytest.mark.parametrize(
    ("claim", "message", "token"),
    [
        ("never: {actions: [raed]}", "unknown action `raed`", "raed"),
        ("never: {actions: ['*'], except: [raed]}", "unknown action `raed`", "raed"),
        ("never: {actions: ['x_*']}", "no action fits `x_*`", "'x_*'"),
        # a pattern is of rows: an operation is named outright
        ("never: {actions: ['destr*']}", "no action fits `destr*`", "'destr*'"),
        ("never: {actions: ['docs.x*']}", "no action fits `docs.x*`", "'docs.x*'"),
        ("never: {actions: [mail.send]}", "unknown action `mail.send`", "mail.send"),
        ("implies: {if: [read], then: ['*.s*']}", "no action fits `*.s*`", "'*.s*'"),
        ("separate: {actions: [raed, read], resources: one}", "unknown action `raed`", "raed"),
        ("people: {actions: [mail.send], at_most: 1}", "unknown action `mail.send`", "mail.send"),
        (
            "different_people: {actions: [read, mail.send], resources: one}",
            "unknown action `mail.send`",
            "mail.send",
        ),
    ],
)
def test_a_name_that_fits_nothing_is_an_error(claim: str, message: str, token: str) -> None:
    """A promise about nothing would hold for ever."""
    assert problems(claim) == [("PM304", message, token)]


@pytest.mark.parametrize("name", ["mail.send", "mail.delete_*", "'*.send'"])
def test_names_of_another_matrix_are_found_there(name: str) -> None:
    """A file may promise something of the rows of a file loaded with it."""
    text = f"implies: {{if: [{name}], then: [read]}}"

    assert problems(text, MAIL) == []
    assert [code for code, *_ in problems(text)] == ["PM304"]


@pytest.mark.parametrize("name", ["mail.send", "mail.s*", "'*.send'"])
def test_names_in_a_broken_file_are_not_missed_too(name: str) -> None:
    """What a file would have declared, had nothing been reported in it, is not reported again."""
    broken = MAIL.replace("actions:", "actoins:")
    found = problems(f"never: {{actions: [{name}]}}", broken)

    assert [code for code, *_ in found] == ["PM201"]


def test_an_operation_in_a_broken_file_is_not_missed_too() -> None:
    """The same of operations, though the rows of the file are sound."""
    broken = f"{MAIL}operatoins: {{move: {{title: Move, any_of: [send]}}}}\n"
    spoilt = f"{MAIL}operations: {{Move: {{title: Move, any_of: [send]}}}}\n"

    for text, code in ((broken, "PM201"), (spoilt, "PM205")):
        found = problems("never: {actions: [mail.move]}", text)
        assert [it for it, *_ in found] == [code]


@pytest.mark.parametrize("name", ["deletes", "delete_s*"])
def test_a_row_with_a_broken_id_is_not_missed_too(name: str) -> None:
    """What a row of the matrix itself would have been called is not known."""
    (source,) = sources(f"never: {{actions: [{name}]}}")
    text = source.text.replace("  read:", "  Deletes:").replace("any_of: [read", "any_of: [")

    found = read_sources([Source("docs.yaml", text)])[1]

    assert [str(it.code) for it in found] == ["PM205"]


@pytest.mark.parametrize(
    ("claim", "code", "token"),
    [
        ("never: {actions: [read], when: auther}", "PM302", "auther"),
        ("never: {actions: [read], when: {level: {is: editr}}}", "PM301", "editr"),
        ("never: {actions: [read], when: {level: {tool: dcs, is: editor}}}", "PM303", "dcs"),
        ("never: {actons: [read]}", "PM201", "actons"),
        ("never: {actions: []}", "PM206", "[]"),
        ("never: {actions: [read, read]}", "PM207", "read"),
        ("never: {actions: [Read]}", "PM205", "Read"),
        ("never: [read]", "PM203", "[read]"),
        ("implies: {if: [read]}", "PM202", "implies"),
        ("separate: {actions: [read, destroy], resources: all}", "PM204", "all"),
        ("people: {actions: [read]}", "PM202", "people"),
        ("people: {actions: [read], at_lest: 1}", "PM201", "at_lest"),
        ("people: {actions: [read], levels: one}", "PM201", "levels"),
        ("people: {actions: [raed], at_least: 1}", "PM304", "raed"),
        ("people: {actions: [read], at_least: 0}", "PM206", "0"),
        ("people: {actions: [read], at_most: -1}", "PM206", "-1"),
        ("people: {actions: [read], at_most: 1.5}", "PM203", "1.5"),
        ("people: {actions: [read], at_most: true}", "PM203", "true"),
        ("people: {actions: [read], at_most: many}", "PM203", "many"),
        ("people: {actions: [read], at_least: 1, when: auther}", "PM302", "auther"),
        ("people: {actions: [read], at_most: 1}, never: {actions: [read]}", "PM209", "never"),
        ("never: {actions: [read]}, always: {actions: [read]}", "PM209", "always"),
    ],
)
def test_a_mistake_is_reported_once(claim: str, code: str, token: str) -> None:
    """Each mistake in an invariant is one diagnostic at its token."""
    assert [(found, text) for found, _, text in problems(claim)] == [(code, token)]


def test_an_invariant_that_promises_nothing_is_an_error() -> None:
    """A sentence alone cannot be checked, so it is not taken for a promise kept."""
    whole = f"{HEAD}invariants:\n  it: {{says: It holds.}}\n"

    (found,) = read_sources([Source("x.yaml", whole)])[1]

    assert (str(found.code), found.message) == ("PM209", "`it` promises nothing")


def test_an_invariant_needs_its_sentence() -> None:
    """What is promised is also said in words, which a reader is shown where it is broken."""
    whole = f"{HEAD}invariants:\n  it: {{never: {{actions: [read]}}}}\n"

    (found,) = read_sources([Source("x.yaml", whole)])[1]

    assert (str(found.code), found.message) == ("PM202", "`it` has no `says`")
