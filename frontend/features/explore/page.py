"""Explore, the home page: choose, slide, see."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.technology import Technology
from frontend.features.explore import ids
from frontend.features.explore.cards.attribution.attribution_card import attribution_card
from frontend.features.explore.cards.compare.compare_card import compare_card
from frontend.features.explore.cards.conversion.conversion_card import conversion_card
from frontend.features.explore.cards.design.design_card import design_card
from frontend.features.explore.cards.energy.energy_card import energy_card
from frontend.features.explore.cards.energy.pareto_card import pareto_card
from frontend.features.explore.cards.families.families_card import families_card
from frontend.features.explore.facts import Facts
from frontend.features.explore.figure_options import figure_options
from frontend.features.explore.notes_dialog import notes_dialog
from frontend.features.explore.panel import panel, settings_button
from frontend.features.explore.per_layer import left_out
from frontend.features.explore.prediction import POLL_MS
from frontend.features.explore.sharing import SHARE
from frontend.features.explore.show_figures import shown
from frontend.features.explore.start import submitted
from frontend.features.explore.stores import stores
from frontend.features.explore.tour import tour
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.export_menu import export_menu
from frontend.kit.help_links import explained
from frontend.kit.icons import icon
from frontend.kit.notices import asides, cannot_load
from frontend.kit.state import View, from_search
from frontend.kit.state.overrides import of_networks
from frontend.kit.theme import GRAPH_CONFIG, Scheme


async def layout(api: Api, _rest: str, search: str, scheme: Scheme = "light") -> Any:
    view, notices = from_search(search)
    try:
        networks, datasets, devices, technologies = await asyncio.gather(
            api.networks(), api.datasets(), api.devices(), api.technologies()
        )
    except ApiProblem as problem:
        return cannot_load(str(problem))
    known = {card.id for card in networks.items}
    gone = [network for network in view.networks if network not in known]
    if gone:
        notices.append(f"The link names {', '.join(gone)}, which this server does not have.")
        view = view.model_copy(update={"networks": tuple(network for network in view.networks if network in known)})
    chosen = [card for card in networks.items if card.id in view.networks]
    kept, without_layer = of_networks(view.overrides, chosen)
    if chosen and without_layer:
        notices.append(left_out(without_layer))
        view = view.model_copy(update={"overrides": kept})
    view_run = (await submitted(api, view, None)).changed(page=uuid4().hex)
    return html.Div(
        [
            *stores(
                {
                    ids.FACTS: Facts.of(devices.items, technologies.items).stored(),
                    ids.BEGUN: view_run.stored(),
                    ids.PINS: list(view.pins),
                    ids.CUT: [view.cut_x, view.cut_y],
                    ids.CONSTANTS: list(view.constants),
                    ids.LIST_X: list(view.list_x),
                    ids.LIST_Y: list(view.list_y),
                    ids.KEPT: list(view.kept),
                    ids.OVERRIDES: list(view.overrides),
                }
            ),
            dcc.Interval(id=ids.COMPANIONS_POLL, interval=1000, disabled=True),
            dcc.Interval(id=ids.PREDICTION_POLL, interval=POLL_MS, disabled=True),
            panel(view, networks.items, {item.name: item for item in datasets.items}, devices.items),
            html.Div(
                [
                    html.Div(asides(notices), id=ids.ASIDES),
                    *_figures(view, technologies.items, shown(view_run, scheme)),
                ],
                className="stage",
            ),
            settings_button(),
            tour(),
        ],
        className="explore",
    )


def _figures(view: View, technologies: Sequence[Technology], seen: Mapping[str, Any]) -> list[Any]:
    """All cards; `seen` is what there is to see of the run already, so that the first figure does not wait for callbacks."""
    return [
        html.Section(
            [
                html.Div(
                    [
                        html.Div(
                            [
                                explained(html.H1("How much noise does it survive?", id=ids.HEADLINE), "interval"),
                                html.P(seen["summary"], id=ids.SUMMARY, className="summary"),
                                html.Button(
                                    "Why?",
                                    id=ids.WHY,
                                    className="action why",
                                    type="button",
                                    title="Which setting costs how much of the accuracy",
                                    style=seen["why"],
                                ),
                                html.P(id=ids.NOTE_SHOWN, className="said-of"),
                            ]
                        ),
                        html.Div(
                            [
                                _action("Copy link", "link", kit_ids.COPY_LINK),
                                _action("Notes", "note", ids.NOTES_OPEN),
                                _action("Share", "open", ids.SHARE_OPEN),
                                export_menu(ids.ACCURACY, files="", commands=ids.REPRODUCE_OPEN),
                            ],
                            className="actions",
                        ),
                    ],
                    className="stage-head",
                ),
                html.Div(
                    [
                        html.Span(seen["state"], id=ids.STATE, className="state"),
                        html.Span(seen["progress_text"], id=ids.PROGRESS_TEXT, className="progress-text"),
                        dmc.Button(
                            "Cancel",
                            id=kit_ids.CANCEL,
                            leftSection=icon("stop", 14),
                            variant="default",
                            size="compact-sm",
                            style=seen["cancel"],
                        ),
                        dmc.Button(
                            "Retry", id=kit_ids.RETRY, leftSection=icon("retry", 14), size="compact-sm", style=seen["retry"]
                        ),
                    ],
                    className="progress-line",
                    role="status",
                    **{"aria-live": "polite"},
                ),
                dmc.Progress(
                    id=ids.PROGRESS,
                    value=seen["progress"],
                    style=seen["progress_style"],
                    size=3,
                    attributes={"root": {"aria-hidden": "true"}},
                ),
                html.Div(seen["trouble"], id=ids.TROUBLE),
                figure_options(view),
                dcc.Graph(figure=seen["figure"], id=ids.ACCURACY, config=GRAPH_CONFIG, className="graph", style=seen["style"]),
                html.P(seen["predicted"], id=ids.PREDICTION_NOTE, className="meaning"),
                html.Div(seen["cuts"], id=ids.CUTS, className="cuts"),
                dmc.Accordion(
                    dmc.AccordionItem(
                        [dmc.AccordionControl("The numbers"), dmc.AccordionPanel(html.Div(id=ids.NUMBERS, className="numbers"))],
                        value="numbers",
                    ),
                    id=ids.NUMBERS_BOX,
                    chevronPosition="left",
                    className="plain",
                ),
            ],
            className="card",
        ),
        compare_card(),
        conversion_card(),
        attribution_card(),
        energy_card(view, technologies),
        pareto_card(),
        design_card(),
        families_card(),
        SHARE.layout(),
        notes_dialog(),
        dmc.Modal(html.Div(id=ids.REPRODUCE), id=ids.REPRODUCE_MODAL, title="Command line", size="lg"),
    ]


def _action(text: str, picture: str, name: str) -> Any:
    return html.Button([icon(picture, 16), text], id=name, className="action", type="button")
