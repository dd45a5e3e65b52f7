"""The confusion matrix: what images show against what chips say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backend.schemas.reproduction import NumbersTable
from frontend.kit.figures.heat import Document, diverging, heat_map, rising
from frontend.kit.theme import Scheme, inks

Counts = Sequence[Sequence[int]]
MOST_SHOWN = 30
"""Classes that have a row; more would be no larger than a few pixels."""
MOST_WRITTEN = 15
"""Classes up to which there is room for a number in each cell."""
LONGEST_NAME = 16
MATRICES = {"noisy": "noisy chips", "clean": "no noise", "difference": "difference to no noise"}


def shares(confusion: Counts) -> NDArray[np.float64]:
    """Of the images of each class, the share that is said to be each class, in percent; a class without images is 0."""
    table = np.asarray(confusion, np.float64)
    totals = table.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(100 * table, totals, out=np.zeros_like(table), where=totals > 0))


def shown_shares(confusion: Counts, clean: Counts, which: str) -> NDArray[np.float64]:
    """In percent; of the difference, in points."""
    if which == "clean":
        return shares(clean)
    return shares(confusion) - shares(clean) if which == "difference" else shares(confusion)


def shown_classes(confusion: Counts, also: Sequence[int] = ()) -> list[int]:
    """Return the classes that have a row: all of a few, and of many those that are in most mistakes, and `also` these."""
    table = np.asarray(confusion, np.int64)
    if len(table) <= MOST_SHOWN:
        return list(range(len(table)))
    mistakes = table.sum(axis=0) + table.sum(axis=1) - 2 * np.diag(table)
    mistakes[list(also)] = np.iinfo(np.int64).max
    chosen = np.argsort(-mistakes, kind="stable")[:MOST_SHOWN]
    return sorted(int(label) for label in chosen)


def confusion_figure(
    confusion: Counts,
    clean: Counts,
    draws: int,
    names: Sequence[str],
    shown: Sequence[int],
    *,
    which: str,
    scheme: Scheme,
) -> Document:
    """Rows sum to 100 % over all classes, of which those that are `shown` have a row and a column.

    Numbers are those of one chip in the mean, out of the images of the class.
    """
    part = np.ix_(shown, shown)
    table = shown_shares(confusion, clean, which)[part]
    counts = np.asarray(clean, np.float64) if which == "clean" else np.asarray(confusion, np.float64) / max(draws, 1)
    counts = counts[part]
    names = [names[label] for label in shown]
    difference = which == "difference"
    most = max(1.0, float(np.abs(table).max()))
    # The diagonal of a good network would leave all mistakes the same pale colour: the scale is that of a square root.
    strength = np.sign(table) * np.sqrt(np.abs(table) / (most if difference else 100))
    sign = "+" if difference else ""
    ticks = [value for value in (0, 1, 5, 10, 25, 50, 100) if value <= (most if difference else 100)]
    marks = [*(-value for value in reversed(ticks[1:])), *ticks] if difference else ticks
    axis = {
        "type": "category",
        "tickfont": {"size": 12 if len(names) <= MOST_WRITTEN else 10},
        "tickcolor": inks(scheme).paper,
        "tickvals": names,
        "ticktext": [name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…" for name in names],
    }
    return heat_map(
        scheme,
        z=strength.tolist(),
        x=names,
        y=names,
        meta=list(shown),
        zmin=-1 if difference else 0,
        zmax=1,
        colorscale=diverging(scheme) if difference else rising(scheme),
        colorbar={
            "tickvals": [float(np.sign(mark) * np.sqrt(abs(mark) / (most if difference else 100))) for mark in marks],
            "ticktext": [f"{mark:{sign}d} %" if mark else "0" for mark in marks],
        },
        customdata=np.stack([table, counts], axis=-1).tolist(),
        text=[[_cell(value, sign) if len(shown) <= MOST_WRITTEN else "" for value in row] for row in table],
        texttemplate="%{text}",
        textfont={"size": 11},
        hovertemplate="is %{y}, said %{x}<br>%{customdata[0]:" + sign + ".2f} % of its images"
        "<br>%{customdata[1]:.2f} images on a chip<extra></extra>",
        xgap=1,
        ygap=1,
        across=axis | {"title": {"text": "the chips say"}, "tickangle": -40 if max(map(len, names)) > 2 else 0},
        down=axis | {"title": {"text": "the image shows", "standoff": 8}},
    )


def confusion_numbers(confusion: Counts, clean: Counts, draws: int, names: Sequence[str]) -> NumbersTable:
    """One row a cell: images on a chip, mean over the chips, and without noise; of many classes only cells with any."""
    all_of_them = len(names) <= MOST_SHOWN
    head = ["image_shows", "chips_say", "images_on_a_chip", "images_without_noise"]
    rows = [
        [name, other, f"{confusion[shows][says] / max(draws, 1):.6g}", str(clean[shows][says])]
        for shows, name in enumerate(names)
        for says, other in enumerate(names)
        if all_of_them or confusion[shows][says] or clean[shows][says]
    ]
    return NumbersTable(head=head, rows=rows)


def _cell(value: float, sign: str) -> str:
    """Nothing where there is next to nothing."""
    if abs(value) < 0.05:
        return ""
    return f"{value:{sign}.0f}" if abs(value) >= 9.95 else f"{value:{sign}.1f}"
