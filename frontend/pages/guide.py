"""Help: words, formulas, keys, sources."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, html

from frontend.client import Api
from frontend.components.shell import KEYS

WORDS = (
    ("Network", "A trained model: its layers, its weights, and the noise it was trained with."),
    ("Crossbar", "An array of memory cells that holds one layer's weights as conductances and multiplies by them."),
    (
        "Internal noise",
        (
            "What happens to the conductances. Programming error (write noise) is drawn once a chip and then frozen for all "
            "images and time steps; read noise is redrawn at every matrix-vector multiplication."
        ),
    ),
    ("Test-set noise", "What happens to the images: gaussian x + n, speckle x (1 + n), salt and pepper; clipped to [0, 1]."),
    ("Training noise", "Gaussian noise added to every pre-activation while training; inference is untouched."),
    ("Draw", "One realisation of everything that is frozen: one simulated chip."),
    ("Point", "One network at one setting over many draws: mean accuracy, its interval, and the spread of chips."),
)
FORMULAS = (
    (
        "Sigma",
        "weight error = sigma x 2 max|w| (of the weight range), or sigma x max|w|",
        "Each layer has its own max |w|. 2.5 % of the range is 5 % of max |w|.",
    ),
    (
        "One output",
        "Var z = (weight error)² ||x||²",
        "For independent errors and the input vector x. Read noise is drawn so: exact in law.",
    ),
    (
        "RNN",
        "h_t = relu(x_t W + h_(t-1) U + b)",
        "The image is cut into T chunks x_t; one crossbar [W; U] serves every time step.",
    ),
    (
        "Interval",
        "t interval of the mean over draws, for this test set",
        (
            "Corrected for skewness, and widened for having been looked at while drawing. "
            "It does not cover the choice of test images."
        ),
    ),
)
SOURCES = (
    "Energy: M. J. Marinella et al., IEEE J. Emerg. Sel. Topics Circuits Syst. 8, 86 (2018).",
    (
        "Training noise and weight noise: M. J. Rasch et al., Nature Communications 14, 5282 (2023); "
        "V. Joshi et al., Nature Communications 11, 2473 (2020)."
    ),
    "Skewness of an interval: P. Hall, J. R. Stat. Soc. B 54, 221 (1992).",
    "The study calls its speckle x times noise of mean zero, which would erase the image; x (1 + n) is meant.",
)


def match(path: str) -> str | None:
    return "" if path == "/help" else None


async def layout(_api: Api, _rest: str, _search: str) -> Any:
    return html.Div(
        [
            html.H1("Help"),
            html.P(
                "Choose networks on the left of Explore, move a slider, and read how much accuracy is left. "
                "Every point is computed on real images, chip by simulated chip.",
                className="lead",
            ),
            html.Div(
                [
                    html.H2("Words"),
                    html.Dl([part for word, meaning in WORDS for part in (html.Dt(word), html.Dd(meaning))]),
                    html.H2("Formulas"),
                    *[
                        html.Div(
                            [
                                html.H3(name, style={"fontSize": 14, "marginBottom": 4}),
                                html.Div(formula, className="formula"),
                                html.P(note, className="meaning"),
                            ]
                        )
                        for name, formula, note in FORMULAS
                    ],
                    html.H2("Keys"),
                    dmc.Table(
                        dmc.TableTbody(
                            [dmc.TableTr([dmc.TableTd(dmc.Kbd(key), w=90), dmc.TableTd(meaning)]) for key, meaning in KEYS]
                        ),
                        fz="sm",
                    ),
                    html.H2("Sources"),
                    html.Ul([html.Li(source) for source in SOURCES]),
                    html.H2("For programs"),
                    html.P(
                        [
                            "Everything here is behind an HTTP interface: ",
                            html.A("its documentation", href="/docs", target="_blank"),
                            ".",
                        ]
                    ),
                ],
                className="prose",
            ),
        ],
        className="page",
    )


def register(_app: Dash, _api: Api) -> None:
    """Nothing on this page moves."""
