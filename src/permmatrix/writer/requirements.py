"""Requirements, cells and tests in the keys of the format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never, final

from attrs import frozen

from permmatrix import conditions as tests
from permmatrix.conditions import Literal, Operand, Path, Test
from permmatrix.model import Allow, Cell, Deny, NotApplicable, Tool, Undocumented, When
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.writer.keys import Plain, said

__all__ = ["Speaker", "test"]


@final
@frozen
class Speaker:
    """Says requirements and cells. `tool` is the one that goes without saying where they stand."""

    tools: Mapping[str, Tool]
    tool: str

    def on(self, tool: str) -> Speaker:
        """Give the speaker for where another tool goes without saying."""
        return Speaker(self.tools, tool)

    def cell(self, cell: Cell) -> object:
        """Say a cell."""
        match cell:
            case Allow():
                return "allow"
            case Deny():
                return "deny"
            case Undocumented():
                return "unknown"
            case NotApplicable():
                return "not_applicable"
            case When(requirement, obligations):
                when = "allow" if requirement is None else self.requirement(requirement)
                return {"when": when, "with": list(obligations)} if obligations else when
            case _:
                assert_never(cell)

    def requirement(self, requirement: Requirement) -> object:
        """Say a requirement."""
        match requirement:
            case HasGranular(_, name) | Holds(name):
                return name
            case HasLevel():
                return {"level": self._level(requirement)}
            case All(parts):
                return {"all": [self.requirement(part) for part in parts]}
            case Any(parts):
                return {"any": [self.requirement(part) for part in parts]}
            case Not(part):
                return {"not": self.requirement(part)}
            case _:
                assert_never(requirement)

    def _level(self, needed: HasLevel) -> Plain:
        tool = needed.tool if needed.tool != self.tool else None
        least = needed.at_least
        if least is not None and self._reaches(needed, least):
            return said({"tool": tool, "at_least": least})
        if len(needed.levels) == 1:
            return said({"tool": tool, "is": needed.levels[0]})
        return said({"tool": tool, "any_of": list(needed.levels)})

    def _reaches(self, needed: HasLevel, least: str) -> bool:
        """Say whether `at_least` means these levels still: it takes no part in equality."""
        tool = self.tools[needed.tool]
        ordered = any(least in chain for chain in tool.chains)
        return ordered and tool.at_least(least) == needed.levels


def test(found: Test) -> Plain:
    """Say the test of a condition."""
    match found:
        case tests.Given(name):
            return {"given": name}
        case tests.IsTrue(path):
            return {"is_true": str(path)}
        case tests.Equals(left, right):
            return {"equals": [_operand(left), _operand(right)]}
        case tests.OneOf(path, literals):
            return {"one_of": [str(path), [it.value for it in literals]]}
        case tests.Contains(collection, member):
            return {"contains": [str(collection), _operand(member)]}
        case tests.Overlaps(left, right):
            return {"overlaps": [str(left), str(right)]}
        case tests.Before(left, right):
            return {"before": [_operand(left), _operand(right)]}
        case tests.AtOrBefore(left, right):
            return {"at_or_before": [_operand(left), _operand(right)]}
        case _:
            assert_never(found)


def _operand(operand: Operand) -> object:
    match operand:
        case Path():
            return str(operand)
        case Literal(value):
            return value
        case _:
            assert_never(operand)
