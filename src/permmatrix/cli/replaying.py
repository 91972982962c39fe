"""The verb replay: past decisions, asked of another policy."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence

from permmatrix.api import shipped_matrices
from permmatrix.cli.findings import report
from permmatrix.cli.output import say
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.codes import Code, Severity
from permmatrix.diagnostics import shown
from permmatrix.outputs.findings import Findings
from permmatrix.replay.replaying import Replay, replay
from permmatrix.replay.telling import as_csv, as_markdown, as_text, left_out, plain, verdict_of

__all__ = ["run_replay"]


def run_replay(args: argparse.Namespace, settings: Settings) -> int:
    """Say which past decisions of a log would be others now."""
    if len(args.words) != 1:
        raise UsageError("say which log: permmatrix replay receipts.jsonl --policy matrices/")
    [log] = args.words
    policy = args.policy or list(settings.matrices) or [shipped_matrices()]
    if log == "-" and "-" in policy:
        raise UsageError("standard input can be read once only")
    found = replay(log, policy, _all_renamed(args.renamed))
    mild = {Code.CANNOT_BE_TOLD: Severity.NOTE} if args.allow_unsettled else {}
    findings = Findings(
        verb="replay",
        diagnostics=tuple(found.diagnostics()),
        files=(log,),
        severities=mild,
        summary=(verdict_of(found),),
    )
    own = {
        "text": lambda _: as_text(found),
        "csv": lambda _: as_csv(found),
        "markdown": lambda _: as_markdown(found),
        "json": lambda _: _json(found),
    }
    code = report(findings, args, own)
    if args.output_format == "csv":
        for line in (*left_out(found), verdict_of(found)):
            say(line)
    asked_in_vain = list(_asked_in_vain(found))
    for line in asked_in_vain:
        say(f"permmatrix: {line}")
    return 2 if asked_in_vain else code


def _asked_in_vain(found: Replay) -> Iterator[str]:
    """Say why a run that found nothing, or less, is none to rely on."""
    if not found.total:
        yield f"{shown(found.log)} has no receipt, so there is no decision to replay"
    for old, alike in found.not_asked:
        hint = f"; did you mean `{shown(alike[0])}`?" if alike else ""
        yield f"--renamed: no decision of the log asks for `{shown(old)}`{hint}"


def _all_renamed(texts: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for old, new in map(_renamed, texts):
        if old in found:
            raise UsageError(f"--renamed says twice what `{shown(old)}` is called now")
        found[old] = new
    return found


def _renamed(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not (old and equals and new):
        raise UsageError(f"--renamed {shown(text)}: write it as OLD=NEW, two ids of actions")
    return old, new


def _json(found: Replay) -> str:
    return json.dumps(plain(found), indent=2, ensure_ascii=False) + "\n"
