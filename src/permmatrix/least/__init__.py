"""
Least privilege: the smallest levels and permissions that allow these actions and none of those.

A row hangs on few levels, permissions and conditions, so everything that can be held is looked at:
the answers are all there are, and where there is none, the conflicts are the proof.
"""

from permmatrix.least.suggesting import Least, suggested
from permmatrix.least.suggestion import Answer, Conflict, Suggestion
from permmatrix.least.ways import Terms, Way

__all__ = ["Answer", "Conflict", "Least", "Suggestion", "Terms", "Way", "suggested"]
