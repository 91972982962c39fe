"""
Hypothesis strategies for policies and for questions about them.

A policy is made as a model value, without YAML: one or two matrices over one or two tools, with
every kind of cell, requirement and test. A question is made to fit a policy, from good facts,
missing ones and hostile ones, carried by our own classes, by a host's objects or by mappings.

Everything is drawn by `_pick` from within one composite strategy, which is far quicker than
strategies nested in strategies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeVar, final
from uuid import UUID

from attrs import evolve
from hypothesis import strategies as st

from permmatrix import Contract, Policy, User
from permmatrix.compiler import compile_matrices
from permmatrix.conditions import (
    AtOrBefore,
    Before,
    Condition,
    Contains,
    Equals,
    Given,
    IsTrue,
    Literal,
    OneOf,
    Overlaps,
    Path,
    Test,
)
from permmatrix.model import (
    Action,
    Allow,
    Cell,
    Deny,
    GranularPermission,
    Level,
    Matrix,
    MatrixSet,
    NotApplicable,
    Operation,
    Tool,
    Undocumented,
    When,
)
from permmatrix.requirements import All, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.requirements import Any as AnyOf

__all__ = [
    "ANY_TEST",
    "EASY",
    "Asked",
    "Lost",
    "Slotted",
    "Thing",
    "Vocabulary",
    "World",
    "cell",
    "drawing",
    "held_on_tools",
    "matrix_set",
    "matrix_sets",
    "names_of",
    "pick",
    "policies_and_questions",
    "policies_and_worlds",
    "policy_of",
    "requirement",
]

Choice = TypeVar("Choice")

INTEGERS = [st.just(0), *(st.integers(0, most) for most in range(1, 100))]


def drawing(chance: Random) -> Any:
    """Give what draws as evenly as chance; Hypothesis looks for what is odd, and repeats itself."""
    most = {id(strategy): number for number, strategy in enumerate(INTEGERS)}
    return lambda strategy: chance.randint(0, most[id(strategy)])


def pick(draw: st.DrawFn, options: Sequence[Choice]) -> Choice:
    """Choose one of several; the first is the simplest."""
    return options[draw(INTEGERS[len(options) - 1])]


def _some(
    draw: st.DrawFn, options: Sequence[Choice], least: int = 0, most: int = 3
) -> list[Choice]:
    """Choose several different ones, in the order they stand."""
    size = min(len(options), least + draw(INTEGERS[max(0, min(most, len(options)) - least)]))
    left = list(range(len(options)))
    chosen = {left.pop(draw(INTEGERS[len(left) - 1])) for _ in range(size)}
    return [options[place] for place in sorted(chosen)]


# Policies.


def _path(text: str) -> Path:
    root, *segments = text.split(".")
    return Path(root, tuple(segments))


PROJECT = _path("resource.project")
USER_ID = _path("user.id")

ANY_TEST: Mapping[str, Test] = {
    "flagged": Given("flag"),
    "is_private": IsTrue(_path("resource.private")),
    "is_active": IsTrue(_path("user.active")),
    "site_open": IsTrue(_path("resource.site.open")),
    "is_order": Equals(_path("resource.kind"), Literal("order")),
    "is_owner": Equals(_path("resource.owner"), USER_ID),
    "is_closed": Equals(_path("resource.closed"), Literal(value=True)),
    "is_third": Equals(Literal(3), _path("resource.count")),
    "of_kind": OneOf(_path("resource.kind"), (Literal("order"), Literal("deed"))),
    "of_count": OneOf(_path("resource.count"), (Literal(1), Literal("1"), Literal(value=True))),
    "is_contact": Contains(_path("resource.contacts"), USER_ID),
    "has_tag": Contains(_path("resource.tags"), Literal("red")),
    "shares_team": Overlaps(_path("user.teams"), _path("resource.teams")),
    "in_time": Before(_path("context.now"), _path("resource.due")),
    "after_start": AtOrBefore(Literal("2026-06-30"), _path("resource.due")),
    "is_small": AtOrBefore(_path("resource.count"), Literal(3)),
}
"""A condition for every kind of test, operands both ways around."""

EASY: Mapping[str, Test] = {
    "flagged": Given("flag"),
    "is_private": IsTrue(_path("resource.private")),
    "is_contact": Contains(_path("resource.contacts"), USER_ID),
}
"""Conditions of which each can be made true, false or unknown whatever the others are."""

TOOL_IDS = ("tool", "other")
LEVEL_IDS = ("none", "guest", "editor", "admin")
GRANULAR_IDS = ("create", "revoke", "audit")
OBLIGATIONS = ("pdf_only", "watermark")
PLATFORMS = ("web", "ios", "android")


def policy_of(matrices: MatrixSet) -> Policy:
    """Compile matrices and hold on to them."""
    return Policy(compile_matrices(matrices), matrices)


def names_of(matrices: MatrixSet) -> list[str]:
    """Give everything an application can ask for: rows, operations, and aliases of both."""
    return [*matrices.actions, *matrices.operations]


class Vocabulary(NamedTuple):
    """What a requirement can speak of."""

    conditions: Sequence[str]
    granular: Sequence[tuple[str, str]]
    levels: Sequence[tuple[str, Sequence[str]]]

    @property
    def leaves(self) -> list[str]:
        """The kinds of leaf there is something for."""
        kinds = {"holds": self.conditions, "granular": self.granular, "level": self.levels}
        return [kind for kind, there in kinds.items() if there]


def requirement(draw: st.DrawFn, words: Vocabulary, depth: int = 3) -> Requirement:
    """Make a requirement, at most `depth` deep, of every class there is something for."""
    kind = pick(draw, [*words.leaves * 2, *(["not", "all", "any"] if depth else [])])
    match kind:
        case "holds":
            return Holds(pick(draw, words.conditions))
        case "granular":
            return HasGranular(*pick(draw, words.granular))
        case "level":
            tool, levels = pick(draw, words.levels)
            return HasLevel(tool, tuple(_some(draw, levels, 1, 2)))
        case "not":
            return Not(requirement(draw, words, depth - 1))
        case _:
            size = pick(draw, [2, 2, 2, 1, 3])
            parts = tuple(requirement(draw, words, depth - 1) for _ in range(size))
            return All(parts) if kind == "all" else AnyOf(parts)


CELLS = ("deny", "allow", "when", "when", "when", "when", "limited", "limit", "unknown", "void")


def cell(draw: st.DrawFn, words: Vocabulary) -> Cell:
    """Make a cell of any kind; a requirement is the likeliest."""
    kind = pick(draw, CELLS)
    limits = tuple(_some(draw, OBLIGATIONS, 1)) if kind in {"limited", "limit"} else ()
    match kind:
        case "deny":
            return Deny()
        case "allow":
            return Allow()
        case "unknown":
            return Undocumented()
        case "void":
            return NotApplicable()
        case "limit":
            return When(None, limits)
        case _:
            return When(requirement(draw, words), limits)


LEVEL_KINDS = ("plain", "plain", "plain", "plain", "also", "column", "never")


def _tool(draw: st.DrawFn, id_: str, words: Vocabulary, *, plain: bool) -> Tool:
    """Make a tool. A `held_when` speaks of levels made before it, so that none is circular."""
    made: list[str] = []
    levels = []
    plain = plain or pick(draw, [True, False])
    for level in LEVEL_IDS[: pick(draw, [2, 3, 4])]:
        kind = "plain" if plain else pick(draw, LEVEL_KINDS)
        known = words._replace(levels=[*words.levels, *([(id_, made)] if made else [])])
        handed_out = kind not in {"column", "never"} or level == LEVEL_IDS[1]
        held_when = requirement(draw, known, 1) if kind in {"also", "column"} else None
        title = level.title()
        levels.append(Level(id=level, title=title, held_when=held_when, handed_out=handed_out))
        made = [*made, level]
    handed = tuple(level.id for level in levels if level.handed_out)
    return Tool(
        id=id_,
        title=id_.title(),
        levels=tuple(levels),
        chains=pick(draw, [(), (handed,), (handed[:2],)]),
        default_level=pick(draw, [None, None, *handed[:2]]),
        scope=pick(draw, [None, PROJECT]),
    )


def _row(
    draw: st.DrawFn, id_: str, tools: Sequence[Tool], words: Vocabulary, platforms: Sequence[str]
) -> Action:
    tool = pick(draw, tools)
    guarded = pick(draw, [False, False, True])
    return Action(
        id=f"first.{id_}",
        title=id_.title(),
        tool=tool.id,
        cells=tuple((level.id, cell(draw, words)) for level in tool.levels),
        guard=requirement(draw, words, 2) if guarded else None,
        platforms=tuple(_some(draw, platforms)),
        aliases=pick(draw, [(), (f"first.to_{id_}",)]),
    )


def matrix_set(draw: st.DrawFn, tests: Mapping[str, Test], most: int, *, plain: bool) -> MatrixSet:
    """Make a policy with a condition for some of the tests, `most` at most."""
    conditions = _some(draw, list(tests), 1, most)
    tool_ids = pick(draw, [TOOL_IDS[:1], TOOL_IDS, TOOL_IDS[::-1]])
    granular = [(pick(draw, tool_ids), id_) for id_ in GRANULAR_IDS[: pick(draw, [0, 1, 2, 3])]]
    words = Vocabulary(conditions, granular, [])
    tools: list[Tool] = []
    for id_ in tool_ids:
        tools.append(_tool(draw, id_, words, plain=plain))
        levels = [level.id for level in tools[-1].levels]
        words = words._replace(levels=[*words.levels, (id_, levels)])
    platforms = PLATFORMS[: pick(draw, [0, 1, 2, 3])]
    rows = ["search", "create", "update", "delete"][: pick(draw, [1, 2, 3, 4])]
    whole = Matrix(
        id="first",
        title="First",
        tool=tools[0].id,
        tools=tuple(tools),
        actions=tuple(_row(draw, id_, tools, words, platforms) for id_ in rows),
        granular=tuple(GranularPermission(id=id_, tool=it, title=id_) for it, id_ in granular),
        conditions=tuple(Condition(id=id_, title=id_, test=tests[id_]) for id_ in conditions),
        obligations=tuple((id_, id_) for id_ in OBLIGATIONS),
        platforms=tuple((id_, id_) for id_ in platforms),
    )
    return MatrixSet(tuple(_parted(draw, whole)))


def _parted(draw: st.DrawFn, whole: Matrix) -> list[Matrix]:
    """Give the matrix, or two that have its rows between them; and an operation over them."""
    matrices = [whole]
    if len(whole.actions) > 1 and pick(draw, [False, True]):
        *kept, moved = whole.actions
        there = evolve(moved, id=moved.id.replace("first.", "second."), aliases=())
        matrices = [
            evolve(whole, actions=tuple(kept)),
            evolve(whole, id="second", title="Second", actions=(there,)),
        ]
    rows = [row.id for matrix in matrices for row in matrix.actions]
    several = pick(draw, [(), tuple(_some(draw, rows, 1))])
    if several:
        aliases = pick(draw, [(), ("first.do_anything",)])
        found = Operation(id="first.anything", title="Anything", any_of=several, aliases=aliases)
        matrices[0] = evolve(matrices[0], operations=(found,))
    return matrices


@st.composite
def matrix_sets(
    draw: st.DrawFn,
    *,
    tests: Mapping[str, Test] = ANY_TEST,
    most_conditions: int = 4,
    plain: bool = False,
) -> MatrixSet:
    """
    Make a policy of one or two matrices.

    `tests` are the conditions to choose from; with `plain`, no level follows from facts.
    """
    return matrix_set(draw, tests, most_conditions, plain=plain)


# Questions.


class Asked(NamedTuple):
    """A question about whatever action: who, about what, in which circumstances, and where."""

    user: Any
    resource: Any = None
    context: Any = None
    platform: str | None = None


@final
class Lost(RuntimeError):  # noqa: N818  as a value it is a fact: one whose reading fails
    """What a host's failing attribute raises."""


@final
class Thing:
    """A host's object: facts by attribute, and those that are `Lost` raise when they are read."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._facts = dict(facts)

    def __getattr__(self, name: str) -> Any:
        try:
            value = self.__dict__["_facts"][name]
        except KeyError:
            raise AttributeError(name) from None
        if isinstance(value, Lost):
            raise value
        return value

    def __repr__(self) -> str:
        return f"Thing({self._facts})"


@final
class Slotted:
    """A host's user with slots, some of them perhaps never filled."""

    __slots__ = ("active", "granular", "id", "levels", "teams")

    def __init__(self, facts: Mapping[str, Any]) -> None:
        for name, value in facts.items():
            setattr(self, name, value)

    def __repr__(self) -> str:
        filled = {name: getattr(self, name) for name in self.__slots__ if hasattr(self, name)}
        return f"Slotted({filled})"


class Rank(StrEnum):
    """A host's enumeration of levels."""

    GUEST = "guest"
    ADMIN = "admin"


ABSENT = object()
SOME_UUID = UUID("00000000-0000-0000-0000-000000000001")
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)

GOOD: Mapping[str, Sequence[Any]] = {
    "user.id": ("ana", "ana", "bob", 1, SOME_UUID),
    "user.active": (True, False),
    "user.teams": (["red"], {"red", "blue"}, ()),
    "resource.project": ("p1", "p2", 7, SOME_UUID),
    "resource.private": (True, False),
    "resource.kind": ("order", "deed", "other"),
    "resource.owner": ("ana", "bob", 1, SOME_UUID),
    "resource.closed": (True, False),
    "resource.count": (0, 1, 3, 3.0, 3.5, Decimal(2), "1", True),
    "resource.contacts": (["ana"], {"ana"}, {"bob"}, ("ana", 1), frozenset(), [SOME_UUID]),
    "resource.tags": (["red"], {"blue"}, ()),
    "resource.teams": (["red"], {"blue"}, ()),
    "resource.due": (date(2026, 6, 30), "2026-07-01", NOON, "2026-07-01T12:00:00Z", 5),
    "resource.site": ({"open": True}, {"open": False}, Thing({"open": True}), Thing({})),
    "context.now": (date(2026, 6, 30), "2026-07-01", NOON, "2026-07-01T12:00:00Z", 5),
    "context.flag": (True, False),
}


class StandIn:
    """A host's object that stands for a truth value and says that it is of its class."""

    def __init__(self, value: bool) -> None:
        self.value = value

    @property  # type: ignore[misc]  # as lazy objects do
    def __class__(self) -> Any:
        return bool

    def __bool__(self) -> bool:
        return self.value


HOSTILE: Sequence[Any] = (
    *(0, 1, -1.5, float("nan"), float("inf"), 10**400, Decimal("NaN"), Decimal("1E+400"), 2j),
    *("", "true", "false", "ana", b"ana", bytearray(b"ana"), MappingProxyType({"ana": True})),
    *(True, False, [], ["ana", None], {"ana": True}, {}, (None,), {True}, range(2), [["ana"]]),
    *(date(2026, 6, 30), NOON, NOON.replace(tzinfo=None), SOME_UUID, UUID(int=0)),
    *(object(), Thing({}), Rank.ADMIN, Lost("it is gone"), StandIn(False), StandIn(True)),
)
ODDS = (*["good"] * 12, "absent", "null", "hostile")


def _fact(draw: st.DrawFn, good: Sequence[Any]) -> Any:
    kind = pick(draw, ODDS)
    if kind in {"good", "hostile"}:
        return pick(draw, good if kind == "good" else HOSTILE)
    return ABSENT if kind == "absent" else None


PLACES = ("p1", "p2", 7, SOME_UUID)


def _held(draw: st.DrawFn, names: Sequence[str], kind: str) -> Any:
    """Make what a user holds on a tool, in one scope: levels or granular permissions."""
    sort = pick(draw, ["one" if kind == "levels" else "some"] * 8 + ["some"] * 4 + ["odd"] * 2)
    if not names:
        sort = "odd"
    if sort == "one":
        return pick(draw, names)
    if sort == "some":
        return pick(draw, [list, set, tuple, frozenset])(_some(draw, names))
    odd = pick(draw, [ABSENT, None, "zebra", [*names[:1], None], HOSTILE, HOSTILE])
    return pick(draw, HOSTILE) if odd is HOSTILE else odd


def held_on_tools(
    draw: st.DrawFn, matrices: MatrixSet, kind: str, places: Sequence[Any] = PLACES
) -> Any:
    """Make what a user holds, `levels` or `granular` permissions: plainly, by place, or oddly."""
    if pick(draw, [False] * 19 + [True]):
        return pick(draw, [ABSENT, None, *HOSTILE])
    held = {}
    for tool in matrices.tools.values():
        names = [level.id for level in tool.levels]
        if kind == "granular":
            names = [name for held_on, name in matrices.granular if held_on == tool.id]
        value = _held(draw, names, kind)
        if pick(draw, [False] * 6 + [True]):
            by_place = {place: _held(draw, names, kind) for place in _some(draw, places)}
            value = {place: it for place, it in by_place.items() if it is not ABSENT}
        if value is not ABSENT:
            held[tool.id] = value
    return pick(draw, HOLDINGS)(held)


def _makes_up(held: Mapping[str, Any]) -> defaultdict[str, str]:
    """Give a mapping that has an answer for whatever it is asked by index."""
    return defaultdict(lambda: LEVEL_IDS[-1], held)


def _question(draw: st.DrawFn, matrices: MatrixSet) -> Asked:
    facts = {path: _fact(draw, good) for path, good in GOOD.items()}
    for kind in ("levels", "granular"):
        facts[f"user.{kind}"] = held_on_tools(draw, matrices, kind)
    user, resource, context = (
        {
            path.partition(".")[2]: value
            for path, value in facts.items()
            if path.startswith(root) and value is not ABSENT
        }
        for root in ("user", "resource", "context")
    )
    platforms = [*[None] * 8, *[*matrices.platforms] * 4, "zebra"]
    return Asked(
        pick(draw, USERS)(user),
        pick(draw, RESOURCES)(resource),
        pick(draw, CONTEXTS)(context),
        pick(draw, platforms),
    )


def _as_user(facts: Mapping[str, Any]) -> User:
    return User(**{"id": None, **facts})


def _as_contract(facts: Mapping[str, Any]) -> Contract:
    return Contract(**{"id": "c1", **facts})


def _nothing(_: Mapping[str, Any]) -> None:
    return None


Carrier: TypeAlias = Callable[[Mapping[str, Any]], Any]

HOLDINGS: Sequence[Carrier] = (*[dict] * 8, MappingProxyType, _makes_up)
USERS: Sequence[Carrier] = (*[_as_user] * 4, Thing, Slotted, dict, MappingProxyType)
RESOURCES: Sequence[Carrier] = (_as_contract, _as_contract, Thing, dict, _nothing)
CONTEXTS: Sequence[Carrier] = (dict, dict, Thing, MappingProxyType, _nothing)


@st.composite
def policies_and_questions(draw: st.DrawFn) -> tuple[MatrixSet, Asked]:
    """Make a policy and a question to fit it: good facts mostly, some missing, some hostile."""
    matrices = matrix_set(draw, ANY_TEST, 4, plain=False)
    return matrices, _question(draw, matrices)


class World(NamedTuple):
    """Several users and contracts, and the circumstances in which each is asked about each."""

    users: Sequence[Any]
    contracts: Sequence[Any]
    context: Any = None
    platform: str | None = None


@st.composite
def policies_and_worlds(
    draw: st.DrawFn, *, tests: Mapping[str, Test] = ANY_TEST
) -> tuple[MatrixSet, World]:
    """Make a policy, and users and contracts to fit it, a few of each."""
    matrices = matrix_set(draw, tests, 4, plain=False)
    asked = [_question(draw, matrices) for _ in range(pick(draw, [1, 2, 3, 4, 5]))]
    users, contracts = [it.user for it in asked], [it.resource for it in asked]
    return matrices, World(
        users + users[: pick(draw, [0, 1])],
        contracts[pick(draw, [0, 0, 0, 1]) :],
        asked[0].context,
        asked[0].platform,
    )
