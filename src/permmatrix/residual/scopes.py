"""
What a user holds by scope: the places that cannot be told apart by it, and what is held in each.

Levels and permissions held in projects are known once the project is. So the projects are put into
classes of those where the same is held, all the others are one class more, and a level or a
permission is true in some of the classes, false in some, and not known in the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any as Anything
from typing import TypeAlias, final

from attrs import field, frozen

from permmatrix.conditions import Path
from permmatrix.facts import Open, Question, is_a
from permmatrix.program import Atom
from permmatrix.residual.asked import path_of
from permmatrix.residual.values import Known, Leaf, Residual, Within

__all__ = ["Classes", "Scope"]

Classes: TypeAlias = frozenset[int]
"""Some classes of places, by number; number 0 is of all places where the user holds nothing."""


@final
@frozen(eq=False)
class Scope:
    """
    The places at one path, in classes.

    Attributes:
        path: where the scope is read.
        classes: the places of each; those of the first, where nothing is held, are all others.
    """

    path: str
    classes: tuple[tuple[Known, ...], ...]
    _questions: tuple[Question, ...] = field(repr=False)

    @classmethod
    def of(
        cls, path: str, question: Question, held: Iterable[Mapping[Anything, Anything]]
    ) -> Scope:
        """Put the places where something is held into classes of those where it is the same."""
        every = list(held)
        places: dict[tuple[str, Anything], Anything] = {}
        for mapping in every:
            for key in mapping:
                place = _place(key)
                if place is not None:
                    places[type(place).__name__, place] = place
        alike: dict[Anything, list[Anything]] = {}
        for place in places.values():
            alike.setdefault(_signature(place, every), []).append(place)
        found = [sorted(group, key=_order) for group in alike.values()]
        found.sort(key=lambda group: _order(group[0]))
        known = {place for place in places.values() if isinstance(place, str)}
        elsewhere = ""
        while elsewhere in known:
            elsewhere += " "
        at = [_asked_in(question, path, place) for place in [elsewhere, *(it[0] for it in found)]]
        return cls(path, ((), *(tuple(map(Known, it)) for it in found)), tuple(at))

    def values(self, atom: Atom) -> list[bool | Open]:
        """Say of each class of places whether a level or a permission is held there."""
        return [question.atom(atom) for question in self._questions]

    def check(self, tool: str) -> None:
        """
        See that the levels held on a tool are declared, wherever they are held.

        Raises:
            UnknownNameError: one is not.
        """
        for question in self._questions:
            question.levels(tool)

    def within(self, classes: Classes) -> Residual:
        """Say that the place is in one of some classes."""
        path: Path = path_of(self.path)
        outside = 0 in classes
        of = [it for number, it in enumerate(self.classes) if (number in classes) is not outside]
        places = sorted((place for group in of for place in group), key=lambda it: _order(it.value))
        return Leaf(Within(path, tuple(places)), wanted=not outside)


def _asked_in(question: Question, path: str, place: Anything) -> Question:
    """Put a place into a question. What was read of the user is not read again."""
    found = Question(None, None, None, question.tools)
    found.roots, found.seen = question.roots, {**question.seen, path: place}
    return found


def _place(key: Anything) -> Anything:
    """Give the place that a key stands for, or None for what no scope is equal to."""
    if isinstance(key, str):
        return str.__str__(key)
    if is_a("uuid", "UUID", key):
        return key
    try:
        whole = int(key)
        same = whole == key
    except Exception:  # noqa: BLE001  a key may be anything
        return None
    return whole if same else None


def _signature(place: Anything, held: Iterable[Mapping[Anything, Anything]]) -> Anything:
    """Give something that is equal for places where the same is held, and perhaps for no others."""
    values = [mapping.get(place, _NOTHING) for mapping in held]
    plain = [_value(value) for value in values]
    return (place, type(place)) if _ODD in plain else tuple(plain)


_NOTHING = object()
_ODD = object()


def _value(value: Anything) -> Anything:
    if value is _NOTHING or value is None or type(value) is str:
        return value
    if type(value) in {list, tuple, set, frozenset} and all(type(it) is str for it in value):
        return frozenset(value)
    return _ODD


def _order(place: Anything) -> tuple[str, int, str]:
    return type(place).__name__, place if isinstance(place, int) else 0, str(place)
