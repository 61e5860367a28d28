"""Both hosts over a database, each on a free port until the block ends."""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@contextmanager
def server(database):
    program = os.environ.get("MEDIAOP_BIN", str(REPOSITORY / "target" / "release" / "mediaop"))
    port = free_port()
    # By itself it would read the data when the hour has come, and a test would join that.
    command = [program, "--db", str(database), "serve", "--no-schedule", "--listen", f"127.0.0.1:{port}"]
    with running(command, {}):
        yield wait_until_ready(port)


@contextmanager
def flask_app(database, workers=1, threads=2):
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(workers),
        "--threads", str(threads), "--chdir", str(REPOSITORY / "python" / "tests"), "shop_app:create_app()",
    ]  # fmt: skip
    with running(command, {"SHOP_DB": f"sqlite:///{database}"}):
        yield wait_until_ready(port)


@contextmanager
def running(command, environment):
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log)
        try:
            yield process
        except BaseException:
            log.seek(0)
            print(log.read().decode(errors="replace")[-5000:])
            raise
        finally:
            process.terminate()
            process.wait(timeout=120)


def wait_until_ready(port):
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/api/meta")
            response = connection.getresponse()
            body = response.read()
            if response.status == 200 and json.loads(body)["data"]:
                return "127.0.0.1", port
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
