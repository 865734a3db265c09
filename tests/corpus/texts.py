"""Delimited text: quotes, widths, encodings, cells that are too long."""

from __future__ import annotations

from typing import Any, Final

from corpus.case import PLAIN, Case, gz, raw, text

_HS: Final = "district,hs_code,value\nAlfa,0902,10\nBeta,3004,20\n"


def _two_stray_quotes() -> str:
    """Give a thousand rows, 600 of which stand between two stray quotes."""
    rows = ["district,value,remark"]
    for i in range(1000):
        mark = '"' if i in (200, 800) else ""
        rows.append(f"D{i},{i + 1},{mark}note {i}")
    return "\n".join(rows) + "\n"


def _latin_line() -> bytes:
    rows = ["district,value", "Jaip\u00fbra,10", "Bogot\u00e1,20"]
    good = "\n".join(rows).encode()
    return good + b"\n" + "M\u00e9rida,30\n".encode("latin-1") + "\u0926\u093f,40\n".encode()


def _case(name: str, content: str | bytes, **given: Any) -> Case:
    make = text(content) if isinstance(content, str) else raw(content)
    return Case(name=name, file=f"{name.replace(' ', '_')}.csv", make=make, **given)


def _many_parts(n: int) -> bytes:
    """Pack each line by itself."""
    return gz(b"district,value\n") + gz(b"A,1\n") * (n - 1)


def _row(cell: str) -> str:
    """Give three rows of data, one of which has such a remark."""
    return f'district,value,remark\nAlfa,10,a\nBeta,20,"{cell}"\nGamma,30,c\n'


CASES: Final = (
    _case("plain text", PLAIN, total=60, rows=3),
    _case("empty file", b"", says="is empty"),
    _case("blanks only", b"  \n \n\t\n", says="is empty"),
    _case("one byte", b"a", says="district"),
    _case("a header alone", "district,value\n", says="no row"),
    _case("zero bytes", b"\x00" * 1000, says="binary"),
    _case("zero bytes behind a header", PLAIN.encode() + b"\x00" * 5000, says="binary"),
    _case("random bytes", bytes(range(256)) * 20, says="UTF-8"),
    _case("stray quotes around 600 rows", _two_stray_quotes(), says="quotation mark"),
    _case(
        "a cell over two lines that makes a row too wide",
        "district,value,r\n" + "Alfa,1,x\n" * 50 + 'Beta,2,"\n",C,3\n' + "Gamma,3,y\n" * 50,
        says="cannot be split into cells",
    ),
    _case("one stray quote", 'district,value,r\nAlfa,10,"x\nBeta,20,y\n', says="quotation mark"),
    _case("a cell of 10,000 commas", _row("," * 10_000), total=60, rows=3),
    _case(
        "a thousand cells of many commas",
        "district,value,remark\n" + "".join(f'D{i},1,"{"," * 999}"\n' for i in range(1000)),
        total=1000,
        rows=1000,
    ),
    _case(
        "an unquoted row of 4,000 commas",
        "district,value\nAlfa,10\nBeta,20\nGamma,30" + "," * 4_000 + "\nDelta,1\nEpsilon,2\n",
        total=63,
        rows=5,
    ),
    _case(
        "an unquoted row of 4,000 cells",
        "district,value\nAlfa,10\nBeta,20\nGamma,30" + ",1" * 4_000 + "\nDelta,1\nEpsilon,2\n",
        total=33,
        rows=4,
        lines=("more cells than the header",),
    ),
    _case("a header of 100,000 columns", ",".join(["a"] * 100_000) + "\n", says="columns"),
    _case("a remark of 200,000 characters", _row("x" * 200_000), total=60, rows=3),
    _case(
        "a first remark of 200,000 characters",
        f'district,value,remark\nAlfa,10,"{"x" * 200_000}"\nBeta,20,b\n',
        total=30,
        rows=2,
    ),
    _case(
        "ten million letters in a name", f"district,value\n{'x' * 10**7},10\nB,20\n", says="long"
    ),
    _case(
        "ten million letters as a value",
        f"district,value\nA,10\nB,20\nC,{'x' * 10**7}\n",
        says="long",
    ),
    _case(
        "a value of 100,000 letters",
        f"district,value\nA,10\nB,20\nC,{'x' * 10**5}\n",
        total=30,
        rows=2,
        lines=("is not a number",),
    ),
    _case(
        "a value of 100,000 digits",
        f"district,value\nA,10\nB,20\nC,{'9' * 10**5}\n",
        total=30,
        rows=2,
        lines=("infinite",),
    ),
    _case(
        "a heading of 100,000 letters",
        f"{'h' * 10**5},value\nA,10\nB,20\n",
        says="no column",
    ),
    _case(
        "total and a bracket, 10,000 times",
        f"district,value\nA,10\nB,20\n{'total ( ' * 10**4},30\n",
        total=30,
        rows=2,
        lines=("total",),
    ),
    _case(
        "a total with many blanks",
        f"district,value\nA,10\nB,20\nTotal{' ' * 10**5}x,30\n",
        total=30,
        rows=2,
        lines=("a total",),
    ),
    _case(
        "a number with many blanks",
        f"district,value\nA,10\nB,20\nC,1{' ' * 10**5}1\n",
        total=30,
        rows=2,
        lines=("is not a number",),
    ),
    _case(
        "a number with many groups",
        f'district,value\nA,10\nB,20\nC,"1{",000" * 10**4}x"\n',
        total=30,
        rows=2,
        lines=("is not a number",),
    ),
    _case(
        "NUL inside a name",
        "district,value\nAl\x00fa,10\nBeta,20\n",
        total=30,
        rows=2,
        lines=("U+0000",),
    ),
    _case(
        "NUL far below",
        "district,value\n" + "".join(f"D{i},1\n" for i in range(2000)) + "Al\x00fa,10\n",
        total=2010,
        rows=2001,
        lines=("U+0000",),
    ),
    _case(
        "a line of Latin-1 inside UTF-8",
        _latin_line(),
        total=100,
        rows=4,
        lines=("1 line(s) that are not UTF-8",),
    ),
    _case(
        "all in Latin-1",
        "district,value\nM\u00e9rida,10\nBogot\u00e1,20\n".encode("latin-1"),
        total=30,
        rows=2,
        lines=("Windows-1252",),
    ),
    _case("bytes of no encoding", b"district,value\nA\x81\x8d,10\nB,20\n", says="UTF-8"),
    _case(
        "lone surrogates",
        b"district,value\nA\xed\xa0\x80,10\nB,20\n",
        says="UTF-8",
    ),
    _case("UTF-16 with its mark", PLAIN.encode("utf-16"), total=60, rows=3, lines=("UTF-16",)),
    _case(
        "UTF-16 without its mark", PLAIN.encode("utf-16-le"), total=60, rows=3, lines=("UTF-16",)
    ),
    _case(
        "UTF-16 of the other order", PLAIN.encode("utf-16-be"), total=60, rows=3, lines=("UTF-16",)
    ),
    _case("UTF-16 cut in a letter", PLAIN.encode("utf-16")[:-1], says="UTF-16"),
    _case("UTF-32", PLAIN.encode("utf-32"), total=60, rows=3, lines=("UTF-32",)),
    _case("UTF-8 with its mark", PLAIN.encode("utf-8-sig"), total=60, rows=3),
    _case("UTF-7 of a plus", "district,value\n+ADw-,10\nB,20\n", total=30, rows=2),
    _case("gzip of an empty file", gz(b""), says="is empty"),
    _case("gzip cut off", gz(PLAIN.encode() * 100)[:-20], says="damaged gzip"),
    _case("gzip with a wrong sum", gz(PLAIN.encode())[:-8] + b"\x00" * 8, says="damaged gzip"),
    _case("gzip with bytes behind it", gz(PLAIN.encode()) + b"rubbish", says="damaged gzip"),
    _case("gzip twice", gz(gz(PLAIN.encode())), says="gzip"),
    _case("gzip in 100,000 parts", _many_parts(10**5), total=10**5 - 1, rows=10**5 - 1),
    _case("gzip in two parts", gz(b"district,value\nA,1\n") + gz(b"B,2\n"), total=3, rows=2),
    _case("lines of carriage returns", PLAIN.replace("\n", "\r"), total=60, rows=3),
    _case("a formula", "district,value\n=1+1,10\nBeta,20\n", total=30, rows=2),
    _case(
        "errors of a spreadsheet",
        "district,value\nA,10\nB,20\nC,#REF!\nD,#N/A\n",
        total=30,
        rows=2,
        lines=("#REF!", "#N/A"),
    ),
    _case("a minus sign", "district,value\nA,10\nB,20\nC,-5\n", total=30, rows=2, lines=("negat",)),
    _case(
        "not finite numbers",
        "district,value\nA,10\nB,20\nD,25\nC,inf\nE,1e999\n",
        total=55,
        rows=3,
        lines=("infinite", "infinite"),
    ),
    _case(
        "digits of another script",
        "district,value\nA,10\nB,20\nC,\u0967\u0968\n",
        total=30,
        rows=2,
        lines=("is not a number",),
    ),
    _case(
        "codes of 5,000 digits",
        _HS + f"Gamma,{'1' * 5000},30\n",
        total=30,
        rows=2,
        lines=("HS code",),
    ),
    _case("no header", "Alfa,10\nBeta,20\n", says="district"),
    _case("json", '{"district": ["A"], "value": [1]}', says="district"),
    _case("a doubled column", "district,value,value\nA,1,2\n", says="more than once"),
    _case("rows longer than the header", "district,value\nA,1,2\nB,3,4\n", says="more cells"),
    _case(
        "a hundred thousand blank lines",
        PLAIN + "\n" * 100_000,
        total=60,
        rows=3,
    ),
)
