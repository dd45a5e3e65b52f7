"""Valid specs of every kind, for properties that hold for all."""

from __future__ import annotations

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from pydantic import ValidationError

from backend.schemas.fields import FIELDS
from backend.schemas.spec import SWEPT, Spec
from frontend.kit.state.overrides import OF_A_LAYER

NETWORKS = ["digits/mlp-noise0", "digits/cnn-noise0.5", "mnist/rnn-t28-noise0.1", "fashion-mnist/rnn-t4-noise0.5-s1"]
NEEDED = {
    "internal_noise": {"rtn_share": 0.25, "rtn_amplitude": 0.1, "floor": True},
    "test_noise": {"kind": "gaussian"},
    "converters": {"weight_bits": 8, "dac_bits": 8, "adc_bits": 8, "adc_range": "calibrated"},
}
"""What sweeps and options need. Many of the specs have it."""


def value(field: str) -> st.SearchStrategy[Any]:
    """What a field may be: round numbers and such with as many digits as there are."""
    known = FIELDS[field]
    if field == "internal_noise.device":
        return st.none() | st.sampled_from(["pcm-joshi", "ecram", "own-0a1b2c"])
    if known.choices:
        return st.sampled_from(known.choices)
    if known.kind == "switch":
        return st.booleans()
    low, high = known.low or 0, known.high or 0
    if known.whole:
        numbers: st.SearchStrategy[Any] = st.integers(int(low), int(high))
    else:
        exact = st.floats(low, high, exclude_min=known.low_excluded)
        near = st.integers(1, 10_000).map(lambda part: low + part / 10_000 * min(high - low, 1.0))
        numbers = exact | near
    return st.none() | numbers if known.optional else numbers


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    document: dict[str, Any] = {"networks": draw(st.lists(st.sampled_from(NETWORKS), min_size=1, unique=True))}
    if draw(st.booleans()):
        document |= {part: dict(content) for part, content in NEEDED.items()}
    for field in draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=8, unique=True)):
        part, _, name = field.rpartition(".")
        (document.setdefault(part, {}) if part else document)[name] = draw(value(field))
    axes = draw(st.lists(st.sampled_from(SWEPT), max_size=2, unique=True))
    for name, field in zip("xy", axes, strict=False):
        own = value(field).filter(lambda number: number is not None)
        values = draw(st.lists(own, min_size=1, max_size=6, unique=True) | evenly(field))
        document.setdefault("sweep", {})[name] = {"parameter": field, "values": values}
    layers = draw(st.lists(st.sampled_from(["dense", "dense_1", "0", "conv2d"]), max_size=2, unique=True))
    document["overrides"] = {layer: draw(override()) for layer in layers}
    try:
        return Spec.model_validate(document)
    except ValidationError:
        assume(False)
        raise


@st.composite
def override(draw: st.DrawFn) -> dict[str, Any]:
    """What a layer may have of its own: nothing, to be digital, or some options."""
    if draw(st.booleans()):
        return {"digital": draw(st.booleans())}
    found: dict[str, Any] = {}
    for field in draw(st.lists(st.sampled_from([option.field for option in OF_A_LAYER]), max_size=3, unique=True)):
        part, _, name = field.partition(".")
        found.setdefault(part, {})[name] = draw(value(field))
    return found


def evenly(field: str) -> st.SearchStrategy[list[float]]:
    """Values as Explore makes them."""
    known = FIELDS[field]
    low, high = known.sweep.usual if known.sweep else (0, 0)
    return st.integers(2, 6).map(lambda count: sorted({known.meant(low + (high - low) * at / count) for at in range(count + 1)}))
