"""Readers of ONNX' operators: each takes a node with its values and returns what it gives, adding layers to a network."""

from __future__ import annotations

from collections.abc import Callable

from backend.networks.onnx.found import Found, Value
from backend.networks.onnx.net import Net
from backend.networks.onnx.nodes import activations, constants, elementwise, pools, products, recurrent, shapes

Reader = Callable[[Found, Net], Value | list[Value]]

READERS: dict[str, Reader] = {
    "Conv": products.convolution,
    "Gemm": products.general_product,
    "MatMul": products.product,
    **dict.fromkeys(recurrent.KINDS, recurrent.recurrent),
    **activations.READERS,
    "BatchNormalization": elementwise.batch_normalisation,
    "Add": elementwise.add,
    "Sub": elementwise.subtract,
    "Mul": elementwise.multiply,
    "Div": elementwise.divide,
    "Neg": elementwise.negative,
    "Pow": elementwise.power,
    "Sum": elementwise.summed,
    **dict.fromkeys(("MaxPool", "AveragePool"), pools.pool),
    **dict.fromkeys(("GlobalAveragePool", "GlobalMaxPool"), pools.whole_pool),
    **dict.fromkeys(("ReduceMean", "ReduceMax"), pools.reduced),
    "Pad": pools.pad,
    "Identity": shapes.identity,
    "Dropout": shapes.dropout,
    "Transpose": shapes.transpose,
    "Reshape": shapes.reshape,
    "Flatten": shapes.flatten,
    "Squeeze": shapes.squeeze,
    "Unsqueeze": shapes.unsqueeze,
    "Gather": shapes.take,
    "Slice": shapes.cut,
    "Split": shapes.split,
    "Concat": shapes.concatenate,
    "Constant": constants.constant,
    "ConstantOfShape": constants.constant_of_shape,
    "Expand": constants.expand,
    "Range": constants.span,
    "Shape": constants.shape,
    "Size": constants.size,
    "ReduceProd": constants.product,
    **dict.fromkeys(("Cast", "CastLike"), constants.cast),
    "DequantizeLinear": constants.dequantised,
}
"""By the name of the operator."""
READERS |= {name: constants.folded for name in constants.ARITHMETIC if name not in READERS}
