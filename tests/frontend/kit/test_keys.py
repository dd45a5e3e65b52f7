"""One list of keys, for the keyboard and for who reads it."""

from __future__ import annotations

import json
from typing import Any

from frontend.app import layout
from frontend.features.help import page as guide
from frontend.kit.keys import KEYS, bindings
from tests.frontend.conftest import walk
from tests.javascript.node import offered


def keys_in(component: Any) -> list[str]:
    return [part.children for part in walk(component) if type(part).__name__ == "Kbd"]


async def test_overlay_and_help_show_the_same_keys() -> None:
    assert keys_in(layout()) == keys_in(await guide.layout(None, "", "")) == [key.key for key in KEYS]  # type: ignore[arg-type]


def test_every_key_that_the_browser_is_told_does_something_that_is_there() -> None:
    shell = list(walk(layout()))
    told = next(part for part in shell if getattr(part, "id", "") == "keys-open").attributes["root"]["data-keys"]
    assert json.loads(told) == bindings()
    assert len(bindings()) == len({key.key for key in KEYS if key.does})
    places = {getattr(part, "id", "") for part in shell} | {"retry", "cancel", "pin-all"}  # these three stand on Explore
    for does in bindings().values():
        assert (f"actions.{does[1:]}" in offered()) if does.startswith("!") else (does in places), does
