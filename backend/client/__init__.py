"""A client for the HTTP API of a Mhoscope server, for notebooks and scripts. Its calls wait for the answer."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import httpx2

from backend.client.analyses import Analyses, GivenSpec
from backend.client.inventory import Inventory
from backend.client.waiting import cancel, wait
from backend.client.wire import Wire
from backend.networks.own import as_name as as_name
from backend.schemas.dataset import DatasetInfo as DatasetInfo
from backend.schemas.dataset import DatasetList as DatasetList
from backend.schemas.device import DeviceList as DeviceList
from backend.schemas.device import DevicePreset as DevicePreset
from backend.schemas.energy import EnergyEstimate, EnergyMode
from backend.schemas.input_values import ANYWHERE as ANYWHERE
from backend.schemas.input_values import AUTO as AUTO
from backend.schemas.input_values import Channels as Channels
from backend.schemas.network import NetworkCard as NetworkCard
from backend.schemas.network import NetworkList as NetworkList
from backend.schemas.network_preview import NetworkPreview as NetworkPreview
from backend.schemas.run import RUN_JOBS, Run, RunList
from backend.schemas.share import NewShare
from backend.schemas.spec_file import spec_document
from backend.schemas.upload import UPLOAD_JOBS as UPLOAD_JOBS
from backend.schemas.upload import Upload as Upload

LOCAL = "http://127.0.0.1:8765"
"""Default address of `mhoscope serve`."""


class Client(Inventory, Analyses):
    """A connection to a Mhoscope server.

    Use it in a `with` statement, or call `close` at the end. Every call raises ApiProblem, with one sentence, if the server
    refuses the request or cannot be reached.
    """

    def __init__(self, url: str = LOCAL, *, token: str | None = None, transport: httpx2.BaseTransport | None = None) -> None:
        """Connect to the server at this address; `token` is its MHOSCOPE_TOKEN, if it has one."""
        super().__init__(Wire(url, token=token, transport=transport))

    def run(self, spec: GivenSpec, *, progress: bool = True, on_progress: Callable[[Run], None] = lambda run: None) -> Run:
        """Submit a spec, wait until its run has ended, and return the run. A spec that the server knows is answered at once.

        `spec` is a Spec, a dictionary with its fields, or the path of a SPEC.json. `progress` shows a bar in a terminal and
        plain lines elsewhere, on standard error. `on_progress` is called with the run after every change; `run.progress` goes
        from 0 to 1. A connection that breaks is taken up again. An interrupt (Ctrl-C) cancels the run on the server, in a
        terminal after a question, and returns its points so far.
        """
        return self.follow(self.submit(spec), progress=progress, on_progress=on_progress)

    def follow(self, run: Run | str, *, progress: bool = True, on_progress: Callable[[Run], None] = lambda run: None) -> Run:
        """Wait until a run has ended that was submitted before, and return it; `run` may be its id. Else as `run`."""
        latest = run if isinstance(run, Run) else self.get_run(run)
        return wait(self._wire, RUN_JOBS, latest, "run", progress=progress, on_progress=on_progress)

    def submit(self, spec: GivenSpec) -> Run:
        """Submit a spec and return its run as it is now, without waiting for its points."""
        return self._wire.post(RUN_JOBS.path, Run, spec_document(spec))

    def get_run(self, run_id: str) -> Run:
        """Return a run with its points so far."""
        return self._wire.get(f"{RUN_JOBS.path}/{run_id}", Run)

    def cancel(self, run_id: str) -> Run:
        """Stop a run and return it with its points so far; a run that has ended is returned as it is."""
        stopped: Run = cancel(self._wire, RUN_JOBS, run_id)
        return stopped

    def runs(self, **query: Any) -> RunList:
        """Return a page of the server's runs.

        The query has `state`, `q` (a text to search for), `order`, `limit` and `offset`.
        """
        return self._wire.get(RUN_JOBS.path, RunList, **query)

    def remove_run(self, run_id: str) -> None:
        """Make the server forget a run."""
        self._wire.delete(f"{RUN_JOBS.path}/{run_id}")

    def energy(
        self, network: str, *, technology: str = "marinella-2018", mode: EnergyMode = "inference", **request: Any
    ) -> EnergyEstimate:
        """Return the energy of one inference, or of one training step on one image (`mode` "training"), in pJ.

        `request` is the rest of an energy request: `converters` and `crossbar` as in a spec, `constants`, `activations`.
        """
        document = {"network": network, "technology": technology, "mode": mode, **request}
        return self._wire.post("/energy", EnergyEstimate, document)

    def share(
        self, run_id: str | None = None, *, dynamics: str | None = None, design: str | None = None, title: str = ""
    ) -> NewShare:
        """Create a read-only copy of a job that has ended, at `/s/{id}` of the server; its `revoke_key` deletes it again.

        Give the id of a run, of dynamics or of a design.
        """
        ids = {"run": run_id, "dynamics": dynamics, "design": design}
        given = {kind: job_id for kind, job_id in ids.items() if job_id is not None}
        return self._wire.post("/shares", NewShare, {**given, "title": title})

    def close(self) -> None:
        """Close all connections to the server."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
