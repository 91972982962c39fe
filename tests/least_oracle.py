"""Least privilege by looking at everything: the reference is asked of each holding everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, combinations, pairwise, product
from typing import Any, NamedTuple, TypeAlias

from attrs import astuple

from permmatrix.conditions import Condition, Given, Path, Test
from permmatrix.errors import FactError
from permmatrix.least import Answer, Conflict, Least, Suggestion
from permmatrix.model import Action, MatrixSet, Tool, When
from permmatrix.reference import decide
from permmatrix.reference_facts import Question, Waiting, passes
from permmatrix.requirements import HasGranular, HasLevel, Holds, Requirement, atoms

__all__ = ["Everything", "Held", "Pattern", "compare"]

Pattern: TypeAlias = frozenset[tuple[str, bool]]
"""Conditions by id, each true or false."""

VALUES: Mapping[str, Sequence[Any]] = {
    "user.id": ("ana",),
    "user.active": (True, False),
    "user.teams": (["red"], []),
    "resource.private": (True, False),
    "resource.kind": ("order", "deed", "other"),
    "resource.owner": ("ana", "bob"),
    "resource.closed": (True, False),
    "resource.count": (0, 1, 3, 4, "1", "2", True, False),
    "resource.contacts": (["ana"], []),
    "resource.tags": (["red"], []),
    "resource.teams": (["red"], []),
    "resource.due": ("2026-06-29", "2026-06-30", "2026-07-01"),
    "resource.site.open": (True, False),
    "resource.progress_claim_contacts": (["ana"], []),
    "resource.private_members": (["ana"], []),
    "context.now": ("2026-06-28", "2026-06-30", "2026-07-02"),
    "context.flag": (True, False),
    "context.during_billing_period": (True, False),
}
"""For each path of the tests' conditions the values that bring about every answer."""


class Held(NamedTuple):
    """What is given: on each tool a level or None, and permissions by tool and name."""

    levels: tuple[tuple[str, str | None], ...]
    granular: frozenset[tuple[str, str]]


class Everything:
    """One policy, of which everything is looked at."""

    def __init__(
        self, matrices: MatrixSet, assumed: Mapping[str, bool], *, always: bool = False
    ) -> None:
        self.matrices = matrices
        self.assumed = assumed
        self.always = always
        self._patterns: dict[frozenset[str], dict[Pattern, dict[str, Any]]] = {}
        self._answers: dict[tuple[str, Held, Pattern], bool] = {}
        self._fitting: dict[str, list[Pattern]] = {}
        self._matters: dict[str, frozenset[str | tuple[str, str]]] = {}
        self._powers: dict[Held, frozenset[tuple[str, Pattern]]] = {}

    @cached_property
    def rows(self) -> list[Action]:
        """The rows, in the order of the files."""
        return [row for matrix in self.matrices.matrices for row in matrix.actions]

    @cached_property
    def worlds(self) -> list[tuple[dict[str, Any], dict[str, bool]]]:
        """Facts, with the conditions whose answers are known."""
        conditions = self.matrices.conditions.values()
        paths = sorted({path for it in conditions for path in paths_of(it.test)})
        found = []
        for values in product(*(VALUES[path] for path in paths)):
            facts = nested(dict(zip(paths, values, strict=True)))
            known = {it.id: answer(self.matrices, it, facts) for it in conditions}
            found.append((facts, {id_: it for id_, it in known.items() if it is not None}))
        return found

    def patterns(self, conditions: Iterable[str]) -> dict[Pattern, dict[str, Any]]:
        """Give how some conditions can be answered when all are known, each with such facts."""
        wanted = frozenset(conditions)
        if wanted not in self._patterns:
            self._patterns[wanted] = {
                frozenset((id_, known[id_]) for id_ in wanted): facts
                for facts, known in self.worlds
                if wanted <= known.keys()
            }
        return self._patterns[wanted]

    def named(self, asked: str) -> frozenset[str]:
        """Give the conditions that a yes of an action or operation may name."""
        operation = self.matrices.operations.get(asked)
        rows = operation.any_of if operation else (asked,)
        return frozenset(id_ for row in rows for id_ in self._named(self.matrices.actions[row]))

    def _named(self, row: Action) -> Iterator[str]:
        tool, yes = self.matrices.tools[row.tool], False
        for level in tool.levels:
            cell = row.cell(level.id)
            there_is = level.handed_out or level.held_when is not None
            if there_is and (isinstance(cell, When) or type(cell).__name__ == "Allow"):
                yes = True
                yield from self._within(level.held_when)
                yield from self._within(cell.requirement if isinstance(cell, When) else None)
        if yes:
            yield from self._within(row.guard)

    def _within(self, requirement: Requirement | None) -> Iterator[str]:
        for leaf in () if requirement is None else atoms(requirement):
            if isinstance(leaf, Holds):
                yield leaf.condition
            elif isinstance(leaf, HasLevel):
                tool = self.matrices.tools[leaf.tool]
                for level in leaf.levels:
                    yield from self._within(tool.level(level).held_when)

    def fitting(self, asked: str) -> list[Pattern]:
        """Give the situations of an action that fit what is assumed."""
        if asked not in self._fitting:
            named = self.named(asked)
            found = {
                frozenset(it for it in pattern if it[0] in named)
                for pattern in self.patterns(named | self.assumed.keys())
                if all(self.assumed.get(id_, value) is value for id_, value in pattern)
            }
            self._fitting[asked] = sorted(found, key=sorted)
        return self._fitting[asked]

    def allowed(self, asked: str, held: Held, pattern: Pattern) -> bool:
        """Ask the reference."""
        key = (asked, held, pattern)
        if key not in self._answers:
            facts = self.patterns(id_ for id_, _ in pattern)[pattern]
            granular: dict[str, set[str]] = {}
            for tool, name in held.granular:
                granular.setdefault(tool, set()).add(name)
            levels = {tool: level for tool, level in held.levels if level is not None}
            user = {**facts.get("user", {}), "id": "ana", "levels": levels, "granular": granular}
            question = Question(self.matrices, user, facts.get("resource"), facts.get("context"))
            self._answers[key] = decide(question, asked).allowed
        return self._answers[key]

    def does(self, asked: str, held: Held) -> tuple[bool, ...]:
        """Give an action's answers in the situations that fit."""
        return tuple(self.allowed(asked, held, pattern) for pattern in self.fitting(asked))

    def holdings(self, tools: Iterable[str], granular: Iterable[tuple[str, str]]) -> list[Held]:
        """Give everything that can be held on some tools and of some permissions."""
        ways = [[(id_, it) for it in given_on(self.matrices.tools[id_])] for id_ in tools]
        permissions = list(granular)
        sets = chain.from_iterable(
            combinations(permissions, size) for size in range(len(permissions) + 1)
        )
        return [Held(levels, frozenset(it)) for it in sets for levels in product(*ways)]

    @cached_property
    def every(self) -> list[Held]:
        """Everything that can be held and that anything asks for."""
        asked = {
            (leaf.tool, leaf.name)
            for it in requirements_of(self.matrices)
            for leaf in atoms(it)
            if isinstance(leaf, HasGranular)
        }
        return self.holdings(
            self.matrices.tools, (it for it in self.matrices.granular if it in asked)
        )

    def matters(self, asked: str) -> frozenset[str | tuple[str, str]]:
        """Give the tools and permissions that make a difference to an action."""
        if asked not in self._matters:
            answers = {held: self.does(asked, held) for held in self.every}
            found: set[str | tuple[str, str]] = set()
            for held, does in answers.items():
                found |= {it for it in held.granular if answers[without(held, it)] != does}
                found |= {tool for tool, _ in held.levels if answers[without(held, tool)] != does}
            self._matters[asked] = frozenset(found)
        return self._matters[asked]

    def relevant(self, asked: Iterable[str]) -> list[Held]:
        """Give the holdings of what makes a difference to some actions."""
        matters = frozenset[object]().union(*map(self.matters, asked))
        return [
            it
            for it in self.every
            if it.granular <= matters and {tool for tool, level in it.levels if level} <= matters
        ]

    def fulfils(self, held: Held, wish: tuple[str, bool]) -> bool:
        """Say whether a holding does an action, or (the wish's second part) never does."""
        asked, unwanted = wish
        does = self.does(asked, held)
        if unwanted:
            return not any(does)
        return all(does) if self.always else any(does)

    def power(self, held: Held) -> frozenset[tuple[str, Pattern]]:
        """Give the rows and situations that a holding allows."""
        if held not in self._powers:
            self._powers[held] = frozenset(
                (row.id, pattern)
                for row in self.rows
                for pattern in self.patterns(self.named(row.id))
                if self.allowed(row.id, held, pattern)
            )
        return self._powers[held]

    def optimal(self, wishes: Sequence[tuple[str, bool]]) -> list[tuple[Held, int]]:
        """Give the optimal holdings with the number of situations they allow."""
        every = self.relevant(asked for asked, _ in wishes)
        valid = [it for it in every if all(self.fulfils(it, wish) for wish in wishes)]
        powers = {held: self.power(held) for held in valid}
        least = set(powers.values())
        least = {it for it in least if not any(other < it for other in least)}
        found = [
            (held, len(power))
            for held, power in powers.items()
            if power in least
            and not any(self.smaller(other, held) for other in valid if powers[other] == power)
        ]
        return sorted(found, key=lambda it: (it[1], len(it[0].granular), self.order(it[0])))

    def smaller(self, one: Held, other: Held) -> bool:
        """Say whether a holding is smaller than another."""
        pairs = zip(one.levels, other.levels, strict=True)
        return (
            one != other
            and one.granular <= other.granular
            and all(lower(self.matrices.tools[it], a, b) for (it, a), (_, b) in pairs)
        )

    def order(self, held: Held) -> tuple[Any, ...]:
        """Give where a holding stands by the order of the files."""
        levels, permissions = dict(held.levels), list(self.matrices.granular)
        places = [given_on(tool).index(levels[id_]) for id_, tool in self.matrices.tools.items()]
        return places, sorted(map(permissions.index, held.granular))

    def conflicts(self, wishes: Sequence[tuple[str, bool]]) -> set[frozenset[tuple[str, bool]]]:
        """Give the smallest sets of wishes that no holding fulfils."""
        every = self.relevant(asked for asked, _ in wishes)
        fulfilled = [frozenset(wish for wish in wishes if self.fulfils(it, wish)) for it in every]
        found: set[frozenset[tuple[str, bool]]] = set()
        for size in range(1, len(wishes) + 1):
            for some in map(frozenset, combinations(wishes, size)):
                if not any(some <= it for it in fulfilled) and not any(it < some for it in found):
                    found.add(some)
        return found


def without(held: Held, what: str | tuple[str, str]) -> Held:
    """Take away what is held on a tool, or a permission."""
    if isinstance(what, tuple):
        return held._replace(granular=held.granular - {what})
    levels = tuple((it, None if it == what else level) for it, level in held.levels)
    return held._replace(levels=levels)


def requirements_of(matrices: MatrixSet) -> Iterator[Requirement]:
    """Give everything that rows and levels require."""
    for row in matrices.actions.values():
        needed = [it.requirement for _, it in row.cells if isinstance(it, When)]
        yield from (it for it in (row.guard, *needed) if it is not None)
    for tool in matrices.tools.values():
        yield from (it.held_when for it in tool.levels if it.held_when is not None)


def given_on(tool: Tool) -> list[str | None]:
    """Give what can be given on a tool; None is nothing, and its default level is that too."""
    return [None, *(it.id for it in tool.levels if it.handed_out and it.id != tool.default_level)]


def lower(tool: Tool, one: str | None, other: str | None) -> bool:
    """Say whether what is given on a tool is no more than something else."""
    if one == other:
        return True
    if one is None:
        return not (tool.default_level and below(tool, str(other), tool.default_level))
    held = other or tool.default_level
    return held is not None and below(tool, one, held)


def below(tool: Tool, low: str, high: str) -> bool:
    """Say whether one level stands below another by the chains of the tool."""
    above = {b for chain_ in tool.chains for a, b in pairwise(chain_) if a == low}
    return high in above or any(below(tool, it, high) for it in above)


def paths_of(test: Test) -> list[str]:
    """Give the paths that a test reads."""
    if isinstance(test, Given):
        return [f"context.{test.name}"]
    return [str(it) for it in astuple(test, recurse=False) if isinstance(it, Path)]


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give things in which paths have values."""
    found: dict[str, Any] = {"user": {}, "resource": {}, "context": {}}
    for path, value in values.items():
        *steps, last = path.split(".")
        inner = found
        for step in steps:
            inner = inner.setdefault(step, {})
        inner[last] = value
    return found


def answer(matrices: MatrixSet, condition: Condition, facts: Mapping[str, Any]) -> bool | None:
    """Give a condition's answer by the reference; None where it cannot be told."""
    question = Question(matrices, facts["user"], facts["resource"], facts["context"])
    try:
        return passes(question, condition.test)
    except (Waiting, FactError):
        return None


# What is suggested, held against everything.


def compare(
    least: Least, every: Everything, wanted: Sequence[str], unwanted: Sequence[str]
) -> Suggestion:
    """Hold a suggestion against everything, and give it."""
    found = least.suggested(wanted, unwanted, every.assumed, every.always)
    wishes = [*((it, False) for it in wanted), *((it, True) for it in unwanted)]

    told = [(held_by(every, it.levels, it.granular), it.power) for it in found.answers]
    assert told == every.optimal(wishes)
    conflicts = [frozenset(wishes_of(it)) for it in found.conflicts]
    assert len(set(conflicts)) == len(conflicts)
    assert set(conflicts) == (set() if told else every.conflicts(wishes))
    for answer_ in found.answers:
        see_terms(every, answer_, wanted)
        see_rest(every, answer_, wanted)
    for conflict in found.conflicts:
        see_proof(every, conflict)
    return found


def held_by(
    every: Everything, levels: Mapping[str, str], granular: Mapping[str, frozenset[str]]
) -> Held:
    """Give a holding as the oracle has it."""
    return Held(
        tuple((tool, levels.get(tool)) for tool in every.matrices.tools),
        frozenset((tool, name) for tool, names in granular.items() for name in names),
    )


def wishes_of(conflict: Conflict) -> list[tuple[str, bool]]:
    """Give the wishes of a conflict."""
    return [*((it, False) for it in conflict.wanted), *((it, True) for it in conflict.unwanted)]


def see_terms(every: Everything, found: Answer, wanted: Sequence[str]) -> None:
    """See that what must be true is what makes a yes of it, and that nothing of it is needless."""
    holds = held_by(every, found.levels, found.granular)
    for id_ in wanted:
        terms = found.provided.get(id_, ({},))
        fitting = every.fitting(id_)
        truth = [every.allowed(id_, holds, pattern) for pattern in fitting]
        assert [meets(terms, it) for it in fitting] == truth
        for term in terms:
            others = [it for it in terms if it is not term]
            shorter = [{k: v for k, v in term.items() if k != left_out} for left_out in term]
            for less in [others, *([*others, it] for it in shorter)]:
                assert [meets(less, it) for it in fitting] != truth


def meets(terms: Iterable[Mapping[str, bool]], pattern: Pattern) -> bool:
    """Say whether one of some alternatives is as the conditions are."""
    return any(term.items() <= pattern for term in terms)


def see_rest(every: Everything, found: Answer, wanted: Sequence[str]) -> None:
    """See that all that is allowed besides is told of."""
    holds = held_by(every, found.levels, found.granular)
    operations = every.matrices.operations
    mine = {row for id_ in wanted if id_ in operations for row in operations[id_].any_of}
    rows = [it.id for it in every.rows if it.id not in {*wanted, *mine}]
    assert list(found.also) == [it for it in rows if any(every.does(it, holds))]


def see_proof(every: Everything, conflict: Conflict) -> None:
    """See that the ways of a conflict are so, and leave no other."""
    wishes = wishes_of(conflict)
    fulfilling = {held_by(every, it.levels, it.granular): it.allows for it in conflict.ways}
    for holds, allows in fulfilling.items():
        assert list(allows) == [id_ for id_, no in wishes if every.fulfils(holds, (id_, no)) != no]
    if not {*conflict.wanted}.isdisjoint(conflict.unwanted):
        assert not conflict.ways
        return
    for some in [conflict.wanted] if conflict.unwanted else [[it] for it in conflict.wanted]:
        for holds in every.relevant(id_ for id_, _ in wishes):
            if all(every.fulfils(holds, (it, False)) for it in some):
                broken = {it for it in conflict.unwanted if not every.fulfils(holds, (it, True))}
                less = [
                    it
                    for it in fulfilling.values()
                    if {*some} <= {*it} <= {*it} - {*conflict.unwanted} | broken
                ]
                assert less
                assert broken or not conflict.unwanted
