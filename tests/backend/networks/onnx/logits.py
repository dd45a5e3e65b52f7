"""Logits of ONNX models: as onnxruntime computes them, and as Mhoscope does of what it read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from backend.networks.onnx import Translated, read, translate
from worker.crossbar import Conditions, Simulator
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.scratch import Scratch
from worker.translate.networks import layers_to_engine

IMAGES = 3
TOLERANCE = 1e-4
"""Of logits, against the largest of them."""


def model(
    nodes: Sequence[onnx.NodeProto],
    constants: dict[str, Any],
    input_shape: Sequence[int | str],
    *,
    opset: int = 17,
    output: str = "logits",
) -> bytes:
    """A model from `images` to `logits`."""
    arrays = [numpy_helper.from_array(np.asarray(array), name) for name, array in constants.items()]
    graph = helper.make_graph(
        list(nodes),
        "network",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, list(input_shape))],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
        arrays,
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8 if opset < 20 else 10)
    content: bytes = made.SerializeToString()
    return content


def theirs(content: bytes, images: np.ndarray) -> np.ndarray:
    """Logits (n, classes) by onnxruntime, of images as the model takes them."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    logits: np.ndarray = session.run(None, {session.get_inputs()[0].name: images})[0]
    return logits


def read_as(content: bytes, input_shape: tuple[int, int, int], channels: str = "auto", *, sequence: bool = False) -> Translated:
    return translate(read(content), input_shape, channels, sequence=sequence)


def ours(read: Translated, input_shape: tuple[int, int, int], images: np.ndarray) -> np.ndarray:
    """Logits (n, classes) by the engine's ideal chip, of images (n, height, width, channels)."""
    network = layers_to_engine(read.layers, read.arrays, input_shape)
    arrays = Simulator(network, images, np.zeros(len(images), np.int64)).program(Conditions(), seed=0, draw=0)
    return np.moveaxis(infer(network, images, ForwardPass(arrays, Scratch())), -1, 0).copy()


def random_images(input_shape: tuple[int, int, int], images: int = IMAGES) -> np.ndarray:
    return np.random.default_rng(3).random((images, *input_shape), dtype=np.float32)


def agree(found: np.ndarray, wanted: np.ndarray) -> None:
    assert found.shape == wanted.shape
    assert np.abs(found - wanted).max() <= TOLERANCE * max(np.abs(wanted).max(), 1e-6)
