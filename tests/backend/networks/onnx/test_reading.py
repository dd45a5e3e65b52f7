"""What is asked, said and refused of ONNX files."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from backend.layers import ConcatenateLayer, Conv2DLayer, DenseLayer, NotSupported, RecurrentLayer
from backend.networks.onnx import NotAnOnnxFile, read, wire
from tests.backend.networks.onnx.logits import agree, model, ours, random_images, read_as, theirs
from tests.backend.networks.onnx.test_operators import node, numbers_of

DIGIT = (8, 8, 1)


def dense(rows: int = 64, units: int = 10) -> dict[str, Any]:
    return {"w": numbers_of(rows, units), "b": numbers_of(units)}


def flat(*nodes: Any, source: str = "images") -> list[Any]:
    """These nodes, and a dense layer on what the last one gives."""
    return [*nodes, node("Flatten", source, out=["f"]), node("Gemm", "f", "w", "b", out=["logits"])]


def refused(content: bytes, shape: tuple[int, int, int] = DIGIT) -> str:
    with pytest.raises((NotSupported, NotAnOnnxFile)) as error:
        read_as(content, shape)
    assert "\n" not in str(error.value)
    return str(error.value)


# The input


def of_input(*axes: int | str) -> bytes:
    values = int(np.prod([side if isinstance(side, int) else 1 for side in axes[1:]]))
    return model(flat(), dense(values), axes)


@pytest.mark.parametrize(
    ("axes", "shape", "turned"),
    [
        (("n", 3, 8, 6), (8, 6, 3), (0, 3, 1, 2)),
        (("n", 8, 6, 3), (8, 6, 3), (0, 1, 2, 3)),
        (("n", 8, 6), (8, 6, 1), None),
        (("n", 48), (8, 6, 1), None),
        ((1, 1, 8, 6), (8, 6, 1), (0, 3, 1, 2)),
        ((5, 8, 6, 1), (8, 6, 1), (0, 1, 2, 3)),
    ],
)
def test_the_shape_of_the_input_says_where_channels_are(axes: Any, shape: Any, turned: Any) -> None:
    content, images = of_input(*axes), random_images(shape, axes[0] if isinstance(axes[0], int) else 3)
    given = images.transpose(turned) if turned else images.reshape(len(images), *axes[1:])
    agree(ours(read_as(content, shape), shape, images), theirs(content, np.ascontiguousarray(given)))


@pytest.mark.parametrize(("channels", "turned"), [("first", (0, 3, 1, 2)), ("last", (0, 1, 2, 3))])
@pytest.mark.parametrize("axes", [("n", 4, 4, 4), ("n", 64)])
def test_what_could_be_either_is_asked(axes: Any, channels: str, turned: Any) -> None:
    shape, content = (4, 4, 4), of_input(*axes)
    assert "channels first or last" in refused(content, shape)
    images = random_images(shape)
    given = np.ascontiguousarray(images.transpose(turned)).reshape(len(images), *axes[1:])
    found = read_as(content, shape, channels)
    agree(ours(found, shape, images), theirs(content, given))
    assert f"channels {channels}" in found.notes[0]


@pytest.mark.parametrize(("channels", "turned"), [("first", (0, 2, 1)), ("last", (0, 1, 2))])
def test_as_many_steps_as_features_are_asked(channels: str, turned: Any) -> None:
    shape, content = (6, 6, 1), of_input("n", 6, 6)
    with pytest.raises(NotSupported, match="channels first or last"):
        read_as(content, shape, sequence=True)
    images = random_images(shape)
    found = ours(read_as(content, shape, channels, sequence=True), shape, images)
    agree(found, theirs(content, np.ascontiguousarray(images[..., 0].transpose(turned))))


def test_steps_may_come_before_images() -> None:
    held = {"r": numbers_of(1, 4, 4), "k": numbers_of(1, 4, 3), **dense(4)}
    nodes = [node("RNN", "images", "k", "r", out=["", "h"], hidden_size=4), node("Squeeze", "h", "zero", out=["s"])]
    content = model(flat(*nodes, source="s"), {**held, "zero": np.array([0])}, (5, "n", 3))
    images = random_images((5, 3, 1))
    found = read_as(content, (5, 3, 1), sequence=True)
    agree(ours(found, (5, 3, 1), images), theirs(content, np.ascontiguousarray(images[..., 0].transpose(1, 0, 2))))


def test_an_input_of_another_shape_is_refused_with_both_shapes() -> None:
    assert "? × 3 × 9 × 9" in refused(of_input("n", 3, 9, 9)) and "8 × 8 × 1" in refused(of_input("n", 3, 9, 9))


# The end


@pytest.mark.parametrize("op", ["Softmax", "LogSoftmax", "Sigmoid", "Tanh", "LeakyRelu"])
def test_what_keeps_the_order_of_classes_is_left_out_at_the_end_and_said(op: str) -> None:
    nodes = [*flat()[:-1], node("Gemm", "f", "w", "b", out=["z"]), node(op, "z", out=["logits"])]
    found = read_as(model(nodes, dense(), ("n", 1, 8, 8)), DIGIT)
    assert [layer.kind for layer in found.layers] == ["flatten", "dense"]
    assert "logits" in found.notes[-1] and "Left out" in found.notes[-1]


def test_a_relu_at_the_end_is_kept() -> None:
    nodes = [*flat()[:-1], node("Gemm", "f", "w", "b", out=["z"]), node("Relu", "z", out=["logits"])]
    (*_flatten, last) = read_as(model(nodes, dense(), ("n", 1, 8, 8)), DIGIT).layers
    assert isinstance(last, DenseLayer) and last.activation == "relu"


def test_a_log_softmax_in_the_middle_is_refused() -> None:
    nodes = [node("Flatten", "images", out=["x"]), node("LogSoftmax", "x", out=["z"], name="middle")]
    assert "'middle' gives can only be the output" in refused(model(flat(*nodes, source="z"), dense(), ("n", 1, 8, 8)))


def test_an_output_of_every_step_is_refused() -> None:
    nodes = [node("Reshape", "images", "row", out=["r"]), node("Gemm", "r", "w", "b", out=["logits"])]
    content = model(nodes, {"row": np.array([-1, 8]), **dense(8)}, ("n", 1, 8, 8))
    assert "one vector for each image" in refused(content)


@pytest.mark.parametrize("outputs", [("n", 1, 8, 8)])
def test_an_output_that_is_no_vector_is_refused(outputs: Any) -> None:
    content = model([node("Relu", "images", out=["logits"])], {}, outputs)
    assert "one vector for each image" in refused(content)


# What is not read


def test_all_nodes_that_cannot_be_read_are_named_at_once() -> None:
    nodes = [
        node("InstanceNormalization", "images", "one", "one", out=["i"], name="norm"),
        node("Relu", "i", out=["r"]),
        node("Cos", "r", out=["c"], name="angle"),
        helper.make_node("Mystery", ["c"], ["m"], name="own", domain="com.example"),
    ]
    content = model(flat(*nodes, source="m"), {"one": np.ones(1, np.float32), **dense()}, ("n", 1, 8, 8))
    with pytest.raises(NotSupported) as error:
        read_as(content, DIGIT)
    assert [(one.name, one.kind) for one in error.value.refused] == [
        ("norm", "InstanceNormalization"),
        ("angle", "Cos"),
        ("own", "Mystery of com.example"),
    ]
    assert str(error.value).startswith("3 nodes cannot be read: node 'norm' (InstanceNormalization): this operation")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (node("MaxPool", "images", kernel_shape=[2, 2], dilations=[2, 2]), "dilations"),
        (node("AveragePool", "images", kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1), "ceil_mode"),
        (node("Pad", "images", "pads", mode="reflect"), "mode reflect"),
        (node("Clip", "images", "", "one"), "a smallest value"),
        (node("Softmax", "images", axis=0), "along the axis of the images"),
        (node("Reshape", "images", "joined"), "the axis of the images is joined"),
        (node("Elu", "images", alpha=1.0, beta=2.0), "the attribute beta, here 2.0, cannot be read"),
        (node("Div", "one", "images"), "division by a constant"),
        (node("Conv", "images", "images"), "input 1 must be a constant"),
        (node("Cast", "images", to=TensorProto.INT32), "rounded"),
        (node("Celu", "images", alpha=2.0), "alpha 2"),
        (node("BatchNormalization", "images", "one1", "one1", "one1", "one1", training_mode=1), "training_mode"),
        (node("QuantizeLinear", "images", "one"), "this operation"),
        (node("Selu", "images", alpha=1.0), "alpha 1"),
        (node("Max", "images", "one"), "the larger of a value and 0"),
        (node("Add", "images", "pixels"), "other places of a channel"),
    ],
)
def test_an_attribute_or_input_that_is_not_modelled_is_refused(made: Any, said: str) -> None:
    held = {
        "pads": np.array([0, 0, 1, 1, 0, 0, 1, 1]),
        "one": np.float32(1),
        "one1": np.ones(1, np.float32),
        "joined": np.array([-1, 8]),
        "pixels": numbers_of(1, 80, 80),
    }
    shape = (80, 80, 1)
    nodes = [made, node("GlobalAveragePool", "y", out=["g"]), *flat(source="g")]
    assert said in refused(model(nodes, {**held, **dense(1)}, ("n", 1, 80, 80)), shape)


def changed(content: bytes, change: Any) -> bytes:
    made = onnx.load_from_string(content)
    change(made)
    return bytes(made.SerializeToString())


def external(made: onnx.ModelProto) -> None:
    onnx.external_data_helper.set_external_data(made.graph.initializer[0], "weights.bin")


def of_own(made: onnx.ModelProto) -> None:
    body = helper.make_function("own", "Twice", ["a"], ["b"], [node("Add", "a", "a", out=["b"])], [helper.make_opsetid("", 17)])
    made.functions.append(body)


def twice(made: onnx.ModelProto) -> None:
    made.graph.node.append(made.graph.node[0])


def two_inputs(made: onnx.ModelProto) -> None:
    made.graph.input.append(helper.make_tensor_value_info("more", TensorProto.FLOAT, [1]))


def of_opset(made: onnx.ModelProto, version: int) -> None:
    made.opset_import[0].version = version


def lying(made: onnx.ModelProto) -> None:
    made.graph.initializer[0].dims[0] = 1 << 40


def circle(made: onnx.ModelProto) -> None:
    made.graph.node[0].input[0] = "logits"


def not_finite(made: onnx.ModelProto) -> None:
    made.graph.initializer[0].raw_data = np.full((64, 10), np.nan, np.float32).tobytes()


def of_strings(made: onnx.ModelProto) -> None:
    made.graph.initializer[0].data_type = TensorProto.STRING


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (external, "lies in another file"),
        (of_own, "functions of the model's own"),
        (twice, "given twice"),
        (two_inputs, "one input and one output"),
        (lambda made: of_opset(made, 10), "opset 10"),
        (lambda made: of_opset(made, 25), "opset 25"),
        (lying, "too large"),
        (circle, "which nothing before it gives"),
        (not_finite, "not finite"),
        (of_strings, "type STRING"),
    ],
)
def test_a_file_that_is_not_read_says_why(change: Any, said: str) -> None:
    assert said in refused(changed(model(flat(), dense(), ("n", 1, 8, 8)), change))


def test_steps_that_share_weights_are_refused_with_what_to_do() -> None:
    held = {"r": numbers_of(10, 10), **dense()}
    nodes = [*flat()[:-1], node("Gemm", "f", "w", "b", out=["h"]), node("MatMul", "h", "r", out=["i"])]
    content = model([*nodes, node("MatMul", "i", "r", out=["logits"])], held, ("n", 1, 8, 8))
    assert "2 nodes have the weights 'r'" in refused(content) and "dynamo=False" in refused(content)


def test_weights_of_16_bits_are_read_and_said() -> None:
    content = model(flat(), {name: array.astype(np.float16) for name, array in dense().items()}, ("n", 1, 8, 8))
    found = read_as(changed(content, lambda made: setattr(made.graph.input[0].type.tensor_type, "elem_type", 10)), DIGIT)
    assert all(array.dtype == np.float32 for array in found.arrays.values()) and "16 bits" in found.notes[-1]


# Bounds


def test_a_bomb_is_refused_before_it_is_parsed() -> None:
    """Empty nodes: two bytes each in the file, a hundred in memory."""
    body = b"\x0a\x00" * (wire.MOST_FIELDS + 1)
    size, length = len(body), b""
    while size:
        length += bytes([size & 127 | (128 if size > 127 else 0)])
        size >>= 7
    with pytest.raises(NotAnOnnxFile, match="more than 200,000 entries"):
        read(b"\x08\x08\x3a" + length + body)


def test_constants_that_would_be_computed_are_bounded() -> None:
    nodes = [node("ConstantOfShape", "huge", out=["c"]), node("Add", "images", "c", out=["z"])]
    content = model(flat(*nodes, source="z"), {"huge": np.array([1 << 20, 1 << 20]), **dense()}, ("n", 1, 8, 8))
    assert "is too large" in refused(content)


# What becomes of a graph


def test_both_directions_are_two_crossbars_side_by_side() -> None:
    held = {"k": numbers_of(2, 16, 3), "r": numbers_of(2, 16, 4), **dense(8), "shape": np.array([0, -1])}
    nodes = [
        node("Transpose", "images", out=["t"], perm=[1, 0, 2]),
        node("LSTM", "t", "k", "r", out=["", "h"], hidden_size=4, direction="bidirectional"),
        node("Transpose", "h", out=["s"], perm=[1, 0, 2]),
    ]
    layers = read_as(model(flat(*nodes, source="s"), held, ("n", 5, 3)), (5, 3, 1), sequence=True).layers
    assert [layer.kind for layer in layers] == ["lstm", "lstm", "concatenate", "dense"]
    assert [layer.go_backwards for layer in layers if isinstance(layer, RecurrentLayer)] == [False, True]
    assert isinstance(layers[2], ConcatenateLayer) and layers[2].inputs == (0, 1)


def test_turning_and_flattening_is_an_order_of_rows() -> None:
    nodes = [node("Conv", "images", "k", out=["c"]), node("Relu", "c", out=["r"])]
    found = read_as(model(flat(*nodes, source="r"), {"k": numbers_of(2, 1, 3, 3), **dense(72)}, ("n", 1, 8, 8)), DIGIT)
    assert [layer.kind for layer in found.layers] == ["conv2d", "flatten", "dense"]
    assert isinstance(found.layers[0], Conv2DLayer) and found.layers[0].activation == "relu"
    first = dense(72)["w"].reshape(2, 36, 10)
    np.testing.assert_array_equal(found.arrays["2.kernel"].reshape(36, 2, 10), first.transpose(1, 0, 2))
