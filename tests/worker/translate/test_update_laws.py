"""Laws of pulses of the contract as devices that learn."""

from __future__ import annotations

import numpy as np
import pytest

from backend.devices import presets
from backend.schemas.update_law import Exponential, Ideal, Linear, PulseTable, SoftBounds, UpdateModel
from worker.learning import DeviceArray, Mapping, Place
from worker.translate.update_laws import to_pulsed_device

PRESETS = [preset.id for preset in presets() if preset.update]
ONE = np.zeros(1, np.intp)


def step(model: UpdateModel, u: float, sign: int) -> float:
    """The change by one pulse at a share of the window, in mean steps."""
    array = DeviceArray(to_pulsed_device(model), (1, 1), Place(0), Mapping(reference="middle"))
    array.program(np.array([[u - array.reference[0]]], np.float32))
    before = float(array.conductances[0, 0])
    array.pulse(ONE, np.array([sign], np.float32))
    return (float(array.conductances[0, 0]) - before) * model.states


@pytest.mark.parametrize(
    ("law", "up", "down"),
    [
        (Ideal(), lambda _u: 1.0, lambda _u: 1.0),
        (Linear(up=(1.2, 0.8), down=(0.5, 1.5)), lambda u: 1.2 - 0.4 * u, lambda u: 0.5 + u),
        (SoftBounds(), lambda u: 2 * (1 - u), lambda u: 2 * u),
        (
            Exponential(nu_up=3, nu_down=-1),
            lambda u: 1000 * (1 - np.exp(-0.003)) * (1 / (1 - np.exp(-3)) - u),
            lambda u: 1000 * (1 - np.exp(0.001)) * (1 / (1 - np.exp(1)) - 1 + u),
        ),
        (PulseTable(u=(0, 0.5, 1), up=(0.3, 0.1, 0.1), down=(-0.1, -0.1, -0.5)), lambda u: (0.3 - 0.4 * u) / 0.2, lambda _u: 0.5),
    ],
)
def test_pulses_do_what_the_formula_says(law: object, up: object, down: object) -> None:
    model = UpdateModel(law=law, states=1000, source="test")  # type: ignore[arg-type]
    for u in (0.125, 0.25, 0.375):
        assert step(model, u, 1) == pytest.approx(up(u), abs=1e-3)  # type: ignore[operator]
        assert step(model, u, -1) == pytest.approx(-down(u), abs=1e-3)  # type: ignore[operator]


@pytest.mark.parametrize("device", PRESETS)
def test_every_preset_moves_up_and_down(device: str) -> None:
    update = next(preset.update for preset in presets() if preset.id == device)
    assert update
    array = DeviceArray(to_pulsed_device(update), (50, 50), Place(0))
    everywhere = np.arange(2500, dtype=np.intp)
    array.pulse(everywhere, np.full(2500, 10, np.float32))
    up = array.weights.mean()
    array.pulse(everywhere, np.full(2500, -20, np.float32))
    assert up > 5 * array.step and array.weights.mean() < -2 * array.step


def test_every_number_of_a_model_reaches_the_device() -> None:
    numbers = {
        "states": 77.0,
        "asymmetry": 0.1,
        "write_noise": 0.2,
        "write_noise_of_window": 0.03,
        "spread_step": 0.4,
        "spread_asymmetry": 0.05,
        "spread_symmetry": 0.06,
        "spread_bounds": 0.07,
        "stuck": 0.08,
    }
    assert set(UpdateModel.model_fields) == {*numbers, "law", "source", "note"}
    device = to_pulsed_device(UpdateModel(law=SoftBounds(), source="test", **numbers))
    assert {name: getattr(device, name) for name in numbers} == numbers
