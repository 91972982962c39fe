"""Tests of `permmatrix.writer.rows`."""

from __future__ import annotations

import json

from permmatrix.model import Note
from permmatrix.reading import read_sources
from permmatrix.source import Source
from permmatrix.writer import plain
from permmatrix.writer.rows import names, notes

TEXT = """\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels: {none: None, editor: Editor, admin: Admin}
actions:
  read: {title: Read, tool: docs, cells: {none: deny, editor: unknown, admin: allow}}
  docs: {title: Docs, cells: {}}
operations:
  do: {title: Do, any_of: [docs.read, read, docs.docs, docs]}
invariants:
  promise: {says: s, never: {actions: [docs, docs.docs, 'docs.d*'], levels: several}}
"""


def test_blanks_and_the_own_tool_are_left_out() -> None:
    """A blank is a cell left out; unknown is none."""
    found, _ = read_sources([Source("docs.yaml", TEXT)])

    assert found is not None
    assert plain(found.matrices[0])["actions"] == {
        "read": {"title": "Read", "cells": {"editor": "unknown", "admin": "allow"}},
        "docs": {"title": "Docs", "cells": {}},
    }


def test_an_id_named_twice_is_written_in_two_ways() -> None:
    """The schema takes no name twice, but the same one with its matrix before it."""
    found, _ = read_sources([Source("docs.yaml", TEXT)])
    assert found is not None
    written = plain(found.matrices[0])

    assert read_sources([Source("docs.json", json.dumps(written))])[0] == found
    assert names(["docs.read", "docs.read"], "docs") == ["read", "docs.read"]


def test_a_note_about_no_cell_is_its_text() -> None:
    """A note is a mapping only where it names cells."""
    assert notes([Note("a"), Note("b", ("none",))]) == ["a", {"says": "b", "cells": ["none"]}]
    assert notes([]) is None
