"""kill -9 of any process in mid-run: the run ends with the numbers of an undisturbed one."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.networks import load_card
from backend.schemas.spec import Spec
from tests.e2e.server import Server, wait_for
from worker.runs.offline import compute

SPEC: dict[str, Any] = {
    "networks": ["digits/mlp-noise0", "digits/rnn-t16-noise0"],
    "sweep": {"x": {"parameter": "internal_noise.programming", "values": [0, 0.05, 0.1, 0.15]}},
    # No interval gets so narrow: every point takes all its draws, so there is a middle to be killed in.
    "sampling": {"half_width": 1e-6, "min_draws": 5, "max_draws": 700},
    "seed": 5,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("kill") / "home", environment={"MHOSCOPE_LEASE_S": "5"}) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, Any]:
    spec = Spec.model_validate(SPEC)
    cards = {network: load_card(network) for network in spec.networks}
    return compute(spec, cards, data_path=Path(), processes=2).model_dump(mode="json")


def in_the_middle(server: Server, spec: dict[str, Any]) -> str:
    run_id = server.submit(spec)
    wait_for(lambda: server.run(run_id)["draws_done"] > 0, what="the first draw")
    assert server.run(run_id)["state"] == "running"
    return run_id


@pytest.mark.parametrize("victim", ["-Q runs", "api --host", "valkey-server", "pool process"])
def test_the_numbers_are_the_same(server: Server, undisturbed: dict[str, Any], victim: str) -> None:
    for run in server.http.get("/runs").json()["items"]:
        server.http.delete(f"/runs/{run['id']}")
    _forget_draws(server)
    run_id = in_the_middle(server, SPEC)
    pids = server.processes("-Q runs")[1:2] if victim == "pool process" else server.processes(victim)[:1]
    assert pids, f"no process {victim}"
    os.kill(pids[0], signal.SIGKILL)
    run = server.finished(run_id)
    assert run["state"] == "done", run["error"]
    assert run["points"] == undisturbed["points"]
    assert run["clean"] == undisturbed["clean"]


def test_a_run_goes_on_after_everything_was_killed(tmp_path: Path, undisturbed: dict[str, Any]) -> None:
    home = tmp_path / "home"
    with Server(home, environment={"MHOSCOPE_LEASE_S": "5"}) as first:
        run_id = in_the_middle(first, SPEC)
        os.kill(first.process.pid, signal.SIGKILL)
        first.process.wait()
    with Server(home) as second:
        assert second.finished(run_id)["points"] == undisturbed["points"]


def test_cancel_takes_less_than_a_second_or_one_draw(server: Server) -> None:
    run_id = in_the_middle(server, {**SPEC, "seed": 6})
    assert server.http.post(f"/runs/{run_id}/cancel").status_code == 200
    cancelled = server.run(run_id)
    assert cancelled["state"] == "cancelled"
    wait_for(lambda: _leases(server) == 0, 2, "the end of work")
    after = server.run(run_id)["draws_done"]
    server.submit({**SPEC, "networks": ["digits/mlp-noise0"], "sampling": {"half_width": 0.02}, "seed": 7})
    assert server.run(run_id)["draws_done"] == after
    assert server.http.post(f"/runs/{run_id}/retry").status_code == 200
    assert server.finished(run_id)["state"] == "done"


def _forget_draws(server: Server) -> None:
    with sqlite3.connect(server.home / "mhoscope.db", timeout=30) as database:
        database.execute("DELETE FROM draws")


def _leases(server: Server) -> int:
    with sqlite3.connect(server.home / "mhoscope.db", timeout=30) as database:
        return int(database.execute("SELECT count(*) FROM points WHERE lease_owner IS NOT NULL").fetchone()[0])
