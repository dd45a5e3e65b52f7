"""Scripts for other simulators: what reaches the worker, and what comes back as a file."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from backend.queue import Refused
from backend.schemas.tasks import SCRIPT
from tests.backend.api.conftest import RememberingQueue

SPEC = {"networks": ["digits/mlp-noise0"], "images": 20}


@pytest.mark.parametrize("kind", ["crosssim", "aihwkit"])
def test_a_script_is_a_python_file_that_no_package_is_hidden_by(client: TestClient, queue: RememberingQueue, kind: str) -> None:
    run = client.post("/api/v1/runs", json=SPEC).json()
    url = f"/api/v1/runs/{run['id']}/export/{kind}"
    assert client.get(url).status_code == 503
    queue.answers[SCRIPT] = Refused("there is no network 'digits/mine'")
    assert client.get(url).json()["detail"] == "there is no network 'digits/mine'"
    queue.answers[SCRIPT] = {"text": "print('there')\n"}
    answer = client.get(url)
    assert answer.text == "print('there')\n" and answer.headers["content-type"].startswith("text/x-python")
    name = f"mhoscope-{run['spec_hash'][:12]}-{kind}.py"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert client.get(f"/api/v1/runs/nobody/export/{kind}").status_code == 404
