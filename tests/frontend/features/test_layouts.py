"""Every page's layout: nothing foreign, nothing unlabelled, no way to a cloud."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import dash_mantine_components as dmc
import pytest
from dash import dcc, html
from plotly.utils import PlotlyJSONEncoder

from frontend.app import FEATURES
from frontend.app import layout as frame
from frontend.features.data import page as data
from frontend.features.dynamics import page as dynamics
from frontend.features.explore import page as explore
from frontend.features.explore.fields import values_of
from frontend.features.explore.start import begun
from frontend.features.help import page as guide
from frontend.features.networks import page as networks
from frontend.features.runs import page as runs
from frontend.features.see import page as see
from frontend.features.share import page as shared
from frontend.kit.client import Api
from frontend.kit.state import from_search
from frontend.kit.theme import GRAPH_CONFIG, Scheme, template
from frontend.kit.view_run import ViewRun
from tests.frontend.conftest import walk

PLACES = {
    "frame": None,
    **{feature.title: (feature, "", "") for feature in FEATURES},
    "explore, odd link": (explore, "", "?v=1&r=199&n=digits/mlp-noise0,digits/nobody"),
    "see, odd link": (see, "", "?v=1&see=sky&p=99&net=digits/nobody"),
    "see, a device": (see, "", "?v=1&see=mistakes&net=fashion-mnist/cnn-noise0&dv=pcm-joshi&x=ag"),
    "dynamics, odd link": (dynamics, "", "?v=1&n=digits/mlp-noise0,digits/nobody&cs=0&qu=odd&dv=gone&jb=zz"),
    "an MLP": (networks, "digits/mlp-noise0", ""),
    "a CNN": (networks, "digits/cnn-noise0.1", ""),
    "an RNN": (networks, "digits/rnn-t4-noise0.5", ""),
    "no network": (networks, "digits/nobody", ""),
    "images": (data, "digits", ""),
    "sequences": (data, "japanese-vowels", ""),
    "no data set": (data, "nobody", ""),
    "no share": (shared, "0" * 32, ""),
    "runs, a search": (runs, "", "?q=nothing&state=done&order=oldest&page=7"),
    "runs, an odd search": (runs, "", "?state=odd&order=odd&page=-1"),
    "a page of the manual": (guide, "devices", ""),
}
"""Every page as it is without an address below it, and addresses that need not be there."""
INPUTS = (dmc.NumberInput, dmc.TextInput, dmc.Select)


@pytest.fixture(params=PLACES, ids=list(PLACES))
async def page(request: pytest.FixtureRequest, api: Api) -> list[Any]:
    place = PLACES[request.param]
    built = frame() if place is None else await place[0].layout(api, place[1], place[2])
    return list(walk(built))


async def test_no_chart_can_be_sent_anywhere(page: list[Any]) -> None:
    for graph in (part for part in page if isinstance(part, dcc.Graph)):
        assert graph.config is GRAPH_CONFIG
    assert GRAPH_CONFIG["showSendToCloud"] is False
    assert GRAPH_CONFIG["plotlyServerURL"] == ""
    assert GRAPH_CONFIG["displaylogo"] is False


async def test_no_page_names_another_host(page: list[Any]) -> None:
    text = json.dumps(page[0], cls=PlotlyJSONEncoder)
    assert set(re.findall(r"https?://[^\s\"'\\<>]+", text.replace("http://www.w3.org/2000/svg", ""))) == set()


async def test_every_control_has_a_name(page: list[Any]) -> None:
    labels = {part.htmlFor for part in page if isinstance(part, html.Label)}
    for part in page:
        if isinstance(part, INPUTS):
            aria = (getattr(part, "attributes", None) or {}).get("input", {}).get("aria-label")
            assert getattr(part, "label", None) or aria or part.id in labels, f"{part.id} has no label"
        if isinstance(part, dmc.Slider):
            assert part.thumbLabel
        if isinstance(part, dmc.ActionIcon):
            assert part.attributes["root"]["aria-label"]
        if isinstance(part, dmc.ColorSchemeToggle):
            assert getattr(part, "aria-label")


async def test_a_share_shows_its_figure_its_words_and_its_files(api: Api) -> None:
    run = (await api.runs.list(state="done")).items[0].id
    await api.runs.annotate(run, {"note": "A note on the run.", "annotations": [{"axis": "y", "value": 0.9, "text": "enough"}]})
    share = await api.make_share({"run": run, "title": "Two networks"})
    parts = list(walk(await shared.layout(api, share.id, "")))
    text = json.dumps(parts[0], cls=PlotlyJSONEncoder)
    assert "Two networks" in text and "A note on the run." in text and "Explore from here" in text
    links = [part.href for part in parts if str(getattr(part, "id", "")).startswith("shared-") and getattr(part, "href", None)]
    assert links == [
        f"/api/v1/shares/{share.id}/export/{kind}" for kind in ("csv", "json", "zip", "ipynb", "py", "crosssim", "aihwkit", "bib")
    ]
    assert (await api.share(share.id)).run.annotations[0].text == "enough"
    ids = [part.id for part in parts if isinstance(getattr(part, "id", None), str)]
    assert len(ids) == len(set(ids))


async def test_ids_are_unique(page: list[Any]) -> None:
    """Those of a page among each other, and with those of the frame around it."""
    ids = ids_in(page)
    assert len(ids) == len(set(ids))
    assert getattr(page[0], "id", None) == "mantine" or not set(ids) & set(ids_in(walk(frame())))


def ids_in(parts: Iterable[Any]) -> list[str]:
    return [json.dumps(part.id, sort_keys=True) for part in parts if getattr(part, "id", None)]


async def test_a_link_to_what_is_not_here_says_so(api: Api) -> None:
    built = await explore.layout(api, "", "?v=1&r=199&n=digits/mlp-noise0,digits/nobody")
    notices = [str(part.children) for part in walk(built) if isinstance(part, dmc.Alert)]
    assert len(notices) == 2
    assert any("digits/nobody" in text for text in notices)
    chosen = next(part for part in walk(built) if isinstance(part, dmc.ChipGroup))
    assert chosen.value == ["digits/mlp-noise0"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_what_is_known_of_the_run_comes_with_the_page(api: Api, scheme: Scheme) -> None:
    """The default view's run ships: its curves are in the layout, as they are painted."""
    parts = {
        part.id: part for part in walk(await explore.layout(api, "", "", scheme)) if isinstance(getattr(part, "id", None), str)
    }
    asked, figure = parts["begun"].data, parts["accuracy"].figure
    assert asked["first"] and asked["run"]["state"] == "done"
    curves = [trace for trace in figure["data"] if trace.get("mode") == "lines+markers"]
    assert [len(curve["y"]) for curve in curves] == [11] * len(asked["run"]["spec"]["networks"])
    assert template(scheme).layout.font.color in str(figure["layout"]["template"])
    assert re.search(r"\d+(\.\d+)?\s%", str(parts["summary"].children))


async def test_the_controls_ask_for_what_the_page_asked_for(api: Api) -> None:
    search = "?v=1&n=digits/mlp-noise0&i=100&x=p&y=r&k=speckle&l=0.2&s=3"
    view, notices = from_search(search)
    assert not notices
    asked = next(part.data for part in walk(await explore.layout(api, "", search)) if getattr(part, "id", None) == "begun")
    again = await begun(api, values_of(view), ViewRun.read(asked))
    assert again.run
    assert (again.run.id, again.mine, again.search) == (asked["run"]["id"], asked["mine"], asked["search"])


async def test_every_network_can_be_chosen(api: Api) -> None:
    cards = (await api.networks()).items
    here = {item.name for item in (await api.datasets()).items if item.present}
    built = await explore.layout(api, "", "")
    catalogue = next(part.data for part in walk(built) if getattr(part, "id", None) == "catalogue")
    open_ = {dataset["name"] for dataset in catalogue["datasets"] if not dataset["missing"]}
    groups = [group for group in catalogue["groups"] if group["dataset"] in open_]
    assert {network["id"] for group in groups for network in group["networks"]} == {
        card.id for card in cards if card.dataset in here
    }


async def test_a_page_without_its_api_says_what_is_wrong() -> None:
    nobody = Api.at("http://127.0.0.1:9")
    for page in (explore, see, dynamics, runs, networks):
        text = json.dumps(await page.layout(nobody, "", ""), cls=PlotlyJSONEncoder)
        assert "the API cannot be reached" in text
        assert "Try again" in text
