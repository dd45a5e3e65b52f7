"""Networks and data sets of this machine, by their ids."""

from __future__ import annotations

from backend.datasets import Dataset, load
from backend.networks import load_arrays
from backend.schemas.network import NetworkCard
from backend.settings import get_settings
from worker.crossbar import Network
from worker.runs.local import find_networks, use_own_data_sets
from worker.translate.networks import to_engine


def load_network(network: str) -> Network:
    """Return the trained network of an id such as "mnist/mlp-noise0", from the zoo or from this machine's store.

    Its layers hold float32 arrays; it classifies images (n, height, width, channels) with values in [0, 1]. Raises LookupError,
    with the nearest ids in its text, if no network here has this id.
    """
    cards, weights = find_networks([network], get_settings())
    return to_engine(cards[network], load_arrays(cards[network], weights.get(network)))


def load_card(network: str) -> NetworkCard:
    """Return the card of a network: architecture, training noise, number of parameters, clean accuracy and how it was trained.

    Raises LookupError, with the nearest ids in its text, if no network here has this id.
    """
    return find_networks([network], get_settings())[0][network]


def load_dataset(name: str) -> Dataset:
    """Return a data set such as "digits" or "mnist": images (n, height, width, channels), float32 in [0, 1], and labels (n,).

    Raises DataSetMissing, which says what to do, if its files are not here.
    """
    return load(name, use_own_data_sets(get_settings()).data_path)
