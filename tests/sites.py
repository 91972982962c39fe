"""What the tests of the extensions share: sites written, built in a process of their own, read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from justhtml import JustHTML

from commands import Ran

__all__ = [
    "attributes",
    "dead_links",
    "dom",
    "parsed",
    "program",
    "rows_of",
    "said",
    "sphinx",
    "write",
]

CONF = """\
project = "Rights"
extensions = ["permmatrix.sphinx"]
html_theme = "alabaster"
"""


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a site's files, and give its folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def program(module: str, *arguments: str, cwd: Path) -> Ran:
    """Run a builder of sites. It is a process because builders have warnings of their own."""
    env = {**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "PYTHONHASHSEED": "0"}
    ran = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def sphinx(source: Path, *options: str, builder: str = "html") -> tuple[Path, Ran]:
    """Build a folder with Sphinx, with a plain conf.py if it has none; give where the pages are."""
    if not (source / "conf.py").exists():
        write(source, {"conf.py": CONF})
    out = source.parent / f"{source.name}-{builder}"
    arguments = ["-b", builder, *options, source.name, out.name]
    return out, program("sphinx", *arguments, cwd=source.parent)


def dom(page: Path) -> Any:
    """Read a page with a parser that shares nothing with what wrote it."""
    return parsed(page.read_text(encoding="utf-8"))


def parsed(text: str) -> Any:
    """Read HTML as it is, and not as a parser would clean it."""
    return JustHTML(text, sanitize=False)


def said(node: Any) -> str:
    """Give the words of a node on one line."""
    return " ".join(str(node.to_text(separator="", strip=False)).split())


def rows_of(table: Any) -> list[list[str]]:
    """Give the words of a table's cells, without the links to notes."""
    for link in table.query('[role="doc-noteref"]'):
        link.parent.remove_child(link)
    return [[said(cell) for cell in row.query("th, td")] for row in table.query("tr")]


def attributes(page: Any, name: str) -> list[str]:
    """Give the values of an attribute on a page, in order."""
    return [str(node.attrs[name]) for node in page.query(f"[{name}]")]


def dead_links(folder: Path) -> Iterator[str]:
    """Give the links within a site that lead to no page, or to no place on it."""
    pages = {path.resolve(): dom(path) for path in folder.rglob("*.html")}
    for path, page in pages.items():
        for link in page.query("a[href]"):
            target, _, place = str(link.attrs["href"]).partition("#")
            if "://" in target:
                continue
            other = (path.parent / target).resolve() if target else path
            found = other in pages and (not place or place in attributes(pages[other], "id"))
            if not found and not (other.exists() and not place):
                yield f"{path.name}: {link.attrs['href']}"
