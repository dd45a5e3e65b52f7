"""The layers of a Keras model as one chain, from its configuration: models within models are laid out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.layers import MOST_LAYERS

MOST_DEPTH = 8
MODELS = ("Sequential", "Functional", "Model")
INPUT = "InputLayer"
KERAS = ("keras", "tf_keras", "tensorflow")
"""Packages whose classes of a name are all the same."""
OWN = ("ReluRNN", "PreactivationNoise")
"""Classes of this program, which its training writes."""
FUNCTIONS_OF = ("keras.src.ops.", "keras.src.activations.")
"""Where Keras 3 has the functions that a functional model may call in place of layers."""
FUNCTIONS = ("Relu", "Relu6", "Sigmoid", "Silu", "Softplus", "Softsign", "Tanh", "Selu")
"""Those without settings, which are activations by name."""
AS_LAYERS = {"ReLU": "ReLU", "LeakyRelu": "LeakyReLU", "Elu": "ELU", "Softmax": "Softmax"}
"""Those with the settings of a layer."""
WITHOUT_EFFECT = (None, False)
"""What an argument of a call may be: `training` and `mask` are given like this when they are not set."""


class NotAKerasFile(ValueError):
    """The bytes are no Keras model; the text says what is wrong."""


@dataclass(frozen=True)
class Link:
    """One layer of the chain, and where its weights are."""

    kind: str
    config: Mapping[str, Any]
    path: str
    """In the weights of a .keras file."""
    group: str
    """In the weights of an .h5 file: the name of the outermost layer that it is a part of."""
    nested: bool
    """Whether that is a model, whose group holds the weights of all of its layers."""


def chain_of(document: Any) -> list[Link]:
    """Return all layers in the order in which values pass them. Raises NotAKerasFile if they are not one chain."""
    kind = document.get("class_name")
    if kind not in MODELS:
        raise NotAKerasFile(f"only Sequential and Functional models can be read, not {str(kind)[:40]!r}")
    links = []
    for link in _links(document, "", None, MOST_DEPTH):
        links.append(link)
        if len(links) > MOST_LAYERS:
            raise NotAKerasFile(f"the model has more than {MOST_LAYERS} layers; at most {MOST_LAYERS} can be read")
    return links


def _links(model: Mapping[str, Any], path: str, group: str | None, depth: int) -> Iterator[Link]:
    if not depth:
        raise NotAKerasFile(f"more than {MOST_DEPTH} models lie within each other")
    config = model["config"]
    layers: Sequence[Mapping[str, Any]] = config if isinstance(config, list) else config["layers"]  # a list in Keras 2.0 to 2.2
    if len(layers) > MOST_LAYERS:
        raise NotAKerasFile(f"the model has {len(layers)} layers; at most {MOST_LAYERS} can be read")
    paths = dict(zip(map(id, layers), _paths(layers, path), strict=True))
    for layer in layers if model["class_name"] == "Sequential" else _in_order(config, layers):
        name = str(layer["config"].get("name", "")) if isinstance(layer["config"], dict) else str(layer.get("name", ""))
        if layer["class_name"] in MODELS:
            yield from _links(layer, paths[id(layer)] + "/", name if group is None else group, depth - 1)
        elif not isinstance(layer["config"], dict):
            raise TypeError(name)
        else:
            kind, config = _as_layer(layer)
            yield Link(kind, config, paths[id(layer)], group or name, group is not None)


def _as_layer(layer: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return a layer's class and configuration; a function of keras.ops is the layer that computes the same.

    A class that is neither Keras' own nor this program's has its module with it, whatever its name is.
    """
    name, module, config = str(layer["class_name"]), str(layer.get("module") or KERAS[0]), layer["config"]
    if module.startswith(FUNCTIONS_OF):
        if name in FUNCTIONS:
            return "Activation", {**config, "activation": name.lower()}
        if name in AS_LAYERS:
            return AS_LAYERS[name], config
    elif name in OWN or (module.partition(".")[0] in KERAS and not layer.get("registered_name")):
        return name, config
    return f"{name} of {module}", config


def _paths(layers: Sequence[Mapping[str, Any]], path: str) -> list[str]:
    """Where a .keras file keeps each layer's weights: by kind, counted."""
    seen: Counter[str] = Counter()
    paths = []
    for layer in layers:
        name = re.sub(r"([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", layer["class_name"])).lower()
        paths.append(f"{path}layers/{name}_{seen[name]}" if seen[name] else f"{path}layers/{name}")
        seen[name] += 1
    return paths


def _in_order(config: Mapping[str, Any], layers: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the layers of a functional model from input to output; each must be fed by one other alone."""
    by_name = {str(layer["config"].get("name", layer.get("name"))): layer for layer in layers}
    ends = list(_references(config.get("output_layers")))
    if len(ends) != 1 or len(list(_references(config.get("input_layers")))) != 1:
        raise NotAKerasFile("the model has several inputs or outputs; only one of each can be read")
    order: list[Mapping[str, Any]] = []
    name = ends[0]
    while True:
        layer = by_name[name]
        if layer in order:
            raise NotAKerasFile(f"layer {name[:40]!r} feeds itself")
        order.insert(0, layer)
        if layer["class_name"] == INPUT:
            break
        name = _fed_by(name, layer)
    for left in by_name.values():
        if left not in order:
            other = str(left["config"].get("name"))[:40]
            raise NotAKerasFile(f"layer {other!r} is not fed by the layer before it alone; branches cannot be read")
    return order


def _fed_by(name: str, layer: Mapping[str, Any]) -> str:
    """Return the name of the one layer that feeds this one. Raises NotAKerasFile if there are more, or a call does more."""
    nodes = layer.get("inbound_nodes", [])
    feeding = list(_references(nodes))
    if len(feeding) != 1 or len(nodes) != 1:
        raise NotAKerasFile(f"layer {name[:40]!r} is not fed by the layer before it alone; branches cannot be read")
    for key, value in _arguments(nodes[0]):
        if value not in WITHOUT_EFFECT:
            raise NotAKerasFile(f"layer {name[:40]!r} is called with {str(key)[:40]} {str(value)[:40]}, which cannot be read")
    return feeding[0]


def _references(part: Any) -> Iterator[str]:
    """Yield the names of the layers whose outputs a part of the configuration names, as Keras 2 or 3 writes them."""
    if isinstance(part, dict):
        history = part.get("config", {}).get("keras_history") if part.get("class_name") == "__keras_tensor__" else None
        for inner in [history] if history else part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        if len(part) >= 3 and isinstance(part[0], str) and isinstance(part[1], int) and isinstance(part[2], int):
            yield part[0]
            yield from _references(part[3:])
        else:
            for inner in part:
                yield from _references(inner)


def _arguments(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield names and values of the arguments of a call, beside its input."""
    if isinstance(node, dict):  # Keras 3
        yield from (("an argument", argument) for argument in node.get("args", [])[1:])
        yield from node.get("kwargs", {}).items()
    elif isinstance(node, list):  # Keras 2
        for part in node:
            if isinstance(part, dict):
                yield from part.items()
            else:
                yield from _arguments(part)
