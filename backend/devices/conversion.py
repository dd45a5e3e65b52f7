"""Columns in different units, and resistances, as conductances in one unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend.devices.columns import CONDUCTANCES, CURRENTS, LEVEL, MEAN, READ, RESISTANCES, STD, VALUE
from backend.devices.sheet import wrong

WIDEST = 0.3
"""Largest deviation of a resistance, as a fraction of it, that is turned into one of the conductance."""
_DEFAULT = "uS"
Numbers = dict[str, list[float]]


def in_one_unit(columns: Numbers, units: Mapping[str, str]) -> tuple[Numbers, str, list[str]]:
    """Return the columns in one unit, that unit, and what was done to them in sentences. Raises DeviceError.

    The unit is that of the levels. A resistance R becomes the conductance 1 / R, and its deviation s becomes s / R^2.
    """
    kinds = {_kind(unit) for unit in units.values()}
    if len(kinds - {"resistance"}) > 1 or kinds > {"resistance", "conductance"} or kinds == {"resistance", "current"}:
        raise wrong(f"must have columns of one kind; received {' and '.join(sorted(set(units.values())))}")
    unit = next((said for said in _levels_first(units) if said not in RESISTANCES), _DEFAULT)
    remarks = [
        f"{name} was converted from {said} to {unit}." for name, said in units.items() if said != unit and said not in RESISTANCES
    ]
    means = columns.get(MEAN)
    converted: Numbers = {}
    for name, values in columns.items():
        said = units.get(name)
        if said is None or said == unit:
            converted[name] = values
        elif said not in RESISTANCES:
            converted[name] = [_scaled(value, _power(said) - _power(unit)) for value in values]
        elif name in (LEVEL, MEAN, VALUE):
            converted[name] = [_conductance(value, name, row, said, unit) for row, value in enumerate(values, start=1)]
        else:
            converted[name] = _deviations(values, means or [], name, said, units[MEAN], unit)
    turned = [name for name, said in units.items() if said in RESISTANCES]
    if turned:
        deviations = " and deviations by s / R^2" if {STD, READ} & set(turned) else ""
        remarks.append(f"Resistances were turned into conductances in {unit}, by 1 / R{deviations}: {', '.join(turned)}.")
    return converted, unit, remarks


def _levels_first(units: Mapping[str, str]) -> Iterable[str]:
    return (units[name] for name in sorted(units, key=lambda name: name != LEVEL))


def _kind(unit: str) -> str:
    kinds = (("conductance", CONDUCTANCES), ("current", CURRENTS), ("resistance", RESISTANCES))
    return next((kind for kind, members in kinds if unit in members), "share")


def _power(unit: str) -> int:
    """Return the power of ten of a unit of conductance or current."""
    return {**CONDUCTANCES, **CURRENTS}[unit]


def _scaled(value: float, power: int) -> float:
    """Return value * 10^power, rounded once."""
    return float(value * 10**power if power >= 0 else value / 10**-power)


def _conductance(resistance: float, name: str, row: int, said: str, unit: str) -> float:
    if resistance <= 0:
        raise wrong(f"row {row}: {name} must be above 0 {said}, to be turned into a conductance; received {resistance:g}")
    return _scaled(1 / resistance, -RESISTANCES[said] - CONDUCTANCES[unit])


def _deviations(values: list[float], means: list[float], name: str, said: str, of_means: str, unit: str) -> list[float]:
    """Return deviations of conductances for those of resistances, about means in their own unit."""
    found = []
    for row, (value, mean) in enumerate(zip(values, means, strict=True), start=1):
        if of_means in RESISTANCES:
            resistance = _scaled(mean, RESISTANCES[of_means] - RESISTANCES[said])
        else:
            resistance = _scaled(1 / mean, -CONDUCTANCES[of_means] - RESISTANCES[said]) if mean > 0 else 0.0
        if resistance <= 0 or value > WIDEST * resistance:
            within = f"at most {WIDEST:g} of its mean, to be turned into that of a conductance"
            raise wrong(f"row {row}: {name} of a resistance must be {within}; received {value:g} of {resistance:g} {said}")
        found.append(_scaled(value / resistance**2, -RESISTANCES[said] - CONDUCTANCES[unit]))
    return found
