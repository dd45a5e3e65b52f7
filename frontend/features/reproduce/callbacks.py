"""What happens on Reproduce: figures once they are in sight, what is folded once it is opened, a run anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, MATCH, Dash, Input, Output, State, ctx, dcc
from dash.exceptions import PreventUpdate

from backend.schemas.reproduction import VERDICT_WORDS, Reproduction
from frontend.features.reproduce import ids
from frontend.features.reproduce.cards import comparisons, figure_id, graph, numbers, runs
from frontend.kit import commands
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.figures.caption import captioned
from frontend.kit.figures.chart import chart_figure
from frontend.kit.notices import trouble
from frontend.kit.theme import Scheme


def register(app: Dash, api: Api) -> None:
    browser: Any = app.clientside_callback
    browser("() => window.mhoscope.reproduce.watchClaims()", Output(ids.REPRODUCTIONS, "title"), Input(ids.REPRODUCTIONS, "id"))

    @app.callback(
        Output(ids.figure(MATCH), "children"),
        Output(ids.caption(MATCH), "children"),
        Input(ids.seen(MATCH), "data"),
        Input(ids.chart(MATCH), "value"),
        Input(kit_ids.SCHEME, "data"),
        State(ids.seen(MATCH), "id"),
    )
    async def show(seen: bool | None, chosen: str, scheme: Scheme | None, name: dict[str, str]) -> tuple[Any, Any]:
        if not seen or scheme is None:
            raise PreventUpdate
        claim = await api.reproduction(name["claim"])
        chart = claim.charts[int(chosen)]
        figure = captioned(
            chart_figure(chart, scheme=scheme),
            title=chart.title,
            caption=f"{chart.caption} Claim: {claim.title} ({VERDICT_WORDS[claim.verdict]}). Mhoscope.",
            name=f"{figure_id(claim.id)}-{int(chosen) + 1}",
            table=chart.numbers,
        )
        return graph(figure, claim.id), chart.caption

    @app.callback(
        Output(ids.numbers(MATCH), "children"),
        Input(ids.more(MATCH), "value"),
        Input(ids.chart(MATCH), "value"),
        State(ids.more(MATCH), "id"),
    )
    async def show_numbers(opened: list[str] | None, chosen: str, name: dict[str, str]) -> Any:
        if "numbers" not in (opened or ()):
            return None
        return numbers((await api.reproduction(name["claim"])).charts[int(chosen)])

    _when_opened(app, api, "comparisons", ids.comparisons(MATCH), comparisons)
    _when_opened(app, api, "runs", ids.runs(MATCH), runs)
    _register_commands(app)

    @app.callback(
        Output(ids.rerun_note(MATCH), "children"),
        Input(ids.rerun(MATCH, ALL), "n_clicks"),
        State(ids.rerun_note(MATCH), "id"),
        prevent_initial_call=True,
    )
    async def rerun(clicks: list[int | None], name: dict[str, str]) -> Any:
        pressed = ctx.triggered_id
        if not any(clicks) or not isinstance(pressed, dict):
            raise PreventUpdate
        try:
            claim = await api.reproduction(name["claim"])
            spec = next(run.spec for run in claim.runs if run.name == pressed["run"])
            run, made = await api.runs.submit(spec.model_copy(update={"seed": spec.seed + 1}).model_dump(mode="json"))
        except ApiProblem as problem:
            return trouble(str(problem))
        said = "is queued on other chips" if made else "was asked before on these chips"
        return dmc.Alert(
            [f"{pressed['run']} {said}: ", dcc.Link(f"run {run.id[:8]}", href="/runs", className="back"), "."],
            color="blue",
            mt="sm",
            className="notice",
        )


def _register_commands(app: Dash) -> None:
    @app.callback(
        Output(ids.MODAL, "opened"),
        Output(ids.LINES, "children"),
        Input(ids.commands(ALL), "n_clicks"),
        State(kit_ids.URL, "href"),
        prevent_initial_call=True,
    )
    async def show_commands(clicks: list[int | None], href: str | None) -> tuple[bool, Any]:
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            raise PreventUpdate
        return True, commands.blocks(commands.of_claim(ctx.triggered_id["claim"], commands.origin_of(href)))


def _when_opened(app: Dash, api: Api, part: str, container: kit_ids.Id, made: Callable[[Reproduction], Any]) -> None:
    """Make a folded part of a claim while it is open."""

    @app.callback(
        Output(container, "children"),
        Input(ids.more(MATCH), "value"),
        State(ids.more(MATCH), "id"),
        prevent_initial_call=True,
    )
    async def show(opened: list[str] | None, name: dict[str, str]) -> Any:
        return made(await api.reproduction(name["claim"])) if part in (opened or ()) else None
