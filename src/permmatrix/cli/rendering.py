"""The verb render: matrices as documentation, written, or held against what is there."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from permmatrix.api import shipped_matrices
from permmatrix.cli.findings import report
from permmatrix.cli.output import make_folder, print_json, say, terminal, write, write_file
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.diagnostics import Diagnostic
from permmatrix.errors import MatrixError
from permmatrix.grid import Choice
from permmatrix.grid.choice import apart
from permmatrix.model import MatrixSet
from permmatrix.outputs.findings import Findings
from permmatrix.outputs.text import text_of as findings_text
from permmatrix.reading import read
from permmatrix.rendering.chosen import choice_of
from permmatrix.rendering.formats import Frame, format_of, origin_of, rendered
from permmatrix.rendering.pages import pages_made
from permmatrix.rendering.stale import Made, stale, text_there, unified
from permmatrix.rendering.words import FORMATS

__all__ = ["run_render"]


def run_render(args: argparse.Namespace, settings: Settings) -> int:
    """Write matrices as documentation, or say what of it is stale."""
    places = [it for it in ("output", "output_dir", "in_place") if getattr(args, it)]
    if len(places) > 1:
        first, second, *_ = (f"--{it.replace('_', '-')}" for it in places)
        raise UsageError(f"{first} and {second} both say where to write; give one of them")
    _refuse_idle(args)
    if args.in_place:
        return _end(*pages_made(_pages_named(args, settings)), args)
    try:
        matrices = _read(args, settings)
    except MatrixError as error:
        say(str(error))  # standard output is the rendering's
        return 2 if error.report.unreadable else 1
    if args.output_dir is not None:
        return _end(_folder(matrices, args), (), args)
    if args.output in {None, "-"}:
        return _print(matrices, args)
    name = args.format or format_of(args.output)
    if name is None:
        raise UsageError(f"{args.output} does not say its format; give --format")
    made = _made(matrices, name, Path(args.output), choice_of(args), args)
    return _end([made], (), args)


def _refuse_idle(args: argparse.Namespace) -> None:
    """Refuse options that would do nothing, and may have been meant for another."""
    if args.in_place:
        idle = [it for it in IN_MARKERS if getattr(args, it) != args.parser.get_default(it)]
        if idle:
            raise UsageError(f"--{idle[0].replace('_', '-')} belongs into the markers of the pages")
    elif not args.check and (args.output_file or args.said_format):
        option = "--output-file" if args.output_file else "--output-format"
        meant = "-o" if args.output_file else "--format"
        raise UsageError(f"{option} is for what --check finds; {meant} is for what is rendered")


IN_MARKERS = (
    *("format", "title", "matrix", "rows", "columns", "may"),
    *("levels", "requirements", "together", "bare", "terms"),
)


def _pages_named(args: argparse.Namespace, settings: Settings) -> list[str]:
    named = args.words or list(settings.pages)
    if not named:
        raise UsageError("say which pages: permmatrix render --in-place README.md docs/")
    if "-" in named:
        raise UsageError("a page is filled in its place; standard input has none")
    return named


def _read(args: argparse.Namespace, settings: Settings) -> MatrixSet:
    paths = args.words or settings.matrices
    if paths:
        matrices, found = read(paths)
    else:
        matrices, found = read(shipped_matrices(), shown_in="permmatrix/matrices")
    if matrices is None:
        raise MatrixError(found)
    return matrices


def _print(matrices: MatrixSet, args: argparse.Namespace) -> int:
    if args.check:
        raise UsageError("--check needs to know what is written: -o, --output-dir or --in-place")
    name = args.format or "text"
    shown = terminal()
    frame = Frame(
        title=args.title,
        origin=origin_of(name),
        width=shown.width,
        color=shown.color,
        unicode=shown.unicode,
    )
    text = rendered(matrices, name, choice_of(args), frame)
    if FORMATS[name] == ".json":
        print_json(text)
    else:
        write(text)
    return 0


def _folder(matrices: MatrixSet, args: argparse.Namespace) -> list[Made]:
    """Give a file for each matrix."""
    choice = choice_of(args)
    if choice.together:
        raise UsageError("--together makes one table; write it to a file with -o")
    name = args.format or "markdown"
    folder = Path(args.output_dir)
    each = apart(matrices, choice) or {it.id: choice for it in matrices.matrices}
    return [
        _made(matrices, name, folder / f"{id_}{FORMATS[name]}", one, args)
        for id_, one in each.items()
    ]


def _made(
    matrices: MatrixSet, name: str, path: Path, choice: Choice, args: argparse.Namespace
) -> Made:
    frame = Frame(title=args.title, origin=origin_of(name))
    text = rendered(matrices, name, choice, frame)
    return Made(path=path, new=text, old=text_there(path))


def _end(made: Iterable[Made], problems: Iterable[Diagnostic], args: argparse.Namespace) -> int:
    """Write what is stale, or with --check say that it is."""
    made = list(made)
    found = [*problems]
    if args.check:
        found += [it for one in made for it in stale(one)]
    else:
        _write(made)
    findings = Findings(
        verb="render", diagnostics=tuple(found), files=tuple(str(it.path) for it in made)
    )
    if not found and not args.check:
        return 0
    return report(findings, args, _own(made) if args.check else None)


def _write(made: Iterable[Made]) -> None:
    for one in made:
        if one.is_stale:
            make_folder(one.path.parent)
            write_file(one.path, one.new)
        say(f"{one.path}: {'written' if one.is_stale else 'is up to date'}")


def _own(made: Iterable[Made]) -> Mapping[str, Callable[[Findings], str]]:
    """Give the format that shows the differences as well."""
    changed = "".join(unified(one) for one in made if one.is_stale)
    return {"text": lambda findings: changed + findings_text(findings)}
