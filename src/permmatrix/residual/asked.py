"""What is known of a question: the user, and some of the resource and the context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any as Anything
from typing import final

from attrs import frozen

from permmatrix.conditions import Path
from permmatrix.facts import COLLECTIONS, Open, Question, kind_of, moment
from permmatrix.program import Atom
from permmatrix.residual import values as tests
from permmatrix.residual.values import ALWAYS, NEVER, Known, Leaf, Residual

__all__ = ["Asked", "path_of", "paths_of"]

IDS = ("text", "a number", "a UUID")
MOMENTS = ("a number", "a date", "a time", "a time with an offset")
SINGLE = (*MOMENTS, "text", "true or false", "a UUID")


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
    whole; and None is open as a whole.
    """

    question: Question

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
            return ALWAYS if self.question.atom(atom) is wanted else NEVER
        try:
            test = self._test(atom)
        except Exception:  # noqa: BLE001  the host's values may raise anything, which denies
            return NEVER
        return NEVER if test is None else Leaf(test, wanted)

    def _test(self, atom: Atom) -> tests.Test | None:
        """Give what is left of a test, or None where what is known of it makes it unknown."""
        match atom:
            case ("is_true", path):
                return tests.IsTrue(path_of(path))
            case ("one_of", path, values):
                return tests.OneOf(path_of(path), tuple(Known(value) for _, value in values))
            case ("contains", collection, member):
                ours, theirs = self._several(collection), self._single(member, IDS)
                return ours and theirs and tests.Contains(ours, theirs)
            case ("overlaps", left, right):
                ours, theirs = self._several(left), self._several(right)
                return ours and theirs and tests.Overlaps(ours, theirs)
            case ("equals", left, right):
                ours, theirs = self._single(left, SINGLE), self._single(right, SINGLE)
                return ours and theirs and tests.Equals(ours, theirs)
            case ("before" | "at_or_before" as word, left, right):
                ours, theirs = self._moment(left), self._moment(right)
                order = tests.Before if word == "before" else tests.AtOrBefore
                return ours and theirs and order(ours, theirs)
            case _:
                raise AssertionError(atom)

    def _read(self, operand: Atom) -> Path | Known | None:
        """Give an operand: a path where it is open, else its value, or None for none at all."""
        kind, written = operand
        if kind != "path":
            return Known(written)
        if not self.is_settled(written):
            return path_of(written)
        value = self.question.value(written)
        return None if isinstance(value, Open) else Known(value)

    def _single(self, operand: Atom, kinds: tuple[str, ...]) -> tests.Side | None:
        side = self._read(operand)
        if isinstance(side, Known):
            return Known(_plain(side.value)) if kind_of(side.value) in kinds else None
        return side

    def _moment(self, operand: Atom) -> tests.Side | None:
        side = self._read(operand)
        if isinstance(side, Known):
            value = moment(side.value)
            return Known(value) if kind_of(value) in MOMENTS else None
        return side

    def _several(self, operand: Atom) -> tests.Side | None:
        side = self._read(operand)
        if not isinstance(side, Known):
            return side
        if not isinstance(side.value, COLLECTIONS):
            return None
        members = {_plain(it) for it in side.value if kind_of(it) in IDS}
        return Known(tuple(sorted(members, key=lambda it: (kind_of(it), str(it)))))


def _plain(value: Anything) -> Anything:
    """Give a text as a text, whatever class it is of."""
    return str.__str__(value) if isinstance(value, str) else value


def paths_of(atom: Atom) -> list[str]:
    """Give the paths that a test reads."""
    if atom[0] in {"is_true", "one_of"}:
        return [atom[1]]
    return [written for kind, written in atom[1:] if kind == "path"]
