"""Trainings as a list: how far each is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.job import UNFINISHED
from backend.schemas.titles import title_of_recipe
from backend.schemas.training import Training
from frontend.features.train import ids
from frontend.kit.icons import icon, of_family
from frontend.kit.job_states import state_badge
from frontend.kit.runs_table import ago
from frontend.kit.state import View, to_search
from frontend.kit.titles import dataset_title

MOST_LISTED = 20


def listed(trainings: Sequence[Training]) -> Any:
    """Newest first; what to do where there are none."""
    if not trainings:
        return html.P("No training yet. Choose what to train, then press Train.", className="empty")
    return html.Ul([_item(training) for training in trainings], className="trainings")


def _item(training: Training) -> Any:
    title: Any = html.Span(
        [
            icon(of_family(training.recipe.family), 16),
            f"{title_of_recipe(training.network, training.recipe)}, {dataset_title(training.recipe.dataset)}",
        ],
        className="family",
    )
    if training.state == "done":
        title = dcc.Link(title, href=f"/networks/{training.network}")
    head = [title, state_badge(training.state), html.Div(_actions(training), className="row-actions")]
    parts: list[Any] = [html.Div(head, className="training-head")]
    if training.state in UNFINISHED:
        percent = round(100 * training.progress)
        parts.append(dmc.Progress(value=percent, size=5, attributes={"root": {"aria-hidden": "true"}}))
    parts.append(html.P(course(training), className="meaning"))
    if training.state == "done":
        link = "/" + to_search(View(networks=(training.network,)))
        parts.append(dcc.Link("See it under noise", href=link, className="back"))
    return html.Li(parts)


def course(training: Training) -> str:
    """How far a training is, in one sentence."""
    epochs = training.recipe.epochs
    history = training.history
    match training.state:
        case "queued":
            return "Waiting for the training process, which takes a few seconds to start."
        case "failed":
            return f"Failed: {training.error}"
        case "cancelled":
            return f"Stopped after {training.epoch} of {epochs} epochs."
        case "done":
            return (
                f"{100 * (training.clean_accuracy or 0):.2f} % clean accuracy on the full test set; "
                f"{epochs} epochs, {ago(training.created_at)}."
            )
    if not history:
        return f"Starting the first of {epochs} epochs."
    eta = training.eta_s
    left = "" if eta is None else f", about {_duration(eta)} left"
    return (
        f"Epoch {training.epoch} of {epochs}{left}: loss {history['loss'][-1]:.3f}, "
        f"{100 * history['clean_accuracy'][-1]:.1f} % of training images right without noise."
    )


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _actions(training: Training) -> list[Any]:
    if training.state in UNFINISHED:
        offered = [("cancel", "stop", "Cancel")]
    elif training.state == "done":
        offered = [("delete", "trash", "Forget")]
    else:
        offered = [("retry", "retry", "Retry"), ("delete", "trash", "Forget")]
    return [
        dmc.ActionIcon(
            icon(picture, 16),
            id=ids.action(do, training.id),
            variant="subtle",
            color="gray",
            attributes={"root": {"aria-label": f"{name} the training of {training.network}", "title": name}},
        )
        for do, picture, name in offered
    ]
