"""Every error and warning that odopkit raises, under one base class.

Each error is also the builtin that a caller would expect (``ValueError``,
``LookupError`` …), so ``except ValueError`` works without importing odopkit.
A message says what was got, where, and what to do; the words for that, which every
room shares, lie beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.errors.telling import within

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "InvalidHSCodeError",
    "InvalidTableError",
    "InvalidValueError",
    "MissingDependencyError",
    "MixedHSLevelError",
    "MixedPeriodError",
    "OdopkitError",
    "OdopkitWarning",
    "ReadError",
    "RenamedArgumentError",
    "UndefinedMeasureError",
    "UnknownNameError",
]


class OdopkitError(Exception):
    """Base of every error that odopkit raises on purpose.

    A message is cut to 500 characters: what a file or a caller gives may be of any length.
    """

    def __init__(self, *args: object) -> None:
        super().__init__(*(within(arg) if isinstance(arg, str) else arg for arg in args))


class InvalidValueError(OdopkitError, ValueError):
    """An argument lies outside its documented domain."""


class InvalidHSCodeError(InvalidValueError):
    """A code is not an HS code of 2, 4, 6 or 8 digits.

    Parameters
    ----------
    message : str
        What was got, where, and what to do.
    code : str, optional
        The first offending code, as it was written.
    """

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class MixedHSLevelError(InvalidValueError):
    """A table uses HS codes of several lengths, so sums would count twice.

    Parameters
    ----------
    message : str
        What was got, where, and what to do.
    levels : tuple of int, optional
        The code lengths in use, ascending.
    """

    def __init__(self, message: str, *, levels: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.levels = levels


class MixedPeriodError(InvalidValueError):
    """A table holds more than one year and none was chosen.

    Parameters
    ----------
    message : str
        What was got, where, and what to do.
    periods : tuple of str, optional
        The periods in use, ascending.
    """

    def __init__(self, message: str, *, periods: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.periods = periods


class InvalidTableError(InvalidValueError):
    """A table failed validation; every bad row is in `failure_cases`.

    Parameters
    ----------
    message : str
        The count of failures, and one example of each of the first kinds.
    failure_cases : pandas.DataFrame, optional
        One row per bad cell: ``row`` (its index label), ``position`` (of the row, from 0),
        ``column``, ``value`` and ``problem``; no row where the whole column is meant.
    """

    def __init__(self, message: str, *, failure_cases: pd.DataFrame | None = None) -> None:
        super().__init__(message)
        self.failure_cases = failure_cases


class ReadError(OdopkitError, ValueError):
    """A file cannot be turned into a flows table.

    Parameters
    ----------
    message : str
        What was found, where, and what to do.
    file : str, optional
        The file, or the member of a zip.
    sheet : str, optional
        The worksheet, where there is one.
    row : int, optional
        The row of the file, counted from 1 as a spreadsheet shows it.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        sheet: str | None = None,
        row: int | None = None,
    ) -> None:
        super().__init__(message)
        self.file = file
        self.sheet = sheet
        self.row = row


class RenamedArgumentError(OdopkitError, TypeError):
    """A function was called with a parameter's old name; the message has the new one.

    Parameters
    ----------
    message : str
        Both names, and what to write.
    old, new : str, optional
        The two names.
    """

    def __init__(self, message: str, *, old: str = "", new: str = "") -> None:
        super().__init__(message)
        self.old = old
        self.new = new


class UndefinedMeasureError(OdopkitError, ArithmeticError):
    """The input is valid, but the measure has no value for it (zero exports)."""


class UnknownNameError(OdopkitError, LookupError):
    """A dataset, measure or record of that name does not exist."""


class MissingDependencyError(OdopkitError, ImportError):
    """An optional package is needed; the message names the extra to install."""


class OdopkitWarning(UserWarning):
    """Something in the input deserves a second look; the result still holds."""
