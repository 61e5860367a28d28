"""A private MariaDB: its own data directory, socket and settings; no network."""

import getpass
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pymysql

SECONDS_TO_START = 60
SETTINGS = [
    "--skip-networking",
    "--innodb-buffer-pool-size=4G",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--skip-log-bin",
    "--sort-buffer-size=256M",
    "--tmp-table-size=2G",
    "--max-heap-table-size=2G",
]


@contextmanager
def server():
    """A connection to a fresh server, which is gone with its data afterwards."""
    # Short, since the path of a socket may not have 108 bytes.
    with tempfile.TemporaryDirectory(prefix="mediaop-bench-") as folder:
        data, socket, user = Path(folder) / "data", Path(folder) / "socket", getpass.getuser()
        install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", f"--user={user}"]
        quietly([*install, "--auth-root-authentication-method=normal", "--skip-test-db"])
        command = ["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={socket}", f"--user={user}", *SETTINGS]
        with open(Path(folder) / "log", "w+", encoding="utf-8") as log:
            running = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                with connect(running, socket, log) as connection:
                    yield connection
            finally:
                running.terminate()
                running.wait()


def connect(running, socket, log):
    began = time.monotonic()
    while True:
        try:
            return pymysql.connect(unix_socket=str(socket), user="root", local_infile=True, autocommit=True)
        except pymysql.OperationalError:
            if running.poll() is not None or time.monotonic() - began > SECONDS_TO_START:
                log.seek(0)
                raise RuntimeError(f"MariaDB does not start:\n{log.read()}") from None
            time.sleep(0.05)


def quietly(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
