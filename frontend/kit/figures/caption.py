"""What a figure needs beside it when it leaves the page: a title, and a caption that says what is drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from backend.schemas.reproduction import NumbersTable
from backend.schemas.run import Point, Result
from backend.schemas.setting import Setting
from backend.schemas.spec import Axis
from frontend.kit.state import PARAMETERS

REFERENCES = {"range": "the weight range", "max": "max |w|"}
KINDS = {"gaussian": "gaussian", "speckle": "speckle", "salt_pepper": "salt-and-pepper"}


def captioned(figure: Any, *, title: str, caption: str, name: str, table: NumbersTable | None = None) -> Any:
    """Pictures and stories take title, caption and the name of their file from here (kit/graph.js).

    A figure is Plotly's, or the plain dictionary of one that is drawn anew many times a second. `table` are its numbers.
    """
    meta = {"title": title, "caption": caption, "name": name} | ({"table": table.model_dump()} if table else {})
    if isinstance(figure, go.Figure):
        figure.update_layout(meta=meta)
    else:
        figure["layout"]["meta"] = meta
    return figure


def curve_title(run: Result) -> str:
    axes = run.spec.sweep
    title = f"Accuracy against {_lower(_swept(axes.x))}"
    return f"{title} and {_lower(_swept(axes.y))}" if axes.y else title


def curve_caption(run: Result, *, sentence: str = "") -> str:
    """What lines and bands are, over how many draws and images, at which setting, and of which engine."""
    confidence = f"{100 * run.spec.sampling.confidence:g} %"
    parts = (
        sentence,
        _map(run, confidence) if run.spec.sweep.y else _curves(run, confidence),
        setting(run.spec, run.spec.seed, swept=[axis.parameter for axis in run.spec.sweep.axes]),
        provenance(run),
    )
    return " ".join(part for part in parts if part)


def _curves(run: Result, confidence: str) -> str:
    return f"Lines: mean over {draws(run.points)}; bands: {confidence} {run.interval}; dashed: clean accuracy."


def _map(run: Result, confidence: str) -> str:
    half = [(point.ci_high - point.ci_low) / 2 for point in run.points]
    known = f"; {confidence} {run.interval}: ± {100 * max(half):.1f} points or less" if half else ""
    return f"Colours: mean over {draws(run.points)}{known}."


def draws(points: Sequence[Point]) -> str:
    """Such as "n = 5 to 100 draws (simulated chips) of 500 images"."""
    if not points:
        return "no draw yet"
    n, images = _span(point.draws for point in points), _span(point.images for point in points)
    return f"n = {n} draws (simulated chips) of {images} images"


def setting(chosen: Setting, seed: int, *, swept: Collection[str] = ()) -> str:
    """What holds for every point, as one sentence; the fields that are swept, and what is not there, are left out."""
    noise, test, converters = chosen.internal_noise, chosen.test_noise, chosen.converters
    parts = []
    if noise.device:
        parts.append(f"device {noise.device}")
        if "internal_noise.age_s" not in swept:
            parts.append(f"{noise.age_s:g} s old")
    else:
        for field, sigma in (("programming", noise.programming), ("read", noise.read)):
            if sigma and f"internal_noise.{field}" not in swept:
                parts.append(f"{field} noise {100 * sigma:g} %")
        parts.append(f"sigma in % of {REFERENCES[noise.reference]}")
    for field, share, what in (("stuck_low", noise.stuck_low, "lowest"), ("stuck_high", noise.stuck_high, "highest")):
        if share and f"internal_noise.{field}" not in swept:
            parts.append(f"{100 * share:g} % of devices stuck at the {what} conductance")
    if test.kind != "none":
        level = "" if "test_noise.level" in swept else f" of level {test.level:g}"
        parts.append(f"{KINDS.get(test.kind, test.kind)} noise{level} on the images")
    for field, bits, what in (
        ("weight_bits", converters.weight_bits, "weight"),
        ("adc_bits", converters.adc_bits, "ADC"),
        ("dac_bits", converters.dac_bits, "DAC"),
    ):
        if bits is not None and f"converters.{field}" not in swept:
            parts.append(f"{bits} {what} bits")
    parts.append(f"seed {seed}")
    return f"Setting: {', '.join(parts)}."


def looked_at(look: Mapping[str, Any]) -> str:
    """The same for a question of See it, where nothing is swept; its fields that are left out have their usual values."""
    return setting(Setting.model_validate({name: look[name] for name in Setting.model_fields if name in look}), look["seed"])


def provenance(run: Result) -> str:
    return f"Mhoscope, engine {run.engine_version}, spec {run.spec_hash[:12]}."


def file_name(run: Result, what: str = "accuracy") -> str:
    return f"mhoscope-{what}-{run.spec_hash[:12]}"


def _swept(axis: Axis) -> str:
    field = axis.parameter
    return next((parameter.title for parameter in PARAMETERS.values() if parameter.field == field), field)


def _lower(title: str) -> str:
    """As within a sentence; an abbreviation stays."""
    return title if title[1].isupper() else title[0].lower() + title[1:]


def _span(values: Iterable[int]) -> str:
    low, high = min(values := list(values)), max(values)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
