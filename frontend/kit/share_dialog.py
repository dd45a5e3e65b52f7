"""The dialog that makes a link to what a page shows: a title, a note, and then the link, which can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html
from dash.exceptions import PreventUpdate

from frontend.kit import ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.commands import origin_of
from frontend.kit.notices import trouble


@dataclass(frozen=True)
class Source:
    """Where a button finds what it shares."""

    store: str
    """The store that says what is shown."""
    read: Callable[[Any], dict[str, str] | None]
    """From its data, the part of a body of `POST /shares` that says of what; None where there is nothing yet."""


@dataclass(frozen=True, kw_only=True)
class ShareDialog:
    """The one dialog of a page, which all its buttons for sharing open."""

    prefix: str
    """What the ids of its parts begin with."""
    sources: Mapping[str, Source]
    """By the id of the button."""
    title: str
    meaning: str
    placeholder: str
    """Stands in the field for the title."""
    nothing_yet: str
    """Said where there is nothing to share."""

    def id(self, part: str) -> str:
        """The id of a part: modal, title, note, go, result, of, made, link or revoke."""
        return ids.share_part(self.prefix, part)

    def layout(self) -> Any:
        return dmc.Modal(
            [
                html.P(self.meaning, className="meaning"),
                dmc.TextInput(id=self.id("title"), label="Title", placeholder=self.placeholder, mt="sm"),
                dmc.Textarea(id=self.id("note"), label="Note", placeholder="What to look at", autosize=True, mt="sm"),
                dmc.Button("Create link", id=self.id("go"), mt="md"),
                html.Div(id=self.id("result"), **{"aria-live": "polite"}),
                dcc.Store(id=self.id("of")),
                dcc.Store(id=self.id("made")),
            ],
            id=self.id("modal"),
            title=self.title,
            size="lg",
        )

    def made(self, url: str) -> Any:
        """The link, ready to be copied; whoever made it can take it back here."""
        return html.Div(
            [
                dmc.TextInput(value=url, label="Link", readOnly=True, id=self.id("link"), mt="md"),
                dmc.Group(
                    [
                        dmc.CopyButton("Copy", copiedChildren="Copied", value=url, size="compact-sm", variant="default"),
                        dmc.Anchor("Open", href=url, size="sm"),
                        dmc.Button(
                            "Revoke link", id=self.id("revoke"), variant="subtle", color="red", size="compact-sm", ml="auto"
                        ),
                    ],
                    mt="xs",
                ),
            ]
        )

    def what_is_shared(self, button: str | None, figures: Mapping[str, Any]) -> dict[str, str] | None:
        """Which part of a body of `POST /shares` says of what; None where there is nothing yet.

        `button` opened the dialog; `figures` are what stands in the stores, by button.
        """
        return self.sources[button].read(figures.get(button)) if button else None

    def register(self, app: Dash, api: Api) -> None:
        """Add what it does to the app."""
        _opens(app, self)
        _makes(app, api, self)
        _revokes(app, api, self)


def _opens(app: Dash, dialog: ShareDialog) -> None:
    @app.callback(
        Output(dialog.id("modal"), "opened"),
        Output(dialog.id("result"), "children", allow_duplicate=True),
        Output(dialog.id("of"), "data"),
        *(Input(button, "n_clicks") for button in dialog.sources),
        prevent_initial_call=True,
    )
    async def show(*_clicks: int | None) -> tuple[bool, Any, Any]:
        return True, None, ctx.triggered_id


def _makes(app: Dash, api: Api, dialog: ShareDialog) -> None:
    @app.callback(
        Output(dialog.id("result"), "children"),
        Output(dialog.id("made"), "data"),
        inputs={"clicks": Input(dialog.id("go"), "n_clicks")},
        state={
            "of": State(dialog.id("of"), "data"),
            "figures": {button: State(source.store, "data") for button, source in dialog.sources.items()},
            "title": State(dialog.id("title"), "value"),
            "note": State(dialog.id("note"), "value"),
            "href": State(ids.URL, "href"),
        },
        prevent_initial_call=True,
    )
    async def make(
        clicks: int | None, of: str | None, figures: dict[str, Any], title: str | None, note: str | None, href: str | None
    ) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        what = dialog.what_is_shared(of, figures)
        if what is None:
            return trouble(dialog.nothing_yet, colour="blue"), None
        try:
            share = await api.make_share({**what, "title": title or "", "note": note or ""})
        except ApiProblem as problem:
            return trouble(str(problem)), None
        return dialog.made(f"{origin_of(href)}/s/{share.id}"), {"id": share.id, "key": share.revoke_key}


def _revokes(app: Dash, api: Api, dialog: ShareDialog) -> None:
    @app.callback(
        Output(dialog.id("result"), "children", allow_duplicate=True),
        Input(dialog.id("revoke"), "n_clicks"),
        State(dialog.id("made"), "data"),
        prevent_initial_call=True,
    )
    async def revoke(clicks: int | None, share: dict[str, str] | None) -> Any:
        if not clicks or not share:
            raise PreventUpdate
        try:
            await api.revoke_share(share["id"], share["key"])
        except ApiProblem as problem:
            return trouble(str(problem))
        return trouble("The link has been revoked; nobody can open it any more.", colour="blue")
