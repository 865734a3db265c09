"""Change between two dates: parts by hand, intervals offered and declined, turnover, spells."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from _tables import flows_of
from odopkit import concentration_table
from odopkit._kernels.named import measures_of
from odopkit._kernels.paired import Blocks, jackknife_changes, largest_share
from odopkit.change import concentration_change, pair_survival, pair_turnover
from odopkit.errors import InvalidTableError, InvalidValueError, MixedPeriodError
from odopkit.growth import growth_margins, trend_growth
from odopkit.inequality import theil_decomposition
from odopkit.typing import DISTRICT


def places(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """Make flows of places without products."""
    return pd.DataFrame(rows, columns=["state", "district", "value"])


FIRST = places(("A", "a", 50), ("A", "b", 30), ("B", "c", 20))
LAST = places(("A", "a", 40), ("A", "b", 40), ("B", "d", 20))


def firms(n: int, seed: int = 1, *, year: int = 2020) -> pd.DataFrame:
    """Draw firms of six districts in two states; the same seed gives the same firms."""
    rng = np.random.default_rng(seed)
    district = rng.choice(6, n, p=np.arange(6, 0, -1) / 21)
    size = rng.lognormal(0, 0.8, n)
    moved = size * rng.lognormal(0, 0.3, n) * np.array([1.5, 1, 1, 1, 1, 0.5])[district]
    return pd.DataFrame(
        {
            "state": np.array(list("AAABBB"))[district],
            "district": np.array(list("uvwxyz"))[district],
            "firm": [f"firm {i:04d}" for i in range(n)],
            "period": str(year),
            "value": size if year == 2020 else moved,
        }
    )


# ------------------------------------------------------------------- concentration and parts


def test_parts_of_the_change_of_hhi_are_those_worked_out_by_hand() -> None:
    """Exit takes c out, stayers move from 5:3 to 1:1, entry dilutes them by d."""
    found = concentration_change(FIRST, LAST, measures=("hhi",))
    assert found.exit == pytest.approx(34 / 64 - 0.38)
    assert found.stayers == pytest.approx(0.5 - 34 / 64)
    assert found.entry == pytest.approx(0.36 - 0.5)
    assert found.hhi["part"].tolist() == ["exit", "stayers", "entry"]
    assert found.hhi["n_units"].tolist() == [1, 2, 1]
    assert found.hhi["change_of_squares"].tolist() == pytest.approx([-0.04, -0.02, 0.04])
    assert found.hhi["share_first"].tolist() == pytest.approx([0.2, 0.8, 0.0])
    assert found.measures["change"].tolist() == pytest.approx([-0.02])


def test_parts_of_the_change_of_theil_are_those_of_the_split_at_both_dates() -> None:
    """States and districts of both dates count at both, with zero where they export nothing."""
    found = concentration_change(FIRST, LAST, measures=("theil_t",))
    groups = ["A", "A", "B", "B"]
    before = theil_decomposition([50, 30, 20, 0], groups, variant="T")
    after = theil_decomposition([40, 40, 0, 20], groups, variant="T")
    assert found.between == pytest.approx(after.between - before.between)
    assert found.within == pytest.approx(after.within - before.within)
    assert found.measures["change"][0] == pytest.approx(after.total - before.total)
    assert found.theil["from_inside"].sum() + found.theil["from_shares"].sum() == pytest.approx(
        found.within
    )


def test_a_state_that_came_or_went_changes_by_its_share_only() -> None:
    """There is no index of it at the other date to compare with."""
    last = places(("A", "a", 40), ("A", "b", 40), ("C", "e", 10), ("C", "f", 30))
    found = concentration_change(FIRST, last).theil.set_index("state")
    assert found["reason"].to_dict() == {"A": "", "B": "gone", "C": "new"}
    assert found.loc["C", "from_inside"] == 0
    assert found.loc["C", "from_shares"] == pytest.approx(found.loc["C", "within"])


def test_measures_at_each_date_are_those_of_the_table() -> None:
    """Where the units are the same; ratios are of the whole, unspecified places too."""
    first = places(("A", "a", 50), ("A", "b", 30), ("B", "UNSPECIFIED", 20))
    last = first.assign(value=[40.0, 50.0, 10.0])
    found = concentration_change(
        first, last, measures=("cr1", "hhi", "gini"), unspecified="denominator"
    )
    for side, table in (("first", first), ("last", last)):
        alone = concentration_table(
            table, across=DISTRICT, measures=("cr1", "hhi", "gini"), unspecified="denominator"
        )
        assert found.measures[f"{side}_estimate"].tolist() == pytest.approx(
            alone[["cr1", "hhi", "gini"]].iloc[0].tolist()
        )


def test_nobody_who_stays_leaves_exit_and_entry() -> None:
    """And says so."""
    last = places(("A", "e", 40), ("B", "f", 60))
    found = concentration_change(FIRST, last)
    assert (found.exit, found.stayers, found.entry) == pytest.approx((-0.38, 0.0, 0.52))
    assert set(found.hhi["reason"]) == {"nobody stayed, so that all is exit and entry"}


def test_states_as_units_have_no_parts_within_states() -> None:
    """Their index is split by entry and exit only."""
    found = concentration_change(FIRST, LAST, across="state", measures=("hhi",))
    assert found.n_units == 2
    assert math.isnan(found.between)
    assert found.theil.empty
    assert found.measures["change"].tolist() == pytest.approx([0.0])


def test_a_date_without_exports_leaves_the_change_undefined() -> None:
    """With the reason, and the rows stay."""
    found = concentration_change(FIRST, FIRST.assign(value=0.0))
    assert set(found.measures["reason"]) == {"no exports at one of the dates"}
    assert found.hhi["change"].isna().all()
    assert math.isnan(found.within)


def test_what_a_period_says_is_held_against_the_other() -> None:
    """Kinds, months and order must fit, and each table holds one."""
    year = FIRST.assign(period="2021")
    with pytest.raises(InvalidValueError, match="fiscal and calendar years do not compare"):
        concentration_change(year, LAST.assign(period="2022-23"))
    with pytest.raises(InvalidValueError, match="must lie before"):
        concentration_change(year, LAST.assign(period="2020"))
    both = pd.concat([year, year.assign(period="2022")], ignore_index=True)
    with pytest.raises(MixedPeriodError, match=r"last holds 2 periods \(2021, 2022\); pass"):
        concentration_change(year, both)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"across": "district"}, "across must be"),
        ({"across": ("a", "b")}, "across must be"),
        ({"block": "district"}, "is no column of blocks"),
        ({"confidence": 1.0}, "confidence must be"),
        ({"measures": ()}, "measures is empty"),
    ],
)
def test_options_outside_their_choices_are_told(options: dict[str, object], message: str) -> None:
    """Before anything is computed."""
    with pytest.raises(InvalidValueError, match=message):
        concentration_change(FIRST, LAST, **options)  # type: ignore[arg-type]


def test_a_block_must_be_in_both_tables() -> None:
    """It pairs them."""
    with pytest.raises(InvalidTableError, match="last has no column 'firm'"):
        concentration_change(firms(10), LAST, block="firm")


# ------------------------------------------------------------------------------- intervals


def test_the_jackknife_takes_a_block_out_of_both_dates() -> None:
    """Each replicate is the measure of the tables without the block, by hand."""
    first, last = firms(60), firms(60, year=2021)
    found = concentration_change(first, last, block="firm", measures=("hhi",))
    out = []
    for name in first["firm"]:
        left = [t[t["firm"] != name] for t in (first, last)]
        one, two = (
            float(concentration_table(t, across=DISTRICT, measures=("hhi",))["hhi"][0])
            for t in left
        )
        out.append(two - one)
    error = math.sqrt(59 / 60 * sum((x - np.mean(out)) ** 2 for x in out))
    row = found.measures.iloc[0]
    corrected = 60 * row["change"] - 59 * np.mean(out)
    low, high = sorted([corrected, row["change"]])
    assert row["reason"] == ""
    assert low - 3 * error < row["lower"] < low - 1.96 * error
    assert high + 1.96 * error < row["upper"] < high + 3 * error


def test_blocks_are_paired_by_their_name_and_not_by_their_place() -> None:
    """The order of rows says nothing, and a firm may be at one date only."""
    first, last = firms(80), firms(80, year=2021).iloc[5:]
    one = concentration_change(first, last, block="firm").to_frame()
    other = concentration_change(
        first.sample(frac=1, random_state=1), last.sample(frac=1, random_state=2), block="firm"
    ).to_frame()
    pd.testing.assert_frame_equal(one, other)
    assert one["n_blocks"].tolist() == [80] * 4
    renamed = last.assign(firm=last["firm"] + " later")
    apart = concentration_change(first, renamed, block="firm").to_frame()
    hhi = one.set_index("measure").loc["hhi"]
    unpaired = apart.set_index("measure").loc["hhi"]
    assert unpaired["upper"] - unpaired["lower"] > 1.3 * (hhi["upper"] - hhi["lower"])


def test_an_interval_is_declined_by_what_the_table_shows() -> None:
    """Too few blocks, one that is most of the whole, ranks not told apart, measures that fail."""
    few = concentration_change(firms(49), firms(49, year=2021), block="firm", measures=("hhi",))
    assert few.measures["reason"][0] == "no interval: 49 blocks, and hhi needs 50"
    assert few.measures[["lower", "upper"]].isna().all(axis=None)
    big = firms(60)
    big.loc[0, "value"] = 1000.0
    one = concentration_change(big, firms(60, year=2021), block="firm", measures=("hhi",))
    assert "one block holds 0.9" in one.measures["reason"][0]
    gini = concentration_change(firms(300), firms(300, year=2021), block="firm", measures=("gini",))
    assert "covers too rarely" in gini.measures["reason"][0]
    alike = firms(60).assign(state="A", value=1.0)
    even = pd.concat(
        [alike.assign(district=d, firm=alike["firm"] + d) for d in "uv"], ignore_index=True
    )
    tied = concentration_change(even, even.assign(period="2021"), block="firm", measures=("cr1",))
    assert "no block moves" in tied.measures["reason"][0]
    later = firms(300, year=2021)
    level = later.assign(
        state="A", district=np.array(list("uv"))[np.arange(300) % 2], period="2020"
    )
    close = concentration_change(level, later, block="firm", measures=("cr1",))
    assert close.measures["reason"][0].startswith("no interval: the unit of rank 1 is not told")


def days(n: int, linked: float, names: list[str] | None = None) -> list[pd.DataFrame]:
    """Draw two dates of days on which all districts export, each day like the one before."""
    rng = np.random.default_rng(3)
    log = rng.standard_normal((2, n, 6))
    for i in range(1, n):
        log[:, i] = linked * log[:, i - 1] + math.sqrt(1 - linked**2) * log[:, i]
    day, unit = (x.ravel() for x in np.indices((n, 6)))
    labels = np.array(names or [f"day {i:03d}" for i in range(n)])
    place = pd.DataFrame(
        {"state": "A", "district": np.array(list("uvwxyz"))[unit], "day": labels[day]}
    )
    return [
        place.assign(period=year, value=np.exp(0.5 * x.ravel()) / (1 + unit))
        for year, x in zip(("2020", "2021"), log, strict=True)
    ]


def test_days_that_follow_each_other_widen_the_interval() -> None:
    """Blocks in most units are times: the error grows with the correlation of neighbours."""
    first, last = days(80, 0.8)
    found = concentration_change(first, last, block="day", measures=("hhi",)).measures.iloc[0]
    mixed = [f"day {i:03d}" for i in np.random.default_rng(1).permutation(80)]
    other = concentration_change(*days(80, 0.8, mixed), block="day", measures=("hhi",))
    row = other.measures.iloc[0]
    assert row["change"] == pytest.approx(found["change"])
    assert found["upper"] - found["lower"] > 1.5 * (row["upper"] - row["lower"])
    # Each firm in one unit is no time, in whatever order.
    named = [f"firm {i:04d}" for i in np.random.default_rng(1).permutation(100)]
    tables = [
        t.assign(firm=np.array(named)[np.arange(100)]) for t in (firms(100), firms(100, year=2021))
    ]
    firms_moved = concentration_change(tables[0], tables[1], block="firm", measures=("hhi",))
    still = concentration_change(firms(100), firms(100, year=2021), block="firm", measures=("hhi",))
    pd.testing.assert_frame_equal(firms_moved.measures, still.measures)


def test_months_in_the_order_of_the_alphabet_have_no_interval() -> None:
    """Neighbours in the table would be none in time."""
    months = ["April", "August", "December", "February", "January", "July", "June", "March"]
    names = [f"{m} {y}" for y in range(2010, 2018) for m in months]
    found = concentration_change(*days(64, 0.5, names), block="day", measures=("hhi",))
    plain = concentration_change(*days(64, 0.5), block="day", measures=("hhi",))
    assert plain.measures["reason"][0] == ""
    assert "write months as 2024-04" in found.measures["reason"][0]


def test_theil_asks_for_blocks_behind_most_units() -> None:
    """With fewer the bias of both dates is not known; the first index has none to speak of."""
    rng = np.random.default_rng(2)
    wide = firms(120).assign(district=[f"d{i:03d}" for i in rng.integers(0, 110, 120)])
    later = wide.assign(period="2021", value=wide["value"] * rng.lognormal(0, 0.3, 120))
    found = concentration_change(wide, later, block="firm", measures=("hhi", "theil_t")).measures
    assert found["reason"].tolist()[0] == ""
    assert found["reason"][1].endswith("blocks on average, theil_t needs 1.5")


def test_the_ends_of_theil_allow_for_a_bias_not_known_to_a_third(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A third of the larger bias of the two dates, on both sides."""
    tables = firms(150), firms(150, year=2021)
    row = concentration_change(*tables, block="firm", measures=("theil_t",)).measures.iloc[0]
    monkeypatch.setattr("odopkit.change.intervals.SHORT_OF_BIAS", {})
    bare = concentration_change(*tables, block="firm", measures=("theil_t",)).measures.iloc[0]
    biases = []
    for table in tables:
        whole = table.groupby("district")["value"].sum()

        def theil(total: pd.Series[float]) -> float:
            share = total / total.sum()
            return float((share * np.log(share * 6)).sum())

        left = [
            theil(whole.sub(pd.Series({d: v}), fill_value=0.0))
            for d, v in zip(table["district"], table["value"], strict=True)
        ]
        biases.append(149 * abs(float(np.mean(left)) - theil(whole)))
    assert bare["lower"] - row["lower"] == pytest.approx(max(biases) / 3)
    assert row["upper"] - bare["upper"] == pytest.approx(max(biases) / 3)


def test_several_units_ask_for_a_clearer_lead_than_one() -> None:
    """The second is one and a half standard errors ahead of the third: not enough."""
    first = pd.DataFrame(
        {
            "state": "A",
            "district": np.repeat(list("uvw"), [150, 85, 65]),
            "firm": [f"firm {i:03d}" for i in range(300)],
            "period": "2020",
            "value": 1.0,
        }
    )
    last = first.assign(period="2021", value=np.where(np.arange(300) % 2 == 0, 1.1, 0.9))
    found = concentration_change(first, last, block="firm", measures=("cr1", "cr2")).measures
    assert found["reason"].tolist() == [
        "",
        "no interval: the unit of rank 2 is not told apart from the next",
    ]


def test_without_blocks_there_is_no_interval() -> None:
    """And the result says why, and imagines nothing redrawn."""
    found = concentration_change(FIRST, LAST)
    assert found.covers == ""
    assert found.n_blocks == 0
    assert all("no blocks were named" in x for x in found.measures["reason"])
    covers = concentration_change(firms(9), firms(9, year=2021), block="firm").covers
    assert covers.startswith("the change at mean exports over runs of blocks like these (firm)")


def test_many_blocks_are_laid_out_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers do not depend on how many at a time."""
    first, last = firms(70), firms(70, year=2021)
    whole = concentration_change(first, last, block="firm").to_frame()
    monkeypatch.setattr("odopkit._kernels.paired._AT_A_TIME", 40)
    pd.testing.assert_frame_equal(whole, concentration_change(first, last, block="firm").to_frame())


def test_a_unit_whose_only_block_goes_is_empty() -> None:
    """No dust of a difference is left in its place."""
    blocks = Blocks(
        block=np.arange(3),
        unit=np.array([0, 1, 1]),
        value=np.array([0.1, 0.2, 0.3]),
        outside=np.zeros(3),
        n_blocks=3,
        n_units=2,
    )
    without = blocks.without_each(measures_of(("hhi", "theil_l")))
    assert without["hhi"][0] == 1.0
    assert without["theil_l"][0] == np.inf
    assert largest_share(blocks, blocks) == pytest.approx(0.5)


def test_one_block_has_no_jackknife() -> None:
    """There is nothing left to compare."""
    one = Blocks(
        block=np.zeros(1, dtype=np.intp),
        unit=np.zeros(1, dtype=np.intp),
        value=np.ones(1),
        outside=np.zeros(1),
        n_blocks=1,
        n_units=1,
    )
    found = jackknife_changes(one, one, measures_of("hhi"), {"hhi": 0.0})
    assert math.isnan(found["hhi"].error)


# ----------------------------------------------------------------------- turnover and spells

SPELLS = flows_of(
    [
        ("A", "a", "01", 1.0, year)
        for year in ("2001", "2002", "2004")  # there at the start, and back again
    ]
    + [("A", "a", "02", 2.0, year) for year in ("2002", "2003")]
    + [("A", "a", "03", 4.0, year) for year in ("2003", "2004", "2005")]
    + [("B", "a", "03", 8.0, "2002"), ("B", "a", "03", 8.0, "2004"), ("B", "a", "03", 9.0, "2005")],
    "period",
)


def test_turnover_counts_what_came_and_went() -> None:
    """Year by year, with the value of each."""
    table = pair_turnover(SPELLS)
    assert table["period"].tolist() == ["2002", "2003", "2004", "2005"]
    assert table["n_pairs_before"].tolist() == [1, 3, 2, 3]
    assert table["n_entered"].tolist() == [2, 1, 2, 0]
    assert table["n_exited"].tolist() == [0, 2, 1, 1]
    assert table["n_stayed"].tolist() == [1, 1, 1, 2]
    assert table["value_entered"].tolist() == [10.0, 4.0, 9.0, 0.0]
    assert table["value_exited"].tolist() == [0.0, 9.0, 2.0, 1.0]
    assert table["exit_rate"].tolist() == pytest.approx([0.0, 2 / 3, 1 / 2, 1 / 3])


def test_spells_are_counted_as_stated() -> None:
    """All: each run by itself. First: one a pair, and none that was there in the first year."""
    every = pair_survival(SPELLS, spells="all")
    # 01 again (1 year, ended), 02 (2, ended), 03 of A (3, running), B (1, ended; 2, running)
    assert (every.n_pairs, every.n_spells, every.n_left_out, every.n_repeated) == (4, 5, 1, 2)
    assert every.table["n_at_risk"].tolist() == [5, 3, 1]
    assert every.table["n_ended"].tolist() == [2, 1, 0]
    assert every.table["n_censored"].tolist() == [0, 1, 1]
    assert every.table["survival"].tolist() == pytest.approx([3 / 5, 2 / 5, 2 / 5])
    first = pair_survival(SPELLS, spells="first")
    assert (first.n_spells, first.n_left_out, first.n_repeated) == (3, 1, 2)
    assert first.table["survival"].tolist() == pytest.approx([2 / 3, 1 / 3, 1 / 3])


def test_spells_have_no_default_and_years_no_gap() -> None:
    """What is absent cannot be told from what is gone."""
    with pytest.raises(InvalidValueError, match="spells must be one of 'all', 'first'"):
        pair_survival(SPELLS, spells="each")  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="goes from 2002 to 2004"):
        pair_turnover(SPELLS[SPELLS["period"] != "2003"])
    with pytest.raises(InvalidValueError, match="two years or more"):
        pair_turnover(SPELLS[SPELLS["period"] == "2003"])


def test_a_panel_without_a_new_spell_has_no_ages() -> None:
    """There is nothing to wait for."""
    found = pair_survival(SPELLS[SPELLS["hs_code"] == "01"].query("period < '2003'"), spells="all")
    assert (found.n_spells, len(found.table)) == (0, 0)


# -------------------------------------------------------------------------- margins and trend


def test_margins_are_those_worked_out_by_hand() -> None:
    """From 2002 to 2004, in pairs of each district, state, product and in all."""
    table = growth_margins(SPELLS, first="2002", last="2004")
    assert table[["state", "district"]].to_numpy().tolist() == [["A", "a"], ["B", "a"]]
    assert table["first_value"].tolist() == [3.0, 8.0]
    assert table["last_value"].tolist() == [5.0, 8.0]
    assert table["extensive"].tolist() == [4.0 - 2.0, 0.0]
    assert table["intensive"].tolist() == [0.0, 0.0]
    assert table["extensive_growth"].tolist() == pytest.approx([2 / 3, 0.0])
    whole = growth_margins(SPELLS, within=None, first="2002", last="2004")
    assert whole[["change", "extensive", "n_entered", "n_exited", "n_stayed"]].iloc[0].tolist() == [
        2.0,
        2.0,
        1,
        1,
        2,
    ]
    product = growth_margins(SPELLS, within="hs_code", first="2002", last="2005")
    assert product["hs_code"].tolist() == ["01", "02", "03"]
    assert product["reason"].tolist() == ["", "", ""]
    state = growth_margins(SPELLS, within="state", first="2001", last="2005")
    assert state["reason"].tolist() == ["", "new"]
    with pytest.raises(InvalidValueError, match="within must be"):
        growth_margins(SPELLS, within="district")


# India's exports in USD billion by fiscal year, April to March: the two ends as the paper prints
# them, the years between as chapters add up in the Ministry of Commerce's export data bank.
INDIA = {
    "2008": 185.3,
    "2009": 178.8,
    "2010": 249.8,
    "2011": 306.0,
    "2012": 300.4,
    "2013": 314.4,
    "2014": 310.3,
    "2015": 262.3,
    "2016": 275.9,
    "2017": 303.5,
    "2018": 330.1,
    "2019": 313.4,
    "2020": 291.8,
    "2021": 421.9,
}


def test_phases_of_the_paper_are_between_ends() -> None:
    """6.5, 12.8 and -0.9 per cent are rates between the ends of each phase, not trends."""
    panel = pd.DataFrame({"state": "India", "district": "all", "period": list(INDIA)}).assign(
        value=list(INDIA.values())
    )
    table = trend_growth(panel, by="state", breaks=("2013", "2018"))
    assert table["first_period"].tolist() == ["2008", "2008", "2013", "2018"]
    assert table["last_period"].tolist() == ["2021", "2012", "2017", "2021"]
    assert table["cagr"].round(3).tolist()[:3] == [0.065, 0.128, -0.009]
    assert (table["cagr"] - table["trend"]).abs().min() > 0.005


def test_a_trend_of_constant_growth_is_that_growth() -> None:
    """In every phase, with a perfect fit; a year may be absent from the panel."""
    years = [str(y) for y in range(2000, 2012) if y != 2005]
    panel = pd.DataFrame({"state": "A", "district": "a", "period": years}).assign(
        value=[100 * 1.05 ** (int(y) - 2000) for y in years]
    )
    table = trend_growth(panel, by="state", breaks=("2004",), first="2001")
    assert table["trend"].tolist() == pytest.approx([0.05] * 3)
    assert table["cagr"].tolist() == pytest.approx([0.05] * 3)
    assert table["r_squared"].tolist() == pytest.approx([1.0] * 3)
    assert table["n_years"].tolist() == [10, 3, 7]
    assert table["n_periods"].tolist() == [10, 2, 7]


def test_what_has_no_logarithm_has_no_trend() -> None:
    """A silent year, a short phase and a single year are told."""
    panel = pd.DataFrame(
        {
            "state": ["A", "A", "A", "B", "B"],
            "district": "a",
            "period": ["2001", "2002", "2003", "2001", "2003"],
            "value": [1.0, 2.0, 4.0, 1.0, 4.0],
        }
    )
    table = trend_growth(panel, by="state", breaks=("2003",)).set_index(["state", "first_period"])
    assert table["reason"].tolist() == [
        "",
        "no trend: it needs three years",
        "a rate needs two years",
        "no trend: no exports in 1 of 3 years",
        "no trend: no exports in 1 of 2 years",
        "a rate needs two years",
    ]
    assert table["trend"].iloc[0] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("breaks", "message"),
    [
        (("2001",), "breaks must be years after 2001"),
        (("2003", "2002"), "ascending"),
        (("1999",), "there is no period breaks='1999'"),
        ("2002", "breaks must be a list"),
        ((2002,), "periods are text"),
    ],
)
def test_breaks_lie_inside_the_span(breaks: object, message: str) -> None:
    """Each begins a phase."""
    with pytest.raises(InvalidValueError, match=message):
        trend_growth(SPELLS, by="state", breaks=breaks)  # type: ignore[arg-type]
