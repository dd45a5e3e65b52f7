"""What a read adds, against noise drawn device by device and against closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.worker.crossbar.networks import weights
from worker.crossbar import Conditions
from worker.crossbar.chip.array import Ranges
from worker.crossbar.chip.cells import SliceId, program_cells
from worker.crossbar.chip.core import Core, program_core
from worker.crossbar.tools.streams import Normals

READS = 20_000
K, Q = 1.380649e-23, 1.602176634e-19


def kernel(rows: int = 40, columns: int = 30) -> np.ndarray:
    return weights(np.random.default_rng(0), rows, columns)


def core(values: np.ndarray, full_scale: float = 1.0, full_scales: tuple[float, ...] = (), **settings: Any) -> Core:
    return program_core(values, Conditions(**settings), SliceId(0, 0, 0), ranges=Ranges(full_scale, 0.0), full_scales=full_scales)


def spread(found: Core, x: np.ndarray, reads: int = READS) -> np.ndarray:
    """Standard deviation of each output over many reads of one input."""
    inputs = np.repeat(x.astype(np.float32)[:, None], reads, axis=1)
    return (found.multiply(inputs, Normals(np.random.default_rng(0))) - found.multiply(inputs[:, :1], None)).std(axis=1)


def inputs(rows: int = 40) -> np.ndarray:
    return np.random.default_rng(1).random(rows)


def test_proportional_reads_are_those_of_devices_redrawn_one_by_one() -> None:
    values, x = kernel(), inputs()
    settings: dict[str, Any] = {"law": "proportional", "on_off_ratio": 4.0}
    cells = program_cells(values, float(np.abs(values).max()), Conditions(**settings), SliceId(0, 0, 0))
    generator = np.random.default_rng(2)
    sigma = 0.03 * 2 * np.abs(values).max() / np.sqrt(2)  # one device's, at G_max, in units of the weight
    one_by_one = np.stack(
        [
            x @ (sigma * (cells.positive * generator.standard_normal(values.shape)))
            - x @ (sigma * (cells.negative * generator.standard_normal(values.shape)))
            for _ in range(4000)
        ]
    )
    found = core(values, read=0.03, **settings)
    np.testing.assert_allclose(spread(found, x), one_by_one.std(axis=0), rtol=0.06)
    assert spread(found, x).mean() == pytest.approx(one_by_one.std(axis=0).mean(), rel=0.01)


def test_telegraph_noise_has_the_variance_of_two_states() -> None:
    """Each trapped device at G (1 - a/2) or G (1 + a/2), redrawn at every read."""
    values, x = kernel(200, 10), inputs(200)
    conditions: dict[str, Any] = {"rtn_share": 0.3, "rtn_amplitude": 0.4, "on_off_ratio": 3.0}
    found = core(values, **conditions)
    cells = found.weights  # the mean of the two states is what was programmed
    np.testing.assert_allclose(cells, values, atol=1e-6)
    plain = program_cells(values, float(np.abs(values).max()), Conditions(on_off_ratio=3.0), SliceId(0, 0, 0))
    devices = plain.positive**2 + plain.negative**2
    assert found.weight_read_variance.sum() == pytest.approx(0.3 * (0.2 * plain.to_weight) ** 2 * devices.sum(), rel=0.05)
    traps = np.random.default_rng(5).random((2, *values.shape)) < 0.3
    generator = np.random.default_rng(6)
    states = []
    for _ in range(4000):
        up, down = (1 + 0.2 * np.where(trapped, generator.choice([-1, 1], trapped.shape), 0) for trapped in traps)
        states.append(x @ ((plain.positive * up - plain.negative * down) * plain.to_weight))
    # Other traps than the engine's, so the columns' sizes are compared on average.
    assert np.square(spread(found, x)).mean() == pytest.approx(np.var(states, axis=0).mean(), rel=0.1)
    normal = (np.stack(states) - np.mean(states, axis=0)) / np.std(states, axis=0)
    assert np.percentile(normal, 97.5) == pytest.approx(1.96, abs=0.06)  # the central limit theorem


def test_which_devices_have_traps_is_the_chips_own() -> None:
    settings = Conditions(rtn_share=0.2, rtn_amplitude=0.1)
    chips = [program_core(kernel(), settings, SliceId(0, draw, 0), ranges=None) for draw in (0, 0, 1)]
    first, again, other = (chip.weight_read_variance for chip in chips)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("full_scale", [1.0, 7.0])
def test_the_floor_is_that_of_nyquist_and_schottky(full_scale: float) -> None:
    values, x = kernel(), full_scale * inputs()
    settings: dict[str, Any] = {
        "bandwidth_hz": 1e9,
        "temperature_k": 350.0,
        "read_voltage_v": 0.2,
        "g_max_us": 20.0,
        "on_off_ratio": 10.0,
    }
    found = core(values, full_scale, floor=True, **settings)
    w_max = np.abs(values).max()
    scaled = values / w_max
    siemens = [20e-6 * (0.1 + 0.9 * np.maximum(sign * scaled, 0)) for sign in (1, -1)]
    volts = 0.2 * x / full_scale
    current_variance = sum(4 * K * 350 * 1e9 * g.sum(axis=0) + 2 * Q * 1e9 * (volts @ g) for g in siemens)
    to_output = w_max / (20e-6 * 0.9) * full_scale / 0.2
    np.testing.assert_allclose(spread(found, x), np.sqrt(current_variance) * to_output, rtol=0.03)
    silent = spread(core(values, full_scale, floor=True, **{**settings, "temperature_k": 0.0}), np.zeros(40))
    np.testing.assert_array_equal(silent, 0)  # no voltage, no shot noise


def test_a_read_with_less_bandwidth_or_more_voltage_is_quieter() -> None:
    def size(**settings: Any) -> float:
        return float(spread(core(kernel(), floor=True, **settings), inputs(), 2000).mean())

    assert size(bandwidth_hz=1e6) < size(bandwidth_hz=1e8)
    assert size(read_voltage_v=0.3) < size(read_voltage_v=0.1)
    assert size(temperature_k=77.0) < size(temperature_k=400.0)
    assert size(g_max_us=100.0) < size(g_max_us=1.0)


@pytest.mark.parametrize("bits", [2, 4, 7, 8])
@pytest.mark.parametrize("mapping", ["differential", "offset"])
def test_noise_redrawn_for_every_input_bit_is_smaller_by_the_known_factor(bits: int, mapping: str) -> None:
    """sqrt((4^B - 1) / 3) / (2^B - 1) for inputs with all bits on: 0.615 for B = 4, 0.582 for 7."""
    values, x = kernel(), np.ones(40)
    parallel = spread(core(values, read=0.03, dac_bits=bits, mapping=mapping, clip=True), x)
    serial = spread(core(values, read=0.03, dac_bits=bits, mapping=mapping, input_encoding="bit_serial"), x)
    factor = np.sqrt((4**bits - 1) / 3) / (2**bits - 1)
    np.testing.assert_allclose(serial / parallel, factor, rtol=0.04)
    assert (serial / parallel).mean() == pytest.approx(factor, rel=0.01)


def test_an_input_of_one_bit_gains_nothing_from_pulses() -> None:
    values, x = kernel(), np.full(40, 4 / 7)  # 100 of three bits
    parallel = spread(core(values, read=0.03, dac_bits=3, clip=True), x)
    serial = spread(core(values, read=0.03, dac_bits=3, input_encoding="bit_serial"), x)
    assert (serial / parallel).mean() == pytest.approx(1, abs=0.01)


def test_noise_of_pulses_added_up_is_that_of_pulses_converted_one_by_one() -> None:
    """Fine converters change nothing: the sum over reads and the one normal number have the same variance."""
    values, x = kernel(), inputs()
    settings: dict[str, Any] = {"read": 0.03, "dac_bits": 5, "input_encoding": "bit_serial", "rows": 16, "floor": True}
    in_one, one_by_one = (spread(core(values, full_scales=(50.0,), adc_bits=bits, **settings), x) for bits in (None, 16))
    assert one_by_one.mean() == pytest.approx(in_one.mean(), rel=0.01)


def test_programming_error_gains_nothing_from_pulses() -> None:
    values = kernel()
    x = np.ones((40, 1), np.float32)
    moved = [
        core(values, programming=0.05, dac_bits=4, input_encoding=way, clip=False, pair="two_sided").multiply(x, None)
        for way in ("parallel", "bit_serial")
    ]
    np.testing.assert_allclose(moved[0], moved[1], rtol=1e-5, atol=1e-5)
