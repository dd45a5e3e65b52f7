"""The one converter between a spec's setting and the engine's conditions."""

from __future__ import annotations

from backend.devices import model_for
from backend.schemas.setting import Setting
from worker.crossbar import Conditions
from worker.device_laws import to_engine_device


class NotModelled(ValueError):
    """The engine has no model for a field of the setting."""


def conditions(setting: Setting) -> Conditions:
    """A setting as the engine reads it. Raises NotModelled rather than leave a field out silently, and DeviceError."""
    noise, crossbar = setting.internal_noise, setting.crossbar
    if crossbar.wire_resistance_ohm:
        raise NotModelled(
            f"crossbar.wire_resistance_ohm is not modelled yet and must be 0; received {crossbar.wire_resistance_ohm!r}"
        )
    model = model_for(noise)
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
