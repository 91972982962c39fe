"""
YAML text to a tree of nodes that know their places, strictly and by the rules of YAML 1.2.

The only module that imports yaml. It takes the parser's events rather than its loaded values,
because only the events keep duplicate keys, source positions and the text of a scalar, and because
a loop over events stops at a depth that would crash a recursive loader.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import yaml
from attrs import define, field

from permmatrix.codes import Code
from permmatrix.diagnostics import EnoughError, Problems, Related, shown
from permmatrix.escapes import HALF, PAIR, made_whole, without_pairs
from permmatrix.nodes import Broken, Entry, Mapping, Node, Scalar, ScalarValue, Sequence
from permmatrix.source import Span

__all__ = ["MAX_BYTES", "parse"]

MAX_BYTES = 8 * 1024 * 1024
"""A file larger than this is refused unread. 10,000 rows of the shipped kind take about half."""

MAX_DEPTH = 50
MAX_NODES = 400_000
"""10,000 rows of the shipped kind have 320,000 values, keys and collections counted."""

# What YAML does not print, and what its parsers take for a line break where editors do not. Tabs
# and directives are legal YAML, but PyYAML's two parsers disagree on where.
NOT_ACCEPTED = re.compile(
    "[^\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
DIRECTIVE = re.compile(r"%(?<![^\r\n]%)[^\r\n]*")

# Where the two parsers read differently: between brackets, a `?` or a `:` that touches something
# else; a comment that touches the `|` or `>` of a block.
UNCLEAR_IN_FLOW = re.compile(r"\?|:(?=[,?\[\]{}])")
TOUCHING_KEY = re.compile(r"\?(?=\S)")
BLOCK_HEADER = re.compile(r"[^|>]*[|>][-+0-9]*#")
IGNORED = re.compile(r"(?:\s|(?<!\S)#[^\r\n]*+)*+")
INDICATOR = re.compile(rf"{IGNORED.pattern}[-?:]")
TAG_END = re.compile(r"[\s,\]}]")
TAG_AHEAD = re.compile(r"(?:[\s:,\[\]{}]|[-?](?=\s)|#[^\r\n]*+|&[^\s,\[\]{}]*+)*+!")

# The core schema of YAML 1.2.2, section 10.3.2.
WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
INTEGER = re.compile(r"[-+]?[0-9]{1,100}|0o[0-7]{1,100}|0x[0-9a-fA-F]{1,100}")
FLOAT = re.compile(r"[-+]?(?=[0-9]*[.eE])(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")


def parse(problems: Problems, *, parser: Any = None) -> Node | None:
    """
    Read the source of `problems` as one YAML document.

    Gives None where no tree could be made; what is wrong, then and otherwise, is in `problems`.
    `parser` is for comparing PyYAML's two parsers; left out, the C one is used where there is one.
    """
    if not _clean(problems):
        return None
    parser = parser or getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with suppress(EnoughError):
        return _build(_Builder(problems), parser)
    return None


def _build(builder: _Builder, parser: Any) -> Node | None:
    before = len(builder.problems.found)
    try:
        _read(builder, parser)
    except yaml.YAMLError as error:
        if "nesting depth" not in (getattr(error, "problem", None) or ""):
            builder.refuse(error)
            return None
        # newer libyaml has a limit of its own and looks ahead past ours: the Python parser, which
        # has none, says where ours is
        del builder.problems.found[before:]
        return _build(_Builder(builder.problems), yaml.SafeLoader)
    if builder.stopped:
        return None
    problems, root = builder.problems, builder.root
    if root is None or (isinstance(root, Scalar) and root.value is None):
        problems.add(Code.EMPTY, "the file is empty", Span(problems.source, 0, 0))
        return None
    return root


def _read(builder: _Builder, parser: Any) -> None:
    # what replaces pairs is as long, so that places are those of the source
    reader = parser(without_pairs(builder.text))
    try:  # not by `yaml.parse`, which looks at each event twice
        while not builder.stopped and (event := reader.get_event()) is not None:
            builder.take(event)
    finally:
        reader.dispose()


def _clean(problems: Problems) -> bool:
    text = problems.source.text
    if found := NOT_ACCEPTED.search(text):
        name, escape = f"U+{ord(found[0]):04X}", f'"\\u{ord(found[0]):04x}"'
        code, message = Code.CONTROL_CHARACTER, f"the character {name} is not accepted"
        help_ = f"write it as an escape in double quotes: {escape}"
        if found[0] == "\t":
            code, message = Code.NOT_YAML, "tabs are not accepted"
            help_ = 'indent with spaces, not tabs; within a text, write "\\t" in double quotes'
    elif found := DIRECTIVE.search(text):
        code, message = Code.NOT_YAML, "directives are not accepted"
        help_ = "leave out the line that begins with `%`"
    elif found := HALF.search(without_pairs(text)):
        code, message = Code.CONTROL_CHARACTER, f"`\\{found[1]}` is not a whole character"
        help_ = "write the character itself"
    else:
        return True
    start = found.start(1) - 1 if found.re is HALF else found.start()
    problems.add(code, message, Span(problems.source, start, found.end()), help=help_)
    return False


def _syntax_place(text: str, error: Any, still_open: list[_Open]) -> int:
    """Give the offset to point at, the same from both parsers, whose marks differ in places."""
    problem, context = getattr(error, "problem", None) or "", getattr(error, "context", None) or ""
    begin = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or begin
    at: int = mark.index if mark else 0
    if begin and "simple key" in context:
        return int(begin.index)
    if "unknown escape" in problem and text[at : at + 1] != "\\":
        return at - 1
    if text[at:].strip():
        return at
    # the end of the file shows nothing; what was not closed does
    if begin and "end of stream" in problem:
        return int(begin.index)
    unclosed = (it.start for it in still_open if it.flow)
    return next(unclosed, len(text.rstrip()))


HINTS = (
    (re.compile(r"\?"), "put quotes around a value that contains `?`"),
    (re.compile(r":[,?\[\]{}]"), "put a space after the colon, or quotes around the value"),
    (re.compile("#"), "put a space before the `#`"),
)


def _syntax_help(text: str, at: int) -> str:
    for pattern, hint in HINTS:
        if pattern.match(text, at):
            return hint
    line = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    if line.count(": ") > 1 and not re.search(r"[{\"']", line):
        return "put quotes around a value that contains `: `"
    if re.match(r"\s*[^\s:#]+:\S", line):
        return "put a space after the colon"
    return "look here, and at the line before, for a missing quote, bracket, colon or space"


@define
class _Open:
    """A mapping or sequence whose end has not come yet. `flow`: it is written in brackets."""

    start: int
    is_mapping: bool
    flow: bool
    nodes: list[Node] = field(factory=list)


class _Builder:
    """Builds the tree from events, without recursion. Events are Any: the stubs say too little."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.source = problems.source
        self.text = self.source.text
        self.root: Node | None = None
        self.stopped = False
        self.open: list[_Open] = []
        self.anchors: set[str] = set()
        self.count = 0
        self.end_of_last = 0

    def take(self, event: Any) -> None:
        match event:
            case yaml.ScalarEvent():
                self.scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self.start(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.end(event)
            case yaml.AliasEvent():
                self.alias(event)
            case yaml.DocumentStartEvent() if self.root is not None:
                help_ = "one file holds one matrix"
                at = self.span(event)
                self.stop(Code.SEVERAL_DOCUMENTS, "a second document begins here", at, help_)
            case yaml.DocumentStartEvent():
                self.end_of_last = self.span(event).end
            case _:
                pass

    def span(self, event: Any) -> Span:
        return Span(self.source, event.start_mark.index, event.end_mark.index)

    def scalar(self, event: Any) -> None:
        value, start, end = event.value, event.start_mark.index, event.end_mark.index
        flow = bool(self.open) and self.open[-1].flow
        if pair := PAIR.search(self.text, start, end):
            value = self.paired(event, pair)
        elif not event.style:
            value = _resolve(value)
            if event.value == "":  # the parsers put what is not there in different places
                ahead = INDICATOR.match(self.text, self.end_of_last)
                start = end = ahead.end() if ahead else self.end_of_last
            elif flow:
                beyond = 2 if self.text[end : end + 1] in {":", "?"} else 0
                self.unclear(UNCLEAR_IN_FLOW.search(self.text, start, end + beyond))
        elif event.style in {"|", ">"}:
            self.unclear(BLOCK_HEADER.match(self.text, start))
        if flow or event.anchor is not None or event.tag is not None:
            self.begin(event, start)
        self.put(Scalar(value, Span(self.source, start, end)), end)

    def paired(self, event: Any, pair: re.Match[str]) -> str:
        """Read a text once more, with one escape for each pair of halves of characters."""
        if event.style != '"':
            place = Span(self.source, pair.start(2) - 2, pair.end())
            message = f"`{place.text}` is a character in double quotes only"
            self.stop(Code.CONTROL_CHARACTER, message, place, "write the character itself")
            return ""
        written = made_whole(self.text[event.start_mark.index : event.end_mark.index])
        events = yaml.parse(written, yaml.SafeLoader)
        return next(it.value for it in events if isinstance(it, yaml.ScalarEvent))

    def begin(self, event: Any, at: int) -> None:
        """Stop at a tag, report an anchor."""
        if event.anchor is None and event.tag is None:
            if self.text[at - 1 : at] == "?" and self.open and self.open[-1].flow:
                self.unclear(TOUCHING_KEY.match(self.text, at - 1))
            return
        if event.tag is not None:
            self.tag(self.text.find("!", event.start_mark.index))
        elif not self.stopped:
            self.anchors.add(event.anchor)
            at = self.text.find("&", event.start_mark.index)
            place = Span(self.source, at, at + 1 + len(event.anchor))
            message = f"the anchor `&{shown(event.anchor)}` is not accepted"
            help_ = "write the value out in each place"
            self.problems.add(Code.ALIAS, message, place, help=help_)

    def unclear(self, found: re.Match[str] | None) -> None:
        if found:
            self.not_yaml(found.end() - 1)

    def put(self, node: Node, end: int) -> None:
        self.end_of_last = end
        self.count += 1
        if self.count > MAX_NODES:
            self.stop(Code.TOO_LARGE, f"more than {MAX_NODES:,} values", node.span)
        elif self.open:
            self.open[-1].nodes.append(node)
        else:
            self.root = node

    def stop(self, code: Code, message: str, span: Span, help_: str | None = None) -> None:
        if not self.stopped:
            self.problems.add(code, message, span, help=help_)
        self.stopped = True

    def tag(self, at: int) -> None:
        source, end = self.source, TAG_END.search(self.text, at)
        span = Span(source, at, end.start() if end else len(self.text))
        help_ = "put quotes around a value that begins with `!`"
        self.stop(Code.TAG, f"the tag `{shown(span.text)}` is not accepted", span, help_)

    def refuse(self, error: Any) -> None:
        """Report where the parser gave up."""
        if self.root is not None and not self.open:
            ignored = IGNORED.match(self.text, self.end_of_last)
            self.not_yaml(ignored.end() if ignored else self.end_of_last)
        elif str(getattr(error, "context", "")).endswith("a tag"):
            self.not_yaml(error.context_mark.index, tag=True)
        else:
            self.not_yaml(_syntax_place(self.text, error, self.open))

    def not_yaml(self, at: int, *, tag: bool = False) -> None:
        # a tag that no node was made of is in the way, whatever the parser stumbled over then
        ahead = TAG_AHEAD.match(self.text, self.end_of_last)
        if tag or ahead:
            self.tag(ahead.end() - 1 if ahead else at)
            return
        span = Span(self.source, at, min(at + 1, len(self.text)))
        self.stop(Code.NOT_YAML, "this is not valid YAML", span, _syntax_help(self.text, at))

    def start(self, event: Any) -> None:
        self.begin(event, event.start_mark.index)
        self.end_of_last = event.end_mark.index
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.open.append(_Open(event.start_mark.index, is_mapping, bool(event.flow_style)))
        if len(self.open) > MAX_DEPTH:
            at = Span(self.source, event.start_mark.index, event.start_mark.index + 1)
            self.stop(Code.TOO_DEEP, f"nested more than {MAX_DEPTH} deep", at)

    def end(self, event: Any) -> None:
        done = self.open.pop()
        last = done.nodes[-1].span.end if done.nodes else done.start
        # a block's end mark lies on the next line; its last value is where it ends for a reader
        end = event.end_mark.index if event.end_mark.index > event.start_mark.index else last
        end = max(end, done.start)
        span = Span(self.source, done.start, end)
        whole = self.mapping(done.nodes, span) if done.is_mapping else None
        self.put(whole or Sequence(tuple(done.nodes), span), end)

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
                    help="put it in quotes, or name it with a word",
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

    def alias(self, event: Any) -> None:
        span = self.span(event)
        if event.anchor not in self.anchors:
            message = f"the alias `*{shown(event.anchor)}` is not accepted"
            help_ = "put quotes around a value that begins with `*`"
            self.problems.add(Code.ALIAS, message, span, help=help_)
        self.put(Broken(span), span.end)


def _resolve(text: str) -> ScalarValue:
    """Read a plain scalar as YAML 1.2 does: `no`, `on`, `1:30` and dates stay text."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if INTEGER.fullmatch(text):
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    if FLOAT.fullmatch(text) and abs(value := float(text)) != float("inf"):
        return value
    return text
