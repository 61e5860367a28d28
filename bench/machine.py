"""What the figures were measured on."""

import datetime
import os
import platform
import subprocess
from pathlib import Path


def facts_of_machine(results):
    """A line of Markdown, with the versions of the peers. Linux says what processor and memory there are; other systems less."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    model = value_of("/proc/cpuinfo", "model name") or platform.machine()
    memory = value_of("/proc/meminfo", "MemTotal")
    gib = f", {int(memory.split()[0]) / 2**20:.0f} GiB" if memory else ""
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    load = os.environ.get("MEDIAOP_BENCH_LOAD", "unknown")
    versions = {measured["version"] for of_size in results.values() for measured in of_size.peers.values()}
    return (
        f"Medians in ms, {datetime.date.today()}, on {cores} cores ({model}){gib}; {platform.system()}; "
        f"rustc {rustc}, {', '.join(sorted(versions))}, Python {platform.python_version()}; "
        f"load average {load} before the run."
    )


def value_of(file, key):
    """The value behind `key:` in one of Linux's lists, or None."""
    path = Path(file)
    if not path.exists():
        return None
    lines = (line.partition(":") for line in path.read_text(encoding="utf-8").splitlines())
    return next((value.strip() for name, _, value in lines if name.strip() == key), None)
