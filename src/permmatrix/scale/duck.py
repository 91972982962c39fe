"""DuckDB as the engine of a review: within the process, its memory bounded."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, final

try:
    import duckdb
except ImportError as error:
    raise ImportError(
        "a review of tables needs DuckDB: pip install 'permmatrix[duckdb]'"
    ) from error

from permmatrix.scale.csv_files import heads_of
from permmatrix.scale.engine import EMPTY, Column, See, Table, odd, quoted
from permmatrix.scale.file_names import files_of, literally
from permmatrix.scale.heads import check_heads
from permmatrix.scale.refusal import ScaleError
from permmatrix.scale.sources import FILES, Source

__all__ = ["DuckEngine"]

BATCH = 10_000
MOST_TOLD = 300
KINDS = {
    '"NULL"': EMPTY,
    "VARCHAR": "text",
    "ENUM": "text",
    "BOOLEAN": "true or false",
    "DATE": "a date",
    "TIMESTAMP": "a time",
    "TIMESTAMP WITH TIME ZONE": "a time with an offset",
    "UUID": "a UUID",
    "FLOAT": "a fraction",
    "DOUBLE": "a fraction",
    "DECIMAL": "a fraction",
}
AS_FETCHED = (
    "FORMAT csv, AUTO_DETECT false, HEADER true, NULLSTR '', ALLOW_QUOTED_NULLS false,"
    " PARALLEL false"
)
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")


@final
class DuckEngine:
    """
    Carries a plan out with DuckDB, in a folder of its own for what memory does not hold.

    `memory` is what DuckDB may use, such as 4GB; what Python needs comes on top.
    """

    def __init__(self, *, memory: str | None = None, threads: int | None = None) -> None:
        """
        Start the engine.

        Raises:
            ScaleError: the memory is no size.
        """
        self._folder = tempfile.TemporaryDirectory(prefix="permmatrix-", ignore_cleanup_errors=True)
        self._connection = duckdb.connect(str(Path(self._folder.name) / "review.duckdb"))
        settings = {
            "temp_directory": self._folder.name,
            "preserve_insertion_order": False,
            "TimeZone": "UTC",
            "autoinstall_known_extensions": False,
            "enable_progress_bar": False,
            "threads": threads,
            "memory_limit": memory,
        }
        try:
            for name, value in settings.items():
                if value is not None:
                    self._connection.execute(f"SET {name} = ?", [value])
        except duckdb.Error as error:
            self.close()
            said = f"memory of {memory} cannot be set: {_told(error)}"
            raise ScaleError(said) from error

    def read(self, name: str, source: Source) -> Table:
        """
        Have a file at hand under a name.

        Raises:
            ScaleError: it cannot be read.
        """
        if source.kind == "parquet":
            self._asked(lambda: self._parquet(source).create_view(name), source)
            return Table(name, self._columns(name), typed=True)
        path, columns = self._texts(source)
        self._asked(lambda: _read_csv(self._connection, path, columns).create_view(name), source)
        return Table(name, columns, typed=False)

    def store(self, source: Source, tables: Mapping[str, Sequence[str]], see: See) -> None:
        """
        Have columns of a database's tables at hand, as they are at one time, and as text.

        Raises:
            ScaleError: a table or a column is not there, or cannot be read.
        """
        from permmatrix.scale.databases import fetched_together  # noqa: PLC0415  as below

        paths = fetched_together(source, tables, see, Path(self._folder.name))
        for name, path in paths.items():
            columns = ", ".join(f"{quoted(it)} VARCHAR" for it in tables[name])
            self._run(f"CREATE TABLE stored_{name} ({columns})")
            self._run(f"COPY stored_{name} FROM ? ({AS_FETCHED})", [str(path)])
            path.unlink()

    def _texts(self, source: Source) -> tuple[Path, dict[str, Column]]:
        """Give a CSV file and its columns; of a database's table, that which it is fetched into."""
        if source.kind in FILES:
            [path] = files_of(source)
            heads = heads_of(path)
            check_heads(source.shown, heads)
            return path, dict.fromkeys(heads, Column("text"))
        from permmatrix.scale.databases import fetched  # noqa: PLC0415  only for databases

        return fetched(source, Path(self._folder.name))

    def _parquet(self, source: Source) -> Any:
        files = literally(files_of(source))
        parts = [self._schema(it) for it in files]
        if any(set(it) != set(parts[0]) for it in parts):
            raise ScaleError(f"{source.shown} cannot be read: its files have different columns")
        check_heads(source.shown, _outermost(parts[0]))
        return self._connection.read_parquet(files, hive_partitioning=False)

    def _schema(self, file: str) -> list[tuple[Any, ...]]:
        asked = (
            "SELECT name, num_children, type, converted_type, logical_type FROM parquet_schema(?)"
        )
        found: list[tuple[Any, ...]] = self._connection.execute(asked, [file]).fetchall()
        return found

    def _columns(self, name: str) -> dict[str, Column]:
        rows = self._run(f"DESCRIBE SELECT * FROM {name}").fetchall()
        return {row[0]: _column(row[1]) for row in rows}

    def keep(self, name: str, sql: str) -> None:
        """Work out a query once, and have what it gives at hand under a name."""
        self._run(f"CREATE TABLE {name} AS {sql}")

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Have rows at hand: whole numbers, and text in columns called `name`."""
        path = Path(self._folder.name) / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        types = {it: "VARCHAR" if it == "name" else "BIGINT" for it in columns}
        written = ", ".join(f"{quoted(it)} {type_}" for it, type_ in types.items())
        self._run(f"CREATE TABLE {name} ({written})")
        self._run(f"COPY {name} FROM ? (FORMAT csv, AUTO_DETECT false, HEADER false)", [str(path)])
        path.unlink()

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Give the rows of a query, in batches behind the scenes."""
        cursor = self._connection.cursor()  # several may be read at a time
        self._run(sql, on=cursor)
        while batch := self._batch(cursor):
            yield from batch

    @staticmethod
    def _batch(cursor: Any) -> list[tuple[Any, ...]]:
        try:
            with _interruptible():
                batch: list[tuple[Any, ...]] = cursor.fetchmany(BATCH)
                return batch
        except duckdb.Error as error:
            raise _failed(error) from error

    def write(self, sql: str, path: Path, kind: str) -> None:
        """Write what a query gives to a new file of a kind, parquet or csv."""
        how = "FORMAT parquet" if kind == "parquet" else "FORMAT csv, HEADER true"
        self._run(f"COPY ({sql}) TO ? ({how})", [str(path)])

    def close(self) -> None:
        """Let go of everything."""
        self._connection.close()
        self._folder.cleanup()

    def _run(self, sql: str, values: Sequence[Any] | None = None, on: Any = None) -> Any:
        try:
            with _interruptible():
                return (on or self._connection).execute(sql, values)
        except duckdb.Error as error:
            raise _failed(error) from error

    @staticmethod
    def _asked(ask: Callable[[], Any], source: Source) -> Any:
        try:
            with _interruptible():
                return ask()
        except duckdb.Error as error:
            raise _failed(error, f"{source.shown} cannot be read: ") from error


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let an interrupt by hand be one: DuckDB has another word for it."""
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except RuntimeError as error:
        if str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from None


def _read_csv(connection: Any, path: Path, columns: Iterable[str]) -> Any:
    """Read a file of which nothing is guessed."""
    return connection.read_csv(
        literally([path]),
        columns=dict.fromkeys(columns, "VARCHAR"),
        auto_detect=False,
        header=True,
        sep=",",
        quotechar='"',
        escapechar='"',
        na_values="",
        allow_quoted_nulls=False,
        hive_partitioning=False,
    )


def _outermost(schema: Sequence[Sequence[Any]]) -> Iterator[str]:
    """Give the names of columns, and not of what is within them, each behind what it is in."""
    within = 0
    for name, children, *_ in schema[1:]:  # the first has all of them in it
        if within:
            within -= 1
        else:
            yield name
        within += children or 0


def _column(text: str) -> Column:
    listed = text.endswith("[]")
    name = text.removesuffix("[]").partition("(")[0]
    if name in WHOLE or name.removeprefix("U") in WHOLE:
        return Column("a number", listed)
    return Column(KINDS.get(name) or odd(name), listed)


def _failed(error: duckdb.Error, what: str = "") -> ScaleError:
    if isinstance(error, duckdb.OutOfMemoryException):
        what = "the memory was not enough, and --memory allows for more: "
    return ScaleError(what + _told(error))


def _told(error: duckdb.Error) -> str:
    """Give the first of what an error says, in one line, without the line of a file it is about."""
    lines = (it for it in str(error).strip().splitlines() if not it.startswith("Original Line"))
    return " ".join(islice(lines, 2))[:MOST_TOLD] or type(error).__name__
