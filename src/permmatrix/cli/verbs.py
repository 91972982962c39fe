"""The verbs, each imported when it is carried out, so that none pays for what others need."""

from __future__ import annotations

import argparse

from permmatrix.cli.settings import Settings

__all__ = [
    "can",
    "compile_",
    "diff",
    "explain",
    "import_",
    "init",
    "list_",
    "render",
    "replay",
    "review",
    "schema",
    "sql",
    "suggest",
    "test",
    "validate",
]


def validate(args: argparse.Namespace, settings: Settings) -> int:
    """Check matrix files together and report every problem."""
    from permmatrix.cli.checking import run_validate  # noqa: PLC0415  see above

    return run_validate(args, settings)


def compile_(args: argparse.Namespace, settings: Settings) -> int:
    """Write the compiled policy."""
    from permmatrix.cli.checking import run_compile  # noqa: PLC0415  see above

    return run_compile(args, settings)


def schema(args: argparse.Namespace, settings: Settings) -> int:
    """Print a JSON Schema."""
    from permmatrix.cli.checking import run_schema  # noqa: PLC0415  see above

    return run_schema(args, settings)


def can(args: argparse.Namespace, settings: Settings) -> int:
    """Answer yes or no, with the reason."""
    from permmatrix.cli.asking import run_can  # noqa: PLC0415  see above

    return run_can(args, settings)


def explain(args: argparse.Namespace, settings: Settings) -> int:
    """Answer with the working."""
    from permmatrix.cli.asking import run_explain  # noqa: PLC0415  see above

    return run_explain(args, settings)


def test(args: argparse.Namespace, settings: Settings) -> int:
    """Run tests of a policy, and measure what they would miss."""
    from permmatrix.cli.testing import run_test  # noqa: PLC0415  see above

    return run_test(args, settings)


def list_(args: argparse.Namespace, settings: Settings) -> int:
    """List what a user may do, who may do something, or every action there is."""
    from permmatrix.cli.listing import run_list  # noqa: PLC0415  see above

    return run_list(args, settings)


def suggest(args: argparse.Namespace, settings: Settings) -> int:
    """Find the smallest levels and permissions that will do."""
    from permmatrix.cli.suggesting import run_suggest  # noqa: PLC0415  see above

    return run_suggest(args, settings)


def init(args: argparse.Namespace, settings: Settings) -> int:
    """Begin a project."""
    from permmatrix.cli.starting import run_init  # noqa: PLC0415  see above

    return run_init(args, settings)


def diff(args: argparse.Namespace, settings: Settings) -> int:
    """Say what two policies answer differently."""
    from permmatrix.cli.differing import run_diff  # noqa: PLC0415  see above

    return run_diff(args, settings)


def replay(args: argparse.Namespace, settings: Settings) -> int:
    """Say which past decisions would be others now."""
    from permmatrix.cli.replaying import run_replay  # noqa: PLC0415  see above

    return run_replay(args, settings)


def render(args: argparse.Namespace, settings: Settings) -> int:
    """Write matrices as documentation, or say what of it is stale."""
    from permmatrix.cli.rendering import run_render  # noqa: PLC0415  see above

    return run_render(args, settings)


def review(args: argparse.Namespace, settings: Settings) -> int:
    """Review who was given what."""
    from permmatrix.cli.reviewing import run_review  # noqa: PLC0415  see above

    return run_review(args, settings)


def import_(args: argparse.Namespace, settings: Settings) -> int:
    """Make a file of facts of saved answers."""
    from permmatrix.cli.importing import run_import  # noqa: PLC0415  see above

    return run_import(args, settings)


def sql(args: argparse.Namespace, settings: Settings) -> int:
    """Write a filter as SQL."""
    from permmatrix.cli.writing_sql import run_sql  # noqa: PLC0415  see above

    return run_sql(args, settings)
