"""The runs behind the claims: which networks, which noise, how exactly. Fixed before anything was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from backend.networks import zoo_cards
from backend.schemas.network import NetworkCard
from backend.schemas.spec import Spec

DATASETS = ("fashion-mnist", "mnist")
HARDER = "fashion-mnist"
DIGITS = "digits-programming"
"""An easier task, which is always there: anyone can compute this run again."""
DIGITS_RECURRENT = "digits-recurrent-programming"
PROGRAMMING = "internal_noise.programming"
INTERNAL = 0.025
"""The study's realistic internal noise."""
TEST_LEVEL, MOST_TEST_LEVEL = 0.2, 0.4
"""Test-set noise at which networks are compared, and the most: the study names none."""
MARGINS = (0.0, 0.0125, INTERNAL, 0.0375, 0.05, 0.075, 0.1)
"""Sigmas among which the largest tolerable one is looked for."""
WIRES = (1.0, 3.0, 5.0)
"""Ohms of a wire segment."""
TEST_KINDS = ("gaussian", "speckle", "salt_pepper")

CNN = ("cnn-noise0", "cnn-noise0.1")
RNN = ("rnn-t4-noise0", "rnn-t4-noise0.1", "rnn-t4-noise0.5")
MLP = ("mlp-noise0", "mlp-noise0.5")
LENET = ("lenet5-noise0", "lenet5-noise0.1")
LEVELS = ("cnn-noise0.05", "cnn-noise0.2", "cnn-noise0.5", "rnn-t4-noise0.2", "mlp-noise0.1", "mlp-noise0.2")
"""Training levels that the map of training against deployment adds."""
STEPS_OF_LEVELS = 4
"""Time steps of the RNN among LEVELS."""
TIME_STEPS = (2, 4, 7, 14, 28, 49)
OVER_TIME = tuple(f"rnn-t{steps}-noise{level}" for level in ("0", "0.1", "0.5") for steps in TIME_STEPS)
RECURRENT_STEPS = 14
"""Time steps at which kinds of recurrent cells are compared."""
CELLS = tuple(f"{kind}-t{RECURRENT_STEPS}" for kind in ("rnn", "rnn-skip", "skip-rnn", "lstm", "gru"))
STACKED = ("rnn-t4", "rnn-stacked-t4")
"""One block, and two of the same width, at few time steps."""
RECURRENT = tuple(f"{kind}-noise{level}" for level in ("0", "0.1") for kind in (*CELLS, *STACKED))
ON_DEVICES = ("cnn-noise0.1", "rnn-t4-noise0.1", "mlp-noise0.5")
DAY = 86_400.0
DEVICES: Mapping[str, tuple[float, ...]] = {
    # The ages are those that each source covers; a fresh device first.
    "sonos-2022": (1.0, DAY),
    "pcm-joshi": (1.0, DAY),
    "reram-neurram": (1.0, DAY),
    "reram-milo": (0.0,),
    "ecram": (0.0,),
}

# Headline comparisons are drawn until the mean over chips is known to 0.5 points. Chips differ by up to 9 points there, so
# that a thousand and more are needed: each is shown a random subset of the images, and estimates its accuracy on all.
PRECISE = {"half_width": 0.005, "min_draws": 5, "max_draws": 4000, "images_per_draw": "auto"}
# The other draws end at 0.5 points or at a number that this hardware allows; every width is told. Training seeds differ more
# than the mean over these chips is uncertain.
CHIPS = {"fashion-mnist": 24, "mnist": 12}
FEWER_CHIPS = 8
IMAGE_NOISE_SPREADS_LITTLE = {"half_width": 0.005, "min_draws": 3, "max_draws": 8}


@lru_cache(maxsize=256)
def seeds(dataset: str, name: str) -> tuple[str, ...]:
    """The networks of the zoo that differ from a named one in the seed of their training alone, by seed."""
    cards = zoo_cards()
    first = cards.get(f"{dataset}/{name}")
    alike = [card for card in cards.values() if first is not None and _but_for_seed(card) == _but_for_seed(first)]
    return tuple(card.id for card in sorted(alike, key=lambda card: card.seed or 0))


def _but_for_seed(card: NetworkCard) -> tuple[object, ...]:
    return card.dataset, card.layers, card.training_noise, card.weight_noise, card.weight_clip


def of_seeds(dataset: str, names: Iterable[str]) -> list[str]:
    return [network for name in names for network in seeds(dataset, name)]


def _axis(parameter: str, *values: float) -> dict[str, Any]:
    return {"x": {"parameter": parameter, "values": list(values)}}


def _chips(most: int) -> dict[str, Any]:
    return {"half_width": 0.005, "min_draws": 5, "max_draws": most}


def _of(dataset: str) -> dict[str, dict[str, Any]]:
    """Name to spec, in the order of importance."""
    headline = of_seeds(dataset, (*CNN, *RNN, *MLP, *LENET))
    over_time = [f"{dataset}/{name}" for name in OVER_TIME]
    recurrent = [f"{dataset}/{name}" for name in RECURRENT]
    only_images: dict[str, Any] = {"internal_noise": {"programming": 0.0}, "sampling": IMAGE_NOISE_SPREADS_LITTLE}
    deployed = _axis(PROGRAMMING, 0.0, INTERNAL, 0.05, 0.075, 0.1)
    study = _axis(PROGRAMMING, INTERNAL)
    level = _axis("test_noise.level", 0.0, TEST_LEVEL, MOST_TEST_LEVEL)
    plan: dict[str, dict[str, Any]] = {
        "headline": {"networks": headline, "sweep": study, "sampling": PRECISE},
        "headline-of-max": {"networks": headline, "internal_noise": {"reference": "max"}, "sweep": study, "sampling": PRECISE},
        "programming": {"networks": headline, "sweep": deployed, "sampling": _chips(CHIPS[dataset])},
        "time-steps-programming": {
            "networks": over_time,
            "sweep": _axis(PROGRAMMING, 0.0, INTERNAL, 0.05),
            "sampling": _chips(CHIPS["mnist"]),
        },
        "levels": {"networks": of_seeds(dataset, LEVELS), "sweep": deployed},
        "gaussian": {"networks": headline, "test_noise": {"kind": "gaussian"}, "sweep": level, **only_images},
        "read": {"networks": headline, "sweep": _axis("internal_noise.read", 0.0, INTERNAL), **only_images},
        "speckle": {"networks": headline, "test_noise": {"kind": "speckle"}, "sweep": level, **only_images},
        "salt-pepper": {"networks": headline, "test_noise": {"kind": "salt_pepper"}, "sweep": level, **only_images},
        "time-steps-read": {"networks": over_time, "sweep": _axis("internal_noise.read", 0.0, INTERNAL, 0.05), **only_images},
        "recurrent-programming": {
            "networks": recurrent,
            "sweep": _axis(PROGRAMMING, *MARGINS),
            "sampling": _chips(CHIPS["mnist"]),
        },
        "time-steps-margins": {
            "networks": [*over_time, *(f"{dataset}/rnn-t{steps}-noise0.2" for steps in TIME_STEPS if steps != STEPS_OF_LEVELS)],
            "sweep": _axis(PROGRAMMING, 0.0, 0.005, *MARGINS[1:]),
        },
        "recurrent-read": {
            "networks": recurrent,
            "sweep": _axis("internal_noise.read", 0.0, INTERNAL, 0.05),
            **only_images,
        },
        "recurrent-gaussian": {
            "networks": recurrent,
            "test_noise": {"kind": "gaussian"},
            "sweep": level,
            **only_images,
        },
        "time-steps-gaussian": {
            "networks": over_time,
            "test_noise": {"kind": "gaussian"},
            "sweep": level,
            **only_images,
        },
        "programming-and-gaussian": {
            "networks": of_seeds(dataset, (*CNN, *RNN)),
            "test_noise": {"kind": "gaussian", "level": TEST_LEVEL},
            "sweep": _axis(PROGRAMMING, 0.0, INTERNAL, 0.05),
        },
    }
    if dataset == HARDER:
        plan |= _on_harder(headline, of_seeds(dataset, (*CNN, *RNN, *LENET)), of_seeds(dataset, ON_DEVICES))
    return {name: {"sampling": _chips(FEWER_CHIPS), **fields} for name, fields in plan.items()}


def _on_harder(headline: list[str], rivals: list[str], few: list[str]) -> dict[str, dict[str, Any]]:
    """What is measured on the harder of the two data sets alone."""
    plan: dict[str, dict[str, Any]] = {
        "headline-with-gaussian": {
            "networks": rivals,
            "test_noise": {"kind": "gaussian"},
            "sweep": _axis("test_noise.level", TEST_LEVEL),
            "sampling": PRECISE,
        },
        "gaussian-and-programming": {
            "networks": headline,
            "test_noise": {"kind": "gaussian"},
            "sweep": _axis("test_noise.level", TEST_LEVEL, MOST_TEST_LEVEL),
        },
    }
    for device, ages in DEVICES.items():
        own = {"internal_noise": {"device": device}, "sweep": _axis("internal_noise.age_s", *ages)}
        plan[f"device-{device}"] = {"networks": few, **own}
    plan["device-pcm-joshi-compensated"] = {
        "networks": few,
        "internal_noise": {"device": "pcm-joshi", "drift_compensation": True},
        "sweep": _axis("internal_noise.age_s", DAY),
    }
    # Arrays of 128 x 128 devices of at most 100 microsiemens, wires along rows and columns: 1 ohm a segment is usual.
    plan["wires"] = {
        "networks": few,
        "crossbar": {"rows": 128, "columns": 128},
        "sweep": _axis("crossbar.wire_resistance_ohm", *WIRES),
    }
    plan["proportional"] = {
        "networks": few,
        "internal_noise": {"law": "proportional"},
        "sweep": _axis(PROGRAMMING, INTERNAL),
        "sampling": PRECISE,
    }
    plan["adc"] = {"networks": few, "sweep": _axis("converters.adc_bits", 4, 6, 8), "sampling": PRECISE}
    return plan


def all_specs() -> dict[str, Spec]:
    """Every run by name, such as "mnist-programming"; the most important first, the data sets by turns."""
    plans = {dataset: _of(dataset) for dataset in DATASETS}
    order = list(plans[HARDER])
    digits = {
        "networks": [f"digits/{family}-noise0" for family in ("cnn", "rnn-t4", "mlp")],
        "sweep": _axis(PROGRAMMING, 0.0, INTERNAL, 0.05),
        "sampling": _chips(CHIPS[HARDER]),
    }
    recurrent = {
        "networks": [card.id for card in zoo_cards().values() if card.dataset == "digits" and card.time_steps],
        "sweep": _axis(PROGRAMMING, *MARGINS),
        "sampling": _chips(CHIPS[HARDER]),
    }
    return {DIGITS: Spec.model_validate(digits), DIGITS_RECURRENT: Spec.model_validate(recurrent)} | {
        f"{dataset}-{name}": Spec.model_validate(plans[dataset][name])
        for name in order
        for dataset in DATASETS
        if name in plans[dataset]
    }


def quick(spec: Spec) -> Spec:
    """The same question on the first 1,000 images and 4 chips: a check, not a measurement."""
    document = spec.model_dump()
    return Spec.model_validate({**document, "images": 1000, "sampling": {"half_width": 0.5, "min_draws": 4, "max_draws": 4}})
