"""What makes the hidden states of a chip differ from those of an ideal one, cause by cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from worker.crossbar import Conditions, Device
from worker.crossbar.chip.devices import Numbers

ALL = "all"
"""In place of a cause: everything that the conditions have."""
PERFECT = {
    name: getattr(Conditions(), name)
    for name in (
        "stuck_low",
        "stuck_high",
        "stuck_random",
        "rtn_share",
        "floor",
        "wire_resistance_ohm",
        "source_resistance_ohm",
        "sense_resistance_ohm",
        "iv_nonlinearity",
        "weight_bits",
        "weight_percentile",
        "adc_bits",
        "dac_bits",
    )
}
"""What is neither programming error nor read noise nor on the images, as it is on an ideal chip."""


@dataclass(frozen=True)
class Cause:
    """One cause alone, or all of them, as conditions of a chip."""

    id: str
    title: str
    frozen: bool | None
    """Whether its errors are the same at all time steps; None: some are."""
    conditions: Conditions


def causes_of(conditions: Conditions) -> list[Cause]:
    """Return each cause that is on, then all together; nothing for an ideal chip that is shown the images as they are.

    Programming error with the drift of a device, read noise and test-set noise stand alone; what else is on is in the last one.
    """
    layers = [conditions, *(layer for _index, layer in conditions.by_layer)]
    quiet = replace(conditions, image_noise="none", image_noise_level=0.0)
    alone = []
    if any(layer.programming or layer.device for layer in layers):
        alone.append(Cause("programming", "Programming error", True, _everywhere(quiet, _programming_alone)))
    if any(layer.read or (layer.device and layer.device.has_read_noise) for layer in layers):
        alone.append(Cause("read", "Read noise", False, _everywhere(quiet, _read_alone)))
    shown = conditions.image_noise != "none" and conditions.image_noise_level > 0
    if shown:
        of_images = {name: getattr(conditions, name) for name in ("image_noise", "image_noise_level", "image_clip")}
        alone.append(Cause("images", "Test-set noise", False, Conditions(**of_images)))
    if not alone and _everywhere(conditions, _nothing) == conditions:
        return []
    redrawn = shown or conditions.has_read_noise
    frozen = alone[0].frozen if len(alone) == 1 and alone[0].conditions == conditions else None if redrawn else True
    return [*alone, Cause(ALL, "All together", frozen, conditions)]


def number_of_kinds(conditions: Conditions) -> int:
    """Return how many different conditions the causes have: where there is one cause alone, it is all together."""
    return len({cause.conditions for cause in causes_of(conditions)})


def _everywhere(conditions: Conditions, change: Callable[[Conditions], Conditions]) -> Conditions:
    """Return conditions in which all layers are changed, also those with conditions of their own."""
    by_layer = tuple((index, change(layer)) for index, layer in conditions.by_layer)
    return replace(change(conditions), by_layer=by_layer)


def _programming_alone(conditions: Conditions) -> Conditions:
    device = conditions.device
    if device is not None and device.has_read_noise:
        device = replace(device, read=None, relative_read=None)
    return replace(conditions, read=0.0, device=device, **PERFECT)


def _read_alone(conditions: Conditions) -> Conditions:
    device = conditions.device and _programmed_exactly(conditions.device)
    return replace(conditions, programming=0.0, device=device, **PERFECT)


def _nothing(conditions: Conditions) -> Conditions:
    return replace(conditions, programming=0.0, read=0.0, device=None, **PERFECT)


def _programmed_exactly(device: Device) -> Device:
    return replace(device, spread=_none, shift=None, drift=None)


def _none(conductances: Numbers, _age_s: float) -> Numbers:
    return np.zeros_like(conductances)
