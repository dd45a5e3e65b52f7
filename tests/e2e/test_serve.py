"""`mhoscope serve` as a newcomer meets it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx2
import psutil
import pytest

from backend.examples import shipped_results
from frontend.kit.state import DEFAULT, spec_of
from tests.e2e.server import Server, free_port, wait_for

SPEC: dict[str, Any] = {
    "networks": ["digits/mlp-noise0", "digits/rnn-t4-noise0.5"],
    "sweep": {"x": {"parameter": "internal_noise.read", "values": [0, 0.05, 0.1]}},
    "sampling": {"half_width": 0.01, "max_draws": 30},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("serve") / "home") as running:
        yield running


def test_the_address_is_printed(server: Server) -> None:
    wait_for(lambda: f"Mhoscope is ready at http://localhost:{server.port}" in server.log.read_text(), 10)


def test_a_first_visit_finds_a_finished_run(server: Server) -> None:
    """What the first page asks for, which is the spec of the default view, is answered by a run that ships."""
    answer = server.http.post("/runs", json=spec_of(DEFAULT))
    assert answer.status_code == 200, "nobody has to compute it"
    run = answer.json()
    (shipped,) = (result for result in shipped_results() if result.spec_hash == run["spec_hash"])
    assert run["state"] == "done"
    assert run["points"] == [point.model_dump(mode="json") for point in shipped.points] and len(run["points"]) == 33


def test_a_run_streams_its_points_and_is_answered_at_once_the_second_time(server: Server) -> None:
    run_id = server.submit(SPEC)
    kinds = []
    points: dict[tuple[str, float], Any] = {}
    with httpx2.stream("GET", f"{server.url}/api/v1/runs/{run_id}/events", timeout=60) as stream:
        kind = ""
        for line in stream.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
                kinds.append(kind)
            elif line.startswith("data: ") and kind == "update":
                for point in httpx2.Response(200, text=line.removeprefix("data: ")).json()["points"]:
                    points[point["network"], point["x"]] = point
    assert kinds[-1] == "end" and kinds.count("update") >= 2
    run = server.run(run_id)
    assert run["state"] == "done"
    assert [points[point["network"], point["x"]] for point in run["points"]] == run["points"]
    again = server.http.post("/runs", json=SPEC)
    assert again.status_code == 200 and again.json()["id"] == run_id


def test_moving_back_and_tightening_continue_the_same_draws(server: Server) -> None:
    wide = server.finished(server.submit({**SPEC, "seed": 1}))
    tight = server.finished(server.submit({**SPEC, "seed": 1, "sampling": {"half_width": 0.005, "max_draws": 60}}))
    for before, after in zip(wide["points"], tight["points"], strict=True):
        assert after["draws"] >= before["draws"]


def test_energy_is_answered_by_a_worker(server: Server) -> None:
    estimate = server.http.post("/energy", json={"network": "digits/cnn-noise0", "mode": "training"}).json()
    assert estimate["total_pj"] == pytest.approx(sum(estimate["components"].values()))


def test_a_second_server_on_the_same_home_is_told_of_the_first(server: Server) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "worker.cli", "serve", "--port", str(free_port())],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "MHOSCOPE_HOME": str(server.home)},
    )
    assert answer.returncode == 2
    assert "already serves" in answer.stderr and f":{server.port}" in answer.stderr and "Traceback" not in answer.stderr
    assert httpx2.get(f"{server.url}/readyz").is_success


def test_pages_and_api_share_an_origin(server: Server) -> None:
    assert "text/html" in httpx2.get(server.url).headers["content-type"]
    missing = httpx2.get(f"{server.url}/api/v1/typo")
    assert missing.status_code == 404 and missing.headers["content-type"] == "application/problem+json"


def test_redis_listens_on_no_port_and_everything_stops_together(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Server(tmp_path_factory.mktemp("stop") / "home") as running:
        assert running.processes("valkey-server")
        everyone = running.processes("")
    wait_for(lambda: not any(psutil.pid_exists(pid) for pid in everyone), 15, "the end of all processes")
