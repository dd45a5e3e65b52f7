"""Settings of single layers: what is set, each with a button that takes it off, and a form for one more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from backend.schemas.device import DevicePreset
from backend.schemas.network import NetworkCard
from frontend.features.explore import ids
from frontend.kit.state import Parameter, View
from frontend.kit.state.overrides import DIGITAL, KEYS, OF_A_LAYER, in_words, read, text_of
from frontend.kit.state.parameters import GROUPS

HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}
NO_DEVICE = {"value": "", "label": "no device"}
MEANING = (
    "A layer may have values of its own, or be computed digitally: exactly, without arrays. A sweep leaves out a layer that has "
    "a value of its own for what is swept."
)


def per_layer(view: View, cards: Sequence[NetworkCard]) -> Any:
    layers = layers_of(view.networks, cards)
    return html.Div(
        [
            html.P(MEANING, className="meaning"),
            html.Div(rows(view.overrides), id=ids.LAYER_ROWS, **{"aria-live": "polite"}),
            _select(ids.LAYER, "Layer", layers, layers[0]["value"] if layers else None),
            _select(ids.LAYER_FIELD, "Setting", _fields(), DIGITAL, maxDropdownHeight=420),
            dmc.NumberInput(
                id=ids.LAYER_NUMBER,
                label="Value",
                size="xs",
                allowNegative=False,
                hideControls=True,
                clampBehavior="blur",
                className="option of-layer",
                style=HIDDEN,
            ),
            _select(ids.LAYER_CHOICE, "Value", [], None, style=HIDDEN),
            dmc.Button("Set for this layer", id=ids.LAYER_SET, variant="default", size="xs", mt=6, disabled=not layers),
        ]
    )


def layers_of(networks: Sequence[str], cards: Sequence[NetworkCard]) -> list[dict[str, str]]:
    """The layers with weights of the chosen networks, each once, in the order in which networks have them."""
    known = {card.id: card for card in cards}
    chosen = [list(known[network].layer_names.values()) for network in networks if network in known]
    names = dict.fromkeys(name for layers in chosen for name in layers)
    having = {name: sum(name in layers for layers in chosen) for name in names}
    return [
        {"value": name, "label": name if count == len(chosen) else f"{name} ({count} of {len(chosen)})"}
        for name, count in having.items()
    ]


def rows(texts: Sequence[str]) -> Any:
    """What is set, as a list; a sentence if nothing is."""
    known = [text for text in texts if read(text)]
    if not known:
        return html.P("No layer has anything of its own.", className="meaning")
    return html.Ul([_row(text) for text in known], className="lines")


def _row(text: str) -> Any:
    said = in_words(text)
    remove = dmc.Button("Remove", id=ids.layer_remove(text), variant="subtle", size="compact-xs")
    remove.attributes = {"root": {"aria-label": f"Remove the setting of {said}"}}
    return html.Li([html.Span(said), remove])


def left_out(texts: Sequence[str]) -> str:
    """That settings of layers are gone, because no chosen network has these layers."""
    return f"No chosen network has the layer, so this is left out: {'; '.join(map(in_words, texts))}."


def changed(texts: Sequence[str], layer: str, key: str, shown: Any) -> list[str]:
    """Settings of layers with one more, in the place of what it replaces; `shown` is the value of an option as shown.

    A digital layer has nothing else of its own: what is set last holds.
    """
    if key == DIGITAL:
        return [*(text for text in texts if not text.startswith(f"{layer}:")), f"{layer}:{DIGITAL}"]
    field = KEYS[key]
    value = None if shown in ("", None) and field.optional else field.meant(shown)
    new = text_of(layer, field, int(value) if field.whole and value is not None else value)
    gone = (f"{layer}:{DIGITAL}", f"{layer}:{key}:")
    return [*(text for text in texts if text != gone[0] and not text.startswith(gone[1])), new]


def values_of(field: Parameter, devices: Sequence[DevicePreset]) -> list[dict[str, str]]:
    """What an option may be, where it is no number; each value as text."""
    if field.kind == "switch":
        return [{"value": "1", "label": "on"}, {"value": "0", "label": "off"}]
    if field.kind == "text":
        return [NO_DEVICE, *({"value": device.id, "label": device.title} for device in devices if device.model)]
    return [{"value": choice, "label": words} for choice, words in field.words.items()]


def _fields() -> list[dict[str, Any]]:
    """What a layer may have of its own: to be digital, or an option, by group."""
    options = [
        {"group": group, "items": [{"value": field.key, "label": field.title} for field in OF_A_LAYER if field.group == group]}
        for group in GROUPS
    ]
    return [{"value": DIGITAL, "label": "Digital (no array)"}, *(group for group in options if group["items"])]


def _select(name: str, label: str, data: Any, value: Any, **more: Any) -> Any:
    return dmc.Select(
        id=name,
        label=label,
        value=value,
        data=data,
        size="xs",
        allowDeselect=False,
        checkIconPosition="right",
        className="option of-layer",
        **more,
    )
