"""Devices as tables: the forms of a law, the presets, and each preset's laws in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from backend.devices import presets
from backend.schemas.device import Ages, DeviceModel, DevicePreset, FlickerRead
from backend.schemas.device_law import Law
from tests.manual.marks import table

ENDS = {"window": "the window", "zero": "0 below", "nothing": "nothing"}
"""What programmed conductances are clipped to, in words."""


def laws() -> str:
    """A row for each form that a law of the conductance may have."""
    kinds = get_args(get_args(Law)[0])
    return table(["law", "formula"], [[f"`{kind.model_fields['law'].default}`", f"${kind.form}$"] for kind in kinds])


def devices() -> str:
    """A row for each preset that has laws."""
    rows: list[list[object]] = []
    for device, model in _modelled():
        window = f"{model.low:g} to {model.high:g} {micro(model.unit)}"
        reads = "1/f" if model.flicker else "yes" if model.read else ""
        marks = [_percent(device.programming), _percent(device.read)]
        rows.append([f"[{device.title}](#{slug(device)})", f"`{device.id}`", window, age(model.oldest_s), reads, *marks])
    heads = ["device", "id", "window", "up to", "read noise", "mark: programming error:", "mark: read noise:"]
    return table(heads, rows)


def sources() -> str:
    """For each preset where its numbers come from, what they leave open, and its laws."""
    return "\n\n".join(part for device, model in _modelled() for part in _one(device, model))


def _modelled() -> Iterator[tuple[DevicePreset, DeviceModel]]:
    for device in presets():
        if device.model is not None:
            yield device, device.model


def _one(device: DevicePreset, model: DeviceModel) -> Iterator[str]:
    yield f"#### {device.title}"
    yield f"`{device.id}`. {micro(device.citation)}"
    if device.note:
        yield micro(device.note)
    yield f"Clipped to: {ENDS[model.clips]}. {micro(model.clips_source)}"
    unit = micro(model.unit)
    spread = "spread of the shifted mean" if model.spread_at == "mean" else "spread"
    rows: list[list[object]] = [[f"{spread}, {unit}", *cells] for cells in _aged(model.spread)]
    if model.shift is not None:
        rows += [[f"mean shift, {unit}", *cells] for cells in _aged(model.shift)]
    if model.drift is not None:
        rows.append([r"drift exponent, mean $\mu_\nu$", f"from {model.drift.t0_s:g} s", f"${model.drift.mean.formula()}$"])
        rows.append([r"drift exponent, spread $\sigma_\nu$", f"from {model.drift.t0_s:g} s", f"${model.drift.spread.formula()}$"])
    if model.read is not None:
        rows.append([f"one read, {unit}", "any", f"${model.read.formula()}$"])
    if model.flicker is not None:
        rows.append([f"one read, $t_r$ = {1e9 * model.flicker.t_read_s:,.0f} ns, {unit}", "grows", f"${_growing(model)}$"])
    yield table(["law", "age", "value"], rows)


def _aged(ages: Ages) -> Iterator[list[object]]:
    for at, one in zip(ages.ages_s, ages.laws, strict=True):
        yield ["any" if len(ages.laws) == 1 else age(at), f"${one.formula()}$"]


def _growing(model: DeviceModel) -> str:
    noise = model.flicker
    assert noise is not None
    root = r"\sqrt{\ln\frac{t + t_r}{2 t_r}}"
    if isinstance(noise, FlickerRead):
        root = rf"\sqrt{{\ln\frac{{t + {noise.t0_s:g}\,\mathrm{{s}} + t_r}}{{2 t_r}}}}"
        return rf"g(t)\,\min\left(\frac{{{noise.size:g}}}{{(g/{noise.per:g})^{{{noise.power:g}}}}},\ {noise.most:g}\right) {root}"
    return rf"{noise.of_g.formula()}\ {root}"


def age(seconds: float) -> str:
    """In the largest unit that is whole enough to read."""
    for size, word in ((365.25 * 86_400, "year"), (86_400, "day"), (3600, "hour"), (1, "s")):
        if seconds >= size:
            count = f"{seconds / size:,.0f}" if seconds / size >= 100 else f"{seconds / size:.3g}"
            return f"{count} {word}" if word == "s" or count == "1" else f"{count} {word}s"
    return "fresh"


def micro(text: str) -> str:
    return text.replace("uS", "µS").replace("1 us)", "1 µs)").replace("2 us)", "2 µs)")


def slug(device: DevicePreset) -> str:
    return "".join(letter for letter in device.title.lower().replace(" ", "-") if letter.isalnum() or letter == "-")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.3g} %"
