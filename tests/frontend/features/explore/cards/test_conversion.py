"""What noise amounts to is asked when the setting changes, and only then."""

from __future__ import annotations

from typing import Any

import pytest
from dash.exceptions import PreventUpdate

from frontend.features.explore.cards.conversion.callbacks import shown
from frontend.kit.client import ApiProblem
from frontend.kit.state import View, spec_of

MLP = "digits/mlp-noise0"


class Refusing:
    """An API that remembers what it was asked, and refuses."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    async def post(self, _path: str, body: dict[str, Any]) -> Any:
        self.asked.append(body)
        raise ApiProblem("no worker answered")


def begun(view: View) -> dict[str, Any]:
    return {"spec": spec_of(view), "sweep": view.sweep, "now": view.value_of(view.sweep)}


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
