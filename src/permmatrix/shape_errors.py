"""
Errors of the JSON Schema put into the matrix's words, each with the smallest place that shows it.

The place is computed from the schema and the value, never read from the text of an error.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from typing import Any, TypeAlias, final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import MOST_PROBLEMS, shown
from permmatrix.names import suggest
from permmatrix.nodes import Broken, Mapping, Node, Scalar, plain
from permmatrix.nodes import Sequence as ListNode
from permmatrix.shape_places import Place, identity, kind_words
from permmatrix.source import Span

__all__ = ["explain"]

# jsonschema's errors carry values of any shape, and its stubs say so: hence `error: Any` below
Found: TypeAlias = tuple[Code, str, Span, str | None, Node | None]


def explain(error: Any, place: Place) -> Iterator[Found]:
    """Give what there is to say of a schema error, and the node it spoils."""
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
            yield from _repeated(place)
        case _:
            yield from _wrong_length(error, place)


def _bad_name(name: str, place: Place) -> Iterator[Found]:
    assert isinstance(place.node, Mapping)
    entry = place.node.entry(name)
    assert entry is not None
    message = f"`{shown(name)}` is not an id"
    yield Code.BAD_ID, message, entry.key_span, _id_help(name), entry.value


def _id_help(text: str) -> str:
    meant = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    example = f": `{shown(meant)}`" if meant[:1].isalpha() else ""
    return f"an id is lower-case letters, digits and `_`, and begins with a letter{example}"


@final
@frozen
class _Guesses:
    """
    What the unknown keys of a mapping may be meant for, since a misspelt key is one mistake.

    The unknown key is the place that shows it, so nothing else is said of the key it is meant for.
    `unclear` counts the keys that may be meant for any other.
    """

    meant: dict[str, tuple[str, ...]]
    unclear: int

    @classmethod
    def of(cls, mapping: Mapping, schema: Any) -> _Guesses:
        present = {entry.key for entry in mapping.entries}
        known = schema.get("properties", {})
        absent = [key for key in known if key not in present]
        unknown = [entry.key for entry in mapping.entries if entry.key not in known]
        meant: dict[str, tuple[str, ...]] = dict.fromkeys(unknown, ())
        meant |= {key: suggest(key, absent) for key in unknown[:MOST_PROBLEMS]}
        unclear = [key for key, close in meant.items() if not close]
        count = len(unclear) + sum(not entry.key for entry in mapping.lost)
        required = cls(meant, 0).missing(mapping, schema.get("required", ()))
        if len(required) <= count:
            meant |= dict.fromkeys(unclear, tuple(required))
        # what a merge key would have brought is not known
        merged = any(entry.key == "<<" for entry in mapping.entries)
        return cls(meant, len(known) if merged else count)

    def missing(self, mapping: Mapping, wanted: Iterable[str]) -> list[str]:
        """Give those of the wanted keys that no key of the mapping stands for."""
        found = {entry.key for entry in mapping.entries}.union(*self.meant.values())
        missing = [key for key in wanted if key not in found]
        return missing if len(missing) > self.unclear else []


def _unknown_keys(error: Any, place: Place) -> Iterator[Found]:
    assert isinstance(place.node, Mapping)
    guesses = _Guesses.of(place.node, error.schema)
    for entry in place.node.entries:
        if entry.key in guesses.meant and not isinstance(entry.value, Broken):
            known = f"known here: {_join(error.schema.get('properties', {}))}"
            message = f"unknown key `{shown(entry.key)}` in {place.name}"
            help_ = _did_you_mean(guesses.meant[entry.key]) or known
            yield Code.UNKNOWN_KEY, message, entry.key_span, help_, entry.value


def _missing_keys(error: Any, place: Place) -> Iterator[Found]:
    assert isinstance(place.node, Mapping)
    if error.validator_value == COUNTS[1:]:  # asked for where the other one is not there
        yield from _missing_count(place.node, place)
        return
    guesses = _Guesses.of(place.node, error.schema)
    missing = guesses.missing(place.node, error.validator_value)
    if missing:
        message = f"{place.name} has no {_join(missing, 'or')}"
        yield Code.MISSING_KEY, message, place.name_span, None, None


COUNTS = ["at_least", "at_most"]
BESIDE_COUNTS = {"actions", "except", "when"}


def _missing_count(mapping: Mapping, place: Place) -> Iterator[Found]:
    """Say that one of two is wanted, unless another key, which was reported, may stand for it."""
    if BESIDE_COUNTS.issuperset(it.key for it in mapping.entries) and not mapping.lost:
        message = f"{place.name} has no {_join(COUNTS, 'or')}"
        yield Code.MISSING_KEY, message, place.name_span, None, None


def _missing_partners(error: Any, place: Place) -> Iterator[Found]:
    assert isinstance(place.node, Mapping)
    guesses = _Guesses.of(place.node, error.schema)
    present = {entry.key: entry for entry in place.node.entries}
    alone: dict[tuple[str, ...], list[str]] = {}
    for key, partners in error.validator_value.items():
        missing = tuple(guesses.missing(place.node, partners))
        if key in present and missing:
            alone.setdefault(missing, []).append(key)
    for missing, keys in alone.items():
        first = min((present[key] for key in keys), key=lambda it: it.key_span.start)
        verb, them = ("needs", "it") if len(keys) == 1 else ("need", "them")
        message = f"{_join(keys)} {verb} {_join(missing)} beside {them}"
        yield Code.GOES_WITH, message, first.key_span, PARTNER_HELP.get(first.key), place.node


PARTNER_HELP = {
    "when": "without obligations, the requirement stands by itself",
    "with": "the requirement that comes with obligations stands under `when`",
}


TYPE_WORDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "empty",
}


def _wrong_type(error: Any, place: Place) -> Found:
    wanted = error.validator_value
    wanted = [wanted] if isinstance(wanted, str) else wanted
    words = _join((TYPE_WORDS[kind] for kind in wanted), "or", quote="")
    help_ = None
    if wanted == ["array"] and isinstance(place.node, Scalar):
        help_ = f"put it in brackets: [{shown(place.node.span.text)}]"
        if place.entry is None:
            help_ = "each item is a list of its own"
    if "string" in wanted and isinstance(place.node, Scalar):
        help_ = f'put it in quotes: "{place.node.span.text}"'
        if error.schema.get("title") == "Cell":
            help_ = "a yes is `allow`, a no is `deny`"
    return _not_of_kind(words, help_, error, place)


def _not_of_kind(words: str, help_: str | None, error: Any, place: Place) -> Found:
    if error.instance is None:
        message = f"{place.name} has no value; it should be {words}"
        return Code.WRONG_TYPE, message, place.name_span, None, place.node
    given = kind_words(error.instance)
    if error.validator_value == "integer" and given == "a number":
        given = f"`{error.instance}`"
    message = f"{place.name} should be {words}, not {given}"
    return Code.WRONG_TYPE, message, place.value_span, help_, place.node


def _unknown_word(error: Any, place: Place) -> Found:
    words = [str(word) for word in error.validator_value]
    if not isinstance(error.instance, str):
        return _not_of_kind(_join(words, "or"), None, error, place)
    help_ = _did_you_mean(suggest(error.instance, words)) or f"known here: {_join(words)}"
    message = f"unknown word `{shown(error.instance)}` for {place.name}"
    return Code.UNKNOWN_WORD, message, place.value_span, help_, place.node


NOT_BLANK = r"\S"


def _wrong_pattern(error: Any, place: Place) -> Found:
    pattern = str(error.validator_value)
    if pattern == NOT_BLANK:
        return Code.WRONG_LENGTH, f"{place.name} is empty", place.value_span, None, place.node
    if "\\." in pattern and "context" in pattern:
        message = f"`{shown(error.instance)}` is not a path"
        help_ = "a path begins with `user.`, `resource.` or `context.`: `resource.private`"
        if "user" not in pattern:
            message = f"`{shown(error.instance)}` is not a scope"
            help_ = "a scope is a path that begins with `resource.` or `context.`"
        return Code.NOT_A_PATH, message, place.value_span, help_, place.node
    message = f"`{shown(error.instance)}` is not an id"
    return Code.BAD_ID, message, place.value_span, _id_help(error.instance), place.node


def _repeated(place: Place) -> Iterator[Found]:
    assert isinstance(place.node, ListNode)
    seen: set[Hashable] = set()
    for item in place.node.items:
        value = identity(plain(item))
        if value in seen and not isinstance(item, Broken):
            span = Place(item, None, "").value_span
            message = f"`{shown(span.text)}` is listed twice in {place.name}"
            yield Code.REPEATED, message, span, None, place.node
        seen.add(value)


def _wrong_length(error: Any, place: Place) -> Iterator[Found]:
    """Too little or too much of something: minItems, maxProperties, minLength and the like."""
    limit, help_ = error.validator_value, None
    if isinstance(place.node, Mapping):
        yield from _wrong_keys(error, place)
        return
    if error.validator == "minimum":
        message = f"{place.name} should be {limit} or more"
    elif not error.instance:
        message = f"{place.name} is empty"
    elif isinstance(error.instance, list):
        exact = error.schema.get("minItems") == error.schema.get("maxItems")
        few = "at least " if error.validator == "minItems" else "at most "
        count = f"{'' if exact else few}{limit}"
        message = f"{place.name} should have {count} items, not {len(error.instance)}"
        if place.entry is not None and place.entry.key == "one_of":
            help_ = "the second item is a list: [resource.status, [draft, sent]]"
    else:
        message = f"{place.name} is too {'short' if error.validator == 'minLength' else 'long'}"
    yield Code.WRONG_LENGTH, message, place.value_span, help_, place.node


LEVEL_KEYS = ("is", "any_of", "at_least")
TREE_KEYS = ("all", "any", "not", "level")
CLAIMS = ("never", "always", "implies", "separate", "different_people", "people")


def _wrong_keys(error: Any, place: Place) -> Iterator[Found]:
    """Too few keys or too many, where one is meant."""
    assert isinstance(place.node, Mapping)
    keys = [entry.key for entry in place.node.entries]
    if isinstance(error.schema.get("additionalProperties"), dict) and keys:
        message = f"{place.name} should have at most {error.validator_value} entries"
        yield Code.WRONG_LENGTH, f"{message}, not {len(keys)}", place.name_span, None, place.node
        return
    known = error.schema.get("properties") or (
        *(*TREE_KEYS, "when", "with", "tool", *LEVEL_KEYS),
        *("says", *CLAIMS),
    )
    if place.node.lost or not set(keys).issubset(known):
        return  # the one that is too many, or stands for the one wanted, was reported
    if not keys:
        message = f"{place.name} is empty"
        named = error.schema.get("properties")
        help_ = f"known here: {_join(named)}" if named else None
        yield Code.WRONG_LENGTH, message, place.value_span, help_, place.node
    elif keys == ["tool"]:
        message = "`level` names a tool but no level"
        help_ = f"add {_join(LEVEL_KEYS, 'or')}"
        yield Code.ONE_KEY, message, place.name_span, help_, place.node
    elif keys == ["says"]:
        help_ = f"add {_join(CLAIMS, 'or')}"
        yield Code.ONE_KEY, f"{place.name} promises nothing", place.name_span, help_, place.node
    else:
        yield _not_one_key(keys, place)


def _not_one_key(keys: list[str], place: Place) -> Found:
    assert isinstance(place.node, Mapping)
    beside = [key for key in keys if key in {"when", "with"}] or [
        key for key in keys if key not in {"tool", "says"}
    ][:1]
    extra = next(key for key in keys if key not in {"tool", "says", *beside})
    entry = place.node.entry(extra)
    assert entry is not None
    message = f"`{extra}` stands beside {_join(beside)}, where one key is meant"
    help_ = "join the two with `all` or `any`"
    if "when" in beside:
        help_ = "put it inside `when`"
    elif extra in LEVEL_KEYS:
        help_ = "join two `level` requirements with `all` or `any`"
    elif extra in CLAIMS:
        help_ = "make two invariants of it"
    elif extra not in TREE_KEYS:
        help_ = "make two conditions of it, and join them where they are named"
    return Code.ONE_KEY, message, entry.key_span, help_, place.node


def _did_you_mean(close: tuple[str, ...]) -> str | None:
    return f"did you mean {_join(close, 'or')}?" if close else None


def _join(words: Iterable[str], last: str = "and", *, quote: str = "`") -> str:
    quoted = [f"{quote}{word}{quote}" for word in words]
    return f" {last} ".join(filter(None, [", ".join(quoted[:-1]), *quoted[-1:]]))
