"""Quotients of resampled blocks: against a plain loop, for each reference and mode."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from odopkit.concentration import bootstrap_intervals
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.specialization import bootstrap_quotients, specialization_table

KEYS = ["state", "district", "hs_code"]


def flows(n_blocks: int = 24, seed: int = 5) -> pd.DataFrame:
    """Four named districts and one without a name, five products, some special."""
    rng = np.random.default_rng(seed)
    places = [("A", "x"), ("A", "y"), ("B", "x"), ("B", "z"), ("B", "UNSPECIFIED")]
    codes = ["1006", "8421", "5205", "6214", "9900"]
    rows = [
        (*places[rng.integers(5)], codes[rng.integers(5)], f"firm {b:02d}", rng.lognormal(0, 1))
        for b in range(n_blocks)
        for _ in range(6)
    ]
    return pd.DataFrame(rows, columns=[*KEYS, "firm", "value"])


@pytest.mark.parametrize("unspecified", ["exclude", "denominator", "unit"])
@pytest.mark.parametrize("reference", [None, "state", "nation", {"1006": 30.0, "rest": 200.0}])
def test_intervals_agree_with_dense_sums(reference: Any, unspecified: Any) -> None:
    """The definition in arrays, places without a name and special transactions included."""
    table = flows()
    options: dict[str, Any] = {"reference": reference, "unspecified": unspecified}
    found = bootstrap_quotients(
        table,
        block="firm",
        method="percentile",
        rng=np.random.default_rng(9),
        level=4,
        n_resamples=50,
        confidence=0.9,
        **options,
    )
    estimate = specialization_table(table, level=4, **options)
    assert found[KEYS].equals(estimate[KEYS])
    np.testing.assert_allclose(found["lq"], estimate["lq"])
    firms = sorted(table["firm"].unique())
    b = len(firms)
    weights = np.random.default_rng(9).multinomial(b, np.full(b, 1 / b), size=50)

    def total(rows: Any) -> Any:
        by_firm = table[rows].groupby("firm")["value"].sum().reindex(firms).fillna(0)
        return weights @ by_firm.to_numpy()

    counted = table["district"] != "UNSPECIFIED"
    if reference == "nation" or unspecified != "exclude":
        counted |= True
    for _, row in found.iterrows():
        mine = (table["state"] == row["state"]) & (table["district"] == row["district"])
        same = table["hs_code"] == row["hs_code"]
        among = counted & (table["state"] == row["state"]) if reference == "state" else counted
        with np.errstate(invalid="ignore", divide="ignore"):
            expected = total(among & same) / total(among)
            if isinstance(reference, dict):
                expected = reference.get(row["hs_code"], np.nan) / 230
            lq = total(mine & same) / total(mine) / expected
        lq = lq[np.isfinite(lq)]
        assert row["n_resamples"] == len(lq)
        if not len(lq):
            assert row["reason"].startswith("not in the reference")
            continue
        ends = np.quantile(lq, [0.05, 0.95])
        assert row["share_above_one"] == pytest.approx((lq > 1 + 1e-12).mean())
        assert [row["lower"], row["upper"]] == pytest.approx(ends.tolist())
        assert row["n_blocks"] == table[mine & same]["firm"].nunique()


def test_draws_are_those_of_the_other_bootstrap() -> None:
    """One generator, one meaning of a block: both functions warn of few blocks alike."""
    found = bootstrap_quotients(
        flows(6), block="firm", method="percentile", rng=np.random.default_rng(1), level=4
    )
    other = bootstrap_intervals(
        flows(6), block="firm", method="percentile", rng=np.random.default_rng(1)
    )
    assert (
        set(found["reason"]) == set(other["reason"]) == {"only 6 blocks: the interval is too short"}
    )


def test_the_same_seed_gives_the_same_interval() -> None:
    """Nothing is random but the generator, and the table is left alone."""
    table = flows()
    before = table.copy()
    one, two, other = (
        bootstrap_quotients(
            table, block="firm", method="percentile", rng=np.random.default_rng(s), level=4
        )
        for s in (3, 3, 4)
    )
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(table, before)
    assert one["upper"].tolist() != other["upper"].tolist()


def test_a_cell_of_one_block_reaches_down_to_zero() -> None:
    """It is missing from a third of resamples, and its share above one says so."""
    table = flows()
    one = table[:1].assign(hs_code="7117", value=5.0)
    found = bootstrap_quotients(
        pd.concat([table, one]),
        block="firm",
        method="percentile",
        rng=np.random.default_rng(1),
        level=4,
    )
    row = found[found["hs_code"] == "7117"].iloc[0]
    assert row["n_blocks"] == 1
    # Nobody else exports it: where it is not drawn there is no quotient, and else one above 1.
    assert row["n_resamples"] == pytest.approx(999 * (1 - (1 - 1 / 24) ** 24), rel=0.05)
    assert row["share_above_one"] == 1.0
    # Quantiles are of the resamples that have one.
    assert 1 < row["lower"] < row["lq"] < row["upper"]
    shared = pd.concat([table, one, one.assign(district="y", firm="firm 20", value=50.0)])
    found = bootstrap_quotients(
        shared, block="firm", method="percentile", rng=np.random.default_rng(1), level=4
    )
    row = found[(found["hs_code"] == "7117") & (found["district"] == one.iloc[0]["district"])]
    assert row["lower"].item() == 0.0


def test_only_blocks_of_the_chosen_period_are_drawn() -> None:
    """Another year's firms are no blocks of this one."""
    now = flows().assign(period="2021-22")
    past = now.assign(period="2020-21", firm=lambda t: "old " + t["firm"])
    both = pd.concat([now, past], ignore_index=True)
    options: dict[str, Any] = {"block": "firm", "method": "percentile", "level": 4}
    found = bootstrap_quotients(both, rng=np.random.default_rng(2), period="2021-22", **options)
    alone = bootstrap_quotients(now, rng=np.random.default_rng(2), **options)
    pd.testing.assert_frame_equal(found, alone)


def test_silent_districts_are_listed() -> None:
    """With the reason, and without changing another row."""
    units = pd.DataFrame({"state": ["C"], "district": ["quiet"]})
    options: dict[str, Any] = {"block": "firm", "method": "percentile", "level": 4}
    found = bootstrap_quotients(flows(), rng=np.random.default_rng(2), units=units, **options)
    assert found.iloc[-1][["district", "n_resamples", "reason"]].tolist() == [
        "quiet",
        0,
        "no exports",
    ]
    plain = bootstrap_quotients(flows(), rng=np.random.default_rng(2), **options)
    pd.testing.assert_frame_equal(found[:-1], plain)
    empty = bootstrap_quotients(flows()[:0], rng=np.random.default_rng(2), **options)
    assert len(empty) == 0


def test_products_that_are_no_codes_are_resampled() -> None:
    """A column of another name."""
    table = flows().query("hs_code != '9900'")
    renamed = table.rename(columns={"hs_code": "product"})
    found = bootstrap_quotients(
        renamed,
        block="firm",
        method="percentile",
        rng=np.random.default_rng(2),
        level=None,
        product="product",
    )
    plain = bootstrap_quotients(
        table, block="firm", method="percentile", rng=np.random.default_rng(2), level=4
    )
    pd.testing.assert_frame_equal(found, plain.rename(columns={"hs_code": "product"}))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rng": -5}, "rng must be a numpy.random.Generator or a seed.*got -5"),
        ({"confidence": 95}, "confidence must be a fraction"),
        ({"n_resamples": 0}, "n_resamples must be a whole number"),
        ({"block": "month"}, "a flows table has no column 'month'"),
        ({"block": "hs_code"}, "got 'hs_code'"),
        ({"block": "value"}, "got 'value'"),
        ({"reference": "world"}, "must be None, 'state', 'nation'"),
    ],
)
def test_bad_options_are_refused(options: dict[str, Any], message: str) -> None:
    """Each with what was got."""
    defaults: dict[str, Any] = {"block": "firm", "method": "percentile"} | {
        "rng": np.random.default_rng(1),
        "level": 4,
    }
    with pytest.raises(InvalidValueError, match=message):
        bootstrap_quotients(flows(), **defaults | options)


def test_a_block_is_required_and_must_be_text() -> None:
    """Resampling single rows is never the default; a missing block is an error."""
    with pytest.raises(TypeError, match="block"):
        bootstrap_quotients(flows(), rng=np.random.default_rng(1), level=4)  # type: ignore[call-arg]
    table = flows()
    table.loc[3, "firm"] = np.nan
    with pytest.raises(InvalidTableError, match="missing"):
        bootstrap_quotients(
            table, block="firm", method="percentile", rng=np.random.default_rng(1), level=4
        )
