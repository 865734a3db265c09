"""Words of messages: what was got, which row it stands in, and the one thing to do.

Nothing is imported to tell a table of another library: its type says where it comes from.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Wanted = Literal["flows", "table", "values"]
"""What was asked for: a flows table, any other table, or one column of numbers."""

_SUM: Final = "sum it where it is, with collect_exports(aggregate_exports(...))"
_LIBRARIES: Final = {
    "polars": "polars",
    "pyarrow": "pyarrow",
    "duckdb": "DuckDB",
    "dask": "Dask",
    "pyspark": "PySpark",
    "ibis": "Ibis",
    "narwhals": "narwhals",
    "pandas": "pandas",
    "numpy": "NumPy",
}
_KINDS: Final = {"DuckDBPyRelation": "relation", "ndarray": "array"}
# Of each library the call that makes a pandas table, by the beginning of the type's name.
_CALLS: Final = {
    ("polars", "LazyFrame"): ".collect().to_pandas()",
    ("polars", ""): ".to_pandas()",
    ("pyarrow", "RecordBatchReader"): ".read_pandas()",
    ("pyarrow", "Table"): ".to_pandas()",
    ("pyarrow", "RecordBatch"): ".to_pandas()",
    ("pyarrow", ""): ".to_table().to_pandas()",
    ("duckdb", ""): ".df()",
    ("dask", ""): ".compute()",
    ("pyspark", ""): ".toPandas()",
    ("ibis", ""): ".to_pandas()",
    ("narwhals", "LazyFrame"): ".collect().to_pandas()",
    ("narwhals", ""): ".to_pandas()",
}
_IN_MEMORY: Final = (".to_pandas()",)
_LONGEST: Final = 48
LONGEST_MESSAGE: Final = 500
_LONGEST_REASON: Final = 250
"""What a message may hold, whatever stands in the cell that it quotes."""
_SEEN: Final = 10_000
_MOST_NAMES: Final = 12


def kind_of(value: object) -> str:
    """Name what was got: ``a polars DataFrame``, ``a ReadResult``, ``None``."""
    if value is None or isinstance(value, str):
        return "None" if value is None else f"the text {shortened(value)}"
    if hasattr(value, "__fspath__"):
        return "a path"
    name = _KINDS.get(type(value).__name__, type(value).__name__)
    library = _LIBRARIES.get(_library_of(value))
    if library is not None:
        return f"{_article(library)} {library} {name}"
    return f"{_article(name)} {name}"


def remedy(value: object, wanted: Wanted = "flows") -> str:
    """Say the one thing to do with what was got, so that it becomes what was wanted."""
    library, name = _library_of(value), type(value).__name__
    if library == "odopkit":
        return _of_our_own(value, name, wanted)
    if library == "pandas":
        return _of_pandas(value, name, wanted)
    calls = [c for (of, begin), c in _CALLS.items() if of == library and name.startswith(begin)]
    if calls:
        call = calls[0]
        if wanted == "flows" and call not in _IN_MEMORY:
            return _SUM
        return f"call {call}" if wanted != "values" else "pass one of its columns"
    if wanted == "values":
        return "pass a list or a column of numbers"
    if isinstance(value, str) or hasattr(value, "__fspath__"):
        read = "read_exports(path).flows" if wanted == "flows" else "pandas"
        return f"read the file first, with {read}"
    if isinstance(value, dict | list | tuple):
        return "make it a table with pd.DataFrame(...)"
    if library == "numpy":
        return "name its columns with pd.DataFrame(..., columns=[...])"
    return "pass the table itself"


def not_a_table(value: object, name: str, wanted: Wanted = "flows", *, of: str = "") -> str:
    """Write the message for what is no pandas table; `of` says what makes the one that is."""
    way = remedy(value, wanted)
    if of and not way.startswith("call "):  # what cannot be turned into it
        return f"{name} must be {of}, got {kind_of(value)}"
    return f"{name} must be {of or 'a pandas DataFrame'}, got {kind_of(value)}; {way}"


def not_a_column(value: object, name: str) -> str:
    """Write the message for what is no column of numbers."""
    return f"{name} must be one column of numbers, got {kind_of(value)}; {remedy(value, 'values')}"


def row_named(position: int, label: object) -> str:
    """Name a row by its position, from 0, and by its label where that is another."""
    label = getattr(label, "item", lambda: label)()  # as Python prints it, not as numpy does
    if isinstance(label, int) and not isinstance(label, bool) and label == position:
        return f"row {position}"
    return f"row {position} (label {shortened(label)})"


def shortened(value: object) -> str:
    """Spell a value as Python does, cut where it is long."""
    if isinstance(value, str | bytes) and len(value) > _SEEN:
        value = value[:_SEEN]
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - thousands of digits, nested lists, classes by others
        text = f"{_article(type(value).__name__)} {type(value).__name__} too long to show"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def can_be_counted(cell: object) -> bool:
    """Tell a cell that can be told apart from others: lists cannot, nor what fails at it."""
    try:
        hash(cell)
    except Exception:  # noqa: BLE001 - the code of a class by others may raise anything
        return False
    return True


def odd_cell(cells: Any, error: Exception) -> tuple[int, Any]:
    """Find the cell at which a column could not be encoded; raise what had another cause."""
    found = next(((i, cell) for i, cell in enumerate(cells) if not can_be_counted(cell)), None)
    if found is None and not isinstance(error, TypeError | NotImplementedError):
        raise error
    return (0, cells.iloc[0]) if found is None else found


def why(error: BaseException) -> str:
    """Say in one line what code by others has against its input."""
    return within(" ".join(str(error).split()) or type(error).__name__, _LONGEST_REASON)


def within(text: str, most: int = LONGEST_MESSAGE) -> str:
    """Keep a text within so many characters: both its ends, and how many were left out."""
    if len(text) <= most:
        return text
    half = (most - 40) // 2
    return f"{text[:half]} … [{len(text) - 2 * half:,} characters] … {text[-half:]}"


def near(name: object, known: Iterable[str]) -> list[str]:
    """Find known names that a wrong one may stand for: in another case, or nearly so spelled."""
    spelled: dict[str, list[str]] = {}
    for each in known:
        spelled.setdefault(_fold(each), []).append(each)
    folded = _fold(str(name))
    if folded in spelled:
        return spelled[folded]
    found = get_close_matches(folded, list(spelled), n=2, cutoff=0.6)
    return [each for key in found for each in spelled[key]]


def has_columns(value: object) -> bool:
    """Tell a table of any library, or a result of this one, without asking it anything."""
    library, name = _library_of(value), type(value).__name__
    is_foreign = any(of == library for of, _ in _CALLS) and not name.endswith(("Series", "Array"))
    return is_foreign or library == "odopkit" or hasattr(type(value), "columns")


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """Ask whether a known name was meant: ``; did you mean 'hhi'?``, or nothing."""
    found = near(name, known)
    return f"; did you mean {' or '.join(map(repr, found[:2]))}?" if found else ""


def listed(names: Sequence[Any]) -> str:
    """List names, the first of them where there are many."""
    shown = ", ".join(str(name) for name in names[:_MOST_NAMES])
    left = len(names) - _MOST_NAMES
    return (f"{shown} and {left} more" if left > 0 else shown) or "no columns"


def _library_of(value: object) -> str:
    return type(value).__module__.partition(".")[0].lstrip("_")


def _article(name: str) -> str:
    return "an" if name[0] in "aeiouAEIO" else "a"


def _fold(name: str) -> str:
    return "".join(name.casefold().split()).replace("_", "").replace("-", "")


def _of_our_own(value: object, name: str, wanted: Wanted) -> str:
    """Say what to take of a result of this package."""
    if name == "ReadResult":
        return "pass its .flows['value']" if wanted == "values" else "pass its .flows"
    if wanted == "flows":
        return "pass the flows table that it was made from"
    return "pass its .to_frame()" if hasattr(value, "to_frame") else "pass the table itself"


def _of_pandas(value: Any, name: str, wanted: Wanted) -> str:
    """Say what to do with what pandas has beside tables."""
    if wanted == "values":
        return "pass one of its columns"
    if name == "Series" and value.index.names != [None]:
        return "call .reset_index(name='value')"
    if name == "Series":
        return "pass the whole table, not one column"
    if name.endswith("GroupBy"):
        return "call .sum().reset_index()"
    return "pass the table itself"
