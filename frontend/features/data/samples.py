"""Images or sequences of a data set as pictures with their classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from dash import html

from backend.schemas.dataset import DatasetRecord
from backend.schemas.dataset_view import DatasetStatistics, Samples
from frontend.kit.figures.pictures import picture_uri
from frontend.kit.tables import text_table

PAGE = 24
"""Samples on a page."""
MOST_ROWS = 16
"""Channels or features that are described one by one."""


def pictures(found: Samples, data: DatasetRecord, channel: int | None) -> list[Any]:
    """One figure a sample, with its class and its number."""
    figures = []
    for item in found.items:
        values = np.asarray(item.values).reshape(found.shape)
        name = data.classes[item.label]
        alt = f"{found.part} {data.kind} {item.index}, {name}"
        picture = html.Img(src=picture_uri(values, data.kind, channel), alt=alt, className="pixels")
        words = [html.Strong(name), html.Span(f"no. {item.index}", className="soft")]
        look = "data-sample data-sequence" if data.kind == "sequence" else "data-sample"
        figures.append(html.Figure([picture, html.Figcaption(words)], className=look))
    return figures


def note(found: Samples, data: DatasetRecord, label: int | None, page: int) -> str:
    """Which of how many are seen."""
    of = "" if label is None else f" of {data.classes[label]}"
    if not found.total:
        return f"There are no {data.kind}s{of} here."
    first = PAGE * (page - 1)
    shown = (
        "" if len(found.items) == min(PAGE, found.total - first) else f"; only {len(found.items)} of a page, as they are large"
    )
    return f"{first + 1:,} to {first + len(found.items):,} of {found.total:,} {data.kind}s{of}{shown}."


def numbers(found: DatasetStatistics, data: DatasetRecord, words: dict[str, str]) -> list[Any]:
    """Count, mean, spread and range of each part, and of each channel or feature of the last one."""
    head = ("", "Number", "Mean", "Deviation", "Lowest", "Highest")
    rows = [[words[part.part], f"{part.count:,}", *_moments(part)] for part in found.parts]
    tables = [text_table(head, rows, width=420)]
    last = found.parts[-1]
    if len(last.channels) > 1:
        word = "channel" if data.kind == "image" else "feature"
        along = data.channels if data.kind == "image" else data.shape[1]
        shown = last.channels[:MOST_ROWS]
        rows = [[str(one.index + 1), *_moments(one)] for one in shown]
        only = f" The first {len(shown)} of {along:,}." if len(shown) < along else ""
        caption = f"By {word}, {words[last.part]} {data.kind}s.{only}"
        tables.append(text_table((word.capitalize(), *head[2:]), rows, width=420, caption=caption))
    return tables


def _moments(one: Any) -> Sequence[str]:
    return [f"{value:.4g}" for value in (one.mean, one.std, one.low, one.high)]
