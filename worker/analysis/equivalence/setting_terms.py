"""What to enter in other simulators to get the noise of a setting, and where nothing gives it."""

from __future__ import annotations

from backend.options import BY_FIELD, OPTIONS
from backend.options.option import AIHWKIT, CROSSSIM, NEUROSIM
from backend.options.rules import FieldValues, values_in
from backend.schemas.equivalence import ToolTerms
from backend.schemas.fields import FIELDS
from backend.schemas.layers_in_words import layers_in_words
from backend.schemas.setting import InternalNoise, Setting
from worker.analysis.equivalence.tools import (
    UNCLIPPED,
    aihwkit_prog_coeff,
    crosssim_magnitude,
    crosssim_uniform_magnitude,
    neurosim_c2c,
)

PROGRAMMING, READ = (BY_FIELD[f"internal_noise.{name}"].tools for name in ("programming", "read"))
"""What these are called there."""
CROSSSIM_DEVICES = {"sonos-2022": "SONOS", "pcm-joshi": "PCMJoshi", "reram-milo": "RRAMMilo"}
"""Devices whose laws were taken from CrossSim, by the name of its class."""
AIHWKIT_DEVICES = {
    "pcm-nandakumar": "PCMLikeNoiseModel",
    "reram-neurram": "ReRamWan2022NoiseModel",
    "reram-cmo": "ReRamCMONoiseModel",
}
"""Devices whose laws were taken from aihwkit, by the name of its class."""


def in_other_tools(setting: Setting, error: float, read: float) -> list[ToolTerms]:
    """Return a setting in the terms of CrossSim, aihwkit and NeuroSim.

    `error` and `read` are the measured errors of the weights and of a read, as fractions of max |w| (root mean squares over all
    layers).
    """
    missing = [*left_out(setting), *layers_in_words(setting.overrides)]
    if not missing:
        return _terms(setting, error, read)
    note = f"Not in these terms: {', '.join(missing)}."
    return [
        terms.model_copy(update={"note": f"{terms.note} {note}", "match": terms.match if terms.setting else "none"})
        for terms in _terms(setting, error, read)
    ]


def left_out(setting: Setting) -> list[str]:
    """Return the names of effects on conductances that no standard deviation of the weights expresses."""
    values = FieldValues(values_in(setting))
    effects = [
        option.unlike_sigma
        for option in OPTIONS
        if option.unlike_sigma and values.value(option.field) != FIELDS[option.field].default and option.has_effect(values)
    ]
    return list(dict.fromkeys(effects))


def _terms(setting: Setting, error: float, read: float) -> list[ToolTerms]:
    noise = setting.internal_noise
    if noise.device is not None:
        return [
            _crosssim_device(noise.device, setting, error, read),
            _aihwkit_device(noise.device, error, read),
            _neurosim_by_size(error),
        ]
    programming, reading = (_of_max(noise, value) for value in (noise.programming, noise.read))
    if not programming and not reading:
        nothing = "Neither programming error nor read noise: leave its noise off."
        return [ToolTerms(tool=tool, match="equal", note=nothing) for tool in (CROSSSIM, AIHWKIT, NEUROSIM)]
    return [
        _crosssim(setting, programming, reading),
        _aihwkit(noise, programming, reading),
        _neurosim(programming),
    ]


def _of_max(noise: InternalNoise, sigma: float) -> float:
    """Return a sigma as a fraction of max |w|."""
    return sigma * (2 if noise.reference == "range" else 1)


def _crosssim(setting: Setting, programming: float, reading: float) -> ToolTerms:
    noise, pairing = setting.internal_noise, setting.crossbar.mapping
    if programming and noise.law == "inverse":
        note = "Its inverse models grow as 1/G, too; how their magnitude is scaled was not checked, so no number is given."
        return ToolTerms(tool=CROSSSIM, match="none", note=note)
    # Where every device errs alike, an idle one has to be kept away from 0; else its own conductance says how much it errs.
    ratio = setting.crossbar.on_off_ratio
    g_min = UNCLIPPED if noise.law == "independent" else (1 / ratio if ratio else 0.0)
    uniform = noise.distribution == "uniform"
    model = f"{'Uniform' if uniform else 'Normal'}{noise.law.capitalize()}"
    magnitude = (crosssim_uniform_magnitude if uniform else crosssim_magnitude)(programming, g_min=g_min, pairing=pairing)
    entries = [f"{PROGRAMMING[CROSSSIM]}: {model}, magnitude {magnitude:.4g}"] if programming else []
    if reading:
        entries.append(
            f"{READ[CROSSSIM]}: NormalIndependent, magnitude {crosssim_magnitude(reading, g_min=g_min, pairing=pairing):.4g}"
        )
    entries.append(f"Rmax / Rmin = {1 / g_min:.3g}" if g_min else "infinite_on_off_ratio")
    if setting.crossbar.pair == "two_sided":
        entries.append("style TWO_SIDED")
    note = "Its magnitude is that of one device in units of G_max"
    if noise.law == "independent":
        note += (
            ". It clips conductances at 0: with G_min = 0 an idle device keeps half of its error, which pulls weights "
            "towards zero. A G_min of 0.3 G_max keeps clear of that"
        )
    if noise.clip:
        note += ". It does not clip at G_max, nor at a G_min above 0, as this setting does"
    return ToolTerms(tool=CROSSSIM, match="size" if noise.clip else "equal", setting="; ".join(entries), note=f"{note}.")


def _aihwkit(noise: InternalNoise, programming: float, reading: float) -> ToolTerms:
    entries = []
    name, coefficient = PROGRAMMING[AIHWKIT], aihwkit_prog_coeff(programming, g_min_us=25 * UNCLIPPED)
    modifier = f"the modifier ADD_NORMAL, std_dev = {programming:.4g}, rel_to_actual_wmax"
    if programming and noise.law == "independent":
        entries.append(f"PCMLikeNoiseModel({name}=[{coefficient:.4g}]) in µS with g_max = 25, g_min = 7.5; or {modifier}")
    elif programming and noise.law == "proportional":
        entries.append(f"PCMLikeNoiseModel({name}=[0, {aihwkit_prog_coeff(programming):.4g}]) in µS with g_max = 25, g_min = 0")
    elif programming:
        entries.append(modifier)
    same_law = not programming or (noise.law != "inverse" and noise.distribution == "gaussian" and not noise.clip)
    note = (
        "Its noise model takes the error of one conductance in µS and clips at 0; the modifier takes that of the weight over "
        "max |w| and clips nothing. Switch off its other defaults: converters, out_noise, drift."
    )
    if not same_law:
        note += " Errors there are normal, polynomials of G, and not clipped at the window: here only the size is the same."
    entries_text = "; ".join(entries) + _aihwkit_read(reading)
    return ToolTerms(tool=AIHWKIT, match="equal" if same_law else "size", setting=entries_text.removeprefix("; "), note=note)


def _aihwkit_read(reading: float) -> str:
    return f"; {READ[AIHWKIT]} = {reading:.4g}, ADDITIVE_CONSTANT (C++ tile)" if reading else ""


def _neurosim(programming: float) -> ToolTerms:
    if not programming:
        note = "Its read noise is proportional to the conductance, I = V G (1 + n); noise that is the same everywhere is missing."
        return ToolTerms(tool=NEUROSIM, match="none", note=note)
    return ToolTerms(
        tool=NEUROSIM,
        match="size",
        setting=f"MLP+NeuroSim 3.0: {PROGRAMMING[NEUROSIM]} = {neurosim_c2c(programming):.4g}, one pulse",
        note="A fraction of G_max − G_min of one device that holds the whole weight range, and it grows with the root of the "
        "pulses. DNN+NeuroSim 1.3 and 1.4 redraw device variation in every forward pass: nothing there is frozen, so no equal.",
    )


def _crosssim_device(device: str, setting: Setting, error: float, read: float) -> ToolTerms:
    class_name = CROSSSIM_DEVICES.get(device)
    if class_name:
        note = "Its programming_error.model of this name has the laws that are used here."
        return ToolTerms(tool=CROSSSIM, match="equal", setting=class_name, note=note)
    models = {PROGRAMMING[CROSSSIM]: error, READ[CROSSSIM]: read}
    entries = [
        f"{name}: NormalIndependent, magnitude {crosssim_magnitude(size, g_min=UNCLIPPED, pairing=setting.crossbar.mapping):.4g}"
        for name, size in models.items()
        if size
    ]
    return ToolTerms(
        tool=CROSSSIM,
        match="size",
        setting="; ".join([*entries, f"Rmax / Rmin = {1 / UNCLIPPED:.3g}"]),
        note=f"There is no such device. This has the same weight error, {100 * error:.2g} % of max |w|, wherever the weight is.",
    )


def _aihwkit_device(device: str, error: float, read: float) -> ToolTerms:
    class_name = AIHWKIT_DEVICES.get(device)
    if class_name:
        return ToolTerms(
            tool=AIHWKIT, match="equal", setting=class_name, note="The noise model of this name has the laws used here."
        )
    return ToolTerms(
        tool=AIHWKIT,
        match="size",
        setting=f"modifier ADD_NORMAL, std_dev = {error:.4g}, rel_to_actual_wmax{_aihwkit_read(read)}",
        note=f"There is no such device. This has the same weight error, {100 * error:.2g} % of max |w|, wherever the weight is.",
    )


def _neurosim_by_size(error: float) -> ToolTerms:
    return ToolTerms(
        tool=NEUROSIM,
        match="size",
        setting=f"MLP+NeuroSim 3.0: {PROGRAMMING[NEUROSIM]} = {neurosim_c2c(error):.4g}, one pulse",
        note="Its devices are their updates; no law of the programmed conductance can be given there.",
    )
