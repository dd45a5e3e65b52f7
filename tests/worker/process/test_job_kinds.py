"""One record makes a kind of jobs: routes, lease, cancel, retry, events and recovery of a toy that counts."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from backend.api import errors
from backend.api.jobs import routes_of
from backend.jobs import KINDS
from backend.jobs.checks import Unfit
from backend.jobs.kind import Checked, Doc, JobKind, Queued, Words
from backend.schemas.canonical import digest
from backend.schemas.job import JobContract, JobState
from backend.schemas.tasks import Task
from backend.settings import Settings
from backend.store import jobs, leases
from backend.store.rows import AnsweredJobColumns, LeasedJobColumns
from backend.store.session import Store
from tests.backend.api.conftest import RememberingQueue
from worker import tasks
from worker.app import app as celery_app
from worker.process.context import WorkerContext
from worker.process.job_runner import JobStopped, LeasedJob, whole_job
from worker.process.reaper import reap
from worker.process.sharing import ON_DEMAND

# What a new kind writes: a schema, a table, a record, a function of the worker.


class CountRequest(BaseModel):
    to: int


class Count(BaseModel):
    id: str
    state: JobState
    to: int
    counted: list[int]
    error: str | None
    sequence: int


class CountPage(BaseModel):
    items: list[Count]
    total: int


class ToyTables(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {list[int]: JSON}


class CountRow(LeasedJobColumns, AnsweredJobColumns, ToyTables):
    __tablename__ = "counts"
    noun = "count"

    to: Mapped[int]
    counted: Mapped[list[int]] = mapped_column(default=list)


def check(request: CountRequest, _session: Session, _settings: Settings) -> Checked:
    if request.to < 0:
        raise Unfit("to must be at least 0", field="to")
    key = digest({"to": request.to})

    def record(session: Session) -> Queued:
        count_id = jobs.create(session, CountRow, to=request.to, counted=[], answer_key=key, engine_version="1")
        return Queued(count_id, [(count_id,)])

    return Checked(lambda: record, key)


def view(_session: Session, row: CountRow) -> Count:
    return Count.model_validate({name: getattr(row, name) for name in Count.model_fields})


COUNTS = JobKind(
    contract=JobContract("/counts", CountRequest, Count, CountPage),
    row=CountRow,
    task=Task("mhoscope.count", "runs"),
    words=Words(
        submit_name="count_up",
        submit=Doc("Count"),
        known="Counted before.",
        list=Doc("List counts"),
        get=Doc("One count"),
        delete=Doc("Forget a count"),
        cancel=Doc("Stop counting"),
        retry=Doc("Count again"),
        events="Events.",
        waiting="counts",
    ),
    most_unfinished=lambda _settings: 3,
    retry_after_s=7,
    check=check,
    view=view,
)


def take(session: Session, count_id: str, *, owner: str, now: float, lease_s: float) -> int | None:
    row = jobs.claim(session, CountRow, count_id, owner=owner, now=now, lease_s=lease_s)
    return None if row is None else row.to


def count(job: LeasedJob[int]) -> None:
    for number in range(job.request + 1):
        with job.context.store.write() as session:
            if not job.renew(session):
                raise JobStopped
            row = jobs.progress(session, CountRow, job.id, owner=job.context.owner)
            assert row is not None
            row.counted = [*row.counted, number]
            if number == job.request:
                jobs.end(row, "done")
        job.publish()


WORK = whole_job(COUNTS, take, count, lease_s=10)

# The tests.

URL = "/counts"
GONE = f"{socket.gethostname()}:999999999:1"
"""A process of this machine that is no more."""


class Queue(RememberingQueue):
    """Tells a listener of every change."""

    on_publish: Callable[[], None] = staticmethod(lambda: None)

    def publish(self, run_id: str, sequence: int = 0) -> None:
        super().publish(run_id, sequence)
        self.on_publish()

    def waiting(self, queue: str = "runs") -> int:
        return 0


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    made = Store.of(settings)
    ToyTables.metadata.create_all(made.engine)
    yield made
    made.close()


@pytest.fixture
def client(settings: Settings, store: Store, queue: Queue) -> Iterator[TestClient]:
    app = FastAPI(generate_unique_id_function=lambda route: route.name)
    app.state.settings, app.state.store, app.state.queue = settings, store, queue
    errors.install(app)
    app.include_router(routes_of(COUNTS))
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def context(settings: Settings, store: Store, queue: Queue) -> WorkerContext:
    simulators: Any = None
    return WorkerContext(settings, store, queue, simulators, owner="me", clock=time.time)  # type: ignore[arg-type]


def submit(client: TestClient, to: int = 3) -> str:
    answer = client.post(URL, json={"to": to})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def now_of(client: TestClient, count_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{URL}/{count_id}").json()
    return found


def test_all_routes_are_there_and_documented(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    operations = {
        f"{method} {path}": (one["operationId"], one["tags"], sorted(one["responses"]))
        for path, methods in document["paths"].items()
        for method, one in methods.items()
    }
    tags = ["counts"]
    assert operations == {
        "post /counts": ("count_up", tags, ["200", "201", "413", "422", "429", "503"]),
        "get /counts": ("list_counts", tags, ["200", "422"]),
        "get /counts/{count_id}": ("get_count", tags, ["200", "404", "422"]),
        "delete /counts/{count_id}": ("delete_count", tags, ["204", "404", "422"]),
        "post /counts/{count_id}/cancel": ("cancel_count", tags, ["200", "404", "409", "422"]),
        "post /counts/{count_id}/retry": ("retry_count", tags, ["200", "404", "409", "422"]),
        "get /counts/{count_id}/events": ("count_events", tags, ["200", "404", "422"]),
    }


def test_it_is_submitted_worked_on_and_followed(client: TestClient, queue: Queue, context: WorkerContext) -> None:
    answer = client.post(URL, json={"to": 3})
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"{URL}/{made['id']}")
    assert (made["state"], queue.keys) == ("queued", {"mhoscope.count": [(made["id"],)]})
    seen: list[list[int]] = []
    queue.on_publish = lambda: seen.append(now_of(client, made["id"])["counted"])  # type: ignore[method-assign]
    WORK.perform(context, *queue.keys["mhoscope.count"][0])
    assert [] in seen and [0, 1] in seen and seen[-1] == [0, 1, 2, 3], "followed as it went"
    done = now_of(client, made["id"])
    assert done["state"] == "done" and done["sequence"] > made["sequence"]
    update, end = client.get(f"{URL}/{made['id']}/events").text.strip().split("\n\n")
    assert "event: update" in update and f"id: {done['sequence']}" in update
    assert json.loads(next(line for line in update.splitlines() if line.startswith("data: "))[6:]) == done
    assert "event: end" in end and '"done"' in end
    WORK.perform(context, made["id"])
    assert now_of(client, made["id"]) == done, "a message that comes twice does nothing"


def test_what_is_known_cannot_be_done_or_is_too_much_is_said(client: TestClient, queue: Queue) -> None:
    count_id = submit(client)
    again = client.post(URL, json={"to": 3})
    assert (again.status_code, again.json()["id"], len(queue.keys["mhoscope.count"])) == (200, count_id, 1)
    unfit = client.post(URL, json={"to": -1})
    assert (unfit.status_code, unfit.json()["field"], unfit.json()["detail"]) == (422, "to", "to must be at least 0")
    for to in (4, 5):
        submit(client, to)
    full = client.post(URL, json={"to": 6})
    assert (full.status_code, full.headers["retry-after"]) == (429, "7")
    assert full.json()["detail"] == "3 counts are waiting already; cancel some, or try again later"
    assert client.post(URL, json={"to": 3}).status_code == 200, "what is known is still answered"
    assert client.get(f"{URL}/nothing").json()["detail"] == "there is no count 'nothing'"


def test_the_list_is_newest_first_and_filtered(client: TestClient, context: WorkerContext) -> None:
    first, second = submit(client, 1), submit(client, 2)
    WORK.perform(context, first)
    assert [item["id"] for item in client.get(URL).json()["items"]] == [second, first]
    done = client.get(URL, params={"state": "done"}).json()
    assert ([item["id"] for item in done["items"]], done["total"]) == ([first], 1)
    assert client.get(URL, params={"state": "partial"}).status_code == 422


def test_it_is_cancelled_in_the_middle_and_retried(client: TestClient, queue: Queue, context: WorkerContext) -> None:
    count_id = submit(client)

    def cancel() -> None:
        if len(now_of(client, count_id)["counted"]) == 2:
            queue.on_publish = lambda: None  # type: ignore[method-assign]
            assert client.post(f"{URL}/{count_id}/cancel").json()["state"] == "cancelled"

    queue.on_publish = cancel  # type: ignore[method-assign]
    WORK.perform(context, count_id)
    assert (now_of(client, count_id)["state"], now_of(client, count_id)["counted"]) == ("cancelled", [0, 1])
    refused = client.post(f"{URL}/{count_id}/cancel")
    assert (refused.status_code, refused.json()["detail"]) == (409, f"count {count_id} is cancelled already")
    assert client.post(f"{URL}/{count_id}/retry").json()["state"] == "queued"
    assert queue.keys["mhoscope.count"] == [(count_id,)] * 2
    assert client.post(f"{URL}/{count_id}/retry").status_code == 409
    WORK.perform(context, count_id)
    assert now_of(client, count_id)["state"] == "done"
    assert client.delete(f"{URL}/{count_id}").status_code == 204
    assert client.get(f"{URL}/{count_id}").status_code == 404


def test_a_job_that_is_deleted_in_the_middle_stops(client: TestClient, queue: Queue, context: WorkerContext) -> None:
    count_id = submit(client, 10_000)

    def delete() -> None:
        queue.on_publish = lambda: None  # type: ignore[method-assign]
        client.delete(f"{URL}/{count_id}").raise_for_status()

    queue.on_publish = delete  # type: ignore[method-assign]
    WORK.perform(context, count_id)
    assert client.get(f"{URL}/{count_id}").status_code == 404


def test_whatever_goes_wrong_is_its_failure(client: TestClient, context: WorkerContext) -> None:
    def stumble(_job: LeasedJob[int]) -> None:
        raise OSError("the disk is full")

    count_id = submit(client)
    whole_job(COUNTS, take, stumble, lease_s=10).perform(context, count_id)
    assert (now_of(client, count_id)["state"], now_of(client, count_id)["error"]) == ("failed", "the disk is full")


class Killed(BaseException):
    """kill -9."""


def die(_job: LeasedJob[int]) -> None:
    raise Killed


def test_a_killed_process_is_noticed_and_another_goes_on(
    client: TestClient, store: Store, queue: Queue, context: WorkerContext
) -> None:
    count_id, waiting = submit(client), queue.keys["mhoscope.count"]
    with pytest.raises(Killed):
        whole_job(COUNTS, take, die, lease_s=10).perform(replace(context, owner=GONE), count_id)
    assert now_of(client, count_id)["state"] == "running"
    waiting.clear()
    assert reap(COUNTS, store, queue, now=time.time()) == 1  # type: ignore[arg-type]
    assert (now_of(client, count_id)["state"], waiting) == ("queued", [(count_id,)])
    WORK.perform(context, count_id)
    assert now_of(client, count_id)["state"] == "done"
    assert reap(COUNTS, store, queue, now=time.time() + 60) == 0 and waiting == [(count_id,)]  # type: ignore[arg-type]


def test_a_lost_message_is_sent_again_once(client: TestClient, store: Store, queue: Queue) -> None:
    count_id, waiting = submit(client), queue.keys["mhoscope.count"]
    waiting.clear()
    for _ in range(2):
        reap(COUNTS, store, queue, now=time.time() + 60)  # type: ignore[arg-type]
    assert waiting == [(count_id,)]


def test_what_kills_every_process_is_given_up(client: TestClient, store: Store, queue: Queue, context: WorkerContext) -> None:
    count_id = submit(client)
    for _ in range(leases.MAX_ATTEMPTS):
        with pytest.raises(Killed):
            whole_job(COUNTS, take, die, lease_s=10).perform(replace(context, owner=GONE), count_id)
        reap(COUNTS, store, queue, now=time.time())  # type: ignore[arg-type]
    WORK.perform(context, count_id)
    given_up = now_of(client, count_id)
    assert given_up["state"] == "failed" and "the worker died 5 times" in given_up["error"]


def test_every_kind_has_its_work_a_task_and_a_queue_that_is_served() -> None:
    assert tuple(work.kind for work in tasks.JOBS) == KINDS
    names = [kind.task.name for kind in KINDS]
    assert names == [
        "mhoscope.advance",
        "mhoscope.design",
        "mhoscope.train",
        "mhoscope.upload",
        "mhoscope.dynamics",
        "mhoscope.predict",
    ], "as workers of the last release know them"
    assert set(names) <= set(celery_app.tasks)
    assert {kind.task.queue for kind in KINDS} == {"runs", *ON_DEMAND}
