"""One period of a table, and what the others held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit import _kernels as kernels
from odopkit.errors import InvalidValueError, MixedPeriodError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from odopkit.tables.aside import AsideRow
    from odopkit.typing import BoolArray


def choose_period(table: pd.DataFrame, period: str | None) -> tuple[BoolArray | None, str | None]:
    """Rows of the chosen period (None for all of them), and its name."""
    if "period" not in table:
        if period is not None:
            msg = (
                f"period={period!r} was asked for, but the table has no column period; add one, "
                "or leave period out"
            )
            raise InvalidValueError(msg)
        return None, None
    category = table["period"].array
    labels = category.categories.tolist()
    used = [labels[i] for i in kernels.used_codes(category.codes, len(labels))]
    if not used:
        return None, None
    if period is None:
        if len(used) > 1:
            shown = ", ".join(sorted(used)[:4]) + (" …" if len(used) > 4 else "")
            msg = f"the table holds {len(used)} periods ({shown}); choose one with period="
            raise MixedPeriodError(msg, periods=tuple(sorted(used)))
        return None, used[0] if used else None
    check_period(period, used, "period")
    if len(used) == 1:
        return None, period
    return category.codes == labels.index(period), period


def check_period(period: object, used: Sequence[str], argument: str) -> None:
    """Refuse a period that no row has, with what may be meant."""
    if isinstance(period, str) and period in used:
        return
    shown = ", ".join(sorted(used)[:4]) + (" …" if len(used) > 4 else "")
    alike = [p for p in sorted(used) if p[:4] == str(period)[:4]]
    hint = ""
    if alike:
        why = "" if isinstance(period, str) else "periods are text, so "
        hint = f"; {why}write {argument}={alike[0]!r}"
    asked = repr(period) if argument == "period" else f"{argument}={period!r}"
    msg = f"there is no period {asked}{hint}; the table holds {shown}"
    raise InvalidValueError(msg)


def other_periods(table: pd.DataFrame, rows: BoolArray) -> list[AsideRow]:
    """List the value of the periods that were not chosen."""
    category = table["period"].array
    sums = kernels.sum_by(
        category.codes[~rows], len(category.categories), table["value"].to_numpy()[~rows]
    )
    used = kernels.used_codes(category.codes[~rows], len(category.categories))
    return [
        {
            "kind": "other period",
            "what": str(category.categories[i]),
            "value": float(sums[i]),
            "treatment": "excluded",
        }
        for i in used
    ]
