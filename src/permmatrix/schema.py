"""
The shape of a document checked against the JSON Schema, its errors put into the matrix's words.

The only module that imports jsonschema. A schema error carries the path of the value it was found
in; the place to point at is computed from the schema and the value, never read from a message.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias, final

from attrs import frozen
from jsonschema import Draft202012Validator

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic, Problems
from permmatrix.names import suggest
from permmatrix.nodes import Broken, Entry, Mapping, Node, Scalar, plain
from permmatrix.nodes import Sequence as ListNode
from permmatrix.source import Span

__all__ = ["check_shape", "schema_text"]

Step: TypeAlias = str | int


def schema_text(form: str = "matrix") -> str:
    """Give a JSON Schema as text: of a matrix, or of a file of facts."""
    return (files("permmatrix") / "schemas" / f"{form}-1.schema.json").read_text(encoding="utf-8")


@cache
def _validator(form: str) -> Any:
    # compiled once: building it anew costs more than checking a matrix with it
    return Draft202012Validator(json.loads(schema_text(form)))


def check_shape(root: Node, problems: Problems, form: str = "matrix") -> frozenset[int]:
    """
    Report where a document has not the shape of a matrix, or of a file of facts.

    Gives the identities of the nodes that were reported, for later stages to pass over in silence.
    """
    reported: set[int] = set()
    seen: set[tuple[Code, Span]] = set()
    for error in _validator(form).iter_errors(plain(root)):
        place = _Place.of(root, list(error.absolute_path))
        if isinstance(place.node, Broken):
            continue
        for code, message, span, help_, poisons in _explain(error, place):
            if poisons is not None:
                reported.add(id(poisons))
            if (code, span) not in seen:
                seen.add((code, span))
                problems.found.append(Diagnostic(code=code, message=message, span=span, help=help_))
    return frozenset(reported)


@final
@frozen
class _Place:
    """A node, the entry or item it is the value of, and what a reader would call it."""

    node: Node
    entry: Entry | None
    name: str

    @classmethod
    def of(cls, root: Node, path: Sequence[Step]) -> _Place:
        place = cls(root, None, "the file")
        for step in path:
            match place.node, step:
                case Mapping() as mapping, str() as key:
                    entry = mapping.entry(key)
                    assert entry is not None, "the path was made from this very tree"
                    place = cls(entry.value, entry, f"`{key}`")
                case ListNode(items), int() as index:
                    place = cls(items[index], None, f"item {index + 1} of {place.name}")
                case _:
                    raise AssertionError(path)
        return place

    @property
    def name_span(self) -> Span:
        """The key, or for what has none the beginning of the value."""
        if self.entry is not None:
            return self.entry.key_span
        span = self.node.span
        return Span(span.source, span.start, min(span.start + 1, span.end))

    @property
    def value_span(self) -> Span:
        """The value, cut to its first line; the key where there is no value."""
        span = self.node.span
        if span.start == span.end:
            return self.name_span
        end = span.source.text.find("\n", span.start, span.end)
        return Span(span.source, span.start, span.end if end == -1 else end)


# jsonschema's errors carry values of any shape, and its stubs say so: hence `error: Any` below
Found: TypeAlias = tuple[Code, str, Span, str | None, Node | None]


def _explain(error: Any, place: _Place) -> Iterator[Found]:
    if "propertyNames" in error.relative_schema_path:
        yield from _bad_name(str(error.instance), place)
        return
    match error.validator:
        case "additionalProperties" | False:
            yield from _unknown_keys(error, place)
        case "required":
            yield from _missing_keys(error, place)
        case "dependentRequired":
            yield from _missing_partners(error, place)
        case "type":
            yield _wrong_type(error, place)
        case "const":
            words = f"`{error.validator_value}`"
            message = f"this is not a format permmatrix reads; it reads {words}"
            yield Code.UNKNOWN_FORMAT, message, place.value_span, None, place.node
        case "enum":
            yield _unknown_word(error, place)
        case "pattern":
            yield _wrong_pattern(error, place)
        case "uniqueItems":
            yield _repeated(place)
        case _:
            yield _wrong_length(error, place)


def _bad_name(name: str, place: _Place) -> Iterator[Found]:
    assert isinstance(place.node, Mapping)
    entry = place.node.entry(name)
    assert entry is not None
    yield Code.BAD_ID, f"`{name}` is not an id", entry.key_span, ID_HELP, entry.value


ID_HELP = "an id is lower-case letters, digits and `_`, and begins with a letter"


def _unknown_keys(error: Any, place: _Place) -> Iterator[Found]:
    assert isinstance(place.node, Mapping)
    known: Iterable[str] = error.schema.get("properties", {})
    present = {entry.key for entry in place.node.entries}
    for entry in place.node.entries:
        if entry.key not in known:
            close = suggest(entry.key, (key for key in known if key not in present))
            help_ = _did_you_mean(close) or f"known here: {_join(known)}"
            message = f"unknown key `{entry.key}` in {place.name}"
            yield Code.UNKNOWN_KEY, message, entry.key_span, help_, entry.value


def _missing_keys(error: Any, place: _Place) -> Iterator[Found]:
    assert isinstance(place.node, Mapping)
    present = {entry.key for entry in place.node.entries}
    known = error.schema.get("properties", {})
    missing = [key for key in error.validator_value if key not in present]
    # a misspelt required key is one mistake, and the unknown key is the place that shows it
    misspelt = {name for key in present if key not in known for name in suggest(key, missing)}
    missing = [key for key in missing if key not in misspelt]
    if missing:
        message = f"{place.name} has no {_join(missing)}"
        yield Code.MISSING_KEY, message, place.name_span, None, None


def _missing_partners(error: Any, place: _Place) -> Iterator[Found]:
    assert isinstance(place.node, Mapping)
    present = {entry.key: entry for entry in place.node.entries}
    for key, partners in error.validator_value.items():
        missing = [partner for partner in partners if partner not in present]
        if key in present and missing:
            message = f"`{key}` needs {_join(missing)} beside it"
            yield Code.GOES_WITH, message, present[key].key_span, None, place.node


TYPE_WORDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "boolean": "true or false",
}


def _wrong_type(error: Any, place: _Place) -> Found:
    wanted = error.validator_value
    wanted = [wanted] if isinstance(wanted, str) else wanted
    words = " or ".join(TYPE_WORDS[kind] for kind in wanted)
    if error.instance is None:
        message = f"{place.name} has no value; it should be {words}"
        return Code.WRONG_TYPE, message, place.name_span, None, place.node
    help_ = None
    if "string" in wanted and isinstance(place.node, Scalar):
        help_ = f'put it in quotes: "{place.node.span.text}"'
    message = f"{place.name} should be {words}, not {_kind(error.instance)}"
    return Code.WRONG_TYPE, message, place.value_span, help_, place.node


def _kind(value: object) -> str:
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "a mapping"


def _unknown_word(error: Any, place: _Place) -> Found:
    words = [str(word) for word in error.validator_value]
    help_ = _did_you_mean(suggest(error.instance, words)) or f"one of {_join(words)}"
    message = f"unknown word `{error.instance}` for {place.name}"
    return Code.UNKNOWN_WORD, message, place.value_span, help_, place.node


def _wrong_pattern(error: Any, place: _Place) -> Found:
    if "\\." in str(error.validator_value) and "context" in str(error.validator_value):
        message = f"`{error.instance}` is not a path"
        help_ = "a path begins with `user.`, `resource.` or `context.`: `resource.private`"
        return Code.NOT_A_PATH, message, place.value_span, help_, place.node
    message = f"`{error.instance}` is not an id"
    return Code.BAD_ID, message, place.value_span, ID_HELP, place.node


def _repeated(place: _Place) -> Found:
    assert isinstance(place.node, ListNode)
    values = [plain(item) for item in place.node.items]
    again = next(i for i, value in enumerate(values) if value in values[:i])
    span = _Place(place.node.items[again], None, "").value_span
    return Code.REPEATED, f"`{span.text}` is listed twice in {place.name}", span, None, place.node


def _wrong_length(error: Any, place: _Place) -> Found:
    """Too little or too much of something: minItems, maxProperties, minLength and the like."""
    limit = error.validator_value
    if isinstance(error.instance, dict) and str(error.validator).endswith("Properties"):
        return _not_one_key(error, place)
    if not error.instance:
        message = f"{place.name} is empty"
    elif isinstance(error.instance, list):
        fewer = error.validator == "minItems"
        count = f"{'at least' if fewer else 'at most'} {limit}"
        message = f"{place.name} should have {count} items, not {len(error.instance)}"
    else:
        message = f"{place.name} is too {'short' if error.validator == 'minLength' else 'long'}"
    return Code.WRONG_LENGTH, message, place.value_span, None, place.node


def _not_one_key(error: Any, place: _Place) -> Found:
    keys = list(error.instance)
    known = _join(error.schema.get("properties", {})) or None
    if not keys:
        message = f"{place.name} is empty"
        return Code.WRONG_LENGTH, message, place.value_span, known, place.node
    if keys == ["tool"]:
        message = "`level` names a tool but no level"
        help_ = "add `is`, `any_of` or `at_least`"
        return Code.ONE_KEY, message, place.name_span, help_, place.node
    assert isinstance(place.node, Mapping)
    extra = [key for key in keys if key != "tool"][1]
    entry = place.node.entry(extra)
    assert entry is not None
    message = f"`{extra}` stands beside {_join(keys[: keys.index(extra)])}, where one key is meant"
    return Code.ONE_KEY, message, entry.key_span, "put one inside `all` or `any`", place.node


def _did_you_mean(close: tuple[str, ...]) -> str | None:
    return f"did you mean {' or '.join(f'`{name}`' for name in close)}?" if close else None


def _join(names: Iterable[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]])) if quoted else ""
