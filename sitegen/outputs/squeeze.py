"""A page's HTML without what no browser needs: the indents of templates, and references for harmless characters."""

import re

_KEPT = re.compile(r"(<(pre|script|textarea|style|template)\b.*?</\2>)", re.DOTALL)
"""Where every space means something, or where it is no HTML."""

_BREAK = re.compile(r"\s*\n\s*")
_REFERENCE = re.compile(r"&#(33|35|36|41|42|43|45|46|58|61|63|91|92|93|94|95|96|123|124|125|126);")
"""References that sitegen/render/markdown_text.py writes for Markdown's sake."""


def squeezed(page: str) -> str:
    """A page that shows the same in fewer bytes.

    >>> squeezed("<p>\\n    1&#46;30 &amp; &#60;\\n\\n  <b>2</b></p><pre>a\\n  b&#46;</pre>")
    '<p>\\n1.30 &amp; &#60;\\n<b>2</b></p><pre>a\\n  b&#46;</pre>'
    """
    parts = _KEPT.split(page)  # text, kept, the kept element's name, text, ...
    parts[::3] = [_REFERENCE.sub(lambda found: chr(int(found[1])), _BREAK.sub("\n", text)) for text in parts[::3]]
    del parts[2::3]
    return "".join(parts)
