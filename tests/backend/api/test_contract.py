"""Schemathesis: whatever fits the documentation is answered as documented, and nothing is ever a 500."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from backend.api.app import create_app
from backend.settings import Settings
from backend.store.migrate import upgrade
from backend.store.session import Store
from tests.backend.api.conftest import RememberingQueue
from tests.backend.api.test_other_routes import ESTIMATE


def only_expected_failures(_context: Any, response: schemathesis.Response, _case: schemathesis.Case) -> None:
    """That no worker answers, as here, is a 503 with what to do; anything else of the kind is a fault of the program."""
    assert response.status_code < 500 or (response.status_code == 503 and "mhoscope doctor" in response.text)


CHECKS = [only_expected_failures, status_code_conformance, content_type_conformance, response_schema_conformance]
# A stream of events has no end as long as its run goes on; figures for Prometheus are no JSON.
LEFT_OUT = ("/events", "/metrics")


@pytest.fixture
def app(settings: Settings) -> Iterator[FastAPI]:
    store = Store.of(settings)
    upgrade(store)
    queue = RememberingQueue()
    queue.answers["mhoscope.energy"] = ESTIMATE
    queue.answers["mhoscope.comparison"] = {"items": [], "total": 0}
    made = create_app(settings, store=store, queue=queue)  # type: ignore[arg-type]
    with TestClient(made):
        yield made


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
def test_every_route_keeps_its_word(app: FastAPI, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = [result.ok() for result in schema.get_all_operations()]
    asked = [operation for operation in operations if not operation.path.endswith(LEFT_OUT)]
    assert len(asked) > 12
    answered = sum(ask(operation, mode) for operation in asked)
    assert answered > 50


def ask(operation: Any, mode: GenerationMode) -> int:
    """Ask one route many things; returns how many were answered, each as documented."""
    if mode is GenerationMode.NEGATIVE and not (list(operation.body) or list(operation.query)):
        return 0  # nothing can be unfit
    answered = 0

    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=25,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        database=None,
    )
    def each(case: schemathesis.Case) -> None:
        nonlocal answered
        case.call_and_validate(checks=CHECKS)
        answered += 1

    each()
    return answered
