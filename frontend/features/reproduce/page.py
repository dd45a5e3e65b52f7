"""Reproduce: the study's claims, each with its verdict, its figures and its numbers."""

from __future__ import annotations

import asyncio
from typing import Any

import dash_mantine_components as dmc
from dash import html

from frontend.features.reproduce import ids
from frontend.features.reproduce.cards import overview, section
from frontend.kit.client import Api, ApiProblem
from frontend.kit.help_links import explained
from frontend.kit.notices import cannot_load
from frontend.kit.theme import Scheme


async def layout(api: Api, _rest: str, _search: str, _scheme: Scheme = "light") -> Any:
    try:
        listed = (await api.reproductions()).items
        claims = await asyncio.gather(*(api.reproduction(claim.id) for claim in listed))
    except ApiProblem as problem:
        return cannot_load(str(problem))
    return html.Div(
        [
            html.H1("Reproduce"),
            html.P(
                "The claims of the study behind this tool, each measured again on full test sets, with a verdict that follows "
                "from the numbers by a rule. A claim holds if it holds under every choice that the study leaves open and that "
                "was tried; it is open if most comparisons are undecided; else it holds partly if some hold, and does not hold "
                "if most fail. Intervals are of 95 %.",
                className="lead",
            ),
            html.Section([explained(html.H2("Verdicts"), "verdicts"), overview(claims)], className="card"),
            html.Div([section(claim) for claim in claims], id=ids.REPRODUCTIONS),
            dmc.Modal(html.Div(id=ids.LINES), id=ids.MODAL, title="Claim on the command line", size="lg"),
            html.P(
                [
                    "On the command line: ",
                    html.Code("mhoscope reproduce"),
                    ", and ",
                    html.Code("mhoscope reproduce --quick"),
                    " to check.",
                ],
                className="meaning",
            ),
        ],
        className="page",
    )
