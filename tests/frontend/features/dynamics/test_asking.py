"""Controls to a request, and a request to its job."""

from __future__ import annotations

from typing import Any

import pytest

from backend.networks import zoo_cards
from backend.schemas.dataset import DatasetInfo
from backend.schemas.dynamics import PARTS, DynamicsRequest
from frontend.features.dynamics.asking import CHOOSE, answered, progress_text, there
from frontend.features.dynamics.callbacks import OF_SCENE, OF_VIEW, now_of, related
from frontend.features.dynamics.now import Facts, Live, Now, facts_of
from frontend.features.dynamics.page import fitted
from frontend.features.dynamics.scene import USUAL, USUAL_NETWORKS, USUAL_VIEW
from frontend.features.dynamics.showing import LOOKED_AT, choices, look_of
from frontend.kit.client import Api
from frontend.kit.figures.dynamics import DRAWN
from tests.frontend.dynamics_answers import NETWORKS, answer

CARDS = {name: card for name, card in zoo_cards().items() if card.is_recurrent}
FACTS: Facts = facts_of(CARDS, {"pcm-joshi": "PCM"})


def values(**changed: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the controls hold on the usual page, but for what is changed."""
    of_view = {field: getattr(USUAL_VIEW, field) for field in OF_VIEW} | {"networks": list(USUAL_NETWORKS), "device": ""}
    of_scene = {field: getattr(USUAL, field) for field in OF_SCENE} | {"network": "0", "layer": "0", "chip": "1"}
    for field, value in changed.items():
        (of_view if field in of_view else of_scene)[field] = value
    return of_view, of_scene


def now(**changed: Any) -> Now:
    return now_of(*values(**changed), FACTS, "")


def test_the_usual_request_is_small_and_valid_and_its_address_is_empty() -> None:
    usual = now()
    assert (usual.search, usual.small) == ("", True)
    request = DynamicsRequest.model_validate(usual.request)
    assert request.networks == list(USUAL_NETWORKS)
    assert (request.internal_noise.programming, request.internal_noise.read) == (0.025, 0.025)
    assert (request.test_noise.kind, request.test_noise.level, request.parts) == ("gaussian", 0.1, list(PARTS))


def test_large_requests_wait_for_a_press_and_unknown_networks_are_not_asked_for() -> None:
    assert not now(networks=["mnist/rnn-t28-noise0", "mnist/rnn-t49-noise0"]).small
    assert now(networks=["digits/nobody"]).request["networks"] == []


def test_an_emptied_number_is_the_usual_one_and_a_device_replaces_the_sigmas() -> None:
    assert now(draws="", extended=None, images="").request["draws"] == USUAL.draws
    request = DynamicsRequest.model_validate(now(device="pcm-joshi").request)
    assert request.internal_noise.device == "pcm-joshi" and not request.internal_noise.read


def test_what_stands_beside_a_network_is_its_training_noises_or_the_other_families() -> None:
    first = "digits/rnn-t8-noise0.1"
    assert related([first], FACTS, families=False) == list(USUAL_NETWORKS)
    beside = related([first], FACTS, families=True)
    assert beside[0] == first and {CARDS[name].family for name in beside} == {"rnn", "rnn-skip", "skip-rnn", "lstm", "gru"}
    assert {CARDS[name].training_noise for name in beside} == {0.1}
    assert related([], FACTS, families=True) == []


def test_networks_that_cannot_be_asked_about_are_left_out_with_the_reason() -> None:
    known = zoo_cards()
    sets: dict[str, Any] = {
        card.dataset: DatasetInfo.model_construct(name=card.dataset, title=card.dataset.upper(), present=card.dataset == "digits")
        for card in known.values()
    }
    links = ("digits/mlp-noise0", "digits/nobody", "mnist/rnn-t4-noise0", "digits/rnn-t4-noise0")
    view, notices = fitted(USUAL_VIEW.model_copy(update={"networks": links, "device": "gone"}), known, sets, set())
    assert view.networks == ("digits/rnn-t4-noise0",) and view.device is None
    assert len(notices) == 4 and any("MNIST is not on this server: mnist/rnn-t4-noise0" in text for text in notices)
    usual, notices = fitted(USUAL_VIEW.model_copy(update={"networks": links[:2]}), known, sets, set())
    assert usual.networks == USUAL_NETWORKS and notices[-1] == "The usual networks are shown."
    empty, notices = fitted(USUAL_VIEW.model_copy(update={"networks": ()}), known, sets, set())
    assert empty.networks == () and notices == []


async def test_a_small_request_is_answered_unasked_and_found_again(api: Api) -> None:
    wanted = now(images=10, draws=2, extended=2)
    live = await answered(api, wanted, None, "", pressed=False)
    assert live is not None and live.mine and live.state == "queued" and live.problem is None
    assert await answered(api, wanted, live, "", pressed=False) is None, "nothing changes"
    again = await answered(api, wanted, None, "", pressed=False)
    assert again is not None and again.id == live.id and not again.mine


async def test_what_is_asked_next_stops_what_this_page_began(api: Api) -> None:
    first = await answered(api, now(images=10), None, "", pressed=False)
    assert first is not None and first.id
    second = await answered(api, now(images=11), first, "", pressed=False)
    assert second is not None and second.id != first.id
    assert (await api.dynamics.get(first.id)).state == "cancelled"
    again = await answered(api, now(images=10), second, "", pressed=True)
    assert again is not None and again.unfinished, "a press begins it again"


async def test_a_large_request_waits_and_is_found_by_the_job_of_its_link(api: Api) -> None:
    large = now(images=12).changed(small=False)
    waiting = await answered(api, large, None, "", pressed=False)
    assert waiting is not None and waiting.id is None and "press Compute" in progress_text(waiting.changed(small=False))
    begun = await answered(api, large, waiting, "", pressed=True)
    assert begun is not None and begun.id
    for base, found in ((f"?v=1&jb={begun.id}", begun.id), ("?v=1&jb=" + "0" * 32, None), ("?jb=../../x", None)):
        live = await answered(api, large, None, base, pressed=False)
        assert live is not None and live.id == found and live.problem is None
    other = await answered(api, now(images=13).changed(small=False), None, f"?jb={begun.id}", pressed=False)
    assert other is not None and other.id is None, "the job answers another request"


async def test_what_is_wrong_is_a_sentence(api: Api) -> None:
    nobody = await answered(api, now(networks=[]), None, "", pressed=False)
    assert nobody is not None and nobody.problem == CHOOSE
    gone = now()
    gone.request["networks"] = ["digits/nobody"]
    missing = await answered(api, gone, None, "", pressed=False)
    assert missing is not None and missing.problem and "there is no network" in missing.problem
    away = await answered(Api.at("http://127.0.0.1:9"), now(), None, "", pressed=False)
    assert away is not None and away.problem and "cannot be reached" in away.problem


def test_figures_are_drawn_anew_when_their_own_part_comes() -> None:
    live = Live(request={}, small=True).with_job(answer(state="running"))
    assert live.parts["basins"] == [f"{NETWORKS[0]}:0", f"{NETWORKS[1]}:0"]
    assert len({str(there(live, part)) for part in PARTS}) == len(PARTS), "parts of the same networks are told apart"
    assert live.notes == [f"{NETWORKS[1]}: Something is left out."]


def test_every_figure_says_what_of_the_page_changes_it() -> None:
    assert LOOKED_AT.keys() == DRAWN.keys()
    assert (
        look_of({"network": "2", "chip": "0", "means": "means", "log": "log", "cause": "read", "drive": "image"}).cause == "read"
    )


def test_what_can_be_looked_at_follows_the_answer() -> None:
    offered = choices(answer(), network="2", layer="1", chip="3", cause="drift")
    assert [one["label"] for one in offered["layers"]] == ["block 1", "block 2"]
    assert [one["value"] for one in offered["chips"]] == ["0", "1", "2", "3"]
    assert offered["cause"] == "" and [one["value"] for one in offered["causes"]] == [
        "",
        "programming",
        "read",
        "test_noise",
        "all",
    ]
    assert offered["layer_box"] == {} and len(offered["networks"]) == 3
    assert choices(answer(), network="0", layer="0", chip="9", cause="")["chip"] == "3"


@pytest.mark.parametrize(("state", "words"), [("running", "50 %"), ("cancelled", "50 % were computed"), ("done", "3 networks")])
def test_how_far_it_is(state: str, words: str) -> None:
    live = Live(request={"networks": list(NETWORKS)}).with_job(answer(state=state, progress=0.5))
    assert progress_text(live) == words
