"""The API as the pages see it: every call by its name, every answer a model of the contract."""

from __future__ import annotations

from typing import Any, Generic, Self, TypeVar

from pydantic import BaseModel

from backend.schemas.dataset import DatasetList
from backend.schemas.design import Design
from backend.schemas.device import DeviceCurvesList, DeviceList, DevicePreset
from backend.schemas.difference import Differences
from backend.schemas.energy import Comparison, EnergyEstimate
from backend.schemas.equivalence import Conversion
from backend.schemas.inspect import CrossbarPicture, Mistakes, Pictures, Votes
from backend.schemas.network import NetworkCard, NetworkList, WeightHistograms
from backend.schemas.reproduction import Reproduction, ReproductionList
from backend.schemas.run import Run, RunDraws, RunList
from backend.schemas.share import NewShare, Share
from backend.schemas.technology import TechnologyList
from backend.schemas.training import Training, TrainingList
from frontend.kit.http import ApiProblem, Document, Http

__all__ = ["Api", "ApiProblem"]

Job = TypeVar("Job", bound=BaseModel)


class Jobs(Generic[Job]):
    """Jobs of one kind: submitted, followed, cancelled, begun again and forgotten."""

    def __init__(self, http: Http, path: str, answer: type[Job]) -> None:
        self._http, self._path, self._answer = http, path, answer

    async def get(self, job_id: str) -> Job:
        return await self._http.get(f"{self._path}/{job_id}", self._answer)

    async def submit(self, request: Document) -> tuple[Job, bool]:
        """The job that answers a request, and whether it was made for it rather than known before."""
        answer = await self._http.ask("POST", self._path, json=request)
        return self._answer.model_validate_json(answer.content), answer.status_code == 201

    async def cancel(self, job_id: str) -> Job:
        """The job as it was stopped; what it has found stays."""
        return await self._http.post(f"{self._path}/{job_id}/cancel", self._answer)

    async def retry(self, job_id: str) -> Job:
        """The job, going on from where it stopped."""
        return await self._http.post(f"{self._path}/{job_id}/retry", self._answer)

    async def delete(self, job_id: str) -> None:
        await self._http.ask("DELETE", f"{self._path}/{job_id}")


class Runs(Jobs[Run]):
    """Runs, with what only they have: lists by state and text, notes, single draws and differences."""

    def __init__(self, http: Http) -> None:
        super().__init__(http, "/runs", Run)

    async def list(
        self,
        *,
        state: str | None = None,
        q: str | None = None,
        order: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> RunList:
        """A page of the runs; `q` is a text to look for in id, spec and note."""
        return await self._http.get("/runs", RunList, state=state, q=q, order=order, limit=limit, offset=offset)

    async def soon(self, run_id: str, wait_s: float) -> Run:
        """A run once it has a point of every network, waited for so many seconds at most."""
        return await self._http.get(f"/runs/{run_id}", Run, wait_s=wait_s)

    async def annotate(self, run_id: str, notes: Document) -> Run:
        """The run with another note, or other lines across its figure, as in RunNotes."""
        return await self._http.patch(f"/runs/{run_id}", Run, notes)

    async def draws(self, run_id: str) -> RunDraws:
        return await self._http.get(f"/runs/{run_id}/draws", RunDraws)

    async def differences(self, run_id: str, *, baseline: str | None = None, other: str | None = None) -> Differences:
        """A run compared with one of its own networks, `baseline`, or with an `other` run."""
        return await self._http.get(f"/runs/{run_id}/differences", Differences, baseline=baseline, other=other)


class Trainings(Jobs[Training]):
    """Trainings, with their list."""

    def __init__(self, http: Http) -> None:
        super().__init__(http, "/trainings", Training)

    async def list(self, *, limit: int) -> TrainingList:
        """The latest ones, newest first."""
        return await self._http.get("/trainings", TrainingList, limit=limit)


class Seeing:
    """Single images and single chips; a question is a setting with what is asked of it."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def images(self, question: Document) -> Pictures:
        return await self._http.post("/seeing/images", Pictures, question)

    async def votes(self, question: Document) -> Votes:
        return await self._http.post("/seeing/votes", Votes, question)

    async def mistakes(self, question: Document) -> Mistakes:
        return await self._http.post("/seeing/mistakes", Mistakes, question)

    async def crossbar(self, question: Document) -> CrossbarPicture:
        return await self._http.post("/seeing/crossbar", CrossbarPicture, question)


class Api:
    """Everything the pages ask for. Every call raises ApiProblem where the API says no or cannot be reached."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self.runs, self.designs, self.trainings = Runs(http), Jobs(http, "/designs", Design), Trainings(http)
        self.seeing = Seeing(http)

    @classmethod
    def in_process(cls, app: Any, *, token: str | None = None) -> Self:
        """The API of an ASGI app in this process."""
        return cls(Http.in_process(app, token=token))

    @classmethod
    def at(cls, url: str, *, token: str | None = None) -> Self:
        """The API of a server elsewhere."""
        return cls(Http.at(url, token=token))

    async def networks(self) -> NetworkList:
        return await self._http.get("/networks", NetworkList)

    async def network(self, network: str) -> NetworkCard:
        return await self._http.get(f"/networks/{network}", NetworkCard)

    async def weights(self, network: str) -> WeightHistograms:
        return await self._http.get(f"/networks/{network}/weights", WeightHistograms)

    async def datasets(self) -> DatasetList:
        return await self._http.get("/datasets", DatasetList)

    async def devices(self) -> DeviceList:
        return await self._http.get("/devices", DeviceList)

    async def device(self, device: str) -> DevicePreset:
        return await self._http.get(f"/devices/{device}", DevicePreset)

    async def device_curves(self) -> DeviceCurvesList:
        return await self._http.get("/devices/curves", DeviceCurvesList)

    async def bring_device(self, device: Document) -> DevicePreset:
        """A device of one's own from a table, as in NewDevice."""
        return await self._http.post("/devices", DevicePreset, device)

    async def forget_device(self, device: str) -> None:
        await self._http.ask("DELETE", f"/devices/{device}")

    async def technologies(self) -> TechnologyList:
        return await self._http.get("/technologies", TechnologyList)

    async def energy(self, request: Document) -> EnergyEstimate:
        """The energy of one image, asked for as in EnergyRequest."""
        return await self._http.post("/energy", EnergyEstimate, request)

    async def compare_energy(self, request: Document) -> Comparison:
        """The families side by side, asked for as in ComparisonRequest."""
        return await self._http.post("/energy/comparison", Comparison, request)

    async def convert(self, request: Document) -> Conversion:
        """What a setting's noise amounts to, asked for as in ConversionRequest."""
        return await self._http.post("/conversion", Conversion, request)

    async def reproductions(self) -> ReproductionList:
        return await self._http.get("/reproductions", ReproductionList)

    async def reproduction(self, claim: str) -> Reproduction:
        return await self._http.get(f"/reproductions/{claim}", Reproduction)

    async def share(self, share_id: str) -> Share:
        return await self._http.get(f"/shares/{share_id}", Share)

    async def make_share(self, request: Document) -> NewShare:
        """A share of a run, asked for as in ShareRequest; its key is told only here."""
        return await self._http.post("/shares", NewShare, request)

    async def revoke_share(self, share_id: str, key: str) -> None:
        await self._http.ask("DELETE", f"/shares/{share_id}", headers={"X-Revoke-Key": key})

    async def story_page(self, story: Document | None) -> str:
        """A story as one page of HTML that needs no server."""
        return (await self._http.ask("POST", "/stories/page", json=story)).text
