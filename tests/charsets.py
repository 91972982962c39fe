"""Columns of text as MySQL may have them: each of a charset, and under a collation, of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["CHARSETS", "WORDS", "can_have", "in_turn", "text_columns", "words_of"]

WORDS = ("ana", "Ana", "ána", "ana ", " ana", "", "\\", "'", "%", "É", "E\u0301", "ß", "ss", "😀")
CHARSETS = {
    "general": ("utf8mb4", "utf8mb4_general_ci"),
    "uca": ("utf8mb4", "utf8mb4_unicode_ci"),
    "padded": ("utf8mb4", "utf8mb4_bin"),
    "wide": ("utf16", "utf16_general_ci"),
    "latin": ("latin1", "latin1_swedish_ci"),
    "plain": ("ascii", "ascii_general_ci"),
}


def can_have(word: str, charset: str) -> bool:
    """Whether a charset has the characters of a word."""
    try:
        word.encode({"utf8mb4": "utf8"}.get(charset, charset))
    except UnicodeEncodeError:
        return False
    return True


def words_of(name: str) -> list[str]:
    """Give the words that a column can hold."""
    return [it for it in WORDS if can_have(it, CHARSETS[name][0])]


def text_columns() -> Iterator[str]:
    """Write the columns, each with an index."""
    for name, (charset, collation) in CHARSETS.items():
        kind = f"VARCHAR(20) CHARACTER SET {charset} COLLATE {collation}"
        yield f"{name} {kind}, INDEX ({name})"


def in_turn(columns: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """Give rows with all values of each column: first none, then all alike, or each at its pace."""
    yield {"id": 0, **dict.fromkeys(columns)}
    for place in range(1, len(WORDS) * 2 + 1):
        paces = dict(zip(columns, range(1, len(columns) + 1), strict=True)) if place % 2 else {}
        values = {
            name: some[place // 2 * paces.get(name, 1) % len(some)]
            for name, some in columns.items()
        }
        yield {"id": place, **values}
