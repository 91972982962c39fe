"""The page is one sound HTML file that runs its own script alone and asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import justhtml
import pytest
from attrs import evolve

from builders import ALLOW, DENY, matrices, row, tool
from permmatrix import explorer
from permmatrix.explorer.content import content
from permmatrix.model import MatrixSet
from permmatrix.reading import read

ROOT = Path(__file__).parents[3]
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>&amp;&lt;\"'`${1}@style@",
    "\u202eevil\u2066 \u200f",
    "\u2028\u2029\x85\ufeff\ufffe",
    "😀" * 50,
    "x" * 5_000,
]


def small(title: str = "Documents", action: str = "Read it") -> MatrixSet:
    """Make a matrix of one row."""
    found = matrices(row("read", {"none": DENY, "admin": ALLOW}), tools=[tool("none", "admin")])
    (matrix,) = found.matrices
    named = evolve(matrix.actions[0], title=action)
    return MatrixSet((evolve(matrix, title=title, actions=(named,)),))


@pytest.fixture(scope="module")
def shipped() -> MatrixSet:
    """Read the shipped matrices."""
    found, report = read([ROOT / "matrices" / f"{it}.yaml" for it in ("invoicing", "commitments")])
    assert found is not None, str(report)
    return found


def carried(html: str) -> Any:
    """Give the data of a page, read back by an HTML parser and a JSON parser."""
    document = justhtml.JustHTML(html, strict=True, sanitize=False)
    (data,) = document.query('script[type="application/json"]')
    return json.loads(data.to_text())


def between(html: str, tag: str) -> str:
    """Give what stands in the last element of a name."""
    return str(re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", html, re.DOTALL)[-1])


def hashed(text: str) -> str:
    """Give the hash that a policy names."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_it_is_valid_html(shipped: MatrixSet) -> None:
    """A strict HTML parser has nothing to say, and finds one title, one style and one script."""
    document = justhtml.JustHTML(explorer.page(shipped), strict=True, sanitize=False)

    assert [len(document.query(it)) for it in ("title", "style", "script", "h1")] == [1, 1, 2, 1]


def test_the_data_is_what_the_matrices_say(shipped: MatrixSet) -> None:
    """What is put into the page comes out of it."""
    assert carried(explorer.page(shipped, title="T")) == content(shipped, "T")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_stay_data(text: str) -> None:
    """A title that looks like markup is in the data, whole, and nowhere markup."""
    html = explorer.page(small(text, text))
    found = carried(html)
    document = justhtml.JustHTML(html, sanitize=False)

    assert found["matrices"][0]["title"] == text
    assert found["matrices"][0]["rows"][0]["title"] == text
    assert len(document.query("script")) == 2
    assert len(document.query("style")) == 1


def test_the_source_holds_no_sign_that_reorders_it() -> None:
    """Signs that would show the data in another order are written as escapes."""
    html = explorer.page(small("a\u202eb", action="a\u202eb\u2066c\u200fd"))

    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", html)
    assert r"a\u202eb\u2066c\u200fd" in html


def test_the_policy_allows_its_own_style_and_script_alone(shipped: MatrixSet) -> None:
    """The hashes are those of what stands in the page; nothing else may run or be fetched."""
    html = explorer.page(shipped)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    rules = dict(it.split(" ", 1) for it in policy.replace("&#x27;", "'").split("; "))

    assert rules == {
        "default-src": "'none'",
        "script-src": f"'{hashed(between(html, 'script'))}'",
        "style-src": f"'{hashed(between(html, 'style'))}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


def test_it_names_no_other_place(shipped: MatrixSet) -> None:
    """No address, no file and no event handler stands in the page."""
    html = explorer.page(shipped)

    assert not re.search(r"https?://|url\(|@import|\bsrc=", html)
    assert not re.search(r"<[^>]*\s(on[a-z]+|style)=", html)
    assert "innerHTML" not in html


def test_it_is_the_same_every_time(shipped: MatrixSet) -> None:
    """The bytes depend on the matrices alone; lines end as in Unix, the last one too."""
    html = explorer.page(shipped)

    assert html == explorer.page(shipped)
    assert "\r" not in html
    assert html.endswith("</html>\n")
    assert html.encode()


def test_the_title_is_that_of_the_matrices() -> None:
    """Without a title the page is named after its matrices, escaped."""
    html = explorer.page(small("A <b> & C"))

    assert "<title>A &lt;b&gt; &amp; C</title>" in html
    assert "<h1><bdi>A &lt;b&gt; &amp; C</bdi></h1>" in html


def test_many_matrices_are_not_all_in_the_title() -> None:
    """Beyond three, the others are counted."""
    (one,) = small().matrices
    five = MatrixSet(tuple(evolve(one, id=f"m{it}", title=f"M{it}") for it in range(5)))

    assert "<title>M0, M1, M2 and 2 more</title>" in explorer.page(five)


def test_tables_are_for_readers_without_script() -> None:
    """Tables stand within noscript as they are, below a lead that asks for no picking."""
    html = explorer.page(small(), tables="<table><caption>T</caption></table>")
    lead, tables = between(html, "noscript").strip().split("\n")

    assert lead == '<p class="lead">Without script this page shows the tables alone.</p>'
    assert tables == "<table><caption>T</caption></table>"
