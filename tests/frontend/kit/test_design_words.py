"""Design questions and their answers in words."""

from __future__ import annotations

from typing import Any

from backend.schemas.design import DigitalChoice, DigitalLayers, LayerDrop, Sensitivity, Threshold
from frontend.kit.design_words import in_words, sentence
from frontend.kit.figures.designs import design_figure
from tests.frontend.designs import FOUND, NETWORKS, request, running


def found(**change: Any) -> Threshold:
    return FOUND.model_copy(update=change)


def noise(**change: Any) -> str:
    return sentence(found(**change), request("largest_noise"))


def test_a_threshold_in_words() -> None:
    assert noise() == "MLP: 92.7 % accuracy is kept up to 5.2 % (interval 4.5 % to 5.6 %)."
    assert noise(outcome="everywhere") == "MLP: 92.7 % accuracy is kept up to 30 % and perhaps beyond."
    assert noise(outcome="nowhere") == "MLP: 92.7 % accuracy is out of reach here, even without this noise."
    assert noise(monotone=False).endswith("take it with care.")
    bits = sentence(found(value=4, ci_low=4, ci_high=4), request("fewest_bits"))
    assert bits == "MLP: 92.7 % accuracy is kept from 4 bit."


def test_a_sensitivity_that_cannot_be_told_says_so() -> None:
    row = LayerDrop(layer=1, kind="dense", drop=0.02, ci_low=0.01, ci_high=0.03)
    everywhere = row.model_copy(update={"layer": None, "kind": "all"})
    answer = Sensitivity(network=NETWORKS[0], clean=0.97, layers=[row, everywhere])
    asked = request("layer_sensitivity")
    assert sentence(answer, asked) == "MLP: noise in layer 2 (dense) alone costs 2.0 points, the most."
    unsure = answer.model_copy(update={"layers": [row.model_copy(update={"ci_low": -0.01})]})
    assert "too little to tell; at most 3.0 points" in sentence(unsure, asked)


def test_digital_layers_in_words_and_as_a_picture() -> None:
    def choice(*layers: str, accuracy: float, energy_pj: float) -> DigitalChoice:
        return DigitalChoice(
            layers=list(layers),
            accuracy=accuracy,
            ci_low=accuracy - 0.01,
            ci_high=accuracy + 0.01,
            energy_pj=energy_pj,
            verdict="likely",
        )

    choices = [choice(accuracy=0.7, energy_pj=1000), choice("dense_1", accuracy=0.95, energy_pj=2000)]
    answer = DigitalLayers(network=NETWORKS[0], clean=0.97, target=0.92, exact=True, chosen=1, choices=choices)
    asked = request("digital_layers")
    assert sentence(answer, asked) == (
        "MLP: 92.0 % accuracy is kept with dense_1 digital: 95.0 % (94.0 to 96.0 %) at 2 nJ an image, "
        "against 70.0 % (69.0 to 71.0 %) at 1 nJ an image with every layer on crossbars."
    )
    nothing = answer.model_copy(update={"chosen": None})
    assert "out of reach" in sentence(nothing, asked)
    enough = answer.model_copy(update={"chosen": 0, "choices": choices[:1]})
    assert "is kept with every layer on crossbars: 70.0 %" in sentence(enough, asked)
    figure = design_figure("digital_layers", [answer], scheme="light")
    assert figure is not None and list(figure.data[0].y) == ["no layer, 1 nJ", "dense_1, 2 nJ"]
    assert list(figure.data[0].marker.symbol) == ["circle-open", "circle"]


def test_progress_is_told() -> None:
    design = running(request("largest_noise"))
    assert "9 settings measured; 1 network to go." in str(in_words(design))
    assert "What was measured is kept" in str(in_words(design.model_copy(update={"state": "cancelled"})))
