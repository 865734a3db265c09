"""The source paper's empirical section, for any flows table, in one call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_fraction
from odopkit.concentration.over_groups import measure, measure_groups, segments_of
from odopkit.dominance.classes import lead_share_classes
from odopkit.dominance.districts import dominance_by_state, dominance_of
from odopkit.dominance.diversification import diversification_of
from odopkit.dominance.leads import cells_by_state_of, leads_of
from odopkit.dominance.rules import DominanceRule, as_rule
from odopkit.inequality.decomposition import TheilDecomposition, theil_decomposition
from odopkit.names.finding import unknown
from odopkit.ranking.brackets import PAPER_BRACKETS, brackets_of
from odopkit.ranking.reached import Coverage, coverage_of
from odopkit.tables.cells import cells_of, check_options
from odopkit.tables.layout import guarded, lay_out
from odopkit.tables.national import national_totals
from odopkit.tables.periods import choose_period
from odopkit.typing import TEXT_COLUMNS, UNSPECIFIED_VALUES

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

_MEASURES: Final = ("cr1", "cr3", "cr10", "hhi", "effective_number", "gini", "theil_t")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExportStudy:
    """Every table of the source paper's empirical section, for one flows table.

    What the table cannot support is None, with the reason in `not_computed`.

    Parameters
    ----------
    quality : DataFrame
        ``item``, ``value``, ``note``: what the table holds and what was set aside.
    brackets : DataFrame or None
        Table 1's twin; see :func:`odopkit.bracket_shares`.
    coverage : tuple of Coverage
        For 51, 80 and 99 per cent; see :func:`odopkit.coverage`.
    concentration : DataFrame or None
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
        The rule for each district, and Table 2's twin.
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
    brackets: pd.DataFrame | None
    coverage: tuple[Coverage, ...]
    concentration: pd.DataFrame | None
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
        made = ", ".join(self.to_dict()["tables"])
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
        if self.concentration is not None:
            rows += [
                {"item": m, "value": float(self.concentration[m].iloc[0]), "note": "over districts"}
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
        rows += [
            {
                "item": f"{label} districts",
                "value": float(total[label]),
                "note": f"rule {self.options['rule']}",
            }
            for label in ("single", "double")
        ]
        return pd.DataFrame(rows).astype({"item": "str", "value": np.float64, "note": "str"})

    def to_dict(self) -> dict[str, Any]:
        """Return the options, the reasons, and every table as a list of records."""
        tables = {
            name: getattr(self, name).to_dict("records")
            for name in (
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
            if getattr(self, name) is not None
        }
        tables["coverage"] = [c.to_dict() for c in self.coverage]
        if self.decomposition is not None:
            tables["decomposition"] = self.decomposition.groups.to_dict("records")
        return {
            "tables": tables,
            "not_computed": dict(self.not_computed),
            "options": dict(self.options),
        }


def study_exports(
    flows: pd.DataFrame,
    *,
    level: HSLevel | None = None,
    product: str = "hs_code",
    rule: DominanceRule | str = DominanceRule.AS_PUBLISHED,
    threshold: float = 0.10,
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
    rule : DominanceRule or str, default ``as_published``
        How districts are called single or double; the default is the source paper's
        printed sentence, so that the counts compare with its Table 2.
    threshold : float, default 0.10
        The rule's threshold, a fraction.
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
    >>> study.coverage[1].n_units, study.dominance["single_or_double"].tolist()
    (1, ['double', 'double', 'double'])
    >>> study.not_computed
    {'diversification.n_partners': 'no column partner'}
    """
    verdict = as_rule(rule)
    check_fraction(threshold, "threshold")
    check_options(
        unspecified=unspecified,
        pseudo=pseudo,
        min_value=min_value,
        level=level,
        exclude_chapters=exclude_chapters,
    )
    table = guarded(flows)
    chosen: LayoutOptions = {
        "period": period,
        "pseudo": pseudo,
        "exclude_chapters": exclude_chapters,
    }
    ranks: RankOptions = {
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "units": units,
        "min_value": min_value,
    }
    layout = lay_out(table, product=product, level=level, **chosen)
    cells = cells_of(layout, **ranks)
    partners = None
    if "partner" in table:
        partners = cells_of(lay_out(table, product="partner", **chosen), **ranks)
    nation = national_totals(cells, national, product)
    leads = leads_of(cells, 1, nation, product)
    dominance = dominance_of(cells, verdict, threshold, "district", nation)
    missing: dict[str, str] = {}
    if cells.level is None:
        missing["diversification.n_chapters"] = "products are not HS codes"
    if partners is None:
        missing["diversification.n_partners"] = "no column partner"
    over_places = None
    if cells.place_total.sum() > 0:
        over_places = _over_places(cells, product)
    else:
        missing |= dict.fromkeys(("brackets", "concentration", "decomposition"), "no exports")
    return ExportStudy(
        quality=_quality(table, layout, cells, product),
        brackets=None if over_places is None else over_places.brackets,
        coverage=tuple(coverage_of(cells, share) for share in PAPER_COVERAGE),
        concentration=None if over_places is None else over_places.concentration,
        decomposition=None if over_places is None else over_places.decomposition,
        leads=leads,
        lead_cells=cells_by_state_of(cells, nation, product),
        share_classes=lead_share_classes(leads),
        dominance=dominance,
        dominance_by_state=dominance_by_state(dominance),
        diversification=diversification_of(cells, partners),
        aside=cells.aside,
        not_computed=missing,
        options=cells.options
        | {
            "product": product,
            "level": cells.level,
            "rule": str(verdict),
            "threshold": threshold,
            "exclude_chapters": tuple(exclude_chapters),
            "national": "the table's own" if national is None else "given",
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _OverPlaces:
    """What a table says of how exports are spread over its places."""

    brackets: pd.DataFrame
    concentration: pd.DataFrame
    decomposition: TheilDecomposition


def _over_places(cells: Cells, product: str) -> _OverPlaces:
    chosen = {name: measure(name) for name in _MEASURES}
    keys, seg = segments_of(cells, "place", None, product)
    states = cells.states[cells.state_of]
    return _OverPlaces(
        brackets=brackets_of(cells.place_total, cells.total, PAPER_BRACKETS),
        concentration=measure_groups(keys, seg, chosen),
        decomposition=theil_decomposition(cells.place_total, states, variant="T"),
    )


def _n_repeated(table: pd.DataFrame, layout: Layout, product: str) -> tuple[int, list[str]]:
    """Count rows beyond the first of their key, and name the key."""
    key = [c for c in TEXT_COLUMNS if c in table]
    rows, _ = choose_period(table, layout.asked)
    if set(key) <= {"state", "district", product, "period"} and layout.digits == layout.length:
        # Nothing was rolled up, so that each key has one cell.
        return layout.n_rows - len(layout.item), key
    columns = [
        kernels.Column(
            table[c].array.codes if rows is None else table[c].array.codes[rows],
            len(table[c].array.categories),
        )
        for c in key
    ]
    return layout.n_rows - kernels.count_keys(columns), key


def _quality(table: pd.DataFrame, layout: Layout, cells: Cells, product: str) -> pd.DataFrame:
    """Say what the table holds, and what was set aside or deserves a look."""
    repeated, key = _n_repeated(table, layout, product)
    zero = table["value"].to_numpy() == 0
    rows_chosen, _ = choose_period(table, layout.asked)
    n_zero = int(np.count_nonzero(zero if rows_chosen is None else zero[rows_chosen]))
    names = pd.Series(cells.district, dtype=object)
    shared = sorted(set(names[names.duplicated()]))
    aside = cells.aside
    rows: list[tuple[str, float, str]] = [
        ("rows", cells.n_rows, f"period {cells.period}" if cells.period else "no period column"),
        ("districts", cells.n_places, "ranked places"),
        ("states", cells.n_states(np.arange(cells.n_places)), "with a real name"),
        (
            "products",
            len(cells.products),
            f"HS codes of {cells.level} digits" if cells.level else f"column {product}",
        ),
        ("value", cells.total, "what shares are taken of"),
        ("districts without exports", int((cells.place_total <= 0).sum()), "ranked, with zero"),
        ("repeated keys", repeated, f"rows beyond the first of a {', '.join(key)}; summed"),
        ("rows of zero", n_zero, "not exporters of the product"),
        ("district names in two states", len(shared), ", ".join(shared[:5])),
    ]
    for kind in ("unspecified place", "special transactions", "small place", "excluded chapter"):
        some = aside[aside["kind"] == kind]
        share = some["share"].sum()
        treatment = some["treatment"].iloc[0] if len(some) else "none"
        rows.append((kind, float(some["value"].sum()), f"{share:.2%} of the value; {treatment}"))
    return pd.DataFrame(rows, columns=["item", "value", "note"]).astype(
        {"item": "str", "value": np.float64, "note": "str"}
    )
