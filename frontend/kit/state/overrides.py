"""Settings of layers as texts of a view, and back: "dense_1:digital", or "dense_1:ab:6" for the value of an option.

An option is named by its key in addresses. Numbers are in the unit of the spec.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backend.schemas.network import NetworkCard
from backend.schemas.override import PARTS, Override
from frontend.kit.state.parameters import BY_KEY, Parameter
from frontend.kit.state.texts import from_text, to_text

DIGITAL = "digital"
"""What stands in place of an option for a layer that is computed digitally."""
OF_A_LAYER = tuple(field for field in BY_KEY.values() if field.field.partition(".")[0] in PARTS)
"""The options that a layer may have of its own, in the order of addresses."""
KEYS = {field.key: field for field in OF_A_LAYER}


def text_of(layer: str, field: Parameter, value: Any) -> str:
    """Return the text of one option of a layer; the value is in the unit of the spec."""
    return f"{layer}:{field.key}:{to_text(value if field.kind == 'number' else field.shown(value))}"


def texts_of(overrides: Mapping[str, Override]) -> tuple[str, ...]:
    """Return a spec's overrides as texts."""
    texts: list[str] = []
    for layer, override in overrides.items():
        texts += [f"{layer}:{DIGITAL}"] if override.digital else []
        texts += [text_of(layer, field, value) for field in OF_A_LAYER for value in _own(override, field)]
    return tuple(texts)


def read(text: str) -> tuple[str, Parameter | None, Any] | None:
    """Return layer, option and value of a text; no option for a digital layer, and None for what is no such text."""
    layer, _, rest = text.partition(":")
    if rest == DIGITAL:
        return layer, None, None
    key, _, said = rest.partition(":")
    field = KEYS.get(key)
    if field is None:
        return None
    value = None if said == "" and field.optional else from_text(field, said)
    if field.kind != "number":
        return layer, field, field.meant(value)
    return None if isinstance(value, str) else (layer, field, value)


def document_of(texts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the overrides of a spec, as JSON. Of a digital layer nothing else is said."""
    found: dict[str, dict[str, Any]] = {}
    for layer, field, value in filter(None, map(read, texts)):
        if field is None:
            found[layer] = {DIGITAL: True}
        elif DIGITAL not in found.get(layer, {}):
            part, _, name = field.field.partition(".")
            found.setdefault(layer, {}).setdefault(part, {})[name] = value
    return found


def of_networks(texts: Iterable[str], cards: Iterable[NetworkCard]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts whose layer some network has, by name or index, and the others, which a spec may not hold."""
    layers = {key for card in cards for index, name in card.layer_names.items() for key in (name, str(index))}
    texts = tuple(texts)
    kept = tuple(text for text in texts if text.partition(":")[0] in layers)
    return kept, tuple(text for text in texts if text not in kept)


def in_words(text: str) -> str:
    """Return what a text sets, such as "dense_1: digital" or "dense_1: ADC bits 6"; the text itself if it sets nothing."""
    found = read(text)
    if found is None:
        return text
    layer, field, value = found
    return f"{layer}: {f'{field.in_a_sentence} {field.text(value)}' if field else DIGITAL}"


def _own(override: Override, field: Parameter) -> list[Any]:
    """Return the value that a layer has of its own of an option, in a list; empty if it has none."""
    part, _, name = field.field.partition(".")
    given = getattr(override, part)
    return [given[name]] if name in given else []
