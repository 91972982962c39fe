"""Relations for the facts of a program, over the objects of a world."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from permmatrix.bulk.holdings import read_holding
from permmatrix.bulk.lists import on_lists
from permmatrix.bulk.relation import Relation
from permmatrix.bulk.world import World, value_of
from permmatrix.program import Atom, Program

__all__ = ["MOST_ASKED", "read_all"]

MOST_ASKED = 1 << 16
"""How many different pairs of values are judged one by one before a quicker way is looked for."""


def read_all(program: Program, world: World) -> tuple[Relation, ...]:
    """
    Give the relation of each of a program's facts, by number.

    Raises:
        UnknownNameError: a user holds a level of a row's tool that the tool does not have.
        ValueError: there are too many different values to compare them all.
    """
    found: dict[Atom, Relation] = {}
    for id_ in program.tools:
        ruling = any(shape.tool == id_ for shape in program.shapes)
        for kind in ("levels", "granular"):
            held = [atom for atom in program.atoms if _holding(atom) == (kind, id_)]
            strict = ruling and kind == "levels"
            found.update(read_holding(world, kind, id_, held, strict=strict))
    return tuple(found[atom] if atom in found else _read(world, atom) for atom in program.atoms)


def _holding(atom: Atom) -> tuple[str, Any] | None:
    kinds = {"level": "levels", "granular": "granular"}
    return (kinds[atom[0]], atom[1]) if atom[0] in kinds else None


def _read(world: World, atom: Atom) -> Relation:
    """Judge a fact once for each two classes of users and contracts that it may differ for."""
    paths = list(_paths(atom))
    users, contracts = world.side("user", paths), world.side("resource", paths)
    context = world.side("context", paths).facts(0)
    size = len(users.classes), len(contracts.classes)
    if users.paths and contracts.paths and size[0] * size[1] > MOST_ASKED:
        return on_lists(world, atom, context, users, contracts)
    values = [
        value_of(world, atom, context, *both) for both in product(users.kinds(), contracts.kinds())
    ]
    return Relation(
        users=users.classes.codes,
        contracts=contracts.classes.codes,
        values=np.array(values, np.int8).reshape(size),
    )


def _paths(atom: Atom) -> Iterator[str]:
    """Give the paths that a fact is read at, apart from what is held on a tool."""
    for part in atom[1:]:
        if isinstance(part, str):
            yield part
        elif part[0] == "path":
            yield part[1]
