"""Text as Markdown: what the readers in the other tests do not do, but forges and builders do."""

from __future__ import annotations

import pytest

from permmatrix.printers.markdown_text import escaped


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "Edit a Purchase Order's lines (SSOV), 1.5 - 2",
            "Edit a Purchase Order's lines (SSOV), 1.5 - 2",
        ),
        ("ask @team", "ask @<!-- -->team"),
        ("a@b.org", "a@<!-- -->b.org"),
        ("Www.b.org", "Www<!-- -->.b.org"),
        ("https://b.org", "https://<!-- -->b.org"),
        ("so :smile:", "so &#58;<!-- -->smile:"),
        (":+1:x:", "&#58;<!-- -->+1&#58;<!-- -->x:"),
        ("at 1:30", "at 1:30"),
        ("$x$", "&#36;x&#36;"),
        ("{{ x }} {: .a}", "&#123;&#123; x &#125;&#125; &#123;: .a&#125;"),
        ("a == b ++ c -- d", "a =&#61; b +&#43; c -&#45; d"),
        ("??? a", "&#63;?? a"),
        (": a", "&#58; a"),
        ("10) a", "&#49;0) a"),
    ],
)
def test_what_a_forge_makes_of_a_page_is_parted(text: str, written: str) -> None:
    """A mention, a link, a picture by name, a formula, a macro, marked text, a block."""
    assert escaped(text) == written
