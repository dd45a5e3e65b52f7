"""Stories: kept in the browser, made into one page here."""

from __future__ import annotations

from fastapi import APIRouter, Response

from backend.api.errors import responses
from backend.exports.page import as_page
from backend.schemas.story import Story

router = APIRouter(prefix="/stories", tags=["stories"])


@router.post(
    "/page",
    summary="A story as one page that opens offline",
    response_class=Response,
    responses={200: {"content": {"text/html": {}}}, **responses(413, 422)},
)
def story_page(story: Story) -> Response:
    """Nothing is stored: the figures of the steps, plotly.js and what steps through them come back in one file."""
    return Response(as_page(story), media_type="text/html", headers={"Content-Disposition": 'attachment; filename="story.html"'})
