"""Columns whose types match are not copied, as the process's memory shows."""

import subprocess
import sys

import pytest

MEASURE = """
import sys, pathlib, numpy, pyarrow, mediaop
rows = int(sys.argv[1])
videos = rows // 210
times = 1_772_294_400_000 + numpy.arange(210) * 12_000_000
columns = {
    "aweme_id": numpy.repeat(numpy.arange(1, videos + 1), 210),
    "update_ts": numpy.tile(times, videos),
    "create_time": numpy.full(videos * 210, 1_772_000_000),
}
for name in ("digg_count", "collect_count", "share_count", "comment_count"):
    columns[name] = numpy.tile(numpy.arange(210) + 5, videos)
codes = pyarrow.array(numpy.repeat(numpy.arange(videos, dtype=numpy.int32) % 97, 210))
products = pyarrow.DictionaryArray.from_arrays(codes, pyarrow.array([f"p{i}" for i in range(97)]))
table = pyarrow.table(columns | {"product_id": products})
del columns, codes

def peak():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024

# The peak so far is forgotten.
pathlib.Path("/proc/self/clear_refs").write_text("5")
before = peak()
source = table if sys.argv[2] == "as it is" else table.set_column(0, "aweme_id", table["aweme_id"].cast("string"))
dataset = mediaop.Dataset.from_arrow(source)
assert dataset.meta()["rows"]["accepted"] == len(table) > rows * 0.99
print(peak() - before, table.nbytes)
"""


def growth(rows, form):
    finished = subprocess.run([sys.executable, "-c", MEASURE, str(rows), form], capture_output=True, text=True, check=True)
    grown, table = map(int, finished.stdout.split())
    print(f"{form}: memory grew by {grown / 2**20:.0f} MiB at most, the table has {table / 2**20:.0f} MiB")
    return grown / table


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the most memory that was used")
def test_ten_million_rows_are_not_copied():
    assert growth(10_000_000, "as it is") < 0.5


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the most memory that was used")
def test_the_measure_sees_a_copy():
    """Ids as text are no numbers: they take the way of rows, and memory shows it."""
    assert growth(1_000_000, "with ids as text") > 1.0
