"""Networks and data sets as people say them, wherever their ids are at hand.

What the API tells of them is kept here as it passes the client, so that a figure can name a network of which it knows the id.
Labels alone depend on it: of what is not known, the id is the label.
"""

from __future__ import annotations

from collections.abc import Iterable

from backend.schemas.dataset import DatasetRecord
from backend.schemas.network import NetworkCard, dataset_of
from backend.schemas.titles import title

_cards: dict[str, NetworkCard] = {}
_datasets: dict[str, DatasetRecord] = {}


def learn(found: Iterable[NetworkCard | DatasetRecord]) -> None:
    """Keep what the API has told."""
    for one in found:
        if isinstance(one, NetworkCard):
            _cards[one.id] = one
        else:
            _datasets[one.name] = one


def card_of(network: str) -> NetworkCard | None:
    """What was last told of a network; None if it is not known."""
    return _cards.get(network)


def dataset_title(dataset: str) -> str:
    """Such as "Digits (8 x 8)"."""
    return _datasets[dataset].title if dataset in _datasets else dataset


def class_names(dataset: str) -> tuple[str, ...]:
    """Of its classes, by label; none if the data set is not known."""
    return _datasets[dataset].classes if dataset in _datasets else ()


def title_of(network: str, among: Iterable[str] = ()) -> str:
    """fashion-mnist/rnn-t4-noise0.1 as "RNN T=4, trained at 0.1"; the data set is said where others are among them."""
    card, dataset = _cards.get(network), dataset_of(network)
    words = title(card) if card else network.removeprefix(f"{dataset}/")
    differs = any(dataset_of(other) != dataset for other in among)
    return f"{words}, {dataset_title(dataset)}" if differs else words
