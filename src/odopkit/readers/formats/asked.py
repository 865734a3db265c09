"""The columns of a large text file that a reader uses, split in one pass as it uses them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from odopkit.readers.cells import Cells
from odopkit.readers.formats.blocks import NotInBlocksError
from odopkit.readers.formats.bulk import Numbers
from odopkit.readers.spellings import Labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from odopkit.readers.formats.blocks import Blocks
    from odopkit.readers.formats.grid import Grid


LabelKind = Literal["codes", "names", "blanks"]


def split_as_asked(
    grid: Grid, start: int, labels: Mapping[int, LabelKind], numbers: Mapping[int, bool]
) -> Grid:
    """Split the rows of a grid from one on: some columns as labels, some as numbers, all else text.

    `labels` says of each whether they are short as codes, or blank but for a few; `numbers`
    whether they must be whole.
    """
    if not isinstance(grid.columns[0], Cells):
        return grid
    blocks, height = grid.columns[0].blocks, grid.height
    labelled = [
        Labels(i, start, height, are_short=kind == "codes", are_few=kind == "blanks")
        for i, kind in labels.items()
    ]
    numbered = [
        Numbers(i, start, height, whole=whole, are_even=blocks.are_even)
        for i, whole in numbers.items()
    ]
    others = [i for i in range(blocks.width) if i not in labels and i not in numbers]
    head = blocks.at(np.arange(start))
    texts: dict[int, list[Any]] = {i: [head[i]] for i in others}
    for cells in _blocks(blocks, start, labelled, numbered):
        for i in others:
            texts[i].append(cells[i])
        start += len(cells)
    if start != height:
        raise NotInBlocksError
    columns: dict[int, Any] = {i: pd.concat(t, ignore_index=True) for i, t in texts.items()}
    columns |= {c.position: c.finished(head[c.position].tolist()) for c in labelled}
    columns |= {c.position: Cells(blocks, c.position, 0, height, c.finished()) for c in numbered}
    return replace(grid, columns=[columns[i] for i in range(blocks.width)])


def _blocks(
    blocks: Blocks, row: int, labelled: list[Labels], numbered: list[Numbers]
) -> Iterator[pd.DataFrame]:
    """Give the blocks from a row on; those whose numbers pandas does not read, in another way."""
    while row < blocks.height:
        for cells in _as_long_as_taken(blocks, row, labelled, numbered):
            row += len(cells)
            yield cells


def _as_long_as_taken(
    blocks: Blocks, row: int, labelled: list[Labels], numbered: list[Numbers]
) -> Iterator[pd.DataFrame]:
    """Give blocks until one has to be split in another way; then the columns say how."""
    kinds: dict[int, Any] = dict.fromkeys(range(blocks.width), str)
    kinds |= {column.position: column.kind for column in labelled}
    kinds |= {column.position: column.kind for column in numbered}
    try:
        for cells in blocks.blocks(row, kinds):
            if not _are_taken(blocks, cells, labelled, numbered):
                return
            yield cells
    except ValueError as error:
        floats = [column for column in numbered if column.kind == "float64"]
        widened = [column.widen() for column in floats]
        if not floats or not all(widened):
            raise NotInBlocksError from error


def _are_taken(
    blocks: Blocks, cells: pd.DataFrame, labelled: list[Labels], numbered: list[Numbers]
) -> bool:
    """Take a block into its columns, unless some numbers have to be split in another way."""
    numbers = [c.look(cells[c.position].to_numpy(), blocks) for c in numbered]
    labels = [c.look(cells[c.position], blocks) for c in labelled]
    if any(taken is None for taken in (*numbers, *labels)):
        widened = [c.widen() for c, t in zip(numbered, numbers, strict=True) if t is None]
        widened += [c.widen() for c, t in zip(labelled, labels, strict=True) if t is None]
        if not all(widened):
            raise NotInBlocksError
        return False
    for column, taken in zip(numbered, (t for t in numbers if t is not None), strict=True):
        column.add(taken)
    for label, found in zip(labelled, (t for t in labels if t is not None), strict=True):
        label.add(found)
    return True
