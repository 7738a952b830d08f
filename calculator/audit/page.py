"""A worklist as one HTML page that needs nothing else: no script, no font, no request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from calculator.audit.tell import Worklist, as_text
from calculator.grouping import group_by

_STYLE = """
:root{color-scheme:light dark}
body{font:15px/1.45 system-ui,sans-serif;margin:1.5rem auto;max-width:75rem;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
th,td{border-bottom:1px solid #8885;padding:.3rem .5rem;text-align:left;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}
.error{border-left:.3rem solid #c62828}.warning{border-left:.3rem solid #b26a00}.info{border-left:.3rem solid #1565c0}
summary{cursor:pointer;font-weight:600;padding:.3rem 0}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
@media print{details{display:block}body{margin:0;font-size:11px}}
@media(max-width:40rem){thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap;display:block}td{display:block;border:0;padding:.1rem .5rem}td:empty{display:none}td.n{text-align:left}td[data-head]::before{content:attr(data-head) ' ';opacity:.7}tr{display:block;border-bottom:1px solid #8885}}
"""

_SHOWN = 5_000
"""So many items stand in the page; the CSV file has all."""


def as_html(worklist: Worklist) -> str:
    """The page."""
    return "\n".join(_page(worklist)) + "\n"


def _page(worklist: Worklist) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>Claims to look at</title><style>{_STYLE}</style></head><body><h1>Claims to look at</h1>"
    yield "<p>Patients and providers are running numbers. Visits are named by their place in the file.</p>"
    items, names = worklist["items"], worklist["names"]
    yield "<table><thead><tr><th>Check</th><th>Severity</th><th>Found</th></tr></thead><tbody>"
    for (severity, check), found in group_by(items, lambda item: (item["severity"], item["check"])).items():
        yield f'<tr class="{escape(severity)}"><td data-head="Check">{escape(names[check])}</td><td data-head="Severity">{escape(severity)}</td><td class="n" data-head="Found">{len(found):,}</td></tr>'
    yield "</tbody></table>"
    shown = items[:_SHOWN]
    for (severity, check), found in group_by(shown, lambda item: (item["severity"], item["check"])).items():
        is_open = " open" if severity == "error" else ""
        yield f"<details{is_open}><summary>{escape(names[check])}: {len(found):,}</summary>{_items(found)}</details>"
    if len(items) > _SHOWN:
        yield f"<p>{len(items) - _SHOWN:,} more are in the CSV file.</p>"
    summary = {**worklist, "items": []}
    yield f"<h2>What was read and what was not checked</h2><pre>{escape(chr(10).join(as_text(summary)))}</pre>"
    yield "</body></html>"


def _items(items: Sequence[Mapping[str, Any]]) -> str:
    heads = ("Visit", "Line", "Date", "Code", "What", "Allowed", "Charge", "Where")
    rows = []
    for item in items:
        line = "" if item["line"] is None else item["line"] + 1
        cells = (item["visit"], line, item["date"], item["code"], item["says"], item["allowed"], item["charge"])
        where = f"file {item['file']}, {item['place']}"
        told = "".join(
            f'<td data-head="{head}">{escape(str(cell))}</td>' if cell not in (None, "") else "<td></td>"
            for head, cell in zip(heads, (*cells, where), strict=True)
        )
        rows.append(f'<tr class="{escape(item["severity"])}">{told}</tr>')
    head = "".join(f"<th>{name}</th>" for name in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
