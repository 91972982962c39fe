"""`permmatrix diff`: what two policies answer differently, from files and from revisions of git."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import permmatrix as pm
from commands import DOCUMENTS, MATRICES, Command

WIDER = DOCUMENTS.replace("viewer: author, editor: allow", "viewer: allow, editor: allow")
NARROWER = DOCUMENTS.replace("viewer: author, editor: allow", "viewer: author")
BOTH = WIDER.replace("editor: share}", "editor: author}")
RENAMED = DOCUMENTS.replace("  edit: {title", "  change: {title")
RESPELT = DOCUMENTS.replace("guard: {not: locked}", "guard: {all: [{not: locked}]}")
BROKEN = DOCUMENTS.replace("viewer: author", "viewer: auther")

CASES = {
    "nothing": (DOCUMENTS, "No difference."),
    "text": (RESPELT, "No effect: only what it says reads differently."),
    "wider": (WIDER, "1 change: 1 widens."),
    "narrower": (NARROWER, "1 change: 1 narrows."),
    "both": (BOTH, "2 changes: 1 widens and 1 goes both ways."),
    "renamed": (RENAMED, "1 change: 1 renames."),
}
FAIL_ON = {
    "any": {"wider", "narrower", "both", "renamed"},
    "widen": {"wider", "both"},
    "never": set[str](),
}


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Give the path of the new file."""
    return tmp_path / "new.yaml"


def test_says_what_widens_and_who_shows_it(command: Command, new: Path) -> None:
    """The column, both cells, the direction in words, and a smallest witness."""
    new.write_text(WIDER, "utf-8")

    ran = command("diff documents.yaml new.yaml")

    assert ran.code == 1
    assert ran.err == ""
    assert ran.out.splitlines() == [
        "widens: `documents.edit` (Edit a document)",
        "  Viewer widens: needs author of the document → yes",
        "    can now: a Viewer user of Documents, when not author of the document and not locked",
        "1 change: 1 widens.",
    ]


@pytest.mark.parametrize("fail_on", FAIL_ON)
@pytest.mark.parametrize("case", CASES)
def test_the_exit_code_is_that_of_the_differences_asked_about(
    command: Command, new: Path, case: str, fail_on: str
) -> None:
    """Text alone never fails; --fail-on says what of the rest does, and the verdict comes last."""
    text, verdict = CASES[case]
    new.write_text(text, "utf-8")

    ran = command(f"diff documents.yaml new.yaml --fail-on {fail_on}")

    assert ran.code == int(case in FAIL_ON[fail_on])
    assert ran.out.splitlines()[-1] == verdict


def test_any_is_what_fails_where_nothing_is_said(command: Command, new: Path) -> None:
    """A difference is a finding."""
    new.write_text(RENAMED, "utf-8")

    assert command("diff documents.yaml new.yaml").code == 1
    assert command("diff documents.yaml documents.yaml").code == 0


@pytest.mark.parametrize("order", ["new.yaml documents.yaml", "documents.yaml new.yaml"])
def test_a_broken_side_is_no_answer(command: Command, new: Path, order: str) -> None:
    """Its problems are reported, and the exit code is 2 whichever side it is."""
    new.write_text(BROKEN, "utf-8")

    ran = command(f"diff {order}")

    assert (ran.code, ran.out) == (2, "")
    assert "new.yaml:14:72: PM302" in ran.err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("diff documents.yaml", "say which two to compare"),
        ("diff documents.yaml documents.yaml documents.yaml", "say which two to compare"),
        ("diff - -", "standard input can be read once only"),
        ("diff - documents.yaml --facts -", "standard input can be read once only"),
        ("diff --rev HEAD", "say which files or folders"),
        ("diff --rev HEAD -", "standard input has no revisions"),
        ("diff documents.yaml nowhere.yaml", "nowhere.yaml:1:1: PM101"),
    ],
)
def test_a_question_that_is_none_is_a_mistake(command: Command, line: str, message: str) -> None:
    """The exit code is 2, and the message says what to do."""
    ran = command(line)

    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_compares_a_compiled_policy(command: Command, new: Path, tmp_path: Path) -> None:
    """It carries its sources, and is told from a matrix by what it holds, not by its name."""
    command(f"compile {MATRICES} -o compiled.yaml")
    command("compile documents.yaml -o documents.json")
    new.write_text(WIDER, "utf-8")

    assert command(f"diff compiled.yaml {MATRICES}") == (0, "No difference.\n", "")
    assert command("diff documents.json new.yaml").code == 1
    whole = (tmp_path / "documents.json").read_text("utf-8")
    (tmp_path / "documents.json").write_text(whole.replace("Edit", "Exit"), "utf-8")
    assert "PM113" in command("diff documents.json new.yaml").err


def test_a_matrix_written_as_json_is_no_compiled_policy(command: Command, tmp_path: Path) -> None:
    """JSON is YAML as well."""
    matrix = {
        "format": "permmatrix/1",
        "id": "m",
        "title": "M",
        "tool": "t",
        "levels": {"a": "A"},
        "actions": {"see": {"title": "See", "cells": {"a": "allow"}}},
    }
    (tmp_path / "m.json").write_text(json.dumps(matrix), "utf-8")

    assert command("diff m.json m.json") == (0, "No difference.\n", "")


def test_a_page_is_written_to_a_file(command: Command, new: Path, tmp_path: Path) -> None:
    """The exit code is that of the differences, and standard output stays empty."""
    new.write_text(WIDER, "utf-8")

    ran = command("diff documents.yaml new.yaml --output-format html --output-file diff.html")

    page = (tmp_path / "diff.html").read_text("utf-8")
    assert (ran.code, ran.out) == (1, "")
    assert page.startswith("<!DOCTYPE html>\n")
    assert "Can now: a Viewer user of Documents, when not author of the document" in page
    assert page == pm.diff(tmp_path / "documents.yaml", new).to_html().replace(
        str(tmp_path / "documents.yaml"), "documents.yaml"
    ).replace(str(new), "new.yaml")


def test_a_page_shows_a_compiled_policy(command: Command, new: Path) -> None:
    """The sources it carries are what its side of the table is made of."""
    new.write_text(WIDER, "utf-8")
    command("compile documents.yaml -o documents.json")
    written = command("diff documents.yaml new.yaml --output-format html").out

    compiled = command("diff documents.json new.yaml --output-format html").out

    assert compiled == written.replace("documents.yaml", "documents.json")


def test_a_page_is_what_diff_alone_writes(command: Command) -> None:
    """Another verb says which formats it knows."""
    ran = command("validate documents.yaml --output-format html")

    assert (ran.code, ran.out) == (2, "")
    assert "invalid choice: 'html'" in ran.err


def test_names_the_users_who_gain_or_lose(command: Command, new: Path, tmp_path: Path) -> None:
    """Each user, action and way is one line with all the resources."""
    new.write_text(BOTH, "utf-8")
    (tmp_path / "facts.yaml").write_text(
        "format: permmatrix-facts/1\n"
        "users:\n"
        "  ana: {levels: {documents: viewer}}\n"
        "  ben: {levels: {documents: editor}, granular: {documents: [share]}}\n"
        "  eva: {levels: {documents: editor}}\n"
        "resources:\n"
        "  plan: {author: eva, locked: false}\n"
        "  memo: {author: ben, locked: false}\n"
        "  seal: {author: cy, locked: true}\n",
        "utf-8",
    )

    ran = command("diff documents.yaml new.yaml --facts facts.yaml")

    assert ran.out.splitlines()[-4:-1] == [
        "ana gains `documents.edit` on plan and memo",
        "ben loses `documents.share` on plan and seal",
        "eva gains `documents.share` on plan",
    ]
    same = command("diff documents.yaml documents.yaml --facts facts.yaml")
    assert "nobody in the file of facts gains or loses anything" in same.out


@pytest.mark.parametrize("turned", [False, True])
def test_a_fact_that_cannot_be_used_is_told_once(
    command: Command, new: Path, tmp_path: Path, turned: bool
) -> None:
    """Whichever policy reads it: a no on account of it is no answer about that user."""
    new.write_text(DOCUMENTS.replace("guard: {not: locked}, ", ""), "utf-8")
    (tmp_path / "facts.yaml").write_text(
        "format: permmatrix-facts/1\n"
        "users:\n"
        "  ed: {levels: {documents: editor}}\n"
        "  eva: {levels: {documents: editor}}\n"
        "resources:\n"
        '  plan: {author: eva, locked: "no"}\n'
        "  memo: {author: ben, locked: true}\n",
        "utf-8",
    )
    files = "new.yaml documents.yaml" if turned else "documents.yaml new.yaml"

    ran = command(f"diff {files} --facts facts.yaml")

    assert ran.code == 1
    line = "resource.locked of plan should be true or false, but is text"
    assert [it for it in ran.out.splitlines() if "usable" in it] == [f"not usable: {line}"]
    assert command(f"diff {files} --facts facts.yaml --fail-on never").code == 0
    told = json.loads(command(f"diff {files} --facts facts.yaml --output-format json").out)
    assert told["unusable"] == [
        {
            "of": "plan",
            "fact": "resource.locked",
            "expected": "true or false",
            "found": "is text",
        }
    ]
    markdown = command(f"diff {files} --facts facts.yaml --output-format markdown").out
    assert f"### Facts that cannot be used\n\n- {line}\n" in markdown


@pytest.mark.parametrize(
    "output_format", ["text", "json", "markdown", "github", "sarif", "junit", "gitlab"]
)
def test_every_format_has_the_difference(
    command: Command, new: Path, output_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code does not hang on the format."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    new.write_text(WIDER, "utf-8")

    ran = command(f"diff documents.yaml new.yaml --output-format {output_format}")

    assert (ran.code, ran.err) == (1, "")
    assert "documents.edit" in ran.out.replace("\\", "")


def test_json_has_witnesses_to_ask_about(command: Command, new: Path) -> None:
    """A witness is a user, a resource and a context; places count from 1."""
    new.write_text(WIDER, "utf-8")

    found = json.loads(command("diff documents.yaml new.yaml --output-format json").out)

    [change] = found["changes"]
    [cell] = change["cells"]
    assert (found["same"], found["direction"]) == (False, "widens")
    assert (cell["level"], cell["before"], cell["after"]) == (
        "viewer",
        "needs author of the document",
        "yes",
    )
    assert cell["place"]["location"] == {"row": 14, "column": 64}
    assert cell["widens"]["user"]["levels"] == {"documents": "viewer"}
    assert cell["widens"]["resource"]["locked"] is False
    assert cell["narrows"] is None


# Revisions of git.


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a repository with `m/documents.yaml`, committed, tagged `first` and then widened."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    top = tmp_path / "repository"
    (top / "m").mkdir(parents=True)
    git(top, "init", "-q", "-b", "main")
    write(top, "m/documents.yaml", DOCUMENTS)
    commit(top, "first")
    monkeypatch.chdir(top)
    return top


def git(top: Path, *arguments: str) -> str:
    """Run git in a repository, as somebody."""
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
    ran = subprocess.run(
        ["git", "-C", str(top), *who, *arguments],  # noqa: S607  whichever is installed
        check=True,
        capture_output=True,
        text=True,
    )
    return ran.stdout


def write(top: Path, name: str, text: str) -> None:
    """Write a file of the repository."""
    path = top / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def commit(top: Path, tag: str) -> None:
    """Commit everything and tag it."""
    git(top, "add", "-A")
    git(top, "commit", "-q", "--allow-empty", "-m", tag)
    git(top, "tag", tag)


def matrix(id_: str) -> str:
    """Give another matrix, on a tool of its own."""
    return DOCUMENTS.replace("documents", id_).replace("Documents", id_.title())


def test_compares_a_revision_with_the_files_as_they_are(command: Command, repository: Path) -> None:
    """Nothing is checked out, and what is not committed counts."""
    assert command("diff --rev HEAD m") == (0, "No difference.\n", "")
    write(repository, "m/documents.yaml", WIDER)

    ran = command("diff --rev HEAD m/documents.yaml")

    assert ran.code == 1
    assert ran.out.startswith("widens: `documents.edit`")
    assert git(repository, "status", "--porcelain") == " M m/documents.yaml\n"


def test_compares_two_revisions(command: Command, repository: Path) -> None:
    """A..B leaves the files alone; a side left out is HEAD."""
    write(repository, "m/documents.yaml", WIDER)
    commit(repository, "second")
    write(repository, "m/documents.yaml", BROKEN)

    assert "1 change: 1 widens." in command("diff --rev first..second m").out
    assert "1 change: 1 narrows." in command("diff --rev second..first m").out
    assert "1 change: 1 widens." in command("diff --rev first.. m").out
    assert "1 change: 1 narrows." in command("diff --rev ..first m").out


def test_compares_with_where_a_branch_began(command: Command, repository: Path) -> None:
    """A...B tells of what B changed, and not of what A did since."""
    git(repository, "checkout", "-q", "-b", "topic")
    write(repository, "m/documents.yaml", WIDER)
    commit(repository, "on-topic")
    git(repository, "checkout", "-q", "main")
    write(repository, "m/documents.yaml", RENAMED)
    commit(repository, "on-main")

    assert "1 change: 1 widens." in command("diff --rev main...topic m").out
    assert "renames" in command("diff --rev main..topic m").out


def test_files_come_and_go(command: Command, repository: Path) -> None:
    """A file that was added or deleted since is part of the difference."""
    write(repository, "m/papers.yaml", matrix("papers"))

    added = command("diff --rev HEAD m")
    commit(repository, "second")
    (repository / "m/papers.yaml").unlink()
    removed = command("diff --rev second m")
    named = command("diff --rev second m/documents.yaml m/papers.yaml")

    assert "widens: `papers.edit` is new" in added.out
    assert "narrows: `papers.edit` is gone" in removed.out
    assert named.out == removed.out


def test_reads_what_a_folder_means(command: Command, repository: Path) -> None:
    """Hidden files and tests are no matrices, at a revision as little as in a folder."""
    write(repository, "m/.hidden.yaml", "not: [a matrix")
    write(repository, "m/.dir/x.yaml", "not: [a matrix")
    write(repository, "m/x.permtest.yaml", "not: [a matrix")
    write(repository, "m/readme.txt", "not: [a matrix")
    commit(repository, "second")

    assert command("diff --rev HEAD m") == (0, "No difference.\n", "")
    assert command("diff --rev HEAD .") == (0, "No difference.\n", "")


@pytest.mark.parametrize(
    "name", ["ä ö/ü.yaml", "two words.yaml", "-q.yaml", "a'b\"c.yaml", "*.yaml", ":x.yaml"]
)
def test_names_may_be_odd(command: Command, repository: Path, name: str) -> None:
    """A path is a path, whatever git or a shell would make of it."""
    write(repository, f"odd/{name}", matrix("papers"))
    commit(repository, "second")
    write(repository, f"odd/{name}", matrix("papers").replace("viewer: author", "viewer: allow"))

    assert "1 change: 1 widens." in command("diff --rev HEAD odd").out
    assert "1 change: 1 widens." in command("diff --rev HEAD", f"odd/{name}").out


def test_works_from_within_and_without(
    command: Command, repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A path is taken from the current folder, and its repository is the one that counts."""
    write(repository, "m/documents.yaml", WIDER)
    monkeypatch.chdir(repository / "m")
    within = command("diff --rev HEAD documents.yaml")
    monkeypatch.chdir(tmp_path)

    assert within.code == 1
    assert command("diff --rev HEAD repository/m").out == within.out


def test_a_hook_of_a_linked_worktree_compares_its_own_files(
    command: Command, repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Git tells its hooks where it is by the environment; the path alone says what is meant."""
    said = tmp_path / "said"
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nenv | grep ^GIT_ > '{said}'\n", encoding="utf-8")
    hook.chmod(0o755)
    linked = tmp_path / "linked"
    git(repository, "worktree", "add", "-q", "-b", "topic", str(linked))
    write(linked, "m/documents.yaml", WIDER)
    commit(linked, "second")
    for line in said.read_text(encoding="utf-8").splitlines():
        monkeypatch.setenv(*line.split("=", 1))
    monkeypatch.chdir(linked)

    assert "GIT_DIR=" in said.read_text(encoding="utf-8")
    assert command("diff --rev HEAD m") == (0, "No difference.\n", "")
    assert "1 change: 1 widens." in command("diff --rev first m").out
    assert "1 change: 1 widens." in command("diff --rev first m/documents.yaml").out


def test_links_are_followed(command: Command, repository: Path) -> None:
    """A file that is a link holds what it leads to, then as now."""
    write(repository, "elsewhere/papers.yaml", matrix("papers"))
    (repository / "m/papers.yaml").symlink_to("../elsewhere/papers.yaml")
    (repository / "m/lost.yaml").symlink_to("../elsewhere/lost.txt")
    commit(repository, "second")
    (repository / "m/lost.yaml").unlink()

    assert command("diff --rev HEAD m") == (0, "No difference.\n", "")


def test_a_link_leads_where_it_led(command: Command, repository: Path) -> None:
    """A link pointed elsewhere, or put in the place of a file, is read then as it was then."""
    write(repository, "wide.yaml", WIDER)
    write(repository, "wide/documents.yaml", WIDER)
    link, folder = repository / "link.yaml", repository / "folder"
    link.symlink_to("m/documents.yaml")
    folder.symlink_to("m")
    (repository / "chain.yaml").symlink_to("link.yaml")
    (repository / "within.yaml").symlink_to("folder/documents.yaml")
    (repository / "circle.yaml").symlink_to("circle.yaml")
    commit(repository, "second")
    paths = ["link.yaml", "folder", "chain.yaml", "within.yaml", "folder/"]
    paths += ["folder/documents.yaml", "./folder/../folder"]
    same = [command("diff --rev HEAD", path).out for path in paths]
    link.unlink()
    link.symlink_to("wide.yaml")
    folder.unlink()
    folder.symlink_to("wide")
    (repository / "m/documents.yaml").unlink()
    (repository / "m/documents.yaml").symlink_to("../wide.yaml")
    paths.append("m/documents.yaml")

    assert same == ["No difference.\n"] * 7
    for path in paths:
        assert "1 change: 1 widens." in command("diff --rev HEAD", path).out, path
    assert "nothing to read in circle.yaml" in command("diff --rev HEAD circle.yaml").err


def test_a_link_from_elsewhere_leads_into_the_repository(
    command: Command, repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And one that leads out of it is a path of it still."""
    (tmp_path / "shortcut").symlink_to(repository / "m")
    (tmp_path / "wide.yaml").write_text(WIDER, encoding="utf-8")
    (repository / "m/documents.yaml").unlink()
    (repository / "m/documents.yaml").symlink_to(tmp_path / "wide.yaml")

    assert "1 change: 1 widens." in command("diff --rev HEAD m/documents.yaml").out
    monkeypatch.chdir(tmp_path)
    assert "1 change: 1 widens." in command("diff --rev HEAD shortcut/documents.yaml").out
    assert command("diff --rev HEAD shortcut").code == 1


def test_reads_compiled_policies_at_a_revision(command: Command, repository: Path) -> None:
    """What is compiled and committed can be compared with what it was made from."""
    command("compile m -o policy.json")
    commit(repository, "second")
    write(repository, "m/documents.yaml", WIDER)
    command("compile m -o policy.json")

    assert "1 change: 1 widens." in command("diff --rev HEAD policy.json").out


def test_a_file_that_was_broken_then_is_reported(command: Command, repository: Path) -> None:
    """By the revision and the path, with the exit code 2."""
    write(repository, "m/documents.yaml", BROKEN)
    commit(repository, "second")
    write(repository, "m/documents.yaml", DOCUMENTS)

    ran = command("diff --rev second m")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("second:m/documents.yaml:14:72: PM302")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("diff --rev nowhere m", "unknown revision `nowhere`"),
        ("diff --rev=--help m", "`--help` is no revision"),
        ("diff --rev HEAD..nowhere m", "unknown revision `nowhere`"),
        ("diff --rev HEAD...nowhere m", "unknown revision `nowhere`"),
        ("diff --rev HEAD nowhere", "there is nothing to read in nowhere, at `HEAD` or here"),
        ("diff --rev HEAD m nowhere", "there is nothing to read in nowhere, at `HEAD` or here"),
        ("diff --rev HEAD new", "there is nothing to read in new at `HEAD`"),
        ("diff --rev HEAD m ..", "lies outside the repository"),
    ],
)
def test_what_is_not_there_is_a_mistake(
    command: Command, repository: Path, line: str, message: str
) -> None:
    """A revision, a path, a path at a revision: the message says which."""
    write(repository, "new/papers.yaml", matrix("papers"))

    ran = command(line)

    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err, ran.err


def test_what_is_gone_from_the_folder_is_a_mistake(command: Command, repository: Path) -> None:
    """With nothing there now there is nothing to compare with."""
    (repository / "m/documents.yaml").unlink()

    ran = command("diff --rev HEAD m/documents.yaml")

    assert (ran.code, ran.err) == (
        2,
        "permmatrix: there is nothing to read in m/documents.yaml here\n",
    )


def test_needs_a_repository(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And git itself."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    ran = command("diff --rev HEAD documents.yaml")

    assert ran.code == 2
    assert "is not in a git repository, and --rev needs one" in ran.err
    monkeypatch.setenv("PATH", "")
    assert "git cannot be run" in command("diff --rev HEAD documents.yaml").err


def test_histories_with_nothing_in_common_have_no_fork(command: Command, repository: Path) -> None:
    """A...B needs a commit in common."""
    git(repository, "checkout", "-q", "--orphan", "other")
    commit(repository, "orphan")

    assert "have no commit in common" in command("diff --rev main...other m").err


def test_settings_say_which_files(command: Command, repository: Path) -> None:
    """Where no path is named, the matrices of the project are meant."""
    write(repository, "pyproject.toml", '[tool.permmatrix]\nmatrices = ["m"]\n')

    assert command("diff --rev HEAD") == (0, "No difference.\n", "")
