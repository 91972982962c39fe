"""What a run of a verb found, as the one value that every format takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import final

from attrs import field, frozen

from permmatrix.codes import Code, Severity
from permmatrix.diagnostics import Diagnostic, Report, Suppressed
from permmatrix.source import Span

__all__ = ["Case", "Findings", "State", "Suppressed"]


@final
class State(StrEnum):
    """How a case ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@final
@frozen(kw_only=True)
class Case:
    """
    One thing that was checked by itself, as reports of tests count them.

    Attributes:
        suite: what it is one of, such as the file it stands in.
        name: what is checked, told apart from the others of its suite.
        span: where it stands.
        found: what is wrong; each is among the diagnostics of the findings as well.
        skipped: why it was not checked, if it was not.
        seconds: how long it took, where that was measured.
    """

    suite: str
    name: str
    span: Span
    found: tuple[Diagnostic, ...] = ()
    skipped: str | None = None
    seconds: float | None = None


def _sorted(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    return Report(found).diagnostics


@final
@frozen(kw_only=True)
class Findings:
    """
    What a run found: the one value that every format takes.

    Attributes:
        verb: validate, test or diff.
        diagnostics: all there is to say, by file, place and code, each once.
        files: the names of the files that were read, those with nothing wrong included.
        cases: what was checked one by one. Empty for a verb that has no cases of its own: then
            each diagnostic counts as one that failed, and a file with none as one that passed.
        suppressed: findings that somebody let stand.
        severities: how bad the codes are that count otherwise than usual in this run; a difference
            that fails the run is an error.
        summary: whole sentences to end with, a line each, such as the coverage of tests.
        folder: the folder that the names of files start from; not known if empty.
        root: the folder of the whole project, which forges name files from; not known if empty.
    """

    verb: str
    diagnostics: tuple[Diagnostic, ...] = field(default=(), converter=_sorted)
    files: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    severities: Mapping[Code, Severity] = field(factory=lambda: MappingProxyType({}))
    summary: tuple[str, ...] = ()
    folder: str = ""
    root: str = ""

    def severity(self, diagnostic: Diagnostic) -> Severity:
        """Give how bad a finding is in this run."""
        return self.severities.get(diagnostic.code, diagnostic.severity)

    @property
    def counts(self) -> Counter[Severity]:
        """How many findings there are of each severity."""
        return Counter(map(self.severity, self.diagnostics))

    def state(self, case: Case) -> State:
        """Give how a case ended: by what is wrong, which notes are not, before all else."""
        if any(self.severity(it) is not Severity.NOTE for it in case.found):
            return State.FAILED
        return State.PASSED if case.skipped is None else State.SKIPPED

    @property
    def states(self) -> Counter[State]:
        """How many of the verb's own cases ended in each way."""
        return Counter(map(self.state, self.cases))

    @property
    def unreadable(self) -> bool:
        """Whether a file could not be read at all."""
        return any(found.code is Code.UNREADABLE for found in self.diagnostics)

    @property
    def exit_code(self) -> int:
        """0 where nothing is wrong or there are notes only, 1 for findings, 2 as `unreadable`."""
        if self.unreadable:
            return 2
        counts = self.counts
        return int(bool(counts[Severity.ERROR] or counts[Severity.WARNING]))
