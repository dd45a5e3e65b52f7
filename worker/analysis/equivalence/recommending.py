"""Which trained network suits a device: the one whose training noise is nearest to what the device amounts to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend.schemas.equivalence import Recommendation
from backend.schemas.network import NetworkCard

ABOUT_EQUAL = (
    "Training noise about equal to the device's was best for V. Joshi et al. (2020); W. Wan et al. (2022) found more better."
)


def levels(card: NetworkCard, cards: Iterable[NetworkCard]) -> dict[float, str]:
    """Return the networks of the same architecture and data set by their training noise, preferring the network itself.

    Networks trained with noise on their weights are left out.
    """
    by_noise: dict[float, str] = {}
    for other in sorted(cards, key=lambda other: (other.id != card.id, len(other.id), other.id)):
        if (other.dataset, other.layers) == (card.dataset, card.layers) and other.training_noise is not None:
            if other.weight_noise:
                continue
            by_noise.setdefault(other.training_noise, other.id)
    return dict(sorted(by_noise.items()))


def nearest(training_noise: float, trained: Mapping[float, str]) -> float:
    """Return the training noise that is nearest by ratio, or 0 below half of the smallest one above 0.

    `trained` holds networks by training noise and is not empty.
    """
    above = sorted(level for level in trained if level > 0)
    if not above or (0.0 in trained and training_noise < above[0] / 2):
        return min(trained)
    return min(above, key=lambda level: max(level, training_noise) / max(min(level, training_noise), 1e-12))


def recommend(training_noise: float, trained: Mapping[float, str]) -> Recommendation | None:
    """Return the recommended network, or None if no network of this architecture has a known training noise."""
    if not trained:
        return None
    level = nearest(training_noise, trained)
    listed = ", ".join(f"{noise:g}" for noise in trained)
    why = f"The setting amounts to {training_noise:.2g}; this architecture was trained at {listed}: {level:g} is nearest."
    return Recommendation(network=trained[level], training_noise=level, why=f"{why} {ABOUT_EQUAL}")
