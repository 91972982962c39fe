"""What tells the dialects of SQL apart, as far as filters are concerned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from attrs import frozen

from permmatrix.errors import FilterError
from permmatrix.names import suggest
from permmatrix.queries.kinds import Kind

__all__ = ["DIALECTS", "Dialect", "dialect_named"]

MOMENTS_AND_UUIDS = frozenset({Kind.DATE, Kind.TIME, Kind.TIME_WITH_OFFSET, Kind.UUID})


@final
@frozen(kw_only=True)
class Dialect:
    """
    One dialect.

    Attributes:
        name: as sqlglot calls it.
        styles: how parameters are written, by the names of PEP 249; the first is what the
            dialect's usual driver for Python takes.
        types: of dates, times, UUIDs and perhaps decimals, which are bound as text and cast.
        lacks: the kinds that it has no type for, or none that compares them exactly.
        has_arrays: whether a column can be an array.
        has_truth: whether truth values are values; otherwise they are the numbers 1 and 0.
        exact_text: two types: what text is cast to, one after the other, to be compared as it is
            written; none where it is compared so anyway.
        unhexes: whether a text that is not ASCII is bound as the digits of its bytes, since a
            connection may have a charset without it.
        binds_lists: whether one parameter can be a list.
        tells_types: whether a value has a type of its own, whatever the column's.
        most: how many parameters a statement can have, if that is limited.
        bars: characters that no name can have.
    """

    name: str
    styles: Mapping[str, str]
    types: Mapping[Kind, str] | None = None
    lacks: frozenset[Kind] = frozenset()
    has_arrays: bool = True
    has_truth: bool = True
    exact_text: tuple[str, ...] = ()
    unhexes: bool = False
    binds_lists: bool = False
    tells_types: bool = False
    most: int | None = None
    bars: str = ""

    @property
    def is_trusting(self) -> bool:
        """Whether columns are relied on; where truth values are numbers, any may be there."""
        return self.has_truth and not self.tells_types

    def style(self, name: str | None) -> tuple[str, str]:
        """
        Give the name and the form of a style of parameters, the usual one if none is named.

        Raises:
            FilterError: the dialect's drivers have no such style.
        """
        name = name or next(iter(self.styles))
        if name not in self.styles:
            known = ", ".join(self.styles)
            raise FilterError(f"{self.name} has no parameters of the style {name}; it has {known}")
        return name, self.styles[name]

    def lack(self, what: str, kind: Kind) -> str:
        """Say that something cannot be of a kind here."""
        return f"{what} is mapped to {kind.value}, which {self.name} cannot compare exactly"


QMARK = {"qmark": "?"}
FORMATS = {"pyformat": "%({name})s", "format": "%s"}


def _types(date: str, time: str, with_offset: str, uuid: str = "") -> dict[Kind, str]:
    found = {Kind.DATE: date, Kind.TIME: time, Kind.TIME_WITH_OFFSET: with_offset, Kind.UUID: uuid}
    return {kind: name for kind, name in found.items() if name}


_EVERY = (
    Dialect(
        name="postgres",  # its drivers bind dates, times, UUIDs and lists as they are
        styles={**FORMATS, "numeric": "${number}"},
        binds_lists=True,
        most=65_535,
    ),
    Dialect(
        name="sqlite",
        styles={"named": ":{name}", **QMARK},
        lacks=frozenset({Kind.DECIMAL, Kind.TIME, Kind.TIME_WITH_OFFSET, Kind.UUID}),
        types={},
        has_arrays=False,
        has_truth=False,
        tells_types=True,
        most=32_766,
    ),
    Dialect(
        name="duckdb",
        styles={"named": "${name}", **QMARK},
        types=_types("DATE", "TIMESTAMP", "TIMESTAMPTZ", "UUID"),
    ),
    Dialect(
        name="spark",
        styles={"named": ":{name}", **QMARK},
        types=_types("DATE", "TIMESTAMP_NTZ", "TIMESTAMP"),
        lacks=frozenset({Kind.UUID}),
    ),
    Dialect(
        name="bigquery",
        styles={"named": "@{name}", **QMARK},
        types=_types("DATE", "DATETIME", "TIMESTAMP"),
        lacks=frozenset({Kind.UUID}),
        most=10_000,
        bars="`\\.",
    ),
    Dialect(
        name="snowflake",
        styles={**FORMATS, **QMARK, "numeric": ":{number}"},
        types=_types("DATE", "TIMESTAMP_NTZ", "TIMESTAMP_TZ"),
        lacks=frozenset({Kind.UUID}),
        most=16_384,
    ),
    Dialect(
        name="trino",
        styles=QMARK,
        types=_types("DATE", "TIMESTAMP(6)", "TIMESTAMP(6) WITH TIME ZONE", "UUID"),
    ),
    Dialect(
        name="mysql",
        styles=FORMATS,
        types=_types("DATE", "DATETIME(6)", "") | {Kind.DECIMAL: "DECIMAL(65, 30)"},
        lacks=frozenset({Kind.UUID, Kind.TIME_WITH_OFFSET}),
        has_arrays=False,
        has_truth=False,
        exact_text=("CHAR CHARACTER SET utf8mb4", "BINARY"),
        unhexes=True,
        most=65_535,
    ),
    Dialect(
        name="tsql",
        styles={**QMARK, "named": "@{name}"},
        types=_types("DATE", "DATETIME2", "DATETIMEOFFSET", "UNIQUEIDENTIFIER"),
        has_arrays=False,
        has_truth=False,
        exact_text=("NVARCHAR(MAX)", "VARBINARY(MAX)"),
        most=2_098,  # 2,100, less two that drivers take to carry out a statement
    ),
)
DIALECTS = {it.name: it for it in _EVERY}


def dialect_named(name: str) -> Dialect:
    """
    Give a dialect.

    >>> dialect_named("postgres").styles["numeric"]
    '${number}'

    Raises:
        FilterError: there is none of that name.
    """
    if name not in DIALECTS:
        close = suggest(name, DIALECTS)
        hint = (
            f"did you mean {' or '.join(close)}?" if close else f"known are {', '.join(DIALECTS)}"
        )
        raise FilterError(f"unknown dialect {name}; {hint}")
    return DIALECTS[name]
