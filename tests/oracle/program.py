"""The program under test: the binary `mediaop`, its imports, its servers and its questions."""

import http.client
import os
import socket
import subprocess
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TIMEZONE = "Asia/Shanghai"
READY_WITHIN_SECONDS = 120


def binary():
    """The path of the binary, or None where nothing has been built."""
    named = os.environ.get("MEDIAOP_BIN")
    if named:
        return Path(named)
    built = [REPOSITORY / "target" / profile / "mediaop" for profile in ("release", "debug")]
    return next((path for path in built if path.exists()), None)


# An import ends with this where it refused some rows and stored the rest.
SOME_ROWS_REJECTED = 3


def run(database, *arguments, fine=(0,)):
    command = [binary(), "--db", f"sqlite://{database}", "--timezone", TIMEZONE, *arguments]
    finished = subprocess.run(command, capture_output=True, timeout=300)
    if finished.returncode not in fine:
        said = finished.stderr.decode("utf-8", "replace")[-4000:]
        raise RuntimeError(f"{command} ended with {finished.returncode}:\n{said}")
    return finished.stdout


def import_files(database, *files):
    return run(database, "import", *map(str, files), fine=(0, SOME_ROWS_REJECTED))


def query(database, request):
    return run(database, "query", request, "--format", "json")


class Server:
    def __init__(self, database, log):
        self.port = free_port()
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [
                    binary(), "--db", f"sqlite://{database}", "--timezone", TIMEZONE,
                    "serve", "--listen", f"127.0.0.1:{self.port}",
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            self.wait_until_loaded()
        except BaseException:
            self.stop()
            raise

    def wait_until_loaded(self):
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                said = self.log.read_text(errors="replace")[-4000:]
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{said}")
            try:
                status, headers, _ = self.get("/api/meta")
            except OSError:
                status = None
            if status == 200:
                return
            if status == 503:
                assert "Retry-After" in headers, "503 without Retry-After"
            time.sleep(0.1)
        raise TimeoutError(f"not loaded within {READY_WITHIN_SECONDS} seconds")

    def get(self, request):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", request, headers={"Accept": "application/json"})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
