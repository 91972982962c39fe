"""From rows to users and contracts, every problem at its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, final

from attrs import field, frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import EnoughError, Problems, Report, shown
from permmatrix.errors import MatrixError
from permmatrix.facts_file import Facts, check_user, places_in
from permmatrix.loader.fields import Fields, did_you_mean
from permmatrix.model import MatrixSet
from permmatrix.nodes import Broken, Entry, Node, Scalar, Sequence, plain
from permmatrix.nodes import Mapping as MappingNode
from permmatrix.source import Source, Span
from permmatrix.store.tables import Row

__all__ = ["Holding", "facts_of"]

NULLABLE = {"project_id", "kind"}


@final
@frozen
class Holding:
    """
    The rows of a store that facts are made of.

    `known` are the ids of the users there are, as far as a list names them: more than `users`
    where only some were asked for.
    """

    store: str
    users: list[Row] = field(factory=list)
    user_levels: list[Row] = field(factory=list)
    user_granular: list[Row] = field(factory=list)
    contracts: list[Row] = field(factory=list)
    contract_private_members: list[Row] = field(factory=list)
    contract_contacts: list[Row] = field(factory=list)
    known: frozenset[str] = frozenset()


def facts_of(held: Holding, matrices: MatrixSet) -> Facts:
    """
    Make facts of rows.

    Raises:
        MatrixError: a row names what the policy does not declare, or is of the wrong type.
    """
    problems = Problems(Source(held.store, ""))
    facts = Facts()
    with suppress(EnoughError):
        users = _users(held, problems, matrices)
        contracts = _contracts(held, problems)
        facts = Facts(
            users={it.key: {"id": it.key, **plain(it.value)} for it in users.entries},
            resources=_resources(held, contracts, problems),
            places={
                **dict(places_in(users, ("users",))),
                **{("resources", id_): row.span("id") for id_, row in contracts.items()},
            },
        )
    if problems.found:
        raise MatrixError(Report(tuple(problems.found), (held.store,)))
    return facts


def _sound(rows: Iterable[Row], problems: Problems) -> list[Row]:
    """Give the rows whose values are of the types they should be, and report the others."""
    found = []
    for row in rows:
        wrong = [it for it, value in row.values.items() if not _fits(it, value)]
        for column in wrong:
            kind = "true or false" if column == "private" else "text"
            null = " or null" if column in {*NULLABLE, "private"} else ""
            message = f"`{column}` should be {kind}{null}"
            problems.add(Code.WRONG_TYPE, message, row.span(column))
        if not wrong:
            found.append(row)
    return found


def _fits(column: str, value: object) -> bool:
    if value is None:
        return column in {*NULLABLE, "private"}
    if column == "private":  # SQLite keeps a truth value as a number
        return isinstance(value, bool) or (type(value) is int and value in {0, 1})
    return isinstance(value, str)


def _users(held: Holding, problems: Problems, matrices: MatrixSet) -> MappingNode:
    users = {it.values["id"]: it.span("id") for it in _sound(held.users, problems)}
    levels = _by_owner(held.user_levels, "user_id", users, problems)
    granular = _by_owner(held.user_granular, "user_id", users, problems)
    entries = []
    for id_, span in users.items():
        parts = (
            Entry("levels", span, _tools(levels.get(id_, []), "level", span, problems)),
            Entry("granular", span, _tools(granular.get(id_, []), "permission", span, problems)),
        )
        node = MappingNode(parts, span)
        check_user(Fields(node, frozenset(), problems), matrices)
        entries.append(Entry(id_, span, node))
    return MappingNode(tuple(entries), Span(problems.source, 0, 0))


def _by_owner(
    rows: Iterable[Row], column: str, owners: Iterable[str], problems: Problems
) -> dict[str, list[Row]]:
    """Give rows by the user or contract they belong to, which has to be there."""
    found: dict[str, list[Row]] = {it: [] for it in owners}
    for row in _sound(rows, problems):
        owner = row.values[column]
        if owner in found:
            found[owner].append(row)
        else:
            kind = column.removesuffix("_id")
            hint = did_you_mean(owner, found, others=f"the {kind}s are")
            message = f"there is no {kind} `{shown(owner)}`"
            problems.add(Code.MISSING_KEY, message, row.span(column), help=hint)
    return found


def _tools(rows: Iterable[Row], column: str, span: Span, problems: Problems) -> Node:
    by_tool: dict[str, list[Row]] = {}
    for row in rows:
        by_tool.setdefault(row.values["tool"], []).append(row)
    entries = (
        Entry(tool, some[0].span("tool"), _on_tool(some, column, problems))
        for tool, some in by_tool.items()
    )
    return MappingNode(tuple(entries), span)


def _on_tool(rows: list[Row], column: str, problems: Problems) -> Node:
    """Give what is held on a tool: everywhere, or by project."""
    by_project: dict[str | None, list[Row]] = {}
    for row in rows:
        by_project.setdefault(row.values["project_id"], []).append(row)
    span = rows[0].span("tool")
    if set(by_project) == {None}:
        return _names(rows, column)
    if None in by_project:
        user, tool = rows[0].values["user_id"], rows[0].values["tool"]
        message = (
            f"`{shown(user)}` holds {column}s on `{shown(tool)}` both everywhere and in a project,"
            " which facts cannot say"
        )
        at = by_project[None][0].span("project_id")
        problems.add(Code.WRONG_TYPE, message, at, help="write a row for each project instead")
        return Broken(span)
    entries = (
        Entry(project or "", some[0].span("project_id"), _names(some, column))
        for project, some in by_project.items()
    )
    return MappingNode(tuple(entries), span)


def _names(rows: list[Row], column: str) -> Node:
    names = {it.values[column]: Scalar(it.values[column], it.span(column)) for it in rows}
    several = tuple(names.values())
    if column == "level" and len(several) == 1:
        return several[0]
    return Sequence(several, several[0].span)


def _contracts(held: Holding, problems: Problems) -> dict[str, Row]:
    """Give the contracts by id: a row that is there twice is one, and two that differ are none."""
    found: dict[str, Row] = {}
    for row in _sound(held.contracts, problems):
        first = found.setdefault(row.values["id"], row)
        if row.values != first.values:
            message = f"rows say different things of the contract `{shown(row.values['id'])}`"
            problems.add(Code.REPEATED, message, row.span("id"))
    return found


def _resources(
    held: Holding, contracts: Mapping[str, Row], problems: Problems
) -> dict[str, dict[str, Any]]:
    lists = (held.contract_private_members, held.contract_contacts)
    members, contacts = (_by_owner(it, "contract_id", contracts, problems) for it in lists)
    for rows in lists:
        _check_listed(rows, held.known, problems)
    found: dict[str, dict[str, Any]] = {}
    for id_, row in contracts.items():
        private = row.values["private"]
        found[id_] = {
            "id": id_,
            "project": row.values["project_id"],
            "kind": row.values["kind"],
            "private": None if private is None else bool(private),
            "private_members": _listed(members[id_]),
            "progress_claim_contacts": _listed(contacts[id_]),
        }
    return found


def _check_listed(rows: Iterable[Row], known: frozenset[str], problems: Problems) -> None:
    """Report who is listed and is none of the users."""
    for row in rows:
        user = row.values["user_id"]
        if isinstance(user, str) and user not in known:
            hint = did_you_mean(user, sorted(known), others="users that there are")
            message = f"there is no user `{shown(user)}`"
            problems.add(Code.MISSING_KEY, message, row.span("user_id"), help=hint)


def _listed(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(it.values["user_id"] for it in rows))
