"""`permmatrix can`: yes or no with a reason, and every way to ask it wrongly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from commands import DOCUMENTS, FACTS, MATRICES, Command

KEYS = {
    "allowed",
    "outcome",
    "reason",
    "action",
    "user",
    "resource",
    "platform",
    "level",
    "missing",
    "errors",
    "obligations",
}


class Case(NamedTuple):
    """A question about the harbour project with its answer, as the documented tables give it."""

    asked: str
    outcome: str
    level: str | None
    reason: str
    missing: tuple[str, ...] = ()


CONTACT = "progress claim contact on the purchase order or subcontract"
CREATE = "the granular permission Create Purchase Order Contract"
CASES = {
    "commitments-allowed": Case(
        "ana commitments.create_purchase_order PO-7",
        "allowed",
        "read_only",
        f"Read Only on Commitments allows it, given {CREATE}",
    ),
    "commitments-level": Case(
        "ana commitments.edit_purchase_order PO-7",
        "level",
        "read_only",
        "Read Only on Commitments does not allow it; Admin would",
    ),
    "commitments-granular": Case(
        "chi commitments.create_purchase_order PO-7",
        "requirement",
        "read_only",
        f"Read Only on Commitments needs more: {CREATE}",
    ),
    "commitments-not-a-contact": Case(
        "dov commitments.submit_progress_claim_as_contact PO-7",
        "requirement",
        "standard",
        f"Standard on Commitments needs more: {CONTACT}",
    ),
    "commitments-unknown": Case(
        "chi commitments.submit_progress_claim_as_contact SC-3",
        "missing_facts",
        "read_only",
        "not enough is known to say yes: resource.progress_claim_contacts was not given",
        ("resource.progress_claim_contacts",),
    ),
    "head-contracts-allowed": Case(
        "ana head_contracts.view_head_contract HC-2",
        "allowed",
        "read_only",
        "Read Only on Head Contracts allows it, given on the contract's private list",
    ),
    "head-contracts-level": Case(
        "ana head_contracts.create_owner_progress_claim HC-1",
        "level",
        "read_only",
        "Read Only on Head Contracts does not allow it; Admin would",
    ),
    "head-contracts-not-added": Case(
        "dov head_contracts.view_head_contract HC-2",
        "requirement",
        "standard",
        "Standard on Head Contracts needs more: on the contract's private list",
    ),
    "head-contracts-guard": Case(
        "dov head_contracts.view_public_head_contract HC-2",
        "guard",
        None,
        "the row applies only when this holds: not marked private",
    ),
    "head-contracts-unknown": Case(
        "ana head_contracts.view_head_contract HC-1 --fact resource.private=unknown",
        "missing_facts",
        "read_only",
        "not enough is known to say yes: resource.private was not given",
        ("resource.private",),
    ),
    "invoicing-allowed": Case(
        "ben invoicing.edit_billing_periods PO-7",
        "allowed",
        "admin",
        "Admin on Commitments allows it",
    ),
    "invoicing-level": Case(
        "dov invoicing.edit_billing_periods PO-7",
        "level",
        "standard",
        "Standard on Commitments does not allow it; Admin would",
    ),
    "invoicing-no-level-here": Case(
        "eve invoicing.edit_billing_periods PO-7",
        "level",
        "none",
        "no level was given on Commitments, and None does not allow it; Admin would",
    ),
    "invoicing-unknown": Case(
        "eve invoicing.edit_billing_periods",
        "missing_facts",
        None,
        "not enough is known to say yes: resource.project was not given",
        ("resource.project",),
    ),
}
each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


@each_case
def test_says_yes_or_no_with_the_reason(command: Command, case: Case) -> None:
    """The answer is one line, and the exit code."""
    yes = case.outcome == "allowed"

    ran = command(f"can {case.asked} {FACTS}")

    assert ran == (0 if yes else 1, f"{'yes' if yes else 'no'}: {case.reason}\n", "")


@each_case
def test_json_has_the_whole_decision(command: Command, case: Case) -> None:
    """The answer as JSON has the decision's parts, and the question's."""
    user, action, *rest = case.asked.split(" --fact")[0].split()

    ran = command(f"can {case.asked} {FACTS} --output-format json")

    assert json.loads(ran.out) == {
        "allowed": case.outcome == "allowed",
        "outcome": case.outcome,
        "reason": case.reason,
        "action": action,
        "user": user,
        "resource": rest[0] if rest else None,
        "platform": None,
        "level": case.level,
        "missing": list(case.missing),
        "errors": [],
        "obligations": [],
    }


def test_json_keys_are_pinned(command: Command) -> None:
    """No key of an answer goes away, and none is added without this test."""
    ran = command("can commitments.search --output-format json")

    assert set(json.loads(ran.out)) == KEYS


def test_json_has_the_facts_that_cannot_be_used(command: Command) -> None:
    """A fact of the wrong kind is in `errors`, with what was expected."""
    asked = "can head_contracts.view_public_head_contract --level standard"

    ran = command(f"{asked} --fact resource.private=yes --output-format json")

    assert ran.code == 1
    assert json.loads(ran.out)["errors"] == [
        {"fact": "resource.private", "expected": "true or false", "found": "is text"}
    ]


@pytest.mark.parametrize(("user", "code"), [("ben", 0), ("fay", 1)])
def test_quiet_answers_by_the_exit_code_alone(command: Command, user: str, code: int) -> None:
    """With -q nothing is written."""
    assert command(f"can {user} commitments.search PO-7 {FACTS} -q") == (code, "", "")


def test_a_platform_limits_the_answer(command: Command) -> None:
    """An action that is not on the platform is a no, whatever the level."""
    ran = command("can commitments.send_invite_to_bill --level admin --platform ios")

    assert ran == (1, "no: it is available on Web only\n", "")


class TestWords:
    """Which of the words is the user, the action, the resource."""

    def test_two_words_are_a_user_and_an_action(self, command: Command) -> None:
        """The second of two words is the action."""
        assert command(f"can ben commitments.search {FACTS}").code == 0

    def test_two_words_that_begin_with_the_action_have_no_user(self, command: Command) -> None:
        """An action and a resource ask for somebody of whom only the options speak."""
        ran = command(f"can head_contracts.view_head_contract HC-1 {FACTS} --level standard")

        assert ran.out == "yes: Standard on Head Contracts allows it\n"

    def test_words_may_stand_after_options(self, command: Command) -> None:
        """Options may come first, last or in between."""
        assert command(f"can ben {FACTS} commitments.search -q PO-7") == (0, "", "")

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            ("PO-7 commitments.search ana", "`PO-7` is a resource, not a user; {}"),
            ("ana PO-7 commitments.search", "`PO-7` is a resource, not an action; {}"),
            ("commitments.search ana PO-7", "`ana` is a user, not an action; {}"),
            ("ana commitments.search ben", "`ben` is a user, not a resource; {}"),
            ("ana x commitments.search", "unknown action `x`; {}"),
            ("ana commitments.search PO-7 x", "too many words: {}"),
        ],
    )
    def test_the_wrong_order_is_said(self, command: Command, words: str, message: str) -> None:
        """Words in the wrong order are an error that says the order."""
        ran = command(f"can {words} {FACTS}")

        whole = message.format("the order is [USER] ACTION [RESOURCE]")
        assert ran == (2, "", f"permmatrix: {whole}\n")

    def test_a_user_nothing_is_known_of_is_no_denial(self, command: Command) -> None:
        """A forgotten file of facts is an error, and not a no."""
        ran = command("can ana commitments.search")

        assert ran.code == 2
        assert "nothing is known of `ana`: name a file of facts with --facts" in ran.err

    def test_no_user_has_no_id(self, command: Command) -> None:
        """What hangs on the user's id is unknown where nobody is named."""
        asked = "can commitments.submit_progress_claim_as_contact PO-7"

        ran = command(f"{asked} {FACTS} --level standard")

        assert ran.out == "no: not enough is known to say yes: user.id was not given\n"


class TestUnknownNames:
    """A name nobody declared is an error, never a denial."""

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ("anna commitments.search", "unknown user `anna`; did you mean `ana`?"),
            (
                "zoe commitments.search",
                "unknown user `zoe`; the users are: `ana`, `ben`, `chi`, `dov`, `eve`, `fay`",
            ),
            ("ana commitments.serch", "unknown action `commitments.serch`; did you mean"),
            ("ana search", "unknown action `search`; did you mean `commitments.search`?"),
            ("ana fly", "unknown action `fly`; `permmatrix list --all` shows every action"),
            ("ana commitments.search PO7", "unknown resource `PO7`; did you mean `PO-7`"),
        ],
    )
    def test_of_users_actions_and_resources(
        self, command: Command, arguments: str, message: str
    ) -> None:
        """The message has the name that was meant, or those there are."""
        ran = command(f"can {arguments} {FACTS}")

        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"permmatrix: {message}")

    @pytest.mark.parametrize(
        ("option", "message"),
        [
            ("--platform andriod", "unknown platform `andriod`; did you mean `android`?"),
            ("--platform tv", "the platforms are: `web`, `ios`, `android`"),
            ("--level admn", "unknown level `admn` of `commitments`; did you mean `admin`?"),
            ("--level commitments=", "unknown level `` of `commitments`; its levels are: `none`"),
            ("--level comitments=admin", "unknown tool `comitments`; did you mean `commitments`?"),
            ("--level =admin", "unknown tool ``; the policy's tools are: `commitments`"),
            ("--granular create_purchase_ordr", "did you mean `create_purchase_order_contract`?"),
            ("--granular zz", "`zz` of `commitments`; its granular permissions are: `view_priv"),
            ("--fact privte=true", "did you mean `private`?"),
            ("--fact resource.privte=true", "did you mean `resource.private`"),
            ("--fact resource=true", "`resource` is neither a condition nor a fact the policy"),
            ("--fact resource..x=1", "`resource..x` is neither a condition nor a fact"),
            ("--fact =true", "`` is neither a condition nor a fact the policy reads; known are"),
        ],
    )
    def test_in_options(self, command: Command, option: str, message: str) -> None:
        """The message has the name that was meant, or those there are."""
        ran = command(f"can ana commitments.search {FACTS} {option}")

        assert (ran.code, ran.out) == (2, "")
        assert message in ran.err

    def test_a_level_that_is_not_handed_out_is_one(self, command: Command) -> None:
        """Nobody can be given a column that follows from facts."""
        ran = command("can documents.read --matrices documents.yaml --level owner")

        assert ran.code == 2
        assert "its levels are: `none`, `viewer`, `editor`" in ran.err


class TestLevelAndGranular:
    """--level takes the place of what the facts say, --granular comes on top of it."""

    def test_a_level_replaces_those_of_its_tool(self, command: Command) -> None:
        """What if ben were only Standard."""
        ran = command(f"can ben commitments.edit_purchase_order PO-7 {FACTS} --level standard")

        assert ran.out == "no: Standard on Commitments does not allow it; Admin would\n"

    def test_a_level_leaves_other_tools_alone(self, command: Command) -> None:
        """Ben stays Admin on Commitments whatever is said of Head Contracts."""
        asked = f"can ben commitments.edit_purchase_order PO-7 {FACTS}"

        assert command(f"{asked} --level head_contracts=none").code == 0

    @pytest.mark.parametrize("levels", [("none", "admin"), ("admin", "none")])
    def test_several_levels_are_held_together(
        self, command: Command, levels: tuple[str, str]
    ) -> None:
        """One level that allows is enough, in whatever order they are said."""
        first, second = levels

        ran = command(f"can commitments.edit_purchase_order --level {first} --level {second}")

        assert ran.code == 0

    def test_a_level_counts_in_the_scope_at_hand(self, command: Command) -> None:
        """Eve, who is Admin elsewhere, is Read Only here."""
        ran = command(f"can eve commitments.search PO-7 {FACTS} --level read_only")

        assert ran.out == "yes: Read Only on Commitments allows it\n"

    def test_a_granular_permission_adds_to_those_held(self, command: Command) -> None:
        """Ana keeps the permission she has, so that the two together are enough."""
        asked = f"can ana commitments.create_subcontractor_sov PO-7 {FACTS}"

        assert command(asked).code == 1
        assert command(f"{asked} --granular create_work_order_contract").code == 0

    @pytest.mark.parametrize(("project", "code"), [("here", 0), ("there", 1), ("unknown", 1)])
    def test_a_granular_permission_counts_in_the_scope_at_hand(
        self, command: Command, tmp_path: Path, project: str, code: int
    ) -> None:
        """It adds to what is held in this project, and brings nothing over from another."""
        held = "{here: [create_purchase_order_contract], there: []}"
        (tmp_path / "facts.yaml").write_text(
            "format: permmatrix-facts/1\nusers:\n"
            f"  ana: {{levels: {{commitments: read_only}}, granular: {{commitments: {held}}}}}\n",
            encoding="utf-8",
        )

        asked = "can ana commitments.create_subcontractor_sov --facts facts.yaml"
        more = f"--granular create_work_order_contract --fact resource.project={project}"
        assert command(f"{asked} {more}").code == code

    def test_a_granular_permission_counts_in_a_scope_not_held_before(
        self, command: Command, tmp_path: Path
    ) -> None:
        """Nothing was held in this project, and now two permissions are."""
        (tmp_path / "facts.yaml").write_text(
            "format: permmatrix-facts/1\nusers:\n"
            "  ana: {levels: {commitments: read_only}, granular: {commitments: {there: []}}}\n",
            encoding="utf-8",
        )
        asked = "can ana commitments.create_subcontractor_sov --facts facts.yaml"
        both = "--granular create_purchase_order_contract --granular create_work_order_contract"

        assert command(f"{asked} {both} --fact resource.project=here").code == 0

    def test_adding_to_what_is_unknown_is_refused(self, command: Command) -> None:
        """To know one permission is not to know that there are no others."""
        unknown = "--fact user.granular.commitments=unknown"

        ran = command(f"can commitments.search {unknown} --granular create_work_order_contract")

        assert ran.code == 2
        assert "what the user holds on `commitments` is not known" in ran.err

    @pytest.mark.parametrize(
        ("key", "option"),
        [("levels", "--level admin"), ("granular", "--granular create_work_order_contract")],
    )
    def test_building_on_another_kind_is_refused(
        self, command: Command, key: str, option: str
    ) -> None:
        """What --fact spoils, another option cannot build on."""
        ran = command(f"can commitments.search --fact user.{key}=5 {option}")

        assert ran.code == 2
        assert ran.err.startswith(f"permmatrix: --fact user.{key} and {option.partition(' ')[0]} ")

    def test_the_tool_goes_without_saying_for_an_operation(self, command: Command) -> None:
        """An operation's rows have one tool."""
        ran = command("can commitments.set_or_release_retention --level admin")

        assert ran.out == "yes: Admin on Commitments allows it\n"


class TestFact:
    """--fact says what a condition or a path is."""

    def test_a_condition_is_taken_as_given(self, command: Command) -> None:
        """A condition said to be true is not tested: nobody is a contact on PO-8."""
        asked = f"can chi commitments.submit_progress_claim_as_contact PO-8 {FACTS}"

        assert command(asked).code == 1
        assert command(f"{asked} --fact progress_claim_contact=true").code == 0

    @pytest.mark.parametrize(
        ("value", "code"), [("true", 1), ("TRUE", 1), ("false", 0), ("unknown", 1)]
    )
    def test_a_condition_has_three_values(self, command: Command, value: str, code: int) -> None:
        """A condition is true, false or unknown; the row is about documents that are not locked."""
        asked = "can documents.edit --matrices documents.yaml --level editor"

        assert command(f"{asked} --fact locked={value}").code == code

    def test_a_condition_answers_for_itself_alone(self, command: Command, tmp_path: Path) -> None:
        """A condition that reads a fact of the same name is not answered with it."""
        text = DOCUMENTS.replace("{equals: [resource.author, user.id]}", "{given: locked}")
        (tmp_path / "same.yaml").write_text(text, encoding="utf-8")

        asked = "can documents.edit --matrices same.yaml --level viewer"
        ran = command(f"{asked} --fact locked=false")

        assert ran.out == "no: not enough is known to say yes: context.locked was not given\n"

    @pytest.mark.parametrize(
        ("members", "answer"),
        [
            ("[ana, zoe]", "yes"),
            ('["zoe"]', "yes"),
            ("[]", "no: Standard on Head Contracts needs more"),
            ("[unknown]", "no: Standard on Head Contracts needs more"),
            ("zoe", "no: a fact cannot be used: resource.private_members should be a collection"),
            ("unknown", "no: not enough is known to say yes: resource.private_members was not"),
        ],
    )
    def test_a_path_has_any_value(self, command: Command, members: str, answer: str) -> None:
        """A path's value is read as YAML, and tested like any other fact."""
        asked = "can head_contracts.view_private_head_contract --level standard"
        facts = "--fact private=true --fact user.id=zoe"

        ran = command(f"{asked} {facts}", "--fact", f"resource.private_members={members}")

        assert ran.out.startswith(answer)

    @pytest.mark.parametrize("scope", ["=read_only", ".harbour=read_only", "={harbour: read_only}"])
    def test_paths_reach_into_facts(self, command: Command, scope: str) -> None:
        """A path sets what is held on one tool of several, and in one project of many."""
        asked = f"can fay head_contracts.view_head_contract HC-1 {FACTS}"

        ran = command(asked, "--fact", f"user.levels.head_contracts{scope}")

        assert ran.code == 0

    @pytest.mark.parametrize(
        ("fact", "message"),
        [
            ("private", "--fact private: write NAME=VALUE, such as private=true"),
            ("private=yes", "the value of a condition is true, false or unknown"),
            ("private=", "the value of a condition is true, false or unknown"),
            ("resource.private=", "there is no value; write a text, a number, true"),
            ("resource.private=#1", "there is no value; write a text, a number, true"),
            ("resource.private=[ana", "the value cannot be read; write a text, a number"),
            ("resource.private=*x", "the value cannot be read; write a text, a number"),
            ("resource.private=!x y", "the value cannot be read; write a text, a number"),
            ("resource.private={a: 1, a: 2}", "the value cannot be read; write a text"),
            ("resource.private=\x07", "the value cannot be read; write a text, a number"),
        ],
    )
    def test_a_value_that_cannot_be_read_is_an_error(
        self, command: Command, fact: str, message: str
    ) -> None:
        """A half-written value is an error that shows how to write one."""
        ran = command("can head_contracts.view_head_contract", "--fact", fact)

        assert (ran.code, ran.out) == (2, "")
        assert message in ran.err

    def test_a_fact_is_said_once(self, command: Command) -> None:
        """Of two values neither is the last word."""
        facts = "--fact private=true --fact private=false"

        ran = command(f"can head_contracts.view_head_contract {facts}")

        assert ran == (2, "", "permmatrix: --fact private is given twice\n")


class TestStrict:
    """--strict turns a denial that only waits on facts into an error."""

    def test_missing_facts_are_an_error(self, command: Command) -> None:
        """The error names them."""
        asked = f"can chi commitments.submit_progress_claim_as_contact SC-3 {FACTS}"

        ran = command(f"{asked} --strict")

        assert (ran.code, ran.out) == (2, "")
        assert ran.err.endswith("cannot be decided without resource.progress_claim_contacts\n")

    def test_a_fact_of_the_wrong_kind_is_an_error(self, command: Command) -> None:
        """The error says what was expected."""
        asked = "can head_contracts.view_public_head_contract --level standard"

        ran = command(f"{asked} --fact resource.private=yes --strict")

        message = "permmatrix: resource.private should be true or false, but is text\n"
        assert ran == (2, "", message)

    @pytest.mark.parametrize(("user", "code"), [("ben", 0), ("fay", 1)])
    def test_what_is_known_is_answered(self, command: Command, user: str, code: int) -> None:
        """An answer that waits on nothing is the same."""
        assert command(f"can {user} commitments.search PO-7 {FACTS} --strict").code == code


class TestFiles:
    """A file with a problem gives no answer, and so never the exit code of a no."""

    def test_a_broken_matrix_is_reported(self, command: Command, tmp_path: Path) -> None:
        """The report goes to standard error, at its place."""
        (tmp_path / "broken.yaml").write_text(DOCUMENTS.replace("all:", "al:"), encoding="utf-8")

        ran = command("can documents.read --matrices broken.yaml --level viewer")

        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("broken.yaml:15:")
        assert ran.err.endswith("Found 1 problem.\n")

    @pytest.mark.parametrize("option", ["--matrices", "--facts"])
    def test_a_missing_file_is_reported(self, command: Command, option: str) -> None:
        """A file that is not there is named."""
        ran = command(f"can ana commitments.search {option} nowhere.yaml")

        assert ran.code == 2
        assert ran.err.startswith(
            "nowhere.yaml:1:1: PM101 the file cannot be read: no such file or directory\n"
        )

    def test_matrices_may_be_several(self, command: Command) -> None:
        """--matrices is repeatable, and all are asked together."""
        both = f"--matrices documents.yaml --matrices {MATRICES}"

        assert command(f"can documents.read {both} --level viewer").code == 0
        assert command(f"can commitments.search {both} --level read_only").code == 0

    def test_standard_input_holds_one_thing(self, command: Command) -> None:
        """Matrices and facts cannot both be standard input."""
        ran = command("can a b.c --facts - --matrices -")

        message = "permmatrix: standard input can hold matrices or facts, not both\n"
        assert ran == (2, "", message)
