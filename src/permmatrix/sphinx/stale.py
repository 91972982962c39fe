"""Which pages a build is to read again, though they themselves did not change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from hashlib import sha256
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from permmatrix.reading import files_in
from permmatrix.sphinx.domain import MatrixDomain

__all__ = ["digest_of", "with_changed_matrices"]


def digest_of(path: str) -> str:
    """Give a digest of what a file holds, the same for all that cannot be read."""
    try:
        return sha256(Path(path).read_bytes()).hexdigest()
    except (OSError, ValueError):  # a null character in the path
        return ""


def with_changed_matrices(
    app: Sphinx,
    env: BuildEnvironment,
    added: AbstractSet[str],
    changed: AbstractSet[str],
    removed: AbstractSet[str],
) -> Iterable[str]:
    """
    Give the pages of files that hold something else now, and of folders with other files.

    Sphinx looks at the time of a file alone, and a file that comes back may well have an older one.
    """
    del app, added, changed, removed
    domain = _domain(env)
    now = {path: digest_of(path) for files in domain.files.values() for path in files}
    yield from (
        page for page, files in domain.files.items() if any(now[it] != files[it] for it in files)
    )
    yield from (page for page, folders in domain.folders.items() if _differ(folders))


def _differ(folders: Mapping[str, list[str]]) -> bool:
    return any(list(map(str, files_in(folder))) != had for folder, had in folders.items())


def _domain(env: BuildEnvironment) -> MatrixDomain:
    domain = env.domains["permmatrix"]
    assert isinstance(domain, MatrixDomain)
    return domain
