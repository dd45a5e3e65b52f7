"""Ask a design question."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from frontend.features.explore import ids
from frontend.features.explore.cards.design import asking
from frontend.features.explore.cards.design.design_card import DESIGN, WITH_TARGET
from frontend.features.explore.fields import FIELDS, view_from
from frontend.kit.client import Api
from frontend.kit.design_words import QUESTIONS
from frontend.kit.notices import trouble
from frontend.kit.page_words import in_page_words
from frontend.kit.state import View

HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}


def question_of(view: View, question: str, target: Any, kind: str) -> dict[str, Any]:
    """The body of `POST /designs` for what Explore shows."""
    of_api, parameter, _words = QUESTIONS[question]
    body = asking.setting_of(view) | {"question": of_api}
    if parameter:
        body["parameter"] = parameter
    if question in WITH_TARGET:
        body["target"] = {"value": float(target or 0) / 100, "kind": kind}
    if of_api in ("cheapest_network", "digital_layers"):
        body["technology"] = view.technology
    return body


def register(app: Dash, api: Api) -> None:
    asking.register(app, api, DESIGN)

    @app.callback(Output(ids.TARGET_BOX, "style"), Output(ids.TARGET_KIND_BOX, "style"), Input(ids.QUESTION, "value"))
    async def needs_target(question: str) -> tuple[Any, Any]:
        style = SHOWN if question in WITH_TARGET else HIDDEN
        return style, style

    @app.callback(
        Output(ids.DESIGN, "data"),
        Output(ids.DESIGN_TROUBLE, "children"),
        inputs={"clicks": Input(ids.ASK, "n_clicks")},
        state={
            "values": {name: State(*control) for name, control in FIELDS.items()},
            "question": State(ids.QUESTION, "value"),
            "target": State(ids.TARGET, "value"),
            "kind": State(ids.TARGET_KIND, "value"),
            "before": State(ids.DESIGN, "data"),
        },
        prevent_initial_call=True,
    )
    async def ask(
        clicks: int | None, values: dict[str, Any], question: str, target: Any, kind: str, before: Any
    ) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        try:
            view = view_from(values)
            body = question_of(view, question, target, kind)
        except ValidationError as problem:
            return None, trouble(in_page_words(str(problem)))
        return await asking.asked(api, view, body, question, before)
