"""The matrices that a directive names, read, and noted as what its page depends on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias, cast

from sphinx.environment import BuildEnvironment

from permmatrix.errors import MatrixError
from permmatrix.model import MatrixSet
from permmatrix.reading import files_in, read
from permmatrix.sphinx.domain import MatrixDomain
from permmatrix.sphinx.stale import digest_of

__all__ = ["matrices_at", "paths_of"]

Read: TypeAlias = dict[tuple[str, ...], MatrixSet]


def paths_of(words: Iterable[str], env: BuildEnvironment) -> tuple[str, ...]:
    """
    Give the paths that a directive names, or those of the setting where it names none.

    On a page a path is relative to it, or begins with / in the source folder.

    Raises:
        ValueError: neither names one.
    """
    named = [env.relfn2path(word)[1] for word in words]
    set_ = [str(env.srcdir / word) for word in env.config.permmatrix_paths]
    if not named and not set_:
        raise ValueError("name a file or a folder here, or in permmatrix_paths in conf.py")
    return tuple(_shown(path) for path in named or set_)


def matrices_at(paths: tuple[str, ...], env: BuildEnvironment) -> MatrixSet:
    """
    Read files and folders, and note that the page being read depends on them.

    Raises:
        MatrixError: they are no policy; the page is still read again when they change.
    """
    _note(paths, env)
    # the same files are often read many times for one page, for a row each
    read_before = cast("Read", env.temp_data.setdefault("permmatrix", {}))
    if paths not in read_before:
        matrices, report = read(paths)
        if matrices is None:
            raise MatrixError(report)
        read_before[paths] = matrices
    return read_before[paths]


def _shown(path: str) -> str:
    """Give a path as a diagnostic is to show it: from where the build was started, if below."""
    here = Path.cwd()
    return os.path.relpath(path, here) if Path(path).is_relative_to(here) else path


def _note(paths: Iterable[str], env: BuildEnvironment) -> None:
    domain = env.domains["permmatrix"]
    assert isinstance(domain, MatrixDomain)
    for path in map(os.path.abspath, paths):
        if os.path.isdir(path):  # noqa: PTH112  pathlib would raise for a path too long
            domain.folders.setdefault(env.docname, {})[path] = [*_names(path)]
    for file in map(os.path.abspath, files_in(paths)):
        if not os.path.isdir(file):  # noqa: PTH112  as above; an empty folder is given itself
            env.note_dependency(file)
            domain.files.setdefault(env.docname, {})[file] = digest_of(file)


def _names(folder: str) -> Iterator[str]:
    return map(str, files_in(folder))
