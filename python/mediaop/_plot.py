"""Answers as pictures. Nothing that is not known is drawn as 0."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from matplotlib import font_manager, pyplot, ticker
from matplotlib.text import Text

from . import _show

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ._table import Table

#: Fonts with Chinese, as systems bring them.
_CHINESE = [
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Hiragino Sans GB",
    "Heiti SC", "STHeiti", "Microsoft YaHei", "SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP",
    "Noto Sans CJK TC", "Droid Sans Fallback", "Arial Unicode MS",
]  # fmt: skip
_NAMES = ["product_title", "title", "video_title", "nickname", "category2", "category", "product_id", "aweme_id", "creator_id"]
_COUNTERS = ["digg_count", "collect_count", "share_count", "comment_count", "play_count"]
#: What rows are ranked by, whichever metric that is.
_VALUES = ["value", "video_value"]
_LONGEST_LABEL = 18


def plot(
    table: Table,
    ax: Axes | None = None,
    *,
    column: str | None = None,
    label: str | None = None,
    top: int | None = None,
    title: str = "",
) -> Axes:
    """Draw an answer as its question asks for."""
    if ax is None:
        _, ax = pyplot.subplots(figsize=(9, 5), layout="constrained")
    if "median_x" in table.facts:
        _matrix(ax, table, column or str(table.facts["measure"]), label, 25 if top is None else top)
    elif "date" in table.columns and "aweme_id" in table.columns:
        raise ValueError("increments of several videos have no picture of their own: ask video_daily, creator_daily, …")
    elif "last_update_ts" in table.columns:
        _snapshots(ax, table, column)
    elif "date" in table.columns:
        _series(ax, table, [column] if column else None)
    elif "creators" in table.facts:
        _side_by_side(ax, table, column or _ranked_by(table))
    else:
        _bars(ax, table, column or _ranked_by(table), label, 20 if top is None else top)
    ax.spines[["top", "right"]].set_visible(False)
    if table.window:
        window = table.window
        ax.set_title(f"{window['from']} – {window['to']} · {window['basis']}", loc="right", fontsize="small", alpha=0.7)
    ax.set_title(title, loc="left")
    _use_chinese(ax)
    _thin_out(ax)
    return ax


def _thin_out(ax: Axes) -> None:
    """Take away names that would cover one before them."""
    figure = ax.get_figure(root=True)
    if figure is None or "median_line" not in {line.get_gid() for line in ax.lines}:
        return
    figure.draw_without_rendering()
    kept: list[Any] = []
    for name in list(ax.texts):
        place = name.get_window_extent()
        if any(place.overlaps(other) for other in kept):
            name.remove()
        else:
            kept.append(place)


def _matrix(ax: Axes, table: Table, column: str, label: str | None, named: int) -> None:
    """Draw a point for each product, quadrants by the medians, and the names of the first."""
    rows = [row for row in table if row[column] is not None]
    categories: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        categories.setdefault(row["category"], []).append(row)
    by_size = sorted(categories, key=lambda name: (-len(categories[name]), str(name)))
    for place, name in enumerate(by_size):
        points = categories[name]
        few = place < 9
        ax.scatter(
            [row[column] for row in points],
            [row["video_count"] for row in points],
            s=[30 + 12 * row["creator_count"] for row in points],
            color=f"C{place}" if few else "0.6",
            label=("others" if place == 9 else (name or "without a category")) if place <= 9 else None,
            alpha=0.7,
            linewidths=0,
        )
    if table.facts["median_x"] is not None and column == table.facts["measure"]:
        ax.axvline(table.facts["median_x"], color="0.5", linestyle="--", linewidth=1, gid="median_line")
    if table.facts["median_y"] is not None:
        ax.axhline(table.facts["median_y"], color="0.5", linestyle="--", linewidth=1, gid="median_line")
    names = label or "product_title"
    for row in rows[:named]:
        place_of = (row[column], row["video_count"])
        ax.annotate(
            _short(row[names] or row["product_id"]), place_of, xytext=(5, 4), textcoords="offset points", fontsize="small"
        )
    values = [row[column] for row in rows]
    if values and min(values) > 0 and max(values) > 50 * min(values):
        ax.set_xscale("log")
        ax.xaxis.set_minor_formatter(ticker.NullFormatter())
    _grouped(ax.xaxis)
    ax.margins(x=0.12)
    ax.yaxis.set_major_locator(ticker.MaxNLocator(integer=True))
    ax.set_xlabel(f"{table.facts['metric']}: {column}")
    ax.set_ylabel("video_count")
    if len(by_size) > 1:
        ax.legend(frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))


def _series(ax: Axes, table: Table, columns: list[str] | None) -> None:
    """Draw a curve for each counter; a day of which nothing is known interrupts it."""
    days: list[Any] = [day if isinstance(day, date) else date.fromisoformat(day) for day in table["date"]]
    for name in columns or [name for name in _COUNTERS if name in table.columns]:
        values = table[name]
        if columns is None and all(value is None for value in values):
            continue
        (line,) = ax.plot(days, [float("nan") if value is None else value for value in values], marker="o", label=name)
        running = table["partial"] if "partial" in table.columns else [False] * len(days)
        for day, value, is_running in zip(days, values, running, strict=True):
            if is_running and value is not None:
                ax.plot(day, value, marker="o", markerfacecolor="white", markeredgecolor=line.get_color())
    for day, gap in zip(days, table["gap"], strict=True):
        if gap:
            ax.axvspan(day, day, color="0.85", linewidth=6, alpha=0.6)
    ax.axhline(0, color="0.7", linewidth=0.8)
    ax.set_ylabel("gained on the day")
    _grouped(ax.yaxis)
    ax.tick_params(axis="x", rotation=25)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(frameon=False, fontsize="small")


def _snapshots(ax: Axes, table: Table, column: str | None) -> None:
    """Draw a curve for each counter through the first and the last snapshot of each day."""
    counters = [name for name in _COUNTERS if f"last_{name}" in table.columns]
    if column is not None and column.removeprefix("first_").removeprefix("last_") not in counters:
        raise ValueError(f"column is {column!r}: expected {', '.join(counters)}; video_daily draws the increments")
    zone = ZoneInfo(table.window["timezone"])
    for name in [column.removeprefix("first_").removeprefix("last_")] if column else counters:
        seen = {
            row[f"{end}_update_ts"]: row[f"{end}_{name}"]
            for row in table
            for end in ("first", "last")
            if row[f"{end}_update_ts"] is not None and row[f"{end}_{name}"] is not None
        }
        if seen:
            moments: list[Any] = [datetime.fromtimestamp(at / 1000, zone).replace(tzinfo=None) for at in sorted(seen)]
            ax.plot(moments, [seen[at] for at in sorted(seen)], marker="o", label=name)
    ax.set_ylabel("at the snapshot")
    _grouped(ax.yaxis)
    ax.tick_params(axis="x", rotation=25)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(frameon=False, fontsize="small")


def _bars(ax: Axes, table: Table, column: str, label: str | None, top: int) -> None:
    """Draw a bar for each of the first rows that has a value."""
    rows = [row for row in table if row[column] is not None]
    shown = rows[:top]
    # Rows of videos are told apart by what the video is called.
    order = ["title", *_NAMES] if "aweme_id" in table.columns else _NAMES
    if table.question == "/api/categories":
        # Its category2 is a list of all there are below.
        order = ["category"]
    names = [label] if label else [name for name in order if name in table.columns]
    labels = [_short(next((row[name] for name in names if row[name] is not None), _show.cell(None))) for row in shown]
    places = range(len(shown))
    bars = ax.barh(places, [row[column] for row in shown], color="C0")
    ax.bar_label(bars, [_show.cell(row[column]) for row in shown], padding=3, fontsize="small")
    ax.set_yticks(places, labels)
    ax.invert_yaxis()
    ax.margins(x=0.12)
    _grouped(ax.xaxis)
    left_out = [f"{len(rows) - len(shown):,} more"] * (len(rows) > len(shown))
    left_out += [f"{len(table) - len(rows):,} not known"] * (len(table) > len(rows))
    ax.set_xlabel(_named(table, column) + (f" ({', '.join(left_out)})" if left_out else ""))


def _side_by_side(ax: Axes, table: Table, column: str) -> None:
    """Draw a group of bars for all videos and for each category, with a bar for each creator."""
    categories = list(dict.fromkeys(row["category"] for row in table))
    creators = {creator["creator_id"]: _short(creator["nickname"] or creator["creator_id"]) for creator in table.facts["creators"]}
    values = {(row["category"], row["creator_id"]): row[column] for row in table}
    thickness = 0.8 / max(len(creators), 1)
    for place, (creator_id, name) in enumerate(creators.items()):
        known = [(at, values.get((category, creator_id))) for at, category in enumerate(categories)]
        drawn = [(at, value) for at, value in known if value is not None]
        offset = (place - (len(creators) - 1) / 2) * thickness
        bars = ax.barh([at + offset for at, _ in drawn], [value for _, value in drawn], thickness, label=name)
        ax.bar_label(bars, [_show.cell(value) for _, value in drawn], padding=3, fontsize="small")
    ax.set_yticks(range(len(categories)), ["all" if category is None else _short(category) for category in categories])
    ax.invert_yaxis()
    ax.margins(x=0.12)
    _grouped(ax.xaxis)
    ax.set_xlabel(_named(table, column))
    ax.legend(frameon=False, fontsize="small")


def _ranked_by(table: Table) -> str:
    """Find the column by which the rows stand."""
    own = [f"{before}{table.metric}_count" for before in ("", "total_", "video_")]
    for name in ("gained", *own, *_VALUES, "video_count"):
        if name in table.columns:
            return name
    raise ValueError(f"name the column to draw: one of {', '.join(table.columns)}")


def _named(table: Table, column: str) -> str:
    """Say what a column holds, also where that differs from answer to answer."""
    return table.metric if column in _VALUES else column


def _grouped(axis: Any) -> None:
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,.0f}" if value == int(value) else f"{value:,}"))


def _short(text: object) -> str:
    words = str(text)
    return words if len(words) <= _LONGEST_LABEL else words[: _LONGEST_LABEL - 1] + "…"


def _use_chinese(ax: Axes) -> None:
    """Give the texts a font that has their letters."""
    texts = [*_titles(ax), ax.xaxis.label, ax.yaxis.label, *ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels()]
    legend = ax.get_legend()
    if legend is not None:
        texts += legend.get_texts()
    if all(text.get_text().isascii() for text in texts):
        return
    font = chinese_font()
    if font is None:
        warnings.warn(
            "no font with Chinese was found, so that names show as boxes: install one, such as the Debian package fonts-noto-cjk",
            stacklevel=4,
        )
        return
    for text in texts:
        text.set_fontfamily([font, "DejaVu Sans"])


def _titles(ax: Axes) -> list[Any]:
    """Find the titles: matplotlib keeps one for each side, and hands out the middle one alone."""
    return [text for text in ax.get_children() if isinstance(text, Text) and text.get_text()]


def chinese_font(among: Iterable[str] = _CHINESE) -> str | None:
    """Find a font with Chinese, also one that was installed after matplotlib looked last."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    found = next((name for name in among if name in known), None)
    if found is not None:
        return found
    for path in font_manager.findSystemFonts():
        if "cjk" in Path(path).name.lower() and "sans" in Path(path).name.lower():
            font_manager.fontManager.addfont(path)
    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in among if name in known), None)
