"""Where the server asks for a token: sign in once, and everything works; without, nothing is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.e2e.browser import Visitor
from tests.e2e.server import Server

pytestmark = pytest.mark.browser
TOKEN = "a long and secret word"
NETWORK = "digits/cnn-noise0"
# Long enough that it still runs when the page follows it.
VIEW = f"/?v=1&n={NETWORK}&c=5&i=400&h=0.1&d=1500&s=77"


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("token") / "home", environment={"MHOSCOPE_TOKEN": TOKEN}) as running:
        yield running


def test_a_browser_signs_in_once_and_streams_replays_and_exports(browser: Browser, closed: Server) -> None:
    visitor = Visitor(browser, closed.url)
    page = visitor.page
    page.goto(VIEW)
    expect(page.get_by_label("Token")).to_be_focused()
    assert not Axe().run(page).response["violations"]
    page.get_by_label("Token").fill("a guess")
    # Chromium tells of every answer of 401, sooner or later.
    with page.expect_console_message(lambda message: "401" in message.text):
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("That is not the token of this server.")
    page.get_by_label("Token").fill(TOKEN)
    visitor.errors.clear()
    with page.expect_response(lambda answer: "/events" in answer.url) as stream:
        page.get_by_role("button", name="Sign in").click()
    assert stream.value.status == 200, "points come as events, not by asking again and again"
    visitor.until("done")
    assert page.url.endswith(VIEW)
    page.locator("details.menu > summary").first.click()
    with page.expect_download() as download:
        page.locator("#csv").click()
    assert NETWORK in download.value.path().read_text()
    with page.expect_response(lambda answer: answer.url.endswith("/draws")) as draws:
        page.keyboard.press("g")
    assert draws.value.status == 200
    page.get_by_role("link", name="Runs", exact=True).click()
    expect(page.locator("#runs-table")).to_contain_text("done")
    assert visitor.errors == []
    visitor.close()


def test_a_program_brings_the_token_with_each_request(closed: Server) -> None:
    assert closed.http.get("/runs").status_code == 401
    assert closed.http.get("/runs", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
