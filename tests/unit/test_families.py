"""Many cells looked at: whose family, how large, and what is counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control, hypergeom

from odopkit.errors import InvalidValueError
from odopkit.potential import opportunity_table
from odopkit.specialization import score_interval, specialization_table
from odopkit.specialization.firms import firms_of_places
from odopkit.tables.layout import guarded, lay_out

KEYS = ["state", "district", "hs_code"]


def shipments(seed: int = 3, n: int = 400) -> pd.DataFrame:
    """Eight districts in three states, some ten products, forty firms of one district each."""
    rng = np.random.default_rng(seed)
    home = rng.integers(0, 8, 40)
    firm = rng.integers(0, 40, n)
    place = home[firm]
    kind = (rng.pareto(1, n) * 2).astype(int) % 10
    return pd.DataFrame(
        {
            "state": [f"S{i % 3}" for i in place],
            "district": [f"D{i // 3}" for i in place],
            "hs_code": [f"{10 + i:02d}01" for i in kind],
            "exporter": [f"firm {f:02d}" for f in firm],
            "value": rng.lognormal(3, 1, n),
            "shipments": 1,
        }
    )


def test_the_family_of_a_table_is_every_cell_of_it() -> None:
    """Districts times products, those without exports included, as one list of tests."""
    table = shipments()
    found = specialization_table(table, level=4, count="shipments", independent=True)
    wide: Any = table.pivot_table(
        index=["state", "district"], columns="hs_code", values="shipments", aggfunc="sum"
    ).fillna(0)
    n, k = wide.sum(axis=1).to_numpy()[:, None], wide.sum().to_numpy()
    p = hypergeom.sf(wide.to_numpy() - 1, len(table), k, n)
    assert set(found["family_size"]) == {wide.size}
    by_hand: Any = false_discovery_control(np.ravel(p))
    q = pd.DataFrame(by_hand.reshape(wide.shape), wide.index, wide.columns)
    expected: Any = [q.loc[(s, d), c] for s, d, c in found[KEYS].itertuples(index=False)]
    np.testing.assert_allclose(found["q"], expected, rtol=1e-9)


def test_a_filter_changes_no_family_and_no_q() -> None:
    """Rows go, and what stays is what it was."""
    table = shipments()
    every = specialization_table(table, level=4, count="shipments", independent=True, tau=1.0)
    totals = table.groupby(["state", "district"])["value"].sum()
    some = specialization_table(
        table,
        level=4,
        count="shipments",
        independent=True,
        tau=1.0,
        min_value=float(totals.median()),
    )
    assert 0 < len(some) < len(every)
    kept = every.merge(some[KEYS], on=KEYS)
    pd.testing.assert_frame_equal(kept, some)


def test_one_district_named_beforehand_has_a_family_of_its_own() -> None:
    """As many tests as its reference has products."""
    table = shipments()
    found = specialization_table(
        table, level=4, count="shipments", independent=True, family="district"
    )
    whole = specialization_table(table, level=4, count="shipments", independent=True)
    assert set(found["family_size"]) == {table["hs_code"].nunique()}
    assert (found["q"] <= whole["q"] + 1e-15).any()
    by_state = specialization_table(
        table, level=4, count="shipments", independent=True, family="district", reference="state"
    )
    sizes = table.groupby("state")["hs_code"].nunique()
    assert by_state["family_size"].tolist() == sizes.loc[by_state["state"]].tolist()


def test_counts_of_what_is_not_independent_have_no_q() -> None:
    """Unless the caller says that they are; the tail and the family stay."""
    table = shipments()
    found = specialization_table(table, level=4, count="shipments")
    said = specialization_table(table, level=4, count="shipments", independent=True)
    assert found["q"].isna().all()
    assert set(found["reason"]) == {
        "no q: draws of one firm are not independent (see firm= and independent=)"
    }
    assert set(said["reason"]) == {""}
    same = [c for c in found.columns if c not in ("q", "reason")]
    pd.testing.assert_frame_equal(found[same], said[same])


@pytest.mark.parametrize("reference", [None, "state"])
def test_firms_are_counted_once_in_a_cell_a_district_and_the_reference(reference: Any) -> None:
    """Distinct exporters, however many shipments each has."""
    table = shipments()
    found = specialization_table(table, level=4, firm="exporter", reference=reference)
    for _, row in found.iterrows():
        mine = (table["state"] == row["state"]) & (table["district"] == row["district"])
        same = table["hs_code"] == row["hs_code"]
        among = table if reference is None else table[table["state"] == row["state"]]
        pairs = among.drop_duplicates(["state", "district", "exporter"])
        of_product = among[among["hs_code"] == row["hs_code"]]
        x = table[mine & same]["exporter"].nunique()
        n = table[mine]["exporter"].nunique()
        k = len(of_product.drop_duplicates(["state", "district", "exporter"]))
        assert row["count"] == x
        assert row["lq_counts"] == pytest.approx(x / n / (k / len(pairs)))
        assert row["p"] == pytest.approx(hypergeom.sf(x - 1, len(pairs), k, n))
        low, high = score_interval([x], n=n, k=k, total=len(pairs))
        ends = [row["lq_counts_lower"], row["lq_counts_upper"]]
        assert ends == pytest.approx([low[0], high[0]])
    assert found["q"].notna().all()
    assert set(found["reason"]) == {""}


def test_more_shipments_of_the_same_firms_change_no_evidence() -> None:
    """Ten for one: values and shipments grow, firms do not."""
    table = shipments()
    ten = pd.concat([table] * 10, ignore_index=True)
    columns = ["count", "lq_counts", "lq_counts_lower", "p", "q", "family_size", "lq_shrunk"]
    one = specialization_table(table, level=4, firm="exporter")[columns]
    pd.testing.assert_frame_equal(one, specialization_table(ten, level=4, firm="exporter")[columns])


def test_firms_of_special_transactions_and_of_no_place_count_where_values_do() -> None:
    """In the totals, or not at all, as the options say."""
    table = shipments()
    special = table[:30].assign(hs_code="9901", exporter=[f"special {i}" for i in range(30)])
    unnamed = table[:30].assign(district="UNSPECIFIED", exporter=[f"other {i}" for i in range(30)])
    both = pd.concat([table, special, unnamed], ignore_index=True)
    plain = specialization_table(table, level=4, firm="exporter")
    out = specialization_table(both, level=4, firm="exporter", pseudo="exclude")
    pd.testing.assert_frame_equal(out, plain)
    within = specialization_table(both, level=4, firm="exporter", pseudo="denominator")
    assert (within["lq_counts"] != plain["lq_counts"]).any()
    wide = specialization_table(
        both, level=4, firm="exporter", pseudo="exclude", unspecified="denominator"
    )
    nation = specialization_table(
        both, level=4, firm="exporter", pseudo="exclude", reference="nation"
    )
    assert wide["lq_counts"].tolist() == pytest.approx(nation["lq_counts"].tolist())
    n = plain.merge(wide, on=KEYS, suffixes=("", "_wide"))
    assert (n["p"] != n["p_wide"]).any()


def test_districts_without_exports_and_empty_tables_are_told_as_ever() -> None:
    """With firms too."""
    table = shipments()
    units = pd.DataFrame({"state": ["S0"], "district": ["quiet"]})
    found = specialization_table(table, level=4, firm="exporter", units=units)
    silent = found[found["hs_code"].isna()].iloc[0]
    assert (silent["count"], silent["reason"]) == (0, "no exports")
    plain = specialization_table(table, level=4, firm="exporter")
    rest = found[found["hs_code"].notna()].reset_index(drop=True)
    pd.testing.assert_frame_equal(rest, plain)
    assert len(specialization_table(table[:0], level=4, firm="exporter")) == 0


def test_a_reference_that_is_given_has_no_firms() -> None:
    """Firms are compared with the table's own, and the reason says so."""
    table = shipments()
    given = dict(table.groupby("hs_code")["value"].sum())
    found = specialization_table(table, level=4, firm="exporter", reference=given)
    own = specialization_table(table, level=4, firm="exporter")
    assert found["q"].tolist() == own["q"].tolist()
    assert set(found["reason"]) == {
        "counts are compared with the table's own: the reference has none"
    }


def test_lists_over_many_districts_have_the_family_of_the_table() -> None:
    """Opportunities count firms, or say what they withhold."""
    table = shipments()
    found = opportunity_table(table, level=4, firm="exporter").merge(
        specialization_table(table, level=4, firm="exporter"), on=KEYS
    )
    np.testing.assert_allclose(found["lq_counts_q"], found["q"])
    assert set(found["family_size_x"]) == set(found["family_size_y"])
    assert found["covers_x"].tolist() == found["covers_y"].tolist()
    assert opportunity_table(table, level=4, count="shipments")["lq_counts_q"].isna().all()
    said = opportunity_table(table, level=4, count="shipments", independent=True)
    assert said["lq_counts_q"].notna().any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"count": "shipments", "firm": "exporter"}, "two ways to count"),
        ({"firm": "hs_code"}, "firm must name a text column beside 'hs_code'"),
        ({"firm": "nobody"}, "no column 'nobody'"),
        ({"family": "country"}, "family"),
        ({"independent": "yes"}, "independent"),
        ({"variance": "wald"}, "'score'"),
    ],
)
def test_other_words_are_refused(options: dict[str, Any], message: str) -> None:
    """Each with what was got."""
    with pytest.raises(InvalidValueError, match=message):
        specialization_table(shipments(), level=4, **options)


def test_firms_of_places_are_of_a_layout_by_firm() -> None:
    """Another layout knows no firms."""
    with pytest.raises(ValueError, match="needs a layout by firm"):
        firms_of_places(lay_out(guarded(shipments()), product="hs_code", level=4))
