"""Noise, spreads, stuck devices, and what a resumed array does."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worker.learning.kinds import CONSTANT, IDEAL, SOFT, device, table_of
from worker.learning import DeviceArray, Mapping, Place, PulsedDevice

MANY = (100, 200)
EVERYWHERE = np.arange(MANY[0] * MANY[1], dtype=np.intp)
MIDDLE = Mapping(reference="middle")


def after(kind: PulsedDevice, counts: list[int], seed: int = 0) -> np.ndarray:
    array = DeviceArray(kind, MANY, Place(seed), MIDDLE)
    for count in counts:
        array.pulse(EVERYWHERE, np.full(len(EVERYWHERE), count, np.float32))
    return array.conductances.reshape(-1)


@pytest.mark.parametrize("pulses", [1, 4, 16, 400, 3000])
def test_noise_of_the_step_grows_with_the_root_of_the_pulses(pulses: int) -> None:
    """3,000 are taken in passes of several."""
    g = after(device(CONSTANT, 10_000, write_noise=0.5), [pulses])
    assert g.mean() - 0.5 == pytest.approx(pulses * 1e-4, rel=0.02)
    assert g.std() == pytest.approx(0.5 * 1e-4 * np.sqrt(pulses), rel=0.02)


@pytest.mark.parametrize("pulses", [1, 9, 100])
def test_noise_of_the_window_grows_so_too_and_adds_in_squares(pulses: int) -> None:
    g = after(device(CONSTANT, 1000, write_noise=1.0, write_noise_of_window=0.002), [pulses])
    assert g.std() == pytest.approx(np.hypot(0.001, 0.002) * np.sqrt(pulses), rel=0.02)


def test_a_tables_deviations_are_noise() -> None:
    g = after(device(table_of(CONSTANT, deviation=0.4), 1000), [1])
    assert g.std() == pytest.approx(0.4e-3, rel=0.02)


@pytest.mark.parametrize(("pulses", "law"), [(8, SOFT), (200, SOFT), (8, table_of(SOFT)), (100, table_of(SOFT))])
def test_counts_do_what_single_pulses_do_in_distribution(pulses: int, law: object) -> None:
    """Mean, deviation and quantiles, near a bound where many are clipped, too."""
    kind = device(law, 60, write_noise=0.8, write_noise_of_window=0.01)  # type: ignore[arg-type]
    at_once, singly = after(kind, [pulses]), after(kind, [1] * pulses, seed=1)
    assert at_once.mean() == pytest.approx(singly.mean(), abs=float(5 * singly.std() / 100))
    assert at_once.std() == pytest.approx(singly.std(), rel=0.03)
    shares = (0.05, 0.25, 0.5, 0.75, 0.95)
    np.testing.assert_allclose(np.quantile(at_once, shares), np.quantile(singly, shares), atol=0.1 * singly.std())


def test_steps_asymmetries_and_bounds_of_devices_spread_as_asked() -> None:
    g = after(device(CONSTANT, 1000, spread_step=0.2), [10])
    assert (g - 0.5).mean() == pytest.approx(0.01, rel=0.01) and g.std() == pytest.approx(0.002, rel=0.03)
    up = after(device(CONSTANT, 1000, spread_asymmetry=0.1), [100])
    there_and_back = after(device(CONSTANT, 1000, spread_asymmetry=0.1), [100, -100])
    assert up.std() == pytest.approx(0.01, rel=0.03) and there_and_back.std() == pytest.approx(0.02, rel=0.03)
    high, low = (after(device(CONSTANT, 100, spread_bounds=0.05), [sign * 500]) for sign in (1, -1))
    assert high.mean() == pytest.approx(1, abs=0.002) and high.std() == pytest.approx(0.05, rel=0.03)
    assert low.mean() == pytest.approx(0, abs=0.002) and abs(np.corrcoef(low, high)[0, 1]) < 0.03


def test_devices_of_a_chip_are_the_same_again_and_those_of_another_are_not() -> None:
    kind = device(CONSTANT, 1000, spread_step=0.2, write_noise=0.3)
    np.testing.assert_array_equal(after(kind, [3, -2]), after(kind, [3, -2]))
    assert np.abs(after(kind, [3, -2]) - after(kind, [3, -2], seed=1)).max() > 1e-4
    places = (Place(0), Place(0, layer=1), Place(0, draw=1), Place(0, part=1))
    moved = []
    for place in places:
        array = DeviceArray(kind, MANY, place, MIDDLE)
        array.pulse(EVERYWHERE, np.ones(len(EVERYWHERE), np.float32))
        moved.append(array.conductances)
    assert all(np.abs(moved[0] - other).max() > 1e-4 for other in moved[1:])


def test_stuck_devices_never_move_and_are_as_many_as_asked() -> None:
    kind = device(SOFT, 50, stuck=0.1, write_noise=0.5, write_noise_of_window=0.01)
    array = DeviceArray(kind, MANY, Place(0), MIDDLE)
    stuck = array.stuck
    assert len(stuck) / len(EVERYWHERE) == pytest.approx(0.1, abs=0.01)
    before = array.conductances.reshape(-1)
    assert np.ptp(before[stuck]) > 0.9 and np.ptp(np.delete(before, stuck)) == 0
    array.pulse(EVERYWHERE, np.full(len(EVERYWHERE), 3, np.float32))
    array.move(EVERYWHERE, np.full(len(EVERYWHERE), 0.1, np.float32))
    array.program(np.full(MANY, 0.2, np.float32))
    moved = array.conductances.reshape(-1)
    np.testing.assert_array_equal(moved[stuck], before[stuck])
    assert np.delete(moved, stuck) == pytest.approx(0.7)
    assert array.pulses[0] == 3 * (len(EVERYWHERE) - len(stuck))


def test_weights_are_scaled_conductances_less_the_reference_and_stay_current() -> None:
    mapping = Mapping(scale=3.0, reference="symmetry", reference_error=0.05)
    array = DeviceArray(device(SOFT, 100, asymmetry=0.2, spread_bounds=0.02), MANY, Place(0), mapping)
    weights = array.weights
    assert (array.reference - array.symmetry()).std() == pytest.approx(0.05, rel=0.05)
    array.pulse(EVERYWHERE[::3], np.full(len(EVERYWHERE[::3]), 2, np.float32))
    expected = 3 * (array.conductances - array.reference.reshape(MANY))
    np.testing.assert_allclose(weights, expected, atol=1e-6)
    assert weights is array.weights and array.step == pytest.approx(0.03)
    with pytest.raises(ValueError, match="read-only"):
        weights[0, 0] = 1


def test_programmed_weights_are_held_as_far_as_windows_reach() -> None:
    array = DeviceArray(device(CONSTANT, 100), (1, 3), Place(0), Mapping(scale=2.0))
    array.program(np.array([[0.5, -3.0, 0.9999]], np.float32))
    assert array.weights[0] == pytest.approx([0.5, -1.0, 0.9999])


def test_a_resumed_array_does_the_same_bits() -> None:
    """Over the end of a block of random numbers, and after a request of more than one."""
    kind = device(SOFT, 100, write_noise=0.5, spread_step=0.1)

    def fresh() -> DeviceArray:
        return DeviceArray(kind, (400, 300), Place(5), MIDDLE)

    everywhere = np.arange(120_000, dtype=np.intp)
    sizes = (120_000, 70, 65_000, 65_000, 1_000, 64_000, 9)
    whole = fresh()
    for size in sizes:
        whole.pulse(everywhere[:size], np.ones(size, np.float32))
    for stop in range(1, len(sizes)):
        first = fresh()
        for size in sizes[:stop]:
            first.pulse(everywhere[:size], np.ones(size, np.float32))
        second = fresh()
        second.restore(first.state())
        for size in sizes[stop:]:
            second.pulse(everywhere[:size], np.ones(size, np.float32))
        np.testing.assert_array_equal(second.weights, whole.weights)
        np.testing.assert_array_equal(second.pulses, whole.pulses)


def test_moves_without_pulses_follow_the_law() -> None:
    """2.5 steps up at soft bounds: between two and three pulses of the closed form."""
    array = DeviceArray(device(SOFT, 50), (1, 1), Place(0), MIDDLE)
    array.program(np.full((1, 1), -0.5, np.float32))
    array.move(np.zeros(1, np.intp), np.array([2.5 / 50], np.float32))
    assert array.conductances[0, 0] == pytest.approx(1 - (1 - 2 / 50) ** 2.5, abs=1e-6)
    ideal = DeviceArray(device(IDEAL, 50), (1, 1), Place(0))
    ideal.move(np.zeros(1, np.intp), np.array([-7.25], np.float32))
    assert ideal.weights[0, 0] == np.float32(-7.25)
