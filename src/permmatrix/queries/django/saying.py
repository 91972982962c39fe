"""
A residual as a Django `Q`: whole for every row, and no row twice.

Each leaf is one lookup over `F` and bound values, or an `Exists`. Written as expressions and not as
keywords they are joined and negated as they stand: Django adds no IS NOT NULL of its own, splits no
`exclude`, and joins to no relation to many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any as Anything
from typing import TypeAlias, assert_never, final

from attrs import frozen
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    IsNull,
    LessThan,
    LessThanOrEqual,
)

from permmatrix.conditions import Path
from permmatrix.errors import FilterError
from permmatrix.queries.django.arrays import has_any, has_value_of, in_common
from permmatrix.queries.django.exactly import Finite, IsTruth, exactly
from permmatrix.queries.django.given import Members, Truth, given_rows, given_truth
from permmatrix.queries.django.models import Place, Rows, place
from permmatrix.queries.django.values import bound, bound_to, one_of
from permmatrix.queries.kinds import Kind
from permmatrix.queries.typed import typed
from permmatrix.residual import values as tests
from permmatrix.residual.reading import facts_read
from permmatrix.residual.values import ALWAYS, All, Any, Known, Leaf, Residual

__all__ = ["condition"]

Mapped: TypeAlias = Place | Rows | Truth

LOOKUPS: Mapping[type[tests.Test], Anything] = {
    tests.Equals: Exact,
    tests.Before: LessThan,
    tests.AtOrBefore: LessThanOrEqual,
}


def condition(residual: Residual, model: type[Model], facts: Mapping[Path, Anything]) -> Q:
    """
    Give a residual as a `Q` over a model.

    A fact is mapped to a lookup path (across foreign keys, and to a relation to many, which is a
    collection of what it leads to), to `Members`, or, where it is true or false, to an expression.

    >>> condition(Any(()), Model, {})
    <Q: (AND: ('pk__in', []))>

    Raises:
        FilterError: a fact is mapped to what cannot be asked about exactly in its place.
    """
    places = {path: _mapped(model, thing, str(path)) for path, thing in facts.items()}
    left = typed(residual, {path: it.typed for path, it in places.items()})
    return _Translation(places).of(left)


def _mapped(model: type[Model], thing: Anything, fact: str) -> Mapped:
    match thing:
        case OuterRef():
            pass
        case str() | F():
            name: str = thing if isinstance(thing, str) else getattr(thing, "name")  # noqa: B009  its types have none
            return place(model, name, fact)
        case Members():
            return given_rows(thing, fact)
        case _ if getattr(thing, "conditional", False):
            return given_truth(model, thing, fact)
    message = f"{fact} is mapped to a {type(thing).__name__}"
    raise FilterError(f"{message}, and not to a field's name, Members or a condition", fact)


@final
@frozen
class _Translation:
    places: Mapping[Path, Mapped]

    def of(self, residual: Residual) -> Q:
        """Translate; always is no empty `Q`, which would be always within `exclude` as well."""
        if residual == ALWAYS:
            return ~Q(pk__in=[])
        match residual:
            case Leaf(test, wanted):
                return self._leaf(test, wanted=wanted)
            case All(parts):
                return Q(*map(self.of, parts))
            case Any(parts):
                return Q(*map(self.of, parts), _connector=Q.OR) if parts else Q(pk__in=[])
            case _:
                assert_never(residual)

    def _leaf(self, test: tests.Test, *, wanted: bool) -> Q:
        if isinstance(test, tests.IsTrue) and isinstance(self.places[test.path], Place):
            return Q(Exact(self._side(test.path), bound(wanted, Kind.TRUTH)))
        found = self._test(test)
        return Q(*self._truths(test), Q(found) if wanted else ~Q(found))

    def _truths(self, test: tests.Test) -> Iterator[Q]:
        """Say that what is compared as a truth value is one."""
        if isinstance(test, tests.Equals | tests.OneOf):
            places = [self.places[it] for it in facts_read(Leaf(test))]
            some = [it for it in places if isinstance(it, Place) and it.typed.kind is Kind.TRUTH]
            yield from (Q(IsTruth(F(it.name))) for it in some)

    def _test(self, test: tests.Test) -> Anything:
        match test:
            case tests.IsTrue(path):
                return self._side(path)
            case (
                tests.Equals(left, right)
                | tests.Before(left, right)
                | tests.AtOrBefore(left, right)
            ):
                return self._compared(LOOKUPS[type(test)], left, right)
            case tests.OneOf(path, values):
                found = self._column(self.places[path])
                among = one_of(found.name, values, found.typed.kind, path)
                return exactly(among, found.typed.kind, [found.field], values)
            case tests.Contains(collection, member):
                return self._contains(self._path(collection), member)
            case tests.Overlaps(left, right):
                return self._overlaps(left, right)
            case tests.IsKnown(path):
                return IsNull(self._known(path), False)
            case tests.IsFinite(path):
                return self._finite(path)
            case tests.Within():
                raise AssertionError(test)  # typed as OneOf
            case _:
                assert_never(test)

    def _compared(self, lookup: Anything, left: tests.Side, right: tests.Side) -> Anything:
        paths = [it for it in (left, right) if isinstance(it, Path)]
        kind = self.places[paths[0]].typed.kind
        sides = [
            self._side(it) if isinstance(it, Path) else bound_to([it], kind, paths[0])[0]
            for it in (left, right)
        ]
        known = [it for it in (left, right) if isinstance(it, Known)]
        return exactly(lookup(*sides), kind, [self.places[it].field for it in paths], known)

    def _contains(self, path: Path, member: tests.Side) -> Anything:
        collection = self.places[path]
        if isinstance(member, Known):
            return self._any_of(path, (member,))
        sought = self.places[member]
        if not isinstance(sought, Place):
            raise FilterError(f"{path} cannot have what {member} is mapped to", str(path))
        if isinstance(collection, Place):
            return has_value_of(collection, sought)
        assert isinstance(collection, Rows)
        return Exists(_equal(collection.found(), collection, OuterRef(sought.name), sought))

    def _any_of(self, path: Path, values: tuple[Known, ...]) -> Anything:
        collection = self.places[path]
        if isinstance(collection, Place):
            return has_any(collection, values, path)
        assert isinstance(collection, Rows)
        kind = collection.typed.kind
        if len(values) > 1:
            lookup = one_of(collection.member, values, kind, path)
        else:
            lookup = Exact(F(collection.member), bound_to(values, kind, path)[0])
        return Exists(collection.found().filter(exactly(lookup, kind, [collection.field], values)))

    def _overlaps(self, left: tests.Side, right: tests.Side) -> Anything:
        if isinstance(right, Known):
            return self._any_of(self._path(left), right.members)
        if isinstance(left, Known):
            return self._any_of(right, left.members)
        ours, theirs = self.places[left], self.places[right]
        if isinstance(ours, Place) and isinstance(theirs, Place):
            return in_common(ours, theirs, str(left))
        if not isinstance(ours, Rows) or not isinstance(theirs, Rows):
            message = f"{left} and {right}: an array and rows cannot be compared"
            raise FilterError(message, str(left))
        if theirs.link is None:
            ours, theirs = theirs, ours
        if theirs.link is None:
            raise FilterError(f"{left} and {right}: one of them has to be a relation", str(left))
        inner = _equal(theirs.found(depth=2), theirs, OuterRef(ours.member), ours)
        return Exists(ours.found().filter(Exists(inner)))

    def _side(self, path: Path) -> Anything:
        found = self.places[path]
        return found.expression if isinstance(found, Truth) else F(self._column(found).name)

    def _known(self, path: Path) -> Anything:
        found = self.places[path]
        return F(found.outer) if isinstance(found, Rows) and found.outer else self._side(path)

    def _finite(self, path: Path) -> Anything:
        found = self._column(self.places[path])
        value = F(found.name)
        if found.typed.kind is Kind.DECIMAL:  # Django itself writes none that is not
            return Exact(value - value, bound(0, Kind.INTEGER))
        most, least = (bound(float(it), Kind.FLOAT) for it in ("inf", "-inf"))
        # what is no number comes after all others where it is a value at all
        return Q(Finite(GreaterThan(value, least)), Finite(LessThan(value, most)))

    @staticmethod
    def _column(found: Mapped) -> Place:
        assert isinstance(found, Place), found
        return found

    @staticmethod
    def _path(side: tests.Side) -> Path:
        assert isinstance(side, Path), side
        return side


def _equal(
    rows: QuerySet[Anything], whose: Rows, value: OuterRef, of: Place | Rows
) -> QuerySet[Anything]:
    """Give the rows whose member is a value of an outer query."""
    lookup = Exact(F(whose.member), value)
    return rows.filter(exactly(lookup, whose.typed.kind, [whose.field, of.field]))
