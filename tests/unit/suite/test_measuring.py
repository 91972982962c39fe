"""What tests are worth: coverage and mutation score, on cases worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import ALLOW, DENY, column, matrices, operation, path, row, tool, when
from permmatrix.conditions import Equals, Literal
from permmatrix.model import Cell, MatrixSet
from permmatrix.requirements import All, Any, HasLevel, Holds, Not
from permmatrix.source import Source
from permmatrix.suite.coverage import RowCoverage
from permmatrix.suite.measured import Measured
from permmatrix.suite.measuring import measure, total
from permmatrix.suite.reading import Matrices, read_suites, subject_of, suite_of
from permmatrix.suite.running import run_suites
from permmatrix.suite.score import Score
from permmatrix.suite.values import Subject
from strategies import policy_of

ROOT = Path(__file__).parents[3]
FOREIGN = sorted((ROOT / "tests" / "matrices").glob("*.yaml"))
A, B = Holds("a"), Holds("b")
USERS = "users: {ana: {levels: {docs: low}}, eve: {levels: {docs: high}}}\n"
ONE = "users: {ana: {levels: {docs: low}}}\n"


def measured(subject: Subject | MatrixSet, *tests: str, head: str = USERS) -> Measured:
    """Run tests of a policy and measure them."""
    if isinstance(subject, MatrixSet):
        subject = Subject(subject, policy_of(subject))
    text = "".join(f"  t_{number}: {{{test}}}\n" for number, test in enumerate(tests))
    suite = suite_of(Source("x", f"format: permmatrix-tests/1\n{head}tests:\n{text}"), subject)
    (found,) = measure(run_suites([suite]), coverage=True, mutation=True)
    return found


def lacking(row_: RowCoverage) -> dict[str, str]:
    """Give what no test shows, by what it is about."""
    return {it.words: it.lacking for it in (*row_.cells, *row_.facts)}


def plain(*rows_: tuple[str, str]) -> MatrixSet:
    """Give a policy of plain rows, from (allow or deny) at low and at high."""
    cells: dict[str, Cell] = {"allow": ALLOW, "deny": DENY}
    return matrices(
        *(
            row(f"r_{number}", {"low": cells[low], "high": cells[high]})
            for number, (low, high) in enumerate(rows_)
        ),
        tools=[tool("low", "high")],
    )


class TestShipped:
    """The suites that ship with the documented matrices."""

    def test_every_test_passes_and_nothing_is_missed(self) -> None:
        """All is covered, and every change would be noticed: 100 % of both."""
        read = read_suites(ROOT / "matrices", Matrices(("nowhere",)))
        results = run_suites(read.suites)
        (found,) = measure(results, coverage=True, mutation=True)

        assert read.report.ok, str(read.report)
        assert [it.test.id for it in results if not it.passed] == []
        assert len(found.coverage) == len(found.mutation) == 44
        assert list(found.found) == []
        assert sum(len(it.cells) for it in found.coverage) == 176
        assert str(total(found.coverage)) == str(total(found.mutated)) == "100 %"
        assert {it.thing.id: it.killed for it in found.shared} == {
            "commitments": 3,  # another level by default
            "head_contracts": 3,
            "commitments.claim_release_of_retention": 2,  # either of its rows is missing
            "commitments.set_or_release_retention": 2,
            "head_contracts.view_head_contract": 2,
        }

    def test_none_is_skipped(self) -> None:
        """A skipped test shows nothing."""
        read = read_suites(ROOT / "matrices", Matrices(("nowhere",)))

        assert [test.id for suite in read.suites for test in suite.tests if test.skip] == []


@pytest.mark.parametrize("file", ["shipped", *FOREIGN], ids=lambda it: Path(it).stem)
def test_the_tests_offered_make_a_whole_suite(file: Path | str) -> None:
    """Pasted together, the tests for the survivors of no tests at all notice every change."""
    subject = subject_of(ROOT / "matrices" if file == "shipped" else file)
    head = "format: permmatrix-tests/1\nusers: {x: {}}\ntests:\n"
    nothing = suite_of(Source("x", f"{head}  t: {{skip: none}}\n"), subject)
    (before,) = measure(run_suites([nothing]), coverage=False, mutation=True)
    offered = [survivor.test for survivor in before.survivors]

    suite = suite_of(Source("x", head + "".join(offered)), subject)
    results = run_suites([suite])
    (after,) = measure(results, coverage=False, mutation=True)

    assert "" not in offered
    assert len(results) == len(offered) == total(before.mutated).whole
    assert [it.test.id for it in results if not it.passed] == []
    assert [it.mutant.words for it in after.survivors] == []
    assert total(after.mutated) == Score(len(offered), len(offered))


class TestCoverage:
    """Cells and facts that answers hang on."""

    def test_a_cell_is_asked_by_a_user_of_its_level(self) -> None:
        """Whatever it says, in each row by itself."""
        found = measured(plain(("allow", "deny"), ("deny", "deny")), "users: ana, actions: m.r_0")

        assert [lacking(it) for it in found.coverage] == [
            {"low": "", "high": "no test asks this cell"},
            {"low": "no test asks this cell", "high": "no test asks this cell"},
        ]
        assert total(found.coverage).reached == 1

    def test_a_cell_counts_where_the_answer_hangs_on_it(self) -> None:
        """Not where another level allows anyway, nor where another row of the operation does."""
        policy = matrices(
            row("x", {"low": ALLOW, "high": DENY}),
            row("y", {"low": DENY, "high": DENY}),
            tools=[tool("low", "high")],
            operations=[operation("either", "x", "y")],
        )
        both = "users: {kim: {levels: {docs: [low, high]}}}"

        assert lacking(measured(policy, f"{both}, actions: m.x").coverage[0]) == {
            "low": "",
            "high": "no test asks this cell",
        }
        x, y = measured(policy, "users: ana, actions: m.either").coverage
        assert (lacking(x)["low"], lacking(y)["low"]) == ("", "no test asks this cell")
        x, y = measured(policy, "users: eve, actions: m.either").coverage
        assert (lacking(x)["high"], lacking(y)["high"]) == ("", "")

    def test_a_guard_that_is_false_hides_the_cells(self) -> None:
        """The row does not apply there."""
        policy = matrices(
            row("x", {"low": ALLOW, "high": ALLOW}, guard=A),
            tools=[tool("low", "high")],
            conditions=["a"],
        )
        (found,) = measured(policy, "contexts: {no: {a: false}}").coverage

        assert lacking(found) == {
            "low": "no test asks this cell",
            "high": "no test asks this cell",
            "guard, «a»": "no test's yes hangs on it",
        }

    @pytest.mark.parametrize(
        ("contexts", "a", "b"),
        [
            ([(True, True)], "no test's no hangs on it", "no test's no hangs on it"),
            ([(False, False)], "no test's answer hangs on it", "no test's answer hangs on it"),
            ([(True, False)], "no test's answer hangs on it", "no test's yes hangs on it"),
            ([(True, True), (True, False)], "no test's no hangs on it", ""),
            ([(True, True), (True, False), (False, True)], "", ""),
        ],
    )
    def test_a_fact_needs_a_yes_and_a_no(
        self, contexts: list[tuple[bool, bool]], a: str, b: str
    ) -> None:
        """Of both of two, the first is shown where the second is true."""
        policy = matrices(
            row("x", {"low": when(All((A, B)))}), tools=[tool("low")], conditions=["a", "b"]
        )
        known = ", ".join(
            f"c_{number}: {{a: {str(one).lower()}, b: {str(two).lower()}}}"
            for number, (one, two) in enumerate(contexts)
        )
        (found,) = measured(policy, f"contexts: {{{known}}}", head=ONE).coverage

        assert lacking(found) == {"low": "", "low, «a»": a, "low, «b»": b}

    def test_what_can_make_no_difference_is_not_counted(self) -> None:
        """A fact that is redundant, a cell nobody can reach, a row that never applies."""
        policy = matrices(
            row("x", {"low": when(Any((A, All((A, B))))), "never": ALLOW}),
            row("y", {"low": ALLOW, "never": ALLOW}, guard=All((A, Not(A)))),
            tools=[tool("low", column("never"))],
            conditions=["a", "b"],
        )
        x, y = measured(policy, "contexts: {c: {a: true, b: true}}", head=ONE).coverage

        assert list(lacking(x)) == ["low", "low, «a»"]
        assert lacking(y) == {}
        assert str(y.score) == "100 %"

    def test_a_fact_that_can_only_say_no_needs_only_that(self) -> None:
        """Of a level that the row's own tool has, an answer cannot hang both ways."""
        policy = matrices(
            row("x", {"low": when(HasLevel("docs", ("high",))), "high": DENY}),
            tools=[tool("low", "high")],
        )
        (found,) = measured(policy, "").coverage

        assert lacking(found)["low, «high on docs»"] == "no test's yes hangs on it"


class TestMutation:
    """Changes that tests notice."""

    def test_a_row_nobody_asks_about_has_only_survivors(self) -> None:
        """Two plain cells are two mutants."""
        asked, other = measured(
            plain(("allow", "deny"), ("allow", "deny")),
            "actions: m.r_0, allow: [{users: ana}]",
        ).mutation

        assert (asked.killed, len(asked.survivors)) == (2, 0)
        assert (other.killed, len(other.survivors)) == (0, 2)
        assert [it.mutant.words for it in other.survivors] == [
            "low: denied instead of allowed",
            "high: allowed instead of denied",
        ]

    def test_a_test_that_fails_notices_nothing(self) -> None:
        """Only one that passes can."""
        (found,) = measured(plain(("allow", "deny")), "actions: m.r_0").mutation

        assert found.killed == 0

    def test_a_row_is_asked_through_an_operation(self) -> None:
        """Whoever notices it there has noticed it."""
        policy = matrices(
            row("x", {"low": ALLOW}),
            tools=[tool("low")],
            operations=[operation("do", "x")],
        )
        (found,) = measured(policy, "actions: m.do, allow: [{}]", head=ONE).mutation

        assert (found.killed, found.survivors) == (1, ())

    def test_what_answers_alike_is_no_mutant(self) -> None:
        """A redundant part can be left out, and a cell nobody reaches can say anything."""
        policy = matrices(
            row("x", {"low": when(Any((A, All((A, B))))), "never": ALLOW}),
            tools=[tool("low", column("never"))],
            conditions=["a", "b"],
        )
        (found,) = measured(policy, "skip: later", head=ONE).mutation
        words = [it.mutant.words for it in found.survivors]

        assert "low: without «b»" not in words
        assert "low: without «a and b»" not in words
        assert "never: denied instead of allowed" not in words
        assert "low: not «b»" not in words

    def test_what_cannot_happen_is_no_mutant(self) -> None:
        """A status is not two things at once, so that nobody meets the difference."""
        status = path("resource.status")
        policy = matrices(
            row("x", {"low": when(All((A, B)))}),
            tools=[tool("low")],
            conditions={
                "a": Equals(status, Literal("open")),
                "b": Equals(status, Literal("closed")),
            },
        )
        (found,) = measured(policy, "skip: later", head=ONE).mutation
        words = [it.mutant.words for it in found.survivors]

        assert "low: denied instead of allowed" not in words
        assert "low: allowed without the requirement" in words

    def test_the_obligations_of_the_yes_that_counts_are_compared(self) -> None:
        """Where another level gives a plain yes as well, losing a limit changes nothing."""
        policy = matrices(
            row("x", {"low": when(None, "p"), "also": ALLOW}),
            tools=[tool("low", column("also", Not(A)))],
            conditions=["a"],
        )
        (found,) = measured(policy, "skip: later", head=ONE).mutation
        tests = {it.mutant.words: it.test for it in found.survivors}

        assert "allow: [{with: [p]}]" in tests["low: without the obligation p"]

    def test_a_survivor_is_told_at_its_place(self) -> None:
        """The diagnostic points at the cell that would be otherwise."""
        subject = subject_of(ROOT / "matrices")
        found = measured(subject, "skip: later", head="users: {x: {}}\n").mutation[0]
        (first, *_) = found.found

        assert first.code == "PM810"
        assert first.message == (
            "`commitments.accept_invite_to_bill`: "
            "no test would notice None: allowed instead of denied"
        )


def test_tests_of_two_policies_are_measured_apart() -> None:
    """Each has rows of its own."""
    one, two = (Subject(it, policy_of(it)) for it in (plain(("allow", "deny")),) * 2)
    text = f"format: permmatrix-tests/1\n{USERS}tests: {{t: {{allow: [{{users: ana}}]}}}}\n"
    suites = [suite_of(Source(name, text), it) for name, it in (("a", one), ("b", two))]

    found = measure(run_suites([*suites, suites[0]]), coverage=True, mutation=False)

    assert [it.subject for it in found] == [one, two]
    assert [it.mutation for it in found] == [(), ()]
