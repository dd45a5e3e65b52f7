"""The API as the pages see it: every call by its name, every answer a model of the contract."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Generic, Self, TypeVar

from pydantic import BaseModel

from backend.schemas.dataset import DatasetDependents, DatasetInfo, DatasetList
from backend.schemas.dataset_view import DatasetStatistics, Samples
from backend.schemas.design import DESIGN_JOBS, Design, DesignList, DesignRequest
from backend.schemas.device import DeviceCurvesList, DeviceList, DevicePreset, DevicePreview
from backend.schemas.difference import Differences
from backend.schemas.dynamics import DYNAMICS_JOBS, Dynamics, DynamicsList, DynamicsRequest
from backend.schemas.energy import Comparison, EnergyEstimate
from backend.schemas.equivalence import Conversion
from backend.schemas.inspect import CrossbarPicture, Mistakes, Pictures, Votes
from backend.schemas.job import JobContract
from backend.schemas.network import NetworkCard, NetworkList, WeightHistograms
from backend.schemas.prediction import PREDICTION_JOBS, Prediction, PredictionList
from backend.schemas.prediction_quality import PredictionQuality
from backend.schemas.problem import ApiProblem
from backend.schemas.reproduction import Reproduction, ReproductionList
from backend.schemas.run import RUN_JOBS, Run, RunDraws, RunList
from backend.schemas.share import NewShare, Share
from backend.schemas.spec import Spec
from backend.schemas.technology import TechnologyList
from backend.schemas.training import TRAINING_JOBS, Training, TrainingList, TrainingRequest
from backend.schemas.upload import UPLOAD_JOBS, Upload, UploadList, UploadRequest
from frontend.kit import titles
from frontend.kit.http import Document, Http

__all__ = ["Api", "ApiProblem"]

Request = TypeVar("Request", bound=BaseModel)
Job = TypeVar("Job", bound=BaseModel)
Page = TypeVar("Page", bound=BaseModel)


class Jobs(Generic[Request, Job, Page]):
    """Jobs of one kind: listed, submitted, followed, cancelled, begun again and forgotten."""

    def __init__(self, http: Http, contract: JobContract[Request, Job, Page]) -> None:
        self._http, self._path, self._answer, self._page = http, contract.path, contract.answer, contract.page

    async def list(self, **query: Any) -> Page:
        """A page of them, newest first: `limit` and `offset`, `state`, and what else the kind can be asked for."""
        return await self._http.get(self._path, self._page, **query)

    async def get(self, job_id: str, **query: Any) -> Job:
        return await self._http.get(f"{self._path}/{job_id}", self._answer, **query)

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


class Runs(Jobs[Spec, Run, RunList]):
    """Runs, with what only they have: notes, single draws and differences."""

    async def soon(self, run_id: str, wait_s: float) -> Run:
        """A run once it has a point of every network, waited for so many seconds at most."""
        return await self.get(run_id, wait_s=wait_s)

    async def annotate(self, run_id: str, notes: Document) -> Run:
        """The run with another note, or other lines across its figure, as in RunNotes."""
        return await self._http.patch(f"{self._path}/{run_id}", Run, notes)

    async def draws(self, run_id: str) -> RunDraws:
        return await self._http.get(f"{self._path}/{run_id}/draws", RunDraws)

    async def differences(self, run_id: str, *, baseline: str | None = None, other: str | None = None) -> Differences:
        """A run compared with one of its own networks, `baseline`, or with an `other` run."""
        return await self._http.get(f"{self._path}/{run_id}/differences", Differences, baseline=baseline, other=other)


class Inspector:
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
        self.runs = Runs(http, RUN_JOBS)
        self.designs: Jobs[DesignRequest, Design, DesignList] = Jobs(http, DESIGN_JOBS)
        self.trainings: Jobs[TrainingRequest, Training, TrainingList] = Jobs(http, TRAINING_JOBS)
        self.uploads: Jobs[UploadRequest, Upload, UploadList] = Jobs(http, UPLOAD_JOBS)
        self.dynamics: Jobs[DynamicsRequest, Dynamics, DynamicsList] = Jobs(http, DYNAMICS_JOBS)
        self.predictions: Jobs[Spec, Prediction, PredictionList] = Jobs(http, PREDICTION_JOBS)
        self.inspector = Inspector(http)

    @classmethod
    def in_process(cls, app: Any, *, token: str | None = None) -> Self:
        """The API of an ASGI app in this process."""
        return cls(Http.in_process(app, token=token))

    @classmethod
    def at(cls, url: str, *, token: str | None = None) -> Self:
        """The API of a server elsewhere."""
        return cls(Http.at(url, token=token))

    async def networks(self) -> NetworkList:
        found = await self._http.get("/networks", NetworkList)
        titles.learn(found.items)
        return found

    async def network(self, network: str) -> NetworkCard:
        found = await self._http.get(f"/networks/{network}", NetworkCard)
        titles.learn([found])
        return found

    async def forget_network(self, network: str) -> None:
        """Remove a network that was trained or uploaded here."""
        await self._http.ask("DELETE", f"/networks/{network}")

    async def weights(self, network: str) -> WeightHistograms:
        return await self._http.get(f"/networks/{network}/weights", WeightHistograms)

    async def datasets(self) -> DatasetList:
        found = await self._http.get("/datasets", DatasetList)
        titles.learn(found.items)
        return found

    async def dataset(self, name: str) -> DatasetInfo:
        found = await self._http.get(f"/datasets/{name}", DatasetInfo)
        titles.learn([found])
        return found

    async def samples(self, dataset: str, **query: Any) -> Samples:
        """Some of its images or sequences, asked for as in SamplesRequest."""
        return await self._http.get(f"/datasets/{dataset}/samples", Samples, **query)

    async def statistics(self, dataset: str) -> DatasetStatistics:
        return await self._http.get(f"/datasets/{dataset}/statistics", DatasetStatistics)

    async def dependents(self, dataset: str) -> DatasetDependents:
        """What depends on a data set of one's own."""
        return await self._http.get(f"/datasets/{dataset}/dependents", DatasetDependents)

    async def forget_dataset(self, dataset: str, *, force: bool) -> None:
        """Remove a data set of one's own; with `force` its networks go too."""
        await self._http.ask("DELETE", f"/datasets/{dataset}", params={"force": force})

    async def learn_titles(self) -> None:
        """Ask what networks and data sets are called, if the API can be reached."""
        with suppress(ApiProblem):
            await asyncio.gather(self.networks(), self.datasets())

    async def devices(self) -> DeviceList:
        return await self._http.get("/devices", DeviceList)

    async def device(self, device: str) -> DevicePreset:
        return await self._http.get(f"/devices/{device}", DevicePreset)

    async def device_curves(self) -> DeviceCurvesList:
        return await self._http.get("/devices/curves", DeviceCurvesList)

    async def bring_device(self, device: Document) -> DevicePreset:
        """A device of one's own from a table, as in NewDevice."""
        return await self._http.post("/devices", DevicePreset, device)

    async def preview_device(self, device: Document) -> DevicePreview:
        """What a table means, as in NewDevice; nothing is kept."""
        return await self._http.post("/devices/preview", DevicePreview, device)

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

    async def prediction_quality(self) -> PredictionQuality:
        """How well predicted accuracies agree with simulated ones. Raises ApiProblem, 404 where that was not measured."""
        return await self._http.get("/reproductions/predictions", PredictionQuality)

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
