"""The table of networks: its rows, how they are filtered and sorted, and what is seen of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from pydantic import BaseModel

from backend.schemas.network import NetworkCard
from frontend.features.networks import ids
from frontend.kit.icons import icon, of_family
from frontend.kit.titles import dataset_title, title_of


class Row(BaseModel):
    """What the table needs of a card: not its layers nor its training."""

    id: str
    dataset: str
    family: str
    origin: str
    time_steps: int | None
    training_noise: float | None
    clean_accuracy: float
    parameters: int
    cells: int
    macs: int


class Order(BaseModel):
    """By which field of a row the table is sorted; as the API has it, where it is None."""

    field: str | None = None
    down: bool = False


# Column: heading, field of the card, whether it is a number.
COLUMNS: tuple[tuple[str, str, bool], ...] = (
    ("Network", "id", False),
    ("Data set", "dataset", False),
    ("T", "time_steps", True),
    ("Training noise", "training_noise", True),
    ("Clean accuracy", "clean_accuracy", True),
    ("Parameters", "parameters", True),
    ("Cells", "cells", True),
    ("MACs", "macs", True),
)


def row_of(card: NetworkCard) -> Row:
    return Row.model_validate(card, from_attributes=True)


def arranged(rows: Sequence[Row], order: Order, dataset: str | None, family: str | None) -> list[Row]:
    """Filtered and sorted; unknown values come last either way."""
    kept = [row for row in rows if dataset in ("", None, row.dataset) and family in ("", None, row.family)]
    field = order.field
    if not field:
        return kept
    known = [row for row in kept if getattr(row, field) is not None]
    unknown = [row for row in kept if getattr(row, field) is None]
    return sorted(known, key=lambda row: getattr(row, field), reverse=order.down) + unknown


def table(rows: Sequence[Row], order: Order | None = None) -> Any:
    if not rows:
        return html.P("No network matches.", className="empty")
    head = dmc.TableTr([_heading(name, field, is_number, order or Order()) for name, field, is_number in COLUMNS])
    body = dmc.Table(
        [dmc.TableThead(head), dmc.TableTbody([_row(row) for row in rows])],
        highlightOnHover=True,
        fz="sm",
        className="tabular",
    )
    return dmc.TableScrollContainer(body, minWidth=760)


def _heading(name: str, field: str, is_number: bool, order: Order) -> Any:
    here = order.field == field
    arrow = icon("down" if order.down else "up", 12) if here else None
    sort = {"aria-sort": "descending" if order.down else "ascending"} if here else {}
    button = html.Button([name, arrow], id=ids.sort(field), className="sort", type="button")
    return html.Th(button, className="number" if is_number else "", scope="col", **sort)


def _row(row: Row) -> Any:
    name = html.Span(
        [icon(of_family(row.family), 16), dcc.Link(title_of(row.id), href=f"/networks/{row.id}")], className="family"
    )
    noise = "unknown" if row.training_noise is None else f"{row.training_noise:g}"
    numbers = (
        f"{row.time_steps or ''}",
        noise,
        f"{100 * row.clean_accuracy:.2f} %",
        f"{row.parameters:,}",
        f"{row.cells:,}",
        f"{row.macs:,}",
    )
    return dmc.TableTr(
        [
            dmc.TableTd(name),
            dmc.TableTd(dataset_title(row.dataset)),
            *(dmc.TableTd(text, className="number") for text in numbers),
        ]
    )
