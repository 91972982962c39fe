"""The receipt of a decision, and its one line of JSON."""

from __future__ import annotations

import json
from types import MappingProxyType

from permmatrix.decision import NEARNESS
from permmatrix.errors import PermmatrixError
from permmatrix.receipts.naming import is_levels

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    Value: TypeAlias = bool | tuple[str, ...] | None
    """Of a fact: true, false or not known; of levels given on a tool: which, or not known."""

__all__ = ["FORMAT", "Receipt", "ReceiptError", "Value"]

if not TYPE_CHECKING:
    Value = object

FORMAT = "permmatrix-receipt/1"
WRITTEN = json.JSONEncoder(separators=(",", ":"), sort_keys=True, allow_nan=False).encode


class ReceiptError(PermmatrixError, ValueError):
    """A text that is no receipt. `where` is the key at fault, if any; `column` counts from 1."""

    def __init__(self, message: str, where: str = "", column: int = 1) -> None:
        super().__init__(message, where, column)
        self.message = message
        self.where = where
        self.column = column

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class Receipt:
    """
    What was decided, by which policy, and by which facts. It does not change.

    Facts are named by what they test (`is_true resource.private`) and have no values of the host's:
    each is True, False or None (not known). Of the levels given on a tool it has the ids.

    Attributes:
        policy_digest: of the whole policy that decided.
        action: as it was asked for: an action, an operation, or an alias.
        action_digest: of what that answers.
        row: the row that decided.
        platform: where it was asked, if that was said.
        outcome, level, obligations, missing: as the decision has them.
        errors: paths of the facts that could not be used.
        used: facts that settle the answer, whatever the others are; none can be left out.
        not_needed: the other facts of the action, and what is held on the tools it speaks of.
        user, resource: their ids, where they have one.
        request, at: what the caller says of the request, and of the time.
    """

    __slots__ = (
        "action",
        "action_digest",
        "at",
        "errors",
        "level",
        "missing",
        "not_needed",
        "obligations",
        "outcome",
        "platform",
        "policy_digest",
        "request",
        "resource",
        "row",
        "used",
        "user",
    )

    policy_digest: str
    action: str
    action_digest: str
    row: str
    platform: str | None
    outcome: str
    level: str | None
    obligations: tuple[str, ...]
    missing: tuple[str, ...]
    errors: tuple[str, ...]
    used: Mapping[str, Value]
    not_needed: Mapping[str, Value]
    user: str | int | None
    resource: str | int | None
    request: str | None
    at: str | None

    def __init__(self, **fields: Any) -> None:
        if fields.keys() != set(self.__slots__):
            raise TypeError(f"a receipt has the fields {', '.join(self.__slots__)}")
        for name, value in fields.items():
            kept = MappingProxyType(dict(value)) if name in MAPPINGS else value
            object.__setattr__(self, name, kept)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a receipt does not change: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a receipt does not change: {name}")

    def __reduce__(self) -> tuple[object, ...]:
        return Receipt.from_json, (self.to_json(),)

    @property
    def allowed(self) -> bool:
        """Whether the answer was yes."""
        return self.outcome == "allowed"

    @property
    def facts(self) -> dict[str, Value]:
        """Every fact by name, whether it was needed or not."""
        return {**self.used, **self.not_needed}

    def to_json(self) -> str:
        """
        Write the receipt as one line of ASCII: the same line for the same decision.

        >>> import permmatrix as pm
        >>> ana = pm.User("ana", levels={"commitments": "admin"})
        >>> line = pm.load().receipt(ana, "commitments.search").to_json()
        >>> Receipt.from_json(line).to_json() == line
        True
        """
        fields = {name: getattr(self, name) for name in self.__slots__}
        fields |= {name: dict(fields[name]) for name in MAPPINGS}
        return WRITTEN({"format": FORMAT, **fields})

    @classmethod
    def from_json(cls, text: str) -> Receipt:
        """
        Read what `to_json` wrote, or the same with other blanks and another order.

        Raises:
            ReceiptError: the text is no receipt of this format; it says what is wrong, and where.
        """
        fields = _parsed(text)
        try:
            _check(fields)
        except ReceiptError as error:
            key = error.where.partition(".")[0]
            raise ReceiptError(error.message, error.where, _column(text, key)) from None
        del fields["format"]
        for name in LISTS:
            fields[name] = tuple(fields[name])
        for name in MAPPINGS:
            facts = fields[name].items()
            fields[name] = {key: tuple(it) if type(it) is list else it for key, it in facts}
        return cls(**fields)

    def __eq__(self, other: object) -> bool:
        return self.to_json() == other.to_json() if isinstance(other, Receipt) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.action, self.outcome, self.user, self.resource, self.request))

    def __repr__(self) -> str:
        answer = "yes" if self.allowed else "no"
        return f"<Receipt of {self.action}: {answer}, {self.outcome}>"


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = READ.decode(text)
    except json.JSONDecodeError as error:
        raise ReceiptError(f"this is not JSON: {error.msg.lower()}", "", error.colno) from None
    except ReceiptError:
        raise
    except RecursionError:
        raise ReceiptError("this is nested too deep to be a receipt") from None
    except ValueError:
        raise ReceiptError("a number in it is too long") from None
    if not isinstance(found, dict):
        raise ReceiptError("this is not an object of JSON")
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ReceiptError("this key is written twice", twice[:60])
    return found


def _no_constant(word: str) -> Any:
    raise ReceiptError(f"{word} is not JSON")


READ = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)


def _check(fields: dict[str, Any]) -> None:
    """
    Look whether each field is there and of its kind.

    Raises:
        ReceiptError: one is not.
    """
    if fields.get("format") != FORMAT:
        raise ReceiptError(f"this is not a format permmatrix reads; it reads `{FORMAT}`", "format")
    for name, (fits, expected) in KINDS.items():
        if name not in fields:
            raise ReceiptError("this key is missing", name)
        if not fits(fields[name]):
            raise ReceiptError(f"this should be {expected}", name)
    if len(fields) > len(KINDS) + 1:
        more = min(fields.keys() - KINDS.keys() - {"format"})
        raise ReceiptError("a receipt has no such key", more[:60])
    if fields["outcome"] not in NEARNESS:
        raise ReceiptError("there is no such outcome", "outcome")
    for name in MAPPINGS:
        _check_facts(fields[name], name)
    if not fields["used"].keys().isdisjoint(fields["not_needed"]):
        twice = min(fields["used"].keys() & fields["not_needed"].keys())
        raise ReceiptError("this fact is needed and not needed", f"not_needed.{twice[:60]}")


def _check_facts(facts: dict[str, Any], where: str) -> None:
    for name, value in facts.items():
        if value is None:
            continue
        if is_levels(name):
            if not _is_texts(value):
                raise ReceiptError("this should be a list of levels or null", f"{where}.{name}")
        elif not isinstance(value, bool):
            raise ReceiptError("this should be true, false or null", f"{where}.{name}")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_text_or_null(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(it, str) for it in value)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_id(value: Any) -> bool:
    return value is None or (isinstance(value, str | int) and not isinstance(value, bool))


TEXT = (_is_text, "text")
TEXT_OR_NULL = (_is_text_or_null, "text or null")
TEXTS = (_is_texts, "a list of texts")
FACTS = (_is_object, "an object of facts")
ID = (_is_id, "text, a whole number or null")
KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "policy_digest": TEXT,
    "action": TEXT,
    "action_digest": TEXT,
    "row": TEXT,
    "platform": TEXT_OR_NULL,
    "outcome": TEXT,
    "level": TEXT_OR_NULL,
    "obligations": TEXTS,
    "missing": TEXTS,
    "errors": TEXTS,
    "used": FACTS,
    "not_needed": FACTS,
    "user": ID,
    "resource": ID,
    "request": TEXT_OR_NULL,
    "at": TEXT_OR_NULL,
}

LISTS = ("obligations", "missing", "errors")
MAPPINGS = ("used", "not_needed")


def _column(text: str, key: str) -> int:
    """Give where a key stands in a line, or its beginning where it is not there."""
    place = text.find(f'"{key}"') if key else -1
    return place + 1 if place >= 0 else 1
