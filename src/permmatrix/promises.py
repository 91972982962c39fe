"""
Invariants as values: what a matrix promises of its own answers.

A cell says one thing about one row; an invariant says one thing about many, and is checked against
all of them whenever the matrix is read. One about people is checked against those there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias, final

from attrs import field, frozen

from permmatrix.requirements import Requirement
from permmatrix.source import Span

__all__ = [
    "Always",
    "Chosen",
    "Claim",
    "DifferentPeople",
    "Implies",
    "Invariant",
    "Named",
    "Never",
    "People",
    "Separate",
    "Where",
]


@final
@frozen
class Named:
    """
    A name as an invariant has it, `<matrix>.<action>`, or with `*` for any letters.

    >>> Named("docs.delete_*").among(["docs.delete_page", "docs.edit_page", "mail.delete_all"])
    ('docs.delete_page',)
    """

    text: str
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)

    @property
    def several(self) -> bool:
        """Whether the name is a pattern, which may fit several."""
        return "*" in self.text

    def among(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Give those of some ids that the name fits; `*` stands for no full stop."""
        if not self.several:
            return tuple(id_ for id_ in ids if id_ == self.text)
        fits = re.compile(re.escape(self.text).replace(r"\*", "[a-z0-9_]*")).fullmatch
        return tuple(filter(fits, ids))


@final
@frozen
class Chosen:
    """The actions and operations that some names fit, less those that others fit."""

    names: tuple[Named, ...]
    but: tuple[Named, ...] = ()


@final
@frozen
class Where:
    """
    Of which situations a promise is made: where `when` is true, or else of all.

    With `one_level` it is made only of users who were given one level on a tool, and not several.
    """

    when: Requirement | None = None
    one_level: bool = False


@final
@frozen
class Never:
    """Nobody can do any of the actions."""

    actions: Chosen
    where: Where = Where()


@final
@frozen
class Always:
    """Everybody can do all of the actions."""

    actions: Chosen
    where: Where = Where()


@final
@frozen
class Implies:
    """Whoever can do one of `first` can do all of `then` there and then."""

    first: Chosen
    then: Chosen
    where: Where = Where()


@final
@frozen
class Separate:
    """
    Nobody can do two of the actions: not to one resource, or to `any`.

    To any: not one of them to one resource and another to the same or another one.
    """

    actions: Chosen
    any: bool
    where: Where = Where()


@final
@frozen
class DifferentPeople:
    """
    As levels and permissions were given, nobody can do two of the actions to one resource.

    Or to `any`: nobody can do one of them to some resource and another to the same or another one.
    """

    actions: Chosen
    any: bool
    where: Where = Where()


@final
@frozen
class People:
    """
    As levels and permissions were given, so many people can do each of the actions to a resource.

    The resources meant are those of which `when` is true, whoever asks.
    """

    actions: Chosen
    at_least: int | None = None
    at_most: int | None = None
    where: Where = Where()


Claim: TypeAlias = Never | Always | Implies | Separate | DifferentPeople | People
"""The last two are about people, and a review of assignments settles them."""


@final
@frozen(kw_only=True)
class Invariant:
    """What a matrix promises, `<matrix>.<invariant>`: in a sentence, and as a claim to check."""

    id: str
    says: str
    claim: Claim
    span: Span | None = field(default=None, eq=False, repr=False)
