"""Computation of a spec on this machine, for notebooks and scripts: the Python counterpart of `mhoscope run`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from backend.datasets import require
from backend.schemas.by_layer import check_overrides
from backend.schemas.device import DevicePreset
from backend.schemas.explain import explain
from backend.schemas.network import NetworkCard
from backend.schemas.run import Result
from backend.schemas.spec import Spec
from backend.schemas.spec_file import spec_document
from backend.settings import Settings, get_settings
from worker.process.sharing import worker_processes
from worker.runs.local import check_devices, find_device, find_networks, from_files, use_own_data_sets
from worker.runs.offline import compute


def simulate(
    spec: Spec | Mapping[str, Any] | str | Path,
    *,
    device: DevicePreset | None = None,
    networks: Sequence[str | Path] = (),
    processes: int | None = None,
    on_point: Callable[[int, int], None] = lambda done, total: None,
) -> Result:
    """Return the accuracy at every point of a spec, with its confidence interval, computed by processes of this machine.

    `spec` is a Spec, a dictionary with its fields, or the path of a SPEC.json. `device` is a device of your own, if the spec
    names it by its id. `networks` are .npz files of networks that this machine does not have, from a bundle or a server.
    `processes` is their number; None: one for each processor core, or MHOSCOPE_WORKERS. `on_point(done, total)` is called after
    each point.

    Accuracies are fractions of the test images, as means over draws (simulated chips). The same spec and engine version give
    the same numbers, bit for bit, with any number of processes. An interrupt (Ctrl-C) returns the points so far, with the state
    "cancelled". A script needs `if __name__ == "__main__":` around the call, since processes are spawned.

    Raises ValueError for an invalid spec, LookupError for a network or data set that is not on this machine, DeviceError for a
    device that does not support the setting, and RuntimeError if no point could be computed.
    """
    asked = ask(spec, device, networks)
    result = compute(
        asked.spec,
        asked.cards,
        data_path=asked.settings.data_path,
        weights=asked.weights,
        processes=processes or worker_processes(asked.settings),
        device=asked.device,
        on_point=on_point,
    )
    if result.state == "failed":
        raise RuntimeError(result.error or "no point could be computed")
    return result


class Asked(NamedTuple):
    """A spec that this machine can answer, and what it names."""

    spec: Spec
    settings: Settings
    device: DevicePreset | None
    cards: dict[str, NetworkCard]
    weights: dict[str, bytes]


def ask(spec: Spec | Mapping[str, Any] | str | Path, device: DevicePreset | None, networks: Sequence[str | Path]) -> Asked:
    """Return a spec, given as to `simulate`, with all that it names. Raises ValueError, LookupError and DeviceError as that."""
    checked_spec, settings = as_spec(spec), use_own_data_sets(get_settings())
    own = device if device is not None else find_device(checked_spec, settings)
    check_devices(checked_spec, own)
    cards, weights = find_networks(checked_spec.networks, settings, from_files(networks))
    check_overrides(checked_spec, cards.values(), [axis.parameter for axis in checked_spec.sweep.axes])
    for network in checked_spec.networks:
        require(cards[network].dataset, settings.data_path)
    return Asked(checked_spec, settings, own, cards, weights)


def as_spec(spec: Spec | Mapping[str, Any] | str | Path) -> Spec:
    """Return a validated Spec. Raises ValueError with one sentence: which field, what was allowed, what was received."""
    if isinstance(spec, Spec):
        return spec
    try:
        return Spec.model_validate(spec_document(spec))
    except ValidationError as error:
        raise ValueError(explain(error)) from None
