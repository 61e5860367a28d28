"""CSV files that are not as they should be: which file, which line, what would be right."""

import csv
import warnings

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

import mediaop

AT = 1_767_290_400_000
HEADER = "aweme_id,update_ts,title,digg_count\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop.csv"


@pytest.mark.parametrize(
    ("rows", "line", "found"),
    [
        (f'7,{AT},"one\ntwo",5\n8,{AT},"open,5\n9,{AT},x,5\n', 4, "a quote is opened and not closed"),
        (f'7,{AT},x,5\n8,{AT},"open,5\n' + f"9,{AT},x,5\n" * 10_000, 3, "a cell has more than 131,072 characters"),
        # Its width is right: without a word the rest of the file would be a title.
        (f'7,{AT},5,"open\n8,{AT},5,x\n', 2, "a quote is opened and not closed"),
    ],
)
def test_a_quote_that_is_not_closed(path, rows, line, found):
    path.write_text(HEADER + rows, encoding="utf-8")
    assert csv.field_size_limit() == 131_072
    with pytest.raises(mediaop.InvalidInputError) as caught:
        mediaop.Dataset.read_csv(path)
    assert f"{path}: in the row that begins in line {line} {found}" in str(caught.value)
    assert 'expected " at both ends of a cell' in str(caught.value)


def test_a_header_of_one_endless_cell(path):
    path.write_text('"' + "x" * 200_000, encoding="utf-8")
    with pytest.raises(mediaop.InvalidInputError, match=r"shop\.csv: in the row that begins in line 1 a cell has more"):
        mediaop.Dataset.read_csv(path)


def test_a_last_line_without_an_end_and_quotes_that_are_closed(path):
    path.write_text(f'{HEADER}7,{AT},"a ""word"",\nor two",5\n\n8,{AT},x,"5"', encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dataset = mediaop.Dataset.read_csv(path, strict=True)
    assert dataset.meta()["video_count"] == 2


@pytest.mark.parametrize("good", [0, 3, 49_999, 50_000, 60_000])
def test_strict_names_the_file_and_the_line(path, good):
    rows = f'7,{AT},"two\nlines",5\n\n' + f"7,{AT},x,5\n" * good + f"no id,{AT},x,5\n"
    path.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(mediaop.InvalidInputError) as caught:
        mediaop.Dataset.read_csv(path, strict=True)
    assert str(caught.value).startswith(f'{path}: line {good + 5}: aweme_id is "no id", expected ')
    assert (caught.value.row, caught.value.column) == (good + 1, "aweme_id")


def test_strict_names_a_parquet_file_and_its_row(tmp_path):
    path = tmp_path / "shop.parquet"
    pyarrow.parquet.write_table(pa.table({"aweme_id": ["7", "no id"], "update_ts": [AT, AT], "digg_count": [1, 2]}), path)
    with pytest.raises(mediaop.InvalidInputError) as caught:
        mediaop.Dataset.read_parquet(path, strict=True)
    assert str(caught.value).startswith(f"{path}: row 1: aweme_id is ")


def test_an_id_that_a_spreadsheet_has_rounded_is_told_so_by_strict_too(path):
    path.write_text(f"{HEADER}7.31E+18,{AT},x,5\n", encoding="utf-8")
    ((_, (example,)),) = mediaop.Dataset.read_csv(path).rejected.values()
    with pytest.raises(mediaop.InvalidInputError) as caught:
        mediaop.Dataset.read_csv(path, strict=True)
    assert "(a spreadsheet has rounded it: " in caught.value.reason
    assert example == f"row 0: {caught.value.reason}"


def read(path):
    return mediaop.Dataset.read_csv(path)


def parquet(path):
    pyarrow.parquet.write_table(pa.csv.read_csv(path), path)
    return mediaop.Dataset.read_parquet(path)


def dicts(path):
    with open(path, encoding="utf-8", newline="") as file:
        return mediaop.Dataset.from_rows(csv.DictReader(file))


def tuples(path):
    with open(path, encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)
    return mediaop.Dataset.from_rows(rows, columns=columns)


@pytest.mark.parametrize("door", [read, parquet, dicts, tuples])
def test_a_slip_in_the_name_of_a_column_is_named_with_the_line_that_called(door, path):
    path.write_text(f"aweme_id,update_ts,diggs_count,share_count\n7,{AT},5,1\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="the column 'diggs_count' is not read: was 'digg_count' meant") as caught:
        door(path)
    assert [warning.filename for warning in caught] == [__file__]


def test_letters_that_changed_places_are_a_slip():
    with pytest.warns(UserWarning, match="the column 'categroy' is not read: was 'category' meant"):
        mediaop.Dataset.from_rows([], products=[{"product_id": "p1", "title": "口红", "categroy": "美妆"}])


@pytest.mark.parametrize("header", ["awemeid,product_id,title,category", "aweme_id,updatets,digg_count", "awemeid,update_ts,digg_count"])
@pytest.mark.parametrize("door", [read, parquet])
def test_a_slip_in_a_column_that_tells_what_rows_are_is_refused_and_named(door, header, path):
    path.write_text(f"{header}\n{',1' * header.count(',')}\n", encoding="utf-8")
    slip, meant = ("awemeid", "aweme_id") if "awemeid" in header else ("updatets", "update_ts")
    with pytest.raises(mediaop.InvalidInputError, match=rf"{slip} \(did you mean {meant}\?\).*, by which no rows are recognised"):
        door(path)


def test_the_columns_of_media_crawler_are_no_slips(path):
    columns = (
        "id,user_id,sec_uid,short_user_id,user_unique_id,nickname,avatar,user_signature,ip_location,add_ts,last_modify_ts,"
        "aweme_id,aweme_type,title,desc,create_time,liked_count,comment_count,share_count,collected_count,aweme_url,cover_url,"
        "video_download_url,music_download_url,note_download_url,source_keyword,follows,interaction,videos_count,gender"
    )
    row = {name: None for name in columns.split(",")} | {"aweme_id": 7, "last_modify_ts": AT, "liked_count": 5}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mediaop.Dataset.from_rows([row])
