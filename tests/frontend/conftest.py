"""The pages on the real API, in this process: a store of its own, a Redis where a test asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dash
import pytest
from fastapi import FastAPI

from backend.api.app import create_app
from backend.settings import Settings
from backend.store.prepare import prepare
from backend.store.session import Store
from frontend.client import Api


@pytest.fixture
def server(settings: Settings) -> Iterator[FastAPI]:
    settings.home.mkdir(parents=True, exist_ok=True)
    store = Store.of(settings)
    prepare(store)
    yield create_app(settings, store=store)
    store.close()


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
