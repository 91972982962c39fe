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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, final

from permmatrix.fixes.state import State
from permmatrix.program import Atom, Tool

__all__ = ["Name", "Settings", "pickable"]

Name: TypeAlias = tuple[Any, ...]


def pickable(tool: Tool) -> tuple[str, ...]:
    """Give what one can be given where one level is given; "" is none, if that is a choice."""
    handed = tuple(level for level in tool.levels if level in tool.handed_out)
    return handed if tool.default in handed else ("", *handed)


@final
class Settings:
    """
    The settings of some atoms, rows and platforms, all numbered at once and never after.

    `tools` are the policy's. Rows and platforms are those that could be asked for instead.
    """

    def __init__(
        self,
        tools: Mapping[str, Tool],
        atoms: Iterable[tuple[int, Atom]],
        rows: Sequence[str] = (),
        platforms: Sequence[str] = (),
    ) -> None:
        self.tools = tools
        self.bits: dict[Name, dict[Any, int]] = {}
        for name, values in self._values(atoms):
            if name not in self.bits:
                first = sum(map(len, self.bits.values()))
                self.bits[name] = {value: 1 << first + at for at, value in enumerate(values)}
        self._either = [sum(bits.values()) for bits in self.bits.values() if len(bits) > 1]
        for name, values in ((("ask",), rows), (("platform",), platforms)):
            first = sum(map(len, self.bits.values()))
            self.bits[name] = {value: 1 << first + at for at, value in enumerate(values)}

    def _values(self, atoms: Iterable[tuple[int, Atom]]) -> Iterator[tuple[Name, Sequence[Any]]]:
        for number, (kind, *about) in atoms:
            if kind == "level":
                [tool, _] = about
                yield ("known", "levels", tool), (True,)
                yield ("on", tool), pickable(self.tools[tool])
                for level in self.tools[tool].levels:
                    yield ("has", tool, level), (True, False)
            elif kind == "granular":
                yield ("known", "granular", about[0]), (True,)
                yield ("granular", *about), (True, False)
            else:
                yield ("is", number), (True, False)

    def bit(self, name: Name, value: Any = True) -> int:
        """Give the bit of a setting."""
        return self.bits[name][value]

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
            several = state.levels[name[1]]
            return isinstance(several, frozenset) and name[2] in several
        return state.platform if kind == "platform" else None
