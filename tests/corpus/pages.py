"""Web pages: nesting, spans, comments, characters that XML does not know."""

from __future__ import annotations

from typing import Any, Final

from corpus.case import Case, raw, text

_ROWS: Final = (
    "<tr><th>district</th><th>value</th></tr><tr><td>Alfa</td><td>10</td></tr>"
    "<tr><td>Beta</td><td>20</td></tr><tr><td>Gamma</td><td>30</td></tr>"
)
_TABLE: Final = f"<table>{_ROWS}</table>"


def _page(body: str) -> str:
    return f"<html><body>{body}</body></html>"


def _case(name: str, content: str | bytes, **given: Any) -> Case:
    make = text(content) if isinstance(content, str) else raw(content)
    return Case(name=name, file=f"{name.replace(' ', '_')}.html", make=make, **given)


def _deep_cell(depth: int) -> str:
    """Put one deeply nested cell between fifty rows and fifty more."""
    rows = [f"<tr><td>D{i}</td><td>1</td></tr>" for i in range(100)]
    rows[50] = f"<tr><td>{'<b>' * depth}D50{'</b>' * depth}</td><td>1</td></tr>"
    return _page(f"<table><tr><th>district</th><th>value</th></tr>{''.join(rows)}</table>")


_ENTITIES: Final = (
    '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
)

CASES: Final = (
    _case("page with a table", _page(_TABLE), total=60, rows=3),
    _case(
        "nested a thousand deep", _page("<div>" * 1000 + _TABLE + "</div>" * 1000), total=60, rows=3
    ),
    _case("nested 2,100 deep", _page("<div>" * 2100 + _TABLE + "</div>" * 2100), says="nested"),
    _case("nested 100,000 deep", _page("<div>" * 10**5 + _TABLE), says="nested"),
    _case("a cell nested 500 deep", _deep_cell(500), total=100, rows=100),
    _case("a cell nested 3,000 deep", _deep_cell(3000), says="nested"),
    _case("tables nested 1,500 deep", _page("<table><tr><td>" * 1500), says="table"),
    _case("a table in a comment", _page(f"<!-- {_TABLE} -->"), says="without a table"),
    _case(
        "a table in a comment and another", _page(f"<!-- {_TABLE} -->{_TABLE}"), total=60, rows=3
    ),
    _case(
        "a table in a script", _page(f"<script>var a = '{_TABLE}'</script>"), says="without a table"
    ),
    _case(
        "rows in a script", _page(f"<script>var a = '{_ROWS}'</script>{_TABLE}"), total=60, rows=3
    ),
    _case("declarations that never end", "<table>" + "<?xml " * 10**6, says="is empty"),
    _case("no table", _page("<p>500 Internal Server Error</p>"), says="without a table"),
    _case("an empty table", _page("<table></table>"), says="empty"),
    _case("only a beginning", "<", says="without a table"),
    _case("a comment that never ends", "<html><body><!-- " + _TABLE, says="without a table"),
    _case(
        "a control character behind a break",
        _page(_TABLE.replace("Alfa", "Al<br>\x01fa")),
        total=60,
        rows=3,
        lines=("U+0001",),
    ),
    _case(
        "control characters in names",
        _page(_TABLE.replace("Alfa", "Al\x02fa")),
        total=60,
        rows=3,
        lines=("U+0002",),
    ),
    _case(
        "NUL in a page", _page(_TABLE.replace("Alfa", "Al\x00fa")), total=60, rows=3, lines=("NUL",)
    ),
    _case(
        "a lone surrogate as an entity",
        _page(_TABLE.replace("Alfa", "Al&#xD800;fa")),
        total=60,
        rows=3,
    ),
    _case(
        "colspan 1000 in 5,000 cells",
        _page("<table>" + "<tr><td colspan=1000>a</td></tr>" * 5000 + "</table>"),
        says="district",
    ),
    _case(
        "5,000 cells of colspan 1000 in a row",
        _page("<table><tr>" + "<td colspan=1000>a</td>" * 5000 + f"</tr>{_ROWS}</table>"),
        says="columns",
    ),
    _case(
        "rowspan and colspan 1000 in 5,000 cells",
        _page("<table>" + "<tr><td colspan=1000 rowspan=1000>a</td></tr>" * 5000 + "</table>"),
        says="columns",
    ),
    _case(
        "spans of odd numbers",
        _page(_TABLE.replace("<td>Alfa", '<td colspan="-5" rowspan="1e9">Alfa')),
        total=60,
        rows=3,
    ),
    _case(
        "a span of 5,000 digits",
        _page(_TABLE.replace("<td>Gamma", f'<td colspan="{"9" * 5000}">Gamma')),
        total=30,
        rows=2,
        lines=("",),
    ),
    _case(
        "100,000 tables",
        _page("<table><tr><td>1</td></tr></table>" * 10**5),
        says="tables",
        heavy=True,
    ),
    _case(
        "a thousand tables",
        _page("<table><tr><td>a</td></tr></table>" * 900 + _TABLE),
        total=60,
        rows=3,
        lines=("",),
    ),
    _case(
        "entities within entities",
        _ENTITIES + _page(_TABLE.replace("Alfa", "&c;&x;")),
        total=60,
        rows=3,
    ),
    _case(
        "100,000 attributes",
        _page("<div " + " ".join(f"a{i}=1" for i in range(10**5)) + f">{_TABLE}</div>"),
        says="attributes",
    ),
    _case(
        "a name of a million letters", _page(_TABLE.replace("Alfa", "x" * 10**6)), total=60, rows=3
    ),
    _case(
        "a name of eleven million letters",
        _page(_TABLE.replace("Alfa", "x" * 11 * 10**6)),
        total=60,
        rows=3,
    ),
    _case(
        "100,000 unclosed cells", _page("<table>" + "<tr>" * 1000 + "<td>" * 10**5), says="column"
    ),
    _case("cut in a tag", _page(_TABLE)[:-60], total=30, rows=2, lines=("cut off",)),
    _case(
        "an XML spreadsheet of 2003",
        '<?xml version="1.0"?><Workbook '
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
        says="2003",
    ),
    _case(
        "bytes of no encoding in a page",
        _page(_TABLE).encode().replace(b"Alfa", b"A\x81\x8d"),
        says="UTF-8",
    ),
    _case("a page in UTF-16", _page(_TABLE).encode("utf-16"), total=60, rows=3, lines=("UTF-16",)),
    _case(
        "a header that lies of its encoding",
        '<?xml version="1.0" encoding="utf-16"?>' + _page(_TABLE),
        total=60,
        rows=3,
    ),
    _case(
        "two headers that lie of their encoding",
        '<?xml version="1.0" encoding="utf-16"?>' * 2 + _page(_TABLE),
        total=60,
        rows=3,
    ),
    _case(
        "svg",
        '<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>',
        says="without a table",
    ),
)
