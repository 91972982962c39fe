"""
The values of one fact for every pair of a user and a contract, and formulas over such facts.

A value is FALSE, UNKNOWN or TRUE, in this order: `all` is the least, `any` the greatest, and `not`
turns the order around, which are Kleene's rules.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeAlias, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from permmatrix.truth import Formula

__all__ = ["FALSE", "TRUE", "UNKNOWN", "Codes", "Index", "Relation", "Values", "evaluate"]

Index: TypeAlias = NDArray[np.intp]
"""Places of users or contracts, in the order they were given."""
Codes: TypeAlias = NDArray[np.int64]
Values: TypeAlias = NDArray[np.int8]

FALSE, UNKNOWN, TRUE = range(3)

NO_KEYS: Codes = np.empty(0, np.int64)
NO_VALUES: Values = np.empty(0, np.int8)


@final
@frozen(eq=False, kw_only=True)
class Relation:
    """
    One fact for every pair: a value by the classes of user and contract, except at listed pairs.

    A fact about users alone has one class of contracts; who is on a contract's list is false
    between known users and known lists, except at the pairs that are listed as true.

    Attributes:
        users: the class of each user, of shape (users,).
        contracts: the class of each contract, of shape (contracts,).
        values: the value by both classes, of shape (user classes, contract classes).
        keys: the listed pairs, sorted, each as `user * number of contracts + contract`.
        listed: the values at the listed pairs, of the shape of `keys`.
    """

    users: Codes
    contracts: Codes
    values: Values
    keys: Codes = field(default=NO_KEYS)
    listed: Values = field(default=NO_VALUES)

    def by_class(self, users: Index, contracts: Index) -> Values:
        """Give the values at pairs, as if none were listed. The indexes broadcast."""
        found: Values = self.values[self.users[users], self.contracts[contracts]]
        return found

    def over(self, users: Index, contracts: Index) -> Values:
        """
        Give the values for each of some users with each of some contracts, as if none were listed.

        They are of shape (users, contracts), or of length one where all users or all contracts are
        alike, which broadcasts to that.
        """
        rows, columns = self.values.shape
        found = self.values if rows == 1 else self.values.take(self.users[users], axis=0)
        return found if columns == 1 else found.take(self.contracts[contracts], axis=1)

    def at(self, users: Index, contracts: Index, keys: Codes) -> Values:
        """Give the values at pairs whose keys are sorted and among which are all listed ones."""
        found = self.by_class(users, contracts)
        found[np.searchsorted(keys, self.keys)] = self.listed
        return found


def evaluate(formula: Formula, value_of: Callable[[int], Values]) -> Any:
    """Evaluate a formula, given the values of its facts by number. The values broadcast."""
    if isinstance(formula, bool):
        return np.int8(TRUE if formula else FALSE)
    word, *parts = formula
    if word == "fact":
        return value_of(parts[0])
    values = [evaluate(part, value_of) for part in parts]
    if word == "not":
        return TRUE - values[0]
    return reduce(np.minimum if word == "all" else np.maximum, values)
