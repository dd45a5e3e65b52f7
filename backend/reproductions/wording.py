"""Networks, data sets and noise as the page says them."""

from __future__ import annotations

import re

from backend.options.option import RUN, TEST_SET
from backend.options.rules import values_in
from backend.options.words import phrases
from backend.schemas.fields import FIELDS
from backend.schemas.spec import Spec

SIGMAS = ("internal_noise.programming", "internal_noise.read")
DATA_SETS = {"digits": "Digits", "mnist": "MNIST", "fashion-mnist": "Fashion-MNIST"}
FAMILIES = {"cnn": "CNN", "mlp": "MLP", "lenet5": "LeNet-5"}
REST = tuple(
    field
    for field in FIELDS.values()
    if field.group not in (RUN, TEST_SET) and field.field not in ("internal_noise.device", "internal_noise.reference", *SIGMAS)
)
"""Fields of a setting that have no words of their own in a definition."""


def title(name: str) -> str:
    """rnn-t4-noise0.1 as "RNN T=4, trained at 0.1"."""
    level = re.search(r"noise([\d.]+)", name)
    steps = re.search(r"rnn-t(\d+)", name)
    family = f"RNN T={steps[1]}" if steps else FAMILIES[name.split("-", maxsplit=1)[0]]
    return family if not level or level[1] == "0" else f"{family}, trained at {level[1]}"


def definition(spec: Spec, draws: str) -> str:
    """What is printed on a figure of a run: noise, what it is a fraction of, images, chips."""
    noise, test = spec.internal_noise, spec.test_noise
    swept = spec.sweep.x.parameter
    said = []
    of = "the layer's weight range, 2 max|w|" if noise.reference == "range" else "the layer's max|w|"
    if noise.device:
        said.append(f"Device {noise.device} by its published laws")
    else:
        for sigma in (FIELDS[field] for field in SIGMAS):
            value = getattr(noise, sigma.name)
            if swept == sigma.field:
                said.append(f"{sigma.title}, σ as a share of {of}")
            elif value:
                said.append(f"{sigma.in_a_sentence if said else sigma.title} of {100 * value:g} % of {of}")
    if test.kind != "none":
        kind = {"gaussian": "gaussian noise", "speckle": "speckle, x (1 + n)", "salt_pepper": "salt and pepper"}[test.kind]
        said.append(f"{kind} on the test images" + ("" if swept == "test_noise.level" else f" of level {test.level:g}"))
    text = "; ".join([*said, *phrases(REST, values_in(spec), [axis.parameter for axis in spec.sweep.axes])])
    return f"{text[:1].upper()}{text[1:]}. {min(spec.images, 10_000):,} test images, n = {draws} chips a network."


def share(value: float) -> str:
    return f"{100 * value:g} %"
