"""Code blocks of a document, and a shell in which they run."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SHOWN_ADDRESS = "127.0.0.1:8787"
READY_WITHIN_SECONDS = 120


@dataclass
class Block:
    language: str
    line: int
    text: str


def blocks(document):
    """The fenced blocks of a document, in order."""
    text = document.read_text(encoding="utf-8")
    found = re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [Block(match[1], text[: match.start()].count("\n") + 1, match[2]) for match in found]


def commands(block):
    """The commands of a console block, each with the output that is shown; None where none is."""
    for piece in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = piece.partition("\n")
        yield command, output if output.strip() else None


def same_output(shown, found):
    """Whether the output is the one shown, line by line; a line `...` stands for any lines."""
    parts = [re.escape(line.rstrip()) for line in shown.strip().splitlines()]
    pattern = "\n".join(parts).replace(re.escape("..."), r"(?:.*\n)*?.*")
    lines = [line.rstrip() for line in found.removeprefix("\ufeff").strip().splitlines()]
    return re.fullmatch(pattern, "\n".join(lines)) is not None


class Shell:
    """Runs commands in a folder of its own, the program on its PATH, servers on a free port."""

    def __init__(self, program, folder):
        self.folder = folder
        tools = folder / ".bin"
        tools.mkdir()
        (tools / "mediaop").symlink_to(program.resolve())
        self.address = f"127.0.0.1:{free_port()}"
        known = {name: value for name, value in os.environ.items() if not name.startswith("MEDIAOP_") and name != "COLUMNS"}
        self.environment = known | {"PATH": f"{tools}:{known['PATH']}", "MEDIAOP_LISTEN": self.address}
        self.servers = []

    def run(self, command):
        """The exit status of a command, and all that it said."""
        command = command.replace(SHOWN_ADDRESS, self.address)
        if command.startswith("make "):
            # What it would do is done elsewhere; here it must be there to be called.
            return self.call(f"make -n -C '{REPOSITORY}' {command.removeprefix('make ')}")
        if command.endswith(" &"):
            return self.start(command.removesuffix(" &"))
        return self.call(command)

    def call(self, script):
        finished = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder, env=self.environment, timeout=600,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return finished.returncode, finished.stdout.decode("utf-8").replace(self.address, SHOWN_ADDRESS)

    def start(self, command):
        log = self.folder / ".server.log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                ["bash", "-c", f"exec {command}"],
                cwd=self.folder, env=self.environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.servers.append(server)
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline and server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://{self.address}/api/meta", timeout=5):
                    return 0, ""
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        return 1, log.read_text(errors="replace")

    def close(self):
        for server in self.servers:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(120)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def program():
    """The program that the documents speak of; None where it has not been built."""
    named = os.environ.get("MEDIAOP_BIN")
    path = Path(named) if named else REPOSITORY / "target" / "release" / "mediaop"
    return path if path.exists() else None


def built_program():
    """The same; without it a test is skipped, or fails where it was to be there."""
    built = program()
    if built is None:
        fail = "CI" in os.environ or "MEDIAOP_BIN" in os.environ
        (pytest.fail if fail else pytest.skip)("mediaop is not built")
    return built


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def has(tool):
    return shutil.which(tool) is not None
