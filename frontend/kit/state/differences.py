"""What differs between specs, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backend.schemas.spec import Axis, Spec
from frontend.kit.state.view import PARAMETERS

BY_FIELD = {parameter.field: parameter for parameter in PARAMETERS.values()}
TITLES = {
    "images": "Test images",
    "seed": "Seed",
    "internal_noise.reference": "Sigma refers to",
    "internal_noise.device": "Device",
    "internal_noise.drift_compensation": "Drift compensation",
    "test_noise.kind": "Kind of test-set noise",
    "sampling.half_width": "Half-width asked for",
    "sampling.confidence": "Confidence",
    "sampling.min_draws": "Fewest draws",
    "sampling.max_draws": "Most draws",
    "sampling.images_per_draw": "Images of a draw",
    "crossbar.mapping": "Mapping",
    "crossbar.rows": "Rows of an array",
    "crossbar.columns": "Columns of an array",
}
SHARES = ("sampling.half_width", "sampling.confidence")
QUIET = ("images", "sampling.")
"""What says how exactly something is known rather than what."""


def differing(specs: Sequence[Spec]) -> list[tuple[str, list[str]]]:
    """Each parameter that is not the same in all specs: its title, and its value in each."""
    flat = [flattened(spec) for spec in specs]
    fields = list(dict.fromkeys(field for one in flat for field in one))
    rows = [(field, [one.get(field, "not set") for one in flat]) for field in fields]
    return [(title(field), texts) for field, texts in rows if len(set(texts)) > 1]


def flattened(spec: Spec) -> dict[str, str]:
    """Every parameter but the networks, as text; a swept one says so."""
    axes = spec.sweep.axes
    found = {"sweep": " and ".join(_swept(axis) for axis in axes)}
    for part, content in spec.model_dump(mode="json").items():
        if part in ("networks", "sweep", "version"):
            continue
        fields = {f"{part}.{name}": value for name, value in content.items()} if isinstance(content, Mapping) else {part: content}
        found |= {field: text(field, value) for field, value in fields.items()}
    return found | {axis.parameter: "swept" for axis in axes}


def remarks(spec: Spec, other: Spec) -> list[str]:
    """What is set in a spec otherwise than in another, such as "read noise 2 %"; how exactly it is known is left out."""
    mine, theirs = flattened(spec), flattened(other)
    found = []
    for field, value in mine.items():
        if field == "sweep" or field.startswith(QUIET) or value in (theirs.get(field), "swept"):
            continue
        name = title(field)
        found.append(f"{name if name[1:2].isupper() else name[:1].lower() + name[1:]} {value}")
    return found


def title(field: str) -> str:
    if field == "sweep":
        return "Sweep"
    if field in BY_FIELD:
        return BY_FIELD[field].title
    return TITLES.get(field) or field.rsplit(".", maxsplit=1)[-1].replace("_", " ").capitalize()


def text(field: str, value: Any) -> str:
    if value is None:
        return "ideal" if field.endswith("_bits") else "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    parameter = BY_FIELD.get(field)
    if parameter is not None:
        unit = f" {parameter.unit}" if parameter.unit and not parameter.whole else ""
        return f"{round(value / parameter.scale, 6):g}{unit}"
    if field in SHARES:
        return f"{round(100 * value, 6):g} %"
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    return str(value).replace("_", " ")


def _swept(axis: Axis) -> str:
    field, values = axis.parameter, axis.values
    return f"{title(field)}, {len(values)} values from {text(field, min(values))} to {text(field, max(values))}"
