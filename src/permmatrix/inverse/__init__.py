"""
The inverse questions: who could do an action, whoever there is, and what somebody can do.

Deciding goes from a user to an answer. `who_could` goes back, from a yes to all the ways to it, and
`what_can` sideways, to everything that one user may do.
"""

from permmatrix.inverse.could import WhoCould, who_could
from permmatrix.inverse.terms import MOST_JOINED, MOST_TERMS
from permmatrix.inverse.way import Way
from permmatrix.inverse.what import WhatCan, what_can

__all__ = ["MOST_JOINED", "MOST_TERMS", "Way", "WhatCan", "WhoCould", "what_can", "who_could"]
