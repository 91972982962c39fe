"""The smallest levels and permissions that allow some actions and none of some others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import final

from attrs import define, frozen

from permmatrix.least.bitwise import full, tabled
from permmatrix.least.holdings import Grounds, Holding
from permmatrix.least.parts import least
from permmatrix.least.reach import Reach
from permmatrix.least.relevant import Relevant, relevant
from permmatrix.least.search import Search
from permmatrix.least.suggestion import Answer, Conflict, Suggestion
from permmatrix.least.telling import Telling
from permmatrix.least.terms import alternatives
from permmatrix.least.ways import Terms, Way
from permmatrix.least.wishes import Judge, Wish, asked_ids, assumptions, check_conditions
from permmatrix.lowering import put, test_atom
from permmatrix.model import MatrixSet
from permmatrix.requirements import Holds
from permmatrix.situations import Analysis

__all__ = ["Least", "suggested"]


def suggested(
    matrices: MatrixSet,
    wanted: Sequence[str],
    unwanted: Sequence[str] = (),
    assumed: Mapping[str, bool] | None = None,
    always: bool = False,
) -> Suggestion:
    """
    Give the smallest holdings that allow what is wanted and none of what is not.

    As `Least.suggested`, of a policy that is asked once.

    >>> import permmatrix as pm
    >>> matrices = MatrixSet(tuple(pm.load().matrices.values()))
    >>> found = suggested(matrices, ["commitments.edit_purchase_order"])
    >>> [answer.levels for answer in found.answers]
    [{'commitments': 'admin'}]
    """
    return Least(matrices).suggested(wanted, unwanted, assumed, always)


@final
@define(eq=False)
class Least:
    """Finds the smallest holdings of one policy; what was looked at for one question is kept."""

    matrices: MatrixSet

    @cached_property
    def reach(self) -> Reach:
        """The rows, and what holdings allow of them."""
        conditions = [Holds(id_) for id_ in self.matrices.conditions]
        return Reach(Grounds(Analysis(self.matrices, conditions)))

    def suggested(
        self,
        wanted: Sequence[str],
        unwanted: Sequence[str] = (),
        assumed: Mapping[str, bool] | None = None,
        always: bool = False,
    ) -> Suggestion:
        """
        Give the smallest holdings that allow what is wanted and none of what is not.

        Actions and operations are named by id or alias; a name with `*` is for all rows it fits.
        A wanted action is allowed in some situation that fits what is `assumed` of conditions, or
        with `always` in every one; an unwanted action in none.

        Raises:
            UnknownNameError: there is no such action, operation or condition.
            AssumptionError: what is assumed can never be so together.
            LimitError: the exact answer would take too much.
            TypeError: the actions are one text in place of several, or something is no name, or
                assumed to be neither true nor false.
        """
        _check_kinds(wanted, unwanted, assumed or {})
        wishes = [
            Wish(id_, unwanted=refused, formula=self.reach.grounds.analysis.asked(id_))
            for refused, names in ((False, wanted), (True, unwanted))
            for id_ in asked_ids(names, self.matrices)
        ]
        check_conditions(assumed or {}, self.matrices)
        known = assumptions(assumed or {}, self.reach.grounds)
        judge = Judge(self.reach.grounds, known, always)
        return _Question(self.reach, Search(judge, self.reach), tuple(wishes)).suggestion(
            dict(assumed or {})
        )


@final
@frozen
class _Question:
    reach: Reach
    search: Search
    wishes: tuple[Wish, ...]

    @property
    def judge(self) -> Judge:
        return self.search.judge

    def suggestion(self, assumed: Mapping[str, bool]) -> Suggestion:
        within = self.relevant(self.wishes)
        answers = [self.answer(*it) for it in least(self.search, within, self.wishes)]
        conflicts = [] if answers else self.search.conflicts(within, self.wishes)
        return Suggestion(
            wanted=_ids(self.wishes, unwanted=False),
            unwanted=_ids(self.wishes, unwanted=True),
            assumed=assumed,
            always=self.judge.always,
            answers=tuple(answers),
            conflicts=tuple(map(self.conflict, conflicts)),
            telling=self.telling,
        )

    @property
    def telling(self) -> Telling:
        return Telling(self.reach.grounds.matrices, always=self.judge.always)

    def relevant(self, wishes: Iterable[Wish]) -> Relevant:
        return relevant(self.judge, (it.formula for it in wishes))

    def answer(self, held: Holding, power: int) -> Answer:
        matrices = self.reach.grounds.matrices
        wanted = [it for it in self.wishes if not it.unwanted]
        terms = {it.id: self.provided(it, held) for it in wanted}
        can = self.reach.can(held, self.judge.assumed)
        for wish in wanted:
            operation = matrices.operations.get(wish.id)
            can -= {wish.id, *(operation.any_of if operation else ())}
        return Answer(
            way=self.way(held, wanted),
            power=power,
            provided={id_: needed for id_, needed in terms.items() if needed != ({},)},
            also=tuple(row.id for it in matrices.matrices for row in it.actions if row.id in can),
            telling=self.telling,
        )

    def way(self, held: Holding, among: Iterable[Wish]) -> Way:
        """Give a holding by ids, with those of some actions that it allows."""
        facts, tools = self.reach.grounds.analysis.ground.facts, self.reach.grounds.tool_order
        names: dict[str, set[str]] = {}
        for number in held.granular:
            _, tool, name = facts[number]
            names.setdefault(tool, set()).add(name)
        return Way(
            levels={tool: level for tool in tools if (level := held.levels.get(tool)) is not None},
            granular={tool: frozenset(names[tool]) for tool in tools if tool in names},
            allows=tuple(it.id for it in among if self.allows(it, held)),
        )

    def provided(self, wish: Wish, held: Holding) -> Terms:
        """Give what must be true besides for an action to be allowed."""
        grounds = self.reach.grounds
        named = grounds.named(wish.formula)
        fitting = grounds.fitting(named.tests, self.judge.assumed)
        bits = tabled(wish.formula, named.tests, grounds.holding(held, named))
        terms = alternatives(bits & fitting, bits | full(len(named.tests)) & ~fitting, named.tests)
        order = {id_: place for place, id_ in enumerate(grounds.matrices.conditions)}
        plain = [
            {id_: term[number] for number, id_ in self.conditions.items() if number in term}
            for term in terms
        ]
        return tuple(sorted(plain, key=lambda term: (len(term), [order[it] for it in term])))

    @property
    def conditions(self) -> dict[int, str]:
        """The ids of the conditions by number, of those that test the same the first."""
        grounds = self.reach.grounds
        found: dict[int, str] = {}
        for it in grounds.matrices.conditions.values():
            found.setdefault(grounds.analysis.ground.numbers[test_atom(it.test)], it.id)
        return found

    def conflict(self, wishes: Sequence[Wish]) -> Conflict:
        wanted, unwanted = _ids(wishes, unwanted=False), _ids(wishes, unwanted=True)
        return Conflict(
            wanted=wanted,
            unwanted=unwanted,
            ways=tuple(self.ways(wishes)) if set(wanted).isdisjoint(unwanted) else (),
            telling=self.telling,
        )

    def ways(self, wishes: Sequence[Wish]) -> list[Way]:
        """Give the ways to what is wanted, or where nothing is unwanted to each of it."""
        within = self.relevant(wishes)
        wanted = [it for it in wishes if not it.unwanted]
        parts = [wanted] if len(wanted) < len(wishes) else [[it] for it in wanted]
        found = []
        for part in parts:
            for held in self.search.holdings(within, part):
                way = self.way(held, wishes)
                if way not in found:
                    found.append(way)
        return found

    def allows(self, wish: Wish, held: Holding) -> bool:
        """Say whether a holding does what is wanted, or what is not."""
        grounds = self.reach.grounds
        known = grounds.holding(held, grounds.named(wish.formula))
        return bool(self.judge.fulfilled(wish, put(wish.formula, known), ())) is not wish.unwanted


def _ids(wishes: Iterable[Wish], *, unwanted: bool) -> tuple[str, ...]:
    return tuple(it.id for it in wishes if it.unwanted is unwanted)


def _check_kinds(
    wanted: Sequence[str], unwanted: Sequence[str], assumed: Mapping[str, bool]
) -> None:
    for names in (wanted, unwanted):
        if isinstance(names, str):
            raise TypeError(f"several names are wanted, as a list: [{names!r}]")
        for name in names:
            if not isinstance(name, str):
                raise TypeError(f"an action is named by a text, not {name!r}")
    for condition, value in assumed.items():
        if not isinstance(value, bool):
            raise TypeError(f"{condition} is assumed to be true or false, not {value!r}")
