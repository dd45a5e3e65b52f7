"""The pages on the real API, in this process: a store of its own, a Redis where a test asks for one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dash
import pytest
from fastapi import FastAPI

from backend.api.app import create_app
from backend.datasets import records
from backend.networks import zoo_cards
from backend.settings import Settings
from backend.store.prepare import prepare
from backend.store.session import Store
from frontend.kit import titles
from frontend.kit.client import Api


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as a first start makes it, with all that ships. Made once; each test has a copy."""
    settings = Settings(home=tmp_path_factory.mktemp("prepared"))
    store = Store.of(settings)
    prepare(store)
    store.close()
    return settings.home / "mhoscope.db"


@pytest.fixture
def server(settings: Settings, prepared: Path) -> Iterator[FastAPI]:
    settings.home.mkdir(parents=True, exist_ok=True)
    shutil.copy(prepared, settings.home / prepared.name)
    store = Store.of(settings)
    yield create_app(settings, store=store)
    store.close()


@pytest.fixture(scope="session", autouse=True)
def _titles() -> None:
    """What the pages of a server have learnt when the first of them is asked for."""
    titles.learn([*zoo_cards().values(), *records()])


@pytest.fixture
def api(server: FastAPI) -> Api:
    return Api.in_process(server)


@pytest.fixture(autouse=True)
def _no_dash_left_over() -> Iterator[None]:
    """Dash keeps callbacks and its latest app in module globals."""
    yield
    dash._callback.GLOBAL_CALLBACK_LIST.clear()
    dash._callback.GLOBAL_CALLBACK_MAP.clear()
    dash._callback.GLOBAL_INLINE_SCRIPTS.clear()


def walk(component: Any) -> Iterator[Any]:
    """A component and all that is in it, in whatever property."""
    if isinstance(component, list | tuple):
        for item in component:
            yield from walk(item)
    elif isinstance(component, dict):
        yield from walk(list(component.values()))
    elif hasattr(component, "_type"):
        yield component
        for name in component._prop_names:
            yield from walk(getattr(component, name, None))
