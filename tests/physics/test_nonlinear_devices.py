"""Devices whose current is not proportional to their voltage: closed forms, and Newton's method on all nodes as referee."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backend.schemas import setting
from tests.physics import nodal
from tests.physics.test_options import simulator
from tests.worker.crossbar.networks import weights
from worker.crossbar import Conditions
from worker.crossbar.chip import newton
from worker.crossbar.chip.array import Ranges
from worker.crossbar.chip.cells import SliceId
from worker.crossbar.chip.core import Core, program_core
from worker.crossbar.chip.iv import Law, bent
from worker.crossbar.chip.newton import Losses, column_currents
from worker.crossbar.chip.wires import Resistances
from worker.crossbar.simulate import solving
from worker.crossbar.tools.errors import ChipFailure
from worker.crossbar.tools.streams import Normals

FULL_SCALE = 2.0
WIRED = {"wire_resistance_ohm": 30.0, "source_resistance_ohm": 200.0, "sense_resistance_ohm": 100.0, "iv_solver": "newton"}


def core(kernel: np.ndarray, *, bias: np.ndarray | None = None, **settings: Any) -> Core:
    return program_core(kernel, Conditions(**settings), SliceId(0, 0, 0), bias=bias, ranges=Ranges(FULL_SCALE, 1.0, signed=True))


def inputs(rows: int, count: int = 5) -> np.ndarray:
    return np.random.default_rng(7).uniform(-FULL_SCALE, FULL_SCALE, (rows, count)).astype(np.float32)


def curved(values: np.ndarray, k: float) -> np.ndarray:
    return FULL_SCALE * np.sinh(k * values.astype(np.float64) / FULL_SCALE) / np.sinh(k)


def test_the_law_is_linear_for_0_and_has_the_programmed_current_at_the_read_voltage() -> None:
    values = inputs(20)
    np.testing.assert_array_equal(bent(values, 0.0, FULL_SCALE), values)
    np.testing.assert_allclose(bent(values, 1e-3, FULL_SCALE), values, rtol=1e-5)
    for k in (0.5, 2.0, 8.0):
        found = bent(np.array([-2.0, 0.0, 1.0, 2.0], np.float32), k, FULL_SCALE)
        # sinh(k) = 2 sinh(k / 2) cosh(k / 2): at half the voltage 1 / (2 cosh(k / 2)) of the current.
        np.testing.assert_allclose(found, [-2.0, 0.0, 1 / np.cosh(k / 2), 2.0], rtol=1e-6)


@pytest.mark.parametrize("mapping", ["differential", "offset"])
def test_without_resistances_outputs_are_those_of_bent_inputs(mapping: str) -> None:
    kernel, values = weights(np.random.default_rng(0), 12, 7), inputs(12)
    found = core(kernel, mapping=mapping, iv_nonlinearity=3.0).multiply(values, None)
    np.testing.assert_allclose(found, kernel.T.astype(np.float64) @ curved(values, 3.0), rtol=1e-4, atol=1e-5)


def test_a_pulse_has_the_read_voltage() -> None:
    kernel, values = weights(np.random.default_rng(0), 12, 7), inputs(12)
    serial = {"input_encoding": "bit_serial", "dac_bits": 6}
    linear = core(kernel, on_off_ratio=1e6, **serial).multiply(values, None)
    np.testing.assert_array_equal(core(kernel, on_off_ratio=1e6, iv_nonlinearity=3.0, **serial).multiply(values, None), linear)


def test_biases_are_programmed_for_the_one_voltage_that_they_see() -> None:
    kernel, bias = weights(np.random.default_rng(0), 12, 7), np.linspace(-0.1, 0.1, 7).astype(np.float32)
    found = core(kernel, bias=bias, iv_nonlinearity=3.0)
    np.testing.assert_allclose(found.multiply(np.zeros((12, 2), np.float32), None), 0, atol=1e-6)


def test_read_noise_and_shot_noise_follow_the_currents() -> None:
    """Their variance at an output is the sum over the bent inputs."""
    kernel = np.full((6, 1), 0.5, np.float32)
    values = np.repeat(inputs(6, 1), 40_000, axis=1)
    noisy = core(kernel, read=0.05, reference="max", iv_nonlinearity=4.0)
    found = noisy.multiply(values, Normals(np.random.default_rng(1)))
    expected = 0.05 * 0.5 * np.linalg.norm(curved(values[:, 0], 4.0))
    assert found.std() == pytest.approx(expected, rel=0.02)


OHMS = [
    {"row_ohm": 2000.0, "column_ohm": 2000.0},
    {"row_ohm": 2000.0, "column_ohm": 0.0},
    {"row_ohm": 0.0, "column_ohm": 2000.0},
    {"row_ohm": 500.0, "column_ohm": 500.0, "source_ohm": 3000.0, "sense_ohm": 1000.0},
    {"row_ohm": 0.0, "column_ohm": 0.0, "source_ohm": 3000.0, "sense_ohm": 0.0},
    {"row_ohm": 0.0, "column_ohm": 0.0, "source_ohm": 0.0, "sense_ohm": 3000.0},
    {"row_ohm": 500.0, "column_ohm": 500.0, "source_ohm": 3000.0, "sense_ohm": 1000.0, "rows_at_node": 2},
]


@pytest.mark.parametrize("ohms", OHMS)
@pytest.mark.parametrize("nonlinearity", [1e-3, 2.0, 8.0])
@pytest.mark.parametrize("linear_rows", [0, 2])
def test_currents_of_a_circuit_are_those_of_its_nodes(ohms: dict[str, float], nonlinearity: float, linear_rows: int) -> None:
    """Wires so resistive that devices see a small part of the voltage; some devices off, some of the wrong sign."""
    generator = np.random.default_rng(3)
    conductances = generator.uniform(-0.02, 1.0, (10, 6))
    conductances[generator.random((10, 6)) < 0.1] = 0
    voltages = generator.uniform(-1.2, 1.2, (3, 10))
    row, column = ohms["row_ohm"], ohms["column_ohm"]
    topology = "both" if bool(row) == bool(column) else "rows" if row else "columns"
    resistances = Resistances(
        max(row, column) * 1e-4, topology, ohms.get("source_ohm", 0) * 1e-4, ohms.get("sense_ohm", 0) * 1e-4
    )  # type: ignore[arg-type]
    losses = Losses.of((10, 6), resistances, int(ohms.get("rows_at_node", 1)))
    found = column_currents(conductances, voltages, Law(nonlinearity, linear_rows), losses)
    scaled = {name: value if name == "rows_at_node" else value * 1e-4 for name, value in ohms.items()}
    for driven, currents in zip(voltages, found, strict=True):
        expected = nodal.bent_currents(conductances, driven, nonlinearity, linear_rows=linear_rows, **scaled)
        np.testing.assert_allclose(currents, expected, rtol=1e-5, atol=2e-6 * np.abs(expected).max())


def siemens(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Conductances of the two sides in units of G_max."""
    scaled = kernel.astype(np.float64) / np.abs(kernel).max()
    return np.maximum(scaled, 0), np.maximum(-scaled, 0)


@pytest.mark.parametrize("mapping", ["differential", "offset", "interleaved", "interleaved_joint"])
def test_a_layer_is_the_sum_of_its_circuits(mapping: str) -> None:
    """Tiles of 8 x 4 devices, solved one by one by the referee."""
    kernel, values, k = weights(np.random.default_rng(0), 14, 7), inputs(14, 3), 3.0
    ohms = {"row_ohm": 3e-3, "column_ohm": 3e-3, "source_ohm": 2e-2, "sense_ohm": 1e-2}
    where = {"mapping": "offset"} if mapping == "offset" else {"wire_topology": mapping} if "inter" in mapping else {}
    found = core(kernel, **WIRED, **where, iv_nonlinearity=k, rows=8, columns=4).multiply(values, None)
    expected = np.zeros((7, 3))
    for rows in (slice(0, 8), slice(8, 14)):
        for columns in (slice(0, 4), slice(4, 7)):
            positive, negative = (side[rows, columns] for side in siemens(kernel))
            for index, driven in enumerate(values[rows].T.astype(np.float64) / FULL_SCALE):
                if mapping == "offset":
                    whole = np.column_stack([0.5 + (positive - negative) / 2, np.full(len(positive), 0.5)])
                    both = nodal.bent_currents(whole, driven, k, **ohms)
                    currents = 2 * (both[:-1] - both[-1])
                elif "inter" in mapping:
                    together = np.stack([positive, negative], axis=1).reshape(-1, positive.shape[1])
                    opposite = np.stack([driven, -driven], axis=1).reshape(-1)
                    at_node = 2 if mapping == "interleaved_joint" else 1
                    currents = nodal.bent_currents(together, opposite, k, **ohms, rows_at_node=at_node)
                else:
                    currents = nodal.bent_currents(positive, driven, k, **ohms) - nodal.bent_currents(negative, driven, k, **ohms)
                expected[columns, index] += currents * FULL_SCALE * np.abs(kernel).max()
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5 * np.abs(expected).max())


def test_solved_biases_are_rows_of_linear_devices() -> None:
    """On the last row of the second array of 8 rows, driven by 1."""
    kernel, bias, k = weights(np.random.default_rng(0), 12, 5), np.linspace(-0.2, 0.3, 5).astype(np.float32), 3.0
    values, ohms = inputs(12, 2), {"row_ohm": 3e-3, "column_ohm": 3e-3, "source_ohm": 2e-2, "sense_ohm": 1e-2}
    found = core(kernel, bias=bias, **WIRED, iv_nonlinearity=k, rows=8).multiply(values, None)
    stored = np.concatenate([kernel, bias[None]])
    positive, negative = siemens(stored)
    for index, driven in enumerate(values.T):
        volts = np.append(driven.astype(np.float64), 1.0) / FULL_SCALE
        total = np.zeros(5)
        for rows, linear in ((slice(0, 8), 0), (slice(8, 13), 1)):
            for side, sign in ((positive, 1), (negative, -1)):
                total += sign * nodal.bent_currents(side[rows], volts[rows], k, linear_rows=linear, **ohms)
        expected = total * FULL_SCALE * np.abs(stored).max() - bias
        np.testing.assert_allclose(found[:, index], expected, rtol=1e-4, atol=1e-5 * np.abs(expected).max())


def test_solved_slices_and_conversions_are_those_of_their_shares() -> None:
    """Nothing is lost in fine converters of several slices: nearly linear devices give what equivalent conductances give."""
    kernel, values = weights(np.random.default_rng(0), 14, 7), inputs(14, 3)
    sliced = {**WIRED, "weight_bits": 7, "cell_bits": 2, "rows": 8, "adc_bits": 16, "dac_bits": 8, "scaling": "column"}

    def outputs(**settings: Any) -> np.ndarray:
        conditions, ranges = Conditions(**{**sliced, **settings}), Ranges(FULL_SCALE, 10.0, signed=True)
        return program_core(kernel, conditions, SliceId(0, 0, 0), ranges=ranges, full_scales=[40.0] * 3).multiply(values, None)

    linear = outputs(iv_solver="equivalent")
    np.testing.assert_allclose(outputs(iv_nonlinearity=1e-3), linear, atol=5e-3 * np.abs(linear).max())
    assert np.abs(outputs(iv_nonlinearity=3.0) - linear).max() > 0.05 * np.abs(linear).max()


def test_nearly_linear_devices_are_what_their_equivalent_conductances_say() -> None:
    kernel, values = weights(np.random.default_rng(0), 14, 7), inputs(14, 3)
    for serial in ({}, {"input_encoding": "bit_serial", "dac_bits": 5}):
        linear = core(kernel, **{**WIRED, "iv_solver": "equivalent"}, **serial).multiply(values, None)
        solved = core(kernel, **WIRED, iv_nonlinearity=1e-3, **serial).multiply(values, None)
        np.testing.assert_allclose(solved, linear, rtol=1e-4, atol=1e-5 * np.abs(linear).max())


@pytest.mark.parametrize(("k", "most"), [(1.0, 0.08), (3.0, 0.35)])
def test_equivalent_conductances_leave_a_part_of_the_drop(k: float, most: float) -> None:
    """The approximation: its error as a fraction of what the resistances change."""
    kernel = weights(np.random.default_rng(0), 64, 32)
    values = np.abs(inputs(64, 10))
    settings = {**WIRED, "wire_resistance_ohm": 2.0, "iv_nonlinearity": k}
    exact = core(kernel, **settings).multiply(values, None)
    fast = core(kernel, **{**settings, "iv_solver": "equivalent"}).multiply(values, None)
    ideal = core(kernel, iv_nonlinearity=k).multiply(values, None)
    part = np.linalg.norm(fast - exact) / np.linalg.norm(ideal - exact)
    assert 0 < part < most


def test_a_network_is_solved_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found, settings = simulator("rnn", 4), {**WIRED, "wire_resistance_ohm": 1.0, "iv_nonlinearity": 2.0, "rows": 16}
    exact = found.logits(Conditions(**settings), seed=0, draw=0)
    fast = found.logits(Conditions(**{**settings, "iv_solver": "equivalent"}), seed=0, draw=0)
    assert 0 < np.abs(exact - fast).max() < 0.2 * np.abs(exact).max()
    monkeypatch.setattr(solving, "MOST_SOLVED", 1000)
    with pytest.raises(ChipFailure, match=r"for 4 images takes too long; crossbar.iv_solver must be 'equivalent', or images"):
        found.logits(Conditions(**settings), seed=0, draw=0)
    found.logits(Conditions(**{**settings, "iv_solver": "equivalent"}), seed=0, draw=0)


def test_a_circuit_without_a_solution_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found, settings = simulator("rnn", 4), {**WIRED, "wire_resistance_ohm": 1.0, "iv_nonlinearity": 2.0, "rows": 16}
    monkeypatch.setattr(newton, "MOST_STEPS", 1)
    with pytest.raises(ChipFailure, match=r"layer 1 \(RNN\) of chip 0 fails: no solution was found for the circuit"):
        found.logits(Conditions(**settings), seed=0, draw=0)


def test_what_an_image_takes_to_solve_is_its_multiply_accumulates() -> None:
    for family in ("mlp", "cnn", "rnn"):
        found = simulator(family, 1)
        matrices = {index: layer.matrix() for index, layer in found.network.weighted.items()}
        per_image = solving.solutions_per_image(found.network, matrices)
        for index, layer in found.network.weighted.items():
            assert per_image[index] % matrices[index].size == 0
            assert (per_image[index] == matrices[index].size * layer.steps) or layer.at_positions


def test_specs_and_the_engine_refuse_the_same() -> None:
    assert setting.MOST_SOLVED == solving.MOST_SOLVED
    assert setting.Crossbar(iv_nonlinearity=1.0, sense_resistance_ohm=1.0, iv_solver="newton").is_solved
    assert not setting.Crossbar(iv_nonlinearity=1.0, iv_solver="newton").is_solved
