"""Which products a place exports enough of to count as present."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_choice, check_number
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import kind_of, remedy
from odopkit.specialization import location_quotient
from odopkit.tables.matrix import ExportMatrix
from odopkit.tables.options import refuse_options
from odopkit.tables.sparse import kept_indptr, sparse
from odopkit.typing import TOLERANCE

if TYPE_CHECKING:
    from odopkit.typing import HSLevel, PlaceOptions

PresenceBy = Literal["location quotient"]
LOCATION_QUOTIENT: Final = "location quotient"

# An exact 1 in float32 may lie this far below it after two roundings.
FLOAT32_TOLERANCE: Final = 2.0**-22


def check_kind(m: object, kind: str, function: str, hint: str) -> None:
    """Refuse a matrix of another kind, with what to do first."""
    if not isinstance(m, ExportMatrix) or m.kind != kind:
        got = f"{m.kind} values" if isinstance(m, ExportMatrix) else kind_of(m)
        msg = f"{function} needs an ExportMatrix of {kind}, got {got}; {hint}"
        raise InvalidValueError(msg)


def check_presence(p: object, function: str) -> None:
    """Refuse what holds no presence."""
    check_kind(p, "presence", function, "use presence(location_quotient(m)) first")


def presence(lq: ExportMatrix, *, cutoff: float = 1.0) -> ExportMatrix:
    r"""Where a unit has a product, by its location quotient: a matrix of 0 and 1.

    .. math:: M_{dk} = 1 \text{ if } LQ_{dk} \ge c, \text{ else } 0.

    Parameters
    ----------
    lq : ExportMatrix
        Location quotients, shape (n_units, n_products).
    cutoff : float, default 1.0
        The quotient :math:`c` from which a product counts as present, above 0.

    Returns
    -------
    ExportMatrix
        Ones where present, zeros elsewhere, also where the quotient is undefined; the
        reasons are kept.

    Raises
    ------
    InvalidValueError
        If `lq` does not hold location quotients, or `cutoff` is not above 0 and finite.

    Notes
    -----
    A quotient of just 1 counts as present, though arithmetic may leave it at 1 - 1e-16:
    the comparison has a relative tolerance of 1e-12 (2.4e-7 for float32 quotients).
    Plain ``>=`` loses cells of even matrices, and with them whole products.

    The usual mistake is to read presence in a district as capability: one shipment of
    a rare product passes the cutoff.  Set small places aside first (``min_value``).
    Extra memory is that of the result, 12 bytes a cell present.  Source:
    :cite:t:`HidalgoKlinger2007`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix, location_quotient
    >>> from odopkit.product_space import presence
    >>> exports = pd.DataFrame([[100, 20, 80], [50, 150, 0], [10, 30, 60]],
    ...                        index=["Kutch", "Surat", "Rajkot"],
    ...                        columns=["salt", "yarn", "pumps"])
    >>> presence(location_quotient(ExportMatrix.from_frame(exports))).to_frame()
    product  salt  yarn  pumps
    unit
    Kutch     1.0   0.0    1.0
    Surat     0.0   1.0    0.0
    Rajkot    0.0   0.0    1.0
    """
    check_kind(lq, "location quotient", "presence", "use location_quotient(m) first")
    check_number(cutoff, "cutoff", above=0)
    values = lq.values
    slack = TOLERANCE if values.dtype == np.float64 else FLOAT32_TOLERANCE
    keep = values.data >= cutoff * (1 - slack)
    indptr = kept_indptr(keep, values.indptr)
    return replace(
        lq,
        values=sparse(
            np.ones(int(indptr[-1]), dtype=values.dtype), values.indices[keep], indptr, lq.shape
        ),
        kind="presence",
        # What is undefined as a quotient is not present; the reasons stay.
        state_defined=None,
        options=lq.options | {"presence_by": LOCATION_QUOTIENT, "cutoff": float(cutoff)},
    )


def presence_of(
    exports: ExportMatrix | pd.DataFrame,
    *,
    presence_by: PresenceBy,
    cutoff: float,
    level: HSLevel | None,
    product: str,
    options: PlaceOptions,
) -> ExportMatrix:
    """Take a presence matrix as it is, and make one of exports or of a flows table.

    Of a flows table: ``ExportMatrix.from_flows``, ``location_quotient`` against its own
    totals, ``presence``.
    """
    check_choice(presence_by, get_args(PresenceBy), "presence_by")
    if isinstance(exports, pd.DataFrame):
        exports = ExportMatrix.from_flows(exports, level=level, product=product, **options)
    elif isinstance(exports, ExportMatrix):
        refuse_options(
            options | {"level": level, "product": product},
            "a matrix has options of its own, so pass them where it is made",
        )
    else:
        msg = (
            "complexity needs a flows table or an ExportMatrix, got "
            f"{kind_of(exports)}; {remedy(exports)}"
        )
        raise InvalidValueError(msg)
    if exports.kind == "exports":
        return presence(location_quotient(exports), cutoff=cutoff)
    hint = "use presence(lq) first, or give exports or a flows table"
    check_kind(exports, "presence", "complexity", hint)
    if cutoff != 1.0:
        msg = f"cutoff={cutoff!r} says what counts as present, and this matrix holds presence"
        raise InvalidValueError(msg)
    return exports
