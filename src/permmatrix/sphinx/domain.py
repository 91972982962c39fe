"""Where rows and tables are documented, and links to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar, NamedTuple, TypeAlias, final

from docutils import nodes
from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from permmatrix.errors import UnknownNameError
from permmatrix.names import suggest
from permmatrix.printers.characters import shown

__all__ = ["End", "Link", "MatrixDomain", "Place", "warn_of_unknown"]

logger = logging.getLogger(__name__)

BY_PAGE = ("places", "folders", "files", "links")
"""What is kept of each page until it is read again."""


@final
class Place(NamedTuple):
    """
    Where a row or a table is documented: in an excerpt, or in the whole of its matrix.

    Tuples order them: the whole before excerpts, then by page, so that it does not matter which
    page was read first.
    """

    excerpt: bool
    document: str
    order: int
    anchor: str
    title: str
    alias: bool


@final
class Link(NamedTuple):
    """What a link on a page names, and if it has to lead anywhere."""

    kind: str
    name: str
    needed: bool


End: TypeAlias = tuple[str, str, str]
"""What a link shows and where it leads to: a page, an anchor and a title."""


@final
class MatrixDomain(Domain):
    """The rows and tables of a project's pages, by kind and name."""

    name = "permmatrix"
    label = "Permission matrices"
    data_version = 2
    object_types: ClassVar[dict[str, ObjType]] = {
        "action": ObjType("action", "action"),
        "matrix": ObjType("matrix", "matrix"),
    }
    roles: ClassVar[dict[str, Any]] = {
        "action": XRefRole(innernodeclass=nodes.inline, warn_dangling=True),
        "matrix": XRefRole(innernodeclass=nodes.inline, warn_dangling=True),
    }
    initial_data: ClassVar[dict[str, Any]] = {**{key: {} for key in BY_PAGE}, "ends": {}}

    @property
    def _places(self) -> dict[str, list[tuple[str, str, Place]]]:
        """By page, so that a page that is read again takes its own away."""
        found: dict[str, list[tuple[str, str, Place]]] = self.data["places"]
        return found

    @property
    def folders(self) -> dict[str, dict[str, list[str]]]:
        """The folders a page reads, each with the files it had."""
        found: dict[str, dict[str, list[str]]] = self.data["folders"]
        return found

    @property
    def files(self) -> dict[str, dict[str, str]]:
        """The files a page reads, each with the digest it had."""
        found: dict[str, dict[str, str]] = self.data["files"]
        return found

    @property
    def links(self) -> dict[str, set[Link]]:
        """The links of a page to rows and tables."""
        found: dict[str, set[Link]] = self.data["links"]
        return found

    @property
    def ends(self) -> dict[str, dict[str, dict[Link, End | None]]]:
        """By builder and page, what links led to when the page was written, if anywhere."""
        found: dict[str, dict[str, dict[Link, End | None]]] = self.data["ends"]
        return found

    def add(self, kind: str, name: str, place: Place) -> None:
        """Note where something is documented."""
        self._places.setdefault(place.document, []).append((kind, name, place))

    def clear_doc(self, docname: str) -> None:
        """Forget what a page has."""
        for key in BY_PAGE:
            self.data[key].pop(docname, None)

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Note what a page links to."""
        del env
        found = {it for node in document.findall(pending_xref) for it in _links(node)}
        if found:
            self.links[docname] = found

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take in the pages that another process has read."""
        for key in BY_PAGE:
            self.data[key].update(
                {doc: it for doc, it in otherdata[key].items() if doc in docnames}
            )

    def known(self, kind: str) -> dict[str, Place]:
        """Give, by name, where things of a kind are documented best."""
        found: dict[str, Place] = {}
        for entries in self._places.values():
            for its_kind, name, place in entries:
                if its_kind == kind:
                    found[name] = min(place, found.get(name, place))
        return found

    def find(self, kind: str, name: str, known: Mapping[str, Place] | None = None) -> Place:
        """
        Give where something is documented. An action's id need not say the matrix.

        `known` is for who asks often, and has what is known of the kind.

        Raises:
            UnknownNameError: it is nowhere, or the shorter id is that of several actions.
        """
        known = self.known(kind) if known is None else known
        if name in known:
            return known[name]
        meant = [it for it in known if it.partition(".")[2] == name]
        if len({known[it] for it in meant}) == 1:
            return known[meant[0]]
        raise UnknownNameError(kind, name, tuple(sorted(meant)) or suggest(name, known))

    def resolve_xref(  # noqa: PLR0913, PLR0917  the signature is Sphinx's
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Give a link with the title as its text; None where there is no such place."""
        del env
        try:
            place = self.find(typ, target)
        except UnknownNameError:
            return None  # another project may have it; `warn_of_unknown` is called if none has
        titled = nodes.inline("", shown(place.title), classes=contnode["classes"])
        words = contnode if node.get("refexplicit") else titled
        return make_refnode(builder, fromdocname, place.document, place.anchor, words)

    def resolve_any_xref(  # noqa: PLR0913, PLR0917  as above
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Give the links that the role `any` may mean."""
        found = (
            (kind, self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode))
            for kind in self.object_types
        )
        return [(f"{self.name}:{kind}", link) for kind, link in found if link is not None]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Give what the inventory and the search are to have."""
        for kind in self.object_types:
            for name, place in self.known(kind).items():
                order = -1 if place.alias else 1  # the search has a row once
                yield name, shown(place.title), kind, place.document, place.anchor, order


def warn_of_unknown(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Say that a link leads nowhere, and what may have been meant."""
    if not isinstance(domain, MatrixDomain):
        return None
    if node.get("optional"):
        return True
    del app
    try:
        domain.find(node["reftype"], node["reftarget"])
    except UnknownNameError as error:
        logger.warning("%s", error, location=node, type="permmatrix", subtype="ref")
    return True


def _links(node: pending_xref) -> Iterator[Link]:
    """Give what a link may name; the role `any` says of no kind, and warns by itself."""
    if node.get("refdomain") == MatrixDomain.name:
        yield Link(node["reftype"], node["reftarget"], not node.get("optional"))
    elif node["reftype"] == "any":
        kinds = MatrixDomain.object_types
        yield from (Link(kind, node["reftarget"], needed=False) for kind in kinds)
