"""Configurations as Keras 2 and 3 write them, laid out as one chain; and descriptions that were damaged."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator
from typing import Any

import h5py
import numpy as np
import pytest

from backend.networks.keras import NotAKerasFile, NotSupported, read, remarks, translate
from backend.networks.keras.container import KerasFile
from backend.networks.keras.graph import Link

SHAPE = (8, 8, 1)
RANDOM = np.random.default_rng(0)
KERNEL, BIAS = RANDOM.standard_normal((64, 10)).astype(np.float32), RANDOM.standard_normal(10).astype(np.float32)
FLATTEN = {"class_name": "Flatten", "config": {"name": "flatten_1", "trainable": True, "batch_input_shape": [None, 8, 8]}}
DENSE = {
    "class_name": "Dense",
    "config": {
        "name": "dense_1",
        "trainable": True,
        "units": 10,
        "activation": "sigmoid",
        "use_bias": True,
        "kernel_initializer": {"class_name": "VarianceScaling", "config": {}},
        "kernel_regularizer": None,
    },
}


def legacy(document: Any, weights: dict[str, list[tuple[str, np.ndarray]]], **attributes: str) -> bytes:
    """An .h5 file as Keras 2 wrote it."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["model_config"] = json.dumps(document)
        for key, value in attributes.items():
            file.attrs[key] = value
        for name, arrays in weights.items():
            group = file.create_group(f"model_weights/{name}")
            group.attrs["weight_names"] = [text.encode() for text, _array in arrays]
            for text, array in arrays:
                group[text] = array
    return buffer.getvalue()


def dense_weights(prefix: str = "dense_1") -> list[tuple[str, np.ndarray]]:
    return [(f"{prefix}/kernel:0", KERNEL), (f"{prefix}/bias:0", BIAS)]


def named(layer: dict[str, Any], *nodes: Any) -> dict[str, Any]:
    return {**layer, "name": layer["config"]["name"], "inbound_nodes": list(nodes)}


def functional(*layers: dict[str, Any], ends: tuple[str, ...] = ("dense_1",)) -> dict[str, Any]:
    front = {"class_name": "InputLayer", "config": {"name": "input_1", "batch_input_shape": [None, 8, 8, 1]}}
    config = {
        "name": "model_1",
        "layers": [named(front), *layers],
        "input_layers": [["input_1", 0, 0]],
        "output_layers": [[end, 0, 0] for end in ends],
    }
    return {"class_name": "Model", "config": config}


def check(file: KerasFile) -> None:
    layers, arrays = translate(file, SHAPE)
    assert [layer.kind for layer in layers] == ["flatten", "dense"]
    np.testing.assert_array_equal(arrays["1.kernel"], KERNEL)
    np.testing.assert_array_equal(arrays["1.bias"], BIAS)


def test_a_sequential_model_of_keras_2_0() -> None:
    file = read(legacy({"class_name": "Sequential", "config": [FLATTEN, DENSE]}, {"dense_1": dense_weights()}))
    check(file)
    assert remarks(file) == (
        "Left out at the output, where it does not change which class is largest: the activation of dense_1.",
    )


@pytest.mark.parametrize(
    ("flat", "dense"),
    [
        ([[["input_1", 0, 0, {}]]], [[["flatten_1", 0, 0, {}]]]),
        ([[["input_1", 0, 0]]], [[["flatten_1", 0, 0, {"training": False}]]]),
        ([["input_1", 0, 0, {}]], [["flatten_1", 0, 0, {}]]),
    ],
)
def test_a_functional_model_of_keras_2(flat: Any, dense: Any) -> None:
    document = functional(named(DENSE, *dense), named(FLATTEN, *flat))  # in any order
    check(read(legacy(document, {"dense_1": dense_weights()})))


def test_a_model_within_a_model_of_keras_2() -> None:
    inner = {"class_name": "Sequential", "config": {"name": "sequential_1", "layers": [FLATTEN, DENSE]}, "name": "sequential_1"}
    document = functional({**inner, "inbound_nodes": [[["input_1", 0, 0, {}]]]}, ends=("sequential_1",))
    check(read(legacy(document, {"sequential_1": dense_weights()})))
    check(read(legacy(document, {"sequential_1": dense_weights("sequential_1/dense_1")})))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            functional(named(FLATTEN, [["input_1", 0, 0, {"training": True}]]), named(DENSE, [["flatten_1", 0, 0, {}]])),
            "training",
        ),
        (functional(named(FLATTEN, [["input_1", 0, 0]]), named(DENSE, [["flatten_1", 0, 0], ["input_1", 0, 0]])), "fed by 2"),
        (functional(named(FLATTEN, [["dense_1", 0, 0]]), named(DENSE, [["flatten_1", 0, 0]])), "feeds itself"),
        (
            functional(named(FLATTEN, [["input_1", 0, 0]]), named(DENSE, [["flatten_1", 0, 0]]), ends=("dense_1", "flatten_1")),
            "several inputs or outputs",
        ),
        (functional(named(FLATTEN, [["input_1", 0, 0]]), named(DENSE, [["input_1", 0, 0]])), "whose last axis must be as long"),
        (functional(named(FLATTEN, [["gone", 0, 0]]), named(DENSE, [["flatten_1", 0, 0]])), "damaged"),
    ],
)
def test_what_is_no_chain_is_refused(document: Any, said: str) -> None:
    with pytest.raises((NotAKerasFile, NotSupported), match=said):
        translate(read(legacy(document, {"dense_1": dense_weights()})), SHAPE)


def test_a_call_that_leads_nowhere_is_left_out() -> None:
    document = functional(named(FLATTEN, [["input_1", 0, 0]], [["dense_1", 0, 0]]), named(DENSE, [["flatten_1", 0, 0]]))
    check(read(legacy(document, {"dense_1": dense_weights()})))


def test_models_within_models_without_end() -> None:
    document: dict[str, Any] = {"class_name": "Sequential", "config": [FLATTEN, DENSE]}
    for number in range(20):
        document = {"class_name": "Sequential", "config": {"name": str(number), "layers": [document]}}
    with pytest.raises(NotAKerasFile, match="more than 8 models"):
        read(legacy(document, {}))


def test_kernels_of_theano_lie_in_another_order() -> None:
    document = {"class_name": "Sequential", "config": [FLATTEN, DENSE]}
    with pytest.raises(NotAKerasFile, match="Theano"):
        read(legacy(document, {"dense_1": dense_weights()}, backend="theano"))


JUNK = (
    None,
    -1,
    0,
    1e300,
    float("nan"),
    "",
    "x",
    [],
    {},
    [[[]]],
    {"class_name": []},
    {"config": 3, "class_name": "DTypePolicy"},
    10**30,
)
CHAIN: list[tuple[str, dict[str, Any], list[tuple[int, ...]]]] = [
    ("InputLayer", {"name": "i", "batch_shape": [None, 8, 8, 1], "dtype": "float32"}, []),
    ("Rescaling", {"name": "s", "scale": 2.0, "offset": [0.5], "dtype": "float32"}, []),
    ("Normalization", {"name": "n", "axis": [-1], "mean": None, "variance": None, "invert": False}, [(1,), (1,)]),
    ("Reshape", {"name": "r", "target_shape": [4, 16, 1]}, []),
    ("Permute", {"name": "p", "dims": [2, 1, 3]}, []),
    (
        "Conv2D",
        {
            "name": "c",
            "filters": 2,
            "kernel_size": [3, 3],
            "strides": [1, 1],
            "padding": "same",
            "activation": "elu",
            "groups": 1,
        },
        [(3, 3, 1, 2), (2,)],
    ),
    ("BatchNormalization", {"name": "b", "axis": -1, "epsilon": 0.1, "center": True, "scale": True}, [(2,)] * 4),
    ("MaxPooling2D", {"name": "m", "pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}, []),
    ("ReLU", {"name": "a", "max_value": 6.0, "negative_slope": 0.5, "threshold": 0.25}, []),
    ("Softmax", {"name": "x", "axis": -1}, []),
    ("Reshape", {"name": "t", "target_shape": [4, -1]}, []),
    (
        "GRU",
        {"name": "g", "units": 3, "activation": "tanh", "recurrent_activation": "sigmoid", "reset_after": True, "dropout": 0.0},
        [(8, 9), (3, 9), (2, 9)],
    ),
    ("Dense", {"name": "d", "units": 10, "activation": "softmax", "use_bias": True}, [(3, 10), (10,)]),
]


def file_of(chain: list[tuple[str, dict[str, Any], list[tuple[int, ...]]]]) -> KerasFile:
    kinds = [(kind, config) for kind, config, _shapes in chain]
    links = [Link(kind, its, str(at), "", nested=False, inputs=(at - 1,)) for at, (kind, its) in enumerate(kinds)]
    return KerasFile(links, [[np.full(shape, 0.5, np.float32) for shape in shapes] for _kind, _config, shapes in chain])


def damaged() -> Iterator[KerasFile]:
    """Each attribute of each layer gone or replaced by what it cannot be; each array gone or of another shape."""
    for index, (_kind, config, shapes) in enumerate(CHAIN):
        for key in config:
            for junk in JUNK:
                chain = copy.deepcopy(CHAIN)
                chain[index][1][key] = junk
                yield file_of(chain)
        for number in range(len(shapes)):
            for shape in ((), (0,), (2, 2), (1, 3, 9, 2, 2)):
                chain = copy.deepcopy(CHAIN)
                chain[index][2][number] = shape
                yield file_of(chain)
        yield file_of(CHAIN[:index] + CHAIN[index + 1 :])


def test_the_whole_chain_is_read() -> None:
    layers, _arrays = translate(file_of(CHAIN), SHAPE)
    assert [layer.kind for layer in layers] == [
        *("scale", "scale", "reshape", "permute", "conv2d", "activation", "scale", "max_pool2d", "activation", "activation"),
        *("gru", "dense"),
    ]


def test_damaged_descriptions_end_in_a_sentence() -> None:
    read_all, said = 0, []
    for file in damaged():
        try:
            translate(file, SHAPE)
            remarks(file)
            read_all += 1
        except NotSupported as error:
            said.append(str(error))
    assert len(said) > 300 and read_all > 100
    assert all("\n" not in text and len(text) < 2000 for text in said)
