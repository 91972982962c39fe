"""What is known of a question: the user, and some of the resource and the context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any as Anything
from typing import final

from attrs import field, frozen

from permmatrix.conditions import Path
from permmatrix.errors import FactError
from permmatrix.facts import COLLECTIONS, Open, Question, kind_of, moment
from permmatrix.program import Atom
from permmatrix.residual import values as tests
from permmatrix.residual.values import ALWAYS, NEVER, Known, Leaf, Residual

__all__ = ["Asked", "path_of", "paths_of"]

IDS = ("text", "a number", "a UUID")
MOMENTS = ("a number", "a date", "a time", "a time with an offset")
SINGLE = (*MOMENTS, "text", "true or false", "a UUID")
EXPECTED = {IDS: "text, a number or a UUID", MOMENTS: "a number, a date or a time"}


def path_of(text: str) -> Path:
    """Give a path from how it is written."""
    root, *segments = text.split(".")
    return Path(root, tuple(segments))


@final
@frozen(eq=False)
class Asked:
    """
    A question some of which is open.

    The user is known. A resource or a context that is a mapping is known as far as it has keys, a
    null among its values being a fact that is not known in any row; any other object is known as a
    whole; and None is open as a whole. What turns out to be unknown is noted down.
    """

    question: Question
    _missing: set[str] = field(factory=set, init=False)
    _errors: set[FactError] = field(factory=set, init=False)

    def value(self, atom: Atom) -> bool | Open:
        """Say whether a fact that is settled is true."""
        return self.noted(self.question.atom(atom))

    def noted(self, value: bool | Open) -> bool | Open:
        """Note down what a value waits on."""
        if isinstance(value, Open):
            self._missing.update(value.missing)
            self._errors.update(value.errors)
        return value

    def failed(self, error: FactError) -> None:
        """Note down that a fact cannot be used."""
        self._errors.add(error)

    @property
    def missing(self) -> tuple[str, ...]:
        """The paths of facts that were read and are not known, sorted."""
        return tuple(sorted(self._missing))

    @property
    def errors(self) -> tuple[FactError, ...]:
        """The facts that were read and cannot be used, sorted."""
        return tuple(sorted(self._errors, key=str))

    def is_settled(self, path: str) -> bool:
        """Whether what is read at a path is known, were it only that it is not."""
        root, first, *_ = path.split(".")
        thing = self.question.roots[root]
        if root == "user":
            return True
        return first in thing if isinstance(thing, Mapping) else thing is not None

    def literal(self, atom: Atom, *, wanted: bool) -> Residual:
        """Say of a condition's test what is left of its being known true, or known false."""
        if all(self.is_settled(path) for path in paths_of(atom)):
            return ALWAYS if self.value(atom) is wanted else NEVER
        try:
            return Leaf(self._test(atom), wanted)
        except FactError as error:
            self.failed(error)
        except Unknown:
            pass
        except Exception as error:  # noqa: BLE001  the host's values may raise anything
            known = next(path for path in paths_of(atom) if self.is_settled(path))
            self.failed(FactError.raised(known, error))
        return NEVER

    def _test(self, atom: Atom) -> tests.Test:
        """
        Give what is left of a test.

        Raises:
            Unknown: something in it is not known.
            FactError: something in it cannot be used.
        """
        match atom:
            case ("is_true", path):
                return tests.IsTrue(path_of(path))
            case ("one_of", path, values):
                return tests.OneOf(path_of(path), tuple(Known(value) for _, value in values))
            case ("contains", collection, member):
                return tests.Contains(self._several(collection), self._single(member, IDS))
            case ("overlaps", left, right):
                return tests.Overlaps(self._several(left), self._several(right))
            case ("equals", left, right):
                return tests.Equals(self._single(left), self._single(right))
            case ("before", left, right):
                return tests.Before(self._single(left, MOMENTS), self._single(right, MOMENTS))
            case ("at_or_before", left, right):
                return tests.AtOrBefore(self._single(left, MOMENTS), self._single(right, MOMENTS))
            case _:
                raise AssertionError(atom)

    def _read(self, operand: Atom) -> tests.Side:
        """Give an operand: a path where it is open, else its value."""
        kind, written = operand
        if kind != "path":
            return Known(written)
        if not self.is_settled(written):
            return path_of(written)
        value = self.noted(self.question.value(written))
        if isinstance(value, Open):
            raise Unknown
        return Known(value)

    def _single(self, operand: Atom, kinds: tuple[str, ...] = SINGLE) -> tests.Side:
        side = self._read(operand)
        if isinstance(side, Path):
            return side
        value = moment(side.value) if kinds is MOMENTS else _plain(side.value)
        if kind_of(value) not in kinds:
            expected = EXPECTED.get(kinds, "a single value")
            raise FactError.wrong(str(operand[1]), expected, side.value)
        return Known(value)

    def _several(self, operand: Atom) -> tests.Side:
        side = self._read(operand)
        if isinstance(side, Path):
            return side
        if not isinstance(side.value, COLLECTIONS):
            raise FactError.wrong(str(operand[1]), "a collection", side.value)
        members = {_plain(it) for it in side.value if kind_of(it) in IDS}
        return Known(tuple(sorted(members, key=lambda it: (kind_of(it), str(it)))))


class Unknown(Exception):  # noqa: N818  it is no error: a fact is not known
    """Something that a test reads is not known."""


def _plain(value: Anything) -> Anything:
    """Give a text as a text, whatever class it is of."""
    return str.__str__(value) if isinstance(value, str) else value


def paths_of(atom: Atom) -> list[str]:
    """Give the paths that a test reads."""
    if atom[0] in {"is_true", "one_of"}:
        return [atom[1]]
    return [written for kind, written in atom[1:] if kind == "path"]
