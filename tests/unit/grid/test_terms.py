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
        ("a progress\n  claim", "an invoice"),
        ("an head contract", "a prime contract"),
        ("Claim a retention", "Demand a retainage"),
        ("proclaim, claimant, reclaim", "proclaim, claimant, reclaim"),
        ("nothing of the kind", "nothing of the kind"),
    ],
)
def test_words_are_said_in_their_case_and_number(text: str, said: str) -> None:
    """Whole words are found in any case and plural, the longest first, and articles follow."""
    assert saying(US)(text) == said


def test_without_a_dictionary_words_stay() -> None:
    """Only blanks are made single."""
    assert saying(None)("a  Progress\nClaim") == "a Progress Claim"
