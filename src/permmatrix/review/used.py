"""What people have done, by a log of receipts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from permmatrix.codes import Code
from permmatrix.diagnostics import MOST_PROBLEMS, Diagnostic, Report, listed, shown
from permmatrix.errors import MatrixError
from permmatrix.facts_file import Facts
from permmatrix.loader.fields import did_you_mean
from permmatrix.model import MatrixSet
from permmatrix.receipts import Receipt
from permmatrix.replay.log import Line, read_log
from permmatrix.source import Source, Span

__all__ = ["read_used", "used"]


def used(receipts: Iterable[Receipt], facts: Facts) -> dict[str, list[str]]:
    """
    Give the actions that users of the facts were allowed, as they asked for them.

    What was denied was not done. Receipts are of users by their ids, which are not always the
    names that they have in the facts; those of others are passed over.

    >>> import permmatrix as pm
    >>> ana = {"id": 7, "levels": {"commitments": "read_only"}}
    >>> asked = ("commitments.search", "commitments.create_payment_issued")
    >>> receipts = [pm.load().receipt(ana, action) for action in asked]
    >>> used(receipts, Facts({"ana": ana}))
    {'ana': ['commitments.search']}
    """
    names = {(type(it.get("id")), it.get("id")): name for name, it in facts.users.items()}
    found: dict[str, dict[str, None]] = {}
    for receipt in receipts:
        name = names.get((type(receipt.user), receipt.user))
        if receipt.allowed and name is not None and receipt.user is not None:
            found.setdefault(name, {})[receipt.action] = None
    return {name: list(actions) for name, actions in found.items()}


def read_used(path: str, matrices: MatrixSet, facts: Facts) -> dict[str, list[str]]:
    """
    Give the actions that users of the facts were allowed by a log (- is standard input).

    Raises:
        MatrixError: the log cannot be read, a line of it is no receipt, or is of an action that
            there is not. A need that is left out would call too much what is needed.
    """
    wrong: list[Diagnostic] = []
    actions = {*matrices.actions, *matrices.operations}
    found = used(_receipts(path, actions, wrong), facts)
    if wrong:
        raise MatrixError(Report(tuple(listed(wrong)), (path,)))
    return found


def _receipts(path: str, actions: Collection[str], wrong: list[Diagnostic]) -> Iterator[Receipt]:
    """Give the receipts of a log, and leave what is wrong with the other lines."""
    for line in read_log(path):
        problem = line.problem or _unknown(path, line, actions)
        if problem is not None:
            wrong += [problem] if len(wrong) <= MOST_PROBLEMS else []
        elif line.receipt is not None:
            yield line.receipt


def _unknown(path: str, line: Line, actions: Collection[str]) -> Diagnostic | None:
    if line.receipt is None or line.receipt.action in actions:
        return None
    name = line.receipt.action
    return Diagnostic(
        code=Code.UNKNOWN_ACTION,
        message=f"unknown action `{shown(name)}`",
        span=Span(Source(path, "", line.number), 0, 0),
        help=did_you_mean(name, actions, others="the policy's actions are"),
    )
