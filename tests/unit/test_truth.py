"""Formulas and their tables, held against plain three-valued evaluation."""

from __future__ import annotations

import random
import sys
import tracemalloc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, TypeAlias

import pytest

from permmatrix import tables
from permmatrix.tables import MAX_LITERALS, MAX_TOGETHER, Table, firsts, table
from permmatrix.truth import Formula, all_of, any_of, fact, literals, not_

A, B, C, D = (fact(number) for number in range(4))

Known: TypeAlias = Mapping[int, bool]
"""The atoms whose truth is known; the others are not."""


def value(formula: Formula, known: Known) -> bool | None:
    """Evaluate a formula by Kleene's rules, None where it is not known."""
    if isinstance(formula, bool):
        return formula
    word, *parts = formula
    if word == "fact":
        found: bool | None = known.get(parts[0])
        return found
    values = [value(part, known) for part in parts]
    if word == "not":
        return None if values[0] is None else not values[0]
    if word == "any":
        return True if True in values else None if None in values else False
    return False if False in values else None if None in values else True


def situations(atoms: Iterable[int]) -> Iterator[Known]:
    """Give every way the atoms can be true, false or not known."""
    numbers = list(atoms)
    for values in product((True, False, None), repeat=len(numbers)):
        pairs = zip(numbers, values, strict=True)
        yield {number: truth for number, truth in pairs if truth is not None}


def truths(formula: Formula, where: Iterable[Known]) -> list[bool]:
    """Say in which of the situations a formula is known to be true."""
    return [value(formula, known) is True for known in where]


def random_formula(chance: random.Random, depth: int = 4) -> Formula:
    """Make a formula over four atoms, written as it comes, without the joining of `all_of`."""
    kind = chance.choice(["fact", "fact", "not", "all", "any"] if depth else ["fact"])
    if kind == "fact":
        return fact(chance.randrange(4))
    if kind == "not":
        return "not", random_formula(chance, depth - 1)
    return kind, *(random_formula(chance, depth - 1) for _ in range(chance.choice([1, 2, 2, 3])))


# Joining.


def test_joining_is_flat_sorted_and_without_repetition() -> None:
    """The order and the nesting of equal joins do not count, nor a part said twice."""
    assert all_of([B, all_of([C, A]), B]) == all_of([A, B, C]) == ("all", A, B, C)
    assert any_of([B, any_of([C, A]), B]) == any_of([A, B, C]) == ("any", A, B, C)


def test_joining_other_joins_keeps_them_apart() -> None:
    """An `any` within an `all` stays a part of its own."""
    assert all_of([A, any_of([B, C])]) == ("all", ("any", B, C), A)


@pytest.mark.parametrize(
    ("joined", "expected"),
    [
        (all_of([]), True),
        (any_of([]), False),
        (all_of([A]), A),
        (any_of([A]), A),
        (all_of([A, True]), A),
        (all_of([A, False]), False),
        (any_of([A, False]), A),
        (any_of([A, True]), True),
        (all_of([True, True]), True),
        (any_of([False]), False),
    ],
)
def test_joining_settles_what_is_constant(joined: Formula, expected: Formula) -> None:
    """True and false are absorbed, and a join of one is that one."""
    assert joined == expected


def test_a_double_negation_is_none() -> None:
    """Twice not is the thing itself, and constants turn around."""
    assert not_(not_(A)) == A
    assert (not_(True), not_(False)) == (False, True)


def test_the_atoms_zero_and_one_are_not_constants() -> None:
    """An atom's number is never taken for a truth value, though 1 == True."""
    assert all_of([fact(0), fact(1)]) == ("all", ("fact", 0), ("fact", 1))
    assert table(fact(0)).constant is None
    assert table(fact(1)).constant is None


def test_literals_carry_the_sign_under_every_not() -> None:
    """A literal is positive under an even number of negations; an atom may have both."""
    formula = all_of([A, not_(any_of([B, not_(C)])), not_(A)])

    assert literals(formula) == {1, -1, -2, 3}
    assert literals(formula, sign=-1) == {1, -1, 2, -3}
    assert literals(True) == literals(False) == set()


# Tables.


def test_the_table_of_an_atom_has_one_bit_set() -> None:
    """One literal, true at index 1; and negated, the other literal."""
    assert table(A) == Table((1,), 0b10)
    assert table(not_(A)) == Table((-1,), 0b10)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (True, Table((), 1)),
        (False, Table((), 0)),
        (all_of([A, B]), Table((1, 2), 0b1000)),
        (any_of([A, B]), Table((1, 2), 0b1110)),
        (("all", A, ("not", A)), Table((), 0)),
        # both literals of an atom never hold at once, so index 3 is never reached
        (("any", A, ("not", A)), Table((-1, 1), 0b0110)),
        (("any", A, ("all", A, B)), Table((1,), 0b10)),
        (("all", A, ("any", A, B)), Table((1,), 0b10)),
    ],
)
def test_small_tables(formula: Formula, expected: Table) -> None:
    """Tables small enough to write down, literals without a say left out."""
    assert table(formula) == expected


def test_constants_are_told_from_tables() -> None:
    """A table without literals is always or never; one with literals is neither."""
    assert table(True).constant is True
    assert table(("all", A, ("not", A))).constant is False
    assert table(("any", A, ("not", A))).constant is None


def test_tables_equal_exactly_where_formulas_answer_alike() -> None:
    """Of 6,000 random formulas, tables say what plain evaluation says, and are equal as it is."""
    chance = random.Random(20260630)  # noqa: S311  the same formulas at every run
    where = list(situations(range(4)))
    by_truths: dict[tuple[bool, ...], Table] = {}
    by_table: dict[Table, tuple[bool, ...]] = {}
    for _ in range(6_000):
        formula = random_formula(chance)
        expected, found = tuple(truths(formula, where)), table(formula)
        if expected not in by_truths:
            assert tuple(map(found.at, where)) == expected
        assert by_truths.setdefault(expected, found) == found
        assert by_table.setdefault(found, expected) == expected

    assert len(by_table) > 500


def test_joined_formulas_mean_what_their_parts_mean() -> None:
    """Built by `all_of`, `any_of` and `not_`, a formula has the table of the one written out."""
    chance = random.Random(7)  # noqa: S311  as above

    def joined(formula: Formula) -> Formula:
        if isinstance(formula, bool) or formula[0] == "fact":
            return formula
        parts = [joined(part) for part in formula[1:]]
        return {"all": all_of, "any": any_of}.get(formula[0], lambda it: not_(it[0]))(parts)

    for _ in range(500):
        formula = random_formula(chance)
        assert table(joined(formula)) == table(formula)


# Facts that hang together.


def test_exclusive_literals_leave_out_what_cannot_be() -> None:
    """Where one of two atoms is always held, not the one can only mean the other."""
    nobody_holds_none = [frozenset({-1, -2})]

    assert table(("all", ("not", A), ("not", B)), nobody_holds_none).constant is False
    assert table(("all", ("not", A), ("not", B))).constant is None


def test_exclusive_literals_of_other_atoms_do_not_matter() -> None:
    """A set that speaks of an atom the formula does not has no effect."""
    formula = ("all", ("not", A), ("not", B))

    assert table(formula, [frozenset({-1, -2, -3})]) == table(formula)


def together_situations(groups: Sequence[Sequence[int]], alone: Sequence[int]) -> Iterator[Known]:
    """Give every situation in which each group is known as a whole or not at all."""
    ways: list[list[dict[int, bool]]] = [
        [
            {},
            *(
                dict(zip(group, it, strict=True))
                for it in product((True, False), repeat=len(group))
            ),
        ]
        for group in groups
    ]
    for parts in product(*ways, situations(alone)):
        yield {number: truth for part in parts for number, truth in part.items()}


TOGETHER = {0: 10, 1: 10, 2: 11}
"""The atoms 0 and 1 are known together, 2 with nobody, and 3 may be known as it likes."""


def _groups_in(known: Known) -> Known:
    return {TOGETHER[atom]: True for atom in known if atom in TOGETHER}


def test_atoms_known_together_have_one_table_where_they_answer_alike() -> None:
    """Of 3,000 random formulas, tables told what is known together are equal as answers are."""
    chance = random.Random(31)  # noqa: S311  as above
    where = list(together_situations([(0, 1), (2,)], [3]))
    by_truths: dict[tuple[bool, ...], Table] = {}
    for _ in range(3_000):
        formula = random_formula(chance)
        expected, found = tuple(truths(formula, where)), table(formula, (), TOGETHER)
        if expected not in by_truths:
            knowing = [{**known, **_groups_in(known)} for known in where]
            assert tuple(map(found.at, knowing)) == expected
        assert by_truths.setdefault(expected, found) == found

    assert len(set(by_truths.values())) == len(by_truths) > 200


def test_one_of_a_group_always_held_is_left_out_of_account() -> None:
    """Of 3,000 formulas over atoms one of which is held whenever they are known, likewise."""
    chance = random.Random(47)  # noqa: S311  as above
    held = [
        known
        for known in together_situations([(0, 1, 2)], [3])
        if {known.get(number) for number in range(3)} != {False}
    ]
    by_truths: dict[tuple[bool, ...], Table] = {}
    for _ in range(3_000):
        formula = random_formula(chance)
        together = dict.fromkeys(range(3), 10)
        found = table(formula, [frozenset({-1, -2, -3})], together)
        assert by_truths.setdefault(tuple(truths(formula, held)), found) == found

    assert len(set(by_truths.values())) == len(by_truths) > 100


# The first of several.


def test_firsts_gives_a_situation_to_the_first_formula_that_is_true() -> None:
    """What an earlier way has is taken from the later ones."""
    found = firsts([("plain", A), ("limited", B)])

    assert found["plain"] == table(A)
    assert [found["limited"].at(it) for it in ({1: True}, {0: True, 1: True})] == [True, False]


def test_firsts_joins_the_ways_of_one_label() -> None:
    """A label has all the situations of its own ways."""
    assert firsts([("one", A), ("other", B), ("one", C)])["one"].at({2: True}) is True
    assert firsts([("one", A), ("one", B)])["one"] == table(any_of([A, B]))


def test_firsts_of_random_ways_say_who_comes_first() -> None:
    """Against plain evaluation: the label of the first way known to be true, in every situation."""
    chance = random.Random(5)  # noqa: S311  as above
    where = list(situations(range(4)))
    for _ in range(300):
        ways = [(chance.choice("xyz"), random_formula(chance, 2)) for _ in range(3)]
        found = firsts(ways)
        for known in where:
            first = next((label for label, it in ways if value(it, known) is True), None)
            assert {label for label, it in found.items() if it.at(known)} == {first} - {None}


# Chunks.


@pytest.mark.parametrize("chunk", [0, 1, 2, 3])
def test_a_table_is_the_same_however_it_is_cut(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Worked out in chunks of a few literals, 300 sets of ways have the tables of one piece."""
    chance = random.Random(11)  # noqa: S311  as above
    exclusive = [frozenset({-1, -2}), frozenset({4})]
    for _ in range(300):
        ways = [(chance.choice("xy"), random_formula(chance, 3)) for _ in range(3)]
        monkeypatch.undo()
        whole = firsts(ways, exclusive, TOGETHER)
        monkeypatch.setattr(tables, "CHUNK", chunk)
        assert firsts(ways, exclusive, TOGETHER) == whole


def test_a_table_larger_than_a_chunk_says_what_its_formula_does() -> None:
    """Over 22 atoms, in situations picked at random, and without those that do not matter."""
    chance = random.Random(13)  # noqa: S311  as above
    atoms = [fact(number) for number in range(22)]
    threes = [all_of(chance.sample(atoms, 3)) for _ in range(20)]
    absorbed = [("all", threes[0], atoms[0], atoms[21]), ("all", threes[1], ("not", atoms[5]))]
    formula = ("any", *threes, *absorbed)

    found = table(formula)
    assert found == table(any_of(threes))
    for _ in range(500):
        known = {number: chance.random() < 0.6 for number in range(22) if chance.random() < 0.8}
        assert found.at(known) is (value(formula, known) is True)


# Sizes.


def test_a_table_of_the_most_literals_has_the_stated_size() -> None:
    """24 literals of which none can be left out are 2**24 bits: two megabytes."""
    formula = all_of([fact(number) for number in range(MAX_LITERALS)])

    found = table(formula)
    assert MAX_LITERALS == 24
    assert found.bits.bit_length() == 2**24
    assert sys.getsizeof(found.bits) < 2.3 * 2**20


@pytest.mark.parametrize(
    ("count", "most", "stated"), [(24, MAX_LITERALS, 16), (28, MAX_TOGETHER, 256)]
)
def test_the_largest_table_is_made_in_the_stated_memory(count: int, most: int, stated: int) -> None:
    """16 MiB for a level and 256 MiB for the levels of a row together, whatever the formula."""
    facts = [fact(number) for number in range(count // 2)]
    chance = random.Random(count)  # noqa: S311  as above
    both_ways = [*facts, *map(not_, facts)]
    mixed = any_of([all_of(chance.sample(both_ways, 3)) for _ in range(2 * count)])

    tracemalloc.start()
    found = firsts([("", mixed)], most=most)[""]
    taken = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()

    assert len(found.literals) == count
    assert 2**count / 8 / 2**20 < taken < stated


def test_tables_of_several_labels_share_the_room() -> None:
    """Two tables of 22 literals take as much as one of 23, and three of 23 more than one of 24."""
    facts = [fact(number) for number in range(23)]
    ways = [(label, all_of([other, *facts[3:]])) for label, other in enumerate(facts[:3])]

    assert len(firsts(ways[:2], most=23)) == 2
    assert len(firsts([*ways[:2], ("", ways[2][1])], most=25)) == 3
    with pytest.raises(OverflowError):
        firsts([*ways[:2], ("", ways[2][1])], most=24)


def test_a_large_table_is_told_from_others_by_little() -> None:
    """What a table is found again by takes no more than a hash and the names of its literals."""
    facts = [fact(number) for number in range(20)]
    first, second = table(all_of(facts)), table(any_of(facts))

    assert first.key == table(("all", *facts[::-1])).key != second.key
    assert sys.getsizeof(first.key[1]) < 100
    assert table(A).key != table(B).key


def test_a_table_of_many_facts_that_do_not_matter_is_small() -> None:
    """What is absorbed takes no place."""
    others = [fact(number) for number in range(1, 16)]

    assert table(any_of([A, *(("all", A, other) for other in others)])) == table(A)


@pytest.mark.parametrize(
    "formula",
    [
        all_of([fact(number) for number in range(25)]),
        any_of([("any", fact(number), ("not", fact(number))) for number in range(13)]),
    ],
    ids=["25 atoms", "13 atoms both ways"],
)
def test_past_the_most_literals_there_is_no_table(formula: Formula) -> None:
    """More literals than a table can have raise, and say how many there are."""
    with pytest.raises(OverflowError) as caught:
        table(formula)

    assert caught.value.args[0] > MAX_LITERALS


def test_a_group_known_together_takes_a_place_more_than_its_atoms() -> None:
    """24 atoms in one group are one too many, and 23 are not."""
    every = dict.fromkeys(range(30), 30)

    assert table(all_of([fact(number) for number in range(15)]), (), every).constant is None
    with pytest.raises(OverflowError):
        table(all_of([fact(number) for number in range(24)]), (), every)


def test_tables_are_values() -> None:
    """Tables compare by what they say, hash alike, and show themselves."""
    first, second = table(all_of([A, B])), table(not_(any_of([not_(A), not_(B)])))
    other: Any = "a table"

    assert (first, hash(first), repr(first)) == (second, hash(second), "Table((1, 2), 0x8)")
    assert first != table(A)
    assert first != other
