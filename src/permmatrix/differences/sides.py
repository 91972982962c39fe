"""What is compared, read: policies at hand, files and folders, compiled files, revisions of git."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias, final

from attrs import frozen

from permmatrix.diagnostics import Problems, Report, shown
from permmatrix.differences.revisions import Range, Repository, RevisionError, Tree
from permmatrix.errors import MatrixError
from permmatrix.model import Matrix, MatrixSet
from permmatrix.policy import Policy
from permmatrix.program import FORMAT, Program
from permmatrix.reading import Paths, gathered, read_carried, read_sources, unreadable
from permmatrix.source import Source

__all__ = ["Given", "Loaded", "load_both", "load_one", "load_revisions"]

Given: TypeAlias = Policy | Paths
"""A policy at hand, or paths to one: files and folders, a compiled file, - for standard input."""

COMPILED = FORMAT.partition("/")[0]
Known: TypeAlias = Mapping[str, Matrix]


@final
@frozen
class Loaded:
    """A policy to compare, and what it is called."""

    name: str
    matrices: MatrixSet


def load_both(old: Given, new: Given) -> tuple[Loaded, Loaded]:
    """
    Read two policies; a file with the same text in both is read once.

    Raises:
        MatrixError: something is wrong with one of them.
    """
    after = _load(new, "new", {})
    return _load(old, "old", _known(after)), after


def load_one(given: Given) -> MatrixSet:
    """
    Read one policy.

    Raises:
        MatrixError: something is wrong with it.
    """
    return _load(given, "policy", {}).matrices


def _known(loaded: Loaded) -> Known:
    return {it.file.text: it for it in loaded.matrices.matrices if it.file is not None}


def _load(given: Given, name: str, known: Known) -> Loaded:
    if isinstance(given, Policy):
        return Loaded(name, MatrixSet(tuple(given.matrices.values())))
    paths = [given] if isinstance(given, str | os.PathLike) else list(given)
    sources, problems = gathered(paths)
    return Loaded(", ".join(os.fspath(it) for it in paths) or name, _read(sources, problems, known))


def _read(sources: Sequence[Source], problems: Iterable[Problems], known: Known) -> MatrixSet:
    """
    Read the texts of one policy.

    Raises:
        MatrixError: something is wrong with them.
    """
    problems = list(problems)
    unread = [diagnostic for reading in problems for diagnostic in reading.found]
    if len(sources) == 1 and not unread and _is_compiled(sources[0].text):
        return _carried(sources[0])
    matrices, report = read_sources(sources, whole=not unread, known=known)
    if matrices is None or unread:
        names = tuple(reading.source.name for reading in problems)
        raise MatrixError(Report((*report.diagnostics, *unread), names))
    return matrices


def _is_compiled(text: str) -> bool:
    """Tell a compiled policy from a matrix that is written as JSON: it says what it is early on."""
    return text.lstrip().startswith("{") and COMPILED in text[:MOST_BEFORE]


MOST_BEFORE = 1000


def _carried(source: Source) -> MatrixSet:
    try:
        program = Program.from_json(source.text)
    except (ValueError, RecursionError) as error:
        raise MatrixError(unreadable(source.name, error)) from error
    return read_carried(program)


def load_revisions(text: str, paths: Sequence[str]) -> tuple[Loaded, Loaded]:
    """
    Read a policy at a revision of git, and as it is or at another one.

    `text` is REV, A..B or A...B. Of several paths some may be there on one side only: they were
    added or deleted since.

    Raises:
        MatrixError: something is wrong with one of the policies.
        RevisionError: there is no repository, no such revision, or nothing at the paths.
    """
    between = Range.of(text)
    repository = Repository.around(Path(paths[0]))
    forked = repository.fork(between.old, between.new or "HEAD") if between.forked else None
    old = repository.tree(between.old, forked)
    new = None if between.new is None else repository.tree(between.new)
    before = [path for path in paths if old.has(path)]
    after = [path for path in paths if _exists(path, new)]
    _check(paths, before, after, between)
    loaded = _load(after, "new", {}) if new is None else _load_tree(new, after, {})
    return _load_tree(old, before, _known(loaded)), loaded


def _exists(path: str, tree: Tree | None) -> bool:
    return tree.has(path) if tree is not None else os.path.exists(path)  # noqa: PTH110  pathlib may raise


def _check(
    paths: Sequence[str], before: Sequence[str], after: Sequence[str], between: Range
) -> None:
    """
    See that there is something to compare.

    Raises:
        RevisionError: a path is on neither side, or one side has none of them.
    """
    now = "here" if between.new is None else f"at `{shown(between.new)}`"
    then = f"at `{shown(between.old)}`"
    for path in paths:
        if path not in before and path not in after:
            raise RevisionError(f"there is nothing to read in {shown(path)}, {then} or {now}")
    if not before or not after:
        named = ", ".join(map(shown, paths))
        raise RevisionError(f"there is nothing to read in {named} {now if before else then}")


def _load_tree(tree: Tree, paths: Sequence[str], known: Known) -> Loaded:
    sources, problems = tree.read(paths)
    return Loaded(tree.name, _read(sources, problems, known))
