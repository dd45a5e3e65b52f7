"""What happens on Dynamics: controls to a request and its address, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from pydantic import ValidationError

from frontend.features.dynamics import asking, exporting, ids, showing
from frontend.features.dynamics.controls import KNOBS, MOST_NETWORKS, also
from frontend.features.dynamics.now import AT_ONCE, Facts, Now, work
from frontend.features.dynamics.page import SHOWN, fitted, results_style
from frontend.features.dynamics.scene import WHOLE, Scene, scene_from, scene_search
from frontend.features.dynamics.sharing import SHARE
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.controls import keep_in_step
from frontend.kit.notices import asides, trouble
from frontend.kit.state import View, to_search
from frontend.kit.state.setting import setting_of, words_of

OF_VIEW = {
    "networks": (ids.NETWORKS, "value"),
    "programming": (kit_ids.slider(ids.PROGRAMMING), "value"),
    "read": (kit_ids.slider(ids.READ), "value"),
    "device": (ids.DEVICE, "value"),
    "test_kind": (ids.KIND, "value"),
    "test_level": (kit_ids.slider(ids.LEVEL), "value"),
    "images": (ids.IMAGES, "value"),
}
OF_SCENE = {
    "draws": (ids.DRAWS, "value"),
    "extended": (ids.EXTENDED, "value"),
    "network": (ids.NETWORK, "value"),
    "layer": (ids.LAYER, "value"),
    "chip": (ids.CHIP, "value"),
    "means": (ids.MEANS, "value"),
    "cause": (ids.CAUSE, "value"),
    "log": (ids.LOG, "value"),
    "quantity": (ids.QUANTITY, "value"),
    "drive": (ids.DRIVE, "value"),
}
TEXTS = ("network", "layer", "chip")
"""Whole numbers of the scene whose controls hold texts."""
HIDDEN: dict[str, str] = {"display": "none"}
SHOWN_STYLE: dict[str, str] = {}


def register(app: Dash, api: Api) -> None:
    keep_in_step(app, KNOBS)
    browser: Any = app.clientside_callback
    browser("(kind) => kind === 'none' ? {display: 'none'} : {}", Output(ids.LEVEL_BOX, "style"), Input(ids.KIND, "value"))
    browser("(device) => device ? {display: 'none'} : {}", Output(ids.SIGMAS, "style"), Input(ids.DEVICE, "value"))
    browser(
        "(now, live) => window.mhoscope.dynamics.setAddress(now, live)",
        Output(ids.EXPLORE, "title"),
        Input(ids.NOW, "data"),
        Input(ids.LIVE, "data"),
    )
    _register_now(app)
    _register_related(app)
    _register_follow(app, api)
    asking.register(app, api)
    showing.register(app, api)
    exporting.register(app)
    SHARE.register(app, api)


def scene_of(values: Mapping[str, Any]) -> Scene:
    """The scene that the controls show; an emptied number has its usual value. Raises ValidationError."""
    usual = Scene()
    given = {
        field: getattr(usual, field) if value is None or (value == "" and field != "cause") else value
        for field, value in values.items()
    }
    return Scene.model_validate({field: int(value) if field in WHOLE else value for field, value in given.items()})


def now_of(view_values: Mapping[str, Any], scene_values: Mapping[str, Any], facts: Facts, base: str) -> Now:
    """The request that the controls make, and the page's address. Raises ValidationError."""
    view = scene_from(base)[0]
    given = {field: getattr(view, field) if value is None or value == "" else value for field, value in view_values.items()}
    given["networks"] = tuple(view_values["networks"] or ())
    given["device"] = view_values["device"] or None
    view = View.model_validate(view.model_dump() | given)
    scene = scene_of(scene_values)
    request = {
        "networks": [name for name in view.networks if name in facts.known],
        "images": view.images,
        "draws": scene.draws,
        "extended_steps": scene.extended,
        "seed": view.seed,
        **setting_of(view),
    }
    return Now(
        search=scene_search(view, scene),
        explore="/" + to_search(view),
        request=request,
        small=work(request, facts) <= AT_ONCE,
    )


def _register_now(app: Dash) -> None:
    @app.callback(
        output={
            "now": Output(ids.NOW, "data"),
            "explore": Output(ids.EXPLORE, "href"),
            "room": Output(ids.RESULTS, "style"),
        },
        inputs={
            "of_view": {field: Input(*control) for field, control in OF_VIEW.items()},
            "of_scene": {field: Input(*control) for field, control in OF_SCENE.items()},
        },
        state={"facts": State(ids.FACTS, "data"), "base": State(ids.BASE, "data")},
    )
    async def settle(of_view: dict[str, Any], of_scene: dict[str, Any], facts: Any, base: str) -> dict[str, Any]:
        try:
            now = now_of(of_view, of_scene, Facts.model_validate(facts), base)
        except (ValidationError, ValueError):
            # A number half typed; the next one is better.
            return {"now": no_update, "explore": no_update, "room": no_update}
        return {"now": now.stored(), "explore": now.explore, "room": results_style(len(now.request["networks"]))}


def related(chosen: Sequence[str], facts: Facts, *, families: bool) -> list[str]:
    """What stands beside the first chosen network: its training noises, or the other families like it; else what was chosen."""
    first = next((name for name in chosen if name in facts.known), None)
    if first is None:
        return list(chosen)
    found = (facts.relatives if families else facts.siblings)[first]
    return found[:MOST_NETWORKS] if len(found) > 1 else list(chosen)


def _register_related(app: Dash) -> None:
    @app.callback(
        Output(ids.NETWORKS, "value", allow_duplicate=True),
        Output(ids.TROUBLE, "children", allow_duplicate=True),
        Input(ids.NOISES, "n_clicks"),
        Input(ids.FAMILIES, "n_clicks"),
        State(ids.NETWORKS, "value"),
        State(ids.FACTS, "data"),
        prevent_initial_call=True,
    )
    async def beside(_noises: int | None, _families: int | None, chosen: list[str] | None, facts: Any) -> tuple[Any, Any]:
        chosen, families = chosen or [], ctx.triggered_id == ids.FAMILIES
        found = related(chosen, Facts.model_validate(facts), families=families)
        if found != chosen:
            return found, None
        what = "no other family of as many time steps and the same training noise" if families else "no other training noise"
        return no_update, trouble(
            f"There is {what} to put beside the first network." if chosen else "Choose a network first.", colour="blue"
        )


def _register_follow(app: Dash, api: Api) -> None:
    @app.callback(
        output={
            "of_view": {field: Output(*control, allow_duplicate=True) for field, control in OF_VIEW.items()},
            "of_scene": {field: Output(*control, allow_duplicate=True) for field, control in OF_SCENE.items()},
            "base": Output(ids.BASE, "data"),
            "words": Output(ids.WORDS, "children"),
            "asides": Output(ids.ASIDES, "children"),
        },
        inputs={"went": Input(ids.WENT, "data")},
        state={"facts": State(ids.FACTS, "data")},
        prevent_initial_call=True,
    )
    async def follow_address(went: dict[str, str], facts: Any) -> dict[str, Any]:
        view, scene, notices = scene_from(went["search"])
        known = Facts.model_validate(facts)
        more: Sequence[str] = ()
        try:
            networks, datasets = await api.networks(), await api.datasets()
            view, more = fitted(
                view, {card.id: card for card in networks.items}, {one.name: one for one in datasets.items}, set(known.devices)
            )
        except ApiProblem as problem:
            more = [str(problem)]
        return {
            "of_view": {field: _shown(view, field) for field in OF_VIEW},
            "of_scene": {field: str(value) if field in TEXTS else value for field, value in scene.model_dump().items()},
            "base": went["search"],
            "words": also(words_of(view, known.devices, SHOWN)),
            "asides": asides([*notices, *more]),
        }


def _shown(view: View, field: str) -> Any:
    value = getattr(view, field)
    if field == "networks":
        return list(value)
    return value or "" if field == "device" else value
