"""Letters that a client sends as they are, in bytes of UTF-8, mean what their escapes mean."""

import importlib
import socket
import threading
from pathlib import Path
from urllib.parse import quote

import flask
import pytest
import sqlalchemy
from werkzeug.serving import make_server

import mediaop
import mediaop.flask

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
FOOD = "as_of=2026-03-10&category=食品"


@pytest.fixture
def client(database):
    app = flask.Flask(__name__)
    app.register_blueprint(mediaop.flask.blueprint(sqlalchemy.create_engine(f"sqlite:///{database}")))
    return app.test_client()


def as_wsgi_has_it(part: bytes) -> str:
    return part.decode("latin-1")


def raw(client, path: bytes, query: bytes, with_line: bool):
    line = as_wsgi_has_it(path + b"?" + query) if with_line else ""
    environ = {"QUERY_STRING": as_wsgi_has_it(query), "RAW_URI": line, "REQUEST_URI": line}
    return client.get("/api/products/hot", environ_overrides=environ)


@pytest.mark.parametrize("with_line", [True, False], ids=["the line as it came", "the decoded parts alone"])
def test_a_query_in_flask(client, with_line):
    escaped = client.get(f"/api/products/hot?{quote(FOOD, safe='=&')}")
    assert escaped.status_code == 200 and escaped.json["page"]["total"] > 0
    assert raw(client, b"/api/products/hot", FOOD.encode(), with_line).data == escaped.data
    refused = raw(client, b"/api/products/hot", b"category=\xff", with_line)
    assert (refused.status_code, refused.json["detail"]) == (400, "category: is not UTF-8")


def test_a_query_to_the_server_of_flask_run(client):
    server = make_server("127.0.0.1", 0, client.application)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def ask(query):
        with socket.create_connection(server.server_address) as connection:
            connection.sendall(b"GET /api/products/hot?" + query + b" HTTP/1.0\r\n\r\n")
            with connection.makefile("rb") as answer:
                head, _, body = answer.read().partition(b"\r\n\r\n")
        return head.split()[1], body

    try:
        escaped, as_it_is = ask(quote(FOOD, safe="=&").encode()), ask(FOOD.encode())
        refused = ask(b"category=\xff")
    finally:
        server.shutdown()
        server.server_close()
    assert escaped[0] == b"200" and as_it_is == escaped
    assert refused[0] == b"400"


def test_a_path_in_flask(client):
    escaped = client.get("/api/products/a%2Fb%20c%2B%E4%B8%AD/videos?as_of=2026-03-10")
    assert escaped.status_code == 200
    assert raw(client, "/api/products/a%2Fb%20c%2B中/videos".encode(), b"as_of=2026-03-10", True).data == escaped.data


def test_a_query_in_fastapi(database, monkeypatch):
    testclient = pytest.importorskip("fastapi.testclient")
    monkeypatch.setenv("SHOP_DB", f"sqlite:///{database}")
    monkeypatch.syspath_prepend(str(EXAMPLES))
    app = importlib.reload(importlib.import_module("fastapi_app")).app
    queries = [quote(FOOD, safe="=&").encode(), FOOD.encode(), b"category=\xff"]

    async def send(scope, receive, send):
        number = scope["query_string"].decode()
        if scope["type"] == "http":
            scope = scope | {"query_string": queries[int(number)]}
        await app(scope, receive, send)

    escaped, as_it_is, refused = (testclient.TestClient(send).get(f"/api/products/hot?{number}") for number in range(3))
    assert escaped.status_code == 200 and as_it_is.content == escaped.content
    assert refused.status_code == 400


def test_bytes_are_taken_where_a_host_has_them():
    dataset = mediaop.example()
    texts = mediaop.answer(dataset, "GET", "/api/products/hot", "category=食品")
    assert mediaop.answer(dataset, "GET", b"/api/products/hot", "category=食品".encode()) == texts
    assert texts[0] == 200
