"""See it: from controls to questions, and from answers to what is seen."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from plotly.utils import PlotlyJSONEncoder

from backend.datasets import status
from backend.schemas.inspect import HiddenStates, Mistake, Mistakes, Votes
from frontend.features.see.callbacks import OF_SCENE, OF_VIEW, now_of
from frontend.features.see.images import mistaken, pages
from frontend.features.see.now import Facts, Ink, Now
from frontend.features.see.picture_callbacks import shown_mistakes
from frontend.features.see.view import Scene
from frontend.features.see.vote_callbacks import OUTPUTS, question, voted
from frontend.features.see.votes import ballot, sentence, wall
from frontend.kit.client import ApiProblem
from frontend.kit.state import View, from_search
from tests.frontend.conftest import walk

FACTS = Facts(
    sets={info.name: info for info in status(Path())},
    layers={
        "digits/mlp-noise0": [{"value": "1", "label": ""}, {"value": "2", "label": ""}],
        "fashion-mnist/mlp-noise0": [{"value": "1", "label": ""}],
    },
    usual="digits/mlp-noise0",
    devices={},
)
DIGITS = tuple("0123456789")
VOTES = Votes(
    shape=(2, 2),
    pixels=base64.b64encode(bytes(4)).decode(),
    seen=base64.b64encode(bytes([255] * 4)).decode(),
    label=7,
    answers=[7, 7, 3, 7, 1],
    votes=[0, 1, 0, 1, 0, 0, 0, 3, 0, 0],
    shares=[0.1] * 10,
    logits=[0.5] * 10,
    clean=7,
    clean_shares=[0.0] * 7 + [1.0, 0.0, 0.0],
    hidden=[],
    worked_ms=4.2,
)


def now(base: str = "", **fields: Any) -> Now:
    view, scene = View(), Scene(network="digits/mlp-noise0")
    of_view = {field: fields.pop(field, getattr(view, field)) for field in OF_VIEW}
    usual = {**scene.model_dump(), "images_label": "", "images_page": 1, "label": "", "said": "", "layer": "1"}
    return now_of(of_view, {field: fields.get(field, usual[field]) for field in OF_SCENE}, FACTS, base)


class Answers:
    """An API that knows one answer."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.asked, self.inspector = answer, {}, self

    async def votes(self, body: dict[str, Any]) -> Any:
        self.asked = body
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_what_is_usual_is_left_out_of_the_address() -> None:
    assert now().search == ""
    assert now(tab="crossbar", chips="", layer="2").search == "?v=1&see=crossbar&la=2"
    assert now(layer="77").scene.layer is None, "a layer of another network"


def test_explore_gets_the_setting_and_the_network() -> None:
    there = now("?v=1&s=5&ab=6", programming=7, network="fashion-mnist/mlp-noise0")
    view, notices = from_search(there.explore.lstrip("/"))
    assert not notices
    assert (view.programming, view.seed, view.adc_bits, view.networks) == (7, 5, 6, ("fashion-mnist/mlp-noise0",))
    assert there.subject["internal_noise"]["programming"] == 0.07
    assert there.subject["converters"]["adc_bits"] == 6
    assert there.names[0] == "T-shirt"


def test_images_and_chips_stay_where_there_are_any() -> None:
    scene = now(image=9_000, chip=80, chips=20).scene
    assert (scene.image, scene.chip) == (499, 19)


def test_a_drawing_goes_before_the_image_but_not_for_clothes() -> None:
    ink = Ink(side=140, ink="AAAA", n=3)
    assert question(now(), ink)["drawing"] == {"side": 140, "ink": "AAAA"}
    assert "image" not in question(now(), ink)
    assert question(now(), None)["image"] == 0
    assert question(now(network="fashion-mnist/mlp-noise0"), ink)["image"] == 0


def text_of(parts: Any) -> str:
    return " ".join(str(part.children) for part in walk(parts) if isinstance(getattr(part, "children", None), str))


def test_votes_in_words() -> None:
    assert text_of(sentence(VOTES, DIGITS)) == (
        "3 of 5 chips say 7 1 says 1, 1 says 3. Without noise the network says 7 too. True class 7: 3 of 5 are right."
    )
    alone = VOTES.model_copy(update={"answers": [3, 3], "votes": [0, 0, 0, 2, 0, 0, 0, 0, 0, 0], "label": None})
    assert text_of(sentence(alone, DIGITS)) == "All 2 chips say 3 Without noise the network says 7."


def test_every_chip_and_every_class_is_shown() -> None:
    tiles = wall(VOTES, DIGITS, 2)
    assert [tile.children for tile in tiles] == ["7", "7", "3", "7", "1"]
    assert ["differs" in tile.className for tile in tiles] == [False, False, True, False, True]
    assert "chosen" in tiles[2].className
    assert [tile.tabIndex for tile in tiles] == [-1, -1, 0, -1, -1], "Tab reaches the chip that is looked into"
    bars = [part for part in walk(ballot(VOTES, DIGITS)) if getattr(part, "className", "") == "ballot-bar"]
    widths = [bar.style["width"] for bar in bars]
    assert widths == ["0%", "20%", "0%", "20%", "0%", "0%", "0%", "60%", "0%", "0%"]


async def test_an_answer_fills_the_tab() -> None:
    shown = await voted(Answers(VOTES), now(chips=5), None, None, "light")  # type: ignore[arg-type]
    assert set(shown) == set(OUTPUTS)
    assert shown["picked_alt"] == "test image 0, 7"
    assert shown["hidden_card"] == {"display": "none"} and shown["answered"]["more"] is None
    json.dumps(shown, cls=PlotlyJSONEncoder)
    some = await voted(Answers(VOTES), now(chips=50), None, None, "light", more=2)  # type: ignore[arg-type]
    assert some["answered"]["more"] == 3, "five of fifty are written: it asks again"


async def test_hidden_states_are_shown_with_one_scale() -> None:
    states = base64.b64encode(bytes(4 * 6)).decode()
    pictures = {"clean": states, "chip": states, "spread": states}
    hidden = HiddenStates(layer=0, kind="rnn", time_steps=3, units=2, values_per_step=4, **pictures)
    votes = VOTES.model_copy(update={"hidden": [hidden]})
    shown = await voted(Answers(votes), now(chips=5, chip=1), None, None, "dark")  # type: ignore[arg-type]
    assert shown["hidden_card"] == {} and shown["most_steps"] == 3
    assert shown["steps"] == {"steps": 3, "values": 4, "height": 2, "width": 2, "backwards": False, "sequence": False}
    assert shown["clean"]["data"][0]["zmax"] == shown["chip"]["data"][0]["zmax"]
    of_others = votes.model_copy(update={"hidden": [hidden.model_copy(update={"reads_input": False})]})
    shown = await voted(Answers(of_others), now(chips=5, chip=1), None, None, "dark")  # type: ignore[arg-type]
    assert shown["steps"] is None and "4 values" in shown["hidden_note"], "no pixels are marked that it does not read"


async def test_a_refusal_is_shown() -> None:
    shown = await voted(Answers(ApiProblem("data set mnist is not installed")), now(), None, None, "light")  # type: ignore[arg-type]
    assert shown["trouble"].children == "data set mnist is not installed"
    assert shown["sentence"] == ""


def test_mistakes_in_words_and_pages() -> None:
    found = Mistakes(
        dataset="digits",
        shape=(2, 2),
        images=10,
        draws=4,
        wanted=20,
        confusion=[[4 if row == column else 0 for column in range(10)] for row in range(10)],
        clean_confusion=[[1 if row == column else 0 for column in range(10)] for row in range(10)],
        items=[Mistake(index=3, label=5, clean=6, wrong=3, said={6: 2, 8: 1}, pixels=VOTES.pixels)],
        total=25,
    )
    shown = shown_mistakes(found, now(tab="mistakes", label="5"), 0, "light")
    assert "4 of 20 chips so far" in shown["note"] and "Accuracy 100.00 %" in shown["note"]
    assert shown["progress"] == {"draws": 4, "wanted": 20, "again": 1}
    assert shown["images_note"].startswith("25 images of 5")
    assert shown["total"] == pages(25) == 2
    card = text_of(mistaken(found, DIGITS, "image"))
    assert "3 of 4 wrong" in card and "5, said 6 × 2, 8 × 1" in card and "also without noise" in card


@pytest.mark.parametrize(("total", "count"), [(0, 1), (24, 1), (25, 2), (500, 21)])
def test_pages(total: int, count: int) -> None:
    assert pages(total) == count
