"""
Formulas: the requirements of a policy over the numbers of its facts.

A formula is True, False, ("fact", n), ("not", f), ("all", f, ...) or ("any", f, ...), where n is
the number of an atom. (A bare number would do, but 1 == True.) What formulas mean is a table: see
`tables`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    Formula: TypeAlias = bool | tuple[Any, ...]

__all__ = ["Formula", "all_of", "any_of", "fact", "known_true", "literals", "not_"]

if not TYPE_CHECKING:
    Formula = object


def fact(number: int) -> Formula:
    """Give the formula that is an atom by itself."""
    return ("fact", number)


def all_of(parts: Iterable[Formula]) -> Formula:
    """Join formulas by `all`: flat, sorted, none twice; true when there are none."""
    return _join("all", parts, absorbing=False)


def any_of(parts: Iterable[Formula]) -> Formula:
    """Join formulas by `any`: flat, sorted, none twice; false when there are none."""
    return _join("any", parts, absorbing=True)


def _join(word: str, parts: Iterable[Formula], *, absorbing: bool) -> Formula:
    flat: list[Formula] = []
    for part in parts:
        if part is absorbing:
            return absorbing
        if isinstance(part, bool):
            continue  # the other one changes nothing
        flat.extend(part[1:] if part[0] == word else (part,))
    if len(flat) < 2:  # noqa: PLR2004  most have one part or none, and nothing to sort
        return flat[0] if flat else not absorbing
    written = {repr(it): it for it in flat}
    ordered = tuple(written[key] for key in sorted(written))
    return ordered[0] if len(ordered) == 1 else (word, *ordered)


def not_(part: Formula) -> Formula:
    """Negate a formula."""
    if isinstance(part, bool):
        return not part
    inner: Formula = part[1] if part[0] == "not" else ("not", part)
    return inner


def literals(formula: Formula, *, sign: int = 1) -> set[int]:
    """Give the literals whose holding can make the formula true: atom n as n + 1, negated if -."""
    if isinstance(formula, bool):
        return set()
    if formula[0] == "fact":
        return {sign * (formula[1] + 1)}
    inner = -sign if formula[0] == "not" else sign
    return set().union(*(literals(part, sign=inner) for part in formula[1:]))


def known_true(formula: Formula, *, wanted: bool = True) -> Formula:
    """
    Write when a formula is known to be true: without `not`, each fact with the value needed.

    A fact is ("fact", n, wanted) there.
    """
    if isinstance(formula, bool):
        return formula is wanted
    word, *parts = formula
    if word == "fact":
        return ("fact", parts[0], wanted)
    if word == "not":
        return known_true(parts[0], wanted=not wanted)
    inner = [known_true(part, wanted=wanted) for part in parts]
    return all_of(inner) if (word == "all") is wanted else any_of(inner)
