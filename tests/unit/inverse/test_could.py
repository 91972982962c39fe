"""Tests of `permmatrix.inverse.could`, and of ways, their order and their words."""

from __future__ import annotations

import pytest

from builders import ALLOW, DENY, column, matrices, operation, path, row, tool, when
from permmatrix import UnknownNameError, User
from permmatrix.conditions import Contains, Given, IsTrue
from permmatrix.inverse import Way, who_could
from permmatrix.model import MatrixSet
from permmatrix.requirements import All, HasGranular, HasLevel, Holds, Not
from permmatrix.requirements import Any as AnyOf

LISTED = {"listed": Contains(path("resource.members"), path("user.id"))}
PRIVATE = {"private": IsTrue(path("resource.private"))}


def policy(**cells: object) -> MatrixSet:
    """Make a policy of one row with these cells, with a good deal to speak of in them."""
    levels = ("none", "viewer", "editor", "admin")
    return matrices(
        row("do", {level: cells.get(level, DENY) for level in levels}, platforms=("web",)),  # type: ignore[misc]  # cells by name
        row("other", {"none": DENY, "viewer": ALLOW, "editor": ALLOW, "admin": DENY}),
        tools=[tool(*levels, default="none"), tool("member", "owner", id_="site")],
        conditions={**LISTED, **PRIVATE, "open": Given("open")},
        granular=["print", "share", "site.invite"],
        platforms=["web", "ios"],
        operations=[operation("any", "do", "other")],
    )


def docs(*levels: str) -> HasLevel:
    """Say that one of these is held on the tool `docs`."""
    return HasLevel("docs", levels)


LISTED_ONE, PRINT = Holds("listed"), HasGranular("docs", "print")


def test_levels_for_which_the_rest_is_the_same_are_said_together() -> None:
    """A way has all levels that need the same, and the way with the fewest parts is first."""
    found = who_could(
        policy(viewer=when(PRINT), editor=when(PRINT), admin=ALLOW, none=when(LISTED_ONE)), "m.do"
    )

    assert found.ways == (
        Way(levels=(docs("admin"),)),
        Way(levels=(docs("none"),), true=("listed",)),
        Way(levels=(docs("viewer", "editor"),), granular=(PRINT,)),
    )
    assert str(found) == (
        "admin on docs; or none on docs, when listed; or"
        " viewer or editor on docs, with the granular permission print"
    )


def test_a_requirement_says_the_same() -> None:
    """One way is all of its parts, several are any of them."""
    one = who_could(policy(admin=when(All((PRINT, Not(LISTED_ONE))))), "m.do")
    two = who_could(policy(admin=ALLOW, viewer=when(PRINT)), "m.do")
    plain = who_could(policy(admin=ALLOW), "m.do")

    assert one.requirement == All((docs("admin"), PRINT, Not(LISTED_ONE)))
    assert two.requirement == AnyOf((docs("admin"), All((docs("viewer"), PRINT))))
    assert plain.requirement == docs("admin")


def test_what_must_not_be_is_said_too() -> None:
    """Levels and permissions that are not held, and conditions known to be false."""
    needed = All(
        (
            Not(HasLevel("site", ("member", "owner"))),
            Not(HasGranular("docs", "share")),
            Not(Holds("private")),
            Holds("listed"),
            HasGranular("site", "invite"),
        )
    )

    found = who_could(policy(editor=when(needed)), "m.do")

    [way] = found.ways
    assert way == Way(
        levels=(docs("editor"),),
        without_levels=(HasLevel("site", ("member", "owner")),),
        granular=(HasGranular("site", "invite"),),
        without_granular=(HasGranular("docs", "share"),),
        true=("listed",),
        false=("private",),
    )
    assert found.requirement == All(
        (
            docs("editor"),
            Not(HasLevel("site", ("member", "owner"))),
            HasGranular("site", "invite"),
            Not(HasGranular("docs", "share")),
            Holds("listed"),
            Not(Holds("private")),
        )
    )
    assert str(way) == (
        "editor on docs, without member or owner on site,"
        " with the granular permission invite on site,"
        " without the granular permission share, when listed and not private"
    )


def test_what_says_nothing_new_is_left_out() -> None:
    """A requirement within another is absorbed, and one that contradicts itself is no way."""
    needed = AnyOf((PRINT, All((PRINT, LISTED_ONE)), All((LISTED_ONE, Not(LISTED_ONE)))))

    assert who_could(policy(admin=when(needed)), "m.do").ways == (
        Way(levels=(docs("admin"),), granular=(PRINT,)),
    )


def test_several_levels_at_a_time_are_several_parts() -> None:
    """A cell may ask for another level of its own tool; both are held."""
    found = who_could(policy(viewer=when(docs("editor", "admin"))), "m.do")

    assert found.ways == (Way(levels=(docs("viewer"), docs("editor", "admin"))),)
    assert str(found) == "viewer on docs and editor or admin on docs"


def test_nobody_and_everybody() -> None:
    """Blanks let in nobody; a level that follows from a known fact lets in everybody."""
    open_to_all = matrices(
        row("see", {"everyone": ALLOW}),
        tools=[tool(column("everyone", Holds("open")))],
        conditions=["open"],
    )

    nobody = who_could(policy(), "m.do")
    everybody = who_could(open_to_all, "m.see", context={"open": True})
    when_open = who_could(open_to_all, "m.see")

    assert (nobody.ways, nobody.requirement, str(nobody)) == ((), False, "nobody")
    assert (nobody.nobody, nobody.everybody) == (True, False)
    assert (everybody.requirement, str(everybody)) == (True, "everybody")
    assert (everybody.nobody, everybody.everybody) == (False, True)
    assert str(when_open) == "anybody when open"
    assert who_could(open_to_all, "m.see", context={"open": False}).nobody


def test_levels_that_follow_from_facts_are_said_by_the_facts() -> None:
    """Whoever was given the level is let in, and whoever it follows for."""
    author = column("author", Holds("listed"), handed_out=True)
    found = matrices(
        row("close", {"guest": DENY, "author": ALLOW}),
        tools=[tool("guest", author)],
        conditions=LISTED,
    )

    assert str(who_could(found, "m.close")) == "author on docs; or anybody when listed"


def test_an_operation_has_the_ways_of_all_its_rows() -> None:
    """Ways of different rows are joined where they differ in a level alone."""
    found = who_could(policy(admin=ALLOW), "m.any")

    assert found.ways == (Way(levels=(docs("viewer", "editor", "admin"),)),)


def test_rows_of_another_platform_are_no_way() -> None:
    """A platform is a fact about the question; without one, every row counts."""
    found = policy(admin=ALLOW)

    assert who_could(found, "m.do", platform="ios").nobody
    assert str(who_could(found, "m.do", platform="web")) == "admin on docs"
    assert str(who_could(found, "m.any", platform="ios")) == "viewer or editor on docs"


def test_what_is_known_is_put_in() -> None:
    """True and false facts are gone; those that hang on the user too, or are missing, stay."""
    needed = All((Holds("open"), Not(Holds("private")), Holds("listed")))
    found = policy(admin=when(needed))

    def could(resource: object = None, context: object = None) -> str:
        return str(who_could(found, "m.do", resource, context))

    assert could() == "admin on docs, when listed, open and not private"
    assert could({"private": False}) == "admin on docs, when listed and open"
    assert could({"private": False}, {"open": True}) == "admin on docs, when listed"
    assert could({"private": True}) == "nobody"
    assert (
        could({"members": ["ana"]}, {"open": True}) == "admin on docs, when listed and not private"
    )


def test_a_fact_that_cannot_be_used_stays_open() -> None:
    """It is waited on like a missing one."""
    found = policy(admin=when(Holds("private")))

    assert str(who_could(found, "m.do", {"private": "yes"})) == "admin on docs, when private"


def test_what_is_known_of_the_user_is_put_in_too() -> None:
    """A part of a user is enough: the levels may stay open, or the id."""
    found = policy(admin=when(LISTED_ONE), viewer=when(PRINT))
    listed = {"members": ["ana"]}

    def could(user: object) -> str:
        return str(who_could(found, "m.do", listed, user=user))

    assert could({"id": "ana"}) == (
        "admin on docs; or viewer on docs, with the granular permission print"
    )
    assert could({"id": "ben"}) == "viewer on docs, with the granular permission print"
    assert could({"levels": {"docs": "viewer"}}) == "anybody with the granular permission print"
    assert could(User("ana", levels={"docs": "admin"})) == "everybody"


def test_unknown_names_raise_with_what_was_meant() -> None:
    """Of actions, platforms and levels, as when deciding."""
    found = policy(admin=ALLOW)

    with pytest.raises(UnknownNameError, match=r"unknown action `m.anyy`; did you mean `m.any`\?"):
        who_could(found, "m.anyy")
    with pytest.raises(UnknownNameError, match=r"unknown platform `webb`; did you mean `web`\?"):
        who_could(found, "m.do", platform="webb")
    with pytest.raises(UnknownNameError, match=r"unknown level `amdin`; did you mean `admin`\?"):
        who_could(found, "m.do", user={"levels": {"docs": "amdin"}})


def test_plain_values_have_all_of_it() -> None:
    """Each way by its parts and in words."""
    found = who_could(policy(admin=when(All((PRINT, Not(Holds("private")), LISTED_ONE)))), "m.do")

    assert found.to_dict() == {
        "action": "m.do",
        "everybody": False,
        "ways": [
            {
                "levels": [{"tool": "docs", "any_of": ["admin"]}],
                "without_levels": [],
                "granular": [{"tool": "docs", "name": "print"}],
                "without_granular": [],
                "conditions": {"listed": True, "private": False},
                "words": (
                    "admin on docs, with the granular permission print, when listed and not private"
                ),
            }
        ],
        "words": ("admin on docs, with the granular permission print, when listed and not private"),
    }


def test_ways_are_values() -> None:
    """Equal ones are equal, whatever words they are said in, and can be kept in sets."""
    one, two = (who_could(policy(admin=ALLOW), "m.do") for _ in range(2))

    assert len({one, two}) == 1
    assert one.ways[0] == Way(levels=(docs("admin"),), words="anything")
