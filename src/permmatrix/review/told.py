"""What a finding says, in a sentence and in what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import assert_never, final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic, Related, shown
from permmatrix.model import MatrixSet
from permmatrix.promises import People
from permmatrix.review.values import (
    Broken,
    Excess,
    Finding,
    Held,
    Idle,
    NotTold,
    Review,
    Scope,
    Shortage,
    Tripped,
    Why,
)
from permmatrix.source import Source, Span
from permmatrix.wording import all_of_words, any_of_words, requirement_words

__all__ = ["diagnostics", "scoped_words"]

FEW = 3
MOST_NAMED = 5
"""As many names stand in a sentence; the values have them all."""


def diagnostics(review: Review) -> tuple[Diagnostic, ...]:
    """Give what was found as diagnostics, one for each finding, at their places in the facts."""
    telling = _Telling(review)
    return tuple(map(telling.diagnostic, review.findings))


def _holds_words(held: Held, matrices: MatrixSet) -> str:
    """Say what is held, in one phrase."""
    found = (_tool_words(id_, held, matrices) for id_ in matrices.tools)
    *first, last = [it for it in found if it] or ["nothing"]
    return f"{', '.join(first)}, and {last}" if first else last


def scoped_words(holds: Iterable[tuple[Scope, Held]], matrices: MatrixSet) -> str:
    """Say what is held in some scopes, one after the other."""
    return "; ".join(
        ("" if scope is None else f"in {shown(scope)}: ") + _holds_words(held, matrices)
        for scope, held in holds
    )


def _tool_words(id_: str, held: Held, matrices: MatrixSet) -> str:
    tool = matrices.tools[id_]
    levels, names = held.levels.get(id_, frozenset()), held.granular.get(id_, frozenset())
    words = ["an unknown level"] if levels is None else []
    words += [it.title for it in tool.levels if it.id in (levels or ())]
    if tool.default_level is not None and levels == frozenset({tool.default_level}):
        words = []  # what everybody holds
    words += ["unknown permissions"] if names is None else []
    words += [matrices.granular[id_, it].title for it in sorted(names or ())]
    return f"{all_of_words(words)} on {tool.title}" if words else ""


@final
@frozen
class _Telling:
    """Tells what was found in one review."""

    review: Review

    @property
    def matrices(self) -> MatrixSet:
        """The policy."""
        return self.review.matrices

    def diagnostic(self, found: Finding) -> Diagnostic:
        """Say what was found, and where it stands."""
        match found:
            case Idle():
                return self.idle(found)
            case Tripped():
                return self.tripped(found)
            case Excess():
                return self.excess(found)
            case Shortage():
                return self.shortage(found)
            case Broken():
                return self.broken(found)
            case NotTold():
                return self.not_told(found)
            case _:
                assert_never(found)

    def idle(self, found: Idle) -> Diagnostic:
        """Say that a permission changes nothing."""
        words = ["users", found.user, "granular", found.tool, found.scope, found.granular]
        what = f"`{found.granular}` on `{found.tool}`{_in(found.scope)}"
        return Diagnostic(
            code=found.code,
            message=f"{what} changes nothing for {_quoted(found.user)}: {self.why(found)}"
            f"{_but(found)}",
            span=self.place(*words),
            help="take it away: no answer would change",
        )

    def why(self, found: Idle) -> str:
        """Say why a permission changes nothing."""
        tools = self.matrices.tools
        levels = [f"{tools[it].level(id_).title} on {tools[it].title}" for it, id_ in found.levels]
        one = levels[0] if len(levels) == 1 else None
        match found.why:
            case Why.ALLOWED_ANYWAY if one:
                return f"{one} allows {_named(found.asked_by)} anyway"
            case Why.DENIED_ANYWAY if one:
                return f"{one} denies {_named(found.asked_by)} anyway"
            case Why.NOBODY_ASKS:
                return str(found.why)
            case _:
                return f"{found.why}: {_named(found.asked_by)}"

    def tripped(self, found: Tripped) -> Diagnostic:
        """Say which advisory speaks of somebody."""
        advisories = (it for matrix in self.matrices.matrices for it in matrix.advisories)
        advisory = next(it for it in advisories if it.id == found.advisory)
        words = requirement_words(advisory.when, self.matrices, "")
        there = Related("advised here", advisory.span) if advisory.span else None
        return Diagnostic(
            code=found.code,
            message=f"{_quoted(found.user)} trips `{found.advisory}`{_on(found.resources)}: "
            f"{words}",
            span=self.place("users", found.user),
            help=found.says,
            related=(there,) if there else (),
        )

    def excess(self, found: Excess) -> Diagnostic:
        """Say what is held beyond what is needed."""
        would = [_holds_words(it, self.matrices) for it in found.instead]
        enough = f"where {any_of_words(would)} would do"
        enough = "and needs none of it" if would == ["nothing"] else enough
        holds = _holds_words(found.holds, self.matrices)
        words = [f"what they hold also allows {_named(found.beyond, FEW)}"] if found.beyond else []
        words += [f"the other would newly allow {_named(found.new, FEW)}"] if found.new else []
        return Diagnostic(
            code=found.code,
            message=f"{_quoted(found.user)} holds {holds}{_in(found.scope)}, {enough}",
            span=self.level_place(found),
            help="; ".join(words) or "what they hold besides changes nothing",
        )

    def level_place(self, found: Excess) -> Span:
        """Give where the first level stands that is another one than would do, or the user."""
        for tool, levels in found.holds.levels.items():
            if levels and levels != found.instead[0].levels[tool]:
                path = ("users", found.user, "levels", tool, found.scope)
                return self.place(*path, *sorted(levels)[:1])
        return self.place("users", found.user)

    def shortage(self, found: Shortage) -> Diagnostic:
        """Say what somebody needs and cannot do."""
        return Diagnostic(
            code=found.code,
            message=f"{_quoted(found.user)} needs {_named(found.cannot)}, "
            "which nothing they hold allows",
            span=self.place("users", found.user, "needs"),
            help=f"what they hold is {scoped_words(found.holds, self.matrices)}",
        )

    def broken(self, found: Broken) -> Diagnostic:
        """Say who breaks a promise between them."""
        where = [it for it in found.resources if it is not None]
        if isinstance(found.invariant.claim, People):
            message, words = self.count(found), ["resources", *where]
        else:
            message = f"{_named(found.users)} can do {_named(found.actions)}{_on(where)}"
            words = ["users", *found.users]
        there = found.invariant.span
        return Diagnostic(
            code=found.code,
            message=f"`{found.invariant.id}` is broken: {message}",
            span=self.place(*words),
            help=f"change what was given, or what is promised: {found.invariant.says}",
            related=(Related("promised here", there),) if there else (),
        )

    def count(self, found: Broken) -> str:
        """Say how many can do something, and how many should."""
        where = _on([it for it in found.resources if it is not None])
        count = len(found.users)
        people = f"{count} {'person' if count == 1 else 'people'}"
        short = found.at_least is not None and count < found.at_least
        than = f"fewer than {found.at_least}" if short else f"more than {found.at_most}"
        who = f": {_named(found.users)}" if found.users else ""
        return f"{people} can do {_named(found.actions)}{where}, {than}{who}"

    def not_told(self, found: NotTold) -> Diagnostic:
        """Say what could not be told, and for want of what."""
        where = [it for it in found.resources if it is not None]
        missing = ""
        if found.missing:
            missing = f"{_some(found.missing)} {'was' if len(found.missing) == 1 else 'were'}"
            missing += " not given"
        why = "; ".join([*found.errors[:MOST_NAMED], *([missing] if missing else [])])
        words = ["users", found.user] if found.user is not None else ["resources", *where[:1]]
        return Diagnostic(
            code=found.code,
            message=f"{self.asked(found)}{_in(found.scope)}{_on(where)} could not be told: {why}",
            span=self.place(*words),
        )

    def asked(self, found: NotTold) -> str:
        """Say what was asked."""
        user = _quoted(found.user or "")
        match found.what:
            case Code.CHANGES_NOTHING:
                return f"whether `{found.about}` changes anything for {user}"
            case Code.NOT_TOLD:
                return f"whether {user} can do `{found.about}`"
            case Code.ADVISED_AGAINST:
                return f"whether {user} trips `{found.about}`"
            case Code.BROKEN_BETWEEN_PEOPLE:
                by = f" by {user}" if found.user is not None else ""
                return f"whether `{found.about}` is broken{by}"
            case _:
                return f"whether {user} holds what they need, and no more"

    def place(self, *words: str | None) -> Span:
        """Give the closest place there is to where some words lead."""
        path = tuple(it for it in words if it is not None)
        places = self.review.facts.places
        for length in range(len(path), 0, -1):
            if path[:length] in places:
                return places[path[:length]]
        source = next(iter(places.values())).source if places else Source("facts", "")
        return Span(source, 0, 0)


def _but(found: Idle) -> str:
    """Say which others cannot go if a permission goes."""
    sets = [_named(it) for it in found.not_with]
    if [len(it) for it in found.not_with] == [1]:
        return f"; only one of it and {sets[0]} can go"
    return f"; it cannot go together with {', or with '.join(sets[:FEW])}" if sets else ""


def _quoted(name: str) -> str:
    return f"`{shown(name)}`"


def _named(names: Iterable[str], most: int = MOST_NAMED) -> str:
    return _some([_quoted(it) for it in names], most)


def _some(names: Collection[str], most: int = MOST_NAMED) -> str:
    first, more = list(names)[:most], len(names) - most
    return all_of_words([*first, f"{more} more"] if more > 0 else first)


def _in(scope: Scope) -> str:
    return "" if scope is None else f" in {_quoted(scope)}"


def _on(resources: Iterable[str | None]) -> str:
    names = [it for it in resources if it is not None]
    return f" on {_named(names)}" if names else ""
