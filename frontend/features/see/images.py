"""Test images as cards: before and after noise, and those that chips get wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.inspect import Mistakes, Pictures
from frontend.features.see import ids
from frontend.features.see.controls import class_choice, number
from frontend.features.see.view import Scene
from frontend.kit.export_menu import export_menu
from frontend.kit.figures.pictures import Kind, picture_uri, values_of
from frontend.kit.help_links import explained
from frontend.kit.theme import GRAPH_CONFIG

PAGE = 24
"""Images on a page."""


def images_tab(scene: Scene, names: Sequence[str]) -> list[Any]:
    return [
        html.Section(
            [
                explained(html.H2("Test images as one chip receives them"), "test-noise"),
                html.P(id=ids.IMAGES_NOTE, className="meaning", **{"aria-live": "polite"}),
                html.Div(
                    [class_choice(ids.IMAGES_LABEL, "Class", names, scene.label), _pager(ids.IMAGES_PAGE, scene.page)],
                    className="toolbar",
                ),
                html.Div(id=ids.GALLERY, className="gallery"),
            ],
            className="card",
        )
    ]


def mistakes_tab(scene: Scene, names: Sequence[str], images: int) -> list[Any]:
    return [
        html.Div(
            [
                html.Section(
                    [
                        html.Div(
                            [
                                html.Div(
                                    [
                                        html.H2("Confusion matrix"),
                                        html.P(id=ids.CONFUSION_NOTE, className="meaning", **{"aria-live": "polite"}),
                                    ]
                                ),
                                html.Div(
                                    export_menu(ids.CONFUSION, numbers=True, commands=ids.commands("mistakes")),
                                    className="actions",
                                ),
                            ],
                            className="stage-head",
                        ),
                        html.Div(
                            [
                                dmc.SegmentedControl(
                                    id=ids.MATRIX,
                                    value=scene.matrix,
                                    data=[
                                        {"value": "noisy", "label": "noisy chips"},
                                        {"value": "clean", "label": "no noise"},
                                        {"value": "difference", "label": "difference"},
                                    ],
                                    size="xs",
                                    attributes={"root": {"aria-label": "Which matrix"}},
                                ),
                                number(ids.IMAGES, "Test images", images, 10, 10_000),
                            ],
                            className="toolbar",
                        ),
                        dcc.Graph(id=ids.CONFUSION, config=GRAPH_CONFIG, className="graph square"),
                        dmc.Accordion(
                            dmc.AccordionItem(
                                [
                                    dmc.AccordionControl("The matrix as a table"),
                                    dmc.AccordionPanel(html.Div(id=ids.CONFUSION_TABLE, className="scroll")),
                                ],
                                value="table",
                            ),
                            chevronPosition="left",
                            className="plain",
                        ),
                    ],
                    className="card",
                ),
                html.Section(
                    [
                        html.H2("Misclassified images"),
                        html.P(id=ids.MISTAKES_NOTE, className="meaning", **{"aria-live": "polite"}),
                        html.Div(
                            [
                                class_choice(ids.LABEL, "True class", names, scene.label),
                                class_choice(ids.SAID, "Predicted class", names, scene.said),
                                _pager(ids.PAGE, scene.page),
                            ],
                            className="toolbar",
                        ),
                        html.Div(id=ids.MISTAKES, className="gallery"),
                    ],
                    className="card",
                ),
            ],
            className="see-mistakes",
        )
    ]


def _pager(name: str, page: int) -> Any:
    return html.Div(
        dmc.Pagination(
            id=name,
            total=1,
            value=page,
            size="sm",
            siblings=1,
            withControls=False,
        ),
        className="pager",
        role="navigation",
        **{"aria-label": "Pages of images"},
    )


def pages(total: int) -> int:
    return max(1, -(-total // PAGE))


def gallery(pictures: Pictures, names: Sequence[str], kind: Kind) -> list[Any]:
    """Each test image before and after; a press shows it to the chips."""
    form = (*pictures.shape, pictures.channels)
    return [
        _card(
            item.index,
            [
                _pixels(item.before, form, kind, f"test {kind} {item.index}, {names[item.label]}"),
                _pixels(item.after, form, kind, "the same under noise"),
            ],
            [html.Strong(names[item.label]), html.Span(f"no. {item.index}", className="soft")],
        )
        for item in pictures.items
    ]


def mistaken(found: Mistakes, names: Sequence[str], kind: Kind) -> list[Any]:
    """Each mistaken image with what was said, and by how many chips."""
    form = (*found.shape, found.channels)
    cards = []
    for item in found.items:
        said = ", ".join(f"{names[label]} × {count}" for label, count in item.said.items())
        also = "also without noise" if item.clean != item.label else "right without noise"
        cards.append(
            _card(
                item.index,
                [_pixels(item.pixels, form, kind, f"test {kind} {item.index}, {names[item.label]}")],
                [
                    html.Strong(f"{item.wrong} of {found.draws} wrong"),
                    html.Span(f"{names[item.label]}, said {said}"),
                    html.Span(f"{also}, no.\u00a0{item.index}", className="soft"),
                ],
            )
        )
    return cards


def _card(index: int, pictures: list[Any], words: list[Any]) -> Any:
    return html.Button(
        [html.Span(pictures, className="gallery-pictures"), html.Span(words, className="gallery-words")],
        type="button",
        className="gallery-card",
        title="Classify on all chips",
        **{"data-image": str(index)},
    )


def _pixels(text: str, form: tuple[int, int, int], kind: Kind, alt: str) -> Any:
    """`form` is height, width and channels."""
    return html.Img(src=picture_uri(values_of(text, form), kind), alt=alt, className=f"pixels {kind}")


def confusion_table(found: Mistakes, names: Sequence[str], shown: Sequence[int]) -> Any:
    """Mean images on a chip, row by row, of the classes that are shown; in brackets without noise."""
    draws = max(found.draws, 1)
    head = html.Tr([html.Th("shows \\ says", scope="col"), *(html.Th(names[said], scope="col") for said in shown)])
    rows = [
        html.Tr(
            [
                html.Th(names[label], scope="row"),
                *(html.Td(_counts(found, label, said, draws), className="here" if label == said else "") for said in shown),
            ]
        )
        for label in shown
    ]
    return html.Table(
        [
            html.Caption(f"Images on one chip, mean over {found.draws} chips; in brackets without noise."),
            html.Thead(head),
            html.Tbody(rows),
        ],
        className="see-table tabular",
    )


def _counts(found: Mistakes, label: int, said: int, draws: int) -> str:
    count, clean = found.confusion[label][said], found.clean_confusion[label][said]
    return f"{count / draws:.4g} ({clean})" if count or clean else "0"
