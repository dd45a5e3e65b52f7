"""The door to Redis: wake workers, ask them something quick, tell and hear of changes.

Tasks are sent by name, so that nothing of the worker is imported here. A
message only wakes a worker: what is to be done stands in the store.
"""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import AsyncGenerator, Iterable, Sequence
from typing import Any

import redis
import redis.asyncio
from celery import Celery
from kombu.exceptions import OperationalError

from backend.schemas.tasks import QUICK, RUNS, Task
from backend.settings import Settings

log = logging.getLogger(__name__)

TURN_S = 2.0


class NoAnswer(TimeoutError):
    """No worker answered in time."""


class Refused(ValueError):
    """The worker answered that the question cannot be answered; the text is one sentence for a person."""


def celery_client(settings: Settings) -> Celery:
    """A Celery app without tasks. Worker and web share its settings."""
    app = Celery("mhoscope", broker=settings.celery_broker_url)
    app.conf.update(
        task_default_queue=RUNS,
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        # Longer than any slice of work: an unacknowledged message is redelivered only when its worker is long gone.
        broker_transport_options={"visibility_timeout": 3600, "socket_keepalive": True},
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
    )
    return app


class Queue:
    """Redis as the rest of the program uses it."""

    def __init__(self, settings: Settings) -> None:
        self._celery = celery_client(settings)
        self._redis = redis.Redis.from_url(settings.redis_url)
        # Without a limit of its own: `ask` waits as long as it says, which may be longer than the client's five seconds.
        self._async = redis.asyncio.Redis.from_url(settings.redis_url, socket_timeout=None)

    def send(self, task: Task, keys: Iterable[Sequence[Any]]) -> None:
        """Wake workers for what stands in the store under these keys.

        While Redis is away nothing is sent: the reaper finds what waits in the store, and sends it later.
        """
        try:
            with self._celery.producer_pool.acquire(block=True) as producer:
                for key in keys:
                    self._celery.send_task(task.name, args=list(key), queue=task.queue, producer=producer)
        except OperationalError as error:
            log.warning("no worker could be woken (%s); what waits is sent again", error)

    def waiting(self, queue: str = RUNS) -> int:
        """Messages in a queue that no worker has taken yet."""
        return int(self._redis.llen(queue))

    def publish(self, job_id: str, sequence: int = 0) -> None:
        """Tell whoever listens that a job changed; who is not told looks into the store now and then."""
        try:
            self._redis.publish(_channel(job_id), sequence)
        except redis.RedisError as error:
            log.warning("a change could not be told (%s)", error)

    def reply(self, reply_to: str, answer: dict[str, Any]) -> None:
        """Answer a question; an answer that nobody fetches is forgotten after a minute."""
        with self._redis.pipeline() as pipe:
            pipe.rpush(reply_to, json.dumps(answer))
            pipe.expire(reply_to, 60)
            pipe.execute()

    async def ask(self, name: str, payload: dict[str, Any], *, timeout: float = 5.0) -> Any:
        """Have a quick task answered by a worker. Raises NoAnswer or Refused."""
        reply_to = f"mhoscope:reply:{uuid.uuid4().hex}"
        await asyncio.to_thread(
            self._celery.send_task, name, kwargs={"reply_to": reply_to, "payload": payload}, queue=QUICK, expires=timeout
        )
        answer = None
        deadline = asyncio.get_running_loop().time() + timeout
        # Redis is asked in short turns: its client gives up a connection that is silent for five seconds.
        while answer is None and (left := deadline - asyncio.get_running_loop().time()) > 0:
            answer = await self._async.blpop([reply_to], timeout=min(left, TURN_S))
        if answer is None:
            raise NoAnswer(f"no worker answered within {timeout:g} s; is a worker running? `mhoscope doctor` tells")
        document = json.loads(answer[1])
        if "error" in document:
            raise Refused(document["error"])
        return document["result"]

    async def changes(self, job_id: str, *, at_least_every: float = 1.0) -> AsyncGenerator[None, None]:
        """One item at once, then one for each change of a job, and one now and then in case a message was lost."""
        while True:
            try:
                async with self._async.pubsub() as channel:
                    await channel.subscribe(_channel(job_id))
                    yield None
                    while True:
                        await channel.get_message(ignore_subscribe_messages=True, timeout=at_least_every)
                        yield None
            except redis.ConnectionError:
                # Redis is being restarted. The store still tells the truth, so keep looking there.
                yield None
                await asyncio.sleep(at_least_every)

    def ping(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(self._redis.ping())
        except redis.RedisError:
            return False

    async def aclose(self) -> None:
        await self._async.aclose()
        self._redis.close()
        self._celery.close()


def _channel(job_id: str) -> str:
    return f"mhoscope:run:{job_id}"
