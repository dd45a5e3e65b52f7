"""A client for the HTTP API of a Mhoscope server, for notebooks and scripts. Its calls wait for the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from itertools import chain, repeat
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2
from pydantic import BaseModel

from backend.schemas.dataset import DatasetList
from backend.schemas.device import DeviceList
from backend.schemas.energy import EnergyEstimate, EnergyMode
from backend.schemas.network import NetworkList
from backend.schemas.problem import ApiProblem
from backend.schemas.run import RUN_JOBS, Run, RunList
from backend.schemas.share import NewShare
from backend.schemas.spec import Spec

LOCAL = "http://127.0.0.1:8765"
"""Default address of `mhoscope serve`."""
FIRST_LOOKS_S = (0.1, 0.2, 0.4)
"""Seconds before the first requests for a run's state: small runs end within a second."""
LOOK_EVERY_S = 1.0
"""Seconds between later requests for a run's state."""
TIMEOUT_S = 60.0
"""Seconds after which a request without an answer fails."""

Answer = TypeVar("Answer", bound=BaseModel)


class Client:
    """A connection to a Mhoscope server.

    Use it in a `with` statement, or call `close` at the end. Every call raises ApiProblem, with one sentence, if the server
    refuses the request or cannot be reached.
    """

    def __init__(self, url: str = LOCAL, *, token: str | None = None, transport: httpx2.BaseTransport | None = None) -> None:
        """Connect to the server at this address; `token` is its MHOSCOPE_TOKEN, if it has one."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx2.Client(base_url=url, headers=headers, timeout=TIMEOUT_S, transport=transport)

    def run(self, spec: Spec | Mapping[str, Any], *, on_progress: Callable[[Run], None] = lambda run: None) -> Run:
        """Submit a spec, wait until its run has ended, and return the run. A spec that the server knows is answered at once.

        `on_progress` is called with the run about once a second; `run.progress` goes from 0 to 1. An interrupt (Ctrl-C) cancels
        the run on the server and returns its points so far.
        """
        run = self.submit(spec)
        try:
            for pause in chain(FIRST_LOOKS_S, repeat(LOOK_EVERY_S)):
                if run.state in RUN_JOBS.ended:
                    break
                on_progress(run)
                time.sleep(pause)
                run = self.get_run(run.id)
        except KeyboardInterrupt:
            run = self._post(f"{RUN_JOBS.path}/{run.id}/cancel", Run, None)
        on_progress(run)
        return run

    def submit(self, spec: Spec | Mapping[str, Any]) -> Run:
        """Submit a spec and return its run as it is now, without waiting for its points."""
        document = spec.model_dump(mode="json") if isinstance(spec, Spec) else dict(spec)
        return self._post(RUN_JOBS.path, Run, document)

    def get_run(self, run_id: str) -> Run:
        """Return a run with its points so far."""
        return self._get(f"{RUN_JOBS.path}/{run_id}", Run)

    def runs(self, **query: Any) -> RunList:
        """Return a page of the server's runs.

        The query has `state`, `q` (a text to search for), `order`, `limit` and `offset`.
        """
        return self._get(RUN_JOBS.path, RunList, **query)

    def networks(self) -> NetworkList:
        """Return the cards of all networks on the server."""
        return self._get("/networks", NetworkList)

    def devices(self) -> DeviceList:
        """Return all devices on the server, with their laws and sources."""
        return self._get("/devices", DeviceList)

    def datasets(self) -> DatasetList:
        """Return all data sets that the server supports, and whether they are installed."""
        return self._get("/datasets", DatasetList)

    def energy(
        self, network: str, *, technology: str = "marinella-2018", mode: EnergyMode = "inference", **request: Any
    ) -> EnergyEstimate:
        """Return the energy of one inference, or of one training step on one image (`mode` "training"), in pJ.

        `request` is the rest of an energy request: `converters` and `crossbar` as in a spec, `constants`, `activations`.
        """
        document = {"network": network, "technology": technology, "mode": mode, **request}
        return self._post("/energy", EnergyEstimate, document)

    def share(self, run_id: str, *, title: str = "") -> NewShare:
        """Create a read-only copy of a run that has ended, at `/s/{id}` of the server; its `revoke_key` deletes it again."""
        return self._post("/shares", NewShare, {"run": run_id, "title": title})

    def close(self) -> None:
        """Close all connections to the server."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _get(self, path: str, answer: type[Answer], **query: Any) -> Answer:
        return self._ask("GET", path, answer, params={key: value for key, value in query.items() if value is not None})

    def _post(self, path: str, answer: type[Answer], body: Mapping[str, Any] | None) -> Answer:
        return self._ask("POST", path, answer, json=body)

    def _ask(self, method: str, path: str, answer: type[Answer], **request: Any) -> Answer:
        try:
            came = self._http.request(method, f"/api/v1{path}", **request)
        except httpx2.HTTPError as error:
            raise ApiProblem.unreachable(error) from error
        if not came.is_success:
            raise ApiProblem.of_answer(came.status_code, came.headers.get("content-type", ""), came.content)
        return answer.model_validate_json(came.content)
