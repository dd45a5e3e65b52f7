"""From a run back to the view that shows it."""

from __future__ import annotations

from typing import Any

import pytest

from backend.reproductions.runs import all_specs
from backend.schemas.run import Run
from backend.schemas.spec import Spec
from frontend.kit.state import View, from_search, spec_of
from frontend.kit.state.links import link_of, view_of
from tests.frontend.examples import a_run


def run_of(spec: dict[str, Any]) -> Run:
    return a_run(Spec.model_validate(spec), id="abc")


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View(read=1.5, reference="max", seed=3),
        View(sweep="l", start=0, stop=0.5, test_kind="speckle"),
        View(sweep="ab", start=1, stop=8, count=8),
        View(y="r", y_stop=4, y_count=3),
        View(sweep="ab", start=1, stop=8, count=8, y="l", y_stop=0.5, y_count=3, programming=4),
        View(device="pcm-joshi", sweep="ag", start=1, stop=86400, count=4, y="ab", y_start=2, y_stop=8, y_count=7),
        View(sweep="r", start=0.5, stop=3, count=3, test_kind="salt_pepper", test_level=0.3, weight_bits=4),
        View(half_width=0.5, min_draws=3, max_draws=4000, subsets=True),
        View(device="ecram", sweep="ag", start=0, stop=0, count=1),
    ],
)
def test_the_link_of_a_run_asks_for_the_same_run(view: View) -> None:
    run = run_of(spec_of(view))
    path, _, search = link_of(run).partition("?")
    again, notices = from_search(search)
    assert (path, notices) == ("/", [])
    assert Spec.model_validate(spec_of(again)).spec_hash == run.spec_hash


@pytest.mark.parametrize(
    "change",
    [
        {"sweep": {"x": {"values": [0, 0.1]}, "y": {"parameter": "crossbar.columns", "values": [64, 128]}}},
        {"sweep": {"x": {"parameter": "crossbar.columns", "values": [64, 128]}}},
        {"sweep": {"x": {"values": [0, 0.01, 0.1]}}},
    ],
)
def test_a_run_that_explore_cannot_show_leads_to_its_numbers(change: dict[str, Any]) -> None:
    run = run_of({"networks": ["digits/mlp-noise0"], "images": 500, **change})
    assert link_of(run) == "/api/v1/runs/abc"


def test_a_map_comes_back_from_its_spec() -> None:
    view = View(y="r", y_start=1, y_stop=3, y_count=3)
    document = spec_of(view)
    assert document["sweep"]["y"] == {"parameter": "internal_noise.read", "values": [0.01, 0.02, 0.03]}
    assert document["internal_noise"] == {"reference": "range"}
    assert view_of(Spec.model_validate(document)) == view


def test_a_device_goes_into_the_spec_and_back() -> None:
    view = View(device="pcm-joshi", sweep="ag", start=1, stop=86400, count=4, compensation=True)
    document = spec_of(view)
    assert document["sweep"]["x"] == {"parameter": "internal_noise.age_s", "values": [1.0, 44.2, 1950.0, 86400.0]}
    assert document["internal_noise"] == {"device": "pcm-joshi", "drift_compensation": True, "reference": "range"}
    again = view_of(Spec.model_validate(document))
    assert again == view


@pytest.mark.parametrize("name", all_specs())
def test_explore_shows_every_run_behind_the_claims(name: str) -> None:
    run = run_of(all_specs()[name].model_dump(mode="json"))
    assert link_of(run).startswith("/?v=1"), "and not the address of its document"
