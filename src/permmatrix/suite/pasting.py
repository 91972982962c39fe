"""A situation as the YAML of a test, to be pasted under `tests:`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import count
from typing import Any, final

from attrs import evolve, frozen

from permmatrix.decision import Decision
from permmatrix.policy import Policy
from permmatrix.situations import Situation
from permmatrix.suite.running import as_expected
from permmatrix.suite.values import Answer, Expectation

__all__ = ["Changed", "flow", "pasted"]

USER, RESOURCE, CONTEXT = "somebody", "something", "sometime"


def pasted(
    change: Changed,
    situation: Situation,
    *,
    platform: str | None,
    taken: Collection[str],
) -> str:
    """
    Give a test that passes, and would fail after the change; its id is none of those taken.

    It is empty where the facts of the situation do not make it so.
    """
    whole = _Question(
        dict(situation.user), dict(situation.resource), dict(situation.context), platform
    )
    expected = _expectation(whole.answer(change.before, change.action))
    for asked in whole.simpler:
        same = as_expected(expected, asked.answer(change.before, change.action))
        if same and not as_expected(expected, asked.answer(change.after, change.action)):
            return "\n".join(_lines(_id(change, taken), change.action, asked, expected)) + "\n"
    return ""


@final
@frozen
class Changed:
    """A change in words, the action or operation it shows in, and the policy before and after."""

    action: str
    words: str
    before: Policy
    after: Policy


@final
@frozen
class _Question:
    """
    A question in a situation, as it is put to a policy and as it is written in a test.

    A resource and a context are always written, if only with nothing in them: left out, they would
    be those that the file declares.
    """

    user: dict[str, Any]
    resource: dict[str, Any]
    context: dict[str, Any]
    platform: str | None

    @property
    def simpler(self) -> tuple[_Question, ...]:
        """The question with nothing said of resource and context, of one of them, and as it is."""
        plain = evolve(self, resource={"id": RESOURCE})
        return evolve(plain, context={}), evolve(self, context={}), plain, self

    def answer(self, policy: Policy, action: str) -> Decision:
        return policy.can(self.user, action, self.resource, self.context, self.platform)

    @property
    def written(self) -> Iterator[tuple[str, Any]]:
        """The keys of a test that say it; to hold nothing, and to be called so, is not said."""
        yield "users", {USER: {key: it for key, it in self.user.items() if it != {}}}
        named = {"id": RESOURCE}
        yield "contracts", {RESOURCE: {} if self.resource == named else self.resource}
        yield "contexts", {CONTEXT: self.context}
        if self.platform is not None:
            yield "platforms", self.platform


def _expectation(decision: Decision) -> Expectation:
    if decision.allowed:
        return Expectation(Answer.ALLOW, frozenset(decision.obligations))
    return Expectation(Answer.UNKNOWN if decision.unknown else Answer.DENY)


def _lines(id_: str, action: str, asked: _Question, expected: Expectation) -> Iterator[str]:
    yield f"  {id_}:"
    yield f"    actions: {flow(action)}"
    for key, value in asked.written:
        yield f"    {key}: {flow(value)}"
    if expected.answer is not Answer.DENY:
        limits = {"with": sorted(expected.obligations)} if expected.obligations else {}
        yield f"    {expected.answer}: {flow([limits])}"


def _id(change: Changed, taken: Collection[str]) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", f"{change.action} {change.words}".lower())
    whole = words[:LONGEST].strip("_")
    if whole not in taken:
        return whole
    return next(id_ for number in count(2) if (id_ := f"{whole}_{number}") not in taken)


LONGEST = 100

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[.\-][A-Za-z0-9_]+)*")
WORDS = {"true", "false", "null"}


def flow(value: Any) -> str:
    """
    Write a value on one line of YAML, quoted only where that is needed.

    >>> flow({"ana": {"levels": {"mail": ["admin"]}, "age": 7, "name": "no: really", "on": True}})
    '{ana: {levels: {mail: [admin]}, age: 7, name: "no: really", on: true}}'
    """
    match value:
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case int() | float():
            return repr(value)
        case str():
            plain = PLAIN.fullmatch(value) and value.lower() not in WORDS
            return value if plain else _quoted(value)
        case date():
            return _quoted(value.isoformat())
        case Mapping():
            return f"{{{', '.join(f'{flow(str(key))}: {flow(it)}' for key, it in value.items())}}}"
        case _:
            return f"[{', '.join(map(flow, value))}]"


def _quoted(text: str) -> str:
    return '"' + "".join(map(_character, text)) + '"'


def _character(character: str) -> str:
    if character in {'"', "\\"}:
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"
