"""The page Devices, by the curves that a worker gives."""

from __future__ import annotations

import pytest

from backend.devices import presets
from backend.devices.measured import from_csv
from backend.schemas.device import DeviceCurves, DeviceCurvesList
from frontend.features.devices import page
from frontend.features.devices.figure import drift_figure, overview_figure, sigma_figure, spread_figure
from frontend.kit.client import Api
from tests.frontend.conftest import walk
from worker.analysis.device_curves import curves

OWN = from_csv("level (uS),mean,std,read\n0,1,0.3,0.1\n50,49,1,0.2\n100,98,2,0.3\n", title="Mine")
CURVES = [curves(one, one.model) for one in (*presets(), OWN) if one.model]


class Told(Api):
    """An API that knows these devices."""

    def __init__(self) -> None:
        pass

    async def device_curves(self) -> DeviceCurvesList:
        return DeviceCurvesList(items=CURVES, total=len(CURVES))


def by_id(device: str) -> DeviceCurves:
    return next(item for item in CURVES if item.device.id == device)


async def test_every_device_is_listed_with_window_age_and_source() -> None:
    text = str(await page.layout(Told(), "", ""))
    for item in CURVES:
        device = item.device
        assert f"/devices/{device.id}" in text and device.citation[:40] in text
    assert "to 3.2 years" in text and "50 to 225 µS" in text and "to 5 days" in text and "fresh only" in text


async def test_one_device_has_its_figures_and_only_ones_own_can_be_deleted() -> None:
    own, pcm = [await page.layout(Told(), device, "") for device in (OWN.id, "pcm-joshi")]
    ids = [{str(getattr(part, "id", "")) for part in walk(tree)} for tree in (own, pcm)]
    assert "devices-sigma" in ids[0] and "devices-drift" not in ids[0] and "devices-drift" in ids[1]
    assert any("device-delete" in name for name in ids[0]) and not any("device-delete" in name for name in ids[1])
    assert f"x=ab&a=2&b=8&c=7&dv={OWN.id}" in str(own) and "x=ag" in str(pcm)
    assert "There is no device 'abacus'" in str(await page.layout(Told(), "abacus", ""))


async def test_an_api_that_is_away_is_said() -> None:
    assert "cannot be reached" in str(await page.layout(Api.at("http://127.0.0.1:9"), "", ""))


def test_a_fit_goes_through_what_was_measured() -> None:
    item = by_id(OWN.id)
    drawn = {trace.name: trace for trace in spread_figure(item, scheme="light").data}
    assert list(drawn["measured"].y) == [1, 49, 98] and list(drawn["measured"].error_y.array) == [0.3, 1, 2]
    at = dict(zip(drawn["mean"].x, drawn["mean"].y, strict=True))
    assert at[50] == pytest.approx(49) and at[100] == pytest.approx(98)
    sigma = {trace.name: trace for trace in sigma_figure(item, scheme="dark").data}
    assert list(sigma["measured reads"].y) == [0.1, 0.2, 0.3]


def test_curves_are_those_of_the_sources() -> None:
    sonos = {trace.name: trace for trace in sigma_figure(by_id("sonos-2022"), scheme="light").data}
    assert sonos["programmed, fresh"].y[-1] == pytest.approx(19.885, abs=0.01)
    assert sonos["programmed, 5 days"].y[-1] == pytest.approx(34.56, abs=0.05)
    drift = drift_figure(by_id("generic"), scheme="light").data[1]
    assert drift.y[-1] == pytest.approx(100 * ((1e8 + 20) / 20) ** -0.06, rel=1e-3)
    assert len(overview_figure(CURVES, scheme="light").data) == len(CURVES)
