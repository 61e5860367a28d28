"""What the documents show is what happens: every block runs, every link leads somewhere."""

import re
import shlex
import subprocess
import sys

import pytest
from documents import REPOSITORY, Shell, blocks, built_program, commands, has, same_output

DOCUMENTS = [REPOSITORY / name for name in ("README.md", "docs/HTTP-API.md", "docs/OPERATIONS.md", "docs/PYTHON.md")]
TEXTS = [*DOCUMENTS, *(REPOSITORY / name for name in (
    "CHANGELOG.md", "docs/DESIGN.md", "docs/METRICS.md", "mediaop-core/README.md"))]  # fmt: skip
RUST_EXAMPLE = "hot_products"


@pytest.fixture
def shell(tmp_path):
    built = built_program()
    shell = Shell(built, tmp_path)
    yield shell
    shell.close()


def run_session(folder, session):
    """The command that runs a session in Python and compares what it shows."""
    (folder / "session.txt").write_text(session, encoding="utf-8")
    return f"{shlex.quote(sys.executable)} -m doctest session.txt"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_block_runs_and_shows_what_comes(document, shell):
    ran, session = 0, ""
    for block in blocks(document):
        if block.language == "sh":
            steps = [(block.text, None)]
        elif block.language == "console":
            steps = list(commands(block))
        elif block.language == "python":
            # Each block goes on from those before it.
            session += block.text
            assert block.text.count(">>> "), f"{document.name}:{block.line}: a block that runs nothing"
            steps = [(run_session(shell.folder, session), None)]
        else:
            continue
        assert steps, f"{document.name}:{block.line}: a block without a command"
        for command, shown in steps:
            status, found = shell.run(command)
            where = f"{document.name}:{block.line}: $ {command}\n"
            assert status == 0, f"{where}ended with {status}:\n{found}"
            assert shown is None or same_output(shown, found), f"{where}said:\n{found}"
            ran += 1
    assert ran > 3, f"{document.name} has hardly any command"


@pytest.mark.parametrize("document", TEXTS, ids=lambda path: path.name)
def test_there_is_no_block_that_no_test_knows(document):
    run = {"sh", "console", "python"} if document in DOCUMENTS else set()
    # Rust: the README's is compared below, the crate's runs as a doctest. Forms of data run nowhere.
    known = run | {"rust", "json", "toml", "sql", "text", "ini", "yaml"}
    assert [block for block in blocks(document) if block.language not in known] == []


def test_the_rust_of_the_readme_runs():
    (block,) = [block for block in blocks(REPOSITORY / "README.md") if block.language == "rust"]
    example = (REPOSITORY / "mediaop-core" / "examples" / f"{RUST_EXAMPLE}.rs").read_text(encoding="utf-8")
    assert example.partition("\n\n")[2] == block.text
    assert has("cargo"), "cargo is missing"
    command = ["cargo", "run", "--quiet", "--locked", "--package", "mediaop-core", "--example", RUST_EXAMPLE]
    subprocess.run(command, cwd=REPOSITORY, check=True)


@pytest.mark.parametrize("document", TEXTS, ids=lambda path: path.name)
def test_every_link_inside_the_repository_leads_to_a_file(document):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (document.parent / link).exists()] == []


def test_the_comparison_sees_a_difference():
    assert same_output("a\n...\nd\n", "\ufeffa \nb\nc\nd")
    assert not same_output("a\n...\nd\n", "a\nb\nc")
    assert not same_output("a\n", "a\nb\n")
    assert not same_output("1.5\n", "1x5\n")
