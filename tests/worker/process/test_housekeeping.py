"""Workers that are not always there are started once something waits for them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from backend.jobs import UPLOADS
from backend.schemas.tasks import UPLOADS as UPLOADS_QUEUE
from backend.settings import Settings
from backend.store import jobs
from backend.store.migrate import upgrade
from backend.store.rows import UploadRow
from backend.store.session import Store
from tests.backend.api.conftest import RememberingQueue
from worker.process import sharing
from worker.process.housekeeping import Housekeeping
from worker.process.supervise import Child, Supervisor


class Waiting(RememberingQueue):
    """So many messages wait in every queue."""

    messages = 0

    def waiting(self, queue: str = "") -> int:
        return self.messages


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    made = Store.of(settings)
    upgrade(made)
    yield made
    made.close()


def test_a_measurer_is_started_only_if_no_other_process_takes_the_upload(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(Supervisor, "start", lambda _self, child: started.append(child.name))
    with store.write() as session:
        upload_id = jobs.create(session, UploadRow, network="digits/mine", card={}, weights=b"")
        jobs.claim(session, UploadRow, upload_id, owner="host:1:1", now=time.time(), lease_s=60)
    queue = Waiting()
    keep = Housekeeping(Supervisor(), store, queue)  # type: ignore[arg-type]
    keep()
    assert not started, "it is being measured"
    queue.messages = 1
    keep()
    keep()
    assert started == ["measurer"]


def test_uploads_are_measured_by_the_processes_of_runs_too(settings: Settings) -> None:
    def queues(child: Child) -> str:
        return child.command[child.command.index("-Q") + 1]

    assert UPLOADS.task.queue in queues(sharing.run_workers(settings)).split(",")
    assert queues(sharing.ON_DEMAND[UPLOADS_QUEUE]()) == UPLOADS_QUEUE
