"""What `Policy.bulk` gives: a policy's answers about many users and contracts at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, final

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from permmatrix.bulk import dense
from permmatrix.bulk.allowed import Allowed, all_pairs
from permmatrix.bulk.dense import Dense
from permmatrix.bulk.lookup import Lookup, lookup
from permmatrix.bulk.places import Pairs
from permmatrix.bulk.plan import Plan, plan
from permmatrix.bulk.reading import read_all
from permmatrix.bulk.relation import Relation
from permmatrix.bulk.requirement import check_platform, requirement
from permmatrix.bulk.world import World
from permmatrix.program import Program
from permmatrix.truth import Formula

__all__ = ["Bulk"]


@final
@frozen(eq=False, repr=False)
class Bulk:
    """
    A policy's answers about many users and contracts, in one context and on one platform.

    It is a snapshot: every fact was read once, when the view was made, and what changes afterwards
    does not count. Apart from that each answer is the one `Policy.allows` gives. Users and
    contracts are asked about by their places in what the view was made of, counted from 0.

    What was worked out for an action is kept for the next question about it.
    """

    _program: Program
    _relations: tuple[Relation, ...]
    _platform: str | None
    shape: tuple[int, int]
    """How many users and how many contracts."""
    _lookups: dict[Formula, Lookup | Dense] = field(factory=dict, init=False)

    @classmethod
    def of(
        cls,
        program: Program,
        users: Iterable[Any],
        contracts: Iterable[Any],
        context: Any = None,
        platform: str | None = None,
    ) -> Bulk:
        """Read what a program needs to know of users and contracts. See `Policy.bulk`."""
        check_platform(program, platform)
        for name, given in (("users", users), ("contracts", contracts)):
            if isinstance(given, str | Mapping):
                raise TypeError(f"{name} should be a list of them, and is a {type(given).__name__}")
        world = World(tuple(users), tuple(contracts), context, program.tools)
        size = len(world.users), len(world.contracts)
        return cls(program, read_all(program, world), platform, size)

    def allows(self, action: str, users: ArrayLike, contracts: ArrayLike) -> NDArray[np.bool_]:
        """
        Say for each pair of a user and a contract whether the action is allowed.

        Args:
            action: the id of an action or operation, or an alias of either.
            users: indexes of users, whole numbers of any shape.
            contracts: indexes of contracts, of a shape that broadcasts with that of `users`.

        Returns:
            The answers, of the shape that the two broadcast to.

        Raises:
            UnknownNameError: there is no such action.
            PlaceError: an index is negative or too large (it is an `IndexError` as well).
            TypeError: indexes are no whole numbers.
            ValueError: the shapes do not broadcast.

        >>> import permmatrix as pm
        >>> ana = pm.User("ana", levels={"head_contracts": "read_only"})
        >>> open_, hidden = pm.Contract("a", private=False), pm.Contract("b", private=True)
        >>> bulk = pm.load().bulk([ana], [open_, hidden])
        >>> bulk.allows("head_contracts.view_head_contract", [0, 0], [0, 1])
        array([ True, False])
        """
        return self._lookup(action).answers(Pairs.of(users, contracts, self.shape))

    def cross(self, action: str) -> Allowed:
        """
        Answer for every user and every contract: a bit for each pair.

        For 10,000 users and 100,000 contracts that is 125 megabytes.

        Raises:
            UnknownNameError: there is no such action.

        >>> import permmatrix as pm
        >>> users = [pm.User(name, levels={"commitments": level})
        ...          for name, level in [("ana", "admin"), ("bob", "standard")]]
        >>> found = pm.load().bulk(users, [pm.Contract("PO-7")] * 3).cross("commitments.search")
        >>> found.count(), found.users_of(0)
        (6, array([0, 1]))
        """
        return all_pairs(self._plan(action))

    def _plan(self, action: str) -> Plan:
        return self._lookup(action).plan

    def _lookup(self, action: str) -> Lookup | Dense:
        """Work an action out, or give what was: those of one meaning share it."""
        formula = requirement(self._program, action, self._platform)
        if formula not in self._lookups:
            found = plan(formula, self._relations, self.shape)
            # by classes alone two short reads are quicker than one from all answers
            small = len(found.other) and self.shape[0] * self.shape[1] <= dense.MOST_PAIRS
            self._lookups[formula] = dense.dense(found) if small else lookup(found)
        return self._lookups[formula]

    def __repr__(self) -> str:
        return f"<Bulk: {self.shape[0]:,} users, {self.shape[1]:,} contracts>"
