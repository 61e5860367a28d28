"""Tables for people: numbers grouped, what is not known shown as missing, the window beneath."""

from __future__ import annotations

import unicodedata
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

from ._counted import counted

if TYPE_CHECKING:
    from ._table import Table

_ROWS_AS_TEXT = 10
_ROWS_AS_HTML = 20
_WIDEST = 24
# Of the days of videos: then a baseline within the day leaves much out.
_MUCH = 0.2
_MISSING = "—"
# Seconds and milliseconds since 1970 are no quantities.
_MOMENTS = {"create_time", "first_update_ts", "last_update_ts", "baseline_update_ts"}


def cell(value: Any, column: str = "") -> str:
    """Write a value."""
    if value is None:
        return _MISSING
    if column in _MOMENTS:
        return str(value)
    if column.endswith("_id") and isinstance(value, int):
        return str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    if isinstance(value, list):
        return " ".join(cell(item) for item in value)
    # Titles may have several lines.
    return " ".join(str(value).split())


def footer(table: Table) -> str:
    """Say which window was used and what the rows rest on."""
    window, coverage = table.window, table.coverage
    if not window:
        return ""
    parts = [
        f"{window['from']} to {window['to']} ({window['timezone']})",
        f"basis {window['basis']}",
        f"baseline {window['baseline']}",
    ]
    if window["partial"]:
        parts.append("the last day is still running")
    parts.append(counted(coverage["videos_considered"], "video considered", "videos considered"))
    for name, words in (
        ("videos_without_product", "without a product"),
        ("videos_without_category", "without a category"),
        ("videos_without_creator", "without a creator"),
        ("videos_relinked", "with another product before"),
    ):
        if coverage[name]:
            parts.append(f"{coverage[name]:,} {words}")
    if coverage["single_snapshot_days"]:
        parts.append(counted(coverage["single_snapshot_days"], "day with a single snapshot", "days with a single snapshot"))
    days = max(1, (date.fromisoformat(window["to"]) - date.fromisoformat(window["from"])).days + 1)
    single, video_days = coverage["single_snapshot_days"], coverage["videos_considered"] * days
    if window["baseline"] == "within_day" and single and single >= _MUCH * video_days:
        parts.append('much lies between the days: try baseline="previous_close"')
    if coverage["days_without_crawl"]:
        parts.append(counted(len(coverage["days_without_crawl"]), "day without a crawl", "days without a crawl"))
    if coverage["last_snapshot"]:
        parts.append(f"last snapshot {coverage['last_snapshot'][:16].replace('T', ' ')}")
    return " · ".join(parts)


def as_html(table: Table) -> str:
    """Write the table for a notebook."""
    rows = table._rows(0, _ROWS_AS_HTML)
    numbers = {name for name in table.columns if any(_is_number(row[name]) for row in rows)}
    left = "text-align:left;white-space:nowrap;max-width:24em;overflow:hidden;text-overflow:ellipsis"
    head = "".join(f'<th style="text-align:{_side(name, numbers)}">{escape(name)}</th>' for name in table.columns)
    body = []
    for row in rows:
        cells = []
        for name in table.columns:
            text = escape(cell(row[name], name))
            if row[name] is None:
                text = f'<span style="opacity:.45" title="not known">{text}</span>'
            style = "text-align:right;font-variant-numeric:tabular-nums" if name in numbers else left
            cells.append(f'<td style="{style}" title="{escape(cell(row[name], name))}">{text}</td>')
        body.append(f"<tr>{''.join(cells)}</tr>")
    notes = [note for note in (_more(table, _ROWS_AS_HTML), footer(table)) if note]
    beneath = "".join(f'<div style="opacity:.7;font-size:smaller">{escape(note)}</div>' for note in notes)
    return (
        f'<div><table><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>{beneath}</div>'
    )


def as_text(table: Table) -> str:
    """Write the table for a terminal; columns that are missing throughout are left out."""
    rows = table._rows(0, _ROWS_AS_TEXT)
    shown = [name for name in table.columns if not rows or any(row[name] is not None for row in rows)]
    numbers = {name for name in shown if any(_is_number(row[name]) for row in rows)}
    texts = [[_cut(cell(row[name], name)) for name in shown] for row in rows]
    widths = [max(map(_width, column)) for column in zip(shown, *texts, strict=True)]
    lines = [_line(shown, widths, [name in numbers for name in shown])]
    lines += [_line(row, widths, [name in numbers for name in shown]) for row in texts]
    left_out = [name for name in table.columns if name not in shown]
    notes = [_more(table, _ROWS_AS_TEXT), footer(table), f"not known: {', '.join(left_out)}" if left_out else ""]
    return "\n".join([*lines, *(note for note in notes if note)])


def _more(table: Table, shown: int) -> str:
    more = len(table) - shown
    return f"… and {counted(more, 'more row')}" if more > 0 else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _side(name: str, numbers: set[str]) -> str:
    return "right" if name in numbers else "left"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _cut(text: str) -> str:
    if _width(text) <= _WIDEST:
        return text
    while _width(text) >= _WIDEST:
        text = text[:-1]
    return text + "…"


def _line(texts: list[str], widths: list[int], right: list[bool]) -> str:
    padded = []
    for text, width, is_right in zip(texts, widths, right, strict=True):
        space = " " * (width - _width(text))
        padded.append(space + text if is_right else text + space)
    return "  ".join(padded).rstrip()
