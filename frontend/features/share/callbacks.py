"""What happens on a share: its figure, in the colours and the width of the page."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from backend.schemas.run import Run
from frontend.features.share import ids
from frontend.features.share.figure import axes_of, height, shared_figure
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api
from frontend.kit.figures.caption import captioned, curve_caption, curve_title, file_name
from frontend.kit.summary import map_summary, summary
from frontend.kit.theme import Scheme


def register(app: Dash, _api: Api) -> None:
    app.clientside_callback("() => window.innerWidth < 900", Output(ids.NARROW, "data"), Input(ids.RUN, "id"))

    @app.callback(
        Output(ids.FIGURE, "figure"),
        Output(ids.FIGURE, "style"),
        Input(kit_ids.SCHEME, "data"),
        Input(ids.NARROW, "data"),
        State(ids.RUN, "data"),
    )
    async def show(scheme: Scheme | None, narrow: bool | None, stored: Any) -> tuple[Any, dict[str, str]]:
        if scheme is None or narrow is None or stored is None:
            raise PreventUpdate
        run = Run.model_validate(stored)
        x, y = axes_of(run)
        sentence = map_summary(run, x or "p", y) if y else summary(run, x or "p")
        figure = shared_figure(run, x or "p", y, scheme, narrow=narrow)
        captioned(figure, title=curve_title(run), caption=curve_caption(run, sentence=sentence), name=file_name(run))
        return figure, height(run, y=bool(y), narrow=narrow)
