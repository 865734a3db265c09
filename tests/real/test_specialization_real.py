"""Quotients of the paper's leading products against India's exports of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from _shared import real
from odopkit import ExportMatrix, location_quotient
from odopkit.specialization import normalized_rca, symmetric_rca

INDIA = 421_900.0  # USD million, 2021-22


@pytest.fixture(scope="module")
def printed() -> pd.DataFrame:
    """Appendix 1 beside the national value of each tariff line, where that is known."""
    path = real("data/paper_crosscheck/appendix1_vs_eidb.csv")
    table = pd.read_csv(path, dtype={"hs8": "str"})
    return table.dropna(subset="eidb_fy2021_22_national_usd_mn").set_index("district")


def cell(printed: pd.DataFrame, district: str) -> tuple[ExportMatrix, str, dict[str, float]]:
    """Lay out one district's leading product, the rest of its exports, and the reference."""
    row: Any = printed.loc[district]
    value, code = float(row["exp_usd_mn"]), str(row["hs8"])
    national = float(row["eidb_fy2021_22_national_usd_mn"])
    total = value / float(row["share_district_pct"]) * 100
    m = ExportMatrix.from_frame(
        pd.DataFrame([[value, total - value]], index=[district], columns=[code, "other"])
    )
    return m, code, {code: national, "rest": INDIA - national}


@pytest.mark.parametrize(
    ("district", "quotient", "national_share"),
    [
        ("Korba", 68.80, 0.132),
        ("Kanchipuram", 16.67, 0.388),
        ("Karnal", 91.12, 0.392),
        ("Amritsar", 55.82, 0.052),
        ("South Goa", 12.11, 0.041),
    ],
)
def test_quotients_and_national_shares_answer_different_questions(
    printed: pd.DataFrame, district: str, quotient: float, national_share: float
) -> None:
    """Amritsar's rice has a quotient of 56 and a twentieth of India's exports of it."""
    m, code, reference = cell(printed, district)
    found: Any = location_quotient(m, reference=reference).to_frame()
    assert found.loc[district, code] == pytest.approx(quotient, abs=0.03)
    assert m.values.data[0] / reference[code] == pytest.approx(national_share, abs=5e-4)


def test_the_two_indices_reverse_korba_and_kanchipuram(printed: pd.DataFrame) -> None:
    """Quotient 68.80 and 16.67; normalized, in ten-thousandths, 18.69 and 26.69."""
    found: dict[str, float] = {}
    for district in ("Korba", "Kanchipuram"):
        m, code, reference = cell(printed, district)
        index: Any = normalized_rca(m, reference=reference)
        found[district] = index.loc[district, code] * 1e4
    assert found["Korba"] == pytest.approx(18.69, abs=5e-3)
    assert found["Kanchipuram"] == pytest.approx(26.69, abs=5e-3)
    assert found["Kanchipuram"] > found["Korba"]


def test_the_symmetric_index_of_korba(printed: pd.DataFrame) -> None:
    """Its aluminium: .9713."""
    m, code, reference = cell(printed, "Korba")
    index: Any = symmetric_rca(m, reference=reference)
    assert index.loc["Korba", code] == pytest.approx(0.9713, abs=5e-5)


def test_all_known_cells_are_specialized_and_few_are_most_of_india(printed: pd.DataFrame) -> None:
    """Every leading product has a quotient above 1; eight are over half of India's exports."""
    quotients, shares = [], []
    for district in printed.index[printed["exp_usd_mn"] > 0]:
        m, code, reference = cell(printed, district)
        found: Any = location_quotient(m, reference=reference).to_frame()
        quotients.append(found.loc[district, code])
        shares.append(m.values.data[0] / reference[code])
    assert min(quotients) > 1
    assert (np.array(shares) > 0.5).sum() == 8
