"""Lyapunov exponents by rank, and what the Jacobian of a step is like over time; all networks beside each other."""

from __future__ import annotations

from typing import Any

from backend.schemas.dynamics import Dynamics, Estimate, Spectrum
from frontend.kit.figures.dynamics.lines import BAND_HEAD, band_rows, banded, chart, in_steps, number, spread
from frontend.kit.figures.dynamics.shown import Look, Quantity, Shown, Subject, finished, missing, subjects
from frontend.kit.theme import Scheme, colour, dash, inks, marker

NAME, TITLE = "spectrum", "Lyapunov exponents"
STEPS_NAME = "steps"
QUANTITIES: dict[Quantity, tuple[str, str, float]] = {
    # title on the control, axis, scale
    "singular_value": ("Singular value", "largest singular value of a step", 1.0),
    "spectral_radius": ("Spectral radius", "spectral radius of a step", 1.0),
    "active": ("Active units", "active units (%)", 100.0),
    "non_normality": ("Non-normality", "departure from normality (%)", 100.0),
}


def spectrum(answer: Dynamics, look: Look, scheme: Scheme) -> Shown:
    """Exponents of every network by rank, with the zero line between what grows and what is forgotten."""
    found = _found(answer, look)
    if not found:
        return missing(NAME, TITLE, "spectrum", answer)
    figure = chart(scheme, "rank", "exponent per time step")
    rows = []
    for subject, one in found:
        rank = list(range(1, len(one.exponents) + 1))
        figure["data"].append(
            {
                "type": "scatter",
                "x": rank,
                "y": one.exponents,
                "mode": "lines+markers",
                "name": subject.title,
                "line": {"color": colour(scheme, subject.index), "width": 2, "dash": dash(subject.index)},
                "marker": {"symbol": marker(subject.index), "size": 5, "color": colour(scheme, subject.index)},
                "hovertemplate": "%{y:.3f}",
            }
        )
        rows += [[subject.network.network, str(at), f"{value:.6g}"] for at, value in zip(rank, one.exponents, strict=True)]
    figure["layout"]["shapes"] = [_zero_line(scheme)]
    said = [sentence(subject, one) for subject, one in found]
    return finished(figure, answer, name=NAME, title=TITLE, sentences=said, rows=(["network", "rank", "exponent"], rows))


def steps(answer: Dynamics, look: Look, scheme: Scheme) -> Shown:
    """One quantity of the Jacobian at each time step, of every network."""
    found = _found(answer, look)
    title, axis, scale = QUANTITIES[look.quantity]
    if not found:
        return missing(STEPS_NAME, title, "spectrum", answer)
    figure = chart(scheme, "time step t", axis)
    rows = []
    for subject, one in found:
        band = getattr(one, look.quantity)
        banded(figure, band, scheme, subject.index, name=subject.title, scale=scale)
        rows += band_rows(subject.network.network, band)
    if look.quantity in ("singular_value", "spectral_radius"):
        figure["layout"]["shapes"] = [_zero_line(scheme, at=1.0)]
    figure["layout"]["yaxis"]["rangemode"] = "tozero"
    in_steps(figure, max(subject.layer.time_steps for subject, _ in found))
    said = f"{axis[0].upper()}{axis[1:]}, mean over images; dotted: 1, where a step neither stretches nor shrinks."
    if look.quantity == "active":
        said = "Share of units that are on (ReLU), or not saturated, mean over images."
    elif look.quantity == "non_normality":
        said = "0 %: only eigenvalues matter; 100 %: a step can stretch although all its eigenvalues are small."
    return finished(figure, answer, name=STEPS_NAME, title=title, sentences=[said], rows=(["network", "t", *BAND_HEAD], rows))


def sentence(subject: Subject, one: Spectrum) -> str:
    """Whether small changes grow or die out, and how much is lost at once."""
    largest = one.largest
    if not largest.n:
        return f"{subject.title}: every small change is lost within the sequence, behind units that are off."
    lost = f", {100 * one.vanished:.0f} % of all directions are lost at once" if one.vanished >= 0.005 else ""
    span = f"largest exponent {number(largest.mean)} {spread(largest)} per step, n = {largest.n} images"
    return f"{subject.title}: {verdict(largest)} ({span}){lost}."


def verdict(largest: Estimate) -> str:
    if largest.low > 0:
        return "small changes grow"
    return "small changes die out" if largest.high < 0 else "small changes neither grow nor die out, as far as can be told"


def numbers(answer: Dynamics, look: Look) -> tuple[list[str], list[list[str]]]:
    """The table below: one row a network."""
    head = ["Network", "Largest exponent", "Lost at once", "Singular value of the weights", "Spectral radius of the weights"]
    return head, [
        [
            subject.title,
            f"{number(one.largest.mean)} {spread(one.largest)}",
            f"{100 * one.vanished:.0f} %",
            number(one.weights_singular_value),
            number(one.weights_spectral_radius),
        ]
        for subject, one in _found(answer, look)
    ]


def _found(answer: Dynamics, look: Look) -> list[tuple[Subject, Spectrum]]:
    return [(one, one.layer.spectrum) for one in subjects(answer, look) if one.layer.spectrum is not None]


def _zero_line(scheme: Scheme, at: float = 0.0) -> dict[str, Any]:
    line = {"color": inks(scheme).soft, "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "line": line}
