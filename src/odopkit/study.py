"""The source paper's empirical section, for any flows table, in one call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypedDict

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_fraction
from odopkit.concentration.over_groups import measure, measure_groups, segments_of
from odopkit.dominance.classes import lead_share_classes
from odopkit.dominance.districts import check_small
from odopkit.dominance.diversification import diversification_of
from odopkit.dominance.leads import cells_by_state_of, leads_of
from odopkit.dominance.readings import BOTH, meaning, name_of, readings_of
from odopkit.dominance.rules import DominanceRule, as_rule
from odopkit.inequality.decomposition import TheilDecomposition, theil_decomposition
from odopkit.names.finding import unknown
from odopkit.ranking.brackets import PAPER_BRACKETS, brackets_of
from odopkit.ranking.reached import Coverage, coverage_of
from odopkit.results import Result, plain_items
from odopkit.tables.aside import check_chapters
from odopkit.tables.cells import NO_EXPORTS, cells_of, check_options
from odopkit.tables.layout import guarded, lay_out
from odopkit.tables.national import national_totals
from odopkit.tables.quality import quality_of
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.tables.cells import Cells, RankOptions
    from odopkit.tables.layout import Layout, LayoutOptions
    from odopkit.typing import HSLevel, NationalTotals, PseudoMode, UnspecifiedMode

__all__ = ["PAPER_COVERAGE", "ExportStudy", "study_exports"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)


PAPER_COVERAGE: Final = (0.51, 0.80, 0.99)
"""Shares whose coverage a study reports; the source paper prints the first two."""

_TABLES: Final = (
    "quality",
    "brackets",
    "concentration",
    "leads",
    "lead_cells",
    "share_classes",
    "dominance",
    "dominance_by_state",
    "diversification",
    "aside",
)
_OF_PLACES: Final = (
    "brackets",
    "coverage",
    "concentration",
    "leads",
    "lead_cells",
    "dominance",
    "diversification",
)
_MEASURES: Final = ("cr1", "cr3", "cr10", "hhi", "effective_number", "gini", "theil_t")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ExportStudy(Result):
    """Every table of the source paper's empirical section, for one flows table.

    What the table cannot support is empty, NaN or None, with the reason in `not_computed`.

    Parameters
    ----------
    quality : DataFrame
        ``item``, ``value``, ``note``: what the table holds and what was set aside.
    brackets : DataFrame
        Table 1's twin; see :func:`odopkit.bracket_shares`.
    coverage : tuple of Coverage
        For 51, 80 and 99 per cent; see :func:`odopkit.coverage`.
    concentration : DataFrame
        Over places, one row; see :func:`odopkit.concentration_table`.
    decomposition : TheilDecomposition or None
        Theil's T over places, by state.
    leads : DataFrame
        Leading product of each district; see :func:`odopkit.lead_products`.
    lead_cells : DataFrame
        Appendix 1's twin; see :func:`odopkit.dominance.lead_cells_by_state`.
    share_classes : DataFrame
        Figure 3's twin; see :func:`odopkit.dominance.lead_share_classes`.
    dominance, dominance_by_state : DataFrame
        The rule for each district, and Table 2's twin; both readings where no rule is
        named, ``…_as_published`` and ``…_conventional``.
    diversification : DataFrame
        Figure 2's counts; see :func:`odopkit.dominance.diversification_table`.
    aside : DataFrame
        What was not ranked; see :func:`odopkit.set_aside`.
    not_computed : dict
        Name of each field or column that is absent, and why.
    options : dict
        The options that made the study.
    """

    quality: pd.DataFrame
    brackets: pd.DataFrame
    coverage: tuple[Coverage, ...]
    concentration: pd.DataFrame
    decomposition: TheilDecomposition | None
    leads: pd.DataFrame
    lead_cells: pd.DataFrame
    share_classes: pd.DataFrame
    dominance: pd.DataFrame
    dominance_by_state: pd.DataFrame
    diversification: pd.DataFrame
    aside: pd.DataFrame
    not_computed: dict[str, str]
    options: dict[str, Any] = field(repr=False)

    def __repr__(self) -> str:
        """Say what the study covers, not its tables."""
        made = ", ".join(name for name in _TABLES if name not in self.not_computed)
        return f"ExportStudy({made}; not computed: {', '.join(self.not_computed) or 'nothing'})"

    def to_frame(self) -> pd.DataFrame:
        """Return the headline numbers, one a row: ``item``, ``value``, ``note``."""
        rows: list[dict[Any, Any]] = self.quality.to_dict("records")
        rows += [
            {
                "item": f"districts for {c.share:.0%} of exports",
                "value": np.nan if c.n_units is None else float(c.n_units),
                "note": c.reason or f"in {c.n_states} state{'s' * (c.n_states != 1)}",
            }
            for c in self.coverage
        ]
        why = str(self.concentration["reason"].iloc[0])
        rows += [
            {
                "item": m,
                "value": float(self.concentration[m].iloc[0]),
                "note": why or "over districts",
            }
            for m in _MEASURES
        ]
        if self.decomposition is not None:
            rows.append(
                {
                    "item": "theil_t between states",
                    "value": self.decomposition.between,
                    "note": f"of {self.decomposition.total:.4f}",
                }
            )
        total = self.dominance_by_state.iloc[-1]
        rules = [DominanceRule(r) for r in self.options["rules"]]
        for rule in rules:
            said = "" if len(rules) == 1 else f", {rule}"
            rows += [
                {
                    "item": f"{label} districts{said}",
                    "value": float(total[name_of(label, rule, rules)]),
                    "note": meaning(rule, self.options["threshold"]),
                }
                for label in ("single", "double")
            ]
        rows.append(
            {
                "item": "districts of one product",
                "value": float(total["only_product"]),
                "note": "single or double by the rule's formula; the case column tells them apart",
            }
        )
        return pd.DataFrame(rows).astype({"item": "str", "value": np.float64, "note": "str"})

    def to_dict(self) -> dict[str, Any]:
        """Return the options, the reasons, and every table as a list of records."""
        tables: dict[str, object] = {name: getattr(self, name) for name in _TABLES}
        tables["coverage"] = [c.to_dict() for c in self.coverage]
        if self.decomposition is not None:
            tables["decomposition"] = self.decomposition.groups
        return plain_items(
            {"tables": tables, "not_computed": self.not_computed, "options": self.options}
        )


def study_exports(
    flows: pd.DataFrame,
    *,
    level: HSLevel | None = None,
    product: str = "hs_code",
    rule: DominanceRule | str | None = None,
    threshold: float = 0.10,
    small_value: float | None = None,
    national: NationalTotals = None,
    exclude_chapters: Sequence[str] = (),
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> ExportStudy:
    """Run the source paper's whole empirical section on a flows table.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`), of any country.
    level : {2, 4, 6, 8}, optional
        HS digits to roll up to; by default 8, or what the table has.
    product : str, default "hs_code"
        The column of products.
    rule : DominanceRule or str, optional
        How districts are called single or double.  By default both readings stand beside
        each other, ``as_published`` and ``conventional``: they contradict each other, see
        :doc:`/how-to/choose-a-dominance-rule`.
    threshold : float, default 0.10
        The rule's threshold, a fraction.
    small_value : float, optional
        Districts that export less are flagged as ``too_small`` to read; they still count.
    national : DataFrame, Series or mapping, optional
        The nation's exports by product, in the same unit; by default the table's own.
    exclude_chapters : sequence of str, optional
        HS chapters left out of everything, such as ``("27", "71")`` for a study without
        petroleum and gems.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    ExportStudy
        Frozen; its fields are the tables, each as its own function returns it.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    The table is validated and laid out once for all measures.  Source:
    :cite:t:`Gaur2023`, section 5, Tables 1-2, Figures 2-3 and Appendix 1.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import study_exports
    >>> table = pd.DataFrame({
    ...     "state": ["Haryana", "Haryana", "Punjab", "Punjab"],
    ...     "district": ["Karnal", "Karnal", "Amritsar", "Ludhiana"],
    ...     "hs_code": ["10063020", "84212190", "10063020", "61091000"],
    ...     "value": [60.0, 20.0, 15.0, 5.0]})
    >>> study = study_exports(table)
    >>> study.coverage[1].n_units
    1
    >>> readings = ["single_or_double_as_published", "single_or_double_conventional"]
    >>> study.dominance[["district", "gap", *readings]]
       district  gap single_or_double_as_published single_or_double_conventional
    0    Karnal  0.5                        double                        single
    1  Amritsar  1.0                        double                        single
    2  Ludhiana  1.0                        double                        single
    >>> study.not_computed
    {'diversification.n_partners': 'no column partner'}
    """
    rules = BOTH if rule is None else (as_rule(rule),)
    check_fraction(threshold, "threshold")
    check_small(small_value)
    own = {
        "product": product,
        "rules": tuple(map(str, rules)),
        "threshold": threshold,
        "small_value": small_value,
        "exclude_chapters": tuple(sorted(check_chapters(exclude_chapters))),
        "national": "the table's own" if national is None else "given",
    }
    trip = _one_trip(
        flows,
        product,
        level,
        {"period": period, "pseudo": pseudo, "exclude_chapters": exclude_chapters},
        {
            "unspecified": unspecified,
            "unspecified_values": unspecified_values,
            "units": units,
            "min_value": min_value,
        },
    )
    cells = trip.cells
    nation = national_totals(cells, national, product)
    leads = leads_of(cells, 1, nation, product)
    dominance, by_state = readings_of(cells, rules, threshold, nation, small_value)
    return ExportStudy(
        quality=quality_of(trip.table, trip.layout, cells, product, small_value),
        coverage=tuple(coverage_of(cells, share) for share in PAPER_COVERAGE),
        leads=leads,
        lead_cells=cells_by_state_of(cells, nation, product),
        share_classes=lead_share_classes(leads),
        dominance=dominance,
        dominance_by_state=by_state,
        diversification=diversification_of(cells, trip.partners),
        aside=cells.aside,
        not_computed=_not_computed(trip),
        options=cells.options | own | {"level": cells.level},
        **_over_places(cells, product),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Trip:
    """A table validated once, and laid out by product and, where it has them, by partner."""

    table: pd.DataFrame
    layout: Layout
    cells: Cells
    partners: Cells | None


def _one_trip(
    flows: pd.DataFrame,
    product: str,
    level: HSLevel | None,
    chosen: LayoutOptions,
    ranks: RankOptions,
) -> _Trip:
    check_options(
        unspecified=ranks["unspecified"],
        pseudo=chosen["pseudo"],
        min_value=ranks["min_value"],
        level=level,
        exclude_chapters=chosen["exclude_chapters"],
    )
    table = guarded(flows)
    layout = lay_out(table, product=product, level=level, **chosen)
    partners = None
    if "partner" in table:
        partners = cells_of(lay_out(table, product="partner", **chosen), **ranks)
    return _Trip(table=table, layout=layout, cells=cells_of(layout, **ranks), partners=partners)


def _not_computed(trip: _Trip) -> dict[str, str]:
    """Name what the table cannot support, and why."""
    missing: dict[str, str] = {}
    if trip.cells.level is None:
        missing["diversification.n_chapters"] = "products are not HS codes"
    if trip.partners is None:
        missing["diversification.n_partners"] = "no column partner"
    if trip.table.empty and not trip.cells.n_places:
        missing |= dict.fromkeys((*_OF_PLACES, "decomposition"), "the table has no rows")
    elif not trip.cells.place_total.sum() > 0:
        missing |= dict.fromkeys(("brackets", "concentration", "decomposition"), NO_EXPORTS)
    return missing


class _OverPlaces(TypedDict):
    """What a table says of how exports are spread over its places; nothing where there are none."""

    brackets: pd.DataFrame
    concentration: pd.DataFrame
    decomposition: TheilDecomposition | None


def _over_places(cells: Cells, product: str) -> _OverPlaces:
    chosen = {name: measure(name) for name in _MEASURES}
    keys, seg = segments_of(cells, "place", None, product)
    states = cells.states[cells.state_of]
    return {
        "brackets": brackets_of(cells.place_total, cells.total, PAPER_BRACKETS),
        "concentration": measure_groups(keys, seg, chosen),
        "decomposition": (
            theil_decomposition(cells.place_total, states, variant="T")
            if cells.place_total.sum() > 0
            else None
        ),
    }
