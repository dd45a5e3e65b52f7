"""Functional models of Keras with branches, and what of them cannot be read."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", reason="TensorFlow is not installed")

from backend.layers import Layer  # noqa: E402
from backend.networks.keras import NotAKerasFile, NotSupported, read, translate  # noqa: E402
from worker.crossbar import Conditions, Simulator  # noqa: E402
from worker.translate.networks import layers_to_engine  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
L = keras.layers
SHAPE = (8, 8, 1)


def conv(values: Any, filters: int, size: int = 3, strides: int = 1) -> Any:
    return L.BatchNormalization()(L.Conv2D(filters, size, strides=strides, padding="same", use_bias=False)(values))


def block(values: Any, filters: int, strides: int = 1) -> Any:
    """Two convolutions and a shortcut, as He et al. 2016 have them; where sizes differ it is a convolution of 1 x 1."""
    inner = conv(L.ReLU()(conv(values, filters, strides=strides)), filters)
    same = strides == 1 and values.shape[-1] == filters
    return L.ReLU()(L.Add()([inner, values if same else conv(values, filters, 1, strides)]))


def residual(values: Any, blocks: int) -> Any:
    values = L.ReLU()(conv(values, 4))
    for stage in range(3):
        for number in range(blocks):
            values = block(values, 4 * 2**stage, strides=2 if stage and not number else 1)
    return L.Dense(10)(L.GlobalAveragePooling2D()(values))


def resnet8(values: Any) -> Any:
    return residual(values, 1)


def resnet20(values: Any) -> Any:
    return residual(values, 3)


def shared_normalization(values: Any) -> Any:
    """The first batch normalization cannot be folded: another layer needs the convolution before it."""
    first = L.Conv2D(4, 3, padding="same")(values)
    both = L.Concatenate()([L.BatchNormalization()(first), L.ReLU()(first), first])
    return L.Dense(10)(L.Flatten()(both))


def inception(values: Any) -> Any:
    branches = [
        L.Conv2D(3, 1, activation="relu")(values),
        L.Conv2D(3, 3, padding="same", activation="elu")(values),
        L.MaxPooling2D(1)(L.Conv2D(2, 5, padding="same")(values)),
    ]
    pooled = L.MaxPooling2D(2)(L.Concatenate()(branches))
    return L.Dense(10)(L.Flatten()(L.Average()([pooled, L.Multiply()([pooled, pooled]), L.Subtract()([pooled, pooled])])))


def densely_connected(values: Any) -> Any:
    for _ in range(4):
        values = L.Concatenate()([values, L.Conv2D(2, 3, padding="same")(L.ReLU()(L.BatchNormalization()(values)))])
    return L.Dense(10)(L.GlobalMaxPooling2D()(values))


def squeezed(values: Any) -> Any:
    """Squeeze and excitation: an image times one number for each channel."""
    image = L.Conv2D(6, 3, activation="swish")(values)
    squeeze = L.GlobalAveragePooling2D(keepdims=True)(image)
    gate = L.Conv2D(6, 1, activation="sigmoid")(L.Conv2D(3, 1, activation="relu")(squeeze))
    return L.Dense(10)(L.Flatten()(L.Multiply()([image, gate])))


def highway(values: Any) -> Any:
    """Values of the input are used at the very end."""
    flat = L.Flatten()(values)
    for _ in range(3):
        hidden = L.Dense(64, activation="tanh")(flat)
        gate = L.Dense(64, activation="sigmoid", bias_initializer=keras.initializers.Constant(-1))(flat)
        flat = hidden * gate + flat * (1.0 - gate)
    return L.Dense(10)(keras.ops.concatenate([flat, L.Flatten()(values)], axis=-1))


def operators(values: Any) -> Any:
    values = (values * 2.0 - 0.5) / 4.0 + 1
    one, other = L.Conv2D(3, 3)(values), L.Conv2D(3, 3)(keras.ops.multiply(values, values))
    return L.Dense(10)(L.Flatten()(keras.ops.subtract(keras.ops.add(one, other), 3 * other)))


def nested(values: Any) -> Any:
    """A model with branches within the model, called with another layer between."""
    front = keras.Input((8, 8, 3))
    inner = keras.Model(front, L.Add()([L.Conv2D(3, 3, padding="same")(front), L.ReLU()(front)]))
    inner_chain = keras.Sequential([keras.Input((8, 8, 3)), L.Conv2D(3, 1), L.BatchNormalization()])
    image = L.Conv2D(3, 3, padding="same")(values)
    return L.Dense(10)(L.Flatten()(L.Add()([inner_chain(inner(image)), image])))


def one_relu_for_all(values: Any) -> Any:
    relu, flat = L.ReLU(max_value=1), L.Flatten()(values)
    return L.Dense(10)(relu(L.Dense(7)(relu(L.Dense(9)(flat)))))


def recurrent(values: Any) -> Any:
    steps = L.Reshape((8, 8))(values)
    states = L.SimpleRNN(8, activation="relu", return_sequences=True)(steps)
    both = L.Concatenate()([L.Add()([states, steps]), steps])
    return L.Dense(10)(L.Add()([L.LSTM(5)(both), L.GRU(5)(steps)]))


def ends_in_a_sum(values: Any) -> Any:
    flat = L.Flatten()(values)
    return L.Softmax()(L.Add()([L.Dense(10)(flat), L.Dense(10, activation="tanh")(flat)]))


def ends_in_pooling(values: Any) -> Any:
    return L.Activation("softmax")(L.GlobalAveragePooling2D()(L.Conv2D(10, 3)(values)))


def reshaped(values: Any) -> Any:
    """Branches that have one shape in Keras, and others here."""
    one = L.Reshape((16, 4))(L.Conv2D(1, 3, padding="same")(values))
    other = L.Reshape((16, 4))(L.Dense(64)(L.Flatten()(values)))
    return L.Dense(10)(L.Flatten()(L.Concatenate()([L.Multiply()([one, other]), one])))


def softmax_in_the_middle(values: Any) -> Any:
    """Attention: a softmax weighs what another branch gives."""
    image = L.Conv2D(4, 3)(values)
    return L.Dense(10)(L.Flatten()(L.Multiply()([image, L.Softmax()(L.Conv2D(4, 3)(values))])))


GRAPHS = [
    *(resnet8, resnet20, shared_normalization, inception, densely_connected, squeezed, highway, operators, nested),
    *(one_relu_for_all, recurrent, ends_in_a_sum, ends_in_pooling, reshaped, softmax_in_the_middle),
]


def made(graph: Callable[[Any], Any]) -> Any:
    inputs = keras.Input(SHAPE)
    model = keras.Model(inputs, graph(inputs))
    random = np.random.default_rng(0)
    for weight in model.weights:
        if "float" in str(weight.dtype):
            drawn = random.standard_normal(weight.shape) / np.sqrt(max(1, np.prod(weight.shape[:-1])))
            positive = weight.name in ("moving_variance", "gamma")
            weight.assign(np.abs(drawn) + 0.5 if positive else drawn)
    return model


def saved(model: Any, folder: Path, ending: str = ".keras") -> bytes:
    model.save(folder / f"model{ending}")
    return (folder / f"model{ending}").read_bytes()


def ours(layers: tuple[Layer, ...], arrays: dict[str, np.ndarray], images: np.ndarray) -> np.ndarray:
    simulator = Simulator(layers_to_engine(layers, arrays, SHAPE), images, np.zeros(len(images), np.int64))
    return simulator.logits(Conditions(), seed=0, draw=0)


@pytest.mark.parametrize("ending", [".keras", ".h5"])
@pytest.mark.parametrize("graph", GRAPHS, ids=lambda graph: graph.__name__)
def test_a_graph_computes_what_keras_computes(graph: Callable[[Any], Any], ending: str, tmp_path: Path) -> None:
    model = made(graph)
    layers, arrays = translate(read(saved(model, tmp_path, ending)), SHAPE)
    images = np.random.default_rng(1).random((20, *SHAPE), np.float32)
    found, theirs = ours(layers, arrays, images), np.asarray(model(images, training=False), np.float64)
    if graph in (ends_in_a_sum, ends_in_pooling):  # whose softmax is left out
        found = np.exp(found - found.max(axis=1, keepdims=True))
        found /= found.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, theirs, rtol=1e-4, atol=1e-4 * np.abs(theirs).max())


def test_what_can_be_is_a_part_of_the_convolution_before_it(tmp_path: Path) -> None:
    """Every batch normalization of a residual network, and all ReLUs but those of sums."""
    layers, _arrays = translate(read(saved(made(resnet20), tmp_path)), SHAPE)
    kinds = [layer.kind for layer in layers]
    assert "scale" not in kinds and kinds.count("activation") == kinds.count("add") == 9
    assert kinds.count("conv2d") == 21
    layers, _arrays = translate(read(saved(made(shared_normalization), tmp_path)), SHAPE)
    assert [layer.kind for layer in layers] == ["conv2d", "scale", "activation", "concatenate", "flatten", "dense"]


def two_inputs() -> Any:
    inputs = [keras.Input(SHAPE), keras.Input(SHAPE)]
    return keras.Model(inputs, L.Dense(10)(L.Flatten()(L.Add()(inputs))))


def two_outputs() -> Any:
    inputs = keras.Input(SHAPE)
    flat = L.Flatten()(inputs)
    return keras.Model(inputs, [L.Dense(10)(flat), L.Dense(10)(flat)])


@pytest.mark.parametrize("make", [two_inputs, two_outputs])
@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_one_input_and_one_output_can_be_read(make: Callable[[], Any], ending: str, tmp_path: Path) -> None:
    with pytest.raises(NotAKerasFile, match="several inputs or outputs"):
        read(saved(make(), tmp_path, ending))


def shares_weights(values: Any) -> Any:
    twice = L.Dense(64, name="twice")
    return L.Dense(10)(twice(twice(L.Flatten()(values))))


def shares_a_model(values: Any) -> Any:
    inner = keras.Sequential([keras.Input((64,)), L.Dense(64, name="inside")])
    return L.Dense(10)(inner(inner(L.Flatten()(values))))


def state(values: Any) -> Any:
    steps = L.Reshape((8, 8))(values)
    return L.Dense(10)(L.LSTM(5, name="cell")(steps, initial_state=[L.GRU(5)(steps), L.GRU(5)(steps)]))


def rows(values: Any) -> Any:
    image = L.Conv2D(2, 3, padding="same")(values)
    return L.Dense(10)(L.Flatten()(L.Concatenate(axis=1, name="stack")([image, image])))


def ranks(values: Any) -> Any:
    flat = L.Flatten()(values)
    return L.Dense(10)(L.Flatten()(L.Reshape((8, 8))(flat) + L.Dense(8)(flat)))


def powers(values: Any) -> Any:
    return L.Dense(10)(L.Flatten()(2.0 / (values + 1)))


def several(values: Any) -> Any:
    image = L.UpSampling2D(2, name="up")(values)
    return L.Dense(10)(L.Flatten()(L.Add()([L.Conv2D(2, 3, activation="celu", name="one")(image), L.Conv2D(2, 3)(image)])))


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        (shares_weights, "^layer 'twice': it is called more than once; layers that share weights cannot be read$"),
        (shares_a_model, "^layer 'inside': it is called more than once"),
        (state, "layer 'cell': it is (called with|fed by)"),
        (rows, "^layer 'stack': axis 1 cannot be read; it must be -1$"),
        (ranks, "with more axes in one than in another"),
        (powers, "TrueDivide"),
        (several, "^2 layers cannot be read: layer 'up' is of kind UpSampling2D.*; layer 'one': the activation 'celu'"),
    ],
)
@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_what_cannot_be_read_is_said(graph: Callable[[Any], Any], said: str, ending: str, tmp_path: Path) -> None:
    with pytest.raises(NotSupported, match=said) as caught:
        translate(read(saved(made(graph), tmp_path, ending)), SHAPE)
    assert caught.value.refused and "\n" not in str(caught.value)


# Files as Keras 2 writes them, and files that mean harm


def dense(name: str, fed_by: list[Any]) -> dict[str, Any]:
    return {"class_name": "Dense", "name": name, "config": {"name": name, "units": 10}, "inbound_nodes": fed_by}


def document(*layers: dict[str, Any], output: str = "out") -> dict[str, Any]:
    first = {"class_name": "InputLayer", "name": "in", "config": {"name": "in", "batch_input_shape": [None, 10]}}
    config = {"layers": [first, *layers], "input_layers": [["in", 0, 0]], "output_layers": [[output, 0, 0]]}
    return {"class_name": "Functional", "config": config}


def of_keras_2(model: dict[str, Any], *names: str) -> bytes:
    buffer = io.BytesIO()
    random = np.random.default_rng(0)
    with h5py.File(buffer, "w") as file:
        file.attrs["model_config"] = json.dumps(model)
        file.attrs["keras_version"] = "2.15.0"
        for name in names:
            group = file.create_group(f"model_weights/{name}")
            group.attrs["weight_names"] = [f"{name}/kernel:0", f"{name}/bias:0"]
            group[f"{name}/kernel:0"] = random.standard_normal((10, 10)).astype(np.float32)
            group[f"{name}/bias:0"] = random.standard_normal(10).astype(np.float32)
    return buffer.getvalue()


def operator(name: str, function: str, fed_by: list[Any]) -> dict[str, Any]:
    return {"class_name": "TFOpLambda", "name": name, "config": {"name": name, "function": function}, "inbound_nodes": [fed_by]}


ADD = {"class_name": "Add", "config": {"name": "out"}, "inbound_nodes": [[["a", 0, 0, {}], ["b", 0, 0, {}]]]}


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (operator("out", "__operators__.add", ["a", 0, 0, {"y": ["b", 0, 0], "name": None}]), lambda a, b: a + b),
        (operator("out", "math.subtract", ["a", 0, 0, {"y": ["b", 0, 0], "name": None}]), lambda a, b: a - b),
        (operator("out", "math.multiply", ["a", 0, 0, {"y": 0.5}]), lambda a, _b: a / 2),
        (
            {"class_name": "Add", "config": {"name": "out"}, "inbound_nodes": [[["a", 0, 0, {}], ["b", 0, 0, {}]]]},
            lambda a, b: a + b,
        ),
    ],
)
def test_branches_as_keras_2_writes_them(layer: dict[str, Any], expected: Callable[..., Any]) -> None:
    model = document(dense("a", [[["in", 0, 0, {}]]]), dense("b", [[["in", 0, 0, {}]]]), layer)
    file = read(of_keras_2(model, "a", "b"))
    arrays = {link.config["name"]: weights for link, weights in zip(file.layers, file.weights, strict=True) if weights}
    layers, packed = translate(file, (1, 10, 1))
    images = np.random.default_rng(1).random((5, 1, 10, 1), np.float32)
    network = layers_to_engine(layers, packed, (1, 10, 1))
    found = Simulator(network, images, np.zeros(5, np.int64)).logits(Conditions(), seed=0, draw=0)
    both = [
        images.reshape(5, 10) @ kernel + bias for kernel, bias in (arrays.get(name, (np.zeros((10, 10)), 0)) for name in "ab")
    ]
    np.testing.assert_allclose(found, expected(*both), rtol=1e-5, atol=1e-5)


CALL = [[["in", 0, 0, {}]]]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (document(dense("a", [[["out", 0, 0, {}]]]), dense("out", [[["a", 0, 0, {}]]])), "feeds itself"),
        (document(dense("out", [])), "'out' is not fed by any other"),
        (document(dense("out", [[["in", 0, 1, {}]]])), "more than one output of layer 'in'"),
        (document(dense("out", [[["in", 5, 0, {}]]])), "'in' is not fed by any other|damaged"),
        (document(dense("out", [[["nowhere", 0, 0, {}]]])), "damaged"),
        (document(dense("out", CALL), output="in"), "weights"),
        (document(dense("out", [[["in", 0, 0, {"training": True}]]])), "it is called with training True"),
        (document(operator("out", "math.subtract", ["_CONSTANT_VALUE", -1, 0.5, {"y": ["in", 0, 0]}])), "_CONSTANT_VALUE"),
        (document(operator("out", "math.pow", ["in", 0, 0, {"y": 2}])), "TFOpLambda math.pow"),
        (document(dense("out", [[["in", 0, 0, {}], ["in", 0, 0, {}]]])), "it is fed by 2 layers"),
        (
            document(*(dense(f"a{n}", CALL if not n else [[[f"a{n - 1}", 0, 0, {}]]]) for n in range(1100)), output="a1099"),
            "at most 1024",
        ),
    ],
)
def test_damaged_connections_are_refused_in_a_sentence(model: dict[str, Any], said: str) -> None:
    with pytest.raises((NotAKerasFile, NotSupported), match=said) as caught:
        translate(read(of_keras_2(model, "out")), (1, 10, 1))
    assert "\n" not in str(caught.value)


def test_models_within_models_that_hold_nothing_are_counted() -> None:
    """Six models, each of which calls the next one 40 times."""
    model: dict[str, Any] = {"class_name": "Sequential", "config": {"name": "m", "layers": []}}
    for _ in range(6):
        calls = [[["in", 0, 0, {}]], *([["m", number, 0, {}]] for number in range(39))]
        model = document(model | {"name": "m", "inbound_nodes": calls}, output="m")
        model["config"] |= {"name": "m", "output_layers": [["m", 39, 0]]}
    with pytest.raises(NotAKerasFile, match="more than 1024 layers"):
        read(of_keras_2(model))


def test_any_damage_to_a_graph_is_one_sentence(tmp_path: Path) -> None:
    """Bits of the configuration of a residual network, which is then packed anew."""
    random, refused = np.random.default_rng(0), 0
    with zipfile.ZipFile(io.BytesIO(saved(made(resnet8), tmp_path))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(150):
        damaged = bytearray(members["config.json"])
        for place in random.integers(len(damaged), size=3):
            damaged[place] = random.integers(32, 127)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in (members | {"config.json": bytes(damaged)}).items():
                archive.writestr(name, content)
        said = ""
        try:
            translate(read(buffer.getvalue()), SHAPE)
        except (NotAKerasFile, NotSupported) as error:
            said = str(error)
        refused += bool(said)
        assert "\n" not in said
    assert refused > 50
