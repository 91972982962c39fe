"""The ready-made user and contract."""

from __future__ import annotations

import pytest

from permmatrix import Contract, User


def test_a_user_has_an_id_and_holds_nothing_unless_told() -> None:
    """Levels and permissions left out are known to be none; other facts are not there at all."""
    user = User("ana")

    assert (user.id, user.levels, user.granular) == ("ana", {}, {})
    assert not hasattr(user, "company")


def test_users_do_not_share_what_they_hold() -> None:
    """Each has mappings of their own."""
    first, second = User("ana"), User("bob")
    assert isinstance(first.levels, dict)

    first.levels["docs"] = "reader"
    assert second.levels == {}


def test_what_a_user_was_given_is_kept_as_it_is() -> None:
    """Mappings are not copied, so changes to them count."""
    levels, granular = {"docs": "reader"}, {"docs": {"print"}}

    user = User("ana", levels=levels, granular=granular, company="Quay Works")
    assert user.levels is levels
    assert user.granular is granular
    assert user.company == "Quay Works"


def test_a_contract_s_facts_are_not_known_unless_given() -> None:
    """Each fact of the shipped matrices is there and null, so it is missing and not false."""
    contract = Contract("PO-7")

    assert vars(contract) == {
        "id": "PO-7",
        "kind": None,
        "project": None,
        "private": None,
        "private_members": None,
        "progress_claim_contacts": None,
    }


def test_a_contract_takes_facts_of_other_matrices() -> None:
    """Whatever a condition reads can be given by name."""
    contract = Contract("PO-7", private=False, status="draft")

    assert (contract.private, contract.status) == (False, "draft")


@pytest.mark.parametrize("thing", [User("ana"), Contract("PO-7")])
def test_an_attribute_that_was_not_given_raises(thing: User | Contract) -> None:
    """A misspelt attribute is no silent None in the host's own code."""
    with pytest.raises(AttributeError):
        _ = thing.privat


def test_they_show_themselves_by_their_ids() -> None:
    """A repr names who or what it is, and none of the facts."""
    assert repr(User("ana", levels={"docs": "admin"})) == "User('ana')"
    assert repr(Contract("PO-7", private=True)) == "Contract('PO-7')"
