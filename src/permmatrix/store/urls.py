"""Tells the URL of a store from the path of a file."""

from __future__ import annotations

import re

__all__ = ["is_store"]

URL = re.compile(r"[\s'\"]*[A-Za-z](?:[A-Za-z0-9+.-]+:|[^:]+:.*@)", re.DOTALL)
"""What a URL begins like, if only a misspelt one; a single letter is a drive."""


def is_store(where: str) -> bool:
    """
    Say whether facts are named by a URL, or by what was meant as one and may hold a password.

    >>> is_store("sqlite:///crm.db"), is_store("facts.yaml")
    (True, False)
    >>> is_store("postgresql:/ana@host/crm"), is_store("./notes:2025.yaml")
    (True, False)
    """
    return URL.match(where) is not None
