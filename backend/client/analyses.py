"""What a client asks of networks beside runs: dynamics of recurrent ones, and curves that are predicted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from backend.client.waiting import wait
from backend.client.wire import Wire
from backend.schemas.dynamics import DYNAMICS_JOBS, Dynamics, DynamicsRequest
from backend.schemas.prediction import PREDICTION_JOBS, Prediction
from backend.schemas.spec import Spec
from backend.schemas.spec_file import document_of, spec_document

GivenSpec = Spec | Mapping[str, Any] | str | Path
"""A Spec, a dictionary with its fields, or the path of a SPEC.json."""
GivenDynamics = DynamicsRequest | Mapping[str, Any] | str | Path
"""A DynamicsRequest, a dictionary with its fields, or the path of a REQUEST.json."""


class Analyses:
    """The part of a client that is about dynamics and predictions. Every call raises ApiProblem."""

    _wire: Wire

    def dynamics(
        self, request: GivenDynamics, *, progress: bool = True, on_progress: Callable[[Dynamics], None] = lambda dynamics: None
    ) -> Dynamics:
        """Ask for the dynamics of recurrent networks, wait until they are found, and return them.

        `request` is a DynamicsRequest, a dictionary with its fields such as {"networks": ["digits/rnn-t8-noise0.1"],
        "internal_noise": {"read": 0.05}}, or the path of a file that holds it as JSON. What was asked before is answered at once.
        `.rows()` and `.frame()` of the answer are its numbers as a table, `.save()` writes it. `progress` and `on_progress` are
        those of `run`; an interrupt (Ctrl-C) cancels the request and returns the parts so far.
        """
        asked = self._wire.post(DYNAMICS_JOBS.path, Dynamics, document_of(request))
        return wait(self._wire, DYNAMICS_JOBS, asked, "dynamics", progress=progress, on_progress=on_progress)

    def predict(self, spec: GivenSpec, *, progress: bool = True) -> Prediction:
        """Have the curves of a spec predicted to first order in the errors, and return them; no chip is simulated.

        `spec` is given as to `run`. A network whose setting has something that a prediction leaves out has no accuracies;
        `left_out` of its curve says what it is.
        """
        asked = self._wire.post(PREDICTION_JOBS.path, Prediction, spec_document(spec))
        return wait(self._wire, PREDICTION_JOBS, asked, "prediction", progress=progress)
