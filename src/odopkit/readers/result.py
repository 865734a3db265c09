"""What a reader hands back, and the units that values may come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd


THOUSAND: Final = 1e3
LAKH: Final = 1e5
MILLION: Final = 1e6
CRORE: Final = 1e7
BILLION: Final = 1e9

ISSUE_COLUMNS: Final = ("file", "sheet", "row", "column", "value", "action", "message")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadResult:
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
        the file spells it), ``action`` (``"repaired"`` or ``"set_aside"``) and
        ``message``.
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
        could be read: a missing district, a code in chapter 77.  Totals do not count.

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
    >>> result.summary["rows_kept"], result.summary["rows_set_aside"]
    (1, 1)
    """

    flows: pd.DataFrame
    issues: pd.DataFrame
    currency: str
    scale: float
    period: str | None
    source: str
    value_set_aside: float = 0.0

    @property
    def summary(self) -> dict[str, float]:
        """Rows and value kept and set aside, and rows repaired, as one small dict.

        Returns
        -------
        dict of str to float
            ``rows_kept``, ``rows_repaired``, ``rows_set_aside`` (totals and notes too),
            ``value_kept`` and ``value_set_aside`` (totals not).
        """
        by_row = self.issues[self.issues["row"].notna()]
        action = by_row["action"]
        return {
            "rows_kept": len(self.flows),
            "rows_repaired": int((action == "repaired").sum()),
            "rows_set_aside": int((action == "set_aside").sum()),
            "value_kept": float(self.flows["value"].sum()),
            "value_set_aside": self.value_set_aside,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain Python values: frames become lists of records.

        Returns
        -------
        dict
            One entry for each field.
        """
        return {
            "flows": self.flows.to_dict("records"),
            "issues": self.issues.to_dict("records"),
            "currency": self.currency,
            "scale": self.scale,
            "period": self.period,
            "source": self.source,
            "value_set_aside": self.value_set_aside,
        }
