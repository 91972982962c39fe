"""
What pytest imports whenever it starts, wherever permmatrix is installed.

It stands beside the package, whose import takes its time, so that nothing of it is loaded before
there is a file of tests.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    import pytest

__all__ = ["pytest_collect_file"]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take the files of tests."""
    if file_path.name.endswith((".permtest.yaml", ".permtest.yml")):
        from permmatrix.pytest_plugin import SuiteFile  # noqa: PLC0415  see above

        return SuiteFile.from_parent(parent, path=file_path)
    return None
