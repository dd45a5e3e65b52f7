"""What feels a field that only matters through others: conditions of sweeps, which would otherwise be flat curves."""

from __future__ import annotations

from backend.options.rules import FieldValues, Need, refusal

DEVICE = "internal_noise.device"
LAW = "internal_noise.law"
SIGMAS = ("internal_noise.programming", "internal_noise.read")
STUCK = ("internal_noise.stuck_low", "internal_noise.stuck_high", "internal_noise.stuck_random")
TELEGRAPH = ("internal_noise.rtn_share", "internal_noise.rtn_amplitude")
FLOOR = "internal_noise.floor"
ERRING = (DEVICE, *SIGMAS, *STUCK, *TELEGRAPH, FLOOR)
"""Fields that make conductances or their reads err."""
ADC, WEIGHT_BITS, CELL_BITS = "converters.adc_bits", "converters.weight_bits", "converters.cell_bits"
WIRE, TOPOLOGY = "crossbar.wire_resistance_ohm", "crossbar.wire_topology"
SOURCE, SENSE = "crossbar.source_resistance_ohm", "crossbar.sense_resistance_ohm"
RESISTING = (WIRE, SOURCE, SENSE)
"""Fields that are resistances beside those of the devices."""
MAPPING = "crossbar.mapping"


def _err(values: FieldValues) -> bool:
    """Return whether devices err, each for itself."""
    return any(map(values.has, (DEVICE, *SIGMAS, *STUCK, FLOOR))) or _has_telegraph(values)


def _has_telegraph(values: FieldValues) -> bool:
    return all(map(values.has, TELEGRAPH))


def _resist(values: FieldValues) -> bool:
    return any(map(values.has, RESISTING))


def _feel_the_window(values: FieldValues) -> bool:
    """Return whether G_min matters: to an error that depends on conductance, to telegraph and shot noise, or to currents."""
    by_law = values.value(LAW) != "independent" and any(map(values.has, SIGMAS))
    return by_law or _has_telegraph(values) or values.has(FLOOR) or _resist(values)


def _feel_rows(values: FieldValues) -> bool:
    """Return whether it matters how many rows share a column: to what is converted, or to a resistance that columns share."""
    columns_resist = values.has(WIRE) and values.value(TOPOLOGY) != "rows"
    return values.has(ADC) or values.has(SENSE) or columns_resist


def _feel_columns(values: FieldValues) -> bool:
    """Return whether it matters how many columns share a row: to a resistance of rows, or through a reference that errs."""
    rows_resist = values.has(WIRE) and values.value(TOPOLOGY) != "columns"
    return values.has(SOURCE) or rows_resist or (values.value(MAPPING) == "offset" and _err(values))


def _split_bits(values: FieldValues) -> bool:
    """Return whether a device holds fewer bits than the magnitude of a weight, at some value at least."""
    bits, cells = values.all_of(WEIGHT_BITS), values.all_of(CELL_BITS)
    if bits is None or cells is None:
        return True
    return any(whole is not None and cell is not None and cell < whole - 1 for whole in bits for cell in cells)


def _feel_slices(values: FieldValues) -> bool:
    """Return whether slices differ from a whole weight: each errs or is converted for itself."""
    return _err(values) or _resist(values) or values.has(ADC)


THE_WINDOW = Need(
    fields=(LAW, *SIGMAS, *TELEGRAPH, FLOOR, *RESISTING),
    is_met=_feel_the_window,
    to_sweep=refusal(
        "internal_noise.law must not be 'independent', or telegraph noise, internal_noise.floor or a resistance must be there"
    ),
    only_sweeps=True,
)
"""Something that feels G_min. Errors are fractions of the window; so neither they nor converters do."""
ROWS = Need(
    fields=(ADC, WIRE, TOPOLOGY, SENSE),
    is_met=_feel_rows,
    to_sweep=refusal("converters.adc_bits, resistive column wires or a sense resistance must be there"),
    only_sweeps=True,
)
"""Something that feels how many rows an array has."""
COLUMNS = Need(
    fields=(SOURCE, WIRE, TOPOLOGY, MAPPING, *ERRING),
    is_met=_feel_columns,
    to_sweep=refusal("resistive row wires, a source resistance or an offset mapping whose devices err must be there"),
    only_sweeps=True,
)
"""Something that feels how many columns an array has."""
SPLIT = Need(
    fields=(WEIGHT_BITS, CELL_BITS),
    is_met=_split_bits,
    to_sweep=refusal("some value must be below converters.weight_bits - 1, the bits of a weight's magnitude,"),
    only_sweeps=True,
)
"""Bits that are split over devices."""
SLICES = Need(
    fields=(*ERRING, *RESISTING, ADC),
    is_met=_feel_slices,
    to_sweep=refusal("devices that err, a resistance or converters.adc_bits must be there"),
    only_sweeps=True,
)
"""Something that feels slices."""
