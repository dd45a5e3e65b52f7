"""Names of networks in words, from their cards or recipes."""

from __future__ import annotations

from backend.schemas.families import FAMILIES
from backend.schemas.network import NetworkCard, usual_name
from backend.schemas.training import RecipeFields


def architecture(family: str, time_steps: int | None) -> str:
    """Return the architecture in words, such as "RNN T=4"."""
    title = FAMILIES[family].title
    return f"{title} T={time_steps}" if time_steps else title


def remarks(*, weight_noise: float | None, seed: int | None) -> list[str]:
    """Return what is unusual about a training besides its noise at the pre-activations: noise on the weights, a further seed."""
    found = [f"weight noise {100 * weight_noise:g} %"] if weight_noise else []
    return found + ([f"seed {seed}"] if seed else [])


def title(card: NetworkCard) -> str:
    """Return the network in words, such as "RNN T=4, trained at 0.1, seed 1", or its name if it was given one."""
    noise, weight_noise, seed = card.training_noise, card.weight_noise, card.seed
    if noise is None or weight_noise is None or seed is None:
        return card.name
    return _title(card.name, card.family, card.time_steps, noise=noise, weight_noise=weight_noise, seed=seed)


def title_of_recipe(network: str, recipe: RecipeFields) -> str:
    """Return a network that is still to be trained in words, given its id and recipe."""
    name = network.removeprefix(f"{recipe.dataset}/")
    return _title(name, recipe.family, recipe.time_steps, noise=recipe.noise, weight_noise=recipe.weight_noise, seed=recipe.seed)


def _title(name: str, family: str, time_steps: int | None, *, noise: float, weight_noise: float, seed: int) -> str:
    usual = usual_name(family, time_steps, noise=noise, weight_noise=weight_noise, seed=seed)
    trained = [f"trained at {noise:g}"] if noise else []
    words = ", ".join([architecture(family, time_steps), *trained, *remarks(weight_noise=weight_noise, seed=seed)])
    if name == usual:
        return words
    further = name.removeprefix(usual)  # "-2" of a second network of the same recipe
    return f"{words}, no. {further[1:]}" if further != name and further[1:].isdigit() else name
