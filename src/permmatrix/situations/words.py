"""A situation in words."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.model import MatrixSet
from permmatrix.situations.situation import Situation
from permmatrix.wording import all_of_words

__all__ = ["facts_in_words", "in_words"]


def in_words(situation: Situation, *policies: MatrixSet) -> str:
    """
    Say who is meant, and when, as a phrase that «can» can follow.

    Of several policies the last that knows a name says what it is called.
    """
    return "".join(_parts(situation, policies))


def facts_in_words(situation: Situation) -> str:
    """Say what is known to be true and false in a situation, whoever it is about."""
    tests = list(_tests(situation))
    return all_of_words(tests) if tests else ""


def _parts(situation: Situation, policies: tuple[MatrixSet, ...]) -> Iterator[str]:
    yield _user(situation, policies)
    unknown = list(_unknown(situation, policies))
    tests = list(_tests(situation))
    if tests:
        yield f", when {all_of_words(tests)}"
    if unknown:
        yield f", while it is not known {all_of_words(unknown)}"


def _user(situation: Situation, policies: tuple[MatrixSet, ...]) -> str:
    held = [(tool, given) for tool, given in situation.levels.items() if given is not None]
    if len(held) == 1 and len(held[0][1]) == 1:
        title = _level(held[0][0], held[0][1][0], policies)
        article = "an" if title[:1].lower() in "aeiou" else "a"
        who = f"{article} {title} user of {_tool(held[0][0], policies)}"
        has: list[str] = []
    else:
        who, has = "a user", [_levels(tool, given, policies) for tool, given in held]
    has += [
        _permission(tool, name, policies) for (tool, name), it in situation.granular.items() if it
    ]
    return f"{who} who holds {all_of_words(has)}" if has else who


def _levels(tool: str, given: tuple[str, ...], policies: tuple[MatrixSet, ...]) -> str:
    titles = [_level(tool, level, policies) for level in given]
    return f"{all_of_words(titles) if titles else 'no level'} on {_tool(tool, policies)}"


def _tests(situation: Situation) -> Iterator[str]:
    for atom, value in situation.facts.items():
        if value is not None:
            yield f"{'' if value else 'not '}{situation.titles.get(atom, str(atom))}"


def _unknown(situation: Situation, policies: tuple[MatrixSet, ...]) -> Iterator[str]:
    for tool, given in situation.levels.items():
        if given is None:
            yield f"which level the user holds on {_tool(tool, policies)}"
    tools = dict.fromkeys(tool for (tool, _), value in situation.granular.items() if value is None)
    for tool in tools:
        yield f"which permissions the user holds on {_tool(tool, policies)}"
    for atom, value in situation.facts.items():
        if value is None:
            yield f"whether {situation.titles.get(atom, str(atom))}"


def _tool(id_: str, policies: tuple[MatrixSet, ...]) -> str:
    return next((it.tools[id_].title for it in reversed(policies) if id_ in it.tools), id_)


def _level(tool: str, id_: str, policies: tuple[MatrixSet, ...]) -> str:
    for policy in reversed(policies):
        for level in policy.tools[tool].levels if tool in policy.tools else ():
            if level.id == id_:
                return level.title
    return id_


def _permission(tool: str, name: str, policies: tuple[MatrixSet, ...]) -> str:
    for policy in reversed(policies):
        if (tool, name) in policy.granular:
            return policy.granular[tool, name].title
    return name
