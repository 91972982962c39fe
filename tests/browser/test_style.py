"""The style of tables on pages of other sites, as a browser takes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

STYLE = Path(__file__).parents[2] / "src" / "permmatrix" / "style" / "permmatrix.css"
SIGNS = {
    "pm-yes": "✓",
    "pm-limited": "✓",
    "pm-conditions": "◐",
    "pm-no": "–",
    "pm-undocumented": "?",
    "pm-not-applicable": "–",
    "pm-no-level": "–",
}


def test_each_answer_has_its_own_sign(browser: Any) -> None:
    """In tables by Sphinx the sign before a cell's words fits them, and is not read aloud."""
    cells = "".join(f'<td class="{it} pm-doubt"><p>words</p></td>' for it in SIGNS)
    page = browser.new_page()
    page.set_content(
        f"<style>{STYLE.read_text('utf-8')}</style>"
        f'<div class="permmatrix"><table class="pm-table"><tr>{cells}</tr></table></div>'
    )
    shown = page.eval_on_selector_all(
        "td > p", "all => all.map(it => getComputedStyle(it, '::before').content)"
    )
    page.close()

    assert shown == [f'"{sign}" / ""' for sign in SIGNS.values()]


def test_notes_keep_their_numbers_in_lists_of_a_site(browser: Any) -> None:
    """Where a site gives nested lists letters, ours have the numbers that cells name."""
    site = ".site ol ol, .site ol ol ol { list-style-type: lower-alpha; }"
    note = '<ol class="pm-notes"><li>by Sphinx</li></ol>'
    notes = '<section class="pm-notes"><ol><li>in HTML</li></ol></section>'
    page = browser.new_page()
    page.set_content(
        f"<style>{STYLE.read_text('utf-8')}\n{site}</style>"
        f'<div class="site"><ol><li><ol><li class="permmatrix">{note}{notes}</li></ol></li></ol>'
    )
    shown = page.eval_on_selector_all(
        ".permmatrix li", "all => all.map(it => getComputedStyle(it).listStyleType)"
    )
    page.close()

    assert shown == ["decimal", "decimal"]
