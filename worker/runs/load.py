"""Networks and data sets of this machine, by their ids, as Python takes them in its hands."""

from __future__ import annotations

from backend.datasets import Dataset, load
from backend.networks import load_arrays
from backend.schemas.network import NetworkCard
from backend.settings import get_settings
from worker.crossbar import Network
from worker.runs.local import find_networks
from worker.translate.networks import to_engine


def load_network(network: str) -> Network:
    """The trained network of an id such as "mnist/mlp-noise0", from the zoo or from this machine's store.

    Its layers hold float32 arrays of weights, in the units of training; images are (n, height, width, channels) with values
    in [0, 1]. Raises LookupError, which names the nearest, if there is no such network here.
    """
    cards, weights = find_networks([network], get_settings())
    return to_engine(cards[network], load_arrays(cards[network], weights.get(network)))


def load_card(network: str) -> NetworkCard:
    """What is known of a network: architecture, training noise, parameters, clean accuracy, and how it was trained.

    Raises LookupError, which names the nearest, if there is no such network here.
    """
    return find_networks([network], get_settings())[0][network]


def load_dataset(name: str) -> Dataset:
    """A data set of this machine, such as "digits" or "mnist": images (n, height, width, channels) float32 in [0, 1], labels.

    Raises DataSetMissing, which says what to do, if its files are not here.
    """
    return load(name, get_settings().data_path)
