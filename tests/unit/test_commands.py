"""What the pages tell people to run is what there is to run."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(
    not (ROOT / "noxfile.py").exists(), reason="noxfile.py is not beside the tests"
)


def read(name: str) -> str:
    """Return a file at the root."""
    return (ROOT / name).read_text("utf-8")


def sessions() -> list[str]:
    """List the sessions of noxfile.py, each with a docstring."""
    found = [
        node
        for node in ast.parse(read("noxfile.py")).body
        if isinstance(node, ast.FunctionDef)
        and any("session" in ast.unparse(each) for each in node.decorator_list)
    ]
    assert all(ast.get_docstring(node) for node in found)
    return [node.name for node in found]


def command(mark: str) -> str:
    """Return the command in README.md under a marker."""
    found = re.search(rf"<!-- {mark} -->\n```sh\n(.+)\n```\n", read("README.md"))
    assert found is not None, mark
    return found[1]


def test_contributing_explains_every_session_and_no_other() -> None:
    """One row of its table each."""
    rows = re.findall(r"^\| `(\w+)` \|", read("CONTRIBUTING.md"), re.MULTILINE)
    assert rows == sessions()
    assert "`.ci/run`" in read("CONTRIBUTING.md")


@pytest.mark.parametrize("mark", ["main-job", "tests", "tests-engines"])
def test_ci_runs_the_commands_of_the_readme(mark: str) -> None:
    """Each in an environment of its own, with extras that exist and paths that are there."""
    words = command(mark)
    assert words.startswith("python -m venv .venv && .venv/bin/python -m pip install --quiet ")
    assert re.search(rf"\b{mark}\b", read(".ci/run"))
    extras = tomllib.loads(read("pyproject.toml"))["project"]["optional-dependencies"]
    named = re.search(r'"\.\[([\w,]+)\]"', words)
    assert set(named[1].split(",") if named else ()) <= set(extras)
    for path in re.findall(r"\b(?:tests|examples)/[\w./]+", words):
        assert (ROOT / path).exists(), path


def test_sessions_test_what_the_readme_tests() -> None:
    """The same extras, and engines where the README says they are."""
    noxfile = read("noxfile.py")
    assert 'LIGHT = "excel,parquet,progress,match,plot"' in noxfile
    assert "[excel,parquet,progress,match,plot,test]" in command("tests")
    for path in command("tests-engines").partition("-n auto ")[2].split():
        assert f'"{path}"' in noxfile


def test_hooks_fetch_nothing() -> None:
    """Every hook runs what is installed."""
    hooks = read(".pre-commit-config.yaml")
    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
    assert hooks.count("language: system") == hooks.count("- id: ")
