"""What the paper claims for programmes, checked, and where what it says of them is wrong."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pandas as pd

from odopkit.ovop.records import data_files


class Verdict(StrEnum):
    """What became of a figure when it was set beside another document.

    ``SUPPORTED`` they agree; ``PARTLY`` they agree under a condition that the check names;
    ``CONTRADICTED`` they do not; ``NOT_REPRODUCED`` the other document's figures do not
    give it; ``UNLOCATED`` no document has it; ``OTHER_VINTAGE`` another year has another
    figure; ``NOT_CHECKED`` nothing was found to check it with.
    """

    SUPPORTED = "supported"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    NOT_REPRODUCED = "not_reproduced"
    UNLOCATED = "unlocated"
    OTHER_VINTAGE = "other_vintage"
    NOT_CHECKED = "not_checked"


def load_outcome_figures() -> pd.DataFrame:
    """Figures and claims on outcomes that the paper makes, each with its cross-check.

    Returns
    -------
    DataFrame
        One row per figure, 27 in all: ``id``, ``programme_id`` (of the registry, empty for
        claims on regions and on what works), ``measure``, ``qualifier`` (``about``,
        ``exactly``, ``more_than``, ``at_least``), ``value`` (shares and rates as fractions;
        NaN for claims without a number), ``unit``, ``period``, ``checked_from`` and
        ``checked_to`` (figures of another document), ``recomputed`` (the second by the
        first), ``verdict``, ``check``, ``basis`` (of the value), ``check_basis``,
        ``locator``, ``line``, ``start``, ``length``, ``quote_sha256``, ``reason``.

    Notes
    -----
    A figure that is supported agrees with one other document, which may have the same
    source.  No outcome here was compared with what would have happened without the
    programme: none is an effect.  Source: :cite:t:`Gaur2023`, sections 2-5.

    Examples
    --------
    >>> from odopkit.ovop import load_outcome_figures
    >>> figures = load_outcome_figures().set_index("id")
    >>> oita = figures.loc[["oita_sales", "oita_number_of_products"]]
    >>> oita[["value", "recomputed", "verdict"]].round(2)
                             value  recomputed       verdict
    id
    oita_sales                 4.0        3.93     supported
    oita_number_of_products    2.2        2.35  contradicted
    >>> figures["verdict"].value_counts().to_dict()["not_checked"]
    14
    """
    frame = _with_places(data_files.read("outcomes.json")["records"])
    for column in ("value", "checked_from", "checked_to"):
        frame[column] = frame[column].astype("float64")
    frame["recomputed"] = frame["checked_to"] / frame["checked_from"]
    frame["basis"] = "stated"
    frame["check_basis"] = ["elsewhere" if check else "" for check in frame["check"]]
    frame["reason"] = ["" if check else "no document to check it with" for check in frame["check"]]
    head = ["id", "programme_id", "measure", "qualifier", "value", "unit", "period"]
    checked = ["checked_from", "checked_to", "recomputed", "verdict", "check"]
    return frame[[*head, *checked, "basis", "check_basis", *_PLACE, "reason"]]


def load_programme_errata() -> pd.DataFrame:
    """Errors and contradictions in what the paper says of programmes.

    Returns
    -------
    DataFrame
        One row for each, 36 in all: ``id``, ``programme_id`` (of the registry, empty where
        it is of none), ``kind``, ``printed`` (what the paper has, in words of this
        package), ``correction``, ``rests_on``, ``confidence`` (``certain``, ``likely``,
        ``possible``), ``locator``, ``line``, ``start``, ``length``, ``quote_sha256``.

    Notes
    -----
    The paper states what is ``printed``; it says the ``correction`` only where that rests
    on "the paper itself".
    Those of the trade figures are in ``load_paper_table("errata")``.  Source:
    :cite:t:`Gaur2023`.

    Examples
    --------
    >>> from odopkit.ovop import load_programme_errata
    >>> errata = load_programme_errata()
    >>> errata["confidence"].value_counts().to_dict()
    {'certain': 23, 'likely': 10, 'possible': 3}
    >>> errata.loc[errata["programme_id"] == "tha_otop_2000", "id"].tolist()
    ['otop_year', 'failure_after_success']
    """
    frame = _with_places(data_files.read("errata.json")["records"])
    head = ["id", "programme_id", "kind", "printed", "correction", "rests_on", "confidence"]
    return frame[[*head, *_PLACE]]


_PLACE = ["locator", "line", "start", "length", "quote_sha256"]


def _with_places(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Lay records out with their places in the paper as columns; text is never missing."""
    frame = pd.DataFrame(records).drop(columns="at")
    places = [record["at"] for record in records]
    frame["locator"] = [data_files.locator(place) for place in places]
    frame["line"] = [place["line"] for place in places]
    frame["start"] = [place["span"][0] for place in places]
    frame["length"] = [place["span"][1] for place in places]
    frame["quote_sha256"] = [place["sha256"] for place in places]
    return frame
