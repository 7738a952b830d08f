"""Blocks of a page that are HTML already: Markdown gets a short comment for each, and the block takes its place after."""

import re

from sitegen.render.markdown_text import HTML_BEGINS, HTML_ENDS

_PLACE = re.compile("<!-- block ([0-9]+) -->")


def set_aside(markdown: str) -> tuple[str, list[str]]:
    """A text with a comment in place of each block of HTML, and the blocks.

    >>> set_aside("# A\\n\\n<!-- html -->\\n<p>b</p>\\n<!-- /html -->\\n")
    ('# A\\n\\n<!-- block 0 -->\\n', ['<p>b</p>'])
    """
    text, *parts = markdown.split(HTML_BEGINS)
    blocks = []
    for number, part in enumerate(parts):
        block, _, after = part.partition(HTML_ENDS)
        blocks.append(block)
        text += f"<!-- block {number} -->{after}"
    return text, blocks


def put_back(html: str, blocks: list[str]) -> str:
    """The HTML that Markdown made, with the blocks.

    >>> put_back("<h1>A</h1>\\n<!-- block 0 -->", ["<p>b</p>"])
    '<h1>A</h1>\\n<p>b</p>'
    """
    return _PLACE.sub(lambda found: blocks[int(found[1])], html)
