"""Districts of one name in two states, which no sum over names may merge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from odopkit.errors import InvalidValueError
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


def refuse_namesakes(table: pd.DataFrame, names: Sequence[str], argument: str) -> None:
    """Refuse districts without their state where two states have one of the same name."""
    if "district" not in names or "state" in names or "state" not in table:
        return
    pairs: Any = table[["district", "state"]].drop_duplicates()
    unknown = {value.casefold() for value in UNSPECIFIED_VALUES}
    named = [str(d).strip().casefold() not in unknown for d in pairs["district"].tolist()]
    pairs = pairs[named]
    twice = pairs[pairs.duplicated("district", keep=False)]
    if twice.empty:
        return
    first = min(twice["district"].astype(str))
    states = sorted(twice.loc[twice["district"].astype(str) == first, "state"].astype(str))
    n = twice["district"].nunique()
    more = f" (and {n - 1} more names)" if n > 1 else ""
    msg = (
        f"{argument}={tuple(names)} would merge places of one name: {first!r}{more} is a district "
        f"of {states[0]!r} and of {states[1]!r}; name 'state' beside 'district'"
    )
    raise InvalidValueError(msg)
