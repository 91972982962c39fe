"""
The answers of one action for every pair: by classes of users and contracts, but for listed pairs.

Classes are those that the facts the action needs cannot tell apart, or that are answered alike. The
listed pairs are those where a fact is listed (somebody is on a contract's list) and the answer is
another for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from permmatrix.bulk.classes import Classes, by_codes, by_value
from permmatrix.bulk.relation import NO_KEYS, TRUE, Codes, Index, Relation, evaluate
from permmatrix.truth import Formula, literals

__all__ = ["MOST_CELLS", "Plan", "plan"]

MOST_CELLS = 1 << 28
"""How many pairs of classes are answered in advance, a byte each; beyond, pairs are each judged."""


@final
@frozen(eq=False, kw_only=True)
class Plan:
    """
    The answers of an action.

    Attributes:
        users: the class of each user, of shape (users,).
        contracts: the class of each contract, of shape (contracts,).
        table: whether a class of users may with a class of contracts, of shape (user classes,
            contract classes); None where there are too many classes.
        other: the sorted keys of the pairs whose answer is the opposite.
        formula: what is known to be true where the answer is yes.
        relations: its facts, by number.
    """

    users: Codes
    contracts: Codes
    table: NDArray[np.bool_] | None
    other: Codes
    formula: Formula
    relations: Sequence[Relation]

    def by_class(self, users: Index, contracts: Index) -> NDArray[np.bool_]:
        """Answer for pairs as if none were listed; the indexes are of one shape."""
        if self.table is None:
            return _at(self.formula, self.relations, users, contracts)
        found: NDArray[np.bool_] = self.table[self.users[users], self.contracts[contracts]]
        return found

    def rows(self, users: Index) -> NDArray[np.bool_]:
        """Answer for some users with all contracts, as if no pair were listed."""
        if self.table is None:
            return _over(self.formula, self.relations, users, np.arange(len(self.contracts)))
        return self.table.take(self.users[users], axis=0).take(self.contracts, axis=1)


def plan(formula: Formula, relations: Sequence[Relation], size: tuple[int, int]) -> Plan:
    """Work out the answers of a formula for `size` users and contracts."""
    needed = [relations[number] for number in sorted({abs(it) - 1 for it in literals(formula)})]
    users = by_codes([it.users for it in needed], size[0])
    contracts = by_codes([it.contracts for it in needed], size[1])
    ours, theirs, table = users.codes, contracts.codes, None
    if len(users) * len(contracts) <= MOST_CELLS:
        ours, theirs, table = _table(formula, relations, users, contracts)
    return Plan(
        users=ours,
        contracts=theirs,
        table=table,
        other=_other(formula, relations, needed, size[1]),
        formula=formula,
        relations=relations,
    )


def _at(
    formula: Formula, relations: Sequence[Relation], users: Index, contracts: Index
) -> NDArray[np.bool_]:
    """Say at which pairs a formula is known to be true, as if none were listed."""
    value = evaluate(formula, lambda number: relations[number].by_class(users, contracts))
    return np.broadcast_to(value == TRUE, users.shape)


def _over(
    formula: Formula, relations: Sequence[Relation], users: Index, contracts: Index
) -> NDArray[np.bool_]:
    """Say the same of each of some users with each of some contracts."""
    value = evaluate(formula, lambda number: relations[number].over(users, contracts))
    return np.broadcast_to(value == TRUE, (len(users), len(contracts)))


def _table(
    formula: Formula, relations: Sequence[Relation], users: Classes, contracts: Classes
) -> tuple[Codes, Codes, NDArray[np.bool_]]:
    """Give the classes of users and contracts that are answered alike, and the answers."""
    table = _over(formula, relations, users.first, contracts.first)
    rows, columns = _alike(table), _alike(table.T)
    table = np.ascontiguousarray(table[np.ix_(rows.first, columns.first)])
    return rows.codes[users.codes], columns.codes[contracts.codes], table


def _alike(table: NDArray[np.bool_]) -> Classes:
    """Put the rows of a table into classes of equal ones."""
    return by_value([(row.tobytes(),) for row in np.packbits(table, axis=1)])


def _other(
    formula: Formula, relations: Sequence[Relation], needed: Sequence[Relation], contracts: int
) -> Codes:
    """Give the sorted keys of the listed pairs that are not answered as their classes are."""
    listed = [it.keys for it in needed if len(it.keys)]
    if not listed:
        return NO_KEYS
    keys = listed[0] if len(listed) == 1 else np.unique(np.concatenate(listed))
    user, contract = np.divmod(keys, contracts)
    value = evaluate(formula, lambda number: relations[number].at(user, contract, keys))
    other: Codes = keys[(value == TRUE) != _at(formula, relations, user, contract)]
    return other
