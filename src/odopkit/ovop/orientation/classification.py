"""An orientation with the rule that gave it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from odopkit.ovop.records.frames import framed, plain
from odopkit.results import Result

if TYPE_CHECKING:
    from fractions import Fraction

    import pandas as pd

    from odopkit.ovop.records.codes import Orientation
    from odopkit.ovop.records.facts import Fact


COLUMNS: Final = (
    *("id", "orientation", "rule", "n_social", "n_economic", "n_neutral"),
    *("social", "economic", "neutral", "orientation_basis", "warnings"),
    *("threshold", "codebook", "mode", "reason"),
)
KINDS: Final = dict.fromkeys(("n_social", "n_economic", "n_neutral"), "int64")


class OrientationRule(StrEnum):
    """Which rule gave an orientation, in the order in which they are tried.

    ``STATED`` (RS) a document states it, in mode ``reported`` only; ``SILENT`` (R0) no
    objective decides; ``TIE`` (R0b) as many social as economic ones, at every threshold;
    ``SOCIAL`` (R1) and ``ECONOMIC`` (R2) the share of the one side reaches the threshold;
    ``MIXED`` (R3) neither does.
    """

    STATED = "RS"
    SILENT = "R0"
    TIE = "R0b"
    SOCIAL = "R1"
    ECONOMIC = "R2"
    MIXED = "R3"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Classification(Result):
    """An orientation with the rule that gave it and all that it rests on.

    Parameters
    ----------
    id : str
        Id of the programme, empty where codes alone were given.
    orientation : Orientation
        The result.
    rule : OrientationRule
        The rule that gave it.
    n_social, n_economic, n_neutral : int
        Distinct codes on each side.
    social, economic, neutral : tuple of str
        These codes.
    deciding : tuple of Fact
        What the result rests on: the statement, or the objectives that decided.
    basis : str
        ``stated`` where the paper says it; ``elsewhere`` where another document does;
        ``coded from stated`` and the like where it follows from coded objectives; empty
        where there is no orientation or no provenance.
    warnings : tuple of str
        What weakens it.
    threshold : Fraction
        The share that a side had to reach.
    codebook : str
        Name of the codebook.
    mode : str
        ``reported`` or ``derived``.
    reason : str
        Why there is no orientation, else empty.
    """

    id: str
    orientation: Orientation
    rule: OrientationRule
    n_social: int
    n_economic: int
    n_neutral: int
    social: tuple[str, ...]
    economic: tuple[str, ...]
    neutral: tuple[str, ...]
    deciding: tuple[Fact[object], ...]
    basis: str
    warnings: tuple[str, ...]
    threshold: Fraction
    codebook: str
    mode: str
    reason: str

    def to_frame(self) -> pd.DataFrame:
        """Lay it out as a row of a table of orientations.

        Returns
        -------
        DataFrame
            One row with the columns that :func:`~odopkit.ovop.orientation_table` has of
            every programme.
        """
        return framed([row_of(self)], COLUMNS, KINDS)

    def to_dict(self) -> dict[str, Any]:
        """Return the cells of :meth:`to_frame`, and the facts that decided.

        Returns
        -------
        dict
            The columns of the frame under their names, and ``deciding``, a list with
            value, basis, confidence, source and place of each fact.
        """
        return {**row_of(self), "deciding": plain(self.deciding)}


def row_of(found: Classification) -> dict[str, str | int]:
    """Cells of a row, under their columns; several codes or warnings are joined."""
    return {
        "id": found.id,
        "orientation": str(found.orientation),
        "rule": str(found.rule),
        "n_social": found.n_social,
        "n_economic": found.n_economic,
        "n_neutral": found.n_neutral,
        "social": "; ".join(found.social),
        "economic": "; ".join(found.economic),
        "neutral": "; ".join(found.neutral),
        "orientation_basis": found.basis,
        "warnings": "; ".join(found.warnings),
        "threshold": str(found.threshold),
        "codebook": found.codebook,
        "mode": found.mode,
        "reason": found.reason,
    }
