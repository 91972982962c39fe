"""A list of what somebody may: the same as the answers one by one, asked of a database at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, final

from attrs import field, frozen

from permmatrix.conditions import Path
from permmatrix.errors import FactError, FilterError, UnknownNameError
from permmatrix.names import suggest
from permmatrix.residual import ALWAYS, NEVER, Partial, Residual, holds, words
from permmatrix.residual.asked import path_of
from permmatrix.residual.reading import facts_read, where_known

if TYPE_CHECKING:
    from django.db.models import Model, Q
    from sqlalchemy import ColumnElement

    from permmatrix.queries.sql import SqlFilter, SqlMapping

__all__ = ["Filter"]


@final
@frozen(eq=True)
class Filter:
    """
    What is left of an action once the user is known: always, never, or a residual.

    Two filters are equal where the same is left of them, whatever they were asked about. `str()`
    says it in words.

    Attributes:
        residual: tests of the resource and the context; see `permmatrix.residual.values`.
        action: what was asked for.
        paths: the facts of the resource that the action's conditions read, whoever asks, and that
            were not given. What maps facts to a database has each of them, so that a fact left out
            is noticed at once and not when the first user comes whose answer hangs on it.
        known_paths: all facts of resources and contexts that the policy reads.
        missing: facts of the user, or of what was given, that the action reads and that are not
            known: were they, there might be more in the list. None where everything is allowed.
        errors: such facts that cannot be used.
        meant: of what kind each of the known paths is, going by the policy's tests of it alone.
    """

    residual: Residual
    action: str = field(eq=False)
    paths: tuple[str, ...] = field(eq=False, repr=False)
    known_paths: tuple[str, ...] = field(eq=False, repr=False)
    missing: tuple[str, ...] = field(eq=False, repr=False, default=())
    errors: tuple[FactError, ...] = field(eq=False, repr=False, default=())
    meant: Mapping[str, str | None] = field(eq=False, repr=False, factory=dict)

    @classmethod
    def of(  # noqa: PLR0913, PLR0917  the question, as `Policy.filter` has it
        cls,
        partial: Partial,
        user: Any,
        action: str,
        resource: Any,
        context: Any,
        platform: str | None,
    ) -> Filter:
        """Evaluate a question in part. Raises as `Policy.filter`."""
        residual, asked = partial.residual(user, action, resource, context, platform)
        read = [it for it in partial.paths(action) if it.startswith("resource.")]
        paths = tuple(path for path in read if not asked.is_settled(path))
        certain = residual == ALWAYS  # then whatever is not known changes nothing
        missing, errors = ((), ()) if certain else (asked.missing, asked.errors)
        known = tuple(partial.meant)
        return cls(residual, action, paths, known, missing, errors, partial.meant)

    @property
    def always(self) -> bool:
        """Whether every resource is allowed."""
        return self.residual == ALWAYS

    @property
    def never(self) -> bool:
        """Whether none is."""
        return self.residual == NEVER

    def allows(self, resource: Any = None, context: Any = None) -> bool:
        """
        Say whether a resource is one of those, as `Policy.allows` would.

        >>> import permmatrix as pm
        >>> ana = pm.User("ana", levels={"head_contracts": "standard"})
        >>> mine = pm.load().filter(ana, "head_contracts.view_head_contract")
        >>> mine.allows(pm.Contract("HC-1", private=True, private_members=["ana"]))
        True
        """
        return holds(self.residual, resource, context)

    def to_sqlalchemy(self, facts: Mapping[str, Any]) -> ColumnElement[bool]:
        """
        Give the filter for `select(...).where(...)`.

        `facts` maps each fact to a column, a relationship, a select of one column, or None where it
        is not known of any row. See docs/sqlalchemy.md.

        Raises:
            FilterError: a fact is not mapped, or to what cannot be asked in its place.
            UnknownNameError: what is mapped is no fact that the policy reads.
            ImportError: SQLAlchemy is not installed.
        """
        residual, mapped = self.mapped(facts)
        from permmatrix.queries.sqlalchemy import condition  # noqa: PLC0415  an extra

        return condition(residual, mapped)

    def to_django(self, model: type[Model], facts: Mapping[str, Any]) -> Q:
        """
        Give the filter for `Model.objects.filter(...)`.

        `facts` maps each fact to a field's name, a relation's, an expression, or None where it is
        not known of any row. See docs/django.md.

        Raises:
            FilterError: a fact is not mapped, or to what cannot be asked in its place.
            UnknownNameError: what is mapped is no fact that the policy reads.
            ImportError: Django is not installed.
        """
        residual, mapped = self.mapped(facts)
        from permmatrix.queries.django import condition  # noqa: PLC0415  an extra

        return condition(residual, model, mapped)

    def to_sql(self, mapping: SqlMapping, dialect: str, paramstyle: str | None = None) -> SqlFilter:
        """
        Give the filter as a condition in SQL, its parameters apart.

        `mapping` says where facts are; `paramstyle` how parameters are written, as the dialect's
        usual driver takes them if it is not given. See docs/sql.md.

        >>> import permmatrix as pm
        >>> from permmatrix.queries.sql import RelationAt, SqlMapping
        >>> members = RelationAt("members", key="contract_id", member="user_id")
        >>> ana = pm.User("ana", levels={"head_contracts": "standard"})
        >>> mine = pm.load().filter(ana, "head_contracts.view_head_contract", {"private": True})
        >>> contracts = SqlMapping("contracts", {"resource.private_members": members})
        >>> mine.to_sql(contracts, "duckdb").bound
        {'p1': 'ana'}

        Raises:
            FilterError: a fact is not mapped, or to what cannot be asked in its place, or the
                dialect has no words for it.
            UnknownNameError: what is mapped is no fact that the policy reads.
            TypeError: the mapping is no `SqlMapping`.
            ImportError: sqlglot is not installed.
        """
        from permmatrix.queries.sql.mapping import SqlMapping  # noqa: PLC0415  for SQL alone

        if not isinstance(mapping, SqlMapping):
            raise TypeError(
                f"to_sql takes a SqlMapping(table, facts), not {type(mapping).__name__}"
            )
        from permmatrix.queries.sql.translating import translated  # noqa: PLC0415  an extra

        residual, places = self.mapped(mapping.places(self.meant))
        return translated(residual, places, mapping, dialect, paramstyle)

    def mapped(self, facts: Mapping[str, Any]) -> tuple[Residual, dict[Path, Any]]:
        """
        See that every fact is mapped that is needed, and leave out those that no row has.

        Raises:
            FilterError: a fact is not mapped.
            UnknownNameError: what is mapped is no fact that the policy reads.
        """
        for name in facts:
            if name not in self.known_paths:
                raise UnknownNameError("fact", name, suggest(name, self.known_paths))
        needed = {*self.paths, *map(str, facts_read(self.residual))}
        for name in sorted(needed - facts.keys()):
            raise FilterError(self._unmapped(name), name)
        found = {path_of(name): value for name, value in facts.items() if value is not None}
        return where_known(self.residual, found), found

    def _unmapped(self, name: str) -> str:
        if name.startswith("context."):
            advice = "give it as the context of the filter, or map it"
        else:
            advice = "map it, or map it to None where no resource has it"
        return f"{self.action} reads {name}, which is not mapped: {advice}"

    def __str__(self) -> str:
        return words(self.residual)
