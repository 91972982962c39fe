"""Whether people hold what they need, and no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import final

from attrs import field, frozen

from permmatrix.codes import Code
from permmatrix.errors import LimitError
from permmatrix.least import Least
from permmatrix.model import MatrixSet, Operation
from permmatrix.review.answers import Answers
from permmatrix.review.holdings import without
from permmatrix.review.parts import Parts
from permmatrix.review.values import Excess, Held, NotTold, Scope, Shortage

__all__ = ["Needed"]


@final
@frozen(eq=False)
class Needed:
    """Holds what people hold against what they need."""

    answers: Answers
    _least: Least = field(init=False)
    _parts: Parts = field(init=False)
    _found: dict[tuple[str, ...], tuple[Held, ...]] = field(init=False, factory=dict)

    @_least.default
    def _new_least(self) -> Least:
        return Least(self.answers.matrices)

    @_parts.default
    def _new_parts(self) -> Parts:
        return Parts(self.answers)

    @property
    def matrices(self) -> MatrixSet:
        """The policy."""
        return self.answers.matrices

    def judged(
        self,
        user: str,
        holds: Sequence[tuple[Scope, Held]],
        elsewhere: Sequence[Held],
        needs: Sequence[str],
    ) -> Iterator[Excess | Shortage | NotTold]:
        """
        Say which of a user's needs they can meet nowhere, and where they hold beyond the others.

        In each scope they need what they can do there: which of several it is for is nowhere said.
        What is held elsewhere, by default or in every scope, meets needs and is not judged by
        itself: whatever was given is held in some scope that something is said of.
        """
        met: set[str] = set()
        for scope, held in holds:
            found = self.in_scope(user, scope, held, needs)
            if isinstance(found, NotTold):
                yield found
                met.update(needs)  # perhaps they are
                continue
            here, excess = found
            met.update(here)
            yield from [excess] if excess is not None else []
        left = [it for it in needs if it not in met]
        try:
            cannot = tuple(it for it in left if not self.is_met(it, elsewhere))
        except LimitError as error:
            yield NotTold(what=Code.LESS_THAN_NEEDED, user=user, errors=(str(error),))
            return
        if cannot:
            yield Shortage(user=user, holds=tuple(holds), cannot=cannot)

    def is_met(self, need: str, holds: Iterable[Held]) -> bool:
        """
        Say whether something of what is held meets a need.

        Raises:
            LimitError: it cannot be settled exactly.
        """
        rows = self.rows(need)
        return any(self.answers.can(row, held) for held in holds for row in rows)

    def in_scope(
        self, user: str, scope: Scope, held: Held, needs: Sequence[str]
    ) -> tuple[tuple[str, ...], Excess | None] | NotTold:
        """Give the needs that are met in a scope, and what is held there beyond them."""
        missing, errors = tuple(_unknown(held)), tuple[str, ...]()
        try:
            if not missing:
                can = self.answers.able(held)
                here = tuple(it for it in needs if not can.isdisjoint(self.rows(it)))
                return here, self.excess(user, scope, held, here, can)
        except LimitError as error:
            errors = (str(error),)
        what = Code.MORE_THAN_NEEDED
        return NotTold(what=what, user=user, scope=scope, missing=missing, errors=errors)

    def excess(
        self, user: str, scope: Scope, held: Held, needs: tuple[str, ...], can: Collection[str]
    ) -> Excess | None:
        """
        Say what is held beyond needs that it meets; `can` are the rows that it allows.

        Raises:
            LimitError: it cannot be settled exactly.
        """
        instead = tuple(self.instead(needs, held))
        if not instead:
            return None
        wanted = {row for it in needs for row in self.rows(it)}
        new = {row for it in instead for row in self.answers.new(it, held)}
        return Excess(
            user=user,
            scope=scope,
            holds=held,
            needs=needs,
            instead=instead,
            beyond=tuple(it for it in self.answers.rows if it in can and it not in wanted),
            new=tuple(it for it in self.answers.rows if it in new),
        )

    def rows(self, id_: str) -> tuple[str, ...]:
        """Give the rows that an action or an operation is."""
        named = self.matrices.operations.get(id_)
        return named.any_of if isinstance(named, Operation) else (id_,)

    def instead(self, needs: tuple[str, ...], held: Held) -> Iterator[Held]:
        """
        Give the least holdings that would do in place of what is held, if it is more.

        Those of the least power, if what is held has more; or those that allow the same, if what is
        held differs from them by more than permissions that change nothing, which are found by
        themselves. They are of one level on each tool, or a part of what is held.
        """
        part = self._parts.least(held, map(self.rows, needs))
        powers = [(it, self.answers.power(it)) for it in (*self.least(needs), part)]
        least = min(power for _, power in powers)
        smallest = [it for it, power in powers if power == least]
        if self.answers.power(held) > least:
            yield from smallest[:-1] or smallest
            return
        same = [it for it in smallest if not self.differs(it, held)]
        others = [it for it in same if it is not part]
        if any(self.is_nearly(it, held) for it in others):
            return
        if part.levels != held.levels and not others:
            yield from [it for it in same if it is part]
        yield from others

    def differs(self, one: Held, other: Held) -> bool:
        """Say whether either of two holdings allows something that the other does not."""
        return bool(self.answers.new(one, other) or self.answers.new(other, one))

    def is_nearly(self, less: Held, held: Held) -> bool:
        """Say whether something is what is held, but for permissions that change nothing."""
        if less.levels != held.levels:
            return False
        rest = [
            (without(held, tool, name), self.answers.asking(tool, name))
            for tool, names in held.granular.items()
            for name in (names or frozenset()) - (less.granular[tool] or frozenset())
        ]
        return all(self.answers.same(row, held, it) for it, rows in rest for row in rows)

    def whole(self, levels: Mapping[str, str], granular: Mapping[str, frozenset[str]]) -> Held:
        """Give what is held by those who are given something, the default where nothing is."""
        tools = self.matrices.tools
        held = {id_: levels.get(id_, tool.default_level) for id_, tool in tools.items()}
        return Held(
            {id_: frozenset({it} if it is not None else ()) for id_, it in held.items()},
            {id_: granular.get(id_, frozenset()) for id_ in tools},
        )

    def least(self, needs: tuple[str, ...]) -> tuple[Held, ...]:
        """Give the least holdings that allow all of some needs."""
        if needs not in self._found:
            found = self._least.suggested(needs).answers if needs else ()
            given = [(it.levels, it.granular) for it in found] or [({}, {})] * (not needs)
            self._found[needs] = tuple(self.whole(*it) for it in given)
        return self._found[needs]


def _unknown(held: Held) -> Iterator[str]:
    """Give the paths of what is held and not known."""
    for key, by_tool in (("levels", held.levels), ("granular", held.granular)):
        yield from (f"user.{key}.{tool}" for tool, names in by_tool.items() if names is None)
