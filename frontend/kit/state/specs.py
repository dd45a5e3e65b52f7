"""A view as a spec, and a spec as a view: every valid spec has one that amounts to it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from backend.options.rules import FieldValues, values_in
from backend.schemas.setting import Setting
from backend.schemas.spec import Axis, Spec
from frontend.kit.state.kept import standing, text_of
from frontend.kit.state.overrides import document_of, texts_of
from frontend.kit.state.parameters import FIELDS, PARAMETERS, Parameter
from frontend.kit.state.steps import meant, steps
from frontend.kit.state.view import View, values_of

X = ("sweep", "start", "stop", "count", "list_x")
Y = ("y", "y_start", "y_stop", "y_count", "list_y")
"""Attributes of a view that say what is swept, and over which values."""
ORDER = (
    "version",
    "networks",
    "images",
    "internal_noise",
    "test_noise",
    "converters",
    "crossbar",
    "overrides",
    "sweep",
    "sampling",
    "seed",
)


def spec_of(view: View) -> dict[str, Any]:
    """The spec of a view, as JSON. What is swept has its default elsewhere, so that moving its slider changes nothing."""
    found = _set(view)
    found["sampling.min_draws"] = min(view.min_draws, view.max_draws)
    for key in (view.sweep, view.y):
        if key:
            found |= _assumed(PARAMETERS[key], view)
    found |= dict(filter(None, (standing(view, text) for text in view.kept)))
    document: dict[str, Any] = {
        "version": 1,
        "networks": list(view.networks),
        "sweep": {"x": _axis(view.sweep, view.spec_values())},
    }
    if overrides := document_of(view.overrides):
        document["overrides"] = overrides
    if view.y:
        document["sweep"]["y"] = _axis(view.y, view.y_spec_values())
    for field, value in found.items():
        _put(document, field, value)
    _put_needed(document, view)
    return {name: document[name] for name in ORDER if name in document}


def _put(document: dict[str, Any], field: str, value: Any) -> None:
    part, _, name = field.rpartition(".")
    (document.setdefault(part, {}) if part else document)[name] = value


def _put_needed(document: dict[str, Any], view: View) -> None:
    """Give what is swept its first value, if there is no such setting without any, as a law 1/G without an on/off ratio."""
    if not _is_refused(document):
        return
    tried = deepcopy(document)
    for key, values in ((view.sweep, view.spec_values()), (view.y, view.y_spec_values())):
        if key and _said(tried, PARAMETERS[key]) is None:
            _put(tried, PARAMETERS[key].field, int(values[0]) if PARAMETERS[key].whole else values[0])
    if not _is_refused(tried):
        document.update(tried)


def _is_refused(document: Mapping[str, Any]) -> bool:
    try:
        Setting.model_validate({part: document[part] for part in Setting.model_fields if part in document})
    except ValidationError:
        return True
    return False


def _set(view: View) -> dict[str, Any]:
    """What the controls say and what has an effect; of what is not in front only what differs from the default."""
    field_values = values_of(view, view.swept)
    found = {}
    for field in FIELDS.values():
        value = field.meant(getattr(view, field.name))
        said = value != field.default or (field.leading and field.kind != "text")
        if said and field.field not in view.swept and not field.why_not(field_values):
            found[field.field] = value
    return found


def _assumed(parameter: Parameter, view: View) -> dict[str, Any]:
    """What is set along with a swept parameter: its own value elsewhere, and what it needs where that is not there."""
    refused = bool(parameter.refusal(values_of(view, view.swept)))
    assumes = parameter.sweep.assumes if parameter.sweep else ()
    return {field: value for field, value in assumes if refused or field == parameter.field}


def _axis(key: str, values: list[float]) -> dict[str, Any]:
    return {"parameter": PARAMETERS[key].field, "values": values}


def view_of(spec: Spec) -> View:
    """The view that amounts to a spec, of the same hash."""
    value = values_in(spec)
    fields = {"networks": tuple(spec.networks), "overrides": texts_of(spec.overrides), **_shown(spec), **_along(spec.sweep.x, X)}
    if spec.sweep.y:
        fields |= _along(spec.sweep.y, Y)
    view = View(**fields)
    document = spec_of(view)
    lost = [field for field in FIELDS.values() if _said(document, field) != value(field.field)]
    return view.model_copy(update={"kept": tuple(text_of(field, value(field.field)) for field in lost)})


def _shown(spec: Spec) -> dict[str, Any]:
    """The options of a spec as shown. What is swept or has no effect, and is at its default, is left out: see View."""
    axes = [axis.parameter for axis in spec.sweep.axes]
    field_values = FieldValues(values_in(spec), axes)
    found = {}
    for field in FIELDS.values():
        value = field_values.value(field.field)
        if value != field.default or not (field.field in axes or field.why_not(field_values)):
            found[field.name] = field.shown(value)
    return found


def _along(axis: Axis, names: tuple[str, str, str, str, str]) -> dict[str, Any]:
    """The attributes of a view that make an axis's values, by their names."""
    parameter = FIELDS[axis.parameter]
    start, stop = parameter.shown(min(axis.values)), parameter.shown(max(axis.values))
    even = meant(parameter, steps(parameter, start, stop, len(axis.values)))
    own = () if even == axis.values else tuple(axis.values)
    return dict(zip(names, (parameter.key, start, stop, len(axis.values), own), strict=True))


def _said(document: Mapping[str, Any], field: Parameter) -> Any:
    """What a spec as JSON says of an option, its default if nothing."""
    part, _, name = field.field.rpartition(".")
    return (document.get(part, {}) if part else document).get(name, field.default)
