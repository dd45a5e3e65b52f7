"""Hours of trouble in minutes: runs, cancels and kill -9 of whatever there is, and then the books are checked.

`python -m tests.e2e.soak --minutes 2` on a private server, which it starts and stops. No run may hang, no point may be
lost, none may be done twice, and every number must be what an undisturbed program computes. Exits 1 with what was wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

from backend.networks import load_card
from backend.schemas.spec import Spec
from tests.e2e.server import Server, wait_for
from worker.runs.offline import compute

VICTIMS = ("pool process", "-Q runs", "api --host", "valkey-server")
NETWORKS = ("digits/mlp-noise0", "digits/rnn-t4-noise0", "digits/rnn-t16-noise0")
FINISHED = ("done", "partial", "cancelled", "failed")
AT_ONCE = 6
"""Runs under way at a time."""
GRACE_S = 300
"""For the last runs, once nothing is disturbed any more."""


def spec(chance: random.Random) -> dict[str, Any]:
    """A run of its own seed, with enough draws to be disturbed in."""
    return {
        "networks": chance.sample(NETWORKS, chance.randint(1, 2)),
        "images": 200,
        "sweep": {"x": {"parameter": "internal_noise.programming", "values": [0, 0.05, 0.1]}},
        "sampling": {"half_width": 1e-6, "min_draws": 5, "max_draws": chance.choice([20, 60, 150])},
        "seed": chance.randrange(10**6),
    }


class Soak:
    """What was asked for, what was done to it, and what is found wrong."""

    def __init__(self, server: Server, chance: random.Random) -> None:
        self.server = server
        self.chance = chance
        self.specs: dict[str, dict[str, Any]] = {}
        self.cancelled: set[str] = set()
        self.done = Counter[str]()

    def disturb(self, seconds: float) -> None:
        """Submit, cancel and kill, at random, about twice a second."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            act = self.chance.choices((self._submit, self._cancel, self._retry, self._kill), weights=(6, 1, 1, 2))[0]
            try:
                act()
            except httpx2.TransportError:
                self.done["times that the web part was down"] += 1
                wait_for(self.server.ready, GRACE_S, "the web part")
            time.sleep(self.chance.uniform(0.2, 0.8))

    def _unfinished(self) -> list[str]:
        answer = self.server.http.get("/runs", params={"limit": 200})
        return [run["id"] for run in answer.json()["items"] if run["state"] not in FINISHED and run["id"] in self.specs]

    def _submit(self) -> None:
        if len(self._unfinished()) >= AT_ONCE:
            return
        document = spec(self.chance)
        answer = self.server.http.post("/runs", json=document)
        if answer.status_code == 201:
            self.specs[answer.json()["id"]] = document
            self.done["submitted"] += 1
        elif answer.status_code < 500:
            raise AssertionError(f"a good spec was answered {answer.status_code}: {answer.text}")

    def _cancel(self) -> None:
        if unfinished := self._unfinished():
            run_id = self.chance.choice(unfinished)
            if self.server.http.post(f"/runs/{run_id}/cancel").status_code == 200:
                self.cancelled.add(run_id)
                self.done["cancelled"] += 1

    def _retry(self) -> None:
        if self.cancelled:
            run_id = self.chance.choice(sorted(self.cancelled))
            if self.server.http.post(f"/runs/{run_id}/retry").status_code == 200:
                self.cancelled.discard(run_id)
                self.done["gone on with"] += 1

    def _kill(self) -> None:
        victim = self.chance.choice(VICTIMS)
        pids = self.server.processes("-Q runs")[1:] if victim == "pool process" else self.server.processes(victim)[:1]
        if pids:
            os.kill(self.chance.choice(pids), signal.SIGKILL)
            self.done[f"killed: {victim}"] += 1

    def check(self) -> list[str]:
        """A sentence for everything that is not as it should be."""
        ends = time.monotonic() + GRACE_S
        wrong: list[str] = []
        for run_id, document in self.specs.items():
            try:
                run = self.server.finished(run_id, max(1.0, ends - time.monotonic()))
            except AssertionError:
                wrong.append(f"run {run_id} does not end")
                continue
            wrong += self._check_run(run, document)
        if not self.done["ended: done"]:
            wrong.append("no run was done in that time, which shows nothing: take more minutes")
        return wrong + self._check_books()

    def _check_run(self, run: Mapping[str, Any], document: dict[str, Any]) -> list[str]:
        name, places = f"run {run['id']}", [(point["network"], point["x"]) for point in run["points"]]
        self.done[f"ended: {run['state']}"] += 1
        wrong = [f"{name} has the point {place} twice" for place, times in Counter(places).items() if times > 1]
        if run["state"] == "cancelled":
            return wrong if run["id"] in self.cancelled else [*wrong, f"{name} was not cancelled by anybody"]
        if run["state"] != "done":
            return [*wrong, f"{name} ended as {run['state']}: {run['error']}"]
        expected = undisturbed(document)
        if run["points"] != expected["points"] or run["clean"] != expected["clean"]:
            wrong.append(f"{name} has other numbers than an undisturbed one")
        return wrong

    def _check_books(self) -> list[str]:
        """What the store holds once nothing runs any more."""
        with sqlite3.connect(self.server.home / "mhoscope.db", timeout=30) as database:
            held = database.execute("SELECT count(*) FROM points WHERE lease_owner IS NOT NULL").fetchone()[0]
            counts = database.execute("SELECT key, count, json_array_length(correct) FROM draws").fetchall()
        wrong = [f"{held} points are held by a worker though nothing runs"] if held else []
        # Draws are kept by number: one that was done twice would make the list longer than its count or than asked for.
        return wrong + [f"draws {key[:12]} count {count} and are {length}" for key, count, length in counts if count != length]


def undisturbed(document: dict[str, Any]) -> dict[str, Any]:
    asked = Spec.model_validate(document)
    cards = {network: load_card(network) for network in asked.networks}
    return compute(asked, cards, data_path=Path(), processes=2).model_dump(mode="json")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0, help="of disturbance; default: 2")
    parser.add_argument("--seed", type=int, default=0, help="of what is done when")
    asked = parser.parse_args()
    with (
        TemporaryDirectory(prefix="mhoscope-soak-") as folder,
        Server(Path(folder) / "home", environment={"MHOSCOPE_LEASE_S": "5"}, patience_s=GRACE_S) as server,
    ):
        soak = Soak(server, random.Random(asked.seed))
        server.finished(server.submit(spec(soak.chance)), GRACE_S)  # everything has started
        soak.disturb(60 * asked.minutes)
        wrong = soak.check()
        if wrong:
            print(server.log.read_text()[-4000:], file=sys.stderr)
    print("; ".join(f"{what} {times}" for what, times in sorted(soak.done.items())))
    print("\n".join(wrong) or "No point was lost, none was done twice, and every number is that of an undisturbed run.")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
