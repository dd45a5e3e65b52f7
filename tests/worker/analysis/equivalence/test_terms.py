"""Settings in the terms of other tools: formulas against what was measured there, and what is said of what differs.

That the programs run, and that their answers are ours, is shown by the stored answers in tests/peers.
"""

from __future__ import annotations

import ast

import numpy as np
import pytest

from backend.schemas.equivalence import ToolTerms
from backend.schemas.setting import InternalNoise, Setting
from tests.worker.analysis.equivalence.crosssim import crosssim_effective
from worker.analysis.equivalence.terms import in_other_tools
from worker.analysis.equivalence.terms.effects import effects, kind
from worker.analysis.equivalence.terms.sizes import aihwkit_prog_coeff, clear_g_min, device_sigma, uniform_width
from worker.analysis.equivalence.terms.tools import AIHWKIT, CROSSSIM, NEUROSIM


def terms(setting: object, error: float = 0.05, read: float = 0.0) -> dict[str, ToolTerms]:
    return {one.tool: one for one in in_other_tools(Setting.model_validate(setting), error, read)}


@pytest.mark.parametrize(("g_min", "measured"), [(0.0, 1.22), (0.1, 1.57), (0.3, 2.02)])
def test_crosssims_sigma_is_what_was_measured_with_it(g_min: float, measured: float) -> None:
    """CrossSim 3.2, a pair, magnitude 0.03: effective weight error over the magnitude."""
    assert crosssim_effective(0.03, g_min=g_min).error / 0.03 == pytest.approx(measured, rel=0.012)


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
@pytest.mark.parametrize("sigma", [0.01, 0.05, 0.3, 1.0])
def test_a_magnitude_gives_the_sigma_it_was_made_for(pairing: str, sigma: float) -> None:
    g_min = clear_g_min(sigma, pairing)  # type: ignore[arg-type]
    magnitude = device_sigma(sigma, g_min=g_min, pairing=pairing)  # type: ignore[arg-type]
    assert crosssim_effective(magnitude, g_min=g_min, pairing=pairing).error == pytest.approx(sigma, rel=1e-4)  # type: ignore[arg-type]


def test_a_uniform_magnitude_is_a_full_width() -> None:
    width = uniform_width(0.05, g_min=0.3)
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
    assert "programming_error.magnitude = 0.0247487" in crosssim.setting
    assert "read_noise.magnitude = 0.00989949" in crosssim.setting
    assert "prog_coeff=[0.618718]" in aihwkit.setting and "io.w_noise = 0.02" in aihwkit.setting
    assert (neurosim.match, "sigmaCtoC = 0.025" in neurosim.setting) == ("size", True)


SETTINGS: list[dict[str, dict[str, object]]] = [
    {},
    {"internal_noise": {"programming": 0.0, "read": 0.05}},
    {"internal_noise": {"law": "proportional", "read": 0.02}, "crossbar": {"on_off_ratio": 10.0}},
    {"internal_noise": {"distribution": "uniform"}, "crossbar": {"mapping": "offset"}},
    {"internal_noise": {"law": "inverse", "clip": True}, "crossbar": {"on_off_ratio": 4.0, "pair": "two_sided"}},
    {"internal_noise": {"device": "sonos-2022", "age_s": 86_400.0}},
    {"internal_noise": {"device": "pcm-joshi"}},
    {"internal_noise": {"device": "pcm-nandakumar", "age_s": 86_400.0}},
    {"internal_noise": {"device": "reram-neurram"}},
    {"internal_noise": {"device": "reram-cmo"}},
    {"internal_noise": {"device": "ecram"}},
    {"converters": {"weight_bits": 7, "cell_bits": 2, "adc_bits": 8, "dac_bits": 8, "input_encoding": "bit_serial"}},
    {"converters": {"adc_bits": 6, "adc_levels": "mid_rise"}, "crossbar": {"weight_percentile": 99.0}},
]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_what_is_to_be_entered_is_a_program(setting: dict[str, object]) -> None:
    for one in in_other_tools(Setting.model_validate(setting), 0.05, 0.02):
        if one.tool != NEUROSIM and one.setting:
            made = ast.parse(one.setting).body
            assert isinstance(made[-1], ast.FunctionDef) and all(
                isinstance(line, ast.Import | ast.ImportFrom) for line in made[:-1]
            )
        assert one.setting or one.match == "none"
        assert one.note or one.setting


def test_models_are_named_as_crosssim_names_them() -> None:
    assert '.model = "NormalProportionalDevice"' in terms(SETTINGS[2])[CROSSSIM].setting
    assert '.model = "NormalInverseProportionalDevice"' in terms(SETTINGS[4])[CROSSSIM].setting
    assert '.model = "UniformIndependentDevice"' in terms(SETTINGS[3])[CROSSSIM].setting
    assert "UNIT_COLUMN_SUBTRACTION" in terms(SETTINGS[3])[CROSSSIM].setting
    assert "clip_conductance = True" in terms(SETTINGS[4])[CROSSSIM].setting


def test_reads_follow_the_law_of_the_setting_or_are_not_given() -> None:
    found = terms(
        {"internal_noise": {"programming": 0.0, "read": 0.05, "law": "proportional"}, "crossbar": {"on_off_ratio": 10.0}}
    )
    assert 'read_noise.model = "NormalProportionalDevice"' in found[CROSSSIM].setting
    assert "Rmin, params.xbar.device.Rmax = 10000, 100000" in found[CROSSSIM].setting
    assert (found[AIHWKIT].match, found[AIHWKIT].setting) == ("none", "")


def test_a_window_of_the_setting_is_that_of_the_tool() -> None:
    found = terms({"internal_noise": {"law": "proportional"}, "crossbar": {"on_off_ratio": 10.0}})
    assert "SinglePairConductanceConverter(25, 2.5)" in found[AIHWKIT].setting
    # At G_max a device errs by sigma / sqrt(2) of a window of 0.9 G_max.
    assert "magnitude = 0.0318198" in found[CROSSSIM].setting


@pytest.mark.parametrize(
    ("setting", "tool", "words"),
    [
        ({"internal_noise": {"read": 0.05, "clip": True}}, CROSSSIM, "clips each read"),
        ({"internal_noise": {"law": "inverse"}, "crossbar": {"on_off_ratio": 100.0}}, CROSSSIM, "below 0"),
        ({"converters": {"adc_bits": 6}, "crossbar": {"mapping": "offset"}}, CROSSSIM, "before the unit column is subtracted"),
        ({"converters": {"weight_bits": 8, "cell_bits": 2}}, CROSSSIM, "the most significant one has fewer"),
        ({"internal_noise": {"device": "pcm-joshi", "age_s": 60.0}}, CROSSSIM, "does not age"),
        ({"internal_noise": {"distribution": "uniform"}}, AIHWKIT, "uniform"),
        ({"internal_noise": {"device": "reram-neurram", "age_s": 60.0}}, AIHWKIT, "1 day and 2 days alone"),
        ({"internal_noise": {"device": "reram-cmo", "age_s": 0.5}}, AIHWKIT, "the first second"),
        ({"converters": {"adc_bits": 6, "adc_levels": "mid_rise"}}, AIHWKIT, "a level at 0"),
    ],
)
def test_what_differs_is_said(setting: object, tool: str, words: str) -> None:
    found = terms(setting)[tool]
    assert found.match in ("size", "none") and words in found.note


def test_a_device_that_a_tool_does_not_have_is_given_by_the_size_of_its_writing_and_its_reads() -> None:
    found = terms({"internal_noise": {"device": "ecram"}}, 0.05, 0.02)
    assert {found[tool].match for tool in (CROSSSIM, AIHWKIT)} == {"size"}
    # A weight is the difference of two devices over a window of 0.7 G_max.
    assert "programming_error.magnitude = 0.0247487" in found[CROSSSIM].setting
    assert "read_noise.magnitude = 0.00989949" in found[CROSSSIM].setting
    assert "io.w_noise = 0.02" in found[AIHWKIT].setting


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"internal_noise": {"rtn_share": 0.3, "rtn_amplitude": 0.4}}, "telegraph noise"),
        ({"internal_noise": {"stuck_high": 0.01, "floor": True}}, "stuck devices, thermal and shot noise"),
        ({"crossbar": {"iv_nonlinearity": 2.0}}, "non-linear devices"),
    ],
)
@pytest.mark.parametrize("sigma", [0.0, 0.025])
def test_what_a_tool_has_no_words_for_is_named(setting: dict[str, dict[str, object]], named: str, sigma: float) -> None:
    noise = {"programming": sigma, **setting.get("internal_noise", {})}
    for one in terms({**setting, "internal_noise": noise}, 2 * sigma).values():
        assert named in one.note and one.match != "equal"


def test_wires_are_those_of_crosssims_circuit() -> None:
    """Only ratios to Rmin count there: 2 ohm beside 1 / (50 uS) are 1 ohm beside 10 kiloohm."""
    wires = {"wire_resistance_ohm": 2.0, "source_resistance_ohm": 100.0, "g_max_us": 50.0, "on_off_ratio": 10.0}
    still = {"internal_noise": {"programming": 0.0}, "crossbar": wires}
    found = terms(still)[CROSSSIM]
    assert found.match == "untried" and "Rmin, params.xbar.device.Rmax = 10000, 100000" in found.setting
    assert "Rp_row, parasitics.Rp_col = 1, 1" in found.setting and "Rp_col_terminal = 50, 0" in found.setting
    for topology, lines in (
        ("rows", "Rp_row, parasitics.Rp_col = 1, 0"),
        ("columns", "Rp_row, parasitics.Rp_col = 0, 1"),
        ("interleaved_joint", "interleaved_posneg = True"),
    ):
        assert lines in terms({**still, "crossbar": {**wires, "wire_topology": topology}})[CROSSSIM].setting
    two = terms({**still, "crossbar": {**wires, "wire_topology": "interleaved"}})[CROSSSIM]
    assert two.match == "none" and "one segment" in two.note
    noisy = terms({"crossbar": {"wire_resistance_ohm": 2.0}})[CROSSSIM]
    assert noisy.match == "size" and "never lets a conductance below 0" in noisy.note and "Rmin = 10000" in noisy.setting
    assert "resistive wires" in terms({"crossbar": {"wire_resistance_ohm": 2.0}})[AIHWKIT].note


def test_equal_is_said_of_kinds_that_were_compared_alone() -> None:
    """Bit slices with a percentile were never run together; each alone was."""
    sliced = {"converters": {"weight_bits": 7, "cell_bits": 2}}
    assert terms(sliced)[CROSSSIM].match == "equal"
    assert terms({**sliced, "crossbar": {"weight_percentile": 99.0}})[CROSSSIM].match == "untried"
    assert {one.match for one in terms({"internal_noise": {"programming": 0.0}}).values()} == {"equal"}


def test_a_kind_has_choices_but_no_numbers() -> None:
    one, other = (
        Setting.model_validate(
            {"internal_noise": {"programming": sigma, "law": "proportional"}, "converters": {"adc_bits": bits}}
        )
        for sigma, bits in ((0.01, 4), (0.2, 9))
    )
    assert kind(one) == kind(other) == {"internal_noise.programming", "internal_noise.law proportional", "converters.adc_bits"}
    assert effects(Setting(internal_noise=InternalNoise(programming=0.0))) == {}
