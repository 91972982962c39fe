"""A log of receipts replayed: what differs, decisions that are alike told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, final

from attrs import define, evolve, field, frozen

from permmatrix.codes import Code
from permmatrix.compiler import compile_matrices
from permmatrix.diagnostics import MOST_PROBLEMS, Diagnostic, shown
from permmatrix.differences.sides import Given, load_one
from permmatrix.errors import UnknownNameError
from permmatrix.names import suggest
from permmatrix.policy import Policy
from permmatrix.program import Program
from permmatrix.receipts import Receipt
from permmatrix.replay.deciding import Kind, Replayer, Verdict
from permmatrix.replay.log import Line, read_log
from permmatrix.source import Source, Span

__all__ = ["MOST_LISTED", "Decided", "Replay", "message", "replay"]

MOST_LISTED = 10_000
"""The most different decisions that are listed; others are counted, and that is said."""

MOST_REQUESTS = 5
DIFFERING = frozenset({Kind.LOST, Kind.GAINED, Kind.LIMITED})


@final
@define
class Decided:
    """
    Decisions alike that became something else: the first of them, and how many there are.

    `requests` are the ids of the first few that have one.
    """

    receipt: Receipt
    verdict: Verdict
    log: str
    line: int
    count: int = 0
    requests: list[str] = field(factory=list)

    @property
    def diagnostic(self) -> Diagnostic:
        """What there is to say of them, at the line of the first."""
        differs = self.verdict.kind in DIFFERING
        return Diagnostic(
            code=Code.ANSWERED_OTHERWISE if differs else Code.CANNOT_BE_TOLD,
            message=message(self),
            span=Span(Source(self.log, "", self.line), 0, 0),
        )


@final
@frozen
class Replay:
    """
    What became of the decisions of a log.

    Attributes:
        log: the name of it.
        decided: decisions that became something else, by the line of the first.
        counts: how many decisions there are of each kind, alike or not.
        other_reason: how many have the same answer for another reason.
        problems: the first lines that are no receipts; `unread` is how many there are.
        not_listed: how many decisions are counted only, since too many are different.
        not_asked: what was said to be renamed and no decision of the log asks for, each with what
            of the log is called alike.
    """

    log: str
    decided: tuple[Decided, ...]
    counts: Mapping[Kind, int]
    other_reason: int
    problems: tuple[Diagnostic, ...]
    unread: int
    not_listed: int
    not_asked: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def total(self) -> int:
        """How many decisions there are."""
        return sum(self.counts.values())

    @property
    def differing(self) -> int:
        """How many decisions are answered otherwise, or with other limits."""
        return sum(self.counts.get(kind, 0) for kind in DIFFERING)

    @property
    def unsettled(self) -> int:
        """How many decisions cannot be told."""
        return self.counts.get(Kind.OPEN, 0) + self.counts.get(Kind.GONE, 0)

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Give what there is to say, at the lines of the log."""
        yield from self.problems
        yield from (it.diagnostic for it in self.decided)


def message(decided: Decided) -> str:
    """Say in a line what became of a decision."""
    receipt, verdict = decided.receipt, decided.verdict
    times = "" if decided.count == 1 else f" ({decided.count} times)"
    who = "" if receipt.user is None else f" for {shown(receipt.user)}"
    about = "" if receipt.resource is None else f" on {shown(receipt.resource)}"
    asked = f"`{shown(receipt.action)}`{who}{about}{times}"
    match verdict.kind:
        case Kind.OPEN:
            lacking = ", ".join(f"`{name}`" for name in verdict.lacking)
            return f"{asked} cannot be told: the log does not say {lacking}"
        case Kind.GONE:
            return f"{asked} cannot be told: {verdict.problem}"
        case Kind.LIMITED:
            was = f"was allowed{_with(receipt.obligations)}"
            return f"{asked} {was} and is allowed {_now_with(verdict.obligations)}"
        case _:
            was, is_ = ("allowed", "denied")[:: 1 if receipt.allowed else -1]
            reason = f" ({verdict.outcome})" if verdict.outcome not in {None, "allowed"} else ""
            return f"{asked} was {was} and is {is_}{reason}"


def _with(limits: tuple[str, ...]) -> str:
    return f" with {', '.join(f'`{shown(it)}`' for it in limits)}" if limits else ""


def _now_with(limits: tuple[str, ...] | None) -> str:
    if limits is None:
        return "with other limits"
    return _with(limits).strip() or "without limits"


def replay(log: str, policy: Given, renamed: Mapping[str, str] | None = None) -> Replay:
    """
    Ask a policy the questions of a log of receipts.

    `renamed` has new ids by the old ones that receipts have.

    Raises:
        MatrixError: the log or the policy cannot be read.
        UnknownNameError: `renamed` leads to what the policy does not have.
    """
    program = policy.program if isinstance(policy, Policy) else compile_matrices(load_one(policy))
    _check(program, renamed or {})
    asked: set[str] = set()
    lines = _noting(read_log(log), asked, renamed or {})
    found = _replayed(log, lines, Replayer(program, renamed))
    gone = [it for it in renamed or {} if it not in asked]
    return evolve(found, not_asked=tuple((it, suggest(it, sorted(asked))) for it in gone))


def _noting(lines: Iterable[Line], asked: set[str], renamed: Mapping[str, str]) -> Iterator[Line]:
    """Give lines as they are, and note what they ask for: of very many actions, the first."""
    for line in lines:
        if line.receipt is not None:
            action = line.receipt.action
            if action in renamed or len(asked) < MOST_LISTED:
                asked.add(action)
        yield line


def _check(program: Program, renamed: Mapping[str, str]) -> None:
    known = {*program.actions, *program.operations, *program.aliases}
    for name in renamed.values():
        if name not in known:
            raise UnknownNameError("action", name, suggest(name, sorted(known)))


def _replayed(log: str, lines: Iterable[Line], replayer: Replayer) -> Replay:
    counts: Counter[Kind] = Counter()
    decided: dict[Any, Decided] = {}
    problems: list[Diagnostic] = []
    unread = other_reason = not_listed = 0
    for line in lines:
        if line.receipt is None:
            unread += 1
            problems += [line.problem] if line.problem and len(problems) < MOST_PROBLEMS else []
            continue
        verdict = replayer.verdict(line.receipt)
        counts[verdict.kind] += 1
        if verdict.kind is Kind.SAME:
            other_reason += _is_for_another_reason(line.receipt, verdict)
            continue
        key = _alike(line.receipt)
        if key not in decided and len(decided) >= MOST_LISTED:
            not_listed += 1
            continue
        found = decided.setdefault(key, Decided(line.receipt, verdict, log, line.number))
        found.count += 1
        if line.receipt.request is not None and len(found.requests) < MOST_REQUESTS:
            found.requests.append(line.receipt.request)
    return Replay(
        log, tuple(decided.values()), counts, other_reason, tuple(problems), unread, not_listed
    )


def _is_for_another_reason(receipt: Receipt, verdict: Verdict) -> bool:
    was = "missing_facts" if receipt.outcome == "error" else receipt.outcome
    return verdict.outcome not in {None, was}


def _alike(receipt: Receipt) -> Any:
    """Give what tells a decision from others: all but the request and the time."""
    return (
        receipt.policy_digest,
        receipt.action,
        receipt.platform,
        receipt.outcome,
        receipt.obligations,
        receipt.user,
        receipt.resource,
        frozenset(receipt.facts.items()),
    )
