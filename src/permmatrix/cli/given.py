"""Facts from options: --fact, --level and --granular."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, final

from attrs import astuple, evolve, field, frozen

from permmatrix.cli.settings import UsageError
from permmatrix.codes import Code
from permmatrix.compiler import compile_matrices
from permmatrix.conditions import Condition, Given, Path
from permmatrix.diagnostics import Problems, shown
from permmatrix.document import parse
from permmatrix.loader.fields import did_you_mean
from permmatrix.model import MatrixSet, Tool
from permmatrix.nodes import plain
from permmatrix.policy import Policy
from permmatrix.source import Source

__all__ = ["Said", "hold", "read_facts_said", "unknown", "with_conditions"]


def unknown(kind: str, name: str, known: Iterable[str], *, others: str, of: str = "") -> UsageError:
    """Say that a name (of a tool) is not known, and which one was meant, or which there are."""
    hint = did_you_mean(name, known, others=others)
    return UsageError(f"unknown {kind} `{shown(name)}`{of and f' of `{of}`'}; {hint}")


@final
@frozen
class Said:
    """What --fact said: of conditions, and of paths (root and steps)."""

    conditions: dict[str, bool | None] = field(factory=dict)
    paths: dict[tuple[str, ...], Any] = field(factory=dict)

    def about(self, root: str) -> bool:
        """Say whether a path begins at the user, the resource or the context."""
        return any(path[0] == root for path in self.paths)

    def put(self, objects: Mapping[str, dict[str, Any]]) -> None:
        """Set the facts at their paths."""
        for (root, *steps), value in self.paths.items():
            _put(objects[root], steps, value)


def read_facts_said(texts: Iterable[str], matrices: MatrixSet) -> Said:
    """
    Read the values of --fact.

    Raises:
        UsageError: one is not NAME=VALUE, names what the policy does not read, or has no value.
    """
    said = Said()
    paths = sorted(set(_paths_read(matrices)))
    names = set()
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--fact {shown(text)}: write NAME=VALUE, such as private=true")
        if name in names:
            raise UsageError(f"--fact {shown(name)} is given twice")
        names.add(name)
        if name in matrices.conditions:
            said.conditions[name] = _truth(text, value)
        elif _is_read(name, paths):
            said.paths[tuple(name.split("."))] = _value(text, value)
        else:
            known = [*matrices.conditions, *paths]
            hint = did_you_mean(name, known, others="known are")
            message = f"`{shown(name)}` is neither a condition nor a fact the policy reads"
            raise UsageError(f"--fact {shown(text)}: {message}; {hint}")
    return said


def _paths_read(matrices: MatrixSet) -> Iterator[str]:
    """Give the paths at which the policy reads facts."""
    yield from ("user.id", "resource.id")
    for tool in matrices.tools.values():
        yield from (f"user.levels.{tool.id}", f"user.granular.{tool.id}")
        yield from () if tool.scope is None else (str(tool.scope),)
    for condition in matrices.conditions.values():
        yield from map(str, _paths_of(condition))


def _paths_of(condition: Condition) -> Iterator[Path]:
    if isinstance(condition.test, Given):
        yield Path("context", (condition.test.name,))
    else:
        parts = astuple(condition.test, recurse=False)
        yield from (part for part in parts if isinstance(part, Path))


def _is_read(name: str, paths: Iterable[str]) -> bool:
    """Say whether a path is read, or holds what is read, or is part of it."""
    steps = name.split(".")[1:]
    if not steps or not all(steps):
        return False
    around = f"{name}."
    return any(
        path == name or path.startswith(around) or around.startswith(f"{path}.") for path in paths
    )


def _truth(text: str, value: str) -> bool | None:
    words = {"true": True, "false": False, "unknown": None}
    if value.lower() not in words:
        raise UsageError(
            f"--fact {shown(text)}: the value of a condition is true, false or unknown"
        )
    return words[value.lower()]


def _value(text: str, value: str) -> Any:
    """Read a value as a matrix would: true, 7, text, [ana, ben]; unknown is null."""
    if value in {"unknown", "null", "~"}:
        return None
    problems = Problems(Source("--fact", value))
    root = parse(problems)
    if root is None or problems.found:
        found = problems.found[0]
        reason = "there is no value" if found.code is Code.EMPTY else "the value cannot be read"
        raise UsageError(
            f"--fact {shown(text)}: {reason}; write a text, a number, true, false, unknown or a "
            "list such as [ana, ben], and put quotes around a text with other signs in it"
        )
    return plain(root)


def _put(owner: dict[str, Any], steps: list[str], value: Any) -> None:
    *path, last = steps
    for step in path:
        inner = owner.get(step)
        owner[step] = dict(inner) if isinstance(inner, dict) else {}
        owner = owner[step]
    owner[last] = value


def with_conditions(
    matrices: MatrixSet, said: Mapping[str, bool | None], context: dict[str, Any]
) -> Policy:
    """Give the policy with some conditions answered in the context instead of tested."""
    names = {id_: _free_name(id_, matrices, said) for id_ in said}
    context.update((names[id_], value) for id_, value in said.items())
    changed = []
    for matrix in matrices.matrices:
        conditions = tuple(
            evolve(it, test=Given(names[it.id])) if it.id in said else it
            for it in matrix.conditions
        )
        changed.append(evolve(matrix, conditions=conditions))
    whole = MatrixSet(tuple(changed))
    return Policy(compile_matrices(whole), whole)


def _free_name(id_: str, matrices: MatrixSet, said: Mapping[str, bool | None]) -> str:
    """Give a name in the context that nothing else is read from, the condition's own if it is."""
    others = [it for it in matrices.conditions.values() if it.id not in said]
    read = {path.segments[0] for it in others for path in _paths_of(it) if path.root == "context"}
    scopes = [tool.scope for tool in matrices.tools.values() if tool.scope is not None]
    read |= {scope.segments[0] for scope in scopes if scope.root == "context"}
    name = id_
    while name in read:
        name += "_"
    return name


def hold(
    objects: Mapping[str, dict[str, Any]],
    matrices: MatrixSet,
    own: Tool | None,
    *,
    levels: Iterable[str],
    granular: Iterable[str],
) -> None:
    """
    Let the user hold what --level and --granular say.

    Levels take the place of those held on their tool; granular permissions come on top of those
    held. `own` is the tool meant where none is named.

    Raises:
        UsageError: a name is not known, or no tool is named where it is needed.
    """
    held: dict[str, list[str]] = {}
    for text in levels:
        tool, name = _split("level", text, matrices, own)
        known = [level.id for level in tool.levels if level.handed_out]
        if name not in known:
            raise unknown("level", name, known, others="its levels are", of=tool.id)
        held.setdefault(tool.id, []).append(name)
    if held:
        objects["user"]["levels"] = {**_by_tool(objects["user"], "levels"), **held}
    for text in granular:
        tool, name = _split("granular", text, matrices, own)
        known = [id_ for held_on, id_ in matrices.granular if held_on == tool.id]
        if name not in known:
            others = "its granular permissions are"
            raise unknown("granular permission", name, known, others=others, of=tool.id)
        by_tool = _by_tool(objects["user"], "granular")
        by_tool[tool.id] = _with_more(by_tool.get(tool.id, []), name, tool, objects)
        objects["user"]["granular"] = by_tool


def _split(word: str, text: str, matrices: MatrixSet, own: Tool | None) -> tuple[Tool, str]:
    id_, equals, name = text.rpartition("=")
    if not equals:
        if own is None:
            tools = " or ".join(f"--{word} {id_}={shown(text)}" for id_ in matrices.tools)
            raise UsageError(f"--{word} {shown(text)}: say on which tool: {tools}")
        return own, name
    if id_ not in matrices.tools:
        raise unknown("tool", id_, matrices.tools, others="the policy's tools are")
    return matrices.tools[id_], name


def _by_tool(user: dict[str, Any], key: str) -> dict[str, Any]:
    held = user.get(key)
    if not isinstance(held, dict):
        option = "--level" if key == "levels" else "--granular"
        raise UsageError(f"--fact user.{key} and {option} do not go together")
    return dict(held)


def _with_more(held: Any, name: str, tool: Tool, objects: Mapping[str, dict[str, Any]]) -> Any:
    """Add a permission to what is held: in the scope at hand, or in every one if none is known."""
    if isinstance(held, list):
        return [*held, name]
    if not isinstance(held, dict) or tool.scope is None:
        raise UsageError(f"--granular {name}: what the user holds on `{tool.id}` is not known")
    where = _read(tool.scope, objects)
    scopes = held if where is None else [where]
    return {**held, **{it: _with_more(held.get(it, []), name, tool, objects) for it in scopes}}


def _read(path: Path, objects: Mapping[str, dict[str, Any]]) -> Any:
    thing: Any = objects[path.root]
    for step in path.segments:
        thing = thing.get(step) if isinstance(thing, dict) else None
    return thing
