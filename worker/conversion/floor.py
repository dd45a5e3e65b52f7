"""The least noise of a read that physics allows: thermal (Johnson-Nyquist) and shot noise of the device itself."""

from __future__ import annotations

from math import sqrt

from backend.schemas.conversion import Floor
from backend.schemas.device import DeviceModel
from backend.schemas.setting import Setting

BOLTZMANN = 1.380649e-23
ELEMENTARY_CHARGE = 1.602176634e-19


def currents(conductance_s: float, *, voltage_v: float, bandwidth_hz: float, temperature_k: float) -> tuple[float, float]:
    """Standard deviations of the thermal current sqrt(4 k T G f) and the shot current sqrt(2 q G V f), in A."""
    thermal = sqrt(4 * BOLTZMANN * temperature_k * conductance_s * bandwidth_hz)
    return thermal, sqrt(2 * ELEMENTARY_CHARGE * conductance_s * voltage_v * bandwidth_hz)


def floor_of(
    *, g_max_s: float, g_min_s: float, voltage_v: float, bandwidth_hz: float, temperature_k: float, noise: float
) -> Floor:
    """Of a weight at max |w|: its one device is at G_max. `noise` is the setting's own, as a fraction of max |w|.

    The idle device of the pair, at G_min, is left out: it adds less, and nothing at all where it is off.
    """
    thermal, shot = currents(g_max_s, voltage_v=voltage_v, bandwidth_hz=bandwidth_hz, temperature_k=temperature_k)
    floor = sqrt(thermal**2 + shot**2) / ((g_max_s - g_min_s) * voltage_v)
    ratio = noise / floor if noise else None
    read = (
        f"With {g_max_s * 1e6:.3g} µS read at {voltage_v:g} V, {temperature_k:g} K and {_hertz(bandwidth_hz)}, thermal and shot "
        f"noise alone move the largest weight by {_percent(floor)} of max |w| in each read"
    )
    if ratio is None:
        sentence = f"{read}; this setting has no noise."
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


SIEMENS = {"S": 1.0, "mS": 1e-3, "uS": 1e-6, "nS": 1e-9, "pS": 1e-12}
AMPERES = {"A": 1.0, "mA": 1e-3, "uA": 1e-6, "nA": 1e-9, "pA": 1e-12}
G_MAX_US = 100.0
"""Of a device whose conductance nobody gives, as the engine takes it."""


def window(setting: Setting, model: DeviceModel | None) -> tuple[float, float]:
    """G_min and G_max in siemens: the setting's, else the device's (a current over the read voltage), else a usual one."""
    crossbar, voltage = setting.crossbar, setting.internal_noise.read_voltage_v
    off = 1 / crossbar.on_off_ratio if crossbar.on_off_ratio else 0.0
    if model is not None:
        off = model.low / model.high
    if crossbar.g_max_us is not None:
        high = crossbar.g_max_us * 1e-6
    elif model is not None and model.unit in SIEMENS:
        high = model.high * SIEMENS[model.unit]
    elif model is not None and model.unit in AMPERES:
        high = model.high * AMPERES[model.unit] / voltage
    else:
        high = G_MAX_US * 1e-6
    return off * high, high


def floor_for(setting: Setting, model: DeviceModel | None, noise: float) -> Floor:
    """Of a setting, whose own noise is a fraction of max |w|."""
    low, high = window(setting, model)
    own = setting.internal_noise
    return floor_of(
        g_max_s=high,
        g_min_s=low,
        voltage_v=own.read_voltage_v,
        bandwidth_hz=own.bandwidth_hz,
        temperature_k=own.temperature_k,
        noise=noise,
    )
