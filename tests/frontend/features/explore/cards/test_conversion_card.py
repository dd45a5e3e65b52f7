"""What is shown of a conversion, and what is asked for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.networks import zoo_cards
from backend.schemas.equivalence import ConversionRequest
from backend.schemas.spec import Spec
from frontend.features.explore.cards.conversion.callbacks import placed, places_of, setting, shown
from frontend.features.explore.cards.conversion.conversion_card import details
from frontend.features.explore.start import view_run
from frontend.kit.client import Api
from frontend.kit.state import View
from frontend.kit.view_run import ViewRun
from worker.analysis.equivalence.convert import convert

NETWORK = "digits/mlp-noise0"


def asked_of(begun: ViewRun) -> dict[str, Any]:
    return setting(begun.spec or {}, places_of(begun))


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
    asked = asked_of(view_run(view, first=True))
    assert asked[part][field] == value
    assert ConversionRequest.model_validate({"network": NETWORK, **asked})


@pytest.mark.parametrize(
    ("view", "expected", "words"),
    [
        # A map is cut where the user said, else next to the sliders; noise on the images has no part in it.
        (
            View(y="r", read=4),
            {"internal_noise": {"programming": 0.02, "read": 0.04}},
            "At programming error 2 % and read noise 4 %: ",
        ),
        (
            View(y="r", cut_x=10, cut_y=6),
            {"internal_noise": {"programming": 0.1, "read": 0.06}},
            "At programming error 10 % and read noise 6 %: ",
        ),
        (
            View(sweep="ab", start=2, stop=8, count=7, y="p", y_stop=10, cut_x=4),
            {"converters": {"adc_bits": 4}, "internal_noise": {"programming": 0.02}},
            "At ADC bits 4 and programming error 2 %: ",
        ),
        (View(y="l", y_stop=0.5, programming=4), {"internal_noise": {"programming": 0.04}}, "At programming error 4 %: "),
        (View(programming=3), {"internal_noise": {"programming": 0.03}}, "At programming error 3 %: "),
        (View(sweep="l", stop=1), {}, ""),
    ],
)
def test_both_axes_of_a_map_count_where_it_is_cut(view: View, expected: dict[str, dict[str, float]], words: str) -> None:
    begun = view_run(view, first=True)
    asked = asked_of(begun)
    for part, fields in expected.items():
        assert {name: asked[part][name] for name in fields} == pytest.approx(fields)
    assert ConversionRequest.model_validate({"network": NETWORK, **asked})
    assert placed(begun, "Like noise.") == (f"{words}like noise." if words else "Like noise.")


def test_an_answer_is_shown_in_the_convention_that_is_set(tmp_path: Path) -> None:
    answer = convert(ConversionRequest(network=NETWORK), zoo_cards()[NETWORK], None, zoo_cards().values(), data_path=tmp_path)
    of_range, of_max = str(details(answer, "range")), str(details(answer, "max"))
    assert "% of range" in of_range and "% of max |w|" in of_max
    for text in (of_range, of_max):
        assert "CrossSim 3.2" in text and "/networks/digits/mlp-noise" in text and "thermal and shot" in text


async def test_no_network_and_no_worker_are_said(api: Api) -> None:
    begun = ViewRun(spec=Spec(networks=[NETWORK]).model_dump(mode="json"), sweep="p", now=2.5)
    assert "Choose a network" in str(await shown(api, begun, None))
    away = await shown(Api.at("http://127.0.0.1:9"), begun, NETWORK)
    assert "cannot be reached" in str(away[1])
