"""What an import stores is what its files say."""

import datasets
import program
import pytest

from oracle.load import load

READINGS = "SELECT DISTINCT aweme_id, update_ts, metric, count FROM reading"
SIGHTINGS = "SELECT DISTINCT aweme_id, update_ts, blank FROM accepted"
VIDEOS = "SELECT * FROM video_now"
PRODUCTS = "SELECT * FROM product"
CREATORS = "SELECT * FROM creator"


def contents(path):
    database = load(path, program.TIMEZONE)
    tables = (READINGS, SIGHTINGS, VIDEOS, PRODUCTS, CREATORS)
    return [set(database.connection.execute(table).fetchall()) for table in tables]


@pytest.mark.parametrize("held", ["youtube", "stelive", "messy"], indirect=True, scope="session")
def test_an_import_keeps_every_accepted_row(held, tmp_path):
    source = contents(datasets.as_sqlite(held.source, tmp_path / "source.sqlite"))
    stored = contents(held.database)
    for name, said, kept in zip(("reading", "sighting", "video", "product", "creator"), source, stored):
        assert said, f"the source has no {name}"
        assert not said - kept, f"lost: {sorted(map(str, said - kept))[:3]}"
        assert not kept - said, f"made up: {sorted(map(str, kept - said))[:3]}"


@pytest.mark.parametrize("held", ["messy"], indirect=True, scope="session")
def test_an_import_repeated_changes_nothing(held, tmp_path):
    twice = tmp_path / "twice.db"
    program.import_files(twice, *held.source)
    program.import_files(twice, *held.source)
    assert contents(twice) == contents(held.database)
