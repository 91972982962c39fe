"""Which pages a build is to read or write again, though they themselves did not change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from hashlib import sha256
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from permmatrix.errors import UnknownNameError
from permmatrix.reading import files_in
from permmatrix.sphinx.domain import End, Link, MatrixDomain, Place

__all__ = ["digest_of", "with_changed_links", "with_changed_matrices"]


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


def with_changed_links(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """
    Give the pages whose links to rows lead elsewhere than when they were written.

    A link that leads nowhere is warned of when its page is written, so that page is among them at
    every build.
    """
    domain = _domain(env)
    before = domain.ends.get(app.builder.name, {})
    named = {link for links in domain.links.values() for link in links}
    known = {kind: domain.known(kind) for kind in domain.object_types}
    found = {link: _end_of(domain, link, known[link.kind]) for link in named}
    now = {page: {it: found[it] for it in links} for page, links in domain.links.items()}
    domain.ends[app.builder.name] = now
    return [
        page
        for page, ends in now.items()
        if ends != before.get(page, {}) or any(_is_dead(*it, env) for it in ends.items())
    ]


def _end_of(domain: MatrixDomain, link: Link, known: Mapping[str, Place]) -> End | None:
    try:
        place = domain.find(link.kind, link.name, known)
    except UnknownNameError:
        return None
    return place.document, place.anchor, place.title


def _is_dead(link: Link, end: End | None, env: BuildEnvironment) -> bool:
    elsewhere = getattr(env, "intersphinx_inventory", {}).get(f"permmatrix:{link.kind}", {})
    return end is None and link.needed and link.name not in elsewhere


def _differ(folders: Mapping[str, list[str]]) -> bool:
    return any(list(map(str, files_in(folder))) != had for folder, had in folders.items())


def _domain(env: BuildEnvironment) -> MatrixDomain:
    domain = env.domains["permmatrix"]
    assert isinstance(domain, MatrixDomain)
    return domain
