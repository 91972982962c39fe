"""The verbs that ask a policy: can, explain and list."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from attrs import evolve

from permmatrix.api import load
from permmatrix.cli.output import (
    answer_plain,
    explanation_plain,
    print_json,
    print_table,
    print_text,
)
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.compiler import compile_matrices
from permmatrix.conditions import Given
from permmatrix.diagnostics import Problems
from permmatrix.document import parse
from permmatrix.errors import UnknownNameError
from permmatrix.facts_file import Facts, read_facts
from permmatrix.model import MatrixSet, Tool
from permmatrix.names import suggest
from permmatrix.nodes import plain
from permmatrix.policy import Policy
from permmatrix.source import Source

__all__ = ["run_can", "run_explain", "run_list"]


def run_can(args: argparse.Namespace, settings: Settings) -> int:
    """Answer yes or no, with the reason."""
    asked = _Asked(args, settings)
    found = asked.explain()
    if not args.quiet:
        if args.output_format == "json":
            print_json(answer_plain(found))
        else:
            answer = "yes" if found.decision.allowed else "no"
            print_text(f"{answer}: {found.reason}", color=args.color)
    return 0 if found.decision.allowed else 1


def run_explain(args: argparse.Namespace, settings: Settings) -> int:
    """Answer with the working."""
    found = _Asked(args, settings).explain()
    if args.output_format == "json":
        print_json(explanation_plain(found))
    else:
        print_text(str(found), color=args.color)
    return 0 if found.decision.allowed else 1


def run_list(args: argparse.Namespace, settings: Settings) -> int:
    """List what a user may do, or who may do something."""
    if args.who:
        return _list_who(args, settings)
    words = args.question
    if len(words) > 2:  # noqa: PLR2004  a user and a resource
        raise UsageError("list takes a user and a resource: permmatrix list ana PO-7")
    user, resource = (*words, None, None)[:2]
    args.question = [word for word in (user, "", resource) if word is not None]
    asked = _Asked(args, settings, action=None)
    allowed = asked.allowed_actions()
    if args.output_format == "json":
        print_json({"user": asked.user["id"], "resource": resource, "actions": allowed})
        return 0
    titles = asked.matrices.actions
    rows = [(id_, titles[id_].title) for id_ in allowed]
    print_table(("action", "title"), rows, color=args.color)
    return 0


def _list_who(args: argparse.Namespace, settings: Settings) -> int:
    if len(args.question) > 1:
        raise UsageError("list --who takes a resource: permmatrix list --who ACTION PO-7")
    resource = args.question[0] if args.question else None
    args.question = [""] if resource is None else ["", resource]
    asked = _Asked(args, settings, action=args.who, several=True)
    who = asked.who_can()
    if args.output_format == "json":
        print_json({"action": args.who, "resource": resource, "users": who})
    else:
        print_table(("user",), [(id_,) for id_ in who], color=args.color)
    return 0


class _Asked:
    """One question put together from the arguments, the settings and the file of facts."""

    def __init__(
        self,
        args: argparse.Namespace,
        settings: Settings,
        *,
        action: str | None = "",
        several: bool = False,
    ) -> None:
        self.platform: str | None = args.platform
        self.strict: bool = args.strict
        policy = load(args.matrices or settings.matrices or None)
        self.matrices = MatrixSet(tuple(policy.matrices.values()))
        path = args.facts or settings.facts
        self.facts = read_facts(path, self.matrices) if path else Facts()
        user, asked, resource = _question(args.question, several=several)
        self.action = asked if action == "" else action
        self.user = self._user(user)
        self.resource = {} if resource is None else dict(self.facts.resource(resource))
        self.has_resource = resource is not None
        self.context = dict(self.facts.context)
        given = dict(self._given(args.fact))
        self.policy = policy if not given else self._with_given(given)
        self._hold(args.level, args.granular)

    def _user(self, id_: str | None) -> dict[str, Any]:
        if id_ is None or (not self.facts.users and self.facts == Facts()):
            return {"id": id_ or "user", "levels": {}, "granular": {}}
        return {"levels": {}, "granular": {}, **self.facts.user(id_)}

    def _given(self, facts: list[str]) -> Iterator[tuple[str, Any]]:
        """Set the facts at paths, and give those that name a condition."""
        roots = {"user": self.user, "resource": self.resource, "context": self.context}
        for text in facts:
            name, equals, value = text.partition("=")
            if not equals:
                raise UsageError(f"--fact {text}: write NAME=VALUE, such as private=true")
            root, *steps = name.split(".")
            if steps and root in roots:
                self.has_resource = self.has_resource or root == "resource"
                _put(roots[root], steps, _value(value))
            elif name in self.matrices.conditions:
                yield name, _truth(text, value)
            else:
                raise UnknownNameError("condition", name, suggest(name, self.matrices.conditions))

    def _with_given(self, given: dict[str, bool | None]) -> Policy:
        """Give the policy with some conditions answered here instead of tested."""
        matrices = MatrixSet(
            tuple(
                evolve(
                    matrix,
                    conditions=tuple(
                        evolve(it, test=Given(it.id)) if it.id in given else it
                        for it in matrix.conditions
                    ),
                )
                for matrix in self.matrices.matrices
            )
        )
        self.context.update(given)
        return Policy(compile_matrices(matrices), matrices)

    def _hold(self, levels: list[str], granular: list[str]) -> None:
        for text in levels:
            tool, name = self._held("level", text)
            known = [level.id for level in tool.levels]
            if name not in known:
                raise UnknownNameError("level", name, suggest(name, known))
        by_tool: dict[str, list[str]] = {}
        for text in levels:
            tool, name = self._held("level", text)
            by_tool.setdefault(tool.id, []).append(name)
        self.user["levels"] = {**self.user["levels"], **by_tool}
        extra: dict[str, list[str]] = {}
        for text in granular:
            tool, name = self._held("granular", text)
            known = [id_ for held_on, id_ in self.matrices.granular if held_on == tool.id]
            if name not in known:
                raise UnknownNameError("granular permission", name, suggest(name, known))
            extra.setdefault(tool.id, []).append(name)
        self.user["granular"] = {**self.user["granular"], **extra}

    def _held(self, word: str, text: str) -> tuple[Tool, str]:
        tool, equals, name = text.rpartition("=")
        if not equals:
            tool = self._own_tool(word, text)
        if tool not in self.matrices.tools:
            raise UnknownNameError("tool", tool, suggest(tool, self.matrices.tools))
        return self.matrices.tools[tool], name

    def _own_tool(self, word: str, text: str) -> str:
        operation = self.matrices.operations.get(self.action or "")
        row = self.matrices.actions.get(operation.any_of[0] if operation else self.action or "")
        if row is None:
            if self.action:
                known = [*self.matrices.actions, *self.matrices.operations]
                raise UnknownNameError("action", self.action, suggest(self.action, known))
            raise UsageError(f"--{word} {text}: say on which tool: --{word} TOOL={text}")
        return row.tool

    def _objects(self) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        return (self.resource if self.has_resource else None), self.context

    def explain(self) -> Any:
        """Explain the decision; strict raises first."""
        resource, context = self._objects()
        action = self.action or ""
        if self.strict:
            self.policy.can(self.user, action, resource, context, self.platform, strict=True)
        return self.policy.explain(self.user, action, resource, context, self.platform)

    def allowed_actions(self) -> list[str]:
        """Give what the user may do."""
        resource, context = self._objects()
        return list(
            self.policy.for_user(self.user).allowed_actions(resource, context, self.platform)
        )

    def who_can(self) -> list[str]:
        """Give the ids of the users who may."""
        resource, context = self._objects()
        users = [self._user(id_) for id_ in self.facts.users]
        found = self.policy.who_can(self.action or "", resource, users, context, self.platform)
        return [user["id"] for user in found]


def _question(words: list[str], *, several: bool) -> tuple[str | None, str, str | None]:
    """Tell user, action and resource apart by how many there are."""
    if several:
        return None, "", words[1] if len(words) > 1 else None
    match words:
        case [action]:
            return None, action, None
        case [user, action]:
            return user, action, None
        case [user, action, resource]:
            return user, action, resource
        case _:
            raise UsageError("ask as [USER] ACTION [RESOURCE], such as: ana commitments.search")


def _value(text: str) -> Any:
    """Read a value as a matrix would: true, 7, text, [ana, ben]; unknown is null."""
    problems = Problems(Source("--fact", text))
    root = None if text == "unknown" else parse(problems)
    if problems.found and text not in {"", "null", "~"}:
        raise UsageError(f"--fact: {problems.found[0].message}: {text}")
    return None if root is None else plain(root)


def _truth(text: str, value: str) -> bool | None:
    words = {"true": True, "false": False, "unknown": None}
    if value not in words:
        raise UsageError(f"--fact {text}: the value of a condition is true, false or unknown")
    return words[value]


def _put(owner: dict[str, Any], steps: list[str], value: Any) -> None:
    *path, last = steps
    for step in path:
        inner = owner.get(step)
        owner[step] = dict(inner) if isinstance(inner, dict) else {}
        owner = owner[step]
    owner[last] = value
