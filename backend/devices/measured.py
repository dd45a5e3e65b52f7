"""A user's own device: from a table of measurements to laws that pass through them.

The id of the device is a digest of its content, so that a spec that names it says what it simulates, on any machine.
"""

from __future__ import annotations

import csv
import io
import re
from math import isfinite
from typing import get_args

from backend.options.noise import OWN
from backend.schemas.canonical import digest
from backend.schemas.device import Ages, DeviceError, DeviceModel, DevicePreset, Measured, Unit
from backend.schemas.device_law import Interpolated
from backend.schemas.setting import NARROWEST_WINDOW

NEEDED, OPTIONAL = ("level", "mean", "std"), ("read",)
MOST_LEVELS = 1000
"""Largest number of levels in a table."""
LARGEST = 1e12
"""Largest number in a table."""
FARTHEST = 0.5
"""How far the mean at a level may be from it, as a fraction of the window; a slip of units is farther."""
_HEADING = re.compile(r"^\s*(?P<name>[a-z]+)\s*(?:[(\[](?P<unit>[^)\]]+)[)\]])?\s*$", re.IGNORECASE)


def is_own(device: str | None) -> bool:
    """Return whether an id is that of a user's own device."""
    return device is not None and device.startswith(OWN)


def as_understood_now(device: DevicePreset) -> DevicePreset:
    """Return a kept device with the laws that its measurements have now; they may be from an earlier version of the program."""
    if device.measured is None or device.model is None:
        return device
    return _device(device.measured, title=device.title, unit=device.model.unit)


def from_csv(text: str, *, title: str, unit: str | None = None) -> DevicePreset:
    """Return a device whose error laws pass through measurements: linear between levels, without drift.

    `text` is a table with the columns level, mean, std and optionally read (standard deviation of one read). The window extends
    from the first level to the last. The unit is given by `unit` or in the heading, as in "level (uS)". Raises DeviceError,
    which says what is wrong.
    """
    columns, named = _read(text)
    if unit is not None and named is not None and unit != named:
        raise _wrong(f"names the unit {named} in its first line, but {unit} was given beside it; give one")
    unit = unit or named
    if unit is None:
        raise _wrong(f"needs a unit, as in `level (uS)`: one of {', '.join(get_args(Unit))}")
    measured = Measured(
        level=tuple(columns["level"]),
        mean=tuple(columns["mean"]),
        std=tuple(columns["std"]),
        read=tuple(columns["read"]) if "read" in columns else None,
    )
    return _device(measured, title=title, unit=unit)


def _device(measured: Measured, *, title: str, unit: str) -> DevicePreset:
    levels = measured.level
    if levels[-1] < levels[0] * NARROWEST_WINDOW:
        ends = f"{levels[0]:g} to {levels[-1]:g}"
        raise _wrong(f"must have a last level of at least {NARROWEST_WINDOW:g} times the first; received {ends}")

    def through(values: tuple[float, ...]) -> Interpolated:
        return Interpolated(at=levels, values=values)

    away = tuple(mean - level for level, mean in zip(levels, measured.mean, strict=True))
    model = DeviceModel(
        unit=unit,
        low=levels[0],
        high=levels[-1],
        spread=Ages(ages_s=(0.0,), laws=(through(measured.std),)),
        shift=Ages(ages_s=(0.0,), laws=(through(away),)) if any(away) else None,
        read=through(measured.read) if measured.read is not None else None,
        clips="nothing",
        clips_source="The mean and standard deviation at the ends are as measured.",
        levels=levels,
    )
    return DevicePreset(
        id=f"{OWN}{digest({'unit': unit, 'measured': measured.model_dump(mode='json')})[:16]}",
        title=title.strip(),
        technology="own",
        origin="own",
        programming=None,
        read=None,
        citation=f"Measured at {len(levels)} levels from {levels[0]:g} to {levels[-1]:g} {unit}; brought by a user.",
        note="Mean and standard deviation go straight from level to level, unless weights lie on its levels only. "
        "Fresh only: how it ages is not part of the table.",
        model=model,
        measured=measured,
    )


def _read(text: str) -> tuple[dict[str, list[float]], str | None]:
    """Return the columns of the table by name, and the unit in its heading or None."""
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        raise _wrong("is empty; its first line must name level, mean and std")
    delimiter = next((mark for mark in (";", "\t") if mark in lines[0]), ",")
    head, *rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    names, unit = _headings(head)
    if len(rows) < 2:
        raise _wrong(f"must have at least 2 levels; received {len(rows)}")
    if len(rows) > MOST_LEVELS:
        raise _wrong(f"must have at most {MOST_LEVELS} levels; received {len(rows)}")
    columns: dict[str, list[float]] = {name: [] for name in names}
    for number, row in enumerate(rows, start=1):
        if len(row) != len(names):
            raise _wrong(f"row {number} must have {len(names)} values, as the first line; received {len(row)}")
        for name, cell in zip(names, row, strict=True):
            columns[name].append(_number(cell, name, number))
    for number, (below, above) in enumerate(zip(columns["level"], columns["level"][1:], strict=False), start=2):
        if above <= below:
            raise _wrong(f"row {number}: level must be above the one before, {below:g}; received {above:g}")
    _means_are_near(columns["level"], columns["mean"])
    return columns, unit


def _means_are_near(levels: list[float], means: list[float]) -> None:
    """Raise DeviceError if a mean is farther from its level than a device would be, as with a slip of units."""
    window = levels[-1] - levels[0]
    for number, (level, mean) in enumerate(zip(levels, means, strict=True), start=1):
        if abs(mean - level) > FARTHEST * window:
            within = f"within half of the window, {FARTHEST * window:g}, of its level {level:g}"
            raise _wrong(f"row {number}: mean must be {within}; received {mean:g}, which looks like another unit")


def _headings(head: list[str]) -> tuple[list[str], str | None]:
    names: list[str] = []
    units: set[str] = set()
    for cell in head:
        found = _HEADING.match(cell)
        name = found["name"].lower() if found else cell.strip()[:40]
        if found is None or name not in (*NEEDED, *OPTIONAL):
            raise _wrong(f"may have the columns {', '.join((*NEEDED, *OPTIONAL))}, each once; received {name!r}")
        if name in names:
            raise _wrong(f"must have each column once; received {name!r} twice")
        names.append(name)
        if found["unit"]:
            units.add(found["unit"].strip().replace("\u00b5", "u").replace("\u03bc", "u"))
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise _wrong(f"needs the columns {', '.join(NEEDED)}; {' and '.join(missing)} is missing")
    if len(units) > 1:
        raise _wrong(f"must have one unit for all columns; received {' and '.join(sorted(units))}")
    unit = units.pop() if units else None
    if unit is not None and unit not in get_args(Unit):
        raise _wrong(f"must have a unit of {', '.join(get_args(Unit))}; received {unit[:40]!r}")
    return names, unit


def _number(cell: str, name: str, row: int) -> float:
    try:
        number = float(cell)
    except ValueError:
        number = float("nan")
    # A mean may be a little below 0, where what was measured there was noise.
    lowest = -LARGEST if name == "mean" else 0
    if not isfinite(number) or not lowest <= number <= LARGEST:
        raise _wrong(f"row {row}: {name} must be a number from {lowest:g} to {LARGEST:g}; received {cell.strip()[:40]!r}")
    return number


def _wrong(reason: str) -> DeviceError:
    return DeviceError("csv", reason)
