"""What happens on See it: controls to a scene and its address, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, no_update
from pydantic import ValidationError

from backend.schemas.network import dataset_of
from frontend.features.see import export_callbacks as see_exporting
from frontend.features.see import ids
from frontend.features.see import picture_callbacks as see_pictures
from frontend.features.see import vote_callbacks as see_votes
from frontend.features.see.controls import KNOBS
from frontend.features.see.disturb import features_of
from frontend.features.see.now import Facts, Now
from frontend.features.see.view import CLASS_FIELDS, Scene, fitted, scene_from, scene_search
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api
from frontend.kit.controls import keep_in_step
from frontend.kit.notices import asides
from frontend.kit.state import DEFAULT, View, to_search
from frontend.kit.state.setting import setting_of, words_of

OF_VIEW = {
    "programming": (kit_ids.slider(ids.PROGRAMMING), "value"),
    "read": (kit_ids.slider(ids.READ), "value"),
    "test_kind": (ids.KIND, "value"),
    "test_level": (kit_ids.slider(ids.LEVEL), "value"),
    "images": (ids.IMAGES, "value"),
}
OF_SCENE = {
    "network": (ids.NETWORK, "value"),
    "tab": (ids.TAB, "value"),
    "chips": (ids.CHIPS, "value"),
    "chip": (ids.CHIP, "value"),
    "image": (ids.IMAGE, "value"),
    "label": (ids.LABEL, "value"),
    "images_label": (ids.IMAGES_LABEL, "value"),
    "said": (ids.SAID, "value"),
    "page": (ids.PAGE, "value"),
    "images_page": (ids.IMAGES_PAGE, "value"),
    "matrix": (ids.MATRIX, "value"),
    "layer": (ids.LAYER, "value"),
    "part": (ids.PART, "value"),
    "zoom": (ids.ZOOM, "value"),
    "top": (ids.TOP, "value"),
    "left": (ids.LEFT, "value"),
}
NUMBERS = ("chips", "chip", "image", "label", "said", "page", "layer", "top", "left")
HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}


def register(app: Dash, api: Api) -> None:
    _register_knobs(app)
    _register_now(app)
    _register_follow(app)
    see_votes.register(app, api)
    see_pictures.register(app, api)
    see_exporting.register(app)


def scene_of(values: Mapping[str, Any], facts: Facts) -> Scene:
    """The scene that the controls show; an emptied number has its usual value. Raises ValidationError."""
    usual, images = Scene(), values["tab"] == "images"
    clean = dict(values)
    label, page = clean.pop("images_label"), clean.pop("images_page")
    if images:
        clean |= {"label": label, "page": page}
    for field in NUMBERS:
        clean[field] = getattr(usual, field) if clean[field] in ("", None) else int(clean[field])
    data = facts.sets[dataset_of(clean["network"])]
    clean["image"] = min(clean["image"], data.test_images - 1)
    for field in data.lacking({field: clean[field] for field in CLASS_FIELDS}):
        clean[field] = None  # one of the data set before
    clean["chip"] = min(clean["chip"], max(clean["chips"], 2) - 1)
    options = [int(option["value"]) for option in facts.layers[clean["network"]]]
    if clean["layer"] not in options[1:]:
        clean["layer"] = None  # the first, or one of the network before
    return Scene.model_validate(clean)


def now_of(view_values: Mapping[str, Any], scene_values: Mapping[str, Any], facts: Facts, base: str) -> Now:
    """Everything that questions to the API are made of, and the page's address. Raises ValidationError."""
    view = scene_from(base)[0]
    given = {field: getattr(view, field) if value in ("", None) else value for field, value in view_values.items()}
    view = View.model_validate(view.model_dump() | given)
    scene = scene_of(scene_values, facts)
    network = scene.network or ""
    data = facts.sets[dataset_of(network)]
    implied = (view.networks[:1] if view.networks != DEFAULT.networks else ()) or (facts.usual,)
    shown = scene.model_copy(update={"network": None}) if network == implied[0] else scene
    return Now(
        search=scene_search(view, shown),
        explore="/" + to_search(view if network in view.networks else view.model_copy(update={"networks": (network,)})),
        scene=scene,
        network=network,
        dataset=data.name,
        dataset_title=data.title,
        names=data.classes,
        kind=data.kind,
        shape=data.shape,
        can_draw=data.drawn_by_hand and data.drawing is not None,
        subject={
            "network": network,
            "images": min(view.images, data.test_images) if scene.tab == "mistakes" else 10_000,
            "seed": view.seed,
            **setting_of(view),
        },
    )


def _register_knobs(app: Dash) -> None:
    keep_in_step(app, KNOBS)
    browser: Any = app.clientside_callback
    browser("(kind) => kind === 'none' ? {display: 'none'} : {}", Output(ids.LEVEL_BOX, "style"), Input(ids.KIND, "value"))
    browser(
        "(tab) => ['draw', 'images', 'mistakes', 'crossbar'].map(name => name === tab ? {} : {display: 'none'})",
        *(Output(ids.tab(name), "style") for name in ("draw", "images", "mistakes", "crossbar")),
        Input(ids.TAB, "value"),
    )
    browser("(zoom) => zoom === 'window' ? {} : {display: 'none'}", Output(ids.WINDOW, "style"), Input(ids.ZOOM, "value"))
    browser("(now) => window.mhoscope.see.setAddress(now)", Output(ids.EXPLORE, "title"), Input(ids.NOW, "data"))


def _register_now(app: Dash) -> None:
    @app.callback(
        output={
            "now": Output(ids.NOW, "data"),
            "explore": Output(ids.EXPLORE, "href"),
            "problem": Output(ids.TROUBLE, "title"),
        },
        inputs={
            "of_view": {field: Input(*control) for field, control in OF_VIEW.items()},
            "of_scene": {field: Input(*control) for field, control in OF_SCENE.items()},
        },
        state={
            "facts": State(ids.FACTS, "data"),
            "base": State(ids.BASE, "data"),
        },
    )
    async def settle(of_view: dict[str, Any], of_scene: dict[str, Any], facts: Any, base: str) -> dict[str, Any]:
        try:
            now = now_of(of_view, of_scene, Facts.model_validate(facts), base)
        except ValidationError:
            # A number half typed; the next one is better.
            return {"now": no_update, "explore": no_update, "problem": no_update}
        return {"now": now.stored(), "explore": now.explore, "problem": ""}

    @app.callback(
        Output(ids.IMAGES_LABEL, "data"),
        Output(ids.LABEL, "data"),
        Output(ids.SAID, "data"),
        Output(ids.LAYER, "data"),
        Output(ids.LAYER, "value", allow_duplicate=True),
        Output(ids.FEATURE, "data"),
        Output(ids.FEATURE, "value"),
        Input(ids.NETWORK, "value"),
        State(ids.FACTS, "data"),
        prevent_initial_call=True,
    )
    async def other_network(network: str, facts: Any) -> tuple[Any, ...]:
        known = Facts.model_validate(facts)
        layers, names = known.layers[network], known.sets[dataset_of(network)].classes
        options = [{"value": "", "label": "all"}, *({"value": str(at), "label": name} for at, name in enumerate(names))]
        return options, options, options, layers, layers[0]["value"], features_of(known.sets[dataset_of(network)]), "0"


def _register_follow(app: Dash) -> None:
    @app.callback(
        output={
            "of_view": {field: Output(*control, allow_duplicate=True) for field, control in OF_VIEW.items()},
            "of_scene": {
                field: Output(*control, allow_duplicate=True) for field, control in OF_SCENE.items() if field != "network"
            },
            "network": Output(ids.NETWORK, "value", allow_duplicate=True),
            "base": Output(ids.BASE, "data"),
            "sigmas": Output(ids.SIGMAS, "style"),
            "words": Output(ids.WORDS, "children"),
            "asides": Output(ids.ASIDES, "children"),
        },
        inputs={"went": Input(ids.WENT, "data")},
        state={"network": State(ids.NETWORK, "value"), "facts": State(ids.FACTS, "data")},
        prevent_initial_call=True,
    )
    async def follow_address(went: dict[str, str], network: str, facts: Any) -> dict[str, Any]:
        view, scene, notices = scene_from(went["search"])
        known = Facts.model_validate(facts)
        scene, unknown = fitted(scene, known.sets[dataset_of(scene.network or network)])
        shown = scene.model_dump() | {"images_label": scene.label, "images_page": scene.page}
        words = words_of(view, known.devices)
        texts = ("label", "images_label", "said", "layer")
        return {
            "of_view": {field: getattr(view, field) for field in OF_VIEW},
            "of_scene": {
                field: ("" if shown[field] is None else str(shown[field])) if field in texts else shown[field]
                for field in OF_SCENE
                if field != "network"
            },
            "network": scene.network or network,
            "base": went["search"],
            "sigmas": HIDDEN if view.device else SHOWN,
            "words": f"Also: {', '.join(words)}." if words else "",
            "asides": asides([*notices, *unknown]),
        }
