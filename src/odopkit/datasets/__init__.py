"""The printed tables of the source paper, with their provenance.

A data file is code here: tests run over every row, and each file's SHA-256 stands
in its provenance.  Shares are fractions; codes are text.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from odopkit.errors import UnknownNameError
from odopkit.errors.telling import did_you_mean
from odopkit.names.finding import unknown

__all__ = ["list_datasets", "load_illustrative_exports", "load_paper_table", "provenance"]

_NUMBERS: Final = frozenset(
    {
        "share",
        "single",
        "double",
        "value_usd_mn",
        "share_in_district",
        "share_in_state",
        "at_least",
        "below",
        "n_units",
        "n_states",
        "value",
    }
)
_DATA: Final = files("odopkit.datasets") / "data"


@cache
def _provenance() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(
        (_DATA / "provenance.json").read_text(encoding="utf-8")
    )
    found["illustrative_exports"] = json.loads(
        (_DATA / "illustrative_provenance.json").read_text(encoding="utf-8")
    )
    return found


def _entry(name: str) -> dict[str, Any]:
    known = _provenance()
    if isinstance(name, str) and name in known:
        return known[name]
    hint = did_you_mean(name, known) or "."
    msg = f"there is no dataset {name!r}{hint} There are {', '.join(sorted(known))}"
    raise UnknownNameError(msg)


def list_datasets() -> pd.DataFrame:
    """List the datasets that ship with the package.

    Returns
    -------
    DataFrame
        ``name``, ``title``, ``where`` (in the source) and ``source``, by name.

    Examples
    --------
    >>> from odopkit.datasets import list_datasets
    >>> list_datasets()["name"].tolist()
    ['appendix1', 'coverage', 'errata', 'figure3', 'growth_classes', 'illustrative_exports',
     'macro_series', 'official_lists', 'programme_counts', 'sector_composition', 'table1', 'table2']
    """
    rows = [
        {"name": name, **{k: entry[k] for k in ("title", "where", "source")}}
        for name, entry in sorted(_provenance().items())
    ]
    return pd.DataFrame(rows)


def provenance(name: str) -> dict[str, object]:
    """Say where a dataset comes from.

    Parameters
    ----------
    name : str
        A name from :func:`list_datasets`.

    Returns
    -------
    dict
        ``title``, ``source``, ``where``, ``lines`` (of the paper's text), ``period``,
        ``licence``, ``date``, ``notes``, and SHA-256 of the file and of the lines read.

    Raises
    ------
    UnknownNameError
        If there is no such dataset.

    Examples
    --------
    >>> from odopkit.datasets import provenance
    >>> provenance("table2")["where"]
    'Table 2'
    """
    return dict(_entry(name))


def load_paper_table(name: str) -> pd.DataFrame:
    """Load a printed table of the source paper.

    Parameters
    ----------
    name : str
        ``table1``: ``bracket``, ``share``.  ``table2``: ``state``, ``single``,
        ``double`` (districts).  ``appendix1``: ``state``, ``district``, ``hs_code``,
        ``description``, ``value_usd_mn``, ``share_in_district``, ``share_in_state``.
        From figures and text: ``figure3`` and ``growth_classes`` (classes from
        ``at_least`` to ``below``), ``coverage``, ``sector_composition``,
        ``macro_series``, ``programme_counts``, ``official_lists`` and ``errata``;
        see :func:`odopkit.datasets.list_datasets`.

    Returns
    -------
    DataFrame
        A new frame each time; shares are fractions, values USD million.

    Raises
    ------
    UnknownNameError
        If there is no such table; ``illustrative_exports`` has a loader of its own.

    Notes
    -----
    Figures are as printed, rounding included: Ladakh's 0.0 is less than USD 50,000, not
    nothing.  Source: :cite:t:`Gaur2023`.

    Examples
    --------
    >>> from odopkit import load_paper_table
    >>> load_paper_table("table1").head(3)
      bracket  share
    0    1-10  0.380
    1   11-20  0.141
    2   21-30  0.089
    """
    entry = _entry(name)
    if name == "illustrative_exports":
        msg = "the illustrative exports are no printed table; use load_illustrative_exports()"
        raise UnknownNameError(msg)
    with (_DATA / entry["file"]).open(encoding="utf-8") as file:
        head = file.readline().strip().split(",")
        file.seek(0)
        text = {c: "str" for c in head if c not in _NUMBERS}
        # A blank is missing among numbers, and no text among texts ("NA" stays a name).
        blank = {c: [""] for c in head if c in _NUMBERS}
        return pd.read_csv(file, dtype=text, keep_default_na=False, na_values=blank)


def load_illustrative_exports() -> pd.DataFrame:
    """Load a synthetic table of district exports that behaves like the paper's.

    The paper's raw data are not public.  This table was constructed from its printed
    figures so that the library's own functions recover them: Table 1, Table 2 under the
    rule as published, Appendix 1 and more.  It is *illustrative*: its rows are not
    observations of any district.

    Returns
    -------
    DataFrame
        A new frame each time: ``state``, ``district``, ``hs_code`` (8 digits) as
        categories, and ``value`` in US dollars; one row for each district and product,
        with exports of no known place under ``UNSPECIFIED``.

    Notes
    -----
    Never cite a figure of it as data.  Which facts it meets, and which printed ones
    contradict each other, stands in ``provenance("illustrative_exports")``.

    What only the construction decides is an artefact, and no robustness.  No district has
    a gap between .0851 and .1203, so Table 2's counts do not move for thresholds between
    these; how far the exponent of :func:`odopkit.ranking.rank_size` falls (1.13 for the
    first hundred districts, .81 for two hundred, .24 for all) hangs on how values were
    spread inside each bracket.  So do the Gini coefficient and the HHI, of which the
    brackets give only bounds (:func:`odopkit.inequality.grouped_bounds`).

    Source: built from :cite:t:`Gaur2023`; district names from the Local Government
    Directory (Ministry of Panchayati Raj, GODL-India).

    Examples
    --------
    >>> from odopkit import bracket_shares, load_illustrative_exports
    >>> flows = load_illustrative_exports()
    >>> bracket_shares(flows).head(2)[["bracket", "share"]].round(3)
      bracket  share
    0    1-10  0.380
    1   11-20  0.141
    """
    keys = ["state", "district", "hs_code"]
    with (_DATA / "illustrative_exports.csv.gz").open("rb") as file:
        frame = pd.read_csv(
            file,
            compression="gzip",
            dtype={**dict.fromkeys(keys, "str"), "value": "float64"},
            keep_default_na=False,
        )
    return frame.astype(dict.fromkeys(keys, "category"))


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
