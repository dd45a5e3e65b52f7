"""From a technology and a resolution to unit costs, timing and layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil

from backend.schemas.setting import Converters
from backend.schemas.technology import Technology
from worker.energy import bit_serial, digital, time_coded, whole_core
from worker.energy.components import Layout
from worker.energy.unit_costs import Resolution, Timing, UnitCosts

Price = Callable[[Mapping[str, float], Resolution], UnitCosts]
Time = Callable[[Mapping[str, float], Resolution], Timing]

_MODELS = {"time-coded": time_coded, "bit-serial": bit_serial, "whole-core": whole_core, "digital": digital}
PRICES: dict[str, Price] = {name: model.price for name, model in _MODELS.items()}
TIMINGS: dict[str, Time] = {name: model.timing for name, model in _MODELS.items()}


def resolution(technology: Technology, converters: Converters) -> Resolution:
    """The bits asked for; null means the resolution of the technology's source."""
    return Resolution(
        dac_bits=converters.dac_bits or technology.dac_bits,
        adc_bits=converters.adc_bits or technology.adc_bits,
        weight_bits=converters.weight_bits or technology.weight_bits,
    )


def columns_per_weight(technology: Technology, bits: Resolution) -> int:
    return ceil(bits.weight_bits / technology.cell_bits) if technology.cell_bits else 1


def layout(technology: Technology, bits: Resolution) -> Layout:
    return Layout(rows=technology.rows, outputs=technology.columns // columns_per_weight(technology, bits))
