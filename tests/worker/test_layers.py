"""The contract of a kind of layer: what it says of itself, what the engine runs and what Keras trains are one and the same.

A new kind needs an example here; everything else in this file then asks it the same questions as the others.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from inspect import getmodule
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.layers import (
    KINDS,
    ActivationLayer,
    AddLayer,
    AveragePool2DLayer,
    ConcatenateLayer,
    Conv2DLayer,
    Cropping2DLayer,
    DenseLayer,
    DigitalLayer,
    FlattenLayer,
    FlipLayer,
    GlobalPool2DLayer,
    GRULayer,
    KerasLayer,
    Layer,
    LSTMLayer,
    MaximumLayer,
    MaxPool2DLayer,
    MergingLayer,
    MultiplyLayer,
    NotSupported,
    PermuteLayer,
    RecurrentLayer,
    ReshapeLayer,
    RNNLayer,
    ScaleLayer,
    Shape,
    SkipRNNLayer,
    WeightedLayer,
    ZeroPadding2DLayer,
)
from backend.networks.keras.translate import READERS
from backend.schemas.setting import Converters
from backend.technologies import technologies
from worker.crossbar import Conditions, Network, Simulator
from worker.crossbar.layers import KINDS as ENGINE
from worker.crossbar.layers import Recurrent, Weighted
from worker.crossbar.simulate.inference import ForwardPass, Observer, infer
from worker.crossbar.tools.functions import FUNCTIONS
from worker.crossbar.tools.scratch import Scratch
from worker.energy.estimating import estimate_work
from worker.energy.workload import workload
from worker.translate.networks import layers_to_engine

ROOT = Path(__file__).parents[2]
EXAMPLES: dict[str, tuple[Layer, Shape]] = {
    "dense": (DenseLayer(units=5), (12,)),
    "dense, linear, of an image": (DenseLayer(units=5, activation="linear"), (2, 3, 2)),
    "conv2d": (Conv2DLayer(filters=4, kernel_size=3), (6, 5, 2)),
    "conv2d, same padding": (Conv2DLayer(filters=4, kernel_size=2, padding="same", activation="linear"), (6, 5, 2)),
    "conv2d, strides": (Conv2DLayer(filters=4, kernel_size=3, strides=2, padding="same"), (7, 6, 2)),
    "conv2d, rectangular": (Conv2DLayer(filters=4, kernel_size=(2, 3), strides=(2, 1), padding="valid"), (7, 6, 2)),
    "conv2d, dilated": (Conv2DLayer(filters=4, kernel_size=3, dilation=(1, 2), padding="same"), (7, 6, 2)),
    "conv2d, of a series": (Conv2DLayer(filters=4, kernel_size=(1, 3), padding=((0, 0), (4, 0)), dilation=(1, 2)), (1, 9, 2)),
    "conv2d, groups": (Conv2DLayer(filters=6, kernel_size=3, groups=2, padding="same"), (7, 6, 4)),
    "conv2d, depthwise": (Conv2DLayer(filters=8, kernel_size=3, groups=4, strides=2), (7, 6, 4)),
    "max_pool2d": (MaxPool2DLayer(size=2), (7, 4, 3)),
    "max_pool2d of 3": (MaxPool2DLayer(size=3), (7, 4, 3)),
    "max_pool2d, overlapping": (MaxPool2DLayer(size=3, strides=2, padding="same"), (7, 4, 3)),
    "max_pool2d, margins": (MaxPool2DLayer(size=(3, 2), strides=(2, 1), padding=((1, 1), (0, 1))), (7, 4, 3)),
    "flatten": (FlattenLayer(), (3, 4, 2)),
    "rnn": (RNNLayer(units=5, time_steps=4), (4, 3, 1)),
    "rnn, all states": (RNNLayer(units=5, time_steps=4, return_sequences=True), (4, 3, 1)),
    "rnn, lag": (RNNLayer(units=5, time_steps=4, lag=2), (4, 3, 1)),
    "rnn of states": (RNNLayer(units=5, time_steps=4), (4, 6)),
    **{f"rnn, {name}": (RNNLayer(units=5, time_steps=4, activation=name), (4, 3, 1)) for name in ("tanh", "linear", "selu")},
    "rnn, all states from the end": (RNNLayer(units=5, time_steps=4, return_sequences=True, go_backwards=True), (4, 3, 1)),
    "skip_rnn": (SkipRNNLayer(units=5, time_steps=6), (4, 3, 1)),
    "skip_rnn, all states from the end": (
        SkipRNNLayer(units=5, time_steps=6, return_sequences=True, go_backwards=True),
        (4, 3, 1),
    ),
    "lstm": (LSTMLayer(units=5, time_steps=4), (4, 3, 1)),
    "lstm, all states": (LSTMLayer(units=5, time_steps=4, return_sequences=True), (4, 3)),
    "lstm, from the end": (LSTMLayer(units=5, time_steps=4, go_backwards=True), (4, 3)),
    "lstm, others": (
        LSTMLayer(units=5, time_steps=4, activation="relu", recurrent_activation="hard_sigmoid", return_sequences=True),
        (4, 3, 1),
    ),
    "lstm, of Keras 2": (LSTMLayer(units=5, time_steps=4, recurrent_activation="hard_sigmoid_fifth"), (4, 3, 1)),
    "gru": (GRULayer(units=5, time_steps=4), (4, 3, 1)),
    "gru, all states from the end": (GRULayer(units=5, time_steps=4, return_sequences=True, go_backwards=True), (4, 3)),
    "gru, reset before": (GRULayer(units=5, time_steps=4, reset_after=False), (4, 3, 1)),
    "gru, reset before, all states": (
        GRULayer(units=5, time_steps=4, reset_after=False, return_sequences=True, activation="linear"),
        (4, 3, 1),
    ),
    "activation": (ActivationLayer(function="relu", max_value=0.6, threshold=0.25, negative_slope=0.5), (3, 4, 2)),
    "activation, elu": (ActivationLayer(function="elu", alpha=0.75), (3, 4, 2)),
    **{f"activation, {name}": (ActivationLayer(function=name), (3, 4, 2)) for name in (*FUNCTIONS, "softmax") if name != "elu"},
    "scale": (ScaleLayer(scale=(0.5, -2.0), shift=(0.25, 1.0)), (3, 4, 2)),
    "scale, one number": (ScaleLayer(scale=(0.5,), shift=(-0.25,)), (3, 4, 2)),
    "reshape": (ReshapeLayer(shape=(4, 3, 2)), (3, 4, 2)),
    "average_pool2d": (AveragePool2DLayer(size=2), (7, 4, 3)),
    "average_pool2d, overlapping": (AveragePool2DLayer(size=3, strides=2, padding="same"), (7, 4, 3)),
    "average_pool2d, margins": (
        AveragePool2DLayer(size=(3, 2), strides=(2, 1), padding=((1, 1), (0, 1)), counts_padding=True),
        (7, 4, 3),
    ),
    "global_pool2d": (GlobalPool2DLayer(), (3, 4, 2)),
    "global_pool2d, largest": (GlobalPool2DLayer(function="max", keepdims=True), (3, 4, 2)),
    "zero_padding2d": (ZeroPadding2DLayer(margins=((1, 2), (0, 3))), (3, 4, 2)),
    "cropping2d": (Cropping2DLayer(margins=((1, 0), (2, 1))), (3, 4, 2)),
    "permute": (PermuteLayer(order=(3, 1, 2)), (3, 4, 2)),
    **{f"flip, axis {axis}": (FlipLayer(axis=axis), (3, 4, 2)) for axis in (1, 2, 3)},
    "add": (AddLayer(inputs=(-1, -1, -1)), (3, 4, 2)),
    "multiply": (MultiplyLayer(inputs=(-1, -1)), (3, 4, 2)),
    "maximum": (MaximumLayer(inputs=(-1, -1)), (3, 4, 2)),
    "concatenate": (ConcatenateLayer(inputs=(-1, -1)), (3, 4, 2)),
}
NOT_READ = {"skip_rnn", "flip"}
"""Kinds that cannot be read from a Keras file."""
NOT_IN_KERAS = {
    *("skip_rnn", "skip_rnn, all states from the end", "rnn, lag", "lstm, of Keras 2"),
    *("conv2d, of a series", "max_pool2d, margins", "average_pool2d, margins"),
    *("activation, hard_sigmoid_fifth", "activation, gelu_tanh", "flip, axis 1", "flip, axis 2", "flip, axis 3"),
}
"""Examples that Keras has no layer of its own for."""
LISTS = {"inputs", "scale", "shift", "shape", "order", "margins"}
"""Fields of several numbers, whose effect is said instead."""
SAID_OTHERWISE = {"keepdims", "counts_padding"}
"""Fields that are true or false, and are said in words of their own."""
IMAGES = 7
every_example = pytest.mark.parametrize(("layer", "shape"), EXAMPLES.values(), ids=EXAMPLES)


def arrays_of(layer: Layer, shape: Shape) -> dict[str, np.ndarray]:
    """Random weights of moderate size."""
    random = np.random.default_rng(0)
    wanted = layer.arrays(shape) if isinstance(layer, WeightedLayer) else {}
    return {
        name: (random.standard_normal(size) / np.sqrt(max(1, prod(size[:-1])))).astype(np.float32)
        for name, size in wanted.items()
    }


def in_engine(layer: Layer, shape: Shape) -> Network:
    """A network of this layer alone, with those weights."""
    arrays = {f"0.{name}": array for name, array in arrays_of(layer, shape).items()}
    return layers_to_engine((layer,), arrays, (*shape, 1, 1)[:3])


def inputs_of(shape: Shape) -> np.ndarray:
    return np.random.default_rng(1).random((IMAGES, *shape), dtype=np.float32)


def run_engine(layer: Layer, shape: Shape, observe: Observer | None = None) -> np.ndarray:
    """Outputs (n, ...) of the ideal chip, as one network of this layer alone."""
    made = in_engine(layer, shape)
    images = inputs_of(shape).reshape(-1, *made.input_shape)
    arrays = Simulator(made, images, np.zeros(IMAGES, np.int64)).program(Conditions(), seed=0, draw=0)
    return np.moveaxis(infer(made, images, ForwardPass(arrays, Scratch(), observe=observe)), -1, 0).copy()


# Registries


def test_every_kind_has_a_file_in_each_of_the_three_folders() -> None:
    lacking = set(KINDS) ^ set(ENGINE)
    assert not lacking, f"not in both backend/layers and worker/crossbar/layers: {', '.join(sorted(lacking))}"
    assert list(ENGINE) == list(KINDS), "in the same order"
    for kind, (schema, engine) in {kind: (KINDS[kind], ENGINE[kind]) for kind in KINDS}.items():
        assert engine.kind == kind
        assert getmodule(schema).__name__ == f"backend.layers.{kind}"  # type: ignore[union-attr]
        assert getmodule(engine).__name__ == f"worker.crossbar.layers.{kind}"  # type: ignore[union-attr]
        assert (ROOT / "worker" / "training" / "layers" / f"{kind}.py").is_file()


def test_every_kind_has_an_example() -> None:
    lacking = set(KINDS) - {layer.kind for layer, _ in EXAMPLES.values()}
    assert not lacking, f"no example in EXAMPLES for {', '.join(sorted(lacking))}"


@pytest.mark.parametrize("kind", KINDS)
def test_arrays_and_settings_have_the_same_names_in_the_engine(kind: str) -> None:
    arrays = {name for layer, shape in EXAMPLES.values() if layer.kind == kind for name in arrays_of(layer, shape)}
    settings = set(KINDS[kind].model_fields) - {"kind", "inputs", *KINDS[kind].sizes}
    assert {field.name for field in fields(ENGINE[kind])} == arrays | settings  # type: ignore[arg-type]


# The engine


@every_example
def test_the_engine_gives_the_shape_that_the_layer_says(layer: Layer, shape: Shape) -> None:
    found, wanted = run_engine(layer, shape), layer.shape_after(shape)
    # All states of a recurrent layer are the next one's pixels.
    assert found.shape[1:] == (wanted if len(wanted) != 2 else (prod(wanted),))
    assert np.isfinite(found).all() and found.std() > 0


@every_example
def test_the_matrix_is_as_large_as_the_layer_says_and_read_as_often(layer: Layer, shape: Shape) -> None:
    made = layers_to_engine((layer,), {f"0.{name}": array for name, array in arrays_of(layer, shape).items()}, (1, 1, 1)).layers[
        0
    ]
    assert isinstance(made, Weighted) == isinstance(layer, WeightedLayer) != isinstance(layer, DigitalLayer)
    reads: list[int] = []
    run_engine(layer, shape, observe=lambda _index, inputs, _outputs: reads.append(inputs.shape[1] // IMAGES))
    if not isinstance(layer, WeightedLayer):
        assert reads == []
        return
    assert isinstance(made, Weighted)
    held = layer.on_crossbar(shape)
    assert made.matrix().shape == (held.rows, held.columns)
    assert made.bias_row().shape == (held.columns,)
    # A gate reads once more between two steps; an estimate of energy counts its column at every step instead.
    parts = max(1, len(held.parts))
    between = (made.reads_per_step // parts - 1) * (held.reads - 1) if isinstance(made, Recurrent) else 0
    assert sum(reads) == held.reads * parts + between
    assert not held.parts or sum(driven * converted for driven, converted in held.parts) == held.rows * held.columns


@every_example
def test_a_layer_leaves_the_values_of_others_as_they_are(layer: Layer, shape: Shape) -> None:
    """Of the layer that feeds it, and of others of its kind: the sum of three is that of each alone."""

    def outputs(*layers: Layer) -> np.ndarray:
        held = {f"{i}.{name}": array for i, one in enumerate(layers) if one.kind == layer.kind for name, array in arrays.items()}
        made = layers_to_engine(layers, held, (*shape, 1, 1)[:3])
        chip = Simulator(made, images, np.zeros(IMAGES, np.int64)).program(Conditions(), seed=0, draw=0)
        return infer(made, images, ForwardPass(chip, Scratch())).copy()

    def fed_by(source: int) -> Layer:
        return layer.model_copy(update={"inputs": tuple(source for _ in layer.inputs or (0,))})

    arrays, images = arrays_of(layer, shape), inputs_of(shape).reshape(-1, *(*shape, 1, 1)[:3])
    one, other = (ScaleLayer(scale=(factor,), shift=(0.25,), inputs=(-1,)) for factor in (1.5, -1.0))
    alone = [outputs(before, fed_by(0)) for before in (one, other)]
    found = outputs(one, other, fed_by(0), fed_by(1), fed_by(0), AddLayer(inputs=(2, 3, 4)))
    np.testing.assert_array_equal(found, alone[0] + alone[1] + alone[0])


@every_example
def test_a_layer_leaves_what_it_is_given_as_it_is(layer: Layer, shape: Shape) -> None:
    """Another layer may be given it too, later."""
    fed = layer.model_copy(update={"inputs": tuple(0 for _ in layer.inputs or (0,))})
    held = {f"1.{name}": array for name, array in arrays_of(layer, shape).items()}
    made = layers_to_engine((ScaleLayer(scale=(1.5,), shift=(-0.5,)), fed), held, (*shape, 1, 1)[:3])
    given: list[tuple[np.ndarray, np.ndarray]] = []

    class Witness:
        def __call__(self, _index: int, _inputs: np.ndarray, _outputs: np.ndarray) -> None:
            """Reads are of no interest here."""

        def see_outputs(self, index: int, values: np.ndarray) -> None:
            if index == 0:
                given.append((values, values.copy()))

    images = inputs_of(shape).reshape(-1, *made.input_shape)
    simulator = Simulator(made, images, np.zeros(IMAGES, np.int64), calibration_images=images)
    for conditions in (Conditions(), Conditions(read=0.01, adc_bits=6, dac_bits=6), Conditions(law="proportional", dac_bits=4)):
        chip = simulator.program(conditions, seed=0, draw=0)
        infer(made, images, ForwardPass(chip, Scratch(), observe=Witness()))
    assert len(given) == 3
    for values, before in given:
        np.testing.assert_array_equal(values, before)


# Words


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_said_in_a_sentence(kind: Any) -> None:
    assert kind.title and re.fullmatch(r"[A-Z].*[^.]\.", kind.sentence)


def test_titles_tell_kinds_apart() -> None:
    assert len({kind.title for kind in KINDS.values()}) == len(KINDS)


@every_example
def test_a_layer_is_said_in_the_words_of_a_table(layer: Layer, shape: Shape) -> None:
    what = layer.in_words(shape)
    assert what and not what.endswith(".")
    otherwise = {"kind", "activation", "padding", "return_sequences", "go_backwards", "reset_after", *LISTS, *SAID_OTHERWISE}
    settings = layer.model_dump(exclude=otherwise).values()
    numbers = [one for setting in settings for one in (setting if isinstance(setting, tuple) else (setting,))]
    assert all(re.search(rf"\b{number}\b", what) for number in numbers if number is not None)
    assert getattr(layer, "go_backwards", False) == ("last one first" in what)
    assert (getattr(layer, "reset_after", True) is False) == ("before the product" in what)


# Energy


@every_example
def test_the_work_of_a_layer_is_counted(layer: Layer, shape: Shape) -> None:
    """Beside what the layer says of its crossbar: every value that comes in is fetched, every value that goes out is kept."""
    if not isinstance(layer, WeightedLayer):
        one = workload([Conv2DLayer(filters=shape[-1], kernel_size=1)], shape).layers[0]
        fed = layer if layer.inputs is None else layer.model_copy(update={"inputs": tuple(0 for _ in layer.inputs)})
        (after,) = workload([Conv2DLayer(filters=shape[-1], kernel_size=1), fed], shape).layers
        assert (after.macs, after.input_values) == (one.macs, one.input_values)
        assert after.stored_values == (one.stored_values if layer.kind == "concatenate" else prod(layer.shape_after(shape)))
        return
    (first,) = workload([layer], shape).layers
    before = Conv2DLayer(filters=shape[-1], kernel_size=1) if len(shape) == 3 else DenseLayer(units=prod(shape))
    second = workload([before, layer], shape).layers[1]
    assert first.macs == layer.on_crossbar(shape).macs
    assert first.input_values >= (values_seen(layer, shape) if isinstance(layer, Conv2DLayer) else prod(shape))
    assert first.stored_values >= prod(layer.shape_after(shape))
    assert first.back_rows < first.rows and first.back_mvms <= first.mvms
    assert (second.back_rows, second.back_mvms) == (second.rows, second.mvms)
    assert first.activations or first.gates or getattr(layer, "activation", None) == "linear"


def values_seen(layer: Conv2DLayer, shape: Shape) -> int:
    """How many of the values make a difference to what the engine gives."""
    made = in_engine(layer.model_copy(update={"activation": "linear"}), shape)
    images = np.concatenate([np.eye(prod(shape), dtype=np.float32), np.zeros((1, prod(shape)), np.float32)])
    images = images.reshape(-1, *shape)
    simulator = Simulator(made, images, np.zeros(len(images), np.int64))
    outputs = infer(made, images, ForwardPass(simulator.program(Conditions(), seed=0, draw=0), Scratch()))
    return int((outputs[..., :-1] != outputs[..., -1:]).any(axis=(0, 1, 2)).sum())


@pytest.mark.parametrize("name", [name for name, (layer, _) in EXAMPLES.items() if layer.kind == "conv2d"])
def test_a_convolution_fetches_what_it_sees(name: str) -> None:
    layer, shape = EXAMPLES[name]
    assert workload([layer], shape).layers[0].input_values == values_seen(layer, shape)


@every_example
def test_a_network_with_the_layer_has_an_energy_on_every_technology(layer: Layer, shape: Shape) -> None:
    work = workload([layer, DenseLayer(units=3, activation="linear")], shape)
    for technology in technologies():
        for mode in technology.modes:
            found = estimate_work(work, network="one", technology=technology, mode=mode, converters=Converters())
            assert np.isfinite(found.total_pj) and found.total_pj > 0
            assert bool(found.components.get("gates")) == any(one.gates or one.gate_products for one in work.layers)
            assert bool(found.components.get("max_pool")) == any(one.pool_comparisons for one in work.layers)
            assert bool(found.components.get("average_pool")) == any(one.pool_additions for one in work.layers)


# Keras


@pytest.fixture(scope="module")
def keras() -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    return pytest.importorskip("keras", reason="TensorFlow is not installed")


@pytest.fixture(scope="module")
def trained(keras: Any) -> Mapping[str, Any]:
    from worker.training.layers import KINDS as TRAINED

    return TRAINED


def test_every_kind_can_be_trained(trained: Mapping[str, Any]) -> None:
    lacking = set(KINDS) ^ set(trained)
    assert not lacking, f"not in both backend/layers and worker/training/layers: {', '.join(sorted(lacking))}"
    assert list(trained) == list(KINDS), "in the same order"
    for kind, record in trained.items():
        assert record.apply.__module__ == f"worker.training.layers.{kind}"


def in_keras(layer: Layer, shape: Shape, keras: Any, make: Callable[[Any], Any]) -> Any:
    """A model of one layer, which `make` applies to symbolic values. Keras' own recurrent layers want their steps cut."""
    inputs = values = keras.Input(shape)
    if isinstance(layer, MergingLayer):
        values = [inputs for _ in layer.inputs or ()]
    if layer.kind == "dense" and len(shape) > 1:
        values = keras.layers.Flatten()(values)
    if isinstance(layer, RecurrentLayer):
        values = keras.layers.Reshape((layer.time_steps, prod(shape) // layer.time_steps))(values)
    return keras.Model(inputs, make(values))


@every_example
def test_keras_computes_what_the_engine_computes(layer: Layer, shape: Shape, keras: Any, trained: Mapping[str, Any]) -> None:
    """Shapes, names of arrays and outputs are the same; noise acts in training alone."""
    from worker.training.layers.noise import Noise

    noise = Noise(level=0.3, on_weights=0.1, clip=None, place=0)
    model = in_keras(layer, shape, keras, lambda values: trained[layer.kind].apply(layer, values, "one", noise))
    assert model.output_shape == (None, *layer.shape_after(shape))
    held = arrays_of(layer, shape)
    assert {weight.name for weight in model.weights} == set(held)
    for name, array in held.items():
        getattr(model.get_layer("one"), name).assign(array)
    theirs = np.asarray(model(inputs_of(shape), training=False))
    np.testing.assert_allclose(run_engine(layer, shape).reshape(theirs.shape), theirs, atol=1e-5)
    moved = np.abs(np.asarray(model(inputs_of(shape), training=True)) - theirs).max()
    assert (moved > 0.01) == isinstance(layer, WeightedLayer)


@pytest.mark.parametrize("name", EXAMPLES)
def test_keras_own_layer_computes_the_same_and_is_read_back(name: str, keras: Any, trained: Mapping[str, Any]) -> None:
    from worker.training.layers import NoPlainLayer

    layer, shape = EXAMPLES[name]
    record, held = trained[layer.kind], arrays_of(layer, shape)
    if name in NOT_IN_KERAS:
        with pytest.raises(NoPlainLayer, match=f"{layer.kind}|hard_sigmoid_fifth|gelu_tanh"):
            record.plain(layer, "one")
        return
    own = record.plain(layer, "one")
    model = in_keras(layer, shape, keras, own)
    own.set_weights(record.weights(held))
    theirs = np.asarray(model(inputs_of(shape)))
    np.testing.assert_allclose(run_engine(layer, shape).reshape(theirs.shape), theirs, atol=1e-5)
    assert READERS.get(type(own).__name__, KINDS[layer.kind]) is KINDS[layer.kind]
    found = KerasLayer(type(own).__name__, json.loads(json.dumps(own.get_config())), own.get_weights())
    of_keras = (layer.time_steps, prod(shape) // layer.time_steps) if isinstance(layer, RecurrentLayer) else shape
    if layer.kind in NOT_READ:
        with pytest.raises(NotSupported, match="'one'"):
            KINDS[layer.kind].from_keras(found, of_keras)
        return
    assert found.kind in KINDS[layer.kind].keras_classes
    read, arrays = KINDS[layer.kind].from_keras(found, of_keras)
    assert read.model_copy(update={"inputs": layer.inputs}) == layer and set(arrays) == set(held)
    for one, array in arrays.items():
        np.testing.assert_array_equal(array, held[one])


def test_kinds_that_no_keras_class_is_read_as() -> None:
    assert {kind for kind, schema in KINDS.items() if not schema.keras_classes} == NOT_READ
