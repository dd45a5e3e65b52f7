"""The keys: one list for the keyboard (keys.js), the overlay and Help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import html

from frontend.kit import ids


@dataclass(frozen=True)
class Key:
    """`does` is the id of what the key presses, or `!name` of an action in the browser; empty where a page sees to it."""

    key: str
    meaning: str
    does: str = ""


KEYS = (
    Key("R", "run again, or retry", ids.RETRY),
    Key("Esc", "cancel the run; leave the talk", ids.CANCEL),
    Key("P", "pin the curves of the figure", ids.PIN_ALL),
    Key("S", "copy the link", "!copyLink"),
    Key("D", "light or dark", ids.THEME_TOGGLE),
    Key("T", "talk mode: large letters, no controls", "!talk"),
    Key("F", "the whole screen", "!fullScreen"),
    Key("A", "add this view to the story", "!addToStory"),
    Key("G", "go through the run again, draw by draw", "!replay"),
    Key("?", "these keys", ids.KEYS_OPEN),
    Key("← →", "move a slider one step; in a talk, one step of the story"),
    Key("N", "in a talk: the notes"),
    Key("Tab, Enter", "reach and press everything"),
)


def bindings() -> dict[str, str]:
    """Key to what it does, for keys.js."""
    names = {"Esc": "Escape"}
    return {names.get(key.key, key.key.lower()): key.does for key in KEYS if key.does}


def key_table() -> Any:
    rows = [dmc.TableTr([html.Th(dmc.Kbd(key.key), scope="row"), dmc.TableTd(key.meaning)]) for key in KEYS]
    return dmc.Table(dmc.TableTbody(rows), fz="sm", className="facts")
