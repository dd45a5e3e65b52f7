"""What is said beside a figure that leaves the page."""

from __future__ import annotations

from typing import Any

import pytest

from backend.examples import shipped_results
from backend.options.noise import OWN
from backend.options.rules import values_in
from backend.schemas.fields import FIELDS
from backend.schemas.run import Result
from backend.schemas.spec import Axis, Spec, Sweep
from frontend.kit.figures.caption import curve_caption, curve_title, draws, file_name, setting
from frontend.kit.state.differences import differing
from tests.frontend.examples import a_point


def run() -> Result:
    return shipped_results()[0]


def spec_with(**parts: dict[str, Any]) -> Spec:
    """The spec of that run with some fields set otherwise."""
    document = run().spec.model_dump(mode="json")
    return Spec.model_validate({**document, **{part: {**document[part], **fields} for part, fields in parts.items()}})


def said(spec: Spec) -> str:
    return setting(spec, spec.seed, swept=[axis.parameter for axis in spec.sweep.axes])


def test_a_curve_says_what_is_drawn() -> None:
    found = run()
    text = curve_caption(found, sentence="It falls.")
    assert text.startswith(
        "It falls. Lines: mean over n = 5 to 100 draws (simulated chips) of 500 images; bands: 95 % t interval"
    )
    assert found.spec_hash[:12] in text and f"engine {found.engine_version}" in text
    assert curve_title(found) == "Accuracy against programming error"
    assert file_name(found) == f"mhoscope-accuracy-{found.spec_hash[:12]}"


MEASURED = "the first 500 test images, target half-width 1 %"


def test_a_setting_leaves_out_what_is_swept_and_what_is_not_there() -> None:
    assert said(run().spec) == f"Setting: sigma in % of the weight range, {MEASURED}, seed 0."
    spec = spec_with(
        internal_noise={"read": 0.02, "programming": 0.05, "bandwidth_hz": 1e6},
        converters={"adc_bits": 6},
        test_noise={"kind": "speckle", "level": 0.3},
    )
    assert said(spec) == (
        "Setting: read noise 2 %, sigma in % of the weight range, speckle noise on the test images, test-set noise level 0.3, "
        f"6 ADC bits, {MEASURED}, seed 0."
    )
    assert "programming error 5 %" in setting(spec, spec.seed)


def test_a_device_stands_for_its_sigmas() -> None:
    # A device cannot be asked for with programming error swept.
    document = run().spec.model_copy(update={"sweep": Sweep(x=Axis(parameter="converters.adc_bits", values=[4, 6]))})
    noise = document.internal_noise.model_copy(update={"device": "pcm-joshi", "age_s": 3600.0, "read": 0.02})
    text = said(document.model_copy(update={"internal_noise": noise}))
    assert text == f"Setting: device pcm-joshi, 3600 s after programming, {MEASURED}, seed 0."


@pytest.mark.parametrize("field", FIELDS)
def test_whatever_is_not_at_its_default_is_in_the_caption_and_told_apart(field: str) -> None:
    usual, changed = (Spec.model_validate(document) for document in pair(field))
    words = FIELDS[field].phrase(values_in(changed)(field))
    assert words in setting(changed, changed.seed), words
    assert words not in setting(usual, usual.seed)
    assert [title for title, _ in differing([usual, changed])] == [FIELDS[field].title]
    assert FIELDS[field].text(values_in(changed)(field)) in dict(differing([usual, changed]))[FIELDS[field].title]


def pair(field: str) -> list[dict[str, Any]]:
    """Two specs with all that the option needs, which differ in it alone: at its default, and elsewhere."""
    option = FIELDS[field]
    if option.field == "internal_noise.device":
        other: Any = "ecram"
    elif option.choices:
        other = option.choices[1]
    elif option.kind == "switch":
        other = not option.default
    else:
        other = option.meant({"g_max_us": 50, "on_off_ratio": 20, "confidence": 80}.get(option.name, 77))
        if option.high is not None and other > option.high:
            other = 7 if option.whole else option.high
    usual = 1.0 if option.field == "converters.adc_full_scale" else option.default  # it has to be given where it counts
    return [with_all_it_needs(field, usual), with_all_it_needs(field, other)]


def with_all_it_needs(field: str, value: Any) -> dict[str, Any]:
    aged = field in ("internal_noise.age_s", "internal_noise.drift_compensation")
    device = f"{OWN}table" if field == "crossbar.device_levels" else "pcm-joshi" if aged else None
    ranged = {"adc_range": "manual"} if field == "converters.adc_full_scale" else {}
    document: dict[str, Any] = {
        "networks": ["digits/mlp-noise0"],
        "internal_noise": {"floor": True, "rtn_share": 0.5, "rtn_amplitude": 0.5, "device": device},
        "test_noise": {"kind": "gaussian"},
        "converters": {"weight_bits": None if field == "converters.weight_bits" else 8, "adc_bits": 8, "dac_bits": 8} | ranged,
        "crossbar": {"wire_resistance_ohm": 1.0} | ({"iv_nonlinearity": 2.0} if field == "crossbar.iv_solver" else {}),
        "sweep": {"x": {"parameter": "test_noise.level", "values": [0.1]}},
    }
    if field == "test_noise.level":
        document["sweep"] = {"x": {"values": [0.1]}}
    part, _, name = field.rpartition(".")
    (document.setdefault(part, {}) if part else document)[name] = value
    if field == "test_noise.kind":
        document["sweep"] = {"x": {"parameter": "converters.adc_bits", "values": [4]}}
    return document


def test_equal_numbers_are_no_span() -> None:
    assert draws([a_point("digits/mlp-noise0", 0, 0.9, draws=5)] * 2) == "n = 5 draws (simulated chips) of 500 images"
    assert draws([]) == "no draw yet"
