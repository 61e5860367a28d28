"""One question, one answer, whichever way it is asked."""

import json
import shutil

import cases
import program
import pytest


@pytest.mark.parametrize("held", ["messy", "youtube"], indirect=True, scope="session")
@pytest.mark.parametrize("path", cases.PATHS)
def test_http_and_query_give_equal_bytes(held, path):
    request = cases.request(held.oracle, held.name, path, 0)
    status, _, body = held.server.get(request)
    assert status == 200, request
    printed = program.query(held.database, request)
    assert printed.removesuffix(b"\n") == body.removesuffix(b"\n"), request


@pytest.fixture(scope="module")
def server_on_the_users_file(held, tmp_path_factory):
    folder = tmp_path_factory.mktemp("direct")
    database = folder / "users.sqlite"
    shutil.copyfile(held.source[0], database)
    server = program.Server(database, folder / "server.log")
    yield server
    server.stop()


@pytest.mark.parametrize("held", ["youtube"], indirect=True, scope="session")
@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("path", cases.PATHS)
def test_an_imported_file_and_the_file_itself_answer_alike(
    held, server_on_the_users_file, path, number
):
    request = cases.request(held.oracle, held.name, path, number)
    status, _, imported = held.server.get(request)
    direct_status, _, direct = server_on_the_users_file.get(request)
    assert (status, direct_status) == (200, 200), request
    assert json.loads(direct) == json.loads(imported), request
    assert direct == imported, request
