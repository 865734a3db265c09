"""What a country's programmes amount to together, and of what kind the mix is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from odopkit._kernels.arguments import check_choice
from odopkit.errors import InvalidValueError
from odopkit.ovop.orientation.classifying import weigh
from odopkit.ovop.orientation.codebooks import Codebook, Mode, Rules, Threshold, as_rules
from odopkit.ovop.records.codes import MixKind, Orientation, Status, YearPolicy, member
from odopkit.ovop.records.frames import framed, told_of_areas
from odopkit.ovop.records.given import check_registry
from odopkit.ovop.records.places import WORLD, of_each_country
from odopkit.ovop.records.selecting import is_core, of_each_programme

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from odopkit.ovop.orientation.classification import Classification
    from odopkit.ovop.records.programme import Programme
    from odopkit.ovop.records.registry import ProgrammeRegistry


How = Literal["union", "majority", "latest"]

UNDATED: Final = "no programme with an orientation has a year"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrientedProgramme:
    """One programme, described by one or several records, with its orientation."""

    records: tuple[Programme, ...]
    found: Classification
    year: int | None


def programmes_by_country(
    registry: ProgrammeRegistry,
    *,
    how: How = "union",
    threshold: Threshold = "2/3",
    codebook: Codebook | str = "default",
    mode: Mode = "reported",
    leave_out: Collection[Status | str] = (Status.PROPOSED,),
    year_policy: YearPolicy | str = YearPolicy.OWN,
) -> pd.DataFrame:
    """Orientation of each country, from those of its programmes, and the kind of its mix.

    Parameters
    ----------
    registry : ProgrammeRegistry
        The records.  Programmes themselves count, policies and single schemes do not.
        Records of the same programme (``same_as``) count once: their objectives are
        pooled, and what one of them states goes first in mode "reported".
    how : {"union", "majority", "latest"}, default "union"
        ``"union"``: both sides if any programme is social and any economic, or one is
        both.  ``"majority"``: that of more than half of the programmes with an
        orientation, and both sides where none has more than half.  ``"latest"``: that of
        the programmes of the last year, joined by union; those without a year cannot be
        the latest.
    threshold : str or Fraction, default "2/3"
        See :func:`~odopkit.classify_orientation`.
    codebook : Codebook or {"default", "poverty_neutral", "paper"}
        See :func:`~odopkit.classify_orientation`.
    mode : {"reported", "derived"}, default "reported"
        See :func:`~odopkit.classify_orientation`.
    leave_out : collection of Status or str, default ("proposed",)
        Programmes with such a status do not count.
    year_policy : YearPolicy or str, default "own"
        Which of several years `how` "latest" compares.

    Returns
    -------
    DataFrame
        One row per country, a programme of the whole world last without ``iso3``:
        ``iso3``, ``country``, ``region``, ``subregion``, ``codes_basis`` (of these four),
        ``orientation``, ``mix_kind`` (``between``: its programmes differ; ``within``: one
        of them is both; ``both`` of these; ``pure``: it is not mixed; ``none``: nothing is
        classified), ``n_programmes`` (that count), ``n_classified``, ``n_social``,
        ``n_economic``, ``n_social_economic``, ``n_unstated``, ``n_left_out`` (records),
        ``orientation_basis`` (of the orientations that decide: ``stated`` where the paper
        says each of them), ``deciding_ids``, ``left_out_ids``, then the options ``how``,
        ``threshold``, ``codebook``, ``mode``, ``leave_out``, ``year_policy``, ``source``,
        ``min_confidence``; ``reason``.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices.

    Notes
    -----
    By union a country becomes mixed the more easily the more of its programmes are known,
    so well documented countries look mixed: read ``n_classified`` beside it.  An
    orientation is no measure of success.  The paper states the mix of one country,
    Bhutan; its map is a picture.  Source: :cite:t:`Gaur2023`, section 3.

    Examples
    --------
    Bhutan had one programme of each kind, so it is mixed *between* programmes:

    >>> from odopkit import load_programmes, programmes_by_country
    >>> bhutan = programmes_by_country(load_programmes().filter(iso3="BTN"))
    >>> bhutan[["iso3", "orientation", "mix_kind", "n_programmes", "orientation_basis"]]
      iso3      orientation mix_kind  n_programmes orientation_basis
    0  BTN  social_economic  between             2            stated
    """
    check_registry(registry)
    rules = as_rules(threshold=threshold, codebook=codebook, mode=mode)
    check_choice(how, ("union", "majority", "latest"), "how")
    out = statuses(leave_out)
    policy = member(YearPolicy, year_policy)
    options = {
        "how": how,
        **rules.to_dict(),
        "leave_out": "; ".join(out),
        "year_policy": str(policy),
        "source": registry.source,
        "min_confidence": str(registry.min_confidence),
    }
    rows = [
        {**_country(iso3, here, how, rules, out, policy), **options}
        for iso3, here in of_each_country(registry).items()
    ]
    return framed(rows, _COLUMNS, _KINDS)


_COLUMNS: Final = (
    *("iso3", "country", "region", "subregion", "codes_basis", "orientation", "mix_kind"),
    *("n_programmes", "n_classified", "n_social", "n_economic", "n_social_economic"),
    *("n_unstated", "n_left_out", "orientation_basis", "deciding_ids", "left_out_ids"),
    *("how", "threshold", "codebook", "mode", "leave_out", "year_policy"),
    *("source", "min_confidence", "reason"),
)
_KINDS: Final = {c: "int64" for c in _COLUMNS if c.startswith("n_")}


def statuses(leave_out: Collection[Status | str]) -> list[str]:
    """Check statuses to leave out, and sort them."""
    if isinstance(leave_out, str):
        msg = f"leave_out is a collection of statuses, such as ({leave_out!r},)"
        raise InvalidValueError(msg)
    return sorted({str(member(Status, one)) for one in leave_out})


def counts(programme: Programme, leave_out: Collection[str]) -> bool:
    """Whether a record counts as a programme."""
    status = programme.status.value if programme.status else Status.UNSTATED
    return is_core(programme) and str(status) not in leave_out


def programmes_of(
    records: Sequence[Programme], rules: Rules, policy: YearPolicy
) -> list[OrientedProgramme]:
    """Put the records of one programme together and classify it."""
    found = []
    for key, same in of_each_programme(records).items():
        # The record that the others point to goes first, and gives the id and the year.
        same.sort(key=lambda p: (p.id != key, p.id))
        years = [fact.value for p in same if (fact := p.year(policy=policy)) is not None]
        found.append(
            OrientedProgramme(
                records=tuple(same),
                found=weigh(same, rules),
                year=years[0] if years else None,
            )
        )
    return found


def _country(
    iso3: str,
    records: Sequence[Programme],
    how: str,
    rules: Rules,
    out: Collection[str],
    policy: YearPolicy,
) -> dict[str, Any]:
    """One row of the table: what a country's programmes amount to."""
    kept = [p for p in records if counts(p, out)]
    counted = programmes_of(kept, rules, policy)
    told = [one for one in counted if one.found.orientation is not Orientation.UNSTATED]
    deciding, reason = _deciding(told, how)
    tally = Counter(one.found.orientation for one in counted)
    if deciding:
        orientation, mix = _joined({one.found.orientation for one in deciding})
    else:
        orientation, mix = Orientation.UNSTATED, MixKind.NONE
        reason = reason or _silence(len(kept), len(counted))
    first = records[0]
    bases = dict.fromkeys(
        basis for one in deciding for basis in one.found.basis.split("; ") if basis
    )
    left_out = [p.id for p in records if p not in kept]
    return {
        "iso3": iso3,
        "country": first.country.value if first.country else "",
        "region": first.region.value,
        "subregion": first.subregion.value,
        "codes_basis": told_of_areas(records),
        "orientation": str(orientation),
        "mix_kind": str(mix),
        "n_programmes": len(counted),
        "n_classified": len(told),
        "n_social": tally[Orientation.SOCIAL],
        "n_economic": tally[Orientation.ECONOMIC],
        "n_social_economic": tally[Orientation.SOCIAL_ECONOMIC],
        "n_unstated": tally[Orientation.UNSTATED],
        "n_left_out": len(left_out),
        "orientation_basis": "; ".join(bases),
        "deciding_ids": "; ".join(one.found.id for one in deciding),
        "left_out_ids": "; ".join(left_out),
        "reason": "; ".join(text for text in ("" if iso3 else WORLD, reason) if text),
    }


def _deciding(told: list[OrientedProgramme], how: str) -> tuple[list[OrientedProgramme], str]:
    """Programmes that settle a country's orientation, and what is to be said of that."""
    if how == "majority":
        tally = Counter(one.found.orientation for one in told)
        for orientation, n in tally.items():
            if 2 * n > len(told):
                return [one for one in told if one.found.orientation is orientation], ""
        return told, "no orientation has a majority" if told else ""
    if how == "latest" and told:
        dated = [one.year for one in told if one.year is not None]
        if not dated:
            return [], UNDATED
        undated = len(told) - len(dated)
        reason = f"{undated} with an orientation but without a year" if undated else ""
        return [one for one in told if one.year == max(dated)], reason
    return told, ""


def _joined(found: set[Orientation]) -> tuple[Orientation, MixKind]:
    """Join orientations to one, with the kind of mix."""
    between = {Orientation.SOCIAL, Orientation.ECONOMIC} <= found
    within = Orientation.SOCIAL_ECONOMIC in found
    if between or within:
        kinds = {(True, True): MixKind.BOTH, (True, False): MixKind.BETWEEN}
        return Orientation.SOCIAL_ECONOMIC, kinds.get((between, within), MixKind.WITHIN)
    return next(iter(found)), MixKind.PURE


def _silence(n_kept: int, n_counted: int) -> str:
    """Say why a country has no orientation."""
    if n_kept == 0:
        return "no record counts as a programme"
    return f"the orientation of none of {n_counted} is known"
