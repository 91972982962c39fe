"""What a policy is asked beside single answers: why, who, what, the least, and for a receipt."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, TypeVar

    from permmatrix.bulk import Bulk
    from permmatrix.decision import Decision
    from permmatrix.explanation import Explainer, Explanation
    from permmatrix.filter import Filter
    from permmatrix.inverse import WhatCan, WhoCould
    from permmatrix.least import Suggestion
    from permmatrix.model import Matrix, MatrixSet
    from permmatrix.program import Program
    from permmatrix.receipts.audited import AuditedPolicy
    from permmatrix.receipts.receipt import Receipt
    from permmatrix.residual import Partial

    Somebody = TypeVar("Somebody")

__all__ = ["Inquiries"]


class Inquiries:
    """
    What can be asked of a policy that decides by `can`.

    Whatever reads YAML or analyses is imported when first asked for.
    """

    __slots__ = ("_explaining", "_matrices", "_partial", "program")

    def __init__(self, program: Program, matrices: MatrixSet | None) -> None:
        self.program = program
        self._matrices = matrices
        self._explaining: Explainer | None = None
        self._partial: Partial | None = None

    def can(  # noqa: PLR0913, PLR0917  the question
        self,
        user: Any,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
        strict: bool = False,
    ) -> Decision:
        """Give the decision: a policy's own to make."""
        raise NotImplementedError

    def explain(
        self,
        user: Any,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
    ) -> Explanation:
        """
        Give the decision with its working and what would change it; `str()` is plain English.

        The facts are read now, and what is said of them is worked out when it is looked at: the
        working by the reference interpreter, from the matrices themselves.

        >>> import permmatrix as pm
        >>> ana = pm.User("ana", levels={"commitments": "read_only"})
        >>> found = pm.load().explain(ana, "commitments.create_purchase_order")
        >>> [str(fix) for fix in found.fixes][0]
        'Give ana the granular permission Create Purchase Order Contract on Commitments.'

        Raises:
            UnknownNameError: as `allows`.
            InternalError: from the working, when the two evaluators disagree: a fault in
                permmatrix, or objects that say one thing at one reading and another at the next.
        """
        from permmatrix.reference_facts import Question  # noqa: PLC0415  deciding does not need it

        decision = self.can(user, action, resource, context, platform)
        question = Question(self._matrix_set(), user, resource, context, platform)
        return self._explainer().explain(question, action, decision)

    def _explainer(self) -> Explainer:
        if self._explaining is None:
            from permmatrix.explanation import Explainer  # noqa: PLC0415  as above

            self._explaining = Explainer(self._matrix_set())
        return self._explaining

    def receipt(  # noqa: PLR0913, PLR0917  the question, and what the caller says of it
        self,
        user: Any,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
        request_id: str | None = None,
        at: str | None = None,
    ) -> Receipt:
        """
        Give a receipt of the decision: what `can` says, and the facts that it hangs on.

        The same decision has the same receipt; a request's id and a time are in it if they are
        given.

        >>> import permmatrix as pm
        >>> ana = pm.User("ana", levels={"commitments": "admin"})
        >>> dict(pm.load().receipt(ana, "commitments.search").used)
        {'levels commitments': ('admin',)}

        Raises:
            UnknownNameError: as `allows`.
            TypeError: the request's id or the time is no text.
            InternalError: the facts changed while they were read.
        """
        from permmatrix.receipts.recorder import Recorder  # noqa: PLC0415  deciding needs none

        recorder = Recorder(self.program)
        return recorder.decide(user, action, resource, context, platform, request_id, at)[1]

    def audited(self, hook: Callable[[Receipt], object]) -> AuditedPolicy:
        """
        Give the policy as one that calls `hook` with the receipt of each decision.

        It answers the same. What the hook raises goes to the caller, and the answer does not.

        >>> import permmatrix as pm
        >>> receipts = []
        >>> audited = pm.load().audited(receipts.append)
        >>> audited.allows(pm.User("ana"), "commitments.search")
        False
        >>> receipts
        [<Receipt of commitments.search: no, level>]
        """
        from permmatrix.receipts.audited import AuditedPolicy  # noqa: PLC0415  as above

        return AuditedPolicy.of(self.program, self.explain, hook)

    def filter(
        self,
        user: Any,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
    ) -> Filter:
        """
        Give which resources the user may do an action on: always, never, or what it hangs on.

        A `resource` or `context` that is a mapping is known as far as it has keys; any other object
        is known as a whole, and what is not given is open. The filter says it in words, tries it on
        resources, and is a condition for a database.

        >>> import permmatrix as pm
        >>> ana = pm.User("ana", levels={"head_contracts": "standard"})
        >>> print(pm.load().filter(ana, "head_contracts.view_head_contract", {"private": True}))
        resource.private_members has 'ana'

        Raises:
            UnknownNameError: no such action or platform, or the user holds a level of the row's
                tool, in whatever scope, that is not declared.
        """
        from permmatrix.filter import Filter  # noqa: PLC0415  deciding does not need it
        from permmatrix.residual import Partial  # noqa: PLC0415  as above

        if self._partial is None:
            self._partial = Partial(self.program)
        return Filter.of(self._partial, user, action, resource, context, platform)

    def who_can(
        self,
        action: str,
        resource: Any,
        users: Iterable[Somebody],
        context: Any = None,
        platform: str | None = None,
    ) -> list[Somebody]:
        """Give those of the users who may, in the order given."""
        return [user for user in users if self.can(user, action, resource, context, platform)]

    def who_could(
        self,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
        user: Any = None,
    ) -> WhoCould:
        """
        Give all ways to a yes for an action or operation, whoever there is, in closed form.

        What is known of the resource, the context and whoever asks is put in first, and what is
        not stays open; `str()` of it is plain English.

        >>> import permmatrix as pm
        >>> policy = pm.load()
        >>> print(policy.who_could("commitments.forward_progress_claim_by_email"))
        Standard or Admin on Commitments
        >>> print(policy.who_could("head_contracts.view_head_contract", {"private": False}))
        Read Only, Standard or Admin on Head Contracts

        Raises:
            UnknownNameError: no such action or platform, or `user` holds a level of the row's tool
                that is not declared.
            OverflowError: the ways are too many to be told.
        """
        from permmatrix.inverse import who_could  # noqa: PLC0415  deciding does not need it

        return who_could(self._matrix_set(), action, resource, context, platform, user)

    def what_can(
        self, user: Any, resource: Any = None, context: Any = None, platform: str | None = None
    ) -> WhatCan:
        """
        Give all that the user may do: the rows, the operations, and what waits on which facts.

        >>> import permmatrix as pm
        >>> ana = pm.User("ana", levels={"commitments": "read_only"})
        >>> pm.load().what_can(ana, pm.Contract("PO-7", progress_claim_contacts=[])).actions
        ('commitments.search',)

        Raises:
            UnknownNameError: no such platform, or the user holds a level that is not declared.
        """
        from permmatrix.inverse import what_can  # noqa: PLC0415  as above

        return what_can(
            lambda id_: self.can(user, id_, resource, context, platform),
            self.actions,
            self.operations,
        )

    def suggest(
        self,
        wanted: Sequence[str],
        unwanted: Sequence[str] = (),
        assumed: Mapping[str, bool] | None = None,
        always: bool = False,
    ) -> Suggestion:
        """
        Give the smallest levels and permissions that allow what is wanted and none of the unwanted.

        All of them are given, the least powerful first, or a proof that there are none. Actions and
        operations are named as ever, and a name with `*` is for all rows it fits. What is wanted is
        allowed in some situation that fits what is `assumed` of conditions, or with `always` in
        every one; what is unwanted in none.

        >>> import permmatrix as pm
        >>> found = pm.load().suggest(["commitments.search"], ["commitments.accept_invite_to_bill"])
        >>> [(it.levels, it.power) for it in found.answers]
        [({'commitments': 'standard'}, 9), ({'commitments': 'admin'}, 33)]

        Raises:
            UnknownNameError: there is no such action, operation or condition.
            AssumptionError: what is assumed can never be so together.
            LimitError: the exact answer would take too much.
        """
        from permmatrix.least import suggested  # noqa: PLC0415  deciding does not need it

        return suggested(self._matrix_set(), wanted, unwanted, assumed, always)

    def bulk(
        self,
        users: Iterable[Any],
        contracts: Iterable[Any],
        context: Any = None,
        platform: str | None = None,
    ) -> Bulk:
        """
        Read many users and contracts once, to ask about millions of pairs of them.

        The view is a snapshot: unlike `allows`, it does not follow the objects. It needs numpy,
        which the extra `permmatrix[numpy]` installs.

        Raises:
            UnknownNameError: no such platform, or a user holds a level, of a tool that rows go by,
                that is not declared; a note on the error has the user's index.
            BulkError: a fact compares too many different values of both sides.
            ImportError: numpy is not installed.

        >>> import permmatrix as pm
        >>> ana = pm.User("ana", levels={"commitments": "admin"})
        >>> bulk = pm.load().bulk([ana], [pm.Contract("PO-7"), pm.Contract("PO-8")])
        >>> bulk.allows("commitments.search", [0, 0], [0, 1])
        array([ True,  True])
        """
        from permmatrix.bulk import Bulk  # noqa: PLC0415  only this needs numpy

        return Bulk.of(self.program, users, contracts, context, platform)

    @property
    def actions(self) -> tuple[str, ...]:
        """The ids of the rows, in the order of the files."""
        return tuple(self.program.actions)

    @property
    def operations(self) -> tuple[str, ...]:
        """The ids of the operations, in the order of the files."""
        return tuple(self.program.operations)

    @property
    def platforms(self) -> tuple[str, ...]:
        """The ids of the platforms."""
        return self.program.platforms

    @property
    def matrices(self) -> Mapping[str, Matrix]:
        """The matrices by id, as they were written."""
        return {matrix.id: matrix for matrix in self._matrix_set().matrices}

    @property
    def digest(self) -> str:
        """A hash of what the policy answers: equal digests mean equal behaviour."""
        return self.program.digest

    def digest_of(self, action: str) -> str:
        """
        Give a hash of what an action or operation answers.

        Raises:
            KeyError: no such action or operation.
        """
        return self.program.digests[action]

    def to_json(self) -> str:
        """Give the compiled policy as text, for `load_compiled`."""
        return self.program.to_json()

    def _matrix_set(self) -> MatrixSet:
        """The model; a compiled policy reads it from the sources it carries, when first needed."""
        if self._matrices is None:
            from permmatrix.reading import read_carried  # noqa: PLC0415  reads YAML

            self._matrices = read_carried(self.program)
        return self._matrices
