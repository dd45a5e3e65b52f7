"""Shares over HTTP: frozen, unguessable, revocable."""

from __future__ import annotations

from fastapi.testclient import TestClient

from backend.store.prepare import prepare
from backend.store.session import Store
from tests.backend.api.test_runs import submit

SHARES = "/api/v1/shares"


def test_a_share_outlives_its_run_and_can_be_revoked(client: TestClient, store: Store) -> None:
    prepare(store)  # brings a finished run
    run = client.get("/api/v1/runs", params={"state": "done"}).json()["items"][0]["id"]
    whole = client.get(f"/api/v1/runs/{run}").json()
    answer = client.post(SHARES, json={"run": run, "title": "For the talk", "note": "Look at the RNN."})
    assert answer.status_code == 201
    share = answer.json()
    key = share.pop("revoke_key")
    assert len(share["id"]) == 32 and answer.headers["location"] == f"{SHARES}/{share['id']}"
    assert (share["title"], share["note"], share["run"]) == ("For the talk", "Look at the RNN.", whole)
    assert client.post(SHARES, json={"run": run}).json()["id"] != share["id"]
    assert client.delete(f"/api/v1/runs/{run}").status_code == 204
    assert client.get(f"{SHARES}/{share['id']}").json() == share
    table = client.get(f"{SHARES}/{share['id']}/export/csv")
    assert table.headers["content-disposition"].endswith('.csv"') and len(table.text.splitlines()) == 1 + len(whole["points"])
    for wrong in ({}, {"X-Revoke-Key": share["id"]}):
        refused = client.delete(f"{SHARES}/{share['id']}", headers=wrong)
        assert refused.status_code == 403 and "only who shared" in refused.json()["detail"]
    assert client.delete(f"{SHARES}/{share['id']}", headers={"X-Revoke-Key": key}).status_code == 204
    gone = client.get(f"{SHARES}/{share['id']}")
    assert gone.status_code == 404 and "revoked" in gone.json()["detail"]


def test_what_cannot_be_shared_is_said(client: TestClient) -> None:
    assert client.post(SHARES, json={"run": "nothing"}).status_code == 404
    waiting = client.post(SHARES, json={"run": submit(client)})
    assert waiting.status_code == 409 and "once it has ended" in waiting.json()["detail"]
    assert client.post(SHARES, json={"run": "x", "title": "t" * 201}).status_code == 422
