"""Answers about dynamics made by hand, for figures and pages: no number in them comes from a network."""

from __future__ import annotations

import json
from math import cos, sin
from typing import Any

from backend.schemas.dynamics import Dynamics, DynamicsRequest

NETWORKS = ("digits/rnn-t8-noise0", "digits/rnn-t8-noise0.5", "digits/rnn-stacked-t4-noise0.1")
SETTING: dict[str, Any] = {
    "internal_noise": {"programming": 0.025, "read": 0.025},
    "test_noise": {"kind": "gaussian", "level": 0.1},
}


def estimate(mean: float, half: float = 0.05, n: int = 16) -> dict[str, Any]:
    return {"mean": mean, "low": mean - half, "high": mean + half, "n": n}


def band(mean: list[float], half: float = 0.01, n: int = 16, x: list[float] | None = None) -> dict[str, Any]:
    return {
        "x": x or [float(t) for t in range(1, len(mean) + 1)],
        "mean": mean,
        "low": [value - half for value in mean],
        "high": [value + half for value in mean],
        "n": n,
    }


def trajectories(steps: int) -> dict[str, Any]:
    def way(label: int, shift: float) -> list[tuple[float, float]]:
        return [(t * cos(label) + shift * t / steps, t * sin(label) - shift * t / steps) for t in range(1, steps + 1)]

    paths = [
        {
            "image": image,
            "label": image % 10,
            "clean": way(image % 10, 0.1 * (image // 10)),
            "noisy": [way(image % 10, 0.3 + 0.2 * chip) for chip in range(3)],
            "decided": [0] * (steps // 2) + [image % 10] * (steps - steps // 2),
        }
        for image in range(20)
    ]
    means = {label: way(label, 0.0) for label in range(10)}
    return {"variance": [0.5, 0.25], "paths": paths, "class_means": means, "images": 200}


def distances(steps: int) -> dict[str, Any]:
    def cause(name: str, title: str, size: float, power: float, *, frozen: bool | None, fails_at: int | None) -> dict[str, Any]:
        grown = [size * t**power for t in range(1, steps + 1)]
        return {
            "cause": name,
            "title": title,
            "frozen": frozen,
            "measured": band(grown, 0.1 * size),
            "predicted": grown,
            "coherent": [size * t for t in range(1, steps + 1)],
            "quadrature": [size * t**0.5 for t in range(1, steps + 1)],
            "exponent": estimate(power, 0.06),
            "relative_exponent": estimate(-0.2) if name == "read" else None,
            "fails_at": fails_at,
        }

    causes = [
        cause("programming", "Programming error", 0.02, 0.9, frozen=True, fails_at=None),
        cause("read", "Read noise", 0.03, 0.41, frozen=False, fails_at=steps),
        cause("test_noise", "Test-set noise", 0.03, 1.2, frozen=False, fails_at=None),
        cause("all", "All together", 0.05, 0.95, frozen=None, fails_at=None) | {"predicted": None, "exponent": None},
    ]
    return {"causes": causes, "images": 200, "draws": 16}


def spectrum(steps: int, largest: float) -> dict[str, Any]:
    return {
        "exponents": [largest - 0.1 * rank for rank in range(12)],
        "largest": estimate(largest, 0.03, 200),
        "vanished": 0.25,
        "singular_value": band([1.5 - 0.02 * t for t in range(steps)], n=200),
        "spectral_radius": band([0.9] * steps, n=200),
        "non_normality": band([0.4] * steps, n=200),
        "active": band([0.5] * steps, n=200),
        "weights_singular_value": 2.0,
        "weights_spectral_radius": 1.1,
        "images": 200,
    }


def gradients(steps: int, *, skips: bool) -> dict[str, Any]:
    def curve(title: str, rate: float, *, with_skips: bool) -> dict[str, Any]:
        norms = [2.718281828 ** (rate * (steps - t)) for t in range(1, steps + 1)]
        return {"title": title, "skips": with_skips, "norms": band(norms, 0.001, 200), "rate": estimate(rate, 0.02, 200)}

    curves = [curve("as it is", -0.1, with_skips=skips)]
    if skips:
        curves.append(curve("without its skip connection", -0.4, with_skips=False))
    return {"through_time": curves, "at_layer": estimate(0.5 + steps / 10, 0.1, 200), "images": 200}


def basins() -> dict[str, Any]:
    def drive(name: str, kept: float) -> dict[str, Any]:
        x = [0.0, 10.0, 100.0]
        kicks = [0.05, 0.1, 0.5, 1.0, 2.0]
        same = [1.0, 0.95, 0.8, 0.6, 0.2]
        return {
            "drive": name,
            "accuracy": band([0.97, 0.8, kept], 0.02, 200, x),
            "separation": band([2.0, 1.5, 1.2], 0.1, 200, x),
            "norm": band([1.0, 0.8, 0.5], 0.1, 200, x),
            "kinds": {"zero": 0.0, "fixed point": 0.7, "cycle": 0.25, "grows": 0.0, "wanders": 0.05},
            "ends": [{"kind": "fixed point", "images": 60, "label": 3, "purity": 0.9, "decided": 3, "at": (1.0, 2.0)}],
            "all_ends": 12,
            "information": 2.1,
            "entropy": 3.3,
            "returns": {"probability": band(same, 0.04, 200, kicks), "same_class": band(same, 0.04, 200, kicks)},
            "noise": [
                {"title": title, "same_end": estimate(share, 0.03), "same_class": estimate(share + 0.02, 0.03)}
                for title, share in (("Programming error", 0.9), ("Test-set noise", 0.8))
            ],
        }

    return {"drives": [drive("silence", 0.4), drive("image", 0.9)], "steps": 100, "images": 200}


def layer(
    index: int, title: str, steps: int, *, stacked: bool = False, skips: bool = False, largest: float = -0.1
) -> dict[str, Any]:
    return {
        "layer": index,
        "title": title,
        "units": 64,
        "time_steps": steps,
        "trajectories": trajectories(steps),
        "distances": distances(steps),
        "spectrum": spectrum(steps, largest),
        "gradients": gradients(steps, skips=skips),
        "basins": None if stacked else basins(),
    }


def answer(**more: Any) -> Dynamics:
    """Of a plain network, one with a skip connection, and a stacked one; `more` replaces fields."""
    first, second, stacked = NETWORKS
    networks = [
        {"network": first, "clean": 0.97, "layers": [layer(0, "RNN", 8)]},
        {
            "network": second,
            "clean": 0.98,
            "layers": [layer(0, "RNN", 8, skips=True, largest=0.2)],
            "notes": ["Something is left out."],
        },
        {"network": stacked, "clean": 0.98, "layers": [layer(at, f"block {at + 1}", 4, stacked=True) for at in range(2)]},
    ]
    document: dict[str, Any] = {
        "id": "0123456789abcdef" * 2,
        "request": DynamicsRequest.model_validate({"networks": list(NETWORKS), **SETTING}).model_dump(mode="json"),
        "state": "done",
        "created_at": "2026-01-01T00:00:00Z",
        "finished_at": "2026-01-01T00:00:09Z",
        "progress": 1.0,
        "networks": networks,
        "engine_version": "6",
        "error": None,
        "sequence": 9,
    }
    return Dynamics.model_validate_json(json.dumps(document | more))
