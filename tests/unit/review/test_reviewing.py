"""A review of people, case by case: what is found, and what is not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from permmatrix import FactError, UnknownNameError
from permmatrix.errors import LimitError
from permmatrix.facts_file import Facts
from permmatrix.model import MatrixSet
from permmatrix.reading import read_sources
from permmatrix.review import (
    Broken,
    Excess,
    Finding,
    Idle,
    NotTold,
    Review,
    Shortage,
    Tripped,
    Why,
    review,
)
from permmatrix.review.told import diagnostics
from permmatrix.source import Source

MATRIX = """\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels: {none: None, viewer: Viewer, editor: Editor, admin: Admin}
default_level: none
scope: resource.project
tools:
  docs: {title: Documents}
  team: {title: Team, levels: {member: Member}}
granular: {share: {title: Share}, sign: {title: Sign}, stamp: {title: Stamp}, idle: {title: Idle}}
conditions:
  author: {title: author, test: {equals: [resource.author, user.id]}}
  draft: {title: a draft, test: {is_true: resource.draft}}
actions:
  read: {title: Read, aliases: [look], cells: {viewer: allow, editor: allow, admin: allow}}
  edit: {title: Edit, cells: {viewer: author, editor: allow, admin: allow}}
  share: {title: Share, cells: {viewer: share, editor: {all: [share, draft]}, admin: allow}}
  publish: {title: Publish, cells: {editor: {not: author}, admin: allow}}
  seal: {title: Seal, cells: {viewer: {any: [sign, stamp]}, admin: allow}}
operations:
  change: {title: Change, any_of: [edit, publish]}
"""
ADVISORIES = """\
advisories:
  wide:
    when: {all: [author, {level: {at_least: editor}}]}
    says: An author edits what is theirs anyway.
  everywhere:
    when: {level: {tool: team, is: member}}
    says: Nobody is left in a team for good.
"""


def policy(also: str) -> MatrixSet:
    """Read the policy, with advisories or promises."""
    found, report = read_sources([Source("docs.yaml", MATRIX + also)])
    assert found is not None, str(report)
    return found


WHOLE = policy(ADVISORIES)


def user(levels: Any, granular: Any = (), **facts: Any) -> dict[str, Any]:
    """Make a user who holds this on documents."""
    return {"levels": {"docs": levels}, "granular": {"docs": granular}, **facts}


def found(
    levels: Any, granular: Any = (), needs: tuple[str, ...] | None = None, **facts: Any
) -> tuple[Finding, ...]:
    """Review one user, ana."""
    said = {} if needs is None else {"ana": needs}
    return review(WHOLE, Facts({"ana": user(levels, granular, **facts)}, needs=said)).findings


def policy_by(default: str) -> MatrixSet:
    """Read a policy of a level by default, in which an Admin does not see."""
    text = f"""\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels: {{none: None, read: Read, admin: Admin}}
default_level: {default}
scope: resource.project
actions:
  see: {{title: See, cells: {{read: allow}}}}
  del: {{title: Delete, cells: {{admin: allow}}}}
  sign: {{title: Sign, cells: {{}}}}
"""
    found, report = read_sources([Source("docs.yaml", text)])
    assert found is not None, str(report)
    return found


def paying(row: str, granular: str = "p: {title: P}") -> MatrixSet:
    """Read a policy in which each level allows what no other does, and a Guest nothing."""
    text = f"""\
format: permmatrix/1
id: pay
title: Payments
tool: pay
levels: {{guest: Guest, clerk: Clerk, payer: Payer, owner: Owner}}
granular: {{{granular}}}
actions:
  enter: {{title: Enter, cells: {{clerk: allow}}}}
  pay: {{title: Pay, cells: {{payer: allow}}}}
  wipe: {{title: Wipe, cells: {{owner: allow}}}}
  {row}
"""
    found, report = read_sources([Source("pay.yaml", text)])
    assert found is not None, str(report)
    return found


def idle_in(cell: str, **levels: Any) -> list[str]:
    """Give what changes nothing for a Viewer and Editor with `p`, in a policy of one row."""
    text = f"""\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels: {{viewer: Viewer, editor: Editor}}
tools:
  docs: {{title: Documents}}
  team: {{title: Team, levels: {{member: Member}}, scope: resource.team}}
granular: {{p: {{title: P}}}}
obligations: {{pdf: As PDF}}
conditions:
  author: {{title: author, test: {{equals: [resource.author, user.id]}}}}
  draft: {{title: a draft, test: {{is_true: resource.draft}}}}
actions:
  read: {{title: Read, cells: {{viewer: {cell}}}}}
"""
    whole, report = read_sources([Source("docs.yaml", text)])
    assert whole is not None, str(report)
    held = {"docs": ["viewer", "editor"], **levels}
    ana = {"id": "ana", "levels": held, "granular": {"docs": ["p"]}}
    return [it.granular for it in review(whole, Facts({"ana": ana})) if isinstance(it, Idle)]


class TestIdle:
    """Permissions that change nothing."""

    def test_a_permission_that_changes_something_is_left_alone(self) -> None:
        """A Viewer can share with the permission and not without."""
        assert found("viewer", ["share"]) == ()

    def test_the_level_allows_it_anyway(self) -> None:
        """The reason has the level and the rows that ask for the permission."""
        (it,) = found("admin", ["share"])

        assert isinstance(it, Idle)
        assert (it.user, it.scope, it.tool, it.granular) == ("ana", None, "docs", "share")
        assert it.why is Why.ALLOWED_ANYWAY
        assert it.asked_by == ("docs.share",)
        assert it.levels == (("docs", "admin"),)

    def test_the_level_denies_it_anyway(self) -> None:
        """None is blank in every row, whatever else is held."""
        (it,) = found("none", ["share"])

        assert isinstance(it, Idle)
        assert it.why is Why.DENIED_ANYWAY

    def test_nobody_is_asked_for_it(self) -> None:
        """A permission that no row names."""
        (it,) = found("viewer", ["idle"])

        assert isinstance(it, Idle)
        assert (it.why, it.asked_by, it.levels) == (Why.NOBODY_ASKS, (), ())

    def test_either_of_two_changes_nothing(self) -> None:
        """What else is held stays as it is, so each of two is one too many by itself."""
        two = found("viewer", ["sign", "stamp"])

        assert [it.granular for it in two if isinstance(it, Idle)] == ["sign", "stamp"]
        assert {it.why for it in two if isinstance(it, Idle)} == {Why.ALL_THE_SAME}
        assert found("viewer", ["sign"]) == ()

    def test_those_that_cannot_go_together_are_named(self) -> None:
        """Of two of which either is enough, one is to stay; others have nothing to do with them."""
        two = found("viewer", ["sign", "stamp", "idle"])

        assert {it.granular: it.not_with for it in two if isinstance(it, Idle)} == {
            "sign": (("docs.stamp",),),
            "stamp": (("docs.sign",),),
            "idle": (),
        }
        levels = {"p": "viewer", "q": "viewer"}
        apart = found(levels, {"p": ["sign", "stamp"], "q": ["sign"]})
        assert [(it.scope, it.not_with) for it in apart if isinstance(it, Idle)] == [
            ("p", (("docs.stamp",),)),
            ("p", (("docs.sign",),)),
        ]
        both = found("admin", ["sign", "stamp"])
        assert [it.not_with for it in both if isinstance(it, Idle)] == [(), ()]

    def test_any_two_of_three_may_go(self) -> None:
        """The set of all is what cannot."""
        names = ("p", "q", "r")
        granular = ", ".join(f"{it}: {{title: T}}" for it in names)
        whole = paying("more: {title: M, cells: {clerk: {any: [p, q, r]}}}", granular)
        ana = {"levels": {"pay": "clerk"}, "granular": {"pay": [*names]}}

        told = review(whole, Facts({"ana": ana}))

        assert [it.not_with for it in told if isinstance(it, Idle)] == [
            (("pay.q", "pay.r"),),
            (("pay.p", "pay.r"),),
            (("pay.p", "pay.q"),),
        ]
        said = diagnostics(told)[0].message
        assert said.endswith("; it cannot go together with `pay.q` and `pay.r`")

    def test_of_many_two_or_all_cannot_go(self) -> None:
        """Not every set of many is tried, and none is passed over in silence."""
        names = [f"q{number}" for number in range(9)]
        granular = ", ".join(f"{it}: {{title: T}}" for it in names)
        cell = "{any: [" + ", ".join(names) + "]}"
        ana = {"levels": {"pay": "clerk"}, "granular": {"pay": names}}
        whole = paying(f"more: {{title: M, cells: {{clerk: {cell}}}}}", granular)

        told = review(whole, Facts({"ana": ana}))

        sets = [it.not_with for it in told if isinstance(it, Idle)]
        assert [[len(it) for it in some] for some in sets] == [[8]] * 9

    def test_one_situation_is_enough_to_keep_it(self) -> None:
        """An Editor needs the permission for drafts alone, and so it is no idle one."""
        assert found("editor", ["share"]) == ()

    def test_it_is_judged_in_the_scope_it_is_held_in(self) -> None:
        """Idle in one project, and of use in the other."""
        levels = {"p": "admin", "q": "viewer"}
        (it,) = found(levels, {"p": ["share"], "q": ["share"]})

        assert isinstance(it, Idle)
        assert (it.scope, it.why) == ("p", Why.ALLOWED_ANYWAY)

    def test_what_is_held_everywhere_is_judged_everywhere(self) -> None:
        """One project in which it is of use is enough; another default is looked at too."""
        assert found({"p": "admin", "q": "viewer"}, ["share"]) == ()
        (it,) = found({"p": "admin"}, ["share"])
        assert isinstance(it, Idle)
        assert it.why is Why.ALL_THE_SAME

    def test_an_answer_that_only_unknown_facts_change_is_one(self) -> None:
        """Whether a draft or not, all is allowed; not so where nobody knows which it is."""
        assert idle_in("{any: [p, draft, {not: draft}]}") == []
        assert idle_in("{any: [p, draft, {not: draft}, author]}") == []
        assert idle_in("{any: [{all: [p, draft]}, draft]}") == ["p"]

    @pytest.mark.parametrize(
        ("levels", "granular", "scope", "missing"),
        [
            (None, ["share"], None, "user.levels.docs"),
            ({"p": None, "q": "admin"}, ["share"], None, "user.levels.docs"),
            ({"p": None}, {"p": ["share"]}, "p", "user.levels.docs"),
            ({"p": "admin", "q": None}, {"p": ["share"]}, None, ""),
        ],
    )
    def test_by_a_level_that_is_not_known_nothing_is_found(
        self, levels: Any, granular: Any, scope: str | None, missing: str
    ) -> None:
        """It may be the one that needs the permission; where another is known, that is judged."""
        (it,) = found(levels, granular)

        if not missing:
            assert isinstance(it, Idle)
            return
        assert isinstance(it, NotTold)
        assert (it.what, it.about, it.scope) == ("PM053", "docs.share", scope)
        assert it.missing == (missing,)

    def test_one_known_place_where_it_changes_something_is_enough(self) -> None:
        """Whatever is held in the other."""
        assert found({"p": None, "q": "viewer"}, ["share"]) == ()

    def test_what_matters_and_is_not_known_is_on_any_tool(self) -> None:
        """A level on another tool, if what asks for the permission asks for it too."""
        cell = "{all: [p, {not: {level: {tool: team, is: member}}}]}"

        assert idle_in(cell) == []
        assert idle_in(cell, team=None) == []
        assert idle_in("allow", team=None) == ["p"]

    def test_where_the_scope_is_not_known_is_one_of_the_places(self) -> None:
        """Member or not, all is allowed, but where nobody knows of which team."""
        member = "{level: {tool: team, is: member}}"
        cell = f"{{any: [p, {member}, {{not: {member}}}]}}"

        assert idle_in(cell, team="member") == ["p"]
        assert idle_in(cell, team={"x": "member"}) == []

    def test_a_limit_that_a_permission_takes_away_is_a_change(self) -> None:
        """A yes without obligations is another answer than a yes with them."""
        assert idle_in("p, editor: {when: allow, with: [pdf]}") == []
        assert idle_in("allow, editor: {when: p, with: [pdf]}") == ["p"]

    def test_what_is_not_known_to_be_held_is_not_taken_away(self) -> None:
        """Permissions that nobody told of are none that change nothing."""
        assert found("viewer", None) == ()
        assert found(None, ["idle"]) != ()


class TestNeeds:
    """Whether people hold what they need, and no more."""

    def test_who_says_nothing_is_not_judged(self) -> None:
        """An Admin may be what somebody has to be."""
        whole = review(WHOLE, Facts({"ana": user("admin"), "ben": user("none")}))

        assert whole.ok
        assert whole.not_judged == ("ana", "ben")

    def test_the_least_is_left_alone(self) -> None:
        """A Viewer who needs to read, and an Editor who needs to publish."""
        assert found("viewer", needs=("docs.read",)) == ()
        assert found("editor", needs=("docs.publish",)) == ()
        assert found("none", needs=()) == ()

    def test_more_than_is_needed(self) -> None:
        """What would do, and what can be done besides."""
        (it,) = found("admin", needs=("docs.read",))

        assert isinstance(it, Excess)
        assert [held.levels["docs"] for held in it.instead] == [frozenset({"viewer"})]
        assert it.needs == ("docs.read",)
        assert it.beyond == ("docs.edit", "docs.share", "docs.publish", "docs.seal")
        assert it.new == ()

    def test_a_permission_in_place_of_a_level(self) -> None:
        """The least may be a lower level with a permission."""
        (it,) = found("admin", needs=("docs.share",))

        assert isinstance(it, Excess)
        assert [(held.levels["docs"], held.granular["docs"]) for held in it.instead] == [
            (frozenset({"viewer"}), frozenset({"share"}))
        ]

    def test_nothing_is_needed(self) -> None:
        """An empty list says so, and all that is held is too much."""
        (it,) = found("viewer", needs=())

        assert isinstance(it, Excess)
        assert it.beyond == ("docs.read", "docs.edit")
        assert [held.levels["docs"] for held in it.instead] == [frozenset({"none"})]

    def test_one_of_several_levels_is_too_many(self) -> None:
        """Where no single level is enough, what is held is held against its own parts."""
        whole = paying("")
        ana = {"levels": {"pay": ["clerk", "payer", "owner"]}}

        (it,) = review(whole, Facts({"ana": ana}, needs={"ana": ("pay.enter", "pay.pay")}))

        assert isinstance(it, Excess)
        assert [held.levels["pay"] for held in it.instead] == [frozenset({"clerk", "payer"})]
        assert it.beyond == ("pay.wipe",)
        ben = {"levels": {"pay": ["clerk", "payer"]}}
        assert review(whole, Facts({"ben": ben}, needs={"ben": ("pay.enter", "pay.pay")})).ok

    def test_a_level_beside_others_that_allows_nothing_more(self) -> None:
        """It is too much, as one that is higher than another for nothing."""
        ana = {"levels": {"pay": ["clerk", "payer", "guest"]}}

        (it,) = review(paying(""), Facts({"ana": ana}, needs={"ana": ("pay.enter", "pay.pay")}))

        assert isinstance(it, Excess)
        assert [held.levels["pay"] for held in it.instead] == [frozenset({"clerk", "payer"})]
        assert it.beyond == ()

    def test_a_permission_beside_several_levels(self) -> None:
        """A permission that allows what nobody needs is too much."""
        ana = {"levels": {"pay": ["clerk", "payer"]}, "granular": {"pay": ["p"]}}
        facts = Facts({"ana": ana}, needs={"ana": ("pay.enter", "pay.pay")})

        (it,) = review(paying("more: {title: M, cells: {clerk: p}}"), facts)
        assert isinstance(it, Excess)
        assert [held.granular["pay"] for held in it.instead] == [frozenset()]
        less = "more: {title: M, cells: {clerk: {not: p}}}"
        assert review(paying(less), facts).ok
        (it,) = review(paying(less), Facts({"ana": ana}, needs={"ana": ("pay.enter",)}))
        assert isinstance(it, Excess)
        assert {held.granular["pay"] for held in it.instead} == {frozenset({"p"})}

    def test_too_many_parts_that_hang_together_are_told(self) -> None:
        """What is held is judged exactly, or not at all."""
        names = [f"q{number}" for number in range(13)]
        cell = "{any: [" + ", ".join(names) + "]}"
        granular = ", ".join(f"{it}: {{title: Q}}" for it in names)
        whole = paying(f"more: {{title: M, cells: {{clerk: {cell}}}}}", granular)
        ana = {"levels": {"pay": ["clerk", "payer"]}, "granular": {"pay": names}}

        told = review(whole, Facts({"ana": ana}, needs={"ana": ("pay.enter", "pay.pay")}))
        (it,) = (it for it in told if isinstance(it, NotTold))

        assert it.what == "PM051"
        assert it.errors == ("more than 4096 parts of what is held hang together",)

    def test_an_operation_is_needed_by_any_of_its_rows(self) -> None:
        """None of its rows is beyond what is needed."""
        assert found("viewer", needs=("docs.change",)) == ()
        (it,) = found("editor", needs=("docs.change",))
        assert isinstance(it, Excess)
        assert it.beyond == ("docs.read",)

    def test_less_than_is_needed(self) -> None:
        """What cannot be done, while what is held beyond the rest is said as well."""
        excess, short = found("editor", needs=("docs.read", "docs.seal"))

        assert isinstance(short, Shortage)
        assert short.cannot == ("docs.seal",)
        assert isinstance(excess, Excess)
        assert excess.needs == ("docs.read",)

    def test_some_situation_is_enough(self) -> None:
        """A Viewer edits what is theirs, and needs no more to edit."""
        assert found("viewer", needs=("docs.edit",)) == ()

    def test_each_scope_is_judged_by_itself(self) -> None:
        """Enough in one project, too much in another, and nothing in a third."""
        (it,) = found({"p": "viewer", "q": "admin", "r": "none"}, needs=("docs.read",))

        assert isinstance(it, Excess)
        assert it.scope == "q"

    def test_a_need_is_met_in_some_scope(self) -> None:
        """Where another need is met, what is held is not too little; it may be too much for it."""
        assert found({"p": "editor", "q": "viewer"}, needs=("docs.read", "docs.publish")) == ()
        (it,) = found({"p": "editor", "q": "admin"}, needs=("docs.read", "docs.publish"))
        assert isinstance(it, Excess)
        assert (it.scope, it.needs) == ("q", ("docs.read", "docs.publish"))

    def test_a_need_that_is_met_in_no_scope_is_said_once(self) -> None:
        """With what is held in each."""
        (it,) = found(
            {"p": "editor", "q": "viewer"}, needs=("docs.read", "docs.publish", "docs.seal")
        )

        assert isinstance(it, Shortage)
        assert it.cannot == ("docs.seal",)
        assert [scope for scope, _ in it.holds] == ["p", "q"]

    @pytest.mark.parametrize("empty", ["levels", "granular"])
    def test_a_mapping_that_names_no_scope_hides_nothing(self, empty: str) -> None:
        """What is held everywhere, or by default, is held where nothing else is said."""
        ana = {"levels": {"docs": "admin", "team": "member"}, "granular": {}}
        whole = review(WHOLE, Facts({"ana": {**ana, empty: {**ana[empty], "docs": {}}}}))

        (person,) = whole.people
        ((scope, held),) = person.holds
        assert scope is None
        level = "none" if empty == "levels" else "admin"
        assert (held.levels["docs"], held.levels["team"]) == (
            frozenset({level}),
            frozenset({"member"}),
        )
        assert bool(person.can) is (level == "admin")

    def test_too_much_and_enough_beside_a_mapping_that_names_no_scope(self) -> None:
        """Nothing is needed, or what is held."""
        (it,) = found("admin", {}, needs=())
        assert isinstance(it, Excess)
        assert it.scope is None
        assert found("viewer", {}, needs=("docs.read",)) == ()

    @pytest.mark.parametrize("name", [7, UUID(int=7)])
    def test_scopes_go_by_numbers_too(self, name: Any) -> None:
        """As a policy takes them; their texts stand in what is found."""
        (it,) = found({name: "admin", "q": "viewer"}, needs=("docs.read",))
        assert isinstance(it, Excess)
        assert it.scope == str(name)
        (it,) = found({"q": "viewer"}, {name: ["share"]})
        assert isinstance(it, Idle)
        assert it.scope == str(name)

    def test_a_need_is_met_where_nothing_is_said(self) -> None:
        """In any other project everybody is what the default says, whoever is Admin in one."""
        whole = policy_by("read")
        needs = ("docs.see", "docs.del", "docs.sign")
        ben = user({"harbour": "admin"})

        (it,) = review(whole, Facts({"ben": ben}, needs={"ben": needs}))
        assert isinstance(it, Shortage)
        assert it.cannot == ("docs.sign",)
        assert review(whole, Facts({"ben": ben}, needs={"ben": needs[:2]})).findings == ()
        (person,) = review(whole, Facts({"ben": ben})).people
        assert person.can == ("docs.see", "docs.del")
        (it,) = review(policy_by("none"), Facts({"ben": ben}, needs={"ben": needs[:2]}))
        assert isinstance(it, Shortage)
        assert it.cannot == ("docs.see",)

    def test_a_need_is_met_in_one_scope_where_nothing_is_said_of_the_other(self) -> None:
        """Where scopes are of two kinds, each with none of the other is looked at too."""
        team = "{member: Member, guest: Guest}, default_level: guest, scope: resource.team"
        cell = "{all: [share, {level: {tool: team, is: guest}}]}"
        text = MATRIX.replace("{member: Member}", team).replace("viewer: share", f"viewer: {cell}")
        whole, report = read_sources([Source("docs.yaml", text)])
        assert whole is not None, str(report)
        ana = {
            "levels": {"docs": {"p": "viewer"}, "team": {"t": "member"}},
            "granular": {"docs": ["share"]},
        }

        found = review(whole, Facts({"ana": ana}, needs={"ana": ("docs.share",)}))
        assert "docs.share" in found.people[0].can
        assert not [it for it in found if isinstance(it, Shortage)]

    def test_what_may_be_met_where_nobody_knows_is_no_shortage(self) -> None:
        """What is held in one project is not known, and so it may be enough."""
        (it,) = found({"p": "viewer", "q": None}, needs=("docs.read", "docs.seal"))

        assert isinstance(it, NotTold)
        assert (it.scope, it.missing) == ("q", ("user.levels.docs",))

    def test_permissions_that_change_nothing_are_found_by_themselves(self) -> None:
        """They are one finding and not two."""
        (it,) = found("viewer", ["idle"], needs=("docs.read",))

        assert isinstance(it, Idle)

    def test_what_is_held_and_not_known_is_not_judged(self) -> None:
        """The facts are named; nobody is taken for holding enough."""
        (it,) = found(None, needs=("docs.read",))

        assert isinstance(it, NotTold)
        assert it.missing == ("user.levels.docs",)
        assert it.what == "PM051"

    def test_what_was_used_is_needed(self) -> None:
        """By an id or an alias, beside what the facts say, and of those who said nothing."""
        facts = Facts({"ana": user("viewer"), "ben": user("admin")}, needs={"ana": ("docs.edit",)})
        whole = review(WHOLE, facts, {"ana": ["docs.look"], "ben": ["docs.publish"]})

        assert [it.needs for it in whole.people] == [("docs.read", "docs.edit"), ("docs.publish",)]
        (it,) = whole
        assert isinstance(it, Excess)
        assert it.user == "ben"

    def test_what_was_used_is_declared(self) -> None:
        """An action that there is not is no need that is met."""
        with pytest.raises(UnknownNameError, match=r"docs\.raed"):
            review(WHOLE, Facts({"ana": user("viewer")}), {"ana": ["docs.raed"]})


class TestAdvised:
    """Advisories that speak of somebody."""

    def look(self, levels: Any, **resources: Any) -> tuple[Finding, ...]:
        """Review ana and some documents, by their authors."""
        things = {it: {"id": it, "author": author} for it, author in resources.items()}
        ana = {"id": "ana", **user(levels)}
        return review(WHOLE, Facts({"ana": ana}, things)).findings

    def test_on_the_resources_it_speaks_of(self) -> None:
        """One finding for a user and an advisory, with the resources."""
        (it,) = self.look("editor", a="ana", b="ben", c="ana")

        assert isinstance(it, Tripped)
        assert (it.advisory, it.resources) == ("docs.wide", ("a", "c"))
        assert it.says == "An author edits what is theirs anyway."

    def test_not_below(self) -> None:
        """A Viewer is not spoken of."""
        assert self.look("viewer", a="ana") == ()

    def test_unknown_facts_trip_nothing_and_are_told(self) -> None:
        """Which facts it is, and on which resources."""
        sure, unsure = self.look("editor", a="ana", b=None)

        assert isinstance(sure, Tripped)
        assert sure.resources == ("a",)
        assert isinstance(unsure, NotTold)
        assert (unsure.what, unsure.about) == ("PM054", "docs.wide")
        assert (unsure.resources, unsure.missing) == (("b",), ("resource.author",))

    def test_facts_that_cannot_be_used_are_told(self) -> None:
        """A wrong fact trips nothing and passes for nothing."""
        (it,) = self.look("editor", a=["ana"])

        assert isinstance(it, NotTold)
        wrong = FactError("resource.author", "a single value", "is of type list")
        assert it.errors == (str(wrong),)

    def test_whatever_the_resource_is(self) -> None:
        """An advisory about the user alone is said once, with no resource."""
        ana = {"id": "ana", "levels": {"team": "member"}}
        things = {it: {"id": it, "author": None} for it in "ab"}

        (it,) = review(WHOLE, Facts({"ana": ana}, things)).findings

        assert isinstance(it, Tripped)
        assert (it.advisory, it.resources) == ("docs.everywhere", ())


def promised(claim: str, resources: dict[str, Any], **levels: Any) -> Review:
    """Review people by their levels, with one promise about them."""
    people = {id_: {"id": id_, **user(level)} for id_, level in levels.items()}
    things = {id_: {"id": id_, **it} for id_, it in resources.items()}
    whole = policy(f"invariants: {{it: {{says: It holds., {claim}}}}}\n")
    return review(whole, Facts(people, things))


APART = "different_people: {actions: [edit, publish], resources: %s}"


class TestPromised:
    """What is promised of people."""

    def test_one_person_does_two_things(self) -> None:
        """The person, the actions and the resources; the author of one is kept from it."""
        things = {"a": {"author": "ben"}, "b": {"author": "ana"}, "c": {"author": "chi"}}
        whole = promised(APART % "one", things, ana="editor", ben="viewer")

        (it,) = (it for it in whole if isinstance(it, Broken))

        assert (it.users, it.resources) == (("ana",), ("a", "c"))
        assert it.actions == ("docs.edit", "docs.publish")
        assert whole.people[0].findings == (it,)
        assert not any(isinstance(it, Broken) for it in whole.people[1].findings)

    def test_one_thing_here_and_another_there(self) -> None:
        """To any resource it is enough to do the one here and the other elsewhere."""
        things = {"a": {"project": "p", "author": "x"}, "b": {"project": "q", "author": "ben"}}
        ben = {"p": "editor", "q": "viewer"}
        claim = "different_people: {actions: [publish, edit], resources: %s}"
        apart = claim.replace("publish, edit", "publish, seal")

        assert len(promised(claim % "any", things, ben=ben)) == 2 - 1
        assert promised(apart % "any", things, ben=ben).ok

    def test_where_it_is_not_promised_nothing_is_broken(self) -> None:
        """The claim is made where `when` is true."""
        claim = (APART % "one").replace("one}", "one, when: draft}")
        things = {"a": {"author": "x", "draft": True}, "b": {"author": "x", "draft": False}}

        (it,) = promised(claim, things, ben="admin")

        assert isinstance(it, Broken)
        assert it.resources == ("a",)

    def test_what_is_not_known_is_told(self) -> None:
        """Somebody who may break it is named, with the facts that would say so."""
        (it,) = promised(APART % "one", {"a": {"author": None}}, ben="editor")

        assert isinstance(it, NotTold)
        assert (it.what, it.about, it.user) == ("PM055", "docs.it", "ben")
        assert (it.resources, it.missing) == (("a",), ("resource.author",))

    @pytest.mark.parametrize("resources", ["one", "any"])
    def test_another_thing_that_may_be_done_is_told_beside(self, resources: str) -> None:
        """Two are done for certain, and whether a third is hangs on a fact."""
        actions = f"actions: [read, publish, share], resources: {resources}"
        text = MATRIX.replace("{all: [share, draft]}", "draft")
        claim = f"different_people: {{{actions}}}"
        also = f"invariants: {{it: {{says: It holds., {claim}}}}}\n"
        whole, report = read_sources([Source("docs.yaml", text + also)])
        assert whole is not None, str(report)
        ana = {"id": "ana", **user("editor")}

        broken, told = review(whole, Facts({"ana": ana}, {"a": {"id": "a", "author": "x"}}))

        assert isinstance(broken, Broken)
        assert broken.actions == ("docs.read", "docs.publish")
        assert isinstance(told, NotTold)
        assert (told.what, told.about, told.user) == ("PM055", "docs.it", "ana")
        assert (told.resources, told.missing) == (("a",), ("resource.draft",))

    @pytest.mark.parametrize(
        ("count", "broken"),
        [
            ("at_least: 1", False),
            ("at_least: 2", False),
            ("at_least: 3", True),
            ("at_most: 2", False),
            ("at_most: 1", True),
            ("at_least: 2, at_most: 2", False),
        ],
    )
    def test_people_are_counted(self, count: str, broken: bool) -> None:
        """Two of three can publish."""
        claim = f"people: {{actions: [publish], {count}}}"
        whole = promised(claim, {"a": {"author": "x"}}, ana="admin", ben="editor", chi="viewer")

        assert [it.users for it in whole if isinstance(it, Broken)] == [("ana", "ben")] * broken

    def test_who_are_too_few_have_done_nothing(self) -> None:
        """The finding is the resource's; that of too many is theirs too."""
        things = {"a": {"author": "x"}}
        few = promised("people: {actions: [publish], at_least: 2}", things, ana="admin")
        many = promised("people: {actions: [publish], at_most: 0}", things, ana="admin")

        assert [len(it.people[0].findings) for it in (few, many)] == [0, 1]

    @pytest.mark.parametrize(
        ("count", "told"),
        [
            ("at_least: 1", False),
            ("at_least: 2", True),
            ("at_most: 1", True),
            ("at_most: 2", False),
        ],
    )
    def test_those_who_may_are_counted_for_both_bounds(self, count: str, told: bool) -> None:
        """One can publish, and of one it is not known."""
        claim = f"people: {{actions: [publish], {count}}}"
        whole = promised(claim, {"a": {"author": None}}, ana="admin", ben="editor")

        kinds = [it.what for it in whole if isinstance(it, NotTold) and it.about == "docs.it"]
        assert kinds == ["PM055"] * told
        assert not [it for it in whole if isinstance(it, Broken)]

    def test_a_condition_says_which_resources_are_meant(self) -> None:
        """It is asked whoever asks; where it is not known, that is told."""
        claim = "people: {actions: [read], at_least: 1, when: draft}"
        things = {"a": {"draft": True}, "b": {"draft": False}, "c": {}}

        broken, told = promised(claim, things)

        assert isinstance(broken, Broken)
        assert broken.resources == ("a",)
        assert isinstance(told, NotTold)
        assert (told.resources, told.missing) == (("c",), ("resource.draft",))

    def test_a_condition_about_the_asker_is_not_known(self) -> None:
        """Nobody asks, so that nothing is passed over in silence."""
        claim = "people: {actions: [read], at_least: 1, when: {level: {is: admin}}}"

        (it,) = promised(claim, {"a": {"project": "p"}}, ana="admin")

        assert isinstance(it, NotTold)
        assert it.missing == ("user.levels.docs",)

    def test_without_resources_it_is_asked_about_none(self) -> None:
        """Where no resource is told of, the promise is held against what hangs on none."""
        (it,) = promised("people: {actions: [read], at_least: 2}", {}, ana="admin")

        assert isinstance(it, Broken)
        assert (it.users, it.resources) == (("ana",), (None,))


class TestWhole:
    """The review as a value."""

    def test_it_is_true_where_nothing_was_found(self) -> None:
        """What could not be told is told, and is nothing that was found."""
        assert review(WHOLE, Facts({"ana": user("viewer", ["share"])}))
        assert not review(WHOLE, Facts({"ana": user("viewer", ["idle"])}))
        unsure = review(WHOLE, Facts({"ana": user("editor")}, {"a": {"id": "a"}}))
        assert unsure.ok
        assert len(unsure) == 1

    def test_what_people_can_do(self) -> None:
        """In some situation, in some scope."""
        (ana,) = review(WHOLE, Facts({"ana": user({"p": "viewer", "q": "editor"})})).people

        assert ana.can == ("docs.read", "docs.edit", "docs.publish")
        assert [(scope, held.levels["docs"]) for scope, held in ana.holds] == [
            ("p", frozenset({"viewer"})),
            ("q", frozenset({"editor"})),
        ]

    @pytest.mark.parametrize(
        ("held", "name"),
        [(user("veiwer"), "veiwer"), (user("viewer", ["shar"]), "shar")],
    )
    def test_names_are_declared(self, held: dict[str, Any], name: str) -> None:
        """Somebody who holds what there is not is a mistake, and holds not nothing."""
        with pytest.raises(UnknownNameError, match=name):
            review(WHOLE, Facts({"ana": held}))

    def test_too_many_scopes_are_refused(self) -> None:
        """Where several kinds of scopes go together, what is exact may be too much."""
        text = MATRIX.replace(
            "team: {title: Team, levels: {member: Member}}",
            "team: {title: Team, levels: {member: Member}, scope: resource.team}",
        )
        whole, _ = read_sources([Source("docs.yaml", text)])
        assert whole is not None
        places = dict.fromkeys(map(str, range(100)), "viewer")
        teams = dict.fromkeys(map(str, range(100)), "member")
        ana = {"id": "ana", "levels": {"docs": places, "team": teams}}

        with pytest.raises(LimitError, match="`ana` holds something in 10404 scopes"):
            review(whole, Facts({"ana": ana}))


def large(lower: str, higher: str, count: int) -> MatrixSet:
    """Read a policy of one row that hangs on many conditions, under two levels."""
    conditions = "".join(
        f"  c{number}: {{title: C, test: {{is_true: resource.c{number}}}}}\n"
        for number in range(count)
    )
    text = f"""\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels: {{low: Low, high: High}}
tools: {{docs: {{title: Documents}}}}
granular: {{p: {{title: P}}}}
conditions:
{conditions}\
actions:
  read: {{title: Read, cells: {{low: {lower}, high: {higher}}}}}
"""
    whole, report = read_sources([Source("docs.yaml", text)])
    assert whole is not None, str(report)
    return whole


class TestLimits:
    """What hangs on too many facts is refused, and never guessed at."""

    BOTH: dict[str, Any] = {"id": "ana", "levels": {"docs": ["low", "high"]}}  # noqa: RUF012  not changed

    def test_a_permission_that_cannot_be_settled_is_told(self) -> None:
        """Facts known and unknown are too many together; by one level they are not."""
        lower = ", ".join(f"c{number}" for number in range(12))
        higher = ", ".join(f"{{not: c{number}}}" for number in range(13))
        whole = large(f"{{all: [p, {lower}]}}", f"{{all: [{higher}]}}", 13)
        ana = self.BOTH | {"granular": {"docs": ["p"]}}

        (it,) = review(whole, Facts({"ana": ana}))

        assert isinstance(it, NotTold)
        assert (it.what, it.about) == ("PM053", "docs.p")
        assert it.errors == ("a row hangs on 25 facts together, more than 24",)
        assert review(whole, Facts({"ana": ana | {"levels": {"docs": "low"}}})).findings == ()

    def test_needs_that_cannot_be_settled_are_told(self) -> None:
        """What the least would be is not found beyond a number of conditions."""
        lower = ", ".join(f"c{number}" for number in range(13))
        whole = large(f"{{all: [{lower}]}}", "allow", 13)
        ana = self.BOTH | {"levels": {"docs": "high"}}

        (it,) = review(whole, Facts({"ana": ana}, needs={"ana": ("docs.read",)}))

        assert isinstance(it, NotTold)
        assert (it.what, it.missing) == ("PM051", ())
        assert it.errors == ("an action names more than 12 conditions",)

    def test_a_row_that_cannot_be_settled_is_told_of_one(self) -> None:
        """Nobody is said to be able to do it, or not to be; others are reviewed all the same."""
        lower = ", ".join(f"c{number}" for number in range(13))
        higher = ", ".join(f"c{number}" for number in range(13, 26))
        whole = large(f"{{all: [{lower}]}}", f"{{all: [{higher}]}}", 26)
        ben = {"levels": {"docs": "low"}, "granular": {"docs": ["p"]}}

        found = review(whole, Facts({"ana": self.BOTH, "ben": ben}))
        it, other = found

        assert isinstance(it, NotTold)
        assert (it.user, it.about) == ("ana", "docs.read")
        assert it.errors == ("a row hangs on 26 facts together, more than 24",)
        said = "whether `ana` can do `docs.read` could not be told: a row hangs on 26 facts"
        assert diagnostics(found)[0].message.startswith(said)
        assert isinstance(other, Idle)
        assert [it.can for it in found.people] == [(), ("docs.read",)]

    def test_needs_on_a_row_that_cannot_be_settled_are_told(self) -> None:
        """What is needed is neither met nor lacking."""
        lower = ", ".join(f"c{number}" for number in range(13))
        higher = ", ".join(f"c{number}" for number in range(13, 26))
        whole = large(f"{{all: [{lower}]}}", f"{{all: [{higher}]}}", 26)

        found = review(whole, Facts({"ana": self.BOTH}, needs={"ana": ("docs.read",)}))

        assert [it.what for it in found if isinstance(it, NotTold)] == ["PM056", "PM051"]
        assert found.ok
