"""Spark as the engine of a review: the same plan, for what outgrows one machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any, final

try:
    import sqlglot
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import DataFrame, SparkSession
except ImportError as error:
    raise ImportError("a review on Spark needs it: pip install 'permmatrix[spark]'") from error

from permmatrix.scale.engine import EMPTY, Column, See, Table, odd
from permmatrix.scale.refusal import ScaleError
from permmatrix.scale.sources import FILES, Source

__all__ = ["SparkEngine"]

PATTERN = "*?[{"
NO_DATABASES = "Spark reviews Parquet and CSV; databases are for --engine duckdb"

KINDS = {
    "void": EMPTY,
    "string": "text",
    "boolean": "true or false",
    "date": "a date",
    "timestamp": "a time with an offset",
    "timestamp_ntz": "a time",
    "float": "a fraction",
    "double": "a fraction",
    "decimal": "a fraction",
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "a number"),
}
CSV = {"header": True, "quote": '"', "escape": '"'}
STRICT = {"mode": "FAILFAST", "enforceSchema": False, "columnPruning": False}
"""A row of another length is an error, whichever of its cells are read."""
BLANKS = {"ignoreLeadingWhiteSpace": False, "ignoreTrailingWhiteSpace": False}
"""Without these, what is written is without the blanks at its ends."""


@final
class SparkEngine:
    """
    Carries a plan out with Spark, in a session of its own on this machine if none is given.

    A session that is given is set to UTC, and left running.
    """

    def __init__(
        self,
        *,
        master: str | None = None,
        memory: str | None = None,
        threads: int | None = None,
        session: SparkSession | None = None,
    ) -> None:
        """
        Start the engine.

        Raises:
            ScaleError: Spark does not start.
        """
        self._own = session is None
        self._kept: list[DataFrame] = []
        try:
            self._session = session or _session(master, memory, threads)
        except (Py4JError, PySparkException, OSError, RuntimeError) as error:
            raise ScaleError(f"Spark does not start: {_told(error)}") from error
        self._session.conf.set("spark.sql.session.timeZone", "UTC")

    def read(self, name: str, source: Source) -> Table:
        """
        Have a file at hand under a name.

        Raises:
            ScaleError: it cannot be read, or is a database's.
        """
        if source.kind not in FILES:
            raise ScaleError(NO_DATABASES)
        if any(it in source.place for it in PATTERN):
            raise ScaleError(f"{source.shown} cannot be read: to Spark it is a pattern")
        reader = self._session.read
        try:
            if source.kind == "parquet":
                found = reader.parquet(source.place)
            else:
                # a cell with nothing in it is null, and one of two quotes is an empty text
                null = f"null {token_hex(16)}"
                options = {
                    **CSV,
                    **STRICT,
                    **BLANKS,
                    "multiLine": True,
                    "emptyValue": "",
                    "nullValue": null,
                }
                found = reader.options(**options).csv(source.place)
            found.createOrReplaceTempView(name)
        except PySparkException as error:
            raise ScaleError(f"{source.shown} cannot be read: {_told(error)}") from error
        columns = {field.name: _column(field.dataType.simpleString()) for field in found.schema}
        return Table(name, columns, source.kind == "parquet")

    def store(self, source: Source, tables: Mapping[str, Sequence[str]], see: See) -> None:  # noqa: ARG002  as the other engine has it
        """
        Read no store.

        Raises:
            ScaleError: always.
        """
        raise ScaleError(NO_DATABASES)

    def keep(self, name: str, sql: str) -> None:
        """Work out a query once, and have what it gives at hand under a name."""
        found = self._asked(sql).persist()
        self._kept.append(found)
        found.createOrReplaceTempView(name)

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Have rows at hand: whole numbers, and text in columns called `name`."""
        types = ", ".join(f"`{it}` {'string' if it == 'name' else 'bigint'}" for it in columns)
        found = self._session.createDataFrame([tuple(row) for row in rows], types)
        found.createOrReplaceTempView(name)

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Give the rows of a query, in batches behind the scenes."""
        try:
            yield from map(tuple, self._asked(sql).toLocalIterator(prefetchPartitions=True))
        except (Py4JError, PySparkException) as error:
            raise ScaleError(_told(error)) from error
        except (OverflowError, ValueError) as error:
            raise ScaleError(f"a time is beyond the years 1 to 9999: {error}") from error

    def write(self, sql: str, path: Path, kind: str) -> None:
        """Write what a query gives to a new folder of files of a kind, parquet or csv."""
        writer = self._asked(sql).write
        try:
            if kind == "parquet":
                writer.parquet(str(path))
            else:
                writer.options(**CSV, **BLANKS).csv(str(path))
        except (Py4JError, PySparkException) as error:
            raise ScaleError(_told(error)) from error
        if not (path / "_SUCCESS").exists():
            raise ScaleError(f"{path} is not complete: Spark has left no _SUCCESS in it")

    def close(self) -> None:
        """Let go of everything."""
        if self._own:
            self._session.stop()
            return
        for found in self._kept:
            found.unpersist()

    def _asked(self, sql: str) -> DataFrame:
        try:
            return self._session.sql(sqlglot.transpile(sql, read="duckdb", write="spark")[0])
        except PySparkException as error:
            raise ScaleError(_told(error)) from error


def _session(master: str | None, memory: str | None, threads: int | None) -> SparkSession:
    builder = SparkSession.builder.appName("permmatrix review")  # type: ignore[attr-defined, unused-ignore]  # a property of the class
    builder = builder.master(master or f"local[{threads or '*'}]")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        **({"spark.driver.memory": _memory(memory)} if memory else {}),
        **({} if master else {"spark.sql.shuffle.partitions": "4"}),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    found: SparkSession = builder.getOrCreate()
    return found


def _memory(size: str) -> str:
    """Write 4GB or 4 GiB as the machine of Java does: 4g."""
    return size.lower().replace(" ", "").removesuffix("b").removesuffix("i")


def _column(text: str) -> Column:
    listed = text.startswith("array<")
    name = text.removeprefix("array<").removesuffix(">") if listed else text
    return Column(KINDS.get(name.partition("(")[0]) or odd(name), listed)


def _told(error: Exception) -> str:
    """Give the first line of what an error says, behind the one that says where it came from."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    if lines[0].startswith("An error occurred while calling") and len(lines) > 1:
        return lines[1].removeprefix(": ")
    return lines[0]
