"""The invariants of a matrix: what it promises of its own answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic
from permmatrix.loader.fields import Fields, did_you_mean
from permmatrix.loader.known import Known, help_with
from permmatrix.loader.requirements import Names, requirement
from permmatrix.model import Matrix
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
from permmatrix.source import Span

__all__ = ["invariants", "names_in", "unknown_name"]

KINDS = ("never", "always", "implies", "separate", "different_people", "people")


def invariants(fields: Fields, names: Names, known: Known) -> Iterator[Invariant]:
    """Read the invariants; one in which something was reported is left out."""
    matrix = known.matrix
    reader = _Reader(matrix, names, fields.text("tool") or "", known)
    for entry in fields.entries("invariants"):
        inner = fields.of(entry.value)
        written = [kind for kind in KINDS if inner.get(kind) is not None]
        node = inner.get(written[0]) if len(written) == 1 else None
        claim = reader.claim(written[0], fields.of(node)) if node else None
        if claim is not None:
            says = inner.text("says") or ""
            id_ = f"{matrix}.{entry.key}"
            yield Invariant(id=id_, says=says, claim=claim, span=entry.key_span)


@final
@frozen
class _Reader:
    """Reads the claims of one matrix."""

    matrix: str
    names: Names
    tool: str
    known: Known

    def claim(self, kind: str, fields: Fields) -> Claim | None:
        """Read a claim, or give None where something in it was reported."""
        lists = {key: self.listed(fields, key) for key in ("actions", "except", "if", "then")}
        when = fields.get("when")
        needed = requirement(when, fields, self.names, self.tool) if when else None
        if None in lists.values() or (fields.written("when") and needed is None):
            return None
        where = Where(needed, fields.text("levels") == "one")
        read = {key: names or () for key, names in lists.items()}
        resources = fields.text("resources")
        if kind == "implies":
            first, then = Chosen(read["if"]), Chosen(read["then"])
            return Implies(first, then, where) if first.names and then.names else None
        chosen = Chosen(read["actions"], read["except"])
        if not chosen.names:
            return None
        if kind in {"separate", "different_people"}:
            apart = Separate if kind == "separate" else DifferentPeople
            return None if resources is None else apart(chosen, resources == "any", where)
        if kind == "people":
            return self.people(chosen, fields, where)
        return (Never if kind == "never" else Always)(chosen, where)

    def people(self, chosen: Chosen, fields: Fields, where: Where) -> People | None:
        """Read how many people can do something, or give None where that was reported."""
        keys = [key for key in ("at_least", "at_most") if fields.written(key)]
        counts = {key: fields.count(key) for key in keys}
        if not keys or None in counts.values():
            return None
        return People(chosen, counts.get("at_least"), counts.get("at_most"), where)

    def listed(self, fields: Fields, key: str) -> tuple[Named, ...] | None:
        """Read a list of names, or give None where one of them was reported."""
        found = [self.name(text, span, fields) for text, span in fields.texts(key)]
        names = tuple(it for it in found if it is not None)
        return names if fields.whole(key) and len(names) == len(found) else None

    def name(self, written: str, span: Span, fields: Fields) -> Named | None:
        """Read a name, or give None where it was reported; another matrix's is looked up later."""
        name = written.removeprefix(f"{self.matrix}.")
        if "." in name or self.is_known(name):
            return Named(name if "." in name else f"{self.matrix}.{name}", span=span)
        lost = self.known.lost
        if not (lost.every or lost.names if "*" in name else lost.has(name, self.known.actions)):
            help_ = _help(name, self.known.actions, self.known.operations, "its")
            fields.problems.add(Code.UNKNOWN_ACTION, _unknown(written), span, help=help_)
        return None

    def is_known(self, name: str) -> bool:
        """Say whether the matrix has what is named."""
        found = self.known.actions if "*" in name else self.known.every
        return bool(Named(name).among(found))


def _unknown(written: str) -> str:
    return f"no action fits `{written}`" if "*" in written else f"unknown action `{written}`"


def _help(written: str, actions: Iterable[str], operations: Iterable[str], whose: str) -> str:
    if "*" in written:
        return did_you_mean(written.replace("*", ""), actions, others=f"{whose} actions are")
    return help_with(written, actions, operations, whose)


def names_in(matrix: Matrix) -> Iterator[Named]:
    """Give the names in a matrix's invariants."""
    for invariant in matrix.invariants:
        match invariant.claim:
            case Implies(first, then):
                yield from (*first.names, *then.names)
            case (
                Never(chosen)
                | Always(chosen)
                | Separate(chosen)
                | DifferentPeople(chosen)
                | People(chosen)
            ):
                yield from (*chosen.names, *chosen.but)


def unknown_name(
    named: Named, actions: Collection[str], operations: Collection[str]
) -> Diagnostic | None:
    """Report a name in an invariant which nothing in all the matrices fits."""
    found = actions if named.several else [*actions, *operations]
    if named.among(found) or named.span is None:
        return None
    return Diagnostic(
        code=Code.UNKNOWN_ACTION,
        message=_unknown(named.text),
        span=named.span,
        help=_help(named.text, actions, operations, "the"),
    )
