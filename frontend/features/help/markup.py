"""The text of a page as HTML. Dash has no component for MathML; this one is drawn by assets/help/manual.js."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component


class Markup(Component):
    """HTML of the program's own pages, put in as it is. Never give it what comes from a user."""

    _namespace = "mhoscope_help"
    _type = "Markup"
    _prop_names = ["id", "className", "html"]  # noqa: RUF012 # as Dash declares it
    _valid_wildcard_attributes: list[str] = []  # noqa: RUF012
    available_properties = _prop_names
    available_wildcard_properties: list[str] = []  # noqa: RUF012

    def __init__(self, html: str, **properties: Any) -> None:
        super().__init__(html=html, **properties)  # type: ignore[no-untyped-call]
