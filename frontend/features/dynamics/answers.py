"""Answers that several figures are drawn from at the same moment, fetched once."""

from __future__ import annotations

import asyncio

from cachetools import LRUCache

from backend.schemas.dynamics import Dynamics
from frontend.kit.client import Api

KEPT = 8


class Answers:
    """The last few answers, by job and by what of them was there."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._kept: LRUCache[tuple[str, str], asyncio.Task[Dynamics]] = LRUCache(KEPT)

    async def of(self, job: str, moment: str) -> Dynamics:
        """The job as it is at a moment, which is told apart by its text alone. Raises ApiProblem."""
        task = self._kept.get((job, moment))
        if (
            task is None
            or task.cancelled()
            or (task.done() and task.exception())
            or task.get_loop() is not asyncio.get_running_loop()
        ):
            task = self._kept[job, moment] = asyncio.create_task(self._api.dynamics.get(job))
        return await asyncio.shield(task)
