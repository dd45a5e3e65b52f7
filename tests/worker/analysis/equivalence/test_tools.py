"""Formulas of other conventions against what was measured in those tools."""

from __future__ import annotations

import numpy as np
import pytest

from backend.schemas.setting import InternalNoise, Setting
from tests.worker.analysis.equivalence.crosssim import crosssim_effective
from worker.analysis.equivalence.setting_terms import in_other_tools
from worker.analysis.equivalence.tools import (
    aihwkit_prog_coeff,
    crosssim_magnitude,
    crosssim_uniform_magnitude,
)


@pytest.mark.parametrize(
    ("pairing", "g_min", "measured"),
    [
        ("differential", 0.0, 1.22),
        ("differential", 0.1, 1.57),
        ("differential", 0.3, 2.02),
        ("offset", 0.0, 1.98),
        ("offset", 0.1, 2.22),
        ("offset", 0.3, 2.85),
    ],
)
def test_crosssims_sigma_is_what_was_measured_with_it(pairing: str, g_min: float, measured: float) -> None:
    """CrossSim 3.2, magnitude 0.03: effective weight error over the magnitude."""
    found = crosssim_effective(0.03, g_min=g_min, pairing=pairing)  # type: ignore[arg-type]
    assert found.error / 0.03 == pytest.approx(measured, rel=0.012)


def test_clipping_at_zero_pulls_crosssims_weights_towards_zero() -> None:
    assert crosssim_effective(0.03, g_min=0).bias / 0.03 == pytest.approx(-0.40, abs=0.002)
    assert abs(crosssim_effective(0.03, g_min=0.3).bias) < 1e-12


def test_a_clipped_device_by_formula_is_one_that_is_drawn() -> None:
    generator = np.random.default_rng(0)
    for g_min in (0.0, 0.02, 0.1):
        active, idle = g_min + 0.05 * generator.standard_normal((2, 1_000_000))
        error = (active - g_min - (np.maximum(idle, 0) - g_min)) / (1 - g_min)
        found = crosssim_effective(0.05, g_min=g_min)
        assert found.error == pytest.approx(np.sqrt(np.mean(error**2)), rel=0.003)
        assert found.bias == pytest.approx(error.mean(), abs=3e-4)


@pytest.mark.parametrize("pairing", ["differential", "offset"])
@pytest.mark.parametrize("g_min", [0.3, 0.6])
def test_a_magnitude_gives_the_sigma_it_was_made_for(pairing: str, g_min: float) -> None:
    magnitude = crosssim_magnitude(0.05, g_min=g_min, pairing=pairing)  # type: ignore[arg-type]
    assert crosssim_effective(magnitude, g_min=g_min, pairing=pairing).error == pytest.approx(0.05, rel=1e-6)  # type: ignore[arg-type]


def test_a_uniform_magnitude_is_a_full_width() -> None:
    width = crosssim_uniform_magnitude(0.05, g_min=0.3)
    drawn = np.random.default_rng(0).uniform(-width / 2, width / 2, (2, 400_000))
    assert ((drawn[0] - drawn[1]) / 0.7).std() == pytest.approx(0.05, rel=0.005)


def test_aihwkits_coefficient_is_one_conductances_error_in_microsiemens() -> None:
    coefficient = aihwkit_prog_coeff(0.05, g_max_us=25, g_min_us=5)
    drawn = coefficient * np.random.default_rng(0).standard_normal((2, 400_000))
    assert ((drawn[0] - drawn[1]) / 20).std() == pytest.approx(0.05, rel=0.005)


def test_a_sigma_of_the_range_is_twice_that_of_the_largest_weight_in_every_tool() -> None:
    wide = Setting(internal_noise=InternalNoise(programming=0.025, read=0.01))
    largest = Setting(internal_noise=InternalNoise(programming=0.05, read=0.02, reference="max"))
    assert in_other_tools(wide, 0.05, 0.02) == in_other_tools(largest, 0.05, 0.02)
    crosssim, aihwkit, neurosim = in_other_tools(wide, 0.05, 0.02)
    assert "magnitude 0.02475" in crosssim.setting and "magnitude 0.009899" in crosssim.setting
    assert "prog_coeff=[0.6187]" in aihwkit.setting and "std_dev = 0.05" in aihwkit.setting
    assert (neurosim.match, "sigmaCtoC = 0.025" in neurosim.setting) == ("size", True)


def test_laws_and_shapes_are_those_of_the_tool_or_said_to_differ() -> None:
    def terms(**noise: object) -> tuple[str, str, str, str]:
        crosssim, aihwkit, _ = in_other_tools(
            Setting.model_validate({"internal_noise": {"programming": 0.025, **noise}, "crossbar": {"on_off_ratio": 10.0}}),
            0.05,
            0,
        )
        return crosssim.match, crosssim.setting, aihwkit.match, aihwkit.setting

    # At G_max a device errs by sigma / sqrt(2) of a window of 0.9 G_max.
    assert terms(law="proportional")[:3] == (
        "equal",
        "programming_error: NormalProportional, magnitude 0.03182; Rmax / Rmin = 10",
        "equal",
    )
    assert "prog_coeff=[0, 0.8839]" in terms(law="proportional")[3]
    assert "UniformIndependent, magnitude 0.08573" in terms(distribution="uniform")[1]
    assert [terms(distribution="uniform")[place] for place in (0, 2)] == ["equal", "size"]
    assert [terms(clip=True)[place] for place in (0, 2)] == ["size", "size"]
    assert [terms(law="inverse")[place] for place in (0, 2)] == ["none", "size"]


def test_where_no_equal_setting_is_that_is_said() -> None:
    reads = in_other_tools(Setting(internal_noise=InternalNoise(programming=0, read=0.01)), 0, 0.02)
    assert [terms.match for terms in reads] == ["equal", "equal", "none"]
    device = in_other_tools(Setting(internal_noise=InternalNoise(device="sonos-2022")), 0.012, 0)
    assert (device[0].match, device[0].setting) == ("equal", "SONOS")
    assert device[1].match == "size" and "0.012" in device[1].setting


def test_a_device_that_a_tool_does_not_have_is_given_by_the_size_of_its_writing_and_its_reads() -> None:
    crosssim, aihwkit, _ = in_other_tools(Setting(internal_noise=InternalNoise(device="ecram")), 0.05, 0.02)
    # A weight is the difference of two devices over a window of 0.7 G_max.
    assert "programming_error: NormalIndependent, magnitude 0.02475; read_noise: NormalIndependent, magnitude 0.009899;" in (
        crosssim.setting
    )
    assert "std_dev = 0.05" in aihwkit.setting and "forward.w_noise = 0.02" in aihwkit.setting


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"internal_noise": {"rtn_share": 0.3, "rtn_amplitude": 0.4}}, "telegraph noise"),
        ({"internal_noise": {"stuck_high": 0.01, "floor": True}}, "stuck devices, thermal and shot noise"),
        ({"crossbar": {"wire_resistance_ohm": 2.0}}, "resistive wires"),
    ],
)
@pytest.mark.parametrize("sigma", [0.0, 0.025])
def test_what_no_sigma_says_is_named(setting: dict[str, dict[str, object]], named: str, sigma: float) -> None:
    noise = {"programming": sigma, **setting.get("internal_noise", {})}
    terms = in_other_tools(Setting.model_validate({**setting, "internal_noise": noise}), 2 * sigma, 0)
    assert all(f"Not in these terms: {named}." in one.note for one in terms)
    assert [one.match for one in terms] == (["equal", "equal", "size"] if sigma else ["none"] * 3)
