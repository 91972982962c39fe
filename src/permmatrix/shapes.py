"""
Says at once whether a document has the shape that a JSON Schema wants.

A schema becomes plain functions over nodes, which answer as a validator would, only yes or no. Most
documents are in order, so that a validator, which takes longer to import than a matrix to read, is
wanted only to say what is wrong with the others.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, final

from permmatrix.nodes import Broken, Node, Scalar, Sequence, plain
from permmatrix.nodes import Mapping as MappingNode
from permmatrix.shape_places import identity

__all__ = ["Check", "look", "shape_of", "strict"]

Check: TypeAlias = Callable[[Node], bool]
"""Says whether a node has a shape."""

TEXT = frozenset({"pattern", "minLength", "maxLength"})
LIST = frozenset({"items", "prefixItems", "minItems", "maxItems", "uniqueItems"})
MAPPING = frozenset(
    {
        *("properties", "additionalProperties", "propertyNames", "required", "dependentRequired"),
        *("minProperties", "maxProperties"),
    }
)
NUMBER = frozenset({"minimum"})
OTHERS = frozenset({"type", "$ref", "if", "then", "else", "anyOf", "const", "enum"})
ANNOTATIONS = frozenset(
    {
        *("title", "description", "examples", "default", "defaultSnippets"),
        *("$schema", "$id", "$defs"),
    }
)
KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (Sequence,),
    "object": (MappingNode,),
}


def shape_of(schema: Any) -> Check:
    """
    Give what says whether a document has the shape that a JSON Schema wants.

    Raises:
        NotImplementedError: the schema uses more of JSON Schema than is known here.
    """
    return _Shapes(schema.get("$defs", {})).check(schema)


def strict(pattern: str) -> str:
    """Give a pattern whose `$` stands at the very end, as in JSON Schema, and not in Python."""
    return re.sub(r"\$$", r"\\Z", pattern)


def _kind(node: Node) -> type:
    if isinstance(node, Scalar):
        return type(node.value)
    return type(None) if isinstance(node, Broken) else type(node)


@final
class _Shapes:
    """Makes the checks of one schema, each definition's once."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self.definitions = {f"#/$defs/{name}": inner for name, inner in definitions.items()}
        self.done: dict[str, Check] = {}

    def check(self, schema: Any) -> Check:
        keys = schema.keys() - ANNOTATIONS
        if not keys <= TEXT | NUMBER | LIST | MAPPING | OTHERS:
            raise NotImplementedError(sorted(keys))
        if keys == {"$ref"}:
            return self.reference(schema["$ref"])
        checks = [_typed(schema["type"])] if "type" in keys else []
        if "$ref" in keys:
            checks.append(self.reference(schema["$ref"]))
        if keys & (TEXT | NUMBER):
            checks.append(_scalars(schema))
        if keys & LIST:
            checks.append(self.sequence(schema))
        if keys & MAPPING:
            checks.append(self.mapping(schema))
        if "const" in keys or "enum" in keys:
            checks.append(_words(schema.get("enum") or [schema["const"]]))
        if "anyOf" in keys:
            checks.append(_any_of([self.check(inner) for inner in schema["anyOf"]]))
        if "if" in keys:
            checks.append(_if(*(self.check(schema.get(key, {})) for key in ("if", "then", "else"))))
        return _all_of(checks)

    def reference(self, name: str) -> Check:
        """Follow a reference when a document does: a definition may refer to itself."""

        def follow(node: Node) -> bool:
            if name not in self.done:
                self.done[name] = self.check(self.definitions[name])
            return self.done[name](node)

        return follow

    def look(self, schema: Any) -> Callable[[str], bool]:
        """Give what says whether a key has the shape of names."""
        schema = self.definitions.get(schema.get("$ref"), schema)
        if not schema.keys() - ANNOTATIONS <= TEXT | {"type"} or schema["type"] != "string":
            raise NotImplementedError(schema)
        return look(schema)

    def mapping(self, schema: Any) -> Check:
        known = {key: self.check(inner) for key, inner in schema.get("properties", {}).items()}
        others = schema.get("additionalProperties", True)
        other = _never if others is False else _always if others is True else self.check(others)
        fits = self.look(schema["propertyNames"]) if "propertyNames" in schema else None
        least, most = schema.get("minProperties", 0), schema.get("maxProperties", sys.maxsize)
        required = schema.get("required", ())
        partners = schema.get("dependentRequired", {})

        def check(node: Node) -> bool:
            if not isinstance(node, MappingNode):
                return True
            if not least <= len(node.entries) <= most or not _has(node, required):
                return False
            for entry in node.entries:
                if fits is not None and not fits(entry.key):
                    return False
                if not known.get(entry.key, other)(entry.value):
                    return False
            return not partners or all(
                _has(node, them) for key, them in partners.items() if node.entry(key) is not None
            )

        return check

    def sequence(self, schema: Any) -> Check:
        first = [self.check(inner) for inner in schema.get("prefixItems", ())]
        other = self.check(schema["items"]) if "items" in schema else _always
        least, most = schema.get("minItems", 0), schema.get("maxItems", sys.maxsize)
        unique = schema.get("uniqueItems", False)

        def check(node: Node) -> bool:
            if not isinstance(node, Sequence):
                return True
            items = node.items
            return (
                least <= len(items) <= most
                and all(inner(item) for inner, item in zip(first, items, strict=False))
                and all(map(other, items[len(first) :] if first else items))
                and (not unique or len(set(map(_identity, items))) == len(items))
            )

        return check


def _has(node: MappingNode, keys: Iterable[str]) -> bool:
    return all(node.entry(key) is not None for key in keys)


def _identity(node: Node) -> Any:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return node.value
    return identity(plain(node))


def _always(_: Node) -> bool:
    return True


def _never(_: Node) -> bool:
    return False


def _typed(wanted: str | list[str]) -> Check:
    names = [wanted] if isinstance(wanted, str) else wanted
    kinds = frozenset(kind for name in names for kind in KINDS[name])
    if "integer" in names:
        return lambda node: _kind(node) in kinds or _whole(node)
    return lambda node: _kind(node) in kinds


def _whole(node: Node) -> bool:
    """Say whether a node is a whole number however it is written: 1.0 is one."""
    value = node.value if isinstance(node, Scalar) else None
    return isinstance(value, float) and value.is_integer()


def _scalars(schema: Any) -> Check:
    texts = _texts(look(schema))
    return _all_of([texts, _numbers(schema["minimum"])]) if "minimum" in schema else texts


def _numbers(least: float) -> Check:
    def check(node: Node) -> bool:
        value = node.value if isinstance(node, Scalar) else None
        return isinstance(value, bool) or not isinstance(value, int | float) or value >= least

    return check


def _texts(fits: Callable[[str], bool]) -> Check:
    def check(node: Node) -> bool:
        text = node.value if isinstance(node, Scalar) else None
        return not isinstance(text, str) or fits(text)

    return check


def look(schema: Any) -> Callable[[str], bool]:
    """Give what says whether a text has the pattern and the length that a schema wants."""
    fits = re.compile(strict(schema.get("pattern", ""))).search
    least, most = schema.get("minLength", 0), schema.get("maxLength", sys.maxsize)
    return lambda text: least <= len(text) <= most and fits(text) is not None


def _words(words: Iterable[str]) -> Check:
    known = frozenset(words)
    if not all(isinstance(word, str) for word in known):  # 1 == True, in Python alone
        raise NotImplementedError(words)
    return lambda node: isinstance(node, Scalar) and node.value in known


def _any_of(checks: list[Check]) -> Check:
    return lambda node: any(check(node) for check in checks)


def _if(condition: Check, then: Check, otherwise: Check) -> Check:
    return lambda node: then(node) if condition(node) else otherwise(node)


def _all_of(checks: list[Check]) -> Check:
    if not checks:
        return _always
    if len(checks) == 1:
        return checks[0]
    if len(checks) == 2:  # noqa: PLR2004  nearly all of them, and a loop takes twice as long
        first, second = checks
        return lambda node: first(node) and second(node)
    return lambda node: all(check(node) for check in checks)
