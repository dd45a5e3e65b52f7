"""Many runs at once: what is done, and how it is said."""

from __future__ import annotations

from typing import Any

from backend.store import runs
from backend.store.session import Store
from frontend.features.runs.callbacks import PAGE, cancelled, deleted, page_of, pages
from frontend.kit.client import Api
from tests.backend.store.test_runs import SPEC, WEIGHTS


def some(server: Any, count: int) -> list[str]:
    store: Store = server.state.store
    with store.write() as session:
        return [runs.create(session, spec=SPEC, weights=WEIGHTS, points=[]) for _ in range(count)]


async def test_what_has_ended_or_gone_is_no_problem(server: Any, api: Api, redis_server: object) -> None:
    first, second, third = some(server, 3)
    assert (await cancelled(api, [first]))["did"].startswith("Cancelled 1 run. The points")
    said = (await cancelled(api, [first, second, "nothing"]))["did"]
    assert said.startswith("Cancelled 1 run. 2 runs had ended already.")
    assert (await cancelled(api, [first]))["did"] == "Nothing to cancel: 1 run had ended already."
    assert (await deleted(api, [first, second]))["did"].startswith("Deleted 2 runs. Draws stay known")
    assert (await deleted(api, [first, third]))["did"].startswith("Deleted 1 run.")


async def test_an_api_that_is_away_is_said() -> None:
    nobody = Api.at("http://127.0.0.1:9")
    assert "the API cannot be reached" in (await cancelled(nobody, ["a"]))["problem"]
    assert "the API cannot be reached" in (await deleted(nobody, ["a"]))["problem"]


async def test_a_page_beyond_the_end_is_the_last_one(server: Any, api: Api) -> None:
    some(server, PAGE + 2)
    total = (await api.runs.list()).total
    found, number = await page_of(api, "", "", "newest", 9)
    assert number == pages(total) == 2 and len(found.items) == total - PAGE
    found, number = await page_of(api, "nothing like it", "", "newest", 3)
    assert (found.items, number) == ([], 1)
