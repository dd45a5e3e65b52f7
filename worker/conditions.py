"""The one converter between a spec's setting and the engine's conditions."""

from __future__ import annotations

from backend.schemas.spec import Setting
from worker.crossbar import Conditions


class NotModelled(ValueError):
    """The engine has no model for a field of the setting."""


def conditions(setting: Setting) -> Conditions:
    """A setting as the engine reads it. Raises NotModelled rather than leave a field out silently."""
    noise, crossbar = setting.internal_noise, setting.crossbar
    for field, value, neutral in (
        ("internal_noise.device", noise.device, None),
        ("internal_noise.age_s", noise.age_s, 0),
        ("crossbar.wire_resistance_ohm", crossbar.wire_resistance_ohm, 0),
    ):
        if value != neutral:
            raise NotModelled(
                f"{field} is not modelled yet and must be {'null' if neutral is None else neutral}; received {value!r}"
            )
    return Conditions(
        programming=noise.programming,
        read=noise.read,
        reference=noise.reference,
        stuck_low=noise.stuck_low,
        stuck_high=noise.stuck_high,
        weight_bits=setting.converters.weight_bits,
        adc_bits=setting.converters.adc_bits,
        dac_bits=setting.converters.dac_bits,
        mapping=crossbar.mapping,
        rows=crossbar.rows,
        image_noise=setting.test_noise.kind,
        image_noise_level=setting.test_noise.level,
    )
