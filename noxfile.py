"""What a contributor runs: ``nox`` before a patch, ``nox -l`` for what there is.

Every session makes an environment of its own under ``.nox`` and keeps it; ``nox -s NAME`` runs one
of them, and words after ``--`` go to its command (``nox -s tests -- tests/unit/test_growth.py``).
``.ci/run`` runs the same sessions, so that each command is written once.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.sessions = ["lint", "types", "tests", "tests_minimal", "docs", "build"]
nox.options.reuse_venv = "yes"

TOP = Path(__file__).parent
LIGHT = "excel,parquet,progress,match,plot"  # every extra but the engines
PARALLEL = ("-n", os.environ.get("ODOPKIT_WORKERS", "auto"))


@nox.session
def lint(session: nox.Session) -> None:
    """Style, format, layers, and the generated pages of words (half a minute)."""
    session.install("-e", f".[{LIGHT},lint]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")
    session.run("python", "tools/build_words.py", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Types of the package, its tests, tools and examples (mypy, strict)."""
    session.install("-e", f".[{LIGHT},test,types]")
    session.run("mypy", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """All tests that need no engine, as README.md has them."""
    session.install("-e", f".[{LIGHT},test]")
    session.run("python", "-m", "pytest", *PARALLEL, *session.posargs)


@nox.session
def tests_minimal(session: nox.Session) -> None:
    """The wheel with the oldest dependencies that it allows, and no extras."""
    with (TOP / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    oldest = [re.sub(r">=(\d+\.\d+)$", r"==\1.0", each) for each in wanted]
    tools = ("pytest>=8.3", "pytest-xdist>=3.6", "hypothesis>=6.112")
    install_wheel(session, "", *oldest, *tools)
    on_wheel(session, "tests")


@nox.session
def tests_newest(session: nox.Session) -> None:
    """The wheel with the newest dependencies, as an analyst has it: no engines."""
    install_wheel(session, f"[{LIGHT},test]")
    on_wheel(session, "tests")


@nox.session
@nox.parametrize("pandas", [nox.param(3, id="pandas3"), nox.param(2, id="pandas2")])
def tests_engines(session: nox.Session, pandas: int) -> None:
    """The wheel on every engine, none skipped; needs Java 17 (1.8 GB to install)."""
    install_wheel(session, "[all,test]", f"pandas=={pandas}.*")
    on_wheel(session, *ENGINES, ODOPKIT_ENGINES="all")


@nox.session
def coverage(session: nox.Session) -> None:
    """All tests, engines too, and the branches that none of them takes; fails below the gate."""
    session.install("-e", ".[all,test]")
    session.run("python", "-m", "pytest", *PARALLEL, "--cov", *session.posargs)


@nox.session
def thorough(session: nox.Session) -> None:
    """The laws on ten times as many examples, new ones each time: before each release."""
    session.install("-e", ".[all,test]")
    laws = ("--hypothesis-profile", "thorough", "-m", "hypothesis")
    session.run("python", "-m", "pytest", *PARALLEL, *laws, *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """The pages, and every example on them and in docstrings."""
    session.install("-e", ".[docs,test]")
    out = Path(os.environ.get("ODOPKIT_DOCS", "docs/_build"))
    session.run(
        "python", "-m", "pytest", "--quiet", "tests/unit/test_docs.py", "tests/unit/test_pages.py"
    )
    session.run("python", "-m", "pytest", "--quiet", "--doctest-modules", "src")
    build = ("sphinx-build", "-W", "--keep-going", "-q", "-b")
    session.run(*build, "html", "-n", "docs", str(out / "html"))
    session.run(*build, "doctest", "docs", str(out / "doctest"))


@nox.session
def build(session: nox.Session) -> None:
    """The source distribution and the wheel, in ``dist/``."""
    session.install("build>=1.2")
    session.run("python", "-m", "build", *session.posargs)


# Where tests of engines stand.
ENGINES = ("tests/engines", "tests/property/test_aggregate_laws.py")


def install_wheel(session: nox.Session, extras: str, *more: str) -> None:
    """Build the wheel, or take the one that ``ODOPKIT_WHEEL`` names, and install it."""
    wheel = os.environ.get("ODOPKIT_WHEEL")
    if not wheel:
        folder = Path(session.create_tmp())
        for old in folder.glob("*.whl"):
            old.unlink()
        session.install("build>=1.2")
        session.run("python", "-m", "build", "--wheel", "--outdir", str(folder), silent=True)
        wheel = str(next(folder.glob("*.whl")))
    session.install(f"{wheel}{extras}", *more)
    # An environment that is used again has a wheel of this version already, of older code.
    session.install("--force-reinstall", "--no-deps", wheel)


def on_wheel(session: nox.Session, *tests: str, **env: str) -> None:
    """Run tests from an empty directory, on the installed package and nothing beside it."""
    session.chdir(session.create_tmp())
    home = f"import odopkit; assert odopkit.__file__.startswith({session.virtualenv.location!r})"
    session.run("python", "-c", home)
    options = ("-c", str(TOP / "pyproject.toml"), "--rootdir", str(TOP), "-p", "no:cacheprovider")
    found = [str(TOP / each) for each in tests]
    session.run("python", "-m", "pytest", *options, *PARALLEL, *found, *session.posargs, env=env)
