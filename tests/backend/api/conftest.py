"""The API on a fresh store, with a queue that only remembers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.api.app import create_app
from backend.jobs import DESIGNS, RUNS, TRAININGS
from backend.queue import NoAnswer
from backend.schemas.tasks import Task
from backend.settings import Settings
from backend.store.migrate import upgrade
from backend.store.session import Store


class RememberingQueue:
    """Stands where Redis would: keeps what is sent, and answers what it was told to answer."""

    def __init__(self) -> None:
        self.keys: dict[str, list[tuple[Any, ...]]] = {}
        self.published: list[str] = []
        self.answers: dict[str, Any] = {}
        self.up = True

    def send(self, task: Task, keys: Iterable[Sequence[Any]]) -> None:
        self.keys.setdefault(task.name, []).extend(tuple(key) for key in keys)

    @property
    def sent(self) -> list[tuple[Any, ...]]:
        """Points: run id and position."""
        return self.keys.setdefault(RUNS.task.name, [])

    @property
    def designs(self) -> list[str]:
        return [design_id for (design_id,) in self.keys.get(DESIGNS.task.name, [])]

    @property
    def trainings(self) -> list[str]:
        return [training_id for (training_id,) in self.keys.get(TRAININGS.task.name, [])]

    def publish(self, run_id: str, sequence: int = 0) -> None:
        self.published.append(run_id)

    def waiting(self) -> int:
        return len(self.sent)

    async def ask(self, name: str, payload: dict[str, Any], *, timeout: float = 5.0) -> Any:
        answer = self.answers.get(name, NoAnswer("no worker answered within 5 s; is a worker running? `mhoscope doctor` tells"))
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def changes(self, run_id: str, *, at_least_every: float = 1.0) -> AsyncGenerator[None, None]:
        while True:
            yield None

    def ping(self) -> bool:
        return self.up

    async def aclose(self) -> None:
        pass


@pytest.fixture
def queue() -> RememberingQueue:
    return RememberingQueue()


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    made = Store.of(settings)
    upgrade(made)
    yield made
    made.close()


@pytest.fixture
def client(settings: Settings, store: Store, queue: RememberingQueue) -> Iterator[TestClient]:
    app = create_app(settings, store=store, queue=queue)  # type: ignore[arg-type]
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(autouse=True)
def _the_event_loop_never_waits_for_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one request waits for the store, all others go on: it is asked in threads alone."""
    for name in ("read", "write"):
        monkeypatch.setattr(Store, name, _off_the_loop(getattr(Store, name)))


def _off_the_loop(method: Callable[..., Any]) -> Callable[..., Any]:
    def watched(*arguments: Any) -> Any:
        with pytest.raises(RuntimeError, match="no running event loop"):
            asyncio.get_running_loop()
        return method(*arguments)

    return watched
