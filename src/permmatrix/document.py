"""
YAML text to a tree of nodes that know their places, strictly and by the rules of YAML 1.2.

The only module that imports yaml. It takes the parser's events rather than its loaded values,
because only the events keep duplicate keys, source positions and the text of a scalar, and because
a loop over events stops at a depth that would crash a recursive loader.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from attrs import define, field

from permmatrix.codes import Code
from permmatrix.diagnostics import Problems, Related, shown
from permmatrix.nodes import Broken, Entry, Mapping, Node, Scalar, ScalarValue, Sequence
from permmatrix.source import Span

__all__ = ["MAX_BYTES", "parse"]

MAX_BYTES = 8 * 1024 * 1024
"""A file larger than this is refused unread. 10,000 rows of the shipped kind take about half."""

MAX_DEPTH = 50
MAX_NODES = 1_000_000

# What YAML does not print, and what its parsers take for a line break where editors do not.
NOT_ACCEPTED = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)

# The core schema of YAML 1.2.2, section 10.3.2.
NULL = frozenset({"", "~", "null", "Null", "NULL"})
TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
INTEGER = re.compile(r"[-+]?[0-9]{1,100}|0o[0-7]{1,100}|0x[0-9a-fA-F]{1,100}")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")


def parse(problems: Problems, *, parser: Any = None) -> Node | None:
    """
    Read the source of `problems` as one YAML document.

    Gives None where no tree could be made; what is wrong, then and otherwise, is in `problems`.
    `parser` is for comparing PyYAML's two parsers; left out, the C one is used where there is one.
    """
    if not _clean(problems):
        return None
    parser = parser or getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(problems)
    try:
        for event in yaml.parse(problems.source.text, Loader=parser):
            builder.take(event)
            if builder.stopped:
                return None
    except yaml.YAMLError as error:
        _report_syntax(problems, error)
        return None
    root = builder.root
    if root is None or (isinstance(root, Scalar) and root.value is None):
        problems.add(Code.EMPTY, "the file is empty", Span(problems.source, 0, 0))
        return None
    return root


def _clean(problems: Problems) -> bool:
    source = problems.source
    found = NOT_ACCEPTED.search(source.text)
    if found:
        name = f"U+{ord(found[0]):04X}"
        problems.add(
            Code.CONTROL_CHARACTER,
            f"the character {name} is not accepted",
            Span(source, found.start(), found.end()),
            help=f'write it as an escape in double quotes: "\\u{ord(found[0]):04x}"',
        )
    return not found


def _report_syntax(problems: Problems, error: yaml.YAMLError) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    text = problems.source.text
    at = min(mark.index if mark else 0, len(text))
    if at == len(text):  # the end of the file shows nothing; its last written line does
        at = len(text.rstrip())
    problems.add(
        Code.NOT_YAML,
        "this is not valid YAML",
        Span(problems.source, at, min(at + 1, len(text))),
        help=_syntax_help(text, at),
    )


def _syntax_help(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "indent with spaces, not tabs"
    if line.count(": ") > 1 and not re.search(r"[{\"']", line):
        return "put quotes around a value that contains `: `"
    if re.match(r"\s*[^\s:#]+:\S", line):
        return "put a space after the colon"
    return "look here, and at the line before, for a missing quote, bracket, colon or space"


@define
class _Open:
    """A mapping or sequence whose end has not come yet."""

    start: int
    is_mapping: bool
    broken: bool
    nodes: list[Node] = field(factory=list)


class _Builder:
    """Builds the tree from events, without recursion. Events are Any: the stubs say too little."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.root: Node | None = None
        self.stopped = False
        self.open: list[_Open] = []
        self.anchors: set[str] = set()
        self.count = 0

    def take(self, event: Any) -> None:
        match event:
            case yaml.ScalarEvent():
                self.put(self.scalar(event))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self.start(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.end(event)
            case yaml.AliasEvent():
                self.alias(event)
            case yaml.DocumentStartEvent() if self.root is not None:
                at = self.span(event)
                self.problems.add(
                    Code.SEVERAL_DOCUMENTS,
                    "a second document begins here",
                    at,
                    help="one file holds one matrix",
                )
                self.stopped = True
            case _:
                pass

    def span(self, event: Any) -> Span:
        return Span(self.problems.source, event.start_mark.index, event.end_mark.index)

    def put(self, node: Node) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            self.stop(Code.TOO_LARGE, f"more than {MAX_NODES:,} values", node.span)
        elif self.open:
            self.open[-1].nodes.append(node)
        else:
            self.root = node

    def stop(self, code: Code, message: str, span: Span) -> None:
        self.problems.add(code, message, span)
        self.stopped = True

    def start(self, event: Any) -> None:
        broken = self.marked(event)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.open.append(_Open(event.start_mark.index, is_mapping, broken))
        if len(self.open) > MAX_DEPTH:
            at = Span(self.problems.source, event.start_mark.index, event.start_mark.index + 1)
            self.stop(Code.TOO_DEEP, f"nested more than {MAX_DEPTH} deep", at)

    def end(self, event: Any) -> None:
        done = self.open.pop()
        last = done.nodes[-1].span.end if done.nodes else done.start
        # a block's end mark lies on the next line; its last value is where it ends for a reader
        flow = event.end_mark.index > event.start_mark.index
        end = event.end_mark.index if flow else last
        span = Span(self.problems.source, done.start, max(end, done.start))
        if done.broken:
            self.put(Broken(span))
        elif done.is_mapping:
            self.put(self.mapping(done.nodes, span))
        else:
            self.put(Sequence(tuple(done.nodes), span))

    def mapping(self, nodes: list[Node], span: Span) -> Mapping:
        found: dict[str, Entry] = {}
        lost = []
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if isinstance(key, Broken):
                lost.append(Entry("", key.span, value))
            elif not isinstance(key, Scalar) or not isinstance(key.value, str):
                lost.append(Entry("", key.span, value))
                self.problems.add(
                    Code.KEY_NOT_TEXT,
                    f"the key `{shown(key.span.text)}` is not text",
                    key.span,
                    help="put it in quotes",
                )
            elif key.value in found:
                lost.append(Entry(key.value, key.span, value))
                self.problems.add(
                    Code.DUPLICATE_KEY,
                    f"`{shown(key.value)}` is written twice",
                    key.span,
                    related=[Related("first written", found[key.value].key_span)],
                )
            else:
                found[key.value] = Entry(key.value, key.span, value)
        return Mapping(tuple(found.values()), span, tuple(lost))

    def scalar(self, event: Any) -> Node:
        span = self.span(event)
        if self.marked(event):
            return Broken(span)
        is_plain = event.style is None or event.style == ""
        return Scalar(_resolve(event.value) if is_plain else event.value, span)

    def marked(self, event: Any) -> bool:
        """Report a tag or an anchor, and say whether the node is lost by it."""
        source, start = self.problems.source, event.start_mark.index
        if event.anchor is not None:
            self.anchors.add(event.anchor)
            at = source.text.find("&", start)
            self.problems.add(
                Code.ALIAS,
                f"the anchor `&{shown(event.anchor)}` is not accepted",
                Span(source, at, at + 1 + len(event.anchor)),
                help="write the value out in each place",
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            at = source.text.find("!", start)
            self.problems.add(
                Code.TAG,
                "tags are not accepted",
                Span(source, at, at + len(re.split(r"[\s,\]}]", source.text[at:], maxsplit=1)[0])),
                help="put quotes around a value that begins with `!`",
            )
        return tag is not None

    def alias(self, event: Any) -> None:
        span = self.span(event)
        if event.anchor not in self.anchors:
            self.problems.add(
                Code.ALIAS,
                f"the alias `*{shown(event.anchor)}` is not accepted",
                span,
                help="put quotes around a value that begins with `*`",
            )
        self.put(Broken(span))


def _resolve(text: str) -> ScalarValue:
    """Read a plain scalar as YAML 1.2 does: `no`, `on`, `1:30` and dates stay text."""
    if text in NULL:
        return None
    if text in TRUTH:
        return TRUTH[text]
    if INTEGER.fullmatch(text):
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    if FLOAT.fullmatch(text) and abs(value := float(text)) != float("inf"):
        return value
    return text
