"""What the source paper's printed figures say about each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from odopkit.datasets import load_paper_table
from odopkit.dominance.rules import admissible_rules
from odopkit.growth.rates import cagr
from odopkit.hs.code import BROAD_SECTORS
from odopkit.names.finding import unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_paper"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)


Verdict = Literal["holds", "contradicted", "cannot be told"]

_HALF: dict[int, float] = {0: 0.005, 1: 0.0005, 2: 0.00005}
"""Half a unit of print of a share with so many decimals of per cent."""

_UNWROUGHT = ("7403", "7502", "7601", "7801", "7901", "8001")
"""Headings of unwrought base metals, which some studies call primary."""


def check_paper() -> pd.DataFrame:
    """Recompute what the paper's printed figures alone allow, claim by claim.

    Each claim of the text or a table is set beside what other printed figures imply,
    with their rounding allowed for: it *holds* if they agree, is *contradicted* if no
    unrounded figures can agree, and *cannot be told* where the figures leave it open.

    Returns
    -------
    DataFrame
        One row per claim: ``claim``, ``where``, ``printed``, ``recomputed`` (both as
        text), ``verdict`` and ``basis`` (which figures, by what rule).

    Notes
    -----
    "Holds" means consistent, not proven: the raw data are not public.  No verdict is
    stored: each follows from the tables.  A few claims that stand in the text alone
    ("nearly 24 per cent", 1.08 per cent, 12 states) are written into the checks.

    Source: :cite:t:`Gaur2023`, Tables 1-2, Appendix 1 and section 5.

    Examples
    --------
    >>> from odopkit.paper import check_paper
    >>> verdicts = check_paper()
    >>> verdicts["verdict"].value_counts().to_dict()
    {'holds': 12, 'contradicted': 7, 'cannot be told': 1}
    """
    tables = {
        name: load_paper_table(name)
        for name in (
            "table1",
            "table2",
            "appendix1",
            "coverage",
            "growth_classes",
            "sector_composition",
            "macro_series",
            "programme_counts",
        )
    }
    return check_tables(tables)


def check_tables(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Check printed figures given as frames; `check_paper` gives the paper's own."""
    rows = [
        *_check_table1(tables["table1"], tables["coverage"]),
        *_check_table2(tables["table2"], tables["appendix1"], tables["programme_counts"]),
        *_check_appendix1(
            tables["appendix1"], tables["table1"], tables["macro_series"], tables["coverage"]
        ),
        *_check_text(tables),
    ]
    columns = ["claim", "where", "printed", "recomputed", "verdict", "basis"]
    return pd.DataFrame(rows, columns=columns).astype("str")


def _verdict(condition: bool) -> Verdict:
    return "holds" if condition else "contradicted"


def _row(
    claim: str, where: str, printed: str, recomputed: str, verdict: Verdict, basis: str
) -> dict[str, str]:
    return {
        "claim": claim,
        "where": where,
        "printed": printed,
        "recomputed": recomputed,
        "verdict": verdict,
        "basis": basis,
    }


def _check_table1(table: pd.DataFrame, claims: pd.DataFrame) -> Iterator[dict[str, str]]:
    share = table["share"].to_numpy()
    slack = _HALF[1]
    total = share.sum()
    yield _row(
        "the brackets hold all exports",
        "Table 1",
        "100%",
        f"{total:.1%}",
        _verdict(abs(total - 1) <= slack * len(share)),
        "sum of the printed shares",
    )
    ends = table["bracket"].str.split("-").str[-1].astype(int).to_numpy()
    size = np.diff(ends, prepend=0)
    for n, printed in zip(claims["n_units"], claims["share"], strict=True):
        low, high = _share_of_first(int(n), share, size, slack)
        half = _HALF[0] if abs(printed * 100 - round(printed * 100)) < 1e-9 else _HALF[1]
        yield _row(
            f"the first {n} districts hold {printed:.3g} of exports",
            "section 5",
            f"{printed:.1%}",
            f"{low:.1%}" if high - low < 0.003 else f"{low:.2%} to {high:.2%}",
            _verdict(low - half <= printed <= high + half),
            "bounds from the brackets of Table 1, values descending",
        )
    first, second = share[:2]
    relative = (second - first) / first
    yield _row(
        "the second ten districts hold nearly 24 per cent less than the first",
        "section 5",
        "-24%",
        f"{relative:.1%} ({100 * (second - first):.1f} points)",
        _verdict(abs(relative + 0.24) <= 0.01),
        "change of the share from the first bracket to the second",
    )
    last = share[-1]
    yield _row(
        "districts 301-683 hold 1.08 per cent",
        "section 5",
        "1.08%",
        f"{last:.1%}",
        _verdict(abs(last - 0.0108) <= slack + _HALF[2]),
        "last bracket of Table 1",
    )


def _share_of_first(
    n: int, share: np.ndarray[Any, Any], size: np.ndarray[Any, Any], slack: float
) -> tuple[float, float]:
    """Bound the share of the n largest: inside a bracket values may be level or steep."""
    ends = np.cumsum(size)
    b = int(np.searchsorted(ends, n))
    before = float(share[:b].sum())
    taken = n - (int(ends[b - 1]) if b else 0)
    rounding = slack * (b + 1)
    if taken == size[b]:
        whole = before + float(share[b])
        return whole - rounding, whole + rounding
    low = before + share[b] * taken / size[b]
    # What is left of the bracket holds at least the next one's mean each.
    floor = share[b + 1] / size[b + 1] if b + 1 < len(share) else 0.0
    high = before + share[b] - (size[b] - taken) * floor
    return float(low) - rounding, float(high) + rounding


def _check_table2(
    table: pd.DataFrame, appendix: pd.DataFrame, counts: pd.DataFrame
) -> Iterator[dict[str, str]]:
    single, double = int(table["single"].sum()), int(table["double"].sum())
    districts = int(counts.set_index("item")["value"]["districts that exported"])
    yield _row(
        f"{districts} districts are classified",
        "Table 2",
        str(districts),
        f"{single} + {double} = {single + double}",
        _verdict(single + double == districts),
        "sum of the counts of all states",
    )
    verdicts = admissible_rules(table, appendix)
    for rule, claim in (
        ("as_published", "a gap of more than ten points is called double, as the sentence says"),
        ("conventional", "a gap of more than ten points is called single, as domination means"),
    ):
        bad = verdicts[(verdicts["rule"] == rule) & verdicts["contradiction"]]
        names = ", ".join(bad["state"])
        yield _row(
            claim,
            "section 5 and Table 2",
            "",
            f"refuted by {names}" if names else "no state contradicts it",
            _verdict(not names),
            "counts of Table 2 against top shares of Appendix 1 (admissible_rules)",
        )
    alone = ["Chandigarh", "Dadra & Nagar Haveli"]
    rank = appendix.set_index("state")["share_in_district"].rank(method="max")
    places = [int(rank[s]) for s in alone if s in rank]
    yield _row(
        "Chandigarh and Dadra & Nagar Haveli are where one product dominates",
        "section 5",
        "highest top shares",
        f"ranks {' and '.join(map(str, places))} from the lowest of {len(rank)}",
        _verdict(bool(places) and min(places) > len(rank) - len(alone)),
        "share in district of Appendix 1",
    )


def _check_appendix1(
    table: pd.DataFrame, table1: pd.DataFrame, series: pd.DataFrame, claims: pd.DataFrame
) -> Iterator[dict[str, str]]:
    over = table["share_in_state"] > table["share_in_district"] + _HALF[1]
    yield _row(
        "no cell is a larger share of its state than of its district",
        "Appendix 1",
        "",
        f"{int(over.sum())} of {len(table)} rows",
        _verdict(not over.any()),
        "the two printed shares of each row",
    )
    low, high = _implied(table["value_usd_mn"], table["share_in_state"])
    exports = series[(series["item"] == "exports") & (series["period"] == "2021")]["value"].iloc[0]
    yield _row(
        "the states add up to India's exports",
        "Appendix 1 and section 5",
        f"USD {exports:.1f} bn",
        f"USD {low.sum() / 1000:.1f} to {high.sum() / 1000:.1f} bn",
        _verdict(low.sum() / 1000 <= exports + 0.05 and high.sum() / 1000 >= exports - 0.05),
        "value over share in state, summed over states, rounding allowed for",
    )
    ends = table1["bracket"].str.split("-").str[-1].astype(int)
    eighty = claims[claims["share"] == 0.80].iloc[0]
    n, states = int(eighty["n_units"]), int(eighty["n_states"])
    b = int(np.searchsorted(ends.to_numpy(), n))
    # A district among the first n has at least the mean of the next bracket.
    size = int(ends[b + 1] - ends[b])
    least = (table1["share"][b + 1] - _HALF[1]) / size
    _, largest = _implied(table["value_usd_mn"], table["share_in_district"])
    able = int((largest >= least * low.sum()).sum())
    yield _row(
        "the listed district is the largest exporter of its state",
        "Appendix 1, title",
        f"{states} states among the first {n} districts",
        f"at most {able} listed districts can be among the first {n}",
        _verdict(able >= states),
        f"implied district totals against the least that rank {n} can hold by Table 1",
    )
    yield _row(
        "the share in national exports of the commodity is given",
        "section 5",
        "a column of Appendix 1",
        "no such column",
        _verdict("share_in_nation" in table),
        "columns of the appendix",
    )


def _implied(value: pd.Series[Any], share: pd.Series[Any]) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Least and largest total that a printed value and its printed share allow."""
    decimals = _HALF[2] if (share * 1000 % 1 > 1e-6).any() else _HALF[1]
    low = (value - 0.05).clip(lower=0) / (share + decimals)
    return low, (value + 0.05) / (share - decimals)


def _check_text(tables: dict[str, pd.DataFrame]) -> Iterator[dict[str, str]]:
    series = tables["macro_series"]
    exports = series[series["item"] == "exports"].set_index("period")["value"]
    rates = series[(series["item"] == "export growth") & (series["place"] == "India")]
    printed = float(rates.set_index("period")["value"]["2008-2021"])
    grown = cagr(exports["2008"], exports["2021"], periods=13)
    yield _row(
        "exports grew by 6.5 per cent a year from 2008 to 2021",
        "section 5",
        f"{printed:.1%}",
        f"{grown:.2%}",
        _verdict(abs(grown - printed) <= _HALF[1]),
        "compound rate of the two printed totals over 13 years",
    )
    classes = tables["growth_classes"]["n_states"].sum()
    states = len(tables["table2"])
    yield _row(
        f"{states} states fall into five classes of growth",
        "section 5",
        str(states),
        f"{classes:.0f}",
        _verdict(int(classes) == states),
        "sum of the printed counts",
    )
    sectors = tables["sector_composition"]
    sums = sectors.groupby("within")["share"].sum()
    yield _row(
        "manufacturing, agriculture and minerals are all products",
        "section 5",
        "100%",
        f"{sums['all products']:.1%}",
        _verdict(abs(sums["all products"] - 1) <= 3 * _HALF[1]),
        "sum of the printed shares",
    )
    products = int(
        tables["programme_counts"].set_index("item")["value"]["different products leading in them"]
    )
    within = sectors[sectors["within"] == "agriculture"]["share"]
    agriculture = sectors.set_index("group")["share"]["agriculture"]
    base = round(float(agriculture) * products)
    fits = all(abs(round(s * base) / base - s) <= _HALF[1] + 1e-12 for s in within.to_numpy())
    yield _row(
        "the shares within agriculture are of its products",
        "section 5",
        ", ".join(f"{s:.1%}" for s in within),
        ", ".join(f"{round(s * base) / base:.1%}" for s in within) + f" of {base}",
        _verdict(fits),
        "whole numbers out of 22.8 per cent of 500 products",
    )
    yield _primary_leaders(tables["appendix1"])


def _primary_leaders(table: pd.DataFrame) -> dict[str, str]:
    """Count primary products among the listed cells, by three meanings of primary."""
    chapter = table["hs_code"].str[:2].astype(int)
    agriculture = int((chapter <= BROAD_SECTORS["agriculture"][1]).sum())
    minerals = chapter <= BROAD_SECTORS["minerals"][1]
    unwrought = table["hs_code"].str[:4].isin(_UNWROUGHT)
    counts = [agriculture, int(minerals.sum()), int((minerals | unwrought).sum())]
    if 12 in counts:
        verdict: Verdict = "holds"
    else:
        verdict = "cannot be told" if counts[0] < 12 < counts[-1] else "contradicted"
    return _row(
        "12 states have a primary product on top",
        "section 5",
        "12",
        " or ".join(map(str, counts)),
        verdict,
        "cells of Appendix 1 in chapters 01-24, in 01-27, and with unwrought metals; a state's "
        "top product summed over districts is not printed",
    )
