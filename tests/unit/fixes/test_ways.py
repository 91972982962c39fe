"""Formulas multiplied out into ways."""

from __future__ import annotations

import random
from itertools import product

import pytest

from permmatrix.fixes.settings import Settings, pickable
from permmatrix.fixes.ways import MOST_WAYS, Ways, smallest
from permmatrix.program import Atom, Tool
from permmatrix.truth import Formula, all_of, any_of, fact, not_

DOCS = Tool(("guest", "editor", "owner"), frozenset({"guest", "editor", "owner"}), None, None, {})
BY_DEFAULT = Tool(("guest", "editor"), frozenset({"guest", "editor"}), "guest", None, {})
UNHANDED = Tool(("guest", "editor"), frozenset({"editor"}), "guest", None, {})
ATOMS: tuple[Atom, ...] = tuple(("is_true", f"resource.{name}") for name in "abcdef")


def ways_of(atoms: tuple[Atom, ...] = ATOMS, several: frozenset[str] = frozenset()) -> Ways:
    """Make ways over some atoms, and levels on the documents."""
    tools = {"docs": DOCS, "default": BY_DEFAULT, "unhanded": UNHANDED}
    return Ways(Settings(tools, enumerate(atoms)), atoms, several, {})


def test_what_can_be_picked() -> None:
    """Nothing is a choice unless it would be the default level, which is given like others."""
    assert pickable(DOCS) == ("", "guest", "editor", "owner")
    assert pickable(BY_DEFAULT) == ("guest", "editor")
    assert pickable(UNHANDED) == ("", "editor")


def test_smallest_leaves_out_what_another_is_within() -> None:
    """Of equal sets one is kept, and an empty set is within all."""
    assert smallest([0b110, 0b010, 0b010, 0b101]) == [0b010, 0b101]
    assert smallest([0b1, 0b0]) == [0]
    assert smallest([]) == []


def _true(formula: Formula, values: dict[int, bool]) -> bool:
    """Say whether a formula is true, as one would by hand."""
    if isinstance(formula, bool):
        return formula
    word, *parts = formula
    if word == "fact":
        return values[parts[0]]
    inner = [_true(part, values) for part in parts]
    return not inner[0] if word == "not" else all(inner) if word == "all" else any(inner)


def _made_up(chance: random.Random, depth: int) -> Formula:
    kind = chance.choice(["fact", "not", "all", "any"] if depth else ["fact"])
    if kind == "fact":
        return fact(chance.randrange(len(ATOMS)))
    parts = [_made_up(chance, depth - 1) for _ in range(chance.choice([2, 3]))]
    return not_(parts[0]) if kind == "not" else all_of(parts) if kind == "all" else any_of(parts)


@pytest.mark.parametrize("seed", range(60))
def test_a_formula_is_as_wanted_just_where_a_way_is_so(seed: int) -> None:
    """Ways to a yes and ways to a no divide all combinations of the facts between them."""
    formula = _made_up(random.Random(seed), 3)  # noqa: S311  no secret hangs on it
    ways = ways_of()
    yes, no = ways.to_yes(formula), ways.to_no(formula)

    for values in product([False, True], repeat=len(ATOMS)):
        so = sum(ways.settings.bit(("is", at), value) for at, value in enumerate(values))
        wanted = _true(formula, dict(enumerate(values)))
        assert any(way & so == way for way in yes) is wanted
        assert any(way & so == way for way in no) is not wanted


def test_too_many_ways_are_cut_and_it_is_said() -> None:
    """Some are kept, in little time."""
    atoms: tuple[Atom, ...] = tuple(("is_true", f"resource.f{at}") for at in range(40))
    ways = ways_of(atoms)

    found = ways.to_yes(all_of(any_of(fact(4 * at + it) for it in range(4)) for at in range(10)))

    assert ways.cut
    assert 0 < len(found) <= MOST_WAYS


def test_a_level_is_another_than_others() -> None:
    """Not to hold a level is to hold one of the others, or none."""
    atoms: tuple[Atom, ...] = (("level", "docs", "editor"), ("level", "default", "guest"))
    ways = ways_of(atoms)
    on_docs = {it: ways.settings.bit(("on", "docs"), it) for it in pickable(DOCS)}
    known = ways.settings.bit(("known", "levels", "docs"))

    assert ways.to_yes(fact(0)) == [known | on_docs["editor"]]
    assert sorted(ways.to_no(fact(0))) == sorted(
        known | on_docs[it] for it in ("", "guest", "owner")
    )


def test_of_several_levels_each_is_by_itself() -> None:
    """A default level counts where none is given, so that losing it takes another."""
    atoms: tuple[Atom, ...] = (("level", "docs", "editor"), ("level", "default", "guest"))
    ways = ways_of(atoms, frozenset({"docs", "default"}))
    settings = ways.settings
    known = settings.bit(("known", "levels", "default"))
    guest, editor = (
        {to: settings.bit(("has", "default", it), to) for to in (True, False)}
        for it in ("guest", "editor")
    )

    assert set(ways.to_yes(fact(1))) == {known | guest[True], known | guest[False] | editor[False]}
    assert ways.to_no(fact(1)) == [known | guest[False] | editor[True]]
    assert len(ways.to_no(fact(0))) == 1
