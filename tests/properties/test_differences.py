"""
What a difference promises, against the plain difference of decisions.

Two policies are put to the reference interpreter in every situation there can be, with real facts,
and what it answers is held against what the difference lists: the columns, their directions, and
the witnesses. Nothing of how differences are found is used to check them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from typing import Any, NamedTuple, TypeAlias

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from permmatrix import Contract, User
from permmatrix.differences import behaviour
from permmatrix.differences.comparing import compare
from permmatrix.differences.diff import Diff
from permmatrix.differences.marked import marked
from permmatrix.differences.values import Change, Direction, How, What, Witness
from permmatrix.model import Action, Allow, Cell, Deny, MatrixSet, Operation, Tool, When
from permmatrix.reference import decide
from permmatrix.reference_facts import Question
from permmatrix.requirements import HasGranular, HasLevel, Holds, Not, Requirement, atoms
from rewriting import Renaming, rewritten_row, shuffled
from strategies import EASY, Asked, matrix_sets, policy_of

CHANCES = st.integers(0, 2**32 - 1).map(random.Random)
Answer: TypeAlias = frozenset[str] | None
"""What comes with a yes, or None for a no."""

MOST = 400
"""The most situations that are put to the reference for one pair of policies."""


MANY_TOO_LARGE = [HealthCheck.filter_too_much, HealthCheck.too_slow]


# What the reference says.


def answer(matrices: MatrixSet, name: str, asked: Asked) -> Answer:
    """Give the reference's answer; a level that the policy does not hand out gives nothing."""
    user = asked.user
    for tool, held in user.levels.items():
        given = [held] if isinstance(held, str) else held
        ours = None if given is None else [it for it in given if it in handed_out(matrices, tool)]
        if ours != (None if given is None else list(given)):
            matrices = without_default(matrices, tool)
            user = User(user.id, levels={**user.levels, tool: ours}, granular=user.granular)
    decision = decide(Question(matrices, *asked._replace(user=user)), name)
    return frozenset(decision.obligations) if decision.allowed else None


def without_default(policy: MatrixSet, tool: str) -> MatrixSet:
    """Let nobody be given a level for holding none on a tool."""

    def changed(it: Tool) -> Tool:
        return evolve(it, default_level=None) if it.id == tool else it

    return MatrixSet(
        tuple(evolve(it, tools=tuple(map(changed, it.tools))) for it in policy.matrices)
    )


def more(answered: Answer, than: Answer) -> bool:
    """Say whether an answer gives something that another does not."""
    return answered is not None and (than is None or not answered >= than)


class Facts(NamedTuple):
    """What rows of two policies hang on."""

    levels: Mapping[str, Sequence[str]]
    granular: Mapping[str, Sequence[str]]
    conditions: Sequence[str]

    @property
    def size(self) -> int:
        """How many situations there are."""
        found: int = 3 ** len(self.conditions)
        for names in (*self.levels.values(), *self.granular.values()):
            found *= 1 + 2 ** len(names)
        return found

    def situations(self) -> Iterator[tuple[dict[str, Any], Asked]]:
        """Give every situation: what levels are held, and the question."""
        levels = [[None, *subsets(names)] for names in self.levels.values()]
        granular = [[None, *subsets(names)] for names in self.granular.values()]
        values = [(True, False, None)] * len(self.conditions)
        for held, granted, true in product(product(*levels), product(*granular), product(*values)):
            by_tool = dict(zip(self.levels, held, strict=True))
            user = User(
                "ana", levels=by_tool, granular=dict(zip(self.granular, granted, strict=True))
            )
            yield by_tool, question(user, dict(zip(self.conditions, true, strict=True)))


def question(user: User, conditions: Mapping[str, bool | None]) -> Asked:
    """Put facts into a question that make each condition what it is said to be."""
    contact = conditions.get("is_contact")
    contacts = None if contact is None else {"ana"} if contact else {"bob"}
    private = conditions.get("is_private")
    resource = Contract("c", private=private, contacts=contacts)
    return Asked(user, resource, {"flag": conditions.get("flagged")})


def subsets(ids: Sequence[str]) -> list[tuple[str, ...]]:
    """Give every choice of some of them."""
    return list(chain.from_iterable(combinations(ids, size) for size in range(len(ids) + 1)))


def facts_of(policies: Iterable[MatrixSet]) -> Facts:
    """Give everything that some rows hang on, and what their levels that follow do."""
    levels: dict[str, list[str]] = {}
    granular: dict[str, list[str]] = {}
    conditions: list[str] = []
    for policy in policies:
        needed: list[Requirement] = []
        for row in policy.actions.values():
            levels.setdefault(row.tool, [])
            needed += requirements_of(row)
        for tool in policy.tools.values():
            needed += [it.held_when for it in tool.levels if it.held_when is not None]
        for leaf in (leaf for it in needed for leaf in atoms(it)):
            match leaf:
                case HasLevel(tool_id):
                    levels.setdefault(tool_id, [])
                case HasGranular(tool_id, name):
                    granular.setdefault(tool_id, []).append(name)
                case Holds(condition):
                    conditions.append(condition)
        for id_ in levels:
            levels[id_] += handed_out(policy, id_)
    return Facts(
        {id_: list(dict.fromkeys(it)) for id_, it in levels.items()},
        {id_: list(dict.fromkeys(it)) for id_, it in granular.items()},
        list(dict.fromkeys(conditions)),
    )


def requirements_of(row: Action) -> Iterator[Requirement]:
    """Give a row's guard and what its cells require."""
    cells = (cell for _, cell in row.cells if isinstance(cell, When))
    yield from (it for it in (row.guard, *(cell.requirement for cell in cells)) if it is not None)


def handed_out(policy: MatrixSet, tool: str) -> list[str]:
    """Give the levels of a tool that can be given."""
    if tool not in policy.tools:
        return []
    return [level.id for level in policy.tools[tool].levels if level.handed_out]


Ways: TypeAlias = set[str]
Cells: TypeAlias = dict[str | None, Ways]


def turns(old: MatrixSet, new: MatrixSet, was: str, name: str, asked: Asked) -> Ways:
    """Give which way an answer turns."""
    before, after = answer(old, was, asked), answer(new, name, asked)
    return {
        way for way, it in (("widens", more(after, before)), ("narrows", more(before, after))) if it
    }


def everywhere(old: MatrixSet, new: MatrixSet, asked: Asked) -> list[Asked]:
    """Ask on no platform, and on each that both policies know."""
    shared = [it for it in new.platforms if it in old.platforms]
    return [asked._replace(platform=platform) for platform in (None, *shared)]


def told(old: MatrixSet, new: MatrixSet, name: str, was: str | None = None) -> tuple[Ways, Cells]:
    """
    Give the directions of a name's answers, and of those to users of one level alone.

    `was` is what the old policy calls it.
    """
    whole: Ways = set()
    cells: Cells = {}
    row = new.actions.get(name)
    for held, asked in facts_of([old, new]).situations():
        ways, *others = (
            turns(old, new, was or name, name, it) for it in everywhere(old, new, asked)
        )
        whole |= ways.union(*others)
        given = held.get(row.tool) if row is not None else None
        if ways and given is not None and len(given) < 2:
            cells.setdefault(given[0] if given else None, set()).update(ways)
    return whole, cells


def listed(change: Change | None) -> tuple[Ways, Cells]:
    """Give the directions that a change tells of, and those of its columns."""
    if change is None:
        return set(), {}
    whole = set()
    if change.direction.may_widen:
        whole.add("widens")
    if change.direction.may_narrow:
        whole.add("narrows")
    return whole, {cell.level: shown(cell) for cell in change.cells}


def shown(it: Any) -> Ways:
    """Give the directions that there are witnesses of."""
    return {way for way in ("widens", "narrows") if getattr(it, way) is not None}


def change_of(diff: Diff, name: str) -> Change | None:
    """Give the change of an action or an operation."""
    found = [it for it in diff.of(What.ACTION, What.OPERATION) if it.id == name]
    assert len(found) < 2
    return found[0] if found else None


def check(old: MatrixSet, new: MatrixSet) -> Diff:
    """Hold the difference of two policies against what the reference answers."""
    diff = compare(old, new)
    kinds = {What.ACTION, What.OPERATION}
    renamed = {it.new: it.old for it in diff.renames if it.what in kinds}
    facts = facts_of([old, new])
    assume(facts.size <= MOST)
    for name in {*new.actions, *new.operations}:
        named = new.actions.get(name) or new.operations[name]
        was = renamed.get(name, name)
        if named.id != name or not (was in old.actions or was in old.operations):
            continue
        whole, cells = told(old, new, name, was)
        ways, columns = listed(change_of(diff, name))
        assert ways == whole, name
        if is_one_row(old, new, was, name):
            given = handed_out(old, new.actions[name].tool) + handed_out(
                new, new.actions[name].tool
            )
            follow = {level for level in columns if level not in {None, *given}}
            cells = comparable(cells, old, new, new.actions[name])
            assert {it: columns[it] for it in columns if it not in follow} == cells, name
    for change in diff.changes:
        check_witnesses(old, new, change, renamed)
    return diff


def is_one_row(old: MatrixSet, new: MatrixSet, was: str, name: str) -> bool:
    """Say whether a name is a row on one tool in both, whose columns can be compared."""
    both = was in old.actions and name in new.actions
    return both and old.actions[was].tool == new.actions[name].tool


def comparable(cells: Cells, old: MatrixSet, new: MatrixSet, row: Action) -> Cells:
    """Leave out holding no level where that is the column of a default that both have."""
    defaults = {it.tools[row.tool].default_level for it in (old, new)}
    both = len(defaults) == 1 and None not in defaults
    return {level: ways for level, ways in cells.items() if level is not None or not both}


def check_witnesses(
    old: MatrixSet, new: MatrixSet, change: Change, renamed: Mapping[str, str]
) -> None:
    """See that each witness is answered otherwise by the two policies, both ways of deciding."""
    if change.what not in {What.ACTION, What.OPERATION}:
        return
    was = renamed.get(change.id, change.id)
    for it in (change, *change.cells):
        for way in shown(it):
            witness: Witness = getattr(it, way)
            before = (
                None if change.how is How.ADDED else witnessed(old, was, witness, witness.old_user)
            )
            after = (
                None
                if change.how is How.REMOVED
                else witnessed(new, change.id, witness, witness.user)
            )
            assert more(*((after, before) if way == "widens" else (before, after))), (change, way)
            assert witness.before.startswith("no" if before is None else "yes")
            assert witness.after.startswith("no" if after is None else "yes")


def witnessed(policy: MatrixSet, name: str, it: Witness, user: Mapping[str, Any]) -> Answer:
    """Ask the reference and the compiled policy about a witness."""
    assert it.real
    asked = Asked(User(**{"id": None, **user}), it.resource, it.context, it.platform)
    found = answer(policy, name, asked)
    strange = any(
        set([held] if isinstance(held, str) else held or ()) - set(handed_out(policy, tool))
        for tool, held in user["levels"].items()
    )
    if not strange:
        decided = policy_of(policy).can(user, name, it.resource, it.context, it.platform)
        assert (frozenset(decided.obligations) if decided.allowed else None) == found
    return found


small_sets = matrix_sets(tests=EASY, most_conditions=2)


@given(small_sets, small_sets)
@settings(max_examples=30, suppress_health_check=MANY_TOO_LARGE)
def test_diff_lists_exactly_the_changed_answers(old: MatrixSet, new: MatrixSet) -> None:
    """Of two policies that have little in common, every changed answer is listed, and no other."""
    assume(facts_of([old, new]).size <= MOST)
    check(old, new)


# Edits.


def edited(chance: random.Random, matrices: MatrixSet) -> MatrixSet:
    """Make one to three edits."""
    for _ in range(chance.randint(1, 3)):
        matrices = chance.choice(EDITS)(chance, matrices)
    return matrices


def of_first(matrices: MatrixSet, **parts: Any) -> MatrixSet:
    """Put other parts into the first matrix."""
    first, *others = matrices.matrices
    return MatrixSet((evolve(first, **parts), *others))


def some_row(chance: random.Random, matrices: MatrixSet) -> Action:
    """Choose a row of the first matrix."""
    return chance.choice(matrices.matrices[0].actions)


def with_row(matrices: MatrixSet, old: Action, new: Action) -> MatrixSet:
    """Put a row in the place of another."""
    rows = tuple(new if row is old else row for row in matrices.matrices[0].actions)
    return of_first(matrices, actions=rows)


def rewrite(chance: random.Random, matrices: MatrixSet) -> MatrixSet:
    """Say a row in other words, or nearly so."""
    row = some_row(chance, matrices)
    spare: list[Requirement] = [Holds(it) for it in matrices.conditions]
    spare += [HasGranular(tool, name) for tool, name in matrices.granular]
    return with_row(matrices, row, rewritten_row(chance, row, spare, chance.randint(1, 3)))


def change_cell(chance: random.Random, matrices: MatrixSet) -> MatrixSet:
    """Put another cell in the place of one."""
    row = some_row(chance, matrices)
    place = chance.randrange(len(row.cells))
    condition = Holds(chance.choice(list(matrices.conditions)))
    options: list[Cell] = [
        Allow(),
        Deny(),
        When(condition),
        When(Not(condition)),
        When(None, ("pdf_only",)),
    ]
    cells = list(row.cells)
    cells[place] = cells[place][0], chance.choice(options)
    return with_row(matrices, row, evolve(row, cells=tuple(cells)))


def change_guard(chance: random.Random, matrices: MatrixSet) -> MatrixSet:
    """Let a row apply always, or under a condition."""
    row = some_row(chance, matrices)
    condition = Holds(chance.choice(list(matrices.conditions)))
    return with_row(matrices, row, evolve(row, guard=chance.choice([None, condition])))


def change_platforms(chance: random.Random, matrices: MatrixSet) -> MatrixSet:
    """Let a row be done elsewhere."""
    row = some_row(chance, matrices)
    some = tuple(it for it in matrices.platforms if chance.randrange(2))
    return with_row(matrices, row, evolve(row, platforms=some))


def add_row(chance: random.Random, matrices: MatrixSet) -> MatrixSet:
    """Add a row that says what another does, by another title."""
    row = some_row(chance, matrices)
    added = evolve(row, id="first.zzz", title="Quite Another Thing", aliases=())
    if added.id in matrices.actions:
        return matrices
    return of_first(matrices, actions=(*matrices.matrices[0].actions, added))


def remove_row(chance: random.Random, matrices: MatrixSet) -> MatrixSet:
    """Take a row away, and let nothing ask for it."""
    gone = some_row(chance, matrices)
    rows = tuple(row for row in matrices.matrices[0].actions if row is not gone)
    return asking(of_first(matrices, actions=rows), {gone.id: None}) if rows else matrices


def rename_row(chance: random.Random, matrices: MatrixSet) -> MatrixSet:
    """Give a row another id."""
    row = some_row(chance, matrices)
    renamed = evolve(row, id=f"{row.id}_x")
    return asking(with_row(matrices, row, renamed), {row.id: renamed.id})


def asking(matrices: MatrixSet, instead: Mapping[str, str | None]) -> MatrixSet:
    """Let operations ask for other rows instead of some; without any they go."""

    def changed(it: Operation) -> Operation:
        ids = (instead.get(id_, id_) for id_ in it.any_of)
        return evolve(it, any_of=tuple(id_ for id_ in ids if id_ is not None))

    return MatrixSet(
        tuple(
            evolve(
                matrix, operations=tuple(it for it in map(changed, matrix.operations) if it.any_of)
            )
            for matrix in matrices.matrices
        )
    )


def reorder(chance: random.Random, matrices: MatrixSet) -> MatrixSet:
    """Write everything in another order."""
    return shuffled(chance, matrices)


def change_default(chance: random.Random, matrices: MatrixSet) -> MatrixSet:
    """Let nobody, or others, be held for who holds no level."""
    tool = chance.choice(list(matrices.tools.values()))
    default = chance.choice([None, *handed_out(matrices, tool.id)])

    def changed(it: Tool) -> Tool:
        return evolve(it, default_level=default) if it.id == tool.id else it

    return MatrixSet(
        tuple(evolve(it, tools=tuple(map(changed, it.tools))) for it in matrices.matrices)
    )


EDITS = (
    *(rewrite, rewrite, change_cell, change_cell, change_guard, change_platforms),
    *(add_row, remove_row, rename_row, reorder, change_default),
)


@given(small_sets, CHANCES)
@settings(max_examples=30, suppress_health_check=MANY_TOO_LARGE)
def test_diff_lists_exactly_what_edits_change(matrices: MatrixSet, chance: random.Random) -> None:
    """Of a policy that was edited, every changed answer is listed, and no other."""
    assume(facts_of([matrices]).size <= MOST)
    check(matrices, edited(chance, matrices))


@given(small_sets, CHANCES)
def test_no_difference_is_having_one_digest(matrices: MatrixSet, chance: random.Random) -> None:
    """Two policies differ in nothing that matters exactly where they have the same digest."""
    other = edited(chance, matrices)

    alike = policy_of(matrices).digest == policy_of(other).digest

    assert compare(matrices, other).same is alike


@given(small_sets)
def test_renaming_consistently_is_told_as_renames(matrices: MatrixSet) -> None:
    """With other ids for conditions, permissions, tools and levels, nothing else is told."""
    renaming = Renaming(matrices)
    diff = compare(matrices, renaming.matrices(matrices))

    assert diff.changes == ()
    assert diff.texts == ()
    assert {it.what for it in diff.renames} <= {
        *(What.TOOL, What.LEVEL, What.GRANULAR, What.CONDITION),
    }
    levels = sum(len(tool.levels) for tool in matrices.tools.values())
    named = len(matrices.tools) + levels + len(matrices.granular) + len(matrices.conditions)
    assert len(diff.renames) == named


@given(small_sets, CHANCES)
def test_a_rename_hides_no_change(matrices: MatrixSet, chance: random.Random) -> None:
    """A policy that was renamed and edited differs by the edits as it would if not renamed."""
    other = edited(chance, matrices)
    renaming = Renaming(other)

    plain, renamed = compare(matrices, other), compare(matrices, renaming.matrices(other))

    assert [(it.what, it.direction) for it in renamed.changes] == [
        (it.what, it.direction) for it in plain.changes
    ]


@given(small_sets, CHANCES)
def test_diff_with_self_is_empty(matrices: MatrixSet, chance: random.Random) -> None:
    """A policy does not differ from itself, in whatever order it is written."""
    diff = compare(matrices, matrices)
    other = compare(matrices, shuffled(chance, matrices))

    assert (diff.changes, diff.renames, diff.texts) == ((), (), ())
    assert other.same, other.changes


# Tables of both versions.

WORDS = {
    Direction.WIDENS: "Widened",
    Direction.NARROWS: "Narrowed",
    Direction.BOTH: "Widened and narrowed",
}


def cells_marked(diff: Diff) -> list[tuple[str, str, str, str]]:
    """Give the action, the level's id and title, and the word of each cell marked with a way."""
    return [
        (line.heading.id, heading.id, heading.title, cell.change)
        for grid in marked(diff, diff.models)
        for line in grid.lines
        for heading, cell in zip(grid.columns, line.cells, strict=True)
        if cell.change in WORDS.values()
    ]


def cells_listed(diff: Diff, old: MatrixSet, new: MatrixSet) -> Iterator[tuple[str, str, str, str]]:
    """Give the same of each cell that a difference lists."""
    for change in diff.of(What.ACTION):
        policy = old if change.how is How.REMOVED else new
        tool = policy.actions[change.id].tool
        for cell in change.cells:
            titles = [
                level.title
                for it in (new, old)
                if tool in it.tools
                for level in it.tools[tool].levels
                if level.id == cell.level
            ]
            title = " ".join(titles[0].split()) if titles else "No level"
            yield change.id, cell.level or "holds-none", title, WORDS[cell.direction]


@given(small_sets, CHANCES, small_sets)
@settings(suppress_health_check=MANY_TOO_LARGE)
def test_a_table_marks_exactly_the_cells_that_differ(
    matrices: MatrixSet, chance: random.Random, unlike: MatrixSet
) -> None:
    """Each cell that the difference lists is marked with its direction, once, and no other is."""
    for other in (edited(chance, matrices), unlike):
        diff = compare(matrices, other)

        assert sorted(cells_marked(diff)) == sorted(cells_listed(diff, matrices, other))
        gone = {id_ for id_ in matrices.actions if id_ not in other.actions}
        lines = [line.heading.id for it in marked(diff, diff.models) for line in it.lines]
        assert len(lines) == len(set(lines))
        assert set(lines) >= {row.id for it in other.matrices for row in it.actions}
        assert set(lines) - set(other.actions) <= gone


@given(small_sets, CHANCES)
@settings(max_examples=20)
def test_a_page_marks_what_its_tables_mark(matrices: MatrixSet, chance: random.Random) -> None:
    """Read back strictly, it has every row once, and as many cells of each word as are listed."""
    diff = compare(matrices, edited(chance, matrices))
    page: Any = JustHTML(diff.to_html(), strict=True, sanitize=False)
    ids = [node.attrs["id"] for node in page.query("[id]")]

    words = [node.to_text().split(" ", 1)[1] for node in page.query("td > .pm-change")]
    rows = [line.heading.anchor for it in marked(diff, diff.models) for line in it.lines]
    assert Counter(it for it in words if it in WORDS.values()) == Counter(
        WORDS[cell.direction] for it in diff.of(What.ACTION) for cell in it.cells
    )
    assert sorted(node.attrs["id"] for node in page.query("tbody th")) == sorted(rows)
    assert len(ids) == len(set(ids))
    assert {node.attrs["href"][1:] for node in page.query("a")} <= set(ids)


# Too many facts.


@given(small_sets, CHANCES)
def test_column_by_column_is_as_together(matrices: MatrixSet, chance: random.Random) -> None:
    """What is settled without looking at all levels together is settled the same way."""
    other = edited(chance, matrices)
    together = {it.id: it for it in compare(matrices, other).changes if it.what is What.ACTION}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(behaviour, "Situated", too_many)
        alone = compare(matrices, other)

    for change in alone.of(What.ACTION):
        if change.direction is Direction.NOT_SETTLED:
            continue
        assert change.direction is together[change.id].direction
        given = {it.level: shown(it) for it in change.cells}
        assert given == {
            it.level: shown(it) for it in together[change.id].cells if it.level in given
        }
    settled = {it.id for it in alone.changes}
    assert settled.issuperset(together)


def too_many(*_: object) -> None:
    """Take any situations for too many."""
    raise OverflowError(25)
