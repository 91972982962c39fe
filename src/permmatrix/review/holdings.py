"""What users hold, scope by scope, as they were given it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, TypeAlias, final

from attrs import evolve, frozen

from permmatrix.errors import LimitError, UnknownNameError
from permmatrix.model import MatrixSet, Tool
from permmatrix.names import suggest
from permmatrix.review.values import Held, Scope

__all__ = ["ELSEWHERE", "Grant", "Holdings", "Part", "Where", "scope_of", "without"]

Part: TypeAlias = tuple[str, str]
"""A part of what can be held: "levels" or "granular", and on which tool."""

MOST_SCOPES = 10_000
"""The most scopes of one user, where several kinds of them go together."""


@final
@frozen
class Elsewhere:
    """A scope that nothing is said of."""


ELSEWHERE = Elsewhere()

Name: TypeAlias = Hashable
"""What a scope goes by in a mapping of what is held: text, a whole number or a UUID."""

Where: TypeAlias = Mapping[str, Name | Elsewhere | None]
"""By the path of a scope, which one is at hand; None is not known."""


@final
@frozen
class Grant:
    """A granular permission as somebody was given it: in one scope, or in every one."""

    tool: str
    name: str
    at: Name | None

    @property
    def scope(self) -> Scope:
        """The scope as a text, or None where it was given in every one."""
        return None if self.at is None else str(self.at)


@final
@frozen(eq=False)
class Holdings:
    """What one user holds."""

    matrices: MatrixSet
    user: Mapping[str, Any]

    def wheres(self) -> list[Where]:
        """
        Give the scopes that matter: those something is said of, another one, and an unknown one.

        Raises:
            LimitError: there are too many.
        """
        return self._product({path: [*it, ELSEWHERE, None] for path, it in self._named.items()})

    def places(self) -> list[Where]:
        """
        Give the scopes that something is said of; where that is none, another one.

        Raises:
            LimitError: there are too many.
        """
        return self._product({path: it or [ELSEWHERE] for path, it in self._named.items()})

    def elsewhere(self) -> list[Where]:
        """
        Give the scopes besides, where nothing else is said of one of them or more.

        Raises:
            LimitError: there are too many.
        """
        every = self._product({path: [*it, ELSEWHERE] for path, it in self._named.items()})
        places = self.places()
        return [it for it in every if it not in places]

    @cached_property
    def _named(self) -> dict[str, list[Name]]:
        """The scopes that something is said of, by the path of the scope."""
        named: dict[str, dict[Name, None]] = {}
        for tool in self.matrices.tools.values():
            for key in ("levels", "granular"):
                value = self._given(key, tool)
                if isinstance(value, Mapping):
                    named.setdefault(str(tool.scope), {}).update(dict.fromkeys(value))
        return {path: list(names) for path, names in named.items()}

    def _product(self, choices: Mapping[str, Sequence[Name | Elsewhere | None]]) -> list[Where]:
        count = prod(len(it) + 2 for it in self._named.values())  # with another, and an unknown one
        if count > MOST_SCOPES:
            message = f"holds something in {count} scopes, more than {MOST_SCOPES}"
            raise LimitError(f"`{self.user.get('id')}` {message}")
        chosen = product(*choices.values())
        return [dict(zip(choices, names, strict=True)) for names in chosen]

    def at(self, where: Where) -> Held:
        """
        Give what is held there.

        Raises:
            UnknownNameError: a level or a permission is not declared.
        """
        levels, granular = {}, {}
        for id_, tool in self.matrices.tools.items():
            known = [it.id for it in tool.levels if it.handed_out]
            given = self._names(self._at("levels", tool, where), known, "level")
            if given is not None and not given and tool.default_level is not None:
                given = frozenset({tool.default_level})
            levels[id_] = given
            known = [name for held_on, name in self.matrices.granular if held_on == id_]
            found = self._at("granular", tool, where)
            granular[id_] = self._names(found, known, "granular permission")
        return Held(levels, granular)

    def untold(self, where: Where) -> frozenset[Part]:
        """Give what is held there and was not told of; of an unknown scope nothing can be told."""
        return frozenset(
            (key, id_)
            for id_, tool in self.matrices.tools.items()
            for key in ("levels", "granular")
            if self._is_untold(key, tool, where)
        )

    def _is_untold(self, key: str, tool: Tool, where: Where) -> bool:
        if isinstance(self._given(key, tool), Mapping) and where[str(tool.scope)] is None:
            return False
        return self._at(key, tool, where) is None

    def grants(self) -> Iterator[Grant]:
        """Give the granular permissions, each as often as it was given."""
        for id_, tool in self.matrices.tools.items():
            value = self._given("granular", tool)
            if isinstance(value, Mapping):
                for scope, names in value.items():
                    yield from (Grant(id_, it, scope) for it in dict.fromkeys(names or ()))
            else:
                yield from (Grant(id_, it, None) for it in dict.fromkeys(value or ()))

    def _given(self, key: str, tool: Tool) -> Any:
        held = self.user.get(key, {})
        return None if held is None else held.get(tool.id, ())

    def _at(self, key: str, tool: Tool, where: Where) -> Any:
        value = self._given(key, tool)
        if not isinstance(value, Mapping):
            return value
        scope = where.get(str(tool.scope))
        return None if scope is None else value.get(scope, ())

    @staticmethod
    def _names(value: Any, known: Collection[str], kind: str) -> frozenset[str] | None:
        if value is None:
            return None
        names = [value] if isinstance(value, str) else list(value)
        for name in names:
            if name not in known:
                raise UnknownNameError(kind, name, suggest(name, known))
        return frozenset(names)


def scope_of(where: Where) -> Scope:
    """
    Give a scope as a text: None is every scope that nothing else is said of.

    >>> scope_of({"resource.project": 7, "resource.team": ELSEWHERE}), scope_of({})
    ('7', None)
    """
    named = [str(it) for it in where.values() if it is not None and it is not ELSEWHERE]
    return ", ".join(named) or None


def without(held: Held, tool: str, name: str) -> Held:
    """Give what is held less a granular permission."""
    names = held.granular[tool]
    less = None if names is None else names - {name}
    return evolve(held, granular={**held.granular, tool: less})
