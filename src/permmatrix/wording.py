"""Requirements, tests and lists in plain English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from permmatrix import conditions as tests
from permmatrix.errors import FactError
from permmatrix.model import MatrixSet
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement

__all__ = ["all_of_words", "any_of_words", "finding_words", "requirement_words", "waiting_words"]


def requirement_words(requirement: Requirement, matrices: MatrixSet, tool: str) -> str:
    """
    Say a requirement in a phrase that can follow «needs».

    `tool` is the row's own, which goes without saying.
    """
    match requirement:
        case HasGranular(held_on, name):
            title = matrices.granular[held_on, name].title
            where = "" if held_on == tool else f" on {matrices.tools[held_on].title}"
            return f"the granular permission {title}{where}"
        case Holds(condition):
            return matrices.conditions[condition].title
        case HasLevel(held_on, levels):
            titles = [matrices.tools[held_on].level(level).title for level in levels]
            return f"{any_of_words(titles)} on {matrices.tools[held_on].title}"
        case All(parts):
            return " and ".join(_inner(part, matrices, tool) for part in parts)
        case Any(parts):
            return " or ".join(_inner(part, matrices, tool) for part in parts)
        case Not(part):
            verb = "not holding" if isinstance(part, HasGranular) else "not"
            return f"{verb} {_inner(part, matrices, tool)}"
        case _:
            assert_never(requirement)


def _inner(part: Requirement, matrices: MatrixSet, tool: str) -> str:
    words = requirement_words(part, matrices, tool)
    several = len(part.parts) > 1 if isinstance(part, All | Any) else False
    # «own and Viewer or Admin on A» would be read with the «and» first
    several = several or (isinstance(part, HasLevel) and len(part.levels) > 1)
    return f"({words})" if several else words


def any_of_words(words: Iterable[str]) -> str:
    """
    Join words by commas and a last «or».

    >>> any_of_words(["Read Only", "Standard", "Admin"])
    'Read Only, Standard or Admin'
    """
    return _joined(words, "or")


def all_of_words(words: Iterable[str]) -> str:
    """
    Join words by commas and a last «and».

    >>> all_of_words(["resource.private", "user.id"])
    'resource.private and user.id'
    """
    return _joined(words, "and")


def _joined(words: Iterable[str], last_by: str) -> str:
    *first, last = words
    return f"{', '.join(first)} {last_by} {last}" if first else last


def waiting_words(missing: Iterable[str], errors: Iterable[FactError]) -> str:
    """
    Say which facts an answer waits on.

    >>> waiting_words(["resource.project", "resource.private"], [])
    'resource.private and resource.project were not given'
    """
    missing = sorted(missing)
    found = sorted(map(str, errors))
    if missing:
        found.append(f"{all_of_words(missing)} {'was' if len(missing) == 1 else 'were'} not given")
    return "; ".join(found)


def finding_words(test: tests.Test, *, passes: bool = True) -> str:
    """
    Say what a test finds where it passes, or where it does not.

    >>> finding_words(tests.IsTrue(tests.Path("resource", ("private",))), passes=False)
    'resource.private is not true'
    """
    is_, a = ("is", "a") if passes else ("is not", "no")
    match test:
        case tests.Given(name):
            return f"context.{name} {is_} true"
        case tests.IsTrue(path):
            return f"{path} {is_} true"
        case tests.Equals(left, right):
            return f"{left} {is_} {right}"
        case tests.OneOf(path, literals):
            return f"{path} {is_} {any_of_words(map(str, literals))}"
        case tests.Contains(members, member):
            return f"{member} {is_} in {members}"
        case tests.Overlaps(left, right):
            return f"{left} and {right} have {a} member in common"
        case tests.Before(left, right):
            return f"{left} {is_} before {right}"
        case tests.AtOrBefore(left, right):
            return f"{left} {is_} at or before {right}"
        case _:
            assert_never(test)
