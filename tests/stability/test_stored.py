"""A store that an earlier version wrote is read as it was: every field of every answer, and what is known is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.stability import asking, program, records

RECORD = records.load("stored")
CASES = [(dump, path) for dump, answers in RECORD.items() for path in answers]
RUNS, DESIGNS = "/api/v1/runs", "/api/v1/designs"
ANSWERED = ("queued", "running", "done", "partial")
"""States of what is not computed again when it is asked once more."""
OTHER_LAWS = {"pcm-joshi"}
"""Presets whose laws have changed since: the keys of their draws hold the laws, so that they are computed anew."""


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, TestClient]]:
    made = {}
    contexts = [(dump, program.serving(records.HERE / dump, tmp_path_factory.mktemp("stored"))) for dump in RECORD]
    for dump, context in contexts:
        made[dump] = context.__enter__()
    yield made
    for _, context in contexts:
        context.__exit__(None, None, None)


@pytest.mark.parametrize(("dump", "path"), CASES)
def test_the_interface_answers_as_it_did(dump: str, path: str, clients: dict[str, TestClient]) -> None:
    assert records.lacking(RECORD[dump][path], asking.stored(clients[dump], path)) == []


@pytest.mark.parametrize(("dump", "path"), [case for case in CASES if case[1].rpartition("/")[0] in (RUNS, DESIGNS)])
def test_what_was_asked_before_is_answered_by_what_was_found(dump: str, path: str, clients: dict[str, TestClient]) -> None:
    """A run by its spec, a design by its request: keys of answers have stayed."""
    known, (route, _, one) = RECORD[dump][path], path.rpartition("/")
    asked = known["spec"] if route == RUNS else known["request"]
    if known["state"] not in ANSWERED or any(network.endswith("/gone") for network in asked["networks"]) or has_other_laws(asked):
        return
    answer = clients[dump].post(route, json=asked)
    assert (answer.status_code, answer.json()["id"]) == (200, one)


def has_other_laws(asked: Any) -> bool:
    """Return whether a spec, or the spec of a design, asks for a device whose laws have changed."""
    return asked.get("internal_noise", {}).get("device") in OTHER_LAWS


@pytest.mark.parametrize("dump", RECORD)
def test_draws_are_found_again_by_another_run(dump: str, tmp_path: object) -> None:
    """Without the run they were made for, what chips gave is still known to the next one with such points."""
    done = [path for path, known in RECORD[dump].items() if path.rpartition("/")[0] == RUNS and known["state"] == "done"]
    done = [path for path in done if not has_other_laws(RECORD[dump][path]["spec"])]
    assert done
    with program.serving(records.HERE / dump, tmp_path) as client:  # type: ignore[arg-type]
        for path in done:
            assert client.delete(path).status_code == 204
            run = client.post(RUNS, json=RECORD[dump][path]["spec"]).json()["id"]
            points, known = program.known_draws(client, run)
            assert points == known == len(RECORD[dump][path]["points"])
