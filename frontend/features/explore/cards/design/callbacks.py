"""Ask a design question."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from frontend.features.explore import ids
from frontend.features.explore.cards.design import asking
from frontend.features.explore.cards.design.design_card import ASKED, DESIGN, TARGET_KINDS, USUAL_TARGET, WITH_TARGET
from frontend.features.explore.fields import FIELDS, view_from
from frontend.kit.client import Api
from frontend.kit.design_words import QUESTIONS
from frontend.kit.notices import trouble
from frontend.kit.page_words import in_page_words
from frontend.kit.state import View, from_search

QUESTION = {"question": (ids.QUESTION, "value"), "target": (ids.TARGET, "value"), "kind": (ids.TARGET_KIND, "value")}
"""Where on the card stands what is asked."""
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


def in_address(question: str, target: Any, kind: str) -> str:
    """A question as an address asks it, such as "adc:95:share", or "layers" where nothing is to be kept."""
    return f"{question}:{float(target or 0):g}:{kind}" if question in WITH_TARGET else f"{question}"


def question_in(ask: str) -> dict[str, Any] | None:
    """The same read again; None for what this card does not ask. What cannot be is as usual."""
    question, target, kind = (*ask.split(":"), "", "")[:3]
    if question not in ASKED:
        return None
    try:
        share = float(target)
    except ValueError:
        share = USUAL_TARGET
    return {
        "question": question,
        "target": share if 0 < share <= 100 else USUAL_TARGET,
        "kind": kind if kind in dict(TARGET_KINDS) else "share",
    }


def register(app: Dash, api: Api) -> None:
    asking.register(app, api, DESIGN)

    @app.callback(Output(ids.TARGET_BOX, "style"), Output(ids.TARGET_KIND_BOX, "style"), Input(ids.QUESTION, "value"))
    async def needs_target(question: str) -> tuple[Any, Any]:
        style = SHOWN if question in WITH_TARGET else HIDDEN
        return style, style

    @app.callback(
        output={
            "kept": Output(ids.DESIGN, "data"),
            "trouble": Output(ids.DESIGN_TROUBLE, "children"),
            "shown": {name: Output(*control, allow_duplicate=True) for name, control in QUESTION.items()},
        },
        inputs={"clicks": Input(ids.ASK, "n_clicks"), "wanted": Input(ids.WANTED, "data")},
        state={
            "values": {name: State(*control) for name, control in FIELDS.items()},
            "shown": {name: State(*control) for name, control in QUESTION.items()},
            "before": State(ids.DESIGN, "data"),
        },
        prevent_initial_call=True,
    )
    async def ask(clicks: int | None, wanted: Any, values: dict[str, Any], shown: dict[str, Any], before: Any) -> dict[str, Any]:
        by_link = ctx.triggered_id == ids.WANTED
        said = question_in(wanted["ask"]) if by_link and wanted else None
        if (by_link and said is None) or not (by_link or clicks):
            raise PreventUpdate
        asked = said or shown
        nothing = dict.fromkeys(QUESTION, no_update)
        try:
            view = from_search(wanted["search"])[0] if by_link else view_from(values)
            body = question_of(view, **asked)
        except ValidationError as error:
            return {"kept": None, "trouble": trouble(in_page_words(str(error))), "shown": nothing}
        kept, problem = await asking.asked(api, view, body, in_address(**asked), before)
        return {"kept": kept, "trouble": problem, "shown": said or nothing}
