"""What is no registry, no programme and no codes is told by its kind."""

# Arguments of the wrong type are what these tests are about.
# mypy: disable-error-code="arg-type,list-item,dict-item,no-untyped-call"

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from odopkit import ovop
from odopkit.errors import OdopkitError

FRAME: Any = pd.DataFrame({"iso3": ["IND"]})
POLARS: Any = type("DataFrame", (), {"__module__": "polars.dataframe.frame"})()


@pytest.mark.parametrize(
    "function",
    [
        ovop.check_claims,
        ovop.crosstab,
        ovop.field_coverage,
        ovop.orientation_table,
        ovop.programme_conflicts,
        ovop.programmes_by_country,
        ovop.sensitivity,
    ],
)
@pytest.mark.parametrize(
    ("thing", "said"),
    [(None, "None"), ("paper", "the text 'paper'"), (FRAME, "a pandas DataFrame")],
)
def test_what_is_no_registry_is_told(function: Callable[[Any], Any], thing: Any, said: str) -> None:
    """The name of a source is none: it is what load_programmes takes."""
    with pytest.raises(OdopkitError, match=f"what load_programmes returns, got {said}"):
        function(thing)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: ovop.compare_programmes("a", "b"),
            r"such as load_programmes\(\)\['tha_otop_2000'\], got the text 'a'",
        ),
        (lambda: ovop.value_of(3, 4), "fact must be a Fact of a programme, or None; got an int"),
        (lambda: ovop.cohen_kappa(None, [1]), "coder_a must be a list with the code of each case"),
        (lambda: ovop.cohen_kappa([1], 3), "coder_b must be a list .*, got an int"),
        (
            lambda: ovop.association_test(None),
            "a DataFrame or rows of counts, got None",
        ),
        (lambda: ovop.load_scheme("Kurokawa2010"), "did you mean 'kurokawa2010'"),
        (lambda: ovop.load_scheme(1), r"there is no scheme 1; list_schemes\(\) lists them"),
        (lambda: ovop.scheme_agreement(POLARS, FRAME), r"first must be .* call \.to_pandas\(\)"),
        (lambda: ovop.load_orientation_table(POLARS), r"got a polars DataFrame; call \.to_pandas"),
    ],
)
def test_wrong_arguments_of_programmes_are_told(call: Callable[[], Any], message: str) -> None:
    """With what was got, and what is asked for."""
    with pytest.raises(OdopkitError, match=message):
        call()
