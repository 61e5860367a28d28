"""Tables in Markdown, with columns that line up, and the places of a document that hold them."""

from pathlib import Path


def table(heading, rows):
    """`rows` of texts; all but the first column are aligned to the right."""
    widths = [max(len(row[i]) for row in [heading, *rows]) for i in range(len(heading))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [rule if row is None else [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:]))] for row in [heading, None, *rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def keep(document, name, text):
    """Puts `text` into the document's place of that name, for what stood there."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before, found, rest = Path(document).read_text(encoding="utf-8").partition(begin)
    _, found_end, after = rest.partition(end)
    assert found and found_end, f"{document} lacks {begin} … {end}"
    Path(document).write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def milliseconds(value):
    if value is None:
        return "–"
    places = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 4
    return f"{value:,.{places}f}"


def times(value):
    return "–" if value is None else f"{value:,.0f}" if value >= 20 else f"{value:.1f}"


def millions(count):
    return f"{count / 1e6:.3g} M"
