"""The door to Redis, with a real Redis behind it."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
from collections.abc import AsyncIterator
from typing import Any

import pytest
import redis

from backend import jobs
from backend.queue import NoAnswer, Queue, Refused
from backend.schemas.tasks import QUICK, RUNS
from backend.settings import Settings


@pytest.fixture
async def queue(redis_server: subprocess.Popen[bytes], settings: Settings) -> AsyncIterator[Queue]:
    made = Queue(settings)
    yield made
    await made.aclose()


def messages(settings: Settings, name: str) -> list[dict[str, Any]]:
    """What Celery workers would receive."""
    with redis.Redis.from_url(settings.redis_url) as client:
        envelopes = [json.loads(item) for item in client.lrange(name, 0, -1)]  # type: ignore[union-attr]
    return [{"task": item["headers"]["task"], "body": json.loads(base64.b64decode(item["body"]))} for item in envelopes]


async def test_points_are_sent_as_ids_only(queue: Queue, settings: Settings) -> None:
    queue.send(jobs.RUNS.task, [("run1", 0), ("run1", 1)])
    assert queue.waiting() == 2
    sent = messages(settings, RUNS)
    assert {message["task"] for message in sent} == {"mhoscope.advance"}
    assert sorted(message["body"][0] for message in sent) == [["run1", 0], ["run1", 1]]


async def test_without_redis_what_was_stored_is_only_sent_later(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    queue = Queue(settings)
    queue.send(jobs.RUNS.task, [("run1", 0)])
    queue.publish("run1")
    assert "sent again" in caplog.text and "could not be told" in caplog.text
    await queue.aclose()


async def answer(queue: Queue, settings: Settings, document: dict[str, Any]) -> None:
    """What a quick worker does with the first question."""
    while not (questions := messages(settings, QUICK)):
        await asyncio.sleep(0.01)
    queue.reply(questions[0]["body"][1]["reply_to"], document)


async def test_a_question_is_answered(queue: Queue, settings: Settings) -> None:
    asking = asyncio.create_task(queue.ask("mhoscope.energy", {"network": "a/b"}))
    await answer(queue, settings, {"result": {"total_pj": 1}})
    assert await asking == {"total_pj": 1}
    (question,) = messages(settings, QUICK)
    assert question["task"] == "mhoscope.energy" and question["body"][1]["payload"] == {"network": "a/b"}


async def test_a_refusal_keeps_its_sentence(queue: Queue, settings: Settings) -> None:
    asking = asyncio.create_task(queue.ask("mhoscope.energy", {}))
    await answer(queue, settings, {"error": "network must be given"})
    with pytest.raises(Refused, match="network must be given"):
        await asking


async def test_no_worker_no_answer(queue: Queue) -> None:
    with pytest.raises(NoAnswer, match="no worker answered within"):
        await queue.ask("mhoscope.energy", {}, timeout=0.2)


async def test_changes_wake_the_listener(queue: Queue) -> None:
    changes = queue.changes("run1", at_least_every=30)
    await anext(changes)  # at once, for what happened before
    for _ in range(3):
        waiting = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0.05)
        if waiting.done():  # the confirmation of the subscription
            continue
        queue.publish("run2", 1)
        await asyncio.sleep(0.05)
        assert not waiting.done()
        queue.publish("run1", 2)
        await asyncio.wait_for(waiting, 5)
        break
    else:
        pytest.fail("the listener never waited")
    await changes.aclose()  # type: ignore[attr-defined]


async def test_a_lost_message_is_made_up_for(queue: Queue) -> None:
    changes = queue.changes("run1", at_least_every=0.05)
    for _ in range(4):
        await asyncio.wait_for(anext(changes), 5)
    await changes.aclose()  # type: ignore[attr-defined]


async def test_redis_away(queue: Queue, redis_server: subprocess.Popen[bytes]) -> None:
    assert queue.ping()
    redis_server.kill()
    redis_server.wait()
    assert not queue.ping()
    changes = queue.changes("run1", at_least_every=0.05)
    for _ in range(3):
        await asyncio.wait_for(anext(changes), 5)
    await changes.aclose()  # type: ignore[attr-defined]


async def test_an_answer_that_takes_longer_than_the_clients_usual_limit_is_waited_for(queue: Queue, settings: Settings) -> None:
    asking = asyncio.create_task(queue.ask("mhoscope.conversion", {}, timeout=15))
    await asyncio.sleep(5.5)
    await answer(queue, settings, {"result": 1})
    assert await asking == 1
