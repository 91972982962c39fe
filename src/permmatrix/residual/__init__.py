"""
Partial evaluation: an action with all that is known of the user put in, as a residual.

Levels, permissions and the user's other facts are known before any resource is read, so that an
action is always allowed, never, or where some tests of the resource and the context hold.
"""

from permmatrix.residual.holding import holds
from permmatrix.residual.partial import Partial
from permmatrix.residual.text import words
from permmatrix.residual.values import ALWAYS, NEVER, Residual

__all__ = ["ALWAYS", "NEVER", "Partial", "Residual", "holds", "words"]
