"""The program as these tests see it: the only file here that imports it, so that code may move and records may not change.

Every function answers in plain JSON, the way a record keeps it.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import click
import numpy as np
from fastapi.testclient import TestClient
from pydantic import ValidationError
from sqlalchemy import text
from threadpoolctl import threadpool_limits

from backend.api.app import create_app
from backend.datasets import load, record_of
from backend.devices.measured import from_csv
from backend.networks import load_arrays, load_card, zoo_cards
from backend.schemas.canonical import meaning
from backend.schemas.run import Run
from backend.schemas.setting import Setting
from backend.schemas.spec import Spec
from backend.settings import Settings
from backend.store.migrate import upgrade
from backend.store.session import Store
from backend.technologies import ModeNotGiven, technologies
from frontend.app import FEATURES
from frontend.features.see import view as seeing
from frontend.kit.feature import find
from frontend.kit.state import codec
from frontend.kit.state.links import link_of
from frontend.kit.state.setting import setting_of
from frontend.kit.state.specs import spec_of
from frontend.kit.state.view import DEFAULT
from worker.cli import cli
from worker.crossbar import Simulator
from worker.energy import estimate
from worker.energy.activity import activities_of
from worker.runs.offline import energy
from worker.runs.point import as_point, extend
from worker.sampling import summarise
from worker.simulators import Simulators
from worker.translate import own_devices
from worker.translate.conditions import conditions
from worker.translate.networks import to_engine

Json = dict[str, Any]
ENERGY = ("total_pj", "total_low_pj", "total_high_pj", "macs", "components", "latency_s", "area_mm2")
"""Numbers of an estimate."""


# Specs


WRITTEN_BY = "5"
"""The engine that wrote the stored databases."""


def tell_device(table: str) -> str:
    """Make a user's device known from its table (CSV). Returns its id."""
    device = from_csv(table, title="Ours")
    own_devices.add(device)
    return device.id


def answer_to(document: Json, simulators: Simulators) -> Json:
    """Hash, clean accuracies, points by network, and energies of a spec: what a run of it would hold."""
    spec = Spec.model_validate_json(json.dumps(document))
    cards = {network: load_card(network) for network in spec.networks}
    points: dict[str, list[Json]] = {network: [] for network in cards}
    clean = {}
    with threadpool_limits(1):
        for network, card in cards.items():
            tested = simulators.get(card, spec.images)
            clean[network] = tested.clean_accuracy
            for place in spec.grid():
                correct: list[int] = []
                for _settled in extend(tested, place.setting, seed=spec.seed, sampling=spec.sampling, correct=correct):
                    pass
                subset = tested.subset(place.setting, seed=spec.seed, sampling=spec.sampling)
                found = summarise(correct, tested.images, spec.sampling, has_chance=place.setting.has_chance, subset=subset)
                shown = subset.images if subset else tested.images
                point = as_point(found, network=network, x=place.x, y=place.y, images=shown)
                points[network].append(point.model_dump(mode="json"))
    return {
        "spec_hash": spec.spec_hash,
        "in_explore": _is_in_explore(spec),
        "clean": clean,
        "points": points,
        "energy_pj": {network: one.total_pj for network, one in energy(spec, cards).items()},
    }


def _is_in_explore(spec: Spec) -> bool:
    """Whether a run of it leads to an address of Explore that asks for the same."""
    try:
        path, _, search = link_of(Run.model_construct(id="", spec=spec, spec_hash=spec.spec_hash)).partition("?")
    except ValidationError:
        return False
    return path == "/" and read_address(search)["spec_hash"] == spec.spec_hash


def new_simulators() -> Simulators:
    """Where points are computed, from digits alone, which are always here."""
    return Simulators(data_path=Path())


def answers_on_large_images(network: str, setting: Json, *, images: int, draws: int) -> list[str]:
    """What a network for 28 x 28 images says to digits that were drawn larger: for each draw a text of one class an image."""
    card, (shown, labels, calibration) = load_card(network), _large_digits(images)
    simulator = Simulator(to_engine(card, load_arrays(card)), shown, labels, calibration_images=calibration)
    noisy = conditions(Setting.model_validate_json(json.dumps(setting)))
    with threadpool_limits(1):
        said = [simulator.predictions(noisy, seed=7, draw=draw) for draw in range(draws)]
    return ["".join(map(str, one.tolist())) for one in said]


def _large_digits(images: int) -> tuple[Any, Any, Any]:
    """Test images, their labels, and as many training images: each pixel nine, and a border of two."""
    data = load("digits", Path())

    def larger(small: Any) -> Any:
        return np.pad(small[:images].repeat(3, axis=1).repeat(3, axis=2), ((0, 0), (2, 2), (2, 2), (0, 0)))

    return larger(data.test_images), data.test_labels[:images], larger(data.train_images)


def energy_of(network: str, technology: str, mode: str, *, measured: bool = False) -> Json | None:
    """With ideal converters; None if the technology gives no costs for the mode."""
    card = load_card(network)
    inputs = activities_of(new_simulators().get(card, 1).simulator) if measured else None
    converters = Setting().converters
    try:
        one = estimate(card, technology=technology, mode=mode, converters=converters, activities=inputs)  # type: ignore[arg-type]
    except ModeNotGiven:
        return None
    return _numbers(one.model_dump(mode="json"))


def technology_ids() -> list[str]:
    return [one.id for one in technologies()]


def _numbers(estimate: Json) -> Json:
    return {name: estimate[name] for name in ENERGY if estimate[name] is not None}


# Addresses


def read_address(search: str) -> Json:
    """What Explore makes of the search part of an address; fields by their keys in it, those at their usual value left out."""
    view, notices = codec.from_search(search)
    try:
        spec = Spec.model_validate(spec_of(view))
    except ValidationError:
        spec = None
    return {
        "fields": _unusual(view, DEFAULT, codec.KEYS),
        "notices": notices,
        "address": codec.to_search(view),
        "asks": None if spec is None else _flat(meaning(spec)),
        "spec_hash": None if spec is None else spec.spec_hash,
    }


def read_scene_address(search: str) -> Json:
    """The same on See it, which shows one setting."""
    view, scene, notices = seeing.scene_from(search)
    scene, unknown = seeing.fitted(scene, record_of("digits"))  # ten classes, as every data set of the cases has
    return {
        "fields": _unusual(view, DEFAULT, codec.KEYS) | _unusual(scene, seeing.USUAL, seeing.KEYS),
        "notices": [*notices, *unknown],
        "address": seeing.scene_search(view, scene),
        "asks": _flat(meaning(Setting.model_validate(setting_of(view)))),
    }


def address_keys() -> tuple[set[str], set[str]]:
    """Every key of Explore, and what See it has besides."""
    return set(codec.KEYS), set(seeing.KEYS)


def _unusual(model: Any, usual: Any, keys: dict[str, str]) -> Json:
    values = {key: (getattr(model, field), getattr(usual, field)) for key, field in keys.items()}
    return {key: list(now) if isinstance(now, tuple) else now for key, (now, then) in values.items() if now != then}


def _flat(document: Json, within: str = "") -> Json:
    """Every number and text by its whole name, such as "internal_noise.read"."""
    found: Json = {}
    for name, value in document.items():
        found |= _flat(value, f"{within}{name}.") if isinstance(value, dict) else {f"{within}{name}": value}
    return found


def page_exists(path: str) -> bool:
    return find(FEATURES, path) is not None


# The store and the interface


class _DeafQueue:
    """Stands where Redis would: takes everything and does nothing."""

    def waiting(self) -> int:
        return 0

    async def aclose(self) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        return lambda *_args, **_more: None


@contextmanager
def serving(dump: Path, folder: Path) -> Iterator[TestClient]:
    """The interface on a store that an earlier version wrote (SQL, compressed), brought up to date as at any start.

    It asks as the engine that wrote the store: keys of answers name the engine, and a later one computes anew.
    """
    settings = Settings(home=folder / "home", data_dir=folder / "data")
    settings.home.mkdir(parents=True)
    with sqlite3.connect(settings.home / "mhoscope.db") as database:
        database.executescript(gzip.decompress(dump.read_bytes()).decode())
    database.close()
    store = Store.of(settings)
    upgrade(store)
    try:
        with ExitStack() as stack:
            for module in ("backend.store.runs", "backend.jobs.designs"):
                stack.enter_context(patch(f"{module}.ENGINE_VERSION", WRITTEN_BY))
            app = create_app(settings, store=store, queue=_DeafQueue())  # type: ignore[arg-type]
            yield stack.enter_context(TestClient(app))
    finally:
        store.close()


def known_draws(client: TestClient, run: str) -> tuple[int, int]:
    """How many points a run has, and of how many it is known what draws gave, whichever run they were made for."""
    query = "SELECT count(*), count(draws.key) FROM points LEFT JOIN draws ON draws.key = points.draws_key WHERE run_id = :run"
    app: Any = client.app
    with app.state.store.read() as session:
        points, known = session.execute(text(query), {"run": run}).one()
    return points, known


def openapi() -> Json:
    """The document that /docs shows."""
    store = Store("sqlite://")
    try:
        return create_app(Settings(), store=store, queue=_DeafQueue()).openapi()  # type: ignore[arg-type]
    finally:
        store.close()


def commands() -> Json:
    """Every command by its whole name, with its parameters: the ways to write each, and what it takes."""
    context = click.Context(cli)
    return dict(_commands("mhoscope", cli, context))


def _commands(name: str, command: click.Command, context: click.Context) -> Iterator[tuple[str, Json]]:
    yield name, {(one.name or ""): _parameter(one) for one in command.params if one.name not in ("help", "version")}
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from _commands(f"{name} {below}", found, context)


def _parameter(one: click.Parameter) -> Json:
    facts: Json = {"kind": one.param_type_name, "required": one.required, "multiple": one.multiple, "nargs": one.nargs}
    if isinstance(one, click.Option):
        facts |= {"written": sorted([*one.opts, *one.secondary_opts]), "flag": one.is_flag}
    if isinstance(one.type, click.Choice):
        facts["choices"] = [str(choice) for choice in one.type.choices]
    return facts


CARD = ("family", "time_steps", "training_noise", "parameters", "cells", "macs", "clean_accuracy", "origin")


def networks() -> dict[str, list[Any]]:
    """What a user picks a network by, of every one that ships, in the order of CARD."""
    return {name: [getattr(card, field) for field in CARD] for name, card in zoo_cards().items()}


def environment() -> list[str]:
    """Every environment variable that is read as a setting."""
    prefix = Settings.model_config["env_prefix"]
    return sorted(f"{prefix}{name}".upper() for name in Settings.model_fields)
