"""Measures of groups by the names that users write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from odopkit._kernels import measures
from odopkit._kernels.arguments import as_names
from odopkit.errors import InvalidValueError, UnknownNameError
from odopkit.errors.telling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from odopkit._kernels.segments import Segments
    from odopkit.typing import Float64Array


MEASURES: Final[dict[str, Callable[[Segments], Float64Array]]] = {
    "hhi": measures.herfindahl_hirschman,
    "hhi_normalized": measures.herfindahl_normalized,
    "effective_number": lambda seg: measures.effective_number(seg, 2.0),
    "effective_number_1": lambda seg: measures.effective_number(seg, 1.0),
    "hall_tideman": measures.hall_tideman,
    "entropy": measures.entropy,
    "gini": measures.gini,
    "gini_corrected": lambda seg: measures.gini(seg, corrected=True),
    "theil_t": measures.theil_t,
    "theil_l": measures.theil_l,
}
"""Measures that `concentration_table` knows, beside ``cr1``, ``cr2`` …"""

_CR = re.compile(r"cr([1-9][0-9]*)\Z")
_OTHER_WORDS: Final = {
    "herfindahl": "hhi",
    "hirschman": "hhi",
    "simpson": "hhi",
    "shannon": "entropy",
    "rosenbluth": "hall_tideman",
    "theil": "theil_t",
    "cr": "cr1",
}


def measure(name: str) -> Callable[[Segments], Float64Array]:
    """Return the kernel of a measure by name (shared with the study; not public)."""
    if name in MEASURES:
        return MEASURES[name]
    found = _CR.match(name)
    if found:
        k = int(found[1])
        return lambda seg: measures.concentration_ratio(seg, k)
    meant = _OTHER_WORDS.get(name.casefold(), name)
    is_ratio = _CR.match(meant.casefold())
    hint = did_you_mean(meant, [meant.casefold()] if is_ratio else MEASURES) or "."
    msg = f"there is no measure {name!r}{hint} Known are cr1, cr2, …, {', '.join(MEASURES)}"
    raise UnknownNameError(msg)


def measures_of(names: object) -> dict[str, Callable[[Segments], Float64Array]]:
    """Kernels of measures by name, at least one."""
    chosen = {name: measure(name) for name in as_names(names, "measures")}
    if not chosen:
        msg = "measures is empty; name at least one, such as ('hhi', 'gini')"
        raise InvalidValueError(msg)
    return chosen
