"""What is said beside a figure that leaves the page."""

from __future__ import annotations

from typing import Any

from backend.examples import shipped_results
from backend.schemas.run import Result
from backend.schemas.spec import Axis, Spec, Sweep
from frontend.kit.figures.caption import curve_caption, curve_title, draws, file_name, setting
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
    assert curve_title(found) == "Accuracy against programming noise"
    assert file_name(found) == f"mhoscope-accuracy-{found.spec_hash[:12]}"


def test_a_setting_leaves_out_what_is_swept_and_what_is_not_there() -> None:
    assert said(run().spec) == "Setting: sigma in % of the weight range, seed 0."
    spec = spec_with(
        internal_noise={"read": 0.02, "programming": 0.05},
        converters={"adc_bits": 6},
        test_noise={"kind": "speckle", "level": 0.3},
    )
    assert said(spec) == (
        "Setting: read noise 2 %, sigma in % of the weight range, speckle noise of level 0.3 on the images, 6 ADC bits, seed 0."
    )


def test_a_device_stands_for_its_sigmas() -> None:
    # A device cannot be asked for with programming noise swept.
    document = run().spec.model_copy(update={"sweep": Sweep(x=Axis(parameter="converters.adc_bits", values=[4, 6]))})
    noise = document.internal_noise.model_copy(update={"device": "pcm-joshi", "age_s": 3600.0, "read": 0.02})
    assert said(document.model_copy(update={"internal_noise": noise})) == "Setting: device pcm-joshi, 3600 s old, seed 0."


def test_equal_numbers_are_no_span() -> None:
    assert draws([a_point("digits/mlp-noise0", 0, 0.9, draws=5)] * 2) == "n = 5 draws (simulated chips) of 500 images"
    assert draws([]) == "no draw yet"
