"""The Dash app, put on an existing FastAPI app."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html
from fastapi import FastAPI
from starlette.middleware import Middleware

from frontend.features import data, devices, dynamics, explore, networks, reproduce, runs, see, share, story, train
from frontend.features import help as guide
from frontend.kit import ids
from frontend.kit.client import Api
from frontend.kit.compression import KeepCompressed
from frontend.kit.feature import find
from frontend.kit.icons import icon
from frontend.kit.notices import cannot_load
from frontend.kit.page_parts import HEAD
from frontend.kit.series_swatch import series_style
from frontend.kit.shell import shell
from frontend.kit.theme import MANTINE, Scheme

log = logging.getLogger(__name__)

FEATURES = tuple(
    package.FEATURE for package in (explore, see, dynamics, runs, reproduce, networks, train, data, devices, share, story, guide)
)
"""Every page, in the order of the navigation."""

# Of plotly.js what draws on two axes: a third of the whole. Its version is that of the plotly package.
PLOTLY = "plotly-cartesian-4.1.1.min.js"

# As Dash's own, but with a language, a picture that is a drawing, and the theme set before anything is painted.
INDEX = """<!DOCTYPE html>
<html lang="en">
    <head>
        {%metas%}
        <script>
            let kept = null;
            try { kept = localStorage.getItem("mantine-color-scheme-value"); } catch { /* storage may be forbidden */ }
            const dark = kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
            document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
%PARTS%        </script>
        <style>[data-mantine-color-scheme="dark"] { background: #191a1d; color-scheme: dark; }</style>
        <style>%SERIES%</style>
        <script>
            // dcc.Graph waits for this promise; the bundle puts the real thing in its place. Else Dash loads all of plotly.js.
            window.Plotly = new Promise((done, failed) => {
                const script = document.createElement("script");
                const loaded = (event) => { window.dispatchEvent(new Event("plotly")); done(event); };
                Object.assign(script, { src: "/assets/vendor/%PLOTLY%", async: true, onload: loaded, onerror: failed });
                document.head.append(script);
            });
        </script>
        <title>{%title%}</title>
        <link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">
        {%css%}
    </head>
    <body>
        {%app_entry%}
        <footer>{%config%}{%scripts%}{%renderer%}</footer>
    </body>
</html>
"""


def add_pages(server: FastAPI, api: Api) -> Dash:
    """Serve the pages from a FastAPI app; `api` is where their numbers come from."""
    app = Dash(
        __name__,
        server=server,  # type: ignore[arg-type] # the annotation is behind the code
        use_async=True,
        assets_folder=str(Path(__file__).parent / "assets"),
        title="Mhoscope",
        update_title="",
        suppress_callback_exceptions=True,
        serve_locally=True,
        index_string=INDEX.replace("%PARTS%", HEAD).replace("%PLOTLY%", PLOTLY).replace("%SERIES%", series_style()),
        assets_ignore="plotly",
        compress=True,
        on_error=_logged,
        meta_tags=[
            {"name": "viewport", "content": "width=device-width, initial-scale=1"},
            {"name": "description", "content": "How much analog noise a neural network survives on memory crossbars."},
        ],
    )
    app.layout = layout()
    _route(app, api)
    for feature in FEATURES:
        feature.register(app, api)
    browser: Any = app.clientside_callback
    # The first page is asked for once it is known how it is painted, which comes before everything else.
    browser("() => window.mhoscope.kit.scheme()", Output(ids.GROUND, "data"), Input(ids.THEME_TOGGLE, "id"))
    browser("() => window.mhoscope.kit.watchScheme()", Output(ids.MAIN, "title"), Input(ids.THEME_TOGGLE, "id"))
    browser("(path) => window.mhoscope.kit.markPage(path)", Output(ids.NAV, "title"), Input(ids.NAV, "data-path"))
    browser("(clicks) => clicks > 0", Output(ids.KEYS, "opened"), Input(ids.KEYS_OPEN, "n_clicks"), prevent_initial_call=True)
    server.user_middleware.append(Middleware(KeepCompressed))  # the innermost: what is kept is for who may see it
    # Dash does this at the first request, but only after it has answered one for a page other than "/": without scripts.
    app._setup_server()
    _learn_titles_at_start(server, api)
    return app


def _learn_titles_at_start(server: FastAPI, api: Api) -> None:
    """Pages that were open before a restart go on with titles, though nobody has asked for a page yet."""
    inner = server.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[Any]:
        async with inner(app) as state:
            await api.learn_titles()
            yield state

    server.router.lifespan_context = lifespan


def _logged(error: Exception) -> NoReturn:
    """Dash answers a callback that failed with status 500 and says nothing of it on the server."""
    log.error("a callback failed", exc_info=error)
    raise error


def layout() -> Any:
    """What every page has around it."""
    return dmc.MantineProvider(
        id=ids.MANTINE,
        theme=MANTINE,
        defaultColorScheme="auto",
        children=[
            dcc.Location(id=ids.URL, refresh="callback-nav"),
            dcc.Store(id=ids.SCHEME),
            dcc.Store(id=ids.GROUND),
            shell(FEATURES, html.Div(id=ids.PAGE, children=dmc.Center(dmc.Loader(type="dots"), h="60vh"))),
        ],
    )


def _route(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.PAGE, "children"),
        Output(ids.NAV, "data-path"),
        Input(ids.URL, "pathname"),
        Input(ids.GROUND, "data"),
        State(ids.URL, "search"),  # on Explore the controls follow it; the page stays
        State(ids.SCHEME, "data"),
    )
    async def show(pathname: str | None, ground: Scheme, search: str | None, scheme: Scheme | None) -> tuple[Any, str]:
        path = (pathname or "/").rstrip("/") or "/"
        found = find(FEATURES, path)
        if found is None:
            return _nowhere(path), path
        feature, rest = found
        await api.learn_titles()
        try:
            return await feature.layout(api, rest, search or "", scheme or ground), path
        except Exception:
            log.exception("the page %s could not be made", path)
            return cannot_load("The server could not make this page because of an error; see its log."), path


def _nowhere(path: str) -> Any:
    return dmc.Container(
        dmc.Stack(
            [
                dmc.Title("There is no such page", order=1, size="h2"),
                dmc.Text(f"Nothing is at {path}."),
                html.Div(dcc.Link("Go to Explore", href="/", className="go")),
                dmc.Text("These pages exist:"),
                dmc.List(
                    [
                        dmc.ListItem(dmc.Anchor(feature.title, href=feature.path, refresh=False), icon=icon(feature.icon))
                        for feature in FEATURES
                        if feature.in_navigation
                    ]
                ),
            ]
        ),
        py="xl",
    )
