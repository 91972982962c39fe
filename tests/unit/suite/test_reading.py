"""Files of tests: read, or reported with every problem at its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from permmatrix import MatrixError
from permmatrix.schema import schema_text
from permmatrix.source import Source
from permmatrix.suite.reading import Matrices, Suites, read_suites, subject_of, suite_of
from permmatrix.suite.values import Answer, Expectation, NamedTest, Question

MATRIX = """\
format: permmatrix/1
id: docs
title: Docs
tool: docs
levels: {viewer: Viewer, editor: Editor}
granular: {share: {title: Share}}
conditions:
  locked: {title: locked, test: {is_true: resource.locked}}
  late: {title: late, test: {given: late}}
obligations: {pdf_only: PDF only}
platforms: {web: Web, ios: iOS}
actions:
  read:
    title: Read
    aliases: [open]
    cells: {viewer: {when: late, with: [pdf_only]}, editor: allow}
  edit: {title: Edit, cells: {editor: {not: locked}}}
operations:
  use: {title: Use, any_of: [read, edit]}
"""
HEAD = "format: permmatrix-tests/1\n"
WORLD = """\
users:
  ana: {levels: {docs: viewer}}
  eve: {levels: {docs: editor}}
contracts: {c_1: {locked: false}, c_2: {locked: true}}
contexts: {early: {late: false}, late: {late: true}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder with a matrix in it, where paths are short."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs.yaml").write_text(MATRIX, encoding="utf-8")
    return tmp_path


def read(text: str, *, name: str = "x.permtest.yaml", format_: str = HEAD) -> Suites:
    """Read a text as a file of tests of the matrix in the folder."""
    Path(name).write_text(format_ + text, encoding="utf-8")
    return read_suites(name, Matrices(("docs.yaml",)))


def only(text: str) -> NamedTest:
    """Read a text that has one test in it."""
    found = read(text)
    assert found.report.ok, str(found.report)
    ((test,),) = [suite.tests for suite in found.suites]
    return test


def problems(text: str) -> list[tuple[str, str, str]]:
    """Give the code of each problem, what it points at, and its message."""
    found = read(text)
    assert found.suites == ()
    return [(str(it.code), it.span.text, it.message) for it in found.report]


@pytest.mark.usefixtures("folder")
class TestSound:
    """What a sound file gives."""

    def test_what_is_left_out_is_all_that_is_declared(self) -> None:
        """Users, actions, contracts and contexts; but no platform."""
        test = only(WORLD + "tests: {t: {}}")

        assert list(test.users) == ["ana", "eve"]
        assert test.actions == ("docs.read", "docs.edit", "docs.use")
        assert list(test.resources) == ["c_1", "c_2"]
        assert list(test.contexts) == ["early", "late"]
        assert test.platforms == (None,)
        assert len(list(test.questions())) == 2 * 3 * 2 * 2

    def test_where_none_is_declared_it_is_asked_without(self) -> None:
        """A question has a user and an action at least."""
        test = only("users: {ana: {}}\ntests: {t: {actions: docs.read}}")

        assert list(test.questions()) == [Question("ana", "docs.read")]
        assert (test.resources, test.contexts) == ({None: None}, {None: None})

    def test_a_name_stands_for_a_list_of_one(self) -> None:
        """In the test and in its entries."""
        one, two = (
            only(
                f"{WORLD}tests: {{t: {{users: {left}ana{right}, actions: {left}docs.read{right}, "
                f"contracts: {left}c_1{right}, contexts: {left}late{right}, "
                f"platforms: {left}web{right}, "
                f"allow: [{{users: {left}ana{right}, with: {left}pdf_only{right}}}]}}}}"
            )
            for left, right in (("", ""), ("[", "]"))
        )

        assert one == two
        question = Question("ana", "docs.read", "c_1", "late", "web")
        assert one.listed == {question: Expectation(Answer.ALLOW, frozenset({"pdf_only"}))}

    def test_a_user_holds_nothing_of_which_nothing_is_said(self) -> None:
        """The id is the name, unless the facts say otherwise."""
        test = only("users: {ana: {}, eve: {id: 7, levels: {docs: editor}}}\ntests: {t: {}}")

        assert test.users == {
            "ana": {"id": "ana", "levels": {}, "granular": {}},
            "eve": {"id": 7, "levels": {"docs": "editor"}, "granular": {}},
        }

    @pytest.mark.parametrize(
        ("pattern", "actions"),
        [
            ("docs.*", ("docs.read", "docs.edit", "docs.use")),
            ("*e*d*", ("docs.read", "docs.edit")),
            ("docs.open", ("docs.read",)),
            ("[docs.use, 'docs.re*', docs.open]", ("docs.use", "docs.read")),
        ],
    )
    def test_a_pattern_stands_for_the_actions_like_it(
        self, pattern: str, actions: tuple[str, ...]
    ) -> None:
        """Rows and operations, an alias for what it is an alias of, each once."""
        text = f"users: {{ana: {{}}}}\ntests: {{t: {{actions: {pattern!r}}}}}"

        assert only(text.replace("'[", "[").replace("]'", "]").replace('"', "")).actions == actions

    def test_a_test_can_declare_its_own(self) -> None:
        """They are all that it asks about, and no other test can name them."""
        test = only(
            WORLD + "tests:\n  t:\n    users: {kim: {levels: {docs: editor}}}\n"
            "    resources: {c_9: {locked: null}}\n    contexts: {now: {late: true}}\n"
            "    allow: [{users: kim, actions: docs.read}]\n    unknown: [{actions: docs.edit}]\n"
        )

        assert test.users["kim"]["id"] == "kim"
        assert test.resources == {"c_9": {"id": "c_9", "locked": None}}
        assert test.contexts == {"now": {"late": True}}
        assert test.expected(Question("kim", "docs.read", "c_9", "now")).answer is Answer.ALLOW
        assert test.expected(Question("kim", "docs.edit", "c_9", "now")).answer is Answer.UNKNOWN
        assert test.expected(Question("kim", "docs.use", "c_9", "now")).answer is Answer.DENY

    def test_contracts_and_resources_are_one_dimension(self) -> None:
        """Whichever word is used of them."""
        test = only(
            "users: {ana: {}}\ncontracts: {c_1: {}}\nresources: {r_1: {}, r_2: {}}\n"
            "tests: {t: {contracts: r_1, resources: c_1, unknown: [{resources: [c_1, r_1]}]}}"
        )

        assert list(test.resources) == ["r_1", "c_1"]
        assert len(test.listed) == 6

    def test_a_file_of_facts_is_shared(self, folder: Path) -> None:
        """Its users and resources can be named, and its context is part of every context."""
        (folder / "inner").mkdir()
        (folder / "inner" / "people.yaml").write_text(
            "format: permmatrix-facts/1\nusers: {kim: {}}\nresources: {r_1: {}}\n"
            "context: {late: false, noon: true}\n",
            encoding="utf-8",
        )
        found = read(
            "matrices: ../docs.yaml\nfacts: people.yaml\nusers: {ana: {}}\n"
            "contexts: {later: {late: true}}\ntests: {t: {}, u: {contexts: {x: {noon: false}}}}",
            name="inner/x.permtest.yaml",
        )
        plain = read(
            "matrices: [../docs.yaml]\nfacts: people.yaml\ntests: {t: {}}",
            name="inner/y.permtest.yaml",
        )

        first, second = found.suites[0].tests
        assert list(first.users) == ["kim", "ana"]
        assert list(first.resources) == ["r_1"]
        assert first.contexts == {"later": {"late": True, "noon": True}}
        assert second.contexts == {"x": {"late": False, "noon": False}}
        assert plain.suites[0].tests[0].contexts == {None: {"late": False, "noon": True}}
        assert found.report.files == ("inner/x.permtest.yaml", "docs.yaml")

    def test_skip_gives_the_reason(self) -> None:
        """It is kept with the test."""
        assert only("users: {ana: {}}\ntests: {t: {skip: later, title: T}}").skip == "later"

    def test_the_policy_at_hand_can_be_asked_instead(self) -> None:
        """For programs that have one; a text with problems raises."""
        subject = subject_of("docs.yaml")

        suite = suite_of(Source("x", f"{HEAD}title: X\n{WORLD}tests: {{t: {{}}}}"), subject)
        assert (suite.title, suite.subject) == ("X", subject)
        with pytest.raises(MatrixError, match="PM803"):
            suite_of(Source("x", f"{HEAD}tests: {{t: {{users: ana}}}}"), subject)


@pytest.mark.usefixtures("folder")
class TestProblems:
    """What is wrong with a file, each at its place."""

    @pytest.mark.parametrize(
        ("test", "code", "text", "message"),
        [
            ("users: anna", "PM803", "anna", "unknown user `anna`"),
            ("contracts: c_3", "PM803", "c_3", "unknown contract `c_3`"),
            ("contexts: [lately]", "PM803", "lately", "unknown context `lately`"),
            ("actions: docs.red", "PM304", "docs.red", "unknown action `docs.red`"),
            ("actions: mail.*", "PM304", "mail.*", "no action is like `mail.*`"),
            ("platforms: wap", "PM305", "wap", "unknown platform `wap`"),
            ("users: [ana, ana]", "PM207", "ana", "`ana` is listed twice in `users`"),
            ("users: []", "PM206", "[]", "`users` is empty"),
            ("skip: ''", "PM206", "''", "`skip` is empty"),
            ("allow: {users: ana}", "PM203", "{users: ana}", "`allow` should be a list, not a map"),
            ("deny: []", "PM201", "deny", "unknown key `deny` in `t`"),
            ("users: {x: {levels: {docs: owner}}}", "PM301", "owner", "unknown level `owner` of"),
            ("users: {x: {levels: {doc: viewer}}}", "PM303", "doc", "unknown tool `doc`"),
            ("users: {x: {granular: {docs: [sher]}}}", "PM316", "sher", "unknown granular perm"),
            ("users: {ana: {}}", "PM109", "ana", "`ana` is declared already"),
            ("contexts: {late: {}}", "PM109", "late", "`late` is declared already"),
            ("allow: [{users: kim}]", "PM803", "kim", "unknown user `kim`"),
            ("users: eve, allow: [{users: ana}]", "PM804", "ana", "the test does not ask about `a"),
            ("contracts: c_1, allow: [{resources: c_2}]", "PM804", "c_2", "the test does not ask"),
            ("contexts: late, allow: [{contexts: early}]", "PM804", "early", "the test does not"),
            ("platforms: web, allow: [{platforms: ios}]", "PM804", "ios", "the test does not ask"),
            ("allow: [{platforms: ios}]", "PM804", "ios", "the test does not ask about `ios`"),
            ("actions: docs.read, allow: [{actions: docs.edit}]", "PM804", "docs.edit", "the test"),
            ("actions: docs.read, allow: [{actions: docs.eat}]", "PM304", "docs.eat", "unknown ac"),
            ("allow: [{with: pdf}]", "PM309", "pdf", "unknown obligation `pdf`"),
            ("unknown: [{with: pdf_only}]", "PM201", "with", "unknown key `with` in item 1 of `un"),
            (
                "allow: [{users: ana}, {users: ana, contracts: c_1}]",
                "PM805",
                None,
                "every question",
            ),
            ("allow: [{users: ana}], unknown: [{contracts: c_1}]", "PM806", None, "this says some"),
            ("allow: [{users: ana}, {with: pdf_only}]", "PM806", "{with: pdf_only}", "this says s"),
        ],
    )
    def test_a_mistake_in_a_test(
        self, test: str, code: str, text: str | None, message: str
    ) -> None:
        """It is one problem, at the smallest place that shows it."""
        ((got, at, said),) = problems(f"{WORLD}tests: {{t: {{{test}}}}}")

        assert got == code
        assert text is None or at == text
        assert said.startswith(message)

    def test_a_mistake_in_a_user(self) -> None:
        """Users are checked as in a file of facts."""
        found = problems("users: {ana: {levels: {docs: [viewer, owner]}}}\ntests: {t: {}}")

        assert found == [("PM301", "owner", "unknown level `owner` of `docs`")]

    def test_a_name_is_declared_once(self, folder: Path) -> None:
        """In the file, or in its file of facts."""
        facts = "format: permmatrix-facts/1\nusers: {ana: {}}\n"
        (folder / "people.yaml").write_text(facts, encoding="utf-8")

        assert problems("facts: people.yaml\nusers: {ana: {}}\ntests: {t: {}}") == [
            ("PM109", "ana", "`ana` is declared in `people.yaml` already")
        ]
        assert problems(
            "users: {a: {}}\ncontracts: {x: {}}\nresources: {x: {}}\ntests: {t: {}}"
        ) == [("PM109", "x", "`x` is declared as a contract already")]

    def test_a_test_that_asks_nothing(self) -> None:
        """It would always pass."""
        assert [it[:2] for it in problems("tests: {t: {actions: docs.read}}")] == [("PM807", "t")]

    def test_a_test_that_asks_too_much(self) -> None:
        """100,000 questions are asked, and one more user is too many."""
        users = "".join(f"  u_{number}: {{}}\n" for number in range(500))
        things = "".join(f"  c_{number}: {{}}\n" for number in range(200))
        test = "tests: {t: {actions: docs.read}}"

        assert read(f"users:\n{users}contracts:\n{things}{test}").report.ok
        found = problems(f"users:\n{users}  v: {{}}\ncontracts:\n{things}{test}")
        assert found == [("PM808", "t", "the test asks 100,200 questions, more than 100,000")]

    def test_a_file_of_another_format(self) -> None:
        """It is said to be what it is, and nothing else."""
        found = read("id: m", format_="format: permmatrix/1\n").report
        assert [(it.code, it.message) for it in found] == [
            ("PM208", "this is a matrix, not a file of tests")
        ]

    def test_matrices_with_problems_are_reported_once(self, folder: Path) -> None:
        """However many files of tests are about them."""
        (folder / "docs.yaml").write_text(MATRIX.replace("given", "gifen"), encoding="utf-8")
        read("tests: {t: {}}", name="y.permtest.yaml")
        found = read_suites([".", "docs.permtest.yaml"], Matrices(("docs.yaml",)))

        assert [it.span.file for it in found.report] == ["docs.permtest.yaml", "docs.yaml"]

    def test_a_folder_without_tests(self, folder: Path) -> None:
        """Nothing to run is not a success."""
        (report,) = read_suites(".", Matrices(("docs.yaml",))).report

        assert (report.code, report.span.file) == ("PM101", ".")
        assert folder.exists()

    def test_a_file_of_facts_with_problems(self) -> None:
        """What it lacks is said of it."""
        (found,) = read("facts: people.yaml\ntests: {t: {}}").report

        assert (found.code, found.span.file) == ("PM101", "people.yaml")


def test_folders_are_searched(folder: Path) -> None:
    """Files that end like files of tests, hidden ones left out, in order."""
    text = f"{HEAD}users: {{ana: {{}}}}\ntests: {{t: {{unknown: [{{}}]}}}}"
    names = ("b.permtest.yaml", "a.permtest.yml", "c.yaml", ".d.permtest.yaml")
    for name in names:
        (folder / name).write_text(text, encoding="utf-8")

    found = read_suites([".", "a.permtest.yml"], Matrices(("docs.yaml",)))

    assert [it.source.name for it in found.suites] == ["a.permtest.yml", "b.permtest.yaml"]
    assert found.suites[0].subject is found.suites[1].subject


def test_the_user_of_a_test_is_that_of_the_facts() -> None:
    """The two schemas say the same of a user, of whom a test does not say what they need."""
    of_tests, of_facts = (json.loads(schema_text(form))["$defs"] for form in ("tests", "facts"))

    assert of_facts["user"]["properties"].pop("needs")
    assert of_tests["user"] == of_facts["user"]
