"""Runs the command line, as `permmatrix` and as `python -m permmatrix`."""

import sys
from typing import NoReturn

__all__ = ["run"]


def run() -> NoReturn:
    """Run the command line and exit, also where it is interrupted while it is being loaded."""
    try:
        from permmatrix.cli.main import run as carry_out  # noqa: PLC0415  see above

        carry_out()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
