"""The recipes of the zoo: which networks ship, and how each was trained."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from backend.networks.recipe import Recipe


def datasets() -> list[str]:
    """The data sets that the zoo has networks for."""
    return list(_document())


def recipes(dataset: str) -> Iterator[Recipe]:
    """Every recipe of a data set's part of the zoo, from zoo.json."""
    for entry in _document()[dataset]:
        shared = {name: value for name, value in entry.items() if name not in ("noise", "time_steps", "seed")}
        for time_steps in _many(entry.get("time_steps")):
            for noise in _many(entry.get("noise", 0)):
                for seed in _many(entry.get("seed", 0)):
                    yield Recipe(dataset=dataset, time_steps=time_steps, noise=noise, seed=seed, **shared)


def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((files("worker.training") / "zoo.json").read_text(encoding="utf-8"))
    return document


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
