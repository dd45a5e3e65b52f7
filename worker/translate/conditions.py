"""The one converter between a spec's setting and the engine's conditions."""

from __future__ import annotations

from backend.devices import model_for
from backend.schemas.device import g_max_us
from backend.schemas.setting import Setting
from worker.crossbar import Conditions
from worker.translate import own_devices
from worker.translate.device_laws import to_engine_device


def conditions(setting: Setting) -> Conditions:
    """A setting as the engine reads it. Raises DeviceError."""
    noise, crossbar = setting.internal_noise, setting.crossbar
    converters = setting.converters
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
        stuck_random=noise.stuck_random,
        distribution=noise.distribution,
        law=noise.law,
        clip=noise.clip,
        rtn_share=noise.rtn_share,
        rtn_amplitude=noise.rtn_amplitude,
        floor=noise.floor,
        bandwidth_hz=noise.bandwidth_hz,
        temperature_k=noise.temperature_k,
        read_voltage_v=noise.read_voltage_v,
        weight_bits=converters.weight_bits,
        adc_bits=converters.adc_bits,
        dac_bits=converters.dac_bits,
        cell_bits=converters.cell_bits,
        input_encoding=converters.input_encoding,
        adc_range=converters.adc_range,
        adc_percentile=converters.adc_percentile,
        mapping=crossbar.mapping,
        rows=crossbar.rows,
        columns=crossbar.columns,
        pair=crossbar.pair,
        on_off_ratio=crossbar.on_off_ratio,
        g_max_us=g_max_us(setting, model),
        weight_percentile=crossbar.weight_percentile,
        bias=crossbar.bias,
        wire_resistance_ohm=crossbar.wire_resistance_ohm,
        wire_topology=crossbar.wire_topology,
        image_noise=setting.test_noise.kind,
        image_noise_level=setting.test_noise.level,
        image_clip=setting.test_noise.clip,
    )
