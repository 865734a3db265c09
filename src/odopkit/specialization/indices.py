"""The family of specialization indices: one formula each, for cells and for rectangles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import as_names
from odopkit.errors import InvalidValueError, UnknownNameError
from odopkit.errors.telling import did_you_mean, kind_of
from odopkit.specialization.reference import NONE_IN_REFERENCE, NOT_IN_REFERENCE, reference_grid
from odopkit.tables.cells import NO_EXPORTS, NOT_RANKED
from odopkit.tables.labels import text_column
from odopkit.tables.sparse import columns_of, no_reasons, rows_of, unit_columns
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from odopkit.specialization.reference import Grid, Reference
    from odopkit.tables.matrix import ExportMatrix
    from odopkit.typing import Float64Array, IntArray


def check_exports(m: object, function: str) -> None:
    """Refuse what holds no exports, such as quotients of which shares would be taken."""
    kind = getattr(m, "kind", None)
    if not isinstance(kind, str):
        msg = (
            f"{function} needs an ExportMatrix of exports, got {kind_of(m)}; make one of a flows "
            "table with ExportMatrix.from_flows"
        )
        raise InvalidValueError(msg)
    if kind != "exports":
        msg = f"{function} needs an ExportMatrix of exports, got one of {kind}"
        raise InvalidValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """A cell, its unit, the reference's product and the reference; of one shape, or broad."""

    e: Float64Array
    r: Float64Array
    c: Float64Array
    t: Float64Array


def _lq(x: Margins) -> Float64Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = x.t / x.c * x.e / x.r
    return np.asarray(np.where((x.c > 0) & (x.r > 0), quotient, np.nan))


def _rsca(x: Margins) -> Float64Array:
    b = _lq(x)
    return np.asarray((b - 1) / (b + 1))


def _nrca(x: Margins) -> Float64Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        beyond = x.e / x.t - x.r / x.t * (x.c / x.t)
    return np.asarray(np.where((x.r > 0) & (x.t > 0), beyond, np.nan))


def _arca(x: Margins) -> Float64Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        beyond = x.e / x.r - x.c / x.t
    return np.asarray(np.where((x.r > 0) & (x.t > 0), beyond, np.nan))


def _rxa(x: Margins) -> Float64Array:
    rest, others = x.r - x.e, x.c - x.e
    # A difference that is only rounding is no other product and no other exporter.
    some = (x.c > 0) & (x.r > 0) & (rest > TOLERANCE * x.r) & (others > TOLERANCE * x.c)
    neither = x.t - x.c - rest
    neither = np.where(np.abs(neither) > TOLERANCE * x.t, neither, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (x.e / rest) / (others / neither)
    return np.asarray(np.where(some & (neither >= 0), ratio, np.nan))


_OTHER_WORDS: Final = {"rca": "lq", "balassa": "lq", "vollrath": "rxa"}

INDICES: Final[dict[str, Callable[[Margins], Float64Array]]] = {
    "lq": _lq,
    "rsca": _rsca,
    "nrca": _nrca,
    "arca": _arca,
    "rxa": _rxa,
}


def index_names(indices: Sequence[str]) -> tuple[str, ...]:
    """Check names of indices, each once."""
    names = as_names(indices, "indices")
    known = [*INDICES, "wrca"]
    for name in names:
        if name not in known:
            meant = _OTHER_WORDS.get(name.casefold(), name)
            hint = did_you_mean(meant, known) or "."
            msg = f"there is no index {name!r}{hint} Known are {', '.join(known)}"
            raise UnknownNameError(msg)
    return tuple(dict.fromkeys(names))


def rectangle(m: ExportMatrix, reference: Reference, index: str, function: str) -> pd.DataFrame:
    """Take an index of every cell, stored or not."""
    check_exports(m, function)
    grid = reference_grid(m, reference)
    margins = Margins(
        e=m.values.toarray().astype(np.float64, copy=False),
        r=m.totals.unit[:, np.newaxis],
        c=grid.product[grid.of_unit],
        t=grid.total[grid.of_unit][:, np.newaxis],
    )
    if index == "wrca":
        b = _lq(margins)
        n, total = (~np.isnan(b)).sum(axis=1), np.nansum(b, axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.where(total[:, np.newaxis] > 0, b / (total / n)[:, np.newaxis], np.nan)
    else:
        found = INDICES[index](margins)
    return pd.DataFrame(found, index=m.units, columns=m.products, copy=False)


def weighted_cells(m: ExportMatrix, grid: Grid, row: IntArray, margins: Margins) -> Float64Array:
    """Weighted RCA of stored cells: the mean is over products, stored or not."""
    b = _lq(margins)
    n = (grid.product > 0).sum(axis=1)[grid.of_unit]
    total = kernels.sum_by(row, m.shape[0], np.nan_to_num(b))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(b / (total / n)[row])


def reference_reasons(c: Float64Array) -> NDArray[Any]:
    """Why the quotient of a cell is undefined, by the reference's exports of the product."""
    reason = no_reasons(len(c))
    reason[np.isnan(c)] = NOT_IN_REFERENCE
    reason[c == 0] = NONE_IN_REFERENCE
    return reason


def joined(first: NDArray[Any], second: NDArray[Any]) -> NDArray[Any]:
    """Put two reasons beside each other where both say something."""
    both = (first != "") & (second != "")
    return np.asarray(np.where(both, first + "; " + second, first + second))


def with_silent(
    m: ExportMatrix, product: str, columns: dict[str, NDArray[Any]], reason: NDArray[Any]
) -> pd.DataFrame:
    """Make a frame of stored cells, with one row for each unit that has none."""
    silent = np.flatnonzero(np.diff(m.values.indptr) == 0)
    place = np.concatenate([rows_of(m.values), silent])
    item = np.concatenate([columns_of(m.values), np.full(len(silent), -1)])
    order = np.argsort(place, kind="stable")
    frame: dict[str, Any] = {
        name: labels.iloc[place[order]].reset_index(drop=True)
        for name, labels in unit_columns(m.units).items()
    }
    frame[product] = text_column(m.products.to_numpy(dtype=object), item[order])
    for name, values in {"value": m.values.data, **columns}.items():
        # What is counted or added up is nothing there; a flag is up; the rest is undefined.
        filler = True if values.dtype == bool else 0 if values.dtype.kind == "i" else np.nan
        empty = np.full(len(silent), 0.0 if name == "value" else filler, dtype=values.dtype)
        frame[name] = np.concatenate([values, empty])[order]
    nothing = np.where(m.totals.unit[silent] > 0, NOT_RANKED, NO_EXPORTS).astype(object)
    words = np.concatenate([reason, nothing])[order]
    return pd.DataFrame(frame | {"reason": pd.Series(words.tolist(), dtype="str")})
