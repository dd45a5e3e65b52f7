"""The setting at which a view stands, for pages where nothing is swept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from backend.options.option import RUN
from backend.schemas.layers_in_words import layers_in_words
from backend.schemas.override import Override
from backend.schemas.setting import Setting
from frontend.kit.state.overrides import document_of
from frontend.kit.state.parameters import FIELDS, PARAMETERS
from frontend.kit.state.specs import spec_of
from frontend.kit.state.view import View, values_of

SHOWN_HERE = ("internal_noise.programming", "internal_noise.read", "test_noise.kind", "test_noise.level")
"""Fields that have a control on such a page."""


def setting_of(view: View) -> dict[str, Any]:
    """The setting at which the view stands, as JSON; what Explore sweeps is where its slider is."""
    document = spec_of(view)
    for key in filter(None, (view.sweep, view.y)):
        parameter, value = PARAMETERS[key], view.value_of(key)
        part, field = parameter.field.split(".")
        if value is not None:
            document.setdefault(part, {})[field] = int(value) if parameter.whole else parameter.meant(value)
    document["test_noise"]["kind"] = view.test_kind
    return {part: document[part] for part in Setting.model_fields if part in document}


def words_of(view: View, devices: Mapping[str, str], shown: Collection[str] = SHOWN_HERE) -> list[str]:
    """What of the setting has no control on the page, which has those that are `shown`; `devices` are titles by id."""
    now = values_of(view, view.swept)
    words = []
    for field in FIELDS.values():
        value = field.meant(getattr(view, field.name))
        if field.field in shown or (field.group == RUN and field.field != "seed"):
            continue
        if value != field.default and field.has_effect(now):
            words.append(field.phrase(devices.get(value, value) if field.kind == "text" else value))
    overrides = {layer: Override.model_validate(own) for layer, own in document_of(view.overrides).items()}
    return words + layers_in_words(overrides)
