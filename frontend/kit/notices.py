"""What is said when something is missing or wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc


def cannot_load(reason: str) -> Any:
    return dmc.Container(
        dmc.Alert(
            [dmc.Text(reason), dmc.Anchor("Try again", href="", refresh=True, mt="xs")],
            title="This page cannot be shown right now",
            color="red",
        ),
        py="xl",
    )


def asides(texts: Sequence[str]) -> list[Any]:
    """What was put right in a link."""
    return [dmc.Alert(text, color="yellow", withCloseButton=True, mb="xs", className="notice") for text in texts]


def trouble(text: str, *, colour: str = "red") -> Any:
    return dmc.Alert(text, color=colour, mt="sm", className="notice")
