"""What happens on See it: controls to a scene and its address, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, no_update
from pydantic import ValidationError

from frontend.features.see import export_callbacks as see_exporting
from frontend.features.see import picture_callbacks as see_pictures
from frontend.features.see import vote_callbacks as see_votes
from frontend.features.see.controls import KNOBS
from frontend.features.see.now import Facts, Now
from frontend.features.see.view import Scene, scene_from, scene_search, setting_of, words_of
from frontend.kit.client import Api
from frontend.kit.controls import keep_in_step
from frontend.kit.notices import asides
from frontend.kit.state import DEFAULT, View, to_search
from frontend.kit.titles import CLASSES

OF_VIEW = {
    "programming": ("see-programming-slider", "value"),
    "read": ("see-read-slider", "value"),
    "test_kind": ("see-kind", "value"),
    "test_level": ("see-level-slider", "value"),
    "images": ("see-images", "value"),
}
OF_SCENE = {
    "network": ("see-network", "value"),
    "tab": ("see-tab", "value"),
    "chips": ("see-chips", "value"),
    "chip": ("see-chip", "value"),
    "image": ("see-image", "value"),
    "label": ("see-label", "value"),
    "images_label": ("see-images-label", "value"),
    "said": ("see-said", "value"),
    "page": ("see-page", "value"),
    "images_page": ("see-images-page", "value"),
    "matrix": ("see-matrix", "value"),
    "layer": ("see-layer", "value"),
    "part": ("see-part", "value"),
    "zoom": ("see-zoom", "value"),
    "top": ("see-top", "value"),
    "left": ("see-left", "value"),
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
    dataset = str(clean["network"]).split("/", 1)[0]
    clean["image"] = min(clean["image"], facts.sets[dataset].test - 1)
    clean["chip"] = min(clean["chip"], max(clean["chips"], 2) - 1)
    options = [int(option["value"]) for option in facts.layers[clean["network"]]]
    if clean["layer"] not in options[1:]:
        clean["layer"] = None  # the first, or one of the network before
    return Scene.model_validate(clean)


def now_of(view_values: Mapping[str, Any], scene_values: Mapping[str, Any], facts: Facts) -> Now:
    """Everything that questions to the API are made of, and the page's address. Raises ValidationError."""
    view = scene_from(facts.base)[0]
    given = {field: getattr(view, field) if value in ("", None) else value for field, value in view_values.items()}
    view = View.model_validate(view.model_dump() | given)
    scene = scene_of(scene_values, facts)
    network = scene.network or ""
    dataset = network.split("/", 1)[0]
    implied = (view.networks[:1] if view.networks != DEFAULT.networks else ()) or (facts.usual,)
    shown = scene.model_copy(update={"network": None}) if network == implied[0] else scene
    return Now(
        search=scene_search(view, shown),
        explore="/" + to_search(view if network in view.networks else view.model_copy(update={"networks": (network,)})),
        scene=scene,
        network=network,
        dataset=dataset,
        names=CLASSES[dataset],
        subject={
            "network": network,
            "images": min(view.images, facts.sets[dataset].test) if scene.tab == "mistakes" else 10_000,
            "seed": view.seed,
            **setting_of(view),
        },
    )


def _register_knobs(app: Dash) -> None:
    keep_in_step(app, KNOBS)
    browser: Any = app.clientside_callback
    browser("(kind) => kind === 'none' ? {display: 'none'} : {}", Output("see-level-box", "style"), Input("see-kind", "value"))
    browser(
        "(tab) => ['draw', 'images', 'mistakes', 'crossbar'].map(name => name === tab ? {} : {display: 'none'})",
        *(Output(f"see-tab-{name}", "style") for name in ("draw", "images", "mistakes", "crossbar")),
        Input("see-tab", "value"),
    )
    browser("(zoom) => zoom === 'window' ? {} : {display: 'none'}", Output("see-window", "style"), Input("see-zoom", "value"))
    browser("(now) => window.mhoscope.see.setAddress(now)", Output("see-explore", "title"), Input("see-now", "data"))


def _register_now(app: Dash) -> None:
    @app.callback(
        output={
            "now": Output("see-now", "data"),
            "explore": Output("see-explore", "href"),
            "problem": Output("see-trouble", "title"),
        },
        inputs={
            "of_view": {field: Input(*place) for field, place in OF_VIEW.items()},
            "of_scene": {field: Input(*place) for field, place in OF_SCENE.items()},
        },
        state={
            "facts": {name: State(f"see-{name}", "data") for name in ("sets", "layers", "usual", "base")},
        },
    )
    async def settle(of_view: dict[str, Any], of_scene: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
        try:
            now = now_of(of_view, of_scene, Facts.model_validate(facts))
        except ValidationError:
            # A number half typed; the next one is better.
            return {"now": no_update, "explore": no_update, "problem": no_update}
        return {"now": now.stored(), "explore": now.explore, "problem": ""}

    @app.callback(
        Output("see-images-label", "data"),
        Output("see-label", "data"),
        Output("see-said", "data"),
        Output("see-layer", "data"),
        Output("see-layer", "value", allow_duplicate=True),
        Input("see-network", "value"),
        State("see-layers", "data"),
        prevent_initial_call=True,
    )
    async def other_network(network: str, layers: dict[str, list[dict[str, str]]]) -> tuple[Any, ...]:
        names = CLASSES[network.split("/", 1)[0]]
        options = [{"value": "", "label": "all"}, *({"value": str(at), "label": name} for at, name in enumerate(names))]
        return options, options, options, layers[network], layers[network][0]["value"]


def _register_follow(app: Dash) -> None:
    @app.callback(
        output={
            "of_view": {field: Output(*place, allow_duplicate=True) for field, place in OF_VIEW.items()},
            "of_scene": {field: Output(*place, allow_duplicate=True) for field, place in OF_SCENE.items() if field != "network"},
            "network": Output("see-network", "value", allow_duplicate=True),
            "base": Output("see-base", "data"),
            "sigmas": Output("see-sigmas", "style"),
            "words": Output("see-words", "children"),
            "asides": Output("see-asides", "children"),
        },
        inputs={"went": Input("see-went", "data")},
        state={"network": State("see-network", "value"), "devices": State("see-devices", "data")},
        prevent_initial_call=True,
    )
    async def follow_address(went: dict[str, str], network: str, devices: dict[str, str]) -> dict[str, Any]:
        view, scene, notices = scene_from(went["search"])
        shown = scene.model_dump() | {"images_label": scene.label, "images_page": scene.page}
        words = words_of(view, devices)
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
            "asides": asides(notices),
        }
