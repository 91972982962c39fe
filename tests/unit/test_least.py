"""What is suggested in cases made by hand, in which words, and where it is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from attrs import evolve

import permmatrix as pm
from builders import ALLOW, DENY, matrices, operation, path, row, tool, when
from least_oracle import Everything, compare
from permmatrix.conditions import Contains, Equals, Literal, Test
from permmatrix.errors import AssumptionError, LimitError, UnknownNameError
from permmatrix.least import Least, Suggestion, search, suggested
from permmatrix.least.bitwise import least_unions
from permmatrix.model import Cell, MatrixSet, Tool
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not

OPEN = Equals(path("resource.status"), Literal("open"))
CLOSED = Equals(path("resource.status"), Literal("closed"))


def levels_of(found: Suggestion) -> list[Mapping[str, str]]:
    """Give the levels of the answers."""
    return [it.levels for it in found.answers]


def looked_at(found: MatrixSet, wanted: Sequence[str], unwanted: Sequence[str] = ()) -> Suggestion:
    """Give a suggestion that looking at everything finds too."""
    return compare(Least(found), Everything(found, {}), wanted, unwanted)


class TestLevels:
    """Levels that grant more or less than their order says."""

    def two_tools(self, *others: tuple[str, Cell], other: Tool) -> MatrixSet:
        """Make a hub, at whose Admin level nothing of the other tool is needed."""
        guest: Cell = when(HasLevel("other", ("guest",)))
        return matrices(
            row("wanted", {"none": guest, "admin": ALLOW}),
            row("below", {"none": ALLOW, "admin": DENY}),
            row("rest", {"none": DENY, "admin": DENY, **dict(others)}),
            row(
                "elsewhere",
                {it.id: ALLOW if it.id == "member" else DENY for it in other.levels},
                on="other",
            ),
            tools=[tool("none", "admin", default="none"), other],
        )

    def test_nothing_given_is_not_least_where_the_default_allows_something(self) -> None:
        """A level is given to take away what the default allows, though no wish needs one."""
        other = tool("guest", "member", id_="other", default="member")
        found = looked_at(self.two_tools(other=other), ["m.wanted"])

        assert levels_of(found) == [{"docs": "admin", "other": "guest"}]

    def test_nothing_given_is_not_least_where_a_level_takes_away(self) -> None:
        """A level is given because a row is for those who do not hold it."""
        other = tool("guest", "owner", id_="other")
        takes = ("admin", when(Not(HasLevel("other", ("guest",)))))
        found = looked_at(self.two_tools(takes, other=other), ["m.wanted"])

        assert levels_of(found) == [{"docs": "admin", "other": "guest"}]

    def test_a_level_below_the_default_is_less_than_nothing(self) -> None:
        """To give the lower level is to give less than the default."""
        other = evolve(
            tool("guest", "owner", id_="other", default="owner"), chains=(("guest", "owner"),)
        )
        found = looked_at(self.two_tools(other=other), ["m.wanted"])

        assert levels_of(found) == [{"docs": "admin", "other": "guest"}]

    def test_levels_without_an_order_stand_side_by_side(self) -> None:
        """Where two levels do equally well and neither is lower, both are given."""
        cells: dict[str, Cell] = {"reader": DENY, "left": ALLOW, "right": ALLOW}
        whole = tool(*cells)
        found = matrices(row("edit", cells), tools=[whole])
        ordered = matrices(row("edit", cells), tools=[evolve(whole, chains=(tuple(cells),))])

        assert levels_of(looked_at(found, ["m.edit"])) == [{"docs": "left"}, {"docs": "right"}]
        assert levels_of(looked_at(ordered, ["m.edit"])) == [{"docs": "left"}]

    def test_what_the_default_allows_needs_nothing(self) -> None:
        """The default level is what somebody holds to whom nothing is given."""
        cells: dict[str, Cell] = {"none": DENY, "guest": ALLOW}
        found = matrices(row("read", cells), tools=[tool(*cells, default="guest")])

        (answer,) = looked_at(found, ["m.read"]).answers

        assert (answer.levels, answer.granular, answer.power) == ({}, {}, 1)
        assert str(answer).startswith("Nothing\n  allows read [m.read]\n")


class TestPermissions:
    """Permissions that take away, and that are known under conditions."""

    def test_a_permission_that_takes_away_is_given_where_it_does(self) -> None:
        """The less powerful holding has more permissions."""
        found = matrices(
            row(
                "read",
                {"guest": when(Any((HasGranular("docs", "a"), Not(HasGranular("docs", "b")))))},
            ),
            row("edit", {"guest": when(Not(HasGranular("docs", "b")))}),
            tools=[tool("guest")],
            granular=["a", "b"],
        )

        answers = looked_at(found, ["m.read"]).answers

        assert [it.granular for it in answers] == [
            {"docs": frozenset({"a", "b"})},
        ]

    def test_what_must_be_true_is_said(self) -> None:
        """Each alternative is short, and what is assumed is not said again."""
        needed = Any((All((Holds("own"), Not(Holds("locked")))), Holds("open")))
        found = matrices(
            row("edit", {"guest": when(needed)}),
            tools=[tool("guest")],
            conditions=["own", "locked", "open"],
        )

        (answer,) = suggested(found, ["m.edit"]).answers
        (unlocked,) = suggested(found, ["m.edit"], assumed={"locked": False}).answers
        (opened,) = suggested(found, ["m.edit"], assumed={"open": True}).answers

        assert answer.provided == {"m.edit": ({"open": True}, {"own": True, "locked": False})}
        assert unlocked.provided == {"m.edit": ({"own": True}, {"open": True})}
        assert opened.provided == {}
        assert "allows edit [m.edit], given open; or own and not locked\n" in str(answer)

    def test_what_must_always_be_allowed_needs_no_condition(self) -> None:
        """A level that allows under a condition does not do where it must do always."""
        cells: dict[str, Cell] = {"guest": when(Holds("own")), "owner": ALLOW}
        found = matrices(row("edit", cells), tools=[tool(*cells)], conditions=["own"])

        assert levels_of(suggested(found, ["m.edit"], always=True)) == [{"docs": "owner"}]
        assert levels_of(suggested(found, ["m.edit"], assumed={"own": False})) == [
            {"docs": "owner"}
        ]


class TestConditions:
    """Conditions that read the same value."""

    def found(self) -> MatrixSet:
        """Make a row for what is closed, and one for what is both."""
        both = All((Holds("open"), Holds("closed")))
        return matrices(
            row("reopen", {"guest": when(Holds("closed"))}),
            row("both", {"guest": when(both)}),
            tools=[tool("guest")],
            conditions={"open": OPEN, "closed": CLOSED},
        )

    def test_what_can_never_be_is_never_allowed(self) -> None:
        """No situation is both open and closed, and none that is open lets it be reopened."""
        least = Least(self.found())

        assert not least.suggested(["m.both"])
        assert not least.suggested(["m.reopen"], assumed={"open": True})
        assert least.suggested(["m.reopen"], assumed={"open": False})

    def test_what_is_assumed_must_be_possible(self) -> None:
        """To assume what can never be is a mistake, and not a proof of anything."""
        with pytest.raises(AssumptionError, match=r"together: open=true, closed=true"):
            suggested(self.found(), ["m.reopen"], assumed={"open": True, "closed": True})

    def test_one_test_by_two_names_has_one_answer(self) -> None:
        """Two conditions that test the same cannot be assumed to differ."""
        found = matrices(
            row("edit", {"guest": when(Holds("also_open"))}),
            tools=[tool("guest")],
            conditions={"open": OPEN, "also_open": OPEN},
        )

        with pytest.raises(AssumptionError):
            suggested(found, ["m.edit"], assumed={"open": True, "also_open": False})
        (answer,) = suggested(found, ["m.edit"]).answers
        assert answer.provided == {"m.edit": ({"open": True},)}


class TestNames:
    """What is asked for by name."""

    def found(self) -> MatrixSet:
        """Make two rows with an operation over one of them."""
        return matrices(
            row("read", {"guest": ALLOW}, aliases=("see",)),
            row("edit", {"guest": when(Holds("own"))}),
            tools=[tool("guest")],
            conditions=["own"],
            operations=[operation("do", "edit", aliases=("act",))],
        )

    def test_an_alias_is_the_action(self) -> None:
        """Names of one action are one wish, and it goes by its id."""
        found = suggested(self.found(), ["m.see", "m.read", "m.act"])

        assert found.wanted == ("m.read", "m.do")

    def test_a_pattern_is_all_rows_it_fits(self) -> None:
        """A name with a star stands for rows, as in invariants."""
        assert suggested(self.found(), ["m.*"]).wanted == ("m.read", "m.edit")

    def test_rows_of_a_wanted_operation_are_not_told_again(self) -> None:
        """What an operation is made of is no more than was asked for."""
        (answer,) = suggested(self.found(), ["m.do"]).answers

        assert answer.also == ("m.read",)

    @pytest.mark.parametrize("name", ["m.raed", "m.z*"])
    def test_an_unknown_action_is_a_mistake(self, name: str) -> None:
        """It is never taken for one that nobody can do; the name meant is suggested."""
        with pytest.raises(UnknownNameError) as raised:
            suggested(self.found(), [], [name])

        assert (raised.value.kind, raised.value.name) == ("action", name)
        assert raised.value.suggestions[:1] == (("m.read",) if name == "m.raed" else ())

    def test_an_unknown_condition_is_a_mistake(self) -> None:
        """The condition meant is suggested."""
        with pytest.raises(UnknownNameError, match="unknown condition `owns`; did you mean `own`"):
            suggested(self.found(), ["m.read"], assumed={"owns": True})

    def test_nothing_wanted_is_given_nothing(self) -> None:
        """Nothing is the smallest holding that allows none of what is unwanted."""
        (answer,) = suggested(self.found(), [], ["m.read"]).answers

        assert (answer.levels, answer.granular, answer.power) == ({}, {}, 0)


class TestConflicts:
    """Why there is no answer, in words."""

    def found(self) -> MatrixSet:
        """Make rows that go together and rows that do not."""
        sign = when(HasGranular("docs", "sign"))
        return matrices(
            row("read", {"guest": ALLOW, "admin": ALLOW}),
            row("edit", {"guest": sign, "admin": ALLOW}),
            row("claim", {"guest": ALLOW, "admin": DENY}),
            row("settle", {"guest": DENY, "admin": ALLOW}),
            row("never", {"guest": DENY, "admin": DENY}),
            tools=[tool("guest", "admin")],
            granular=["sign"],
        )

    def words(self, wanted: Sequence[str], unwanted: Sequence[str] = ()) -> list[str]:
        """Give the conflicts in words."""
        found = looked_at(self.found(), wanted, unwanted)
        assert not found
        assert str(found).startswith("Nothing that can be given will do.\n\n")
        return [str(it) for it in found.conflicts]

    def test_what_comes_with_what(self) -> None:
        """Every way to what is wanted is shown to allow the other as well."""
        (words,) = self.words(["m.edit"], ["m.read"])

        assert words == (
            "Whatever allows edit [m.edit] allows read [m.read] too:\n"
            "  guest on docs, with the granular permission sign\n"
            "  admin on docs"
        )

    def test_one_of_several_comes_with_it(self) -> None:
        """Each way says which of the unwanted it allows."""
        (words,) = self.words(["m.read"], ["m.claim", "m.settle"])

        assert words == (
            "Whatever allows read [m.read] allows claim [m.claim] or settle [m.settle] too:\n"
            "  guest on docs: `m.claim`\n"
            "  admin on docs: `m.settle`"
        )

    def test_what_does_not_go_together(self) -> None:
        """The ways to each of them are shown."""
        (words,) = self.words(["m.claim", "m.settle"])

        assert words == (
            "Nothing that can be given allows both claim [m.claim] and settle [m.settle]:\n"
            "  guest on docs: `m.claim`\n"
            "  admin on docs: `m.settle`"
        )

    def test_what_nobody_can_do(self) -> None:
        """It needs no more words than that."""
        assert self.words(["m.never"]) == ["Nothing that can be given allows never [m.never]."]

    def test_what_is_wanted_and_unwanted(self) -> None:
        """The conflict is itself."""
        assert self.words(["m.read"], ["m.read"]) == [
            "read [m.read] is wanted and unwanted at once."
        ]

    def test_what_everybody_can_do(self) -> None:
        """Whatever is given, or nothing, allows it."""
        found = matrices(row("read", {"guest": ALLOW}), tools=[tool("guest", default="guest")])

        (conflict,) = looked_at(found, [], ["m.read"]).conflicts

        assert str(conflict) == "Whatever is given allows read [m.read]:\n  Nothing"

    def test_every_conflict_is_told_of(self) -> None:
        """Two reasons are two conflicts, of which neither has more than it takes."""
        assert len(self.words(["m.never", "m.claim", "m.settle"])) == 2


class TestLimits:
    """Past a stated limit there is an error in place of an answer."""

    def test_many_permissions_that_hang_together(self) -> None:
        """Each of fifteen permissions is enough together with the next."""
        names = [f"p{number}" for number in range(16)]
        pairs = [All((HasGranular("docs", a), HasGranular("docs", b))) for a, b in pairwise(names)]
        rows = [row(f"row{number}", {"guest": when(pair)}) for number, pair in enumerate(pairs)]
        found = matrices(*rows, tools=[tool("guest")], granular=names)

        with pytest.raises(LimitError, match="16 permissions hang together, more than 14"):
            suggested(found, ["m.*"])

    def test_many_permissions_that_do_not(self) -> None:
        """Forty rows with a permission each are no trouble."""
        names = [f"p{number}" for number in range(40)]
        rows = [row(f"row_{name}", {"guest": when(HasGranular("docs", name))}) for name in names]
        found = matrices(*rows, tools=[tool("guest")], granular=names)

        (answer,) = suggested(found, ["m.*"]).answers

        assert answer.granular == {"docs": frozenset(names)}

    def test_many_conditions_of_a_row(self) -> None:
        """A row of thirteen conditions is refused, whichever row is asked for."""
        names = [f"c{number}" for number in range(13)]
        wide = row("wide", {"guest": when(Any(tuple(map(Holds, names))))})
        found = matrices(
            row("read", {"guest": ALLOW}), wide, tools=[tool("guest")], conditions=names
        )

        with pytest.raises(LimitError, match="an action names more than 12 conditions"):
            suggested(found, ["m.read"])

    def test_many_facts_of_an_action(self) -> None:
        """One action may hang on twenty permissions and conditions."""
        names = [f"p{number}" for number in range(21)]
        needed = Any(tuple(HasGranular("docs", name) for name in names))
        found = matrices(
            row("edit", {"guest": when(needed)}), tools=[tool("guest")], granular=names
        )

        with pytest.raises(LimitError, match="21 permissions and conditions, more than 20"):
            suggested(found, ["m.edit"])

    def test_many_tools_of_an_action(self) -> None:
        """One action may hang on so many ways to hold levels."""
        tools = [tool("none", "one", "two", id_=f"t{number}") for number in range(7)]
        needed = Any(tuple(HasLevel(it.id, ("two",)) for it in tools))
        cells: dict[str, Cell] = {"none": when(needed), "one": DENY, "two": DENY}
        found = matrices(row("edit", cells, on="t0"), tools=tools)

        with pytest.raises(LimitError, match="more than 4096 ways"):
            suggested(found, ["m.edit"])

    def test_many_answers(self) -> None:
        """Ten rows that two permissions each allow have 1,024 answers."""
        rows = [
            row(
                f"row{n}",
                {"guest": when(Any((HasGranular("docs", f"a{n}"), HasGranular("docs", f"b{n}"))))},
            )
            for n in range(10)
        ]
        names = [f"{letter}{n}" for n in range(10) for letter in "ab"]
        found = matrices(*rows, tools=[tool("guest")], granular=names)
        extra = [row(f"also{name}", {"guest": when(HasGranular("docs", name))}) for name in names]
        apart = matrices(*rows, *extra, tools=[tool("guest")], granular=names)

        with pytest.raises(LimitError, match="more than 1000 answers"):
            suggested(apart, [it.id for it in rows])
        with pytest.raises(LimitError, match="more than 1000 answers"):
            suggested(found, [it.id for it in rows])

    def test_conditions_that_hang_together_in_too_many_ways(self) -> None:
        """What cannot be settled exactly is not settled."""
        tests: dict[str, Test] = {
            f"c{number}": Contains(path("resource.tags"), Literal(f"t{number}"))
            for number in range(12)
        }
        tests |= {f"d{n}": Contains(path("resource.tags"), Literal(f"u{n}")) for n in range(4)}
        half = [list(tests)[:8], list(tests)[8:]]
        rows = [
            row(f"row{n}", {"guest": when(Any(tuple(map(Holds, names))))})
            for n, names in enumerate(half)
        ]
        found = matrices(*rows, tools=[tool("guest")], conditions=tests)

        with pytest.raises(LimitError, match="hang together in more ways than are tried"):
            suggested(found, ["m.row0"], assumed=dict.fromkeys(half[1], False))

    @pytest.mark.parametrize(
        ("most", "message"),
        [
            ("MOST_STEPS", "more than 1 ways to hold levels"),
            ("MOST_FOUND", "more than 1 holdings"),
            ("MOST_CONFLICTS", "more than 1 conflicts"),
        ],
    )
    def test_what_is_looked_at_has_a_most(
        self, monkeypatch: pytest.MonkeyPatch, most: str, message: str
    ) -> None:
        """Steps, holdings and conflicts are counted, and too many of them are an error."""
        either = when(Any((HasGranular("docs", "a"), HasGranular("docs", "b"))))
        found = matrices(
            row("edit", {"guest": either}),
            row("never", {"guest": DENY}),
            row("nor", {"guest": DENY}),
            row("this", {"guest": ALLOW}),
            row("that", {"guest": ALLOW}),
            tools=[tool("guest")],
            granular=["a", "b"],
        )
        monkeypatch.setattr(search, most, 1)

        with pytest.raises(LimitError, match=message):
            suggested(
                found, ["m.edit", "m.never", "m.nor"] if most == "MOST_CONFLICTS" else ["m.edit"]
            )

    def test_unions_have_a_most(self) -> None:
        """Sets are counted on the way."""
        with pytest.raises(OverflowError):
            least_unions([[1 << n, 2 << n] for n in range(0, 20, 2)], 100)


class TestPolicy:
    """What an application calls."""

    def test_a_policy_suggests(self) -> None:
        """The shipped matrices say what a contact needs."""
        found = pm.load().suggest(
            ["commitments.create_progress_claim_as_contact"],
            ["commitments.claim_release_of_retention"],
        )

        (answer,) = found.answers
        assert answer.levels == {"commitments": "read_only"}
        assert answer.provided == {
            "commitments.create_progress_claim_as_contact": ({"progress_claim_contact": True},)
        }

    def test_a_compiled_policy_suggests(self) -> None:
        """It reads the matrices that it carries."""
        compiled = pm.Policy(pm.load().program)

        assert compiled.suggest(["commitments.search"]) == pm.load().suggest(["commitments.search"])

    def test_one_question_leaves_nothing_for_the_next(self) -> None:
        """What is kept between questions changes no answer."""
        policy = pm.load()
        least = Least(MatrixSet(tuple(policy.matrices.values())))
        for assumed in ({}, {"private": True}, {}, {"progress_claim_contact": False}):
            asked = (["head_contracts.view_head_contract"], ["head_contracts.edit_progress_claim"])
            assert least.suggested(*asked, assumed) == policy.suggest(*asked, assumed)
