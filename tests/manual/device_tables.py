"""Devices as tables: the forms of a law, the presets, and each preset's laws in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from backend.devices import presets
from backend.schemas.device import (
    Ages,
    DeviceModel,
    DevicePreset,
    FlickerRead,
    Interpolated,
    Ladder,
    Law,
    Logarithmic,
    Polynomial,
    Reciprocal,
    Saturating,
)
from tests.manual.marks import table

FORMS: dict[type, str] = {
    Polynomial: r"\sum_k c_k\,(g/g_0)^k",
    Saturating: r"a\,(1 - e^{-g/b})",
    Logarithmic: r"\min(d,\ \max(c,\ a \ln(g/g_0) + b))",
    Ladder: r"\max(a_0 + a_1 g,\ \min(c,\ \max(b_0 + b_1 g,\ d)))",
    Reciprocal: r"1/(a + b\,g)",
    Interpolated: r"\text{straight lines through points, flat beyond them}",
}


def laws() -> str:
    """A row for each form that a law of the conductance may have."""
    kinds = get_args(get_args(Law)[0])
    return table(["law", "formula"], [[f"`{kind.model_fields['law'].default}`", f"${FORMS[kind]}$"] for kind in kinds])


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
    unit = micro(model.unit)
    rows: list[list[object]] = [[f"spread, {unit}", *cells] for cells in _aged(model.spread)]
    if model.shift is not None:
        rows += [[f"mean shift, {unit}", *cells] for cells in _aged(model.shift)]
    if model.drift is not None:
        rows.append([r"drift exponent, mean $\mu_\nu$", f"from {model.drift.t0_s:g} s", f"${formula(model.drift.mean)}$"])
        rows.append([r"drift exponent, spread $\sigma_\nu$", f"from {model.drift.t0_s:g} s", f"${formula(model.drift.spread)}$"])
    if model.read is not None:
        rows.append([f"one read, {unit}", "any", f"${formula(model.read)}$"])
    if model.flicker is not None:
        rows.append([f"one read, $t_r$ = {1e9 * model.flicker.t_read_s:,.0f} ns, {unit}", "grows", f"${_growing(model)}$"])
    yield table(["law", "age", "value"], rows)


def _aged(ages: Ages) -> Iterator[list[object]]:
    for at, one in zip(ages.ages_s, ages.laws, strict=True):
        yield ["any" if len(ages.laws) == 1 else age(at), f"${formula(one)}$"]


def _growing(model: DeviceModel) -> str:
    noise = model.flicker
    assert noise is not None
    root = r"\sqrt{\ln\frac{t + t_r}{2 t_r}}"
    if isinstance(noise, FlickerRead):
        return rf"g\,\min\left(\frac{{{noise.size:g}}}{{(g/{noise.per:g})^{{{noise.power:g}}}}},\ {noise.most:g}\right) {root}"
    return rf"{formula(noise.of_g)}\ {root}"


def formula(law: Law) -> str:
    """A law with its numbers, as LaTeX."""
    match law:
        case Polynomial():
            variable = "g" if law.per == 1 else f"(g/{law.per:g})"
            return _sum([(value, power) for power, value in enumerate(law.coefficients)], variable)
        case Saturating():
            return rf"{law.size:g}\,(1 - e^{{-g/{law.at:.6g}}})"
        case Logarithmic():
            inner = rf"{law.slope:g} \ln {'g' if law.per == 1 else f'(g/{law.per:g})'}" + (
                signed(law.offset) if law.offset else ""
            )
            return rf"\min({law.high:g},\ \max({law.low:g},\ {inner}))"
        case Ladder():
            inner = rf"\max({law.b[0]:g}{signed(law.b[1])}\,g,\ {law.floor:g})"
            return rf"\max({law.a[0]:g}{signed(law.a[1])}\,g,\ \min({law.cap:g},\ {inner}))"
        case Reciprocal():
            return rf"1/({law.offset:g} + {law.slope:g}\,g)"
        case Interpolated():
            points = r",\ ".join(f"({at:g},\\ {value:.4g})" for at, value in zip(law.at, law.values, strict=True))
            return rf"\text{{through }} {points}"


def _sum(terms: list[tuple[float, int]], variable: str) -> str:
    parts = []
    for value, power in terms:
        if value or len(terms) == 1:
            factor = "" if power == 0 else rf"\,{variable}" if power == 1 else rf"\,{variable}^{{{power}}}"
            parts.append(f"{signed(value) if parts else f'{value + 0:.6g}'}{factor}")
    return "".join(parts) or "0"


def signed(value: float) -> str:
    """A number that is added to what stands before it."""
    return f" {'-' if value < 0 else '+'} {abs(value):.6g}"


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
