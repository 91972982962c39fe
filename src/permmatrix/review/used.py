"""What people have done, by a log of receipts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import final

from attrs import define, field, frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import MOST_PROBLEMS, Diagnostic, Report, listed, shown
from permmatrix.errors import MatrixError
from permmatrix.facts_file import Facts
from permmatrix.loader.fields import did_you_mean
from permmatrix.model import MatrixSet
from permmatrix.receipts import Receipt
from permmatrix.replay.log import read_log
from permmatrix.source import Source, Span

__all__ = ["Used", "read_used", "used"]


@final
@frozen(kw_only=True)
class Used:
    """
    What people have done.

    Attributes:
        by: the actions that users of the facts were allowed, as they asked for them.
        strangers: how many decisions that allowed something were of nobody in the facts.
        gone: the actions among them that the policy has not, each at the first line that has it.
    """

    by: Mapping[str, Sequence[str]]
    strangers: int = 0
    gone: tuple[Diagnostic, ...] = ()


def used(receipts: Iterable[Receipt], facts: Facts) -> Used:
    """
    Give the actions that users of the facts were allowed, as they asked for them.

    What was denied was not done. Receipts are of users by their ids, which are not always the
    names that they have in the facts. Ids are the same if their texts are: a log may have a number
    where a file has its text. Whoever has the id of a receipt may have done it.

    >>> import permmatrix as pm
    >>> ana = {"id": 7, "levels": {"commitments": "read_only"}}
    >>> asked = ("commitments.search", "commitments.create_payment_issued")
    >>> receipts = [pm.load().receipt(ana, action) for action in asked]
    >>> dict(used(receipts, Facts({"ana": ana})).by)
    {'ana': ('commitments.search',)}
    """
    return _Log(facts).used((0, it) for it in receipts)


def read_used(path: str, matrices: MatrixSet, facts: Facts) -> Used:
    """
    Give the actions that users of the facts were allowed by a log (- is standard input).

    Raises:
        MatrixError: the log cannot be read, or a line of it is no receipt.
    """
    wrong: list[Diagnostic] = []
    log = _Log(facts, path, {*matrices.actions, *matrices.operations})
    found = log.used(_receipts(path, wrong))
    if wrong:
        raise MatrixError(Report(tuple(listed(wrong)), (path,)))
    return found


@final
@define(eq=False)
class _Log:
    """A log as it is read: of known users what they were allowed, if there is such an action."""

    facts: Facts
    path: str = ""
    actions: Collection[str] | None = None
    strangers: int = 0
    gone: dict[str, Diagnostic] = field(factory=dict)

    def used(self, receipts: Iterable[tuple[int, Receipt]]) -> Used:
        """Read receipts, each with its line."""
        names: dict[str, list[str]] = {}
        for name, user in self.facts.users.items():
            if user.get("id") is not None:
                names.setdefault(str(user["id"]), []).append(name)
        found: dict[str, dict[str, None]] = {}
        for line, receipt in receipts:
            if receipt.allowed:
                users = [] if receipt.user is None else names.get(str(receipt.user), [])
                self.look(line, receipt, users, found)
        by = {name: tuple(actions) for name, actions in found.items()}
        return Used(by=by, strangers=self.strangers, gone=tuple(self.gone.values()))

    def look(
        self, line: int, receipt: Receipt, users: list[str], found: dict[str, dict[str, None]]
    ) -> None:
        """Look at a receipt of something allowed to some users, mostly to one."""
        if not users:
            self.strangers += 1
        elif self.actions is not None and receipt.action not in self.actions:
            self.gone.setdefault(receipt.action, self.unknown(line, receipt.action, users[0]))
        else:
            for name in users:
                found.setdefault(name, {})[receipt.action] = None

    def unknown(self, line: int, name: str, user: str) -> Diagnostic:
        """Say that what somebody was allowed is no action, so that nobody needs it."""
        return Diagnostic(
            code=Code.NOT_TOLD,
            message=f"whether `{shown(user)}` needs `{shown(name)}` could not be told: "
            "they were allowed it, and there is no such action",
            span=Span(Source(self.path, "", line), 0, 0),
            help=did_you_mean(name, self.actions or (), others="the policy's actions are"),
        )


def _receipts(path: str, wrong: list[Diagnostic]) -> Iterator[tuple[int, Receipt]]:
    """Give the receipts of a log with their lines, and leave what is wrong with the others."""
    for line in read_log(path):
        if line.problem is not None:
            wrong += [line.problem] if len(wrong) <= MOST_PROBLEMS else []
        elif line.receipt is not None:
            yield line.number, line.receipt
