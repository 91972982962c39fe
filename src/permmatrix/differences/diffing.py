"""From what is given to the difference: policies read, compared, and asked about named users."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from permmatrix.differences.comparing import Comparison, compare
from permmatrix.differences.diff import Diff
from permmatrix.differences.people import facts_for, people_changed
from permmatrix.differences.sides import Given, Loaded, load_both, load_revisions

__all__ = ["diff_of", "diff_revisions"]


def diff_of(old: Given, new: Given, facts: str | None = None) -> Diff:
    """
    Give what two policies answer differently; `facts` names a file of users and resources.

    Raises:
        MatrixError: a file cannot be read, or something is wrong with it.
    """
    return _diff(*load_both(old, new), facts)


def diff_revisions(revisions: str, paths: Sequence[str], facts: str | None = None) -> Diff:
    """
    Give what a policy answers differently since a revision of git, or between two: A..B.

    Raises:
        MatrixError: a file cannot be read, or something is wrong with it.
        RevisionError: a revision, or what is at it, cannot be read.
    """
    return _diff(*load_revisions(revisions, paths), facts)


def _diff(old: Loaded, new: Loaded, facts: str | None) -> Diff:
    if facts is None:
        return compare(old.matrices, new.matrices, names=(old.name, new.name))
    comparison = Comparison(old.matrices, new.matrices)
    found = comparison.diff((old.name, new.name))
    told = facts_for(facts, old.matrices, new.matrices)
    people, unusable = people_changed(
        old.matrices, new.matrices, comparison.names, found.changes, told
    )
    return evolve(found, people=people, unusable=unusable)
