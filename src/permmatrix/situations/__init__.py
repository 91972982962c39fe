"""
The situations there can be: who asks, about what, in which circumstances.

A row hangs on a handful of facts, so every situation that matters to it can be looked at.
`Analysis` gives what a policy says as formulas; a `Space` has the situations that matter to some
formulas, as the bits of an integer; a `Situation` is one of them, with facts that make it so.
"""

from permmatrix.situations.analysis import Analysis
from permmatrix.situations.pair import Pair, together
from permmatrix.situations.situation import Situation, Value
from permmatrix.situations.space import MOST_LITERALS, Space
from permmatrix.situations.words import facts_in_words, in_words

__all__ = [
    "MOST_LITERALS",
    "Analysis",
    "Pair",
    "Situation",
    "Space",
    "Value",
    "facts_in_words",
    "in_words",
    "together",
]
