"""Functions of one value, by our names, those of Keras and what energy needs to know of them."""

from __future__ import annotations

from typing import Literal, get_args

CellFunction = Literal[
    "relu",
    "linear",
    "tanh",
    "sigmoid",
    "hard_sigmoid",
    "hard_sigmoid_fifth",
    "elu",
    "selu",
    "gelu",
    "silu",
    "hard_silu",
    "softplus",
    "softsign",
]
"""What cells of recurrent layers may have for their states and gates: what does not explode over many steps.

hard_sigmoid is x / 6 + 1/2 within 0 and 1, as in Keras 3 and PyTorch; hard_sigmoid_fifth has the slope 1/5 of Keras 2 and ONNX.
"""
CELL_FUNCTIONS: tuple[str, ...] = get_args(CellFunction)
NEVER_NEGATIVE = frozenset(("relu", "sigmoid", "hard_sigmoid", "hard_sigmoid_fifth", "softplus", "exponential", "softmax"))
WITHIN_UNIT = frozenset(("sigmoid", "hard_sigmoid", "hard_sigmoid_fifth"))
"""Functions whose values lie between 0 and 1."""
FREE = frozenset(("relu", "linear"))
"""Functions that need no look-up table."""
OTHER_NAMES = {"swish": "silu", "hard_swish": "hard_silu"}
"""Other names that Keras has for functions."""


def of_keras(name: str, version: int) -> str:
    """Return our name of a function of this major version of Keras, whose hard sigmoid had another slope before 3."""
    return "hard_sigmoid_fifth" if name == "hard_sigmoid" and version < 3 else OTHER_NAMES.get(name, name)
