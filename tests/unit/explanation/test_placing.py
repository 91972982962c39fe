"""Levels and permissions that are held by project, and changes of them."""

from __future__ import annotations

from typing import Any

import pytest

from builders import ALLOW, DENY, matrices, row, tool, when
from permmatrix import Policy
from permmatrix.explanation import Explanation
from permmatrix.fixes import TellScope
from permmatrix.requirements import HasGranular
from strategies import policy_of


@pytest.fixture(scope="module")
def policy() -> Policy:
    """Give two rows on a tool whose levels are held by project."""
    docs = tool("reader", "owner", scope="resource.project")
    rows = [
        row("burn", {"reader": DENY, "owner": ALLOW}),
        row("share", {"reader": when(HasGranular("docs", "share")), "owner": ALLOW}),
    ]
    return policy_of(matrices(*rows, tools=[docs], granular=["share"]))


EACH = {"levels": {"docs": {"P-1": "reader", "P-2": "owner"}}, "granular": {}}


def ask(policy: Policy, user: Any, resource: Any, action: str = "m.burn") -> Explanation:
    """Explain what ana can do."""
    return policy.explain({"id": "ana", **user}, action, resource)


def test_a_change_names_the_project_it_is_for(policy: Policy) -> None:
    """What is given in one project is nothing in another."""
    found = ask(policy, EACH, {"project": "P-1"})

    assert [str(it) for it in found.fixes] == [
        "Give ana owner on docs in P-1 in place of reader.",
    ]
    assert found.fixes[0].need == "to hold owner on docs in P-1"
    plain = ask(policy, {"levels": {"docs": "reader"}, "granular": {}}, {"project": "P-1"})
    assert str(plain.fixes[0]) == "Give ana owner on docs in place of reader."


def test_a_project_that_is_not_known_has_to_be_told(policy: Policy) -> None:
    """Those in which the answer is yes are named, and no level is advised blindly."""
    found = ask(policy, EACH, {"id": "D-1"})

    assert [it.changes for it in found.fixes] == [(TellScope("resource.project", "P-2"),)]
    assert str(found.fixes[0]) == "Let it be known that resource.project is P-2."
    assert not found.complete
    assert ask(policy, EACH, {"project": "P-2"}).decision.allowed
    assert "also: cannot be counted" in str(found)


def test_where_no_project_would_do_that_is_no_promise_that_nothing_would(policy: Policy) -> None:
    """Neither reader is told that nothing would allow it."""
    user = {"levels": {"docs": {"P-1": "reader"}}, "granular": {"docs": {"P-1": []}}}

    found = ask(policy, user, None, "m.share")

    assert found.fixes == ()
    words = "No way was found that would allow it, and not all were looked for."
    assert str(found).endswith(f"\n{words}")
    assert found.text(audience="person").endswith(f"\n{words}")


def test_permissions_held_by_project_are_placed_too(policy: Policy) -> None:
    """One that is held in another project is to be given in this one."""
    user = {"levels": {"docs": "reader"}, "granular": {"docs": {"P-1": ["share"]}}}

    found = ask(policy, user, {"project": "P-2"}, "m.share")

    assert "Give ana the granular permission share on docs in P-2." in map(str, found.fixes)
    told = ask(policy, user, {}, "m.share")
    assert [it.changes for it in told.fixes] == [(TellScope("resource.project", "P-1"),)]
