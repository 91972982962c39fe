"""Tells matrices, files of facts or tests, mappings and compiled policies apart."""

from __future__ import annotations

from permmatrix.codes import Code
from permmatrix.diagnostics import Problems
from permmatrix.nodes import Mapping, Node, Scalar

__all__ = ["is_format"]

READ = {
    "matrix": "permmatrix/1",
    "facts": "permmatrix-facts/1",
    "tests": "permmatrix-tests/1",
    "mapping": "permmatrix-mapping/1",
}
KINDS = {
    "permmatrix/": ("a matrix", "name matrices with `--matrices`"),
    "permmatrix-facts/": ("a file of facts", "name a file of facts with `--facts`"),
    "permmatrix-tests/": ("a file of tests", "run it with `permmatrix test`"),
    "permmatrix-mapping/": ("a mapping to a database", "name it with `permmatrix sql --map`"),
    "permmatrix-program/": ("a compiled policy", "name the matrices it was compiled from"),
}


def is_format(root: Node, problems: Problems, form: str = "matrix") -> bool:
    """
    Say whether a document is of a form, as far as it says; report it where it is of another.

    That is then all there is to report: each of its keys would be another problem.
    """
    entry = root.entry("format") if isinstance(root, Mapping) else None
    node = entry.value if entry else None
    if not isinstance(node, Scalar) or node.value in {None, READ[form]}:
        return True
    start = f"{str(node.value).partition('/')[0]}/"
    ours = f"{READ[form].partition('/')[0]}/"
    message = f"this is not a format permmatrix reads; it reads `{READ[form]}`"
    help_ = None
    if start in KINDS and start != ours:
        kind, help_ = KINDS[start]
        message = f"this is {kind}, not {KINDS[ours][0]}"
    problems.add(Code.UNKNOWN_FORMAT, message, node.span, help=help_)
    return False
