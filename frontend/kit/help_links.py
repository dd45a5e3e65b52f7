"""From a control to the section of the manual that explains it."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

TOPICS: dict[str, tuple[str, str, str]] = {
    # name: page of the manual, anchor of the section, what it is about in a sentence
    "sweep": ("spec", "sweep", "sweeps"),
    "draws": ("statistics", "when-a-point-has-enough-draws", "how many draws a point needs"),
    "sigma": ("noise", "what-sigma-means", "what sigma means"),
    "test-noise": ("noise", "noise-on-the-test-images", "noise on the test images"),
    "mapping": ("converters-and-wires", "from-weights-to-conductances", "how weights become conductances"),
    "error-law": ("noise", "how-the-error-depends-on-the-conductance", "how an error depends on the conductance"),
    "floor": ("noise", "thermal-and-shot-noise", "telegraph, thermal and shot noise"),
    "resolution": ("converters-and-wires", "resolution-of-the-weights", "bits and converters"),
    "per-layer": ("spec", "settings-per-layer", "settings of single layers"),
    "faults": ("noise", "stuck-devices", "stuck devices"),
    "wires": ("converters-and-wires", "wires", "wires"),
    "interval": ("statistics", "the-interval-of-a-mean", "the interval and the spread of chips"),
    "conversion": ("noise", "what-the-noise-amounts-to", "what noise amounts to"),
    "compare": ("statistics", "differences-between-networks", "paired differences"),
    "attribution": ("statistics", "which-setting-costs-how-much", "how a loss is split over its causes"),
    "design": ("statistics", "design-questions", "design questions"),
    "energy": ("energy", "how-it-is-counted", "how energy is counted"),
    "pareto": ("energy", "accuracy-against-energy", "accuracy against energy"),
    "families": ("energy", "what-is-left-out", "what such a comparison leaves out"),
    "dynamics": ("dynamics", "what-is-asked", "what the page Dynamics computes"),
    "dynamics-trajectories": ("dynamics", "trajectories", "trajectories of hidden states"),
    "dynamics-distances": ("dynamics", "distances", "how distances are measured and predicted"),
    "dynamics-spectrum": ("dynamics", "lyapunov-exponents", "Lyapunov exponents and Jacobians"),
    "dynamics-gradients": ("dynamics", "gradients", "gradients through time"),
    "dynamics-basins": ("dynamics", "basins", "ends, kicks and basins"),
    "dynamics-prediction": ("dynamics", "how-good-the-prediction-is", "how well predictions agree with simulated chips"),
    "recurrent": ("noise", "recurrent-networks", "noise in recurrent networks"),
    "drawing": ("networks-and-data", "digits-that-you-draw", "how a drawing is made like the images of a data set"),
    "zoo": ("networks-and-data", "the-zoo", "the networks that ship"),
    "own-network": ("networks-and-data", "your-own-networks", "networks of your own"),
    "data": ("networks-and-data", "data-sets", "the data sets"),
    "own-data": ("networks-and-data", "your-own-data-set", "data sets of your own"),
    "training": ("networks-and-data", "training", "how networks are trained"),
    "devices": ("devices", "the-laws", "the laws of a device"),
    "own-device": ("devices", "your-own-device", "measuring a device of your own"),
    "verdicts": ("verdicts", "how-a-verdict-is-reached", "how a verdict is reached"),
    "states": ("words", "states-of-a-run", "states of a run"),
    "story": ("sharing", "stories", "stories"),
}


def help_link(topic: str) -> Any:
    """A small question mark that opens the manual where a topic is explained. Raises KeyError for an unknown one."""
    page, anchor, about = TOPICS[topic]
    return dcc.Link(
        [html.Span("?", **{"aria-hidden": "true"}), html.Span(f"Learn more about {about}", className="sr-only")],
        href=f"/help/{page}#{anchor}",
        className="learn",
        title=f"Learn more about {about}",
    )


def explained(heading: Any, topic: str) -> Any:
    """A heading with the question mark of its topic behind it."""
    return html.Div([heading, help_link(topic)], className="explained")


def help_line(topic: str) -> Any:
    """The same as a line of text, below a group of controls."""
    page, anchor, about = TOPICS[topic]
    return html.P(dcc.Link(f"Learn more about {about}", href=f"/help/{page}#{anchor}", className="back"), className="meaning")
