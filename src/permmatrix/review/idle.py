"""Granular permissions that change nothing: without them every answer would be as it is."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.codes import Code
from permmatrix.errors import LimitError
from permmatrix.model import Allow
from permmatrix.review.answers import Answers
from permmatrix.review.holdings import Grant, Holdings, without
from permmatrix.review.values import Held, Idle, NotTold, Why

__all__ = ["idle"]


def idle(user: str, holdings: Holdings, answers: Answers) -> Iterator[Idle | NotTold]:
    """
    Give the permissions of a user that change no answer, each by itself.

    An answer is a yes with what comes with it, or a no, in any situation of the resource, the
    context and the user's other facts, known or not. What else the user holds is as it is.
    """
    wheres = holdings.wheres()
    for grant in holdings.grants():
        scope = str(answers.matrices.tools[grant.tool].scope)
        held = [holdings.at(it) for it in wheres if grant.at is None or it[scope] == grant.at]
        found = _looked_at(user, grant, held, answers)
        if found is not None:
            yield found


def _looked_at(
    user: str, grant: Grant, held: list[Held], answers: Answers
) -> Idle | NotTold | None:
    asking = answers.asking(grant.tool, grant.name)
    less = [without(it, grant.tool, grant.name) for it in held]
    try:
        pairs = zip(held, less, strict=True)
        if not all(answers.same(row, one, other) for one, other in pairs for row in asking):
            return None
        why = _why(asking, less, answers)
    except LimitError as error:
        about = f"{grant.tool}.{grant.name}"
        return NotTold(
            what=Code.CHANGES_NOTHING,
            about=about,
            user=user,
            scope=grant.scope,
            errors=(str(error),),
        )
    return Idle(
        user=user,
        scope=grant.scope,
        tool=grant.tool,
        granular=grant.name,
        why=why,
        asked_by=asking,
        levels=tuple(_levels(asking, held, answers)),
    )


def _why(asking: tuple[str, ...], held: list[Held], answers: Answers) -> Why:
    if not asking:
        return Why.NOBODY_ASKS
    pairs = [(row, it) for it in held for row in asking]
    if all(_plainly(row, it, answers) for row, it in pairs):
        return Why.ALLOWED_ANYWAY
    if not any(answers.can(row, it) for row, it in pairs):
        return Why.DENIED_ANYWAY
    return Why.ALL_THE_SAME


def _plainly(id_: str, held: Held, answers: Answers) -> bool:
    """Say whether one of the levels held has a plain yes in a row."""
    row = answers.matrices.actions[id_]
    return any(isinstance(row.cell(it), Allow) for it in held.levels[row.tool] or ())


def _levels(
    asking: tuple[str, ...], held: list[Held], answers: Answers
) -> Iterator[tuple[str, str]]:
    tools = dict.fromkeys(answers.matrices.actions[row].tool for row in asking)
    for id_ in tools:
        given = {level for it in held for level in it.levels[id_] or ()}
        tool = answers.matrices.tools[id_]
        yield from ((id_, level.id) for level in tool.levels if level.id in given)
