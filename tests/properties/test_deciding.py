"""
What deciding promises, as properties over made-up policies and questions.

Every property is a theorem of the design and bears its name. The tests of the generators at the end
hold them to reaching everything there is to reach, since a property says nothing of the rest.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import chain, combinations, product
from typing import Any, NamedTuple

import pytest
from attrs import evolve
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from builders import agreed
from permmatrix import Contract, Decision, Outcome, Policy, UnknownNameError, User
from permmatrix.conditions import Condition, Given
from permmatrix.evaluator import Evaluator
from permmatrix.model import (
    Action,
    Allow,
    Deny,
    GranularPermission,
    Level,
    Matrix,
    MatrixSet,
    NotApplicable,
    Tool,
    Undocumented,
    When,
)
from permmatrix.program import Program
from permmatrix.reference import decide
from permmatrix.reference_facts import Question
from permmatrix.requirements import All, HasGranular, HasLevel, Holds, Not, Requirement, atoms
from permmatrix.requirements import Any as AnyOf
from rewriting import Renaming, rewritten_row, shuffled
from strategies import (
    ANY_TEST,
    EASY,
    OBLIGATIONS,
    Asked,
    Vocabulary,
    cell,
    matrix_sets,
    names_of,
    pick,
    policies_and_questions,
    policy_of,
    requirement,
)

CHANCES = st.integers(0, 2**32 - 1).map(random.Random)


def answer(ask: Callable[[], Any]) -> Any:
    """Give the answer, or what the mistake of the asker is."""
    try:
        return ask()
    except UnknownNameError as error:
        return error.kind, error.name


def can(policy: Policy, name: str, asked: Asked) -> Any:
    """Give the compiled policy's answer."""
    user, resource, context, platform = asked
    return answer(lambda: policy.can(user, name, resource, context, platform))


# Where nothing was granted.


@given(matrix_sets(plain=True), CHANCES)
def test_nothing_granted_means_denied(matrices: MatrixSet, chance: random.Random) -> None:
    """A user with no level and no granular permission is denied where the default is blank."""
    tools = [evolve(tool, default_level=None) for tool in matrices.tools.values()]
    blank = chance.choice([None, "none"])
    if blank and all(tool.levels[0].handed_out for tool in tools):
        tools = [evolve(tool, default_level=blank) for tool in tools]
    found = MatrixSet(
        tuple(
            evolve(matrix, tools=tuple(tools), actions=tuple(map(_blank_first, matrix.actions)))
            for matrix in matrices.matrices
        )
    )
    resource = Contract("c", private=chance.choice([True, False, None]), contacts={"ana"})

    for name in names_of(found):
        decision = agreed(found, name, Asked(User("ana"), resource, {"flag": True}))
        assert not decision.allowed
        assert decision.outcome in {Outcome.NO_LEVEL, Outcome.LEVEL, Outcome.GUARD} | OPEN


OPEN = {Outcome.MISSING, Outcome.ERROR}


def _blank_first(row: Action) -> Action:
    (first, _), *rest = row.cells
    return evolve(row, cells=((first, Deny()), *rest))


# The two ways to decide, and the ways around them.


@given(policies_and_questions())
def test_compiled_agrees_with_reference(found: tuple[MatrixSet, Asked]) -> None:
    """However it is asked, the answer is the reference's, to the last missing fact."""
    matrices, asked = found
    policy = policy_of(matrices)

    for name in (*names_of(matrices), "first.zebra"):
        agreed(matrices, name, asked, policy)


@given(policies_and_questions())
def test_all_rows_at_once_are_the_rows_one_by_one(found: tuple[MatrixSet, Asked]) -> None:
    """The rows that allow are those the reference allows, and nothing is lost where it raises."""
    matrices, asked = found
    policy = policy_of(matrices)
    user, resource, context, platform = asked
    answers = [answer(partial(decide, Question(matrices, *asked), it)) for it in policy.actions]

    for _ in range(2):  # what the first time made, the second time uses
        told = answer(lambda: policy.for_user(user).allowed_actions(resource, context, platform))
        mistakes = [it for it in answers if not isinstance(it, Decision)]
        if mistakes:
            assert told == mistakes[0]
        else:
            ids = zip(policy.actions, answers, strict=True)
            assert told == tuple(id_ for id_, decision in ids if decision.allowed)


@given(policies_and_questions())
def test_explain_agrees_with_decide(found: tuple[MatrixSet, Asked]) -> None:
    """An explanation explains the decision that is given, and can be read."""
    matrices, asked = found
    policy = policy_of(matrices)
    user, resource, context, platform = asked

    for name in names_of(matrices):
        decision = can(policy, name, asked)
        if not isinstance(decision, Decision):
            with pytest.raises(UnknownNameError):
                policy.explain(user, name, resource, context, platform)
            continue
        explanation = policy.explain(user, name, resource, context, platform)
        assert explanation.decision == decision
        assert str(explanation).startswith("Yes" if decision.allowed else "No")


@given(policies_and_questions())
def test_compiled_file_decides_the_same(found: tuple[MatrixSet, Asked]) -> None:
    """A policy written as JSON and read again has the same bytes, digest and answers."""
    matrices, asked = found
    policy = policy_of(matrices)
    text = policy.to_json()
    again = Policy(Program.from_json(text))

    assert (again.to_json(), again.digest) == (text, policy.digest)
    for name in names_of(matrices):
        assert can(again, name, asked) == can(policy, name, asked)


# What is not known.


class Situation(NamedTuple):
    """
    What is known of a question about an easy policy, None where it is not known.

    `conditions` has the truth of each; `levels` and `granular` what is held on each tool.
    """

    conditions: dict[str, bool | None]
    levels: dict[str, tuple[str, ...] | None]
    granular: dict[str, tuple[str, ...] | None]

    def asked(self) -> Asked:
        """Put it into a question."""
        private = self.conditions.get("is_private")
        contact, flag = self.conditions.get("is_contact"), self.conditions.get("flagged")
        contacts = None if contact is None else {"ana"} if contact else {"bob"}
        user = User("ana", levels=self.levels, granular=self.granular)
        return Asked(user, Contract("c", private=private, contacts=contacts), {"flag": flag})

    def refinements(self, matrices: MatrixSet) -> Iterator[Situation]:
        """Give every situation in which one thing more is known."""
        for name, value in self.conditions.items():
            for known in (True, False) if value is None else ():
                yield self._replace(conditions={**self.conditions, name: known})
        for tool, levels in self.levels.items():
            for held in _subsets(handed_out(matrices, tool)) if levels is None else ():
                yield self._replace(levels={**self.levels, tool: held})
        for tool, granted in self.granular.items():
            for held in _subsets(granular_on(matrices, tool)) if granted is None else ():
                yield self._replace(granular={**self.granular, tool: held})

    def completions(self, matrices: MatrixSet) -> Iterator[Situation]:
        """Give every situation in which everything is known."""
        more = list(self.refinements(matrices))
        if not more:
            yield self
        for refined in more:
            if refined.unknown == more[0].unknown:  # the same thing more is known
                yield from refined.completions(matrices)

    @property
    def unknown(self) -> list[tuple[str, str]]:
        """What is not known."""
        facts = [
            *(("condition", name, value) for name, value in self.conditions.items()),
            *(("levels", tool, held) for tool, held in self.levels.items()),
            *(("granular", tool, held) for tool, held in self.granular.items()),
        ]
        return [(kind, name) for kind, name, value in facts if value is None]


def _subsets(ids: Sequence[str]) -> list[tuple[str, ...]]:
    return list(chain.from_iterable(combinations(ids, size) for size in range(len(ids) + 1)))


def handed_out(matrices: MatrixSet, tool: str) -> list[str]:
    """Give the levels that a user can be given."""
    return [level.id for level in matrices.tools[tool].levels if level.handed_out]


def granular_on(matrices: MatrixSet, tool: str) -> list[str]:
    """Give the granular permissions of a tool."""
    return [name for held_on, name in matrices.granular if held_on == tool]


@st.composite
def easy_situations(draw: st.DrawFn) -> tuple[MatrixSet, Situation]:
    """Make a policy of easy conditions and a situation in which some things are not known."""
    matrices = draw(matrix_sets(tests=EASY, most_conditions=3))
    values = (None, True, False)
    conditions = {name: pick(draw, values) for name in matrices.conditions}
    levels, granular = {}, {}
    for tool in matrices.tools:
        ids = handed_out(matrices, tool)
        levels[tool] = pick(draw, [*[(id_,) for id_ in ids] * 3, None, *_subsets(ids)])
        granular[tool] = pick(draw, [*_subsets(granular_on(matrices, tool)) * 2, None])
    return matrices, Situation(conditions, levels, granular)


@given(easy_situations())
def test_unknown_facts_never_allow_what_no_completion_allows(
    found: tuple[MatrixSet, Situation],
) -> None:
    """A yes in the dark is a yes however the facts that are not known turn out."""
    matrices, situation = found
    policy = policy_of(matrices)
    allowed = [name for name in names_of(matrices) if can(policy, name, situation.asked()).allowed]
    assume(allowed)

    for whole in situation.completions(matrices):
        assert all(can(policy, name, whole.asked()).allowed for name in allowed)


@given(easy_situations(), CHANCES)
def test_all_rows_at_once_keep_nothing_of_who_asked(
    found: tuple[MatrixSet, Situation], chance: random.Random
) -> None:
    """Somebody asked about after others gets the rows that are allowed to them."""
    matrices, situation = found
    policy = policy_of(matrices)
    around = [situation, *situation.refinements(matrices)] * 2
    chance.shuffle(around)

    for situation in around[:20]:
        asked = situation.asked()
        told = policy.for_user(asked.user).allowed_actions(asked.resource, asked.context)
        assert told == tuple(
            id_ for id_ in policy.actions if decide(Question(matrices, *asked), id_).allowed
        )


@given(easy_situations())
def test_more_facts_known_never_flips_an_answer_wrongly(
    found: tuple[MatrixSet, Situation],
) -> None:
    """A yes stays a yes and a definite no stays a no, whichever way one fact more turns out."""
    matrices, situation = found
    policy = policy_of(matrices)
    before = {name: can(policy, name, situation.asked()) for name in names_of(matrices)}

    for more in situation.refinements(matrices):
        for name, decision in before.items():
            if not decision.unknown:
                assert can(policy, name, more.asked()).allowed is decision.allowed


# What does not matter.


@given(policies_and_questions(), CHANCES)
def test_order_of_rows_and_names_does_not_matter(
    found: tuple[MatrixSet, Asked], chance: random.Random
) -> None:
    """Matrices, rows, cells, names and parts in another order give the same policy."""
    matrices, asked = found
    policy, other = policy_of(matrices), policy_of(shuffled(chance, matrices))

    assert other.digest == policy.digest
    for name in names_of(matrices):
        assert can(other, name, asked) == can(policy, name, asked)


@given(policies_and_questions())
def test_renaming_consistently_changes_nothing(found: tuple[MatrixSet, Asked]) -> None:
    """With other ids for conditions, permissions, tools and levels, the answers are the same."""
    matrices, asked = found
    assume(isinstance(asked.user, User))
    renaming = Renaming(matrices)
    policy, other = policy_of(matrices), policy_of(renaming.matrices(matrices))

    for name in names_of(matrices):
        expected, told = can(policy, name, asked), can(other, name, renaming.asked(asked))
        if not isinstance(expected, Decision):
            assert told[0] == expected[0]  # of several undeclared levels, the first is named
            continue
        assert (told.outcome, told.obligations) == (expected.outcome, expected.obligations)
        assert told.level == (expected.level and renaming(expected.level))
        assert set(told.missing) == set(map(renaming.path, expected.missing))
        unusable = {(renaming.path(it.fact), it.expected) for it in expected.errors}
        assert {(it.fact, it.expected) for it in told.errors} == unusable


# What a digest says.


class Small(NamedTuple):
    """A vocabulary small enough to try every situation there is."""

    tools: tuple[Tool, ...]
    conditions: tuple[str, ...]
    granular: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> Vocabulary:
        """What requirements can speak of."""
        levels = [(tool.id, [level.id for level in tool.levels]) for tool in self.tools]
        return Vocabulary(self.conditions, self.granular, levels)

    def policy(self, row: Action) -> MatrixSet:
        """Make the policy of one row."""
        whole = Matrix(
            id="first",
            title="First",
            tool="tool",
            tools=self.tools,
            actions=(row,),
            granular=tuple(
                GranularPermission(id=it, tool=on, title=it) for on, it in self.granular
            ),
            conditions=tuple(Condition(id=it, title=it, test=Given(it)) for it in self.conditions),
            obligations=tuple((it, it) for it in OBLIGATIONS),
        )
        return MatrixSet((whole,))

    def situations(self) -> list[Asked]:
        """Give every combination of levels, permissions and conditions, known or not."""
        levels: list[list[Any]] = []
        granular: list[list[Any]] = []
        for tool in self.tools:
            handed = [level.id for level in tool.levels if level.handed_out]
            names = [name for held_on, name in self.granular if held_on == tool.id]
            levels.append([None, *_subsets(handed)])
            granular.append([None, *_subsets(names)] if names else [()])
        ids = [tool.id for tool in self.tools]
        users = [
            User(
                "ana",
                levels=dict(zip(ids, held, strict=True)),
                granular=dict(zip(ids, granted, strict=True)),
            )
            for held, granted in product(product(*levels), product(*granular))
        ]
        contexts = [
            dict(zip(self.conditions, values, strict=True))
            for values in product((True, False, None), repeat=len(self.conditions))
        ]
        return [Asked(user, None, context) for user, context in product(users, contexts)]


def _tool(
    id_: str, *levels: str, default: str | None = None, column: Requirement | None = None
) -> Tool:
    """Make a tool, of whose levels the last may be a column that nobody is given."""
    *plain, last = (Level(id=level, title=level) for level in levels)
    last = evolve(last, held_when=column, handed_out=column is None)
    return Tool(id=id_, title=id_, levels=(*plain, last), default_level=default)


LEADS = HasLevel("other", ("lead", "author"))
SMALL: Sequence[Small] = (
    Small((_tool("tool", "none", "guest", "admin"),), ("x", "y"), (("tool", "create"),)),
    Small(
        (_tool("tool", "none", "guest", "admin", default="none"),),
        ("x",),
        (("tool", "create"), ("tool", "revoke")),
    ),
    Small(
        (
            _tool("tool", "guest", "admin", "owner", column=Holds("y")),
            _tool("other", "lead", "helper", default="lead"),
        ),
        ("x", "y"),
    ),
    Small(
        (
            _tool("tool", "guest", "admin", "owner", default="guest", column=LEADS),
            _tool("other", "lead", "author", column=Holds("x")),
        ),
        ("x",),
        (("other", "create"),),
    ),
)


@cache
def situations_of(number: int) -> list[Asked]:
    """Give the situations of a small vocabulary, made once."""
    return SMALL[number].situations()


@st.composite
def rows_alike(draw: st.DrawFn) -> tuple[int, Action, Action]:
    """Make a row over a small vocabulary and another by rewriting it, alike or nearly so."""
    number = draw(st.integers(0, len(SMALL) - 1))
    small = SMALL[number]
    chance = draw(CHANCES)
    row = Action(
        id="first.row",
        title="Row",
        tool="tool",
        cells=tuple((level.id, cell(draw, small.words)) for level in small.tools[0].levels),
        guard=pick(draw, [None, None, requirement(draw, small.words, 1)]),
    )
    spare = [requirement(draw, small.words, depth) for depth in (0, 0, 1)]
    return number, row, rewritten_row(chance, row, spare, pick(draw, [5, 4, 3, 2, 1]))


def behaviour(matrices: MatrixSet, situations: Iterable[Asked]) -> list[tuple[Any, ...]]:
    """Give what the reference answers in every situation: yes or no, and its obligations."""
    decisions = (decide(Question(matrices, *asked), "first.row") for asked in situations)
    return [(it.allowed, it.obligations) for it in decisions]


def compared(found: tuple[int, Action, Action]) -> tuple[bool, bool]:
    """Say whether two rows have equal digests, and whether they answer alike."""
    number, *rows = found
    policies = [SMALL[number].policy(row) for row in rows]
    first, second = (policy_of(it).digest_of("first.row") for it in policies)
    ours, theirs = (behaviour(it, situations_of(number)) for it in policies)
    return first == second, ours == theirs


@given(rows_alike())
def test_digest_equal_iff_behaviour_equal(found: tuple[int, Action, Action]) -> None:
    """Two rows have one digest exactly if they answer alike in every situation there can be."""
    same_digest, same_behaviour = compared(found)

    assert same_digest is same_behaviour


# The generators reach everything.


def examples(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """Give examples, the same ones at every run."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
    )
    @given(strategy)
    def collect(example: Any) -> None:
        found.append(example)

    collect()
    return found


class Watched(Evaluator):
    """An evaluator that counts how often it looks again, and how often the careful way is taken."""

    __slots__ = ("ways",)

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.ways: Counter[str] = Counter()

    def decide(self, *asked: Any) -> Decision:
        """Count, and go on."""
        self.ways["second look"] += 1
        return super().decide(*asked)

    def careful(self, *asked: Any) -> Decision:
        """Count, and go on."""
        self.ways["careful"] += 1
        return super().careful(*asked)


def test_generators_reach_every_outcome() -> None:
    """Every outcome comes about, a yes often, and all ways through the evaluator are taken."""
    outcomes: Counter[Any] = Counter()
    ways: Counter[str] = Counter()
    for matrices, asked in examples(policies_and_questions(), 300):
        policy = policy_of(matrices)
        policy._evaluator = watched = Watched(policy.program)
        for name in names_of(matrices):
            ways["asked"] += 1
            decision = can(policy, name, asked)
            outcomes[getattr(decision, "outcome", None)] += 1
        ways += watched.ways

    assert set(outcomes) == {*Outcome, None}
    assert min(outcomes[it] for it in Outcome) >= 5
    assert outcomes[Outcome.ALLOWED] >= 0.1 * outcomes.total()
    assert ways["asked"] >= ways["second look"] + 50
    assert ways["second look"] >= ways["careful"] + 50
    assert ways["careful"] >= 50


def test_generators_reach_every_part_of_a_policy() -> None:
    """Every kind of cell, requirement, test, level, tool, row and question comes about."""
    reached: Counter[Any] = Counter()
    for matrices, asked in examples(policies_and_questions(), 250):
        reached.update(_parts(matrices))
        reached.update(type(part) for part in asked)

    for kind in (Allow, Deny, Undocumented, NotApplicable, When, All, AnyOf, Not, *LEAVES):
        assert reached[kind] >= 10
    for test in {type(test) for test in ANY_TEST.values()}:
        assert reached[test] >= 10
    for feature in FEATURES:
        assert reached[feature] >= 10


LEAVES = (HasGranular, HasLevel, Holds)
FEATURES = (
    *("limit alone", "limited", "guard", "platforms", "alias", "operation"),
    *("default", "no default", "scope", "order", "column", "also held", "never held"),
    *("two matrices", "two tools", "a level elsewhere", "a permission elsewhere"),
)


def _parts(matrices: MatrixSet) -> Iterator[Any]:
    yield from ["two matrices"] if len(matrices.matrices) > 1 else []
    yield from ["two tools"] if len(matrices.tools) > 1 else []
    yield from ["operation"] if matrices.operations else []
    yield from (type(condition.test) for condition in matrices.conditions.values())
    for tool in matrices.tools.values():
        yield from ["default"] if tool.default_level else ["no default"]
        yield from ["scope"] if tool.scope else []
        yield from ["order"] if tool.chains else []
        for level in tool.levels:
            if level.held_when is not None:
                yield "also held" if level.handed_out else "column"
            elif not level.handed_out:
                yield "never held"
    for matrix in matrices.matrices:
        for row in matrix.actions:
            yield from _parts_of_row(row)


def _parts_of_row(row: Action) -> Iterator[Any]:
    yield from ["guard"] if row.guard is not None else []
    yield from ["platforms"] if row.platforms else []
    yield from ["alias"] if row.aliases else []
    for _, found in row.cells:
        yield type(found)
        if isinstance(found, When):
            yield "limit alone" if found.requirement is None else "a requirement"
            yield from ["limited"] if found.requirement and found.obligations else []
            yield from _classes(found.requirement)
            for leaf in atoms(found.requirement) if found.requirement else ():
                if not isinstance(leaf, Holds) and leaf.tool != row.tool:
                    yield f"a {'level' if isinstance(leaf, HasLevel) else 'permission'} elsewhere"


def _classes(whole: Requirement | None) -> Iterator[type]:
    if whole is None:
        return
    yield type(whole)
    if isinstance(whole, All | AnyOf):
        for part in whole.parts:
            yield from _classes(part)
    if isinstance(whole, Not):
        yield from _classes(whole.part)


def test_rewriting_reaches_both_outcomes() -> None:
    """A rewritten row often answers alike and often does not, with one digest and with two."""
    seen = Counter(compared(found) for found in examples(rows_alike(), 100))

    assert seen[True, True] >= 20
    assert seen[False, False] >= 20
