"""The hooks of Python-Markdown: our blocks are taken out early and put in as HTML late."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any, assert_never, final
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX

from permmatrix.markdown.fences import Block, Text, split
from permmatrix.markdown.sections import Sections

__all__ = ["PermmatrixExtension", "makeExtension"]

MARK = re.compile(rf"{STX}permmatrix:(\d+){ETX}")
"""What stands for a block until it is known whether it stands in code. A page cannot contain it."""

BULLET = re.compile(r"[-*+]")
QUOTED = r"(?:(?:&gt;| )*&gt; *)"
IN_CODE = re.compile(
    rf"(?:{QUOTED}\n)?(?P<indent>(?:&gt;|[-*+ ])*){MARK.pattern}(?:\n{QUOTED}(?=\n|<))?"
)
"""A mark in a block of code, with the empty lines of a quote around it, which we had put there."""

BEFORE_FENCES = 28
"""After snippets were put in and line ends made alike, before others look for fenced blocks."""

PLACE = "permmatrix-place"
"""The elements that have the ids of a table while the page is in the making."""

BEFORE_ALL = 200
LAST = -100


@final
class PermmatrixExtension(Extension):
    """
    Draws fenced blocks that are called `permmatrix`.

    `base_path` is what paths go from, the working directory if empty: a page's own path is not
    known here. Without `css` the style is left to the site.
    """

    def __init__(self, **settings: Any) -> None:
        self.config = {
            "base_path": ["", "the folder that paths of matrices go from"],
            "css": [True, "whether a page has the style of its tables in it"],
        }
        super().__init__(**settings)
        self._blocks: list[Block] = []
        self._sections = Sections(Path(), styled=True)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the name is the interface's
        """Add the hooks."""
        base = Path(str(self.getConfig("base_path")))
        self._sections = Sections(base, styled=bool(self.getConfig("css")))
        md.registerExtension(self)
        md.preprocessors.register(_Take(md, self._blocks), "permmatrix", BEFORE_FENCES)
        draw = _Draw(md.parser, self._blocks, self._sections)
        md.parser.blockprocessors.register(draw, "permmatrix", BEFORE_ALL)
        md.treeprocessors.register(_Tidy(md), "permmatrix", LAST)
        md.postprocessors.register(_PutBack(md, self._blocks), "permmatrix", LAST)

    def reset(self) -> None:
        """Forget the page before."""
        self._blocks.clear()
        self._sections.reset()


def makeExtension(**settings: Any) -> PermmatrixExtension:  # noqa: N802  as above
    """Give the extension, as Python-Markdown asks for it by the name of a module."""
    return PermmatrixExtension(**settings)


@final
class _Take(Preprocessor):
    """Puts a mark where a block was."""

    def __init__(self, md: Markdown, blocks: list[Block]) -> None:
        super().__init__(md)
        self._blocks = blocks

    def run(self, lines: list[str]) -> list[str]:
        """Give the page with its marks."""
        found: list[str] = []
        for it in split(lines):
            match it:
                case Text(line):
                    found.append(line)
                case Block(indent):
                    mark = f"{indent}{STX}permmatrix:{len(self._blocks)}{ETX}"
                    found += [BULLET.split(indent)[0].rstrip(), mark, _below(indent).rstrip()]
                    self._blocks.append(it)
                case _:
                    assert_never(it)
        return found


@final
class _Draw(BlockProcessor):
    """Puts tables where marks are paragraphs. In a block of code they are not, and stay."""

    def __init__(self, parser: BlockParser, blocks: list[Block], sections: Sections) -> None:
        super().__init__(parser)
        self._blocks = blocks
        self._sections = sections

    def test(self, parent: Element, block: str) -> bool:
        """Say whether a block of the page is a mark."""
        del parent
        line = block.strip("\n")
        is_code = line.startswith(" " * self.tab_length)  # or belongs to a list, and is met again
        return not is_code and MARK.fullmatch(line.strip()) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Draw the first of the blocks."""
        found = MARK.search(blocks.pop(0))
        assert found is not None, "it passed the test"
        drawn = self._sections.drawn(self._blocks[int(found[1])].lines)
        paragraph = SubElement(parent, "p")
        # as Python-Markdown keeps HTML of its own: nothing else looks at it, or changes it
        paragraph.text = self.parser.md.htmlStash.store(drawn.html)
        for id_ in drawn.ids:
            SubElement(paragraph, PLACE, id=id_)


@final
class _Tidy(Treeprocessor):
    """Takes away what told others of the ids: MkDocs looks for them to check links."""

    def run(self, root: Element) -> None:
        """Take it away."""
        for paragraph in root.iter("p"):
            for place in paragraph.findall(PLACE):
                paragraph.remove(place)


@final
class _PutBack(Postprocessor):
    """Puts blocks back as they were written where a page shows them as code."""

    def __init__(self, md: Markdown, blocks: list[Block]) -> None:
        super().__init__(md)
        self._blocks = blocks

    def run(self, text: str) -> str:
        """Give the page without marks."""
        return IN_CODE.sub(lambda it: self._written(int(it[2]), it["indent"]), text)

    def _written(self, number: int, indent: str) -> str:
        first, *others = html.escape("\n".join(self._blocks[number].written), quote=False).split(
            "\n"
        )
        return "\n".join([f"{indent}{first}", *(f"{_below(indent)}{it}" for it in others)])


def _below(indent: str) -> str:
    """Give what stands before the lines below one that begins an item of a list or a quote."""
    return BULLET.sub(" ", indent)
