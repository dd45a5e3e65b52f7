"""The choice of optimiser and learning rate: a small search on held-out training images, never on the test set."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict

from backend.networks.recipe import Recipe

CANDIDATES: dict[str, tuple[float, ...]] = {
    "adam": (0.0005, 0.001, 0.002, 0.005),
    "rmsprop": (0.0005, 0.001, 0.002),
    "sgd": (0.03, 0.1, 0.3),
}
System = tuple[dict[str, Any], int]
"""Fields of a recipe, and the epochs that the zoo trains it for."""
COMPARED: tuple[System, ...] = (
    ({"family": "mlp"}, 12),
    ({"family": "rnn", "time_steps": 4}, 15),
    ({"family": "rnn", "time_steps": 28}, 15),
    ({"family": "lenet5"}, 8),
    ({"family": "cnn"}, 10),
)
_FURTHER: tuple[System, ...] = (
    ({"family": "rnn-stacked", "time_steps": 4}, 15),
    ({"family": "rnn-skip", "time_steps": 14}, 15),
    ({"family": "skip-rnn", "time_steps": 14}, 15),
    ({"family": "lstm", "time_steps": 14}, 12),
    ({"family": "gru", "time_steps": 14}, 12),
)
"""Looked at on the harder of the two data sets alone; what is best there serves for both."""
SEARCHED: dict[str, tuple[System, ...]] = {"mnist": COMPARED, "fashion-mnist": COMPARED + _FURTHER}
"""The systems that are looked at on each data set."""
SHORT = 4
"""Epochs of the first round. The best FINALISTS of it are trained in full: a short training likes large rates too much."""
FINALISTS = 2
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


def first_round(dataset: str) -> Iterator[Recipe]:
    """Every candidate of every system, trained briefly."""
    for system, _epochs in SEARCHED[dataset]:
        for optimiser, rates in CANDIDATES.items():
            for rate in rates:
                yield Recipe(dataset=dataset, optimiser=optimiser, learning_rate=rate, epochs=SHORT, **system)


def finals(dataset: str, trials: list[Trial]) -> Iterator[Recipe]:
    """The best candidates of each system's first round, trained in full."""
    for system, epochs in SEARCHED[dataset]:
        short = [trial for trial in _of(trials, system) if trial.epochs == SHORT and trial.accuracy is not None]
        for trial in sorted(short, key=lambda one: -(one.accuracy or 0.0))[:FINALISTS]:
            yield Recipe(dataset=dataset, optimiser=trial.optimiser, learning_rate=trial.learning_rate, epochs=epochs, **system)


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


def is_known(recipe: Recipe, trials: list[Trial]) -> bool:
    """Whether a record has this trial already."""
    blank = tried(recipe, lambda _recipe: None)
    return any(trial.model_copy(update={"accuracy": None}) == blank for trial in trials)


def read_record(text: str) -> list[Trial]:
    return [Trial.model_validate(trial) for trial in json.loads(text)]


def recorded(dataset: str) -> list[Trial]:
    """The search that the zoo's recipes come from; empty where none was made."""
    place = files("worker.training") / "searches" / f"{dataset}.json"
    return read_record(place.read_text(encoding="utf-8")) if place.is_file() else []


def best(trials: list[Trial]) -> dict[tuple[str, int | None], Trial]:
    """The best finalist of each system."""
    found = {}
    for system, epochs in COMPARED + _FURTHER:
        full = [trial for trial in _of(trials, system) if trial.epochs == epochs and trial.accuracy is not None]
        if full:
            found[system["family"], system.get("time_steps")] = max(full, key=lambda one: one.accuracy or 0.0)
    return found


def _of(trials: list[Trial], system: dict[str, Any]) -> list[Trial]:
    return [one for one in trials if (one.family, one.time_steps) == (system["family"], system.get("time_steps"))]
