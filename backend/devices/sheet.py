"""A table's text as rows of cells, and its cells as numbers: whatever separates them, and whichever comma is theirs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isfinite

from backend.schemas.device import DeviceError

LARGEST = 1e12
"""Largest number in a table."""
MOST_ROWS = 50_000
"""Largest number of rows of a table."""
_SEPARATORS = (";", "\t", ",")


@dataclass(frozen=True)
class Sheet:
    """The cells of a table: its first line, and the rows that are not empty, each as long as the first line or longer."""

    head: list[str]
    rows: list[list[str]]
    decimal_comma: bool

    def number(self, row: int, column: int, name: str, *, lowest: float = 0.0) -> float:
        """Return the number in a cell of row `row` (from 0). Raises DeviceError, which calls the column `name`."""
        cell = self.rows[row][column].strip()
        try:
            found = float((cell.replace(",", ".") if self.decimal_comma else cell).replace("\u2212", "-"))
        except ValueError:
            found = float("nan")
        if not isfinite(found) or not lowest <= found <= LARGEST:
            reason = f"must be a number from {lowest:g} to {LARGEST:g}; received {cell[:40]!r}"
            raise wrong(f"row {row + 1}: {name} {reason}")
        return found

    def is_empty(self, row: int, column: int) -> bool:
        """Return whether a cell holds nothing."""
        return not self.rows[row][column].strip()


def wrong(reason: str) -> DeviceError:
    """Return the error of a table."""
    return DeviceError("csv", reason)


def sheet_of(text: str) -> Sheet:
    """Return the cells of a table's text. Lines that are empty or begin with # do not count. Raises DeviceError.

    Cells are separated by semicolons, tabs or commas, as the first line shows, or as a line before it says (Excel's `sep=;`).
    Where commas do not separate cells, they are decimal ones.
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip() and not line.lstrip().startswith("#")]
    said = lines[0].strip().lower().strip('"') if lines else ""
    separator = None
    if said.startswith("sep=") and len(said) <= len("sep=;"):
        separator = lines[0].strip().strip('"')[len("sep=") :] or "\t"
        lines = lines[1:]
    if not lines:
        raise wrong("is empty; its first line must name level, mean and std")
    separator = separator or next((mark for mark in _SEPARATORS if mark in lines[0]), ",")
    try:
        head, *rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    except (csv.Error, TypeError) as fault:
        raise wrong(f"is not a table that can be read: {fault}") from None
    full = list(_full(rows, len(head)))
    if len(full) > MOST_ROWS:
        raise wrong(f"must have at most {MOST_ROWS:,} rows; received {len(full):,}")
    return Sheet(head, full, separator != "," and _has_decimal_commas(cell for row in full for cell in row))


def _full(rows: Iterable[list[str]], width: int) -> Iterator[list[str]]:
    """Yield the rows with anything in them, without what is empty at their ends. Raises DeviceError for another length."""
    number = 0
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        number += 1
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            raise wrong(f"row {number} must have {width} values, as the first line; received {len(row)}")
        yield row


def _has_decimal_commas(cells: Iterable[str]) -> bool:
    """Return whether numbers are written with commas. Raises DeviceError if some have commas and others points."""
    numbers = [cell for cell in cells if cell.strip() and set(cell.strip()) <= set("+-\u22120123456789.,eE")]
    commas, points = (any(mark in cell for cell in numbers) for mark in ",.")
    if commas and points:
        raise wrong("must have either decimal points or decimal commas; received both")
    return commas
