"""A peer on the work that mediaop was measured on: medians in ms as JSON, {part: {name: [ms, way]}}.

    python peers.py PEER FOLDER [sorted]

FOLDER is what the program `measure` filled: the rows, and what came of the same work. Where the
numbers differ, the run ends with an error. With `sorted`, increments of sorted rows alone.
"""

import importlib
import json
import sys
from importlib.metadata import version
from pathlib import Path

from checks import Checks
from rows import Rows

# The module that measures, and the package that is measured; a server tells its version itself.
PEERS = {
    "polars": ("frames.polars_measure", "polars"),
    "duckdb": ("duck.measure", "duckdb"),
    "numpy": ("frames.numpy_measure", "numpy"),
    "pandas": ("frames.pandas_measure", "pandas"),
    "mariadb": ("maria.measure", None),
}


def main(peer, folder, *only):
    module, package = PEERS[peer]
    facts = json.loads((Path(folder) / "facts.json").read_text(encoding="utf-8"))
    rows = Rows(folder)
    checks = Checks(peer, facts, rows)
    measured = importlib.import_module(module).measure(rows, facts, checks, everything=not only)
    measured.setdefault("version", package and f"{package} {version(package)}")
    (Path(folder) / f"{peer}.json").write_text(json.dumps(measured, indent=1), encoding="utf-8")
    print(f"{measured['version']}: {checks.done} results compared with mediaop's and found equal")


if __name__ == "__main__":
    main(*sys.argv[1:])
