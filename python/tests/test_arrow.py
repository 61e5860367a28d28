"""Columns from every library and in every type give what rows give."""

import datetime
import re

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import SNAPSHOT_COLUMNS, same_answers

import mediaop

AT = 1_767_290_400_000
DAY = 86_400_000


@pytest.fixture(scope="module")
def table(snapshots):
    columns = [pa.array(column) for column in zip(*snapshots, strict=True)]
    return pa.table(dict(zip(SNAPSHOT_COLUMNS, columns, strict=True)))


@pytest.fixture(scope="module")
def of_rows(snapshots, catalog):
    return mediaop.Dataset.from_rows(snapshots, columns=SNAPSHOT_COLUMNS, **catalog)


def test_an_arrow_table_is_the_database(table, catalog, of_rows, opened):
    dataset = mediaop.Dataset.from_arrow(table, **catalog)
    assert same_answers(dataset, of_rows)
    assert dataset.meta()["rows"] == of_rows.meta()["rows"] == opened.meta()["rows"]


LIBRARIES = {
    "polars": lambda table: polars.DataFrame(table),
    "pandas": lambda table: table.to_pandas(),
    "pandas with its own missing": lambda table: table.to_pandas(types_mapper=pandas.ArrowDtype),
    "DuckDB": lambda table: duckdb.from_arrow(table),
    "a reader": lambda table: table.to_reader(max_chunksize=1000),
    "a batch": lambda table: table.combine_chunks().to_batches()[0],
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_library_gives_the_same(library, table, catalog, of_rows):
    assert same_answers(mediaop.Dataset.from_arrow(LIBRARIES[library](table), **catalog), of_rows)


def test_the_catalog_may_come_in_columns(table, catalog, of_rows):
    products, creators = polars.DataFrame(catalog["products"]), pandas.DataFrame(catalog["creators"])
    assert same_answers(mediaop.Dataset.from_arrow(table, products=products, creators=creators), of_rows)


def cast(table, kinds):
    for name, kind in kinds.items():
        table = table.set_column(table.schema.get_field_index(name), name, table[name].cast(kind))
    return table


TEXTS = ["sec_uid", "nickname", "title", "product_id", "product_title", "aweme_url"]


def encoded(table, keys=None, beneath=0):
    """Its texts as dictionaries, in one piece; some rows lack each, with this code in their place."""
    table = table.combine_chunks()
    for name in TEXTS:
        texts = table[name].dictionary_encode().chunk(0)
        codes = texts.indices.fill_null(beneath).cast(keys or pa.int32()).to_numpy()
        codes = pa.array(codes, mask=texts.indices.is_null().to_numpy(zero_copy_only=False))
        assert len(codes) == len(table) and codes.null_count == texts.null_count
        column = pa.DictionaryArray.from_arrays(codes, texts.dictionary, safe=False)
        table = table.set_column(table.schema.get_field_index(name), name, column)
    return table


FORMS = {
    "chunked": lambda t: pa.concat_tables([t.slice(0, 7), t.slice(7, 0), t.slice(7)]),
    "sliced": lambda t: pa.concat_tables([t, t]).slice(len(t) // 2, len(t)),
    "dictionaries": lambda t: pa.table({n: t[n].dictionary_encode() if n in TEXTS else t[n] for n in t.column_names}),
    "dictionaries from an odd row on": lambda t: encoded(pa.concat_tables([t.slice(0, 3), t])).slice(3),
    "dictionaries with any code beneath nulls": lambda t: encoded(t, beneath=77_777),
    "dictionary keys without a sign": lambda t: encoded(t, pa.uint32()).slice(0),
    "wide dictionary keys": lambda t: encoded(t, pa.int64(), beneath=-5),
    "large_string": lambda t: cast(t, dict.fromkeys(TEXTS, pa.large_string())),
    "string_view": lambda t: cast(t, dict.fromkeys(TEXTS, pa.string_view())),
    "small dictionary keys": lambda t: cast(t, {"sec_uid": pa.dictionary(pa.int8(), pa.string())}),
    "unsigned": lambda t: cast(t, {"aweme_id": pa.uint64(), "update_ts": pa.uint64(), "digg_count": pa.uint32()}),
    "floats": lambda t: cast(t, {"digg_count": pa.float64(), "create_time": pa.float64(), "share_count": pa.float64()}),
    "decimals": lambda t: cast(t, {"digg_count": pa.decimal128(20, 0)}),
    "texts": lambda t: cast(t, {"aweme_id": pa.string(), "digg_count": pa.string(), "update_ts": pa.large_string()}),
    "timestamps": lambda t: cast(
        t, {"update_ts": pa.timestamp("ms", "UTC"), "create_time": pa.timestamp("s", "Asia/Shanghai")}
    ),
    "fine timestamps": lambda t: cast(
        cast(t, {"update_ts": pa.timestamp("ms", "UTC"), "create_time": pa.timestamp("s", "UTC")}),
        {"update_ts": pa.timestamp("us", "UTC"), "create_time": pa.timestamp("ns", "UTC")},
    ),
    "other columns": lambda t: t.append_column("note", pa.nulls(len(t), pa.list_(pa.int8()))),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_type_that_can_be_read_gives_the_same(form, table, catalog, of_rows):
    if form == "sliced":
        # The second half before the first, each once.
        half = len(table) // 2
        table = pa.concat_tables([table.slice(half), table.slice(0, half)])
    assert same_answers(mediaop.Dataset.from_arrow(FORMS[form](table), **catalog), of_rows)


@pytest.mark.parametrize("baseline", ["within_day", "previous_close"])
@pytest.mark.parametrize("form", ["as it is", "sliced", "chunked", "texts", "timestamps", "floats"])
def test_increments_with_no_data_set_in_between_are_the_same(form, baseline, table, of_rows):
    given = FORMS[form](table) if form in FORMS else table
    found = mediaop.daily_increments(given, baseline).to_arrow()
    # Every metric is looked at, and a day is a row where one of them has an increment.
    assert found.equals(of_rows.increments(baseline).to_arrow()) and len(found) > 1000


def test_nulls_are_what_none_is_in_rows(snapshots):
    rows = [list(row) for row in sorted(snapshots, key=lambda row: -row[1])[:3000]]
    for place, row in enumerate(rows):
        row[place % len(row)] = None
        if place % 5 == 0:
            row[3] = -1
    tuples = list(map(tuple, rows))
    columns = [pa.array(column) for column in zip(*rows, strict=True)]
    table = pa.table(dict(zip(SNAPSHOT_COLUMNS, columns, strict=True)))
    of_rows = mediaop.Dataset.from_rows(tuples, columns=SNAPSHOT_COLUMNS)
    of_columns = mediaop.Dataset.from_arrow(table)
    assert of_columns.rejected == of_rows.rejected and of_rows.rejected["aweme_id_missing"][0] == 150
    assert same_answers(of_columns, of_rows)
    # Without the rows that lack a key, the columns go the short way.
    keyed = table.filter(pc.and_(pc.is_valid(table["aweme_id"]), pc.is_valid(table["update_ts"])))
    assert same_answers(mediaop.Dataset.from_arrow(keyed).on(of_rows.last_day), of_rows.on(of_rows.last_day))


def test_empty_and_all_null():
    empty = pa.table({name: pa.array([], pa.int64()) for name in ("aweme_id", "update_ts", "digg_count")})
    assert mediaop.Dataset.from_arrow(empty).meta()["video_count"] == 0
    columns = {name: pa.nulls(3) for name in SNAPSHOT_COLUMNS}
    known = {"aweme_id": [1, 2, 3], "update_ts": [AT] * 3}
    dataset = mediaop.Dataset.from_arrow(pa.table(columns | known))
    assert dataset.meta()["metrics"] == [] and dataset.meta()["rows"]["blank"] == 3
    nothing = mediaop.Dataset.from_arrow(pa.table(columns))
    assert nothing.rejected["aweme_id_missing"][0] == 3


def test_a_missing_text_in_a_dictionary_is_missing():
    codes, texts = pa.array([0, 1, None], pa.int32()), pa.array(["lily", None])
    creators = pa.DictionaryArray.from_arrays(codes, texts)
    table = pa.table({"aweme_id": [1, 2, 3], "update_ts": [AT] * 3, "digg_count": [1, 2, 3], "sec_uid": creators})
    assert mediaop.Dataset.from_arrow(table).top_videos(
        as_of="2026-01-02", linked="all", basis="gained"
    ).coverage["videos_without_creator"] == 2


def test_a_creator_hash_stands_in_for_a_missing_sec_uid():
    rows = {"aweme_id": [1, 2], "update_ts": [AT, AT], "sec_uid": ["lily", None]}
    table = pa.table(rows | {"creator_hash": [None, "0123456789abcdef"], "digg_count": [1, 2]})
    assert mediaop.Dataset.from_arrow(table).meta()["creator_count"] == 2


def column(name, values):
    return pa.table({"aweme_id": [1], "update_ts": [AT], "digg_count": [1]} | {name: values})


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("digg_count", pa.array([True]), "digg_count is of the type Boolean: expected whole numbers, or text such as 1.2w"),
        ("update_ts", pa.array([AT], pa.timestamp("ms")), "update_ts holds timestamps without a time zone: expected"),
        ("create_time", pa.array([datetime.date(2026, 1, 1)]), "expected whole seconds since 1970, or timestamps"),
        ("title", pa.array([["a"]]), "title is of the type List(Utf8): expected text"),
        ("aweme_id", pa.array([b"7"]), "aweme_id is of the type Binary: expected whole numbers of 64 bits, or text"),
    ],
)
def test_a_type_without_a_meaning_is_refused(name, values, message):
    with pytest.raises(mediaop.InvalidInputError, match=re.escape(message)) as caught:
        mediaop.Dataset.from_arrow(column(name, values))
    assert caught.value.column == name


def test_a_key_must_be_there_once():
    with pytest.raises(mediaop.InvalidInputError, match="there is no column update_ts, found aweme_id, digg_count"):
        mediaop.Dataset.from_arrow(pa.table({"aweme_id": [1], "digg_count": [1]}))
    twice = pa.Table.from_arrays([pa.array([1])] * 4, names=["aweme_id", "update_ts", "update_ts", "digg_count"])
    with pytest.raises(mediaop.InvalidInputError, match="several columns update_ts"):
        mediaop.Dataset.from_arrow(twice)
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        mediaop.Dataset.from_arrow([{"aweme_id": 1}])
    with pytest.warns(UserWarning, match="none of the columns is a counter"):
        mediaop.Dataset.from_arrow(pa.table({"aweme_id": [1], "update_ts": [AT]}))


def test_strict_names_the_row(table):
    bad = pa.concat_tables([table.slice(0, 10), column("update_ts", [AT // 1000])], promote_options="default")
    assert mediaop.Dataset.from_arrow(bad).rejected["update_ts_in_seconds"][0] == 1
    with pytest.raises(mediaop.InvalidInputError) as caught:
        mediaop.Dataset.from_arrow(bad, strict=True)
    assert (caught.value.row, caught.value.column) == (10, "update_ts")


def test_the_real_data_from_every_library(real_data):
    database = real_data / "youtube_us_2017q4" / "mediaop.sqlite"
    opened = mediaop.Dataset.open(str(database))
    import sqlite3

    with sqlite3.connect(database) as connection:
        frame = pandas.read_sql("SELECT * FROM douyin_aweme_summary", connection)
        products = pandas.read_sql("SELECT * FROM product_info", connection)
    assert len(frame) == 9387
    for source in (frame, polars.from_pandas(frame), pa.Table.from_pandas(frame), duckdb.from_df(frame)):
        dataset = mediaop.Dataset.from_arrow(source, products=products)
        assert same_answers(dataset.on("2018-01-10"), opened.on("2018-01-10"))
    assert same_answers(
        mediaop.Dataset.from_rows(frame.itertuples(index=False), products=products.to_dict("records")).on("2018-01-10"),
        opened.on("2018-01-10"),
    )


def test_a_column_that_is_passed_over_by_a_slip_is_named():
    table = pa.table({"aweme_id": [7], "update_ts": [1_767_290_400_000], "DIGG_COUNT": [5], "share_count": [1]})
    with pytest.warns(UserWarning, match="'DIGG_COUNT' is not read: was 'digg_count' meant"):
        mediaop.Dataset.from_arrow(table)
