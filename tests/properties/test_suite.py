"""
Coverage and the mutation score are what running everything finds.

The oracle builds every variant as a whole policy, asks the reference interpreter, and looks at
every situation that the small vocabulary here allows. Random suites are right about most of what
they ask, wrong about some.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, combinations, product
from typing import Any, NamedTuple, TypeAlias

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from permmatrix.compiler import compile_matrices
from permmatrix.conditions import Condition
from permmatrix.model import (
    Action,
    Allow,
    Deny,
    GranularPermission,
    Level,
    Matrix,
    MatrixSet,
    Operation,
    Tool,
    When,
)
from permmatrix.policy import Policy
from permmatrix.reference import decide
from permmatrix.reference_facts import Question as Asked
from permmatrix.requirements import All, Not, Requirement, atoms
from permmatrix.requirements import Any as AnyOf
from permmatrix.source import Source, Span
from permmatrix.suite.measured import Measured
from permmatrix.suite.measuring import measure
from permmatrix.suite.mutants import Mutant, mutants
from permmatrix.suite.reading import suite_of
from permmatrix.suite.running import run_suites
from permmatrix.suite.shared_mutants import SharedMutant
from permmatrix.suite.values import Answer, Expectation, NamedTest, Question, Subject, Suite
from strategies import EASY, OBLIGATIONS, Vocabulary, cell, pick, requirement

EXAMPLES = max(settings.default.max_examples // 2, 10) if settings.default else 25
LEVELS = ("none", "editor")
PLATFORMS = ("web", "ios")
TESTS = {id_: EASY[id_] for id_ in ("flagged", "is_private")}
NOWHERE = Span(Source("suite.permtest.yaml", ""), 0, 0)

Yes: TypeAlias = frozenset[str] | bool | None
"""What an answer is to a test: a yes by its obligations, a no (None), or left open (False)."""


# Policies, and every situation there can be.


@st.composite
def policies(draw: st.DrawFn) -> MatrixSet:
    """Make a policy of one or two rows, perhaps in one operation, over a small vocabulary."""
    words = Vocabulary(list(TESTS), [("tool", "create")], [])
    follows = requirement(draw, words, 1) if pick(draw, [False, True]) else None
    levels = (
        Level(id="none", title="None", held_when=follows),
        Level(id="editor", title="Editor"),
    )
    words = words._replace(levels=[("tool", LEVELS)])
    platforms = PLATFORMS[: pick(draw, [0, 1, 2])]
    rows = tuple(
        Action(
            id=f"first.{id_}",
            title=id_,
            tool="tool",
            cells=tuple((level, cell(draw, words)) for level in LEVELS),
            guard=requirement(draw, words, 1) if pick(draw, [False, False, True]) else None,
            platforms=platforms[: pick(draw, [0, 1, 2])],
        )
        for id_ in ("search", "create")[: pick(draw, [1, 2])]
    )
    whole = tuple(row.id for row in rows)
    operation = Operation(id="first.anything", title="Anything", any_of=whole)
    return MatrixSet(
        (
            Matrix(
                id="first",
                title="First",
                tool="tool",
                tools=(
                    Tool(
                        id="tool",
                        title="Tool",
                        levels=levels,
                        default_level=pick(draw, [None, "none"]),
                    ),
                ),
                actions=rows,
                operations=pick(draw, [(), (operation,)]),
                granular=(GranularPermission(id="create", tool="tool", title="create"),),
                conditions=tuple(Condition(id=id_, title=id_, test=TESTS[id_]) for id_ in TESTS),
                obligations=tuple((id_, id_) for id_ in OBLIGATIONS),
                platforms=tuple((id_, id_) for id_ in platforms),
            ),
        )
    )


class Facts(NamedTuple):
    """What a question is about, apart from its action; None for what is not known."""

    levels: tuple[str, ...] | None
    granular: tuple[str, ...] | None
    private: bool | None
    flag: bool | None
    platform: str | None

    @property
    def complete(self) -> bool:
        """Whether everything is known."""
        return None not in self[:4]

    @property
    def user(self) -> dict[str, Any]:
        """The user as a mapping."""
        return {"levels": {"tool": self.levels}, "granular": {"tool": self.granular}}


HOLDINGS = [None, *chain.from_iterable(combinations(LEVELS, size) for size in (0, 1, 2))]
GRANULAR = [None, (), ("create",)]
TRUTHS = [None, False, True]


def everything(matrices: MatrixSet) -> list[Facts]:
    """Give every situation there can be."""
    platforms = [None, *matrices.platforms]
    return [Facts(*it) for it in product(HOLDINGS, GRANULAR, TRUTHS, TRUTHS, platforms)]


def answered(matrices: MatrixSet, action: str, facts: Facts) -> Yes:
    """Ask the reference."""
    resource, context = {"private": facts.private}, {"flag": facts.flag}
    decision = decide(Asked(matrices, facts.user, resource, context, facts.platform), action)
    if decision.allowed:
        return frozenset(decision.obligations)
    return False if decision.unknown else None


def with_row(matrices: MatrixSet, row: Action) -> MatrixSet:
    """Give the policy with another row in place of its own."""
    (matrix,) = matrices.matrices
    rows = tuple(row if it.id == row.id else it for it in matrix.actions)
    return MatrixSet((evolve(matrix, actions=rows),))


def with_mutant(matrices: MatrixSet, mutant: Mutant | SharedMutant[Any]) -> MatrixSet:
    """Give the policy with whatever is changed in place of its own."""
    if isinstance(mutant, Mutant):
        return with_row(matrices, mutant.row)
    (matrix,) = matrices.matrices
    if isinstance(mutant.thing, Tool):
        return MatrixSet((evolve(matrix, tools=(mutant.thing,)),))
    return MatrixSet((evolve(matrix, operations=(mutant.thing,)),))


# Suites.


@st.composite
def suites(draw: st.DrawFn) -> tuple[MatrixSet, Suite]:
    """Make a policy and a suite that is right about most of what it asks."""
    matrices = draw(policies())
    subject = Subject(matrices, Policy(compile_matrices(matrices), matrices))
    tests = tuple(_test(draw, matrices, number) for number in range(pick(draw, [1, 2, 3])))
    suite = Suite(source=NOWHERE.source, title=None, subject=subject, tests=tests)
    return matrices, suite


def _test(draw: st.DrawFn, matrices: MatrixSet, number: int) -> NamedTest:
    some = [
        Facts(
            pick(draw, HOLDINGS[1:]),
            pick(draw, GRANULAR),
            pick(draw, TRUTHS),
            pick(draw, TRUTHS),
            None,
        )
        for _ in range(pick(draw, [1, 2, 3]))
    ]
    actions = [*matrices.actions, *matrices.operations]
    test = NamedTest(
        id=f"test_{number}",
        skip="later" if pick(draw, [False, False, True]) else None,
        users={f"user_{at}": it.user for at, it in enumerate(some)},
        actions=tuple(actions[pick(draw, range(len(actions))) :]),
        resources={f"thing_{at}": {"private": it.private} for at, it in enumerate(some)},
        contexts={f"context_{at}": {"flag": it.flag} for at, it in enumerate(some)},
        platforms=(None, *matrices.platforms)[pick(draw, [0, 0, 1]) :] or (None,),
        listed={},
        span=NOWHERE,
    )
    listed = {
        it: _expected(answered(matrices, it.action, facts_of(test, it))) for it in test.questions()
    }
    if pick(draw, [False, False, False, True]):
        wrong = draw(st.sampled_from(sorted(listed, key=repr)))
        listed[wrong] = pick(draw, [it for it in WRONG if it != listed[wrong]])
    return evolve(test, listed=listed)


WRONG = [Expectation(answer) for answer in Answer]


def _expected(answer: Yes) -> Expectation:
    if answer is None or answer is False:
        return Expectation(Answer.DENY if answer is None else Answer.UNKNOWN)
    assert isinstance(answer, frozenset)
    return Expectation(Answer.ALLOW, answer)


def facts_of(test: NamedTest, question: Question) -> Facts:
    """Give what a question of a test is about."""
    user, resource, context = (
        test.users[question.user],
        test.resources[question.resource],
        test.contexts[question.context],
    )
    assert resource is not None
    assert context is not None
    return Facts(
        user["levels"]["tool"],
        user["granular"]["tool"],
        resource["private"],
        context["flag"],
        question.platform,
    )


def passes(matrices: MatrixSet, test: NamedTest) -> bool:
    """Run a whole test by the reference."""
    return all(
        _expected(answered(matrices, it.action, facts_of(test, it))) == test.expected(it)
        for it in test.questions()
    )


def measured(suite: Suite) -> Measured:
    """Measure a suite as the program does; a suite with nothing to run is measured too."""
    (found,) = measure(run_suites([suite]), coverage=True, mutation=True)
    return found


# The mutation score.


@settings(max_examples=EXAMPLES)
@given(suites())
def test_the_mutation_score_is_what_running_every_mutant_finds(
    made: tuple[MatrixSet, Suite],
) -> None:
    """Killed, none and surviving mutants are those of whole policies asked one by one."""
    matrices, suite = made
    run = [test for test in suite.tests if test.skip is None]
    sound = [test for test in run if passes(matrices, test)]
    there = everything(matrices)

    for row in measured(suite).mutation:
        yes = _yes(matrices, row.row.id, there)
        killed, none, left = 0, 0, []
        for mutant in mutants(row.row, matrices):
            whole = with_row(matrices, mutant.row)
            if yes == _yes(whole, row.row.id, there):
                none += 1
            elif not all(passes(whole, test) for test in sound):
                killed += 1
            else:
                left.append(mutant)
        assert (row.killed, row.equivalent) == (killed, none)
        assert [it.mutant for it in row.survivors] == left


def _yes(matrices: MatrixSet, action: str, there: Sequence[Facts]) -> list[Yes]:
    """Give where the answer is yes, and with which obligations."""
    found = [answered(matrices, action, facts) for facts in there]
    return [it if isinstance(it, frozenset) else None for it in found]


def mistakes(needed: Requirement) -> Iterator[Requirement]:
    """Give a requirement with one thing in it otherwise. No levels are asked for here."""
    if isinstance(needed, Not):
        yield needed.part
        yield from (Not(other) for other in mistakes(needed.part) if other != needed)
        return
    if not isinstance(needed, All | AnyOf):
        yield Not(needed)
        return
    if len(needed.parts) > 1:  # all of one part is any of it
        yield (AnyOf if isinstance(needed, All) else All)(needed.parts)
    for at, part in enumerate(needed.parts):
        rest = [it for place, it in enumerate(needed.parts) if place != at]
        if rest:
            yield rest[0] if len(rest) == 1 else type(needed)(tuple(rest))
        for other in mistakes(part):
            parts = list(needed.parts)
            parts[at] = other
            yield type(needed)(tuple(parts))


def shared_mistakes(matrices: MatrixSet) -> Iterator[tuple[str, MatrixSet]]:
    """Give whole policies with one thing otherwise that rows share, by what it is a part of."""
    (matrix,) = matrices.matrices
    (tool,) = matrix.tools
    none, editor = tool.levels
    tools = []
    if none.held_when is not None:
        tools += [
            evolve(tool, levels=(evolve(none, held_when=it), editor))
            for it in (None, *mistakes(none.held_when))
        ]
    if tool.default_level is not None:
        tools += [evolve(tool, default_level=it) for it in (None, "editor")]
    for other in dict.fromkeys(it for it in tools if it != tool):
        yield "tool", MatrixSet((evolve(matrix, tools=(other,)),))
    for operation in matrix.operations:
        for id_ in operation.any_of:
            rest = tuple(it for it in operation.any_of if it != id_)
            if rest:
                fewer = evolve(operation, any_of=rest)
                yield operation.id, MatrixSet((evolve(matrix, operations=(fewer,)),))


@settings(max_examples=EXAMPLES)
@given(suites())
def test_what_rows_share_is_changed_in_every_way_too(made: tuple[MatrixSet, Suite]) -> None:
    """Who holds a level, the default level and the rows of an operation, made here by hand."""
    matrices, suite = made
    sound = [test for test in suite.tests if test.skip is None and passes(matrices, test)]
    there = everything(matrices)
    expected: dict[str, list[int]] = {}

    for id_, whole in shared_mistakes(matrices):
        asked = [id_] if id_ in matrices.operations else [*matrices.actions]
        alike = all(_yes(matrices, it, there) == _yes(whole, it, there) for it in asked)
        noticed = not all(passes(whole, test) for test in sound)
        killed, none, left = expected.setdefault(id_, [0, 0, 0])
        counts = (killed, none + 1, left) if alike else (killed + noticed, none, left + 1 - noticed)
        expected[id_] = list(counts)

    found = measured(suite).shared
    assert {it.thing.id: [it.killed, it.equivalent, len(it.survivors)] for it in found} == expected


# what a file declares is no part of a test that is pasted into it
HEAD = """\
format: permmatrix-tests/1
users: {ana: {levels: {tool: [none, editor]}, granular: {tool: [create]}}}
contracts: {c_1: {private: true}, c_2: {private: false}, c_3: {}}
contexts: {one: {flag: true}, two: {flag: false}, three: {}}
"""


@settings(max_examples=EXAMPLES)
@given(suites())
def test_each_survivor_comes_with_a_test_that_would_notice(made: tuple[MatrixSet, Suite]) -> None:
    """Pasted into a file of tests, it passes, and fails with the mutant."""
    matrices, suite = made
    survivors = list(measured(suite).survivors)

    for survivor in survivors:
        text = f"{HEAD}tests:\n{survivor.test}"
        for whole, passed in ((matrices, True), (with_mutant(matrices, survivor.mutant), False)):
            subject = Subject(whole, Policy(compile_matrices(whole), whole))
            (result,) = run_suites([suite_of(Source("pasted.permtest.yaml", text), subject)])
            assert result.passed is passed, text


# Coverage.


@settings(max_examples=EXAMPLES)
@given(suites())
def test_coverage_is_what_changing_every_cell_and_fact_finds(made: tuple[MatrixSet, Suite]) -> None:
    """A cell or fact counts where something can hang on it, and is covered where it was seen to."""
    matrices, suite = made

    for row in measured(suite).coverage:
        action = row.row
        asked = [
            (question.action, facts_of(test, question))
            for test in suite.tests
            if test.skip is None
            for question in test.questions()
            if question.action == action.id
            or action.id in getattr(matrices.operations.get(question.action), "any_of", ())
        ]
        cells = list(_cells(matrices, action, asked))
        facts = list(_facts(matrices, action, asked))

        assert [it.covered for it in row.cells] == cells
        assert [it.covered for it in row.facts] == facts


Seen: TypeAlias = Sequence[tuple[str, Facts]]


def _ways(one: MatrixSet, two: MatrixSet, asked: Seen) -> set[tuple[bool, bool]]:
    pairs = {
        (
            isinstance(answered(one, action, facts), frozenset),
            isinstance(answered(two, action, facts), frozenset),
        )
        for action, facts in asked
    }
    return {it for it in pairs if it[0] is not it[1]}


def _can(one: MatrixSet, two: MatrixSet, action: str) -> set[tuple[bool, bool]]:
    return _ways(one, two, [(action, it) for it in everything(one) if it.complete])


def _cells(matrices: MatrixSet, row: Action, asked: Seen) -> Iterator[bool]:
    for level, _ in row.cells:
        one, two = (with_row(matrices, _with_cell(row, level, it)) for it in (Allow(), Deny()))
        seen = _ways(one, two, asked)
        if seen or _can(one, two, row.id):
            yield bool(seen)


def _with_cell(row: Action, level: str, new: Any) -> Action:
    return evolve(row, cells=tuple((id_, new if id_ == level else old) for id_, old in row.cells))


def _facts(matrices: MatrixSet, row: Action, asked: Seen) -> Iterator[bool]:
    places: list[tuple[Requirement, Callable[[Requirement], Action]]] = []
    if row.guard is not None:
        places.append((row.guard, partial(_with_guard, row)))
    for level, old in row.cells:
        if isinstance(old, When) and old.requirement is not None:
            places.append((old.requirement, partial(_with_needed, row, level, old)))
    for needed, put in places:
        for leaf in dict.fromkeys(atoms(needed)):
            other = with_row(matrices, put(_otherwise(needed, leaf)))
            seen = _ways(matrices, other, asked)
            can = _can(matrices, other, row.id)
            if seen or can:
                yield can <= seen


def _with_guard(row: Action, guard: Requirement) -> Action:
    return evolve(row, guard=guard)


def _with_needed(row: Action, level: str, old: When, needed: Requirement) -> Action:
    return _with_cell(row, level, When(needed, old.obligations))


def _otherwise(needed: Requirement, leaf: Requirement) -> Requirement:
    """Put the opposite of a fact wherever it is named."""
    if needed == leaf:
        return Not(leaf)
    if isinstance(needed, All | AnyOf):
        return type(needed)(tuple(_otherwise(part, leaf) for part in needed.parts))
    return Not(_otherwise(needed.part, leaf)) if isinstance(needed, Not) else needed
