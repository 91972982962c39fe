"""Files, folders and standard input to a policy's matrices: the one place that opens them."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from permmatrix.codes import Code
from permmatrix.compiler import check_size, compile_matrices
from permmatrix.diagnostics import EnoughError, Problems, Report, listed
from permmatrix.document import MAX_BYTES, parse
from permmatrix.errors import InternalError, MatrixError
from permmatrix.formats import is_format
from permmatrix.loader import check_together, load_matrix
from permmatrix.model import Matrix, MatrixSet
from permmatrix.program import Program
from permmatrix.schema import check_shape
from permmatrix.source import Source, Span

__all__ = [
    "Paths",
    "decoded",
    "files_in",
    "gathered",
    "is_matrix_file",
    "read",
    "read_carried",
    "read_sources",
    "text_of",
    "unreadable",
]

Paths: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""One path or several: files, folders, or - for standard input."""


def read(paths: Paths, *, shown_in: str | None = None) -> tuple[MatrixSet | None, Report]:
    """
    Read files and folders. There is a policy's matrices only where the report is empty.

    `shown_in` names the files after a folder other than the one they are read from.
    """
    found, problems = gathered(paths, shown_in=shown_in)
    matrices, report = read_sources(found, whole=len(found) == len(problems))
    unread = [diagnostic for reading in problems for diagnostic in reading.found]
    names = tuple(reading.source.name for reading in problems)
    report = Report((*report.diagnostics, *unread), names)
    return (matrices if report.ok else None), report


def gathered(paths: Paths, *, shown_in: str | None = None) -> tuple[list[Source], list[Problems]]:
    """Give the texts that paths lead to, and for each file what is wrong with reading it."""
    found: list[Source] = []
    problems: list[Problems] = []
    files = list(files_in(paths))
    if not files:  # a deployment whose pattern matched nothing must not get an empty policy
        problems.append(Problems(Source("(no file)", "")))
        nowhere = Span(problems[0].source, 0, 0)
        problems[0].add(Code.UNREADABLE, "no file was named", nowhere)
    for path in files:
        name = f"{shown_in}/{path.name}" if shown_in else str(path)
        reading = Problems(Source(name, ""))
        source = text_of(path, reading)
        found.extend([source] if source else [])
        problems.append(reading)
    return found, problems


def read_sources(
    sources: Iterable[Source],
    *,
    whole: bool = True,
    known: Mapping[str, Matrix] = MappingProxyType({}),
) -> tuple[MatrixSet | None, Report]:
    """
    Read texts that are at hand. Without `whole` there are others that could not be read.

    `known` has matrices by their text, which were read without problems before.
    """
    matrices: list[Matrix] = []
    found = []
    for source in sources:
        if source.text in known:
            matrices.append(known[source.text])
            continue
        problems = Problems(source)
        root = parse(problems)
        matrix = None
        with suppress(EnoughError):
            if root is not None and is_format(root, problems):
                matrix = load_matrix(root, check_shape(root, problems), problems)
        matrices.extend([matrix] if matrix else [])
        whole = whole and matrix is not None
        found.extend(problems.found)
    together = MatrixSet(tuple(matrices))
    found.extend(listed(check_together(together.matrices, whole=whole)))
    if not found:
        found.extend(listed(check_size(together)))
    if not found and any(matrix.invariants for matrix in matrices):
        from permmatrix.invariants import check_invariants  # noqa: PLC0415  most promise nothing

        found.extend(listed(check_invariants(together)))
    report = Report(tuple(found))
    return (together if report.ok else None), report


def files_in(paths: Paths, wanted: Callable[[str], bool] | None = None) -> Iterator[Path]:
    """
    Give the files named, and of folders those within, each once.

    `wanted` says by its name whether a folder's file is one: left out, a matrix. A folder without
    any is given itself, and cannot be read.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    seen = set()
    for path in (Path(path) for path in given if str(path)):  # an empty text is not this folder
        # pathlib would raise for a path too long, or within a folder that is closed to us
        for file in _walk(path, wanted or is_matrix_file) if os.path.isdir(path) else [path]:  # noqa: PTH112  as above
            real = _real(file)
            if real not in seen:
                seen.add(real)
                yield file


def _real(file: Path) -> str:
    """Give the same for one file by two spellings."""
    try:
        return os.path.realpath(file)
    except ValueError:  # a null character in the path
        return str(file)


def _walk(folder: Path, wanted: Callable[[str], bool]) -> list[Path]:
    """Give the wanted files of a folder and the folders in it, in order, without hidden ones."""
    found: list[Path] = []

    def closed(error: OSError) -> None:
        """Not pass over a folder that cannot be read: it is opened like a file, and says why."""
        found.append(Path(error.filename))

    for root, folders, names in os.walk(folder, onerror=closed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(root) / name for name in sorted(names) if wanted(name)]
    return found or [folder]


def is_matrix_file(name: str) -> bool:
    """Say whether a file in a folder is one of its matrices, going by its name."""
    is_yaml = name.endswith((".yaml", ".yml")) and not name.startswith(".")
    return is_yaml and not name.endswith((".permtest.yaml", ".permtest.yml"))


def text_of(path: Path, problems: Problems) -> Source | None:
    """Give a file's text, or None where `problems` says why there is none."""
    nowhere = Span(problems.source, 0, 0)
    try:
        data = _bytes(path)
    except IsADirectoryError:
        problems.add(Code.UNREADABLE, "the folder holds no YAML file", nowhere)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        problems.add(Code.UNREADABLE, f"the file cannot be read: {reason}", nowhere)
    except ValueError:  # a null character in the path
        problems.add(Code.UNREADABLE, "the file cannot be read: no such path", nowhere)
    else:
        return decoded(data, problems)
    return None


def _bytes(path: Path) -> bytes:
    if str(path) == "-":
        if sys.stdin is None:  # as Python has it where the shell closed it
            raise OSError(errno.EBADF, "standard input is closed")
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def decoded(data: bytes, problems: Problems) -> Source | None:
    """Give the text of a file, or None where `problems` says why there is none."""
    name = problems.source.name
    if len(data) > MAX_BYTES:
        size = f"{MAX_BYTES // 1024 // 1024} MiB"
        at = Span(problems.source, 0, 0)
        problems.add(Code.TOO_LARGE, f"the file is larger than {size}", at)
        return None
    try:
        return Source(name, data.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        start = len(data[: error.start].decode("utf-8"))
        source = Source(name, data.decode("utf-8", "replace"))
        at = Span(source, start, start + 1)
        problems.add(Code.NOT_UTF8, "this is not UTF-8 text", at, help="save the file as UTF-8")
        return None


def read_carried(program: Program) -> MatrixSet:
    """
    Read the sources that a compiled policy carries.

    Raises:
        MatrixError: they are not what the policy was compiled from.
    """
    matrices, report = read_sources(Source(name, text) for name, text in program.sources)
    if matrices is None:
        raise MatrixError(report)
    if compile_matrices(matrices).digest != program.digest:
        raise InternalError("the sources a compiled policy carries have another digest")
    return matrices


def unreadable(name: str, error: Exception) -> Report:
    """Report a compiled policy that could not be read."""
    problems = Problems(Source(name, ""))
    at = Span(problems.source, 0, 0)
    if isinstance(error, OSError):
        reason = (error.strerror or type(error).__name__).lower()
        problems.add(Code.UNREADABLE, f"the file cannot be read: {reason}", at)
    else:
        message = "the file is not a whole compiled policy"
        problems.add(Code.NOT_COMPILED, message, at, help="write it anew with `permmatrix compile`")
    return Report(tuple(problems.found), (name,))
