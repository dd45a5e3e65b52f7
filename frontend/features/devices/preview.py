"""What a table of one's own means, beside what was measured, before the device is kept."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
import numpy as np
import plotly.graph_objects as go
from dash import html

from backend.schemas.device import DevicePreview, Measured, MeasuredPoints
from frontend.features.devices.figure import laws_of, with_deviations
from frontend.kit.figures.units import in_time, micro
from frontend.kit.theme import Scheme, colour, dash, faded, template

MOST_DRAWN = 8
"""Largest number of levels whose drift is drawn."""
MOST_ROWS = 40
"""Largest number of levels in the table."""


def fit_figure(found: DevicePreview, *, scheme: Scheme) -> go.Figure:
    """Measurements as points and what was fitted to them as lines: over time if they drift, else over their targets."""
    measured = measured_of(found)
    unit = micro(laws_of(found.device).unit)
    figure = go.Figure(layout={"template": template(scheme)})
    if found.points is not None and measured.t0_s is not None:
        _over_time(figure, measured, found.points, scheme)
        time = {"title": {"text": "Time (s)"}, "type": "log", "exponentformat": "power"}
        figure.update_layout(xaxis=time, yaxis={"title": {"text": f"Conductance ({unit})"}, "type": "log", "dtick": "D2"})
        return figure
    if found.points is not None:
        values = _marks(found.points.level, found.points.value, "measurements", faded(colour(scheme, 1), 0.5), 5)
        figure.add_trace(values)
    figure.add_trace(
        with_deviations(
            measured,
            mode="lines+markers",
            name="mean, one standard deviation",
            line={"color": colour(scheme, 0), "width": 2},
            marker={"size": 6},
        )
    )
    figure.update_layout(xaxis={"title": {"text": f"Target ({unit})"}}, yaxis={"title": {"text": f"Reached ({unit})"}})
    return figure


def _over_time(figure: go.Figure, measured: Measured, points: MeasuredPoints, scheme: Scheme) -> None:
    """Add the points of some levels, and the power law of each."""
    t0_s, oldest_s = measured.t0_s or 1.0, measured.oldest_s or 0.0
    level, since_s, value = (np.array(column) for column in (points.level, points.since_s, points.value))
    times = np.geomspace(t0_s, t0_s + oldest_s, 40)
    drawn = np.unique(np.linspace(0, len(measured.level) - 1, MOST_DRAWN).astype(int))
    for place, index in enumerate(drawn.tolist()):
        here, hue = (level == measured.level[index]) & (value > 0), colour(scheme, place)
        name = f"{measured.level[index]:g}"
        figure.add_trace(_marks((since_s[here] + t0_s).tolist(), value[here].tolist(), name, faded(hue, 0.4), 4, legend=False))
        if measured.mean[index] > 0 and measured.nu:
            law = measured.mean[index] * (times / t0_s) ** -measured.nu[index]
            line = {"color": hue, "width": 2.2, "dash": dash(place)}
            figure.add_trace(
                go.Scatter(x=times.tolist(), y=law.tolist(), mode="lines", name=name, line=line, hovertemplate="%{y:.3g}")
            )


def _marks(x: Any, y: Any, name: str, hue: str, size: int, *, legend: bool = True) -> go.Scatter:
    return go.Scatter(
        x=x, y=y, mode="markers", name=name, marker={"color": hue, "size": size}, showlegend=legend, hovertemplate="%{y:.3g}"
    )


def understood(found: DevicePreview) -> list[Any]:
    """How the table was read, and its levels in numbers."""
    measured, unit = measured_of(found), micro(laws_of(found.device).unit)
    columns = {
        f"level ({unit})": measured.level,
        "mean": measured.mean,
        "std": measured.std,
        "one read": measured.read,
        "exponent": measured.nu,
        "its std": measured.nu_std,
        "devices": tuple(one.devices for one in found.fit) or None,
    }
    known = {heading: values for heading, values in columns.items() if values is not None}
    rows = list(zip(*known.values(), strict=True))
    shown = [dmc.TableTr([dmc.TableTd(f"{value:.4g}") for value in row]) for row in rows[:MOST_ROWS]]
    said = list(found.device.remarks)
    if found.points is not None:
        said.insert(0, f"Fitted to {found.points.total:,} measurements; std is without the noise of a read.")
    if measured.t0_s is not None and measured.oldest_s is not None:
        said.append(f"Drift counts from {measured.t0_s:g} s, and is known for {in_time(measured.oldest_s)}.")
    if len(rows) > MOST_ROWS:
        said.append(f"The first {MOST_ROWS} of {len(rows)} levels are listed.")
    head = dmc.TableThead(dmc.TableTr([html.Th(heading, scope="col") for heading in known]))
    table = dmc.Table([head, dmc.TableTbody(shown)], fz="sm")
    return [*(html.P(micro(sentence), className="meaning") for sentence in said), dmc.TableScrollContainer(table, minWidth=300)]


def measured_of(found: DevicePreview) -> Measured:
    """The measurements that the device of a table was made from. Raises ValueError if there are none."""
    if found.device.measured is None:
        raise ValueError(f"{found.device.id} was not measured")
    return found.device.measured
