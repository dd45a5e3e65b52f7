"""Networks to choose from: a small table for each data set, families down, training noise across."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from frontend.components.icons import icon, of_family
from frontend.naming import DATASETS, family_name

Card = Mapping[str, Any]


def picker(cards: Sequence[Card], chosen: Sequence[str], present: Mapping[str, Mapping[str, Any]]) -> Any:
    """Every network as a chip with its clean accuracy; `present` tells of each data set whether it is here."""
    datasets = list(dict.fromkeys(card["dataset"] for card in cards))
    opened = [dataset for dataset in datasets if any(network.startswith(f"{dataset}/") for network in chosen)] or datasets[:1]
    return dmc.ChipGroup(
        id="networks",
        multiple=True,
        value=list(chosen),
        children=dmc.Accordion(
            [
                _dataset(dataset, [card for card in cards if card["dataset"] == dataset], present.get(dataset))
                for dataset in datasets
            ],
            multiple=True,
            value=opened,
            variant="contained",
            chevronPosition="left",
            className="picker",
        ),
    )


def _dataset(dataset: str, cards: Sequence[Card], info: Mapping[str, Any] | None) -> Any:
    here = info is None or info["present"]
    body = (
        _table(cards)
        if here
        else dmc.Text(
            f"This data set is {info['detail'] if info else 'not here'}.",
            size="xs",
            c="var(--soft)",
            style={"overflowWrap": "anywhere"},
        )
    )
    heading = dmc.Group(
        [
            html.Span(DATASETS.get(dataset, dataset)),
            dmc.Text(f"{len(cards)} networks" if here else "not here", size="xs", c="var(--soft)"),
        ],
        justify="space-between",
        pr="xs",
    )
    return dmc.AccordionItem([dmc.AccordionControl(heading), dmc.AccordionPanel(body)], value=dataset)


def _table(cards: Sequence[Card]) -> Any:
    """Further training seeds, noise on weights, and networks of one's own stand in a line below."""
    levels = sorted({card["training_noise"] for card in cards if _regular(card)})
    rows: dict[tuple[str, int], dict[float, Card]] = {}
    others = []
    for card in cards:
        if _regular(card):
            rows.setdefault((card["family"], card["time_steps"] or 0), {})[card["training_noise"]] = card
        else:
            others.append(card)
    head = dmc.TableThead(
        dmc.TableTr([dmc.TableTh("training noise"), *(dmc.TableTh(f"{level:g}", className="level") for level in levels)])
    )
    body = [_row(family, steps, [found.get(level) for level in levels]) for (family, steps), found in rows.items()]
    table = dmc.Table(
        [head, dmc.TableTbody(body)], className="matrix", withRowBorders=False, verticalSpacing=3, horizontalSpacing=4
    )
    more = dmc.Group([_chip(card, card["id"].split("/")[1]) for card in others], gap=4, mt=6)
    return html.Div([table, more] if others else [table])


def _regular(card: Card) -> bool:
    """Whether family, T and training noise are all there is to its name: no further seed, no noise on weights."""
    return card["origin"] == "zoo" and re.search(r"-noise[\d.]+$", card["id"]) is not None


def _row(family: str, steps: int, cards: Iterable[Card | None]) -> Any:
    label = [icon(of_family(family), 16), html.Span(family_name(family))]
    if steps:
        label.append(html.Span(f"T {steps}", className="steps"))
    cells = [dmc.TableTd(_chip(card, f"{100 * card['clean_accuracy']:.1f}") if card else "", className="level") for card in cards]
    return dmc.TableTr([dmc.TableTd(html.Div(label, className="family")), *cells])


def _chip(card: Card, text: str) -> Any:
    return dmc.Chip(
        text,
        value=card["id"],
        size="xs",
        radius="sm",
        variant="light",
        attributes={"input": {"aria-label": f"{card['id']}, clean accuracy {100 * card['clean_accuracy']:.1f} %"}},
    )
