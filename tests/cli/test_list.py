"""`permmatrix list`: what a user may do, who may do it, and what there is to ask."""

from __future__ import annotations

import json

import pytest

import permmatrix as pm
from commands import FACTS, Command

# The rows of Commitments that a contact at Read Only may do, and the plain one.
CHI_ON_PO_7 = [
    "commitments.accept_invite_to_bill",
    "commitments.create_progress_claim_as_contact",
    "commitments.review_line_items_as_contact",
    "commitments.revise_and_resubmit_as_contact",
    "commitments.search",
    "commitments.set_or_release_retention_during_period",
    "commitments.submit_progress_claim_as_contact",
    "commitments.update_subcontractor_sov_as_contact",
]


class TestWhat:
    """What a user may do on a resource."""

    def test_shows_actions_and_operations(self, command: Command) -> None:
        """Actions come with their titles, and operations below them in a table of their own."""
        ran = command(f"list ana HC-2 {FACTS}")

        assert ran.code == 0
        assert ran.out == (
            "action                                     title\n"
            "commitments.create_purchase_order          Create a Purchase Order\n"
            "commitments.search                         Search Commitments\n"
            "head_contracts.view_private_head_contract  View a Private Head Contract You were"
            " Added To\n"
            "\n"
            "operation                          title\n"
            "head_contracts.view_head_contract  View a head contract\n"
        )

    def test_json_has_the_same(self, command: Command) -> None:
        """Actions and operations are apart, and nothing waits."""
        ran = command(f"list chi PO-7 {FACTS} --output-format json")

        assert json.loads(ran.out) == {
            "user": "chi",
            "resource": "PO-7",
            "platform": None,
            "actions": CHI_ON_PO_7,
            "operations": ["commitments.set_or_release_retention"],
            "waiting": [],
        }

    def test_says_what_is_not_known(self, command: Command) -> None:
        """Nobody knows the contacts of SC-3: what hangs on them is no part of the list."""
        ran = command(f"list chi SC-3 {FACTS}")

        # seven rows ask for the contact at Read Only, and one operation has one of them
        assert ran.out == "action              title\ncommitments.search  Search Commitments\n"
        assert ran.err == "not known for 8 more: resource.progress_claim_contacts was not given\n"

    def test_json_has_what_is_not_known(self, command: Command) -> None:
        """Each of them with the facts it waits on."""
        ran = command(f"list chi SC-3 {FACTS} --output-format json")

        waiting = json.loads(ran.out)["waiting"]
        assert len(waiting) == 8
        assert waiting[0] == {
            "action": "commitments.accept_invite_to_bill",
            "missing": ["resource.progress_claim_contacts"],
            "errors": [],
        }

    def test_strict_makes_that_an_error(self, command: Command) -> None:
        """With --strict there is no list that might be longer."""
        ran = command(f"list chi SC-3 {FACTS} --strict")

        assert (ran.code, ran.out) == (2, "")
        assert "cannot be decided without resource.progress_claim_contacts" in ran.err

    def test_an_empty_list_is_said(self, command: Command) -> None:
        """No table stands without a row, and an empty list is no failure."""
        assert command(f"list fay PO-7 {FACTS}") == (0, "", "nothing is allowed\n")

    def test_options_may_stand_for_the_user(self, command: Command) -> None:
        """The level is enough to ask; one tool goes without saying."""
        ran = command("list --matrices documents.yaml --level viewer")

        assert ran.out == "action          title\ndocuments.read  Read a document\n"

    def test_a_resource_may_stand_alone(self, command: Command) -> None:
        """One word that is a resource of the facts is one."""
        ran = command(f"list HC-1 {FACTS} --level head_contracts=read_only --output-format json")

        whole = json.loads(ran.out)
        assert (whole["user"], whole["resource"]) == (None, "HC-1")
        assert whole["actions"] == ["head_contracts.view_public_head_contract"]

    def test_a_platform_shortens_it(self, command: Command) -> None:
        """Three rows of Commitments that ana may do or view are not for the web alone."""
        ran = command(f"list ana HC-1 {FACTS} --platform android --output-format json")

        assert json.loads(ran.out)["actions"] == [
            "commitments.create_purchase_order",
            "commitments.search",
            "head_contracts.view_public_head_contract",
        ]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ("", "say who: permmatrix list USER, or --level TOOL=LEVEL; --all lists every action"),
            ("ana", "nothing is known of `ana`: name a file of facts"),
            (f"PO-7 {FACTS}", "say who: permmatrix list USER"),
            (f"PO-7 ana {FACTS}", "`PO-7` is a resource, not a user; the order is [USER] [RESO"),
            (f"ana PO-7 x {FACTS}", "too many words: the order is [USER] [RESOURCE]"),
            (f"ana commitments.search {FACTS}", "`commitments.search` is an action, not a res"),
            (f"anna {FACTS}", "unknown user `anna`; did you mean `ana`?"),
            ("--level admin", "say on which tool: --level commitments=admin or --level head_c"),
        ],
    )
    def test_a_question_that_cannot_be_asked_is_an_error(
        self, command: Command, arguments: str, message: str
    ) -> None:
        """The message says how to ask."""
        ran = command(f"list {arguments}")

        assert (ran.code, ran.out) == (2, "")
        assert message in ran.err


class TestWho:
    """Who may do an action."""

    def test_lists_the_users_of_the_facts(self, command: Command) -> None:
        """Ana is on the private list of HC-2, and ben is Admin."""
        ran = command(f"list --who head_contracts.view_head_contract HC-2 {FACTS}")

        assert ran == (0, "user\nana\nben\n", "")

    def test_json_has_the_same(self, command: Command) -> None:
        """With what was asked."""
        asked = "list --who head_contracts.view_head_contract HC-2"

        ran = command(f"{asked} {FACTS} --output-format json")

        assert json.loads(ran.out) == {
            "action": "head_contracts.view_head_contract",
            "resource": "HC-2",
            "platform": None,
            "users": ["ana", "ben"],
            "waiting": [],
        }

    def test_says_of_whom_it_is_not_known(self, command: Command) -> None:
        """Eve holds levels per project, and no project is named."""
        ran = command(f"list --who commitments.search {FACTS} --output-format json")

        whole = json.loads(ran.out)
        assert whole["users"] == ["ana", "ben", "chi", "dov"]
        assert whole["waiting"] == [{"user": "eve", "missing": ["resource.project"], "errors": []}]

    def test_facts_on_top_hold_for_everyone(self, command: Command) -> None:
        """Without the private mark everybody with a level may look."""
        asked = "list --who head_contracts.view_head_contract HC-2"

        assert command(f"{asked} {FACTS} --fact private=false").out == "user\nana\nben\ndov\n"

    def test_an_empty_list_is_said(self, command: Command) -> None:
        """Ben alone may delete a claim, and not on another project."""
        asked = "list --who commitments.submit_progress_claim_as_contact PO-8"

        assert command(f"{asked} {FACTS}") == (0, "", "nobody is allowed\n")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ("commitments.serch PO-7", "unknown action `commitments.serch`; did you mean"),
            ("commitments.search ana", "`ana` is a user, not a resource; the order is --who"),
            ("commitments.search PO-7 HC-1", "too many words: the order is --who ACTION [RES"),
            ("commitments.search --level admin", "--level is about one user, and --who asks"),
            ("commitments.search --granular x", "--granular is about one user, and --who asks"),
            ("commitments.search --fact user.id=x", "--fact user.id is about one user"),
            ("commitments.search --all", "argument --all: not allowed with argument --who"),
        ],
    )
    def test_a_question_that_cannot_be_asked_is_an_error(
        self, command: Command, arguments: str, message: str
    ) -> None:
        """The message says why."""
        ran = command(f"list {FACTS} --who {arguments}")

        assert (ran.code, ran.out) == (2, "")
        assert message in ran.err

    def test_needs_users(self, command: Command) -> None:
        """Without a file of facts there is nobody to ask about."""
        ran = command("list --who commitments.search")

        assert ran.code == 2
        assert "name it with --facts" in ran.err


class TestAll:
    """Everything that can be asked for."""

    def test_lists_every_action_and_operation(self, command: Command) -> None:
        """Whoever asks, all 44 actions and the operations."""
        whole = json.loads(command("list --all --output-format json").out)

        policy = pm.load()
        assert whole == {"actions": [*policy.actions], "operations": [*policy.operations]}
        assert len(whole["actions"]) == 44

    def test_shows_titles(self, command: Command) -> None:
        """A line for each, below the heading."""
        ran = command("list --all --matrices documents.yaml")

        assert ran.out == (
            "action           title\n"
            "documents.read   Read a document\n"
            "documents.edit   Edit a document\n"
            "documents.share  Share a document\n"
        )

    def test_takes_no_user(self, command: Command) -> None:
        """It would look like what that user may do."""
        ran = command(f"list ana --all {FACTS}")

        assert (ran.code, ran.out) == (2, "")
