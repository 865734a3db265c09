"""Words and marks beside numbers: currencies, multiples, flags, and cells that hide a number."""

from __future__ import annotations

import re
from typing import Final

CURRENCIES: Final = {
    "usd": "USD",
    "us$": "USD",
    "us $": "USD",
    "us dollar": "USD",
    "us dollars": "USD",
    "$": "$",
    "dollar": "$",
    "dollars": "$",
    "dolares": "$",
    "d\u00f3lares": "$",
    "inr": "INR",
    "\u20b9": "INR",
    "indian rupees": "INR",
    "rs": "Rs",
    "rs.": "Rs",
    "rupee": "Rs",
    "rupees": "Rs",
    "npr": "NPR",
    "pkr": "PKR",
    "lkr": "LKR",
    "eur": "EUR",
    "\u20ac": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "gbp": "GBP",
    "\u00a3": "\u00a3",
    "bdt": "BDT",
    "taka": "BDT",
    "tk": "BDT",
    "tk.": "BDT",
    "\u09f3": "BDT",
    "jpy": "JPY",
    "cny": "CNY",
    "rmb": "CNY",
    "\u00a5": "\u00a5",
    "yen": "JPY",
    "yuan": "CNY",
    "brl": "BRL",
    "r$": "BRL",
    "mxn": "MXN",
    "idr": "IDR",
    "rp": "IDR",
    "birr": "ETB",
    "etb": "ETB",
    "rwf": "RWF",
    "frw": "RWF",
    "krw": "KRW",
    "\u20a9": "KRW",
    "rub": "RUB",
}
"""Spelling (folded) → code of ISO 4217; a sign or word of several nations stands for itself."""

SHARED_SIGNS: Final = frozenset({"$", "Rs", "\u00a3", "\u00a5"})
"""What several nations call their currency: heard, and never taken for one of them."""

MULTIPLES: Final = {
    "thousand": 1e3,
    "thousands": 1e3,
    "thsd": 1e3,
    "ths": 1e3,
    "tsd": 1e3,
    "tausend": 1e3,
    "mil": 1e3,
    "miles": 1e3,
    "milhares": 1e3,
    "milliers": 1e3,
    "'000": 1e3,
    "'000s": 1e3,
    "000": 1e3,
    "1000": 1e3,
    "1,000": 1e3,
    "1 000": 1e3,
    "lakh": 1e5,
    "lakhs": 1e5,
    "lac": 1e5,
    "lacs": 1e5,
    "million": 1e6,
    "millions": 1e6,
    "mill": 1e6,
    "mio": 1e6,
    "mln": 1e6,
    "mn": 1e6,
    "mns": 1e6,
    "millones": 1e6,
    "milh\u00f5es": 1e6,
    "millionen": 1e6,
    "m": 1e6,
    "crore": 1e7,
    "crores": 1e7,
    "cr": 1e7,
    "crs": 1e7,
    "billion": 1e9,
    "billions": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "mrd": 1e9,
    "milliard": 1e9,
    "milliards": 1e9,
    "milliarden": 1e9,
}
"""Word (folded, without a dot at its end) → what it multiplies by."""

BESIDE_CURRENCY_ONLY: Final = frozenset(
    {"m", "mil", "miles", "000", "1000", "1,000", "1 000", "cr", "crs", "ths"}
)
"""Multiples that mean something else too, and count next to a currency only."""

WITHHELD: Final = frozenset(
    [
        "(d)",
        "(s)",
        "(c)",
        "(x)",
        "d",
        "s",
        "c",
        "x",
        "conf",
        "conf.",
        "confidential",
        "suppressed",
        "withheld",
    ]
)
NOT_AVAILABLE: Final = frozenset(
    [
        ":",
        ".",
        "..",
        "...",
        "\u2026",
        "/",
        "na",
        "n.a.",
        "n.a",
        "n/a",
        "n.d.",
        "n.d",
        "nd",
        "n.v.",
        "s.d.",
        "not available",
        "(na)",
        "(n.a.)",
    ]
)
BELOW_A_LIMIT: Final = frozenset({"(l)", "(z)", "z", "l"})
BELOW: Final = re.compile(r"[<\u2264] ?[0-9][0-9.,]*")
NIL_OR_MISSING: Final = frozenset(
    {"-", "--", "---", "\u2013", "\u2014", "\u2212", "nil", "Nil", "NIL"}
)
BLANK: Final = frozenset({"", "nan", "null", "none"})

SHEET_ERRORS: Final = frozenset(
    {"#ref!", "#n/a", "#div/0!", "#value!", "#name?", "#num!", "#null!", "#spill!", "#calc!"}
)
"""What a spreadsheet shows in place of a result."""

# Billions and crores would follow a number as ``b`` in capitals and as ``cr``: no flags.
FLAG: Final = re.compile(
    r"(?P<number>.*[0-9.]) ?(?P<flag>"
    r"\((?:[a-z]|[PRE]|[0-9]{1,2})\)|\[[a-z0-9]{1,2}\]"
    r"|[bcdefnpsruz]|[PRE]|b[deps]|[de]p|ep|[pe]r"
    r"|[*\u2020\u2021\u00a7#]+|[\u00b9\u00b2\u00b3\u2074-\u2079]+)"
)
"""A flag or a footnote mark behind a number; it may stand directly behind it."""


def why_unknown(text: str) -> str:
    """Say why a cell hides a number that exists, or has none to show; ``""`` for all else."""
    folded = text.casefold()
    if folded in WITHHELD:
        return "withheld"
    if folded in NOT_AVAILABLE:
        return "not available"
    if folded in BELOW_A_LIMIT or BELOW.fullmatch(text):
        return "below a printed limit"
    return ""


def is_sheet_error(text: str) -> bool:
    """Say whether a cell shows an error of the spreadsheet that it comes from."""
    return text.startswith("#") and text.casefold() in SHEET_ERRORS


def multiple_of(word: str) -> float | None:
    """Return what a word of a heading multiplies by; None for all other words."""
    return MULTIPLES.get(word.casefold().rstrip("."))
