"""Tests of `permmatrix.writer.matrix`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from permmatrix.diagnostics import Problems
from permmatrix.document import parse
from permmatrix.nodes import plain as plain_nodes
from permmatrix.reading import read_sources
from permmatrix.schema import schema_text
from permmatrix.source import Source
from permmatrix.writer import plain
from texts import ROOT

SHIPPED = sorted(it for it in ROOT.glob("matrices/*.yaml") if "permtest" not in it.name)

SAID_ANYHOW = (
    {"commitments": {"title": "Commitments"}},
    {"head_contracts": {"title": "Head Contracts"}},
)

# Written as shortly as it can be, in the order of the schema.
WHOLE = """\
format: permmatrix/1
id: docs
title: Documents
description: What is done to documents.
language: en-AU
source: {title: Page, section: A, publisher: P, url: u, retrieved: 2026-06-30, remark: r}
tool: docs
levels:
  none: None
  author: {title: Author, description: Wrote it., held_when: wrote, handed_out: false}
  editor: {title: Editor, also_written: [Ed], suppress: [{code: unused, because: Later.}]}
  admin: {title: Admin, held_when: {level: {tool: site, is: owner}}}
order: [[none, admin]]
default_level: none
scope: resource.project
tools:
  docs: {title: Docs, also_written: [Papers], description: The documents.}
  site:
    title: Site
    levels: {member: Member, owner: Owner}
    default_level: member
    scope: context.site
  wiki: {title: Wiki, description: Has the levels of documents., granted_by: [read]}
granular:
  share:
    title: Share
    also_written: [Sharing]
    description: d
    granted_by: [read]
    revoked_by: [read, do]
    suppress: [{code: unused, because: b}]
  invite: {title: Invite, tool: site}
conditions:
  wrote:
    title: author
    also_written: [writer]
    description: d
    test: {equals: [resource.author, user.id]}
    granted_by: [read]
    suppress: [{code: spelt-twice, because: b}]
  small: {title: small, test: {at_or_before: [resource.size, 1.5]}}
obligations: {pdf_only: As a PDF.}
platforms: {web: Web, ios: iOS}
editions: {gold: Gold}
flags: {beta: Beta}
sections: {top: Top}
actions:
  read:
    title: Read
    also_written: [View]
    aliases: [view]
    description: d
    section: top
    platforms: [web]
    editions: [gold]
    flags: [beta]
    offline: cached
    guard: {level: {at_least: none}}
    cells:
      none: {when: allow, with: [pdf_only]}
      author: {all: [wrote, {any: [share, {not: small}]}]}
      editor: {when: {level: {any_of: [none, editor]}}, with: [pdf_only]}
      admin: allow
    not_cumulative: On purpose.
    notes: [A note., {says: Another., cells: [none]}]
    doubts:
      - {why: w, cells: [admin], reading: allow, alternative: deny, answered: a}
      - {why: w, taken: t, instead: i}
    suppress: [{code: level-gap, because: b, cells: [none]}]
    source: {title: Row}
  visit:
    title: Visit
    tool: site
    guard: {level: {tool: docs, is: admin}}
    cells: {member: {level: {is: owner}}, owner: not_applicable}
  shred: {title: Shred, cells: {}}
  burn: {title: Burn, cells: {admin: unknown}}
operations:
  do:
    title: Do
    also_written: [D]
    aliases: [act]
    description: d
    any_of: [read, visit]
    suppress: [{code: operation-overlap, because: b}]
invariants:
  never_shreds: {says: s, never: {actions: [read, shred], except: [read]}}
  promise: {says: s, implies: {if: [shred], then: ['*'], when: {level: {is: admin}}, levels: one}}
advisories:
  advice: {when: {level: {is: admin}}, says: s, source: {url: u}}
notes: [{says: n, cells: [none]}]
doubts: [{why: w, cells: [none], reading: deny}]
suppress: [{code: title-says, because: b}]
terms:
  us: {title: American, language: en-US, words: {colour: color}}
"""


def in_the_file(text: str) -> Any:
    """Read a text as plain values, by its own keys."""
    root = parse(Problems(Source("x.yaml", text)))
    assert root is not None
    return plain_nodes(root)


def test_a_short_file_is_written_key_for_key() -> None:
    """What leaves out all that goes without saying is written as it stands, in its order."""
    found, report = read_sources([Source("docs.yaml", WHOLE)])

    assert found is not None, str(report)
    assert json.dumps(plain(found.matrices[0])) == json.dumps(in_the_file(WHOLE))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda it: it.stem)
def test_the_shipped_matrices_are_written_key_for_key(path: Path) -> None:
    """Nothing that a shipped file has in a key is lost but what its tool is, said anyhow."""
    text = path.read_text(encoding="utf-8").replace("level: {tool: commitments, ", "level: {")
    found, _ = read_sources([Source(path.name, text)], whole=False)

    assert found is not None
    whole = in_the_file(text)
    assert whole.pop("tools") in SAID_ANYHOW
    assert plain(found.matrices[0]) == whole


def test_the_keys_stand_in_the_order_of_the_schema() -> None:
    """The keys of the file come as the schema, and so the reference, lists them."""
    found, _ = read_sources([Source("docs.yaml", WHOLE)])
    assert found is not None

    every = list(json.loads(schema_text())["properties"])
    keys = list(plain(found.matrices[0]))
    assert keys == [key for key in every if key in keys]
    assert set(every) - set(keys) == set()
