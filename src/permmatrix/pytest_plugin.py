"""
What pytest makes of `*.permtest.yaml`: one item for each test in it.

The hook that takes the files is in `permmatrix_pytest`, which imports this when there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from permmatrix.cli.settings import UsageError, read_settings
from permmatrix.cli.testing import default_matrices
from permmatrix.suite.reading import Matrices, Policies, read_suites
from permmatrix.suite.running import run_test
from permmatrix.suite.values import NamedTest, Suite

__all__ = ["SuiteFile", "SuiteItem"]


READ: pytest.StashKey[tuple[Matrices, Policies]] = pytest.StashKey()
"""The matrices asked where a file names none, and the policies that were read."""


class SuiteFile(pytest.File):
    """A file of tests."""

    def collect(self) -> Iterator[SuiteItem]:
        """
        Give the tests in it.

        Raises:
            CollectError: something is wrong with the file, or with the matrices it is about.
        """
        stash = self.session.stash
        if READ not in stash:  # every file of a session is read with the same, each policy once
            try:
                settings = read_settings(self.config.rootpath)
            except UsageError as error:
                raise self.CollectError(str(error)) from None
            stash[READ] = (default_matrices(settings), Policies())
        default, policies = stash[READ]
        read = read_suites(self._shown(), default, policies=policies)
        if not read.report.ok:
            raise self.CollectError(str(read.report))
        for suite in read.suites:
            for test in suite.tests:
                yield SuiteItem.from_parent(self, name=test.id, suite=suite, test=test)

    def _shown(self) -> Path:
        """Give the path as one would write it here, since every message begins with it."""
        here = Path.cwd()
        return self.path.relative_to(here) if self.path.is_relative_to(here) else self.path


class SuiteItem(pytest.Item):
    """One test of a file."""

    def __init__(self, *, suite: Suite, test: NamedTest, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.suite = suite
        self.test = test
        if test.skip is not None:
            self.add_marker(pytest.mark.skip(reason=test.skip))

    def runtest(self) -> None:
        """
        Ask the questions of the test.

        Raises:
            WrongAnswersError: an answer is not as expected.
        """
        result = run_test(self.suite, self.test)
        if not result.passed:
            raise WrongAnswersError("\n".join(map(str, result.found)))

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: Any = None,
    ) -> Any:
        """Show wrong answers as they are; anything else is a fault, with its traceback."""
        if isinstance(excinfo.value, WrongAnswersError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Give the place of the test, and its name."""
        return self.path, self.test.span.line - 1, self.name


class WrongAnswersError(Exception):
    """Answers that are not as expected, as text."""
