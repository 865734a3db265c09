"""What README.md shows is what the code prints."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

README = Path(__file__).resolve().parents[2] / "README.md"

needs_readme = pytest.mark.skipif(
    not README.exists(),
    reason="README.md is not beside the tests: the package is tested on its own",
)


@needs_readme
def test_the_examples_of_the_first_screen_print_what_they_say() -> None:
    """Every prompt in README.md is run."""
    results = doctest.testfile(
        str(README), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert results.attempted >= 6
    assert results.failed == 0


@needs_readme
def test_both_readings_are_shown_with_a_link_to_why() -> None:
    """Neither reading of the two-product rule stands alone on the first screen."""
    first_screen = "\n".join(README.read_text("utf-8").splitlines()[:60])
    for word in ("as_published", "conventional", "docs/how-to/choose-a-dominance-rule.md"):
        assert word in first_screen
    assert "**In goes**" in first_screen
    assert "**Out come**" in first_screen
