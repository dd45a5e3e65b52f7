"""The least noise of a read that physics allows: thermal (Johnson-Nyquist) and shot noise of the device itself."""

from __future__ import annotations

from math import sqrt

from backend.schemas.device import DeviceModel, g_max_us
from backend.schemas.equivalence import Floor
from backend.schemas.setting import Setting
from worker.crossbar.chip.reading import shot_per_ampere, thermal_per_siemens

AMPERES = {"A": 1.0, "mA": 1e-3, "uA": 1e-6, "nA": 1e-9, "pA": 1e-12}
"""Units of current in A."""


def currents(conductance_s: float, *, voltage_v: float, bandwidth_hz: float, temperature_k: float) -> tuple[float, float]:
    """Return the standard deviations of thermal current, sqrt(4 k T G f), and shot current, sqrt(2 q G V f), in A."""
    thermal = thermal_per_siemens(bandwidth_hz, temperature_k) * conductance_s
    return sqrt(thermal), sqrt(shot_per_ampere(bandwidth_hz) * conductance_s * voltage_v)


def floor_of(
    *, g_max_s: float, g_min_s: float, voltage_v: float, bandwidth_hz: float, temperature_k: float, noise: float
) -> Floor:
    """Return the noise floor of a weight at max |w|, whose active device is at G_max.

    `noise` is the setting's own noise, to compare with, as a fraction of max |w|. The idle device of the pair, at G_min, is
    left out: it adds less, and nothing if it is off.
    """
    thermal, shot = currents(g_max_s, voltage_v=voltage_v, bandwidth_hz=bandwidth_hz, temperature_k=temperature_k)
    floor = sqrt(thermal**2 + shot**2) / ((g_max_s - g_min_s) * voltage_v)
    ratio = noise / floor if noise else None
    read = (
        f"With {g_max_s * 1e6:.3g} µS read at {voltage_v:g} V, {temperature_k:g} K and {_hertz(bandwidth_hz)}, thermal and shot "
        f"noise alone move the largest weight by {_percent(floor)} of max |w| in each read"
    )
    if ratio is None:
        sentence = f"{read}; this setting has no other noise."
    elif ratio < 1:
        sentence = f"{read}; this setting's {_percent(noise)} is below that, which no device can reach."
    else:
        sentence = f"{read}; this setting's {_percent(noise)} is {ratio:.3g} times as much."
    return Floor(floor=floor, thermal_a=thermal, shot_a=shot, current_a=g_max_s * voltage_v, ratio=ratio, sentence=sentence)


def _percent(fraction: float) -> str:
    return f"{100 * fraction:.2g} %"


def _hertz(frequency: float) -> str:
    for unit, size in (("GHz", 1e9), ("MHz", 1e6), ("kHz", 1e3)):
        if frequency >= size:
            return f"{frequency / size:g} {unit}"
    return f"{frequency:g} Hz"


def window(setting: Setting, model: DeviceModel | None) -> tuple[float, float]:
    """Return G_min and G_max in siemens, as the engine uses them; those of a device given in currents, over the read voltage.

    Raises DeviceError if the engine does not accept the setting either.
    """
    crossbar = setting.crossbar
    off = 1 / crossbar.on_off_ratio if crossbar.on_off_ratio else 0.0
    if model is not None:
        off = model.low / model.high
    high = g_max_us(setting, model) / 1e6
    if crossbar.g_max_us is None and model is not None and model.unit in AMPERES:
        high = model.high * AMPERES[model.unit] / setting.internal_noise.read_voltage_v
    return off * high, high


def floor_for(setting: Setting, model: DeviceModel | None, noise: float) -> Floor:
    """Return the noise floor of a setting, whose own noise is `noise` as a fraction of max |w|. Raises DeviceError."""
    low, high = window(setting, model)
    noise_setting = setting.internal_noise
    return floor_of(
        g_max_s=high,
        g_min_s=low,
        voltage_v=noise_setting.read_voltage_v,
        bandwidth_hz=noise_setting.bandwidth_hz,
        temperature_k=noise_setting.temperature_k,
        noise=noise,
    )
