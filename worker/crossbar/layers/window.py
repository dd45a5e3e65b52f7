"""The window of a convolution or a pooling: what it sees at each place, and the margins that it needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch

Pair = tuple[int, int]
Margins = tuple[Pair, Pair]
"""Pixels (above, below), (left, right)."""
Padding = Literal["valid", "same"] | Margins
"""None ("valid"), as much as leaves one place for each step ("same": more at the end, as in Keras), or pixels on each side."""


def pair(sides: int | Pair) -> Pair:
    """Return a number for each of the two directions."""
    return (sides, sides) if isinstance(sides, int) else (sides[0], sides[1])


NONE: Margins = ((0, 0), (0, 0))


class Window(NamedTuple):
    """A window of `height` x `width` pixels, `dilation` apart, which moves by `strides`; all numbers are down and across.

    `lacking` are margins of 0 that the values have yet to get.
    """

    height: int
    width: int
    strides: Pair = (1, 1)
    dilation: Pair = (1, 1)
    lacking: Margins = NONE

    @property
    def span(self) -> Pair:
        """Rows and columns from its first pixel to its last."""
        return (self.height - 1) * self.dilation[0] + 1, (self.width - 1) * self.dilation[1] + 1

    def places(self, rows: int, columns: int) -> Pair:
        """Return how many places it has, down and across, on so many rows and columns of values."""
        return (rows - self.span[0]) // self.strides[0] + 1, (columns - self.span[1]) // self.strides[1] + 1

    def rows_of(self, first: int, count: int) -> slice:
        """Return the rows of values that `count` rows of places see, from row `first` of them on."""
        top = first * self.strides[0]
        return slice(top, top + (count - 1) * self.strides[0] + self.span[0])

    def margins(self, padding: Padding, rows: int, columns: int) -> Margins:
        """Return the margins of so many rows and columns."""
        if padding == "valid":
            return NONE
        if padding != "same":
            return padding
        missing = [
            max((-(-length // stride) - 1) * stride + span - length, 0)
            for length, stride, span in zip((rows, columns), self.strides, self.span, strict=True)
        ]
        return tuple((lacking // 2, lacking - lacking // 2) for lacking in missing)  # type: ignore[return-value]

    def padded(self, values: Floats, padding: Padding, fill: float = 0.0, scratch: Scratch | None = None) -> Floats:
        """Return values (..., rows, columns, channels, n) with their margins, or as they are if they need none.

        With a scratch they are stored there: use them before others are padded.
        """
        *chips, rows, columns, channels, count = values.shape
        (above, below), (left, right) = margins = self.margins(padding, rows, columns)
        if margins == NONE:
            return values
        shape = (*chips, above + rows + below, left + columns + right, channels, count)
        padded = np.empty(shape, values.dtype) if scratch is None else scratch.floats("padded", *shape)
        inside = padded[..., above : above + rows, :, :, :]
        padded[..., :above, :, :, :] = padded[..., above + rows :, :, :, :] = fill
        inside[..., :left, :, :] = inside[..., left + columns :, :, :] = fill
        inside[..., left : left + columns, :, :] = values
        return padded

    def completed(self, values: Floats, scratch: Scratch) -> tuple[Floats, Window]:
        """Return values with the margins that they lack, stored in the scratch, and the window for them."""
        return self.padded(values, self.lacking, scratch=scratch), self._replace(lacking=NONE)

    def thinned(self, values: Floats) -> tuple[Floats, Window]:
        """Return values (rows, columns, channels, n) without what a window of one pixel steps over, and the window for them."""
        by_row, by_column = self.strides
        rows, columns = by_row if self.height == 1 else 1, by_column if self.width == 1 else 1
        return values[::rows, ::columns], self._replace(strides=(by_row // rows, by_column // columns))

    def seen(self, values: Floats) -> list[Floats]:
        """Return what each pixel of the window sees at all places, row by row: views (..., down, across, channels, n)."""
        down, across = self.places(*values.shape[-4:-2])
        (by_row, by_column), found = self.strides, []
        for row in range(0, self.span[0], self.dilation[0]):
            for column in range(0, self.span[1], self.dilation[1]):
                rows = slice(row, row + (down - 1) * by_row + 1, by_row)
                columns = slice(column, column + (across - 1) * by_column + 1, by_column)
                found.append(values[..., rows, columns, :, :])
        return found

    def put_back(self, pieces: Iterable[Floats], shape: tuple[int, ...], padding: Padding, dtype: np.dtype[Any]) -> Floats:
        """Return the sum of pieces (down, across, channels, n) where they come from, in values of this shape and type.

        There is one piece for each pixel of the window, as `seen` gives them for padded values; margins are dropped.
        """
        rows, columns, *others = shape
        (above, below), (left, right) = self.margins(padding, rows, columns)
        total: Floats = np.zeros((above + rows + below, left + columns + right, *others), dtype)
        for seen, piece in zip(self.seen(total), pieces, strict=False):
            np.add(seen, piece, out=seen)
        return total[above : above + rows, left : left + columns]
