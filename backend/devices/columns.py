"""What the columns of a table are called, and the units that they are in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backend.devices.sheet import Sheet, wrong

LEVEL, MEAN, STD, READ, VALUE, TIME, DEVICE = "level", "mean", "std", "read", "value", "time", "device"
NU, NU_STD, T0, OLDEST = "nu", "nu_std", "t0", "oldest"
CALLED: Mapping[str, tuple[str, ...]] = {
    LEVEL: ("level", "target", "g_target", "target_g", "g_set", "setpoint", "nominal", "target_level", "target_conductance"),
    MEAN: ("mean", "g_mean", "mean_g", "average", "avg", "g_avg", "mu", "mean_conductance"),
    STD: ("std", "sigma", "sd", "stdev", "std_dev", "stddev", "standard_deviation", "g_std", "std_g", "g_sigma", "sigma_g"),
    READ: ("read", "read_noise", "read_std", "read_sd", "read_sigma", "sigma_read"),
    VALUE: ("value", "measured", "measurement", "conductance", "g", "g_measured", "current", "i", "resistance", "r"),
    TIME: ("time", "t", "elapsed"),
    DEVICE: ("device", "device_id", "cell", "cell_id", "dev"),
    NU: ("nu", "drift_exponent"),
    NU_STD: ("nu_std", "nu_sigma", "sigma_nu"),
    T0: ("t0", "drift_from"),
    OLDEST: ("oldest", "measured_to"),
}
"""What people call the columns, in lower case and with _ for spaces; the first of each is ours."""
_NAMES = {called: name for name, names in CALLED.items() for called in names}
_IN_SECONDS: Mapping[str, float] = {
    "ns": 1e-9,
    "us": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "min": 60.0,
    "h": 3600.0,
    "hours": 3600.0,
    "d": 86_400.0,
    "days": 86_400.0,
}
SHARE = "share of the window"
_PREFIXES = {"": 0, "m": -3, "u": -6, "n": -9, "p": -12}
CONDUCTANCES: Mapping[str, int] = {f"{prefix}S": power for prefix, power in _PREFIXES.items()}
"""Units of conductance, as powers of ten of a siemens."""
CURRENTS: Mapping[str, int] = {f"{prefix}A": power for prefix, power in _PREFIXES.items()}
RESISTANCES: Mapping[str, int] = {"Ohm": 0, "kOhm": 3, "MOhm": 6, "GOhm": 9}
UNITS = (*CONDUCTANCES, *CURRENTS, *RESISTANCES, SHARE)
_HEADING = re.compile(r"^(?P<name>[^()\[\]/]+?)\s*(?:[(\[/]\s*(?P<unit>[^()\[\]]+?)\s*[)\]]?)?$")


@dataclass(frozen=True)
class Column:
    """A column that is understood: its place in the table, and the unit that its heading names."""

    place: int
    called: str
    unit: str | None


def columns_of(sheet: Sheet) -> tuple[dict[str, Column], list[str]]:
    """Return the columns that are understood, by our names, and the headings of the others. Raises DeviceError."""
    found: dict[str, Column] = {}
    others: list[str] = []
    for place, heading in enumerate(sheet.head):
        name, unit = _understood(heading.strip())
        if name is None:
            if heading.strip():
                others.append(heading.strip()[:40])
        elif name in found:
            both = f"{found[name].called!r} and {heading.strip()[:40]!r}"
            raise wrong(f"must have each column once; received {both}, which both say {name}")
        else:
            found[name] = Column(place, heading.strip()[:40], unit)
    return found, others


def _understood(heading: str) -> tuple[str | None, str | None]:
    """Return our name of a column and the unit in its heading; None if there is none."""
    match = _HEADING.match(heading)
    if match is None:
        return None, None
    called, unit = match["name"].strip(), match["unit"]
    for name, in_name in ((called, None), *_with_unit(called)):
        ours = _NAMES.get(re.sub(r"[\s\-]+", "_", name.strip().lower()))
        if ours is not None:
            return ours, _spelled(unit or in_name)
    return None, None


def _with_unit(called: str) -> Iterator[tuple[str, str]]:
    """Yield a name such as level_uS as name and unit."""
    parts = re.split(r"[_\s]", called)
    unit = _spelled(parts[-1])
    if len(parts) > 1 and unit is not None and (unit in UNITS or unit in _IN_SECONDS):
        yield "_".join(parts[:-1]), unit


def _spelled(unit: str | None) -> str | None:
    """Return a unit as it is spelled here: u for micro, Ohm for its letter."""
    if unit is None:
        return None
    plain = unit.strip().replace("\u00b5", "u").replace("\u03bc", "u").replace("\u03a9", "Ohm").replace("\u2126", "Ohm")
    return re.sub(r"ohms?$", "Ohm", plain, flags=re.IGNORECASE) if plain.lower().endswith(("ohm", "ohms")) else plain


def in_seconds(column: Column) -> float:
    """Return how many seconds the unit of a column of times is, one if it names none. Raises DeviceError."""
    if column.unit is None:
        return 1.0
    if column.unit not in _IN_SECONDS:
        raise wrong(f"{column.called!r} must have a unit of {', '.join(_IN_SECONDS)}; received {column.unit[:40]!r}")
    return _IN_SECONDS[column.unit]


def units_of(columns: Mapping[str, Column], unit: str | None) -> dict[str, str]:
    """Return the unit of every column of conductances; `unit` is one given beside the table. Raises DeviceError."""
    of_conductance = {name: column for name, column in columns.items() if name in (LEVEL, MEAN, STD, READ, VALUE)}
    named = {name: column.unit for name, column in of_conductance.items() if column.unit is not None}
    for said in named.values():
        if said not in UNITS:
            raise wrong(f"must have a unit of {', '.join(UNITS)}; received {said[:40]!r}")
        if unit is not None and unit != said:
            raise wrong(f"names the unit {said} in its first line, but {unit} was given beside it; give one")
    kinds = set(named.values())
    if len(kinds) > 1 and len(named) < len(of_conductance):
        without = next(name for name in of_conductance if name not in named)
        raise wrong(f"needs the unit of {without}, because columns have different ones: {' and '.join(sorted(kinds))}")
    common = unit or next(iter(kinds), None)
    if common is None:
        raise wrong(f"needs a unit, as in `level (uS)`: one of {', '.join(UNITS)}")
    return {name: named.get(name, common) for name in of_conductance}
