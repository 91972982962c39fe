"""The compiled policy as a file: what is written is what is read, and nothing else is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

import permmatrix
from permmatrix import MatrixError, Policy, User
from permmatrix.codes import Code
from permmatrix.model import MatrixSet
from permmatrix.program import FORMAT, Program, _compact
from strategies import Asked, names_of, policies_and_questions, policy_of

ROOT = Path(__file__).parents[2]
OTHERS = sorted((ROOT / "tests" / "matrices").glob("*.yaml"))
POLICIES: list[Any] = [
    pytest.param(ROOT / "matrices", id="shipped"),
    *[pytest.param(path, id=path.stem) for path in OTHERS],
]
VALUES = [True, False, None, "ana", "p1", "draft", 3, 0, ["ana"], {"ana", "p1"}, [], "2026-06-30"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a file to write to."""
    return tmp_path / "policy.json"


def situations(policy: Policy, count: int) -> Iterator[tuple[str, User, Any, Any]]:
    """Give questions at random: an action, a user, a resource and a context."""
    chance = Random(7)  # noqa: S311  nothing secret
    program = policy.program
    paths = {it for atom in program.atoms for it in texts(atom)} - {"user.id"}
    names = [*policy.actions, *policy.operations, *program.aliases]
    for _ in range(count):
        facts: dict[str, dict[str, Any]] = {"user": {}, "resource": {}, "context": {}}
        for path in sorted(paths):
            root, name = path.split(".")[:2]
            facts[root][name] = chance.choice(VALUES)
        held = {
            id_: chance.choice([*tool.levels, chance.sample(tool.levels, 2)])
            for id_, tool in program.tools.items()
        }
        granted = {atom[1]: {atom[2]} for atom in program.atoms if atom[0] == "granular"}
        user = User("ana", levels=held, granular=granted, **facts["user"])
        yield chance.choice(names), user, facts["resource"], facts["context"]


def texts(atom: Any) -> Iterator[str]:
    """Give the texts in an atom that may be paths of facts."""
    for part in atom:
        if isinstance(part, tuple):
            yield from texts(part)
        elif isinstance(part, str) and part.partition(".")[0] in {"user", "resource", "context"}:
            yield part


@pytest.mark.parametrize("path", POLICIES)
def test_a_compiled_policy_decides_as_the_matrices_do(path: Path, file: Path) -> None:
    """Every question has the same answer, with the same reason, before and after."""
    policy = permmatrix.load(path)
    file.write_text(policy.to_json(), encoding="utf-8")

    again = permmatrix.load_compiled(file)

    for question in situations(policy, 300):
        action, user, resource, context = question
        assert again.can(user, action, resource, context) == policy.can(
            user, action, resource, context
        )
        assert again.allows(user, action, resource, context) == policy.allows(
            user, action, resource, context
        )


@pytest.mark.parametrize("path", POLICIES)
def test_a_compiled_policy_is_the_same_policy(path: Path, file: Path) -> None:
    """Digests, ids, aliases and platforms come back, and so does the very text."""
    policy = permmatrix.load(path)
    file.write_text(policy.to_json(), encoding="utf-8")

    again = permmatrix.load_compiled(file)

    assert again.digest == policy.digest
    assert (again.actions, again.operations) == (policy.actions, policy.operations)
    assert again.platforms == policy.platforms
    assert all(again.digest_of(it) == policy.digest_of(it) for it in policy.actions)
    assert again.to_json() == policy.to_json()


@pytest.mark.parametrize("path", POLICIES)
def test_a_compiled_policy_carries_its_matrices(path: Path, file: Path) -> None:
    """Titles, notes and doubts are there for whoever explains, and are read only then."""
    policy = permmatrix.load(path)
    file.write_text(policy.to_json(), encoding="utf-8")

    again = permmatrix.load_compiled(file)

    assert again.matrices == policy.matrices


@given(policies_and_questions())
def test_any_policy_survives_being_written(case: tuple[MatrixSet, Asked]) -> None:
    """Whatever a matrix can say, its program says after it was written and read."""
    matrices, asked = case
    policy = policy_of(matrices)

    again = Policy(Program.from_json(policy.to_json()))

    assert again.digest == policy.digest
    for name in names_of(matrices):
        try:
            expected = policy.can(asked.user, name, *asked[1:])
        except permmatrix.UnknownNameError as error:
            with pytest.raises(permmatrix.UnknownNameError) as caught:
                again.can(asked.user, name, *asked[1:])
            assert caught.value.args == error.args  # noqa: PT017  both ways of ending are looked at
        else:
            assert again.can(asked.user, name, *asked[1:]) == expected


def test_the_same_policy_is_written_the_same() -> None:
    """Two runs give the same bytes, so a build can tell whether something changed."""
    assert permmatrix.load().to_json() == permmatrix.load().to_json()


@cache
def text() -> str:
    """Give a compiled policy."""
    return permmatrix.load(OTHERS[1]).to_json()


def written() -> dict[str, Any]:
    """Give the parts of a compiled policy as plain values."""
    found: dict[str, Any] = json.loads(text())["program"]
    return found


def refused(file: Path) -> Code:
    """Load a compiled policy that is none, and give what is said of it."""
    with pytest.raises(MatrixError) as caught:
        permmatrix.load_compiled(file)
    [found] = caught.value.report
    assert found.span.file == str(file)
    return found.code


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("null", id="null"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="nothing in it"),
        pytest.param('"permmatrix-program/2"', id="only the format"),
        pytest.param('{"format": "permmatrix-program/2"}', id="only the format, in its place"),
        pytest.param('{"format":"permmatrix-program/2","crc32":"', id="only its beginning"),
        pytest.param('{"format": "permmatrix-program/1"}', id="an earlier format"),
        pytest.param('{"format": "permmatrix-program/3"}', id="a later format"),
        pytest.param('{"name": "package", "version": "1.0.0"}', id="another program's file"),
        pytest.param("format: permmatrix/1\nid: m\n", id="a matrix"),
        pytest.param("\ufeff{}", id="a byte order mark"),
        pytest.param("[" * 100_000, id="deep nesting"),
        pytest.param('{"a": ' * 100_000, id="deep nesting of objects"),
        pytest.param('{"format": NaN}', id="no number"),
        pytest.param("9" * 10_000, id="a huge number"),
        pytest.param("\0" * 100, id="nulls"),
    ],
)
def test_what_is_no_compiled_policy_is_refused(file: Path, text: str) -> None:
    """Another file, or none at all, is told from a compiled policy without a traceback."""
    file.write_text(text, encoding="utf-8")

    assert refused(file) is Code.NOT_COMPILED


def test_bytes_that_are_no_text_are_refused(file: Path) -> None:
    """A picture is no policy."""
    file.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")

    assert refused(file) is Code.NOT_COMPILED


@pytest.mark.parametrize("name", ["gone.json", ".", "policy.json/inner"])
def test_a_file_that_cannot_be_read_is_refused(file: Path, name: str) -> None:
    """What the system says comes as a diagnostic."""
    file.write_text("{}", encoding="utf-8")

    assert refused(file.parent / name) is Code.UNREADABLE


def test_a_truncated_file_is_refused(file: Path) -> None:
    """However much of it was written, it is the whole policy or none."""
    whole = permmatrix.load().to_json()
    cuts = [*range(0, len(whole) - 2, len(whole) // 50), len(whole) - 3, len(whole) - 2]

    for cut in cuts:
        file.write_text(whole[:cut], encoding="utf-8")
        assert refused(file) is Code.NOT_COMPILED


def test_any_changed_value_is_noticed(file: Path) -> None:
    """A flipped character in the file is a damaged file, wherever it is."""
    whole = text()
    chance = Random(3)  # noqa: S311  nothing secret

    for _ in range(200):
        at = chance.randrange(len(whole) - 2)
        other = chance.choice('01axAtruefalse[]{},:" \\')
        if whole[at] != other:
            file.write_text(whole[:at] + other + whole[at + 1 :], encoding="utf-8")
            assert refused(file) is Code.NOT_COMPILED


@pytest.mark.parametrize("key", sorted(written()))
def test_every_part_is_needed(file: Path, key: str) -> None:
    """A file that lacks a part is not filled up with guesses."""
    whole = written()
    del whole[key]

    for say in (rewritten, laid_out):
        file.write_text(say(whole), encoding="utf-8")
        assert refused(file) is Code.NOT_COMPILED


def rewritten(whole: dict[str, Any]) -> str:
    """Write a policy with a checksum that fits, as somebody who made it on purpose would."""
    return sealed(_compact(whole))


def sealed(body: str) -> str:
    """Write anything at all in the place of a policy, with a checksum that fits."""
    return f'{{"format":"{FORMAT}","crc32":"{crc32(body.encode()):08x}","program":{body}}}\n'


def laid_out(whole: dict[str, Any]) -> str:
    """Write a policy as something that indents and sorts JSON files would."""
    checksum = json.loads(rewritten(whole))["crc32"]
    return json.dumps({"program": whole, "crc32": checksum, "format": FORMAT}, indent=2)


def test_a_rewritten_policy_is_the_same(file: Path) -> None:
    """The tests below change what would otherwise be read."""
    assert rewritten(written()) == text()

    for say in (rewritten, laid_out):
        file.write_text(say(written()), encoding="utf-8")
        again = permmatrix.load_compiled(file)
        assert (again.digest, again.to_json()) == (written()["digest"], text())


def test_a_policy_that_was_laid_out_anew_is_still_checked(file: Path) -> None:
    """The checksum is of what the file says, however it is written."""
    changed = laid_out(written()).replace('"resource.', '"context.', 1)
    assert changed != laid_out(written())
    file.write_text(changed, encoding="utf-8")

    assert refused(file) is Code.NOT_COMPILED


def test_a_fitting_checksum_of_nothing_makes_no_policy(file: Path) -> None:
    """A file that lacks the policy itself is refused like any other."""
    file.write_text(
        json.dumps({"format": FORMAT, "crc32": f"{crc32(b'null'):08x}"}), encoding="utf-8"
    )

    assert refused(file) is Code.NOT_COMPILED


@pytest.mark.parametrize("body", ["", "{} {}", "{}]", "nul", "{'a': 1}", "[1, 2", '{"digest": ""}'])
def test_a_fitting_checksum_makes_no_policy_of_anything_else(file: Path, body: str) -> None:
    """What stands in the place of a policy is read to its end, and must be JSON."""
    file.write_text(sealed(body), encoding="utf-8")

    assert refused(file) is Code.NOT_COMPILED


def test_a_policy_with_more_behind_it_is_refused(file: Path) -> None:
    """Half of what is there is not taken for the whole."""
    file.write_text(sealed(_compact(written()) + " {}"), encoding="utf-8")

    assert refused(file) is Code.NOT_COMPILED


def test_without_the_quick_parser_the_policy_is_the_same(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interpreter that has no parser of its own for JSON reads by the package `json`."""
    file.write_text(text(), encoding="utf-8")
    monkeypatch.setitem(sys.modules, "_json", None)

    assert permmatrix.load_compiled(file).to_json() == text()


ODD: list[Any] = [
    None,
    True,
    -1,
    99,
    1.5,
    float("inf"),
    float("nan"),
    "",
    "x",
    [],
    [[]],
    {},
    {"x": [1, None]},
]


def spoilt(chance: Random) -> dict[str, Any]:
    """Give a compiled policy with a value of another kind somewhere in it."""
    whole = written()
    holder: Any = whole
    key: Any = chance.choice(list(whole))
    while isinstance(holder[key], dict | list) and holder[key] and chance.random() < 0.8:
        holder = holder[key]
        key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    holder[key] = chance.choice(ODD)
    return whole


@given(st.integers(0, 2**64 - 1))
def test_values_of_the_wrong_kind_never_give_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """Even with a checksum that fits, what cannot be a policy is refused like any other file."""
    file = tmp_path_factory.getbasetemp() / "spoilt.json"
    file.write_text(rewritten(spoilt(Random(seed))), encoding="utf-8")  # noqa: S311  as above

    try:
        policy = permmatrix.load_compiled(file)
    except MatrixError as error:
        assert [it.code for it in error.report] == [Code.NOT_COMPILED]  # noqa: PT017  as above
    else:
        assert isinstance(policy.actions, tuple)


@pytest.mark.parametrize(
    "formula",
    [
        ["fact", -1],
        ["fact", 99],
        ["fact", True],
        ["fact", 0, 0],
        ["xor", ["fact", 0]],
        ["all", ["fact", -1]],
        ["not", ["fact", 0], ["fact", 0]],
    ],
)
def test_a_formula_that_says_nothing_is_refused(file: Path, formula: object) -> None:
    """One in the place of a grant that the rows go by, all else being as it was."""
    whole = written()
    whole["grants"][0] = ["fact", 0]
    file.write_text(rewritten(whole), encoding="utf-8")
    assert permmatrix.load_compiled(file).actions

    whole["grants"][0] = formula
    file.write_text(rewritten(whole), encoding="utf-8")
    assert refused(file) is Code.NOT_COMPILED


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tools", []),
        ("tools", {"t": None}),
        ("tools", {"t": [["a"], [[]], None, None, {}]}),
        ("atoms", 7),
        ("atoms", [["no_such_test", "x"]]),
        ("grants", [["fact", 99]]),
        ("grants", [["what", 0]]),
        ("grants", [["all"]]),
        ("grants", [["xor", ["fact", 0], ["fact", 0]]]),
        ("grants", [["fact", -1]]),
        ("grants", [["fact", True]]),
        ("grants", [["not", ["fact", 0], ["fact", 0]]]),
        ("grants", ["fact"]),
        ("atoms", ["is_true", "is_true"]),
        ("atoms", [[]]),
        ("shapes", [["documents", True, {}, {}]]),
        ("shapes", [["documents", ["xor", ["fact", 0]], {}, {}]]),
        ("actions", {"m.a": [-1, None]}),
        ("shapes", [["t"]]),
        ("shapes", [["no_such_tool", True, {}, {}]]),
        ("actions", {"m.a": [99, None]}),
        ("actions", {"m.a": [float("inf"), None]}),
        ("actions", {"m.a": "x"}),
        ("operations", {"m.o": 7}),
        ("aliases", [1]),
        ("platforms", None),
        ("digests", "x"),
        ("sources", [["only a name"]]),
    ],
)
def test_a_part_of_the_wrong_kind_is_refused(file: Path, key: str, value: object) -> None:
    """Each part is what it has to be, and what it refers to is there."""
    file.write_text(rewritten(written() | {key: value}), encoding="utf-8")

    assert refused(file) is Code.NOT_COMPILED
