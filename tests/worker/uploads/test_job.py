"""An upload as a job: measured with progress, stopped by a cancel, and taken over after a kill."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from backend.jobs import UPLOADS
from backend.jobs.submission import submit
from backend.networks import load_card, zoo_weights
from backend.networks.portable import with_card
from backend.queue import Queue
from backend.schemas.upload import Upload, UploadRequest
from backend.settings import Settings
from backend.store.migrate import upgrade
from backend.store.networks import find_network
from backend.store.session import Store
from tests.backend.api.conftest import RememberingQueue
from worker.process.context import WorkerContext
from worker.process.reaper import reap
from worker.simulators import Simulators
from worker.uploads import job
from worker.uploads.job import UPLOAD_WORK

GONE = f"{socket.gethostname()}:999999999:1"
"""A process of this machine that is no more."""
ZOO = load_card("digits/cnn-noise0")


class Heard(RememberingQueue):
    """Tells a listener of every change."""

    on_publish: Callable[[], None] = staticmethod(lambda: None)

    def publish(self, run_id: str, sequence: int = 0) -> None:
        super().publish(run_id, sequence)
        self.on_publish()

    def waiting(self, queue: str = "") -> int:
        return 0


@pytest.fixture
def context(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerContext]:
    monkeypatch.setattr(job, "SIGN_OF_LIFE_S", 0.0)
    store = Store.of(settings)
    upgrade(store)
    simulators = Simulators(data_path=settings.data_path)
    yield WorkerContext(settings, store, Heard(), simulators, owner="me", clock=time.time)  # type: ignore[arg-type]
    store.close()


def queued(context: WorkerContext) -> str:
    request = UploadRequest(content=with_card(ZOO, zoo_weights(ZOO)), dataset="digits", name="mine")
    return submit(UPLOADS, request, store=context.store, queue=context.queue, settings=context.settings)[0].id


def now_of(context: WorkerContext, upload_id: str) -> Upload:
    with context.store.read() as session:
        return UPLOADS.get(session, upload_id)


def heard(context: WorkerContext) -> Heard:
    queue: Queue | Heard = context.queue
    assert isinstance(queue, Heard)
    return queue


def test_it_is_measured_image_by_image_and_listed_then(context: WorkerContext) -> None:
    upload_id = queued(context)
    course: list[Upload] = []
    heard(context).on_publish = lambda: course.append(now_of(context, upload_id))  # type: ignore[method-assign]
    UPLOAD_WORK.perform(context, upload_id)
    done = course[-1]
    assert (done.state, done.clean_accuracy, done.progress) == ("done", ZOO.clean_accuracy, 1.0)
    classified = [one.images_done for one in course]
    assert classified == sorted(classified) and classified[0] == 0 and len(set(classified)) > 2
    assert done.images == done.images_done == 500
    with context.store.read() as session:
        found = find_network(session, "digits/mine")
    assert found is not None and found[0].clean_accuracy == ZOO.clean_accuracy and found[1] == zoo_weights(ZOO)


def test_a_cancel_is_noticed_within_a_block_of_images(context: WorkerContext) -> None:
    upload_id = queued(context)

    def cancel() -> None:
        now = now_of(context, upload_id)
        if now.state == "running" and now.images_done:
            with context.store.write() as session:
                UPLOADS.cancel(session, upload_id)

    heard(context).on_publish = cancel  # type: ignore[method-assign]
    UPLOAD_WORK.perform(context, upload_id)
    stopped = now_of(context, upload_id)
    assert stopped.state == "cancelled" and 0 < stopped.images_done < stopped.images
    with context.store.read() as session:
        assert find_network(session, "digits/mine") is None


class Killed(BaseException):
    """kill -9."""


def test_after_a_kill_another_process_measures_it(context: WorkerContext) -> None:
    upload_id = queued(context)

    def die() -> None:
        if now_of(context, upload_id).images_done:
            raise Killed

    heard(context).on_publish = die  # type: ignore[method-assign]
    with pytest.raises(Killed):
        UPLOAD_WORK.perform(replace(context, owner=GONE), upload_id)
    heard(context).on_publish = lambda: None  # type: ignore[method-assign]
    sent = heard(context).keys[UPLOADS.task.name]
    sent.clear()
    reap(UPLOADS, context.store, context.queue, now=time.time())
    assert sent == [(upload_id,)]
    UPLOAD_WORK.perform(context, upload_id)
    assert now_of(context, upload_id).state == "done"
