"""Titles that some format, or some reader of it, takes for more than words."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["HOSTILE", "titles"]

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
HEBREW, ARABIC = "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627"

HOSTILE = [
    *("a|b", "|", "`a|b`", "```", "<b>x</b>", "<script>alert(1)</script>", "&lt;", "&amp;copy;"),
    *('"quoted"', "it's", "\\", "\\|", "a\\", "*a*", "**", "_a_", "a_b_c", "~~gone~~", "$x$", "$$"),
    *("\\" * 2, "\\" * 4),
    *("@team", "a@example.org", "www.example.org", "https://example.org/a?b=c&d", "ftp://x.org"),
    *(
        "#1",
        "# head",
        "- item",
        "+ item",
        "1. item",
        "12) item",
        "= head",
        "==",
        "---",
        "===",
        "***",
    ),
    *(":smile:", ":a:b:", ":::note", "::", "a::", ": term", "{: .note}", "{{ x }}", "{% x %}"),
    *("[x]", "[a](b)", "![a](b)", "[^1]", "[[a]]", "[bold]a[/bold]", "<!-- a", "-->", "]]>", "<a>"),
    *("=1+1", "-1", "+1", "@SUM(A1)", "\ttab", "a,b;c", "a\u00a0b", "\u200b", "\ufeffa", "e\u0301"),
    *(HEBREW, f"{ARABIC} a | b", "\u202eabc", "\u2066x", f"{FAMILY} x", SCOTLAND, "x" * 5000),
    *("word " * 1000, "\x00", "\x1b[31mred", "\ud800", "\ufffe", "", " ", "&", "%", "% a", "(a)="),
    *("+++", "...", "`a`_", "a_", "_a", "|a|", "*a", "\\*", ".. note:: x", "|===", "h|a", "{attr}"),
    *("((a))", "<<a>>", "footnote:[a]", "link:a[b]", "pass:[<b>]", "a +", "++a++", "^a^", "''"),
    *("``", "'a`", "a<br>b", "(C)", "a -- b", "->", "mailto:a@b.cd", "// x", "//// x", "!!! note"),
    *("??? x", "/// x", "> a", "a\x0bb", "a\u2028b", "a. b", "(1) b", "i. b", "#. b", "\u3000"),
]


def titles() -> st.SearchStrategy[list[str]]:
    """Give some titles, hostile ones alone and joined, and any others."""
    hostile = st.sampled_from(HOSTILE)
    joined = st.lists(hostile | st.just(" "), min_size=2, max_size=4).map("".join)
    return st.lists(hostile | joined | st.text(max_size=12), min_size=1, max_size=12)
