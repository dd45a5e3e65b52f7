"""Laws of pulses as data: formulas, conversions of non-linearity, presets."""

from __future__ import annotations

from itertools import pairwise
from math import exp

import pytest
from pydantic import ValidationError

from backend.devices import presets
from backend.schemas.device import DevicePreset
from backend.schemas.update_law import (
    Exponential,
    Ideal,
    Linear,
    PulseTable,
    SoftBounds,
    UpdateModel,
    label_of_nu,
    nu_of_label,
    pulses_of_nu,
)

UPDATES = {preset.id: preset.update for preset in presets() if preset.update}


@pytest.mark.parametrize(
    ("label", "a"), [(0.05, 25.2533), (0.2, 6.3113), (1.5, 0.825164), (3.0, 0.38683), (5.64, 0.154466), (5.92, 0.139676)]
)
def test_labels_of_neurosim_are_converted_as_its_table_does(label: float, a: float) -> None:
    """Its table gives A / Pmax = 1 / nu."""
    assert nu_of_label(label) == pytest.approx(1 / a, rel=1e-3)
    assert nu_of_label(-label) == -nu_of_label(label)
    assert label_of_nu(nu_of_label(label)) == pytest.approx(label, rel=1e-9)
    assert pulses_of_nu(nu_of_label(label), 100) == pytest.approx(100 * a, rel=1e-3)


@pytest.mark.parametrize("nu", [0.0, 1e-12, 0.5, 4.0, -3.0])
def test_steps_of_an_exponential_are_differences_of_its_curve(nu: float) -> None:
    states = 50
    (first, last), _down = Exponential(nu_up=nu, nu_down=0).ends(states)
    curve = [(1 - exp(-nu * p / states)) / (1 - exp(-nu)) if abs(nu) > 1e-9 else p / states for p in range(states + 2)]
    steps = [states * (after - before) for before, after in pairwise(curve)]
    assert (first, last) == pytest.approx((steps[0], steps[-1]))


def test_pulses_down_run_the_curve_of_their_own_nu_from_the_top() -> None:
    (first, last), (bottom, top) = Exponential(nu_up=3, nu_down=3).ends(64)
    assert (top, bottom) == pytest.approx((first, last))
    (first, last), (bottom, top) = Exponential(nu_up=-2, nu_down=2).ends(4096)
    assert (bottom, top) == pytest.approx((first, last), rel=1e-3)  # symmetric: as large down as up, wherever


def test_formulas_have_their_numbers() -> None:
    assert Ideal().formula() == r"\Delta u = \pm\delta"
    assert Linear().formula() == r"\Delta u_\uparrow = \delta,\ \Delta u_\downarrow = -\delta"
    assert r"\delta\,(1.5 - 0.5\,u)" in Linear(up=(1.5, 1.0)).formula()
    assert r"2\,\delta\,(1 - u)" in SoftBounds().formula()
    assert r"\nu_\uparrow = 0.5" in Exponential(nu_up=0.5, nu_down=1).formula()


def test_tables_are_refused_where_they_cannot_be_read() -> None:
    good = {"u": (0.0, 1.0), "up": (0.02, 0.01), "down": (-0.01, -0.02)}
    assert PulseTable(**good).mean_step() == pytest.approx(0.015)  # type: ignore[arg-type]
    for bad in ({"up": (0.1, 0.1, 0.1)}, {"u": (1.0, 0.0)}, {"u": (0.0, 0.0)}, {"u": (0.0, 1.2)}, {"up_std": (0.1, 0.1, 0.1)}):
        with pytest.raises(ValidationError):
            PulseTable.model_validate(good | bad)


def test_the_devices_of_learning_are_there_each_with_its_source() -> None:
    assert set(UPDATES) == {"ecram", "ifg", "ideal", "pcm-nandakumar", "reram-neurram", "sonos-2022"}
    for update in UPDATES.values():
        assert update.source
        assert UpdateModel.model_validate_json(update.model_dump_json()) == update


def test_presets_are_what_their_sources_give() -> None:
    for device, up, down in (("pcm-nandakumar", 0.105, 2.4), ("reram-neurram", 0.04, -0.63)):
        law = UPDATES[device].law
        assert isinstance(law, Exponential)
        assert (law.nu_up, law.nu_down) == pytest.approx((nu_of_label(up), nu_of_label(-down)), abs=2e-4)
    ecram, low, high = UPDATES["ecram"].law, -0.8276, 1.1724
    assert isinstance(ecram, Linear)
    assert ecram.up == pytest.approx([1 - 0.1153 * w / high for w in (low, high)], abs=1e-4)
    assert ecram.down == pytest.approx([1 - 0.5085 * w / low for w in (low, high)], abs=1e-4)


def test_a_device_stored_before_has_no_law_of_pulses() -> None:
    old = {"id": "own-1", "title": "Mine", "technology": "own", "programming": None, "read": None, "citation": ""}
    assert DevicePreset.model_validate(old).update is None
