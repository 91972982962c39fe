"""A store's tables, made into the two that a plan reads: every list whole, and nothing guessed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, final

from attrs import frozen

from permmatrix.diagnostics import shown
from permmatrix.loader.fields import did_you_mean
from permmatrix.policy import Policy
from permmatrix.scale.engine import Column, Engine, Table, quoted
from permmatrix.scale.refusal import ScaleError
from permmatrix.scale.sources import Source

__all__ = ["TABLES", "read_stored"]

OF_USERS = {
    "users": ("id",),
    "user_levels": ("user_id", "project_id", "tool", "level"),
    "user_granular": ("user_id", "project_id", "tool", "permission"),
}
OF_CONTRACTS = {
    "contracts": ("id", "project_id", "kind", "private"),
    "contract_private_members": ("contract_id", "user_id"),
    "contract_contacts": ("contract_id", "user_id"),
}
TABLES: Mapping[str, tuple[str, ...]] = {**OF_USERS, **OF_CONTRACTS}
"""The tables of a store and the columns that are read of them, as `store.schema` has them."""

LISTS = ("contract_private_members", "contract_contacts")
NULLABLE = {"project_id", "kind"}
TEXT, TEXTS = Column("text"), Column("text", listed=True)

HELD = """
SELECT h.user_id AS id, h.project_id AS project, c.number, h.held
FROM (
    SELECT user_id, project_id, 'levels.' || tool AS name, level AS held FROM stored_user_levels
    UNION
    SELECT user_id, project_id, 'granular.' || tool, permission FROM stored_user_granular
) AS h JOIN stored_columns AS c ON c.name = h.name
"""

STANDING = """
SELECT DISTINCT id, NULL AS project, 'elsewhere' AS stands, NULL AS number, NULL AS held
FROM stored_users
UNION ALL
SELECT DISTINCT id, NULL, 'nowhere', NULL, NULL FROM stored_users
UNION ALL
SELECT id, NULL, 'elsewhere', number, held FROM stored_held WHERE project IS NULL
UNION ALL
SELECT id, NULL, 'nowhere', number, CASE WHEN project IS NULL THEN held END FROM stored_held
UNION ALL
SELECT id, project, 'there', number, held FROM stored_held WHERE project IS NOT NULL
UNION ALL
SELECT p.id, p.project, 'there', h.number, h.held
FROM (SELECT DISTINCT id, project FROM stored_held WHERE project IS NOT NULL) AS p
JOIN stored_held AS h ON h.id = p.id AND h.project IS NULL
"""

CONTRACTS = """
SELECT DISTINCT c.id, c.project_id AS project, c.kind, CAST(c.private AS BOOLEAN) AS private,
    COALESCE(m.users, CAST([] AS TEXT[])) AS private_members,
    COALESCE(p.users, CAST([] AS TEXT[])) AS progress_claim_contacts
FROM stored_contracts AS c
LEFT JOIN (
    SELECT contract_id, LIST_SORT(LIST(DISTINCT user_id)) AS users
    FROM stored_contract_private_members GROUP BY contract_id
) AS m ON m.contract_id = c.id
LEFT JOIN (
    SELECT contract_id, LIST_SORT(LIST(DISTINCT user_id)) AS users
    FROM stored_contract_contacts GROUP BY contract_id
) AS p ON p.contract_id = c.id
"""


def read_stored(
    engine: Engine,
    policy: Policy,
    permissions: Mapping[str, frozenset[str]],
    places: Mapping[str, Source],
) -> dict[str, Table]:
    """
    Have at hand, as tables for a plan, what is kept in stores: the users, the contracts, or both.

    `places` are sources by `users` and `contracts`; if both are one store, it is read as it is at
    one time. `permissions` are those declared, by tool.

    Raises:
        ScaleError: a store cannot be read, is not made as one, or says what facts cannot.
    """
    for source in dict.fromkeys(places.values()):
        wanted = {**(OF_USERS if places.get("users") == source else {})}
        wanted |= OF_CONTRACTS if places.get("contracts") == source else {}
        engine.store(source, wanted, _see)
    found = {}
    if "users" in places:
        found["users"] = _Users(engine, policy, permissions, places["users"].shown).made()
    if "contracts" in places:
        shown_as = places["contracts"].shown
        if "users" in places:
            _check_listed(engine, shown_as)
        found["contracts"] = _contracts(engine, shown_as)
    return found


def _see(table: str, row: Sequence[Any]) -> None:
    """
    See that the values of a row are of the types they should be.

    Raises:
        ScaleError: one is not.
    """
    for column, value in zip(TABLES[table], row, strict=True):
        if not _fits(column, value):
            kind = "true or false" if column == "private" else "text"
            null = " or null" if column in {*NULLABLE, "private"} else ""
            raise ScaleError(
                f"the table {table} has a row whose `{column}` is {_told(value)}, "
                f"and should be {kind}{null} (its `{TABLES[table][0]}` is {_told(row[0])})"
            )


def _fits(column: str, value: object) -> bool:
    if value is None:
        return column in {*NULLABLE, "private"}
    if column == "private":  # SQLite keeps a truth value as a number
        return isinstance(value, bool) or (type(value) is int and value in {0, 1})
    return isinstance(value, str)


def _told(value: object) -> str:
    if isinstance(value, str):
        return f"`{shown(value)}`"
    if value is None or isinstance(value, int | float):
        return "null" if value is None else str(value).lower()
    return f"a value of type {type(value).__name__}"


@final
@frozen(eq=False)
class _Users:
    """The users of a store, what they hold checked against what is declared."""

    engine: Engine
    policy: Policy
    permissions: Mapping[str, frozenset[str]]
    store: str

    def made(self) -> Table:
        """Keep `users`: a row for each project, one for elsewhere and one for nowhere."""
        for name in ("user_levels", "user_granular"):
            _check_there(self.engine, self.store, name, "users")
            self._check_declared(name)
            self._check_apart(name)
        names = [f"{kind}.{it}" for it in self._tools for kind in ("levels", "granular")]
        self.engine.table("stored_columns", ("number", "name"), enumerate(names))
        self.engine.keep("stored_held", HELD)
        lists = "".join(f", {_listed(place, name)}" for place, name in enumerate(names))
        self.engine.keep(
            "users",
            f"SELECT id, project, stands{lists} FROM ({STANDING}) AS s"
            " GROUP BY id, project, stands",
        )
        columns = {"id": TEXT, "project": TEXT, "stands": TEXT, **dict.fromkeys(names, TEXTS)}
        return Table("users", columns, typed=True, made=True)

    @property
    def _tools(self) -> Collection[str]:
        return self.policy.program.tools

    def _check_declared(self, name: str) -> None:
        """See that tools, levels and permissions are declared, and no project without a scope."""
        held = TABLES[name][-1]
        rows = self.engine.rows(
            f"SELECT tool, {held} AS held, MIN(user_id) AS usr, COUNT(project_id) AS placed"
            f" FROM stored_{name} GROUP BY tool, held ORDER BY tool, held"
        )
        for tool, what, user, placed in rows:
            for wrong in self._wrong(held, tool, what, placed):
                raise ScaleError(
                    f"{self.store}#{name}: {wrong} (in a row of the user `{shown(user)}`)"
                )

    def _wrong(self, kind: str, tool: str, what: str, placed: int) -> Iterator[str]:
        it = self.policy.program.tools.get(tool)
        if it is None:
            hint = did_you_mean(tool, self._tools, others="the policy's tools are")
            yield f"unknown tool `{shown(tool)}`; {hint}"
            return
        if placed and it.scope is None:
            yield f"`{tool}` has no scope, so what is held on it is held in no project"
        if kind == "level":
            known = [level for level in it.levels if level in it.handed_out]
            word = "level"
        else:
            known, word = sorted(self.permissions.get(tool, ())), "granular permission"
        if what not in known:
            hint = did_you_mean(what, known, others="known are")
            yield f"unknown {word} `{shown(what)}` of `{tool}`; {hint}"

    def _check_apart(self, name: str) -> None:
        """See that nobody holds something on a tool both everywhere and in a project."""
        both = self.engine.rows(
            f"SELECT user_id, tool FROM stored_{name} GROUP BY user_id, tool"
            " HAVING COUNT(project_id) > 0 AND COUNT(*) > COUNT(project_id)"
            " ORDER BY user_id, tool LIMIT 1"
        )
        for user, tool in both:
            raise ScaleError(
                f"{self.store}#{name}: `{shown(user)}` holds something on `{shown(tool)}` both "
                "everywhere and in a project, which facts cannot say; "
                "write a row for each project instead"
            )


def _listed(number: int, name: str) -> str:
    """Give the list of what a column holds; null where something is held in a place not known."""
    of_it = f"FILTER (WHERE number = {number:d})"
    return (
        f"CASE WHEN COUNT(number) {of_it} = COUNT(held) {of_it}"
        f" THEN COALESCE(LIST_SORT(LIST(DISTINCT held) {of_it}), CAST([] AS TEXT[]))"
        f" END AS {quoted(name)}"
    )


def _contracts(engine: Engine, store: str) -> Table:
    """Keep `contracts`, whose lists are always known."""
    _check_once(engine, store)
    for name in LISTS:
        _check_there(engine, store, name, "contracts")
    engine.keep("contracts", CONTRACTS)
    columns = {"id": TEXT, "project": TEXT, "kind": TEXT, "private": Column("true or false")}
    lists = dict.fromkeys(("private_members", "progress_claim_contacts"), TEXTS)
    return Table("contracts", {**columns, **lists}, typed=True, made=True)


def _check_once(engine: Engine, store: str) -> None:
    """See that no two rows say different things of one contract, whatever is asked of it."""
    twice = engine.rows(
        "SELECT id FROM (SELECT DISTINCT id, project_id, kind, CAST(private AS BOOLEAN) AS private"
        " FROM stored_contracts) AS c GROUP BY id HAVING COUNT(*) > 1 ORDER BY id LIMIT 1"
    )
    for (contract,) in twice:
        raise ScaleError(
            f"{store}#contracts: rows say different things of the contract `{shown(contract)}`"
        )


def _check_listed(engine: Engine, store: str) -> None:
    """See that members and contacts are users, of whom a store has all."""
    for name in LISTS:
        _check_there(engine, store, name, "users")


def _check_there(engine: Engine, store: str, name: str, whom: str) -> None:
    """See that the users, or the contracts, that rows name are there."""
    kind = whom.removesuffix("s")
    lost = engine.rows(
        f"SELECT t.{kind}_id AS id FROM stored_{name} AS t LEFT JOIN stored_{whom} AS o"
        f" ON o.id = t.{kind}_id WHERE o.id IS NULL ORDER BY id LIMIT 1"
    )
    for (lacking,) in lost:
        raise ScaleError(f"{store}#{name}: there is no {kind} `{shown(lacking)}`")
