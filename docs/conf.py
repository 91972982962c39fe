"""
How the documentation is built: `sphinx-build -W docs FOLDER`.

The pages are read in the repository as well, where nothing builds them. So whatever only Sphinx
can do is put in here, while it reads them: tables by its own directives in place of the rendered
regions, lists of pages, the explorer.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import permmatrix as pm
from permmatrix.rendering.filling import reader

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "permmatrix"
extensions = ["myst_parser", "permmatrix.sphinx"]
html_theme = "furo"
html_title = "permmatrix"
html_show_copyright = False
myst_heading_anchors = 3

LISTS = {"codes/README": "PM*", "decisions/README": "0*", "matrices/README": "[!R]*"}
"""The pages that are an index of others, which is a table for those who read it as a file."""

OUTSIDE = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+[\w/.-]+\.md)\)")
"""A link to a page that is not among these."""

REGION = re.compile(
    r"^<!-- permmatrix:begin (.*?) -->\n.*?^<!-- permmatrix:end -->\n", re.DOTALL | re.MULTILINE
)

TRIED = "matrices/README"
FRAME = """
## Try them here

This is that file; it can also be seen <a href="explorer.html">by itself</a>.

<iframe class="explorer" src="explorer.html" title="The explorer"></iframe>
"""
html_static_path = ["static"]
html_css_files = ["explorer-frame.css", "wide-blocks.css"]


def setup(app: Sphinx) -> None:
    """Have the pages read for Sphinx, and the explorer written beside them."""
    app.connect("source-read", _for_sphinx)
    app.connect("build-finished", _with_explorer)


def _for_sphinx(app: Sphinx, page: str, source: list[str]) -> None:
    folder = (Path(app.srcdir) / page).parent

    def inside(link: re.Match[str]) -> str:
        target = (folder / link[2]).resolve()
        return link[0] if target.is_relative_to(app.srcdir) else link[1]

    source[0] = OUTSIDE.sub(inside, source[0])
    if page == "index" or page.startswith("matrices/"):
        source[0] = REGION.sub(_directive, source[0])
    if page == TRIED:
        source[0] += FRAME
    if page in LISTS:
        source[0] += f"\n\n```{{toctree}}\n:hidden:\n:glob:\n\n{LISTS[page]}\n```\n"


def _directive(region: re.Match[str]) -> str:
    """Give the directive that shows what a region shows."""
    args = reader().parse_args(shlex.split(region[1]))
    name = "permmatrix" if args.may is None else "permmatrix-may"
    words = [*args.paths, *([args.may] if args.may else ())]
    said = {
        "rows": ", ".join(args.rows),
        "columns": ", ".join(args.columns),
        "terms": args.terms or "",
        "bare": " " if args.bare else "",
        # the whole table is what links lead to
        "no-index": " " if args.terms else "",
    }
    options = "".join(f":{key}: {value}".rstrip() + "\n" for key, value in said.items() if value)
    return f"```{{{name}}} {' '.join(words)}\n{options}```\n"


def _with_explorer(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        text = pm.render(pm.load(Path(app.srcdir).parent / "matrices"), "explorer")
        (Path(app.outdir) / "matrices" / "explorer.html").write_text(text, encoding="utf-8")
