"""Types: of the package, of a file that uses every public name, and of the compiled part."""

import ast
import inspect
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import mediaop

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]


def run(*arguments):
    finished = subprocess.run([sys.executable, "-m", *arguments], cwd=REPOSITORY, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_the_package_and_its_use_are_strictly_typed():
    said = run("mypy", "--strict", "python/mediaop", "python/tests/typed_use.py")
    checked = re.search(r"Success: no issues found in (\d+) source files", said)
    assert checked and int(checked[1]) > 20, said


def test_the_stub_is_what_the_compiled_part_is():
    assert "Success: no issues found in 1 module" in run("mypy.stubtest", "mediaop._mediaop", "--mypy-config-file", "pyproject.toml")


def test_the_package_says_that_it_is_typed():
    assert files("mediaop").joinpath("py.typed").is_file() and files("mediaop").joinpath("_mediaop.pyi").is_file()


def test_every_public_name_is_used():
    tree = ast.parse((HERE / "typed_use.py").read_text(encoding="utf-8"))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    classes = [getattr(mediaop, name) for name in mediaop.__all__ if inspect.isclass(getattr(mediaop, name))]
    assert len(classes) >= 7
    public = set(mediaop.__all__) | {name for kind in classes for name in vars(kind) if not name.startswith("_")}
    assert public - used == set()


def test_help_shows_the_parameters_of_a_question():
    shown = str(inspect.signature(mediaop.Dataset.hot_products))
    assert "period_days" in shown and "similarity" in shown and "basis" not in shown
    for name, method in vars(mediaop.Dataset).items():
        if hasattr(method, "__signature__"):
            assert method.__doc__ and ">>>" in method.__doc__, name
