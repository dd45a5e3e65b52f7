"""UI and API as one process and one origin: `uvicorn --factory frontend.asgi:create`."""

from __future__ import annotations

from fastapi import FastAPI

from backend.api.app import create_app
from frontend.app import add_pages
from frontend.kit.client import Api


def create() -> FastAPI:
    """The API with the pages on it. The pages talk to it over HTTP like anyone else."""
    api = create_app()
    settings = api.state.settings
    token = settings.token.get_secret_value() if settings.token else None
    client = Api.at(settings.api_url, token=token) if settings.api_url else Api.in_process(api, token=token)
    add_pages(api, client)
    return api
