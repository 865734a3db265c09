"""The orientation of each record of a registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from odopkit.ovop.orientation.classification import KINDS, row_of
from odopkit.ovop.orientation.classifying import weigh
from odopkit.ovop.orientation.codebooks import Codebook, Mode, Threshold, as_rules
from odopkit.ovop.records.frames import framed, iso3_of, told_of_areas, told_of_facts
from odopkit.ovop.records.given import check_registry

if TYPE_CHECKING:
    import pandas as pd

    from odopkit.ovop.records.registry import ProgrammeRegistry


def orientation_table(
    registry: ProgrammeRegistry,
    *,
    threshold: Threshold = "2/3",
    codebook: Codebook | str = "default",
    mode: Mode = "reported",
) -> pd.DataFrame:
    """Orientation of every record of a registry, one row each.

    Parameters
    ----------
    registry : ProgrammeRegistry
        The records.
    threshold : str or Fraction, default "2/3"
        See :func:`~odopkit.classify_orientation`.
    codebook : Codebook or {"default", "poverty_neutral", "paper"}
        See :func:`~odopkit.classify_orientation`.
    mode : {"reported", "derived"}, default "reported"
        See :func:`~odopkit.classify_orientation`.

    Returns
    -------
    DataFrame
        ``id``, ``name``, ``name_basis``, ``iso3`` (empty for the whole world), ``region``,
        ``subregion``, ``codes_basis`` (of country and areas), ``orientation``, ``rule``,
        ``n_social``, ``n_economic``, ``n_neutral``, the codes ``social``, ``economic`` and
        ``neutral``, ``orientation_basis`` (``stated`` where the paper says it, ``coded
        from ...`` where it follows by rule, see :class:`~odopkit.ovop.Classification`),
        ``warnings``, ``threshold``, ``codebook``, ``mode``, ``source``,
        ``min_confidence``, ``reason``.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices.

    Notes
    -----
    Two records may describe one programme (``same_as``);
    :func:`~odopkit.programmes_by_country` counts them once.  Source of the two classes:
    :cite:t:`Gaur2023`, section 3.

    Examples
    --------
    >>> from odopkit import load_programmes
    >>> from odopkit.ovop import orientation_table
    >>> all_found = load_programmes("elsewhere", min_confidence="low")
    >>> orientation_table(all_found)["orientation"].value_counts().to_dict()
    {'economic': 18, 'social_economic': 14, 'social': 11, 'unstated': 9}
    >>> narrow = orientation_table(all_found, codebook="paper")
    >>> narrow["orientation"].value_counts().to_dict()
    {'social': 16, 'unstated': 15, 'economic': 13, 'social_economic': 8}
    """
    check_registry(registry)
    rules = as_rules(threshold=threshold, codebook=codebook, mode=mode)
    rows = []
    for p in registry:
        found = row_of(weigh([p], rules))
        rows.append(
            {
                "name": p.name.value,
                "name_basis": told_of_facts([p.name]),
                "iso3": iso3_of(p),
                "region": p.region.value,
                "subregion": p.subregion.value,
                "codes_basis": told_of_areas([p]),
                "source": registry.source,
                "min_confidence": str(registry.min_confidence),
                **found,
            }
        )
    return framed(rows, _COLUMNS, KINDS)


_COLUMNS: Final = (
    *("id", "name", "name_basis", "iso3", "region", "subregion", "codes_basis"),
    *("orientation", "rule"),
    *("n_social", "n_economic", "n_neutral", "social", "economic", "neutral"),
    *("orientation_basis", "warnings", "threshold", "codebook", "mode"),
    *("source", "min_confidence", "reason"),
)
