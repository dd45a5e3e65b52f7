"""Pages and API as one process."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from backend.settings import Settings, get_settings
from backend.store.prepare import prepare
from backend.store.session import Store
from frontend.asgi import create
from frontend.features import help as guide


@pytest.fixture
def browser(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    settings.home.mkdir(parents=True)
    monkeypatch.setenv("MHOSCOPE_HOME", str(settings.home))
    get_settings.cache_clear()
    store = Store.of(settings)
    prepare(store)
    store.close()
    with TestClient(create()) as client:
        yield client
    get_settings.cache_clear()


def test_pages_have_addresses_of_their_own(browser: TestClient) -> None:
    for path in ("/", "/runs", "/networks/digits/mlp-noise0", "/help"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "text/html" in answer.headers["content-type"]


def test_the_api_keeps_its_own(browser: TestClient) -> None:
    assert browser.get("/api/v1/networks").json()["total"] > 0
    missing = browser.get("/api/v1/nothing")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"


def test_the_first_page_loads_nothing_from_elsewhere(browser: TestClient) -> None:
    page = browser.get("/").text
    assert 'src="http' not in page
    assert 'href="http' not in page
    for asset in ("page.js", "explore/stream.js", "kit/keys.js", "style.css", "favicon.svg"):
        assert f"assets/{asset}" in page
    # All others add to what this one makes.
    assert re.findall(r'src="/assets/([^"?]+)', page)[0] == "page.js"


def test_files_that_are_kept_are_still_for_who_has_the_token(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MHOSCOPE_TOKEN", "a word")
    get_settings.cache_clear()
    with TestClient(create()) as closed:
        closed.post("/sign-in", data={"token": "a word"})
        files = re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css)[^"]*)', closed.get("/").text)
        kept = [file for file in files if "immutable" in closed.get(file).headers.get("cache-control", "")]
        assert len(kept) > 40
        closed.cookies.clear()
        assert {closed.get(file).status_code for file in kept} == {401}


def test_the_theme_is_known_before_anything_is_drawn(browser: TestClient) -> None:
    page = browser.get("/").text
    assert page.index('setAttribute("data-mantine-color-scheme"') < page.index('rel="stylesheet"') < page.index("<body")


def test_no_callback_blocks_the_event_loop(browser: TestClient) -> None:
    import dash

    found = [entry["callback"] for entry in dash.get_app().callback_map.values() if "callback" in entry]
    assert found
    for callback in found:
        assert inspect.iscoroutinefunction(inspect.unwrap(callback)), callback


def ask_for_page(browser: TestClient, path: str) -> Response:
    """As the browser does once it has the frame."""
    question = {
        "output": "..page.children...nav.data-path..",
        "outputs": [{"id": "page", "property": "children"}, {"id": "nav", "property": "data-path"}],
        "inputs": [
            {"id": "url", "property": "pathname", "value": path},
            {"id": "ground", "property": "data", "value": "light"},
        ],
        "state": [{"id": "url", "property": "search", "value": ""}, {"id": "scheme", "property": "data", "value": None}],
        "changedPropIds": ["url.pathname"],
    }
    return browser.post("/_dash-update-component", json=question)


def test_a_page_that_fails_says_so_and_the_log_says_why(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert ask_for_page(browser, "/help").status_code == 200

    async def broken(*_: object) -> None:
        raise RuntimeError("the roof is leaking")

    monkeypatch.setattr("frontend.app.FEATURES", (replace(guide.FEATURE, layout=broken),))
    answer = ask_for_page(browser, "/help")
    assert answer.status_code == 200 and "see its log" in answer.text
    assert "the page /help could not be made" in caplog.text and "the roof is leaking" in caplog.text


def test_a_callback_that_fails_is_in_the_log(browser: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    question = {
        "output": "conversion.children",
        "outputs": {"id": "conversion", "property": "children"},
        "inputs": [
            {"id": "programming-slider", "property": "value", "value": "no number"},
            {"id": "reference", "property": "value", "value": "range"},
        ],
        "changedPropIds": ["programming-slider.value"],
    }
    assert browser.post("/_dash-update-component", json=question).status_code == 500
    assert "a callback failed" in caplog.text and "ValueError" in caplog.text
