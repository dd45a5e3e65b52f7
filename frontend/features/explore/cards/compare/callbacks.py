"""Comparing pinned curves with those of the figure: the tray, what differs, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State, dcc, html, no_update

from backend.schemas.difference import Difference
from backend.schemas.job import UNFINISHED
from backend.schemas.run import Run
from frontend.features.explore import ids
from frontend.features.explore.cards.compare.companion_runs import CompanionRun, Companions
from frontend.features.explore.cards.compare.compare_card import AGAINST_PINS, NOTHING, choices, difference_table, tray
from frontend.features.explore.cards.compare.difference_figure import Gap, Step, difference_figure, unpaired
from frontend.features.explore.cards.compare.pinned_figure import points_of
from frontend.kit import ids as frame_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.notices import trouble
from frontend.kit.state.pins import Pin, index_of, title_of_pin, why_not
from frontend.kit.theme import GRAPH_CONFIG, Scheme
from frontend.kit.titles import title_of
from frontend.kit.view_run import ViewRun

HIDDEN: dict[str, str] = {"display": "none"}
CONFIG: Any = GRAPH_CONFIG  # dash's own type for it is a TypedDict


def register(app: Dash, api: Api) -> None:
    _register_tray(app)
    _register_difference(app, api)


def _register_tray(app: Dash) -> None:
    @app.callback(
        Output(ids.TRAY, "children"),
        Output(ids.COMPARE_TABLE, "children"),
        Output(ids.COMPARE_NOTE, "children"),
        Output(ids.AGAINST, "data"),
        Output(ids.AGAINST, "value"),
        Output(ids.AGAINST_BOX, "style"),
        Input(ids.COMPANIONS, "data"),
        Input(ids.FOLLOWED, "data"),
        State(ids.AGAINST, "value"),
        prevent_initial_call=True,
    )
    async def show(others: Any, followed: Any, against: str | None) -> tuple[Any, ...]:
        view_run, runs = ViewRun.read(followed) or ViewRun(), (Companions.read(others) or Companions()).pinned
        spec, pins = view_run.run.spec if view_run.run else None, view_run.pins
        offered = choices(spec.networks, bool(pins)) if spec and not view_run.y else []
        values = [choice["value"] for choice in offered]
        chosen = against if against in values else next(iter(values), None)
        note = f"{len(pins)} pinned; their markers are open in the figure above." if pins else NOTHING
        table = difference_table(spec, list(runs.values())) if spec and runs else None
        # The difference is asked for again with what it is taken against.
        taken = no_update if chosen == against else chosen
        return tray(pins, runs, spec), table, note, offered, taken, {} if offered else HIDDEN


def _register_difference(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.DIFFERENCE, "children"),
        Input(ids.SETTLED, "data"),
        Input(ids.COMPANIONS, "data"),
        Input(ids.AGAINST, "value"),
        Input(frame_ids.SCHEME, "data"),
        prevent_initial_call=True,
    )
    async def show(settled: Any, others: Any, against: str | None, scheme: Scheme | None) -> Any:
        view_run = ViewRun.read(settled)
        run = view_run.run if view_run else None
        if view_run is None or run is None or scheme is None or not against or view_run.y:
            return None
        if run.state in UNFINISHED:
            return html.P("Shown once the run has ended.", className="meaning")
        try:
            gaps = await gaps_of(api, run, view_run.pins, Companions.read(others) or Companions(), against)
        except ApiProblem as problem:
            return trouble(str(problem), colour="yellow")
        if not gaps:
            return html.P("No pinned curve of a network of this figure lies on its axis.", className="meaning")
        figure = difference_figure(gaps, sweep=view_run.sweep, values=run.spec.sweep.x.values, scheme=scheme)
        return html.Div(
            [
                dcc.Graph(id=ids.DIFFERENCE_FIGURE, figure=figure, config=CONFIG, style={"height": "300px"}),
                html.P(_said(gaps, run.spec.sampling.confidence), className="meaning"),
            ]
        )


async def gaps_of(api: Api, run: Run, pins: Sequence[str], companions: Companions, against: str) -> list[Gap]:
    """Every difference that is asked for: paired by draw where both have draws in common, else from the two intervals."""
    networks = run.spec.networks
    if against != AGAINST_PINS:
        if against not in networks:
            return []
        items = (await api.runs.differences(run.id, baseline=against)).items
        rest = [(index, network) for index, network in enumerate(networks) if network != against]
        return [_gap(title_of(network, networks), network, index, items, run, run, against) for index, network in rest]
    found = []
    paired: dict[str, list[Difference]] = {}
    for position, pin in enumerate(map(Pin.of, pins)):
        other = companions.pinned.get(pin.run)
        if other is None or why_not(pin, other, run.spec) or other.id == run.id:
            continue
        network = other.spec.networks[pin.network]
        if network not in networks:
            continue
        if pin.run not in paired:
            paired[pin.run] = (await api.runs.differences(run.id, other=pin.run)).items
        title = f"{title_of(network, networks)} less {title_of_pin(pin, other, run.spec)}"
        found.append(_gap(title, network, index_of(position), paired[pin.run], run, other, network))
    return found


def _gap(
    title: str, network: str, index: int, items: Sequence[Difference], run: Run, other: Run | CompanionRun, baseline: str
) -> Gap:
    own = [Step.of(item) for item in items if item.network == network]
    if own:
        return Gap(title, own, index)
    return Gap(title, unpaired(points_of(run, network), points_of(other, baseline)), index, paired=False)


def _said(gaps: Sequence[Gap], confidence: float) -> str:
    level = f"{100 * confidence:g} %"
    texts = []
    if any(gap.paired for gap in gaps):
        texts.append(f"Paired by draw: {level} t interval of the mean difference over the chips that both curves have.")
    loose = [gap.title for gap in gaps if not gap.paired]
    if loose:
        texts.append(
            f"Not paired, for there are no draws in common: {', '.join(loose)}; from both {level} intervals as independent."
        )
    return " ".join(texts)
