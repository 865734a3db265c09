"""Workbooks, new, binary, old and open: stray cells, bombs, lies about sizes, damage."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, Final

from corpus.bombs import Member, plain, repeated, written
from corpus.case import Case, raw

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _cell(place: str, value: object) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


ROWS: Final = (
    '<row r="1">' + _cell("A1", "district") + _cell("B1", "value") + "</row>"
    '<row r="2">' + _cell("A2", "Alfa") + _cell("B2", 10) + "</row>"
    '<row r="3">' + _cell("A3", "Beta") + _cell("B3", 20) + "</row>"
    '<row r="4">' + _cell("A4", "Gamma") + _cell("B4", 30) + "</row>"
)


def _typed(kind: str, value: str) -> str:
    return f'<c t="{kind}"><v>{value}</v></c>'


def _more(place: str, cell: str) -> str:
    """Write one more row, whose cells do not say where they stand."""
    return f'<row><c t="inlineStr"><is><t>{place}</t></is></c>{cell}</row>'


def sheet(rows: str = ROWS, before: str = "", behind: str = "") -> str:
    """Write the XML of a worksheet."""
    return f"{_HEAD}<worksheet {_MAIN}>{before}<sheetData>{rows}</sheetData>{behind}</worksheet>"


def parts(sheets: Mapping[str, str | bytes], *, end: str = "xml") -> dict[str, str | bytes]:
    """Write all parts of a workbook with such sheets."""
    names = list(sheets)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    book = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(names, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{kind}" Target="worksheets/sheet{i}.{end}"/>'
        for i in range(1, len(names) + 1)
    )
    rel = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/'
        '2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships {rel}><Relationship Id="rId1" Type="{_REL}/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook {_MAIN} xmlns:r="{_REL}"><sheets>{book}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f"{_HEAD}<Relationships {rel}>{relations}</Relationships>",
        **{f"xl/worksheets/sheet{i}.{end}": data for i, data in enumerate(sheets.values(), 1)},
    }


def packed(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack the parts of a workbook."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return held.getvalue()


def xlsx(rows: str = ROWS, before: str = "", behind: str = "", **more: str | bytes) -> bytes:
    """Write a workbook of one sheet."""
    found = parts({"Sheet1": sheet(rows, before, behind)})
    return packed({**found, **{name.replace("__", "/"): data for name, data in more.items()}})


def _stray(place: str, quote: str = '"') -> str:
    row = "".join(c for c in place if c.isdigit())
    cell = _cell(place, 5).replace('"', quote)
    return f'{ROWS}<row r="{row}">{cell}</row>'


_FIRST: Final = "xl/worksheets/sheet1.xml"


def _bomb(block: bytes, n: int, said: int | None = None) -> Callable[[], bytes]:
    """Put a block into a sheet so many times, before its cells end."""

    def make() -> bytes:
        head, tail = sheet().encode().split(b"</sheetData>")
        bomb = repeated(head, block, n, b"</sheetData>" + tail, said)
        return written({**_plain_parts(), _FIRST: bomb})

    return make


def _plain_parts() -> dict[str, Member]:
    return {
        name: plain(data.encode() if isinstance(data, str) else data)
        for name, data in parts({"Sheet1": sheet()}).items()
    }


def _shared_bomb(n: int) -> Callable[[], bytes]:
    bomb = repeated(b"<sst><si><t>", b"x" * (1 << 20), n, b"</t></si></sst>")
    return lambda: written({**_plain_parts(), "xl/sharedStrings.xml": bomb})


def _record(kind: int, body: bytes) -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    return head + bytes([len(body)]) + body


def _xlsb(row: int, column: int) -> bytes:
    """Write a binary workbook with one number in such a cell."""
    cells = (
        _record(129, b"")
        + _record(148, struct.pack("<IIII", 0, 3, 0, 3))
        + _record(145, b"")
        + _record(0, struct.pack("<I", row) + bytes(13))
        + _record(5, struct.pack("<IId", column, 0, 5.0))
        + _record(146, b"")
        + _record(130, b"")
    )
    name = "Sheet1".encode("utf-16-le")
    rel = "rId1".encode("utf-16-le")
    bundle = struct.pack("<II", 0, 1) + struct.pack("<I", 4) + rel + struct.pack("<I", 6) + name
    book = (
        _record(131, b"")
        + _record(143, b"")
        + _record(156, bundle)
        + _record(144, b"")
        + _record(132, b"")
    )
    found = parts({"Sheet1": cells}, end="bin")
    del found["xl/workbook.xml"]
    relations = found.pop("xl/_rels/workbook.xml.rels")
    return packed({**found, "xl/workbook.bin": book, "xl/_rels/workbook.bin.rels": relations})


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """Put a stream of records into a file of the old kind."""
    size = 512
    stream = stream.ljust(max(4096, -(-len(stream) // size) * size), b"\0")
    n = len(stream) // size
    n_tables = -(-(n + 2) // 127)
    first = n_tables + 1
    links = [0xFFFFFFFD] * n_tables + [0xFFFFFFFE]
    links += [*range(first + 1, first + n), 0xFFFFFFFE]
    links += [0xFFFFFFFF] * (n_tables * 128 - len(links))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack(
            "<HHHHHHIIIIIIIIII",
            0x3E,
            3,
            0xFFFE,
            9,
            6,
            0,
            0,
            0,
            n_tables,
            n_tables,
            0,
            4096,
            0xFFFFFFFE,
            0,
            0xFFFFFFFE,
            0,
        )
    )
    tables = [*range(n_tables), *[0xFFFFFFFF] * (109 - n_tables)]
    header += struct.pack("<109I", *tables)

    def entry(title: str, kind: int, start: int, length: int, child: int) -> bytes:
        letters = title.encode("utf-16-le") + b"\0\0"
        return (
            letters.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(letters), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36)
            + struct.pack("<III", start, length, 0)
        )

    folder = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry(
        name, 2, first, len(stream), 0xFFFFFFFF
    )
    return header + struct.pack(f"<{len(links)}I", *links) + folder.ljust(size, b"\0") + stream


def _old(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _xls(
    cells: list[tuple[int, int, float]], extent: bytes = b"", n_sheets: int = 1, shared: str = ""
) -> bytes:
    """Write an old workbook of numbers, or of cells that all share one text."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    page = struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)
    body = _old(0x809, page) + (_old(0x200, extent) if extent else b"")
    for row, column, value in cells:
        number = struct.pack("<HHHd", row, column, 0, value)
        label = struct.pack("<HHHI", row, column, 0, 0)
        body += _old(0xFD, label) if shared else _old(0x203, number)
    body += _old(0x0A, b"")
    names = [f"S{i}".encode() for i in range(n_sheets)]
    said = struct.pack("<IIHB", len(cells), 1, len(shared), 0) + shared.encode()
    table = _old(0xFC, said) if shared else b""
    length = len(_old(0x809, begin)) + len(_old(0x0A, b"")) + len(table)
    length += sum(4 + 8 + len(name) for name in names)
    head = _old(0x809, begin)
    for i, name in enumerate(names):
        where = length + i * len(body)
        head += _old(0x85, struct.pack("<IBBBB", where, 0, 0, len(name), 0) + name)
    head += table
    return compound(head + _old(0x0A, b"") + body * n_sheets)


_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns"


def ods(rows: str) -> bytes:
    """Write a sheet of the open kind."""
    content = (
        f'{_HEAD}<office:document-content xmlns:office="{_OFFICE}:office:1.0" '
        f'xmlns:table="{_OFFICE}:table:1.0" xmlns:text="{_OFFICE}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return packed({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def _ods_row(cells: list[object], times: str = "", repeat: str = "") -> str:
    found = []
    for cell in cells:
        kind = "string" if isinstance(cell, str) else "float"
        value = "" if kind == "string" else f' office:value="{cell}"'
        found.append(
            f'<table:table-cell office:value-type="{kind}"{value}{repeat}><text:p>{cell}</text:p>'
            "</table:table-cell>"
        )
    return f"<table:table-row{times}>{''.join(found)}</table:table-row>"


_ODS_ROWS: Final = "".join(
    _ods_row([a, b]) for a, b in (("district", "value"), ("Alfa", 10), ("Beta", 20), ("Gamma", 30))
)


def _many_rows(n: int) -> str:
    return f' table:number-rows-repeated="{n}"'


def _many_cells(n: int) -> str:
    return f' table:number-columns-repeated="{n}"'


def _blank_rows(rows: int, cells: int) -> str:
    cell = f"<table:table-cell{_many_cells(cells)}/>"
    return f"<table:table-row{_many_rows(rows)}>{cell}</table:table-row>"


def _case(name: str, data: bytes | Callable[[], bytes], end: str = "xlsx", **given: Any) -> Case:
    return Case(name=name, file=f"{name.replace(' ', '_')}.{end}", make=raw(data), **given)


def _damaged(at: float, n: int = 8) -> Callable[[], bytes]:
    def make() -> bytes:
        data = bytearray(xlsx())
        place = int(len(data) * at)
        data[place : place + n] = bytes(255 - b for b in data[place : place + n])
        return bytes(data)

    return make


_PAINTED: Final = f'{ROWS}<row r="1048576"><c r="XFD1048576" s="0"/></row>'
_EXTENT: Final = struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)

CASES: Final = (
    _case("workbook", xlsx(), total=60, rows=3),
    _case(
        "a stray cell in the last corner",
        xlsx(_stray("XFD1048576")),
        says="16,384 columns",
        heavy=True,
    ),
    _case(
        "a stray cell in single quotes",
        xlsx(_stray("XFD1048576", "'")),
        says="16,384 columns",
        heavy=True,
    ),
    _case(
        "a stray cell with blanks",
        xlsx(_stray("XFD1048576").replace('r="XFD', 'r = "XFD')),
        says="16,384 columns",
        heavy=True,
    ),
    _case(
        "a stray cell with a prefix",
        xlsx(_stray("XFD1048576").replace('<c r="XFD', '<c s="0" r="XFD')),
        says="16,384 columns",
        heavy=True,
    ),
    _case(
        "a stray cell in small letters",
        xlsx(_stray("xfd1048576")),
        says="16,384 columns",
        heavy=True,
    ),
    _case("a stray cell beyond the sheet", xlsx(_stray("ZZZZ99999999")), says="rows", heavy=True),
    _case(
        "a stray cell in a modest row", xlsx(_stray("XFD900")), says="16,384 columns", heavy=True
    ),
    _case(
        "a stray cell far below", xlsx(_stray("T1048576")), says="1,048,576 rows by 20", heavy=True
    ),
    _case("a stray cell that is near", xlsx(_stray("F9")), total=60, rows=3, lines=("a note",)),
    *(
        _case(
            f"a stray cell behind {words}",
            xlsx(_stray("XFD1048576").replace("<c ", f'<c a="{mark}" ')),
            says="marks stand among them",
            heavy=True,
        )
        for words, mark in (("an end", ">"), ("a beginning", "<"), ("an end of its own", "/>"))
    ),
    _case(
        "a last row of cells without places",
        xlsx(ROWS + '<row r="1048576">' + "<c><v>5</v></c>" * 16_384 + "</row>"),
        says="16,384 columns",
        heavy=True,
    ),
    _case(
        "a row that is written twice",
        xlsx(ROWS + '<row r="3">' + _cell("A3", "Beta") + _cell("B3", 7) + "</row>"),
        says="writes cell A3 more than once",
    ),
    _case(
        "a cell that is written twice in its row",
        xlsx(
            ROWS + '<row r="5">' + _cell("A5", "Eta") + _cell("B5", 7) + _cell("B5", 8) + "</row>"
        ),
        says="writes cell B5 more than once",
    ),
    _case(
        "a cell that is written again without a value",
        xlsx(ROWS + '<row r="3"><c r="A3" s="1"/><c r="B3" s="1"><v></v></c></row>'),
        total=60.0,
        rows=3,
    ),
    _case(
        "rows that stand in no order",
        xlsx(
            '<row r="1">' + _cell("A1", "district") + _cell("B1", "value") + "</row>"
            '<row r="3">' + _cell("B3", 20) + _cell("A3", "Beta") + "</row>"
            '<row r="2">' + _cell("A2", "Alfa") + _cell("B2", 10) + "</row>"
            '<row r="4"><c r="A4" t="inlineStr"><is><t>Gamma r="A3"</t></is></c>'
            + _cell("B4", 30)
            + "</row>"
        ),
        total=60.0,
        rows=3,
    ),
    _case(
        "a cell without a place behind the last column",
        xlsx(ROWS + '<row r="1048576"><c r="XFC1048576"/><c><v>5</v></c></row>'),
        says="16,384 columns",
        heavy=True,
    ),
    *(
        _case(
            f"a million {words} that never end",
            xlsx(ROWS + '<c t="e"/>' + begun * 10**6),
            says=says,
        )
        for words, begun, says in (
            ("cells", "<c ", "cannot be opened"),
            ("hidden rows", '<row hidden="1" ', "cannot be opened"),
        )
    ),
    _case(
        "a stray cell before a million that never end",
        xlsx(_stray("XFD1048576") + "<c " * 10**6),
        says="16,384 columns",
        heavy=True,
    ),
    _case("a painted cell in the last corner", xlsx(_PAINTED), total=60, rows=3, heavy=True),
    _case(
        "an extent that lies",
        xlsx(before='<dimension ref="A1:XFD1048576"/>'),
        total=60,
        rows=3,
        heavy=True,
    ),
    _case(
        "stray cells in twenty sheets",
        packed(parts({f"S{i}": sheet(_stray("ZZ11000")) for i in range(20)})),
        says="cells",
        heavy=True,
    ),
    _case(
        "merged to the last corner",
        xlsx(behind='<mergeCells><mergeCell ref="C1:XFD1048576"/></mergeCells>'),
        total=60,
        rows=3,
        heavy=True,
    ),
    _case(
        "100,000 merged ranges",
        xlsx(behind="<mergeCells>" + '<mergeCell ref="C1:XFD9"/>' * 10**5 + "</mergeCells>"),
        total=60,
        rows=3,
        heavy=True,
    ),
    _case(
        "a sheet of 4 GiB of blanks",
        _bomb(b" " * (1 << 20), 4095),
        says="streamed_bytes",
        heavy=True,
    ),
    _case(
        "a sheet of 2 GiB of cells",
        _bomb(b'<c r="A1"><v>1</v></c>' * 50_000, 1900),
        says="streamed_bytes",
        heavy=True,
    ),
    _case(
        "a sheet of ten million cells",
        _bomb(b'<c r="A1"><v>1</v></c>' * 50_000, 200),
        says="cells",
        heavy=True,
    ),
    _case(
        "a sheet that lies of its size",
        _bomb(b" " * (1 << 20), 2048, said=1000),
        says="cannot be opened",
        heavy=True,
    ),
    _case("300 MiB of shared texts", _shared_bomb(300), says="expanded_bytes", heavy=True),
    _case(
        "shared texts that say they are billions",
        packed(
            {
                **parts({"Sheet1": sheet()}),
                "xl/sharedStrings.xml": f'{_HEAD}<sst {_MAIN} uniqueCount="4294967295"></sst>',
            }
        ),
        says="cannot be opened",
        heavy=True,
    ),
    _case(
        "20,000 parts",
        lambda: packed(
            {**parts({"Sheet1": sheet()}), **{f"xl/media/{i}": b"" for i in range(20_000)}}
        ),
        says="members",
    ),
    _case(
        "a text index beyond the texts",
        xlsx('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'),
        says=" ",
    ),
    _case(
        "a name of entities",
        packed(
            {
                **parts(
                    {
                        "Sheet1": sheet()
                        .replace(
                            "<worksheet",
                            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet',
                        )
                        .replace("Alfa", "&x;")
                    }
                )
            }
        ),
        says="cannot be opened",
    ),
    _case("a workbook without sheets", packed(parts({})), says="is empty"),
    _case(
        "a sheet that is absent",
        packed({k: v for k, v in parts({"Sheet1": sheet()}).items() if "sheet1" not in k}),
        says="cannot be opened",
    ),
    _case(
        "a sheet outside the workbook",
        packed(
            {
                **parts({"Sheet1": sheet()}),
                "xl/_rels/workbook.xml.rels": str(
                    parts({"Sheet1": ""})["xl/_rels/workbook.xml.rels"]
                ).replace("worksheets/sheet1.xml", "../../../../etc/passwd"),
            }
        ),
        says="cannot be opened",
    ),
    _case("a workbook cut off", xlsx()[:900], says=" "),
    _case("a workbook cut in its list", xlsx()[:-30], says=" "),
    _case("a byte of a sheet is wrong", _damaged(0.35), says="cannot be opened"),
    _case("a byte of the list is wrong", _damaged(0.8), says=" "),
    _case(
        "errors in cells",
        xlsx(ROWS + _more("Delta", _typed("e", "#REF!")) + _more("Eta", _typed("e", "#N/A"))),
        total=60,
        rows=3,
        lines=("#REF!", "#N/A"),
    ),
    _case(
        "errors in cells that say where they stand",
        xlsx(
            ROWS
            + _more("Delta", '<c r="B5" t="e"><v>#REF!</v></c>')
            + _more("Eta", '<c r="B6" t="e"><v>#N/A</v></c>')
        ),
        total=60,
        rows=3,
        lines=("#REF!", "#N/A"),
    ),
    _case(
        "200,000 empty errors",
        lambda: xlsx(ROWS + '<row r="5">' + '<c r="A5" t="e"/>' * 200_000 + "</row>"),
        total=60,
        rows=3,
    ),
    _case(
        "True in a sheet",
        xlsx(ROWS + _more("Delta", _typed("b", "1")) + _more("Eta", _typed("n", "1"))),
        total=61,
        rows=4,
        lines=("True",),
    ),
    _case(
        "a number that is not",
        xlsx(ROWS.replace("<v>30</v>", "<v>1e999</v>")),
        total=30,
        rows=2,
        lines=("infinite",),
    ),
    _case(
        "a number of a million digits",
        xlsx(ROWS.replace("<v>30</v>", f"<v>{'9' * 10**6}</v>")),
        total=30,
        rows=2,
        lines=("infinite",),
    ),
    _case(
        "a word where a number is said to be",
        xlsx(ROWS.replace("<v>30</v>", "<v>abc</v>")),
        total=30,
        rows=2,
        lines=("is not a number",),
    ),
    _case(
        "a cell of two million letters",
        xlsx(ROWS.replace("Gamma", "x" * 2 * 10**6)),
        total=60,
        rows=3,
    ),
    _case(
        "a formula of a workbook",
        xlsx(
            ROWS.replace("<v>30</v>", '<f>HYPERLINK("http://x")</f><v>30</v>').replace(
                '<f>HYPERLINK("http://x")', "<f>1+29"
            )
        ),
        total=60,
        rows=3,
    ),
    _case(
        "a long text in a million cells",
        lambda: packed(
            {
                **parts(
                    {
                        "Sheet1": sheet(
                            ROWS + '<row r="9">' + '<c r="A9" t="s"><v>0</v></c>' * 10**6 + "</row>"
                        )
                    }
                ),
                "xl/sharedStrings.xml": f"{_HEAD}<sst {_MAIN}><si><t>{'x' * 10**6}</t></si></sst>",
            }
        ),
        says="more text",
        heavy=True,
    ),
    _case(
        "a binary workbook with a stray cell",
        _xlsb(1_048_575, 16_383),
        "xlsb",
        says="16,384 columns",
        heavy=True,
    ),
    _case(
        "a binary workbook beyond the sheet",
        _xlsb(0xFFFFFFFE, 0xFFFFFFFE),
        "xlsb",
        says="rows",
        heavy=True,
    ),
    _case("an old workbook of numbers", _xls([(0, 0, 1), (1, 0, 2)]), "xls", says="district"),
    _case(
        "an old workbook with a stray cell",
        _xls([(0, 0, 1), (65535, 255, 5)]),
        "xls",
        says="cells",
        heavy=True,
    ),
    _case(
        "an old workbook beyond the sheet",
        _xls([(0, 0, 1), (65535, 65535, 5)]),
        "xls",
        says="columns",
        heavy=True,
    ),
    _case(
        "an old workbook whose extent lies",
        _xls([(0, 0, 1)], _EXTENT),
        "xls",
        says="rows",
        heavy=True,
    ),
    _case(
        "an old workbook of fifty stray sheets",
        _xls([(65535, 100, 5)], n_sheets=50),
        "xls",
        says="cells",
        heavy=True,
    ),
    _case(
        "an old workbook of a long text in many cells",
        lambda: _xls([(row, 0, 0.0) for row in range(40_000)], shared="x" * 8_000),
        "xls",
        says="more text",
        heavy=True,
    ),
    _case(
        "an old workbook of a text in two cells",
        _xls([(0, 0, 0.0), (1, 0, 0.0)], shared="district"),
        "xls",
        says="no column",
    ),
    _case("an old workbook cut off", _xls([(0, 0, 1)])[:700], "xls", says="cannot be opened"),
    _case(
        "an old workbook of rubbish",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000,
        "xls",
        says="cannot be opened",
    ),
    _case(
        "an old file that is no workbook",
        compound(b"x" * 5000, "WordDocument"),
        "doc",
        says="cannot be opened",
    ),
    _case("an open sheet", ods(_ODS_ROWS), "ods", total=60, rows=3),
    _case(
        "an open sheet with blank rows below",
        ods(_ODS_ROWS + _blank_rows(1_048_000, 16_384)),
        "ods",
        total=60,
        rows=3,
        heavy=True,
    ),
    _case(
        "an open sheet that repeats rows",
        ods(_ODS_ROWS + _ods_row(["D", 1], _many_rows(2_000_000_000))),
        "ods",
        says="rows",
        heavy=True,
    ),
    _case(
        "an open sheet that repeats cells",
        ods(_ODS_ROWS + _ods_row([1], repeat=_many_cells(2_000_000_000))),
        "ods",
        says="text",
        heavy=True,
    ),
    _case(
        "an open sheet that repeats both",
        ods(_ODS_ROWS + _ods_row([1], _many_rows(100_000), _many_cells(16_384))),
        "ods",
        says="text",
        heavy=True,
    ),
    _case(
        "an open sheet with a stray cell",
        ods(
            _ODS_ROWS
            + _blank_rows(1_000_000, 1)
            + f"<table:table-row><table:table-cell{_many_cells(16_000)}/>"
            + '<table:table-cell office:value-type="float" office:value="5"/></table:table-row>'
        ),
        "ods",
        says="rows",
        heavy=True,
    ),
    _case(
        "an open sheet that repeats a text",
        ods(_ODS_ROWS + _ods_row(["x" * 10**6], repeat=_many_cells(16_000))),
        "ods",
        says="text",
        heavy=True,
    ),
    _case("an open sheet cut off", ods(_ODS_ROWS)[:600], "ods", says=" "),
)
