"""
What a contender is: a name, and a way to load the rows and be asked.

What is timed is a plain `for` over requests that were made beforehand, in `loop`. The same calls
give the answers, in `answers`; which loop a contender has is how an application would call it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from benchmarks.workload import Requests

__all__ = [
    "Contender",
    "Loaded",
    "asked_at_once",
    "asked_in_turn",
    "prepared",
]

Shaped: TypeAlias = list[Any]


class Loaded(NamedTuple):
    """
    A contender with its rows loaded.

    Attributes:
        loop: asks every question and drops the answers; this is timed.
        answers: asks them in the same way and keeps the answers.
        shape: what is made of requests outside the timing; for most contenders nothing.
    """

    loop: Callable[[Shaped], None]
    answers: Callable[[Shaped], list[bool]]
    shape: Callable[[Requests], Shaped] | None = None


class Contender(NamedTuple):
    """
    One way to answer.

    Attributes:
        about: how it is used, in half a sentence.
        load: loads the rows and their copies, so many times in all.
        start: writes what a fresh process needs into a folder, for so many copies, and gives a
            program that imports, loads and decides once. None where it is another contender's.
        on_mappings: whether it is asked about dicts, not objects.
        answers: whether it answers at all; the floor does not.
    """

    name: str
    about: str
    load: Callable[[int], Loaded]
    start: Callable[[Path, int], str] | None = None
    on_mappings: bool = False
    answers: bool = True


def asked_in_turn(ask: Callable[..., Any]) -> Loaded:
    """Ask one question after another: `ask(user, action, resource, context)`."""

    def loop(requests: Shaped) -> None:
        for user, action, resource, context in requests:
            ask(user, action, resource, context)

    def answers(requests: Shaped) -> list[bool]:
        return [bool(ask(*request)) for request in requests]

    return Loaded(loop, answers)


def prepared(ask: Callable[[Any], Any], prepare: Callable[..., Any]) -> Loaded:
    """Ask in turn, with what the contender is asked made beforehand, outside the timing."""

    def loop(made: Shaped) -> None:
        for each in made:
            ask(each)

    def answers(made: Shaped) -> list[bool]:
        return [bool(ask(each)) for each in made]

    return Loaded(loop, answers, lambda requests: [prepare(*request) for request in requests])


def asked_at_once(ask_all: Callable[[Requests], list[bool]], size: int) -> Loaded:
    """Ask in batches of a size."""

    def loop(batches: Shaped) -> None:
        for batch in batches:
            ask_all(batch)

    def answers(batches: Shaped) -> list[bool]:
        return [answer for batch in batches for answer in ask_all(batch)]

    return Loaded(loop, answers, partial(_batches, size=size))


def _batches(requests: Requests, size: int) -> Shaped:
    return [requests[first : first + size] for first in range(0, len(requests), size)]
