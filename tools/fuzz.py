"""Change files at random, read them, and report each outcome that is not one of the right ones.

``python tools/fuzz.py --minutes 5 --seed 1`` changes bytes and parts of the files of
``tests/corpus`` and reads each in a process of its own, a batch after the other, with bounds on
time and memory.  Right is a table, or one error of this package in at most 500 characters.  A
file that ends otherwise is written to ``--keep``, and belongs into the corpus once it is mended.
"""

# ruff: noqa: INP001
from __future__ import annotations

import argparse
import gzip
import io
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
import warnings
import zipfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from corpus import running  # noqa: E402 - the path of the corpus comes first
from corpus.case import Case  # noqa: E402
from odopkit.hs import normalize_hs, parse_hs  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection

KINDS = {
    "csv": (".csv", ".csv.gz"),
    "html": (".html",),
    "xlsx": (".xlsx", ".xlsb", ".xls", ".ods"),
    "zip": (".zip",),
    "parquet": (".parquet",),
    "codes": (),
}
BATCH = 100
MOST_SEED = 200_000
"""Larger files of the corpus are no seeds: most of their bytes are alike."""
TOKENS = (
    b'"', b",", b"\n", b"\r", b";", b"\t", b"|", b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80",
    b"<td", b"<table>", b"</table>", b"<tr>", b"<!--", b"-->", b" colspan=1000", b" rowspan=999",
    b"&#0;", b"&#xD800;", b"<script>", b"Total", b"total ( ", b"of which ", b"2020-21", b"1,000",
    b"1.234", b"-", b"(D)", b"#REF!", b"9" * 400, b"x" * 5000, b"1e999", b"nan", b"XFD1048576",
    b'r="', b't="s"', b't="e"', b"<c ", b"<row ", b'count="99999999"', b"\xef\xbb\xbf",
    b"\xff\xfe", b"PK\x03\x04", b"PK\x05\x06", b"PAR1", b"\xe2\x80\x8b", b"\xc2\xa0", b"%", b"$",
)  # fmt: skip


@cache
def seeds(kind: str) -> list[tuple[str, bytes]]:
    """Make the files of the corpus of one kind, with their names."""
    if kind == "codes":
        return [("codes", b"0902\n1006.30\n30049099\n 10 06\n")]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for case in running.CASES:
            path = Path(folder, case.file)
            if case.heavy or not case.file.endswith(KINDS[kind]):
                continue
            case.make(path)
            if path.is_file() and path.stat().st_size <= MOST_SEED:
                found.append((case.file, path.read_bytes()))
    return found


def changed(data: bytes, rng: random.Random) -> bytes:
    """Change some bytes: turned, cut, doubled, or with words that mean something put in."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(len(out) + 1)
        end = min(len(out), at + rng.choice((1, 2, 8, 64, 1024)))
        what = rng.randrange(6)
        if what == 0 and at < len(out):
            out[at] = rng.randrange(256)
        elif what == 1:
            del out[at:end]
        elif what == 2:
            out[at:at] = rng.choice(TOKENS) * rng.choice((1, 1, 1, 3, 50))
        elif what == 3:
            out[at:at] = out[at:end] * rng.choice((1, 2, 30))
        elif what == 4 and at < len(out):
            out[at] ^= 1 << rng.randrange(8)
        elif what == 5 and rng.random() < 0.2:
            del out[at:]
    return bytes(out)


def changed_inside(data: bytes, rng: random.Random) -> bytes:
    """Change what is packed rather than the packing, where there is one."""
    if data.startswith(b"\x1f\x8b"):
        with suppress(OSError, EOFError, ValueError):
            return gzip.compress(changed(gzip.decompress(data), rng), mtime=0)
    if not data.startswith(b"PK"):
        return changed(data, rng)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - a seed may be damaged in any way
        return changed(data, rng)
    if not files:
        return changed(data, rng)
    name = rng.choice(list(files))
    what = rng.randrange(8)
    if what == 0:
        del files[name]
    elif what == 1:
        files[changed(name.encode(), rng).decode("utf-8", "replace") or "x"] = files[name]
    else:
        files[name] = changed(files[name], rng)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, part in files.items():
            archive.writestr(zipfile.ZipInfo(key[:60_000]), part)
    return held.getvalue()


def fault_of(name: str, data: bytes, path: Path) -> str:
    """Read one file in both ways, and say what is wrong with an outcome."""
    path.write_bytes(data)
    asked: Sequence[tuple[str, dict[str, Any]]] = (
        ("read_dgcis", {}) if name.endswith(".zip") else ("read_exports", {}),
        ("read_exports", {"constants": {"state": "X"}}),
    )
    for reader, options in asked:
        case = Case(
            name=name, file=path.name, make=lambda _: None, total=0, reader=reader, options=options
        )
        found = running.outcome_of(case, path)
        wrong = (
            running.fault_of_error(found)
            if isinstance(found, BaseException)
            else running.fault_of_lines(found)
        )
        if wrong:
            return f"{reader}: {wrong}"
    return ""


def fault_of_codes(data: bytes) -> str:
    """Read changed text as codes."""
    text = data.decode("utf-8", "surrogateescape")
    for call in (
        lambda: normalize_hs(text.split("\n")),
        lambda: parse_hs(text[:100]),
        lambda: normalize_hs([text, 902, None, 3.5], pad=True),
    ):
        try:
            call()
        except Exception as error:  # noqa: BLE001 - a foreign one is what is looked for
            if wrong := running.fault_of_error(error):
                return wrong
    return ""


def batch(pipe: Connection, kind: str, seed: int, folder: str) -> None:
    """Read a batch of changed files, and tell before and after each."""
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    warnings.simplefilter("ignore")
    rng = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    given = seeds(kind)
    for i in range(BATCH):
        name, data = rng.choice(given)
        data = (changed_inside if rng.random() < 0.7 else changed)(data, rng)
        path = Path(folder, f"{i}-{name}")
        path.write_bytes(data)
        pipe.send(("begun", str(path)))
        start = time.process_time()
        wrong = fault_of_codes(data) if kind == "codes" else fault_of(name, data, path)
        seconds = time.process_time() - start
        if seconds > running.MOST_SECONDS:
            wrong = wrong or f"took {seconds:.1f} seconds"
        if running.peak() > running.MOST_BYTES + (400 << 20):
            wrong = wrong or f"held {running.peak() >> 20} MiB"
            pipe.send(("done", wrong))
            return  # the peak of a process never falls
        pipe.send(("done", wrong))


def run_batch(kind: str, seed: int, keep: Path) -> tuple[int, list[str]]:
    """Run a batch in a process of its own; return how many were read, and what was found."""
    finds: list[str] = []
    n = 0
    ours, theirs = multiprocessing.Pipe()
    seeds(kind)  # before the fork, so that all batches have them
    with tempfile.TemporaryDirectory() as folder:
        process = multiprocessing.get_context("fork").Process(
            target=batch, args=(theirs, kind, seed, folder), daemon=True
        )
        process.start()
        theirs.close()
        path = Path(folder)
        for what, told in _told(ours):
            if what == "begun":
                path, n = Path(told), n + 1
                continue
            if told and path.is_file():
                finds.append(_kept(path, kind, seed, keep, told))
            path.unlink(missing_ok=True)
        process.kill()
        process.join()
    return n, finds


def _told(pipe: Connection) -> Iterator[tuple[str, str]]:
    """Give what a batch tells; where it falls silent, say so of the file it had begun."""
    while True:
        try:
            if not pipe.poll(3 * running.MOST_SECONDS):
                yield "done", "did not end"
                return
            yield pipe.recv()
        except EOFError:
            yield "done", "ended the process"
            return


def _kept(path: Path, kind: str, seed: int, keep: Path, wrong: str) -> str:
    keep.mkdir(parents=True, exist_ok=True)
    target = keep / f"{kind}-{seed}-{path.name}"[:200]
    target.write_bytes(path.read_bytes())
    return json.dumps({"kind": kind, "seed": seed, "file": target.name, "wrong": wrong})


def main() -> int:
    """Fuzz for so many minutes, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--keep", type=Path, default=Path("fuzz-finds"))
    given = parser.parse_args()
    kinds = given.kinds.split(",")
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        parser.error(f"no kind {unknown[0]!r}; choose from {', '.join(KINDS)}")
    end = time.monotonic() + 60 * given.minutes
    counts = dict.fromkeys(kinds, 0)
    n_finds = turn = 0
    while time.monotonic() < end:
        kind = kinds[turn % len(kinds)]
        n, finds = run_batch(kind, given.seed + turn, given.keep)
        counts[kind] += n
        n_finds += len(finds)
        turn += 1
        for find in finds:
            sys.stdout.write(find + "\n")
            sys.stdout.flush()
    counted = ", ".join(f"{n} {kind}" for kind, n in counts.items())
    sys.stdout.write(
        f"seed {given.seed}, {given.minutes:g} minutes, {sum(counts.values())} inputs ({counted}), "
        f"{n_finds} finds\n"
    )
    return int(n_finds > 0)


if __name__ == "__main__":
    sys.exit(main())
