"""What is said of fixes, to whoever can make them and to whoever needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from permmatrix.explanation.values import Explained
from permmatrix.fixes import Fix
from permmatrix.wording import any_of_words

__all__ = [
    "asides",
    "heading",
    "nothing",
    "person_sentences",
    "rest",
    "shown",
    "yes_or_no",
]

MOST_TOLD = 5
"""The most fixes that are joined in one sentence; more are a list."""

MOST_SHOWN = 20
"""The most fixes that are shown to a reader; a program has them all."""


def yes_or_no(found: Explained) -> str:
    """Say the answer in a word."""
    return "Yes" if found.decision.allowed else "No"


def heading(found: Explained) -> str:
    """Say what the list of fixes or revocations is."""
    counted = all(it.grants for it in shown(found))
    if found.decision.allowed:
        return f"What would stop it, {'the least taken' if counted else 'the fewest changes'} first"
    return f"What would allow it, {'the least power' if counted else 'the fewest changes'} first"


def shown(found: Explained) -> tuple[Fix, ...]:
    """Give the fixes or revocations that are shown: of very many, the first."""
    return (*found.fixes, *found.revocations)[:MOST_SHOWN]


def rest(found: Explained) -> str:
    """Say what is not shown, if anything is not."""
    more = len(found.fixes) + len(found.revocations) - MOST_SHOWN
    left = f"{_several(more, 'more way')} {'is' if more == 1 else 'are'} left out here."
    told = [left] if more > 0 else []
    told += [] if found.complete else ["There may be others: not all are looked for."]
    return " ".join(told)


def nothing(found: Explained) -> str:
    """Say that there is no fix, or nothing to revoke."""
    what = "stop" if found.decision.allowed else "allow"
    if not found.complete:
        return f"No way was found that would {what} it, and not all were looked for."
    return f"Nothing would {what} it: no level, permission or fact."


def asides(fix: Fix, found: Explained) -> Iterator[tuple[str, str]]:
    """Give what there is to say beside a fix: a word for it, and the words."""
    if fix.follows:
        facts = (f"{it.condition} is {str(it.to).lower()}" for it in fix.follows)
        yield "follows", ", ".join(facts)
    yield "also", _granted(fix, found)
    for advisory in fix.advisories:
        yield "against advice", " ".join(advisory.says.split())
    for change, actions in fix.granted_by.items():
        # of several changes it has to be said which one they can make
        which = f"{fix.needed(change)}: " if len(fix.changes) > 1 else ""
        yield from (("done by", f"{which}{found.working.granters(it)}") for it in actions)


def _granted(fix: Fix, found: Explained) -> str:
    """Say how much else a fix does, over the whole policy."""
    grants = fix.grants
    if grants is None:
        return "cannot be counted"
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
    needs = list(dict.fromkeys(fix.need for fix in shown(found)))
    if not needs:
        yield nothing(found) if not found.complete else "Nothing you could be given would allow it."
        return
    if len(needs) <= MOST_TOLD:
        yield f"You need {_alternatives(needs)}."
    else:
        yield "You need one of these:"
        yield from (f"- {need}" for need in needs)
    if rest(found):
        yield "There may be other ways."


def _alternatives(needs: Sequence[str]) -> str:
    simple = not any(it in need for need in needs for it in (" and ", " when ", ","))
    return any_of_words(needs) if simple else "; or ".join(needs)
