"""A data set small enough to check every number by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._dataset import Dataset

_DAY = 86_400
_TODAY = 1_773_072_000  # 2026-03-10 00:00 in Asia/Shanghai
_MORNING, _NOON, _EVENING = (8 * 60 + 30) * 60, 12 * 3600, (20 * 60 + 30) * 60

# Creator, product, how many days ago it was published, collects; video 1 first.
_VIDEOS = [("lily", "p1", 3, 10), ("lily", "p1", 2, 20), ("lily", "p3", 1, 5), ("ming", "p1", 1, 15), ("ming", "p2", 9, 50)]
# How many days ago, when on that day, and the likes of each video.
_SNAPSHOTS: list[tuple[int, int, list[int | None]]] = [
    (3, _EVENING, [100, None, None, None, 500]),
    (2, _MORNING, [110, None, None, None, 510]),
    (2, _EVENING, [150, 40, None, None, 530]),
    (1, _MORNING, [160, 60, None, None, 540]),
    (1, _EVENING, [190, 90, 30, 200, 535]),
    (0, _MORNING, [200, 95, 50, 260, 545]),
    (0, _EVENING, [210, 100, 80, 300, None]),
]
_PRODUCTS = [("p1", "口红", "美妆", "彩妆"), ("p2", "面霜", "美妆", "护肤"), ("p3", "坚果", "食品", "零食")]


def example() -> Dataset:
    """Give the data set of the examples: two creators sell three products in five videos, asked on
    2026-03-10. The same as ``mediaop_core::example`` in Rust, whose documentation shows every row.

    >>> import mediaop
    >>> mediaop.example()
    Dataset of 5 videos, 2026-03-07 to 2026-03-10 (Asia/Shanghai)
    """
    from ._dataset import Dataset

    snapshots = [
        {
            "aweme_id": video,
            "update_ts": (_TODAY - days_ago * _DAY + time) * 1000,
            "create_time": _TODAY - published * _DAY + _NOON,
            "sec_uid": creator,
            "product_id": product,
            "digg_count": likes,
            "collect_count": collects,
        }
        for video, (creator, product, published, collects) in enumerate(_VIDEOS, 1)
        for days_ago, time, of_videos in _SNAPSHOTS
        if (likes := of_videos[video - 1]) is not None
    ]
    names = ("product_id", "title", "category", "category2")
    creators = [{"user_id": "lily", "nickname": "莉莉", "fans": "1.2w"}, {"user_id": "ming", "nickname": "小明"}]
    products = [dict(zip(names, product, strict=True)) for product in _PRODUCTS]
    return Dataset.from_rows(snapshots, products=products, creators=creators).on("2026-03-10")
