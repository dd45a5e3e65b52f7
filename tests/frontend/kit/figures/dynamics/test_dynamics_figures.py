"""Figures of dynamics draw what the numbers are, and their sentences say it."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from backend.schemas.dynamics import Estimate
from frontend.kit.figures.dynamics import DRAWN, Look, all_shown
from frontend.kit.figures.dynamics.classes import places
from frontend.kit.figures.dynamics.gradients import sentence as gradients_sentence
from frontend.kit.figures.dynamics.shown import subjects
from frontend.kit.figures.dynamics.spectrum import numbers, verdict
from frontend.kit.figures.dynamics.spectrum import sentence as spectrum_sentence
from frontend.kit.theme import Scheme
from tests.frontend.dynamics_answers import NETWORKS, answer

LIGHT: Scheme = "light"
NOTHING_YET: dict[str, Any] = {"trajectories": None, "distances": None, "spectrum": None, "gradients": None, "basins": None}


def shown(name: str, **look: Any) -> Any:
    found = DRAWN[name](answer(), Look(**look), LIGHT)
    assert found is not None and found.figure is not None
    return found


def lines(figure: Any) -> dict[str, Any]:
    return {trace["name"]: trace for trace in figure["data"] if trace.get("hoverinfo") != "skip"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("network", [0, 1, 2])
def test_every_figure_is_one_that_plotly_takes_with_words_and_numbers(scheme: Scheme, network: int) -> None:
    found = all_shown(answer(), Look(network=network), scheme)
    assert [one.name for one in found] == list(DRAWN)
    for one in found:
        go.Figure(one.figure)
        meta = one.figure["layout"]["meta"]
        assert one.sentence and one.sentence in meta["caption"] and "programming error 2.5 %" in meta["caption"]
        assert meta["table"]["rows"] and {len(row) for row in meta["table"]["rows"]} == {len(meta["table"]["head"])}


def test_while_nothing_is_there_every_card_says_so() -> None:
    networks = [
        {**network, "layers": [layer | NOTHING_YET for layer in network["layers"]]}
        for network in answer().model_dump(mode="json")["networks"]
    ]
    for waiting in (answer(networks=[]), answer(networks=networks[:2])):
        for name, draw in DRAWN.items():
            found = draw(waiting, Look(), LIGHT)
            assert found is None if name == "blocks" else (found is not None and found.figure is None and found.sentence)


def test_paths_are_coloured_by_class_and_end_in_marks() -> None:
    figure = shown("trajectories").figure
    heads = [trace for trace in figure["data"] if trace.get("meta") == {"moves": "head"}]
    assert [trace["name"] for trace in heads if trace["showlegend"]] == [str(label) for label in range(10)]
    assert len({trace["marker"]["color"] for trace in heads}) == 10
    path = next(trace for trace in figure["data"] if trace.get("meta") == {"moves": "path"} and "noisy" not in trace["name"])
    assert path["x"].count(None) == 2 and len(path["x"]) == 2 * (8 + 1)
    found = answer().networks[0].layers[0].trajectories
    assert found and path["x"][:8] == [point[0] for point in found.paths[0].clean]


def test_a_class_that_is_missing_changes_no_other_colour_and_many_classes_have_ten() -> None:
    assert places([1, 9]) == {1: 1, 9: 9}
    assert places([3, 14, 90]) == {3: 0, 14: 1, 90: 2}


def test_noisy_paths_are_those_of_the_chip_and_may_be_left_out() -> None:
    found = answer().networks[0].layers[0].trajectories
    assert found
    for chip in (1, 3, 9):
        noisy = next(trace for trace in shown("trajectories", chip=chip).figure["data"] if "noisy" in trace["name"])
        assert noisy["y"][:8] == [point[1] for point in found.paths[0].noisy[min(chip, 3) - 1]]
    assert not [trace for trace in shown("trajectories", chip=0).figure["data"] if "noisy" in trace["name"]]
    assert "On chip" not in shown("trajectories", chip=0).sentence
    assert len(shown("trajectories", means=True).figure["data"]) == 20


def test_the_axes_stay_while_chips_change() -> None:
    ranges = [shown("trajectories", chip=chip).figure["layout"]["xaxis"]["range"] for chip in range(4)]
    assert all(one == ranges[0] for one in ranges)


def test_growth_is_said_with_its_interval_and_where_the_linear_picture_fails() -> None:
    said = shown("distances").sentence
    assert "Read noise: 7 % [6.7, 7.3] of the states at step 8 (n = 16 chips)" in said
    assert "its error grows as t^0.41 [0.35, 0.47], less than linearly, against the states as t^\N{MINUS SIGN}0.20 [" in said
    assert "Programming error" in said and "t^0.90 [0.84, 0.96], less than linearly" in said
    assert "t^1.20 [1.14, 1.26], faster than linearly" in said
    assert "outside the interval for read noise from step 8 on" in said


def test_one_cause_has_lines_for_frozen_and_for_redrawn_errors() -> None:
    alone = lines(shown("distances", cause="read").figure)
    assert {name: trace["line"]["dash"] for name, trace in alone.items()} == {
        "Read noise": "solid",
        "predicted to first order": "solid",
        "if the errors were frozen (coherent)": "dash",
        "if they were redrawn (in quadrature)": "dot",
    }
    assert alone["Read noise"]["y"][-1] == pytest.approx(100 * 0.03 * 8**0.41)
    together = lines(shown("distances").figure)
    assert "All together" in together and "Read noise, predicted to first order" in together and len(together) == 7
    layout = shown("distances", log=True).figure["layout"]
    assert layout["xaxis"]["type"] == layout["yaxis"]["type"] == "log"


def test_the_spectrum_has_a_zero_line_and_says_what_grows() -> None:
    one = shown("spectrum")
    assert one.figure["layout"]["shapes"][0]["y0"] == 0
    assert "RNN T=8: small changes die out (largest exponent \N{MINUS SIGN}0.10" in one.sentence
    assert (
        "small changes grow (largest exponent 0.20 [0.17, 0.23] per step, n = 200 images), 25 % of all directions" in one.sentence
    )
    assert verdict(Estimate(mean=0.0, low=-0.1, high=0.1, n=9)).startswith("small changes neither grow nor die out")
    head, rows = numbers(answer(), Look())
    assert len(rows) == len(NETWORKS) and {len(row) for row in rows} == {len(head)}
    active = shown("steps", quantity="active").figure
    assert lines(active)["RNN T=8"]["y"] == [50.0] * 8


def test_gradients_are_told_with_and_without_skips_and_at_blocks() -> None:
    one = shown("gradients")
    assert "shrinks by 9.5 % [7.7, 11.3], without its skip connection it shrinks by 33.0 %" in one.sentence
    assert [trace["line"]["dash"] for name, trace in lines(one.figure).items() if "without" in name] == ["dot"]
    assert one.figure["layout"]["yaxis"]["type"] == "log"
    blocks = shown("blocks")
    assert [bar["x"] for bar in blocks.figure["data"]] == [["block 1", "block 2"]]
    assert "1 times that at the last" in blocks.sentence
    assert DRAWN["blocks"](answer(networks=answer().model_dump(mode="json")["networks"][:1]), Look(), LIGHT) is None


def test_a_layer_that_loses_everything_is_said_to() -> None:
    none, subject = Estimate(mean=0, low=0, high=0, n=0), subjects(answer(), Look())[0]
    layer = subject.layer
    assert layer.spectrum is not None and layer.gradients is not None
    dead = layer.spectrum.model_copy(update={"largest": none, "exponents": [], "vanished": 1.0})
    assert (
        spectrum_sentence(subject, dead) == "RNN T=8: every small change is lost within the sequence, behind units that are off."
    )
    curve = layer.gradients.through_time[0].model_copy(update={"rate": none})
    assert "the gradient reaches no step before the last" in gradients_sentence(subject, [curve])


def test_basins_tell_accuracy_ends_returns_and_noise() -> None:
    assert "97.0 % to begin with, 40.0 % [38.0, 42.0] after 100 steps (n = 200 images)" in shown("after").sentence
    assert "90.0 %" in shown("after", drive="image").sentence
    ends = shown("ends")
    assert "70 % end in a fixed point; 12 different ends; the end tells 2.10 of the 3.30 bits" in ends.sentence
    assert {bar["name"]: bar["x"] for bar in ends.figure["data"]} == {
        "a fixed point": [70.0, 70.0],
        "a cycle": [25.0, 25.0],
        "wander on": [5.0, 5.0],
    }
    assert "after a kick of 1 times their size 60 % [56, 64] of the states come back (n = 200)" in shown("returns").sentence
    noise = shown("noise")
    assert "90 % [87, 93] under programming error (same class: 92 %) and 80 %" in noise.sentence
    assert [bar["x"] for bar in noise.figure["data"]] == [[90.0, 80.0]] * 2


def test_a_stacked_network_has_its_basins_whichever_block_is_looked_at() -> None:
    document = answer().model_dump(mode="json")["networks"][2]
    document["layers"][1]["basins"] = answer().model_dump(mode="json")["networks"][0]["layers"][0]["basins"]
    for block in (0, 1):
        found = DRAWN["after"](answer(networks=[document]), Look(layer=block), LIGHT)
        assert found and found.figure and found.sentence.startswith("RNN stacked T=4, trained at 0.1: 97.0 %")


def test_what_is_not_there_yet_and_what_never_comes_are_told_apart() -> None:
    nothing = answer().networks[2].model_dump(mode="json")
    for state, words in (("running", "will be here in a moment"), ("done", "The answer has no basins.")):
        found = DRAWN["after"](answer(networks=[nothing], state=state), Look(), LIGHT)
        assert found and found.figure is None and words in found.sentence
