"""
The code blocks of README.md and docs/, as values, and what running them prints.

`python tests/docs/pages.py` writes into each console block what its commands print now; read the
difference before committing it.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
    *sorted((ROOT / "docs" / "matrices").glob("*.md")),
]
BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: its language, the file it is to be saved as, its text, its place."""

    language: str
    file: str | None
    text: str
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    """Give the fenced blocks of a page."""
    return [
        Block(match[1], match[2], match[3], match.start(3), match.end(3))
        for match in BLOCK.finditer(text)
    ]


def page_id(path: Path) -> str:
    """Give a page's path within the project."""
    return path.relative_to(ROOT).as_posix()


def run_console(text: str, folder: Path) -> str:
    """Run the commands of a console block and give the block with what they print."""
    lines = []
    for command in (line[2:] for line in text.splitlines() if line.startswith("$ ")):
        lines.append(f"$ {command}")
        lines.extend(_printed(command, folder).splitlines())
    return "".join(f"{line}\n".replace(" \n", "\n") for line in lines)


def _printed(command: str, folder: Path) -> str:
    program, *arguments = shlex.split(command)
    assert program in {"permmatrix", "python"}, command
    module = ["-m", "permmatrix"] if program == "permmatrix" else []
    ran = subprocess.run(
        [sys.executable, *module, *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in ran.stdout, ran.stdout
    return ran.stdout


def folder_of(path: Path, scratch: Path) -> Path:
    """Give the folder a page's commands run in: README.md is read at the top of the project."""
    if path.name == "README.md" and path.parent == ROOT:
        return ROOT
    for block in blocks(path.read_text(encoding="utf-8")):
        if block.file:
            (scratch / block.file).write_text(block.text, encoding="utf-8")
    return scratch


def update(path: Path, scratch: Path) -> None:
    """Write what the commands print now into a page's console blocks."""
    text = path.read_text(encoding="utf-8")
    folder = folder_of(path, scratch)
    consoles = [block for block in blocks(text) if block.language == "console"]
    printed = [run_console(block.text, folder) for block in consoles]  # one may need another's
    for block, lines in reversed([*zip(consoles, printed, strict=True)]):
        text = text[: block.start] + lines + text[block.end :]
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    import tempfile

    for page in PAGES:
        with tempfile.TemporaryDirectory() as made:
            update(page, Path(made))
