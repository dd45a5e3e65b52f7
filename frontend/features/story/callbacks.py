"""What happens on Story: its steps, which the browser lists, and the offline page, which the server makes."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output

from frontend.features.story import ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.notices import trouble


def register(app: Dash, api: Api) -> None:
    app.clientside_callback("() => window.mhoscope.story.list()", Output(ids.STEPS, "title"), Input(ids.STEPS, "id"))
    app.clientside_callback(
        "(title) => window.mhoscope.story.entitle(title)",
        Output(ids.EMPTY, "title"),
        Input(ids.TITLE, "value"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(ids.PAGE, "data"),
        Output(ids.TROUBLE, "children"),
        Input(ids.OUT, "data"),
        prevent_initial_call=True,
    )
    async def as_page(story: dict[str, Any] | None) -> tuple[Any, Any]:
        try:
            content = await api.story_page(story)
        except ApiProblem as problem:
            return None, trouble(str(problem))
        return {"content": content, "filename": "mhoscope-story.html", "type": "text/html", "base64": False}, None
