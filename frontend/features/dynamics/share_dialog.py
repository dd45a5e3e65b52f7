"""A link to an answer as it is."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from frontend.features.dynamics import ids


def share_dialog() -> Any:
    return dmc.Modal(
        [
            html.P(
                "A link to these figures as they are now: their numbers stay. "
                "Whoever has the link can see them; nobody can guess it.",
                className="meaning",
            ),
            dmc.TextInput(id=ids.SHARE_TITLE, label="Title", placeholder="What the figures show", mt="sm"),
            dmc.Textarea(id=ids.SHARE_NOTE, label="Note", placeholder="What to look at", autosize=True, mt="sm"),
            dmc.Button("Create link", id=ids.SHARE_GO, mt="md"),
            html.Div(id=ids.SHARE_RESULT, **{"aria-live": "polite"}),
            dcc.Store(id=ids.SHARE_MADE),
        ],
        id=ids.SHARE_MODAL,
        title="Share these figures",
        size="lg",
    )


def made(url: str) -> Any:
    """The link, ready to be copied; whoever made it can take it back here."""
    return html.Div(
        [
            dmc.TextInput(value=url, label="Link", readOnly=True, id=ids.SHARE_LINK, mt="md"),
            dmc.Group(
                [
                    dmc.CopyButton("Copy", copiedChildren="Copied", value=url, size="compact-sm", variant="default"),
                    dmc.Anchor("Open", href=url, size="sm"),
                    dmc.Button("Revoke link", id=ids.SHARE_REVOKE, variant="subtle", color="red", size="compact-sm", ml="auto"),
                ],
                mt="xs",
            ),
        ]
    )
