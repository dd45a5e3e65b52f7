"""Celery's doors into the worker: thin, so that everything behind them runs without Celery too."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from celery import Task
from pydantic import BaseModel, ValidationError

from backend.queue import Queue
from backend.schemas.device import DeviceCurvesList, DevicePreset
from backend.schemas.difference import DifferenceRequest
from backend.schemas.elsewhere import Script, ScriptRequest
from backend.schemas.energy import ComparisonRequest, EnergyRequest
from backend.schemas.equivalence import ConversionRequest
from backend.schemas.explain import explain
from backend.schemas.network import NetworkCard
from backend.schemas.tasks import COMPARISON, CONVERSION, DATA, DEVICE_CURVES, DIFFERENCES, ENERGY, SCRIPT, SEE
from backend.settings import get_settings
from backend.store.datasets import use_store
from backend.store.devices import find_device_in
from backend.store.networks import all_cards, find_network
from backend.store.session import Store
from worker.analysis.data.questions import answer as answer_data
from worker.analysis.device_curves import curves
from worker.analysis.equivalence.convert import convert
from worker.analysis.inspect.inspector import Inspector
from worker.analysis.inspect.questions import answer as answer_see
from worker.app import app
from worker.crossbar import Simulator
from worker.design.job import DESIGN_WORK
from worker.dynamics.job import DYNAMICS_WORK
from worker.energy import estimate
from worker.energy.activity import activities_of
from worker.energy.comparison import comparison
from worker.exports.script import script
from worker.prediction.job import PREDICTION_WORK
from worker.process.context import WorkerContext
from worker.process.job_runner import JobWork
from worker.process.lease_owner import this_process
from worker.runs.advance import RUN_WORK
from worker.sampling.differences import differences
from worker.simulators import EVERY_IMAGE, Simulators
from worker.training.job import TRAINING_WORK
from worker.translate import own_devices
from worker.uploads.job import UPLOAD_WORK


@lru_cache(maxsize=1)
def _context(_pid: int) -> WorkerContext:
    settings = get_settings()
    store = Store.of(settings)
    own_devices.set_finder(partial(find_device_in, store))
    use_store(store, settings)
    return WorkerContext(
        settings=settings,
        store=store,
        queue=Queue(settings),
        simulators=Simulators(data_path=settings.data_path),
        owner=this_process(),
        clock=time.time,
    )


def context() -> WorkerContext:
    """This process's connections: a forked process never uses its parent's."""
    return _context(os.getpid())


@lru_cache(maxsize=1)
def _inspector(_pid: int) -> Inspector:
    return Inspector(context().simulators, data_path=context().settings.data_path, clock=time.perf_counter)


JOBS = (RUN_WORK, DESIGN_WORK, TRAINING_WORK, UPLOAD_WORK, DYNAMICS_WORK, PREDICTION_WORK)
"""How each kind of jobs is worked on."""


def _door(work: JobWork) -> Task[Any, Any]:
    """The Celery task of a kind of jobs: the key of a row in, nothing out; what came of it stands in the store."""

    def perform(*key: Any) -> None:
        work.perform(context(), *key)

    return app.task(name=work.kind.task.name)(perform)


DOORS = tuple(_door(work) for work in JOBS)


def _reply(reply_to: str, answer: Callable[[], BaseModel]) -> None:
    """Send an answer to whoever waits for it, or one sentence on why there is none."""
    queue = context().queue
    try:
        found = answer()
    except ValidationError as error:
        queue.reply(reply_to, {"error": explain(error)})
    except (LookupError, ValueError) as error:
        queue.reply(reply_to, {"error": str(error)})
    else:
        queue.reply(reply_to, {"result": found.model_dump(mode="json")})


def _network(network: str) -> tuple[NetworkCard, bytes | None]:
    """Its card and, unless it ships with the program, its packed weights. Raises LookupError."""
    with context().store.read() as session:
        found = find_network(session, network)
    if found is None:
        raise LookupError(f"there is no network {network!r}")
    return found


def _simulator(card: NetworkCard, weights: bytes | None) -> Simulator:
    """Return the simulator of a network on its full test set."""
    return context().simulators.get(card, EVERY_IMAGE, weights=weights).simulator


@app.task(name=ENERGY)
def energy(reply_to: str, payload: dict[str, Any]) -> None:
    """EnergyRequest in, EnergyEstimate out."""

    def answer() -> BaseModel:
        request = EnergyRequest.model_validate(payload)
        card, weights = _network(request.network)
        measured = request.activations == "measured"
        return estimate(
            card,
            technology=request.technology,
            mode=request.mode,
            converters=request.converters,
            crossbar=request.crossbar,
            overrides=request.overrides,
            constants=request.constants,
            activities=activities_of(_simulator(card, weights)) if measured else None,
        )

    _reply(reply_to, answer)


@app.task(name=COMPARISON)
def compare_energy(reply_to: str, payload: dict[str, Any]) -> None:
    """ComparisonRequest in, Comparison out."""
    _reply(reply_to, lambda: comparison(ComparisonRequest.model_validate(payload)))


@app.task(name=CONVERSION)
def convert_noise(reply_to: str, payload: dict[str, Any]) -> None:
    """ConversionRequest in, Conversion out."""

    def answer() -> BaseModel:
        request = ConversionRequest.model_validate(payload)
        card, weights = _network(request.network)
        with context().store.read() as session:
            cards = all_cards(session)
        return convert(request, card, weights, cards.values(), data_path=context().settings.data_path)

    _reply(reply_to, answer)


@app.task(name=DIFFERENCES)
def compare_points(reply_to: str, payload: dict[str, Any]) -> None:
    """DifferenceRequest in, Differences out."""
    _reply(reply_to, lambda: differences(DifferenceRequest.model_validate(payload), context().store))


@app.task(name=SCRIPT)
def write_script(reply_to: str, payload: dict[str, Any]) -> None:
    """ScriptRequest in, Script out: a run as Python for another simulator."""

    def answer() -> BaseModel:
        request = ScriptRequest.model_validate(payload)
        found = {name: _network(name) for name in dict.fromkeys(point.network for point in request.run.points)}
        cards = {name: card for name, (card, _weights) in found.items()}
        return Script(text=script(request.kind, request.run, cards, lambda name: _simulator(*found[name])))

    _reply(reply_to, answer)


@app.task(name=SEE)
def see(reply_to: str, payload: dict[str, Any]) -> None:
    """What is to be seen of a network: which question, and the request of it in; the answer out."""
    _reply(reply_to, lambda: answer_see(_inspector(os.getpid()), context().store, payload["question"], payload["request"]))


@app.task(name=DATA)
def data(reply_to: str, payload: dict[str, Any]) -> None:
    """What is to be seen of a data set: which question, and the request of it in; the answer out."""
    _reply(reply_to, lambda: answer_data(payload["question"], payload["request"], data_path=context().settings.data_path))


@app.task(name=DEVICE_CURVES)
def device_curves(reply_to: str, payload: dict[str, Any]) -> None:
    """Devices with a model in, DeviceCurvesList out."""

    def answer() -> BaseModel:
        devices = [DevicePreset.model_validate(device) for device in payload["devices"]]
        items = [curves(device, device.model) for device in devices if device.model is not None]
        return DeviceCurvesList(items=items, total=len(items))

    _reply(reply_to, answer)
