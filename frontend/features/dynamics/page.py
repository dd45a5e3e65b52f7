"""Dynamics: what the hidden states of recurrent networks do over time, and what noise does to them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.dataset import DatasetInfo
from backend.schemas.dynamics import PARTS
from backend.schemas.network import NetworkCard
from backend.schemas.prediction_quality import PredictionQuality
from frontend.features.dynamics import ids
from frontend.features.dynamics.cards import cards, looked_at, prediction_card
from frontend.features.dynamics.controls import MOST_NETWORKS, network_choice, noise_controls, run_line
from frontend.features.dynamics.now import facts_of
from frontend.features.dynamics.scene import USUAL_NETWORKS, scene_from
from frontend.features.dynamics.sharing import SHARE
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.help_links import explained
from frontend.kit.icons import icon
from frontend.kit.notices import asides, cannot_load
from frontend.kit.state import View
from frontend.kit.state.setting import SHOWN_HERE, words_of
from frontend.kit.theme import Scheme

STORES = (ids.NOW, ids.WENT, ids.LIVE, ids.SEEN, *(ids.found(part) for part in PARTS))
FOLLOW_MS = 600


async def layout(api: Api, _rest: str, search: str, scheme: Scheme = "light") -> Any:
    view, scene, notices = scene_from(search)
    try:
        networks, datasets, devices, quality = await asyncio.gather(
            api.networks(), api.datasets(), api.devices(), measured_quality(api)
        )
    except ApiProblem as problem:
        return cannot_load(str(problem))
    sets = {item.name: item for item in datasets.items}
    cards_here = {card.id: card for card in networks.items if card.is_recurrent and sets[card.dataset].present}
    view, more = fitted(view, {card.id: card for card in networks.items}, sets, {one.id for one in devices.items})
    facts = facts_of(cards_here, {item.id: item.title for item in devices.items})
    words = words_of(view, facts.devices, SHOWN)
    return html.Div(
        [
            dcc.Store(id=ids.FACTS, data=facts.model_dump(mode="json")),
            dcc.Store(id=ids.BASE, data=search),
            *(dcc.Store(id=name) for name in STORES),
            dcc.Interval(id=ids.TICK, interval=FOLLOW_MS, disabled=True),
            _head(),
            html.Div(asides([*notices, *more]), id=ids.ASIDES),
            html.Section(
                [
                    network_choice(list(cards_here.values()), sets, view.networks),
                    noise_controls(view, scene, devices.items, words),
                    run_line(),
                    html.Div(id=ids.TROUBLE, **{"aria-live": "polite"}),
                ],
                className="card dynamics-setting",
                **{"aria-label": "Networks, noise and chips"},
            ),
            html.Div(
                [looked_at(scene), *cards(scene), html.Div(id=ids.NOTES, className="meaning"), prediction_card(quality, scheme)],
                id=ids.RESULTS,
                className="dynamics-results",
                style=results_style(len(view.networks)),
            ),
            dmc.Modal(html.Div(id=ids.LINES), id=ids.MODAL, title="Command line", size="lg"),
            SHARE.layout(),
        ],
        className="page dynamics",
    )


SHOWN = (*SHOWN_HERE, "internal_noise.device")
"""Fields that have a control here."""


async def measured_quality(api: Api) -> PredictionQuality | None:
    """How good predictions are; None where that was not measured."""
    try:
        return await api.prediction_quality()
    except ApiProblem as problem:
        if problem.status == 404:
            return None
        raise


def results_style(networks: int) -> dict[str, Any]:
    """Room for one sentence a network, so that nothing moves when they come."""
    return {"--networks": max(networks, 1)}


def _head() -> Any:
    return html.Div(
        [
            html.Div(
                [
                    explained(html.H1("Dynamics"), "dynamics"),
                    html.P(
                        "What the hidden states of recurrent networks do over time, and what noise does to them.",
                        className="lead",
                    ),
                ]
            ),
            html.Div(
                [
                    html.Button([icon("link", 16), "Copy link"], id=kit_ids.COPY_LINK, className="action", type="button"),
                    dcc.Link([icon("open", 16), "Explore this setting"], id=ids.EXPLORE, href="/", className="action"),
                    html.Button([icon("open", 16), "Share"], id=ids.SHARE_OPEN, className="action", type="button"),
                    _export(),
                ],
                className="actions",
            ),
        ],
        className="stage-head",
    )


def _export() -> Any:
    """The whole answer: as the API has it, as rows, and as lines for a shell."""
    return html.Details(
        [
            html.Summary([icon("download", 16), "Export all"], className="action"),
            html.Div(
                [
                    *(
                        html.A(name, id=ids.file(kind), href="#", download="", **{"data-remark": remark})
                        for kind, name, remark in FILES
                    ),
                    html.Button("Command lines", id=ids.COMMANDS, type="button", **{"data-remark": "curl, mhoscope"}),
                ],
                className="menu-items",
            ),
        ],
        className="menu",
    )


FILES = (("json", "JSON", "the answer with its request"), ("csv", "CSV", "one row a number"))


def fitted(
    view: View, known: Mapping[str, NetworkCard], sets: Mapping[str, DatasetInfo], devices: set[str]
) -> tuple[View, Sequence[str]]:
    """The view with networks that can be asked about, and a sentence for each that cannot; the usual ones if none is left."""
    left: dict[str, list[str]] = {}
    kept = []
    for name in view.networks:
        reason = _why_not(known.get(name), sets)
        if reason is None:
            kept.append(name)
        else:
            left.setdefault(reason, []).append(name)
    notices = [f"Left out, {reason}: {', '.join(names)}." for reason, names in left.items()]
    if not kept and view.networks:
        kept = [name for name in USUAL_NETWORKS if name in known]
        notices.append("The usual networks are shown.")
    if view.device and view.device not in devices:
        notices.append(f"The link names the device {view.device}, which this server does not have; the two sigmas hold.")
        view = view.model_copy(update={"device": None})
    return view.model_copy(update={"networks": tuple(kept[:MOST_NETWORKS])}), notices


def _why_not(card: NetworkCard | None, sets: Mapping[str, DatasetInfo]) -> str | None:
    """Why a network cannot be asked about; None if it can."""
    if card is None:
        return "for this server does not have it"
    if not card.is_recurrent:
        return "for without a recurrent layer there are no states over time"
    if not sets[card.dataset].present:
        return f"for the data set {sets[card.dataset].title} is not on this server"
    return None
