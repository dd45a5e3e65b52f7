"""`mhoscope api`."""

from __future__ import annotations

import click

from worker.cli.errors import settings_or_exit


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--no-ui", is_flag=True, help="Serve the API without the pages.")
def api(host: str, port: int, no_ui: bool) -> None:
    """Serve API and pages. The store and Redis are found by MHOSCOPE_DATABASE_URL and MHOSCOPE_BROKER_URL."""
    import uvicorn

    settings_or_exit()
    uvicorn.run(
        "backend.api.app:create_app" if no_ui else "frontend.asgi:create",
        factory=True,
        host=host,
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=2,  # open event streams end with the server
    )
