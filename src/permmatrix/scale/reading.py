"""Tables checked and coded: users as profiles by place, contracts as classes by place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, final

from attrs import frozen

from permmatrix.diagnostics import shown
from permmatrix.facts import Open, Question
from permmatrix.loader.fields import did_you_mean
from permmatrix.scale.coding import Coded, Meaning, Part, coded, constant, joined, nullness
from permmatrix.scale.engine import EMPTY, KEYS, Engine, Table, quoted
from permmatrix.scale.exact import check_exact
from permmatrix.scale.needs import Held, Needs
from permmatrix.scale.refusal import ScaleError
from permmatrix.scale.values import listed_text, placed, reads, typed_value, wanted, worded_value

__all__ = ["Reader"]

PEOPLE_MADE = """
SELECT e.id, e.held + e.facts AS elsewhere, n.held + n.facts AS nowhere
FROM (SELECT * FROM coded_users WHERE stands = 'elsewhere') AS e
JOIN (SELECT * FROM coded_users WHERE stands = 'nowhere') AS n ON n.id = e.id
"""
ROOTS = {"users": "user", "contracts": "resource"}


@final
@frozen(eq=False)
class Reader:
    """
    Reads the two tables of a review.

    `permissions` are those declared, by tool.
    """

    engine: Engine
    needs: Needs
    context: Mapping[str, Any]
    permissions: Mapping[str, frozenset[str]]

    def users(self, table: Table) -> Coded:
        """
        Keep `members` (user, place, profile) and `people` (user, elsewhere, nowhere).

        A user has the profile of their row for a place; in a place without one, that of
        `elsewhere`; and `nowhere` where the place is not known.
        """
        _check_ids(self.engine, table)
        held = [self._held(table, it) for it in self.needs.held]
        placed_ = [part for part in held if self.needs.scoped(part.what[1])]
        facts = [part for part in held if part not in placed_]
        facts += [self._single(table, *it) for it in self.needs.users]
        facts += [self._known(table, it.user[0], it.number) for it in self.needs.pairs]
        for_place, for_all = Coded(tuple(placed_)), Coded(tuple(facts))
        whole = Coded((*placed_, *facts))
        whole.sql()  # or there are too many
        self.engine.keep(
            "coded_users",
            f"SELECT DISTINCT t.{quoted('id')} AS id, {self._user_place(table)} AS place,"
            f" {for_place.sql()} AS held, CAST({for_place.size} AS BIGINT) * ({for_all.sql()})"
            f" AS facts{', t.stands' if table.made else ''}"
            f" FROM {table.name} AS t{joined([*placed_, *facts])}",
        )
        if table.made:
            self.engine.keep("people", PEOPLE_MADE)
        else:
            self._check_users(table)
            self._keep_people(for_place, placed_)
        self.engine.keep(
            "members",
            "SELECT id, place, held + facts AS profile FROM coded_users WHERE place IS NOT NULL",
        )
        return whole

    def _keep_people(self, for_place: Coded, placed_: Sequence[Part]) -> None:
        unknown = for_place.number([1] * len(placed_))
        nothing = for_place.number([int(not part.join) for part in placed_])
        self.engine.keep(
            "people",
            f"SELECT DISTINCT id, CASE WHEN place IS NULL THEN held ELSE CAST({nothing} AS BIGINT)"
            " END + facts AS elsewhere,"
            f" CASE WHEN place IS NULL THEN held ELSE CAST({unknown} AS BIGINT) END + facts"
            " AS nowhere FROM coded_users",
        )

    def contracts(self, table: Table) -> Coded:
        """Keep `things` (contract, place, class); the place is null where it is not known."""
        _check_ids(self.engine, table)
        parts = [self._single(table, *it) for it in self.needs.contracts]
        parts += [self._known(table, it.contract[0], it.number) for it in self.needs.pairs]
        whole = Coded(tuple(parts))
        self.engine.keep(
            "things",
            f"SELECT DISTINCT t.{quoted('id')} AS id, {self._contract_place(table)} AS place,"
            f" {whole.sql()} AS class FROM {table.name} AS t{joined(parts)}",
        )
        listed = [it.contract[0] for it in self.needs.pairs]
        _check_same(self.engine, table, "things", "id", listed)
        return whole

    def _held(self, table: Table, what: Held) -> Part:
        kind, tool = what
        name = f"{kind}.{tool}"
        first: tuple[Meaning, ...] = (frozenset(), None)
        if name not in table.columns:
            return constant(what, first, 1)
        column = table.columns[name]
        if column.kind not in {"text", EMPTY}:
            raise ScaleError(f"the column `{name}` is {column}, and should be text or lists of it")
        if kind == "granular" and table.typed and not column.listed:
            raise ScaleError(f"the column `{name}` is text, and should be a list of permissions")
        declared: Sequence[str]
        if kind == "levels":
            it = self.needs.program.tools[tool]
            declared = [level for level in it.levels if level in it.handed_out]
        else:
            declared = sorted(self.permissions.get(tool, ()))
        means = partial(_held_means, what, declared, self.needs.told_apart(what), table.typed)
        label = f"h{self.needs.held.index(what)}"
        return coded(self.engine, table, label, what, [name], means, first)

    def _single(self, table: Table, columns: Sequence[str], numbers: Sequence[int]) -> Part:
        what = ("atoms", tuple(numbers))
        if not set(columns) <= table.columns.keys():
            return constant(what, [(None,) * len(numbers)], 0)
        for column in columns:
            if not table.columns[column].is_read:
                raise ScaleError(
                    f"the column `{column}` of {table.name} is {table.columns[column]}; read are "
                    "texts, numbers, truth values, dates, times, UUIDs, and lists of them"
                )
        for number in numbers:
            atom = self.needs.program.atoms[number]
            check_exact(table, ROOTS[table.name], atom, self._flat(atom))
        means = self._means(table, columns, numbers)
        label = f"{table.name[0]}{numbers[0]}"
        return coded(self.engine, table, label, what, columns, means)

    def _means(
        self, table: Table, columns: Sequence[str], numbers: Sequence[int]
    ) -> Callable[[Sequence[Any]], Meaning]:
        """Give what says for each value whether the atoms are true, as the policy reads them."""
        root = ROOTS[table.name]
        atoms = [self.needs.program.atoms[number] for number in numbers]
        wants = [
            {path.partition(".")[2]: wanted(it, path, self._flat(it)) for path in reads(it, root)}
            for it in atoms
        ]

        def means(values: Sequence[Any]) -> Meaning:
            truths = []
            for atom, want in zip(atoms, wants, strict=True):
                facts = [
                    typed_value(value, table.columns[name])
                    if table.typed
                    else worded_value(value, want.get(name, "text"), name)
                    for name, value in zip(columns, values, strict=True)
                ]
                objects = {root: placed(columns, facts)}
                question = Question(objects.get("user"), objects.get("resource"), self.context, {})
                found = question.atom(atom)
                truths.append(None if isinstance(found, Open) else found)
            return tuple(truths)

        return means

    def _flat(self, atom: Any) -> dict[str, Any]:
        """Give the values of the context that a test reads, by path."""
        question = Question(None, None, self.context, {})
        found = {path: question.value(path) for path in reads(atom, "context")}
        return {path: None if isinstance(it, Open) else it for path, it in found.items()}

    def _known(self, table: Table, column: str, number: int) -> Part:
        what = (ROOTS[table.name], number)
        if column not in table.columns:
            return constant(what, (False,), 0)
        return nullness(what, column)

    def _user_place(self, table: Table) -> str:
        place = self.needs.place
        if place is None or (table.made and place not in table.columns):
            return "CAST(NULL AS TEXT)"
        if place not in table.columns:
            raise ScaleError(
                f"the users have no column `{place}`, which says where they hold what they hold; "
                "leave it empty in a row for what is held everywhere"
            )
        return _place(table, place)

    def _contract_place(self, table: Table) -> str:
        place = self.needs.place
        if place is None or place not in table.columns:
            return "CAST(NULL AS TEXT)"
        return _place(table, place)

    def _check_users(self, table: Table) -> None:
        columns = [it.user[0] for it in self.needs.pairs]
        _check_same(self.engine, table, "coded_users", "id, place", [])
        _check_same(
            self.engine, table, "(SELECT DISTINCT id, facts FROM coded_users)", "id", columns
        )
        both = _first(
            self.engine,
            "SELECT id FROM coded_users GROUP BY id HAVING COUNT(place) > 0"
            " AND COUNT(*) > COUNT(place) ORDER BY id LIMIT 1",
        )
        if both is not None:
            raise ScaleError(
                f"the user {both} has rows with a {self.needs.place} and one without: what is held "
                "everywhere and what is held in a place cannot be told apart"
            )


def _held_means(
    what: Held,
    declared: Sequence[str],
    told_apart: frozenset[str],
    typed: bool,
    values: Sequence[Any],
) -> Meaning:
    """Give what is held by a cell and tells users apart, or None where that is not known."""
    (kind, tool), value = what, values[0]
    column = f"{kind}.{tool}"
    if value is None:
        return None
    if not typed and (kind == "granular" or value.startswith("[")):
        value = listed_text(value, column)
    names = [value] if isinstance(value, str) else list(value)
    word = "level" if kind == "levels" else "granular permission"
    for name in names:
        if name is None:
            raise ScaleError(f"the column `{column}` has null in a list, which is no {word}")
        if name not in declared:
            hint = did_you_mean(name, declared, others="known are")
            raise ScaleError(f"unknown {word} `{shown(name)}` of `{tool}`; {hint}")
    return told_apart & frozenset(names)


def _check_ids(engine: Engine, table: Table) -> None:
    if "id" not in table.columns:
        raise ScaleError(f"the {table.name} have no column `id`")
    _check_key(table, "id")
    if _first(engine, f"SELECT COUNT(*) FROM {table.name} AS t WHERE t.{quoted('id')} IS NULL"):
        raise ScaleError(f"the {table.name} have a row without an `id`")


def _place(table: Table, place: str) -> str:
    """Say the place of a row; a type of nothing but null is no type to compare."""
    _check_key(table, place)
    return "CAST(NULL AS TEXT)" if table.columns[place].kind == EMPTY else f"t.{quoted(place)}"


def _check_key(table: Table, name: str) -> None:
    column = table.columns[name]
    if column.listed or column.kind not in {*KEYS, EMPTY}:
        raise ScaleError(
            f"the column `{name}` of {table.name} is {column}, "
            "and should be text, a whole number or a UUID"
        )


def _check_same(
    engine: Engine, table: Table, coded_: str, key: str, columns: Sequence[str]
) -> None:
    """See that rows of one id say the same; such rows are one."""
    checks = [f"SELECT id FROM {coded_} AS t GROUP BY {key} HAVING COUNT(*) > 1"]
    checks += [
        f"SELECT t.{quoted('id')} AS id FROM {table.name} AS t GROUP BY t.{quoted('id')}"
        f" HAVING COUNT(DISTINCT t.{quoted(it)}) > 1"
        for it in columns
        if it != "id" and it in table.columns
    ]
    for check in checks:
        found = _first(engine, f"{check} ORDER BY id LIMIT 1")
        if found is not None:
            raise ScaleError(f"rows of the {table.name} say different things of {found}")


def _first(engine: Engine, sql: str) -> Any:
    found = next(engine.rows(sql), None)
    return None if found is None else found[0]
