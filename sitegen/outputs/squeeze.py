"""A page's HTML without what no browser needs: the indents of templates, and references for harmless characters."""

import re

_KEPT = re.compile(r"(<(pre|script|textarea|style|template)\b.*?</\2>)", re.DOTALL)
"""Where every space means something, or where it is no HTML."""

_BREAK = re.compile(r"\s*\n\s*")
_AT_BLOCKS = re.compile(
    r"\n(?=</?(?:article|div|dd|dl|dt|footer|h[1-6]|header|li|main|nav|ol|p|section|t[dhr]|table|tbody|thead|ul)\b)"
    r"|(?<=</li>)\n|(?<=</div>)\n|(?<=</nav>)\n|(?<=</p>)\n|(?<=</t[dhr]>)\n|(?<=</ul>)\n|(?<=</table>)\n"
)
"""Breaks beside elements that begin a line of their own, where no browser shows a space."""

_IN_NAVIGATION = re.compile(
    r'(<span class="md-ellipsis">)\n([^<\n]*)\n(</span>)\n|(</a>)\n(?=</li>)|(<li class="md-nav__item[^>]*>)\n'
)
"""Breaks around the names of pages in the navigation, which has a line for each."""

_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
"""What only an SVG in a file of its own needs."""
_REFERENCE = re.compile(r"&#(33|35|36|41|42|43|45|46|58|61|63|91|92|93|94|95|96|123|124|125|126);")
"""References that sitegen/render/markdown_text.py writes for Markdown's sake."""


def squeezed(page: str) -> str:
    """A page that shows the same in fewer bytes.

    >>> squeezed("<p>\\n    1&#46;30 &amp; &#60;\\n\\n  <b>2</b></p><pre>a\\n  b&#46;</pre>")
    '<p>\\n1.30 &amp; &#60;\\n<b>2</b></p><pre>a\\n  b&#46;</pre>'
    """
    parts = _KEPT.split(page)  # text, kept, the kept element's name, text, ...
    parts[::3] = [_text(text) for text in parts[::3]]
    del parts[2::3]
    return "".join(parts)


def _text(text: str) -> str:
    short = _AT_BLOCKS.sub("", _BREAK.sub("\n", text.replace(_NAMESPACE, "")))
    short = _IN_NAVIGATION.sub(r"\1\2\3\4\5", short)
    return _REFERENCE.sub(lambda found: chr(int(found[1])), short)
