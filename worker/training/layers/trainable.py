"""What the training knows of a kind of layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from backend.layers import LayerKind
from worker.training.layers.noise import Noise

L = TypeVar("L", bound=LayerKind)


class NoPlainLayer(ValueError):
    """Keras has no layer of its own for a part of the network."""


def _as_they_are(arrays: Mapping[str, Any]) -> list[Any]:
    return list(arrays.values())


@dataclass(frozen=True)
class Trainable(Generic[L]):
    """One kind of layer in Keras: with noise to be trained, and without for other programs to load."""

    apply: Callable[[L, Any, str, Noise], Any]
    """Of a layer, symbolic values (a list for kinds that merge several), a name and its noise: the values after it.

    The Keras layer of that name has the arrays.
    """
    plain: Callable[[L, str], Any]
    """Of a layer and a name: Keras' own layer. Raises NoPlainLayer."""
    weights: Callable[[Mapping[str, Any]], list[Any]] = _as_they_are
    """From the layer's arrays by name to the weights of Keras' own layer."""


def no_plain(layer: LayerKind, _name: str) -> Any:
    """For kinds that Keras does not have."""
    raise NoPlainLayer(f"Keras has no layer of its own for {layer.kind}; leave -o out to keep the network in the store")
