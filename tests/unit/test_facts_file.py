"""A file of facts: read, or reported with every problem at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from permmatrix import MatrixError
from permmatrix.facts_file import Facts, read_facts
from permmatrix.model import MatrixSet
from permmatrix.reading import read_sources
from permmatrix.source import Source

MATRIX = """\
format: permmatrix/1
id: docs
title: Docs
tool: docs
levels: {viewer: Viewer, editor: Editor, author: {title: Author, handed_out: false}}
scope: resource.project
tools:
  docs: {title: Docs}
  team: {title: Team, levels: {member: Member}}
granular:
  share: {title: Share}
actions:
  read: {title: Read, aliases: [look], cells: {viewer: allow}}
  share: {title: Share, cells: {viewer: allow}}
operations:
  sharing: {title: Sharing, any_of: [share], aliases: [passing_on]}
"""
FORMAT = "format: permmatrix-facts/1\n"


@pytest.fixture(scope="module")
def policy() -> MatrixSet:
    """Give a policy with two tools, one of them with a scope."""
    found, report = read_sources([Source("docs.yaml", MATRIX)])
    assert found is not None, str(report)
    return found


def read(text: str, folder: Path, policy: MatrixSet) -> Facts:
    """Read a text as a file of facts."""
    file = folder / "facts.yaml"
    file.write_text(FORMAT + text, encoding="utf-8")
    return read_facts(str(file), policy)


def problems(text: str, folder: Path, policy: MatrixSet) -> list[tuple[str, int, str]]:
    """Give the code, line and message of each problem with a text."""
    with pytest.raises(MatrixError) as caught:
        read(text, folder, policy)
    return [(found.code, found.span.line, found.message) for found in caught.value.report]


class TestSound:
    """What a sound file gives."""

    def test_users_resources_and_context(self, tmp_path: Path, policy: MatrixSet) -> None:
        """Each by its id, which it has as a fact too."""
        facts = read(
            "users: {ana: {levels: {docs: viewer}, team_name: x}}\n"
            "contracts: {C-1: {project: 7}}\n"
            "resources: {R-1: {tags: [a, null]}}\n"
            "context: {late: false}\n",
            tmp_path,
            policy,
        )

        assert facts == Facts(
            {"ana": {"id": "ana", "levels": {"docs": "viewer"}, "team_name": "x"}},
            {"C-1": {"id": "C-1", "project": 7}, "R-1": {"id": "R-1", "tags": ["a", None]}},
            {"late": False},
        )

    def test_a_format_is_enough(self, tmp_path: Path, policy: MatrixSet) -> None:
        """A file may say nothing."""
        assert read("", tmp_path, policy) == Facts()

    def test_an_id_of_its_own_is_kept(self, tmp_path: Path, policy: MatrixSet) -> None:
        """Where ids are numbers, a name stands for one."""
        facts = read("users: {ana: {id: 7}}\n", tmp_path, policy)

        assert facts.users["ana"]["id"] == 7

    def test_words_are_read_as_in_a_matrix(self, tmp_path: Path, policy: MatrixSet) -> None:
        """`no` and dates are text, `true` is not."""
        facts = read("context: {a: no, b: 2026-01-02, c: true, d: 1_0}\n", tmp_path, policy)

        assert facts.context == {"a": "no", "b": "2026-01-02", "c": True, "d": "1_0"}

    @pytest.mark.parametrize(
        "held",
        [
            "viewer",
            "[viewer, editor]",
            "[]",
            "null",
            "{p: viewer, q: [editor], r: null}",
        ],
    )
    def test_levels_have_every_form(self, tmp_path: Path, policy: MatrixSet, held: str) -> None:
        """One, several, none, unknown, or any of these per scope."""
        assert read(f"users: {{ana: {{levels: {{docs: {held}}}}}}}\n", tmp_path, policy).users

    def test_needs_are_ids_in_the_order_of_the_files(
        self, tmp_path: Path, policy: MatrixSet
    ) -> None:
        """An alias is the row it answers for, a pattern the rows that fit."""
        facts = read(
            "users:\n"
            "  ana: {needs: [docs.look, docs.passing_on]}\n"
            "  ben: {needs: ['docs.*']}\n"
            "  chi: {needs: []}\n"
            "  dov: {}\n",
            tmp_path,
            policy,
        )

        assert facts.needs == {
            "ana": ("docs.read", "docs.sharing"),
            "ben": ("docs.read", "docs.share"),
            "chi": (),
        }

    def test_what_is_said_has_its_place(self, tmp_path: Path, policy: MatrixSet) -> None:
        """Each word leads to where it stands."""
        facts = read(
            "users:\n"
            "  ana:\n"
            "    levels: {docs: {p: viewer}}\n"
            "    granular: {docs: [share]}\n"
            "contracts: {C-1: {project: 7}}\n"
            "resources: {R-1: {project: 7}}\n",
            tmp_path,
            policy,
        )

        assert {
            " ".join(words): (span.line, span.text) for words, span in facts.places.items()
        } == {
            "users ana": (3, "ana"),
            "users ana levels": (4, "levels"),
            "users ana levels docs": (4, "docs"),
            "users ana levels docs p": (4, "p"),
            "users ana levels docs p viewer": (4, "viewer"),
            "users ana granular": (5, "granular"),
            "users ana granular docs": (5, "docs"),
            "users ana granular docs share": (5, "share"),
            "resources C-1": (6, "C-1"),
            "resources R-1": (7, "R-1"),
        }

    def test_json_is_yaml(self, tmp_path: Path, policy: MatrixSet) -> None:
        """A file of facts may be JSON."""
        file = tmp_path / "facts.json"
        file.write_text(
            '{"format": "permmatrix-facts/1",\n "users": {"ana": {"levels": {"docs": "viewer"}}}}',
            encoding="utf-8",
        )

        assert read_facts(str(file), policy).users["ana"]["levels"] == {"docs": "viewer"}


class TestNames:
    """A name the policy does not declare is a problem at its place."""

    @pytest.mark.parametrize(
        ("user", "code", "message"),
        [
            ("levels: {dogs: viewer}", "PM303", "unknown tool `dogs`"),
            ("granular: {dogs: [share]}", "PM303", "unknown tool `dogs`"),
            ("levels: {docs: Viewer}", "PM301", "unknown level `Viewer` of `docs`"),
            ("needs: [docs.raed]", "PM304", "unknown action `docs.raed`"),
            ("needs: [docs.read, 'docs.x_*']", "PM304", "no action fits `docs.x_*`"),
            ("needs: ['mail.*']", "PM304", "no action fits `mail.*`"),
            ("needs: [read]", "PM304", "unknown action `read`"),
            ("needs: [Read]", "PM205", "`Read` is not an id"),
            ("needs: docs.read", "PM203", "`needs` should be a list, not text"),
            ("needs: [docs.read, docs.read]", "PM207", "`docs.read` is listed twice in `needs`"),
            ("neds: [docs.read]", "PM201", "unknown key `neds`"),
            ("levels: {docs: [viewer, veiwer]}", "PM301", "unknown level `veiwer` of `docs`"),
            ("levels: {docs: {p: veiwer}}", "PM301", "unknown level `veiwer` of `docs`"),
            ("levels: {docs: author}", "PM301", "unknown level `author` of `docs`"),
            ("levels: {team: viewer}", "PM301", "unknown level `viewer` of `team`"),
            ("granular: {docs: [shar]}", "PM316", "unknown granular permission `shar` of `docs`"),
            ("granular: {docs: {p: [shar]}}", "PM316", "unknown granular permission `shar` of"),
        ],
    )
    def test_is_reported(
        self, tmp_path: Path, policy: MatrixSet, user: str, code: str, message: str
    ) -> None:
        """With its code, its line, and what it is not."""
        [(found, line, told)] = problems(f"users:\n  ana: {{{user}}}\n", tmp_path, policy)

        assert (found, line) == (code, 3)
        assert told.startswith(message)

    def test_all_are_reported_at_once(self, tmp_path: Path, policy: MatrixSet) -> None:
        """One run finds every problem, in the order of the file."""
        found = problems(
            "users:\n  ana: {levels: {dogs: x}}\n  ben: {levels: {docs: x}}\n", tmp_path, policy
        )

        assert [(code, line) for code, line, _ in found] == [("PM303", 3), ("PM301", 4)]

    def test_what_is_held_without_a_scope_is_no_mapping(
        self, tmp_path: Path, policy: MatrixSet
    ) -> None:
        """A tool without a scope is not held per anything."""
        [(code, line, message)] = problems(
            "users:\n  ana: {levels: {team: {p: member}}}\n", tmp_path, policy
        )

        assert (code, line) == ("PM203", 3)
        assert message == "`team` has no scope, so what is held on it is not a mapping"


class TestShape:
    """What is no file of facts is a problem, and never an empty set of facts."""

    @pytest.mark.parametrize(
        ("text", "code", "line"),
        [
            ("user: {}", "PM201", 2),
            ("users: [ana]", "PM203", 2),
            ("users: {ana: admin}", "PM203", 2),
            ("users:\n  ana:\n", "PM203", 3),
            ("users: {ana: {levels: viewer}}", "PM203", 2),
            ("users: {ana: {levels: {docs: [7]}}}", "PM203", 2),
            ("users: {ana: {granular: {docs: share}}}", "PM203", 2),
            ("contracts: {C-1: [x]}", "PM203", 2),
            ("context: [late]", "PM203", 2),
            ("users: {ana: {}, ana: {}}", "PM109", 2),
            ("contracts: {X: {}}\nresources: {X: {}}", "PM109", 3),
            ("users: {7: {}}", "PM110", 2),
            ("users: &u {ana: {}}", "PM107", 2),
            ("users: {ana: {levels: {docs", "PM105", 2),
            ("---\nusers: {}", "PM112", 2),
        ],
    )
    def test_is_reported(
        self, tmp_path: Path, policy: MatrixSet, text: str, code: str, line: int
    ) -> None:
        """One mistake is one problem, at its line."""
        found = problems(text, tmp_path, policy)

        assert [(code_, line_) for code_, line_, _ in found] == [(code, line)]

    @pytest.mark.parametrize(
        ("data", "code", "message"),
        [
            (b"", "PM111", "the file is empty"),
            (b"\xff\xfe", "PM102", "this is not UTF-8 text"),
            (b"\x00", "PM104", "the character U+0000 is not accepted"),
            (b"users: {}\n", "PM202", "the file has no `format`"),
            (b"ana", "PM203", "the file should be a mapping, not text"),
            (MATRIX.encode(), "PM208", "this is a matrix, not a file of facts"),
            (b"format: facts\nx: y\n", "PM208", "this is not a format permmatrix reads"),
            (b"format: 1\n", "PM208", "this is not a format permmatrix reads; it reads `permm"),
        ],
        ids=["empty", "binary", "control", "no-format", "text", "matrix", "other", "number"],
    )
    def test_of_whole_files_is_reported(
        self, tmp_path: Path, policy: MatrixSet, data: bytes, code: str, message: str
    ) -> None:
        """A file that is something else altogether is said to be so, once."""
        file = tmp_path / "facts.yaml"
        file.write_bytes(data)

        with pytest.raises(MatrixError) as caught:
            read_facts(str(file), policy)

        [found] = caught.value.report
        assert found.code == code
        assert found.message.startswith(message)

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("nowhere.yaml", "the file cannot be read: no such file or directory"),
            (".", "this is a folder; name the file of facts in it"),
        ],
    )
    def test_of_what_is_no_file_is_reported(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        policy: MatrixSet,
        name: str,
        message: str,
    ) -> None:
        """What cannot be read is reported under its name."""
        monkeypatch.chdir(tmp_path)

        with pytest.raises(MatrixError) as caught:
            read_facts(name, policy)

        [found] = caught.value.report
        assert (found.code, found.message, found.span.file) == ("PM101", message, name)
        assert caught.value.report.unreadable

    @pytest.mark.parametrize("wrong", ["  u: {}\n", "  u#: {levels: {zzz: a}}\n"])
    def test_too_many_of_them_are_cut(self, tmp_path: Path, policy: MatrixSet, wrong: str) -> None:
        """The first hundred are listed, wherever in reading they are found."""
        users = "".join(wrong.replace("#", str(number)) for number in range(150))

        found = problems(f"users:\n{users}", tmp_path, policy)

        assert len(found) == 101
        assert found[-1][0] == "PM114"

    @pytest.mark.parametrize("count", [100, 101, 102])
    def test_another_form_can_be_one_too_many(
        self, tmp_path: Path, policy: MatrixSet, count: int
    ) -> None:
        """A file of another form is reported like any other problem."""
        file = tmp_path / "facts.yaml"
        file.write_text("format: x/1\n" + "a: 1\n" * count, encoding="utf-8")

        with pytest.raises(MatrixError) as caught:
            read_facts(str(file), policy)

        assert 100 <= len(caught.value.report) <= 101

    @pytest.mark.parametrize(
        ("key", "meant"),
        [
            ("level", "levels"),
            ("Levels", "levels"),
            ("lvels", "levels"),
            ("granulars", "granular"),
            ("granula", "granular"),
        ],
    )
    def test_what_is_held_is_called_by_its_name(
        self, tmp_path: Path, policy: MatrixSet, key: str, meant: str
    ) -> None:
        """Nearly that, a user would hold nothing, and every denial be as expected."""
        with pytest.raises(MatrixError) as caught:
            read(f"users: {{ana: {{{key}: {{docs: viewer}}}}}}", tmp_path, policy)

        [found] = caught.value.report
        assert (found.code, found.span.text, found.message) == (
            "PM201",
            key,
            f"unknown key `{key}`",
        )
        assert found.help == f"did you mean `{meant}`?"

    @pytest.mark.parametrize("key", ["label", "role", "granted", "levers", "granularity", "id"])
    def test_other_facts_are_the_application_s(
        self, tmp_path: Path, policy: MatrixSet, key: str
    ) -> None:
        """A user may have any, whatever the policy reads."""
        facts = read(f"users: {{ana: {{{key}: x}}}}", tmp_path, policy)

        assert facts.users["ana"][key] == "x"

    def test_a_fact_that_a_condition_reads_is_no_mistake(self, tmp_path: Path) -> None:
        """However much it is called like what is held."""
        text = "conditions: {top: {title: top, test: {one_of: [user.level, [9, 10]]}}}\n"
        policy, _ = read_sources([Source("docs.yaml", MATRIX + text)])
        assert policy is not None

        assert read("users: {ana: {level: 9}}", tmp_path, policy).users["ana"]["level"] == 9
