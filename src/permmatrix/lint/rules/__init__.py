"""The rules, by code. Each module has one, named `check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from permmatrix.codes import Code
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding
from permmatrix.lint.rules import (
    constant_requirement,
    distinguishes_nothing,
    left_open,
    level_gap,
    needless_condition,
    note_contradicts,
    operation_gap,
    operation_overlap,
    same_behaviour,
    spelt_twice,
    subsumed_row,
    title_says,
    unanswered_doubt,
    unreachable,
    unused,
)

__all__ = ["RULES", "Rule"]

Rule: TypeAlias = Callable[[Examined], Iterator[Finding]]

RULES: Mapping[Code, Rule] = MappingProxyType(
    {
        Code.LEVEL_GAP: level_gap.check,
        Code.UNREACHABLE: unreachable.check,
        Code.CONSTANT_REQUIREMENT: constant_requirement.check,
        Code.NEEDLESS_CONDITION: needless_condition.check,
        Code.NOTE_CONTRADICTS: note_contradicts.check,
        Code.SAME_BEHAVIOUR: same_behaviour.check,
        Code.SUBSUMED_ROW: subsumed_row.check,
        Code.UNUSED: unused.check,
        Code.DISTINGUISHES_NOTHING: distinguishes_nothing.check,
        Code.SPELT_TWICE: spelt_twice.check,
        Code.OPERATION_OVERLAP: operation_overlap.check,
        Code.OPERATION_GAP: operation_gap.check,
        Code.UNANSWERED_DOUBT: unanswered_doubt.check,
        Code.TITLE_SAYS: title_says.check,
        Code.LEFT_OPEN: left_open.check,  # the last, as it says what the others did not settle
    }
)
"""All of them but the one about suppressions, which looks at what the others found."""
