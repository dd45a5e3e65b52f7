"""Devices of CrossSim: which presets have their laws from it, and the parameters that select them."""

from __future__ import annotations

from dataclasses import dataclass

from backend.schemas.setting import Setting

DAY_S = 86_400.0
CLIPS_READS = "With clip_conductance it clips each read, too; here only what is programmed is clipped."
"""Why clipping with read noise is not the same."""


@dataclass(frozen=True)
class Counterpart:
    """A class of CrossSim whose laws a preset has, and the window that the class needs."""

    name: str
    r_min_ohm: float
    g_min: float
    """G_min / G_max."""
    reads: bool = False
    drifts: bool = False


COUNTERPARTS = {
    "sonos-2022": Counterpart("SONOS", 62_500.0, 0.0, reads=True, drifts=True),
    "pcm-joshi": Counterpart("PCMJoshi", 40_000.0, 0.01),
    "reram-milo": Counterpart("RRAMMilo", 1e6 / 225, 50 / 225),
}
"""Presets by their id."""


def device_trouble(setting: Setting) -> str:
    """Return why a device has no counterpart, or nothing."""
    noise = setting.internal_noise
    found = COUNTERPARTS.get(noise.device or "")
    if found is None:
        return "There is no such device."
    if noise.age_s and not found.drifts:
        return f"Its {found.name} does not age."
    if noise.clip and found.reads:
        return CLIPS_READS
    return ""


def device_lines(setting: Setting) -> list[str]:
    """Return the lines that select the device of a setting."""
    noise = setting.internal_noise
    found = COUNTERPARTS[noise.device or ""]
    lines = [f"params.xbar.device.Rmin = {found.r_min_ohm!r}"]
    if found.g_min:
        lines.append(f"params.xbar.device.Rmax = {found.r_min_ohm / found.g_min!r}")
    else:
        lines.append("params.xbar.device.infinite_on_off_ratio = True")
    if noise.clip:
        lines.append("params.xbar.device.clip_conductance = True")
    aged = bool(noise.age_s)
    names = ["drift_error" if aged else "programming_error", *(["read_noise"] if found.reads else [])]
    if aged:
        lines.append(f"params.xbar.device.time = {noise.age_s / DAY_S:.12g}  # days")
    for name in names:
        lines += [f"params.xbar.device.{name}.enable = True", f'params.xbar.device.{name}.model = "{found.name}"']
    return lines
