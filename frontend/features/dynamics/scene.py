"""What the page asks and what of the answer it shows, in the address: a view as on Explore, and a scene of its own."""

from __future__ import annotations

from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend.schemas.dynamics import DynamicsRequest
from backend.schemas.dynamics.basins import Drive
from frontend.kit.figures.dynamics import Look
from frontend.kit.figures.dynamics.shown import Quantity
from frontend.kit.state import DEFAULT, View, from_search, to_search
from frontend.kit.state.codec import KEYS as VIEW_KEYS

USUAL_NETWORKS = ("digits/rnn-t8-noise0", "digits/rnn-t8-noise0.1", "digits/rnn-t8-noise0.5")
USUAL_VIEW = DEFAULT.model_copy(
    update={
        "networks": USUAL_NETWORKS,
        "programming": 2.5,
        "read": 2.5,
        "test_kind": "gaussian",
        "test_level": 0.1,
        "images": DynamicsRequest.model_fields["images"].default,
    }
)
"""What a first visitor sees."""


class Scene(BaseModel):
    """How long states are followed on how many chips, and what of the answer is looked at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    draws: int = Field(16, ge=2, le=200)
    extended: int = Field(100, ge=1, le=2000)
    network: int = Field(0, ge=0, le=11)
    layer: int = Field(0, ge=0, le=99)
    chip: int = Field(1, ge=0, le=99)
    means: Literal["images", "means"] = "images"
    cause: str = Field("", pattern=r"^[a-z0-9_-]*$", max_length=40)
    log: Literal["linear", "log"] = "linear"
    quantity: Quantity = "singular_value"
    drive: Drive = "silence"

    @property
    def look(self) -> Look:
        """The same as what figures take."""
        return Look(
            network=self.network,
            layer=self.layer,
            chip=self.chip,
            means=self.means == "means",
            cause=self.cause,
            log=self.log == "log",
            quantity=self.quantity,
            drive=self.drive,
        )


KEYS = {
    "cs": "draws",
    "es": "extended",
    "fn": "network",
    "rl": "layer",
    "cp": "chip",
    "me": "means",
    "ca": "cause",
    "lg": "log",
    "qu": "quantity",
    "dr": "drive",
}
JOB_KEY = "jb"
"""Of the job that answers, in addresses of what is not computed by itself."""
JOB_ID = r"^[0-9a-f]{32}$"
WHOLE = ("draws", "extended", "network", "layer", "chip")
WORDS = {
    "draws": "chips",
    "extended": "steps after the image",
    "network": "network",
    "layer": "layer",
    "chip": "chip",
    "means": "trajectories of",
    "cause": "cause",
    "log": "axes",
    "quantity": "quantity",
    "drive": "input after the image",
}
"""Fields as a reader knows them."""
USUAL = Scene()
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)


def scene_search(view: View, scene: Scene) -> str:
    """View and scene as one search part; empty where both are the usual ones."""
    if view == USUAL_VIEW and scene == USUAL:
        return ""
    pairs = [(key, str(getattr(scene, field))) for key, field in KEYS.items() if getattr(scene, field) != getattr(USUAL, field)]
    of_view = to_search(view) or "?v=1"
    return f"{of_view}&{urlencode(pairs, safe='/')}" if pairs else of_view


def scene_from(search: str) -> tuple[View, Scene, list[str]]:
    """View and scene of a URL's search part, and a sentence for each value that had to be put right."""
    given = parse_qsl(search.lstrip("?"), keep_blank_values=True)
    if not {key for key, _ in given} & {"v", *VIEW_KEYS, *KEYS}:
        return USUAL_VIEW, USUAL, []
    view, notices = from_search(search)
    if view.networks == DEFAULT.networks:
        view = view.model_copy(update={"networks": USUAL_NETWORKS})
    view = view.model_copy(update={"images": _within(view.images)})
    fields: dict[str, Any] = {}
    for key, text in given:
        field = KEYS.get(key)
        if field is None:
            continue
        try:
            value = int(text) if field in WHOLE else text
            fields[field] = getattr(Scene.model_validate({field: value}), field)
        except (ValidationError, ValueError):
            usual = getattr(USUAL, field)
            notices.append(f"The link asks for {WORDS[field]} = {text[:40]!r}, which is not possible; {usual or 'all'} is shown.")
    return view, Scene(**fields), notices


def job_from(search: str) -> str | None:
    """The id of the job that a link names, as it is written there."""
    return dict(parse_qsl(search.lstrip("?"))).get(JOB_KEY)


def _within(images: int) -> int:
    """So many images as a request may have."""
    low, high = 10, 2000
    return min(max(images, low), high)
