"""Tables and lists as text, each format a module of its own with a `text_of`."""

from permmatrix.printers.page import Page

__all__ = ["Page"]
