"""
A review against brute force: every question there is, asked of the reference.

Of the shipped matrices everything that can be held on Commitments is looked at; of generated ones,
users drawn in every form in which a file says what they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import combinations, islice, product
from typing import Any, TypeAlias

from attrs import evolve
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from permmatrix import load
from permmatrix.conditions import Path, Test
from permmatrix.facts_file import Facts
from permmatrix.model import Action, MatrixSet, Tool, When
from permmatrix.promises import Chosen, DifferentPeople, Invariant, Named, People, Where
from permmatrix.reference import decide, decide_row, holds
from permmatrix.reference_facts import Question, Waiting
from permmatrix.requirements import Holds, Not, Requirement, atoms
from permmatrix.review import Broken, Excess, Idle, NotTold, Shortage, Tripped, review
from strategies import ANY_TEST, EASY, matrix_sets, pick

User: TypeAlias = dict[str, Any]
Holding: TypeAlias = tuple[str, frozenset[str]]
Grant: TypeAlias = tuple[str, str, str | None]

SHIPPED = MatrixSet(tuple(load().matrices.values()))
LEVELS = ("none", "read_only", "standard", "admin")
ASKED_FOR = (
    "create_purchase_order_contract",
    "create_work_order_contract",
    "update_purchase_order_contract",
    "update_work_order_contract",
)
PERMISSIONS = (*ASKED_FOR, "view_private_work_order_contract")
ROWS = [it for it in SHIPPED.actions.values() if it.tool == "commitments"]
HOLDINGS: list[Holding] = [
    (level, frozenset(names))
    for level in LEVELS
    for size in range(len(PERMISSIONS) + 1)
    for names in combinations(PERMISSIONS, size)
]


def user_of(holding: Holding, id_: str = "ana") -> User:
    """Give a user who holds this on Commitments."""
    level, names = holding
    held = {"levels": {"commitments": level}, "granular": {"commitments": sorted(names)}}
    return {"id": id_, **held}


def situations(*, known: bool) -> Iterator[tuple[User, User]]:
    """Give every resource and context that matters to rows of Commitments."""
    unknown: tuple[None, ...] = () if known else (None,)
    for contacts, period in product(([], ["ana"], *unknown), (False, True, *unknown)):
        yield {"progress_claim_contacts": contacts}, {"during_billing_period": period}


def answers_of(user: User, *, known: bool) -> dict[str, tuple[bool, ...]]:
    """Ask the reference for every row of Commitments in every situation."""
    asked = [Question(SHIPPED, user, *thing) for thing in situations(known=known)]
    return {row.id: tuple(decide_row(it, row).allowed for it in asked) for row in ROWS}


def test_every_permission_that_changes_nothing_on_commitments_is_found() -> None:
    """Of each level with each set of permissions, those without which every answer is the same."""
    everybody = {str(number): user_of(it, "ana") for number, it in enumerate(HOLDINGS)}
    answers = {it: answers_of(user_of(it), known=False) for it in HOLDINGS}
    expected = {
        (str(number), name)
        for number, (level, names) in enumerate(HOLDINGS)
        for name in names
        if answers[level, names] == answers[level, names - {name}]
    }

    found = [it for it in review(SHIPPED, Facts(everybody)) if isinstance(it, Idle)]

    assert {(it.user, it.granular) for it in found} == expected
    assert len(found) == len(expected)
    assert 0 < len(expected) < sum(len(names) for _, names in HOLDINGS)


def powers() -> dict[Holding, int]:
    """Count the situations of rows that each holding allows, of each row those of its own facts."""
    several = {row.id: 2 ** len(conditions_of(row)) for row in ROWS}
    return {
        it: sum(sum(said) * several[row] // 4 for row, said in answers.items())
        for it, answers in all_answers().items()
    }


def conditions_of(row: Action) -> set[str]:
    """Give the conditions that a row names."""
    cells = [cell.requirement for _, cell in row.cells if isinstance(cell, When)]
    needed = [it for it in (row.guard, *cells) if it is not None]
    return {it.condition for one in needed for it in atoms(one) if isinstance(it, Holds)}


def all_answers() -> dict[Holding, dict[str, tuple[bool, ...]]]:
    """Ask for every row of everybody, everything known."""
    return {it: answers_of(user_of(it), known=True) for it in HOLDINGS}


def test_whoever_holds_more_than_they_need_is_found() -> None:
    """More than needed is more power than some other holding that allows the needs has."""
    answers, power = all_answers(), powers()
    pairs = [("commitments.search", it.id) for it in ROWS[::3]]
    for needs in [(row.id,) for row in ROWS[::4]] + pairs:
        whole = tuple(row.id for row in ROWS if row.id in needs)
        able = [it for it in HOLDINGS if all(any(answers[it][row]) for row in whole)]
        least = min((power[it] for it in able), default=0)
        users = {str(number): user_of(it) for number, it in enumerate(HOLDINGS[::5])}

        found = review(SHIPPED, Facts(users, needs=dict.fromkeys(users, whole)))

        for number, held in enumerate(HOLDINGS[::5]):
            of_one = [it for it in found.people[number].findings if not isinstance(it, Idle)]
            short = [it.cannot for it in of_one if isinstance(it, Shortage)]
            cannot = tuple(row for row in whole if not any(answers[held][row]))
            assert short == ([cannot] if cannot else [])
            excess = [it for it in of_one if isinstance(it, Excess)]
            if not cannot:
                assert bool(excess) is (power[held] > least)
            for it in excess:
                can = {row for row, said in answers[held].items() if any(said)}
                assert set(it.beyond) == can - set(whole)
                assert set(it.needs) == set(whole) - set(cannot)
                for less in it.instead:
                    levels, names = less.levels["commitments"], less.granular["commitments"]
                    assert levels is not None
                    assert names is not None
                    assert power["".join(levels), names] < power[held]
                    assert all(any(answers["".join(levels), names][row]) for row in it.needs)


PROJECTS = ("harbour", "marina", "yard", None)


def _names(draw: st.DrawFn, known: Sequence[str]) -> list[str]:
    return [it for it in known if pick(draw, [False, True])]


def _held(draw: st.DrawFn, known: Sequence[str], scoped: bool, one: bool) -> Any:
    """Make what is held on a tool, in one of the forms it can be said in."""
    forms = ["several", "several", "unknown", *["one"] * one, *["by scope"] * 3 * scoped]
    match pick(draw, [*forms, *["no scope"] * scoped]):
        case "no scope":
            return {}
        case "one" if known:
            return pick(draw, known)
        case "by scope":
            places = [it for it in PROJECTS[:2] if pick(draw, [False, True, True])]
            return {it: _held(draw, known, False, one) for it in places}
        case "unknown":
            return None
        case _:
            return _names(draw, known)


def users(draw: st.DrawFn, matrices: MatrixSet) -> User:
    """Make a user who may hold anything."""
    levels, granular = {}, {}
    for id_, tool in matrices.tools.items():
        scoped = tool.scope is not None
        handed = [it.id for it in tool.levels if it.handed_out]
        names = [name for on, name in matrices.granular if on == id_]
        if pick(draw, [True, True, True, False]):
            levels[id_] = _held(draw, handed, scoped, True)
        granular[id_] = _held(draw, names, scoped, False)
    return {"id": "ana", "levels": levels, "granular": granular}


def grants(granular: Mapping[str, Any]) -> Iterator[Grant]:
    """Give each permission with where it is held."""
    for tool, value in granular.items():
        held = value if isinstance(value, dict) else {None: value}
        yield from ((tool, name, scope) for scope, names in held.items() for name in names or ())


def without(user: User, tool: str, name: str, scope: str | None) -> User:
    """Take a permission away from a user."""
    less = deepcopy(user)
    (less["granular"][tool] if scope is None else less["granular"][tool][scope]).remove(name)
    return less


VALUES: Mapping[str, tuple[str, Sequence[Any]]] = {
    "flagged": ("context.flag", (False, True, None)),
    "is_private": ("resource.private", (False, True, None)),
    "is_contact": ("resource.contacts", ([], ["ana"], None)),
    "is_active": ("user.active", (False, True, None)),
    "is_order": ("resource.kind", ("other", "order", "deed", None)),
    "of_kind": ("resource.kind", ("other", "order", "deed", None)),
}
TESTS: Mapping[str, Test] = {it: {**ANY_TEST, **EASY}[it] for it in VALUES}


def everything(matrices: MatrixSet) -> list[dict[str, User]]:
    """Give all values of the facts that conditions and scopes read."""
    read = dict(VALUES[it] for it in matrices.conditions)
    if any(tool.scope is not None for tool in matrices.tools.values()):
        read["resource.project"] = PROJECTS
    found = []
    for values in product(*read.values()):
        thing: dict[str, User] = {"user": {}, "resource": {}, "context": {}}
        for path, value in zip(read, values, strict=True):
            root, _, name = path.partition(".")
            thing[root][name] = value
        found.append(thing)
    return found


def said(matrices: MatrixSet, user: User, things: Sequence[dict[str, User]]) -> list[Any]:
    """Ask for every row of everything: what comes with a yes, or a no."""
    found: list[Any] = []
    for it in things:
        question = Question(matrices, {**user, **it["user"]}, it["resource"], it["context"])
        for row in matrices.actions.values():
            answer = decide_row(question, row)
            found.append(answer.obligations if answer.allowed else None)
    return found


def everybody(user: User, matrices: MatrixSet) -> Iterator[User]:
    """Give everybody whom a user could be, of whom not all is told."""
    kinds = {
        "levels": {
            id_: [it.id for it in tool.levels if it.handed_out]
            for id_, tool in matrices.tools.items()
        },
        "granular": {
            id_: [name for on, name in matrices.granular if on == id_] for id_ in matrices.tools
        },
    }
    holes = [
        (key, tool, scope, kinds[key][tool])
        for key in kinds
        for tool, value in user[key].items()
        for scope, held in (value.items() if isinstance(value, dict) else [(None, value)])
        if held is None
    ]
    sets = [
        [list(some) for size in range(len(known) + 1) for some in combinations(known, size)]
        for _, _, _, known in holes
    ]
    for filling in product(*sets):
        whole = deepcopy(user)
        for (key, tool, scope, _), names in zip(holes, filling, strict=True):
            if scope is None:
                whole[key][tool] = names
            else:
                whole[key][tool][scope] = names
        yield whole


@st.composite
def people(draw: st.DrawFn) -> tuple[MatrixSet, User]:
    """Make a policy and somebody who holds something of it."""
    matrices = draw(matrix_sets(tests=TESTS, most_conditions=2))
    return matrices, users(draw, matrices)


@given(people())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_permission_that_changes_nothing_is_found(found: tuple[MatrixSet, User]) -> None:
    """Whatever the policy is and in whatever form it is held, in one scope or in every one."""
    matrices, user = found
    given_ = list(grants(user["granular"]))
    things = everything(matrices)
    some = list(islice(everybody(user, matrices), 65))
    assume(given_ and len(things) * len(matrices.actions) * len(some) <= 4000)
    assume(len(some) <= 64)
    changes: dict[Grant, set[bool]] = {it: set() for it in given_}
    for one in some:
        whole = said(matrices, one, things)
        for it in given_:
            changes[it].add(said(matrices, without(one, *it), things) != whole)

    told = review(matrices, Facts({"ana": user})).findings
    idle = {(it.tool, it.granular, it.scope) for it in told if isinstance(it, Idle)}
    unknown = {(it.about, it.scope) for it in told if isinstance(it, NotTold)}

    event(f"{len(idle)} idle, {len(unknown)} not told, of {len(given_)}")
    for (tool, name, scope), answers in changes.items():
        if (f"{tool}.{name}", scope) in unknown:
            assert len(some) > 1
            assert (tool, name, scope) not in idle
        else:
            assert ((tool, name, scope) in idle) is (answers == {False})
            assert len(answers) == 1


def places_of(user: User) -> list[str | None]:
    """Give the projects that something is said of, or else None for every one."""
    held = [value for key in ("levels", "granular") for value in user[key].values()]
    named = dict.fromkeys(it for value in held if isinstance(value, dict) for it in value)
    return list(named) or [None]


def flat(user: User, place: str | None) -> User:
    """Give what a user holds in a project, as lists."""

    def listed(value: Any) -> list[str]:
        here = value.get(place, []) if isinstance(value, dict) else value
        return [here] if isinstance(here, str) else list(here)

    held = {key: {it: listed(value) for it, value in user[key].items()} for key in KINDS}
    return {"id": "ana", **held}


KINDS = ("levels", "granular")


def parts(user: User) -> Iterator[User]:
    """Give every part of what a user holds."""
    held = [(key, tool, it) for key in KINDS for tool, names in user[key].items() for it in names]
    for size in range(len(held) + 1):
        for some in combinations(held, size):
            less: User = {"id": "ana", **{key: {it: [] for it in user[key]} for key in KINDS}}
            for key, tool, name in some:
                less[key][tool].append(name)
            yield less


Allowed: TypeAlias = frozenset[tuple[str, int]]


def allowed(matrices: MatrixSet, user: User, things: Sequence[dict[str, User]]) -> Allowed:
    """Ask for every row of everything: what is allowed."""
    found: set[tuple[str, int]] = set()
    for number, it in enumerate(things):
        question = Question(matrices, {**user, **it["user"]}, it["resource"], it["context"])
        yes = (row.id for row in matrices.actions.values() if decide_row(question, row).allowed)
        found.update((row, number) for row in yes)
    return frozenset(found)


def by_project(matrices: MatrixSet) -> MatrixSet:
    """Have everything held by project, and a level by default."""

    def scoped(tool: Tool) -> Tool:
        handed = [it.id for it in tool.levels if it.handed_out]
        return evolve(tool, scope=Path("resource", ("project",)), default_level=handed[0])

    return MatrixSet(
        tuple(
            evolve(it, tools=tuple(scoped(tool) for tool in it.tools)) for it in matrices.matrices
        )
    )


@st.composite
def needy(draw: st.DrawFn) -> tuple[MatrixSet, User, tuple[str, ...]]:
    """Make a policy, somebody of whom all is told that they hold of it, and what they need."""
    matrices, user = draw(people())
    if pick(draw, [False, True]):
        matrices = by_project(matrices)
    for id_, tool in matrices.tools.items():  # mostly of several levels, or by project
        handed = [it.id for it in tool.levels if it.handed_out]
        forms: list[Any] = [user["levels"].get(id_, []), handed, _names(draw, handed)]
        if tool.scope is not None:
            forms += [{}, {place: _names(draw, handed) for place in PROJECTS[:1]}]
        user["levels"][id_] = pick(draw, forms)
    rows = [row.id for row in matrices.actions.values()]
    needs = tuple(it for it in dict.fromkeys(rows) if pick(draw, [False, True]))
    return matrices, next(everybody(user, matrices)), needs


@given(needy())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_whoever_could_give_something_up_is_found(
    drawn: tuple[MatrixSet, User, tuple[str, ...]],
) -> None:
    """
    Of all that is held, everywhere and by project, in every form and of several levels.

    What somebody can do and what they are short of is so in some project, another one included. In
    a project that something is said of, who could do what they need with a part of what they hold,
    which allows less and nothing else, holds too much; and what would do instead does.
    """
    matrices, user, needs = drawn
    things = [
        it
        for it in everything(matrices)
        if all(value is not None for thing in it.values() for value in thing.values())
    ]
    here = {place: flat(user, place) for place in places_of(user)}
    sizes = [sum(len(names) for key in KINDS for names in it[key].values()) for it in here.values()]
    assume(max(sizes) <= 6 and len(things) * len(matrices.actions) * 2 ** max(sizes) <= 8000)
    can = {row for row, _ in allowed(matrices, user, things)}

    found = review(matrices, Facts({"ana": user}, needs={"ana": needs}))

    assert set(found.people[0].can) == can
    short = [it.cannot for it in found if isinstance(it, Shortage)]
    assert short == ([tuple(it for it in needs if it not in can)] if set(needs) - can else [])
    excess = {it.scope: it for it in found if isinstance(it, Excess)}
    event(f"{len(excess)} of {len(here)} in excess")
    assert excess.keys() <= here.keys()
    for place, given_ in here.items():
        whole = allowed(matrices, given_, things)
        met = {row for row, _ in whole} & set(needs)
        able = [allowed(matrices, it, things) for it in parts(given_)]
        if any(it < whole and met <= {row for row, _ in it} for it in able):
            assert place in excess
        if place in excess:
            assert set(excess[place].needs) == met
            for it in excess[place].instead:
                instead = {
                    key: {i: list(n or ()) for i, n in getattr(it, key).items()} for key in KINDS
                }
                would = allowed(matrices, {"id": "ana", **instead}, things)
                assert met <= {row for row, _ in would}
                assert not whole < would


NAMES = ("ana", "ben", "chi")
CONTACTS: Sequence[list[str] | None] = (None, [], ["ana"], ["ana", "ben"], ["chi"])


@st.composite
def assignments(draw: st.DrawFn) -> Facts:
    """Make people and contracts of the shipped matrices."""
    levels: list[Any] = [*LEVELS, ["read_only", "standard"], {"harbour": "admin"}, None]
    everybody = {
        it: {
            "id": it,
            "levels": {tool: pick(draw, levels) for tool in ("commitments", "head_contracts")},
        }
        for it in NAMES[: pick(draw, [1, 2, 3])]
    }
    contracts = {
        f"C-{number}": {
            "id": f"C-{number}",
            "project": pick(draw, ["harbour", "marina", None]),
            "private": pick(draw, [False, True, None]),
            "progress_claim_contacts": pick(draw, CONTACTS),
            "private_members": pick(draw, CONTACTS),
        }
        for number in range(pick(draw, [1, 2, 3]))
    }
    return Facts(everybody, contracts, {"during_billing_period": pick(draw, [False, True, None])})


def truth_of(value: object) -> bool | None:
    """Give a value of the reference, None for what is not known."""
    return None if isinstance(value, Waiting) else bool(value)


@given(assignments())
@settings(max_examples=100, deadline=None)
def test_every_advisory_that_is_tripped_is_found(facts: Facts) -> None:
    """For each user and contract, an advisory is tripped where its requirement is known true."""
    tripped: set[Any] = set()
    unknown: set[Any] = set()
    for matrix in SHIPPED.matrices:
        for advisory in matrix.advisories:
            for (user, asks), (about, thing) in product(
                facts.users.items(), facts.resources.items()
            ):
                question = Question(SHIPPED, asks, thing, facts.context)
                so = truth_of(holds(question, advisory.when))
                if so is not False:
                    (tripped if so else unknown).add((user, advisory.id, about))

    found = review(SHIPPED, facts)

    assert tripped == {
        (it.user, it.advisory, about)
        for it in found
        if isinstance(it, Tripped)
        for about in it.resources
    }
    assert unknown == {
        (it.user, it.about, about)
        for it in found
        if isinstance(it, NotTold) and it.what == "PM054"
        for about in it.resources
    }


SOME = (
    "commitments.review_line_items_as_contact",
    "commitments.review_progress_claim_as_administrator",
    "commitments.set_or_release_retention",
    "commitments.search",
    "head_contracts.view_head_contract",
)
WHENS: tuple[Requirement | None, ...] = (None, Holds("private"), Not(Holds("private")))


@st.composite
def promises(draw: st.DrawFn) -> tuple[MatrixSet, Invariant, Facts]:
    """Make a promise about people, and the people."""
    names = [it for it in SOME if pick(draw, [False, True])] or SOME[:1]
    chosen = Chosen(tuple(map(Named, names)))
    where = Where(pick(draw, WHENS))
    claim: DifferentPeople | People
    if pick(draw, [False, True]):
        claim = DifferentPeople(chosen, pick(draw, [False, True]), where)
    else:
        least, most = pick(draw, [(1, None), (2, None), (None, 0), (None, 1), (1, 1), (1, 2)])
        claim = People(chosen, least, most, where)
    kept = Invariant(id="commitments.it", says="It holds.", claim=claim)
    first, *others = (evolve(it, invariants=()) for it in SHIPPED.matrices)
    whole = MatrixSet((evolve(first, invariants=(kept,)), *others))
    return whole, kept, draw(assignments())


Told: TypeAlias = tuple[set[Any], set[Any]]


def apart(claim: DifferentPeople, ask: Callable[..., bool | None], facts: Facts) -> Told:
    """Say who breaks a promise of different people, and who may break it by two other actions."""
    broken, unknown = set(), set()
    names = [it.text for it in claim.actions.names]
    places: list[list[str]] = [[it] for it in facts.resources]
    for user, where in product(facts.users, [[*facts.resources]] if claim.any else places):
        for one, other in combinations(names, 2):
            pairs = [
                {ask(user, one, here), ask(user, other, there)}
                for here, there in product(where, repeat=2)
            ]
            if {True} in pairs:
                broken.add((user, None if claim.any else where[0]))
            elif any(False not in it for it in pairs):
                unknown.add((user, None if claim.any else where[0]))
    return broken, unknown


def counted(claim: People, ask: Callable[..., bool | None], facts: Facts, when: Any) -> Told:
    """Say where too many or too few can do something, whoever is in doubt can or cannot."""
    broken, unknown = set(), set()
    for about, name in product(facts.resources, (it.text for it in claim.actions.names)):
        answers = [ask(user, name, about) for user in facts.users]
        counts = range(answers.count(True), answers.count(True) + answers.count(None) + 1)
        wrong = [
            it < (claim.at_least or 0) or (claim.at_most is not None and it > claim.at_most)
            for it in counts
        ]
        if when(about) and all(wrong):
            broken.add((about, name))
        elif when(about) is None or (when(about) and any(wrong)):
            unknown.add(about)
    return broken, unknown


@given(promises())
@settings(max_examples=200, deadline=None)
def test_every_promise_that_people_break_is_found(
    drawn: tuple[MatrixSet, Invariant, Facts],
) -> None:
    """Who breaks it is found, and who may break it is named."""
    whole, invariant, facts = drawn
    claim = invariant.claim
    assert isinstance(claim, DifferentPeople | People)
    needed = claim.where.when

    def when(about: str, user: Any = None) -> bool | None:
        question = Question(whole, user, facts.resources[about], facts.context)
        return True if needed is None else truth_of(holds(question, needed))

    def ask(user: str, name: str, about: str) -> bool | None:
        asks = facts.users[user]
        decision = decide(Question(whole, asks, facts.resources[about], facts.context), name)
        can = None if decision.unknown else decision.allowed
        made = when(about, asks) if isinstance(claim, DifferentPeople) else True
        both = {can, made}
        return False if False in both else None if None in both else True

    found = review(whole, facts)
    broken = [it for it in found if isinstance(it, Broken)]
    told = [it for it in found if isinstance(it, NotTold) and it.what == "PM055"]

    if isinstance(claim, People):
        expected = counted(claim, ask, facts, when)
        assert expected[0] == {(it.resources[0], it.actions[0]) for it in broken}
        assert expected[1] == {about for it in told for about in it.resources}
        for it in broken:
            (about,), (name,) = it.resources, it.actions
            assert about is not None
            assert set(it.users) == {user for user in facts.users if ask(user, name, about)}
        return
    expected = apart(claim, ask, facts)
    if claim.any:
        assert expected[0] == {(it.users[0], None) for it in broken}
        assert expected[1] == {(it.user, None) for it in told}
    else:
        pairs = {(it.users[0], about) for it in broken for about in it.resources}
        assert expected == (pairs, {(it.user, about) for it in told for about in it.resources})
