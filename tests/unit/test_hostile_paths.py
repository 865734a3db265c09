"""Paths that are absent or may not be read: the package's error and the builtin in one."""

from __future__ import annotations

import errno
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from odopkit.errors import InvalidTableError, ReadError
from odopkit.errors.files import path_error
from odopkit.ovop import load_orientation_table
from odopkit.readers import read_dgcis, read_exports

READERS = [read_exports, read_dgcis, load_orientation_table]
HEAD = "iso3,programme,orientation,page\n"


@pytest.mark.parametrize("reader", READERS)
def test_an_absent_file_is_both_errors(reader: Any, tmp_path: Path) -> None:
    """A caller who expects the builtin catches it, with its number and its path."""
    path = tmp_path / "none.csv"
    with pytest.raises(ReadError, match="there is no file") as caught:
        reader(path)
    error = caught.value
    assert isinstance(error, FileNotFoundError)
    assert (error.errno, error.filename) == (errno.ENOENT, str(path))
    assert str(path) in str(error)
    assert error.__cause__ is None


def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are shown by their numbers, in lines too."""
    named = os.fsdecode(b"\xffa.csv")
    (tmp_path / named).write_text("district,value\nA,10\nB,20\nC,x\n", "utf-8")
    result = read_exports(tmp_path / named, constants={"state": "X"})
    assert set(result.issues["file"]) == {"\\udcffa.csv"}
    assert result.source.endswith("\\udcffa.csv")
    folder = tmp_path / os.fsdecode(b"\xfe")
    folder.mkdir()
    (folder / named).write_bytes(
        b'State,District,HS Code,"April, 24 To March, 25 Value(US $)"\n'
        b"GOA,NORTH GOA,72011000,80\nGOA,SOUTH GOA,72011000,x\nGOA,SOUTH GOA,30049099,1\n"
    )
    download = read_dgcis(folder)
    assert set(download.issues["file"]) == {"\\udcffa.csv"}
    assert download.source.endswith("\\udcfe")


@pytest.mark.parametrize("reader", READERS)
def test_a_file_larger_than_memory_is_told(
    reader: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its size, and the way to sum it first."""

    def full(_: Path) -> bytes:
        raise MemoryError

    path = tmp_path / "a.csv"
    path.write_text("district,value\n", "utf-8")
    monkeypatch.setattr(Path, "read_bytes", full)
    with pytest.raises(ReadError, match="has 15 bytes, which is more than there is memory for"):
        reader(path)


@pytest.mark.parametrize("reader", READERS)
def test_a_path_through_a_file_is_absent(reader: Any, tmp_path: Path) -> None:
    """The system says that it is no folder."""
    (tmp_path / "file").write_text("a")
    with pytest.raises(FileNotFoundError):
        reader(tmp_path / "file" / "a.csv")


@pytest.mark.parametrize("reader", READERS)
def test_a_file_that_may_not_be_read_is_both_errors(
    reader: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read anything, so the refusal of the system is played."""
    path = tmp_path / "a.csv"
    path.write_text(HEAD)

    def refuse(self: Path, *_: object, **__: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ReadError, match="may not be read") as caught:
        reader(path)
    assert isinstance(caught.value, PermissionError)
    assert caught.value.errno == errno.EACCES


@pytest.mark.parametrize("reader", READERS)
def test_a_folder_that_may_not_be_entered_is_both_errors(
    reader: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system refuses before it says whether the file is there."""

    def refuse(self: Path, **_: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(PermissionError) as caught:
        reader(tmp_path / "a.csv")
    assert isinstance(caught.value, ReadError)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_without_rights_is_refused(tmp_path: Path) -> None:
    """As the system does it."""
    path = tmp_path / "a.csv"
    path.write_text("a")
    path.chmod(0)
    with pytest.raises(PermissionError):
        read_exports(path)


@pytest.mark.parametrize("reader", [read_exports, load_orientation_table])
def test_a_folder_is_both_errors(reader: Any, tmp_path: Path) -> None:
    """Where one file is wanted."""
    with pytest.raises(ReadError, match="is a folder") as caught:
        reader(tmp_path)
    assert isinstance(caught.value, IsADirectoryError)


@pytest.mark.parametrize("reader", READERS)
def test_an_address_is_told(reader: Any) -> None:
    """Nothing is fetched."""
    with pytest.raises(ReadError, match="download it first"):
        reader("https://example.org/a.csv")


def test_errors_of_paths_are_of_their_kind_and_can_be_sent() -> None:
    """Each builtin has its own; a process can hand it to another."""
    for builtin in (FileNotFoundError, PermissionError, IsADirectoryError, OSError):
        error = path_error("a.csv", builtin(5, "words"))
        assert isinstance(error, builtin)
        assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own


# -- a table of orientations -----------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it is empty"),
        (HEAD + "BTN,P,social,1,2\n", "line 2 of 'a.csv' has 5 cells and the header has 4"),
        (HEAD + "BTN,P,social\n", "line 2 of 'a.csv' has 3 cells"),
        ("iso3,programme,orientation,page,page\nBTN,P,social,1,2\n", "several columns 'page'"),
        (HEAD + 'BTN,"P,social,1\n', "cannot be read as CSV"),
        (HEAD + f"BTN,{'P' * 200_000},social,1\n", "cannot be read as CSV"),
    ],
)
def test_a_broken_table_of_orientations_is_refused(text: str, words: str, tmp_path: Path) -> None:
    """No cell is lost, and none is moved into another column."""
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(ReadError, match=words):
        load_orientation_table(path)


def test_a_page_of_thousands_of_digits_is_no_page(tmp_path: Path) -> None:
    """It is longer than Python spells."""
    path = tmp_path / "a.csv"
    path.write_text(HEAD + f"BTN,P,social,{'9' * 5000}\n")
    with pytest.raises(InvalidTableError, match="not a page number"):
        load_orientation_table(path)


def test_a_right_table_of_orientations_keeps_its_cells(tmp_path: Path) -> None:
    """With a mark of UTF-8, quotes, blank lines and a column that is not asked for."""
    path = tmp_path / "a.csv"
    path.write_bytes(
        b"\xef\xbb\xbfiso3,programme,orientation,page,more\r\n"
        b'BTN,"One, Product",social,12,x\r\n\r\nNPL,P,economic,3,\r\n'
    )
    frame = load_orientation_table(path).to_frame()
    assert frame["subject"].tolist() == ["One, Product", "P"]
    assert frame["locator"].tolist() == ["fao2022, page 12", "fao2022, page 3"]
