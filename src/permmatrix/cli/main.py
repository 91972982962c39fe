"""From a command to its exit code."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from permmatrix.cli.arguments import parser
from permmatrix.cli.output import say, write
from permmatrix.cli.settings import Settings, UsageError, format_of_environment, read_settings
from permmatrix.errors import InternalError, MatrixError, PermmatrixError
from permmatrix.names import suggest

__all__ = ["main", "run"]


def run() -> NoReturn:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a title may hold what the terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    try:
        code = main(sys.argv[1:])
        if sys.stdout is not None:
            write("")  # argparse leaves its help in the buffer
    except UsageError as error:
        say(f"permmatrix: {error}")
        code = 2
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Carry out a command and give its exit code."""
    try:
        with _uncollected():
            return _carry_out(arguments)
    except SystemExit as done:  # argparse has said what there is to say
        return done.code if isinstance(done.code, int) else 2
    except MatrixError as error:
        say(str(error))
    except InternalError as error:
        _say_fault(error)
    except (PermmatrixError, UsageError) as error:
        say(f"permmatrix: {error}")
    except Exception as error:  # noqa: BLE001  the outermost place there is
        _say_fault(error)
    return 2


@contextmanager
def _uncollected() -> Iterator[None]:
    """
    Hold off the search for garbage that refers to itself: a command makes next to none.

    It would look through every node of a large matrix again and again, a quarter of all the work.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _carry_out(arguments: Sequence[str]) -> int:
    whole = parser()
    if not arguments:
        say(whole.format_help().rstrip("\n"))
        return 2
    args, rest = whole.parse_known_args(arguments)
    _take_rest(args, rest)
    settings = read_settings() if args.reads_settings else Settings()
    args.said_format = args.output_format is not None
    if not args.said_format:
        wanted = format_of_environment() or settings.output_format
        # it was said for all verbs, and not all of them know it
        args.output_format = wanted if wanted in args.formats else "text"
    code: int = args.verb(args, settings)
    return code


def _take_rest(args: argparse.Namespace, rest: Sequence[str]) -> None:
    """Take the words that stand after options; argparse takes those before only."""
    verb: argparse.ArgumentParser = args.parser
    for word in rest:
        if word.startswith("-") and word != "-":
            name = word.partition("=")[0]
            known = verb._option_string_actions  # noqa: SLF001  argparse shows them nowhere else
            close = suggest(name, known)
            hint = f"; did you mean {' or '.join(close)}?" if close else ""
            verb.error(f"unknown option {name}{hint}")
    if rest and args.words is None:
        verb.error(f"too many words: {' '.join(rest)}")
    args.words = [*(args.words or ()), *rest]


def _say_fault(error: Exception) -> None:
    if os.environ.get("PERMMATRIX_TRACEBACK"):
        raise error
    say(f"permmatrix: a fault in permmatrix itself: {type(error).__name__}: {error}")
    say("set PERMMATRIX_TRACEBACK=1 to see where")
