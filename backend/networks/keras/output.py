"""What a Keras file has after its last product, and what does nothing at inference: left out of the network."""

from __future__ import annotations

from dataclasses import replace

from backend.layers import ActivationLayer
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


def remarks(file: KerasFile) -> tuple[str, ...]:
    """Return sentences on what of a file is not in the network that is made of it."""
    found = [layer for layer in layers_of(file) if layer.kind not in IDENTITIES]
    kept = without_last_activation(found)
    left_out = [layer.name for layer in found[len(kept) :]]
    if kept and kept[-1] is not found[len(kept) - 1]:
        left_out.insert(0, f"the activation of {kept[-1].name}")
    if not left_out:
        return ()
    return (f"Left out at the output, where it does not change which class is largest: {', '.join(left_out)}.",)


def layers_of(file: KerasFile) -> list[KerasLayer]:
    """Return the layers of a file with their weights."""
    return [
        KerasLayer(link.kind, link.config, weights, file.version) for link, weights in zip(file.layers, file.weights, strict=True)
    ]


def without_last_activation(found: list[KerasLayer]) -> list[KerasLayer]:
    """Leave out what follows the last product and does not change which output is largest."""
    kept = list(found)
    while kept and (kept[-1].kind in IDENTITIES or _keeps_order(kept[-1])):
        kept.pop()
    if kept and kept[-1].kind == "Dense":
        last = kept[-1]
        named = replace(last, kind="Activation", config={"activation": last.config.get("activation")}, weights=())
        if last.config.get("activation") not in LINEAR and _keeps_order(named):
            kept[-1] = replace(last, config={**last.config, "activation": "linear"})
    return kept


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
