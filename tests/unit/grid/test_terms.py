"""The same words in another dialect."""

from __future__ import annotations

import pytest

from permmatrix.grid.terms import saying
from permmatrix.model import Dictionary

US = Dictionary(
    id="us",
    title="United States",
    words=(
        ("claim", "demand"),
        ("progress claim", "invoice"),
        ("retention", "retainage"),
        ("head contract", "prime contract"),
    ),
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Create a Progress Claim", "Create an Invoice"),
        ("Create a new progress claim", "Create a new invoice"),
        ("A progress claim is sent", "An invoice is sent"),
        ("Email Progress Claims", "Email Invoices"),
        ("PROGRESS CLAIM", "INVOICE"),
        ("Progress claim", "Invoice"),
        ("a progress  claim", "an invoice"),
        ("an head contract", "a prime contract"),
        ("Claim a retention", "Demand a retainage"),
        ("proclaim, claimant, reclaim", "proclaim, claimant, reclaim"),
        ("nothing of the kind", "nothing of the kind"),
    ],
)
def test_words_are_said_in_their_case_and_number(text: str, said: str) -> None:
    """Whole words are found in any case and plural, the longest first, and articles follow."""
    assert saying(US)(text) == said


ENGLISH = Dictionary(
    id="other",
    title="Other words",
    words=(("member", "user"), ("party", "entity"), ("contract", "agreement"), ("box", "company")),
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a member", "a user"),
        ("an entity of a party", "an entity of an entity"),
        ("PLAN A PARTY", "PLAN AN ENTITY"),
        ("Parties and boxes", "Entities and companies"),
        ("a contract", "an agreement"),
        ("a box", "a company"),
    ],
)
def test_articles_and_plurals_are_english(text: str, said: str) -> None:
    """What is written with a vowel and said without one has no n, and y becomes ies."""
    assert saying(ENGLISH)(text) == said


def test_another_language_has_no_english_grammar() -> None:
    """A dictionary lists what it wants found, and nothing more is."""
    german = Dictionary(id="de", title="Deutsch", words=(("document", "Dokument"),))

    assert saying(german, english=False)("a document, documents") == "a Dokument, documents"


def test_a_word_is_found_in_a_case_that_no_lookup_knows() -> None:
    """A dotted capital is the same letter to the search, and another to a lookup."""
    words = Dictionary(id="us", title="US", words=(("invoice", "claim"),))

    assert saying(words)("Send an \u0130nvoice, an invo\u0131ce") in {
        *("Send a Claim, a claim", "Send an \u0130nvoice, an invo\u0131ce"),
    }
