"""The verb that runs tests of a policy."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import final

from attrs import field, frozen

from permmatrix.api import shipped_matrices
from permmatrix.cli.findings import report
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.codes import Code, Severity
from permmatrix.diagnostics import shown
from permmatrix.loader.fields import did_you_mean
from permmatrix.outputs.closing import closing
from permmatrix.outputs.findings import Case, Findings
from permmatrix.outputs.markdown import block
from permmatrix.outputs.markdown import text_of as markdown
from permmatrix.outputs.plain import case_plain, diagnostic_plain
from permmatrix.outputs.text import text_of as text
from permmatrix.suite.measured import Measured
from permmatrix.suite.measuring import measure, total
from permmatrix.suite.reading import Matrices, Suites, read_suites
from permmatrix.suite.running import Result, run_suites
from permmatrix.suite.score import Score
from permmatrix.suite.table import measured_plain, pasted_tests, shared_plain, short_rows

__all__ = ["default_matrices", "run_test"]

SHIPPED = "permmatrix/matrices"


def run_test(args: argparse.Namespace, settings: Settings) -> int:
    """Run tests of a policy, and measure what they would miss."""
    paths = args.words or settings.tests or ["."]
    wanted = _Wanted.of(args, settings)
    instead = tuple(args.matrices or ())
    whole = instead or settings.matrices
    read = read_suites(
        paths,
        default_matrices(settings),
        instead=instead,
        count=Matrices(whole) if whole and wanted.any and not args.names else None,
    )
    results = run_suites(read.suites, args.names)
    if args.names and not results and read.report.ok:
        raise _no_test(args.names, read)
    ran = _Ran(read, tuple(results), wanted)
    own = {"text": ran.as_text, "markdown": ran.as_markdown, "json": ran.as_json}
    return report(ran.findings, args, own)


def default_matrices(settings: Settings) -> Matrices:
    """Give the matrices that are asked where a file of tests names none."""
    if settings.matrices:
        return Matrices(settings.matrices)
    return Matrices((shipped_matrices(),), SHIPPED)


def _no_test(names: Sequence[str], read: Suites) -> UsageError:
    known = dict.fromkeys(test.id for suite in read.suites for test in suite.tests)
    hint = did_you_mean(names[0], known, others="the tests are")
    wanted = " or ".join(f"`{shown(name)}`" for name in names)
    return UsageError(f"no test has {wanted} in its name; {hint}")


@final
@frozen
class _Wanted:
    """What is to be measured: not (None), or with the least percentage there should be."""

    coverage: float | None
    mutation: float | None

    @property
    def any(self) -> bool:
        """Whether anything is."""
        return self.coverage is not None or self.mutation is not None

    @classmethod
    def of(cls, args: argparse.Namespace, settings: Settings) -> _Wanted:
        """
        Take options before settings.

        Settings are about all tests, so they are left out where only some are run.
        """
        of_settings = [None, None] if args.names else [settings.coverage, settings.mutation]
        found = [
            (said or 0.0) if option is True else said if option is None else option
            for option, said in zip((args.coverage, args.mutation), of_settings, strict=True)
        ]
        return cls(*found)


@final
@frozen(eq=False)
class _Ran:
    """A run: what was read, how each test went, and what they are worth."""

    read: Suites
    results: tuple[Result, ...]
    wanted: _Wanted
    measured: list[Measured] = field(init=False)

    @measured.default
    def _measured(self) -> list[Measured]:
        coverage, mutation = self.wanted.coverage is not None, self.wanted.mutation is not None
        if not self.wanted.any:
            return []
        # where something is wrong with a file of tests, what it shows is not known
        counted = [self.read.counted] if self.read.counted and self.read.report.ok else []
        return measure(self.results, coverage=coverage, mutation=mutation, also=counted)

    @property
    def coverage(self) -> Score:
        """How many cells and facts are covered."""
        return total(row for it in self.measured for row in it.coverage)

    @property
    def mutation(self) -> Score:
        """How many mutants are noticed."""
        return total(part for it in self.measured for part in it.mutated)

    @property
    def findings(self) -> Findings:
        """What is wrong. What tests miss is told, and wrong only where less was to be missed."""
        enough = {
            Code.NOT_COVERED: self.coverage.least(self.wanted.coverage or 0),
            Code.SURVIVOR: self.mutation.least(self.wanted.mutation or 0),
        }
        return Findings(
            verb="test",
            diagnostics=(
                *self.read.report,
                *(it for result in self.results for it in result.found),
                *(it for measured in self.measured for it in measured.found),
            ),
            files=self.read.report.files,
            cases=tuple(map(_case, self.results)),
            severities={code: Severity.NOTE for code, reached in enough.items() if reached},
            summary=tuple(self._summary()),
        )

    def _summary(self) -> Iterator[str]:
        if (
            not self.results and not self.measured
        ):  # then nothing was asked, and nothing can be said of it
            return
        for result in self.results:
            if result.test.skip is not None:
                yield f"Skipped `{result.test.id}`: {result.test.skip}"
        asked = sum(it.asked for it in self.results)
        yield f"{asked:,} answer{'' if asked == 1 else 's'} checked."
        if self.wanted.coverage is not None:
            what = "cells and facts that answers hang on"
            yield _score("Coverage", self.coverage, what, self.wanted.coverage)
        if self.wanted.mutation is not None:
            what = "changes of the policy noticed"
            yield _score("Mutation score", self.mutation, what, self.wanted.mutation)

    def as_text(self, findings: Findings) -> str:
        """Write the findings, the tests that would notice, the rows that fall short, the end."""
        end = "".join(f"{line}\n" for line in closing(findings))
        tests = pasted_tests(self.measured)
        heading = ["Tests that would notice, to be pasted under `tests:`", ""]
        parts = [[*heading, *tests] if tests else [], short_rows(self.measured)]
        blocks = ["".join(f"{line}\n" for line in ["", *lines]) for lines in parts if lines]
        gap = "\n" if blocks else ""
        return text(findings).removesuffix(end) + "".join(blocks) + gap + end

    def as_markdown(self, findings: Findings) -> str:
        """Write the findings, with the rest as blocks of code."""
        found = {"text": short_rows(self.measured), "yaml": pasted_tests(self.measured)}
        parts = [
            "\n".join(["", *block(word, "\n".join(lines)), ""])
            for word, lines in found.items()
            if lines
        ]
        return markdown(findings) + "".join(parts)

    def as_json(self, findings: Findings) -> str:
        """Write everything as values, with the scores of every row and of what rows share."""
        value = {
            "findings": [diagnostic_plain(it, findings) for it in findings.diagnostics],
            "cases": [case_plain(it, findings) for it in findings.cases],
            "summary": list(findings.summary),
            "rows": measured_plain(self.measured),
            "shared": shared_plain(self.measured),
        }
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _case(result: Result) -> Case:
    return Case(
        suite=result.suite.source.name,
        name=result.test.id,
        span=result.test.span,
        found=result.found,
        skipped=result.test.skip,
    )


def _score(name: str, score: Score, what: str, least: float) -> str:
    short = "" if score.least(least) else f", less than {least:g} %"
    return f"{name}: {score}{short} ({score.reached:,} of {score.whole:,} {what})."
