"""Conditions that read the same facts are answered as the reference answers for real facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import combinations, product
from random import Random
from typing import Any

import pytest
from attrs import evolve

from builders import ALLOW, DENY, column, operation, path, row, tool, when
from builders import matrices as policy
from explorer_oracle import Situation, allows, given_by_name, space_of
from permmatrix import User, explorer
from permmatrix.conditions import Equals, IsTrue, Literal, OneOf
from permmatrix.explorer.content import content
from permmatrix.model import Cell, MatrixSet
from permmatrix.reference import decide
from permmatrix.reference_facts import Question, passes, settled
from permmatrix.requirements import All, Holds, Not
from permmatrix.requirements import Any as AnyOf

Facts = dict[str, bool]

ASK = """
({told, states, asked}) => {
  const asking = window.permmatrix.about(told);
  return states.map((it) => {
    const state = {...it, granular: new Set(it.granular)};
    return asked.map((id) => {
      const {sets, cut} = asking.missing(state, id);
      return {...asking.decide(state, id), sets, cut};
    });
  });
}
"""


def photos() -> MatrixSet:
    """Make rows about who sees a photo and how old it is, of which some facts exclude others."""
    seen = path("resource.seen_by")
    said = {it: Literal(it) for it in ("all", "friends", "nobody")}
    cells: dict[str, Cell] = {"none": DENY, "user": when(Holds("all")), "friend": ALLOW}
    either = AnyOf((Holds("friends"), Holds("nobody")))
    return policy(
        row("look", cells),
        row("share", {**cells, "user": when(Not(Holds("nobody")), "once")}),
        row("open", {**cells, "user": when(Holds("some"))}),
        row("both", {**cells, "user": when(All((Holds("some"), Not(Holds("all")))))}),
        row("never", {**cells, "user": when(All((Holds("all"), either))), "friend": DENY}),
        row("print", {**cells, "user": when(AnyOf((Holds("all"), Holds("old"), Holds("some"))))}),
        row("lend", {**cells, "user": when(either)}, guard=Not(Holds("all"))),
        tools=[tool("none", "user", column("friend", Holds("friends")), default="none")],
        conditions={
            "all": Equals(seen, said["all"]),
            "friends": Equals(seen, said["friends"]),
            "nobody": Equals(seen, said["nobody"]),
            "some": OneOf(seen, (said["all"], said["friends"])),
            "old": IsTrue(path("resource.old")),
        },
        operations=[operation("use", "look", "lend", "both")],
    )


REAL: dict[str, dict[str, list[Any]]] = {
    "photos": {
        "resource.seen_by": ["all", "friends", "nobody", "family"],
        "resource.old": [True, False],
    },
    "gitlab_project": {
        "resource.visibility": ["public", "internal", "private"],
        "user.external": [True, False],
        "resource.project_member_ids": [["ana"], []],
        "resource.author_id": ["ana", "ben"],
    },
    "github_repository": {
        "resource.base_permission": ["read", "none"],
        "resource.private": [True, False],
        "resource.archived": [True, False],
        "resource.collaborator_ids": [["ana"], []],
    },
}
"""Values that what the rows are about can have; others are as if nobody had told them."""


class World:
    """A policy, and the answers of its conditions for every combination of values there can be."""

    def __init__(self, matrices: MatrixSet, values: Mapping[str, list[Any]]) -> None:
        self.matrices, self.named = matrices, given_by_name(matrices)
        self.told = content(matrices, "")
        rows = [it.id for matrix in matrices.matrices for it in matrix.actions]
        self.asked = [*rows, *(it.id for matrix in matrices.matrices for it in matrix.operations)]
        space = space_of(matrices, matrices.actions.values(), platforms=False)
        self.picks = [
            Situation(tuple(zip([it for it, _ in space.levels], levels, strict=True)))
            for levels in product(*(options for _, options in space.levels))
        ]
        self.things = {tuple(self._facts(it).items()): it for it in self._all(values)}
        self.ends = [dict(it) for it in self.things]

    @staticmethod
    def _all(values: Mapping[str, list[Any]]) -> Iterator[tuple[tuple[str, Any], ...]]:
        return product(*([(at, v) for v in values[at]] for at in values))

    def question(self, real: tuple[tuple[str, Any], ...], pick: Situation) -> Question:
        """Ask about a user and a resource that have some values."""
        parts: dict[str, dict[str, Any]] = {"user": {}, "resource": {}}
        for at, value in real:
            root, _, name = at.partition(".")
            parts[root][name] = value
        user = User("ana", levels=dict(pick.levels), granular={}, **parts["user"])
        return Question(self.matrices, user, parts["resource"])

    def _facts(self, real: tuple[tuple[str, Any], ...]) -> Facts:
        question = self.question(real, Situation())
        tested = {
            id_: settled(partial(passes, question, it.test))
            for id_, it in self.matrices.conditions.items()
        }
        return {id_: value for id_, value in tested.items() if isinstance(value, bool)}

    def fitting(self, said: Facts) -> list[Facts]:
        """Give the combinations that are so where some facts are known."""
        return [it for it in self.ends if all(it.get(id_, v) is v for id_, v in said.items())]

    def after(self, said: Facts, changes: Facts) -> list[Facts]:
        """Give those where facts are told otherwise: what cannot be so any more is dropped."""
        kept = {
            id_: value
            for id_, value in said.items()
            if changes.get(id_, value) is value and self.fitting({**changes, id_: value})
        }
        wholes = self.fitting({**kept, **changes}) or self.fitting(changes)
        return [{**it, **changes} for it in wholes]

    def allows(self, pick: Situation, facts: Facts, asked: str) -> bool:
        """Say whether the reference says yes in a situation."""
        return allows(self.named, evolve(pick, facts=tuple(facts.items())), asked)


@pytest.fixture(params=REAL)
def world(request: pytest.FixtureRequest, others: dict[str, MatrixSet]) -> World:
    """Give one of the policies with every combination of values its facts can have."""
    name = str(request.param)
    return World(photos() if name == "photos" else others[name], REAL[name])


def partly(world: World) -> list[Facts]:
    """Give what can be known of some combination: parts of each, and nothing of any."""
    parts = {
        tuple(part)
        for end in world.ends
        for size in range(len(end) + 1)
        for part in combinations(end.items(), size)
    }
    return [dict(it) for it in Random(5).sample(sorted(parts), min(len(parts), 20))]


def ask(page: Any, world: World, states: list[tuple[Situation, Facts]]) -> Any:
    """Ask the page about everything in some states."""
    told = [evolve(pick, facts=tuple(said.items())).told() for pick, said in states]
    return page.evaluate(ASK, {"told": world.told, "states": told, "asked": world.asked})


def test_full_knowledge_answers_as_the_reference(
    opened: Any, shipped_page: str, world: World
) -> None:
    """Where everything is known the page answers as the reference does for real things."""
    states = [(pick, end) for pick in world.picks for end in world.ends]
    states = Random(4).sample(states, min(len(states), 100))
    found = ask(opened(shipped_page), world, states)

    for (pick, end), said in zip(states, found, strict=True):
        question = world.question(world.things[tuple(end.items())], pick)
        for id_, it in zip(world.asked, said, strict=True):
            expected = decide(question, id_)
            assert it["outcome"] == expected.outcome.value, (pick, end, id_)
            assert it["level"] == expected.level
            assert it["obligations"] == sorted(expected.obligations)


def test_a_part_decides_only_what_is_so_for_every_whole(
    opened: Any, shipped_page: str, world: World
) -> None:
    """A yes or a no holds however the facts not given turn out."""
    states = [(pick, said) for pick in world.picks for said in partly(world)]
    states = Random(7).sample(states, min(len(states), 60))
    found = ask(opened(shipped_page), world, states)

    for (pick, said), answers in zip(states, found, strict=True):
        wholes = [
            world.question(world.things[tuple(it.items())], pick) for it in world.fitting(said)
        ]
        for id_, it in zip(world.asked, answers, strict=True):
            if it["outcome"] != "missing_facts":
                allowed = it["outcome"] == "allowed"
                assert all(decide(q, id_).allowed is allowed for q in wholes), (pick, said, id_)


def test_what_is_missing_can_be_so_and_is_enough(
    opened: Any, shipped_page: str, world: World
) -> None:
    """Each set can be so and makes a yes, no part of it does, and every real yes has one."""
    chance = Random(6)
    states = [(pick, said) for pick in world.picks for said in partly(world)]
    states = chance.sample(states, min(len(states), 24))
    found = ask(opened(shipped_page), world, states)
    tried = 0
    for (pick, said), answers in zip(states, found, strict=True):
        for id_, it in zip(world.asked, answers, strict=True):
            for changes in it["sets"][:8]:
                assert makes_a_yes(world, pick, said, changes, id_), (pick, said, id_, changes)
                for size in range(len(changes)):
                    for part in combinations(changes, size):
                        assert not makes_a_yes(world, pick, said, part, id_), (said, id_, changes)
                tried += 1
            for whole in world.fitting(said):
                if world.allows(pick, whole, id_):
                    assert any(holds_in(whole, changes) for changes in it["sets"]), (said, id_)
    assert tried > 100


def makes_a_yes(
    world: World, pick: Situation, said: Facts, changes: Iterable[list[Any]], asked: str
) -> bool:
    """Say whether changes can be so, and what is certain then is a yes."""
    levels, granular, facts = dict(pick.levels), set(pick.granular), {}
    for name, value in changes:
        kind, first, *rest = name.split(".")
        if kind == "on":
            levels[first] = (value,) if value else ()
        elif kind == "granular":
            granular.add((first, *rest))
        else:
            facts[first] = value
    wholes = world.after(said, facts)
    there = Situation(tuple(levels.items()), frozenset(granular))
    common = set.intersection(*(set(it.items()) for it in wholes)) if wholes else None
    return common is not None and world.allows(there, dict(common), asked)


def holds_in(whole: Facts, changes: list[list[Any]]) -> bool:
    """Say whether nothing but facts that are so is asked for."""
    return all(name.startswith("is.") and whole.get(name[3:]) is value for name, value in changes)


def field(page: Any, name: str) -> Any:
    """Find the control of a fact."""
    return page.locator("#controls").get_by_role("group", name=name, exact=True)


def test_what_follows_is_said_at_its_control(opened: Any) -> None:
    """A fact that follows from others is not asked for, and said to follow where it counts."""
    page = opened(explorer.page(photos()), "#on.docs=user&friends=yes&row=m.open")
    assert "Follows: no." in field(page, "all").inner_text()
    assert "Follows: yes." in field(page, "some").inner_text()
    assert "Follows" not in field(page, "friends").inner_text()
    assert "Follows" not in field(page, "old").inner_text()
    opened_row = page.locator('[id="m.open"]')
    assert opened_row.locator(".answer .word").first.inner_text() == "Allowed"
    assert "some met (follows)" in " ".join(opened_row.inner_text().split())

    field(page, "friends").get_by_label("Not known").check()
    assert page.get_by_text("Follows:").locator("visible=true").count() == 0


def test_facts_that_cannot_be_so_together_are_named(opened: Any) -> None:
    """A notice names them, and no others, until they can be."""
    page = opened(explorer.page(photos()), "#all=yes&old=yes&nobody=yes&friends=no")
    notice = page.locator("#torn")
    assert notice.inner_text() == "These facts cannot be so together: all and nobody."
    field(page, "nobody").get_by_label("No", exact=True).check()
    assert not notice.is_visible()
