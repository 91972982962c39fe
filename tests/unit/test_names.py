"""Suggestions for a name that nothing has."""

from __future__ import annotations

import pytest

from permmatrix.names import suggest

LEVELS = ["none", "read_only", "standard", "admin"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        pytest.param("admn", "admin", id="a letter left out"),
        pytest.param("admiin", "admin", id="a letter too many"),
        pytest.param("amdin", "admin", id="two letters swapped"),
        pytest.param("Admin", "admin", id="upper case"),
        pytest.param("Read Only", "read_only", id="the title"),
        pytest.param("read-only", "read_only", id="a hyphen"),
        pytest.param(" standard ", "standard", id="spaces around"),
    ],
)
def test_a_slip_is_understood(name: str, meant: str) -> None:
    """What somebody wrote nearly right is suggested first."""
    assert suggest(name, LEVELS)[:1] == (meant,)


@pytest.mark.parametrize("name", ["zebra", "", "x", "administration_of_everything"])
def test_nothing_is_suggested_for_what_is_not_close(name: str) -> None:
    """A wild guess would be worse than none."""
    assert suggest(name, LEVELS) == ()


def test_the_second_half_of_an_id_finds_the_whole() -> None:
    """Somebody who left out the matrix meant its action."""
    assert suggest("serch", ["commitments.search", "commitments.edit"]) == ("commitments.search",)


def test_three_are_suggested_at_most_the_closest_first() -> None:
    """A long list of suggestions is no help."""
    known = ["view_a", "view_b", "view_cc", "view_ddd", "view"]

    found = suggest("view_b", known)

    assert len(found) == 3
    assert found[0] == "view_b"


def test_no_name_is_suggested_twice() -> None:
    """An id that is close both whole and by its second half is one suggestion."""
    assert suggest("edit.edit", ["edit.edit"]) == ("edit.edit",)


@pytest.mark.parametrize("name", [None, 7, True, ("admin",), b"admin"], ids=repr)
def test_anything_can_be_looked_for(name: object) -> None:
    """What a caller passed in place of a name is no reason to fail on the way to saying so."""
    assert isinstance(suggest(name, LEVELS), tuple)


def test_of_very_many_names_those_near_it_in_the_alphabet_are_found() -> None:
    """A slip among thousands of names is understood without looking at all of them."""
    known = [f"{start}_{number}" for start in ("edit", "view", "send") for number in range(5000)]

    assert suggest("veiw_4999", ["view_4999", *known[:100]]) == ("view_4999",)
    assert suggest("view_49999", [*known, "docs.view"])[0] in {"view_4999", "view_499"}
    assert suggest("zebra", known) == ()


def test_nothing_is_suggested_where_nothing_is_known() -> None:
    """No names give no suggestions."""
    assert suggest("admin", []) == ()


def test_a_megabyte_of_name_is_looked_for_by_its_beginning() -> None:
    """The search is bounded, so a huge name costs what a long one does."""
    assert suggest("admin" * 200_000, LEVELS) == ()
