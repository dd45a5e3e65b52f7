"""The one place where configuration comes in: environment variables that begin with MHOSCOPE_."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every knob of an installation. Fields are named after their variable, `MHOSCOPE_` left off."""

    model_config = SettingsConfigDict(env_prefix="MHOSCOPE_", env_ignore_empty=True)

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("mhoscope")),
        description="Where embedded state lives; default: the platform's user data folder.",
    )
    data_dir: Path | None = Field(None, description="Folder of the data sets; default: `data` in `MHOSCOPE_HOME`.")
    broker_url: str | None = Field(None, description="Redis or Valkey to queue on; default: a private one in `MHOSCOPE_HOME`.")
    database_url: str | None = Field(
        None, description="SQLAlchemy URL of the store, PostgreSQL or SQLite; default: SQLite in `MHOSCOPE_HOME`."
    )
    token: SecretStr | None = Field(
        None, description="If set, the API asks for it as a bearer token, and the pages ask once; default: none."
    )
    api_url: str | None = Field(None, description="Where a front end that runs alone finds the API; default: its own process.")
    workers: int | None = Field(None, ge=1, le=64, description="Worker processes; default: one per processor core.")
    lease_s: float = Field(
        15.0,
        gt=0.1,
        description="Seconds after which a point whose worker is silent (eight times as long with wires) goes to another.",
    )
    max_macs: float = Field(1e15, gt=0, description="Largest run: points x draws x images x multiply-accumulates of one image.")
    max_unfinished_runs: int = Field(100, ge=1, description="Runs that may wait or run at a time; more are answered with 429.")
    max_upload_bytes: int = Field(32 * 2**20, ge=1024, description="Largest request body in bytes.")

    @field_validator("database_url")
    @classmethod
    def _has_a_driver(cls, url: str | None) -> str | None:
        """The driver of PostgreSQL is an extra: few need it, and it weighs 12 MB."""
        if url and url.startswith("postgresql:") and find_spec("psycopg") is None:
            raise ValueError(
                "PostgreSQL needs the package psycopg, which is not installed: "
                f'run `{sys.executable} -m pip install "mhoscope[postgres]"`'
            )
        return url

    @property
    def data_path(self) -> Path:
        return self.data_dir or self.home / "data"

    @property
    def redis_socket(self) -> Path:
        """Socket of the private Redis; outside home where home's path is too long for a socket (107 bytes)."""
        socket = self.home.absolute() / "redis.sock"
        if len(str(socket).encode()) <= 100:
            return socket
        name = hashlib.sha256(str(socket).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"mhoscope-{os.getuid()}-{name}" / "redis.sock"

    @property
    def redis_url(self) -> str:
        """Redis as redis-py spells it."""
        return self.broker_url or f"unix://{self.redis_socket}"

    @property
    def celery_broker_url(self) -> str:
        """The same Redis as Celery spells it."""
        return self.broker_url or f"redis+socket://{self.redis_socket}"

    @property
    def store_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'mhoscope.db'}"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    return Settings()
