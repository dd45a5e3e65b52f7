"""Noise models of aihwkit: which presets have their laws from it, and the window that each needs there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from backend.schemas.setting import InternalNoise
from worker.analysis.equivalence.terms.draft import number

FRESH_S = 1e-6
"""An age in seconds that counts as none: at 0, apply_noise returns nothing."""
MEASURED_S = {1.0, 86_400.0, 172_800.0}
"""Ages at which ReRamWan2022NoiseModel has a law."""
PROGRAM = "array.program_analog_weights(noise_model)"
PAIR = "SinglePairConductanceConverter"


@dataclass(frozen=True)
class Model:
    """A noise model: the expression that makes it, the classes it needs, and the lines that program `array` with it."""

    made: str
    names: tuple[str, ...]
    programming: tuple[str, ...] = (PROGRAM,)
    compensated: bool = False
    note: str = ""


def device_model(noise: InternalNoise) -> tuple[Model | None, str]:
    """Return the noise model of a device at its age, or None, and what is to be said of either."""
    if noise.clip:
        return None, "It clips at 0 alone."
    made = MODELS.get(noise.device or "")
    if made is None:
        return None, "There is no such device."
    model, trouble = made(noise.age_s)
    if model is None:
        return None, trouble
    if noise.drift_compensation and noise.age_s:
        model = replace(
            model,
            names=(*model.names, "GlobalDriftCompensation"),
            programming=(PROGRAM, f"array.drift_analog_weights({number(noise.age_s)})"),
            compensated=True,
        )
    return model, model.note


def _pcm(age_s: float) -> tuple[Model | None, str]:
    note = "Its 1/f noise is drawn once for an age, not at every read; mean accuracies are the same where a layer is read once."
    return _aged(Model("PCMLikeNoiseModel()", ("PCMLikeNoiseModel",), note=note), max(age_s, FRESH_S)), ""


def _wan(age_s: float) -> tuple[Model | None, str]:
    age_s = max(age_s, 1.0)
    if age_s not in MEASURED_S:
        return None, "Its ReRamWan2022NoiseModel has laws for 1 s, 1 day and 2 days alone."
    made = f"ReRamWan2022NoiseModel(g_converter={PAIR}(40, 1))"
    note = "Its own window, without g_converter, is 0 to 25 \N{MICRO SIGN}S."
    return _aged(Model(made, (PAIR, "ReRamWan2022NoiseModel"), note=note), age_s), ""


def _cmo(age_s: float) -> tuple[Model | None, str]:
    if 0 < age_s < 1:
        return None, "Its ReRamCMONoiseModel has no law for the first second."
    note = "Its own defaults are one device for a weight, and programming within 0.2 %."
    model = Model("ReRamCMONoiseModel(acceptance_range=2)", (PAIR, "ReRamCMONoiseModel"), note=note)
    aged = _aged(model, age_s) if age_s else model
    return replace(aged, programming=(f"noise_model.g_converter = {PAIR}(88.2, 9.0)", *aged.programming)), ""


MODELS: dict[str, Callable[[float], tuple[Model | None, str]]] = {
    "pcm-nandakumar": _pcm,
    "reram-neurram": _wan,
    "reram-cmo": _cmo,
}
"""Makers of a model at an age, or of why there is none, by the id of the preset."""


def _aged(model: Model, age_s: float) -> Model:
    # Through drift_analog_weights the pairs would be made anew from the programmed weights, in which idle devices are forgotten.
    apply = f"    tile.tile.set_weights(noise_model.apply_noise(tile.tile.get_weights(), {number(age_s)}))"
    return replace(model, programming=("for tile in array.analog_tiles():", apply))
