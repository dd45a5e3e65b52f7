"""What the page See it shows: a view as on Explore, and a scene of its own, both in the address.

The view's parameters are Explore's, so that one goes from one page to the other with the same setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend.options.option import RUN
from backend.schemas.dataset import MOST_CLASSES, DatasetRecord
from backend.schemas.layers_in_words import layers_in_words
from backend.schemas.override import Override
from backend.schemas.setting import Setting
from frontend.kit.state import PARAMETERS, View, from_search, spec_of, to_search
from frontend.kit.state.overrides import document_of
from frontend.kit.state.parameters import FIELDS
from frontend.kit.state.view import values_of

Tab = Literal["draw", "images", "mistakes", "crossbar"]
SHOWN_HERE = ("internal_noise.programming", "internal_noise.read", "test_noise.kind", "test_noise.level")
"""Fields that have a control on the page."""


class Scene(BaseModel):
    """Which network, which image, which chip, which crossbar."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tab: Tab = "draw"
    network: str | None = Field(None, pattern=r"^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9.\-]*$", max_length=120)
    image: int = Field(0, ge=0, le=9_999)
    chip: int = Field(0, ge=0, le=99)
    chips: int = Field(50, ge=2, le=100)
    label: int | None = Field(None, ge=0, lt=MOST_CLASSES)
    said: int | None = Field(None, ge=0, lt=MOST_CLASSES)
    page: int = Field(1, ge=1, le=500)
    matrix: Literal["noisy", "clean", "difference"] = "noisy"
    layer: int | None = Field(None, ge=0, le=1000)
    part: Literal["weights", "positive", "negative"] = "weights"
    zoom: Literal["whole", "window"] = "whole"
    top: int = Field(0, ge=0, le=1_000_000)
    left: int = Field(0, ge=0, le=1_000_000)


KEYS = {
    "see": "tab",
    "net": "network",
    "im": "image",
    "chip": "chip",
    "chips": "chips",
    "is": "label",
    "as": "said",
    "page": "page",
    "mx": "matrix",
    "la": "layer",
    "part": "part",
    "zoom": "zoom",
    "top": "top",
    "left": "left",
}
CLASS_FIELDS = ("label", "said")
"""Those that name a class of the data set by its number."""
TEXTS = ("tab", "network", "matrix", "part", "zoom")
USUAL = Scene()


def scene_search(view: View, scene: Scene) -> str:
    """View and scene as one search part; empty where both are the usual ones."""
    pairs = [(key, str(getattr(scene, field))) for key, field in KEYS.items() if getattr(scene, field) != getattr(USUAL, field)]
    of_view = to_search(view)
    if not pairs:
        return of_view
    return f"{of_view or '?v=1'}&{urlencode(pairs, safe='/')}"


def scene_from(search: str) -> tuple[View, Scene, list[str]]:
    """View and scene of a URL's search part, and a sentence for each value that had to be put right."""
    view, notices = from_search(search)
    fields: dict[str, Any] = {}
    for key, text in parse_qsl(search.lstrip("?")):
        field = KEYS.get(key)
        if field is None:
            continue
        try:
            value = text if field in TEXTS else int(text)
            fields[field] = getattr(Scene.model_validate({field: value}), field)
        except (ValidationError, ValueError):
            notices.append(_impossible(field, text))
    return view, Scene(**fields), notices


def fitted(scene: Scene, data: DatasetRecord) -> tuple[Scene, list[str]]:
    """The scene without classes that its data set does not have, and a sentence for each of them."""
    wrong = data.lacking({field: getattr(scene, field) for field in CLASS_FIELDS})
    notices = [_impossible(field, str(getattr(scene, field))) for field in wrong]
    return scene.model_copy(update=dict.fromkeys(wrong)), notices


def _impossible(field: str, text: str) -> str:
    shown = getattr(USUAL, field)
    instead = "none" if shown is None else shown
    return f"The link asks for {field} = {text[:40]!r}, which is not possible; {instead} is shown."


def setting_of(view: View) -> dict[str, Any]:
    """The setting at which the view stands, as JSON; what Explore sweeps is where its slider is."""
    document = spec_of(view)
    for key in filter(None, (view.sweep, view.y)):
        parameter, value = PARAMETERS[key], view.value_of(key)
        part, field = parameter.field.split(".")
        if value is not None:
            document.setdefault(part, {})[field] = int(value) if parameter.whole else parameter.meant(value)
    document["test_noise"]["kind"] = view.test_kind
    return {part: document[part] for part in Setting.model_fields if part in document}


def words_of(view: View, devices: Mapping[str, str]) -> list[str]:
    """What of the setting has no control on this page; `devices` are titles by id."""
    now = values_of(view, view.swept)
    words = []
    for field in FIELDS.values():
        value = field.meant(getattr(view, field.name))
        if field.field in SHOWN_HERE or (field.group == RUN and field.field != "seed"):
            continue
        if value != field.default and field.has_effect(now):
            words.append(field.phrase(devices.get(value, value) if field.kind == "text" else value))
    overrides = {layer: Override.model_validate(own) for layer, own in document_of(view.overrides).items()}
    return words + layers_in_words(overrides)
