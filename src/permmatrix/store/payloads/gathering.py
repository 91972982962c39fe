"""From saved payloads to one file of facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any, final

from attrs import field, frozen

from permmatrix.codes import Code
from permmatrix.conditions import Given
from permmatrix.diagnostics import EnoughError, Problems, Report, shown
from permmatrix.errors import MatrixError
from permmatrix.model import MatrixSet
from permmatrix.store.payloads.contracts import contract_of
from permmatrix.store.payloads.pages import other_pages
from permmatrix.store.payloads.periods import is_during
from permmatrix.store.payloads.permissions import Holder
from permmatrix.store.payloads.records import Answer, records_in

__all__ = ["Imported", "Payloads", "gather"]

PERIOD = "during_billing_period"

# what JSON may have as it is and the reader of facts takes for a slip of the keyboard
ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


@final
@frozen(kw_only=True)
class Payloads:
    """
    Which file holds which answer, all of one project.

    Attributes:
        project: the project's id.
        permissions: by the caller's id, files of `settings/permissions`.
        contracts: by the kind of answer (see `contracts.KINDS`), files of contracts.
        periods: files of `billing_periods`.
        day: the day that is asked of, for the billing period.
        called: by the service's name of a tool, the policy's tool it is.
    """

    project: str
    permissions: Mapping[str, str] = field(factory=dict)
    contracts: tuple[tuple[str, str], ...] = ()
    periods: tuple[str, ...] = ()
    day: date | None = None
    called: Mapping[str, str] = field(factory=dict)


@final
@frozen
class Imported:
    """Facts, and what was kept aside, in sentences without a full stop."""

    users: dict[str, dict[str, Any]]
    contracts: dict[str, dict[str, Any]]
    context: dict[str, Any]
    aside: tuple[str, ...]

    def to_json(self) -> str:
        """Write a file of facts."""
        facts = {"users": self.users, "contracts": self.contracts, "context": self.context}
        whole = {"format": "permmatrix-facts/1", **{key: it for key, it in facts.items() if it}}
        text = json.dumps(whole, ensure_ascii=False, indent=2)
        return ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def gather(payloads: Payloads, matrices: MatrixSet) -> Imported:
    """
    Read payloads and give the facts in them.

    Raises:
        MatrixError: a file cannot be read, or is not what the service answers.
    """
    files: list[Problems] = []
    aside: list[str] = []
    users = {}
    for user, path in payloads.permissions.items():
        holder = Holder(matrices, payloads.project, payloads.called)
        with suppress(EnoughError):
            for record in records_in(path, files, "tools").records:
                holder.take(record)
        users[user] = holder.facts()
        aside.extend(f"of user `{shown(user)}`: {it}" for it in holder.aside)
    contracts = _contracts(payloads, files, aside)
    context = _context(payloads, matrices, files, aside)
    found = tuple(it for problems in files for it in problems.found)
    if found:
        raise MatrixError(Report(found, tuple(it.source.name for it in files)))
    return Imported(users, contracts, context, tuple(dict.fromkeys(aside)))


def _contracts(
    payloads: Payloads, files: list[Problems], aside: list[str]
) -> dict[str, dict[str, Any]]:
    contracts: dict[str, dict[str, Any]] = {}
    answers: dict[str, list[Answer]] = {}
    for source, path in payloads.contracts:
        with suppress(EnoughError):
            answer = records_in(path, files, "contracts")
            answers.setdefault(source, []).append(answer)
            for record in answer.records:
                id_ = record.id()
                record.check_project(payloads.project)
                facts = contract_of(record, source, payloads.project)
                if id_ in contracts:
                    message = f"there is a contract `{shown(id_)}` already"
                    record.problems.add(Code.REPEATED, message, record.node.span)
                elif id_ is not None:
                    contracts[id_] = facts
    aside.extend(it for some in answers.values() for it in other_pages(some, "contracts"))
    return contracts


def _context(
    payloads: Payloads, matrices: MatrixSet, files: list[Problems], aside: list[str]
) -> dict[str, Any]:
    if payloads.day is None:
        return {}
    during = _during(payloads, payloads.day, files, aside)
    given = {it.test.name for it in matrices.conditions.values() if isinstance(it.test, Given)}
    if PERIOD not in given:
        aside.append(f"the billing period, since the policy does not ask for `{PERIOD}`")
        return {}
    if during is None:
        aside.append(f"whether {payloads.day} is in the billing period, which is not settled")
    return {PERIOD: during}


def _during(payloads: Payloads, day: date, files: list[Problems], aside: list[str]) -> bool | None:
    """Say whether the day is in the billing period; one may be on a page that was not given."""
    with suppress(EnoughError):
        answers = [records_in(path, files, "billing periods") for path in payloads.periods]
        periods = [it for answer in answers for it in answer.records]
        for it in periods:
            it.check_project(payloads.project)
        during = is_during(day, periods)
        lacking = list(other_pages(answers, "billing periods"))
        aside.extend(lacking)
        return None if lacking else during
    return None
