"""The choice of optimiser and learning rate: a small search on held-out training images, never on the test set."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict

from worker.training.recipe import Recipe

CANDIDATES: dict[str, tuple[float, ...]] = {
    "adam": (0.0005, 0.001, 0.002, 0.005),
    "rmsprop": (0.0005, 0.001, 0.002),
    "sgd": (0.03, 0.1, 0.3),
}
SYSTEMS: tuple[dict[str, Any], ...] = (
    {"family": "mlp"},
    {"family": "rnn", "time_steps": 4},
    {"family": "rnn", "time_steps": 28},
    {"family": "lenet5"},
    {"family": "cnn"},
)
EPOCHS = 4
HELD_OUT = 5000


class Trial(BaseModel):
    """One candidate: accuracy on the last `held_out` training images after `epochs`, as a fraction."""

    model_config = ConfigDict(extra="forbid")

    family: str
    time_steps: int | None
    noise: float
    optimiser: str
    learning_rate: float
    batch_size: int
    epochs: int
    held_out: int
    accuracy: float | None
    """None where the training diverged."""


def candidates(dataset: str) -> Iterator[Recipe]:
    """Every recipe that is tried for a data set."""
    for system in SYSTEMS:
        for optimiser, rates in CANDIDATES.items():
            for rate in rates:
                yield Recipe(dataset=dataset, optimiser=optimiser, learning_rate=rate, epochs=EPOCHS, **system)


def tried(recipe: Recipe, measure: Callable[[Recipe], float | None]) -> Trial:
    """One trial; `measure` gives the accuracy on the held-out images, or None if the training diverged."""
    return Trial(
        family=recipe.family,
        time_steps=recipe.time_steps,
        noise=recipe.noise,
        optimiser=recipe.optimiser,
        learning_rate=recipe.learning_rate,
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
        held_out=HELD_OUT,
        accuracy=measure(recipe),
    )


def recorded(dataset: str) -> list[Trial]:
    """The search that the zoo's recipes come from; empty where none was made."""
    place = files("worker.training") / "searches" / f"{dataset}.json"
    return [Trial.model_validate(trial) for trial in json.loads(place.read_text(encoding="utf-8"))] if place.is_file() else []


def best(trials: list[Trial]) -> dict[tuple[str, int | None], Trial]:
    """The best candidate of each system."""
    found: dict[tuple[str, int | None], Trial] = {}
    for trial in trials:
        system = (trial.family, trial.time_steps)
        if trial.accuracy is not None and (system not in found or trial.accuracy > (found[system].accuracy or 0)):
            found[system] = trial
    return found
