"""Design questions: what a card asks, shows and shares."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from backend.schemas.design import (
    Budget,
    Candidate,
    DesignRequest,
    Measured,
    Share,
)
from backend.schemas.setting import Setting
from frontend.features.explore import ids
from frontend.features.explore.cards.attribution.callbacks import ASKED as SPLIT_BY
from frontend.features.explore.cards.attribution.callbacks import attribution_of
from frontend.features.explore.cards.design.asking import Asked, asked
from frontend.features.explore.cards.design.callbacks import in_address, question_in, question_of
from frontend.features.explore.cards.energy.technologies import changed_by, constants_of
from frontend.features.explore.sharing import SHARE
from frontend.kit.client import Api
from frontend.kit.figures.designs import design_figure
from frontend.kit.state import View, spec_of, to_search
from frontend.kit.state.links import LOSS
from tests.frontend.designs import FOUND, NETWORKS, request, running


def test_what_explore_shows_is_what_is_asked() -> None:
    view = View(networks=("digits/mlp-noise0",), programming=4, adc_bits=6, test_kind="gaussian", seed=3)
    body = question_of(view, "adc", 90, "absolute")
    assert (body["question"], body["parameter"]) == ("fewest_bits", "converters.adc_bits")
    assert body["target"] == {"value": 0.9, "kind": "absolute"}
    assert body["internal_noise"]["programming"] == 0.04, "the swept parameter stands where its slider stands"
    assert body["converters"]["adc_bits"] == 6 and body["seed"] == 3
    assert "target" not in question_of(view, "budget", 90, "absolute")
    assert question_of(view, "cheapest", 90, "share")["technology"] == "marinella-2018"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures(scheme: Any) -> None:
    figure = design_figure("largest_noise", [FOUND], scheme=scheme)
    assert figure is not None and figure.data[0].x == (5.2,) and figure.data[0].error_x.array[0] == pytest.approx(0.4)
    parts: dict[Any, float] = {"device": 0.02, "converter": 0, "input": 0.05}
    shares = [Share(cause=cause, part=part, alone=0) for cause, part in parts.items()]
    level = Measured(accuracy=0.9, ci_low=0.9, ci_high=0.9)
    budget = Budget(network=NETWORKS[0], clean=level, noisy=level, shares=shares)
    figure = design_figure("noise_budget", [budget], scheme=scheme)
    assert figure is not None and [trace.x[0] for trace in figure.data] == [2.0, 0.0, 5.0]
    cheap = Candidate(
        network=NETWORKS[0], accuracy=0.9, ci_low=0.9, ci_high=0.9, energy_pj=1, target=0.9, clean=0.9, verdict="enough"
    )
    assert design_figure("cheapest_network", [cheap], scheme=scheme) is None
    assert design_figure("largest_noise", [FOUND.model_copy(update={"outcome": "nowhere"})], scheme=scheme) is None


def test_constants_that_were_changed() -> None:
    ids = [{"name": "a_pj"}, {"name": "b_pj"}, {"name": "c_pj"}]
    assert changed_by(["", 2.5, 3], ids, ["1", "2", "3"]) == ["b_pj:2.5"]
    assert constants_of(["b_pj:2.5", "gone:1", "a_pj:x"], ["a_pj", "b_pj"]) == {"b_pj": 2.5}


def test_a_question_is_asked_under_all_settings_shown() -> None:
    view = View(wire_resistance_ohm=2.0, test_kind="speckle", adc_bits=6, subsets=True, overrides=("dense:digital",))
    body, spec = question_of(view, "adc", 90, "absolute"), spec_of(view)
    assert set(Setting.model_fields) <= set(body), "nothing of a setting is left out"
    assert body["crossbar"] == spec["crossbar"] and body["test_noise"] == spec["test_noise"]
    assert DesignRequest.model_validate(body).crossbar.wire_resistance_ohm == 2.0


@pytest.mark.parametrize("said", [("adc", 95, "share"), ("programming", 87.5, "absolute"), ("layers", 95, "share")])
def test_a_question_is_asked_again_by_its_link(said: tuple[str, float, str]) -> None:
    assert question_in(in_address(*said)) == dict(zip(("question", "target", "kind"), said, strict=True))


def test_a_link_that_asks_what_cannot_be_asks_as_usual() -> None:
    assert question_in("adc:nan:often") == question_in("adc:-3") == {"question": "adc", "target": 95, "kind": "share"}
    assert question_in("loss:causes") is None and question_in("budget") is None
    assert {f"{LOSS}causes", f"{LOSS}layers"} == set(SPLIT_BY)


async def test_what_a_card_asks_is_kept_with_its_link_and_what_it_asked_before_is_stopped(
    api: Api, redis_server: subprocess.Popen[bytes]
) -> None:
    view = View(networks=("digits/mlp-noise0",), programming=4, images=10)
    first, nothing = await asked(api, view, attribution_of(view, "causes"), "loss:causes", None)
    assert nothing is None and first["link"] == f"/{to_search(view)}&ask=loss:causes" and first["mine"]
    second, nothing = await asked(api, view, attribution_of(view, "layers"), "loss:layers", first)
    assert nothing is None and second["design"]["request"]["split_by"] == "layers"
    assert (await api.designs.get(first["design"]["id"])).state == "cancelled"
    none, trouble = await asked(api, View(networks=()), {}, "", second)
    assert none is None and "Choose at least one network" in str(trouble)
    _, refused = await asked(api, view, {**attribution_of(view, "causes"), "networks": ["digits/nobody"]}, "", None)
    assert "digits/nobody" in str(refused)


def test_what_is_shared_is_what_its_button_belongs_to() -> None:
    design = running(request("largest_noise"))
    figures = {ids.SHARE_OPEN: None, ids.ATTRIBUTION_SHARE: Asked(design=design, link="/").stored(), ids.DESIGN_SHARE: None}
    assert SHARE.what_is_shared(ids.ATTRIBUTION_SHARE, figures) == {"design": "d1"}
    assert SHARE.what_is_shared(ids.DESIGN_SHARE, figures) is SHARE.what_is_shared(ids.SHARE_OPEN, figures) is None
