"""Reads at many positions, whose inputs are converted once for a layer, are as many reads with converters."""

from __future__ import annotations

import numpy as np
import pytest

from worker.crossbar import Conditions
from worker.crossbar.chip import array as array_module
from worker.crossbar.chip.array import Array, Crossbar, Ranges
from worker.crossbar.chip.cells import SliceId
from worker.crossbar.chip.core import program_core
from worker.crossbar.chip.positions import DrivenPositions
from worker.crossbar.layers.patches import Patches
from worker.crossbar.layers.window import Window
from worker.crossbar.tools.scratch import Scratch

VALUES, KERNEL, OUTPUTS, COUNT = (9, 8, 3), Window(3, 3), 20, 16
INPUTS = 27
CONVERTERS = {"adc_bits": 8, "dac_bits": 8}
SETTINGS = {
    "converters": CONVERTERS,
    "DAC alone": {"dac_bits": 4},
    "ADC alone, tiles": {"adc_bits": 6, "rows": 10},
    "bit-serial": {**CONVERTERS, "input_encoding": "bit_serial", "rows": 10},
    "bit-serial without ADC": {"dac_bits": 5, "input_encoding": "bit_serial"},
    "slices": {**CONVERTERS, "weight_bits": 6, "cell_bits": 2, "rows": 10},
    "slices, bit-serial": {"adc_bits": 6, "dac_bits": 3, "weight_bits": 6, "cell_bits": 2, "input_encoding": "bit_serial"},
    "scaled columns": {**CONVERTERS, "scaling": "column"},
    "a law alone": {"law": "proportional", "on_off_ratio": 10.0},
}


def crossbar(settings: dict[str, object]) -> Crossbar:
    weights = np.random.default_rng(1).standard_normal((INPUTS, OUTPUTS), dtype=np.float32)
    conditions, ranges = Conditions(**settings), Ranges(1.5, 8.0, signed=True)  # type: ignore[arg-type]
    if conditions.one_error_per_weight:
        return Array.of(weights, 0.0, conditions, ranges)
    return program_core(weights, conditions, SliceId(0, 0, 0), ranges=ranges, full_scales=[8.0] * 8)


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("pool", [1, 2])
def test_positions_are_as_many_reads(settings: dict[str, object], pool: int, signed: bool) -> None:
    values = np.random.default_rng(2).random((*VALUES, COUNT), dtype=np.float32) - np.float32(0.5 * signed)
    chip, rows = crossbar(settings), slice(1, 9)
    windows = Patches.of(values[rows], KERNEL, pool, Scratch()).windows
    columns = np.moveaxis(windows, -2, 0).reshape(INPUTS, -1)
    expected = np.moveaxis(chip.multiply(columns, None).reshape(-1, *windows.shape[:-2], COUNT), 0, -2)
    out = np.full((*windows.shape[:-2], OUTPUTS, COUNT), np.nan, np.float32)
    DrivenPositions.of(chip, values, KERNEL, Scratch()).read(rows, pool, out)
    # Products of other shapes are rounded otherwise, which may tip what lies between two levels of a converter.
    assert np.isclose(out, expected, rtol=1e-5, atol=1e-5).mean() > 0.998
    np.testing.assert_allclose(out, expected, atol=0.6)


def test_each_value_of_a_layer_is_converted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once for each of the nine positions of the kernel that see it."""
    converted = []
    dac = array_module.dac

    def count(inputs: np.ndarray, *arguments: object, **settings: object) -> np.ndarray:
        converted.append(inputs.size)
        return dac(inputs, *arguments, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(array_module, "dac", count)
    values = np.random.default_rng(2).random((*VALUES, COUNT), dtype=np.float32)
    reads = DrivenPositions.of(crossbar({"dac_bits": 4}), values, KERNEL, Scratch())
    for top in range(3):
        reads.read(slice(top, top + 3), 1, np.empty((1, 1, 1, 6, OUTPUTS, COUNT), np.float32))
    assert converted == [values.size]
