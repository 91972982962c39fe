"""What the tests of the command line share: a command's run, and files to run commands on."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

__all__ = ["DOCUMENTS", "FACTS", "HARBOUR", "MATRICES", "Command", "Ran", "process"]

ROOT = Path(__file__).parent.parent
HARBOUR = str(ROOT / "examples" / "harbour.yaml")
FACTS = f"--facts {shlex.quote(HARBOUR)}"
MATRICES = str(ROOT / "matrices")

DOCUMENTS = """\
format: permmatrix/1
id: documents
title: Documents
tool: documents
levels: {none: None, viewer: Viewer, editor: Editor, owner: {title: Owner, handed_out: false}}
default_level: none
granular:
  share: {title: Share Documents}
conditions:
  author: {title: author of the document, test: {equals: [resource.author, user.id]}}
  locked: {title: locked, test: {is_true: resource.locked}}
actions:
  read: {title: Read a document, cells: {viewer: allow, editor: allow}}
  edit: {title: Edit a document, guard: {not: locked}, cells: {viewer: author, editor: allow}}
  share: {title: Share a document, cells: {viewer: {all: [author, share]}, editor: share}}
"""


class Ran(NamedTuple):
    """How a command ended: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


Command: TypeAlias = Callable[..., Ran]
"""Runs `permmatrix` with some arguments, in this very process."""


def process(
    *arguments: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdout: int | None = None,
    closing: str = "",
) -> Ran:
    """Run the command line in a process of its own, perhaps with a stream closed."""
    program = [sys.executable, "-m", "permmatrix", *arguments]
    if closing:
        number = {"stdout": 1, "stderr": 2}[closing]
        program = ["sh", "-c", f'exec "$@" {number}>&-', "sh", *program]
    ran = subprocess.run(
        program,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if stdout is None else stdout,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    return Ran(ran.returncode, (ran.stdout or b"").decode(), ran.stderr.decode())
