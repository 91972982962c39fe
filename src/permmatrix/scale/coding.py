"""
Columns turned into small numbers, each of which stands for all that the policy can tell apart.

A column's different values are given to Python once, and what the compiled policy's own readers say
of them is what their numbers mean. So no test is said a second time in SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias, final

from attrs import frozen

from permmatrix.scale.engine import Engine, Table, quoted
from permmatrix.scale.refusal import ScaleError

__all__ = ["Coded", "Meaning", "Part", "coded", "constant", "joined", "meanings_of", "nullness"]

Meaning: TypeAlias = Any
MOST = 1 << 62
"""How many different combinations a number can stand for."""


@final
@frozen
class Part:
    """
    A column, or several that are read together, as numbers.

    Attributes:
        what: what the numbers are about, such as ("levels", "docs").
        meanings: what each number means.
        sql: the number, of the table called `t`.
        join: what is joined to the table for it, if anything.
    """

    what: Any
    meanings: tuple[Meaning, ...]
    sql: str
    join: str = ""


def constant(what: Any, meanings: Sequence[Meaning], number: int) -> Part:
    """Give the part that is one number throughout."""
    return Part(what, tuple(meanings), str(number))


def nullness(what: Any, column: str) -> Part:
    """Give the part that says whether there is a value: 1 where there is none."""
    return Part(what, (True, False), f"CASE WHEN t.{quoted(column)} IS NULL THEN 1 ELSE 0 END")


def coded(  # noqa: PLR0913, PLR0917  a column is read from somewhere, into something, for something
    engine: Engine,
    table: Table,
    name: str,
    what: Any,
    columns: Sequence[str],
    means: Callable[[Sequence[Any]], Meaning],
    first: Sequence[Meaning] = (),
) -> Part:
    """
    Number the values of columns by what they mean; `first` are meanings with the first numbers.

    Values with the same meaning have the same number.
    """
    values = [f"v{place}" for place in range(len(columns))]
    raw = ", ".join(f"t.{quoted(it)} AS {v}" for it, v in zip(columns, values, strict=True))
    order = ", ".join(values)
    engine.keep(
        f"{name}_values",
        f"SELECT ROW_NUMBER() OVER (ORDER BY {order}) AS n, {order}"
        f" FROM (SELECT DISTINCT {raw} FROM {table.name} AS t) AS d",
    )
    shown = ", ".join(_fetched(table, it, v) for it, v in zip(columns, values, strict=True))
    numbers: dict[Meaning, int] = {it: place for place, it in enumerate(first)}
    rows = engine.rows(f"SELECT n, {shown} FROM {name}_values")
    alike = " AND ".join(
        f"t.{quoted(it)} IS NOT DISTINCT FROM {name}.{v}"
        for it, v in zip(columns, values, strict=True)
    )
    try:
        engine.table(f"{name}_numbers", ("n", "code"), _numbered(rows, means, numbers))
    except _UnreadError as error:
        raise ScaleError(f"{error}{_owner(engine, table, name, alike, error.number)}") from None
    engine.keep(
        f"{name}_codes",
        f"SELECT {order}, code FROM {name}_values JOIN {name}_numbers USING (n)",
    )
    join = f" JOIN {name}_codes AS {name} ON {alike}"
    return Part(what, tuple(numbers), f"{name}.code", join)


def _fetched(table: Table, column: str, value: str) -> str:
    kind = table.columns[column]
    moment = kind.kind == "a time with an offset" and not kind.listed
    return f"CAST({value} AS TEXT) AS {value}" if moment else value


def _numbered(
    rows: Iterable[tuple[Any, ...]],
    means: Callable[[Sequence[Any]], Meaning],
    numbers: dict[Meaning, int],
) -> Iterator[tuple[int, int]]:
    for number, *values in rows:
        try:
            meaning = means(values)
        except ScaleError as error:
            raise _UnreadError(str(error), number) from None
        yield number, numbers.setdefault(meaning, len(numbers))


class _UnreadError(Exception):
    """A value that cannot be read, by its number."""

    def __init__(self, message: str, number: int) -> None:
        super().__init__(message)
        self.number = number


def _owner(engine: Engine, table: Table, name: str, alike: str, number: int) -> str:
    """Name one of those whose value it is."""
    found = next(
        engine.rows(
            f"SELECT MIN(t.{quoted('id')}) FROM {table.name} AS t"
            f" JOIN {name}_values AS {name} ON {alike} WHERE {name}.n = {number:d}"
        )
    )
    return f" (in the row of {found[0]})"


@final
@frozen
class Coded:
    """Several parts as one number, the first of them its lowest digit."""

    parts: tuple[Part, ...]

    @property
    def size(self) -> int:
        """How many numbers there are."""
        whole = 1
        for part in self.parts:
            whole *= max(len(part.meanings), 1)
        return whole

    def sql(self) -> str:
        """
        Say the number.

        Raises:
            ScaleError: there are more combinations than numbers.
        """
        if self.size > MOST:
            raise ScaleError(
                "there are too many different facts to tell apart; review fewer actions"
            )
        return self._summed([part.sql for part in self.parts])

    def number(self, codes: Sequence[int]) -> int:
        """Give the number of what is coded part by part."""
        found, unit = 0, 1
        for part, code in zip(self.parts, codes, strict=True):
            found += unit * code
            unit *= max(len(part.meanings), 1)
        return found

    def _summed(self, codes: Sequence[str]) -> str:
        found, unit = ["CAST(0 AS BIGINT)"], 1
        for part, code in zip(self.parts, codes, strict=True):
            found.append(f"CAST({unit} AS BIGINT) * {code}")
            unit *= max(len(part.meanings), 1)
        return " + ".join(found)


def joined(parts: Iterable[Part]) -> str:
    """Give all joins that parts need."""
    return "".join(part.join for part in parts)


def meanings_of(coded_: Coded, number: int) -> Iterator[tuple[Any, Meaning]]:
    """Give what a number means, part by part."""
    for part in coded_.parts:
        number, code = divmod(number, max(len(part.meanings), 1))
        yield part.what, part.meanings[code]
