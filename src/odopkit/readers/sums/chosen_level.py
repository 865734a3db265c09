"""One length of HS codes of several: the others are left out and held against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from odopkit.readers.sums.tally import added, groups_of, near, step_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.readers.issues import IssueLog
    from odopkit.readers.sheet import Sheet
    from odopkit.readers.sums.tally import Key
    from odopkit.typing import BoolArray, IntArray


def with_level(
    sheet: Sheet, keys: Sequence[Key], keep: BoolArray, log: IssueLog
) -> tuple[BoolArray, pd.DataFrame | None]:
    """Keep the rows of the length that was asked for; hold shorter codes against them."""
    level = sheet.options.level
    place = next((i for i, key in enumerate(keys) if key.name == "hs_code"), None)
    if level is None or place is None:
        return keep, None
    key = keys[place]
    lengths = np.array([len(label) for label in key.labels], dtype=np.intp)
    of_rows = lengths[key.clean][key.column.codes]
    right = keep & (of_rows == level)
    if not right.any():
        found = sorted(set(of_rows[keep].tolist()))
        shown = ", ".join(map(str, found[:-1])) + " and " * (len(found) > 1) + str(found[-1])
        msg = (
            f"column {key.header!r} of {sheet.table.grid.where} has no HS code of {level} digits, "
            f"only of {shown}; choose one of these with level="
        )
        raise sheet.table.grid.error(msg)
    aside = np.flatnonzero(keep & ~right)
    if not aside.size:
        return keep, None
    values = sheet.columns["value"].amounts
    sums = _sums(keys, place, values, np.flatnonzero(right), aside[of_rows[aside] < level])
    kinds = sorted(set(of_rows[aside].tolist()))
    shown = " and ".join(map(str, kinds))
    message = f"{len(aside)} rows of HS codes of {shown} digits left out: level={level}"
    if len(sums):
        message += f"; {int(sums['agrees'].sum())} of {len(sums)} are the sum of their parts"
        off = sums[~sums["agrees"]]
        if len(off):
            one = next(off.itertuples())
            message += (
                f", but {one.label!r} of row {sheet.table.labels[one.row]} is {one.printed:.12g}, "
                f"and its parts come to {one.kept:.12g}"
            )
    log.whole("set_aside", message, column=key.header)
    return right, sums


def _sums(
    keys: Sequence[Key], place: int, values: np.ndarray, right: IntArray, short: IntArray
) -> pd.DataFrame:
    """Add up the codes that begin with each shorter code, within the other keys."""
    at = np.concatenate([right, short])
    key = keys[place]
    step = step_of(values[at], printed=True)
    others = [k for i, k in enumerate(keys) if i != place]
    rest, _ = groups_of([k.at(at) for k in others], [len(k.labels) for k in others], len(at))
    code = key.at(at)
    lengths = np.array([len(label) for label in key.labels])
    frames = []
    for length in sorted(set(lengths[key.at(short)].tolist())):
        begin, names = pd.factorize(
            np.array([label[:length] for label in key.labels], dtype=object)
        )
        group, n = groups_of([rest, begin[code]], [int(rest.max()) + 1, len(names)], len(at))
        fine = group[: len(right)]
        kept = added(fine, values[right], n)
        count = np.bincount(fine, minlength=n)
        mine = len(right) + np.flatnonzero(lengths[key.at(short)] == length)
        row, g = at[mine], group[mine]
        frames.append(
            pd.DataFrame(
                {
                    "row": row,
                    "label": [key.labels[i] for i in key.at(row).tolist()],
                    "printed": values[row],
                    "kept": kept[g],
                    "agrees": near(values[row], kept[g], count[g], step),
                }
            )
        )
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
