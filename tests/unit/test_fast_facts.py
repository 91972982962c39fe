"""Quick tests of plain facts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from permmatrix.fast_facts import Unsure, either, quick_test
from permmatrix.program import Atom, Tool
from permmatrix.truth import Formula

PRIVATE: Atom = ("is_true", "resource.private")
FLAG: Atom = ("is_true", "context.flag")
CONTACT: Atom = ("contains", ("path", "resource.contacts"), ("path", "user.id"))
GRANTED: Atom = ("granular", "docs", "print")
ATOMS = (PRIVATE, FLAG, CONTACT, GRANTED)
TOOLS = {"docs": Tool(("reader",), frozenset({"reader"}), None, None, {})}
P, F, C, G = (("fact", number) for number in range(4))


def ask(formula: Formula, private: Any, flag: Any, contacts: Any, granted: Any) -> Any:
    """Ask a formula about ana."""
    user = SimpleNamespace(id="ana", granular={"docs": granted})
    resource = SimpleNamespace(private=private, contacts=contacts)
    return quick_test(formula, ATOMS, TOOLS)(user, resource, {"flag": flag})


VALUES = (True, False, None)


@pytest.mark.parametrize(
    "formula",
    [
        *(P, F, C, G, True, False),
        *(("not", it) for it in (P, F, C, G, True)),
        ("all", P, F),
        ("all", P, C, G, F),
        ("all", ("not", P), ("not", C), ("not", G)),
        ("any", P, F, C),
        ("not", ("any", P, ("not", C))),
        ("not", ("all", P, ("any", F, ("not", G)))),
        ("all", ("any", P, F), C),
        ("all", C, ("any", P, ("all", F, G)), ("not", ("any", ("not", F), P))),
        ("all", P, True, F),
        ("all", P, False, F),
        ("any", P, False),
    ],
)
def test_a_yes_is_said_exactly_where_it_is_known(formula: Formula) -> None:
    """True where Kleene's rules say true; where they say false or unknown, never True."""
    for private in VALUES:
        for flag in VALUES:
            for contact in VALUES:
                for granted in VALUES:
                    known = {0: private, 1: flag, 2: contact, 3: granted}
                    contacts = None if contact is None else {"ana"} if contact else {"bob"}
                    names = None if granted is None else {"print"} if granted else set()
                    expected = kleene(formula, known)
                    told = ask(formula, private, flag, contacts, names)
                    assert (told is True) is (expected is True)
                    if told is False:
                        assert expected is False


def kleene(formula: Formula, known: dict[int, Any]) -> Any:
    """Say what a formula comes to in three values: none of the code under test."""
    if isinstance(formula, bool):
        return formula
    word, *parts = formula
    if word == "fact":
        return known[parts[0]]
    values = [kleene(part, known) for part in parts]
    if word == "not":
        return None if values[0] is None else not values[0]
    if (word == "any") in values:
        return word == "any"
    return None if None in values else word != "any"


@pytest.mark.parametrize(
    ("formula", "private", "contacts", "granted"),
    [
        (P, "true", {"ana"}, {"print"}),
        (P, 1, {"ana"}, {"print"}),
        (C, True, "ana and bob", {"print"}),
        (C, True, {"ana": True}, {"print"}),
        (C, True, 7, {"print"}),
        (G, True, {"ana"}, "print"),
        (G, True, {"ana"}, {"print": True}),
    ],
)
def test_a_value_of_another_kind_is_not_answered(
    formula: Formula, private: Any, contacts: Any, granted: Any
) -> None:
    """It is for the careful way, whichever way the formula wants it."""
    whole: list[Formula] = [("not", formula), ("all", formula, F), ("any", formula, F)]
    for asked in (formula, *whole):
        with pytest.raises(Unsure):
            ask(asked, private, False, contacts, granted)


@pytest.mark.parametrize(
    "path", ["user.active", "resource.private", "context.flag", "resource.project.open"]
)
def test_a_truth_value_is_read_wherever_it_is(path: str) -> None:
    """True, false and null are told apart, and a context that is not there is unknown."""
    root, *names = path.split(".")
    for wanted in (True, False):
        formula: Formula = ("fact", 0) if wanted else ("not", ("fact", 0))
        test = quick_test(formula, (("is_true", path),), TOOLS)
        for value, expected in ((True, wanted), (False, not wanted), (None, None)):
            carrier: Any = value
            for name in reversed(names):
                carrier = SimpleNamespace(**{name: carrier})
            objects = [carrier if it == root else None for it in ("user", "resource", "context")]
            assert test(*objects) is expected


def test_a_missing_context_is_unknown() -> None:
    """Nothing given of the moment is nothing known of it."""
    assert quick_test(F, ATOMS, TOOLS)(None, None, None) is None


def test_of_several_tests_an_unknown_one_hides_no_yes() -> None:
    """A yes beside it is a yes; a no beside it is not known."""
    first, second = (quick_test(it, ATOMS, TOOLS) for it in (P, F))
    for private, flag, expected in [
        *((True, None, True), (None, True, True), (False, True, True)),
        *((None, False, None), (False, None, None), (None, None, None), (False, False, False)),
    ]:
        answer = either([first, second])(None, {"private": private}, {"flag": flag})
        assert answer is expected
