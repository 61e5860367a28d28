"""The table of settings in OPERATIONS.md is that of the program."""

import re
import subprocess

import pytest
from documents import REPOSITORY, built_program

HEADER = "| in `mediaop.toml` | variable | flag | default | |"
# These are read without a flag beside them, so that no help lists them.
OTHER_VARIABLES = {"MEDIAOP_DB_PASSWORD", "MEDIAOP_TOKEN", "RUST_LOG"}
TABLES = ("schedule", "crawl")


def rows():
    """The rows of the table: key, variable, flag, default, meaning."""
    text = (REPOSITORY / "docs" / "OPERATIONS.md").read_text(encoding="utf-8")
    table = text.partition(HEADER + "\n")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[1:]]


def named(cell):
    """What a cell names first, without what follows a flag; None where it names nothing."""
    name = re.match(r"`([^` ]+)", cell)
    return name and name[1]


@pytest.fixture
def said(tmp_path):
    """Runs the program in an empty folder; all that it says, as one line."""
    built = built_program()

    def run(*arguments, file=None):
        (tmp_path / "m.toml").write_text(file or "", encoding="utf-8")
        finished = subprocess.run([built.resolve(), *arguments], cwd=tmp_path, capture_output=True, timeout=60)
        return " ".join((finished.stdout + finished.stderr).decode("utf-8").split())

    return run


def flags(said):
    """The flags of `serve`, each with its variable and its default."""
    options = said("serve", "--help").partition(" Options: ")[2].partition(" Exit codes: ")[0]
    for option in re.split(r" (?=--[a-z-]+ )", " " + options.replace(" -h, ", " ").replace(" -V, ", " ")):
        if (flag := option.split()[:1]) and flag[0] not in ("--help", "--version"):
            variable, default = re.search(r"\[env: (\w+)", option), re.search(r"\[default: (.+?)\]", option)
            yield flag[0], variable and variable[1], default and default[1]


def test_the_table_has_the_keys_of_the_file_in_their_order(said):
    refused = said("--config", "m.toml", "refresh", file="unknown = 1")
    keys = []
    for key in refused.partition("allowed are ")[2].split(", "):
        if key in TABLES:
            inside = said("--config", "m.toml", "refresh", file=f"[{key}]\nunknown = 1")
            keys += [f"{key}.{name}" for name in re.findall(r"`(\w+)`", inside.partition("expected one of ")[2].partition(" in ")[0])]
        else:
            keys.append(key)
    assert len(keys) > len(TABLES)
    assert [key for row in rows() if (key := named(row[0]))] == keys


def test_the_table_has_the_flags_of_the_server_with_their_variables(said):
    listed = {(named(row[2]), named(row[1])) for row in rows() if named(row[2])}
    assert listed == {(flag, variable) for flag, variable, _ in flags(said)}
    assert {named(row[1]) for row in rows() if named(row[1]) and not named(row[2])} == OTHER_VARIABLES


def test_the_table_has_the_defaults_that_the_help_tells(said):
    told = {flag: default for flag, _, default in flags(said) if default}
    assert len(told) > 3
    assert {named(row[2]): row[3].replace("`", "") for row in rows() if named(row[2]) in told} == told
