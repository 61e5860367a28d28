"""The notebooks run as they stand, and show what they are kept with."""

import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "examples").glob("*.ipynb"))
assert len(NOTEBOOKS) == 3, "the notebooks have moved"


def kinds(notebook):
    """Of each cell, which forms its outputs have."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [[sorted(output.get("data", {output.output_type: None})) for output in cell.outputs] for cell in code]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, tmp_path, monkeypatch):
    # Its cells call the command, which lies beside this Python.
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
    assert shutil.which("mediaop") is not None
    kept = nbformat.read(path, as_version=4)
    run = nbformat.read(path, as_version=4)
    NotebookClient(run, timeout=180, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert kinds(run) == kinds(kept), "it shows something else than what it is kept with"
    pictures = sum("image/png" in forms for outputs in kinds(run) for forms in outputs)
    assert pictures >= (0 if "media_crawler" in path.stem else 2)
    stderr = [output.text for cell in run.cells for output in cell.get("outputs", []) if output.get("name") == "stderr"]
    assert stderr == [], "such as: a font without Chinese"
    for cell in kept.cells:
        assert "/home/" not in str(cell) and "/root/" not in str(cell), "a path of the machine that it was made on"
