"""Networks as people say them, from what their cards say."""

from __future__ import annotations

from backend.schemas.families import FAMILIES
from backend.schemas.network import NetworkCard, usual_name


def architecture(family: str, time_steps: int | None) -> str:
    """Such as "RNN T=4"."""
    title = FAMILIES[family].title
    return f"{title} T={time_steps}" if time_steps else title


def title(card: NetworkCard) -> str:
    """Such as "RNN T=4, trained at 0.1, seed 1"; the name of a network that was given one."""
    noise, weight_noise, seed = card.training_noise, card.weight_noise, card.seed
    if noise is None or weight_noise is None or seed is None:
        return card.name
    usual = usual_name(card.family, card.time_steps, noise=noise, weight_noise=weight_noise, seed=seed)
    words = ", ".join([architecture(card.family, card.time_steps), *remarks(card)])
    if card.name == usual:
        return words
    further = card.name.removeprefix(usual)  # "-2" of a second network of the same recipe
    return f"{words}, no. {further[1:]}" if further != card.name and further[1:].isdigit() else card.name


def remarks(card: NetworkCard) -> list[str]:
    """How it was trained, as far as that is out of the usual: noise, noise on the weights, a further seed."""
    found = [f"trained at {card.training_noise:g}"] if card.training_noise else []
    found += [f"weight noise {100 * card.weight_noise:g} %"] if card.weight_noise else []
    return found + ([f"seed {card.seed}"] if card.seed else [])
