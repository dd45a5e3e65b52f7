"""From a run back to where it is shown."""

from __future__ import annotations

from typing import Protocol

from pydantic import ValidationError

from backend.schemas.setting import Setting
from backend.schemas.spec import Spec
from frontend.kit.state.codec import to_search
from frontend.kit.state.pins import HasSpec
from frontend.kit.state.specs import view_of


def link_of(run: HasSpec) -> str:
    """Where a run is shown in Explore."""
    return "/" + to_search(view_of(run.spec))


LOSS = "loss:"
"""Begins what asks how the loss is split, by `causes` or `layers`, in a link that asks a question."""


class HasSetting(Protocol):
    """A question about networks at one setting."""

    @property
    def networks(self) -> list[str]: ...
    @property
    def setting(self) -> Setting: ...
    @property
    def images(self) -> int: ...
    @property
    def seed(self) -> int: ...


def link_of_setting(question: HasSetting, path: str = "/") -> str | None:
    """Where a page shows the networks and the setting of a question; None where no view amounts to them."""
    of_setting = question.setting.model_dump(mode="json")
    try:
        spec = Spec(networks=question.networks, images=question.images, seed=question.seed, **of_setting)
        return path + to_search(view_of(spec))
    except (ValidationError, ValueError):
        return None


def asking(link: str, question: str) -> str:
    """A link to Explore that asks a question at once, besides showing its view."""
    return f"{link}{'&' if '?' in link else '?'}ask={question}"
