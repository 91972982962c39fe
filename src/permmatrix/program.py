"""
The compiled policy as plain data: what the evaluator runs and what a compiled file holds.

A fact is an atom: a tuple such as ("is_true", "resource.private") or ("granular", tool, name).
Requirements are formulas over the atoms' numbers (see `truth`). Rows of equal meaning share a
shape.
"""

from __future__ import annotations

from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    from permmatrix.truth import Formula

    Atom: TypeAlias = tuple[Any, ...]
    Grant: TypeAlias = bool | int

__all__ = ["FORMAT", "Atom", "Cell", "Grant", "Program", "Shape", "Tool"]

if not TYPE_CHECKING:
    Atom = Grant = object

FORMAT = "permmatrix-program/2"
HEAD, NECK = '{"format":"permmatrix-program/2","crc32":"', '","program":'


class Tool:
    """A tool's levels as the evaluator needs them. `held_when` has those that follow from facts."""

    __slots__ = ("default", "handed_out", "held_when", "levels", "scope")

    def __init__(
        self,
        levels: tuple[str, ...],
        handed_out: frozenset[str],
        default: str | None,
        scope: str | None,
        held_when: Mapping[str, Formula],
    ) -> None:
        self.levels = levels
        self.handed_out = handed_out
        self.default = default
        self.scope = scope
        self.held_when = held_when


class Cell:
    """`kind` is allow, deny, unknown, not_applicable or when; `formula` counts for the last."""

    __slots__ = ("formula", "kind", "obligations")

    def __init__(self, kind: str, formula: Formula, obligations: tuple[str, ...]) -> None:
        self.kind = kind
        self.formula = formula
        self.obligations = obligations


class Shape:
    """
    What rows of equal meaning share.

    `grants` says for each level that can be given when a user who holds it is allowed, guard and
    implied levels included: always, never, or the number of one of the program's grants.
    """

    __slots__ = ("cells", "grants", "guard", "tool")

    def __init__(
        self,
        tool: str,
        guard: Formula,
        cells: Mapping[str, Cell],
        grants: Mapping[str, Grant],
    ) -> None:
        self.tool = tool
        self.guard = guard
        self.cells = cells
        self.grants = grants


class Program:
    """
    Everything needed to decide, and the sources for everything needed to explain.

    Attributes:
        tools: by id.
        atoms: the facts, by number.
        grants: formulas no two of which have the same truth tables, of being true and being false.
        shapes: the distinct rows.
        actions: id to the number of its shape and its platforms (None: all of them).
        operations: id to the ids of its rows.
        aliases: another id to the id it stands for.
        platforms: those declared.
        digests: of each action and operation.
        digest: of the whole.
        sources: (name, text) of each matrix file.
    """

    __slots__ = (
        "actions",
        "aliases",
        "atoms",
        "digest",
        "digests",
        "grants",
        "operations",
        "platforms",
        "shapes",
        "sources",
        "tools",
    )

    def __init__(  # noqa: PLR0913  it is a record
        self,
        *,
        tools: Mapping[str, Tool],
        atoms: tuple[Atom, ...],
        grants: tuple[Formula, ...],
        shapes: tuple[Shape, ...],
        actions: Mapping[str, tuple[int, tuple[str, ...] | None]],
        operations: Mapping[str, tuple[str, ...]],
        aliases: Mapping[str, str],
        platforms: tuple[str, ...],
        digests: Mapping[str, str],
        digest: str,
        sources: tuple[tuple[str, str], ...],
    ) -> None:
        self.tools = tools
        self.atoms = atoms
        self.grants = grants
        self.shapes = shapes
        self.actions = actions
        self.operations = operations
        self.aliases = aliases
        self.platforms = platforms
        self.digests = digests
        self.digest = digest
        self.sources = sources

    def to_json(self) -> str:
        """Write the program as JSON, the same bytes for the same policy."""
        tools = {
            id_: [
                tool.levels,
                sorted(tool.handed_out),
                tool.default,
                tool.scope,
                tool.held_when,
            ]
            for id_, tool in self.tools.items()
        }
        shapes = [
            [
                shape.tool,
                shape.guard,
                {id_: [it.kind, it.formula, it.obligations] for id_, it in shape.cells.items()},
                shape.grants,
            ]
            for shape in self.shapes
        ]
        whole = {
            "digest": self.digest,
            "digests": self.digests,
            "platforms": self.platforms,
            "tools": tools,
            "atoms": self.atoms,
            "grants": self.grants,
            "shapes": shapes,
            "actions": self.actions,
            "operations": self.operations,
            "aliases": self.aliases,
            "sources": self.sources,
        }
        body = _compact(whole)
        return f"{HEAD}{_checksum(body)}{NECK}{body}}}\n"

    @classmethod
    def from_json(cls, text: str) -> Program:
        """
        Read what `to_json` wrote.

        Raises:
            ValueError: the text is not a whole compiled policy of this format.
            RecursionError: it is nested too deep to be one.
        """
        whole = _as_written(text) if text.startswith(HEAD) else _laid_out_anew(text)
        try:
            found = cls(
                tools={id_: _tool(*fields) for id_, fields in whole["tools"].items()},
                atoms=tuple(_tuples(atom) for atom in whole["atoms"]),
                grants=tuple(_tuples(formula) for formula in whole["grants"]),
                shapes=tuple(_shape(*fields) for fields in whole["shapes"]),
                actions={
                    id_: (int(shape), None if platforms is None else tuple(platforms))
                    for id_, (shape, platforms) in whole["actions"].items()
                },
                operations={id_: tuple(rows) for id_, rows in whole["operations"].items()},
                aliases=dict(whole["aliases"]),
                platforms=tuple(whole["platforms"]),
                digests=dict(whole["digests"]),
                digest=str(whole["digest"]),
                sources=tuple((str(name), str(text)) for name, text in whole["sources"]),
            )
            _check_references(found)
        except (LookupError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError("the compiled policy is damaged") from error
        return found


def _compact(value: Any) -> str:
    import json  # noqa: PLC0415  only to write

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _checksum(body: str) -> str:
    """Sum a program's text against damage. It is no signature: trust the file as code."""
    return f"{crc32(body.encode('utf-8', 'surrogatepass')):08x}"


def _as_written(text: str) -> Any:
    """Read a file that is just as `to_json` wrote it."""
    start = len(HEAD) + len(_checksum("")) + len(NECK)
    body = text[start:].removesuffix("\n").removesuffix("}")
    if text[:start] != f"{HEAD}{_checksum(body)}{NECK}":
        return _laid_out_anew(text)
    return _parsed(body)


def _laid_out_anew(text: str) -> Any:
    """Read a file whose spaces, line ends or escapes something has changed since."""
    import json  # noqa: PLC0415  see `_parsed`

    whole = json.loads(text)
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise ValueError(f"not a compiled policy of format {FORMAT}")
    program = whole.get("program")
    if whole.get("crc32") != _checksum(_compact(program)):
        raise ValueError("the compiled policy is damaged: its checksum does not fit")
    return program


def _parsed(body: str) -> Any:
    """
    Read JSON by the standard library's parser alone.

    The package around it imports regular expressions and more, which takes over half as long as
    starting the interpreter: most of what a short-lived process would spend on its policy.
    """
    try:
        from _json import make_scanner  # noqa: PLC0415

        scan = make_scanner(_Plain)  # type: ignore[arg-type]  # it only reads the attributes
    except (ImportError, AttributeError, TypeError):  # another interpreter, or another release
        import json  # noqa: PLC0415

        return json.loads(body)
    try:
        found, end = scan(body, 0)
    except StopIteration:
        raise ValueError("no JSON") from None
    if end != len(body):
        raise ValueError("JSON, and more behind it")
    return found


class _Plain:
    """What the parser wants to know: nothing out of the ordinary."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int, parse_constant = float, int, float


def _tool(
    levels: list[str],
    handed_out: list[str],
    default: str | None,
    scope: str | None,
    held_when: dict[str, Any],
) -> Tool:
    formulas = {id_: _tuples(formula) for id_, formula in held_when.items()}
    return Tool(tuple(levels), frozenset(handed_out), default, scope, formulas)


def _shape(
    tool: str, guard: Any, cells: dict[str, list[Any]], grants: dict[str, bool | int]
) -> Shape:
    found = {
        id_: Cell(kind, _tuples(formula), tuple(obligations))
        for id_, (kind, formula, obligations) in cells.items()
    }
    return Shape(tool, _tuples(guard), found, grants)


def _check_references(program: Program) -> None:
    """
    Look whether every number stands for something and every word means something.

    Raises:
        ValueError, LookupError, TypeError: one does not.
    """
    formulas = [*program.grants]
    for tool in program.tools.values():
        formulas += tool.held_when.values()
    for shape in program.shapes:
        formulas += [shape.guard, *(cell.formula for cell in shape.cells.values())]
        numbers = [it for it in shape.grants.values() if it is not True and it is not False]
        if not all(0 <= number < len(program.grants) for number in numbers):
            raise ValueError("a grant that is not there")
        if not shape.cells.keys() == set(program.tools[shape.tool].levels):
            raise ValueError("cells that are not those of the tool's levels")
    if not all(0 <= number < len(program.shapes) for number, _ in program.actions.values()):
        raise ValueError("a shape that is not there")
    atoms: tuple[Any, ...] = program.atoms
    if not all(isinstance(atom, tuple) and atom for atom in atoms):
        raise ValueError("an atom that is none")
    for formula in formulas:
        _check_formula(formula, len(program.atoms))


def _check_formula(formula: Any, atoms: int) -> None:
    if formula is True or formula is False:
        return
    word, first, *rest = formula
    if word == "fact":
        known = not rest and type(first) is int and 0 <= first < atoms
    else:
        known = word in {"all", "any"} or (word == "not" and not rest)
        for part in (first, *rest):
            _check_formula(part, atoms)
    if not known:
        raise ValueError(f"no formula: {word}")


def _tuples(value: Any) -> Any:
    """Turn the lists that JSON has back into tuples."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
