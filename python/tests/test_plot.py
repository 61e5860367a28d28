"""Pictures: what is drawn is what is known."""

import sys
import warnings

import matplotlib
import pytest

matplotlib.use("Agg")

from matplotlib import pyplot  # noqa: E402

import mediaop  # noqa: E402
from mediaop import _plot  # noqa: E402


SOLD = {
    "aweme_id": 7, "update_ts": 1_767_290_400_000, "digg_count": 5, "title": "the video", "product_id": "p", "product_title": "the product",
    "create_time": 1_767_283_200,
}  # fmt: skip


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def test_a_day_without_an_increment_is_a_gap():
    series = mediaop.example().video_daily("5", period_days=4)
    assert series["digg_count"] == [None, 20, -5, None]
    ax = series.plot(column="digg_count")
    drawn = ax.lines[0].get_ydata()
    assert [None if value != value else value for value in drawn] == [None, 20, -5, None]


def test_the_matrix_has_a_point_for_each_product_and_the_medians():
    matrix = mediaop.example().product_matrix(period_days=30)
    ax = matrix.plot()
    points = sorted(tuple(point) for group in ax.collections for point in group.get_offsets())
    assert points == sorted(zip(matrix["total"], matrix["video_count"], strict=True))
    lines = [line for line in ax.lines if line.get_gid() == "median_line"]
    assert [lines[0].get_xdata()[0], lines[1].get_ydata()[0]] == [matrix.facts["median_x"], matrix.facts["median_y"]]
    assert {text.get_text() for text in ax.texts} == set(matrix["product_title"])


def test_bars_leave_out_what_is_not_known_and_say_so():
    videos = mediaop.example().top_videos(period_days=30, metric="share")
    ax = videos.plot(column="digg_count", top=2)
    assert [bar.get_width() for bar in ax.patches] == videos["digg_count"][:2]
    assert "3 more" in ax.get_xlabel()
    assert "5 not known" in videos.plot().get_xlabel()


def test_bars_of_videos_bear_the_names_of_videos():
    ax = mediaop.Dataset.from_rows([SOLD]).on("2026-01-02").top_videos(period_days=30).plot()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["the video"]


def test_increments_of_several_videos_say_that_they_are_no_picture():
    with pytest.raises(ValueError, match="ask video_daily"):
        mediaop.example().increments().plot()


def test_chinese_has_letters_and_no_boxes():
    """A font without a letter draws a box, and matplotlib warns of it."""
    assert _plot.chinese_font() is not None, "there is no font with Chinese here: install fonts-noto-cjk"
    for table in (mediaop.example().hot_products(), mediaop.example().product_matrix()):
        figure = table.plot(title="热品 hot").get_figure()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            figure.canvas.draw()


def test_without_such_a_font_it_is_said(monkeypatch):
    monkeypatch.setattr(_plot, "chinese_font", lambda: None)
    with pytest.warns(UserWarning, match="fonts-noto-cjk"):
        mediaop.example().hot_products().plot()


def test_without_matplotlib_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.delitem(sys.modules, "mediaop._plot", raising=False)
    monkeypatch.delattr(mediaop, "_plot", raising=False)
    with pytest.raises(ImportError, match=r"plot\(\) needs matplotlib, which is not installed: pip install 'mediaop\[plot\]'"):
        mediaop.example().categories().plot()
