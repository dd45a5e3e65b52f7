"""From a run back to the view that asks for it."""

from __future__ import annotations

from typing import Any

from backend.schemas.run import Run
from backend.schemas.spec import Axis, Spec
from frontend.kit.state import physics
from frontend.kit.state.codec import to_search
from frontend.kit.state.view import PARAMETERS, View, spec_of


def view_of(spec: Spec) -> View | None:
    """The view whose spec this is; None if Explore cannot show it, such as a sweep of columns."""
    axis, second = spec.sweep.x, spec.sweep.y
    key, y = key_of(axis.parameter), key_of(second.parameter) if second else None
    if key is None or (second and y is None):
        return None
    swept = (key, y)
    noise, test, converters = spec.internal_noise, spec.test_noise, spec.converters
    fields: dict[str, Any] = {
        "networks": tuple(spec.networks),
        "sweep": key,
        **_range(axis, "start", "stop", "count"),
        "reference": noise.reference,
        "test_kind": test.kind,
        "images": spec.images,
        "half_width": round(100 * spec.sampling.half_width, 6),
        "min_draws": spec.sampling.min_draws,
        "max_draws": spec.sampling.max_draws,
        "subsets": spec.sampling.images_per_draw == "auto",
        "seed": spec.seed,
        "weight_bits": converters.weight_bits,
        "adc_bits": converters.adc_bits,
        "dac_bits": converters.dac_bits,
        **physics.taken(spec, swept),
    }
    if second:
        fields |= {"y": y, **_range(second, "y_start", "y_stop", "y_count")}
    if noise.device:
        fields |= {"device": noise.device, "compensation": noise.drift_compensation}
        if "ag" not in swept:
            fields["age_s"] = noise.age_s
    if "p" not in swept and not noise.device:
        fields["programming"] = round(100 * noise.programming, 6)
    if "r" not in swept and not noise.device:
        fields["read"] = round(100 * noise.read, 6)
    if "l" not in swept and test.kind != "none":
        fields["test_level"] = test.level
    try:
        view = View(**fields)
    except ValueError:
        return None
    return view


def key_of(field: str) -> str | None:
    """The key among PARAMETERS of a field of the spec."""
    return next((key for key, parameter in PARAMETERS.items() if parameter.field == field), None)


def _range(axis: Axis, start: str, stop: str, count: str) -> dict[str, Any]:
    """The fields of a view that make an axis's values."""
    parameter = next(item for item in PARAMETERS.values() if item.field == axis.parameter)
    low, high = min(axis.values), max(axis.values)
    return {start: round(low / parameter.scale, 6), stop: round(high / parameter.scale, 6), count: len(axis.values)}


def link_of(run: Run) -> str:
    """Where a run is shown: in Explore, if a view amounts to its spec; else its own address in the API."""
    view = view_of(run.spec)
    if view is not None and Spec.model_validate(spec_of(view)).spec_hash == run.spec_hash:
        return "/" + to_search(view)
    return f"/api/v1/runs/{run.id}"
