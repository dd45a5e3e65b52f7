"""What a Keras file has after its last product, and what does nothing at inference: left out of the network."""

from __future__ import annotations

from dataclasses import dataclass, replace

from backend.layers import INPUT, ActivationLayer
from backend.layers.keras import KerasLayer
from backend.networks.keras.container import KerasFile

IDENTITIES = frozenset(
    (
        *("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout"),
        *("GaussianNoise", "GaussianDropout", "ActivityRegularization", "PreactivationNoise"),
        *("RandomFlip", "RandomRotation", "RandomTranslation", "RandomZoom", "RandomShear", "RandomPerspective"),
        *("RandomContrast", "RandomBrightness", "RandomErasing", "RandomElasticTransform", "RandomGaussianBlur"),
    )
)
"""What does nothing at inference: dropout, noise and augmentation."""
LINEAR = ("linear", None)
DAMAGED = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What values of other types than Keras writes can lead to."""
OUTPUT_ALONE = ("log_softmax",)
"""Activations that are left out at the end and cannot be read elsewhere."""


@dataclass(frozen=True)
class Ending:
    """Where a model's logits are: behind them, nothing changes which output is largest."""

    output: int
    """Index of the link that gives them; INPUT if there is none."""
    layer: KerasLayer | None
    """The layer of that link, without an activation of its own that is left out."""
    left_out: tuple[str, ...]
    """Names of what is left out."""


def remarks(file: KerasFile) -> tuple[str, ...]:
    """Return sentences on what of a file is not in the network that is made of it."""
    left_out = ending_of(file).left_out
    if not left_out:
        return ()
    return (f"Left out at the output, where it does not change which class is largest: {', '.join(left_out)}.",)


def layers_of(file: KerasFile) -> list[KerasLayer]:
    """Return the layers of a file with their weights."""
    return [
        KerasLayer(link.kind, link.config, weights, file.version) for link, weights in zip(file.layers, file.weights, strict=True)
    ]


def ending_of(file: KerasFile) -> Ending:
    """Leave out what follows the last product, or the last layer that merges others, and keeps the order of the classes."""
    layers, left_out, output = layers_of(file), list[str](), len(file.layers) - 1
    while output != INPUT and _is_left_out(layers[output]) and file.layers[output].problem is None:
        if layers[output].kind not in IDENTITIES:
            left_out.insert(0, layers[output].name)
        output = file.layers[output].inputs[0]
    if output == INPUT:
        return Ending(INPUT, None, tuple(left_out))
    last = layers[output]
    named = replace(last, kind="Activation", config={"activation": last.config.get("activation")}, weights=())
    if last.kind == "Dense" and last.config.get("activation") not in LINEAR and _keeps_order(named):
        left_out.insert(0, f"the activation of {last.name}")
        last = replace(last, config={**last.config, "activation": "linear"})
    return Ending(output, last, tuple(left_out))


def _is_left_out(layer: KerasLayer) -> bool:
    return layer.kind in IDENTITIES or _keeps_order(layer)


def _keeps_order(found: KerasLayer) -> bool:
    """Whether a layer is an activation that gives more for more, or nothing at all."""
    if found.kind not in ActivationLayer.keras_classes:
        return False
    activation = found.config.get("activation")
    if found.kind == "Activation" and (activation in LINEAR or activation in OUTPUT_ALONE):
        return True
    try:
        found.check_precision()
        return ActivationLayer.from_keras(found, None)[0].keeps_order
    except DAMAGED:
        return False
