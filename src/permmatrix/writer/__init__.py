"""
From the model back to the format: a matrix written as a file that reads back the same.

What is left out means the same as what is written, so only what says something is written.
"""

from permmatrix.writer.choosing import only
from permmatrix.writer.matrix import plain
from permmatrix.writer.text import json_text

__all__ = ["json_text", "only", "plain"]
