"""The route that says what a setting's noise amounts to: what reaches the worker, what is refused before."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from backend.queue import Refused
from backend.schemas.tasks import CONVERSION
from tests.backend.api.conftest import RememberingQueue

URL = "/api/v1/conversion"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"network": "digits/nobody"}, "there is no network 'digits/nobody'"),
        ({"network": "digits/mlp-noise0", "internal_noise": {"device": "abacus"}}, "internal_noise.device must be one of"),
        ({"network": "digits/mlp-noise0", "internal_noise": {"programming": -1}}, "internal_noise.programming"),
        ({"network": "digits/mlp-noise0", "noise": 1}, "noise"),
    ],
)
def test_what_cannot_be_converted_is_said_before_anyone_is_asked(client: TestClient, body: dict[str, object], said: str) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422 and said in answer.json()["detail"]


def test_no_worker_and_a_worker_that_refuses(client: TestClient, queue: RememberingQueue) -> None:
    assert client.post(URL, json={"network": "digits/mlp-noise0"}).status_code == 503
    queue.answers[CONVERSION] = Refused("data set mnist is not installed")
    assert client.post(URL, json={"network": "digits/mlp-noise0"}).json()["detail"] == "data set mnist is not installed"
