"""What an application maps by hand for Django: rows that count as members, and conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, final

from attrs import frozen
from django.core.exceptions import EmptyResultSet, FieldError
from django.db.models import Exists, ExpressionWrapper, Func, Model, Q, QuerySet, Value
from django.db.models.expressions import ResolvedOuterRef
from django.db.models.fields import BooleanField
from django.db.models.sql import Query

from permmatrix.errors import FilterError
from permmatrix.queries.django.models import Rows, column
from permmatrix.queries.kinds import Collection, Column, Kind

__all__ = ["Members", "Truth", "given_rows", "given_truth"]


@final
@frozen
class Members:
    """
    A collection whose members are a column of rows that refer to the model by `OuterRef`.

    For what a relation alone does not say, such as the members who were not removed again:
    `Members(Membership.objects.filter(contract=OuterRef("pk"), removed=False), "user_id")`.
    """

    rows: QuerySet[Any]
    member: str


@final
@frozen
class Truth:
    """A condition that an application gives, in brackets: true, false or null."""

    typed: Column
    expression: Any
    field: Any = None


def given_rows(given: Members, fact: str) -> Rows:
    """
    See that rows can be looked through once for each row of the model.

    Raises:
        FilterError: they cannot, or would be the same for all.
    """
    if not isinstance(given.rows, QuerySet):
        raise FilterError(f"{fact}: the rows of Members are no query set", fact)
    query = given.rows.query
    chosen = _chosen(query)
    if chosen is not None:
        message = f"{fact}: the rows of Members are {chosen}, and a filter upon them takes others"
        raise FilterError(f"{message}; choose them by `pk__in` of a query set", fact)
    if not any(isinstance(it, ResolvedOuterRef) for it in _parts(query.where)):
        message = f"{fact}: the rows of Members do not refer to the model"
        raise FilterError(f"{message}; filter them by OuterRef", fact)
    member = column(given.rows.model, given.member, fact)
    if member.name in query.annotations:
        message = f"{fact}: the rows of Members have an annotation `{member.name}`"
        raise FilterError(f"{message}, which Django takes for the field", fact)
    return Rows(Collection(member.typed.kind), given.rows, member.name, member.field)


def _chosen(query: Query) -> str | None:
    """Say how rows were chosen, if not one by one: to filter them is to choose among fewer."""
    ways: Mapping[str, Any] = {
        "a slice": query.is_sliced,
        "a union": query.combinator,
        "groups": query.group_by is not None or query.where.contains_aggregate,
        "distinct by a field": query.distinct_fields,
        "chosen by a window": query.where.contains_over_clause,
    }
    return next((way for way, is_so in ways.items() if is_so), None)


def _parts(node: Any) -> Iterator[Any]:
    """Go through a resolved condition, and the conditions of the queries within."""
    yield node
    within = node.where.children if isinstance(node, Query) else getattr(node, "children", None)
    if within is None:
        sources = getattr(node, "get_source_expressions", list)
        within = [it for it in sources() if it is not None]
    for part in within:
        yield from _parts(part)


def given_truth(model: type[Model], given: Any, fact: str) -> Truth:
    """
    See that a condition can be asked of each row of the model, without joining to several.

    Raises:
        FilterError: it cannot.
    """
    whole = ExpressionWrapper(given, BooleanField()) if isinstance(given, Q) else given
    query = Query(model)
    try:
        query.add_q(Q(whole))
    except (FieldError, TypeError, ValueError) as error:
        raise FilterError(f"{fact}: {_named(model)} cannot be asked that: {error}", fact) from error
    if query.where.contains_aggregate or query.where.contains_over_clause:
        raise FilterError(f"{fact} is mapped to what needs several rows at once", fact)
    joins = [getattr(it, "join_field", None) for it in query.alias_map.values()]
    if any(it is not None and not (it.many_to_one or it.one_to_one) for it in joins):
        message = f"{fact} is mapped across a relation to many, which would repeat rows"
        raise FilterError(f"{message}; say it with Exists", fact)
    bracketed = Bracketed(whole, output_field=BooleanField())
    return Truth(Column(Kind.TRUTH, nullable=not isinstance(given, Exists)), bracketed)


@final
class Bracketed(Func):
    """A condition as a value: without brackets, `NOT a IS NOT NULL` is something else."""

    template = "(%(expressions)s)"

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> Any:  # type: ignore[override]
        """
        Write the condition.

        Django leaves out whatever is never true, and with it the test that it is known to be false.
        """
        try:
            return super().as_sql(compiler, connection, **more)
        except EmptyResultSet:
            return compiler.compile(Value(False, output_field=BooleanField()))


def _named(model: type[Model]) -> str:
    return model.__name__
