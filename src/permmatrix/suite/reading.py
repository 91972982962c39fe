"""Files of tests to suites: read, checked, and looked up in the policy each is about."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, final

from attrs import define, field, frozen

from permmatrix.codes import Code
from permmatrix.compiler import compile_matrices
from permmatrix.diagnostics import Diagnostic, EnoughError, Problems, Report, shown
from permmatrix.document import parse
from permmatrix.errors import MatrixError
from permmatrix.facts_file import Facts, check_user, read_facts, things
from permmatrix.formats import is_format
from permmatrix.loader.fields import Fields
from permmatrix.nodes import plain
from permmatrix.policy import Policy
from permmatrix.reading import Paths, files_in, read, text_of
from permmatrix.schema import check_shape
from permmatrix.source import Source, Span
from permmatrix.suite.listing import name_test
from permmatrix.suite.naming import Declared, holding, names
from permmatrix.suite.values import NamedTest, Subject, Suite

__all__ = [
    "SUFFIXES",
    "Matrices",
    "Policies",
    "Suites",
    "is_suite",
    "read_suites",
    "subject_of",
    "suite_of",
]

SUFFIXES = (".permtest.yaml", ".permtest.yml")
"""How the name of a file of tests ends."""


@final
@frozen
class Matrices:
    """The matrices that are asked where a file of tests names none; `shown_in` as `read` has it."""

    paths: tuple[str, ...]
    shown_in: str | None = None


@final
@frozen
class Suites:
    """
    The suites that could be read, and what is wrong with the others.

    `counted` is the policy that is to be tested as a whole, if that was asked for and there is one.
    """

    suites: tuple[Suite, ...]
    report: Report
    counted: Subject | None = None


def is_suite(name: str) -> bool:
    """Say by its name whether a file in a folder is one of tests."""
    return name.endswith(SUFFIXES) and not name.startswith(".")


def read_suites(
    paths: Paths,
    default: Matrices,
    *,
    instead: Sequence[str] = (),
    count: Matrices | None = None,
    policies: Policies | None = None,
) -> Suites:
    """
    Read files of tests, and folders for those in them.

    `instead` are matrices to ask in place of those that the files name, `count` those to be read
    whether or not a file is about them. `policies` has those that were read before.
    """
    reader = _Reader(default, tuple(instead), Policies() if policies is None else policies)
    files = list(files_in(paths, is_suite))
    found = [reader.suite(file) for file in files]
    counted = reader.policy(count) if count is not None else None
    names_ = tuple(dict.fromkeys((*map(str, files), *reader.files)))
    suites = tuple(suite for suite in found if suite is not None)
    return Suites(suites, Report(tuple(reader.found), names_), counted)


def suite_of(source: Source, subject: Subject) -> Suite:
    """
    Give a text as a suite about a policy at hand, whichever it names.

    Raises:
        MatrixError: something is wrong with the text.
    """
    problems = Problems(source)
    with suppress(EnoughError):
        fields = _fields(problems)
        suite = None if fields is None else _looked_up(fields, Path(source.name), subject)
        if suite is not None and not problems.found:
            return suite
    raise MatrixError(Report(tuple(problems.found), (source.name,)))


def subject_of(paths: Paths, *, shown_in: str | None = None) -> Subject:
    """
    Read matrices and compile them.

    Raises:
        MatrixError: something is wrong with them.
    """
    matrices, report = read(paths, shown_in=shown_in)
    if matrices is None:
        raise MatrixError(report)
    return Subject(matrices, Policy(compile_matrices(matrices), matrices), report.files)


@final
@define(eq=False)
class Policies:
    """Reads and compiles the matrices that files of tests are about, each set of them once."""

    _read: dict[Matrices, Subject | Report] = field(factory=dict)

    def of(self, wanted: Matrices) -> Subject | Report:
        """Give the policy that matrices make, or what is wrong with them."""
        if wanted not in self._read:
            try:
                self._read[wanted] = subject_of(wanted.paths, shown_in=wanted.shown_in)
            except MatrixError as error:
                self._read[wanted] = error.report
        return self._read[wanted]


@final
@define(eq=False)
class _Reader:
    """Reads files of tests one after the other, and reports each policy once."""

    default: Matrices
    instead: tuple[str, ...]
    policies: Policies
    found: list[Diagnostic] = field(factory=list)
    files: list[str] = field(factory=list)
    _asked: set[Matrices] = field(factory=set)

    def suite(self, file: Path) -> Suite | None:
        problems = Problems(Source(str(file), ""))
        source = _text_of(file, problems)
        if source is not None:
            problems = Problems(source)
        try:
            return self.read(problems, file) if source is not None else None
        except MatrixError as error:
            self.found.extend(error.report)
            return None
        finally:
            self.found.extend(problems.found)

    def read(self, problems: Problems, file: Path) -> Suite | None:
        with suppress(EnoughError):
            fields = _fields(problems)
            subject = None if fields is None else self.subject(fields, file)
            if fields is not None and subject is not None:
                suite = _looked_up(fields, file, subject)
                return None if problems.found else suite
        return None

    def subject(self, fields: Fields, file: Path) -> Subject | None:
        """Give the policy a file is about, or None where something is wrong with the matrices."""
        wanted = self.default
        if self.instead:
            wanted = Matrices(self.instead)
        elif named := [str(name.value) for name in names(fields, "matrices")]:
            wanted = Matrices(tuple(_beside(file, path) for path in named))
        return self.policy(wanted)

    def policy(self, wanted: Matrices) -> Subject | None:
        """Give the policy that matrices make; what is wrong with them is reported once."""
        found = self.policies.of(wanted)
        if wanted not in self._asked:
            self._asked.add(wanted)
            self.files.extend(found.files)
            self.found.extend(found if isinstance(found, Report) else ())
        return None if isinstance(found, Report) else found


def _text_of(file: Path, problems: Problems) -> Source | None:
    # pathlib would raise for a path too long, or within a folder that is closed to us
    if str(file) != "-" and os.path.isdir(file):  # noqa: PTH112  as above
        message = f"the folder holds no file of tests: no name in it ends in `{SUFFIXES[0]}`"
        problems.add(Code.UNREADABLE, message, Span(problems.source, 0, 0))
        return None
    return text_of(file, problems)


def _fields(problems: Problems) -> Fields | None:
    """Read a text as far as its shape. Names are looked up only where that is in order."""
    root = parse(problems)
    if root is None or not is_format(root, problems, "tests"):
        return None
    reported = check_shape(root, problems, "tests")
    return None if problems.found else Fields(root, reported, problems)


def _beside(file: Path, path: str) -> str:
    """Give a path that is written from the folder of a file."""
    return os.path.normpath(file.parent / path) if str(file) != "-" else path


def _looked_up(fields: Fields, file: Path, subject: Subject) -> Suite:
    """
    Look up the names in a file of tests; what is wrong with them is left among its problems.

    Raises:
        MatrixError: something is wrong with the file of facts.
    """
    declared = _declared(fields, file, subject)
    tests = tuple(_tests(fields, declared))
    title = fields.text("title")
    return Suite(source=fields.problems.source, title=title, subject=subject, tests=tests)


def _declared(fields: Fields, file: Path, subject: Subject) -> Declared:
    """
    Gather whom and what the tests can name.

    Raises:
        MatrixError: something is wrong with the file of facts.
    """
    path = fields.text("facts")
    shared = Facts() if path is None else read_facts(_beside(file, path), subject.matrices)
    for entry in fields.entries("users"):
        check_user(fields.of(entry.value), subject.matrices)
    resources = _all(fields, ("contracts", "resources"), shared.resources, path)
    users = _all(fields, ("users",), shared.users, path)
    base = shared.context
    contexts = {it.key: {**base, **plain(it.value)} for it in fields.entries("contexts")}
    return Declared(
        matrices=subject.matrices,
        users={name: holding(it) for name, it in users.items()},
        resources=resources,
        contexts=contexts,
        base=base,
    )


def _all(
    fields: Fields, keys: tuple[str, ...], shared: Mapping[str, dict[str, Any]], path: str | None
) -> dict[str, dict[str, Any]]:
    """Join what the file declares with what its file of facts does; no name is used twice."""
    found = dict(shared)
    for key in keys:
        own = things(fields, key)
        for entry in fields.entries(key):
            if entry.key in found:
                where = f"in `{path}`" if entry.key in shared else "as a contract"
                message = f"`{shown(entry.key)}` is declared {where} already"
                fields.problems.add(Code.DUPLICATE_KEY, message, entry.key_span)
        found.update(own)
    return found


def _tests(fields: Fields, declared: Declared) -> Iterator[NamedTest]:
    for entry in fields.entries("tests"):
        test = name_test(fields.of(entry.value), entry, declared)
        if test is not None:
            yield test
