"""The one converter between a spec's setting and the engine's conditions."""

from __future__ import annotations

from backend.devices import model_for
from backend.schemas.setting import Setting
from worker import own_devices
from worker.crossbar import Conditions
from worker.device_laws import to_engine_device

_NOT_YET = {
    "internal_noise": ("stuck_random", "distribution", "law", "clip", "rtn_share", "rtn_amplitude", "floor"),
    "converters": ("cell_bits", "input_encoding", "adc_range", "adc_percentile"),
    "crossbar": ("wire_resistance_ohm", "pair", "on_off_ratio", "weight_percentile", "bias"),
}


class NotModelled(ValueError):
    """The engine has no model for a field of the setting."""


def conditions(setting: Setting) -> Conditions:
    """A setting as the engine reads it. Raises NotModelled rather than leave a field out silently, and DeviceError."""
    noise, crossbar = setting.internal_noise, setting.crossbar
    for part, names in _NOT_YET.items():
        for name in names:
            allowed, value = type(getattr(setting, part)).model_fields[name].default, getattr(getattr(setting, part), name)
            if value != allowed:
                raise NotModelled(f"{part}.{name} is not modelled yet and must be {allowed!r}; received {value!r}")
    model = model_for(noise, own_devices.find)
    return Conditions(
        programming=0.0 if model else noise.programming,
        read=0.0 if model else noise.read,
        reference=noise.reference,
        device=to_engine_device(model) if model else None,
        age_s=noise.age_s,
        drift_compensation=noise.drift_compensation,
        stuck_low=noise.stuck_low,
        stuck_high=noise.stuck_high,
        weight_bits=setting.converters.weight_bits,
        adc_bits=setting.converters.adc_bits,
        dac_bits=setting.converters.dac_bits,
        mapping=crossbar.mapping,
        rows=crossbar.rows,
        image_noise=setting.test_noise.kind,
        image_noise_level=setting.test_noise.level,
        image_clip=setting.test_noise.clip,
    )
