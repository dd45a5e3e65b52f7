"""The layers of a Keras model in topological order, from its configuration: models within models are laid out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.layers import INPUT, MOST_LAYERS
from backend.networks.keras.calls import Call, NotAKerasFile, Reference, calls_of, references
from backend.networks.keras.operators import as_layer
from backend.networks.keras.stored import counted

MOST_CALLS = 2 * MOST_LAYERS
"""Of layers in a file: many become a part of others, or are left out."""
MOST_DEPTH = 8
TOO_MANY = f"the model has more than {MOST_CALLS} layers; at most {MOST_CALLS} can be read"
MODELS = ("Sequential", "Functional", "Model")
INPUT_LAYER = "InputLayer"


@dataclass(frozen=True)
class Link:
    """One call of a layer: what it is fed by, and where its weights are."""

    kind: str
    config: Mapping[str, Any]
    path: str
    """In the weights of a .keras file."""
    group: str
    """In the weights of an .h5 file: the name of the outermost layer that it is a part of."""
    nested: bool
    """Whether that is a model, whose group holds the weights of all of its layers."""
    inputs: tuple[int, ...] = (INPUT,)
    """Indices of the links that feed it; INPUT for the input of the whole model."""
    again: bool = False
    """Whether the layer was called before: if it has weights, they are shared."""
    problem: str | None = None
    """Why the call cannot be read."""


def links_of(document: Any) -> list[Link]:
    """Return a link for each call of a layer, the last of which gives the output. Raises NotAKerasFile.

    What the output does not depend on is left out.
    """
    kind = document.get("class_name")
    if kind not in MODELS:
        raise NotAKerasFile(f"only Sequential and Functional models can be read, not {str(kind)[:40]!r}")
    walk = _Walk([], Counter(), 0)
    output = walk.model(document, [INPUT], _Where("", None), MOST_DEPTH)[0]
    if output == INPUT:
        raise NotAKerasFile("the model has no layers")
    return walk.links[: output + 1]


@dataclass(frozen=True)
class _Where:
    """Where the weights of the layers of a model are."""

    path: str
    group: str | None
    """None for the outermost model."""


@dataclass
class _Walk:
    """The links so far."""

    links: list[Link]
    calls: Counter[str]
    """How often each layer was called, by the path of its weights."""
    steps: int
    """How many layers and models were looked at: models within models may be called often, and hold nothing."""

    def model(self, model: Mapping[str, Any], inputs: Sequence[int], where: _Where, depth: int) -> list[int]:
        """Add the layers of a model that is fed by these links; return the links that give its outputs."""
        if not depth:
            raise NotAKerasFile(f"more than {MOST_DEPTH} models lie within each other")
        config = model["config"]
        layers: Sequence[Mapping[str, Any]] = (
            config if isinstance(config, list) else config["layers"]
        )  # a list in Keras 2.0 to 2.2
        if len(layers) > MOST_CALLS:
            raise NotAKerasFile(f"the model has {len(layers)} layers; at most {MOST_CALLS} can be read")
        paths = dict(zip(map(id, layers), _paths(layers, where.path), strict=True))
        if model["class_name"] == "Sequential":
            fed = list(inputs)
            for layer in layers:
                fed = self._layer(layer, Call(()), fed, where, paths[id(layer)], depth)
            return fed
        return self._functional(config, layers, inputs, where, paths, depth)

    def _functional(
        self,
        config: Mapping[str, Any],
        layers: Sequence[Mapping[str, Any]],
        inputs: Sequence[int],
        where: _Where,
        paths: Mapping[int, str],
        depth: int,
    ) -> list[int]:
        by_name = {_name(layer): layer for layer in layers}
        calls: dict[str, Sequence[Call]] = {name: () if _is_input(layer) else calls_of(layer) for name, layer in by_name.items()}
        ends, begins = list(references(config.get("output_layers"))), list(references(config.get("input_layers")))
        calls |= _counted_from_1(by_name, calls, ends)
        if where.group is None and (len(ends) != 1 or len(begins) != 1):
            raise NotAKerasFile("the model has several inputs or outputs; only one of each can be read")
        fed_by = dict(zip((begin.name for begin in begins), inputs, strict=False))
        known: dict[tuple[str, int], list[int]] = {}
        for name, number in _in_order(calls, ends):
            layer = by_name[name]
            if _is_input(layer):
                if name not in fed_by:
                    raise NotAKerasFile("the model has several inputs or outputs; only one of each can be read")
                call, fed = Call(()), [fed_by[name]]
            elif not calls[name]:
                raise NotAKerasFile(f"layer {name[:40]!r} is not fed by any other")
            else:
                call = calls[name][number]
                fed = [_output(known, reference) for reference in call.inputs]
            known[name, number] = self._layer(layer, call, fed, where, paths[id(layer)], depth)
        return [_output(known, end) for end in ends]

    def _layer(self, layer: Mapping[str, Any], call: Call, fed: Sequence[int], where: _Where, path: str, depth: int) -> list[int]:
        """Add one call of a layer, or of all layers of a model; return the links that give its outputs."""
        self.steps += 1
        if self.steps > MOST_CALLS:
            raise NotAKerasFile(TOO_MANY)
        name = _name(layer)
        if layer["class_name"] in MODELS:
            if call.problem:
                raise NotAKerasFile(f"the model {name[:40]!r} {call.problem}")
            return self.model(layer, fed, _Where(path + "/", where.group or name), depth - 1)
        if not isinstance(layer["config"], dict):
            raise TypeError(name)
        self.calls[path] += 1
        kind, config = as_layer(layer, call)
        again = self.calls[path] > 1
        nested = where.group is not None
        self.links.append(Link(kind, config, path, where.group or name, nested, tuple(fed), again, call.problem))
        return [len(self.links) - 1]


def _output(known: Mapping[tuple[str, int], Sequence[int]], reference: Reference) -> int:
    """Return the link that gives the output of a call."""
    outputs = known[reference.name, reference.call]
    if not 0 <= reference.output < len(outputs):
        raise NotAKerasFile(f"more than one output of layer {reference.name[:40]!r} is used, which cannot be read")
    return outputs[reference.output]


def _name(layer: Mapping[str, Any]) -> str:
    """Return a layer's name; in a model of Keras 2.0 to 2.2 within another, the configuration has none."""
    return str(layer["config"].get("name", layer.get("name", "")) if isinstance(layer["config"], dict) else layer.get("name", ""))


def _paths(layers: Sequence[Mapping[str, Any]], path: str) -> list[str]:
    """Where a .keras file keeps each layer's weights."""
    return [f"{path}layers/{name}" for name in counted(layer["class_name"] for layer in layers)]


def _is_input(layer: Mapping[str, Any]) -> bool:
    return bool(layer["class_name"] == INPUT_LAYER)


def _counted_from_1(
    by_name: Mapping[str, Mapping[str, Any]], calls: Mapping[str, Sequence[Call]], ends: Sequence[Reference]
) -> dict[str, Sequence[Call]]:
    """Return the calls of those models within the model whose first call has number 1, with an empty one before it.

    Keras 2 counts as 0 what such a model was made of, and leaves it out of the file.
    """
    last: dict[str, int] = {}
    for reference in (*ends, *(fed for several in calls.values() for call in several for fed in call.inputs)):
        last[reference.name] = max(last.get(reference.name, 0), reference.call)
    return {
        name: (Call((), problem="is not fed by any other"), *several)
        for name, several in calls.items()
        if by_name[name]["class_name"] in MODELS and several and last.get(name) == len(several)
    }


def _in_order(calls: Mapping[str, Sequence[Call]], ends: Sequence[Reference]) -> Iterator[tuple[str, int]]:
    """Yield names and numbers of the calls that the ends depend on, each after those that feed it."""
    done: set[tuple[str, int]] = set()
    begun: set[tuple[str, int]] = set()
    waiting = [((end.name, end.call), False) for end in reversed(ends)]
    while waiting:
        one, is_fed = waiting.pop()
        if is_fed:
            done.add(one)
            yield one
        elif one not in done:
            if one in begun:
                raise NotAKerasFile(f"layer {one[0][:40]!r} feeds itself")
            if len(begun) > MOST_CALLS:
                raise NotAKerasFile(TOO_MANY)
            begun.add(one)
            waiting.append((one, True))
            feeding = ((other.name, other.call) for other in reversed(_feeding(calls[one[0]], *one)))
            waiting.extend((other, False) for other in feeding if other not in done)


def _feeding(calls: Sequence[Call], name: str, number: int) -> Sequence[Reference]:
    """Return what feeds a call; nothing feeds an input, which has no calls."""
    if not calls and not number:
        return ()
    if not 0 <= number < len(calls):
        raise NotAKerasFile(f"layer {name[:40]!r} is not fed by any other")
    return calls[number].inputs
