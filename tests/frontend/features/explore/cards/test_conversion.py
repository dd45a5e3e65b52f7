"""What noise amounts to is asked when the setting changes, and only then."""

from __future__ import annotations

from typing import Any

import pytest
from dash.exceptions import PreventUpdate

from frontend.features.explore.cards.conversion.callbacks import shown
from frontend.features.explore.start import view_run
from frontend.kit.client import ApiProblem
from frontend.kit.state import View
from frontend.kit.view_run import ViewRun

MLP = "digits/mlp-noise0"


class Refusing:
    """An API that remembers what it was asked, and refuses."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    async def convert(self, body: dict[str, Any]) -> Any:
        self.asked.append(body)
        raise ApiProblem("no worker answered")


def begun(view: View) -> ViewRun:
    return view_run(view, first=True)


async def test_another_technology_asks_nothing_anew() -> None:
    api: Any = Refusing()
    _, said, kept = await shown(api, begun(View()), MLP)
    assert said.children == "no worker answered" and kept is None, "what was refused may be asked again"
    (asked,) = api.asked
    assert asked["network"] == MLP and asked["internal_noise"]["programming"] == 0.025
    with pytest.raises(PreventUpdate):
        await shown(api, begun(View(technology="isaac-2016")), MLP, {**asked, "places": [["p", 0.025]]})
    assert len(api.asked) == 1
    await shown(api, begun(View(read=1)), MLP, asked)
    assert api.asked[1]["internal_noise"]["read"] == 0.01
