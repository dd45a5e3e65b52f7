"""Ask a design question, follow it, show what comes."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from backend.schemas.design import Design
from backend.schemas.job import UNFINISHED
from backend.schemas.setting import Setting
from frontend.features.explore import ids
from frontend.features.explore.cards.design.design_card import QUESTIONS, WITH_TARGET, design_words, in_words
from frontend.features.explore.cards.design.design_figure import design_figure
from frontend.features.explore.fields import FIELDS, view_from
from frontend.kit import ids as frame_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.figures.caption import captioned
from frontend.kit.notices import trouble
from frontend.kit.page_words import in_page_words
from frontend.kit.state import PARAMETERS, View, spec_of
from frontend.kit.theme import Scheme

HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}


def question_of(view: View, question: str, target: Any, kind: str) -> dict[str, Any]:
    """The body of `POST /designs` for what Explore shows."""
    of_api, parameter, _words = QUESTIONS[question]
    spec = spec_of(view)
    body = {name: spec[name] for name in (*Setting.model_fields, "networks", "images", "seed") if name in spec}
    # The swept parameter has no number in a spec; here it stands where its slider stands.
    swept = PARAMETERS[view.sweep]
    part, field = swept.field.split(".")
    now = view.value_of(view.sweep)
    if now is not None:
        value = int(now) if swept.whole else round(now * swept.scale, 8)
        body[part] = {**body.get(part, {}), field: value}
    body |= {"question": of_api, "sampling": {**spec["sampling"], "images_per_draw": "all"}}
    if parameter:
        body["parameter"] = parameter
    if question in WITH_TARGET:
        body["target"] = {"value": float(target or 0) / 100, "kind": kind}
    if of_api in ("cheapest_network", "digital_layers"):
        body["technology"] = view.technology
    return body


def register(app: Dash, api: Api) -> None:
    _register_asking(app, api)
    _register_showing(app)


def _register_asking(app: Dash, api: Api) -> None:
    @app.callback(Output(ids.TARGET_BOX, "style"), Output(ids.TARGET_KIND_BOX, "style"), Input(ids.QUESTION, "value"))
    async def needs_target(question: str) -> tuple[Any, Any]:
        style = SHOWN if question in WITH_TARGET else HIDDEN
        return style, style

    @app.callback(
        output={"design": Output(ids.DESIGN, "data"), "trouble": Output(ids.DESIGN_TROUBLE, "children")},
        inputs={"clicks": Input(ids.ASK, "n_clicks")},
        state={
            "values": {name: State(*control) for name, control in FIELDS.items()},
            "question": State(ids.QUESTION, "value"),
            "target": State(ids.TARGET, "value"),
            "kind": State(ids.TARGET_KIND, "value"),
        },
        prevent_initial_call=True,
    )
    async def ask(clicks: int | None, values: dict[str, Any], question: str, target: Any, kind: str) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        try:
            body = question_of(view_from(values), question, target, kind)
            if not body["networks"]:
                return {"design": None, "trouble": trouble("Choose at least one network to ask about.", colour="blue")}
            design, _is_new = await api.designs.submit(body)
            return {"design": design.model_dump(mode="json"), "trouble": None}
        except (ApiProblem, ValidationError) as problem:
            return {"design": None, "trouble": trouble(in_page_words(str(problem)))}

    @app.callback(
        Output(ids.DESIGN, "data", allow_duplicate=True),
        Output(ids.DESIGN_TROUBLE, "children", allow_duplicate=True),
        Input(ids.DESIGN_TICK, "n_intervals"),
        Input(ids.ASK_STOP, "n_clicks"),
        State(ids.DESIGN, "data"),
        prevent_initial_call=True,
    )
    async def follow(_ticks: int | None, _stop: int | None, stored: Any) -> tuple[Any, Any]:
        design = Design.model_validate(stored) if stored else None
        if design is None or design.state not in UNFINISHED:
            return no_update, no_update
        try:
            act_on = api.designs.cancel if ctx.triggered_id == ids.ASK_STOP else api.designs.get
            return (await act_on(design.id)).model_dump(mode="json"), None
        except ApiProblem as problem:
            return no_update, trouble(str(problem))


def _register_showing(app: Dash) -> None:
    @app.callback(
        Output(ids.DESIGN_TEXT, "children"),
        Output(ids.DESIGN_FIGURE, "figure"),
        Output(ids.DESIGN_FIGURE, "style"),
        Output(ids.DESIGN_FIGURE_BOX, "hidden"),
        Output(ids.DESIGN_TICK, "disabled"),
        Output(ids.ASK_STOP, "style"),
        Input(ids.DESIGN, "data"),
        Input(frame_ids.SCHEME, "data"),
        prevent_initial_call=True,
    )
    async def show(stored: Any, scheme: Scheme | None) -> tuple[Any, ...]:
        if scheme is None:
            raise PreventUpdate
        if stored is None:
            return None, no_update, no_update, True, True, HIDDEN
        design = Design.model_validate(stored)
        running = design.state in UNFINISHED
        figure = design_figure(design.request.question, design.answers, scheme=scheme)
        if figure is not None:
            captioned(figure, **design_words(design))
        text: list[Any] = [*in_words(design), *([trouble(design.error)] if design.error else [])]
        style = no_update if figure is None else {"height": figure.layout.height}
        return text, figure or no_update, style, figure is None, not running, SHOWN if running else HIDDEN
