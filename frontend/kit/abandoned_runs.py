"""Runs that nobody waits for any more are cancelled, also those that their page never heard of.

While an answer is under way, the next slide makes Dash drop it: the page then does not know the run that it made. So
what each open page made is kept here until its latest question is answered. This is forgotten with the process, and
told to no other one; a run left so is computed to its end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache

from frontend.kit.client import Api, ApiProblem, Jobs
from frontend.kit.view_run import ViewRun

MOST_PAGES = 1000
"""Those not heard of for longest are forgotten first."""


@dataclass
class Page:
    """One open page: how often it has asked, and the runs it made since its latest answer."""

    questions: int = 0
    made: set[str] = field(default_factory=set)

    def ask(self) -> int:
        """The number of this question."""
        self.questions += 1
        return self.questions

    def knows(self, live: ViewRun | None) -> None:
        """What a page knows that it made, it lets go of itself, and only where that has not ended."""
        if live and live.mine and live.run:
            self.made.discard(live.run.id)

    async def answered(self, api: Api, question: int, view_run: ViewRun) -> str | None:
        """Cancel what the page has left, if this is the answer to its latest question; else only remember what was made.

        Returns what went wrong, as a sentence.
        """
        run = view_run.run
        if run and view_run.mine:
            self.made.add(run.id)
        if question != self.questions:
            return None
        kept = self.made & ({run.id} if run else set())
        left, self.made = self.made - kept, kept
        problems = [await cancel(api.runs, run_id) for run_id in left]
        return next(filter(None, problems), None)


class Pages:
    """Open pages by a name that each has of its own."""

    def __init__(self) -> None:
        self._pages: LRUCache[str, Page] = LRUCache(MOST_PAGES)

    def of(self, name: str) -> Page:
        return self._pages.setdefault(name, Page())


async def cancel(jobs: Jobs[Any, Any, Any], job_id: str) -> str | None:
    """Returns what went wrong, as a sentence; that it ended or was deleted meanwhile is no problem."""
    try:
        await jobs.cancel(job_id)
    except ApiProblem as problem:
        return None if problem.status in (404, 409) else str(problem)
    return None
