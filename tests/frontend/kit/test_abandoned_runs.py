"""Runs that a page has left, whether it heard of them or not."""

from __future__ import annotations

import subprocess

from frontend.features.explore.start import begun
from frontend.kit import abandoned_runs
from frontend.kit.abandoned_runs import Page, Pages, cancel
from frontend.kit.client import Api
from frontend.kit.view_run import ViewRun
from tests.frontend.features.explore.test_start import controls


async def test_an_overtaken_question_is_cancelled_once_the_latest_is_answered(
    api: Api, redis_server: subprocess.Popen[bytes]
) -> None:
    page = Page()
    numbers = [page.ask() for _ in range(3)]
    # The page hears of none of these before the last: it says the same each time.
    asked = [await begun(api, controls(seed=seed), None) for seed in range(3)]
    runs = [one.run.id for one in asked]

    async def states() -> list[str]:
        return [(await api.runs.get(run)).state for run in runs]

    assert await page.answered(api, numbers[1], asked[1]) is None
    assert await states() == ["queued"] * 3, "the latest answer may still be one of these"
    assert await page.answered(api, numbers[2], asked[2]) is None
    assert await states() == ["queued", "cancelled", "queued"]
    assert await page.answered(api, numbers[0], asked[0]) is None
    assert await states() == ["queued", "cancelled", "queued"], "late, but the page may have it on the way"
    again = await begun(api, controls(seed=2), None)
    assert not again.mine and await page.answered(api, page.ask(), again) is None
    assert await states() == ["cancelled", "cancelled", "queued"], "back where it was: what it made is kept"
    nothing = await begun(api, controls(networks=[]), None)
    assert await page.answered(api, page.ask(), nothing) is None
    assert await states() == ["cancelled"] * 3


async def test_a_run_of_someone_else_is_left_alone(api: Api, redis_server: subprocess.Popen[bytes]) -> None:
    theirs = await begun(api, controls(), None)
    page = Page()
    found = await begun(api, controls(), None)
    assert await page.answered(api, page.ask(), found) is None
    assert await page.answered(api, page.ask(), await begun(api, controls(seed=1), None)) is None
    assert (await api.runs.get(theirs.run.id)).state == "queued"


async def test_what_the_page_knows_is_not_cancelled_twice(api: Api, redis_server: subprocess.Popen[bytes]) -> None:
    page = Page()
    first = await begun(api, controls(), None)
    await page.answered(api, page.ask(), first)
    page.knows(first)
    assert page.made == set(), "begun() lets go of it, where it goes on"
    page.made = {"other"}
    page.knows(first.changed(mine=False))
    page.knows(None)
    assert page.made == {"other"}


async def test_what_ended_or_is_gone_is_no_problem_and_what_cannot_be_reached_is_said(
    api: Api, redis_server: subprocess.Popen[bytes]
) -> None:
    run = (await begun(api, controls(), None)).run.id
    assert [await cancel(api.runs, one) for one in (run, run, "nobody")] == [None, None, None]
    away = Api.at("http://127.0.0.1:9")
    assert "cannot be reached" in str(await cancel(away.runs, run))
    page = Page(made={run})
    assert "cannot be reached" in str(await page.answered(away, page.ask(), ViewRun()))


def test_the_page_not_heard_of_for_longest_is_forgotten() -> None:
    pages = Pages()
    first = pages.of("first")
    assert pages.of("first") is first
    for number in range(abandoned_runs.MOST_PAGES):
        pages.of(str(number))
    assert pages.of("first") is not first
