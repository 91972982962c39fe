"""
Documents to the model: names resolved, meaning checked, every problem collected.

A thing that was already reported is passed over, so one mistake gives one diagnostic.
"""

from permmatrix.loader.matrix import load_matrix
from permmatrix.loader.together import check_together

__all__ = ["check_together", "load_matrix"]
