"""What happens on a share: its figure, in the colours and the width of the page."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from backend.schemas.run import Run
from frontend.features.share import ids
from frontend.features.share.answer import cards, story_of
from frontend.features.share.figure import axes_of, height, shared_figure
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.figures.caption import captioned, curve_caption, curve_title, file_name
from frontend.kit.notices import trouble
from frontend.kit.summary import map_summary, summary
from frontend.kit.theme import Scheme


def register(app: Dash, api: Api) -> None:
    _register_answer(app, api)
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


def _register_answer(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.ANSWER, "children"),
        Input(kit_ids.SCHEME, "data"),
        State(ids.ANSWER_OF, "data"),
        prevent_initial_call=True,
    )
    async def show(scheme: Scheme | None, share_id: str | None) -> Any:
        if scheme is None or share_id is None:
            raise PreventUpdate
        try:
            return cards(await api.share(share_id), scheme)
        except ApiProblem as problem:
            return trouble(str(problem))

    @app.callback(
        Output(ids.OFFLINE_FILE, "data"),
        Input(ids.OFFLINE, "n_clicks"),
        State(ids.ANSWER_OF, "data"),
        State(kit_ids.SCHEME, "data"),
        prevent_initial_call=True,
    )
    async def take(clicks: int | None, share_id: str | None, scheme: Scheme | None) -> Any:
        if not clicks or share_id is None:
            raise PreventUpdate
        content = await api.story_page(story_of(await api.share(share_id), scheme or "light"))
        name = f"mhoscope-share-{share_id[:12]}.html"
        return {"content": content, "filename": name, "type": "text/html", "base64": False}
