import os
from dataclasses import dataclass
from pathlib import Path

import datasets
import program
import pytest

from oracle.answers import Oracle
from oracle.load import load


@dataclass
class Held:
    """A data set in the program, with the oracle beside it."""

    name: str
    source: list
    database: Path
    server: program.Server
    oracle: Oracle


@pytest.fixture(scope="session")
def built():
    """Skips what needs the program where it has not been built; on CI that is an error."""
    path = program.binary()
    if path is None or not path.exists():
        reason = f"no program to hold against the oracle: {path or 'mediaop is not built'}"
        fail = "CI" in os.environ or "MEDIAOP_BIN" in os.environ
        (pytest.fail if fail else pytest.skip)(reason)
    return path


@pytest.fixture(scope="session")
def held(request, built, tmp_path_factory):
    name = request.param
    folder = tmp_path_factory.mktemp(name)
    database = folder / "mediaop.db"
    source = source_files(name, folder)
    if source:
        program.import_files(database, *source)
    else:
        program.run(database, "demo", "--size", "small", "--seed", "1", "--until", "2026-06-30")
    read = source[0] if name == "messy" else database
    oracle = Oracle(load(read, program.TIMEZONE), program.TIMEZONE)
    server = program.Server(database, folder / "server.log")
    yield Held(name, source, database, server, oracle)
    server.stop()


@pytest.fixture(scope="session")
def source_oracle(request, tmp_path_factory):
    """The oracle over a data set's own files; needs no program."""
    name = request.param
    folder = tmp_path_factory.mktemp(f"{name}-source")
    path = datasets.as_sqlite(source_files(name, folder), folder / "source.sqlite")
    return Oracle(load(path, program.TIMEZONE), program.TIMEZONE)


def source_files(name, folder):
    if name == "demo":
        return []
    try:
        return datasets.SOURCES[name](folder)
    except datasets.Absent as absent:
        pytest.skip(f"DATA SET ABSENT: {absent}")
