"""What a figure needs beside it when it leaves the page: a title, and a caption that says what is drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from backend.options.rules import values_in
from backend.options.words import phrases
from backend.schemas.layers_in_words import layers_in_words
from backend.schemas.reproduction import NumbersTable
from backend.schemas.run import Point, Result
from backend.schemas.setting import Setting
from frontend.kit.state.parameters import FIELDS


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
    return f"Accuracy against {' and '.join(FIELDS[axis.parameter].in_a_sentence for axis in run.spec.sweep.axes)}"


def curve_caption(run: Result, *, sentence: str = "", more: str = "") -> str:
    """What lines and bands are, over how many draws and images, at which setting, and of which engine.

    `more` says what is drawn besides.
    """
    confidence = f"{100 * run.spec.sampling.confidence:g} %"
    parts = (
        sentence,
        _map(run, confidence) if run.spec.sweep.y else _curves(run, confidence),
        more,
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
    """What holds for every point, as one sentence: all that is not at its default and has an effect, and sigma's reference.

    `chosen` is a spec; or a setting, which says nothing of images and draws. `swept` are the fields that are swept.
    """
    of_chosen = values_in(chosen)

    def value(field: str) -> Any:
        if field == "seed":
            return seed
        try:
            return of_chosen(field)
        except AttributeError:
            return FIELDS[field].default

    said = [*phrases(FIELDS.values(), value, swept), *layers_in_words(chosen.overrides)]
    return f"Setting: {', '.join(said)}."


def looked_at(question: Mapping[str, Any]) -> str:
    """The same for a question of See it, where nothing is swept; its fields that are left out have their usual values."""
    return setting(
        Setting.model_validate({name: question[name] for name in Setting.model_fields if name in question}), question["seed"]
    )


def provenance(run: Result) -> str:
    return f"Mhoscope, engine {run.engine_version}, spec {run.spec_hash[:12]}."


def file_name(run: Result, what: str = "accuracy") -> str:
    return f"mhoscope-{what}-{run.spec_hash[:12]}"


def _span(values: Iterable[int]) -> str:
    low, high = min(values := list(values)), max(values)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
