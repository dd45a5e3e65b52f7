"""What a table means, before its device is kept."""

from __future__ import annotations

import pytest

from backend.devices.measured import preview
from frontend.features.devices.preview import MOST_DRAWN, fit_figure, understood

DRIFTING = "level (uS),value,time (s),device\n" + "".join(
    f"{level},{(level + 1) * (1 + device / 100) * time**-0.1!r},{time},{device}\n"
    for level in range(10, 110, 10)
    for device in range(3)
    for time in (2, 20, 200)
)


def test_drift_is_drawn_over_time_through_its_points() -> None:
    found = preview(DRIFTING, title="a")
    figure = fit_figure(found, scheme="light")
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert len(lines) == MOST_DRAWN and figure.layout.xaxis.type == "log"
    first = next(trace for trace in lines if trace.name == "10")
    points = next(trace for trace in figure.data if trace.mode == "markers" and trace.name == "10")
    assert (min(points.x), max(points.x)) == (2, 200) and len(points.y) == 9
    assert (first.x[0], first.x[-1]) == (pytest.approx(2), pytest.approx(200))
    assert first.y[-1] / first.y[0] == pytest.approx(100**-0.1)
    said = str(understood(found))
    assert "Fitted to 90 measurements" in said and "Drift counts from 2 s, and is known for 2 h." not in said
    assert "exponent" in said and "0.1" in said


@pytest.mark.parametrize(
    ("table", "traces"),
    [("level (uS),mean,std\n0,1,2\n50,49,3\n", 1), ("level (uS),value\n0,1\n0,2\n50,49\n50,47\n", 2)],
)
def test_without_drift_what_was_reached_is_drawn_over_its_target(table: str, traces: int) -> None:
    found = preview(table, title="a")
    figure = fit_figure(found, scheme="dark")
    assert len(figure.data) == traces and found.device.measured
    assert list(figure.data[-1].y) == list(found.device.measured.mean)
    assert list(figure.data[-1].error_y.array) == list(found.device.measured.std)
    assert ("Fitted" in str(understood(found))) == (traces == 2)
