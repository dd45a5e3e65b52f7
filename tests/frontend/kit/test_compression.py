"""Scripts that never change: compressed once and kept."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import frontend
from frontend.app import PLOTLY
from frontend.kit.compression import MOST_KEPT, KeepCompressed

TEXT = "let a = 1;\n" * 200


class Site:
    """A few answers behind the middleware, and how often they were asked for."""

    def __init__(self) -> None:
        self.asked = 0
        app = Starlette(routes=[Route("/{path:path}", self.answer)])
        self.kept = KeepCompressed(app)
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self.kept), base_url="http://here")

    async def answer(self, request: Request) -> Response:
        self.asked += 1
        if request.url.path.endswith("missing.js"):
            return PlainTextResponse(TEXT, status_code=404)
        text = "short" if request.url.path.endswith("short.js") else TEXT
        return PlainTextResponse(text, headers={"etag": '"1"'} if "if-none-match" not in request.headers else {"etag": '"2"'})


@pytest.fixture
def site() -> Site:
    return Site()


async def test_the_second_answer_comes_from_memory(site: Site) -> None:
    first, second = [await site.client.get("/assets/vendor/a.js", headers={"if-none-match": '"1"'}) for _ in range(2)]
    assert first.text == second.text == TEXT
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) == len(gzip.compress(TEXT.encode(), 7, mtime=0))
    assert (first.headers["etag"], first.headers["vary"]) == ('"1"', "Accept-Encoding")
    assert "immutable" in first.headers["cache-control"]
    assert site.asked == 1


async def test_an_asset_is_kept_until_its_file_changes(site: Site) -> None:
    for changed in ("1764500000.25", "1764500000.25", "1764500001.5", "1764500000.25"):
        answer = await site.client.get(f"/assets/see/paper.js?m={changed}")
        assert answer.headers["content-encoding"] == "gzip" and "immutable" in answer.headers["cache-control"]
    assert site.asked == 2


@pytest.mark.parametrize(
    "path", ["/assets/page.js", "/assets/page.js?m=now", "/assets/vendor/short.js", "/assets/vendor/missing.js"]
)
async def test_what_may_change_or_is_small_or_missing_is_not_kept(site: Site, path: str) -> None:
    for _ in range(2):
        answer = await site.client.get(f"/assets/{path}")
        assert "content-encoding" not in answer.headers
        assert answer.status_code == (404 if "missing" in path else 200)
    assert site.asked == 2


async def test_who_cannot_read_gzip_gets_the_text(site: Site) -> None:
    answer = await site.client.get("/assets/vendor/a.js", headers={"accept-encoding": "identity"})
    assert answer.content.decode() == TEXT


async def test_memory_is_bounded(site: Site) -> None:
    for index in range(MOST_KEPT + 3):
        await site.client.get(f"/assets/vendor/{index}.js")
    assert len(site.kept._kept) == MOST_KEPT


def test_the_bundle_is_of_the_version_that_the_figures_are_made_for() -> None:
    from plotly.offline import get_plotlyjs_version  # slow to import

    assert f"plotly-cartesian-{get_plotlyjs_version()}.min.js" == PLOTLY
    vendor = Path(frontend.__file__).parent / "assets" / "vendor"
    head = (vendor / PLOTLY).read_text(encoding="utf-8")[:200]
    assert f"v{get_plotlyjs_version()}" in head
    assert "MIT" in head


def test_every_kind_of_trace_is_in_the_bundle() -> None:
    """The cartesian bundle knows no others, and would draw them as lines."""
    known = {"Bar", "Box", "Contour", "Figure", "Heatmap", "Histogram", "Histogram2d", "Image", "Pie", "Scatter", "Violin"}
    sources = Path(frontend.__file__).parent.rglob("*.py")
    used = {name for path in sources for name in re.findall(r"\bgo\.([A-Z]\w+)\(", path.read_text(encoding="utf-8"))}
    assert used
    assert used <= known
