"""Predicted curves on this machine, for notebooks and scripts: without a server, and without simulating chips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from backend.schemas.device import DevicePreset
from backend.schemas.prediction import PredictedCurve
from backend.schemas.spec import Spec
from worker.analysis.margins import InMemory
from worker.analysis.margins import predict as predict_one
from worker.runs.simulate import ask
from worker.simulators import Simulators
from worker.translate import own_devices

_kept = InMemory()


def predict(
    spec: Spec | Mapping[str, Any] | str | Path, *, device: DevicePreset | None = None, networks: Sequence[str | Path] = ()
) -> list[PredictedCurve]:
    """Return the curve of each network of a spec to first order in the errors, without simulating a chip.

    The arguments are those of `simulate`. Accuracies are fractions, at the values of the sweep in their order; they are None
    where a setting has something that is left out, which `left_out` names. Gradients are found once per network and process.

    Raises ValueError for an invalid spec, LookupError for a network or data set that is not on this machine, and DeviceError for
    a device that does not support the setting.
    """
    asked = ask(spec, device, networks)
    if asked.device is not None:
        own_devices.add(asked.device)
    simulators = Simulators(data_path=asked.settings.data_path)
    return [
        predict_one(asked.spec, simulators.get(asked.cards[one], asked.spec.images, weights=asked.weights.get(one)), _kept)
        for one in asked.spec.networks
    ]
