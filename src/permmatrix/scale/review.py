"""A review of tables: read, coded and decided once, and then counted or listed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, final

from attrs import evolve, frozen

from permmatrix.errors import UnknownNameError
from permmatrix.loader.fields import did_you_mean
from permmatrix.names import suggest
from permmatrix.policy import Policy
from permmatrix.scale.counting import KEYS, counts_sql
from permmatrix.scale.deciding import Decider
from permmatrix.scale.engine import EMPTY, Engine, Table, quoted
from permmatrix.scale.listing import LISTING
from permmatrix.scale.needs import Needs, needs
from permmatrix.scale.pairing import keep_listed
from permmatrix.scale.reading import Reader
from permmatrix.scale.refusal import ScaleError
from permmatrix.scale.said import unusable
from permmatrix.scale.sources import Source, ending
from permmatrix.scale.stored import read_stored

__all__ = ["TableReview", "chosen", "review_tables"]

MOST = 20_000_000
"""How many combinations of profiles and classes are decided, at some microseconds each."""

COMBINATIONS = """
SELECT u.profile, c.class, CAST(0 AS BIGINT) AS mask
FROM (SELECT DISTINCT place, profile FROM members) AS u
JOIN (SELECT DISTINCT place, class FROM things) AS c ON u.place = c.place
UNION
SELECT u.elsewhere, c.class, CAST(0 AS BIGINT) AS mask
FROM (SELECT DISTINCT elsewhere FROM people) AS u
CROSS JOIN (SELECT DISTINCT class FROM things WHERE place IS NOT NULL) AS c
UNION
SELECT u.nowhere, c.class, CAST(0 AS BIGINT) AS mask
FROM (SELECT DISTINCT nowhere FROM people) AS u
CROSS JOIN (SELECT DISTINCT class FROM things WHERE place IS NULL) AS c
UNION
SELECT profile, class, CAST(0 AS BIGINT) AS mask FROM listed
UNION
SELECT profile, class, mask FROM listed
"""


def _nobody(_: str) -> None:
    """Tell nobody."""


@final
@frozen(eq=False)
class TableReview:
    """
    What users may do, by tables.

    `notes` are sentences about columns that are not there, those that are and are not read, and
    facts of the context that a test cannot use.
    """

    engine: Engine
    actions: tuple[str, ...]
    notes: tuple[str, ...]

    def counts(self, keys: Collection[str]) -> Iterator[tuple[Any, ...]]:
        """
        Give how many (user, contract, action) are allowed, by some of the three, in their order.

        Raises:
            ScaleError: one of the keys is none of the three.
        """
        order = ", ".join(quoted(key) for key in KEYS if key in keys)
        sql = f"{self.counts_sql(keys)}{f' ORDER BY {order}' if order else ''}"
        return self.engine.rows(sql)

    def counts_sql(self, keys: Collection[str]) -> str:
        """
        Give the query for counts.

        Raises:
            ScaleError: one of the keys is none of the three.
        """
        for key in keys:
            if key not in KEYS:
                raise ScaleError(f"counts are by user, contract or action, not by {key}")
        return counts_sql(keys)

    def allowed(self) -> Iterator[tuple[Any, ...]]:
        """Give every (user, contract, action) that is allowed, in no order."""
        return self.engine.rows(LISTING)

    def write(
        self,
        path: Path,
        keys: Collection[str] | None = None,
        *,
        called: str = "allowed",
        kind: str | None = None,
    ) -> None:
        """
        Write counts by some keys, or without any every (user, contract, action) allowed.

        The column of counts is `called` something; the `kind` of file is what its name says.
        """
        sql = LISTING
        if keys is not None:
            names = "".join(f"c.{quoted(key)}, " for key in KEYS if key in keys)
            counts = self.counts_sql(keys)
            sql = f"SELECT {names}c.allowed AS {quoted(called)} FROM ({counts}) AS c"
        self.engine.write(sql, path, kind or ending(str(path)))


def review_tables(  # noqa: PLR0913  a review has parts
    policy: Policy,
    engine: Engine,
    *,
    users: Source,
    contracts: Source,
    actions: Iterable[str] | None = None,
    context: Mapping[str, Any] | None = None,
    platform: str | None = None,
    tell: Callable[[str], None] = _nobody,
) -> TableReview:
    """
    Read tables of users and contracts, and decide what there is to decide.

    `tell` is told of each step.

    Raises:
        ScaleError: a table cannot be read, or a test is one that tables cannot settle.
        UnknownNameError: there is no such action or platform.
    """
    wanted = tuple(policy.actions if actions is None else actions)
    asked = needs(policy.program, wanted, platform)
    ours, theirs = _read(policy, engine, {"users": users, "contracts": contracts}, tell)
    ours, theirs = (_filled(it, asked.place) for it in (ours, theirs))
    _check_tools(policy, ours, asked.user_columns)
    _check_places(asked.place, ours, theirs)
    notes = [*_notes(ours, asked.user_columns), *_notes(theirs, asked.contract_columns)]
    circumstances = context or {}
    notes += [f"{it}, which denies" for it in unusable(asked, circumstances)]
    tell("folding users into profiles and contracts into classes")
    reader = Reader(engine, asked, circumstances, _permissions(policy))
    profiles, classes = reader.users(ours), reader.contracts(theirs)
    tell("matching users with lists of contracts")
    keep_listed(engine, asked, ours, theirs)
    _decide(engine, Decider(asked, profiles, classes, circumstances, platform), asked, tell)
    return TableReview(engine, wanted, tuple(notes))


def _read(
    policy: Policy, engine: Engine, places: Mapping[str, Source], tell: Callable[[str], None]
) -> tuple[Table, Table]:
    """Read the users and the contracts."""
    stores = {name: it for name, it in places.items() if it.stored}
    if stores:
        tell(f"reading the {' and the '.join(stores)} out of a store")
    found = read_stored(engine, policy, _permissions(policy), stores)
    for name in (it for it in places if it not in stores):
        tell(f"reading the {name}")
        found[name] = engine.read(name, places[name])
    return found["users"], found["contracts"]


def _filled(table: Table, place: str | None) -> Table:
    """Leave out columns that have a type of nothing but null; a place may have it."""
    if not table.typed:
        return table
    columns = {
        name: it
        for name, it in table.columns.items()
        if it.kind != EMPTY or it.listed or name == place
    }
    return evolve(table, columns=columns)


def _decide(engine: Engine, decider: Decider, asked: Needs, tell: Callable[[str], None]) -> None:
    """Keep `answers` (profile, class, mask, sheet), `sheets` (sheet, action) and `actions`."""
    engine.keep("combinations", COMBINATIONS)
    count = next(engine.rows("SELECT COUNT(*) FROM combinations"))[0]
    if count > MOST:
        raise ScaleError(
            f"{count:,} combinations of users and contracts are to be told apart, "
            f"and {MOST:,} are the most; review fewer actions at a time"
        )
    tell(f"deciding {count:,} combinations")
    numbers: dict[frozenset[int], int] = {}
    rows = engine.rows("SELECT profile, class, mask FROM combinations")
    answers = decider.sheets(((a, b, c) for a, b, c in rows), numbers)
    engine.table("answers", ("profile", "class", "mask", "sheet"), answers)
    sheets = ((number, place) for sheet, number in numbers.items() for place in sorted(sheet))
    engine.table("sheets", ("sheet", "action"), sheets)
    names = ((place, name) for place, (name, _) in enumerate(asked.actions))
    engine.table("actions", ("action", "name"), names)


def _permissions(policy: Policy) -> dict[str, frozenset[str]]:
    """Give the granular permissions that are declared, by tool."""
    found: dict[str, set[str]] = {}
    for matrix in policy.matrices.values():
        for it in matrix.granular:
            found.setdefault(it.tool, set()).add(it.id)
    return {tool: frozenset(those) for tool, those in found.items()}


HELD = ("levels.", "granular.")


def _check_tools(policy: Policy, users: Table, read: set[str]) -> None:
    """See that what is held is held on tools that there are, and in columns called so."""
    tools = policy.program.tools
    for name in users.columns:
        word, _, tool = name.partition(".")
        if name not in read and not name.startswith(HELD) and name.lower().startswith(HELD):
            raise ScaleError(
                f"the users have a column `{name}`, which nobody reads; "
                f"did you mean `{word.lower()}.{tool}`?"
            )
        if name.startswith(HELD) and tool not in tools:
            raise ScaleError(
                f"the users have a column `{name}`, and there is no tool `{tool}`; "
                f"{did_you_mean(tool, tools, others='the tools are')}"
            )


def _check_places(place: str | None, users: Table, contracts: Table) -> None:
    """See that users and contracts name places alike."""
    if place is not None and place in users.columns and place in contracts.columns:
        ours, theirs = users.columns[place], contracts.columns[place]
        if ours != theirs and EMPTY not in {ours.kind, theirs.kind}:
            raise ScaleError(
                f"the column `{place}` is {ours} in the users and {theirs} in the contracts, "
                "so no place of one is ever that of the other"
            )


def _notes(table: Table, read: set[str]) -> Iterator[str]:
    """Say which columns are not there, and which there are that nobody reads."""
    unread = sorted(it for it in set(table.columns) - read if not it.startswith(HELD))
    for name in sorted(read - set(table.columns)):
        close = suggest(name, unread)
        hint = f"; did you mean the column `{close[0]}`?" if close else ""
        yield f"the {table.name} have no column `{name}`: it is not known of any{hint}"
    if unread and not table.made:
        names = ", ".join(f"`{it}`" for it in unread)
        yield f"these columns of the {table.name} are not read: {names}"


def chosen(policy: Policy, patterns: Iterable[str]) -> tuple[str, ...]:
    """
    Give the actions and operations that are named, or that fit a pattern such as `commitments.*`.

    Raises:
        UnknownNameError: nothing fits.
    """
    found: dict[str, None] = {}
    for pattern in patterns:
        several = "*" in pattern
        known = policy.actions if several else (*policy.actions, *policy.operations)
        fits = [it for it in known if (fnmatchcase(it, pattern) if several else it == pattern)]
        if not fits:
            raise UnknownNameError("action", pattern, suggest(pattern.replace("*", ""), known))
        found.update(dict.fromkeys(fits))
    return tuple(found)
