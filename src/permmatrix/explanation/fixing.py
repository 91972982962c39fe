"""What is said of fixes, to whoever can make them and to whoever needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from permmatrix.explanation.values import Explained
from permmatrix.fixes import Fix
from permmatrix.wording import any_of_words

__all__ = ["asides", "heading", "nothing", "person_sentences", "yes_or_no"]

MOST_TOLD = 5
"""The most fixes that are joined in one sentence; more are a list."""


def yes_or_no(found: Explained) -> str:
    """Say the answer in a word."""
    return "Yes" if found.decision.allowed else "No"


def heading(found: Explained) -> str:
    """Say what the list of fixes or revocations is."""
    if found.decision.allowed:
        return "What would stop it, the least taken first"
    return "What would allow it, the least power first"


def nothing(found: Explained) -> str:
    """Say that there is no fix, or nothing to revoke."""
    what = "stop" if found.decision.allowed else "allow"
    return f"Nothing would {what} it: no level, permission or fact."


def asides(fix: Fix, found: Explained) -> Iterator[tuple[str, str]]:
    """Give what there is to say beside a fix: a word for it, and the words."""
    if fix.follows:
        facts = (f"{it.condition} is {str(it.to).lower()}" for it in fix.follows)
        yield "follows", ", ".join(facts)
    yield "also", _granted(fix, found)
    for advisory in fix.advisories:
        yield "against advice", " ".join(advisory.says.split())
    for action in dict.fromkeys(it for actions in fix.granted_by.values() for it in actions):
        yield "granted by", found.working.granters(action)


def _granted(fix: Fix, found: Explained) -> str:
    """Say how much else a fix does, over the whole policy."""
    grants = fix.grants
    if grants is None:
        return "more than can be counted"
    asked = {row.action for row in found.rows}
    allowed = [it for it in grants.allowed if it not in asked]
    stopped = [it for it in grants.stopped if it not in asked]
    more = f"allows {_several(len(allowed), 'other action')}, {_in_all(grants.situations)}"
    less = f"stops {_several(len(stopped), 'other action')}, {_in_all(grants.situations_stopped)}"
    told = [more] if grants.allowed else []
    told += [less] if grants.stopped else []
    return "; ".join(told) or "changes no other answer"


def _in_all(situations: int) -> str:
    return f"{_several(situations, 'situation')} in all"


def _several(count: int, noun: str) -> str:
    """
    Count things.

    >>> _several(0, "other action"), _several(1, "situation")
    ('no other action', '1 situation')
    """
    return f"{count or 'no'} {noun}{'s' if count > 1 else ''}"


def person_sentences(found: Explained) -> Iterator[str]:
    """Say the answer and what is needed to the person who asked, a sentence at a time."""
    title = found.title.rstrip(".")
    if found.decision.allowed:
        yield f"You can do this: {title}."
        return
    yield f"You cannot do this: {title}."
    needs = list(dict.fromkeys(fix.need for fix in found.fixes))
    if not needs:
        yield "Nothing you could be given would allow it."
    elif len(needs) <= MOST_TOLD:
        yield f"You need {_alternatives(needs)}."
    else:
        yield "You need one of these:"
        yield from (f"- {need}" for need in needs)
    if not found.complete:
        yield "There may be other ways."


def _alternatives(needs: Sequence[str]) -> str:
    simple = all(" and " not in need and "," not in need for need in needs)
    return any_of_words(needs) if simple else "; or ".join(needs)
