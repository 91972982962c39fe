"""
Large matrices, made up but of the shipped kind, to see how time grows with the number of rows.

The mix follows the shipped ones: about half the rows are plain, a quarter wait on a granular
permission, the others on a footnote, a guard, several permissions, or another tool's level. A
larger matrix has more sections, tools, permissions and conditions too, as a larger product has.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TypeAlias

__all__ = ["generated"]

Lines: TypeAlias = Iterator[str]

HEAD = """\
format: permmatrix/1
id: generated
title: Generated
language: en-AU
source: {title: User Permissions, section: All of it, publisher: Example}

tool: tool_0
levels: {none: None, read_only: Read Only, standard: Standard, admin: Admin}
default_level: none
scope: resource.project
platforms: {web: Web, ios: iOS, android: Android}
flags: {beta: Beta}
"""

TESTS = (
    "{{contains: [resource.people_{0}, user.id]}}",
    "{{is_true: resource.mark_{0}}}",
    "{{given: circumstance_{0}}}",
    "{{one_of: [resource.status, [draft_{0}, sent_{0}]]}}",
    "{{at_or_before: [context.now, resource.date_{0}]}}",
)
VERBS = ("Create", "Edit", "View", "Delete", "Search", "Export", "Send", "Approve", "Add", "Copy")
THINGS = ("Contract", "Progress Claim", "Invoice", "Payment", "Change", "Budget Line", "Report")
PLATFORMS = ("[web]", "[web]", "[web, ios, android]", "[web, ios]")


def generated(rows: int, seed: int = 20260101) -> str:
    """
    Give the YAML of a matrix with so many rows, the same for the same numbers.

    No two rows have the same id or title; what they say of who is allowed does repeat.
    """
    chance = random.Random(seed)
    made = _Made(rows, chance)
    return "".join(f"{line}\n" for line in (*_declared(made), *_rows(made), *_operations(made)))


class _Made:
    """How many there are of each thing, and a choice among them."""

    def __init__(self, rows: int, chance: random.Random) -> None:
        self.rows = rows
        self.chance = chance
        self.tools = 3 + rows // 100
        self.sections = 1 + rows // 20
        self.granular = 6 + rows // 25
        self.conditions = 5 + rows // 100

    def sometimes(self, percent: int) -> bool:
        return self.chance.randrange(100) < percent

    def permission(self) -> str:
        return f"permission_{self.chance.randrange(self.granular)}"

    def condition(self) -> str:
        return f"condition_{self.chance.randrange(self.conditions)}"


def _declared(made: _Made) -> Lines:
    yield HEAD
    yield "tools:"
    yield from (f"  tool_{number}: {{title: Tool {number}}}" for number in range(made.tools))
    yield "sections:"
    yield from (f"  section_{number}: Section {number}" for number in range(made.sections))
    yield "granular:"
    for number in range(made.granular):
        tool = "" if number % 3 else f", tool: tool_{number % made.tools}"
        yield f"  permission_{number}: {{title: Permission {number}{tool}}}"
    yield "conditions:"
    for number in range(made.conditions):
        test = TESTS[number % len(TESTS)].format(number)
        yield f"  condition_{number}: {{title: condition {number} of the contract, test: {test}}}"


def _rows(made: _Made) -> Lines:
    yield "actions:"
    for number in range(made.rows):
        yield from _row(number, made)


def _row(number: int, made: _Made) -> Lines:
    chance = made.chance
    verb, thing = chance.choice(VERBS), chance.choice(THINGS)
    yield f"  row_{number}:"
    yield f"    title: {verb} a {thing} as Described in Line {number}"
    yield f"    section: section_{number * made.sections // made.rows}"
    yield f"    platforms: {chance.choice(PLATFORMS)}"
    if made.sometimes(10):
        yield f"    tool: tool_{chance.randrange(made.tools)}"
    if made.sometimes(30):
        yield "    offline: perform"
    if made.sometimes(5):
        yield f"    aliases: [former_{number}]"
    if made.sometimes(5):
        yield f"    also_written: ['{verb} the {thing} of Line {number}']"
    yield from _answers(made)


def _answers(made: _Made) -> Lines:
    permission, condition = made.permission(), made.condition()
    match made.chance.choices(range(7), weights=(35, 15, 20, 10, 8, 8, 4))[0]:
        case 0:
            yield "    cells: {admin: allow}"
        case 1:
            yield "    cells: {standard: allow, admin: allow}"
        case 2:
            yield f"    cells: {{read_only: {permission}, standard: {permission}, admin: allow}}"
        case 3:
            yield f"    cells: {{read_only: {condition}, standard: {condition}}}"
            yield "    notes:"
            yield "      - {says: Only for someone this contract names., cells: [read_only]}"
            yield from _doubt(condition)
        case 4:
            yield f"    guard: {condition}"
            yield f"    cells: {{read_only: {made.condition()}, standard: allow, admin: allow}}"
        case 5:
            both = f"{{all: [{permission}, {{any: [{made.permission()}, {{not: {condition}}}]}}]}}"
            yield "    cells:"
            yield f"      read_only: {both}"
            yield f"      standard: {both}"
            yield "      admin: allow"
        case _:
            held = f"{{level: {{tool: tool_{made.chance.randrange(made.tools)}, is: admin}}}}"
            yield f"    cells: {{standard: {{any: [{held}, {condition}]}}, admin: allow}}"


def _doubt(condition: str) -> Lines:
    yield "    doubts:"
    yield "      - why: The printed note gives a requirement for Read Only alone."
    yield "        cells: [standard]"
    yield f"        reading: {condition}"
    yield "        alternative: allow"


def _operations(made: _Made) -> Lines:
    groups = range(made.rows // 20)
    if groups:
        yield "operations:"
    for number in groups:
        rows = f"row_{20 * number}, row_{20 * number + 7}"
        yield f"  operation_{number}: {{title: Operation {number}, any_of: [{rows}]}}"
