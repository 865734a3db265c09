"""Block bootstrap: against a plain loop, seeded, and honest about few blocks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit import concentration_table
from odopkit.concentration import bootstrap_intervals, concentration_ratio
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    RenamedArgumentError,
    UnknownNameError,
)
from odopkit.inequality import gini

DISTRICT = ("state", "district")


def flows(n_blocks: int = 30, seed: int = 5) -> pd.DataFrame:
    """Four districts in two states, each exporting in every block."""
    rng = np.random.default_rng(seed)
    rows = [
        (state, district, f"firm {b:03d}", float(rng.lognormal(0, 1)))
        for b in range(n_blocks)
        for state, district in [("A", "x"), ("A", "y"), ("B", "x"), ("B", "UNSPECIFIED")]
    ]
    return pd.DataFrame(rows, columns=["state", "district", "firm", "value"])


def test_intervals_agree_with_a_plain_loop() -> None:
    """The same draws, block by block in Python, give the same quantiles."""
    table = flows()
    found = bootstrap_intervals(
        table,
        block="firm",
        method="percentile",
        rng=np.random.default_rng(8),
        measures=("cr1", "gini"),
        n_resamples=200,
        confidence=0.9,
    )
    named = table[table["district"] != "UNSPECIFIED"]
    wide = named.pivot_table(index="firm", columns=["state", "district"], values="value")
    weights = np.random.default_rng(8).multinomial(30, np.full(30, 1 / 30), size=200)
    totals = [(w[:, None] * wide.to_numpy()).sum(axis=0) for w in weights]
    for name, one in (("cr1", lambda v: concentration_ratio(v, k=1)), ("gini", gini)):
        row = found[found["measure"] == name].iloc[0]
        loop = np.quantile([one(t) for t in totals], [0.05, 0.95])
        assert [row["lower"], row["upper"]] == pytest.approx(loop.tolist(), rel=1e-12)
        assert row["estimate"] == pytest.approx(one(wide.to_numpy().sum(axis=0)))
    assert found["n_resamples"].tolist() == [200, 200]
    assert found["reason"].tolist() == ["", ""]


@pytest.mark.parametrize("mode", ["exclude", "denominator", "unit"])
def test_estimates_are_those_of_the_table(mode: Any) -> None:
    """Unspecified places count, or dilute, in resamples as in the table itself."""
    options: dict[str, Any] = {"unspecified": mode, "measures": ("cr1", "hhi")}
    found = bootstrap_intervals(
        flows(), block="firm", method="percentile", rng=np.random.default_rng(1), **options
    )
    whole = concentration_table(flows(), across=DISTRICT, **options).iloc[0]
    assert found["estimate"].tolist() == pytest.approx([whole["cr1"], whole["hhi"]])
    assert (found["lower"] <= found["estimate"]).all()
    assert (found["estimate"] <= found["upper"]).all()


def test_states_may_be_the_units() -> None:
    """Shares of two states."""
    found = bootstrap_intervals(
        flows(),
        block="firm",
        method="percentile",
        rng=np.random.default_rng(1),
        across="state",
        measures="cr1",
    )
    whole = concentration_table(flows(), across="state", measures="cr1").iloc[0]
    assert found["estimate"].tolist() == pytest.approx([whole["cr1"]])


def test_the_same_seed_gives_the_same_interval() -> None:
    """Nothing is random but the generator that is passed, or made from a seed."""
    one, two, other = (
        bootstrap_intervals(
            flows(), block="firm", method="percentile", rng=np.random.default_rng(seed)
        )
        for seed in (3, 3, 4)
    )
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(
        one, bootstrap_intervals(flows(), block="firm", method="percentile", rng=3)
    )
    assert one["lower"].tolist() != other["lower"].tolist()


def test_identical_blocks_leave_no_width() -> None:
    """If every firm exports the same, no draw differs."""
    table = flows().assign(value=lambda t: t["district"].map({"x": 3.0, "y": 1.0}).fillna(1.0))
    found = bootstrap_intervals(
        table, block="firm", method="percentile", rng=np.random.default_rng(2)
    )
    np.testing.assert_allclose(found["lower"], found["estimate"])
    np.testing.assert_allclose(found["upper"], found["estimate"])


def test_rows_that_move_together_widen_the_interval() -> None:
    """Sixty firms in six groups that favour one district each: groups are what is drawn."""
    rows = [
        ("A", district, f"firm {b:03d}", f"group {b // 10}", 5.0 if (b // 10) % 2 == i else 1.0)
        for b in range(60)
        for i, district in enumerate("xy")
    ]
    table = pd.DataFrame(rows, columns=["state", "district", "firm", "group", "value"])
    firms, groups = (
        bootstrap_intervals(
            table, block=b, method="percentile", rng=np.random.default_rng(1), measures="hhi"
        ).iloc[0]
        for b in ("firm", "group")
    )
    assert (firms["n_blocks"], groups["n_blocks"]) == (60, 6)
    assert groups["upper"] - groups["lower"] > 2 * (firms["upper"] - firms["lower"])
    assert groups["reason"] == "only 6 blocks: the interval is too short"
    assert firms["reason"] == ""


def test_resamples_without_exports_are_not_counted() -> None:
    """One firm of thirty exports: draws without it are undefined, and said."""
    table = flows().assign(value=lambda t: t["value"].where(t["firm"] == "firm 000", 0.0))
    found = bootstrap_intervals(
        table,
        block="firm",
        method="percentile",
        rng=np.random.default_rng(2),
        measures="hhi",
        n_resamples=1500,
    ).iloc[0]
    assert 0 < found["n_resamples"] < 1500
    nothing = bootstrap_intervals(
        flows().assign(value=0.0),
        block="firm",
        method="percentile",
        rng=np.random.default_rng(2),
        measures="hhi",
    ).iloc[0]
    assert nothing["reason"] == "undefined in every resample"
    assert np.isnan(nothing["lower"])


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"rng": -5}, InvalidValueError, "rng must be a numpy.random.Generator or a seed.*got -5"),
        ({"confidence": 95}, InvalidValueError, "confidence must be a fraction"),
        ({"n_resamples": 0}, InvalidValueError, "n_resamples must be a whole number"),
        ({"replicates": 9}, RenamedArgumentError, "it is 'n_resamples' now"),
        ({"rng": None}, InvalidValueError, "or a seed.*got None"),
        ({"block": "month"}, InvalidValueError, "no column 'month'"),
        ({"across": "firm"}, InvalidValueError, "across must be"),
        ({"across": "district"}, InvalidValueError, "named by"),
        ({"measures": "ginny"}, UnknownNameError, "did you mean 'gini'"),
    ],
)
def test_bad_options_are_refused(
    options: dict[str, Any], error: type[Exception], message: str
) -> None:
    """Each with what was got."""
    defaults: dict[str, Any] = {
        "block": "firm",
        "method": "percentile",
        "rng": np.random.default_rng(1),
    }
    with pytest.raises(error, match=message):
        bootstrap_intervals(flows(), **{**defaults, **options})


def test_a_block_is_required_and_must_be_text() -> None:
    """Resampling single rows is never the default; a missing block is an error."""
    with pytest.raises(TypeError, match="block"):
        bootstrap_intervals(flows(), rng=np.random.default_rng(1))  # type: ignore[call-arg]
    table = flows()
    table.loc[3, "firm"] = np.nan
    with pytest.raises(InvalidTableError, match="missing"):
        bootstrap_intervals(table, block="firm", method="percentile", rng=np.random.default_rng(1))
