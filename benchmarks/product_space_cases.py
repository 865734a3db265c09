"""Product-space work beside that of other packages: each case as (ours, theirs) callables."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from odopkit.aggregate import aggregate_exports
from odopkit.product_space import (
    complexity,
    complexity_outlook_gain,
    complexity_outlook_index,
    density,
    presence,
    proximity,
)
from odopkit.specialization import location_quotient
from odopkit.tables.matrix import ExportMatrix

SEED = 7
N_DISTRICTS, N_STATES, N_HEADINGS, N_LINES, N_ROWS = 700, 36, 1_200, 10_907, 600_213
LEANING = 1.8
COLUMNS = {"time": "year", "loc": "place", "prod": "hs_code", "val": "value"}

Work = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One comparison; `theirs` is None where no peer finishes."""

    name: str
    ours: Work
    theirs: Work | None
    peer: str


def heading_of_lines() -> np.ndarray[Any, Any]:
    """Return the heading that each tariff line lies in, at least one line in each."""
    rng = np.random.default_rng(SEED)
    return np.sort(
        np.concatenate([np.arange(N_HEADINGS), rng.integers(0, N_HEADINGS, N_LINES - N_HEADINGS)])
    )


def lines() -> np.ndarray[Any, Any]:
    """Return ascending codes of eight digits in 1,200 headings."""
    chapters = np.array([c for c in range(1, 98) if c != 77])
    heading = np.array([f"{c:02d}{1 + i:02d}" for c in chapters for i in range(13)])[:N_HEADINGS]
    of = heading_of_lines()
    counts = np.bincount(of, minlength=N_HEADINGS)
    child = np.arange(N_LINES) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.array([f"{heading[i]}{1000 + c:04d}" for i, c in zip(of, child, strict=True)])


def table(*, years: int = 1, n_rows: int = N_ROWS) -> pd.DataFrame:
    """Draw district exports by tariff line as text, once for each key, with skewed values.

    A lognormal size of districts and of lines; each year has `n_rows` rows.
    """
    rng = np.random.default_rng(SEED)
    size, weight = rng.lognormal(0, 1.6, N_DISTRICTS), rng.lognormal(0, 1.4, N_LINES)
    # A district that exports one line of a heading is likelier to export the next, and
    # what able districts export differs from the rest, as in real trade.
    leaning = rng.normal(0.0, LEANING, (N_DISTRICTS, N_HEADINGS))
    ability = (np.log(size) + rng.normal(0.0, 1.0, N_DISTRICTS)) / 2
    leaning += np.outer(ability, rng.normal(0.0, 1.0, N_HEADINGS))
    leaning += np.outer(rng.normal(0.0, 1.0, N_DISTRICTS), rng.normal(0.0, 0.9, N_HEADINGS))
    reach = np.log(size)[:, None] + np.log(weight) / 2 + leaning[:, heading_of_lines()]
    of_state = np.sort(
        np.concatenate([np.arange(N_STATES), rng.integers(0, N_STATES, N_DISTRICTS - N_STATES)])
    )
    states = np.array([f"State {i:02d}" for i in of_state])
    districts = np.array([f"District {i:03d}" for i in range(N_DISTRICTS)])
    codes = lines()
    chance = reach.ravel().astype(np.float32)
    frames = []
    for year in range(years):
        # Keys without repeats: the largest of noisy weights.
        noise = rng.gumbel(size=chance.size).astype(np.float32) + chance
        key = np.sort(np.argpartition(noise, -n_rows)[-n_rows:])
        district, line = np.divmod(key, N_LINES)
        value = size[district] * weight[line] * rng.lognormal(8.0, 2.0, n_rows)
        frames.append(
            pd.DataFrame(
                {
                    "state": pd.Series(states[district], dtype="str"),
                    "district": pd.Series(districts[district], dtype="str"),
                    "hs_code": pd.Series(codes[line], dtype="str"),
                    "period": str(2015 + year),
                    "value": value,
                }
            )
        )
    out = pd.concat(frames, ignore_index=True)
    return out.astype({"period": "str"}) if years > 1 else out.drop(columns="period")


def for_peers(flows: pd.DataFrame, *, level: int = 8) -> pd.DataFrame:
    """Lay a table out as the peers want it: one name a place, one row a key."""
    year = flows["period"].astype(int) if "period" in flows else 2015
    out = pd.DataFrame(
        {
            "year": year,
            "place": flows["district"].astype("str"),
            "hs_code": flows["hs_code"].astype("str").str[:level],
            "value": flows["value"],
        }
    )
    return out.groupby(["year", "place", "hs_code"])["value"].sum().reset_index()


def quietly(work: Work) -> Any:
    """Run a peer without its prints and warnings."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        return work()


def quotients(flows: pd.DataFrame) -> Case:
    """Location quotients of every tariff line, from text rows."""
    from ecomplexity.ComplexityData import ComplexityData

    peer = for_peers(flows)

    def theirs() -> Any:
        data = ComplexityData(peer, COLUMNS, "coerce")
        data.create_full_df(2015)
        data.calculate_rca()
        return data.rca_t

    return Case(
        "location quotient, HS8, from text",
        lambda: location_quotient(ExportMatrix.from_flows(flows)),
        lambda: quietly(theirs),
        "py-ecomplexity",
    )


def present(flows: pd.DataFrame, *, level: Any = None, dtype: Any = np.float64) -> ExportMatrix:
    """Binary Balassa of a table, at the usual cutoff."""
    return presence(location_quotient(ExportMatrix.from_flows(flows, level=level, dtype=dtype)))


class _Year:
    """What py-ecomplexity's eigenvector step reads."""

    def __init__(self, mcp: np.ndarray[Any, Any]) -> None:
        self.t = 0
        self.mcp_t = mcp
        self.diversity_t, self.ubiquity_t = mcp.sum(axis=1), mcp.sum(axis=0)


def eigenvectors(flows: pd.DataFrame) -> Case:
    """ECI and PCI at HS4 from a presence matrix that is ready."""
    from ecomplexity.ecomplexity import calc_eci_pci

    p = present(flows, level=4)
    year = _Year(p.values.toarray().astype(np.int64))
    return Case(
        "ECI and PCI, HS4",
        lambda: complexity(p),
        lambda: quietly(lambda: calc_eci_pci(year)),
        "py-ecomplexity",
    )


def eigenvectors_hs8(flows: pd.DataFrame) -> Case:
    """ECI and PCI at HS8, where no peer finishes in 100 seconds."""
    p = present(flows)
    return Case("ECI and PCI, HS8", lambda: complexity(p), None, "")


def space(flows: pd.DataFrame, *, dtype: Any) -> Case:
    """Proximity and density at HS8, from a presence matrix that is ready."""
    import econcomplex

    p = present(flows)
    name = np.dtype(dtype).name
    wide = p.to_frame()

    return Case(
        f"proximity and density, HS8, {name}",
        lambda: density(p, p, diagonal=0.0, dtype=dtype),
        lambda: quietly(lambda: econcomplex.relatedness_density(wide, use_rca=False)),
        "econcomplex",
    )


def sums_of(flows: pd.DataFrame) -> pd.DataFrame:
    """Sum a long table by year, district and heading."""
    by = ("period", "state", "district", "hs_code")
    return aggregate_exports(flows, level=4, by=by, counts=False)


def ten_years(sums: pd.DataFrame) -> Case:
    """RCA, presence, ECI, PCI, density, COI and COG at HS4, for each year of summed cells."""
    from ecomplexity import ecomplexity

    peer = for_peers(sums, level=4)

    def ours() -> list[Any]:
        out = []
        for _, year in sums.groupby("period", observed=True):
            lq = location_quotient(ExportMatrix.from_flows(year, level=4))
            p = presence(lq)
            index, phi = complexity(p), proximity(p, diagonal=1.0)
            near = density(p, phi)
            coi = complexity_outlook_index(p, near, index.pci)
            cog = complexity_outlook_gain(p, phi, index.pci, variant="ecomplexity")
            out.append((lq, p, index, near, coi, cog))
        return out

    return Case(
        "HS4 end to end, each year",
        ours,
        lambda: quietly(
            lambda: ecomplexity(peer, COLUMNS, check_logsupermodularity=False, verbose=False)
        ),
        "py-ecomplexity",
    )
