"""A story becomes a file, and nothing is kept."""

from __future__ import annotations

from fastapi.testclient import TestClient

PAGE = "/api/v1/stories/page"


def test_a_story_comes_back_as_a_page(client: TestClient) -> None:
    answer = client.post(PAGE, json={"title": "Talk", "steps": [{"title": "One", "link": "/"}]})
    assert answer.headers["content-disposition"] == 'attachment; filename="story.html"'
    assert answer.text.startswith("<!doctype html>") and "Plotly" in answer.text
    refused = client.post(PAGE, json={"steps": []})
    assert refused.status_code == 422 and "steps" in refused.json()["detail"]
