"""A log of receipts, a line for each."""

from __future__ import annotations

import io
import os
from pathlib import Path
from threading import Thread
from unittest.mock import patch

import pytest

import permmatrix as pm
from permmatrix import User
from permmatrix.receipts import JsonLines, Receipt

RECEIPT = pm.load().receipt(User("ana"), "commitments.search")


class Filling(io.StringIO):
    """A file that at first takes no more than the half of a line."""

    def write(self, text: str) -> int:
        """Take the beginning of the first text, and all of the others."""
        if not self.tell():
            super().write(text[:100])
            raise OSError(28, "No space left on device")
        return super().write(text)


def test_each_receipt_is_a_line_at_the_end_of_the_file(tmp_path: Path) -> None:
    """What was there stays, and the lines read back as the receipts."""
    path = tmp_path / "receipts.jsonl"

    for _ in range(2):
        with JsonLines(path) as log:
            log(RECEIPT)
    lines = path.read_text(encoding="utf-8").splitlines()

    assert [Receipt.from_json(line) for line in lines] == [RECEIPT, RECEIPT]


def test_a_line_is_there_when_the_hook_returns(tmp_path: Path) -> None:
    """Nothing waits in a buffer, neither of a path nor of an open file."""
    path = tmp_path / "receipts.jsonl"
    log = JsonLines(str(path))
    log(RECEIPT)
    assert path.read_text(encoding="utf-8").endswith("}\n")
    log.close()
    with path.open("a", encoding="utf-8") as file:
        JsonLines(file)(RECEIPT)
        assert path.read_text(encoding="utf-8").count("\n") == 2


def test_threads_share_a_log(tmp_path: Path) -> None:
    """Lines of several threads are whole, through one log or several to the same file."""
    path = tmp_path / "receipts.jsonl"
    with JsonLines(path) as log, JsonLines(path) as other:
        threads = [
            Thread(target=lambda hook=hook: [hook(RECEIPT) for _ in range(200)])
            for hook in (log, log, other, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 800
    assert set(lines) == {RECEIPT.to_json()}


def test_what_the_system_did_not_take_is_written_on(tmp_path: Path) -> None:
    """A write that takes a part of a line is followed by one with the rest."""
    path = tmp_path / "receipts.jsonl"
    write = os.write

    with (
        JsonLines(path) as log,
        patch("permmatrix.receipts.lines.os.write", lambda fd, data: write(fd, data[:100])),
    ):
        log(RECEIPT)

    assert path.read_text(encoding="utf-8") == RECEIPT.to_json() + "\n"


def test_a_line_after_one_that_failed_midway_is_one_of_its_own(tmp_path: Path) -> None:
    """What a full disk took of a receipt is no part of the next, and nothing more is lost."""
    path = tmp_path / "receipts.jsonl"
    write, left = os.write, [100]

    def filling(handle: int, data: bytes) -> int:
        taken = data[: left.pop()] if left else b""
        if not taken:
            raise OSError(28, "No space left on device")
        return write(handle, taken)

    with JsonLines(path) as log:
        with (
            patch("permmatrix.receipts.lines.os.write", filling),
            pytest.raises(OSError, match="No space left"),
        ):
            log(RECEIPT)
        log(RECEIPT)
        log(RECEIPT)

    line = RECEIPT.to_json()
    assert path.read_text(encoding="utf-8") == f"{line[:100]}\n{line}\n{line}\n"


def test_a_file_of_the_caller_that_failed_midway_goes_on_in_a_new_line() -> None:
    """An open text file that raised is gone on with as a path is."""
    file = Filling()
    log = JsonLines(file)

    with pytest.raises(OSError, match="No space left"):
        log(RECEIPT)
    log(RECEIPT)

    assert file.getvalue() == f"{RECEIPT.to_json()[:100]}\n{RECEIPT.to_json()}\n"


@pytest.mark.parametrize(("there", "between"), [("", ""), ("x\n", ""), ("half a li", "\n")])
def test_a_file_that_ends_within_a_line_is_gone_on_with_in_a_new_one(
    tmp_path: Path, there: str, between: str
) -> None:
    """What a process left that was stopped is no part of the first line."""
    path = tmp_path / "receipts.jsonl"
    path.write_text(there, encoding="utf-8")

    with JsonLines(path) as log:
        log(RECEIPT)

    assert path.read_text(encoding="utf-8") == f"{there}{between}{RECEIPT.to_json()}\n"


def test_a_file_that_may_not_be_read_may_end_within_a_line(tmp_path: Path) -> None:
    """A blank line does no harm, and is not a receipt that is lost."""
    path = tmp_path / "receipts.jsonl"
    path.write_text("half a li", encoding="utf-8")

    with (
        patch("permmatrix.receipts.lines.open", side_effect=PermissionError, create=True),
        JsonLines(path) as log,
    ):
        log(RECEIPT)

    assert path.read_text(encoding="utf-8") == f"half a li\n{RECEIPT.to_json()}\n"


def test_a_log_that_is_no_file_is_not_read(tmp_path: Path) -> None:
    """A pipe has what is written and nothing before it."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    with JsonLines(path) as log:
        log(RECEIPT)

    assert os.read(reader, 65536).decode() == f"{RECEIPT.to_json()}\n"
    os.close(reader)


def test_a_closed_log_takes_nothing(tmp_path: Path) -> None:
    """A receipt that comes too late is an error, not lost."""
    log = JsonLines(tmp_path / "receipts.jsonl")
    log.close()
    log.close()

    with pytest.raises(ValueError, match="closed"):
        log(RECEIPT)


def test_a_file_of_the_caller_stays_open() -> None:
    """Who opened a file closes it."""
    file = io.StringIO()
    with JsonLines(file) as log:
        log(RECEIPT)

    assert not file.closed
    assert file.getvalue() == RECEIPT.to_json() + "\n"


def test_a_file_that_cannot_be_opened_is_said_at_once(tmp_path: Path) -> None:
    """A log in a folder that is not there fails before anything is decided."""
    with pytest.raises(FileNotFoundError):
        JsonLines(tmp_path / "nowhere" / "receipts.jsonl")
