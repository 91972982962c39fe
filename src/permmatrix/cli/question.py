"""Puts a question together from the arguments, the settings and the file of facts."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, final

from attrs import frozen

from permmatrix.api import load
from permmatrix.cli.given import hold, read_facts_said, unknown, with_conditions
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.decision import Decision
from permmatrix.diagnostics import shown
from permmatrix.explanation import Explanation
from permmatrix.facts_file import Facts, read_facts
from permmatrix.inverse import WhoCould
from permmatrix.model import Action, MatrixSet, Operation, Tool
from permmatrix.names import suggest
from permmatrix.policy import Policy
from permmatrix.store.reading import Store, open_store
from permmatrix.store.urls import is_store

__all__ = ["Asked", "World", "ask", "read_world"]


@final
@frozen
class World:
    """
    What is asked of (a policy), and what is known (a file of facts, or a store of them).

    Of a store, the facts are only what the words of a command may be about.
    """

    policy: Policy
    matrices: MatrixSet
    facts: Facts
    store: Store | None = None

    @property
    def actions(self) -> Mapping[str, Action | Operation]:
        """Everything that can be asked for, by id and alias."""
        return {**self.matrices.actions, **self.matrices.operations}

    def check_action(self, name: str, others: Iterable[str] = ()) -> None:
        """
        See that there is such an action or operation; `others` are the words beside it.

        Raises:
            UsageError: there is none.
        """
        if name in self.actions:
            return
        self._check_place(name, "an action", ORDER)
        if any(word in self.actions for word in others):
            raise UsageError(f"unknown action `{shown(name)}`; the order is {ORDER}")
        close = suggest(name, self.actions)
        if close:
            raise unknown("action", name, self.actions, others="")
        hint = "`permmatrix list --all` shows every action"
        raise UsageError(f"unknown action `{shown(name)}`; {hint}")

    def user(self, id_: str, order: str) -> dict[str, Any]:
        """
        Give a user of the file of facts; where that has none, one of whom only the id is known.

        Raises:
            UsageError: there is no such user.
        """
        if id_ not in self.facts.users and (self.facts.users or self.store):
            self._check_place(id_, "a user", order)
            raise self._unknown("user", id_, self.facts.users)
        return {"levels": {}, "granular": {}, **self.facts.users.get(id_, {"id": id_})}

    def resource(self, id_: str, order: str) -> dict[str, Any]:
        """
        Give a resource of the file of facts, or one of which only the id is known.

        Raises:
            UsageError: there is no such resource.
        """
        if id_ not in self.facts.resources and (self.facts.resources or self.store):
            self._check_place(id_, "a resource", order)
            raise self._unknown("resource", id_, self.facts.resources)
        return dict(self.facts.resources.get(id_, {"id": id_}))

    def _unknown(self, kind: str, id_: str, known: Iterable[str]) -> UsageError:
        if self.store is None:
            return unknown(kind, id_, known, others=f"the {kind}s are")
        return unknown(kind, id_, self.store.near(kind, id_), others=f"{kind}s near it are")

    def _check_place(self, name: str, wanted: str, order: str) -> None:
        """Say so where a name is one of another kind: the words stand in the wrong order."""
        kinds: dict[str, Iterable[str]] = {
            "a user": self.facts.users,
            "a resource": self.facts.resources,
            "an action": self.actions,
        }
        for kind, names in kinds.items():
            if name in names and kind != wanted:
                message = f"`{shown(name)}` is {kind}, not {wanted}; the order is {order}"
                raise UsageError(message)


ORDER = "[USER] ACTION [RESOURCE]"
LIST_ORDER = "[USER] [RESOURCE]"


def read_world(
    args: argparse.Namespace,
    settings: Settings,
    *,
    users: Iterable[str] | None = None,
    resources: Iterable[str] | None = None,
) -> World:
    """
    Read the policy and the facts that the arguments or the settings name.

    Of a store, only the users and resources with these ids are read, or all.

    Raises:
        MatrixError: a file cannot be read, or something is wrong with it.
        StoreError: a store cannot be read.
        UsageError: standard input is named twice, or a platform is not known.
    """
    paths = args.matrices or settings.matrices or None
    file = args.facts or settings.facts
    if file == "-" and "-" in (paths or ()):
        raise UsageError("standard input can hold matrices or facts, not both")
    policy = load(paths)
    matrices = MatrixSet(tuple(policy.matrices.values()))
    if args.platform is not None and args.platform not in matrices.platforms:
        raise unknown("platform", args.platform, matrices.platforms, others="the platforms are")
    if file and is_store(file):
        store = open_store(file)
        return World(policy, matrices, store.read(matrices, users, resources), store)
    return World(policy, matrices, read_facts(file, matrices) if file else Facts())


@final
@frozen(kw_only=True)
class Asked:
    """A question without its action: who asks, about what, in which circumstances."""

    policy: Policy
    user: dict[str, Any]
    resource: dict[str, Any] | None
    context: dict[str, Any]
    platform: str | None
    strict: bool

    def can(self, action: str, user: Mapping[str, Any] | None = None) -> Decision:
        """Decide, for another user where one is given."""
        asks = self.user if user is None else user
        return self.policy.can(
            asks, action, self.resource, self.context, self.platform, self.strict
        )

    def who_could(self, action: str) -> WhoCould:
        """Say who could, of whom nothing is known but what was said."""
        known = {key: value for key, value in self.user.items() if value != {}}
        return self.policy.who_could(action, self.resource, self.context, self.platform, known)

    def explain(self, action: str) -> Explanation:
        """Explain the decision."""
        if self.strict:  # missing facts are an error here, which an explanation does not raise
            self.can(action)
        return self.policy.explain(self.user, action, self.resource, self.context, self.platform)


def ask(  # noqa: PLR0913  a question has parts
    world: World,
    args: argparse.Namespace,
    *,
    user: str | None,
    resource: str | None,
    action: str | None = None,
    order: str = ORDER,
) -> Asked:
    """
    Put a question together; the options come on top of the file of facts.

    Raises:
        UsageError: a name is not known, or nothing is known of the user.
    """
    matrices = world.matrices
    said = read_facts_said(args.fact, matrices)
    spoken_of = args.level or args.granular or args.fact
    if user is not None and not (world.facts.users or world.store or spoken_of):
        raise UsageError(
            f"nothing is known of `{shown(user)}`: name a file of facts with --facts, "
            "or say what the user holds with --level"
        )
    objects = {
        "user": {"levels": {}, "granular": {}} if user is None else world.user(user, order),
        "resource": {} if resource is None else world.resource(resource, order),
        "context": dict(world.facts.context),
    }
    said.put(objects)
    own = _own_tool(matrices, action)
    hold(objects, matrices, own, levels=args.level, granular=args.granular)
    policy = world.policy
    if said.conditions:
        policy = with_conditions(matrices, said.conditions, objects["context"])
    return Asked(
        policy=policy,
        user=objects["user"],
        resource=None if resource is None and not said.about("resource") else objects["resource"],
        context=objects["context"],
        platform=args.platform,
        strict=args.strict,
    )


def _own_tool(matrices: MatrixSet, action: str | None) -> Tool | None:
    """Give the tool that goes without saying: that of the action's rows, or the only one."""
    found = set(matrices.tools)
    if action in matrices.operations:
        found = {matrices.actions[row].tool for row in matrices.operations[action].any_of}
    elif action is not None:
        found = {matrices.actions[action].tool}
    return matrices.tools[found.pop()] if len(found) == 1 else None


def question_words(words: Sequence[str], world: World) -> tuple[str | None, str, str | None]:
    """
    Tell user, action and resource apart.

    Two words are an action and a resource if the first is an action, else a user and an action.

    Raises:
        UsageError: they are too many, or none is an action where one should be.
    """
    match words:
        case [action]:
            user, resource = None, None
        case [action, resource] if action in world.actions and resource not in world.actions:
            user = None
        case [user, action]:
            resource = None
        case [user, action, resource]:
            pass
        case _:
            raise UsageError(f"too many words: the order is {ORDER}")
    world.check_action(action, words)
    return user, action, resource


def list_words(words: Sequence[str], world: World) -> tuple[str | None, str | None]:
    """
    Tell user and resource apart. One word is a user, unless the facts have a resource of that id.

    Raises:
        UsageError: they are too many.
    """
    match words:
        case []:
            return None, None
        case [word] if word in world.facts.resources and word not in world.facts.users:
            return None, word
        case [user]:
            return user, None
        case [user, resource]:
            return user, resource
        case _:
            raise UsageError(f"too many words: the order is {LIST_ORDER}")
