"""Runs the command line as `python -m permmatrix`."""

from permmatrix.cli.main import run

if __name__ == "__main__":
    run()
