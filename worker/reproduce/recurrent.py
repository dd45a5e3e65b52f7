"""The dynamics of the zoo's recurrent networks, in a few numbers for each: what the claims about them need."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path

from backend.datasets import require
from backend.networks import load_card, zoo_cards
from backend.reproductions.recurrent import CauseNumbers, EndNumbers, LayerNumbers, NetworkNumbers
from backend.reproductions.runs import DATASETS, INTERNAL, TEST_LEVEL
from backend.schemas.dynamics import (
    Band,
    Basins,
    Distance,
    DynamicsOfLayer,
    DynamicsOfNetwork,
    DynamicsRequest,
    Estimate,
    ExtendedTime,
)
from backend.schemas.network import dataset_of
from worker.analysis.dynamics.answer import answer
from worker.process.die_with_parent import die_with_parent
from worker.simulators import Simulators

DIGITS = 6
"""Significant digits that ship: the file stays small, and a last bit more would say nothing."""
DATA = (*DATASETS, "digits")


def recurrent_networks() -> list[str]:
    """Return the zoo's recurrent networks for the data sets of the claims, by id."""
    return [card.id for card in zoo_cards().values() if card.time_steps and card.dataset in DATA]


def measure_networks(
    networks: Sequence[str],
    *,
    data_path: Path,
    processes: int,
    images: int,
    draws: int,
    on_network: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[NetworkNumbers]:
    """Return the numbers of these networks, in this order. Raises DataSetMissing."""
    for dataset in {dataset_of(network) for network in networks}:
        require(dataset, data_path)
    found = []
    with ProcessPoolExecutor(min(processes, len(networks)), get_context("spawn"), _start) as pool:
        for one in pool.map(partial(numbers_of, data_path=data_path, images=images, draws=draws), networks):
            found.append(one)
            on_network(len(found), len(networks))
    return found


def _start() -> None:
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)  # cores are shared out by processes
    die_with_parent()


def numbers_of(network: str, *, data_path: Path, images: int, draws: int) -> NetworkNumbers:
    """Return one network's numbers, with all noise that the claims ask for. Raises DataSetMissing."""
    request = DynamicsRequest.model_validate(
        {
            "networks": [network],
            "parts": ["distances", "spectrum", "gradients", "basins"],
            "images": images,
            "draws": draws,
            "internal_noise": {"programming": INTERNAL, "read": INTERNAL},
            "test_noise": {"kind": "gaussian", "level": TEST_LEVEL},
        }
    )
    simulators = _simulators(data_path)
    *_, last = answer(request, lambda name: simulators.get(load_card(name), request.images))
    (found,) = last.networks
    return summarised(found, request)


@lru_cache(maxsize=1)
def _simulators(data_path: Path) -> Simulators:
    return Simulators(data_path=data_path)


def summarised(found: DynamicsOfNetwork, request: DynamicsRequest) -> NetworkNumbers:
    """Return an answer as the numbers that are kept of it."""
    return NetworkNumbers(
        network=found.network,
        clean=_short(found.clean),
        sigma=request.internal_noise.programming,
        test_level=request.test_noise.level,
        images=request.images,
        draws=request.draws,
        layers=[_layer(layer) for layer in found.layers],
    )


def _layer(found: DynamicsOfLayer) -> LayerNumbers:
    spectrum, gradients, distances = found.spectrum, found.gradients, found.distances
    if spectrum is None or gradients is None or distances is None:
        raise ValueError(f"the dynamics of {found.title} are not whole")
    rates = {curve.skips: curve.rate for curve in gradients.through_time}
    as_it_is = gradients.through_time[0].rate
    return LayerNumbers(
        layer=found.layer,
        units=found.units,
        time_steps=found.time_steps,
        lyapunov=_estimate(spectrum.largest),
        vanished=_short(spectrum.vanished),
        singular_value=_mean(spectrum.singular_value),
        spectral_radius=_mean(spectrum.spectral_radius),
        non_normality=_mean(spectrum.non_normality),
        active=_mean(spectrum.active),
        weights_singular_value=_short(spectrum.weights_singular_value),
        weights_spectral_radius=_short(spectrum.weights_spectral_radius),
        gradient_rate=_estimate(as_it_is),
        gradient_rate_without_skip=_estimate(rates[False]) if True in rates and False in rates else None,
        gradient=_estimate(gradients.at_layer),
        causes=[_cause(cause) for cause in distances.causes],
        ends=list(_ends(found.basins)) if found.basins else [],
    )


def _cause(found: Distance) -> CauseNumbers:
    def last(curve: Sequence[float] | None) -> float | None:
        return None if curve is None else _short(curve[-1])

    measured = found.measured
    ends = (measured.mean[-1], measured.low[-1], measured.high[-1])
    return CauseNumbers(
        cause=found.cause,
        measured=_estimate(Estimate(mean=ends[0], low=ends[1], high=ends[2], n=measured.n)),
        predicted=last(found.predicted),
        coherent=last(found.coherent),
        quadrature=last(found.quadrature),
        exponent=None if found.exponent is None else _estimate(found.exponent),
        relative_exponent=None if found.relative_exponent is None else _estimate(found.relative_exponent),
    )


def _ends(found: Basins) -> Iterator[EndNumbers]:
    for drive in found.drives:
        yield _end(drive)


def _end(drive: ExtendedTime) -> EndNumbers:
    accuracy, returns = drive.accuracy, drive.returns.probability
    last = Estimate(mean=accuracy.mean[-1], low=accuracy.low[-1], high=accuracy.high[-1], n=accuracy.n)
    return EndNumbers(
        drive=drive.drive,
        accuracy=_estimate(last),
        information=_short(drive.information),
        entropy=_short(drive.entropy),
        ends=drive.all_ends,
        kinds={kind: _short(share) for kind, share in drive.kinds.items()},
        kicks=returns.x,
        returns=[
            _estimate(Estimate(mean=mean, low=low, high=high, n=returns.n))
            for mean, low, high in zip(returns.mean, returns.low, returns.high, strict=True)
        ],
        same_end={noise.cause: _estimate(noise.same_end) for noise in drive.noise},
        class_if_same_end={noise.cause: _estimate(one) for noise in drive.noise if (one := noise.class_if_same_end)},
        class_if_other_end={noise.cause: _estimate(one) for noise in drive.noise if (one := noise.class_if_other_end)},
    )


def _mean(band: Band) -> float:
    """Return the mean over time steps of the means."""
    return _short(math.fsum(band.mean) / len(band.mean))


def _estimate(found: Estimate) -> Estimate:
    return Estimate(mean=_short(found.mean), low=_short(found.low), high=_short(found.high), n=found.n)


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
