"""What is shown of a conversion, and what is asked for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.networks import zoo_cards
from backend.schemas.conversion import ConversionRequest
from backend.schemas.spec import Spec
from frontend.callbacks.conversion import setting, shown
from frontend.client import Api
from frontend.components.conversion_card import details
from frontend.state import View, spec_of
from worker.conversion.answering import convert

NETWORK = "digits/mlp-noise0"


@pytest.mark.parametrize(
    ("view", "part", "field", "value"),
    [
        (View(programming=4), "internal_noise", "programming", 0.04),
        (View(sweep="ab", adc_bits=6), "converters", "adc_bits", 6),
        (View(sweep="ag", device="pcm-joshi", age_s=60), "internal_noise", "age_s", 60),
        (View(sweep="l", programming=4), "internal_noise", "programming", 0.04),
    ],
)
def test_what_is_swept_stands_where_its_slider_does(view: View, part: str, field: str, value: float) -> None:
    asked = setting({"spec": spec_of(view), "sweep": view.sweep, "now": view.value_of(view.sweep)})
    assert asked[part][field] == value
    assert ConversionRequest.model_validate({"network": NETWORK, **asked})


def test_an_answer_is_shown_in_the_convention_that_is_set(tmp_path: Path) -> None:
    answer: dict[str, Any] = convert(
        ConversionRequest(network=NETWORK), zoo_cards()[NETWORK], None, zoo_cards().values(), data_path=tmp_path
    ).model_dump(mode="json")
    of_range, of_max = str(details(answer, "range")), str(details(answer, "max"))
    assert "% of range" in of_range and "% of max |w|" in of_max
    for text in (of_range, of_max):
        assert "CrossSim 3.2" in text and "/networks/digits/mlp-noise" in text and "thermal and shot" in text


async def test_no_network_and_no_worker_are_said(api: Api) -> None:
    begun = {"spec": Spec(networks=[NETWORK]).model_dump(mode="json"), "sweep": "p", "now": 2.5}
    assert "Choose a network" in str(await shown(api, begun, None))
    away = await shown(Api.at("http://127.0.0.1:9"), begun, NETWORK)
    assert "cannot be reached" in str(away[1])
