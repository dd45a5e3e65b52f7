"""What a functional model may call in place of layers: functions of keras.ops, and operators between values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.networks.keras.calls import Call
from backend.networks.keras.stored import snake

KERAS = ("keras", "tf_keras", "tensorflow")
"""Packages whose classes of a name are all the same."""
OWN = ("ReluRNN", "PreactivationNoise")
"""Classes of this program, which its training writes."""
FUNCTIONS_OF = ("keras.src.ops.", "keras.src.activations.")
"""Where Keras 3 has its functions."""
FUNCTIONS = ("Relu", "Relu6", "Sigmoid", "Silu", "Softplus", "Softsign", "Tanh", "Selu", "HardSigmoid", "HardSilu")
"""Those without settings, which are activations by name."""
AS_LAYERS = {"ReLU": "ReLU", "LeakyRelu": "LeakyReLU", "Elu": "ELU", "Softmax": "Softmax"}
"""Those with the settings of a layer."""
MERGES = ("Add", "Subtract", "Multiply", "Maximum", "Minimum", "Concatenate")
"""Those of several values, which are layers of the same name."""
DIVISION = ("TrueDivide", "Divide")
OF_TENSORFLOW = {
    "math.maximum": "Maximum",
    "math.minimum": "Minimum",
    "__operators__.add": "Add",
    "math.add": "Add",
    "math.subtract": "Subtract",
    "math.multiply": "Multiply",
    "math.truediv": "TrueDivide",
    "math.divide": "Divide",
    "nn.relu": "Relu",
    "math.sigmoid": "Sigmoid",
    "math.tanh": "Tanh",
}
"""Functions in files of Keras 2."""


def as_layer(layer: Mapping[str, Any], call: Call) -> tuple[str, Mapping[str, Any]]:
    """Return a layer's class and configuration; a function is the layer that computes the same.

    A class that is neither Keras' own nor this program's has its module with it, whatever its name is.
    """
    name, module, config = str(layer["class_name"]), str(layer.get("module") or KERAS[0]), layer["config"]
    if module.startswith(FUNCTIONS_OF):
        return _function(name, config, call) or (f"{name} of {module}", config)
    if name == "TFOpLambda":
        function = str(config.get("function"))[:40]
        plain = {"name": config.get("name", function)}
        return _function(OF_TENSORFLOW.get(function, ""), plain, call) or (f"TFOpLambda {function}", plain)
    numbers = [operand for operand in call.operands if operand is not None]
    if numbers:  # in an .h5 file of Keras 3, functions do not say where they are from
        as_function = _function(name, config, call) if name in (*MERGES, *DIVISION) and "module" not in layer else None
        return as_function or (f"{name} called with {str(numbers[0])[:20]}", config)
    if name in OWN or (module.partition(".")[0] in KERAS and not layer.get("registered_name")):
        return name, config
    return f"{name} of {module}", config


def _function(name: str, config: Mapping[str, Any], call: Call) -> tuple[str, Mapping[str, Any]] | None:
    if name in FUNCTIONS:
        return "Activation", {**config, "activation": snake(name)}
    if name == "Gelu":
        plain = {key: value for key, value in config.items() if key != "approximate"}
        return "Activation", {**plain, "activation": "gelu_tanh" if config.get("approximate", True) else "gelu"}
    if name in AS_LAYERS:
        return AS_LAYERS[name], config
    numbers = [operand for operand in call.operands if operand is not None]
    if len(call.operands) == 2 and len(call.inputs) == len(numbers) == 1:
        return _with_number(name, config, call)
    return (name, config) if name in MERGES and not numbers else None


def _with_number(name: str, config: Mapping[str, Any], call: Call) -> tuple[str, Mapping[str, Any]] | None:
    """Return the rescaling that an operator between values and a number is; None if it is none."""
    left, right = call.operands
    number = float(right if left is None else left)
    if name == "Add":
        return "Rescaling", {**config, "scale": 1.0, "offset": number}
    if name == "Multiply":
        return "Rescaling", {**config, "scale": number, "offset": 0.0}
    if name == "Subtract":
        return "Rescaling", {**config, "scale": 1.0 if left is None else -1.0, "offset": -number if left is None else number}
    if name in DIVISION and left is None and number:
        return "Rescaling", {**config, "scale": 1.0 / number, "offset": 0.0}
    return None
