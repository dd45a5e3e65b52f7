"""Cards that ask design questions: how one is followed and stopped, and how what comes of it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from backend.schemas.design import Design
from backend.schemas.job import UNFINISHED
from backend.schemas.setting import Setting
from frontend.kit import ids as kit_ids
from frontend.kit.abandoned_runs import cancel
from frontend.kit.client import Api, ApiProblem
from frontend.kit.design_words import design_words, in_words
from frontend.kit.export_menu import export_menu
from frontend.kit.figures.caption import captioned
from frontend.kit.figures.designs import design_figure
from frontend.kit.icons import icon
from frontend.kit.notices import trouble
from frontend.kit.page_words import in_page_words
from frontend.kit.state import PARAMETERS, View, spec_of, to_search
from frontend.kit.state.links import asking
from frontend.kit.stored import Stored
from frontend.kit.theme import GRAPH_CONFIG, Scheme

HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}
POLL_MS = 700


class Asked(Stored):
    """A question that a page has asked, as it is now."""

    design: Design
    link: str
    """Where Explore asks it again."""
    mine: bool = False
    """This page asked it first."""


@dataclass(frozen=True)
class Card:
    """The ids of a card: its store with what was asked, the alarm that follows it, and what is shown of it."""

    part: str
    """Its name in an address that shows it alone (page_parts.py)."""

    design: str
    tick: str
    stop: str
    share: str
    trouble: str
    text: str
    figure: str
    figure_box: str


def setting_of(view: View) -> dict[str, Any]:
    """The part of a body of `POST /designs` that says at which setting, of which networks, and how exactly."""
    spec = spec_of(view)
    body = {name: spec[name] for name in (*Setting.model_fields, "networks", "images", "seed") if name in spec}
    # The swept parameter has no number in a spec; here it stands where its slider stands.
    swept = PARAMETERS[view.sweep]
    part, field = swept.field.split(".")
    now = view.value_of(view.sweep)
    if now is not None:
        value = int(now) if swept.whole else round(now * swept.scale, 8)
        body[part] = {**body.get(part, {}), field: value}
    return body | {"sampling": {**spec["sampling"], "images_per_draw": "all"}}


async def asked(api: Api, view: View, body: dict[str, Any], ask: str, before: Any) -> tuple[Any, Any]:
    """What a card keeps of the question that a body asks, and what went wrong.

    `ask` says the question in an address; `before` is what the card kept until now: nobody waits for it any more.
    """
    if not view.networks:
        return None, trouble("Choose at least one network to ask about.", colour="blue")
    try:
        design, is_new = await api.designs.submit(body)
    except (ApiProblem, ValidationError) as problem:
        return None, trouble(in_page_words(str(problem)))
    now = Asked(design=design, link=asking("/" + to_search(view), ask), mine=is_new)
    return now.stored(), await _stop_left(api, Asked.read(before), now)


async def _stop_left(api: Api, left: Asked | None, now: Asked) -> Any:
    """Stop what this page had asked before; says what went wrong."""
    if left is None or not left.mine or left.design.id == now.design.id or left.design.state not in UNFINISHED:
        return None
    problem = await cancel(api.designs, left.design.id)
    return trouble(problem) if problem else None


def register(app: Dash, api: Api, card: Card) -> None:
    _register_following(app, api, card)
    _register_showing(app, card)


def _register_following(app: Dash, api: Api, card: Card) -> None:
    @app.callback(
        Output(card.design, "data", allow_duplicate=True),
        Output(card.trouble, "children", allow_duplicate=True),
        Input(card.tick, "n_intervals"),
        Input(card.stop, "n_clicks"),
        State(card.design, "data"),
        prevent_initial_call=True,
    )
    async def follow(_ticks: int | None, _stop: int | None, stored: Any) -> tuple[Any, Any]:
        now = Asked.read(stored)
        if now is None or now.design.state not in UNFINISHED:
            return no_update, no_update
        try:
            act_on = api.designs.cancel if ctx.triggered_id == card.stop else api.designs.get
            return now.changed(design=await act_on(now.design.id)).stored(), None
        except ApiProblem as problem:
            return no_update, trouble(str(problem))


def _register_showing(app: Dash, card: Card) -> None:
    @app.callback(
        Output(card.text, "children"),
        Output(card.figure_box, "children"),
        Output(card.figure_box, "data-link"),
        Output(card.tick, "disabled"),
        Output(card.stop, "style"),
        Input(card.design, "data"),
        Input(kit_ids.SCHEME, "data"),
        prevent_initial_call=True,
    )
    async def show(stored: Any, scheme: Scheme | None) -> tuple[Any, ...]:
        if scheme is None:
            raise PreventUpdate
        now = Asked.read(stored)
        if now is None:
            return None, None, None, True, HIDDEN
        design = now.design
        running = design.state in UNFINISHED
        text: list[Any] = [*in_words(design), *([trouble(design.error)] if design.error else [])]
        figure = drawn(design, card.figure, scheme)
        return text, figure, now.link, not running, SHOWN if running else HIDDEN


def drawn(design: Design, figure_id: str, scheme: Scheme) -> Any:
    """The figure of the answers so far; None where there is nothing to draw."""
    figure = design_figure(design.request.question, design.answers, scheme=scheme)
    if figure is None:
        return None
    captioned(figure, **design_words(design))
    return dcc.Graph(id=figure_id, figure=figure, config=GRAPH_CONFIG, className="graph")


def card_actions(card: Card, *, commands: str, numbers: bool = False) -> Any:
    """What can be done with the answers that a card shows; scripts copy its link and add it to the story."""
    return html.Div(
        [
            _action("Copy link", "link", {"data-copy": card.figure_box}),
            _action("Share", "open", {"id": card.share}),
            _action("Add to story", "bookmark", {"data-adds": card.figure_box, "data-part": card.part}),
            export_menu(card.figure, numbers=numbers, commands=commands),
        ],
        className="actions",
    )


def _action(text: str, picture: str, does: dict[str, str]) -> Any:
    return html.Button([icon(picture, 16), text], type="button", className="action", **does)
