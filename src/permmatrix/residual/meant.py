"""What kind the values at each path are, going by the tests of them alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from permmatrix.program import Program
from permmatrix.residual.asked import paths_of

__all__ = ["kinds_meant"]


def kinds_meant(program: Program) -> Mapping[str, str | None]:
    """
    Give the facts that a policy reads of resources and contexts, and of what kind each goes unsaid.

    One that is only tested to be true is a truth value, and one that is only compared with texts,
    ids and other facts a text. Any other has to be said: its kind is None.

    >>> import permmatrix as pm
    >>> kinds_meant(pm.load().program)["resource.private"]
    'true or false'
    """
    scopes = [str(it.scope) for it in program.tools.values() if it.scope is not None]
    found: dict[str, set[str | None]] = {it: {"text"} for it in scopes}
    for atom in program.atoms:
        if atom[0] not in {"level", "granular"}:
            for path in paths_of(atom):
                found.setdefault(path, set()).add(_meant(atom))
    return {
        path: next(iter(kinds)) if len(kinds) == 1 else None
        for path, kinds in sorted(found.items())
        if not path.startswith("user.")
    }


def _meant(atom: tuple[Any, ...]) -> str | None:
    if atom[0] == "is_true":
        return "true or false"
    operands = atom[2] if atom[0] == "one_of" else atom[1:]
    values = [value for kind, value in operands if kind != "path"]
    plain = atom[0] not in {"before", "at_or_before"}
    return "text" if plain and all(isinstance(it, str) for it in values) else None
