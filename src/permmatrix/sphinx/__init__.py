"""
A Sphinx extension: matrices as tables and lists in a page, and links to their rows.

In `conf.py`:

    extensions = ["permmatrix.sphinx"]
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from permmatrix.sphinx.cells import add_cells
from permmatrix.sphinx.directives import LevelDirective, MatrixDirective, RowDirective
from permmatrix.sphinx.domain import MatrixDomain, warn_of_unknown
from permmatrix.sphinx.stale import with_changed_links, with_changed_matrices

__all__ = ["setup"]

STYLE = Path(__file__).parents[1] / "style"
VERSION = "1"
"""What is kept between builds has this version: another one is a build from the beginning."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives, the roles and the style to a build."""
    app.add_config_value("permmatrix_paths", [], "env", (list, tuple))
    app.add_directive("permmatrix", MatrixDirective)
    app.add_directive("permmatrix-row", RowDirective)
    app.add_directive("permmatrix-may", LevelDirective)
    app.add_domain(MatrixDomain)
    add_cells(app)
    app.connect("config-inited", _offer_style)
    app.connect("env-get-outdated", with_changed_matrices)
    app.connect("env-updated", with_changed_links)
    app.connect("warn-missing-reference", warn_of_unknown)
    app.add_css_file("permmatrix.css")
    return ExtensionMetadata(
        version=VERSION,
        env_version=1,
        parallel_read_safe=True,
        parallel_write_safe=True,
    )


def _offer_style(_app: Sphinx, config: Config) -> None:
    # first, so that a project's own file of that name takes its place
    config.html_static_path.insert(0, str(STYLE))
