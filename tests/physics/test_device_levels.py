"""A device of one's own: its levels, and its errors at the ends of its window."""

from __future__ import annotations

import numpy as np
import pytest

from backend.devices.measured import from_csv
from backend.schemas.device import DeviceError
from backend.schemas.setting import Setting
from tests.own_device import OWN_DEVICE
from worker.crossbar import Conditions, Device, Simulator
from worker.crossbar.chip.cells import SliceId, program_cells
from worker.crossbar.chip.conductances import to_pairs, to_table
from worker.crossbar.chip.devices import program_devices
from worker.runs.load import load_dataset, load_network
from worker.translate.conditions import conditions
from worker.translate.device_laws import to_engine_device


def even(levels: int) -> Device:
    """A device of evenly spaced levels that it reaches nearly exactly."""
    rows = "".join(f"{level!r},{level!r},1e-6\n" for level in np.linspace(0, 100, levels).tolist())
    model = from_csv("level (uS),mean,std\n" + rows, title="even").model
    assert model is not None
    return to_engine_device(model)


def simulator(network: str) -> Simulator:
    data = load_dataset("digits")
    return Simulator(load_network(network), data.test_images, data.test_labels, calibration_images=data.train_images[:50])


@pytest.mark.parametrize(("levels", "accuracy"), [(2, 0.344), (4, 0.950)])
def test_weights_on_few_levels_cost_what_they_cost(levels: int, accuracy: float) -> None:
    """Each device of a pair goes to its nearest level."""
    found = simulator("digits/mlp-noise0")
    on_table = Conditions(device=even(levels), device_levels="table")
    assert found.correct(on_table, seed=0, draw=0) / 500 == pytest.approx(accuracy, abs=0.0021)
    any_between = Conditions(device=even(levels))
    assert found.correct(any_between, seed=0, draw=0) / 500 == pytest.approx(0.976, abs=0.0021)


def test_each_device_of_a_pair_goes_to_its_nearest_level() -> None:
    levels = np.array([0, 0.4, 1], np.float32)
    weights = np.array([[0.1, -0.3, 0.69, -0.71, 1.0, 0.2]], np.float32)
    one_sided = to_table(to_pairs(weights, "differential", w_max=1.0), levels)
    np.testing.assert_allclose(one_sided.weights(), [[0, -0.4, 0.4, -1, 1, 0]], atol=1e-6)  # halfway, the lower one
    two_sided = to_table(to_pairs(weights, "differential", "two_sided", 1.0), levels)
    half = (1 + np.array([weights[0], -weights[0]])) / 2
    nearest = levels[np.abs(half[..., None] - levels).argmin(axis=-1)]
    np.testing.assert_allclose(two_sided.weights()[0], nearest[0] - nearest[1], atol=1e-6)


def test_in_an_offset_mapping_zero_stays_zero_and_a_weight_goes_to_the_nearest_difference() -> None:
    levels = np.linspace(0, 1, 4, dtype=np.float32)
    weights = np.linspace(-1, 1, 41, dtype=np.float32)[None]
    pairs = to_table(to_pairs(weights, "offset", w_max=1.0), levels)
    possible = 2 * (levels - levels[1])  # the reference is on the lower of the two middle levels
    nearest = possible[np.abs(weights[0][:, None] - possible).argmin(axis=1)]
    np.testing.assert_allclose(np.abs(pairs.weights()[0] - weights[0]), np.abs(nearest - weights[0]), atol=1e-6)
    assert pairs.weights()[0][20] == 0


def test_cells_one_by_one_and_weights_at_once_take_the_same_levels() -> None:
    weights = np.random.default_rng(0).uniform(-1, 1, (30, 20)).astype(np.float32)
    device = even(5)
    cells = program_cells(weights, 1.0, Conditions(device=device, device_levels="table"), SliceId(0, 0, 0)).weights()
    np.testing.assert_allclose(cells * 4, np.rint(cells * 4), atol=1e-4)
    np.testing.assert_allclose(np.abs(cells - weights).max(), 0.125, atol=0.01)


@pytest.mark.parametrize("clip", [False, True])
def test_errors_at_the_ends_keep_their_measured_mean_and_sigma_unless_clipped(clip: bool) -> None:
    assert OWN_DEVICE.model
    device = to_engine_device(OWN_DEVICE.model)
    ends = to_pairs(np.ones((50_000, 1), np.float32), "differential", w_max=1.0)
    held = program_devices(ends, device, age_s=0, compensated=False, apply_faults=None, seed=0, layer=0, draw=0, clip=clip)
    if clip:
        assert held.negative.min() == 0 and held.positive.max() == 100
        assert held.negative.mean() > 0.25 and held.positive.std() < 1.7
        return
    assert held.negative.mean() == pytest.approx(0.2, abs=0.01) and held.negative.std() == pytest.approx(0.5, rel=0.02)
    assert held.positive.mean() == pytest.approx(99, abs=0.03) and held.positive.std() == pytest.approx(2, rel=0.02)


def test_clipping_that_is_asked_for_reaches_the_device() -> None:
    found = simulator("digits/mlp-noise0")
    free, clipped = (
        found.program(conditions(Setting.model_validate({"internal_noise": {"device": "ecram", "clip": clip}})), seed=0, draw=0)
        for clip in (False, True)
    )
    assert any(np.abs(free[layer].weights - clipped[layer].weights).max() > 0 for layer in free)


@pytest.mark.parametrize(
    ("noise", "said"),
    [
        ({}, "no device is named, received 'table'"),
        ({"device": "pcm-joshi"}, "pcm-joshi has laws without a table, received 'table'"),
    ],
)
def test_levels_of_a_device_without_a_table_are_refused(noise: dict[str, str], said: str) -> None:
    setting = Setting.model_validate({"internal_noise": noise, "crossbar": {"device_levels": "table"}})
    with pytest.raises(DeviceError, match=r"^crossbar\.device_levels must be 'continuous' unless .*" + said):
        conditions(setting)
