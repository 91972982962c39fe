"""
Quick readers for facts that are as they should be.

Each gives True or False for the objects of a question, and raises at anything out of the ordinary:
a missing attribute, a null, a value of another kind. The evaluator then asks the careful path, so a
quick reader never has to be right about such things, only never to answer.
"""

from __future__ import annotations

from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from permmatrix.program import Atom, Tool
    from permmatrix.truth import Formula

    Fast: TypeAlias = Callable[[Any, Any, Any], bool]

__all__ = ["Fast", "Unsure", "either", "fast_formula"]

if not TYPE_CHECKING:
    Fast = object

# exactly these: a class of the host's own may answer `in` in ways nobody tested
COLLECTIONS = frozenset({frozenset, set, tuple, list})
HASHED = frozenset({frozenset, set})


class Unsure(Exception):  # noqa: N818  a signal within the evaluator, never seen outside
    """What a quick reader raises where it has nothing to point at."""


def fast_formula(formula: Formula, atoms: tuple[Atom, ...], tools: dict[str, Tool] | Any) -> Fast:
    """Build the function that evaluates a formula by quick readers, stopping as early as it can."""
    if isinstance(formula, bool):
        return lambda user, resource, context: formula
    word, *parts = formula
    if word == "fact":
        return _fast_atom(atoms[parts[0]], tools)
    inner = [fast_formula(part, atoms, tools) for part in parts]
    if word == "not":
        return _fast_not(inner[0])
    if len(inner) == 2:  # noqa: PLR2004  by far the most common
        return (_fast_both if word == "all" else _fast_either)(*inner)
    return (_fast_all if word == "all" else _fast_any)(tuple(inner))


def _fast_not(part: Fast) -> Fast:
    return lambda user, resource, context: not part(user, resource, context)


def _fast_both(left: Fast, right: Fast) -> Fast:
    return lambda user, resource, context: (
        left(user, resource, context) and right(user, resource, context)
    )


def _fast_either(left: Fast, right: Fast) -> Fast:
    return lambda user, resource, context: (
        left(user, resource, context) or right(user, resource, context)
    )


def _fast_all(parts: tuple[Fast, ...]) -> Fast:
    def every(user: Any, resource: Any, context: Any) -> bool:
        for part in parts:  # noqa: SIM110  a generator in all() costs more than the parts
            if not part(user, resource, context):
                return False
        return True

    return every


def _fast_any(parts: tuple[Fast, ...]) -> Fast:
    def some(user: Any, resource: Any, context: Any) -> bool:
        for part in parts:  # noqa: SIM110  as above
            if part(user, resource, context):
                return True
        return False

    return some


def either(answers: list[bool | Fast]) -> bool | Fast:
    """Join answers of which one yes is enough."""
    open_ = [answer for answer in answers if not isinstance(answer, bool)]
    if any(answer is True for answer in answers):
        return True
    if len(open_) < 2:  # noqa: PLR2004  nothing to join
        return open_[0] if open_ else False
    return _fast_any(tuple(open_))


def _fast_atom(atom: Atom, tools: dict[str, Tool] | Any) -> Fast:
    match atom:
        case ("granular", tool, name):
            return _fast_granular(tool, name)
        case ("level", tool, level):
            return _fast_level(tool, level, tools[tool].handed_out)
        case ("is_true", path):
            return _fast_truth(_getter(path))
        case ("contains", ("path", path), ("path", member)):
            return _fast_contains(_getter(path), _getter(member))
        case ("equals", ("path", path), ("value", str() as text)):
            return _fast_text(_getter(path), frozenset([text]))
        case ("one_of", path, literals) if all(isinstance(it[1], str) for it in literals):
            return _fast_text(_getter(path), frozenset(it[1] for it in literals))
        case _:
            return _never_sure


def _getter(path: str) -> Callable[[Any, Any, Any], Any]:
    root, _, rest = path.partition(".")
    get = attrgetter(rest)
    if root == "user":
        return lambda user, resource, context: get(user)
    if root == "resource":
        return lambda user, resource, context: get(resource)
    if "." in rest:
        return lambda user, resource, context: get(context)
    # a context is nearly always a mapping
    return lambda user, resource, context: context[rest] if type(context) is dict else get(context)


def _never_sure(user: Any, resource: Any, context: Any) -> bool:
    raise Unsure


def _fast_truth(get: Callable[[Any, Any, Any], Any]) -> Fast:
    def truth(user: Any, resource: Any, context: Any) -> bool:
        value = get(user, resource, context)
        if value is True or value is False:
            return value
        raise Unsure

    return truth


def _fast_contains(
    members: Callable[[Any, Any, Any], Any], member: Callable[[Any, Any, Any], Any]
) -> Fast:
    def contains(user: Any, resource: Any, context: Any) -> bool:
        found, sought = members(user, resource, context), member(user, resource, context)
        if type(sought) is str and type(found) in COLLECTIONS:
            if sought not in found:
                return False
            # a list may hold something that equals everything; a set finds by hash
            if type(found) in HASHED or type(found[found.index(sought)]) is str:
                return True
        raise Unsure

    return contains


def _fast_text(get: Callable[[Any, Any, Any], Any], texts: frozenset[str]) -> Fast:
    def is_text(user: Any, resource: Any, context: Any) -> bool:
        value = get(user, resource, context)
        if type(value) is str:
            return value in texts
        raise Unsure

    return is_text


def _fast_granular(tool: str, name: str) -> Fast:
    def granted(user: Any, resource: Any, context: Any) -> bool:
        held = user.granular
        if type(held) is dict:
            names = held.get(tool, ())
            if type(names) in COLLECTIONS:
                if name not in names:
                    return False
                if type(names) in HASHED or type(names[names.index(name)]) is str:
                    return True
        raise Unsure

    return granted


def _fast_level(tool: str, level: str, handed_out: frozenset[str]) -> Fast:
    def holds(user: Any, resource: Any, context: Any) -> bool:
        held = user.levels[tool]
        if type(held) is str and held in handed_out:
            return held == level
        raise Unsure

    return holds
