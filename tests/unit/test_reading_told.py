"""A reading says in words what was done, and what columns look like where it cannot place them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from odopkit.errors import ReadError
from odopkit.readers import LAKH, read_exports

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {"Province": "district", "HS": "hs_code", "Value": "value"}


def written(folder: Path, text: str) -> Path:
    """Write a csv."""
    path = folder / "x.csv"
    path.write_text(text, encoding="utf-8")
    return path


def proposed(path: Path) -> dict[str, object]:
    """Take the call that the message proposes, as Python reads it."""
    with pytest.raises(ReadError) as caught:
        read_exports(path)
    text = str(caught.value)
    assert len(text) <= 500
    call = text.partition("Pass ")[2].removesuffix(" if that names them")
    return dict(eval(f"dict({call})", {"dict": dict}))  # noqa: S307 - our own text


@pytest.mark.parametrize(
    ("header", "row", "columns", "constants"),
    [
        (
            "Month ID,State,HS6 ID,HS6,Country,Trade Value",
            "200607,Alfa,1050400,Guts,Peru,100",
            {
                "State": "state",
                "HS6 ID": "hs_code",
                "Country": "partner",
                "Trade Value": "value",
            },
            {"district": "..."},
        ),
        (
            "CO_ANO;SH4;CO_PAIS;SG_UF_MUN;CO_MUN;VL_FOB",
            "2025;0901;063;MG;3122306;5000",
            {"CO_ANO": "period", "SH4": "hs_code", "SG_UF_MUN": "state", "VL_FOB": "value"},
            {"district": "..."},
        ),
        (
            "Bundesland,Kreis,Ware,Wert,Jahr",
            "Hessen,Kassel,Wein,5,2023",
            {
                "Bundesland": "state",
                "Kreis": "district",
                "Ware": "product",
                "Wert": "value",
                "Jahr": "period",
            },
            None,
        ),
    ],
)
def test_a_file_that_cannot_be_placed_is_answered_with_a_call(
    tmp_path: Path,
    header: str,
    row: str,
    columns: dict[str, str],
    constants: dict[str, str] | None,
) -> None:
    """Each column that looks like one of a flows table is in the call, and no other."""
    found = proposed(written(tmp_path, f"{header}\n{row}\n"))
    assert found == {"columns": columns} | ({"constants": constants} if constants else {})


def test_the_proposed_call_reads_the_file(tmp_path: Path) -> None:
    """What is proposed is no riddle: passed on, it works."""
    path = written(tmp_path, "State,District,HS code,Value\nGoa,South Goa,30049099,5\n")
    result = read_exports(path, **proposed(path))  # type: ignore[arg-type]
    assert result.flows["value"].tolist() == [5.0]


def test_what_looks_like_nothing_is_not_guessed(tmp_path: Path) -> None:
    """No guess is better than a wrong one: the example stands where no heading speaks."""
    with pytest.raises(ReadError, match="'column of the file': 'value'"):
        read_exports(written(tmp_path, "a,b\nx,1\n"))


def test_imports_and_shares_are_no_values(tmp_path: Path) -> None:
    """What nobody can guess is left for the caller to name."""
    path = written(tmp_path, "State,District,Imports USD,Export share\nGoa,South Goa,5,0.1\n")
    assert proposed(path) == {"columns": {"State": "state", "District": "district", "...": "value"}}


def test_headings_are_held_against_cells(tmp_path: Path) -> None:
    """A column called value that holds words is not taken for the values."""
    path = written(tmp_path, "State,District,Value,Amount\nGoa,South Goa,high,5\n")
    assert proposed(path) == {
        "columns": {"State": "state", "District": "district", "Amount": "value"}
    }


def test_a_summary_can_be_pasted(tmp_path: Path) -> None:
    """What was read, kept, repaired and set aside, in lines that a person can check."""
    text = (
        "Province,HS,Value\nAlfa,30049099,5\nAlfa,10063020,2\nBeta,3061790,4\nGama,30049099,\n"
        "Delta,30049099,-1\n"
    )
    path = written(tmp_path, text)
    result = read_exports(
        path,
        columns=COLUMNS,
        constants={"state": "X", "period": "2023-24"},
        pad_hs=True,
        scale=LAKH,
        currency="INR",
    )
    assert result.summary().splitlines() == [
        f"Read {path}: 3 rows, 2 districts in 1 state, 3 products, 2023-24.",
        "Value kept: 1,100,000 INR (the file's values times 100,000).",
        "Set aside: value is missing (row 5, column 'Value')",
        "Set aside: '-1' is negative (row 6, column 'Value', '-1')",
        "Repaired: '3061790' read as '03061790': one zero restored (row 4, column 'HS', '3061790')",
    ]


def test_a_summary_counts_what_is_alike() -> None:
    """Many lines of one kind are one, with their number and the first of them."""
    given = pd.DataFrame(
        {
            "state": ["Goa"] * 5,
            "district": ["A", "B", "C", "D", "E"],
            "value": ["1", "-2", "3", "4", "-6"],
        }
    )
    lines = read_exports(given).summary().splitlines()
    assert lines[2:] == ["Set aside: 2 times '-2' is negative (first row 1, column 'value', '-2')"]
