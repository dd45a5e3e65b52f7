"""What the page See it shows: a view as on Explore, and a scene of its own, both in the address.

The view's parameters are Explore's, so that one goes from one page to the other with the same setting.
"""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend.schemas.dataset import MOST_CLASSES, DatasetRecord
from frontend.kit.state import View, from_search, to_search

Tab = Literal["draw", "images", "mistakes", "crossbar"]


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
