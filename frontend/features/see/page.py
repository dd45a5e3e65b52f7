"""See it: one image on many chips, test images under noise, mistakes, and a crossbar as a picture."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.dataset import NOT_SAID, DatasetInfo, DatasetRecord
from backend.schemas.network import NetworkCard
from frontend.features.see import ids
from frontend.features.see.controls import network_choice, noise_controls, tabs
from frontend.features.see.crossbar import crossbar_tab, layer_options
from frontend.features.see.draw import draw_tab
from frontend.features.see.images import images_tab, mistakes_tab
from frontend.features.see.now import Facts
from frontend.features.see.view import Scene, fitted, scene_from
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.help_links import help_link
from frontend.kit.icons import icon
from frontend.kit.notices import asides, cannot_load
from frontend.kit.state import DEFAULT, View
from frontend.kit.state.setting import words_of
from frontend.kit.theme import Scheme

STORES = (ids.NOW, ids.WENT, ids.INK, ids.CHANGES, ids.ANSWERED, ids.MORE, ids.PROGRESS, ids.AGAIN, ids.STEPS)
FIRST_CHOICES = ("mnist/rnn-t14-noise0.1", "digits/rnn-t8-noise0.1")
"""What a first visitor sees: a recurrent network, whose state is shown too, of the first data set that is here."""


async def layout(api: Api, _rest: str, search: str, _scheme: Scheme = "light") -> Any:
    view, scene, notices = scene_from(search)
    try:
        networks, datasets, devices = await asyncio.gather(api.networks(), api.datasets(), api.devices())
    except ApiProblem as problem:
        return cannot_load(str(problem))
    sets = {item.name: item for item in datasets.items}
    known = {card.id: card for card in networks.items}
    usual = usual_network(known, sets)
    network, more = chosen_network(view, scene, known, usual)
    scene = scene.model_copy(update={"network": network})
    data = sets[known[network].dataset]
    scene, unknown = fitted(scene, data)
    facts = Facts(
        sets=sets,
        layers={name: layer_options(card) for name, card in known.items()},
        usual=usual,
        devices={item.id: item.title for item in devices.items},
    )
    words = words_of(view, facts.devices)
    return html.Div(
        [
            dcc.Store(id=ids.FACTS, data=facts.model_dump(mode="json")),
            dcc.Store(id=ids.BASE, data=search),
            *(dcc.Store(id=name) for name in STORES),
            html.Div(
                [
                    html.Div(
                        [
                            html.H1("See it"),
                            html.P(
                                "One image, many simulated chips: draw a digit, bend a curve, add noise, and watch them disagree."
                            ),
                        ],
                        className="see-heading",
                    ),
                    html.Div(
                        [
                            html.Button([icon("link", 16), "Copy link"], id=kit_ids.COPY_LINK, className="action", type="button"),
                            dcc.Link([icon("open", 16), "Explore this setting"], id=ids.EXPLORE, href="/", className="action"),
                        ],
                        className="actions",
                    ),
                ],
                className="stage-head",
            ),
            html.Div(asides([*notices, *unknown, *more]), id=ids.ASIDES),
            html.Div([html.Div([network_choice(networks.items, network), tabs(scene)], className=ids.TOP)]),
            html.Section(noise_controls(view, scene, words), className="card see-setting", **{"aria-label": "Noise and chips"}),
            html.Div(id=ids.TROUBLE),
            *(
                html.Div(content, id=ids.tab(name), style={} if scene.tab == name else {"display": "none"})
                for name, content in (
                    ("draw", draw_tab(scene, data)),
                    ("images", images_tab(scene, data.classes)),
                    ("mistakes", mistakes_tab(scene, data.classes, view.images)),
                    ("crossbar", crossbar_tab(scene, facts.layers[network])),
                )
            ),
            html.P([_sources(datasets.items), help_link("drawing")], className="meaning"),
            dmc.Modal(html.Div(id=ids.LINES), id=ids.MODAL, title="Command line", size="lg"),
        ],
        className="page see",
    )


DRAWINGS = (
    "A drawing is scaled and centred as the images of its data set were; others' digits are still recognised less well at "
    "8 x 8 pixels than the test set."
)


def _sources(datasets: Sequence[DatasetRecord]) -> str:
    """Who made the images that are seen."""
    return " ".join(
        [*(f"{one.short_title}: {one.citation} ({one.year})." for one in datasets if one.citation != NOT_SAID), DRAWINGS]
    )


def usual_network(known: Mapping[str, NetworkCard], sets: Mapping[str, DatasetInfo]) -> str:
    """A good one to begin with, of a data set that is here."""
    good = (name for name in FIRST_CHOICES if name in known and sets[known[name].dataset].present)
    return next(good, next(iter(known)))


def chosen_network(view: View, scene: Scene, known: Mapping[str, NetworkCard], usual: str) -> tuple[str, Sequence[str]]:
    """The network that a link means, its own or the view's first, and what had to be put right."""
    network = scene.network or (view.networks[0] if view.networks and view.networks != DEFAULT.networks else usual)
    if network not in known:
        return usual, [f"The link names {network}, which this server does not have; {usual} is shown."]
    return network, ()
