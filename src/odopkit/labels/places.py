"""Words under which sources book exports that no place could be found for."""

from __future__ import annotations

import re
from typing import Final

_UNKNOWN: Final = re.compile(
    r"un(?:allocated|assigned|attributed|classified|distributed|known|specified|stated)"
    r"(?:\s*[-\u2013/(]\s*(?:unknown|other)\)?)?"
    r"(?: (?:areas?|districts?|states?|regions?|places?))?"
    r"|not (?:allocated|assigned|attributed|available|classified|elsewhere specified|known|"
    r"reported|specified|stated)"
    r"|(?:districts?|states?|regions?|places?|origin) "
    r"(?:unknown|unspecified|not (?:known|specified|stated))"
    r"|sin (?:provincia|municipio|departamento|regi\u00f3n)(?: asignad[ao])?"
    r"|no (?:especificad[ao]s?|asignad[ao]s?)"
    r"|n[\u00e3a]o (?:declarad[ao]s?|especificad[ao]s?|identificad[ao]s?|informad[ao]s?)"
    r"|non (?:sp\u00e9cifi\u00e9|pr\u00e9cis\u00e9|ventil\u00e9|class\u00e9)e?s?"
    r"|non (?:specificat[oiae]|attribuit[oiae])"
    r"|nicht (?:zugeordnet|zuordenbar|ermittelt|bekannt|aufteilbar)|unbekannt"
    r"|inconnue?s?|desconocid[ao]s?"
    r"|\u0905\u091c\u094d\u091e\u093e\u0924"  # Hindi: unknown
)


def is_nowhere(label: str) -> bool:
    """Tell a label that says no place, whichever words a source has for it."""
    folded = label.casefold().strip(" .*-")
    return _UNKNOWN.fullmatch(folded) is not None
