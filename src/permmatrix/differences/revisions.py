"""The files of a revision of git, read without checking it out."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import final

from attrs import frozen

from permmatrix.diagnostics import Problems, shown
from permmatrix.document import MAX_BYTES
from permmatrix.errors import PermmatrixError
from permmatrix.reading import decoded, is_matrix_file
from permmatrix.source import Source

__all__ = ["Range", "Repository", "RevisionError", "Tree"]


class RevisionError(PermmatrixError):
    """A revision, or a path at it, that cannot be read."""


@final
@frozen
class Range:
    """
    What --rev names: an old revision, and a new one or (None) the files as they are.

    >>> Range.of("main..topic")
    Range(old='main', new='topic', forked=False)
    """

    old: str
    new: str | None = None
    forked: bool = False
    """Whether the old one is where the new one branched off: A...B."""

    @classmethod
    def of(cls, text: str) -> Range:
        """Read REV, A..B or A...B; a side left out of the last two is HEAD."""
        dots = "..." if "..." in text else ".."
        old, there, new = text.partition(dots)
        return cls(old or "HEAD", new or "HEAD", dots == "...") if there else cls(old)


@final
@frozen
class _Entry:
    """A file at a revision: its path from the top, and what it holds."""

    path: str
    blob: str
    mode: str


@final
@frozen
class Repository:
    """A repository of git, by its top folder."""

    top: Path

    @classmethod
    def around(cls, path: Path) -> Repository:
        """
        Give the repository that a path lies in, whether or not there is anything at the path.

        Raises:
            RevisionError: it lies in none, or there is no git.
        """
        try:
            return cls._of(_place(path))
        except RevisionError:  # a link may lead into one
            return cls._of(Path(os.path.realpath(path)))

    @classmethod
    def _of(cls, place: Path) -> Repository:
        folder = place.parent if place.is_symlink() else place
        while not folder.is_dir():
            folder = folder.parent
        found = _git(folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape")
        return cls(Path(found.removesuffix("\n")))

    def commit(self, revision: str) -> str:
        """
        Give the commit of a revision.

        Raises:
            RevisionError: there is no such revision.
        """
        if not revision or revision.startswith("-"):  # git would take it for an option
            raise RevisionError(f"`{shown(revision)}` is no revision")
        try:
            found = _git(self.top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        except RevisionError as error:
            message = f"unknown revision `{shown(revision)}`"
            raise RevisionError(f"{message}; a shallow clone may lack it") from error
        return found.decode().strip()

    def fork(self, old: str, new: str) -> str:
        """
        Give the commit at which two revisions parted.

        Raises:
            RevisionError: they have nothing in common.
        """
        try:
            found = _git(self.top, "merge-base", self.commit(old), self.commit(new))
        except RevisionError as error:
            if "unknown revision" in str(error):
                raise
            message = f"`{shown(old)}` and `{shown(new)}` have no commit in common"
            raise RevisionError(f"{message}; a shallow clone may lack it") from error
        return found.decode().strip()

    def tree(self, revision: str, commit: str | None = None) -> Tree:
        """
        Give the files of a revision, or of the commit that stands for it.

        Raises:
            RevisionError: there is no such revision.
        """
        listed = _git(
            self.top, "ls-tree", "-r", "-z", "--full-tree", commit or self.commit(revision)
        )
        entries = [_entry(line) for line in listed.split(b"\0") if line]
        links = [entry for entry in entries if entry.mode == LINK]
        led = {
            link.path: os.fsdecode(target)
            for link, target in zip(links, self.blobs(links), strict=True)
        }
        return Tree(self, revision, _followed(entries, led), led)

    def within(self, path: str) -> str:
        """
        Give a path from the top of the repository; nothing need be there any more.

        Where a link in the repository leads is for each revision to say; one from outside leads
        where it does now.

        Raises:
            RevisionError: it lies outside.
        """
        top, place = Path(os.path.realpath(self.top)), _place(path)
        for start in (*reversed(place.parents), place):
            real = Path(os.path.realpath(start))
            if real.is_relative_to(top):
                return (real / place.relative_to(start)).relative_to(top).as_posix()
        raise RevisionError(f"{shown(path)} lies outside the repository {self.top}")

    def blobs(self, entries: Iterable[_Entry]) -> Iterator[bytes]:
        """Give what files hold, as far as anything is read of it."""
        asked = "".join(f"{entry.blob}\n" for entry in entries).encode()
        answered = _git(self.top, "cat-file", "--batch", asked=asked) if asked else b""
        while answered:
            head, _, rest = answered.partition(b"\n")
            size = int(head.rsplit(b" ", 1)[1])
            yield rest[: min(size, MAX_BYTES + 1)]
            answered = rest[size + 1 :]


@final
@frozen
class Tree:
    """The files of a revision, which is called as it was named, and where its links led."""

    repository: Repository
    name: str
    entries: Sequence[_Entry]
    links: Mapping[str, str]

    def has(self, path: str) -> bool:
        """
        Say whether there is anything at a path.

        Raises:
            RevisionError: it lies outside the repository.
        """
        return bool(self._named(path))

    def read(self, paths: Iterable[str]) -> tuple[list[Source], list[Problems]]:
        """
        Give the texts of the files that paths name, and what is wrong with reading them.

        A folder means what it means where files are read as they are. A file is shown as
        `revision:path`.

        Raises:
            RevisionError: a path lies outside the repository.
        """
        chosen: dict[str, _Entry] = {}
        for path in paths:
            chosen |= {entry.path: entry for entry in self._named(path)}
        sources, problems = [], []
        blobs = self.repository.blobs(chosen.values())
        for entry, data in zip(chosen.values(), blobs, strict=True):
            reading = Problems(Source(f"{self.name}:{entry.path}", ""))
            source = decoded(data, reading)
            sources.extend([source] if source else [])
            problems.append(reading)
        return sources, problems

    def _named(self, path: str) -> list[_Entry]:
        """Give the files of a path: of itself, or of the folder that it led to as a link."""
        within = self.repository.within(path)
        itself = list(_named(within, self.entries))
        return itself or list(_named(_led(within, self.links), self.entries))


def _place(path: str | Path) -> Path:
    """Give a path from the root, with its links but without the dots that lead up."""
    steps = Path(path).parts
    up = max((count for count, step in enumerate(steps, 1) if step == ".."), default=0)
    return Path(os.path.realpath(Path(*steps[:up])), *steps[up:])


def _followed(entries: Sequence[_Entry], links: Mapping[str, str]) -> list[_Entry]:
    """Put what links lead to in their place; those that lead to no file are left out."""
    files = {entry.path: entry for entry in entries if entry.mode not in {LINK, MODULE}}
    found = {link: files.get(_led(link, links)) for link in links}
    files |= {
        link: _Entry(link, there.blob, there.mode)
        for link, there in found.items()
        if there is not None
    }
    return [files[entry.path] for entry in entries if entry.path in files]


def _led(path: str, links: Mapping[str, str]) -> str:
    """Give where a path led in the end, through links to links and to folders."""
    for _ in range(MOST_LINKS):
        steps = path.split("/")
        starts = ("/".join(steps[: count + 1]) for count in range(len(steps)))
        link = next((start for start in starts if start in links), None)
        if link is None:
            break
        target = os.path.join(os.path.dirname(link), links[link])  # noqa: PTH118, PTH120  it is in git
        path = os.path.normpath(target + path[len(link) :])
    return path


MOST_LINKS = 40
"""Links that lead around in a circle end here, as they do in a file system."""


def _entry(line: bytes) -> _Entry:
    about, _, path = line.partition(b"\t")
    mode, _, blob = about.decode("ascii").split(" ")
    return _Entry(path.decode("utf-8", "surrogateescape"), blob, mode)


LINK, MODULE = "120000", "160000"
"""The modes of what is no file: a link, and a repository within this one."""


def _named(path: str, entries: Sequence[_Entry]) -> Iterator[_Entry]:
    """Give the files of a path: itself, or what is within it as in a folder that is walked."""
    for entry in entries:
        if entry.path == path:
            yield entry
        elif path == "." or entry.path.startswith(f"{path}/"):
            inner = PurePosixPath(entry.path if path == "." else entry.path[len(path) + 1 :])
            hidden = any(part.startswith(".") for part in inner.parts)
            if not hidden and is_matrix_file(inner.name):
                yield entry


ELSEWHERE = {
    *("GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_PREFIX"),
    *("GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"),
}
"""What git tells its hooks of where they are; a path says itself which repository is meant."""


def _git(folder: Path, *arguments: str, asked: bytes | None = None) -> bytes:
    """
    Run git and give what it prints.

    Raises:
        RevisionError: it fails, or is not there.
    """
    try:
        ran = subprocess.run(  # noqa: S603  the arguments are ours, and no shell reads them
            ["git", "-C", os.fspath(folder), *arguments],  # noqa: S607  whichever git is installed
            input=asked,
            stdin=subprocess.DEVNULL if asked is None else None,
            env={name: value for name, value in os.environ.items() if name not in ELSEWHERE},
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise RevisionError("git cannot be run, and --rev needs it") from error
    if ran.returncode:
        said = " ".join(ran.stderr.decode("utf-8", "replace").split()).removeprefix("fatal: ")
        if "not a git repository" in said:
            raise RevisionError(f"{folder} is not in a git repository, and --rev needs one")
        raise RevisionError(f"git says: {shown(said) or 'nothing, and fails'}")
    return ran.stdout
