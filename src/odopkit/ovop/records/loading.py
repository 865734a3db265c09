"""Load the records that ship with the package, and check them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from odopkit._kernels.arguments import check_choice
from odopkit.ovop.records import data_files, parsing
from odopkit.ovop.records.codes import Confidence, member
from odopkit.ovop.records.frames import framed
from odopkit.ovop.records.registry import ProgrammeRegistry
from odopkit.ovop.records.shipped import raw_records, shipped_programmes

if TYPE_CHECKING:
    import pandas as pd

Source = Literal["paper", "elsewhere", "both"]


def load_programmes(
    source: Source = "paper", *, min_confidence: Confidence | str = Confidence.MEDIUM
) -> ProgrammeRegistry:
    """Programmes that the paper names, those found elsewhere, or both.

    Parameters
    ----------
    source : {"paper", "elsewhere", "both"}, default "paper"
        ``"paper"``: 78 programmes, phases, adoptions, schemes and policies that the paper
        names.  ``"elsewhere"``: 52 programmes found in other documents, 41 of them of
        medium confidence or more.
    min_confidence : {"low", "medium", "high"}, default "medium"
        The least confidence of a record as a whole.  Records of the paper have high
        confidence: that the paper names them is certain, what it says of them may not be.

    Returns
    -------
    ProgrammeRegistry
        The records, each under its id.

    Raises
    ------
    InvalidValueError
        If there is no such source or confidence.

    Notes
    -----
    The records are collected by hand, and are neither a census nor a sample.  Most
    documents were read in part, and one person gave the codes: have them coded again
    before you publish anything that rests on them.  The orientation is stated for two
    records alone; the rest of the paper's map is a picture.

    A record found elsewhere may describe a programme of the paper: ``same_as`` says so, so
    that none counts twice.

    Source: :cite:t:`Gaur2023`, sections 1-6 and endnotes; the documents in
    :meth:`odopkit.ovop.ProgrammeRegistry.sources`.

    Examples
    --------
    >>> from odopkit import load_programmes
    >>> len(load_programmes()), len(load_programmes("elsewhere")), len(load_programmes("both"))
    (78, 41, 119)
    >>> load_programmes("paper")["otop"]
    Traceback (most recent call last):
        ...
    odopkit.errors.UnknownNameError: there is no programme 'otop' among these 78; it names
    tha_otop_2000: look one up by its id
    """
    check_choice(source, ("paper", "elsewhere", "both"), "source")
    least = member(Confidence, min_confidence)
    kept = tuple(
        programme
        for programme in shipped_programmes()
        if source in ("both", str(programme.origin)) and programme.confidence.rank >= least.rank
    )
    return ProgrammeRegistry(programmes=kept, source=source, min_confidence=least)


def check_programmes() -> pd.DataFrame:
    """List what is wrong with the records that ship with the package.

    Returns
    -------
    DataFrame
        ``id`` and ``problem``, one row for each; empty where all is sound.

    Notes
    -----
    It looks at every record by itself (known fields and codes, a source and a basis for
    each, years that are years) and at all together (unique ids, areas of UN M49, parents
    that exist, no circle).  ``tools/check_programmes.py`` runs it, and more, after a
    record was added.

    Examples
    --------
    >>> from odopkit.ovop import check_programmes
    >>> len(check_programmes())
    0
    """
    sources = data_files.read("sources.json")["sources"]
    found = parsing.problems(raw_records(), sources)
    return framed([{"id": key, "problem": problem} for key, problem in found], ["id", "problem"])
