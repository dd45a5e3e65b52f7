"""From a run back to the view that asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.schemas.spec import Spec
from frontend.state.codec import to_search
from frontend.state.view import PARAMETERS, View, spec_of


def view_of(spec: Mapping[str, Any]) -> View | None:
    """The view whose spec this is; None if Explore cannot show it, such as a map."""
    axis = spec["sweep"]["x"]
    key = next((key for key, parameter in PARAMETERS.items() if parameter.field == axis["parameter"]), None)
    if key is None or spec["sweep"].get("y"):
        return None
    scale = PARAMETERS[key].scale
    noise, test, converters = spec["internal_noise"], spec["test_noise"], spec["converters"]
    fields: dict[str, Any] = {
        "networks": tuple(spec["networks"]),
        "sweep": key,
        "start": round(min(axis["values"]) / scale, 6),
        "stop": round(max(axis["values"]) / scale, 6),
        "count": len(axis["values"]),
        "reference": noise["reference"],
        "test_kind": test["kind"],
        "images": spec["images"],
        "half_width": round(100 * spec["sampling"]["half_width"], 6),
        "max_draws": spec["sampling"]["max_draws"],
        "seed": spec["seed"],
        **{name: converters[name] for name in ("weight_bits", "adc_bits", "dac_bits")},
    }
    if noise["device"]:
        fields |= {"device": noise["device"], "compensation": noise["drift_compensation"]}
        if key != "ag":
            fields["age_s"] = noise["age_s"]
    if key != "p" and not noise["device"]:
        fields["programming"] = round(100 * noise["programming"], 6)
    if key != "r" and not noise["device"]:
        fields["read"] = round(100 * noise["read"], 6)
    if key != "l" and test["kind"] != "none":
        fields["test_level"] = test["level"]
    try:
        view = View(**fields)
    except ValueError:
        return None
    return view


def link_of(run: Mapping[str, Any]) -> str:
    """Where a run is shown: in Explore, if a view amounts to its spec; else its own address in the API."""
    view = view_of(run["spec"])
    if view is not None and Spec.model_validate(spec_of(view)).spec_hash == run["spec_hash"]:
        return "/" + to_search(view)
    return f"/api/v1/runs/{run['id']}"
