"""
The parameters of a statement: kept apart from its text, and marked in it until it is written.

A mark is a word that no name in the statement has within it. So the written text has a mark exactly
where a parameter is to stand, and the place of each is known whatever order the text was made in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, final

from attrs import evolve, field, frozen

from permmatrix.errors import FilterError
from permmatrix.queries.sql.dialects import Dialect

__all__ = ["Marks", "Parameter", "SqlFilter"]

POSITIONS = frozenset({"qmark", "format", "numeric"})
"""Styles whose parameters are a list in the order of the text."""

PERCENTS = frozenset({"pyformat", "format"})
"""Styles whose drivers look for % everywhere, also within names."""


@final
@frozen
class Parameter:
    """A value that is bound when the statement is carried out."""

    name: str
    value: Any

    @property
    def plain(self) -> Any:
        """The value as JSON has it."""
        return _plain(self.value)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(it) for it in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | float) else str(value)


@final
@frozen
class SqlFilter:
    """
    A filter as SQL. Values are never part of its text: pass `bound` with it, even where empty.

    Attributes:
        sql: the condition, to stand after WHERE; its columns are named with their table.
        statement: a whole statement, which lists the keys of the rows that are allowed.
        parameters: what to bind, in the order of the text.
        dialect: the dialect it is in.
        paramstyle: how its parameters are written, as PEP 249 calls it.
        always: whether every row is allowed, whatever is in it.
        never: whether none is, so that there is no need to ask.
    """

    sql: str
    statement: str
    parameters: tuple[Parameter, ...]
    dialect: str
    paramstyle: str
    always: bool = False
    never: bool = False

    @property
    def bound(self) -> dict[str, Any] | list[Any]:
        """The parameters as a driver takes them: by name, or in order."""
        if self.paramstyle in POSITIONS:
            return [it.value for it in self.parameters]
        return {it.name: it.value for it in self.parameters}

    def __str__(self) -> str:
        return self.sql


@final
@frozen(eq=False)
class Marks:
    """The values of a statement that is being made, and a mark for each."""

    word: str
    _values: list[Any] = field(factory=list, init=False)

    @classmethod
    def beside(cls, names: Iterable[str]) -> Marks:
        """
        Begin, with a word for marks that is in none of the names.

        >>> Marks.beside(["id", "Mark_of"]).word
        'mark__'
        """
        every, word = " ".join(names).casefold(), "mark_"
        while word in every:
            word += "_"
        return cls(word)

    def mark(self, value: Any) -> str:
        """Take a value and give its mark."""
        self._values.append(value)
        return f"{self.word}{len(self._values)}x"

    def written(self, dialect: Dialect, paramstyle: str | None, *texts: str) -> SqlFilter:
        """
        Write the condition and the statement, which have the same marks in the same order.

        Raises:
            FilterError: there are more parameters than the dialect takes, or no such style.
        """
        style, form = dialect.style(paramstyle)
        writing = _Writing(self.word, self._values, style, form)
        sql, parameters = writing.of(texts[0])
        if dialect.most is not None and len(parameters) > dialect.most:
            raise FilterError(
                f"the filter has {len(parameters):,} parameters, and {dialect.name} takes "
                f"{dialect.most:,}"
            )
        whole = SqlFilter(sql, "", parameters, dialect.name, style)
        return evolve(whole, statement=writing.of(texts[1])[0])


@final
@frozen
class _Writing:
    word: str
    values: list[Any]
    style: str
    form: str

    def of(self, text: str) -> tuple[str, tuple[Parameter, ...]]:
        """Put placeholders in the place of marks."""
        if self.style in PERCENTS:
            text = text.replace("%", "%%")
        found: list[Parameter] = []
        numbers: dict[str, int] = {}

        def placed(match: re.Match[str]) -> str:
            if self.style in POSITIONS or match[0] not in numbers:
                numbers[match[0]] = len(found) + 1
                value = self.values[int(match[1]) - 1]
                found.append(Parameter(f"p{numbers[match[0]]}", value))
            number = numbers[match[0]]
            return self.form.replace("{name}", f"p{number}").replace("{number}", str(number))

        return re.sub(f"{self.word}([0-9]+)x", placed, text), tuple(found)
