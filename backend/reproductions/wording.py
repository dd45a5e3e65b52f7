"""Networks, data sets and noise as the page says them."""

from __future__ import annotations

from functools import lru_cache

from backend.datasets import SOURCES
from backend.networks import zoo_cards
from backend.options.option import RUN, TEST_SET
from backend.options.rules import values_in
from backend.options.words import phrases
from backend.schemas.fields import FIELDS
from backend.schemas.network import NetworkCard
from backend.schemas.spec import Spec
from backend.schemas.titles import architecture

SIGMAS = ("internal_noise.programming", "internal_noise.read")
DATA_SETS = {name: source.record.short_title for name, source in SOURCES.items()}
REST = tuple(
    field
    for field in FIELDS.values()
    if field.group not in (RUN, TEST_SET) and field.field not in ("internal_noise.device", "internal_noise.reference", *SIGMAS)
)
"""Fields of a setting that have no words of their own in a definition."""


def title(network: str) -> str:
    """Architecture and training level of a network of the zoo, such as "RNN T=4, trained at 0.1".

    `network` is its id, or its name alone where that is said of several data sets.
    """
    card = _cards()[network]
    words = architecture(card.family, card.time_steps)
    return f"{words}, trained at {card.training_noise:g}" if card.training_noise else words


def training_level(network: str) -> float:
    """Standard deviation of the noise at the pre-activations that a network, as for `title`, was trained at."""
    return _cards()[network].training_noise or 0.0


def long_title(network: str) -> str:
    """The same with its data set before it."""
    return f"{DATA_SETS[zoo_cards()[network].dataset]}, {title(network)}"


@lru_cache(maxsize=1)
def _cards() -> dict[str, NetworkCard]:
    """The zoo by id, and a network of each name: data sets have architectures and training levels in common."""
    return {card.name: card for card in zoo_cards().values()} | zoo_cards()


def definition(spec: Spec, draws: str) -> str:
    """What is printed on a figure of a run: noise, what it is a fraction of, images, chips."""
    noise, test = spec.internal_noise, spec.test_noise
    swept = spec.sweep.x.parameter
    said = []
    of = "the layer's weight range, 2 max|w|" if noise.reference == "range" else "the layer's max|w|"
    if noise.device:
        said.append(f"Device {noise.device} by its published laws")
    else:
        for sigma in (FIELDS[field] for field in SIGMAS):
            value = getattr(noise, sigma.name)
            if swept == sigma.field:
                said.append(f"{sigma.title}, σ as a share of {of}")
            elif value:
                said.append(f"{sigma.in_a_sentence if said else sigma.title} of {100 * value:g} % of {of}")
    if test.kind != "none":
        kind = {"gaussian": "gaussian noise", "speckle": "speckle, x (1 + n)", "salt_pepper": "salt and pepper"}[test.kind]
        said.append(f"{kind} on the test images" + ("" if swept == "test_noise.level" else f" of level {test.level:g}"))
    text = "; ".join([*said, *phrases(REST, values_in(spec), [axis.parameter for axis in spec.sweep.axes])])
    return f"{text[:1].upper()}{text[1:]}. {min(spec.images, 10_000):,} test images, n = {draws} chips a network."


def share(value: float) -> str:
    return f"{100 * value:g} %"
