"""Facts from wherever they are: a file, or a store by its URL."""

from __future__ import annotations

from permmatrix.facts_file import Facts, read_facts
from permmatrix.model import MatrixSet
from permmatrix.store.reading import open_store
from permmatrix.store.urls import is_store

__all__ = ["facts_at", "name_of"]


def facts_at(where: str, matrices: MatrixSet) -> Facts:
    """
    Read all the facts of a file or a store.

    Raises:
        MatrixError: a file cannot be read, or something is wrong with what it or the store says.
        StoreError: the store cannot be read.
    """
    return open_store(where).read(matrices) if is_store(where) else read_facts(where, matrices)


def name_of(where: str) -> str:
    """
    Give how to show where facts are, without a password.

    >>> name_of("facts.yaml")
    'facts.yaml'

    Raises:
        StoreError: there is no such store.
    """
    return open_store(where).shown if is_store(where) else where
