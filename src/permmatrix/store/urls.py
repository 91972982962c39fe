"""Tells the URL of a store from the path of a file, and shows it without what is secret in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote

__all__ = ["is_ambiguous", "is_store", "scrubbed", "secrets_of", "shown_url"]

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


def is_ambiguous(url: str) -> bool:
    """
    Say whether an `@` stands where nobody can tell what of the URL is the password.

    >>> is_ambiguous("postgresql://ana:a#b@host/crm"), is_ambiguous("postgresql://ana@host/crm")
    (True, False)
    """
    return "@" in _parts(url)[2]


def shown_url(url: str) -> str:
    """
    Give a URL without password, options and driver.

    >>> shown_url("postgresql+psycopg://ana:secret@host/crm?sslpassword=secret")
    'postgresql://ana:***@host/crm'
    """
    scheme, authority, rest = _parts(url)
    kind = scheme.partition("+")[0]
    if is_ambiguous(url):
        return f"{kind}://***"
    account, at, host = authority.rpartition("@")
    user, colon, _ = account.partition(":")
    path = re.split(r"[?#]", rest, maxsplit=1)[0]
    return f"{kind}://{user}{':***' if colon else ''}{at}{host}{path}"


def secrets_of(url: str) -> tuple[str, ...]:
    """
    Give what of a URL no message may say: the password, and what options are set to.

    >>> secrets_of("postgresql://ana:p%40ss@host/crm")
    ('p%40ss', 'p@ss')
    """
    _, authority, rest = _parts(url)
    password = authority.rpartition("@")[0].partition(":")[2]
    query = rest.partition("?")[2].partition("#")[0]
    raw = [password, *(it.partition("=")[2] or it for it in query.split("&"))]
    read = [unquote(password), *(value for _, value in parse_qsl(query))]
    return tuple(sorted({*raw, *read} - {""}, key=lambda it: (-len(it), it)))


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """
    Give a text without secrets, the longest of which come first.

    >>> scrubbed('no role "ana", password "secret"', ["secret"])
    'no role "ana", password "***"'
    """
    for secret in secrets:
        text = text.replace(secret, "***")
    return text


def _parts(url: str) -> tuple[str, str, str]:
    """Give the scheme, what names account and host, and what follows."""
    scheme, _, rest = url.partition("://")
    found = re.search(r"[/?#]", rest)
    end = found.start() if found else len(rest)
    return scheme, rest[:end], rest[end:]
