"""
The objects that a bulk view is of, each fact of theirs read once.

What was read is put into questions about nobody, so that how a fact is judged is written in one
place, `facts`, for one question and for many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, final

import numpy as np
from attrs import field, frozen

from permmatrix.attributes import getter
from permmatrix.bulk.classes import Classes, by_value
from permmatrix.bulk.relation import FALSE, TRUE, UNKNOWN
from permmatrix.facts import Open, Question
from permmatrix.program import Atom, Tool

__all__ = ["LISTS", "ROOTS", "Facts", "Side", "World", "value_of", "verdict"]

Facts: TypeAlias = Mapping[str, Any]
"""Facts by path, as they were read: a value or an `Open`."""

Getter: TypeAlias = Callable[[Any, Any, Any], Any]

ROOTS = ("user", "resource", "context")


LISTS = frozenset({set, frozenset, list, tuple})
PLAIN = frozenset({str, int, bool, dict}) | LISTS
"""The types of values that are nothing but what they seem, however they are read."""


def verdict(value: bool | Open) -> int:
    """Give a fact's value as a relation has it."""
    if isinstance(value, Open):
        return UNKNOWN
    return TRUE if value else FALSE


@final
@frozen(eq=False)
class World:
    """The users, the contracts and the context. What is read of them is kept in `seen`."""

    users: Sequence[Any]
    contracts: Sequence[Any]
    context: Any
    tools: Mapping[str, Tool]
    seen: dict[str, list[Any]] = field(factory=dict, init=False)

    def read(self, path: str) -> list[Any]:
        """Give the value at a path for each of the objects at its root, reading them once."""
        if path not in self.seen:
            root, get = path.partition(".")[0], getter(path)
            self.seen[path] = [
                self._value(
                    path,
                    get,
                    thing if root == "user" else None,
                    thing if root == "resource" else None,
                    thing if root == "context" else None,
                )
                for thing in self.things(root)
            ]
        return self.seen[path]

    def _value(self, path: str, get: Getter, user: Any, contract: Any, context: Any) -> Any:
        """Read one fact: quickly where it is of a plain type, else as questions do."""
        if context is None:
            try:
                value = get(user, contract, None)
                if type(value) in PLAIN:
                    return value
            except Exception:  # noqa: BLE001, S110  whatever it was, the careful way says it
                pass
        return Question(user, contract, context, self.tools).value(path)

    def things(self, root: str) -> Sequence[Any]:
        """Give the objects that paths at a root are read of."""
        return {"user": self.users, "resource": self.contracts, "context": (self.context,)}[root]

    def side(self, root: str, paths: Iterable[str]) -> Side:
        """Give what the paths at one root are for each of the objects there."""
        ours = tuple(path for path in paths if path.partition(".")[0] == root)
        if not ours:
            size = len(self.things(root))
            return Side((), [()], Classes(np.zeros(size, np.int64), np.zeros(1, np.intp)))
        values = list(zip(*map(self.read, ours), strict=True))
        return Side(ours, values, by_value(values))

    def question(self, *facts: Facts) -> Question:
        """Put facts that were read into a question."""
        question = Question(None, None, None, self.tools)
        for some in facts:
            question.seen.update(some)
        return question


@final
@frozen(eq=False)
class Side:
    """
    What some paths are for users, for contracts, or for the context.

    Attributes:
        paths: those that are read here.
        values: the values at them for each object; for none of the paths, one empty tuple.
        classes: the objects, by those values.
    """

    paths: tuple[str, ...]
    values: Sequence[tuple[Any, ...]]
    classes: Classes

    def facts(self, place: int) -> Facts:
        """Give the facts of one object."""
        return dict(zip(self.paths, self.values[place], strict=True))

    def kinds(self) -> list[Facts]:
        """Give the facts of one object of each class."""
        return [self.facts(place) for place in self.classes.first.tolist()]


def value_of(world: World, atom: Atom, *facts: Facts) -> int:
    """Judge one fact by what was read."""
    return verdict(world.question(*facts).atom(atom))
