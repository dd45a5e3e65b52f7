"""The zoo: networks that ship with the program, each a card (JSON) and its weights (.npz)."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from backend.datasets import SOURCES, record_of
from backend.networks.files import Floats, unpack
from backend.schemas.families import FAMILIES
from backend.schemas.network import NetworkCard


class NetworkNotFound(LookupError):
    """There is no network of that id; the text names the nearest."""

    def __init__(self, network_id: str, known: list[str] | None = None) -> None:
        near = get_close_matches(network_id, known if known is not None else list(zoo_cards()), n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"there is no network {network_id!r}{hint}")


@lru_cache(maxsize=1)
def zoo_cards() -> dict[str, NetworkCard]:
    """Every network of the zoo by id, in an order for people: digits first, T by size."""
    cards = [
        NetworkCard.model_validate_json(entry.read_text(encoding="utf-8"))
        for folder in _zoo().iterdir()
        if folder.is_dir()
        for entry in folder.iterdir()
        if entry.name.endswith(".json")
    ]
    return {card.id: card for card in sorted(cards, key=_order)}


def load_card(network_id: str) -> NetworkCard:
    """A network of the zoo. Raises NetworkNotFound."""
    try:
        return zoo_cards()[network_id]
    except KeyError:
        raise NetworkNotFound(network_id) from None


def load_arrays(card: NetworkCard, weights: bytes | None = None) -> dict[str, Floats]:
    """A network's arrays, from its packed weights or else from the zoo. Raises DamagedWeights."""
    return unpack(zoo_weights(card) if weights is None else weights, card)


def zoo_weights(card: NetworkCard) -> bytes:
    """The packed weights of a network of the zoo."""
    return (_zoo() / card.dataset / f"{card.name}.npz").read_bytes()


def content_of(card: NetworkCard) -> str:
    """What tells a network and the data that it is tested on, for names of answers that are kept: the digest of its weights.

    A user's data set is named as well: another one may be added under its name. Raises UnknownDataset.
    """
    sha256 = record_of(card.dataset).sha256
    return card.weights_sha256 if sha256 is None else f"{card.weights_sha256} {sha256}"


def _zoo() -> Traversable:
    return resources.files("backend.networks") / "zoo"


def _order(card: NetworkCard) -> tuple[object, ...]:
    return (
        list(SOURCES).index(card.dataset),
        list(FAMILIES).index(card.family),
        card.time_steps or 0,
        card.training_noise or 0.0,
        card.weight_noise or 0.0,
        card.seed or 0,
        card.id,
    )
