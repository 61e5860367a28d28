"""The page inside a Flask app, below a prefix of its own."""

import http.client
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import flask
import pytest
import shop_app

import mediaop.flask


@pytest.fixture
def client(demo_db):
    return shop_app.create_app(f"sqlite:///{demo_db}", url_prefix="/v1/api", page_prefix="/tools/shop").test_client()


def files(start):
    return re.findall(r'(?:src|href)="([^"]+)"', start)


def test_it_says_where_it_is_and_where_the_answers_are(client):
    for path in ("/tools/shop", "/tools/shop/", "/tools/shop/hot?metric=share", "/tools/shop/products/a%2Fb"):
        start = client.get(path)
        assert (start.status_code, start.content_type) == (200, "text/html; charset=utf-8"), path
        assert '<meta name="page-root" content="/tools/shop"' in start.text
        assert '<meta name="api-root" content="/v1/api"' in start.text
        assert len(files(start.text)) >= 4
        for file in files(start.text):
            assert file.startswith("/tools/shop/"), file
            assert client.get(file).status_code == 200
    for path in ("/tools/shop/hot/", "/tools/shop/assets/none.js", "/tools/shop/assets/..%2findex.html", "/tools/shop/v1", "/tools"):
        assert client.get(path).status_code == 404, path
    assert client.post("/tools/shop/hot").status_code == 405
    assert client.get("/").json["snapshots"] > 0, "the app's own pages stay"


def test_behind_a_proxy_that_has_the_app_below_a_path(client):
    start = client.get("/tools/shop/hot", environ_overrides={"SCRIPT_NAME": "/ops"})
    assert '<meta name="page-root" content="/ops/tools/shop"' in start.text
    assert '<meta name="api-root" content="/ops/v1/api"' in start.text


def test_its_policy_and_files_are_those_of_the_server(client, demo_db):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "mediaop"), "--db", str(demo_db), "serve", "--no-schedule", "--listen", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        by_server = asked(port, "/hot")
        by_flask = client.get("/tools/shop/hot")
        for name in (
            "content-type", "cache-control", "content-security-policy", "cross-origin-opener-policy", "x-content-type-options",
            "x-frame-options", "referrer-policy", "cross-origin-resource-policy",
        ):  # fmt: skip
            assert without_nonce(by_flask.headers[name]) == without_nonce(by_server.headers[name]), name
        assert "unsafe" not in by_flask.headers["content-security-policy"]
        expected = without_nonce(by_server.body).replace('="/', '="/tools/shop/').replace('page-root" content=""', 'page-root" content="/tools/shop"')
        assert without_nonce(by_flask.text) == expected.replace('api-root" content="/tools/shop/api"', 'api-root" content="/v1/api"')
        for file in files(by_server.body):
            assert client.get(f"/tools/shop{file}").text == asked(port, file).body, file
    finally:
        process.terminate()
        process.wait(timeout=120)


def asked(port, path):
    for _ in range(2400):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            response.body = response.read().decode()
            return response
        except ConnectionRefusedError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise AssertionError("the server does not listen")


def without_nonce(text):
    return re.sub(r"[0-9a-f]{32}", "NONCE", text)


def test_its_icon_is_sent_once(client):
    icon = client.get("/tools/shop/favicon.svg")
    again = client.get("/tools/shop/favicon.svg", headers={"If-None-Match": icon.headers["etag"]})
    assert (icon.status_code, again.status_code, again.data) == (200, 304, b"")


def test_it_can_stand_at_the_root_beside_the_app():
    app = flask.Flask(__name__)
    app.register_blueprint(mediaop.flask.page_blueprint(url_prefix="/"))

    @app.get("/about")
    def about():
        return "about"

    client = app.test_client()
    assert client.get("/about").text == "about"
    assert '<meta name="page-root" content=""' in client.get("/hot").text
    assert client.get("/nowhere").status_code == 404
