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


@pytest.mark.parametrize(
    ("name", "column", "asked"),
    [
        ("creators", "value", {"metric": "overall"}),
        ("top_videos", "value", {"metric": "overall"}),
        ("best_videos", "video_value", {"metric": "overall"}),
        ("compare_creators", "value", {"metric": "overall"}),
        ("creators", "total_share_count", {"metric": "share"}),
    ],
)
def test_bars_are_of_what_the_rows_are_ranked_by(name, column, asked):
    chosen = [["lily", "ming"]] if name == "compare_creators" else []
    table = getattr(mediaop.example(), name)(*chosen, period_days=30, **asked)
    ax = table.plot()
    assert sorted(bar.get_width() for bar in ax.patches) == sorted(value for value in table[column] if value is not None)
    assert ax.get_xlabel().split(" (")[0] == (column if "count" in column else "overall")


def test_bars_of_videos_bear_the_names_of_videos():
    ax = mediaop.Dataset.from_rows([SOLD]).on("2026-01-02").top_videos(period_days=30).plot()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["the video"]


def test_categories_bear_their_own_names():
    categories = mediaop.example().categories()
    assert categories["category2"] == ["彩妆, 护肤", "零食"]
    assert [label.get_text() for label in categories.plot().get_yticklabels()] == ["美妆", "食品"]
    second = mediaop.example().creator_products("lily", group_by="category2")
    assert [label.get_text() for label in second.plot().get_yticklabels()] == ["彩妆", "零食"]


def test_snapshots_are_counters_over_time():
    snapshots = mediaop.example().video_snapshots("5", period_days=4)
    (likes,) = snapshots.plot(column="digg_count").lines
    assert list(likes.get_ydata()) == [500, 510, 530, 540, 535, 545]
    moments = [f"{moment:%m-%d %H:%M}" for moment in likes.get_xdata()]
    assert moments == ["03-07 20:30", "03-08 08:30", "03-08 20:30", "03-09 08:30", "03-09 20:30", "03-10 08:30"]
    # What was never seen has no curve.
    assert [line.get_label() for line in snapshots.plot().lines] == ["digg_count", "collect_count"]
    with pytest.raises(ValueError, match="column is 'increment_digg_count': expected digg_count, .*video_daily"):
        snapshots.plot(column="increment_digg_count")


def test_creators_stand_side_by_side_in_each_category():
    both = mediaop.example().compare_creators(["lily", "ming"])
    assert both["total_digg_count"] == [390, 300, 310, 300, 80, None]
    ax = both.plot()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["all", "美妆", "食品"]
    drawn = {bars.get_label(): [bar.get_width() for bar in bars] for bars in ax.containers}
    assert drawn == {"莉莉": [390, 310, 80], "小明": [300, 300]}
    lengths = [{round(bar.get_y() + bar.get_height() / 2) for bar in bars} for bars in ax.containers]
    assert lengths == [{0, 1, 2}, {0, 1}], "a bar stands with its category"


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
