"""
The same user, another resource and another context.

What is read from the resource and the context is read from a second pair of them, which stands
within the first under a name that no path in a matrix can have. What users hold and are is common
to both; so is the scope that levels are held per.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, assert_never, final

from attrs import evolve, frozen

from permmatrix import conditions as tests
from permmatrix.conditions import Condition, Operand, Path, Test
from permmatrix.model import MatrixSet
from permmatrix.program import Atom
from permmatrix.situations import Situation

__all__ = ["Apart", "elsewhere", "parted"]

OTHER = "_other"
"""The formats' paths have no segment that begins like this."""

ROOTS = ("resource", "context")


def elsewhere(matrices: MatrixSet, common: Collection[Path]) -> MatrixSet:
    """Give a policy whose conditions read the second resource and context, but for common paths."""
    moving = _Moving(frozenset(common))
    return MatrixSet(
        tuple(
            evolve(it, conditions=tuple(map(moving.condition, it.conditions)))
            for it in matrices.matrices
        )
    )


@final
@frozen
class _Moving:
    """Moves paths into the second resource and context."""

    common: frozenset[Path]

    def condition(self, condition: Condition) -> Condition:
        return evolve(condition, test=self.test(condition.test))

    def test(self, test: Test) -> Test:
        match test:
            case tests.Given(name):
                return tests.IsTrue(self.path(Path("context", (name,))))
            case tests.IsTrue(path):
                return tests.IsTrue(self.path(path))
            case tests.OneOf(path, literals):
                return tests.OneOf(self.path(path), literals)
            case tests.Contains(collection, member):
                return tests.Contains(self.path(collection), self.operand(member))
            case tests.Overlaps(left, right):
                return tests.Overlaps(self.path(left), self.path(right))
            case tests.Equals() | tests.Before() | tests.AtOrBefore():
                return type(test)(self.operand(test.left), self.operand(test.right))
            case _:
                assert_never(test)

    def operand(self, operand: Operand) -> Operand:
        return self.path(operand) if isinstance(operand, Path) else operand

    def path(self, path: Path) -> Path:
        if path.root not in ROOTS or any(_within(path, it) for it in self.common):
            return path
        return Path(path.root, (OTHER, *path.segments))


def _within(path: Path, other: Path) -> bool:
    length = len(other.segments)
    return path.root == other.root and path.segments[:length] == other.segments


@final
@frozen
class Apart:
    """Two situations of one user, and what is common to them."""

    common: Situation
    first: Situation
    second: Situation


def parted(situation: Situation, common: Collection[Path]) -> Apart:
    """Give the two situations that one about two resources is."""
    facts = situation.facts
    ours = {atom: value for atom, value in facts.items() if not _about(atom, common)}
    first = {atom: value for atom, value in facts.items() if not _moved(atom)}
    second = {_back(atom): value for atom, value in facts.items() if _moved(atom)}
    return Apart(
        common=evolve(situation, facts=ours),
        first=evolve(
            situation,
            facts=first,
            resource=_without(situation.resource),
            context=_without(situation.context),
        ),
        second=evolve(
            situation,
            facts=ours | second,
            resource={"id": "other", **_other("resource", situation, common)},
            context=_other("context", situation, common),
        ),
    )


def _strings(atom: Any) -> Iterator[str]:
    for part in atom:
        if isinstance(part, tuple):
            yield from _strings(part)
        elif isinstance(part, str):
            yield part


def _moved(atom: Atom) -> bool:
    return any(text.startswith(f"{root}.{OTHER}.") for text in _strings(atom) for root in ROOTS)


def _about(atom: Atom, common: Collection[Path]) -> bool:
    """Say whether a condition reads what is not common."""
    found = [text for text in _strings(atom) if text.startswith(tuple(f"{it}." for it in ROOTS))]
    ours = [str(path) for path in common]
    return any(not any(f"{it}.".startswith(f"{path}.") for path in ours) for it in found)


def _back(atom: Any) -> Any:
    if isinstance(atom, tuple):
        return tuple(map(_back, atom))
    if isinstance(atom, str):
        for root in ROOTS:
            atom = atom.replace(f"{root}.{OTHER}.", f"{root}.", 1)
    return atom


def _without(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != OTHER}


def _other(root: str, situation: Situation, common: Collection[Path]) -> dict[str, Any]:
    whole: Mapping[str, Any] = getattr(situation, root)
    found = dict(whole.get(OTHER, {}))
    for path in common:
        if path.root == root:
            _copy(path.segments, whole, found)
    return found


def _copy(segments: tuple[str, ...], source: Any, target: dict[str, Any]) -> None:
    first, *rest = segments
    if not isinstance(source, Mapping) or first not in source:
        return
    if not rest:
        target[first] = source[first]
        return
    inner = dict(target.get(first, {}))
    _copy(tuple(rest), source[first], inner)
    target[first] = inner
