r"""
Escapes of YAML that stand for half a character, alone or as a pair.

JSON may write a character beyond the BMP as two escapes, `"\ud83d\ude00"`, and YAML says that it
holds all of JSON, but PyYAML's two parsers refuse the pair, or read two halves.
"""

from __future__ import annotations

import re

__all__ = ["HALF", "PAIR", "made_whole", "without_pairs"]

ESCAPE = r"\\(?<!\\\\)(?:\\\\)*+"
"""Up to the last of an odd number of backslashes in a row; others stand for backslashes."""

HALF = re.compile(
    rf"{ESCAPE}((?:u|U0000)[dD][89a-fA-F][0-9a-fA-F]{{2}}|U(?!000[0-9a-fA-F]|0010)[0-9a-fA-F]{{8}})"
)
"""An escape that stands for no whole character, without its backslash; pairs are seen as well."""

PAIR = re.compile(rf"({ESCAPE})u([dD][89abAB][0-9a-fA-F]{{2}})\\u([dD][c-fC-F][0-9a-fA-F]{{2}})")


def without_pairs(text: str) -> str:
    r"""
    Put escapes in the place of each pair that every parser reads, and that are just as long.

    >>> print(without_pairs(r'"\ud83d\ude00", "\ud83d"'))
    "\ufffd\ufffd", "\ud83d"
    """
    return PAIR.sub(r"\g<1>ufffd\\ufffd", text)


def made_whole(text: str) -> str:
    r"""
    Write each pair as one escape.

    >>> print(made_whole(r'"\ud83d\ude00"'))
    "\U0001f600"
    """
    return PAIR.sub(lambda it: f"{it[1]}U{_joined(it[2], it[3]):08x}", text)


def _joined(first: str, second: str) -> int:
    return 0x10000 + ((int(first, 16) - 0xD800) << 10) + int(second, 16) - 0xDC00
