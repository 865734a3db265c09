"""Location quotients, complexity and density, against py-ecomplexity and econcomplex."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks import product_space_cases as cases
from benchmarks._harness import ROUNDS, Row, Target, agree, extra_peak_mib, race

Same = Callable[[Any, Any], None]


def _against(
    case: cases.Case, same: Same, *, data: str, times: float, note: str = "", rounds: int = ROUNDS
) -> Row:
    """Compare the results, then the time, of one case."""
    if case.theirs is None:
        msg = f"{case.name} has no peer to race"
        raise ValueError(msg)
    same(case.ours(), case.theirs())
    found = race({"odopkit": case.ours, case.peer: case.theirs}, rounds=rounds)
    return Row(
        work=f"{case.name}: times faster than {case.peer}",
        data=data,
        figure=found.ratio(case.peer, "odopkit"),
        target=Target(rule=">=", bound=times),
        detail=found.detail("odopkit", case.peer),
        note=note,
    )


def quotients(n_rows: int) -> Iterator[Row]:
    """Time location quotients of every tariff line, from text rows to the labelled result."""

    def same(ours: Any, theirs: Any) -> None:
        agree(ours.to_frame().to_numpy(), np.asarray(theirs))

    yield _against(
        cases.quotients(cases.table(n_rows=n_rows)),
        same,
        data=f"skewed, {n_rows:,} rows",
        times=8,
        note="From text on both sides.  odopkit also validates each row and sums repeated keys.",
    )


def eigenvectors(n_rows: int) -> Iterator[Row]:
    """Time ECI and PCI from a presence matrix that is ready."""
    flows = cases.table(n_rows=n_rows)

    def same(ours: Any, theirs: Any) -> None:
        # The peer standardises both by ECI, in a later step.
        eci, pci = (np.asarray(vector).ravel() for vector in theirs)
        centre, spread = np.nanmean(eci), np.nanstd(eci)
        agree(ours.eci["eci"], (eci - centre) / spread)
        agree(ours.pci["pci"], (pci - centre) / spread)

    case = cases.eigenvectors(flows)
    yield _against(
        case,
        same,
        data=f"skewed, {n_rows:,} rows",
        times=150,
        note="Here each run follows one of the peer's, after which our arrays have left the cache; "
        "called again and again without it, a run takes about a fifth less.",
    )
    fine = cases.eigenvectors_hs8(flows)
    found = race({"odopkit": fine.ours})
    yield Row(
        work=f"{fine.name}, where neither peer finishes in 100 s",
        data=f"skewed, {n_rows:,} rows",
        figure=found.median("odopkit"),
        target=Target(rule="<=", bound=1.0, unit=" s"),
        detail=found.detail("odopkit"),
    )


def density(n_rows: int) -> Iterator[Row]:
    """Time proximity and density of every tariff line in every district."""
    flows = cases.table(n_rows=n_rows)
    for dtype, times, tolerance in ((np.float32, 4.0, 2e-5), (np.float64, 2.0, 1e-9)):

        def same(ours: Any, theirs: Any, tolerance: float = tolerance) -> None:
            # econcomplex prints per cent.  A product that nobody has is NaN with us and 0 there.
            agree(np.nan_to_num(ours.to_numpy()), theirs.to_numpy() / 100, tolerance=tolerance)

        yield _against(
            cases.space(flows, dtype=dtype), same, data=f"skewed, {n_rows:,} rows", times=times
        )


def density_memory(n_rows: int) -> Iterator[Row]:
    """Measure the extra peak of density in float32, result included, and that of the peer."""
    case = cases.space(cases.table(n_rows=n_rows), dtype=np.float32)
    if case.theirs is None:
        msg = "density has a peer"
        raise ValueError(msg)
    ours = extra_peak_mib(case.ours)
    theirs = extra_peak_mib(case.theirs)
    yield Row(
        work=f"{case.name}: extra peak memory, result included",
        data=f"skewed, {n_rows:,} rows",
        figure=ours,
        target=Target(rule="<=", bound=250, unit=" MiB"),
        detail=f"odopkit {ours:,.0f} MiB; econcomplex {theirs:,.0f} MiB: 1/{theirs / ours:,.0f}",
    )


def ten_years(n_rows: int) -> Iterator[Row]:
    """Time quotients, presence, ECI, PCI, density, COI and COG at HS4, year after year."""
    sums = cases.sums_of(cases.table(years=10, n_rows=n_rows))

    def same(ours: Any, theirs: Any) -> None:
        by_year = dict(iter(theirs.groupby("year")))
        for (year, part), (_, _, index, near, _, _) in zip(
            sorted(by_year.items()), ours, strict=True
        ):
            wide = part.pivot_table(
                index="place", columns="hs_code", values="density", observed=True
            )
            agree(near.to_numpy(), wide.to_numpy(), tolerance=1e-9)
            eci = part.groupby("place")["eci"].first()
            agree(index.eci["eci"], eci, tolerance=1e-9)
            if len(eci) == 0:
                msg = f"{year} is empty"
                raise AssertionError(msg)

    yield _against(
        cases.ten_years(sums),
        same,
        data=f"skewed, 10 years of {n_rows:,} rows, {len(sums):,} cells",
        times=20,
        note="Both begin with sums by year, district and heading, which the peer cannot make, "
        "and give quotient, presence, ECI, PCI, density, COI and COG.",
    )


def ten_years_memory(n_rows: int) -> Iterator[Row]:
    """Measure the extra peak of the same, all results kept, and that of the peer."""
    case = cases.ten_years(cases.sums_of(cases.table(years=10, n_rows=n_rows)))
    if case.theirs is None:
        msg = "the end to end case has a peer"
        raise ValueError(msg)
    ours = extra_peak_mib(case.ours)
    theirs = extra_peak_mib(case.theirs)
    yield Row(
        work=f"{case.name}, ten years: extra peak memory, all results kept",
        data=f"skewed, 10 years of {n_rows:,} rows",
        figure=ours,
        target=Target(rule="<=", bound=250, unit=" MiB"),
        detail=f"odopkit {ours:,.0f} MiB; py-ecomplexity {theirs:,.0f} MiB",
    )
