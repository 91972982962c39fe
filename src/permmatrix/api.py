"""The functions an application calls. Whatever reads YAML is imported when first called."""

from __future__ import annotations

import os

from permmatrix.errors import MatrixError
from permmatrix.policy import Policy
from permmatrix.program import Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack

    from permmatrix.diagnostics import Report
    from permmatrix.differences.diff import Diff
    from permmatrix.differences.sides import Given
    from permmatrix.grid.choice import Chosen
    from permmatrix.reading import Paths

__all__ = ["diff", "load", "load_compiled", "render", "shipped_matrices", "validate"]


def load(paths: Paths | None = None) -> Policy:
    """
    Load matrices from files and folders; left out, the documented matrices that ship with it.

    >>> load().digest == load(shipped_matrices()).digest
    True

    Raises:
        MatrixError: something is wrong with a file. Its `report` has every problem.
    """
    from permmatrix.compiler import compile_matrices  # noqa: PLC0415  not for compiled policies
    from permmatrix.reading import read  # noqa: PLC0415  as above

    if paths is None:
        matrices, report = read(shipped_matrices(), shown_in="permmatrix/matrices")
    else:
        matrices, report = read(paths)
    if matrices is None:
        raise MatrixError(report)
    return Policy(compile_matrices(matrices), matrices)


def validate(
    paths: Paths, *, select: Iterable[str] | None = None, ignore: Iterable[str] = ()
) -> Report:
    """
    Check files and folders together. The report has every problem, and is truthy without any.

    Where nothing is wrong with the files, the lint rules are run: those in `select` (all, if that
    is left out) less those in `ignore`, each by its name, its code, or what codes begin with.

    >>> bool(validate(shipped_matrices()))
    True

    Raises:
        UnknownNameError: a word of `select` or `ignore` names no lint rule.
    """
    from permmatrix.lint import chosen, lint  # noqa: PLC0415  as above
    from permmatrix.reading import read  # noqa: PLC0415  as above

    codes = chosen(select, ignore)
    matrices, report = read(paths)
    return report if matrices is None else lint(matrices, report.files, codes)


def diff(old: Given, new: Given, facts: str | None = None) -> Diff:
    """
    Give what two policies answer differently: what changed, which way, and who shows it.

    Each is a `Policy`, or paths: files and folders, or a compiled file. `facts` names a file of
    users and resources, of whom those who gain or lose are named then.

    >>> diff(shipped_matrices(), load()).same
    True

    Raises:
        MatrixError: a file cannot be read, or something is wrong with it.
    """
    from permmatrix.differences.diffing import diff_of  # noqa: PLC0415  not for deciding

    return diff_of(old, new, facts)


def render(
    given: Policy | Paths, output_format: str = "markdown", /, **choice: Unpack[Chosen]
) -> str:
    """
    Give matrices as documentation: markdown, html, rst, asciidoc, csv, json and others.

    Given is a `Policy`, or paths of files and folders. `choice` says which rows and columns
    are shown and how they are laid out, by the attributes of `permmatrix.grid.Choice`; left out,
    there is a table for each matrix, with everything in it.

    >>> text = render(load(), "csv", rows="commitments.search", columns=["none", "admin"])
    >>> text.splitlines()[-1].split(",")[:3]
    ['Search Commitments', 'No', 'Yes']

    Raises:
        MatrixError: a file cannot be read, or something is wrong with it.
        RenderError: there is no such format, or it has no way to show what is chosen.
        UnknownNameError: the choice names something there is not.
    """
    from permmatrix.grid import Choice  # noqa: PLC0415  not for deciding
    from permmatrix.model import MatrixSet  # noqa: PLC0415  as above
    from permmatrix.rendering.formats import rendered  # noqa: PLC0415  as above

    policy = given if isinstance(given, Policy) else load(given)
    whole = MatrixSet(tuple(policy.matrices.values()))
    return rendered(whole, output_format, Choice(**choice))


def load_compiled(path: str | os.PathLike[str]) -> Policy:
    """
    Load what `permmatrix compile` wrote. Needs and imports the standard library alone.

    Raises:
        MatrixError: the file cannot be read, or is not a whole compiled policy.
    """
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123  pathlib would double the start
            program = Program.from_json(file.read())
        return Policy(program)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        from permmatrix.reading import unreadable  # noqa: PLC0415  only to report

        raise MatrixError(unreadable(os.fspath(path), error)) from error


def shipped_matrices() -> str:
    """Give the folder of the documented matrices that ship with permmatrix."""
    package = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120  pathlib would double the start
    installed = os.path.join(package, "matrices")  # noqa: PTH118  as above
    if os.path.isdir(installed):  # noqa: PTH112  as above
        return installed
    # an editable install has them at the top of the repository instead
    return os.path.normpath(os.path.join(package, "../../matrices"))  # noqa: PTH118  as above
