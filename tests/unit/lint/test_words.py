"""How titles are taken to pieces and compared."""

from __future__ import annotations

import pytest

from permmatrix.lint.words import Words, near

ENGLISH, OTHER = Words(english=True), Words(english=False)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("View the Owner's Progress Claims", ("view", "owner", "progress", "claim")),
        ("Create Purchase-Order contracts", ("create", "purchase", "order", "contract")),
        ("Edit Policies and Boxes", ("edit", "policy", "and", "box")),
        ("See the Status of an Access", ("see", "status", "of", "access")),
        ("", ()),
        ("@!", ()),
    ],
)
def test_english_titles_lose_case_articles_and_plurals(title: str, words: tuple[str, ...]) -> None:
    """What is left are the words that carry meaning, in their order."""
    assert ENGLISH.of(title) == words


@pytest.mark.parametrize(
    "title", ["Rechnungen ansehen", "請求書を見る", "Просмотр счетов", "الفواتير"]
)
def test_other_titles_keep_their_words(title: str) -> None:
    """Of a language that nothing is known of, only case and signs are left out."""
    assert " ".join(OTHER.of(title)) == title.casefold()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Edit Billing Periods", "Manage the billing period", True),
        ("Add a Payment", "Create a New Payment", True),
        ("Remove Users from Teams", "Delete team users from", True),
        ("Edit Billing Periods", "Delete Billing Periods", False),
        ("View Claims", "View Claim Lines", False),
        ("Export what you manage", "Export what you edit", False),
    ],
)
def test_titles_say_the_same_by_their_words(one: str, other: str, same: bool) -> None:
    """Order does not count, and of verbs only the one that a title begins with has synonyms."""
    assert (ENGLISH.meaning(one) == ENGLISH.meaning(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("contract", "contarct", True),
        ("contract", "contrract", True),
        ("contract", "contact", True),
        ("contract", "contrxct", True),
        ("contract", "contract", False),
        ("contract", "cnotarct", False),
        ("order", "other", False),
        ("level10", "level11", False),
    ],
)
def test_a_slip_is_one_letter_of_a_long_word(one: str, other: str, slip: bool) -> None:
    """A letter too many, too few, wrong or exchanged; short words and numbers are meant so."""
    assert near(("edit", one), ("edit", other)) is slip
    assert near(("edit", other), ("edit", one)) is slip


def test_a_slip_in_each_of_two_words_is_none() -> None:
    """Titles that differ in two words are two titles."""
    assert not near(("update", "contract"), ("updaet", "contarct"))
    assert not near(("update", "contract"), ("update",))
