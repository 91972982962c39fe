"""Asciidoctor, which runs on node: there is no reader of AsciiDoc in Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping

import pytest

__all__ = ["html_of_asciidoc", "needs_asciidoctor"]

FOLDER = os.environ.get("PERMMATRIX_ASCIIDOCTOR")
NODE = shutil.which("node")
needs_asciidoctor = pytest.mark.skipif(
    FOLDER is None or NODE is None,
    reason="PERMMATRIX_ASCIIDOCTOR names no folder of the npm package asciidoctor, or no node",
)

PROGRAM = """\
import {pathToFileURL} from 'node:url';
import {readFileSync} from 'node:fs';
const {convert, LoggerManager, MemoryLogger} = await import(
  pathToFileURL(process.argv[1] + '/index.js').href);
const texts = JSON.parse(readFileSync(0, 'utf-8'));
const pages = {};
for (const [name, text] of Object.entries(texts)) {
  const options = {standalone: false, safe: 'secure', attributes: {showtitle: ''}};
  pages[name] = await convert(text, options);
}
process.stdout.write(JSON.stringify(pages));
"""


def html_of_asciidoc(texts: Mapping[str, str]) -> dict[str, str]:
    """Give HTML of texts by their names, which Asciidoctor is to have no warning about."""
    assert FOLDER is not None
    assert NODE is not None
    ran = subprocess.run(
        [NODE, "--input-type=module", "-e", PROGRAM, FOLDER],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == "", ran.stderr
    found: dict[str, str] = json.loads(ran.stdout)
    return found
