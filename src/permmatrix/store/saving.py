"""Writes facts into the tables of a store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from permmatrix.diagnostics import shown
from permmatrix.errors import StoreError
from permmatrix.facts_file import Facts
from permmatrix.store.schema import metadata

__all__ = ["save_facts"]

USER = {"id", "levels", "granular"}
CONTRACT = {"id", "project", "kind", "private", "private_members", "progress_claim_contacts"}
LISTS = {
    "private_members": "contract_private_members",
    "progress_claim_contacts": "contract_contacts",
}


def save_facts(engine: sa.Engine, facts: Facts) -> None:
    """
    Add facts to the tables of a store, all of them or none.

    A list that is not known is refused: a table of its rows always says which there are.

    Raises:
        StoreError: the tables have no place for some fact, or hold it already.
    """
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in metadata.sorted_tables}
    if facts.context or facts.needs:
        raise _no_place("the context, or for what users need")
    for name, row in (*_users(facts), *_contracts(facts)):
        rows[name].append(row)
    names = {row["project_id"] for some in rows.values() for row in some if "project_id" in row}
    try:
        with engine.begin() as connection:
            projects = metadata.tables["projects"]
            names -= {None, *connection.scalars(sa.select(projects.c.id))}
            rows["projects"] = [{"id": it} for it in sorted(names)]
            for table in metadata.sorted_tables:
                if rows[table.name]:
                    connection.execute(table.insert(), rows[table.name])
    except sa.exc.SQLAlchemyError as error:
        raise StoreError("", f"cannot take these facts: {type(error).__name__}") from error


def _no_place(what: str) -> StoreError:
    return StoreError("", f"has no place for {what}")


def _users(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    for id_, user in facts.users.items():
        _check(f"user `{shown(id_)}`", user, USER)
        yield "users", {"id": id_}
        for key, table, column in (
            ("levels", "user_levels", "level"),
            ("granular", "user_granular", "permission"),
        ):
            for tool, held in user.get(key, {}).items():
                for project, name in _by_project(held, id_):
                    row = {"user_id": id_, "project_id": project, "tool": tool, column: name}
                    yield table, row


def _by_project(held: Any, user: str) -> Iterator[tuple[str | None, str]]:
    scopes = held if isinstance(held, Mapping) else {None: held}
    for project, names in scopes.items():
        if not names:  # no rows would say that nothing is held in any project
            raise _no_place(f"an empty or unknown holding, of the user `{shown(user)}`")
        some = [names] if isinstance(names, str) else dict.fromkeys(names)
        yield from ((project, it) for it in some)


def _contracts(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    for id_, it in facts.resources.items():
        _check(f"contract `{shown(id_)}`", it, CONTRACT)
        facts_of_it = {"kind": it.get("kind"), "private": it.get("private")}
        yield "contracts", {"id": id_, "project_id": it.get("project"), **facts_of_it}
        for key, table in LISTS.items():
            if it.get(key) is None:
                raise _no_place(f"a list that is not known, `{key}` of the contract `{shown(id_)}`")
            yield from (
                (table, {"contract_id": id_, "user_id": user}) for user in dict.fromkeys(it[key])
            )


def _check(whose: str, thing: Mapping[str, Any], known: set[str]) -> None:
    for key in thing.keys() - known:
        raise _no_place(f"`{shown(key)}` of the {whose}")
