"""
Hypothesis strategies for matrices in which every key of the format is used.

They are the policies of `strategies`, told more about: titles and texts of every kind, tests with
literals of every kind, marks, notes, doubts, advice, suppressions, dictionaries, and promises that
are kept. A file can say all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from attrs import evolve
from hypothesis import strategies as st

from permmatrix.codes import Code
from permmatrix.conditions import Before, Condition, Contains, Equals, Literal, OneOf, Path, Test
from permmatrix.invariants import check_invariants
from permmatrix.model import (
    Action,
    Advisory,
    Allow,
    Cell,
    Deny,
    Dictionary,
    Documented,
    Doubt,
    GranularPermission,
    Level,
    Matrix,
    MatrixSet,
    Note,
    Operation,
    Suppression,
    Tool,
)
from permmatrix.promises import (
    Always,
    Chosen,
    Claim,
    DifferentPeople,
    Implies,
    Invariant,
    Named,
    Never,
    People,
    Separate,
    Where,
)
from permmatrix.requirements import HasLevel, Not, Requirement
from permmatrix.source import Source, Span
from strategies import Vocabulary, cell, matrix_sets, pick, requirement

__all__ = ["HOSTILE_TEXTS", "LITERALS", "full_matrix_sets"]

Titled = TypeVar("Titled", Tool, Level, GranularPermission, Condition, Action, Operation)
Thing = TypeVar("Thing")

SHORT_TEXTS = (
    *("Read", "no", "on", "~", "null", "true", "1", "1.0", "1e3", "0x1f", "1:30", "2026-06-30"),
    *("[x]", "{a}", "- a", "? a", "a: b", "a #b", "# a", "&a", "*a", "!t", "%a", "@a", "`a`", "|"),
    *('say "x"', "it's", "a\\b", "\\n", "\\ud800", "\\u0041", "</script>", "a|b", "<b>&amp;", ","),
    *("two\nlines", "a\r\nb", "a\tb", " a ", "a\n", "\n\n a", "\x00", "\x1b[0m", "\x7f", "\x85b"),
    *("é", "e\u0301", "😀", "👩\u200d👧", "שלום", "\u202eabc\u202c", "a\u2028b", "\u2029x"),
    *("\ufeffa", "a\ufffe", "\uffff", "\U0010ffff", "a\u00a0b", "\ue000"),
    *("allow", "deny", "not_applicable"),
)
HOSTILE_TEXTS = (*SHORT_TEXTS, "long " * 1_000, "x" * 3_000)
"""Texts that look like something else, or that a format has to write in another way."""

LITERALS: Sequence[str | int | float | bool] = (
    *("no", "~", "1", "true", "1e3", "0x1f", "1:30", "[x]", "{a}", 'q"', "\u2028", "😀", "a b"),
    *(" ", "", "\\ud800", "a.b", "two\nlines", 1, 0, -1, 10**99, 2**70, 1.5, 2.0, 1e3, 1e-7, 1e300),
    *(5e-324, -0.0, 123456789.0, True, False),
)
"""Literals that are easily taken for one another."""

LINT = [code for code in Code if code.value.startswith("PM6")]
RULES = [code for code in LINT if code is not Code.IDLE_SUPPRESSION]
SECTIONS = ("money", "people")
EDITIONS = ("basic", "gold")
FLAGS = ("beta", "fresh")
NOWHERE = Span(Source("first.json", ""), 0, 0)


def text(draw: st.DrawFn) -> str:
    """Make a text that is not blank."""
    made = draw(st.text(min_size=1, max_size=10)) if pick(draw, [False, False, True]) else ""
    return made if made.strip() else pick(draw, HOSTILE_TEXTS)


def _maybe(draw: st.DrawFn, options: Sequence[Thing]) -> Thing | None:
    wanted = bool(options) and pick(draw, [False, True])
    return pick(draw, options) if wanted else None


def _optional_text(draw: st.DrawFn) -> str | None:
    return text(draw) if pick(draw, [False, False, True]) else None


def _several(draw: st.DrawFn, options: Sequence[Thing]) -> tuple[Thing, ...]:
    """Choose some, none at times, in an order of their own."""
    chosen = [pick(draw, options) for _ in range(pick(draw, [0, 1, 2]))] if options else []
    return tuple(dict.fromkeys(chosen))


def _told(draw: st.DrawFn, thing: Titled) -> Titled:
    """Give a thing a title, other spellings and a description."""
    return evolve(
        thing,
        title=text(draw),
        also_written=_several(draw, HOSTILE_TEXTS),
        description=_optional_text(draw),
    )


@st.composite
def full_matrix_sets(draw: st.DrawFn) -> MatrixSet:
    """Make a policy of one or two matrices that say everything a file can say."""
    found = draw(matrix_sets())
    first, *others = found.matrices
    tools = _tools(draw, first.tools)
    permissions = tuple(_told(draw, it) for it in first.granular)
    conditions = tuple(_told(draw, it) for it in (*first.conditions, *_more_conditions(draw)))
    shared = evolve(first, tools=tools, granular=permissions, conditions=conditions)
    words = Vocabulary(
        [it.id for it in conditions],
        [(it.tool, it.id) for it in permissions],
        [(tool.id, [it.id for it in tool.levels]) for tool in tools],
    )
    whole = [
        _whole(draw, evolve(shared, id=it.id, actions=it.actions, operations=it.operations), words)
        for it in (first, *others)
    ]
    ids = [it.id for matrix in whole for it in matrix.actions]
    ids += [it.id for matrix in whole for it in matrix.operations]
    whole = [_granted(draw, it, ids) for it in whole]
    return _kept(MatrixSet(tuple(whole)))


def _granted(draw: st.DrawFn, matrix: Matrix, ids: Sequence[str]) -> Matrix:
    """Let some things be granted and revoked by actions and operations of any matrix."""

    def some() -> tuple[str, ...]:
        return _several(draw, ids)

    return evolve(
        matrix,
        tools=tuple(evolve(it, granted_by=some()) for it in matrix.tools),
        granular=tuple(evolve(it, granted_by=some(), revoked_by=some()) for it in matrix.granular),
        conditions=tuple(
            evolve(it, granted_by=some(), revoked_by=some()) for it in matrix.conditions
        ),
    )


def _tools(draw: st.DrawFn, found: Sequence[Tool]) -> tuple[Tool, ...]:
    made = [_told(draw, _with_levels(draw, it)) for it in found]
    if pick(draw, [False, True]):
        made.append(_told(draw, _alike(made[0])))
    if pick(draw, [False, False, True]):  # the title that goes without saying
        made[0] = evolve(made[0], title="Tool", also_written=(), description=None)
    return tuple(made)


def _with_levels(draw: st.DrawFn, tool: Tool) -> Tool:
    levels = [_told(draw, it) if pick(draw, [False, True]) else it for it in tool.levels]
    handed = tuple(it.id for it in levels if it.handed_out)
    chains = pick(draw, [tool.chains, (handed[::2], handed[:2])])
    return evolve(
        tool, levels=tuple(levels), chains=tuple(chain for chain in chains if len(chain) > 1)
    )


def _alike(own: Tool) -> Tool:
    """Make a tool with the levels of another, as one has whose levels are left out."""
    levels = tuple(evolve(it, held_when=None) for it in own.levels if it.handed_out)
    kept = {it.id for it in levels}
    chains = tuple(chain for chain in own.chains if kept.issuperset(chain))
    return evolve(own, id="alike", levels=levels, chains=chains)


def _more_conditions(draw: st.DrawFn) -> Iterator[Condition]:
    kind, tags = Path("resource", ("kind",)), Path("resource", ("tags",))
    due = Path("resource", ("due",))
    for number in range(pick(draw, [0, 1, 2])):
        literal = Literal(pick(draw, LITERALS))
        both = (literal, *(it for it in (Literal("x"), Literal(value=True)) if it != literal))
        found: list[Test] = [
            Equals(kind, literal),
            Equals(literal, kind),
            Contains(tags, literal),
            OneOf(kind, both),
        ]
        if isinstance(literal.value, float):
            found.append(Before(literal, due))
        yield Condition(id=f"more_{number}", title="More", test=pick(draw, found))


def _whole(draw: st.DrawFn, matrix: Matrix, words: Vocabulary) -> Matrix:
    rows = [_row(draw, it, matrix, words) for it in matrix.actions]
    own = matrix.tools[0]
    told = evolve(
        matrix,
        title=text(draw),
        description=_optional_text(draw),
        language=_maybe(draw, ["en-AU", "no", "xx"]),
        documented=_documented(draw),
        actions=(*rows, *_plain_rows(matrix)),
        operations=tuple(_told(draw, it) for it in matrix.operations),
        advisories=tuple(_advisories(draw, matrix, words)),
        invariants=tuple(_invariants(draw, matrix)),
        terms=tuple(_terms(draw)),
        notes=_notes(draw, [it.id for it in own.levels]),
        doubts=tuple(_doubts(draw, words, evolve(rows[0], cells=_blank(own)))),
        obligations=_titles(draw, [id_ for id_, _ in matrix.obligations]),
        platforms=_titles(draw, [id_ for id_, _ in matrix.platforms]),
        sections=_titles(draw, SECTIONS),
        editions=_titles(draw, EDITIONS),
        flags=_titles(draw, FLAGS),
    )
    return evolve(told, suppressions=tuple(_suppressions(draw, told)))


def _titles(draw: st.DrawFn, ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((id_, text(draw)) for id_ in ids)


def _blank(tool: Tool) -> tuple[tuple[str, Cell], ...]:
    return tuple((level.id, Deny()) for level in tool.levels)


def _row(draw: st.DrawFn, row: Action, matrix: Matrix, words: Vocabulary) -> Action:
    levels = [level for level, _ in row.cells]
    told = _told(draw, row)
    return evolve(
        told,
        guard=_least(draw, matrix, row.guard),
        section=_maybe(draw, SECTIONS),
        offline=_maybe(draw, ["perform", "cached"]),
        editions=_several(draw, EDITIONS),
        flags=_several(draw, FLAGS),
        not_cumulative=_optional_text(draw),
        notes=_notes(draw, levels),
        doubts=tuple(_doubts(draw, words, row)),
        source=_documented(draw),
    )


def _least(draw: st.DrawFn, matrix: Matrix, usual: Requirement | None) -> Requirement | None:
    """Give a requirement that is said by `at_least`, or the usual one."""
    tool = pick(draw, matrix.tools)
    if not tool.chains or pick(draw, [True, True, False]):
        return usual
    level = pick(draw, pick(draw, tool.chains))
    return HasLevel(tool.id, tool.at_least(level), at_least=level)


def _plain_rows(matrix: Matrix) -> list[Action]:
    """Give a row that every level allows and one that none does, to make promises about."""
    tool = matrix.tools[0]
    cells: dict[str, tuple[tuple[str, Cell], ...]] = {
        "every": tuple((it.id, Allow()) for it in tool.levels),
        "nobody": _blank(tool),
    }
    return [
        Action(id=f"{matrix.id}.{id_}", title=id_, tool=tool.id, cells=those)
        for id_, those in cells.items()
    ]


def _notes(draw: st.DrawFn, levels: Sequence[str]) -> tuple[Note, ...]:
    return tuple(Note(text(draw), _several(draw, levels)) for _ in range(pick(draw, [0, 1, 2])))


def _doubts(draw: st.DrawFn, words: Vocabulary, row: Action) -> Iterator[Doubt]:
    """Make doubts of a row: about its cells, or in words alone."""
    for _ in range(pick(draw, [0, 0, 1, 2])):
        taken = _optional_text(draw)
        doubt = Doubt(
            why=text(draw),
            taken=taken,
            instead=taken and _optional_text(draw),
            answered=_optional_text(draw),
        )
        _, reading = pick(draw, row.cells)
        if pick(draw, [True, False]):
            doubt = evolve(
                doubt,
                cells=tuple(id_ for id_, there in row.cells if there == reading),
                reading=reading,
                alternative=cell(draw, words) if pick(draw, [True, False]) else None,
            )
        yield doubt


def _documented(draw: st.DrawFn) -> Documented | None:
    if pick(draw, [True, True, False]):
        return None
    keys = ("section", "publisher", "url", "retrieved", "remark")
    return Documented(title=text(draw), **{key: _optional_text(draw) for key in keys})


def _advisories(draw: st.DrawFn, matrix: Matrix, words: Vocabulary) -> Iterator[Advisory]:
    for number in range(pick(draw, [0, 1, 2])):
        when = _least(draw, matrix, None) or requirement(draw, words, 2)
        id_ = f"{matrix.id}.advice_{number}"
        yield Advisory(id=id_, when=when, says=text(draw), source=_documented(draw))


def _terms(draw: st.DrawFn) -> Iterator[Dictionary]:
    for id_ in _several(draw, ["abroad", "at_home"]):
        keys = [pick(draw, SHORT_TEXTS) for _ in range(pick(draw, [1, 2, 3]))]
        words = {key: text(draw) for key in [*keys, *pick(draw, [[], [""]])]}
        language = _maybe(draw, ["en-US", "no"])
        yield Dictionary(id=id_, title=text(draw), words=tuple(words.items()), language=language)


def _invariants(draw: st.DrawFn, matrix: Matrix) -> Iterator[Invariant]:
    for number in range(pick(draw, [0, 1, 2, 3])):
        id_, claim = f"{matrix.id}.promise_{number}", _claim(draw, matrix)
        yield Invariant(id=id_, says=text(draw), claim=claim, span=NOWHERE)


def _claim(draw: st.DrawFn, matrix: Matrix) -> Claim:
    """Make a promise that is mostly kept, whatever else the matrix says."""
    tool = matrix.tools[0]
    held = HasLevel(tool.id, tuple(it.id for it in tool.levels))
    every, nobody = Named(f"{matrix.id}.every"), Named(f"{matrix.id}.nobody")
    one = pick(draw, [False, True])
    where = Where(pick(draw, [None, held, Not(held)]), one_level=one)
    some = pick(draw, [nobody, Named(f"{matrix.id}.nob*"), Named("*.nobody")])
    others = [Named(it.id) for it in matrix.actions]
    kinds = ["never", "always", "implies", "separate", "different_people", "people"]
    match pick(draw, kinds):
        case "never":
            return Never(pick(draw, [Chosen((some,)), Chosen((nobody, every), (every,))]), where)
        case "always":
            return Always(Chosen((every,)), Where(held, one_level=one))
        case "implies":
            return Implies(Chosen((some,)), Chosen((every, pick(draw, others))), where)
        case "people":
            least, most = pick(draw, [(1, None), (None, 0), (2, 3), (1, 1)])
            some_of = Chosen((some,), pick(draw, [(), (every,)]))
            return People(some_of, least, most, Where(where.when))
        case kind:
            but = pick(draw, [(), (every,)])
            two = Chosen((some, pick(draw, others)), but)
            to_any = pick(draw, [True, False])
            if kind == "different_people":
                return DifferentPeople(two, to_any, Where(where.when))
            return Separate(two, to_any, where)


def _kept(matrices: MatrixSet) -> MatrixSet:
    """Leave out the promises that are not kept, or about nothing."""
    found = []
    for matrix in matrices.matrices:
        kept = [it for it in matrix.invariants if _is_kept(it, matrices)]
        found.append(evolve(matrix, invariants=tuple(kept)))
    return MatrixSet(tuple(found))


def _is_kept(invariant: Invariant, matrices: MatrixSet) -> bool:
    first, *others = (evolve(it, invariants=()) for it in matrices.matrices)
    alone = MatrixSet((evolve(first, invariants=(invariant,)), *others))
    return not list(check_invariants(alone))


def _suppressions(draw: st.DrawFn, matrix: Matrix) -> Iterator[Suppression]:
    """Make suppressions in the order in which a file has them."""
    own, *others = matrix.tools
    yield from _suppressed(draw, "")
    for level in own.levels:
        yield from _suppressed(draw, f"levels.{level.id}")
    for permission in matrix.granular:
        yield from _suppressed(draw, f"granular.{permission.id}")
    for condition in matrix.conditions:
        yield from _suppressed(draw, f"conditions.{condition.id}")
    for row in matrix.actions:
        levels = [level for level, _ in row.cells]
        yield from _suppressed(draw, f"actions.{row.id.partition('.')[2]}", levels)
    for operation in matrix.operations:
        yield from _suppressed(draw, f"operations.{operation.id.partition('.')[2]}")
    for tool in others:
        for level in tool.levels:
            yield from _suppressed(draw, f"tools.{tool.id}.levels.{level.id}")


def _suppressed(draw: st.DrawFn, about: str, levels: Sequence[str] = ()) -> Iterator[Suppression]:
    for _ in range(pick(draw, [0, 0, 0, 0, 0, 1, 2])):
        yield Suppression(
            code=str(pick(draw, RULES)),
            because=text(draw),
            about=about,
            cells=_several(draw, levels),
        )
