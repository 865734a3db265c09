"""Lists of identified products against exports, checked by hand."""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from _tables import flows_of as flows
from _tables import listing_of as listed
from odopkit import lead_products
from odopkit.errors import (
    InvalidHSCodeError,
    InvalidTableError,
    InvalidValueError,
    MissingDependencyError,
    MixedPeriodError,
)
from odopkit.product_lists import (
    ListMatch,
    match_product_lists,
    propose_codes,
    propose_places,
)


def exports(values: dict[str, float], district: str = "X", state: str = "S") -> pd.DataFrame:
    """One district's products."""
    return flows([(state, district, code, value) for code, value in values.items()])


def reasons(found: ListMatch) -> dict[str, str]:
    """Why each listed product of a single district is not among the leading ones."""
    frame = found.listed_unexported
    return dict(zip(frame["listed"], frame["reason"], strict=True))


def district_row(found: ListMatch, row: int = 0) -> dict[Any, Any]:
    """One row of the counts by district."""
    return dict(found.by_district.iloc[row])


NICOBAR = exports(
    {"71171900": 40, "42021250": 30, "76042100": 15, "84099100": 8, "94036000": 5, "08011100": 2},
    "NICOBAR",
    "ANDAMAN AND NICOBAR",
)
AMRELI = exports(
    {"52051110": 30, "52061100": 25, "25232910": 20, "12074090": 15, "03061700": 6, "84791000": 4},
    "AMRELI",
    "GUJARAT",
)
MUMBAI = exports(
    {"71023910": 50, "71131910": 20, "30049099": 15, "62052000": 9, "84119100": 4, "01012100": 2},
    "MUMBAI",
    "MAHARASHTRA",
)


def test_nicobar_exports_what_is_not_listed() -> None:
    """Tuna and coconut are listed; jewellery, trunks and aluminium bars lead."""
    official = listed(
        [("Andaman and Nicobar", "Nicobar", "03"), ("Andaman and Nicobar", "Nicobar", "08")]
    )
    found = match_product_lists(official, NICOBAR)
    assert found.matches.empty
    assert found.exported_unlisted["hs_code"].tolist() == ["7117", "4202", "7604", "8409", "9403"]
    assert found.exported_unlisted["rank"].tolist() == [1, 2, 3, 4, 5]
    assert found.exported_unlisted["share_in_district"].tolist() == pytest.approx(
        [0.40, 0.30, 0.15, 0.08, 0.05]
    )
    assert reasons(found) == {"03": "not exported", "08": "exported, rank 6"}
    assert found.listed_unexported["value"].tolist() == [0, 2]
    assert found.listed_unexported["share_in_district"].tolist() == pytest.approx([0, 0.02])
    assert found.listed_unexported["rank"].isna().tolist() == [True, False]
    row = district_row(found)
    assert (row["n_listed"], row["n_matched"], row["n_leading"]) == (2, 0, 5)
    assert row["share_listed_in_leading"] == 0
    assert row["share_in_district"] == pytest.approx(0.02)


def test_nicobar_in_words_keeps_services_without_guessing() -> None:
    """Tourism and IT services have no code, so nobody can say whether they match."""
    words = ["Tuna", "Coconut and Coconut-based products", "Tourism", "IT Services"]
    official = listed([("Andaman and Nicobar", "Nicobar", w) for w in words], "product")
    codes = pd.DataFrame(
        {
            "text": ["tuna", "tuna", "Coconut and coconut-based products"],
            "hs_code": ["0303", "1604", "0801"],
        }
    )
    found = match_product_lists(official, NICOBAR, codes=codes)
    assert reasons(found) == {
        "Tuna": "not exported",
        "Coconut and Coconut-based products": "exported, rank 6",
        "Tourism": "no code for the text",
        "IT Services": "no code for the text",
    }
    table = found.listed_unexported.set_index("listed")
    assert table["listed_code"].to_dict() == {
        "Tuna": "0303; 1604",
        "Coconut and Coconut-based products": "0801",
        "Tourism": "",
        "IT Services": "",
    }
    assert table["value"].isna().to_dict() == {
        "Tuna": False,
        "Coconut and Coconut-based products": False,
        "Tourism": True,
        "IT Services": True,
    }
    assert set(found.exported_unlisted["reason"]) == {"2 listed texts without a code may cover it"}
    row = district_row(found)
    assert (row["n_listed"], row["n_coded"]) == (4, 2)
    assert row["reason"] == "no code for 2 of 4 listed texts"


def test_amreli_lacks_four_of_its_leading_products() -> None:
    """Cotton yarn, cement and oil seeds lead; the list has sea food (chapter 03)."""
    found = match_product_lists(listed([("Gujarat", "Amreli", "03")]), AMRELI)
    assert found.exported_unlisted["hs_code"].tolist() == ["5205", "5206", "2523", "1207"]
    assert found.matches["hs_code"].tolist() == ["0306"]
    row = district_row(found)
    assert (row["n_matched"], row["n_leading"], row["n_leading_listed"]) == (1, 5, 1)
    assert row["share_listed_in_leading"] == 1
    assert row["share_in_district"] == pytest.approx(0.06)


def test_mumbai_is_consistent_with_its_leading_five() -> None:
    """Every leading heading is listed, in codes of four levels."""
    official = listed([("Maharashtra", "Mumbai", c) for c in ("71", "3004", "620520", "84119100")])
    found = match_product_lists(official, MUMBAI)
    assert found.exported_unlisted.empty
    assert found.listed_unexported.empty
    assert found.matches[["listed", "hs_code", "rank"]].to_numpy().tolist() == [
        ["71", "7102", 1],
        ["71", "7113", 2],
        ["3004", "3004", 3],
        ["620520", "6205", 4],
        ["84119100", "8411", 5],
    ]
    assert found.matches["reason"].tolist() == [
        "", "", "",
        "finer than the level: its parent matches", "finer than the level: its parent matches",
    ]  # fmt: skip
    row = district_row(found)
    assert (row["n_listed"], row["n_matched"], row["n_leading_listed"]) == (4, 4, 5)
    assert row["share_in_district"] == pytest.approx(0.98)


def test_columns_and_types_are_the_same_with_and_without_rows() -> None:
    """Four frames of stated columns, and empty text never null."""
    full = match_product_lists(listed([("S", "X", "01"), ("S", "X", "99")]), exports({"0101": 1}))
    none = match_product_lists(listed([]), exports({"0101": 1}))
    for name in ("matches", "exported_unlisted", "listed_unexported", "by_district"):
        a, b = getattr(full, name), getattr(none, name)
        assert a.columns.tolist() == b.columns.tolist()
        assert a.dtypes.to_dict() == b.dtypes.to_dict()
        assert a.columns[-1] == "reason"
        assert b.empty
    assert full.matches.columns.tolist() == [
        "state", "district", "listed", "listed_code", "hs_code", "rank", "value",
        "share_in_district", "tied", "how", "n_rows", "reason",
    ]  # fmt: skip
    assert full.matches["rank"].dtype == np.int64
    assert none.n_outside == 1


def test_ranks_are_those_of_lead_products() -> None:
    """Matches and unlisted products together are the leading products."""
    table = pd.concat([NICOBAR, AMRELI, MUMBAI])
    official = table[["state", "district"]].drop_duplicates().assign(hs_code="71")
    found = match_product_lists(official, table, k=4)
    key = ["state", "district", "rank", "hs_code", "value", "share_in_district"]
    both = pd.concat([found.matches[key], found.exported_unlisted[key]])
    both = both.sort_values(["state", "district", "rank"], ignore_index=True)
    pd.testing.assert_frame_equal(both, lead_products(table, level=4, k=4)[key])


def test_a_text_with_several_codes_is_one_listed_product() -> None:
    """It matches if one code does, and covers all that its codes cover."""
    codes = pd.DataFrame({"text": ["Carpets"] * 3, "hs_code": ["57", "570110", "9401"]})
    table = exports({"57011000": 5, "57021000": 3, "94016000": 1, "01012100": 1})
    found = match_product_lists(listed([("S", "X", "Carpets")], "product"), table, k=2, codes=codes)
    assert found.matches["hs_code"].tolist() == ["5701", "5702"]
    assert found.matches["listed_code"].tolist() == ["57; 570110", "57"]
    assert found.matches["how"].tolist() == ["text table", "text table"]
    assert found.matches["reason"].tolist() == ["", ""]
    assert found.listed_unexported.empty
    row = district_row(found)
    assert (row["n_listed"], row["n_matched"], row["n_leading_listed"]) == (1, 1, 2)
    assert row["share_in_district"] == pytest.approx(0.9)


def test_value_of_a_listed_chapter_is_the_sum_and_its_rank_the_best() -> None:
    """Beyond rank k a chapter may hold several products."""
    table = exports({"8703": 50, "5205": 20, "5206": 10, "3004": 15, "0101": 5})
    found = match_product_lists(listed([("S", "X", "52"), ("S", "X", "52")]), table, k=1)
    row = found.listed_unexported.iloc[0]
    assert (row["value"], row["rank"], row["n_rows"]) == (30, 2, 2)
    assert row["share_in_district"] == pytest.approx(0.3)
    assert row["reason"] == "exported, rank 2; 1 row of the list repeats another"
    assert district_row(found)["share_in_district"] == pytest.approx(0.3)


def test_overlapping_listings_do_not_count_value_twice() -> None:
    """A chapter and its heading are two listed products and one value."""
    table = exports({"5205": 60, "3004": 40})
    found = match_product_lists(listed([("S", "X", "52"), ("S", "X", "5205")]), table)
    row = district_row(found)
    assert (row["n_matched"], row["n_leading_listed"]) == (2, 1)
    assert row["share_in_district"] == pytest.approx(0.6)


def test_level_decides_what_a_listed_code_covers() -> None:
    """At level 8 a tariff line stands for itself, at level 2 for its chapter."""
    table = exports({"10063020": 6, "10063090": 4})
    official = listed([("S", "X", "10063090")])
    by_level = {
        level: match_product_lists(official, table, k=1, level=level) for level in (2, 4, 6, 8)
    }
    assert {n: f.matches["hs_code"].tolist() for n, f in by_level.items()} == {
        2: ["10"], 4: ["1006"], 6: ["100630"], 8: [],
    }  # fmt: skip
    assert reasons(by_level[8]) == {"10063090": "exported, rank 2"}
    finest = match_product_lists(official, table, level=None)
    assert finest.level == 8
    assert finest.matches["hs_code"].tolist() == ["10063090"]
    assert finest.matches["reason"].tolist() == [""]


def test_a_code_never_covers_its_neighbours() -> None:
    """Chapter 52 is not 51, 53 or 520 something else."""
    table = exports({"5113": 4, "5201": 3, "5212": 2, "5301": 1})
    found = match_product_lists(listed([("S", "X", "52")]), table)
    assert found.matches["hs_code"].tolist() == ["5201", "5212"]
    assert found.exported_unlisted["hs_code"].tolist() == ["5113", "5301"]
    heading = match_product_lists(listed([("S", "X", "5201")]), exports({"5201": 2, "5202": 1}))
    assert heading.matches["hs_code"].tolist() == ["5201"]


def test_ties_at_the_last_rank_are_settled_by_label_and_flagged() -> None:
    """Only products that tie with the last leading one are flagged, in or out."""
    table = exports({"0101": 40, "0201": 20, "0301": 20, "0401": 20})
    official = listed([("S", "X", c) for c in ("0101", "0201", "0401")])
    found = match_product_lists(official, table, k=2)
    assert found.matches[["hs_code", "tied"]].to_numpy().tolist() == [
        ["0101", False],
        ["0201", True],
    ]
    assert found.matches["reason"].tolist() == ["", "tied at the last leading rank"]
    assert reasons(found) == {"0401": "exported, rank 4, tied with rank 2"}
    assert found.listed_unexported["tied"].tolist() == [True]
    row = district_row(found)
    assert bool(row["tied"])
    assert row["reason"] == "rank 2 ties with rank 3; label order decided which is in"
    apart = match_product_lists(official, table, k=1)
    assert not apart.by_district["tied"].any()
    assert not apart.matches["tied"].any()
    whole = match_product_lists(official, table, k=4)
    assert not whole.by_district["tied"].any()


def test_an_unlisted_product_may_be_the_one_that_ties() -> None:
    """Then the frame of unlisted products says so."""
    found = match_product_lists(
        listed([("S", "X", "0301")]), exports({"0201": 0.3, "0301": 0.1 + 0.2}), k=1
    )
    assert found.exported_unlisted["tied"].tolist() + found.matches["tied"].tolist() == [True]


def test_places_are_keyed_by_state_and_district() -> None:
    """Hamirpur of one state says nothing of Hamirpur in the other."""
    table = pd.concat(
        [exports({"6403": 9}, "HAMIRPUR", "UTTAR PRADESH"),
         exports({"8504": 9}, "HAMIRPUR", "HIMACHAL PRADESH")]
    )  # fmt: skip
    found = match_product_lists(listed([("Uttar Pradesh", "Hamirpur", "6403")]), table)
    assert found.matches["state"].tolist() == ["UTTAR PRADESH"]
    assert found.exported_unlisted.empty
    assert found.n_outside == 1
    assert len(found.by_district) == 1


def test_case_and_outer_blanks_of_names_do_not_count_and_other_differences_do() -> None:
    """Sajapur is not Shajapur until somebody says so."""
    table = pd.concat([exports({"0805": 9}, "SHAJAPUR", "MADHYA PRADESH"),
                       exports({"0805": 9}, "AGRA", "UTTAR PRADESH")])  # fmt: skip
    official = listed(
        [
            ("Madhya Pradesh", "Sajapur", "0805"),
            (" Uttar Pradesh", "Agra ", "0805"),
            ("UTTAR PRADESH", "Agra", "08"),
            ("Kerala", "Kochi", "0805"),
        ]
    )
    found = match_product_lists(official, table)
    assert found.matches["district"].tolist() == ["AGRA", "AGRA"]
    assert found.listed_unexported[["district", "reason"]].to_numpy().tolist() == [
        ["Kochi", "state not in the flows table"],
        ["Sajapur", "district not in the flows table"],
    ]
    assert found.listed_unexported["value"].isna().all()
    assert found.by_district["district"].tolist() == ["Kochi", "Sajapur", "AGRA"]
    absent = district_row(found, 1)
    assert absent["reason"] == "district not in the flows table"
    assert absent["n_leading"] == 0
    assert np.isnan(absent["share_listed_in_leading"])
    assert np.isnan(absent["share_in_district"])
    exact = match_product_lists(official, table, casefold=False)
    assert exact.matches.empty
    assert exact.options["casefold"] is False


def test_a_district_that_is_absent_has_one_spelling_whatever_the_order() -> None:
    """The first in label order, in every frame."""
    official = listed([("S", "kochi", "01"), ("S", "Kochi", "02")])
    for rows in (official, official.iloc[::-1]):
        found = match_product_lists(rows, exports({"0101": 1}))
        assert found.listed_unexported["district"].tolist() == ["Kochi", "Kochi"]
        assert found.by_district["district"].tolist() == ["Kochi"]


def test_an_absent_district_says_nothing_of_the_others() -> None:
    """Its texts without a code cover nothing elsewhere."""
    official = listed([("S", "X", "Rice"), ("S", "Y", "Tourism")], "product")
    codes = pd.DataFrame({"text": ["Rice"], "hs_code": ["1006"]})
    found = match_product_lists(official, exports({"0101": 1.0}), codes=codes)
    assert found.exported_unlisted["reason"].tolist() == [""]


def test_names_of_the_flows_table_that_differ_in_case_only_are_refused() -> None:
    """Which of the two the list means cannot be known; unlisted ones do no harm."""
    table = pd.concat([exports({"0101": 1}, "Agra"), exports({"0101": 1}, "AGRA"),
                       exports({"0101": 1}, "Pune")])  # fmt: skip
    with pytest.raises(InvalidValueError, match="differ in case only; pass casefold=False"):
        match_product_lists(listed([("S", "agra", "01")]), table)
    assert len(match_product_lists(listed([("S", "Pune", "01")]), table).matches) == 1
    exact = match_product_lists(listed([("S", "Agra", "01")]), table, casefold=False)
    assert exact.matches["district"].tolist() == ["Agra"]


def test_repeated_rows_of_the_list_are_one_listed_product() -> None:
    """They are counted, whatever spelling repeats them."""
    official = listed(
        [("S", "X", "5205"), ("s", "x", "52.05"), ("S", "X", "5205"), ("S", "X", "0101")]
    )
    found = match_product_lists(official, exports({"5205": 1.0}))
    assert found.matches["n_rows"].tolist() == [3]
    assert found.matches["reason"].tolist() == ["2 rows of the list repeat another"]
    row = district_row(found)
    assert (row["n_rows"], row["n_listed"]) == (4, 2)
    assert row["reason"] == "2 rows of the list repeat another"


def test_silent_districts_keep_their_listed_products_with_the_reason() -> None:
    """No exports, only special transactions, too small, unnamed: each is said."""
    table = pd.concat(
        [
            exports({"0101": 100.0}, "Big"),
            exports({"0101": 0.0}, "Zero"),
            exports({"9801": 50.0}, "Special"),
            exports({"0101": 3.0}, "Small"),
            exports({"0101": 60.0}, "Unspecified"),
        ]
    )
    names = ["Big", "Zero", "Special", "Small", "Unspecified", "Silent"]
    found = match_product_lists(
        listed([("S", n, "0101") for n in names]), table, min_value=10,
        units=pd.DataFrame({"state": ["S"], "district": ["Silent"]}),
    )  # fmt: skip
    why = dict(zip(found.by_district["district"], found.by_district["reason"], strict=True))
    assert why == {
        "Big": "",
        "Silent": "district set aside (small place)",
        "Small": "district set aside (small place)",
        "Special": "only special transactions (chapters 98-99) or the rest of the products",
        "Unspecified": "district set aside (unspecified place)",
        "Zero": "district set aside (small place)",
    }
    plain = match_product_lists(
        listed([("S", n, "0101") for n in ("Zero", "Silent")]), table,
        units=pd.DataFrame({"state": ["S"], "district": ["Silent"]}),
    )  # fmt: skip
    assert plain.listed_unexported["reason"].tolist() == ["no exports", "no exports"]
    assert plain.listed_unexported["value"].tolist() == [0, 0]
    assert plain.by_district["share_listed_in_leading"].isna().all()
    assert plain.n_outside == 3
    assert found.aside["kind"].tolist().count("small place") == 3


def test_a_text_without_a_code_in_an_absent_district_has_both_reasons() -> None:
    """Neither hides the other."""
    codes = pd.DataFrame({"text": ["Rice"], "hs_code": ["1006"]})
    found = match_product_lists(
        listed([("S", "Y", "Tourism"), ("S", "Y", "Rice")], "product"), exports({"0101": 1}),
        codes=codes,
    )  # fmt: skip
    assert reasons(found) == {
        "Rice": "district not in the flows table",
        "Tourism": "no code for the text; district not in the flows table",
    }


def test_texts_without_a_code_count_neither_for_nor_against() -> None:
    """Two of three coded texts match, whatever the fourth is."""
    codes = pd.DataFrame({"text": ["Yarn", "Fish", "Rice"], "hs_code": ["52", "03", "10"]})
    words = ["Yarn", "Fish", "Rice", "Tourism"]
    found = match_product_lists(
        listed([("Gujarat", "Amreli", w) for w in words], "product"), AMRELI, codes=codes
    )
    row = district_row(found)
    assert (row["n_listed"], row["n_coded"], row["n_matched"]) == (4, 3, 2)
    assert row["share_listed_in_leading"] == pytest.approx(2 / 3)


def test_a_district_of_texts_without_codes_has_no_share() -> None:
    """Zero of zero is undefined, not zero."""
    codes = pd.DataFrame({"text": ["Rice"], "hs_code": ["1006"]})
    found = match_product_lists(
        listed([("S", "X", "Tourism")], "product"), exports({"0101": 1.0}), codes=codes
    )
    row = district_row(found)
    assert np.isnan(row["share_listed_in_leading"])
    assert np.isnan(row["share_in_district"])
    assert row["reason"] == "no code for 1 of 1 listed texts"
    assert found.exported_unlisted["reason"].tolist() == [
        "1 listed text without a code may cover it"
    ]


def test_listed_special_transactions_are_not_called_unexported() -> None:
    """They are exported and not ranked, unless they are taken for products."""
    table = exports({"9803": 5.0, "0101": 5.0})
    found = match_product_lists(listed([("S", "X", "98")]), table)
    assert reasons(found) == {"98": "special transactions (chapters 98-99) are not ranked"}
    assert found.listed_unexported["value"].isna().all()
    taken = match_product_lists(listed([("S", "X", "98")]), table, pseudo="product")
    assert taken.matches["hs_code"].tolist() == ["9803"]
    none = match_product_lists(listed([("S", "X", "99")]), table, pseudo="product")
    assert reasons(none) == {"99": "not exported"}


def test_names_of_products_take_the_place_of_codes() -> None:
    """Compared without case and outer blanks, and said when no such name exists."""
    table = flows(
        [("S", "X", "leather", 6.0), ("S", "X", "metals", 4.0), ("S", "Y", "toys", 1.0)],
        product="product",
    )
    official = listed(
        [("S", "X", " Leather"), ("S", "X", "Toys"), ("S", "X", "Brass"), ("S", "Y", "metals")],
        "product",
    )
    found = match_product_lists(official, table, product="product")
    assert found.level is None
    assert found.matches[["product", "how"]].to_numpy().tolist() == [["leather", "name"]]
    assert found.exported_unlisted["product"].tolist() == ["metals", "toys"]
    frame = found.listed_unexported
    assert frame[["listed", "reason"]].to_numpy().tolist() == [
        ["Brass", "no product of that name in the flows table"],
        ["Toys", "not exported"],
        ["metals", "not exported"],
    ]
    assert frame["value"].isna().tolist() == [True, False, False]
    exact = match_product_lists(official, table, product="product", casefold=False)
    assert exact.matches.empty
    assert reasons(exact)["Leather"] == "no product of that name in the flows table"


def test_texts_may_stand_for_names_of_products() -> None:
    """The caller's table leads from words to sectors."""
    table = flows([("S", "X", "leather", 6.0), ("S", "X", "metals", 4.0)], product="sector")
    codes = pd.DataFrame({"text": ["Shoes", "Brassware"], "sector": ["Leather", "metals"]})
    found = match_product_lists(
        listed([("S", "X", "shoes"), ("S", "X", "BRASSWARE")], "product"), table, k=1,
        product="sector", codes=codes,
    )  # fmt: skip
    assert found.matches["sector"].tolist() == ["leather"]
    assert reasons(found) == {"BRASSWARE": "exported, rank 2"}


def test_products_that_differ_in_case_only_are_refused_when_listed() -> None:
    """As with places."""
    table = flows([("S", "X", "Toys", 6.0), ("S", "X", "toys", 4.0)], product="product")
    with pytest.raises(InvalidValueError, match="both 'Toys' and 'toys'"):
        match_product_lists(listed([("S", "X", "toys")], "product"), table, product="product")


def test_proposals_count_only_once_accepted() -> None:
    """A review frame passed as it stands matches nothing."""
    review = pd.DataFrame(
        {"text": ["Rice", "Rice"], "hs_code": ["1006", None], "accepted": [False, False]}
    )
    official = listed([("S", "X", "Rice")], "product")
    table = exports({"1006": 5.0})
    untouched = match_product_lists(official, table, codes=review)
    assert reasons(untouched) == {"Rice": "no code for the text"}
    review.loc[0, "accepted"] = True
    assert len(match_product_lists(official, table, codes=review).matches) == 1
    with pytest.raises(InvalidTableError, match="must be True or False"):
        match_product_lists(official, table, codes=review.assign(accepted=["yes", "no"]))


def test_the_summary_counts_listed_products_and_districts() -> None:
    """One dictionary of strict JSON: the counts first, then every table."""
    table = pd.concat([NICOBAR, AMRELI, MUMBAI])
    official = listed(
        [("Gujarat", "Amreli", "03"), ("Gujarat", "Amreli", "99"), ("Gujarat", "Rajkot", "84")]
    )
    found = match_product_lists(official, table)
    whole = found.to_dict()
    assert json.loads(json.dumps(whole, allow_nan=False)) == whole
    assert {name: x for name, x in whole.items() if not isinstance(x, list | dict)} == {
        "k": 5, "level": 4, "product": "hs_code",
        "n_districts": 2, "n_districts_exporting": 1, "n_districts_matched": 1,
        "n_rows": 3, "n_listed": 3, "n_coded": 3, "n_matched": 1, "n_leading": 5,
        "n_leading_listed": 1, "n_outside": 2,
    }  # fmt: skip
    for name in ("matches", "exported_unlisted", "listed_unexported", "by_district", "aside"):
        assert len(whole[name]) == len(getattr(found, name))
    assert whole["by_district"][1]["share_in_district"] is None
    assert whole["options"]["how"] == "code"
    copy = found.to_frame()
    pd.testing.assert_frame_equal(copy, found.by_district)
    copy.loc[0, "n_listed"] = 99
    assert found.by_district["n_listed"].tolist() == [2, 1]
    assert found.options["how"] == "code"
    assert "by_district" not in repr(found)


def test_options_reach_the_one_guard() -> None:
    """Years are never added silently, and one may be chosen."""
    table = pd.concat(
        [exports({"0101": 1.0}).assign(period="2020-21"),
         exports({"0201": 1.0}).assign(period="2021-22")]
    )  # fmt: skip
    official = listed([("S", "X", "02")])
    with pytest.raises(MixedPeriodError):
        match_product_lists(official, table)
    assert match_product_lists(official, table, period="2020-21").matches.empty
    found = match_product_lists(official, table, period="2021-22")
    assert found.matches["hs_code"].tolist() == ["0201"]
    assert found.aside["kind"].tolist() == ["other period"]


def test_a_table_of_unnamed_places_only_matches_nothing() -> None:
    """No ranked place is left, and every listed product is still there."""
    table = exports({"0101": 1.0}, "UNSPECIFIED")
    found = match_product_lists(listed([("S", "X", "01")]), table)
    assert reasons(found) == {"01": "district not in the flows table"}
    ranked = match_product_lists(listed([("S", "Unspecified", "01")]), table, unspecified="unit")
    assert len(ranked.matches) == 1


@pytest.mark.parametrize("k", [0, -1, 2.0, True, "5", None])
def test_k_must_be_a_whole_number_from_one(k: Any) -> None:
    """No list is compared with zero products."""
    with pytest.raises(InvalidValueError, match="k must be a whole number of at least 1"):
        match_product_lists(listed([("S", "X", "01")]), exports({"0101": 1}), k=k)


@pytest.mark.parametrize("code", ["5", "770101", "TOTAL", "cotton"])
def test_codes_that_cannot_be_read_are_named(code: str) -> None:
    """In the list or in the table of texts."""
    with pytest.raises(InvalidHSCodeError, match=code):
        match_product_lists(listed([("S", "X", code)]), exports({"0101": 1}))
    codes = pd.DataFrame({"text": ["a"], "hs_code": [code]})
    with pytest.raises(InvalidHSCodeError, match=code):
        match_product_lists(listed([("S", "X", "a")], "product"), exports({"0101": 1}), codes=codes)


def test_bad_names_are_refused_with_every_bad_cell() -> None:
    """The message shows three, the frame all."""
    official = pd.DataFrame(
        {"state": ["S", None, "", "S"], "district": ["X", "X", 5, " "], "hs_code": "01"},
        index=["a", "b", "c", "d"],
    )
    with pytest.raises(
        InvalidTableError, match=r"row 1 \(label 'b'\), state.*and 1 more"
    ) as caught:
        match_product_lists(official, exports({"0101": 1}))
    cases = caught.value.failure_cases
    assert cases is not None
    assert cases[["row", "column"]].to_numpy().tolist() == [
        ["b", "state"], ["c", "state"], ["c", "district"], ["d", "district"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("identified", "options", "message"),
    [
        (pd.DataFrame({"state": ["S"], "hs_code": ["01"]}), {}, "no column 'district'"),
        (pd.DataFrame({"state": ["S"], "district": ["X"]}), {}, "no column 'hs_code'"),
        (listed([("S", "X", "a")], "product"), {}, "pass codes="),
        (listed([("S", "X", "01")]), {"codes": pd.DataFrame({"text": ["a"]})}, "product"),
        (
            listed([("S", "X", "a")], "product"),
            {"codes": pd.DataFrame({"text": ["a"]})},
            "codes has no column 'hs_code'",
        ),
        (listed([("S", "X", "01")]), {"product": "sector"}, "has no column 'sector'"),
        (
            pd.DataFrame([["S", "X", "Y", "01"]],
                         columns=["state", "district", "district", "hs_code"]),
            {},
            "several columns 'district'",
        ),
    ],
)  # fmt: skip
def test_lists_that_lack_a_column_are_refused(
    identified: pd.DataFrame, options: dict[str, Any], message: str
) -> None:
    """The message says what is there and what to pass."""
    with pytest.raises(InvalidTableError, match=message):
        match_product_lists(identified, exports({"0101": 1}), **options)


def test_a_list_that_is_no_frame_is_refused() -> None:
    """A dictionary would lose its order of rows."""
    wrong: Any = {"state": ["S"]}
    with pytest.raises(InvalidValueError, match="must be a pandas DataFrame, got a dict"):
        match_product_lists(wrong, exports({"0101": 1}))


def test_nothing_that_was_passed_in_is_changed() -> None:
    """List, flows, texts and units come out as they went in."""
    official = listed([(" S", "x", "Rice")], "product").astype("category")
    table = exports({"10063020": 5.0})
    codes = pd.DataFrame({"text": ["Rice"], "hs_code": ["10.06"], "accepted": [True]})
    before = [f.copy(deep=True) for f in (official, table, codes)]
    assert len(match_product_lists(official, table, codes=codes).matches) == 1
    for old, new in zip(before, (official, table, codes), strict=True):
        pd.testing.assert_frame_equal(old, new)


DESCRIPTIONS = pd.DataFrame(
    {
        "hs_code": ["5701", "5702", "7013", "0805"],
        "description": [
            "Carpets, knotted", "Carpets, woven", "Glassware for the table", "Citrus fruit",
        ],
    }
)  # fmt: skip


def test_proposed_codes_are_never_accepted() -> None:
    """Best score first, ties by code, and a text that resembles nothing stays."""
    pytest.importorskip("rapidfuzz")
    frame = propose_codes([" Carpets", "carpets", "Carpets", "zzzz"], DESCRIPTIONS, limit=2)
    assert frame.columns.tolist() == ["text", "hs_code", "description", "score", "accepted"]
    assert frame["text"].tolist() == ["Carpets", "Carpets", "carpets", "carpets", "zzzz"]
    assert frame["hs_code"].tolist()[:4] == ["5701", "5702", "5701", "5702"]
    assert frame["score"].tolist()[:4] == [1.0] * 4
    assert pd.isna(frame["hs_code"].iloc[4])
    assert frame["score"].iloc[4] == 0
    assert not frame["accepted"].any()
    assert frame["accepted"].dtype == bool
    again = propose_codes(["glassware, TABLE"], DESCRIPTIONS, limit=1)
    assert again["hs_code"].tolist() == ["7013"]
    untouched = match_product_lists(
        listed([("S", "X", "Carpets")], "product"), exports({"5701": 5.0}), codes=frame
    )
    assert untouched.matches.empty


def test_proposals_of_nothing_are_an_empty_frame() -> None:
    """No texts, or no descriptions."""
    pytest.importorskip("rapidfuzz")
    assert propose_codes([], DESCRIPTIONS).empty
    none = propose_codes(["Carpets"], DESCRIPTIONS.iloc[:0])
    assert none["hs_code"].isna().tolist() == [True]


@pytest.mark.parametrize(
    ("texts", "limit", "message"),
    [
        ("Carpets", 3, "got the text 'Carpets'"),
        (["Carpets", None], 3, "got None"),
        (["Carpets"], 0, "limit must be a whole number of at least 1, got 0"),
    ],
)
def test_texts_and_limits_that_make_no_sense_are_refused(
    texts: Any, limit: int, message: str
) -> None:
    """A bare string would be read letter by letter."""
    with pytest.raises(InvalidValueError, match=message):
        propose_codes(texts, DESCRIPTIONS, limit=limit)


def test_proposed_places_are_of_the_same_state_and_never_accepted() -> None:
    """Spellings that are found are not proposed for."""
    pytest.importorskip("rapidfuzz")
    official = listed(
        [
            ("Madhya Pradesh", "Sajapur", "08"),
            ("Madhya Pradesh", "Indore", "08"),
            ("Madhya Pradesh", "Sajapur", "09"),
        ]
    )
    table = pd.concat(
        [exports({"0101": 1, "0201": 1}, "SHAJAPUR", "MADHYA PRADESH"),
         exports({"0101": 1}, "INDORE", "MADHYA PRADESH"),
         exports({"0101": 1}, "SAJAPUR", "ELSEWHERE")]
    )  # fmt: skip
    frame = propose_places(official, table)
    assert frame["proposed_district"].tolist() == ["SHAJAPUR", "INDORE"]
    assert frame["district"].tolist() == ["Sajapur", "Sajapur"]
    assert frame["score"].iloc[0] == pytest.approx(14 / 15)
    assert not frame["accepted"].any()
    other = propose_places(listed([("Malwa", "Indore", "08")]), table, limit=1)
    assert other["proposed_state"].tolist() == ["MADHYA PRADESH"]
    assert propose_places(official.iloc[1:2], table).empty
    with pytest.raises(InvalidTableError, match="flows has no column 'district'"):
        propose_places(official, table[["state"]])


def test_proposals_without_rapidfuzz_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matching itself needs nothing more."""
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "odopkit\[match\]"'):
        propose_codes(["Carpets"], DESCRIPTIONS)
    official = listed([("S", "X", "08")])
    with pytest.raises(MissingDependencyError, match="propose_places needs rapidfuzz"):
        propose_places(official, exports({"0101": 1}, "Y"))
    assert len(match_product_lists(official, exports({"0801": 1})).matches) == 1
