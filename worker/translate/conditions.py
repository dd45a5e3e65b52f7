"""The converter between a setting of a spec and the conditions of the engine."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from backend.devices import model_for
from backend.schemas.by_layer import overrides_of, settings_of
from backend.schemas.device import check_levels, g_max_us
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Setting
from worker.crossbar import Conditions
from worker.translate import own_devices
from worker.translate.device_laws import to_engine_device

NAMES = {condition.name for condition in fields(Conditions)}
"""Names of all conditions of the engine."""
OF_IMAGES = {"kind": "image_noise", "level": "image_noise_level", "clip": "image_clip"}
"""Names that the engine has for the fields of the test-set noise."""


def name_in_engine(field: str) -> str:
    """Return the name that the engine has for a field of a setting, given by its path."""
    part, _, name = field.partition(".")
    return OF_IMAGES[name] if part == "test_noise" else name


def conditions(setting: Setting, card: NetworkCard | None = None) -> Conditions:
    """Return a setting as the conditions of the engine, for the network of this card, whose layers its overrides name.

    The card may be left out of a setting without overrides. A device replaces the programming error and the read noise. Raises
    DeviceError if the setting names a device that this machine does not have, or asks for levels that the device does not have,
    and ValueError if two overrides are for one layer, or without a card.
    """
    if not setting.overrides:
        return _of_all_layers(setting)
    if card is None:
        raise ValueError("overrides need a network, whose layers they name")
    own = {
        index: _of_all_layers(layer) if layer else Conditions()
        for index, layer in settings_of(setting, card).items()
        if index in overrides_of(setting, card)
    }
    return replace(_of_all_layers(setting), by_layer=tuple(own.items()))


def _of_all_layers(setting: Setting) -> Conditions:
    """Return the conditions of layers without an override."""
    noise, images = setting.internal_noise, setting.test_noise
    model = model_for(noise, own_devices.find)
    check_levels(setting, model)
    translated: dict[str, Any] = {
        "device": to_engine_device(model) if model else None,
        "g_max_us": g_max_us(setting, model),
        **{name: getattr(images, field) for field, name in OF_IMAGES.items()},
    }
    if model:
        translated |= {"programming": 0.0, "read": 0.0}
    return Conditions(**(_by_name(setting) | translated))


def _by_name(setting: Setting) -> dict[str, Any]:
    """Return all values that have the same name in the setting and in the engine, except those of the images."""
    sections = (setting.internal_noise, setting.converters, setting.crossbar)
    return {name: value for section in sections for name, value in section if name in NAMES}
