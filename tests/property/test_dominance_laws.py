"""Laws of the dominance rules, against a loop over districts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from _tables import flows_of
from odopkit import DominanceRule, dominance_by_state, dominance_table, lead_products
from odopkit.dominance import admissible_rules

rows = st.lists(
    st.tuples(
        st.sampled_from(["A", "B"]),
        st.sampled_from(["x", "y", "z"]),
        st.sampled_from(["01012100", "01019030", "02011000", "72022100", "99999999"]),
        st.integers(0, 60),
    ),
    min_size=1,
    max_size=25,
)


@given(table=rows, rule=st.sampled_from(DominanceRule))
def test_table_agrees_with_exact_arithmetic(
    table: list[tuple[str, str, str, int]], rule: DominanceRule
) -> None:
    """Fractions in a loop give the same first, second and class."""
    result = dominance_table(flows_of(table), rule=rule)
    got: dict[Any, Any] = result.set_index(["state", "district"]).to_dict("index")
    places = sorted({(s, d) for s, d, _, _ in table})
    assert list(got) == places
    for place in places:
        sums: dict[str, int] = {}
        for s, d, code, value in table:
            if (s, d) == place:
                sums[code] = sums.get(code, 0) + value
        total = sum(sums.values())
        products = sorted((-v, c) for c, v in sums.items() if v > 0 and c[:2] != "99")
        row = got[place]
        assert row["n_products"] == len(products)
        if not products:
            assert row["case"] == "no_exports"
            continue
        v1, v2 = -products[0][0], -products[1][0] if len(products) > 1 else 0
        assert row["first_code"] == products[0][1]
        gap, t = Fraction(v1 - v2, total), Fraction(1, 10)
        double = {
            DominanceRule.AS_PUBLISHED: gap > t,
            DominanceRule.CONVENTIONAL: gap <= t,
            DominanceRule.SECOND_SHARE: Fraction(v2, total) > t,
            DominanceRule.RELATIVE_GAP: Fraction(v1 - v2, v1) > t,
        }[rule]
        assert row["single_or_double"] == ("double" if double else "single")


@given(table=rows)
def test_the_two_main_readings_are_opposites(table: list[tuple[str, str, str, int]]) -> None:
    """What one calls single the other calls double, in every district with exports."""
    a = dominance_table(flows_of(table), rule="as_published")["single_or_double"]
    b = dominance_table(flows_of(table), rule="conventional")["single_or_double"]
    assert (a.isna() == b.isna()).all()
    assert (a[a.notna()] != b[b.notna()]).all()


@given(table=rows, k=st.integers(1, 6))
def test_shares_of_leading_products_are_bounded_and_descend(
    table: list[tuple[str, str, str, int]], k: int
) -> None:
    """Ranks descend in value; shares lie between 0 and 1; no district is lost."""
    leads = lead_products(flows_of(table), k=k)
    for _, group in leads.groupby(["state", "district"]):
        assert group["rank"].tolist() == list(range(1, len(group) + 1))
        assert (np.diff(group["value"]) <= 0).all()
        assert group["share_in_district"].sum() <= 1 + 1e-12
    for share in ("share_in_district", "share_in_state", "share_in_nation"):
        assert leads[share].dropna().between(0, 1 + 1e-12).all()
    assert set(zip(leads["state"], leads["district"], strict=True)) == {
        (s, d) for s, d, _, _ in table
    }


@given(table=rows, rule=st.sampled_from(DominanceRule))
def test_a_rule_never_contradicts_the_counts_that_it_made(
    table: list[tuple[str, str, str, int]], rule: DominanceRule
) -> None:
    """Counting with a rule and testing it on the true top shares finds nothing."""
    verdicts = dominance_table(flows_of(table), rule=rule, pseudo="exclude")
    counts = dominance_by_state(verdicts)
    shares = verdicts.dropna(subset=["first_share"]).rename(
        columns={"first_share": "share_in_district"}
    )
    tested = admissible_rules(counts, shares, rounding=1e-9)
    assert not tested.loc[tested["rule"] == rule, "contradiction"].any()
