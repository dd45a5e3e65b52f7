"""What a table of measurements means: its columns as levels, means, deviations and drift, in one unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from backend.devices.columns import (
    DEVICE,
    LEVEL,
    MEAN,
    NU,
    NU_STD,
    OLDEST,
    READ,
    STD,
    T0,
    TIME,
    VALUE,
    Column,
    columns_of,
    in_seconds,
    units_of,
)
from backend.devices.conversion import Numbers, in_one_unit
from backend.devices.repeated import Samples, fit
from backend.devices.sheet import LARGEST, Sheet, sheet_of, wrong
from backend.schemas.device import FittedLevel, Measured, MeasuredPoints
from backend.schemas.setting import NARROWEST_WINDOW

NEEDED = (LEVEL, MEAN, STD)
MOST_LEVELS = 1000
"""Largest number of levels in a table."""
MOST_POINTS = 2000
"""Largest number of single measurements that are shown beside their fit."""
FARTHEST = 0.5
"""How far the mean at a level may be from it, as a fraction of the window; a slip of units is farther."""


@dataclass(frozen=True)
class Understood:
    """The measurements of a table, their unit, and how it was read, in sentences; of single measurements also fit and points."""

    measured: Measured
    unit: str
    remarks: tuple[str, ...]
    fit: tuple[FittedLevel, ...] = ()
    points: MeasuredPoints | None = None


def understood(text: str, unit: str | None = None) -> Understood:
    """Return what a table means; `unit` is one given beside it. Raises DeviceError, which says what is wrong."""
    sheet = sheet_of(text)
    columns, others = columns_of(sheet)
    single = LEVEL in columns and VALUE in columns and not (MEAN in columns and STD in columns)
    missing = [name for name in NEEDED if name not in columns]
    if missing and not single:
        left = f"; not understood: {', '.join(others)}" if others else ""
        raise wrong(f"needs the columns {', '.join(NEEDED)}; {' and '.join(missing)} is missing{left}")
    names = (LEVEL, VALUE, TIME, DEVICE) if single else (*NEEDED, READ, NU, NU_STD, T0, OLDEST)
    used = {name: columns[name] for name in names if name in columns}
    others += [column.called for name, column in columns.items() if name not in used]
    remarks = [f"Columns that were left out: {', '.join(others)}."] if others else []
    if sheet.decimal_comma:
        remarks.append("Commas are decimal ones.")
    found = (_single if single else _table)(sheet, used, units_of(used, unit), remarks)
    _check_window(found.measured)
    _check_means(found.measured)
    return found


def _table(sheet: Sheet, columns: Mapping[str, Column], units: Mapping[str, str], remarks: list[str]) -> Understood:
    """Return what a table of means and deviations means."""
    count = len(sheet.rows)
    if not 2 <= count <= MOST_LEVELS:
        bound = "at least 2" if count < 2 else f"at most {MOST_LEVELS}"
        raise wrong(f"must have {bound} levels; received {count}")
    # A mean may be a little below 0, where what was measured there was noise.
    numbers = {
        name: [sheet.number(row, column.place, name, lowest=-LARGEST if name == MEAN else 0.0) for row in range(count)]
        for name, column in columns.items()
    }
    numbers, unit, converted = in_one_unit(numbers, units)
    remarks += converted
    numbers = _ascending(numbers, remarks)
    times = {name: _one_time(numbers[name], columns[name]) for name in (T0, OLDEST) if name in columns}
    if NU in columns and len(times) < 2:
        raise wrong("needs the columns t0 and oldest beside nu: the time from which drift counts, and the age it was measured to")
    drifts = NU in columns
    measured = Measured(
        level=tuple(numbers[LEVEL]),
        mean=tuple(numbers[MEAN]),
        std=tuple(numbers[STD]),
        read=tuple(numbers[READ]) if READ in numbers else None,
        nu=tuple(numbers[NU]) if drifts else None,
        nu_std=tuple(numbers.get(NU_STD, [0.0] * count)) if drifts else None,
        t0_s=times[T0] if drifts else None,
        oldest_s=times[OLDEST] if drifts else None,
    )
    return Understood(measured, unit, tuple(remarks))


def _ascending(numbers: Numbers, remarks: list[str]) -> Numbers:
    """Return the rows by ascending level. Raises DeviceError if one is there twice."""
    levels = numbers[LEVEL]
    order = sorted(range(len(levels)), key=levels.__getitem__)
    for below, above in pairwise(order):
        if levels[below] == levels[above]:
            raise wrong(f"row {max(below, above) + 1}: level must differ from all others; received {levels[above]:g} again")
    if order not in (list(range(len(levels))), list(reversed(range(len(levels))))):
        remarks.append("Levels were sorted.")
    return {name: [values[row] for row in order] for name, values in numbers.items()}


def _one_time(values: list[float], column: Column) -> float:
    """Return the one value above 0 of a column, in seconds. Raises DeviceError."""
    if len(set(values)) > 1 or values[0] <= 0:
        raise wrong(f"{column.called!r} must be the same time above 0 in all rows")
    return values[0] * in_seconds(column)


def _single(sheet: Sheet, columns: Mapping[str, Column], units: Mapping[str, str], remarks: list[str]) -> Understood:
    """Return what is fitted to a table of single measurements."""
    place = columns[VALUE].place
    rows = [row for row in range(len(sheet.rows)) if not sheet.is_empty(row, place)]
    if len(rows) < len(sheet.rows):
        remarks.append(f"{len(sheet.rows) - len(rows):,} rows without a value were left out.")
    numbers = {
        name: [sheet.number(row, columns[name].place, name, lowest=-LARGEST if name == VALUE else 0.0) for row in rows]
        for name in (LEVEL, VALUE, TIME)
        if name in columns
    }
    numbers, unit, converted = in_one_unit(numbers, units)
    remarks += converted
    levels = len(set(numbers[LEVEL]))
    if not 2 <= levels <= MOST_LEVELS:
        bound = "at least 2" if levels < 2 else f"at most {MOST_LEVELS}"
        raise wrong(f"must have {bound} levels; received {levels}")
    seconds = in_seconds(columns[TIME]) if TIME in columns else 1.0
    samples = Samples(
        level=np.array(numbers[LEVEL]),
        value=np.array(numbers[VALUE]),
        time_s=np.array(numbers[TIME]) * seconds if TIME in columns else np.zeros(len(rows)),
        device=_numbered([sheet.rows[row][columns[DEVICE].place].strip() for row in rows]) if DEVICE in columns else None,
    )
    found = fit(samples)
    remarks += _of_fit(samples, found)
    return Understood(_measured(samples, found), unit, tuple(remarks), tuple(found), _points(samples))


def _numbered(names: list[str]) -> NDArray[np.int64]:
    """Return a number for each name, the same for the same name."""
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def _measured(samples: Samples, found: list[FittedLevel]) -> Measured:
    """Return what was fitted, as the measurements of a table; noise and drift that are not known at a level are none there."""
    reads, drifts = (any(getattr(one, name) is not None for one in found) for name in (READ, NU))
    t0_s = samples.t0_s if drifts else None
    return Measured(
        level=tuple(one.level for one in found),
        mean=tuple(one.mean for one in found),
        std=tuple(one.std for one in found),
        read=tuple(one.read or 0.0 for one in found) if reads else None,
        nu=tuple(max(one.nu or 0.0, 0.0) for one in found) if t0_s else None,
        nu_std=tuple(one.nu_std or 0.0 for one in found) if t0_s else None,
        t0_s=t0_s,
        oldest_s=float(samples.time_s.max()) - samples.first_s if t0_s else None,
    )


def _of_fit(samples: Samples, found: list[FittedLevel]) -> list[str]:
    """Return what has to be known of a fit, in sentences."""
    said = []
    if samples.device is None:
        said.append("Without a column device, values of one level and time count as different devices, and reads as exact.")
    elif all(one.read is None for one in found):
        said.append("Too few values of each device to know the noise of a read.")
    still = [f"{one.level:g}" for one in found if one.nu is None]
    if samples.t0_s is not None and still:
        said.append(f"No drift could be fitted at these levels, where values are not all above 0: {', '.join(still)}.")
    rising = [f"{one.level:g}" for one in found if one.nu is not None and one.nu < 0]
    if rising:
        said.append(f"Conductances rise with time at these levels, and are taken as still there: {', '.join(rising)}.")
    return said


def _points(samples: Samples) -> MeasuredPoints:
    """Return single measurements, every n-th where there are too many to show."""
    step = -(-len(samples.value) // MOST_POINTS)
    since_s = samples.time_s - samples.first_s
    level, since, value = (tuple(map(float, array[::step])) for array in (samples.level, since_s, samples.value))
    return MeasuredPoints(level=level, since_s=since, value=value, total=len(samples.value))


def _check_window(measured: Measured) -> None:
    """Raise DeviceError if the ends of the window are too near to each other for numbers of 32 bits."""
    first, last = measured.level[0], measured.level[-1]
    if last < first * NARROWEST_WINDOW:
        ends = f"{first:g} to {last:g}"
        raise wrong(f"must have a last level of at least {NARROWEST_WINDOW:g} times the first; received {ends}")


def _check_means(measured: Measured) -> None:
    """Raise DeviceError if a mean is farther from its level than a device would be, as with a slip of units."""
    farthest = FARTHEST * (measured.level[-1] - measured.level[0])
    for level, mean in zip(measured.level, measured.mean, strict=True):
        if abs(mean - level) > farthest:
            within = f"within half of the window, {farthest:g}, of it"
            raise wrong(f"the mean at level {level:g} must be {within}; received {mean:g}, which looks like another unit")
