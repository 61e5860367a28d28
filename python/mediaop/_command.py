"""The command ``mediaop``, as ``pip`` installs it."""

from __future__ import annotations

import signal
import sys

from ._mediaop import command_line


def main() -> None:
    """Run the command with the arguments of this process."""
    # While Rust runs, Python would only take note of Ctrl-C.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(command_line(["mediaop", *sys.argv[1:]]))
