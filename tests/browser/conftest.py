"""One Chromium for all tests of the explorer, and pages in it that keep what happened to them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import pytest

import permmatrix.explorer
from permmatrix.model import MatrixSet
from permmatrix.reading import read

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Opened: TypeAlias = Callable[..., Any]
"""Opens a page: its HTML, then what follows the `#`, then what the browser's context is given."""


def _lacking(reason: str) -> NoReturn:
    """Skip for a reason, or fail for it where tests in a browser are required."""
    if os.environ.get("PERMMATRIX_BROWSER_TESTS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Chromium."""
    found = os.environ.get("PERMMATRIX_CHROMIUM") or next(
        filter(None, map(shutil.which, NAMES)), ""
    )
    if not found:
        _lacking("no Chromium was found; PERMMATRIX_CHROMIUM can name one")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  it need not be installed
    except ImportError:
        _lacking("playwright is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opened]:
    """
    Give what opens a page in a context of its own.

    Afterwards it holds the page to having said nothing on the console, broken no policy, and asked
    the network for nothing but itself.
    """
    contexts: list[Any] = []
    troubles: list[str] = []

    def asked(url: str) -> None:
        if not url.startswith((tmp_path.as_uri(), "data:")):
            troubles.append(f"a request: {url}")

    def open_(html: str, hash_: str = "", **options: Any) -> Any:
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: troubles.append(f"on the console: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"an error: {error}"))
        page.on("request", lambda request: asked(request.url))
        page.goto(f"{file.as_uri()}{hash_}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def axe() -> str:
    """Give the text of axe-core, which PERMMATRIX_AXE names."""
    path = os.environ.get("PERMMATRIX_AXE")
    if not path:
        _lacking("PERMMATRIX_AXE does not name an axe.min.js")
    return Path(path).read_text(encoding="utf-8")


def _read(*paths: Path) -> MatrixSet:
    found, report = read(list(paths))
    assert found is not None, str(report)
    return found


@pytest.fixture(scope="session")
def shipped() -> MatrixSet:
    """Read the shipped matrices."""
    return _read(
        *(ROOT / "matrices" / f"{it}.yaml" for it in ("invoicing", "head_contracts", "commitments"))
    )


@pytest.fixture(scope="session")
def shipped_page(shipped: MatrixSet) -> str:
    """Write the page of the shipped matrices."""
    return permmatrix.explorer.page(shipped, title="Invoicing permissions")


@pytest.fixture(scope="session")
def others() -> dict[str, MatrixSet]:
    """Read other people's tables, by the name of the file."""
    return {path.stem: _read(path) for path in sorted((ROOT / "tests" / "matrices").glob("*.yaml"))}
