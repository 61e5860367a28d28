"""Every dependency may be used in a program under MIT or Apache-2.0."""

import json
import re
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PERMISSIVE = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0",
    "CC0-1.0", "CDLA-Permissive-2.0", "ISC", "MIT", "MIT-0", "Unicode-3.0", "Unlicense", "Zlib",
}  # fmt: skip


def is_permissive(expression):
    """Whether an SPDX expression can be met with permissive licences alone."""
    # An old way to write OR.
    expression = expression.replace("/", " OR ")
    tokens = re.findall(r"\(|\)|\bAND\b|\bOR\b|(?:(?!\bAND\b|\bOR\b)[^()])+", expression)
    words = {"AND": " and ", "OR": " or ", "(": "(", ")": ")"}
    terms = [words.get(token.strip()) or str(token.strip() in PERMISSIVE) for token in tokens if token.strip()]
    return bool(eval("".join(terms)))  # noqa: S307 - of True, False, and, or and parentheses alone


def test_expressions_are_understood():
    assert is_permissive("MIT OR GPL-3.0")
    assert is_permissive("(MIT OR Apache-2.0) AND Unicode-3.0")
    assert is_permissive("Apache-2.0 WITH LLVM-exception")
    assert is_permissive("GPL-2.0/MIT")
    assert not is_permissive("MIT AND GPL-3.0")
    assert not is_permissive("LGPL-2.1")


def test_every_dependency_has_a_permissive_licence():
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    packages = json.loads(subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True).stdout)["packages"]
    assert len(packages) > 50, "cargo metadata lists hardly any package"
    refused = {
        f"{package['name']} {package['version']}": package["license"]
        for package in packages
        if not package["license"] or not is_permissive(package["license"])
    }
    assert refused == {}


def test_everything_in_the_page_has_a_permissive_licence():
    lock = json.loads((REPOSITORY / "mediaop-server/web/package-lock.json").read_text())
    shipped = {name: package.get("license") for name, package in lock["packages"].items() if name and not package.get("dev")}
    assert len(shipped) > 20, "the lock file lists hardly any package"
    refused = {name: licence for name, licence in shipped.items() if not licence or not is_permissive(licence)}
    assert refused == {}


def test_both_licence_texts_are_there():
    assert "Permission is hereby granted, free of charge" in (REPOSITORY / "LICENSE-MIT").read_text()
    assert "END OF TERMS AND CONDITIONS" in (REPOSITORY / "LICENSE-APACHE").read_text()
