"""Whatever files are called and messages say, each format is well-formed and gives it back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote

from hypothesis import given
from junitparser import JUnitXml
from markdown_it import MarkdownIt

from permmatrix.diagnostics import Diagnostic
from permmatrix.outputs import github, gitlab, junit, markdown, plain, sarif, text
from permmatrix.outputs.findings import Findings
from reports import all_findings, wrong_with_sarif

# what XML cannot hold; and what a console is spared, where line breaks are escaped
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_SHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def path(name: str, findings: Findings) -> str:
    """Give the path of a drawn name, which has no folders in it, as all formats should."""
    assert "/" not in name
    assert not findings.root or not name.startswith(findings.root)
    return name


def region(found: Diagnostic) -> list[int]:
    """Give the place of a finding, worked out from its text alone."""
    before = found.span.source.text[: found.span.start]
    through = found.span.source.text[: found.span.end]
    return [number for text in (before, through) for number in _position(text)]


def _position(before: str) -> tuple[int, int]:
    lines = re.split(r"\r\n|\r|\n", before)
    return len(lines), len(lines[-1]) + 1


@given(all_findings())
def test_json_gives_findings_back(findings: Findings) -> None:
    """Letter for letter, the names of files included."""
    read = json.loads(plain.text_of(findings).encode("utf-8", "backslashreplace"))

    items = read["findings"] if findings.cases else read
    assert [(it["filename"], it["message"], it["help"]) for it in items] == [
        (it.span.file, it.message, it.help) for it in findings.diagnostics
    ]
    if findings.cases:
        assert [(it["suite"], it["name"], it["skipped"]) for it in read["cases"]] == [
            (it.suite, it.name, it.skipped) for it in findings.cases
        ]


@given(all_findings())
def test_sarif_gives_findings_back(findings: Findings) -> None:
    """Within the published schema; an address is a name with all that could mislead escaped."""
    log = json.loads(sarif.text_of(findings).encode("utf-8", "backslashreplace"))

    assert wrong_with_sarif(log) == []
    results = log["runs"][0]["results"]
    suppressed = [it.diagnostic for it in findings.suppressed]
    for result, it in zip(results, [*findings.diagnostics, *suppressed], strict=True):
        [place] = [it["physicalLocation"] for it in result["locations"]]
        said = f"{it.message}\n{it.help}" if it.help else it.message
        uri = place["artifactLocation"]["uri"]
        assert unquote(uri, errors="surrogateescape") == path(it.span.file, findings)
        assert result["message"]["text"].replace("\\[", "[") == said.replace("\\[", "[")
        names = ("startLine", "startColumn", "endLine", "endColumn")
        assert [place["region"][name] for name in names] == region(it)
    marks = [it["partialFingerprints"]["permmatrix/1"] for it in results]
    assert len(set(marks)) == len(marks)


@given(all_findings())
def test_gitlab_gives_findings_back(findings: Findings) -> None:
    """Each with a fingerprint of its own."""
    read = json.loads(gitlab.text_of(findings).encode("utf-8", "backslashreplace"))

    assert [(it["location"]["path"], it["description"]) for it in read] == [
        (path(it.span.file, findings), f"{it.message}; {it.help}" if it.help else it.message)
        for it in findings.diagnostics
    ]
    assert len({it["fingerprint"] for it in read}) == len(read)
    for it in read:
        begin, end = it["location"]["lines"]["begin"], it["location"]["lines"]["end"]
        positions = it["location"]["positions"]
        assert positions["begin"]["line"] == begin <= end <= positions["end"]["line"]


@given(all_findings())
def test_junit_gives_findings_back(findings: Findings) -> None:
    """But for what XML cannot hold; and the counts are those of what is listed."""
    report = JUnitXml.fromstring(junit.text_of(findings).encode("utf-8"))

    tests = [test for suite in report for test in suite]
    failures = [it for test in tests for it in test.result if it.type]
    assert report.tests == len(tests) == sum(suite.tests for suite in report)
    assert report.failures == sum(suite.failures for suite in report)
    assert report.failures == len([it for it in tests if it.is_failure])
    assert {suite.name for suite in report} >= {
        NOT_XML.sub("\ufffd", it.suite) for it in findings.cases
    }
    told = {it.message for it in failures}
    errors = [it for it in findings.diagnostics if findings.severity(it) == "error"]
    assert told >= {NOT_XML.sub("\ufffd", it.message) for it in errors}


@given(all_findings())
def test_github_gives_findings_back(findings: Findings) -> None:
    """One line is one command, and nothing that is no finding is one."""
    read = list(filter(None, map(_command, github.text_of(findings).split("\n"))))

    for (properties, data), it in zip(read, findings.diagnostics, strict=True):
        line, column, *_ = region(it)
        assert properties["file"] == NOT_SHOWN.sub("\ufffd", path(it.span.file, findings))
        assert properties["line"] == str(line)
        assert properties.get("col", str(column)) == str(column)
        assert data.startswith(f"{it.place}: {it.code} {it.message}")


def _command(line: str) -> tuple[dict[str, str], str] | None:
    """Read a workflow command as the runner does: two colons, properties, two colons, data."""
    match = re.match(r"\s*::(error|warning|notice) (.*?)::(.*)", line, re.DOTALL)
    if not match:
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        return None
    pairs = (pair.partition("=") for pair in match[2].split(","))
    return {name: _unescaped(value) for name, _, value in pairs}, _unescaped(match[3])


def _unescaped(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
        text = text.replace(code, character)
    return text.replace("%25", "%")


@given(all_findings())
def test_markdown_gives_findings_back(findings: Findings) -> None:
    """A table with a row a finding, and no markup but our own."""
    html = MarkdownIt("commonmark").enable("table").render(markdown.text_of(findings))
    page = Page(html)

    assert page.tags <= {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "br"}
    assert page.tags & {"h3", "p"} == {"h3", "p"}
    rows = [page.cells[at : at + 4] for at in range(0, len(page.cells), 4)]
    for (severity, place, code, said), it in zip(rows, findings.diagnostics, strict=True):
        words = f"{it.message}\n{it.help}" if it.help else it.message
        assert (severity, code) == (findings.severity(it), it.code)
        assert _bare(place) == _bare(it.place)
        assert _bare(said) == _bare(words)


class Page(HTMLParser):
    """The tags of a page, and the text of its cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.cells: list[str] = []
        self.within = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Note a tag, of which none has an attribute."""
        assert attrs == []
        self.tags.add(tag)
        if tag == "td":
            self.within = True
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave a cell."""
        self.within = self.within and tag != "td"

    def handle_data(self, data: str) -> None:
        """Add to a cell."""
        if self.within:
            self.cells[-1] += data


def _bare(text: str) -> str:
    """Leave out what marks code, and how wide blanks are."""
    return re.sub(r"[`\s]", "", NOT_SHOWN.sub("\ufffd", text.replace("\r", "\ufffd")))


@given(all_findings())
def test_text_is_a_line_a_finding_and_its_excerpt(findings: Findings) -> None:
    """In the order of the findings, and with a count in the end."""
    written = text.text_of(findings)

    at = -1
    for it in findings.diagnostics:
        at = written.find(f"{it.place}: ", at + 1)
        assert at >= 0
    assert written.endswith("\n")


def parts(findings: Findings) -> Iterator[str]:
    """Give a report in every format."""
    for it in (github, gitlab, junit, markdown, plain, sarif, text):
        yield it.text_of(findings)


@given(all_findings())
def test_a_report_is_the_same_each_time(findings: Findings) -> None:
    """Byte for byte, and it can be written to a file."""
    assert list(parts(findings)) == list(parts(findings))
    for it in parts(findings):
        it.encode("utf-8", "backslashreplace")
