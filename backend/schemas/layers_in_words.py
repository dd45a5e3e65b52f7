"""Settings of layers in words, for captions, exports and comparisons."""

from __future__ import annotations

from collections.abc import Mapping

from backend.schemas.fields import FIELDS
from backend.schemas.override import PARTS, Override

PER_LAYER = "Settings per layer"
"""Their title in tables."""


def layers_in_words(overrides: Mapping[str, Override]) -> list[str]:
    """Return a phrase for each layer with settings of its own, such as "layer dense: ADC bits 6, read noise 2 %"."""
    said = {layer: override_in_words(override) for layer, override in sorted(overrides.items())}
    return [f"layer {layer}: {words}" for layer, words in said.items() if words]


def override_in_words(override: Override) -> str:
    """Return what differs in one layer, such as "digital" or "ADC bits 6, read noise 2 %"; empty if nothing does."""
    if override.digital:
        return "digital"
    given = {f"{part}.{name}": value for part in PARTS for name, value in getattr(override, part).items()}
    return ", ".join(f"{field.in_a_sentence} {field.text(given[path])}" for path, field in FIELDS.items() if path in given)
