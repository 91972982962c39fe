"""
An extension of Python-Markdown: matrices as tables and lists in a page.

It runs wherever Python-Markdown does, such as in MkDocs and Zensical:

    markdown_extensions: [permmatrix]
"""

from permmatrix.markdown.extension import PermmatrixExtension, makeExtension

__all__ = ["PermmatrixExtension", "makeExtension"]
