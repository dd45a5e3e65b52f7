"""One data set: what it is, what is in it, and networks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.dataset import NOT_SAID, DatasetInfo, DatasetRecord
from backend.schemas.network import NetworkCard
from frontend.features.data import ids
from frontend.features.data.words import ORIGINS, items_of, raw_range, shape_of, whereabouts, words_of_parts
from frontend.kit.figures.pictures import MOST_LINES, RGB
from frontend.kit.icons import icon, of_family
from frontend.kit.theme import GRAPH_CONFIG
from frontend.kit.titles import title_of

MOST_NETWORKS = 60
"""Listed on the page of a data set."""
MOST_CHANNELS = 64
"""To choose from, one by one."""
ORDERS = {"own": "as in its files", "drawn": "drawn"}


def one(data: DatasetInfo, networks: Sequence[NetworkCard]) -> Any:
    return html.Div(
        [
            dcc.Link("All data sets", href="/data", className="back"),
            html.Div(
                [
                    html.Div([html.H1(data.title), html.P(_lead(data), className="lead")]),
                    html.Div(_remove() if data.origin == "own" else [], className="actions"),
                ],
                className="stage-head",
            ),
            html.Div(id=ids.REMOVE_TROUBLE, role="status", **{"aria-live": "polite"}),
            dcc.Store(id=ids.RECORD, data=DatasetRecord.model_validate(data.model_dump()).model_dump(mode="json")),
            *(_content(data) if data.present else [_missing(data)]),
            _card(f"Networks for it ({len(networks):,})", _networks(data, networks)),
            _card("About it", _facts(data)),
        ],
        className="page",
    )


def _lead(data: DatasetInfo) -> str:
    return f"{data.train_images + data.test_images:,} {items_of(data)} of {len(data.classes):,} classes, {shape_of(data)} each."


def _missing(data: DatasetInfo) -> Any:
    return dmc.Alert(
        [*whereabouts(data), "; then load this page anew."],
        title="This data set is not on this machine",
        color="yellow",
        mb="md",
        className="notice",
    )


def _content(data: DatasetInfo) -> list[Any]:
    return [_card(items_of(data).capitalize(), _samples(data)), _card("In numbers", _statistics())]


def _samples(data: DatasetInfo) -> list[Any]:
    classes = [{"value": "", "label": "all"}, *({"value": str(at), "label": name} for at, name in enumerate(data.classes))]
    return [
        html.Div(
            [
                _select(ids.CLASS, "Class", classes, "", searchable=True),
                _select(ids.PART, "Part", _options(words_of_parts(data)), "test"),
                _select(ids.ORDER, "Order", _options(ORDERS), "own"),
                html.Div(_select(ids.CHANNEL, *_channels(data)), hidden=_along(data) == 1),
                dmc.Button("Others", id=ids.MORE, variant="default"),
            ],
            className="toolbar",
        ),
        dcc.Store(id=ids.SEED),
        html.P(id=ids.SAMPLES_NOTE, className="meaning", role="status"),
        dcc.Loading(html.Div(id=ids.SAMPLES, className="data-samples"), type="dot", delay_show=400),
        html.Div(
            dmc.Pagination(id=ids.SAMPLES_PAGE, total=1, value=1, size="sm", siblings=1, withControls=False),
            role="navigation",
            **{"aria-label": "Pages of samples"},
        ),
    ]


def _along(data: DatasetRecord) -> int:
    """Number of channels, or of features."""
    return data.channels if data.kind == "image" else data.shape[1]


def _channels(data: DatasetRecord) -> tuple[str, list[dict[str, str]], str]:
    """Label of the choice among channels or features, what there is to choose, and what is chosen at first."""
    along = _along(data)
    if data.kind == "image":
        all_of_them = "in colour" if along == RGB else "side by side"
        word = "Channel"
    else:
        all_of_them = "all as lines" if along <= MOST_LINES else "all as a heat map"
        word = "Feature"
    each = [{"value": str(at), "label": f"{at + 1}"} for at in range(min(along, MOST_CHANNELS))]
    return f"{word}s", [{"value": "", "label": all_of_them}, *each], ""


def _options(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in words.items()]


def _select(name: str, label: str, options: Sequence[Mapping[str, str]], value: str, **more: Any) -> Any:
    return dmc.Select(id=name, label=label, data=list(options), value=value, allowDeselect=False, w=170, **more)


def _statistics() -> list[Any]:
    return [
        html.Div(
            [
                html.Figure([html.Figcaption("By class"), _graph(ids.COUNTS)]),
                html.Figure([html.Figcaption("Values"), _graph(ids.HISTOGRAM)]),
            ],
            className="data-figures",
        ),
        html.Div(id=ids.NUMBERS, **{"aria-live": "polite"}),
    ]


def _graph(name: str) -> Any:
    return dcc.Graph(id=name, config=GRAPH_CONFIG, style={"height": 260})


def _networks(data: DatasetInfo, networks: Sequence[NetworkCard]) -> list[Any]:
    rows: list[Any] = [
        html.Li(
            [
                icon(of_family(card.family), 16),
                dcc.Link(title_of(card.id), href=f"/networks/{card.id}"),
                html.Span(f"{100 * card.clean_accuracy:.2f} %", className="data-accuracy"),
                dcc.Link("Explore", href=f"/?v=1&n={card.id}", className="back"),
            ]
        )
        for card in networks[:MOST_NETWORKS]
    ]
    more = len(networks) - MOST_NETWORKS
    ways = [dcc.Link("Add a network", href="/networks", className="back")]
    if data.for_training:
        ways.insert(0, dcc.Link("Train a network", href="/networks/train", className="back"))
    return [
        html.Ul(rows, className="data-networks") if rows else html.P("There is none yet.", className="meaning"),
        *([html.P(f"And {more:,} more, on Networks.", className="meaning")] if more > 0 else []),
        *([] if data.for_training else [html.P(NO_TRAINING, className="meaning")]),
        html.Div(ways, className="toolbar data-next"),
    ]


NO_TRAINING = (
    "It has no training images: networks cannot be trained on it here, and what a file's inputs are is tried on the few test "
    "images that are set aside. Networks that are brought can be put under noise like all others."
)


def _facts(data: DatasetInfo) -> Any:
    facts: dict[str, Any] = {
        "Id": html.Code(data.name),
        "Classes": _names(data.classes),
        "Values": raw_range(data),
        "Licence": data.licence,
        "Source": f"{data.citation} ({data.year}). {data.source}" if data.citation != NOT_SAID else data.source,
        "Origin": ORIGINS[data.origin],
        "Here": whereabouts(data),
        **({"Remarks": html.Ul([html.Li(note) for note in data.notes])} if data.notes else {}),
    }
    if data.origin == "own":
        href = f"/api/v1/datasets/{data.name}/file.npz"
        facts["File"] = html.A([icon("download", 15), "Download (.npz)"], href=href, className="action", download="")
    rows = [dmc.TableTr([html.Th(name, scope="row"), dmc.TableTd(value)]) for name, value in facts.items()]
    return dmc.Table(dmc.TableTbody(rows), fz="sm", className="facts")


def _names(classes: Sequence[str]) -> str:
    most = 40
    more = f" and {len(classes) - most:,} more" if len(classes) > most else ""
    return ", ".join(classes[:most]) + more


def _remove() -> list[Any]:
    """The way to take away a data set of one's own: what depends on it is named before anything goes."""
    return [
        html.Button([icon("trash", 16), "Remove"], id=ids.REMOVE, className="action", type="button"),
        dmc.Modal(
            [
                html.Div(id=ids.DEPENDENTS),
                dmc.Button("Remove", id=ids.REMOVE_SURE, color="red", mt="md"),
            ],
            id=ids.REMOVE_ASKED,
            title="Remove this data set?",
            closeButtonProps={"aria-label": "Close"},
        ),
    ]


def _card(title: str, content: Any) -> Any:
    parts = content if isinstance(content, list) else [content]
    return html.Section([html.H2(title), *parts], className="card")
