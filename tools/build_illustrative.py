"""Build the illustrative table of district exports from printed figures and a seed.

The table is synthetic: no cell of it was observed.  It is built so that the printed
figures of the source paper's section 5 and Appendix 1 come out when they are recomputed.
District names, the order of districts by size, the six digits of HS codes and national
totals of a few products are read from public files (``--shared``); nothing else is.

Run ``python tools/build_illustrative.py --shared FOLDER --out FOLDER``.  It needs SciPy
for one small mixed-integer programme; another release of its solver may choose
another optimum and so another, equally valid, table.
"""
# ruff: noqa: INP001

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from odopkit import (
    bracket_shares,
    coverage,
    dominance_by_state,
    dominance_table,
    lead_products,
    load_paper_table,
)
from odopkit.dominance import lead_cells_by_state, lead_share_classes
from odopkit.hs import hs_broad_sector, hs_section

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SEED: Final = 285
MADE_ON: Final = "2026-11-23"
TOTAL: Final = 421_900_000_000
CSV_NAME: Final = "illustrative_exports.csv.gz"
PROVENANCE_NAME: Final = "illustrative_provenance.json"
UNSPECIFIED_ROWS: Final = 900
NOWHERE: Final = "UNSPECIFIED"
CAP: Final = 0.95  # of the listed cell: the most another product may sum to in its state

# Rank blocks: how many districts, their share of named exports in per cent, and between
# which shares each one lies.  Ranks 20 and 70 stand alone, so that 19 and 70 districts
# are what it takes.
BLOCKS: Final = (
    (10, 38.01, 1.93, 13.0),
    (9, 13.07, 1.10, 1.90),
    (1, 1.03, 1.01, 1.05),
    (10, 8.90, 0.765, 1.00),
    (10, 6.50, 0.565, 0.757),
    (10, 5.10, 0.457, 0.560),
    (10, 4.10, 0.366, 0.452),
    (9, 3.078, 0.327, 0.362),
    (1, 0.322, 0.320, 0.325),
    (10, 2.90, 0.262, 0.318),
    (10, 2.30, 0.2125, 0.259),
    (10, 1.90, 0.167, 0.2115),
    (50, 6.01, 0.076, 0.166),
    (150, 5.70, 0.0091, 0.0745),
    (383, 1.08, 0.00000025, 0.0089),
)
BLOCK_TOPS: Final = np.array([b[3] for b in BLOCKS])
UNLISTED_CEILING: Final = 5.0  # no invented district is larger, in per cent
TOP10_STATES: Final = ("Gujarat", "Karnataka", "Maharashtra", "Tamil Nadu", "Uttar Pradesh")
TOP19_STATES: Final = (*TOP10_STATES, "Haryana", "Odisha", "West Bengal")
TOP70_STATES: Final = (
    *TOP19_STATES,
    "Andhra Pradesh",
    "Chhattisgarh",
    "Dadra & Nagar Haveli",
    "Delhi",
    "Goa",
    "Himachal Pradesh",
    "Kerala",
    "Madhya Pradesh",
    "Punjab",
    "Rajasthan",
    "Telangana",
)

OFFICIAL: Final = {
    "Andaman & Nicobar": "ANDAMAN AND NICOBAR ISLANDS",
    "Jammu & Kashmir": "JAMMU AND KASHMIR",
}
WHOLE_LISTS: Final = {
    "Dadra & Nagar Haveli": ("Dadra And Nagar Haveli",),
    "Daman & Diu": ("Daman", "Diu"),
}
# Other names of listed districts, and a district booked under a neighbouring state.
NOT_AGAIN: Final = {
    "Jharkhand": {"EAST SINGHBUM", "EAST SINGHBHUM", "PURBI SINGHBHUM"},
    "Sikkim": {"GANGTOK", "EAST DISTRICT"},
    "Haryana": {"SOUTH"},
}

# How many of the 500 leading codes each chapter has.
QUOTA: Final = {
    "02": 2, "03": 6, "04": 2, "05": 1, "06": 2, "07": 13, "08": 13, "09": 24, "10": 9,
    "11": 3, "12": 12, "13": 3, "15": 1, "16": 2, "17": 4, "18": 1, "19": 3, "20": 6,
    "21": 3, "22": 2, "23": 1, "24": 1, "25": 17, "26": 10, "27": 14, "28": 12, "29": 27,
    "30": 6, "31": 1, "32": 6, "33": 6, "34": 3, "35": 1, "38": 7, "39": 9, "40": 4,
    "41": 3, "42": 3, "44": 4, "48": 4, "49": 1, "50": 1, "51": 2, "52": 24, "53": 2,
    "54": 6, "55": 6, "56": 1, "57": 5, "58": 2, "60": 1, "61": 9, "62": 20, "63": 7,
    "64": 3, "67": 1, "68": 4, "69": 4, "70": 3, "71": 6, "72": 21, "73": 20, "74": 5,
    "76": 6, "78": 1, "79": 2, "82": 6, "83": 5, "84": 43, "85": 17, "87": 5, "88": 1,
    "89": 1, "90": 4, "94": 3, "95": 1,
}  # fmt: skip
LEADING_CHAPTERS: Final = ("09", "29", "52", "62", "72", "73", "84")
FIVE_SECTIONS: Final = ("II", "VI", "XI", "XV", "XVI")
AGRICULTURAL_SLOTS: Final = {"I": 43, "II": 296, "III": 3, "IV": 85}
MINERAL_SLOTS: Final = 78
FIGURE3: Final = (51, 33, 23)  # districts from 25, 50 and 75 per cent up
WITHIN: Final = ((0.28, 0.47), (0.53, 0.72), (0.78, 0.97))
OWN_LARGE: Final = 59  # the largest leading cells have a code of their own

SHRIMP: Final = "03061790"
RICE: Final = "10063090"
LEADING_CROPS: Final = (("Andhra Pradesh", SHRIMP), ("Chhattisgarh", RICE))
CASTOR: Final = "15153090"
DIAMONDS: Final = "71023910"
# National totals (USD mn) of listed codes that the trade statistics at hand lack, or (the
# vessels) whose printed total would put a share on the end of a class.
CHOSEN_TOTALS: Final = {
    "03035910": 2.3,
    "89059090": 2069.6,
    "27101944": 26500.0,
    "27101949": 3656.0,
    "27101941": 1120.0,
    "85171211": 3480.0,
}
# The leading products that the paper's text names, first to last.
TOLD: Final = {
    ("Andaman & Nicobar", "Nicobars"): ("71171990", "42021290", "76042990"),
    ("Gujarat", "Amreli"): ("52051290", "52061290", "25232990", "12074090"),
    ("Gujarat", "Banas Kantha"): (CASTOR,),
    ("Gujarat", "Junagadh"): (CASTOR,),
    ("Gujarat", "Patan"): (CASTOR,),
    ("Gujarat", "Surat"): (DIAMONDS,),
    ("Gujarat", "Devbhumi Dwarka"): ("27101951",),
    ("Gujarat", "Jamnagar"): (
        "27101944", "27101290", "27101920", "27101950", "27101241", "27101932", "27079900",
        "27101971", "27131200", "27122000", "27101221", "27101961", "27132000",
    ),
}  # fmt: skip
# Shares of the first and second product where they are not drawn.
GIVEN_SHARES: Final = {
    ("Gujarat", "Jamnagar"): (0.471, 0.345),
    ("Gujarat", "Surat"): (0.0, 0.12),
    ("Gujarat", "Devbhumi Dwarka"): (0.58, 0.16),
}
SURAT_DIAMONDS: Final = 8_050_000_000


@dataclass
class Places:
    """The districts, in label order, and what is decided about each."""

    states: list[str]
    state: Ints
    name: list[str]
    listed: Ints  # row of Appendix 1, or -1
    total: Ints
    cap: Floats  # the listed cell of the state
    double: Bools
    first: Ints
    second: Ints
    products: Ints

    @property
    def keys(self) -> list[tuple[str, str]]:
        """State and district of each."""
        return [(self.states[s], n) for s, n in zip(self.state, self.name, strict=True)]


@dataclass
class Labels:
    """Which code each cell has, with the sums that bound what comes next."""

    codes: list[str]
    place: Ints
    state: Ints
    value: Ints
    cap: Floats  # by state and code
    code: Ints = field(init=False)
    held: Bools = field(init=False)
    in_state: Floats = field(init=False)
    nation: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Start with no label at all."""
        n_places, n_codes = int(self.place.max()) + 1, len(self.codes)
        self.code = np.full(len(self.value), -1, dtype=np.int64)
        self.held = np.zeros((n_places, n_codes), dtype=bool)
        self.in_state = np.zeros(self.cap.shape)
        self.nation = np.zeros(n_codes)

    def fits(self, cell: int, code: int) -> bool:
        """Whether a cell may have a code: new to its district, and within the state's cap."""
        p, s = self.place[cell], self.state[cell]
        room = self.cap[s, code] - self.in_state[s, code]
        return not self.held[p, code] and bool(self.value[cell] <= room)

    def put(self, cell: int, code: int) -> None:
        """Label a cell."""
        if self.code[cell] >= 0 or self.held[self.place[cell], code]:
            msg = f"cell {cell} or its district has code {self.codes[code]} already"
            raise ValueError(msg)
        self.code[cell] = code
        self.held[self.place[cell], code] = True
        self.in_state[self.state[cell], code] += self.value[cell]
        self.nation[code] += self.value[cell]

    def drop(self, cell: int) -> int:
        """Take a cell's label away and return it."""
        code = int(self.code[cell])
        self.code[cell] = -1
        self.held[self.place[cell], code] = False
        self.in_state[self.state[cell], code] -= self.value[cell]
        self.nation[code] -= self.value[cell]
        return code


def district_names(shared: Path, table2: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Name the districts of each state, with the exports that order them."""
    fy25 = pd.read_csv(shared / "data/dgcis_district_sector_fy25/district_sector_clusters.csv")
    size = fy25[fy25["District"] != NOWHERE].groupby(["State", "District"])["export_usd"].sum()
    size_of: dict[tuple[str, str], float] = {
        (str(s), str(d)): float(v)
        for (s, d), v in zip(size.index.tolist(), size.tolist(), strict=True)
    }
    lgd = pd.read_csv(shared / "data/lgd_districts/lgd_districts_planemad_2022.csv", dtype="str")
    rows = []
    for state, n in zip(table2["state"], table2["single"] + table2["double"], strict=True):
        official = OFFICIAL.get(state, state.upper())
        own = listed.loc[listed["state"] == state, "district"].iloc[0]
        known = [(v, d) for (s, d), v in size_of.items() if s == official]
        names = [d for _, d in sorted(known, key=lambda x: (-x[0], x[1]))]
        more = lgd.loc[lgd["State Name"].str.upper() == official, "District Name"]
        names += sorted(set(more.str.upper()) - set(names))
        skip = NOT_AGAIN.get(state, set()) | {own.upper()}
        rest = [_spell(d) for d in names if d not in skip]
        chosen = list(WHOLE_LISTS.get(state, (own, *rest)))[:n]
        if len(chosen) != n or own not in chosen:
            msg = f"{state} needs {n} names and {own} among them, got {chosen}"
            raise ValueError(msg)
        rows += [
            {
                "state": state,
                "district": d,
                "listed": d == own,
                "size": size_of.get((official, d.upper()), 1000.0),
            }
            for d in chosen
        ]
    return pd.DataFrame(rows).sort_values(["state", "district"], ignore_index=True)


def _spell(name: str) -> str:
    """Capitals to title case, keeping acronyms."""
    return re.sub(r"\s+", " ", name.strip()).title().replace("Spsr ", "SPSR ")


def make_codes(shared: Path, rng: np.random.Generator, extra: set[str]) -> list[str]:
    """HS8 codes: invented endings on the six digits of HS 2017."""
    table = pd.read_csv(shared / "data/hs_concordance/hs5_desc.csv", dtype="str")
    stems = sorted(c for c in table["code"] if len(c) == 6 and c[:2] not in ("77", "98", "99"))
    absent = sorted({c[:6] for c in extra} - set(stems))
    if absent:
        msg = f"no such HS 2017 stems: {absent}"
        raise ValueError(msg)
    sets = (("00",), ("10", "90"), ("10", "20", "90"))
    draw = rng.choice(3, size=len(stems), p=[0.58, 0.24, 0.18])
    codes = {stem + end for stem, k in zip(stems, draw, strict=True) for end in sets[k]}
    return sorted(codes | extra)


def choose_sizes(
    names: pd.DataFrame, states: list[str], fixed: Floats, left: Floats, rng: np.random.Generator
) -> Floats:
    """Sizes of all districts in per cent of named exports, from one integer programme.

    ``fixed`` has the listed districts' sizes (NaN for others), ``left`` what remains of
    each state for its unlisted districts.
    """
    n_blocks, n_states = len(BLOCKS), len(states)
    count = np.array([b[0] for b in BLOCKS], dtype=np.float64)
    share = np.array([b[1] for b in BLOCKS])
    low, high = np.array([b[2] for b in BLOCKS]), np.array([b[3] for b in BLOCKS])
    state = np.array([states.index(s) for s in names["state"]])
    known = ~np.isnan(fixed)
    for size in fixed[known]:
        at = np.flatnonzero((low <= size) & (size <= high))
        if len(at) != 1:
            msg = f"a listed district of {size:.4f} per cent lies in no block"
            raise ValueError(msg)
        count[at] -= 1
        share[at] -= size
    unlisted = np.bincount(state[~known], minlength=n_states).astype(np.float64)

    # A prior for counts: sizes of a later year, scaled to what remains of each state.
    raw = np.where(known, 0.0, names["size"].to_numpy(dtype=np.float64))
    scale = left / np.maximum(np.bincount(state, raw, minlength=n_states), 1e-9)
    prior_size = np.where(known, np.nan_to_num(fixed), raw * scale[state])
    order = np.argsort(-prior_size, kind="stable")
    block_of = np.empty(len(order), dtype=np.int64)
    block_of[order] = np.repeat(np.arange(n_blocks), [b[0] for b in BLOCKS])
    prior = np.zeros((n_blocks, n_states))
    np.add.at(prior, (block_of[~known], state[~known]), 1.0)

    high = np.minimum(high, UNLISTED_CEILING)
    wide = 0.10 * (high - low)
    floor = np.where(np.arange(n_blocks) == n_blocks - 1, 2.5 * low, low + wide)
    ceiling = np.where(high - low < 0.06, high, high - wide)
    floor = np.where(high - low < 0.06, low, floor)
    size = n_blocks * n_states
    n_at = np.arange(size).reshape(n_blocks, n_states)
    x_at, d_at = n_at + size, n_at + 2 * size
    e_at = n_at + 3 * size  # how far a state's small districts fall short of the prior
    prior_x = np.zeros((n_blocks, n_states))
    np.add.at(prior_x, (block_of[~known], state[~known]), prior_size[~known])
    prior_x *= (share / np.maximum(prior_x.sum(axis=1), 1e-12))[:, None]
    rows: list[tuple[list[int], list[float], float, float]] = []
    for b in range(n_blocks):
        rows.append((n_at[b].tolist(), [1.0] * n_states, count[b], count[b]))
        rows.append((x_at[b].tolist(), [1.0] * n_states, share[b], share[b]))
    for s in range(n_states):
        rows.append((n_at[:, s].tolist(), [1.0] * n_blocks, unlisted[s], unlisted[s]))
        rows.append((x_at[:, s].tolist(), [1.0] * n_blocks, left[s], left[s]))
    for b in range(n_blocks):
        for s in range(n_states):
            n, x, d = int(n_at[b, s]), int(x_at[b, s]), int(d_at[b, s])
            rows.append(([x, n], [1.0, -floor[b]], 0.0, np.inf))
            rows.append(([x, n], [1.0, -ceiling[b]], -np.inf, 0.0))
            rows.append(([d, n], [1.0, -1.0], -prior[b, s], np.inf))
            rows.append(([d, n], [1.0, 1.0], prior[b, s], np.inf))
            if b >= n_blocks - 2 and prior[b, s] > 0:
                e = int(e_at[b, s])
                rows.append(([e, x], [1.0, 1.0 / prior_x[b, s]], 1.0, np.inf))
    for members, blocks in ((TOP10_STATES, 1), (TOP19_STATES, 2), (TOP70_STATES, 9)):
        for name in members:
            s = states.index(name)
            listed_there = fixed[known & (state == s)] >= BLOCKS[blocks - 1][2]
            if not listed_there.any():
                rows.append((n_at[:blocks, s].tolist(), [1.0] * blocks, 1.0, np.inf))
    upper = np.full(4 * size, np.inf)
    for b in range(9):
        allowed = TOP10_STATES if b < 1 else TOP19_STATES if b < 2 else TOP70_STATES
        for s, name in enumerate(states):
            if name not in allowed:
                upper[n_at[b, s]] = 0.0
    matrix = csr_array(
        (
            np.concatenate([np.array(r[1]) for r in rows]),
            (
                # 32 bits, because the solver of older versions of scipy takes no others.
                np.repeat(np.arange(len(rows), dtype=np.int32), [len(r[0]) for r in rows]),
                np.concatenate([np.array(r[0], dtype=np.int32) for r in rows]),
            ),
        ),
        shape=(len(rows), 4 * size),
    )
    weight = np.repeat(np.array([8.0] * 9 + [3.0] * 4 + [1.0] * 2), n_states)
    found = milp(
        np.concatenate([np.zeros(2 * size), weight, np.full(size, 6.0)]),
        integrality=np.concatenate([np.ones(size), np.zeros(3 * size)]),
        bounds=Bounds(np.zeros(4 * size), upper),
        constraints=LinearConstraint(
            matrix, np.array([r[2] for r in rows]), np.array([r[3] for r in rows])
        ),
        options={"mip_rel_gap": 0.02},
    )
    if found.x is None:
        msg = f"no sizes satisfy the printed totals: {found.message}"
        raise ValueError(msg)
    n_of = np.rint(found.x[:size]).astype(np.int64).reshape(n_blocks, n_states)
    placed = np.full(len(order), -1, dtype=np.int64)
    for s in range(n_states):
        queue = [int(i) for i in order if state[i] == s and not known[i]]
        placed[queue] = np.repeat(np.arange(n_blocks), n_of[:, s])
    out = fixed.copy()
    blocks_in, states_in = placed[~known], state[~known]
    pull = np.log(prior_size[~known] / BLOCK_TOPS[blocks_in]) + rng.normal(
        0.0, 0.15, len(states_in)
    )
    out[~known] = _spread(pull, blocks_in, states_in, share, left)
    return out


def _spread(pull: Floats, block: Ints, state: Ints, share: Floats, left: Floats) -> Floats:
    """Sizes between the ends of their blocks that sum to what blocks and states have.

    Each is ``low + (high - low) * sigmoid(pull + a[block] + c[state])``; the two vectors
    are fitted in turn, states last.
    """
    low = np.array([b[2] for b in BLOCKS])[block]
    high = np.minimum(BLOCK_TOPS, UNLISTED_CEILING)[block]
    a, c = np.zeros(len(share)), np.zeros(len(left))

    def sizes() -> Floats:
        z = np.clip(pull + a[block] + c[state], -500, 500)
        return np.asarray(low + (high - low) / (1 + np.exp(-z)), dtype=np.float64)

    for _ in range(400):
        for vector, group, target in ((a, block, share), (c, state, left)):
            lower, upper = np.full(len(vector), -60.0), np.full(len(vector), 60.0)
            for _ in range(70):
                vector[:] = (lower + upper) / 2
                less = np.bincount(group, sizes(), minlength=len(vector)) < target
                lower, upper = np.where(less, vector, lower), np.where(less, upper, vector)
        off = np.bincount(block, sizes(), minlength=len(share)) - share
        if np.abs(off).max() < 5e-5:
            break
    else:
        msg = f"blocks miss their shares by {np.abs(off).max():.5f} points"
        raise ValueError(msg)
    return sizes()


def choose_classes(places: Places, table2: pd.DataFrame, listed: pd.DataFrame) -> None:
    """Say which districts are double: the listed by their share, then the smallest."""
    wanted = dict(zip(table2["state"], table2["double"], strict=True))
    keys = places.keys
    for s, name in enumerate(places.states):
        here = np.flatnonzero(places.state == s)
        own = int(here[places.listed[here] >= 0][0])
        share = float(listed["share_in_district"].iloc[int(places.listed[own])])
        doubles, singles = int(wanted[name]), len(here) - int(wanted[name])
        is_double = doubles > 0 and (share > 0.3 or singles == 0) and share > 0.11
        rest = [int(i) for i in here if i != own]
        first = [i for i in rest if keys[i] in GIVEN_SHARES]
        if name == "Chhattisgarh":
            first.append(max(rest, key=lambda i: int(places.total[i])))
        rest = first + sorted(
            (i for i in rest if i not in first), key=lambda i: (int(places.total[i]), i)
        )
        places.double[rest[: doubles - int(is_double)]] = True
        places.double[own] = is_double


def choose_leaders(places: Places, rng: np.random.Generator) -> None:
    """First and second value of each district, and how many products it has."""
    keys = places.keys
    for i in range(len(keys)):
        total, cap = float(places.total[i]), float(places.cap[i])
        is_double = bool(places.double[i])
        m = max(3, int(8.2 * (total / 1e6) ** 0.53 * np.exp(rng.normal(0.0, 0.18))))
        u, v, w = rng.random(3)
        most = 0.88 * cap / total
        row = int(places.listed[i])
        if row >= 0:
            s1 = float(places.first[i]) / total
        elif keys[i][1] == "Surat":
            s1 = SURAT_DIAMONDS / total
        elif keys[i] in GIVEN_SHARES:
            s1 = GIVEN_SHARES[keys[i]][0]
        elif is_double:
            s1 = min(0.24 + 0.34 * u, most)
            if keys[i][0] == "Chhattisgarh" and total > 1.3e9:
                s1 = min(0.55, most)
        else:
            s1 = min(max(0.9 * m**-0.25 * (0.7 + 0.5 * u), 0.05), 0.45, most)
        if keys[i] in GIVEN_SHARES:
            s2 = GIVEN_SHARES[keys[i]][1]
        elif is_double:
            s2 = min(max(s1 - 0.12 - 0.15 * v, 0.3 * s1), s1 - 0.115, 0.9 * (1 - s1))
            s2 = min(s2, 0.6 * (1 - s1)) if s1 > 0.9 else s2
        else:
            s2 = max(s1 - 0.085, s1 * (0.6 + 0.33 * w))
        if s2 <= 0:
            msg = f"{keys[i]} has no room for a second product"
            raise ValueError(msg)
        while s2 < (1 - s1) / (1 + 0.62 * (m - 2)):
            m += 1
        if row < 0:
            places.first[i] = round(s1 * total)
        places.second[i] = round(s2 * total)
        places.products[i] = m


def make_tail(total: int, top: int, n: int, rng: np.random.Generator) -> Ints:
    """``n`` whole values below ``top`` with a given sum, largest first, of three digits."""
    if n == 1:
        return np.array([total], dtype=np.int64)
    y = np.exp(rng.normal(0.0, 1.9, n))
    a, b = -60.0, 60.0
    for _ in range(120):
        mid = (a + b) / 2
        z = np.exp(mid) * y
        got = 0.94 * top * z / (0.94 * top + z)
        a, b = (mid, b) if got.sum() < total else (a, mid)
    ten = 10.0 ** np.maximum(np.floor(np.log10(np.maximum(got, 1.0))) - 2, 0)
    out = np.sort(np.maximum(np.rint(got / ten) * ten, 1).astype(np.int64))[::-1].copy()
    rest = total - int(out.sum())
    for i in range(n):
        room = max(int(0.975 * top) - int(out[i]), 0)
        step = min(rest, room) if rest > 0 else max(rest, 1 - int(out[i]))
        out[i] += step
        rest -= step
        if rest == 0:
            break
    if rest != 0:
        msg = f"a tail of {n} cells below {top} cannot sum to {total}"
        raise ValueError(msg)
    return np.sort(out)[::-1].copy()


def lay_out(places: Places, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Cells of all districts, largest first: place, value, and where each place begins."""
    parts, counts = [], []
    for total, v1, v2, m in zip(
        places.total.tolist(),
        places.first.tolist(),
        places.second.tolist(),
        places.products.tolist(),
        strict=True,
    ):
        rest = total - v1 - v2
        n = max(min(m - 2, rest // 20), 1)
        tail = make_tail(rest, v2, n, rng)
        parts.append(np.concatenate(([v1, v2], tail)))
        counts.append(len(parts[-1]))
    place = np.repeat(np.arange(len(counts)), counts).astype(np.int64)
    begin = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return place, np.concatenate(parts).astype(np.int64), begin


def label_all(
    places: Places,
    cells: tuple[Ints, Ints, Ints],
    codes: list[str],
    listed: pd.DataFrame,
    national: dict[str, float],
    rng: np.random.Generator,
) -> tuple[Labels, Bools]:
    """Give every cell a code; say which codes are closed, their national totals being set."""
    place, value, begin = cells
    index = {c: i for i, c in enumerate(codes)}
    largest = [float(places.cap[places.state == s][0]) for s in range(len(places.states))]
    cap = np.repeat(CAP * np.array(largest)[:, None], len(codes), axis=1)
    free_to_grow = [*zip(listed["state"], listed["hs_code"], strict=True), *LEADING_CROPS]
    for state, code in free_to_grow:
        cap[places.states.index(state), index[code]] = np.inf
    labels = Labels(codes, place, places.state[place], value, cap)
    tops = begin[:-1]
    is_slot = np.zeros(len(value), dtype=bool)
    is_slot[tops] = True
    is_slot[tops[places.double] + 1] = True

    _label_told(labels, places, tops, listed, index)
    target = np.full(len(codes), np.nan)  # the nation's exports of a closed code
    for code, amount in national.items():
        target[index[code]] = amount * 1e6
    fixed = {codes[c] for c in labels.code[is_slot & (labels.code >= 0)]}
    free_codes = _choose_codes(codes, fixed, set(national), rng)
    _label_own(labels, tops, target, free_codes, index, rng)
    _label_slots(labels, is_slot, free_codes, index, rng)
    _fill_totals(labels, tops, target)
    closed = ~np.isnan(target)
    # Castor leads where the text says; nowhere else need it be.
    closed[[i for i, c in enumerate(codes) if c.startswith("1515")]] = True
    _label_rest(labels, places, begin, closed, rng)
    return labels, closed


def _label_told(
    labels: Labels, places: Places, tops: Ints, listed: pd.DataFrame, index: dict[str, int]
) -> None:
    """Label the cells that the paper names, and the crops that lead two states."""
    for i, key in enumerate(places.keys):
        row = int(places.listed[i])
        told = TOLD.get(key, (listed["hs_code"].iloc[row],) if row >= 0 else ())
        for j, code in enumerate(told):
            labels.put(int(tops[i]) + j, index[code])
    for state, code in LEADING_CROPS:
        s = places.states.index(state)
        here = np.flatnonzero((places.state == s) & (places.listed < 0)).tolist()
        for i in sorted(here, key=lambda i: -int(labels.value[tops[i]])):
            if labels.in_state[s, index[code]] < 1.2 * places.cap[i]:
                labels.put(int(tops[i]), index[code])


def _choose_codes(
    codes: list[str], fixed: set[str], national: set[str], rng: np.random.Generator
) -> dict[str, list[str]]:
    """Draw what is left of the 500 leading codes, by kind."""
    chosen: list[str] = []
    for chapter, quota in sorted(QUOTA.items()):
        have = sum(c[:2] == chapter for c in fixed)
        pool = [c for c in codes if c[:2] == chapter and c not in fixed | national]
        picked = rng.choice(len(pool), size=quota - have, replace=False)
        chosen += [pool[k] for k in picked]
    by_kind = {kind: [c for c in sorted(chosen) if _kind(c) == kind] for kind in _KINDS}
    for part in by_kind.values():
        rng.shuffle(part)
    return by_kind


def _label_own(
    labels: Labels,
    tops: Ints,
    target: Floats,
    free_codes: dict[str, list[str]],
    index: dict[str, int],
    rng: np.random.Generator,
) -> None:
    """Give the largest leaders, and some small ones, a code whose national total is set.

    Their shares of it fill the classes of Figure 3 that the listed cells leave open.
    """
    value = labels.value[tops]
    share = value / np.maximum(target[np.maximum(labels.code[tops], 0)], 1.0)
    share = np.where((labels.code[tops] >= 0) & ~np.isnan(share), share, 0.0)
    now = [int(((share >= a) & (share < a + 0.25)).sum()) for a in (0.25, 0.5, 0.75)]
    want = [f - n for f, n in zip(FIGURE3, now, strict=True)]
    n_small = sum(want) - OWN_LARGE
    unnamed = np.flatnonzero(labels.code[tops] < 0).tolist()
    unnamed.sort(key=lambda i: -int(value[i]))
    large, others = unnamed[:OWN_LARGE], unnamed[OWN_LARGE:]
    pool = [i for i in others if 3e5 < value[i] < 4e7]
    small = [pool[k] for k in rng.choice(len(pool), size=n_small, replace=False)]
    # Small leaders are mostly of the first class; the large ones share out the rest.
    small_classes = [2, 2, 2, 2, 1, 1, 1] + [0] * (n_small - 7)
    large_classes = [0] * want[0] + [1] * want[1] + [2] * want[2]
    for c in small_classes:
        large_classes.remove(c)
    rng.shuffle(large_classes)
    for i, c in zip([*large, *small], large_classes + small_classes, strict=True):
        kind = "made"
        if i in small and rng.random() < 0.3:
            kind = "II"
        elif i in large and rng.random() < 0.06:
            kind = "minerals"
        code = index[free_codes[kind].pop()]
        labels.put(int(tops[i]), code)
        target[code] = float(value[i]) / rng.uniform(*WITHIN[c])


_KINDS: Final = ("I", "II", "III", "IV", "minerals", "made")


def _kind(code: str) -> str:
    chapter = int(code[:2])
    ends = ((5, "I"), (14, "II"), (15, "III"), (24, "IV"), (27, "minerals"), (97, "made"))
    return next(kind for last, kind in ends if chapter <= last)


def _label_slots(
    labels: Labels,
    is_slot: Bools,
    free_codes: dict[str, list[str]],
    index: dict[str, int],
    rng: np.random.Generator,
) -> None:
    """Lay the other leading codes over the other leading cells of like value."""
    slots = np.flatnonzero(is_slot)
    done = [_kind(labels.codes[c]) for c in labels.code[slots] if c >= 0]
    free = slots[labels.code[slots] < 0]
    quota = {**AGRICULTURAL_SLOTS, "minerals": MINERAL_SLOTS}
    need = {k: q - done.count(k) for k, q in quota.items()}
    order = free[rng.permutation(len(free))]
    is_large = labels.value[order] > 250_000_000
    order = np.concatenate((order[~is_large], order[is_large]))  # the large are made goods
    at = 0
    groups: dict[str, list[int]] = {}
    for kind in _KINDS[:-1]:
        groups[kind] = order[at : at + need[kind]].tolist()
        at += need[kind]
    groups["made"] = order[at:].tolist()
    for kind in _KINDS:
        cells = sorted(groups[kind], key=lambda c: (-int(labels.value[c]), c))
        names = free_codes[kind]
        if bool(cells) != bool(names) or len(cells) < len(names):
            msg = f"{len(names)} codes of {kind} cannot lead {len(cells)} cells"
            raise ValueError(msg)
        parked = []
        for j, cell in enumerate(cells):
            code = index[names[j * len(names) // len(cells)]]
            if labels.fits(cell, code):
                labels.put(cell, code)
            else:
                parked.append((cell, code))
        for cell, code in parked:
            _swap_in(labels, cell, code, [c for c in cells if labels.code[c] >= 0])


def _swap_in(labels: Labels, cell: int, code: int, others: list[int]) -> None:
    """Label a cell by trading codes with another, where both then fit."""
    for other in sorted(others, key=lambda c: (abs(int(labels.value[c] - labels.value[cell])), c)):
        theirs = labels.drop(other)
        if labels.fits(cell, theirs) and labels.fits(other, code):
            labels.put(cell, theirs)
            if labels.fits(other, code):
                labels.put(other, code)
                return
            labels.drop(cell)
        labels.put(other, theirs)
    msg = f"no cell can trade codes with {cell}"
    raise ValueError(msg)


def _fill_totals(labels: Labels, tops: Ints, target: Floats) -> None:
    """Give tail cells to codes whose national total is known, or must exceed a leader's."""
    floor = np.zeros(len(target))
    np.maximum.at(floor, labels.code[tops], labels.value[tops] / 0.22)
    goal = np.where(np.isnan(target), floor, target)
    short = goal - labels.nation
    free = np.flatnonzero(labels.code < 0)
    free = free[np.argsort(-labels.value[free], kind="stable")]
    value = labels.value[free]
    after = list(range(len(free) + 1))

    def unused(i: int) -> int:
        while after[i] != i:
            after[i] = after[after[i]]
            i = after[i]
        return i

    for code in np.argsort(-short, kind="stable").tolist():
        is_exact = not np.isnan(target[code])
        slack = 0.002 * goal[code]
        while (gap := goal[code] - labels.nation[code]) > slack:
            most = gap if is_exact else 1.5 * gap
            i = unused(int(np.searchsorted(-value, -most)))
            while i < len(free) and not labels.fits(int(free[i]), code):
                i = unused(i + 1)
            if i == len(free) or value[i] < 1e-4 * gap:
                msg = f"{labels.codes[code]} lacks {gap:.0f} of {goal[code]:.0f}"
                raise ValueError(msg)
            labels.put(int(free[i]), code)
            after[i] = i + 1


def _label_rest(
    labels: Labels, places: Places, begin: Ints, closed: Bools, rng: np.random.Generator
) -> None:
    """Draw the remaining codes by Zipf's law, none of them closed."""
    n_codes = len(labels.codes)
    log_weight = np.empty(n_codes)
    log_weight[rng.permutation(n_codes)] = -0.8 * np.log(np.arange(n_codes) + 10.0)
    for i in np.argsort(-places.total, kind="stable").tolist():
        cells = np.arange(begin[i], begin[i + 1])
        cells = cells[labels.code[cells] < 0]
        if not len(cells):
            continue
        key = log_weight + rng.gumbel(size=n_codes)
        key[closed | labels.held[i]] = -np.inf
        ranked = np.argsort(-key, kind="stable")
        ranked = ranked[: int(np.isfinite(key).sum())]
        drawn = rng.permutation(ranked[: len(cells)])
        spare = list(ranked[len(cells) :][::-1])
        for cell, code in zip(cells.tolist(), drawn.tolist(), strict=True):
            while not labels.fits(cell, code):
                code = int(spare.pop())
            labels.put(cell, code)


def nowhere_rows(
    total: int, codes: list[str], closed: Bools, rng: np.random.Generator
) -> tuple[list[str], Ints]:
    """Draw exports booked to no place: open codes and whole values with a given sum."""
    open_codes = [c for c, shut in zip(codes, closed, strict=True) if not shut]
    picked = sorted(rng.choice(len(open_codes), size=UNSPECIFIED_ROWS, replace=False).tolist())
    values = make_tail(total, total // 20, UNSPECIFIED_ROWS, rng)
    return [open_codes[k] for k in picked], rng.permutation(values)


def build(shared: Path) -> pd.DataFrame:
    """Build the table.

    Parameters
    ----------
    shared : Path
        The folder of public files.

    Returns
    -------
    DataFrame
        ``state``, ``district``, ``hs_code`` and ``value`` (whole US dollars).
    """
    rng = np.random.default_rng(SEED)
    table2, listed = load_paper_table("table2"), load_paper_table("appendix1")
    names = district_names(shared, table2, listed)
    states = sorted(table2["state"])
    row_of = {s: i for i, s in enumerate(listed["state"])}

    # Anchors: the listed cell, its district and its state, in whole dollars.
    cell = listed["value_usd_mn"].to_numpy(dtype=np.float64).copy()
    cell[row_of["Ladakh"]] = 0.04  # printed 0.0
    in_district = listed["share_in_district"].to_numpy(dtype=np.float64).copy()
    in_district[in_district >= 1.0] = 0.9997  # printed 100.0
    in_state = listed["share_in_state"].to_numpy(dtype=np.float64)
    alone = table2.loc[table2["single"] + table2["double"] == 1, "state"]
    for s in alone:
        in_district[row_of[s]] = in_state[row_of[s]]
    district_total = np.rint(cell / in_district * 1e6)
    state_total = np.rint(cell / in_state * 1e6)
    named = float(state_total.sum())

    state = np.array([states.index(s) for s in names["state"]], dtype=np.int64)
    rows = np.array([row_of[s] for s in states], dtype=np.int64)
    row = np.where(names["listed"], rows[state], -1)
    fixed = np.where(row >= 0, district_total[row], np.nan) / named * 100
    left = (state_total[rows] - district_total[rows]) / named * 100
    size = choose_sizes(names, states, fixed, left, rng)
    total = np.where(row >= 0, district_total[row], np.rint(size * named / 100)).astype(np.int64)
    places = Places(
        states=states,
        state=state,
        name=names["district"].tolist(),
        listed=row,
        total=total,
        cap=cell[rows][state] * 1e6,
        double=np.zeros(len(total), dtype=bool),
        first=np.where(row >= 0, np.rint(cell[row] * 1e6), 0).astype(np.int64),
        second=np.zeros(len(total), dtype=np.int64),
        products=np.zeros(len(total), dtype=np.int64),
    )
    choose_classes(places, table2, listed)
    choose_leaders(places, rng)
    cells = lay_out(places, rng)

    eidb = pd.read_csv(
        shared / "data/paper_crosscheck/appendix1_vs_eidb.csv", dtype={"hs8": "str"}
    ).dropna(subset=["eidb_fy2021_22_national_usd_mn"])
    national = dict(
        zip(eidb["hs8"], eidb["eidb_fy2021_22_national_usd_mn"].astype(float), strict=True)
    )
    national |= CHOSEN_TOTALS
    extra = set(listed["hs_code"]) | {c for told in TOLD.values() for c in told} | {SHRIMP, RICE}
    codes = make_codes(shared, rng, extra)
    labels, closed = label_all(places, cells, codes, listed, national, rng)
    away, away_value = nowhere_rows(TOTAL - int(total.sum()), codes, closed, rng)

    frame = pd.DataFrame(
        {
            "state": [states[s] for s in labels.state],
            "district": [places.name[p] for p in labels.place],
            "hs_code": [codes[c] for c in labels.code],
            "value": labels.value,
        }
    ).sort_values(["state", "district", "hs_code"], ignore_index=True)
    nowhere = pd.DataFrame(
        {"state": NOWHERE, "district": NOWHERE, "hs_code": away, "value": away_value}
    )
    return pd.concat([frame, nowhere], ignore_index=True)


def _fact(
    fact: str,
    printed: object,
    recovered: object,
    *,
    met: bool,
    reading: str = "",
    relaxed: bool = False,
) -> dict[str, Any]:
    """Lay out one fact; ``relaxed`` says that as worded it contradicts another one."""
    return {
        "fact": fact,
        "printed": printed,
        "recovered": recovered,
        "met": bool(met),
        "relaxed": relaxed,
        "reading": reading,
    }


def _percent(values: pd.Series[Any], digits: int) -> list[float]:
    return [round(100 * float(v), digits) for v in values]


def check(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Recompute every fact with the library's public functions.

    Parameters
    ----------
    frame : DataFrame
        What :func:`build` returned.

    Returns
    -------
    list of dict
        ``fact``, ``printed``, ``recovered``, ``met``, ``relaxed`` and ``reading`` of each.
    """
    table2, listed = load_paper_table("table2"), load_paper_table("appendix1")
    named = frame[frame["state"] != NOWHERE]
    verdict = dominance_table(frame, rule="as_published")
    return [
        *_check_sizes(frame, named, table2, listed),
        *_check_leaders(frame, verdict, table2, listed),
        *_check_500(named, verdict),
        *_check_places(frame, named, verdict, listed),
    ]


def _check_sizes(
    frame: pd.DataFrame, named: pd.DataFrame, table2: pd.DataFrame, listed: pd.DataFrame
) -> list[dict[str, Any]]:
    places = named[["state", "district"]].drop_duplicates()
    per_state = places.groupby("state").size()
    expected = (table2["single"] + table2["double"]).set_axis(table2["state"])
    table1 = load_paper_table("table1")
    shares = bracket_shares(frame)
    printed = _percent(table1["share"], 1)
    last = round(100 * float(shares["share"].iloc[-1]), 2)
    hundred = round(100 * float(shares["cumulative_share"].iloc[9]), 1)
    out = [
        _fact(
            "named districts, and states and territories, with Table 2's number in each",
            [683, 37],
            [len(places), len(per_state)],
            met=len(places) == 683 and per_state.to_dict() == expected.to_dict(),
        ),
        _fact(
            "Table 1: share of each rank bracket, per cent",
            printed,
            _percent(shares["share"], 1),
            met=printed == _percent(shares["share"], 1)
            and shares["bracket"].tolist() == table1["bracket"].tolist(),
            reading="of the exports of named districts",
        ),
        _fact("share of districts 301-683, per cent", 1.08, last, met=last == 1.08),
        _fact(
            "share of the 100 largest districts, per cent",
            87.2,
            hundred,
            met=hundred == 87.2,
        ),
    ]
    for share, n, n_states, reading in (
        (0.51, 19, 8, "the least number that reaches it"),
        (0.80, 70, 19, "the least number that reaches it"),
    ):
        got = coverage(frame, share=share)
        out.append(
            _fact(
                f"districts, and their states, that make {share:.0%} of exports",
                [n, n_states],
                [got.n_units, got.n_states],
                met=[got.n_units, got.n_states] == [n, n_states],
                reading=reading,
            )
        )
    top10 = coverage(frame, share=0.80).units.head(10)["state"].nunique()
    total = float(frame["value"].sum()) / 1e9
    implied = (listed["value_usd_mn"] / listed["share_in_state"])[listed["value_usd_mn"] > 0].sum()
    held = float(named["value"].sum()) / 1e6
    return [
        *out,
        _fact("states of the ten largest districts", 5, top10, met=top10 == 5),
        _fact(
            "total exports, USD bn",
            421.9,
            round(total, 1),
            met=round(total, 1) == 421.9,
            reading="with exports booked to no place, which no state has",
        ),
        _fact(
            "exports of named districts, USD mn",
            round(float(implied)),
            round(held),
            met=abs(held - float(implied)) < 1.0,
            reading="the sum of the state totals that Appendix 1 implies; the rest of the "
            "421.9 bn is UNSPECIFIED, since both totals cannot hold at once",
            relaxed=True,
        ),
    ]


def _check_leaders(
    frame: pd.DataFrame, verdict: pd.DataFrame, table2: pd.DataFrame, listed: pd.DataFrame
) -> list[dict[str, Any]]:
    counts = dominance_by_state(verdict).set_index("state")
    same = all(
        [int(counts["single"][s]), int(counts["double"][s])] == [a, b]
        for s, a, b in table2[["state", "single", "double"]].itertuples(index=False)
    )
    cells = lead_cells_by_state(frame).set_index("state").loc[listed["state"]]
    hits = (
        (cells["district"].to_numpy() == listed["district"].to_numpy())
        & (cells["hs_code"].to_numpy() == listed["hs_code"].to_numpy())
        & ((cells["value"] / 1e6).round(1).to_numpy() == listed["value_usd_mn"].to_numpy())
        & (_round(cells["share_in_district"], 1) == _round(listed["share_in_district"], 1))
        & (_round(cells["share_in_state"], 2) == _round(listed["share_in_state"], 2))
    )
    leads = lead_products(frame)
    classes = lead_share_classes(leads)["n_units"].tolist()[1:4]
    near = np.abs(leads["share_in_nation"].to_numpy()[:, None] - np.array([0.25, 0.5, 0.75]))
    return [
        _fact(
            "Table 2: single and double districts, state by state",
            [275, 408],
            [int(counts["single"]["Total"]), int(counts["double"]["Total"])],
            met=same,
            reading="the printed sentence: a gap of more than ten points is double",
        ),
        _fact(
            "Appendix 1: district, code, value and both shares of each row",
            37,
            int(hits.sum()),
            met=bool(hits.all()),
            reading="the largest cell of district and product in each state, not the largest "
            "district; Ladakh's 0.0 is USD 40,000; 100.0 per cent is 99.97",
            relaxed=True,
        ),
        _fact(
            "Figure 3: districts whose leading product is 25-50, 50-75 and over 75 per cent of "
            "the nation's exports of it",
            list(FIGURE3),
            classes,
            met=classes == list(FIGURE3),
            reading=f"no share within {100 * near.min():.1f} points of an end of a class",
        ),
    ]


def _round(shares: pd.Series[Any], digits: int) -> npt.NDArray[np.float64]:
    return np.round(100 * shares.to_numpy(dtype=np.float64), digits)


def leading_codes(verdict: pd.DataFrame) -> pd.DataFrame:
    """First products of all districts and second ones of double districts.

    Parameters
    ----------
    verdict : DataFrame
        What :func:`odopkit.dominance_table` returned.

    Returns
    -------
    DataFrame
        ``state``, ``district``, ``hs_code``, ``sector`` and ``section``.
    """
    keys = ["state", "district"]
    second = verdict[verdict["single_or_double"] == "double"]
    slots = pd.concat(
        [
            verdict[[*keys, "first_code"]].set_axis([*keys, "hs_code"], axis=1),
            second[[*keys, "second_code"]].set_axis([*keys, "hs_code"], axis=1),
        ],
        ignore_index=True,
    )
    slots["sector"] = hs_broad_sector(slots["hs_code"])
    slots["section"] = hs_section(slots["hs_code"])
    return slots


def _check_500(named: pd.DataFrame, verdict: pd.DataFrame) -> list[dict[str, Any]]:
    slots = leading_codes(verdict)
    unique = slots.drop_duplicates("hs_code")
    sectors = unique["sector"].value_counts()
    split = [int(sectors[k]) for k in ("manufacturing", "agriculture", "minerals")]
    of_slots = slots.loc[slots["sector"] == "agriculture", "section"].value_counts()
    four = [int(of_slots[k]) for k in ("II", "IV", "I", "III")]
    four_shares = [round(100 * n / sum(four), 1) for n in four]
    farm = unique.loc[unique["sector"] == "agriculture", "section"].value_counts()
    farm_codes = [int(farm[k]) for k in ("II", "IV", "I", "III")]
    chapters = unique["hs_code"].str[:2].value_counts()
    leading = sorted(chapters.index[:7])
    sections = unique["section"].value_counts()
    five = sorted(sections.index[:5])
    castor = slots.loc[slots["hs_code"].str.startswith("1515"), "district"]
    by_state = named.groupby(["state", "hs_code"])["value"].sum().reset_index()
    top = by_state.loc[by_state.groupby("state")["value"].idxmax()]
    primary = int((top["hs_code"].str[:2] <= "27").sum())
    return [
        _fact(
            "leading products: all, and per cent of manufactures, agriculture and minerals",
            [500, 69.0, 22.8, 8.2],
            [len(unique), *(round(n / len(unique) * 100, 1) for n in split)],
            met=[len(unique), *split] == [500, 345, 114, 41],
            reading="first products of single and first two of double districts, each code "
            "once; chapters 01-24, 25-27 and 28-97",
        ),
        _fact(
            "agriculture by section II, IV, I and III, per cent",
            [69.3, 19.9, 10.1, 0.7],
            four_shares,
            met=four_shares == [69.3, 19.9, 10.1, 0.7],
            reading=f"of {sum(four)} pairs of a district and a leading product: 114 codes "
            f"cannot have these shares (they split {farm_codes})",
            relaxed=True,
        ),
        _fact(
            "seven leading chapters by number of leading products",
            sorted(LEADING_CHAPTERS),
            leading,
            met=leading == sorted(LEADING_CHAPTERS),
        ),
        _fact(
            "five sections with the most leading products",
            sorted(FIVE_SECTIONS),
            five,
            met=five == sorted(FIVE_SECTIONS) and sections.iloc[4] > sections.iloc[5],
            reading="vegetable products, chemicals, textiles, base metals, machinery",
        ),
        _fact(
            "districts where castor oil leads",
            ["Banas Kantha", "Junagadh", "Patan"],
            sorted(castor),
            met=sorted(castor) == ["Banas Kantha", "Junagadh", "Patan"],
            reading="heading 1515",
        ),
        _fact(
            "states whose top commodity is primary",
            12,
            primary,
            met=primary == 12,
            reading="the largest product summed over the state's districts, chapters 01-27; "
            "the rows of Appendix 1 alone give 10",
            relaxed=True,
        ),
    ]


def _check_places(
    frame: pd.DataFrame, named: pd.DataFrame, verdict: pd.DataFrame, listed: pd.DataFrame
) -> list[dict[str, Any]]:
    ranked = named.sort_values("value", ascending=False, kind="stable")

    def headings(district: str, n: int) -> list[str]:
        return ranked.loc[ranked["district"] == district, "hs_code"].str[:4].head(n).tolist()

    nicobar, amreli = headings("Nicobars", 3), headings("Amreli", 5)
    wanted = ["5205", "5206", "2523", "1207"]
    largest = verdict.loc[verdict.groupby("state")["value"].idxmax()].set_index("state")
    other = int((largest.loc[listed["state"], "district"].to_numpy() != listed["district"]).sum())
    products = verdict["n_products"]
    fuels = frame.loc[frame["hs_code"].str[:2] == "27", "value"].sum() / frame["value"].sum()
    whole = (
        bool((frame["value"] >= 1).all())
        and not frame.duplicated(["state", "district", "hs_code"]).any()
    )
    return [
        _fact(
            "Nicobars' first three headings",
            ["7117", "4202", "7604"],
            nicobar,
            met=nicobar == ["7117", "4202", "7604"],
        ),
        _fact("among Amreli's first five headings", wanted, amreli, met=set(wanted) <= set(amreli)),
        _fact(
            "rows, with one per place and product and whole dollars from 1 up",
            "60,000 to 120,000",
            len(frame),
            met=60_000 <= len(frame) <= 120_000 and whole,
        ),
        _fact(
            "products per district: least, median, most",
            "plausible",
            [int(products.min()), float(products.median()), int(products.max())],
            met=products.min() >= 3,
            reading="no figure is printed",
        ),
        _fact(
            "states with a larger district than the listed one",
            "at least 1",
            other,
            met=other >= 1,
            reading="the paper's figures force it: no more than 18 listed districts can be in "
            "the first 70, which span 19 states",
        ),
        _fact(
            "share of chapter 27, per cent",
            "about 16 in the trade statistics of 2021-22",
            round(100 * float(fuels), 1),
            met=abs(float(fuels) - 0.165) < 0.02,
            reading="not in the paper; mineral fuels outside the named refineries are few",
        ),
    ]


def write(frame: pd.DataFrame, out: Path) -> list[dict[str, Any]]:
    """Write the table and its provenance.

    Parameters
    ----------
    frame : DataFrame
        What :func:`build` returned.
    out : Path
        A folder; made if absent.

    Returns
    -------
    list of dict
        What :func:`check` found.
    """
    out.mkdir(parents=True, exist_ok=True)
    text = frame.to_csv(index=False, lineterminator="\n")
    packed = gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)
    (out / CSV_NAME).write_bytes(packed)
    facts = check(frame)
    provenance = {
        "title": "An illustrative, synthetic table of exports by Indian district and HS8 product",
        "source": "Made by tools/build_illustrative.py of this project from the printed figures "
        "of Gaur, P. (2023). Promoting Districts as Export Hubs in the Export Policy. RIS "
        "Discussion Paper 285",
        "where": "Tables 1 and 2, Appendix 1, Figure 3 and the text of section 5",
        "how": "No cell was observed. Sizes of districts were chosen by a small integer "
        "programme so that the bracket shares of Table 1, the counts of Table 2 and the state "
        "totals that Appendix 1 implies hold at once, in the order of district exports of "
        "2024-25. Each district then got a first and a second product whose gap gives its "
        "class in Table 2, and a long tail. Codes were laid over these cells so that the "
        "listed cells, the shares of the nation in Figure 3 and the 500 leading products come "
        "out; the rest were drawn by Zipf's law. The last two digits of unlisted codes are "
        "invented, and where a product is made has no geography. It serves to show and to "
        "test the method, never to say anything about a district.",
        "notes": "Facts marked relaxed contradict others as they are worded; the reading taken is "
        "given with each. Exports booked to no place are UNSPECIFIED and belong to no state.",
        "seed": SEED,
        "made_with": {name: version(name) for name in ("numpy", "pandas", "scipy")},
        "period": "2021-22",
        "unit": "whole US dollars",
        "licence": "MIT, as this package; printed figures and names are facts. District names: "
        "Government Open Data License - India",
        "credit": "District names after the Local Government Directory, Ministry of Panchayati "
        "Raj, Government of India (GODL-India)",
        "inputs": "Names: Local Government Directory, 2022. Order of districts within a state: "
        "DGCI&S exports of 2024-25 by district and sector, as compiled by T. V. Kaggundi (MIT). "
        "Six-digit codes: HS 2017, UN Statistics Division, as in the R package concordance "
        "(MIT). National totals of listed products: EIDB, Ministry of Commerce and Industry, "
        "2021-22",
        "date": MADE_ON,
        "file": CSV_NAME,
        "sha256": hashlib.sha256(packed).hexdigest(),
        "bytes": len(packed),
        "rows": len(frame),
        "facts": facts,
        "not_met": [
            {"fact": f["fact"], "reason": f["reading"] or "see the figures"}
            for f in facts
            if not f["met"]
        ],
    }
    (out / PROVENANCE_NAME).write_text(
        json.dumps(provenance, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return facts


def main(argv: list[str] | None = None) -> int:
    """Build, check and write; print the list of facts.

    Parameters
    ----------
    argv : list of str, optional
        Arguments, by default those of the command line.

    Returns
    -------
    int
        0 if every fact is met, else 1.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--shared", type=Path, required=True, help="the folder of public files")
    parser.add_argument("--out", type=Path, required=True, help="where the two files go")
    args = parser.parse_args(argv)
    facts = write(build(args.shared), args.out)
    for fact in facts:
        state = "NOT MET" if not fact["met"] else "relaxed" if fact["relaxed"] else "met"
        sys.stdout.write(
            f"[{state}] {fact['fact']}: printed {fact['printed']}, recovered "
            f"{fact['recovered']}" + (f" ({fact['reading']})" if fact["reading"] else "") + "\n"
        )
    return 0 if all(f["met"] for f in facts) else 1


if __name__ == "__main__":
    sys.exit(main())
