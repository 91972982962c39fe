"""
Hypothesis strategies for texts: like YAML and not quite, and matrices with slices moved about.

The pieces are chosen for where readers of YAML go wrong: signs in odd places, values that look like
other values, every kind of quote, bracket, comment and line break.
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

from hypothesis import strategies as st

__all__ = ["FILES", "MATRICES", "PIECES", "mutated_matrices", "pieces", "yaml_like"]

ROOT = Path(__file__).parents[1]
FILES = sorted([*ROOT.glob("matrices/*.yaml"), *ROOT.glob("tests/matrices/*.yaml")])
MATRICES = [path for path in FILES if not path.name.endswith(".permtest.yaml")]
TEXTS = [path.read_text(encoding="utf-8") for path in MATRICES]

PLAIN = ["k1", "k2", "k3", "k4", "a b", "no", "1:30", "1", "~", "true", "é", "😀 x", "a:b", "a#b"]
ODD = [
    *("-x", "x-", "null", ".5", "0x1f", "what?", "?x", "a ?b", "x:", "a::b", "it's", 'say "x"'),
    *("a,b", "[", "a]", "a}", "{x", "*a", "&a b", "!t x", "|", ">x", "%x", "@x", "`x", "=", "<<"),
    *("a\\b", "\\q", "\\ud800", ".", "---", "...", "--- a", "# x", "a # x", ":a", ": a", "- a"),
    *("? a", "a: b", "http://x.y/z?q=1"),
]
ESCAPES = ["\\n", "\\x41", "\\u00e9", "\\U0001F600", "\\/", "\\0"]
FOLDED = ["a\n  b", "a\n\n  b", "a\\\n  b"]
BREAKS = ["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\n# c\n", " # c\n", "\n  # c\n", "  \n"]
GAPS = ["", " ", " ", "  ", "\r\n ", " # c\n  "]
MARKS = ["&a ", "!t ", "!!str ", "*a ", "&a !t ", "! "]
SIGNS = list(" \n:-?[]{},#&*!|>'\"%@a\r\t\\")
PIECES = [*PLAIN, *ODD, *ESCAPES, *FOLDED, *BREAKS, *GAPS, *MARKS, *SIGNS, "- ", ": ", "\ufeff"]
WORD = re.compile(r"[\w.]+")

CHANCES = st.integers(0, 2**64 - 1).map(Random)


def pieces() -> st.SearchStrategy[str]:
    """Give pieces of YAML in no order at all."""
    return st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def yaml_like() -> st.SearchStrategy[str]:
    """Give nested collections, mostly well written, some with a few characters changed."""
    return CHANCES.map(_document)


def mutated_matrices() -> st.SearchStrategy[str]:
    """Give matrices with slices deleted, inserted, doubled or swapped."""
    return CHANCES.map(_mutated)


def _document(chance: Random) -> str:
    odd = chance.choice(["--- ", "...\n", "%YAML 1.2\n---\n", "\ufeff"])
    before = chance.choice([*[""] * 9, "---\n", "# c\n", "\n", odd])
    after = chance.choice(["\n", "\n", "", "\n...\n", "\n# end", "\n---\n"])
    text = before + _block(chance, 0, chance.randint(1, 4)) + after
    for _ in range(chance.choice([0, 0, 0, 1, 3])):
        at = chance.randint(0, len(text))
        text = text[:at] + chance.choice(["", *SIGNS]) + text[at + chance.randint(0, 1) :]
    return text


def _block(chance: Random, indent: int, depth: int) -> str:
    mark = chance.choice([*[""] * 90, *MARKS])
    if depth <= 0 or chance.random() < 0.2:
        return mark + _scalar(chance, indent)
    make = chance.choice([_items, _entries])
    return make(chance, indent, depth)


def _items(chance: Random, indent: int, depth: int) -> str:
    behind = [" ", " ", "   ", "\n" + " " * (indent + 2)]
    parts = [
        f"-{chance.choice(behind)}{_block(chance, indent + 2, depth - 1)}"
        for _ in range(chance.randint(1, 4))
    ]
    return _lines(chance, indent, parts)


def _entries(chance: Random, indent: int, depth: int) -> str:
    pad = "\n" + " " * indent
    parts = []
    for _ in range(chance.randint(1, 4)):
        key = _word(chance)
        kind = chance.randrange(15)
        if kind == 0:
            key = _flow(chance, 1)
        elif kind == 1:
            key = f"? {_block(chance, indent + 2, depth - 2)}{pad}"
        values = [
            " " + _scalar(chance, indent),
            pad + _items(chance, indent, depth - 1),
            f"{pad}  {_block(chance, indent + 2, depth - 1)}",
            chance.choice(["", " "]),
        ]
        parts.append(f"{key}:{chance.choice(values)}")
    return _lines(chance, indent, parts)


def _lines(chance: Random, indent: int, parts: list[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        text += chance.choice(BREAKS) + " " * indent + part
    return text


def _scalar(chance: Random, indent: int) -> str:
    kind = chance.randrange(10)
    if kind < 5:
        return _word(chance)
    pad = " " * (indent + chance.choice([0, *[1, 2, 2, 4] * 3]))
    if kind == 5:
        sign = chance.choice("|>") + chance.choice([*["", "-", "+"] * 4, "2", "1-", "#", "0"])
        end = chance.choice([*["", " ", " # c"] * 3, " x"]) + chance.choice(["\n", "\r\n", "\r"])
        lines = [
            pad + chance.choice([_word(chance), "  more"]) for _ in range(chance.randint(0, 3))
        ]
        return sign + end + chance.choice(["\n", "\n\n", "\r\n"]).join(lines)
    if kind == 6:
        return f"{_word(chance)}\n{pad}{_word(chance)}"
    return _flow(chance, chance.randint(0, 3))


def _flow(chance: Random, depth: int) -> str:
    kind = chance.randrange(8)
    if depth <= 0 or kind < 3:
        text = chance.choice([_word(chance), *ESCAPES, *FOLDED[:2]])
        return chance.choice([_word(chance), f'"{text}"', "'" + text.replace("'", "''") + "'"])
    inner = [_flow(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    if kind >= 6:
        inner = [_pair(chance, key, depth) for key in inner]
    spaced = [chance.choice(GAPS) + it + chance.choice(GAPS) for it in inner]
    opening, closing = "{}" if kind >= 6 else "[]"
    return opening + ",".join(spaced) + ("," if inner and not kind % 2 else "") + closing


def _pair(chance: Random, key: str, depth: int) -> str:
    sign = chance.choice([": ", ": ", ": ", " : ", ":\n  ", ":", ""])
    return chance.choice([*["", "", "? "] * 4, "?"]) + key + sign + _flow(chance, depth - 2)


def _word(chance: Random) -> str:
    return chance.choice(ODD if chance.random() < 0.1 else PLAIN)


def _mutated(chance: Random) -> str:
    text = chance.choice(TEXTS)
    for _ in range(chance.randint(1, 4)):
        (start, end), (first, last) = _slice(chance, text), _slice(chance, text)
        kind = chance.randrange(5)
        if kind == 0:
            text = text[:start] + text[end:]
        elif kind == 1:
            text = text[:start] + chance.choice(PIECES) + text[start:]
        elif kind == 2:
            text = text[:end] + text[start:end] + text[end:]
        elif kind == 3:
            text = text[:start] + text[first:last] + text[end:]
        elif end <= first:
            text = text[:start] + text[first:last] + text[end:first] + text[start:end] + text[last:]
    return text


def _slice(chance: Random, text: str) -> tuple[int, int]:
    """Give a slice of a word, of a few characters, or of whole lines."""
    start = chance.randint(0, len(text))
    kind = chance.randrange(6)
    if kind == 0:
        return start, min(start + chance.randint(1, 30), len(text))
    if kind <= 3:
        word = WORD.search(text, start)
        return word.span() if word else (len(text), len(text))
    start = text.rfind("\n", 0, start) + 1
    end = start
    for _ in range(chance.randint(1, 6)):
        end = text.find("\n", end) + 1 or len(text)
    return start, end
