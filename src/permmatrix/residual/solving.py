"""What is left of one question's formula, class of places by class of places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never, final

from attrs import field, frozen

from permmatrix.errors import FactError
from permmatrix.program import Atom, Program
from permmatrix.residual.asked import Asked, path_of
from permmatrix.residual.joining import all_of, any_of
from permmatrix.residual.scopes import Classes, Scope
from permmatrix.residual.terms import simplest
from permmatrix.residual.values import ALWAYS, NEVER, All, Any, Known, Leaf, Residual, Within
from permmatrix.truth import Formula

__all__ = ["KINDS", "Solving"]

KINDS = {"level": "levels", "granular": "granular"}
"""The facts that are what a user was given, and where it is read."""


@final
@frozen(eq=False)
class Solving:
    """
    One question being evaluated in part.

    While it goes on, a leaf that some classes of places make true is `Within` of their numbers.
    """

    program: Program
    asked: Asked
    _scopes: dict[str, Scope] = field(factory=dict, init=False)
    _literals: dict[Formula, Residual] = field(factory=dict, init=False)

    def check(self, tool: str) -> None:
        """
        See that the levels held on a tool are declared.

        Raises:
            UnknownNameError: one of them is not.
        """
        scope = self._scope("levels", tool)
        if scope is None:
            self.asked.question.levels(tool)
        else:
            scope.check(tool)

    def solved(self, formula: Formula) -> Residual:
        """Give what is left of a formula of facts that are to be known true, or known false."""
        residual = self._put(formula)
        return self._by_scope(residual, sorted(_scopes_of(residual)))

    def _put(self, formula: Formula) -> Residual:
        if isinstance(formula, bool):
            return ALWAYS if formula else NEVER
        word, *parts = formula
        if word == "fact":
            if formula not in self._literals:
                atom = self.program.atoms[parts[0]]
                self._literals[formula] = self._literal(atom, wanted=parts[1])
            return self._literals[formula]
        inner = [self._put(part) for part in parts]
        return all_of(inner) if word == "all" else any_of(inner)

    def _literal(self, atom: Atom, *, wanted: bool) -> Residual:
        if atom[0] not in KINDS:
            return self.asked.literal(atom, wanted=wanted)
        scope = self._scope(KINDS[atom[0]], atom[1])
        if scope is None:
            return ALWAYS if self.asked.value(atom) is wanted else NEVER
        values = [self.asked.noted(value) for value in scope.values(atom)]
        classes = frozenset(number for number, it in enumerate(values) if it is wanted)
        return Leaf(_numbered(scope.path, classes)) if classes else NEVER

    def _scope(self, kind: str, tool: str) -> Scope | None:
        """Give the scope that levels or permissions on a tool hang on, or None if they do not."""
        path, question = self.program.tools[tool].scope, self.asked.question
        if path is None or self.asked.is_settled(path):
            return None
        if not isinstance(question.on_tool(kind, tool), Mapping):
            return None
        if path not in self._scopes:
            tools = [id_ for id_, it in self.program.tools.items() if it.scope == path]
            held = [question.on_tool(it, id_) for id_ in tools for it in KINDS.values()]
            by_place = [it for it in held if isinstance(it, Mapping)]
            try:
                self._scopes[path] = Scope.of(path, question, by_place)
            except Exception as error:  # noqa: BLE001  the host's mappings may raise anything
                self.asked.failed(FactError.raised(f"user.{kind}.{tool}", error))
                self._scopes[path] = Scope(path, (), ())
        return self._scopes[path]

    def _by_scope(self, residual: Residual, scopes: list[str]) -> Residual:
        """Solve for each class of places, and say of those that come to the same that it is one."""
        if not scopes:
            return simplest(residual)
        path, *others = scopes
        anywhere = self._by_scope(_at(residual, path, None), others)
        found: dict[Residual, set[int]] = {}
        seen: dict[Residual, Residual] = {}
        for number in range(len(self._scopes[path].classes)):
            here = _at(residual, path, number)
            if here not in seen:
                seen[here] = self._by_scope(here, others)
            found.setdefault(seen[here], set()).add(number)
        ways = [
            all_of([self._scopes[path].within(frozenset(classes)), left])
            for left, classes in found.items()
            if left not in {anywhere, NEVER}
        ]
        return any_of([anywhere, *ways])


def _numbered(path: str, classes: Classes) -> Within:
    return Within(path_of(path), tuple(map(Known, sorted(classes))))


def _scopes_of(residual: Residual) -> set[str]:
    """Give the paths of the scopes that something still hangs on."""
    match residual:
        case Leaf(Within(path)):
            return {str(path)}
        case Leaf():
            return set()
        case All(parts) | Any(parts):
            return set().union(*map(_scopes_of, parts))
        case _:
            assert_never(residual)


def _at(residual: Residual, path: str, number: int | None) -> Residual:
    """Put a class of places in, or that the place is not known."""
    match residual:
        case Leaf(Within(where, classes)) if str(where) == path:
            return ALWAYS if number is not None and Known(number) in classes else NEVER
        case Leaf():
            return residual
        case All(parts):
            return all_of([_at(part, path, number) for part in parts])
        case Any(parts):
            return any_of([_at(part, path, number) for part in parts])
        case _:
            assert_never(residual)
