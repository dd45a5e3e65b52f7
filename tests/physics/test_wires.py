"""Wires that resist, against an exact nodal analysis of the circuit and against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.physics import nodal
from tests.worker.crossbar.networks import weights
from worker.crossbar import Conditions
from worker.crossbar.chip.cells import SliceId
from worker.crossbar.chip.core import Core, program_core
from worker.crossbar.chip.wires import Resistances, equivalent_conductances, interleaved_difference

SHAPES = [(1, 1), (1, 7), (7, 1), (3, 5), (17, 33), (40, 23), (64, 48)]
OHMS = {"both": (2.0, 2.0), "rows": (2.0, 0.0), "columns": (0.0, 2.0)}


def array(rows: int, columns: int, seed: int = 0) -> np.ndarray:
    """Conductances between 1 and 100 microsiemens, some devices off."""
    generator = np.random.default_rng(seed)
    found = generator.uniform(1e-6, 1e-4, (rows, columns))
    found[generator.random((rows, columns)) < 0.1] = 0
    return found


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("topology", list(OHMS))
def test_an_array_with_wires_is_its_circuit(shape: tuple[int, int], topology: str) -> None:
    conductances = array(*shape)
    row_ohm, column_ohm = OHMS[topology]
    expected = nodal.equivalent(conductances, row_ohm=row_ohm, column_ohm=column_ohm)
    found = equivalent_conductances(conductances, Resistances(2.0, topology))  # type: ignore[arg-type]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * conductances.max())


@pytest.mark.parametrize("shape", [(1, 1), (5, 3), (40, 23), (23, 40)])
@pytest.mark.parametrize("topology", [*OHMS, None])
@pytest.mark.parametrize(("source", "sense"), [(700.0, 0.0), (0.0, 300.0), (700.0, 300.0)])
def test_drivers_and_sense_amplifiers_that_resist_are_part_of_the_circuit(
    shape: tuple[int, int], topology: str | None, source: float, sense: float
) -> None:
    """With wires in every direction, and with ideal ones."""
    conductances = array(*shape)
    row_ohm, column_ohm = OHMS[topology] if topology else (0.0, 0.0)
    expected = nodal.equivalent(conductances, row_ohm=row_ohm, column_ohm=column_ohm, source_ohm=source, sense_ohm=sense)
    resistances = Resistances(2.0 if topology else 0.0, topology or "both", source, sense)  # type: ignore[arg-type]
    found = equivalent_conductances(conductances, resistances)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * conductances.max())
    assert (found.sum(axis=1) < 0.99 * conductances.sum(axis=1)).all()


def test_a_source_shares_its_voltage_with_its_row_and_a_sense_resistance_with_its_column() -> None:
    """Closed forms with ideal wires: G / (1 + R sum_j G), and along columns likewise."""
    conductances = array(6, 9)
    driven = conductances / (1 + 800.0 * conductances.sum(axis=1, keepdims=True))
    np.testing.assert_allclose(equivalent_conductances(conductances, Resistances(source=800.0)), driven, rtol=1e-12)
    sensed = conductances / (1 + 800.0 * conductances.sum(axis=0, keepdims=True))
    np.testing.assert_allclose(equivalent_conductances(conductances, Resistances(sense=800.0)), sensed, rtol=1e-12)


def test_inputs_superpose() -> None:
    """All rows driven at once is the matrix times the voltages."""
    conductances, voltages = array(30, 20), np.random.default_rng(1).uniform(-0.2, 0.2, (30, 4))
    together = nodal.currents(conductances, voltages, row_ohm=5.0, column_ohm=5.0)
    np.testing.assert_allclose(
        equivalent_conductances(conductances, Resistances(5.0)).T @ voltages, together, rtol=1e-9, atol=1e-15
    )


@pytest.mark.parametrize(("wire", "source", "sense"), [(3.0, 0.0, 0.0), (3.0, 200.0, 100.0), (0.0, 200.0, 100.0)])
@pytest.mark.parametrize(("topology", "rows_at_node"), [("interleaved", 1), ("interleaved_joint", 2)])
def test_a_pair_on_one_column_is_its_circuit(topology: str, rows_at_node: int, wire: float, source: float, sense: float) -> None:
    positive, negative = array(12, 9), array(12, 9, seed=1)
    both = np.empty((24, 9))
    both[0::2], both[1::2] = positive, negative
    signs = np.kron(np.eye(12), np.array([[1.0], [-1.0]]))  # the negative rows get the opposite voltage
    ohms = {"row_ohm": wire, "column_ohm": wire, "source_ohm": source, "sense_ohm": sense}
    expected = nodal.currents(both, signs, **ohms, rows_at_node=rows_at_node).T
    resistances = Resistances(wire, topology, source, sense)  # type: ignore[arg-type]
    np.testing.assert_allclose(interleaved_difference(positive, negative, resistances), expected, rtol=1e-9, atol=1e-15)


def test_one_segment_for_a_pair_drops_less_than_two() -> None:
    """With equal devices the currents of a pair cancel at one place, and not at two."""
    even = np.full((10, 1), 5e-5)
    apart, joint = (
        interleaved_difference(even, even, Resistances(100.0, topology))  # type: ignore[arg-type]
        for topology in ("interleaved", "interleaved_joint")
    )
    assert np.abs(joint).max() < 1e-12 < 1e-8 < np.abs(apart).max()


def test_a_single_device_is_a_voltage_divider() -> None:
    conductance, ohm = 1e-4, 100.0
    one = np.array([[conductance]])
    for resistances, in_series in (
        (Resistances(ohm), 2 * ohm),
        (Resistances(ohm, "rows"), ohm),
        (Resistances(source=300.0), 300.0),
        (Resistances(sense=500.0), 500.0),
        (Resistances(ohm, "columns", source=300.0, sense=500.0), ohm + 800.0),
        (Resistances(ohm, source=300.0, sense=500.0), 2 * ohm + 800.0),
    ):
        found = equivalent_conductances(one, resistances)[0, 0]
        assert found == pytest.approx(1 / (1 / conductance + in_series), rel=1e-12)


def test_a_long_even_row_is_a_resistive_line() -> None:
    """V'' = G R v with an open end: voltages cosh(k (1 - s)) / cosh(k) along the row, k = columns sqrt(G R)."""
    columns, conductance, ohm = 2000, 1e-6, 0.5
    found = equivalent_conductances(np.full((1, columns), conductance), Resistances(ohm, "rows"))[0] / conductance
    k = columns * np.sqrt(conductance * ohm)
    places = (np.arange(columns) + 1) / columns
    np.testing.assert_allclose(found, np.cosh(k * (1 - places)) / np.cosh(k), atol=1e-3)


def test_wires_of_no_resistance_change_nothing() -> None:
    conductances = array(9, 5)
    np.testing.assert_array_equal(equivalent_conductances(conductances, Resistances()), conductances)
    np.testing.assert_allclose(equivalent_conductances(conductances, Resistances(1e-6)), conductances, rtol=1e-6, atol=1e-15)


@pytest.mark.parametrize("topology", list(OHMS))
def test_more_resistance_lets_less_through_and_most_near_the_drivers_and_the_sense_amplifiers(topology: str) -> None:
    even = np.full((24, 24), 5e-5)
    ohms = (0.0, 0.5, 2.0, 10.0)
    sums = [equivalent_conductances(even, Resistances(ohm, topology)).sum() for ohm in ohms]  # type: ignore[arg-type]
    assert sums == sorted(sums, reverse=True)
    seen = equivalent_conductances(even, Resistances(2.0, topology))  # type: ignore[arg-type]
    if topology != "columns":
        assert (np.diff(seen, axis=1) < 0).all()  # away from the drivers
    if topology != "rows":
        assert (np.diff(seen, axis=0) > 0).all()  # towards the sense amplifiers


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(1, 20),
    columns=st.integers(1, 20),
    ohm=st.floats(1e-3, 1e3),
    of_all=st.sampled_from([None, 0.0, 1e-4, 1e-12, 5e-324]),
    seed=st.integers(0, 99),
)
def test_no_array_is_too_odd(rows: int, columns: int, ohm: float, of_all: float | None, seed: int) -> None:
    conductances = array(rows, columns, seed) if of_all is None else np.full((rows, columns), of_all)
    found = equivalent_conductances(conductances, Resistances(ohm))
    expected = nodal.equivalent(conductances, row_ohm=ohm, column_ohm=ohm)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9 * conductances.max() + 1e-300)
    # To the rounding of the whole array: a device that conducts nothing is left with some of it.
    assert (found <= conductances + 1e-9 * conductances.max() + 1e-300).all() or conductances.max() * ohm > 1e-6


def core(kernel: np.ndarray, **settings: object) -> Core:
    return program_core(kernel, Conditions(**settings), SliceId(0, 0, 0), ranges=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("mapping", ["differential", "offset"])
def test_each_tile_of_a_layer_is_a_circuit_of_its_own(mapping: str) -> None:
    kernel = weights(np.random.default_rng(0), 10, 7)
    wired = core(kernel, mapping=mapping, wire_resistance_ohm=20.0, g_max_us=100.0, rows=6, columns=4)
    w_max = np.abs(kernel).max()
    for rows in (slice(0, 6), slice(6, 10)):
        for columns in (slice(0, 4), slice(4, 7)):
            scaled = kernel[rows, columns] / w_max
            if mapping == "differential":
                positive, negative = np.maximum(scaled, 0), np.maximum(-scaled, 0)
                first, second = (nodal.equivalent(side * 1e-4, row_ohm=20.0, column_ohm=20.0) for side in (positive, negative))
                expected = (first - second) / 1e-4 * w_max
            else:
                whole = np.column_stack([0.5 + scaled / 2, np.full(len(scaled), 0.5)]) * 1e-4
                seen = nodal.equivalent(whole, row_ohm=20.0, column_ohm=20.0) / 1e-4
                expected = (seen[:, :-1] - seen[:, -1:]) * 2 * w_max
            np.testing.assert_allclose(wired.weights[rows, columns], expected, atol=1e-6 * w_max)
