"""Where the time goes: shares of functions by perf's samples, kept in docs/PERFORMANCE.md.

    python profile.py PROGRAM DOCUMENT KERNEL…     (scripts/profile.sh does it)

Each kernel of bench/src/bin/kernels.rs runs again and again on ten million snapshots, on one
thread. Linux's perf must be allowed to sample.
"""

import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from markdown import keep, table

SNAPSHOTS, SECONDS = 10_000_000, 10
LEAST_SHARE = 0.03


def main(program, document, *kernels):
    parts = [f"`{kernel}`:\n\n{shares_table(profile(program, kernel))}" for kernel in kernels]
    text = "\n\n".join(parts)
    keep(document, "profile", text)
    print(text)


def profile(program, kernel):
    """Samples by function, of the last seconds alone: before them the rows are drawn."""
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder) / "perf.data")
        run("perf", "record", "-F", "499", "-o", data, program, kernel, str(SNAPSHOTS), str(SECONDS))
        lines = run("perf", "script", "--no-inline", "-i", data, "-F", "time,ip,sym").splitlines()
    found = [re.match(r"\s*([\d.]+):\s+[0-9a-f]+ (.*)", line) for line in lines]
    sampled = [(float(match[1]), readable(match[2])) for match in found if match]
    began = max(time for time, _ in sampled) - 0.95 * SECONDS
    samples = Counter(function for time, function in sampled if time >= began)
    assert samples.total() > 100 * SECONDS, f"{kernel}: too few samples: {samples.total()}"
    return samples


def readable(function):
    """The function of mediaop that a symbol is or is an instance for, else the symbol itself, shortened."""
    function = re.sub(r"\[[0-9a-f]{8,}\]", "", function)
    if ours := re.search(r"mediaop_core((?:::\w+)+)(?:>((?:::\w+)+))?", function):
        return "".join(part or "" for part in ours.groups()).removeprefix("::")
    while (shorter := re.sub(r"<[^<>]*>", "", function)) != function:
        function = shorter
    return re.sub(r"::\{[^}]*\}|::h[0-9a-f]{16}$", "", function).strip(": ") or "(unknown)"


def shares_table(samples):
    total = samples.total()
    shares = sorted(((count / total, name) for name, count in samples.items()), reverse=True)
    shown = [(share, f"`{name}`") for share, name in shares if share >= LEAST_SHARE]
    shown.append((1 - sum(share for share, _ in shown), f"{len(shares) - len(shown)} others"))
    return table(["function", "share"], [[name, f"{share:.0%}"] for share, name in shown])


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
