"""
What is left of an action once the user is known, put to every resource: the same answers as whole.

The reference decides each question by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import permmatrix as pm
from permmatrix import UnknownNameError
from permmatrix.api import shipped_matrices
from permmatrix.model import MatrixSet
from permmatrix.reading import read
from permmatrix.reference import decide
from permmatrix.reference_facts import Question
from permmatrix.residual.reading import facts_read
from strategies import World, names_of, policies_and_worlds, policy_of

UNDECLARED = "a level that is not declared"


def decided(matrices: MatrixSet, name: str, world: World, user: Any) -> list[bool] | str:
    """Let the reference decide for each resource, or say that it met an undeclared level."""
    _, resources, context, platform = world
    try:
        return [
            decide(Question(matrices, user, it, context, platform), name).allowed
            for it in resources
        ]
    except UnknownNameError:
        return UNDECLARED


def parts_of(
    resource: Any, known: Iterable[str]
) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """Part a resource that is a mapping into what is known of it and the rest."""
    if not isinstance(resource, Mapping):
        return None
    every = {key: resource.get(key) for key in resource}
    first = {key: every.get(key) for key in known}
    return first, {key: value for key, value in every.items() if key not in first}


@settings(max_examples=300)
@given(policies_and_worlds())
def test_residual_then_rest_equals_whole(found: tuple[MatrixSet, World]) -> None:
    """The filter of a user holds for a resource and a context exactly where the whole allows."""
    matrices, world = found
    policy = policy_of(matrices)
    for name in names_of(matrices):
        for user in world.users:
            expected = decided(matrices, name, world, user)
            try:
                mine = policy.filter(user, name, platform=world.platform)
            except UnknownNameError:  # it is held in a scope that no resource need be of
                continue
            assert [mine.allows(it, world.context) for it in world.contracts] == expected, str(mine)


@settings(max_examples=200)
@given(
    policies_and_worlds(),
    st.sets(st.sampled_from(["private", "project", "contacts", "kind", "count", "site", "due"])),
)
def test_known_in_parts_equals_whole(found: tuple[MatrixSet, World], known: set[str]) -> None:
    """What is known of a resource and the context may be put in first, and is not asked again."""
    matrices, world = found
    policy = policy_of(matrices)
    for name in names_of(matrices):
        for user in world.users:
            expected = decided(matrices, name, world, user)
            if expected == UNDECLARED:
                continue
            for resource, answer in zip(world.contracts, expected, strict=True):
                parts = parts_of(resource, known)
                if parts is None:
                    continue
                try:
                    mine = policy.filter(user, name, parts[0], world.context, world.platform)
                except UnknownNameError:
                    continue
                read_ = {str(path) for path in facts_read(mine.residual)}
                assert not read_ & {f"resource.{it}" for it in known}
                if isinstance(world.context, Mapping):
                    assert mine.allows(parts[1], world.context) is answer, str(mine)
                elif world.context is not None:  # it was known as a whole
                    assert mine.allows(parts[1]) is answer, str(mine)


@settings(max_examples=100)
@given(policies_and_worlds())
def test_what_a_filter_reads_is_told(found: tuple[MatrixSet, World]) -> None:
    """A filter reads no fact that is not among those said to be read, whoever asks."""
    matrices, world = found
    policy = policy_of(matrices)
    scopes = {str(tool.scope) for tool in matrices.tools.values()}
    for name in names_of(matrices):
        for user in world.users:
            try:
                mine = policy.filter(user, name)
            except UnknownNameError:
                continue
            read_ = {str(path) for path in facts_read(mine.residual)}
            assert {it for it in read_ - scopes if it.startswith("resource.")} <= set(mine.paths)
            assert read_ <= set(mine.known_paths)


CONTRACTS = [
    {"project": project, "private": private, "private_members": members}
    | {"progress_claim_contacts": contacts}
    for project in (None, "P1", "P2", 7)
    for private in (None, True, False)
    for members in (None, ["ben"], ["ana"])
    for contacts in (None, ["ben"], ["ana"])
]
CONTEXTS = [{"during_billing_period": value} for value in (None, True, False)]


def holders(matrices: MatrixSet) -> Iterator[dict[str, Any]]:
    """Give users who hold each level on each tool in one project, and permissions in two."""
    for tool in matrices.tools.values():
        permissions = sorted(name for held_on, name in matrices.granular if held_on == tool.id)
        for level in tool.levels:
            for held in (permissions, permissions[:1], []):
                levels = {tool.id: {"P1": level.id}}
                granular = {tool.id: {"P1": held, "P2": permissions}}
                yield {"id": "ana", "levels": levels, "granular": granular}


def test_the_shipped_matrices_whole() -> None:
    """For every row, level and some permissions: what is left agrees wherever contracts stand."""
    matrices, _ = read(shipped_matrices())
    assert matrices is not None
    policy = pm.load()
    seen: Counter[bool] = Counter()
    for user in holders(matrices):
        for name in names_of(matrices):
            mine = policy.filter(user, name)
            for contract in CONTRACTS[:: 1 if name.startswith("head") else 7]:
                for context in CONTEXTS[: 3 if contract["project"] == "P1" else 1]:
                    whole = decide(Question(matrices, user, contract, context), name)
                    assert mine.allows(contract, context) is whole.allowed
                    seen[whole.allowed] += 1
    print(f"\n{seen.total():,} questions, {seen[True]:,} allowed")  # noqa: T201  to be seen
    assert seen[True] > 1000
    assert seen[False] > 1000
