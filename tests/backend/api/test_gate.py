"""A token keeps everyone out who does not know it, from the pages too; a browser gives it once."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from backend.api.gate import COOKIE
from backend.settings import Settings

HTML = {"Accept": "text/html,*/*"}
TOKEN = "open sesame"


@pytest.fixture
def closed(client: TestClient, settings: Settings) -> TestClient:
    settings.token = SecretStr(TOKEN)
    client.follow_redirects = False
    return client


def give(client: TestClient, token: str, place: str = "/runs") -> str:
    answer = client.post("/sign-in", data={"token": token, "next": place})
    assert answer.status_code == 303
    return answer.headers["location"]


def test_a_page_leads_to_where_one_signs_in_and_back(closed: TestClient) -> None:
    away = closed.get("/runs?q=mlp&state=done", headers=HTML)
    assert (away.status_code, away.headers["location"]) == (303, "/sign-in?next=/runs%3Fq%3Dmlp%26state%3Ddone")
    page = closed.get(away.headers["location"])
    assert page.status_code == 200 and 'value="/runs?q=mlp&amp;state=done"' in page.text
    assert give(closed, TOKEN, "/runs?q=mlp&state=done") == "/runs?q=mlp&state=done"
    assert closed.get("/api/v1/networks").status_code == 200, "what a page links to needs no header"


def test_what_the_pages_send_is_refused_too(closed: TestClient) -> None:
    for method, path in (("POST", "/_dash-update-component"), ("GET", "/_dash-layout"), ("GET", "/assets/page.js")):
        assert closed.request(method, path).status_code == 401
    assert closed.get("/healthz").status_code == 200


def test_a_wrong_token_is_told_and_leaves_no_cookie(closed: TestClient) -> None:
    answer = closed.post("/sign-in", data={"token": "open barley"})
    assert answer.status_code == 401 and "not the token" in answer.text
    assert COOKIE not in closed.cookies
    assert closed.get("/api/v1/networks", headers={"Cookie": f"{COOKIE}=guessed"}).status_code == 401


def test_the_cookie_is_no_token_and_ends_with_it(closed: TestClient, settings: Settings) -> None:
    answer = closed.post("/sign-in", data={"token": TOKEN})
    assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=lax" in answer.headers["set-cookie"]
    assert TOKEN not in answer.headers["set-cookie"]
    settings.token = SecretStr("another")
    assert closed.get("/api/v1/networks").status_code == 401


@pytest.mark.parametrize("place", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:1"])
def test_nobody_is_led_elsewhere(closed: TestClient, place: str) -> None:
    assert give(closed, TOKEN, place) == "/"


def test_without_a_token_there_is_nothing_to_sign_in_to(client: TestClient) -> None:
    answer = client.get("/sign-in", params={"next": "/runs"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/runs")
