"""The arguments of the verb render."""

from __future__ import annotations

from typing import Any

from permmatrix.cli import verbs as carry_out
from permmatrix.cli.options import add_report, add_verb, complete_files
from permmatrix.rendering.words import FORMATS, add_choice

__all__ = ["add_render"]


def add_render(verbs: Any) -> None:
    """Add render."""
    added = add_verb(
        verbs,
        "render",
        carry_out.render,
        "write matrices as documentation, or check that what was written is not stale",
        "[PATH ...] [--format FORMAT] [-o FILE | --output-dir FOLDER] [options]\n"
        "       permmatrix render --in-place [PAGE ...] [--check]",
        "render matrices/ -o docs/permissions.md\n"
        "  permmatrix render --in-place README.md docs/ --check",
    )
    complete_files(
        added.add_argument(
            "words",
            nargs="*",
            metavar="PATH",
            help="matrix files, folders, or - for stdin; with --in-place, pages and their folders",
        )
    )
    added.add_argument(
        "--format",
        choices=tuple(FORMATS),
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)}; if not said, by the end of FILE's name, or text",
    )
    complete_files(
        added.add_argument(
            "-o", "--output", metavar="FILE", help="write there, whole or not at all"
        )
    )
    complete_files(
        added.add_argument(
            "--output-dir", metavar="FOLDER", help="write a file for each matrix there"
        )
    )
    added.add_argument(
        "--in-place",
        action="store_true",
        help="fill the regions between permmatrix:begin and permmatrix:end in pages",
    )
    added.add_argument(
        "--check",
        action="store_true",
        help="write nothing; give 1 and the difference where something is stale",
    )
    added.add_argument("--title", help="the title of the file")
    add_choice(added)
    add_report(added)
