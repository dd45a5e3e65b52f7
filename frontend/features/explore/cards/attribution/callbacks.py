"""Split the loss at the present setting: pressed here, beside the figure, or asked by a link."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from frontend.features.explore import ids
from frontend.features.explore.cards.attribution.attribution_card import CARD, SPLITS
from frontend.features.explore.cards.design import asking
from frontend.features.explore.fields import FIELDS, view_from
from frontend.kit.client import Api
from frontend.kit.notices import trouble
from frontend.kit.page_words import in_page_words
from frontend.kit.state import View, from_search
from frontend.kit.state.links import LOSS

ASKED = {f"{LOSS}{split_by}": split_by for split_by, _label in SPLITS}
"""What links ask, and how they split the loss."""


def attribution_of(view: View, split_by: str) -> dict[str, Any]:
    """The body of `POST /designs` that splits the loss where the sliders stand."""
    return asking.setting_of(view) | {"question": "attribution", "split_by": split_by}


def register(app: Dash, api: Api) -> None:
    asking.register(app, api, CARD)
    app.clientside_callback(
        "() => window.mhoscope.explore.askFor()", Output(ids.ATTRIBUTION_TEXT, "title"), Input(ids.ATTRIBUTION_TEXT, "id")
    )

    @app.callback(
        output={
            "kept": Output(ids.ATTRIBUTION, "data"),
            "trouble": Output(ids.ATTRIBUTION_TROUBLE, "children"),
            "split_by": Output(ids.SPLIT_BY, "value"),
        },
        inputs={
            "split": Input(ids.SPLIT, "n_clicks"),
            "why": Input(ids.WHY, "n_clicks"),
            "split_by": Input(ids.SPLIT_BY, "value"),
            "wanted": Input(ids.WANTED, "data"),
        },
        state={
            "values": {name: State(*control) for name, control in FIELDS.items()},
            "before": State(ids.ATTRIBUTION, "data"),
        },
        prevent_initial_call=True,
    )
    async def ask(
        split: int | None, why: int | None, split_by: str, wanted: Any, values: dict[str, Any], before: Any
    ) -> dict[str, Any]:
        by_link = ctx.triggered_id == ids.WANTED
        if by_link and (not wanted or wanted["ask"] not in ASKED):
            raise PreventUpdate
        # Another split of what has been asked follows at once; before that it is only chosen.
        if not by_link and (not (split or why) or (ctx.triggered_id == ids.SPLIT_BY and before is None)):
            raise PreventUpdate
        try:
            view = from_search(wanted["search"])[0] if by_link else view_from(values)
        except ValidationError as error:
            return {"kept": None, "trouble": trouble(in_page_words(str(error))), "split_by": no_update}
        chosen = ASKED[wanted["ask"]] if by_link else split_by
        kept, problem = await asking.asked(api, view, attribution_of(view, chosen), f"{LOSS}{chosen}", before)
        return {"kept": kept, "trouble": problem, "split_by": no_update if chosen == split_by else chosen}
