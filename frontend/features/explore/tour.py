"""Three steps for a first visit: where to choose, where to move, where to take it from there."""

from __future__ import annotations

from typing import Any

from dash import html

from frontend.features.explore import ids

# What the step is about, as a selector; its heading; what to do.
STEPS = (
    (".panel, .settings-open", "Choose networks", "Each card is a trained network. Select some, and choose the swept parameter."),
    (
        "#accuracy",
        "Move a slider, watch the curves",
        "Each point is the mean over simulated chips, its band the interval. Both sharpen while chips are being simulated.",
    ),
    (
        ".actions",
        "Export and share",
        "The address is the view: copy it. Share freezes the figure, Export saves it, the bookmark above puts it into a talk.",
    ),
)


def tour() -> Any:
    """Shown once, by tour.js; it covers nothing that has to be pressed and takes no focus."""
    return html.Aside(
        [
            html.Div(
                [
                    html.P(f"{number} of {len(STEPS)}", className="tour-count"),
                    html.H2(title),
                    html.P(text),
                ],
                className="tour-step",
                hidden=number > 1,
                **{"data-about": place},
            )
            for number, (place, title, text) in enumerate(STEPS, 1)
        ]
        + [
            html.Div(
                [
                    html.Button("Skip", type="button", className="action", **{"data-tour": "skip"}),
                    html.Button("Next", type="button", className="go", **{"data-tour": "next"}),
                ],
                className="tour-buttons",
            )
        ],
        id=ids.TOUR,
        className="tour",
        hidden=True,
        **{"aria-label": "Tour", "aria-live": "polite"},
    )
