"""The rows that mediaop was measured on, as its program `measure` left them in a folder."""

import json
from pathlib import Path

import numpy

COUNTERS = ["digg", "collect", "share", "comment"]
WIDE = ["aweme_id", "update_ts", "create_time"]
TEXTS = ["creator", "product"]


class Rows:
    """Snapshots by video and time, in columns; creators and products as codes, −1 where missing."""

    def __init__(self, folder, texts=True):
        """Without `texts`, creators and products are left where they are."""
        folder = Path(folder)
        narrow = COUNTERS + (TEXTS if texts else [])
        self.columns = {name: numpy.fromfile(folder / f"{name}.i64", "<i8") for name in WIDE}
        self.columns |= {name: numpy.fromfile(folder / f"{name}.i32", "<i4") for name in narrow}
        known = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
        # Codes ascend with the bytes of the texts: to order by code is to order by text.
        self.creators, self.products = known["creators"], known["products"]
        self.catalog = [tuple(row) for row in known["catalog"]]

    def __len__(self):
        return len(self.columns["aweme_id"])

    def shuffled(self):
        """The columns in no order, the same each time."""
        places = numpy.random.default_rng(1).permutation(len(self))
        return {name: column[places] for name, column in self.columns.items()}

    def category_codes(self):
        """The names of the categories, and for each product the code of its category, −1 without."""
        categories = sorted({category for _, category in self.catalog}, key=str.encode)
        of_product = {product: categories.index(category) for product, category in self.catalog}
        return categories, numpy.array([of_product.get(product, -1) for product in self.products], numpy.int32)
