"""What a reader hands back, and the units that values may come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from odopkit.readers.telling import summary_of
from odopkit.results import Result, plain_items

THOUSAND: Final = 1e3
LAKH: Final = 1e5
MILLION: Final = 1e6
CRORE: Final = 1e7
BILLION: Final = 1e9

SCALES: Final = ("THOUSAND", "LAKH", "MILLION", "CRORE", "BILLION")

TOTAL_COLUMNS: Final = (
    "file",
    "sheet",
    "row",
    "column",
    "label",
    "printed",
    "kept",
    "difference",
)
ISSUE_COLUMNS: Final = ("file", "sheet", "row", "column", "value", "action", "message")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ReadResult(Result):
    """A flows table that was read, with everything that was done to get it.

    Parameters
    ----------
    flows : DataFrame
        The validated table, ready for every measure.
    issues : DataFrame
        One line for each row that was set aside or repaired, and for each thing that
        concerns a whole file (then ``row`` is None).  Columns: ``file``, ``sheet``,
        ``row`` (counted from 1 as a spreadsheet shows it; in a csv the line on which
        the record begins; in a DataFrame the index label), ``column``, ``value`` (as
        the file spells it), ``action`` (``"repaired"``, ``"set_aside"``, or ``"noted"``
        where nothing was done) and ``message``.
    totals : DataFrame
        One line for each sum that the file prints and that was left out: ``file``,
        ``sheet``, ``row``, ``column`` and ``label`` (where the word or the sum was found),
        ``printed``, ``kept`` (the sum of the rows of data that it covers, in the unit of
        the file) and ``difference`` (printed less kept).
    currency : str
        ``"USD"``, ``"INR"`` …, or ``""`` where unknown.
    scale : float
        What the values of the file were multiplied by.
    period : str or None
        The one period in `flows`; None when there is none, or several.
    source : str
        The path that was read, or ``"DataFrame"``.
    value_set_aside : float
        Value, in the unit of `flows`, of rows that were set aside although their value
        could be read: a missing district, a code in chapter 77.  Totals do not count.  NaN
        where a value that was set aside cannot be read.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import read_exports
    >>> table = pd.DataFrame({"state": ["Goa", "Goa"], "district": ["South Goa", "Total"],
    ...                       "value": ["1,200", "1,200"]})
    >>> result = read_exports(table, currency="USD")
    >>> result.issues[["row", "value", "action"]]
      row  value     action
    0   1  Total  set_aside
    >>> result.counts["rows_kept"], result.counts["rows_set_aside"]
    (1, 1)
    """

    flows: pd.DataFrame
    issues: pd.DataFrame
    totals: pd.DataFrame
    currency: str
    scale: float
    period: str | None
    source: str
    value_set_aside: float = 0.0

    @property
    def counts(self) -> dict[str, float]:
        """Rows and value kept and set aside, and rows repaired, as one small dict.

        Returns
        -------
        dict of str to float
            ``rows_kept``, ``rows_repaired``, ``rows_set_aside`` (totals and notes too),
            ``value_kept`` and ``value_set_aside`` (totals not).
        """
        by_row = self.issues[self.issues["row"].notna()]
        action = by_row["action"]
        with np.errstate(over="ignore"):  # a sum beyond the range of a float is infinite
            kept = float(self.flows["value"].sum())
        return {
            "rows_kept": len(self.flows),
            "rows_repaired": int((action == "repaired").sum()),
            "rows_set_aside": int((action == "set_aside").sum()),
            "value_kept": kept,
            "value_set_aside": self.value_set_aside,
        }

    def summary(self) -> str:
        """Say in a few lines what was read, repaired, set aside, and which totals agree.

        Returns
        -------
        str
            Plain text to paste into a note.  Each kind of issue has a line with how many
            there are and the first of them; nothing is left out of the counts.
        """
        return summary_of(self)

    def to_frame(self) -> pd.DataFrame:
        """Return the headline numbers, one a row: ``item``, ``value``, ``note``.

        Returns
        -------
        DataFrame
            What `counts` holds, and `scale`; a note says what is counted.
        """
        unit = self.currency or "currency not stated"
        notes = {
            "rows_kept": "of the flows table",
            "rows_repaired": "lines of issues",
            "rows_set_aside": "lines of issues, totals and notes among them",
            "value_kept": unit,
            "value_set_aside": f"{unit}, without totals",
        }
        counts = self.counts
        return pd.DataFrame(
            {
                "item": [*(item.replace("_", " ") for item in notes), "scale"],
                "value": [*(counts[item] for item in notes), self.scale],
                "note": [*notes.values(), "what values of the file were multiplied by"],
            }
        ).astype({"item": "str", "value": np.float64, "note": "str"})

    def to_dict(self) -> dict[str, Any]:
        """Return the result as strict JSON, without the rows of `flows`.

        Returns
        -------
        dict
            ``source``, ``currency``, ``scale``, ``period``, ``counts``, ``flows`` by its
            shape only (``n_rows`` and ``columns``: save the table itself with pandas), and
            ``issues`` and
            ``totals`` as lists of records.  A row label of a DataFrame that is neither
            text nor a whole number is spelled out.
        """
        return plain_items(
            {
                "source": self.source,
                "currency": self.currency,
                "scale": self.scale,
                "period": self.period,
                "counts": self.counts,
                "flows": {"n_rows": len(self.flows), "columns": self.flows.columns.tolist()},
                "issues": self.issues,
                "totals": self.totals,
            }
        )
