"""What was measured on a size: mediaop's medians, its peers', and memory."""

import json
from pathlib import Path

PEERS = {"polars": "Polars", "duckdb": "DuckDB", "mariadb": "MariaDB", "numpy": "numpy", "pandas": "pandas"}
# What peers do beside each way to build: the increments alone, or tables from rows with texts.
PEERS_WORK = {
    "increments/sorted": "increments/sorted",
    "increments/sorted_adaptor": "increments/sorted",
    "increments/shuffled": "increments/shuffled",
    "build/sorted": "increments/sorted",
    "build/shuffled": "increments/shuffled",
    "build/rows": "build/rows",
}

WINDOWS = ["30", "7", "3", "past"]


class Results:
    def __init__(self, folder):
        folder = Path(folder)
        facts, mediaop, self.memory = (json.loads((folder / name).read_text()) for name in ["facts.json", "mediaop.json", "memory.json"])
        self.rows, self.videos = facts["rows"], facts["videos"]
        self.builds, self.two_threads = mediaop["builds"], mediaop["two_threads"]
        # By name, with nothing in a cache: what growth is told from.
        self.from_memory = mediaop["from_memory"]["builds"] | mediaop["from_memory"]["questions"]
        self.questions = {window: mediaop["one_thread"][window] for window in WINDOWS}
        self.peers = {peer: json.loads((folder / f"{peer}.json").read_text()) for peer in PEERS if (folder / f"{peer}.json").exists()}

    def peers_build(self, name):
        """Medians in ms by peer."""
        return self.of_peers("builds", PEERS_WORK.get(name))

    def peers_answer(self, name, window):
        answers = self.of_peers("others", name)
        return answers | {peer: measured["windows"][window][name][0] for peer, measured in self.peers.items()
                          if name in measured.get("windows", {}).get(window, {})}  # fmt: skip

    def of_peers(self, part, name):
        return {peer: measured[part][name][0] for peer, measured in self.peers.items() if name in measured.get(part, {})}

    def build_ratio(self, name, peer=None):
        """How many times as long the best peer takes, or this one; None where none was measured."""
        return ratio(self.builds.get(name), self.peers_build(name), peer)

    def answer_ratio(self, name, window, peer=None):
        return ratio(self.questions[window].get(name), self.peers_answer(name, window), peer)


def ratio(own, peers, peer=None):
    times = [took for name, took in peers.items() if peer in (None, name)]
    return min(times) / own if own and times else None
