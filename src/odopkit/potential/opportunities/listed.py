"""Official lists as columns of one table, each under its own name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit.errors import InvalidValueError
from odopkit.errors.telling import kind_of
from odopkit.product_lists.matching import ListMatch
from odopkit.typing import DISTRICT

if TYPE_CHECKING:
    from numpy.typing import NDArray


PLACE: Final = list(DISTRICT)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _OneList:
    """Listed codes, leading products and listed districts of one list."""

    listed: pd.DataFrame
    leading: pd.DataFrame
    districts: pd.MultiIndex
    level: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listing:
    """Lists by name, against products of one level."""

    by_name: dict[str, _OneList]
    level: int | None
    product: str

    @classmethod
    def of(cls, lists: Mapping[str, ListMatch], level: int | None, product: str) -> Listing:
        """Check that each list speaks of the products of the table."""
        found = {}
        if not isinstance(lists, Mapping):
            msg = (
                "lists must be a dict of results of match_product_lists, each under the name of "
                f"its list; got {kind_of(lists)}"
            )
            raise InvalidValueError(msg)
        for name, match in lists.items():
            if not isinstance(match, ListMatch):
                got = kind_of(match)
                msg = f"list {name!r} must be a result of match_product_lists, got {got}"
                raise InvalidValueError(msg)
            if match.product != product:
                msg = f"list {name!r} was matched by {match.product!r}, not by {product!r}"
                raise InvalidValueError(msg)
            if level is not None and match.level is not None and match.level > level:
                msg = (
                    f"list {name!r} was matched at {match.level} digits, finer than the {level} "
                    "of the table; match it at that level"
                )
                raise InvalidValueError(msg)
            listed = pd.concat([match.matches, match.listed_unexported], ignore_index=True)
            codes = listed["listed_code"].str.split("; ") if match.level is not None else None
            listed = listed.assign(code=listed["listed_code"] if codes is None else codes)
            listed = listed[[*PLACE, "code"]].explode("code")
            some = listed["code"].notna() & (listed["code"] != "")
            leading = pd.concat([match.matches, match.exported_unlisted], ignore_index=True)
            found[name] = _OneList(
                listed=listed[some].drop_duplicates(ignore_index=True),
                leading=leading[[*PLACE, product]].drop_duplicates(ignore_index=True),
                districts=pd.MultiIndex.from_frame(match.by_district[PLACE]),
                level=match.level,
            )
        return cls(by_name=found, level=level, product=product)

    def _cut(self, one: _OneList) -> pd.DataFrame:
        """Cut listed codes that are finer than the table to its level."""
        if self.level is None:
            return one.listed
        return one.listed.assign(code=one.listed["code"].str[: self.level]).drop_duplicates()

    def keys(self, exported: pd.MultiIndex) -> pd.DataFrame:
        """Give listed products that no exported product of the district covers."""
        frames = [pd.DataFrame({c: pd.Series([], dtype="str") for c in [*PLACE, self.product]})]
        for one in self.by_name.values():
            listed = self._cut(one)
            missing = np.ones(len(listed), dtype=bool)
            for n in _lengths(listed, self.level):
                have = exported.to_frame(index=False)
                have[self.product] = have[self.product].str[:n]
                there = pd.MultiIndex.from_frame(listed).isin(pd.MultiIndex.from_frame(have))
                missing &= ~there
            frames.append(listed[missing].rename(columns={"code": self.product}))
        return pd.concat(frames, ignore_index=True)

    def columns(self, table: pd.DataFrame) -> tuple[dict[str, Any], NDArray[Any]]:
        """Say of each row what each list says of it, and where a code is coarser than the table."""
        out: dict[str, Any] = {}
        words = np.full(len(table), "", dtype=object)
        for name, one in self.by_name.items():
            listed = self._cut(one)
            is_listed = np.zeros(len(table), dtype=bool)
            for n in _lengths(listed, self.level):
                is_listed |= _in(table, self.product, n, listed)
            leads = _in(table, self.product, one.level, one.leading)
            in_list = pd.MultiIndex.from_frame(table[PLACE]).isin(one.districts)
            said = np.select(
                [is_listed & leads, is_listed, leads, ~in_list],
                ["listed and leading", "listed", "leading, not listed", "district not listed"],
                "",
            )
            out[f"list_{name}"] = pd.Series(said.tolist(), dtype="str")
        if self.level is not None and self.by_name:
            coarse = table[self.product].str.len().fillna(self.level).to_numpy() < self.level
            words[coarse] = f"listed at less than {self.level} digits; nothing of it is exported"
        return out, words


def _lengths(listed: pd.DataFrame, level: int | None) -> list[int | None]:
    """Lengths of listed codes; None where products are names."""
    if level is None:
        return [None]
    return [int(n) for n in sorted(listed["code"].str.len().unique())]


def _in(table: pd.DataFrame, product: str, n: int | None, some: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each row's place and product, cut to n digits, is one of some."""
    cut = table[[*PLACE, product]]
    if n is not None:
        cut = cut.assign(**{product: cut[product].str[:n]})
    return np.asarray(pd.MultiIndex.from_frame(cut).isin(pd.MultiIndex.from_frame(some)))
