"""The verb import: a file of facts of what the service's API answered."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from permmatrix.api import load
from permmatrix.cli.given import unknown
from permmatrix.cli.output import say, write, write_file
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.diagnostics import shown
from permmatrix.model import MatrixSet
from permmatrix.store.payloads import Payloads, gather
from permmatrix.store.payloads.contracts import KINDS

__all__ = ["run_import"]


def run_import(args: argparse.Namespace, settings: Settings) -> int:
    """Make a file of facts, and say what was kept aside."""
    matrices = MatrixSet(tuple(load(args.matrices or settings.matrices or None).matrices.values()))
    found = gather(_payloads(args, matrices), matrices)
    text = found.to_json()
    if args.output is None:
        write(text)
    else:
        write_file(Path(args.output), text)
    for it in found.aside:
        say(f"kept aside: {it}")
    return 0


def _payloads(args: argparse.Namespace, matrices: MatrixSet) -> Payloads:
    contracts = tuple((kind, path) for kind in KINDS for path in getattr(args, kind))
    if not (args.permissions or contracts or args.billing_periods):
        raise UsageError("name what to import, such as --permissions USER=FILE")
    if (args.on is None) != (not args.billing_periods):
        raise UsageError("--billing-periods and --on go together: a day is in a period or is not")
    called = _pairs("--tool", args.tool)
    for tool in called.values():
        if tool not in matrices.tools:
            raise unknown("tool", tool, matrices.tools, others="the policy's tools are")
    return Payloads(
        project=args.project,
        permissions=_pairs("--permissions", args.permissions),
        contracts=contracts,
        periods=tuple(args.billing_periods),
        day=None if args.on is None else _day(args.on),
        called=called,
    )


def _pairs(option: str, texts: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            words = "USER=FILE" if option == "--permissions" else "NAME=TOOL"
            raise UsageError(f"{option} {shown(text)}: write {words}")
        if name in found:
            raise UsageError(f"{option} {shown(name)} is given twice")
        found[name] = value
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--on {shown(text)}: write a day as 2025-03-14") from None
