"""
Reading attributes by name, as code written by hand does.

The name is put into a compiled function, since `getattr` with a name at hand costs several times as
much as the plain read.
"""

from __future__ import annotations

from sys import intern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FunctionType
    from typing import Any, TypeAlias

    Getter: TypeAlias = Callable[[Any, Any, Any], Any]

__all__ = ["Getter", "getter", "reading"]

if not TYPE_CHECKING:
    Getter = object


def reading(template: Any, **names: str) -> Any:
    """
    Give a function that reads attributes of other names than its template.

    Only the table of names is another; the instructions are those of the template as written.
    """
    function: FunctionType = template
    code = function.__code__
    renamed = code.replace(co_names=tuple(names.get(name, name) for name in code.co_names))
    return type(function)(renamed, function.__globals__, None, None, function.__closure__)


def getter(path: str) -> Getter:
    """Build the function that reads a path: entries of a dict, attributes of anything else."""
    root, *names = path.split(".")
    if len(names) == 1:
        found: Getter = reading(_one_step(root, intern(names[0])), NAME=names[0])
        return found
    place = ("user", "resource", "context").index(root)

    def get(*objects: Any) -> Any:
        value = objects[place]
        for name in names:
            value = value.get(name) if type(value) is dict else getattr(value, name)
        return value

    return get


def _one_step(root: str, name: str) -> Getter:
    if root == "user":
        return lambda user, resource, context: user.get(name) if type(user) is dict else user.NAME
    if root == "resource":
        return lambda user, resource, context: (
            resource.get(name) if type(resource) is dict else resource.NAME
        )
    return lambda user, resource, context: (
        context.get(name) if type(context) is dict else None if context is None else context.NAME
    )
