"""Tells the URL of a store from the path of a file."""

from __future__ import annotations

import re

__all__ = ["is_store"]

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/{2}")


def is_store(where: str) -> bool:
    """
    Say whether facts are named by a URL.

    >>> is_store("sqlite:///crm.db"), is_store("facts.yaml")
    (True, False)
    """
    return URL.match(where) is not None
