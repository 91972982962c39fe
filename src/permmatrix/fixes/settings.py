"""
What can be set, numbered: a way to an answer is an integer whose bits are settings.

A name stands for what can be set, and has a bit for each value:

- `("on", tool)`: the one level given on a tool, "" for none;
- `("has", tool, level)`: whether a level is among those given, where several are given at once;
- `("granular", tool, name)`: whether a permission is held;
- `("is", atom)`: whether a test passes;
- `("known", kind, tool)`: that it is known which levels, or which permissions, are held on a tool;
- `("ask",)`, `("platform",)`: the row that is asked for, and where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, final

from permmatrix.fixes.state import State
from permmatrix.program import Tool

__all__ = ["Name", "Settings", "pickable"]

Name: TypeAlias = tuple[Any, ...]


def pickable(tool: Tool) -> tuple[str, ...]:
    """Give what one can be given where one level is given; "" is none, if that is a choice."""
    handed = tuple(level for level in tool.levels if level in tool.handed_out)
    return handed if tool.default in handed else ("", *handed)


@final
class Settings:
    """The settings of some formulas. `tools` are the policy's."""

    def __init__(self, tools: Mapping[str, Tool]) -> None:
        self.tools = tools
        self.bits: dict[Name, dict[Any, int]] = {}
        self._used = 0
        self._either: list[int] = []

    def bit(self, name: Name, value: Any = True) -> int:
        """Give the bit of a setting, numbering what can be set when it is first met."""
        if name not in self.bits:
            self._number(name, self._values(name))
        bits = self.bits[name]
        if value not in bits:  # of rows and platforms not all are met at once
            bits[value] = 1 << self._used
            self._used += 1
        return bits[value]

    def _values(self, name: Name) -> Sequence[Any]:
        match name[0]:
            case "on":
                return pickable(self.tools[name[1]])
            case "known":
                return (True,)
            case "ask" | "platform":
                return ()
            case _:
                return (True, False)

    def _number(self, name: Name, values: Sequence[Any]) -> None:
        self.bits[name] = {value: 1 << self._used + at for at, value in enumerate(values)}
        self._used += len(values)
        if len(values) > 1:
            self._either.append(sum(self.bits[name].values()))

    def is_torn(self, way: int) -> bool:
        """Say whether a way sets something to two values at once."""
        for mask in self._either:
            found = way & mask
            if found & found - 1:
                return True
        return False

    def listed(self, way: int) -> Iterator[tuple[Name, Any]]:
        """Give the settings of a way, by name and value."""
        for name, bits in self.bits.items():
            for value, bit in bits.items():
                if way & bit:
                    yield name, value

    def met(self, state: State) -> int:
        """Give every setting that is so; where holdings are not known, as if nothing was held."""
        met = 0
        for name, bits in self.bits.items():
            value = self._value(name, state)
            if value is not None:
                met |= bits.get(value, 0)
        return met

    def _value(self, name: Name, state: State) -> Any:
        kind = name[0]
        if kind == "is":
            return state.facts[name[1]]
        if kind == "on":
            given = state.levels[name[1]] or ""
            return given if given in self.bits[name] else self.tools[name[1]].default
        if kind == "granular":
            return name[2] in (state.granular[name[1]] or ())
        if kind == "known":
            held = state.levels if name[1] == "levels" else state.granular
            return True if held[name[2]] is not None else None
        if kind == "has":
            return name[2] in (state.levels[name[1]] or ())
        return state.platform if kind == "platform" else None
