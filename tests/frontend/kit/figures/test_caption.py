"""What is said beside a figure that leaves the page."""

from __future__ import annotations

from typing import Any

from backend.examples import shipped_results
from frontend.kit.figures.caption import curve_caption, curve_title, draws, file_name, setting


def run() -> dict[str, Any]:
    document: dict[str, Any] = shipped_results()[0].model_dump(mode="json")
    return document


def test_a_curve_says_what_is_drawn() -> None:
    found = run()
    text = curve_caption(found, sentence="It falls.")
    assert text.startswith(
        "It falls. Lines: mean over n = 5 to 100 draws (simulated chips) of 500 images; bands: 95 % t interval"
    )
    assert found["spec_hash"][:12] in text and f"engine {found['engine_version']}" in text
    assert curve_title(found) == "Accuracy against programming noise"
    assert file_name(found) == f"mhoscope-accuracy-{found['spec_hash'][:12]}"


def test_a_setting_leaves_out_what_is_swept_and_what_is_not_there() -> None:
    spec = run()["spec"]
    assert setting(spec) == "Setting: sigma in % of the weight range, seed 0."
    spec["internal_noise"] |= {"read": 0.02, "programming": 0.05}
    spec["converters"] |= {"adc_bits": 6}
    spec["test_noise"] = {"kind": "speckle", "level": 0.3}
    assert setting(spec) == (
        "Setting: read noise 2 %, sigma in % of the weight range, speckle noise of level 0.3 on the images, 6 ADC bits, seed 0."
    )


def test_a_device_stands_for_its_sigmas() -> None:
    spec = run()["spec"]
    spec["internal_noise"] |= {"device": "pcm-joshi", "age_s": 3600, "read": 0.02}
    assert setting(spec) == "Setting: device pcm-joshi, 3600 s old, seed 0."


def test_equal_numbers_are_no_span() -> None:
    assert draws([{"draws": 5, "images": 500}] * 2) == "n = 5 draws (simulated chips) of 500 images"
    assert draws([]) == "no draw yet"
