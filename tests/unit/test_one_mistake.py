"""One mistake gives one diagnostic, at the very token, however many things hang on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent
from typing import TypeAlias

import pytest

import permmatrix
from permmatrix.diagnostics import Problems, Report
from permmatrix.document import parse
from permmatrix.nodes import Mapping, Node, Sequence
from permmatrix.reading import read_sources
from permmatrix.source import Source

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "matrices"
OTHERS = ROOT / "tests" / "matrices"
MATRICES = sorted(it for it in SHIPPED.glob("*.yaml") if ".permtest" not in it.name)

Place: TypeAlias = tuple[int, int, str]
"""Line, column and code."""


def tamper(text: str, *mistakes: str) -> tuple[str, list[tuple[int, int]]]:
    """
    Make mistakes in a text, and give the places they are to be reported at.

    A mistake is a piece of the text in which «this|that» says what is written in place of what. Its
    place is where that begins, or where a ^ stands in the piece.
    """
    for mistake in mistakes:
        marked = mistake if "^" in mistake else mistake.replace("|", "|^", 1)
        old = re.sub(r"«(.*?)\|.*?»", r"\1", mistake, flags=re.DOTALL).replace("^", "")
        assert text.replace("^", "").count(old) == text.count(old) == 1, old
        text = text.replace(old, re.sub(r"«.*?\|(.*?)»", r"\1", marked, flags=re.DOTALL))
    before = [text[:at].replace("^", "") for at, it in enumerate(text) if it == "^"]
    marks = [(it.count("\n") + 1, len(it) - it.rfind("\n")) for it in before]
    return text.replace("^", ""), marks


def report_of(file: str, text: str) -> Report:
    """Read a tampered matrix, a shipped one beside the other two."""
    others = [it for it in MATRICES if it.name != file]
    beside = others if (SHIPPED / file).exists() else []
    sources = [Source(it.name, it.read_text(encoding="utf-8")) for it in beside]
    return read_sources([*sources, Source(file, text)])[1]


def original(file: str) -> str:
    """Give the text of a shipped matrix, or of one of the tests'."""
    folder = SHIPPED if (SHIPPED / file).exists() else OTHERS
    return (folder / file).read_text(encoding="utf-8")


def places(report: Report) -> list[Place]:
    """Give where the problems of a report are."""
    return [(it.span.line, it.span.column, it.code.value) for it in report]


# the levels of `commitments` are in invoicing.yaml too, which must not come to disagree
C, D, G = "commitments.yaml", "drive_sharing.yaml", "gitlab_project.yaml"

LEVELS = "{none: None, read_only: Read Only, standard: Standard, admin: Admin}"
FACT = "  during_billing_period:\n    title: within the current billing period\n    test"
FACT_INDENTED = indent(FACT, "  ").replace("during", "^during", 1)
ROW = (
    "edit_purchase_order:\n    title: Edit a Purchase Order\n"
    "    platforms: [web, ios, android]\n    offline: cached\n"
)

KEYS = [
    (C, "PM201", "\n«format|formt»:"),
    (C, "PM201", "\n«id|idd»:"),
    (C, "PM201", "\n«title|titel»:"),
    (C, "PM201", "«publisher|publsher»:"),
    (C, "PM201", "\n«tool|tol»:"),
    (C, "PM201", "\n«levels|levls»:"),
    (C, "PM201", "\n«default_level|default_levl»:"),
    (C, "PM201", "\n«scope|scop»:"),
    (C, "PM201", "\n«tools|toolz»:"),
    (C, "PM201", "\n  commitments: {«title|titel»:"),
    (C, "PM201", "\n«granular|granullar»:"),
    (C, "PM201", "update_purchase_order_contract: {«title|titel»:"),
    (C, "PM201", "\n«conditions|conditons»:"),
    (C, "PM201", "«test|tets»: {contains:"),
    (C, "PM201", "{«given|gven»: "),
    (C, "PM201", "«granted_by|grantd_by»: [add_progress"),
    (C, "PM201", "\n«platforms|platfroms»:"),
    (C, "PM201", "\n«actions|actoins»:"),
    (C, "PM201", "«title|titel»: Search Commitments"),
    (C, "PM201", "«cells|cels»: {read_only: progress_claim_contact}\n"),
    (C, "PM201", "«guard|gaurd»: during_billing_period\n    cells: {standard:"),
    (C, "PM201", "«why|wy»: >-\n          The row has one mark"),
    (C, "PM201", "«cells|cels»: [admin]\n        reading:"),
    (C, "PM201", "«reading|readng»: {all: [create"),
    (C, "PM201", "«alternative|alternatve»: {any:"),
    (C, "PM201", "«taken|takn»: One granular"),
    (C, "PM201", "\n«operations|operatoins»:"),
    (C, "PM201", "«any_of|anyof»: [claim"),
    (C, "PM201", "«says|sys»: Standard also"),
    (C, "PM201", "{«all|al»: [progress_claim_contact, {level: {tool: commitments, is: standard"),
    (C, "PM201", "{«level|levl»: {tool: commitments, is: standard"),
    (C, "PM201", "{«tool|tol»: commitments, is: standard"),
    (C, "PM201", "«words|word»: {progress"),
    (D, "PM201", "\n«obligations|obligatons»:"),
    (D, "PM201", "\n«sections|sectoins»:"),
    (D, "PM201", "    «levels|levls»:\n      drive_none"),
    (D, "PM201", "«held_when|held_wen»: link"),
    (D, "PM201", "«tool|tol»: shared_drive\n    cells: {manager: bulk"),
    (D, "PM201", "{«when|whn»: protected_by_rule"),
    (D, "PM201", "protected_by_rule, «with|wth»:"),
    (D, "PM201", "{«says|sais»: An administrator"),
    (G, "PM201", "\n«order|ordr»:"),
    (G, "PM201", "\n«flags|flgas»:"),
    (G, "PM201", "\n«editions|editons»:"),
    # not misspelt but another word: what is missing is not reported once more
    (C, "PM201", "\n«levels|columns»:"),
    (C, "PM201", "\n«granular|permissions»:"),
    (C, "PM201", "\n«platforms: {web: Web, ios: iOS, android: Android}|on: [web, ios, android]»"),
    (C, "PM201", "\n  search:\n    «title|name»:"),
    # indented too far, a name becomes a key of the one before it
    (C, "PM201", f"\n«{FACT}|{FACT_INDENTED}»: {{given"),
    (C, "PM110", "\n«conditions|5»:"),
    (C, "PM110", "{«none|null»: None"),
    (C, "PM110", "\n  search:\n    «title|true»:"),
    (C, "PM109", "admin: Admin«|, ^admin: Boss»}"),
    (C, "PM109", "\n«|^granular: {extra: {title: Extra}}\n»actions:"),
    (C, "PM109", "{read_only: progress_claim_contact«|, ^read_only: deny»}\n"),
    (C, "PM202", "\n  ^search:\n«    title: Search Commitments\n|»"),
    (C, "PM202", f"^{ROW}«    cells: {{admin: allow}}\n|»"),
]

NAMES = [
    (C, "PM301", "default_level: «none|non»"),
    (C, "PM301", "{«read_only|read_olny»: progress_claim_contact}\n"),
    (C, "PM301", "printings have it at Read Only alone.\n        cells: [«standard|standrad»]"),
    (C, "PM301", "is: «standard|standrad»"),
    (G, "PM301", "one., cells: [«planner|planer»]}"),
    (G, "PM301", "[guest, «planner|planer», owner]"),
    (D, "PM301", "at_least: «content_manager|content_manger»"),
    (D, "PM301", "default_level: «drive_none|drive_non»"),
    # all five cells are of the tool that was left out
    (D, "PM301", "«    tool: shared_drive\n|»    cells:\n      ^drive_viewer: allow"),
    (C, "PM302", "{read_only: «progress_claim_contact|progress_claim_contct»}\n"),
    (C, "PM302", "{read_only: «progress_claim_contact|alow»}\n"),
    (C, "PM302", "guard: «during_billing_period|during_period»\n    cells: {standard:"),
    (C, "PM302", "reading: {all: [«create_purchase|crate_purchase»"),
    (C, "PM302", "alternative: «update|updat»"),
    (D, "PM302", "{any: [same_organization, «publish_outside|publish_outsde»]}]}"),
    (D, "PM302", "guard: {all: [google_format, {not: «content_locked|content_lockd»"),
    (D, "PM302", "held_when: «link_gives|lnk_gives»"),
    (D, "PM302", "when: «protected_by_rule|protected_by_rle»"),
    (C, "PM303", "\ntool: «commitments|comitments»"),
    (C, "PM303", "tool: «commitments|comitments», is: standard"),
    (D, "PM303", "tool: «shared_drive|shared_drve»\n    cells: {manager: bulk"),
    (D, "PM303", "tool: «shared_drive|shared_drve»\n    description: Given"),
    (C, "PM304", "any_of: [«claim_release|claim_relese»"),
    (C, "PM304", "granted_by: [«add_progress|ad_progress»"),
    (C, "PM304", "any_of: [«claim_release|head_contracts.claim_release»"),
    (D, "PM304", "«drive_sharing.shared_edit|drive_sharing.shared_edt»"),
    (C, "PM305", "Search Commitments\n    platforms: [«web|wep»"),
    (G, "PM307", "[«removed_17_0|removed_17»]"),
    (D, "PM308", "«shared|shard»\n    tool: shared_drive\n    cells: {manager: bulk"),
    (D, "PM309", "[«notify_owner|notify_onwer»]"),
    (C, "PM310", "\nid: «commitments|head_contracts»"),
    (C, "PM311", "\n  «claim_release_of_retention|search»:\n"),
    (C, "PM312", "\n  «view_private_purchase_order_contract|level»:"),
    (C, "PM401", "scope: «resource.|»project"),
    (C, "PM401", "[«resource|resorce».progress"),
    (D, "PM402", "resource.days_in_trash, «30|thirty»"),
    (D, "PM403", "[«resource.|»link_role, viewer]"),
    (D, "PM502", "at_least: «content_manager|drive_none»"),
    (G, "PM503", "  - ^[«guest, reporter, developer, maintainer, owner|owner, guest»]"),
    (
        C,
        "PM505",
        (
            "printings have it at Read Only alone.\n        cells: [^standard]\n"
            "        reading: «deny|allow»"
        ),
    ),
    # the reading was changed, and is the one place that is wrong
    (
        C,
        "PM505",
        (
            "cells: [read_only, standard]\n        reading: «{all: [create_purchase_order_"
            "contract, create_work_order_contract]}|deny»"
        ),
    ),
    (C, "PM505", "cells: [read_only, «standard|^admin»]\n        reading: {all: [create"),
]

SHAPES = [
    (C, "PM107", "levels: «|&levels »{none:"),
    (C, "PM107", "default_level: «|*»none"),
    (C, "PM203", f"levels: «{LEVELS}|[none, read_only, standard, admin]»"),
    (C, "PM203", "admin: «Admin|5»}"),
    (C, "PM203", "platforms: «{web: Web, ios: iOS, android: Android}|[web, ios, android]»"),
    (C, "PM203", "title: «Search Commitments|2026»"),
    (C, "PM203", "«{given: during_billing_period}|during_billing_period»"),
    (C, "PM203", "{read_only: «progress_claim_contact|true»}\n"),
    (C, "PM203", "«{read_only: progress_claim_contact}\n|allow\n»"),
    (C, "PM203", "{level: «{tool: commitments, is: standard}|standard»}"),
    (D, "PM203", "contributor: «{title: Contributor, also_written: [writer]}|5»"),
    (D, "PM203", "  ^pdf_only:« The copy is a PDF.|»"),
    (G, "PM203", "  planner: «Planner|5»\n"),
    (G, "PM203", "order:\n  - «[guest, planner, owner]\n|guest\n»"),
    (C, "PM204", "offline: «perform|preform»"),
    (C, "PM205", "«read_only|Read Only»: Read Only"),
    (C, "PM205", "«ios|iOS»: iOS"),
    (C, "PM205", "default_level: «none|None»"),
    (C, "PM205", "\n  «claim_release_of_retention_any_time|Claim-Release-of-Retention-Any-Time»:"),
    (D, "PM205", "  «pdf_only|PDF only»: The"),
    (D, "PM205", "      «contributor|Contributor»: {"),
    (G, "PM205", "  «planner|Planner»: Planner\n"),
    (C, "PM206", "«[resource.progress_claim_contacts, user.id]|[progress_claim_contacts]»"),
    (D, "PM206", "^[resource.kind, «[|»document, spreadsheet, presentation«]|»]"),
    (C, "PM207", "Search Commitments\n    platforms: [web«|, ^web»"),
    (C, "PM208", "«permmatrix/1|permmatrix/2»\n"),
    (C, "PM209", "is: standard«|, ^at_least: admin»}"),
    (C, "PM209", "{^level: {tool: commitments«, is: standard|»}}"),
    (C, "PM209", "{given: during_billing_period«|, ^is_true: context.now»}"),
    (D, "PM209", "with: [notify_owner]«|, ^not: is_folder»}"),
    (D, "PM210", "{^when: protected_by_rule«, with: [notify_owner]|»}"),
    (C, "PM210", "\n«        cells: [admin]\n|»        ^reading: deny\n        alternative: allow"),
    (C, "PM210", "\n        ^cells: [admin]\n«        reading: deny\n|»        alternative: allow"),
]


CASES = [*KEYS, *NAMES, *SHAPES]


@pytest.mark.parametrize(
    ("file", "code", "mistake"),
    CASES,
    ids=[f"{number}-{code}" for number, (_, code, _) in enumerate(CASES)],
)
def test_a_mistake_is_reported_once_and_at_its_token(file: str, code: str, mistake: str) -> None:
    """A single mistake gives a single diagnostic, in the file and at the token where it stands."""
    text, marks = tamper(original(file), mistake)

    report = report_of(file, text)

    assert places(report) == [(line, column, code) for line, column in marks]
    assert {it.span.file for it in report} == {file}


def test_five_unrelated_mistakes_are_five_diagnostics(tmp_path: Path) -> None:
    """A shipped matrix tampered with in five places has five problems, each at its place."""
    for path in MATRICES:
        (tmp_path / path.name).write_text(original(path.name), encoding="utf-8")
    text, marks = tamper(
        original(C),
        "default_level: «none|noone»",
        "test: {contains: [«resource|resorce».progress_claim_contacts",
        "reading: {all: [create_purchase_order_contract, «create_work|create_wrk»_order_contract]}",
        "\n  search:\n    «title|titel»:",
        "    offline: «perform|sometimes»",
    )
    (tmp_path / C).write_text(text, encoding="utf-8")

    report = permmatrix.validate(tmp_path)

    codes = ["PM301", "PM401", "PM204", "PM302", "PM201"]
    assert [place[:2] for place in places(report)] == marks
    assert [place[2] for place in places(report)] == codes


FORMAT_KEYS = {"cells", "levels", "granular", "conditions", "platforms", "tools", "actions"}
FORMAT_KEYS |= {"operations", "advisories", "invariants", "terms", "words"}


def keys_of(node: Node, *, ids: bool = False) -> Iterator[tuple[int, int]]:
    """Give where the keys of a document begin and end that are the format's and not somebody's."""
    match node:
        case Sequence(items):
            for item in items:
                yield from keys_of(item)
        case Mapping(entries):
            for entry in entries:
                if not ids:
                    yield entry.key_span.start, entry.key_span.end
                # the keys under `cells` and the like are ids; those under `levels`' ids are not
                yield from keys_of(entry.value, ids=not ids and entry.key in FORMAT_KEYS)


@pytest.mark.parametrize("file", ["invoicing.yaml", "head_contracts.yaml"])
def test_every_key_misspelt_is_one_diagnostic_at_the_key(file: str) -> None:
    """Whichever key of the format is misspelt, wherever, the key alone is reported."""
    text = original(file)
    root = parse(Problems(Source(file, text)))
    assert root is not None
    for start, end in keys_of(root):
        word = text[start:end]
        misspelt = f"{text[:start]}{word[:-1]}{word[-1]}{word[-1]}{text[end:]}"

        report = report_of(file, misspelt)

        place = text[:start].count("\n") + 1, start - text.rfind("\n", 0, start), "PM201"
        assert places(report) == [place], f"{word} in line {place[0]}"


def small(id_: str, *lines: str) -> str:
    """Give a small matrix of its own tool, with more lines at its end."""
    head = ["format: permmatrix/1", f"id: {id_}", f"title: {id_}", f"tool: {id_}"]
    rows = ["levels: {admin: Admin}", "actions:", "  read: {title: Read, cells: {admin: allow}}"]
    return "\n".join([*head, *rows, *lines, ""])


@pytest.mark.parametrize("key", ["id", "tool", "levels", "actions"])
def test_what_hangs_on_a_part_left_out_is_not_missed_too(key: str) -> None:
    """Where a file lacks a part it must have, that alone is reported, at the file's beginning."""
    whole = small(
        "claims", "default_level: admin", "operations:", "  see: {title: S, any_of: [read]}"
    )
    text = re.sub(rf"^{key}:.*\n(  read:.*\n)?", "", whole, flags=re.MULTILINE)

    _, report = read_sources([Source("claims.yaml", text)])

    assert places(report) == [(1, 1, "PM202")]


READING = ("operations:", "  see: {title: See, any_of: [reports.read]}")


@pytest.mark.parametrize(
    "mistake",
    [
        "\n«id|idd»: reports",
        "\n«actions|actoins»:",
        "  «read|Read»: {",
        "  read: «{title: Read, cells: {admin: allow}}|*row»",
        "title: reports«|^: all»",
    ],
    ids=["id", "actions", "row id", "row", "yaml"],
)
def test_what_a_mistake_hides_is_not_missed_in_another_file(mistake: str) -> None:
    """An operation that names a row of a file with a mistake is not a mistake as well."""
    text, marks = tamper(small("reports"), mistake)
    sources = [Source("claims.yaml", small("claims", *READING)), Source("reports.yaml", text)]

    _, report = read_sources(sources)

    assert [place[:2] for place in places(report)] == marks
    assert {it.span.file for it in report} == {"reports.yaml"}


def test_a_file_that_cannot_be_read_hides_its_rows(tmp_path: Path) -> None:
    """An operation that names a row of a file that cannot be opened is not a mistake as well."""
    (tmp_path / "claims.yaml").write_text(small("claims", *READING), encoding="utf-8")

    report = permmatrix.validate([tmp_path / "claims.yaml", tmp_path / "reports.yaml"])

    assert places(report) == [(1, 1, "PM101")]


def test_a_circle_of_levels_is_one_diagnostic() -> None:
    """Two levels that hang on each other are one mistake, reported at the first."""
    circle = "{reader: {title: R, held_when: {level: {is: admin}}}, admin: {title: A, held_when: "
    text = small("claims").replace("{admin: Admin}", circle + "{level: {is: reader}}}}")

    _, report = read_sources([Source("claims.yaml", text)])

    assert places(report) == [(5, 10, "PM501")]


def test_the_odd_one_of_several_files_disagrees() -> None:
    """Where one of three files declares a tool differently, that one is reported, though first."""
    texts = [small(id_).replace(f"tool: {id_}", "tool: shared") for id_ in ("a", "b", "c")]
    texts[0] = texts[0].replace("Admin", "Administrator")

    _, report = read_sources([Source(f"{it}.yaml", text) for it, text in enumerate(texts)])

    assert places(report) == [(4, 7, "PM313")]
    assert next(iter(report)).span.file == "0.yaml"


def test_a_declaration_renamed_is_reported_where_it_is_used() -> None:
    """A well-formed declaration under another name leaves each use of the old one unknown."""
    text, marks = tamper(
        original("head_contracts.yaml"),
        "\n  «private|^is_private»:\n    title: marked private",
    )
    uses = [(122, 18, "PM302"), (133, 12, "PM302"), (172, 20, "PM302"), (177, 26, "PM302")]

    found = places(report_of("head_contracts.yaml", text))

    assert marks == [(38, 3)]
    assert found == uses
