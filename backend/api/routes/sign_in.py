"""The page where a browser gives the token, once."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backend.api.deps import SettingsDep
from backend.api.errors import ApiError
from backend.api.gate import COOKIE, SIGN_IN, cookie_for, is_token

router = APIRouter(include_in_schema=False)
MONTH_S = 30 * 24 * 3600
MOST_BYTES = 8192
PLACE = re.compile(r"/(?![/\\])[^\s\\]*")
"""An address of this server: nobody is led elsewhere from here."""
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Mhoscope: sign in</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center;
  color: light-dark(#1f2430, #e8eaf0); background: light-dark(#f6f7f9, #191a1d); }}
main {{ box-sizing: border-box; width: min(400px, 100vw - 32px); padding: 24px; border-radius: 12px;
  background: light-dark(#fff, #242424); border: 1px solid light-dark(#dee2e6, #424242); }}
h1 {{ font-size: 20px; margin: 0 0 4px; }} p {{ margin: 0 0 16px; color: light-dark(#5b6472, #a7afbd); }}
label {{ display: block; font-weight: 600; margin-bottom: 4px; }}
input, button {{ box-sizing: border-box; width: 100%; font: inherit; padding: 8px 12px; border-radius: 8px; }}
input {{ border: 1px solid light-dark(#868e96, #868e96); margin-bottom: 12px; }}
button {{ border: 0; font-weight: 600; color: #fff; background: #3b5bdb; cursor: pointer; }}
.wrong {{ color: light-dark(#c92a2a, #ff8787); }}
</style></head><body><main><h1>Mhoscope</h1>
<p>This server asks for a token. Who runs it has set it as MHOSCOPE_TOKEN.</p>
<form method="post" action="{sign_in}">
<label for="token">Token</label><input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
{said}<input type="hidden" name="next" value="{place}"><button>Sign in</button></form></main></body></html>
"""


@router.get(SIGN_IN)
async def ask_for_token(settings: SettingsDep, next: str = "/") -> Response:  # noqa: A002 # as the address has it
    return RedirectResponse(_inside(next), 303) if settings.token is None else _page(next)


@router.post(SIGN_IN)
async def sign_in(request: Request, settings: SettingsDep) -> Response:
    """A browser that knows the token gets a cookie, and goes where it wanted to."""
    body = await request.body()
    if len(body) > MOST_BYTES:
        raise ApiError(413, "a token is shorter than that")
    given = {name: values[-1] for name, values in parse_qs(body.decode(errors="replace")).items()}
    place = given.get("next", "/")
    if settings.token is None:
        return RedirectResponse(_inside(place), 303)
    if not is_token(given.get("token", ""), settings.token):
        return _page(place, wrong=True)
    answer = RedirectResponse(_inside(place), 303)
    answer.set_cookie(
        COOKIE, cookie_for(settings.token), max_age=MONTH_S, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
    return answer


def _inside(place: str) -> str:
    return place if PLACE.fullmatch(place) else "/"


def _page(place: str, *, wrong: bool = False) -> HTMLResponse:
    said = '<p class="wrong" role="alert">That is not the token of this server.</p>' if wrong else ""
    page = PAGE.format(sign_in=SIGN_IN, said=said, place=escape(_inside(place), quote=True))
    return HTMLResponse(page, 401 if wrong else 200, headers={"Cache-Control": "no-store"})
