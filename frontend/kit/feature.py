"""What the frame has to know of a page: where it is, what it is called, how it is made, and what moves on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from dash import Dash

from frontend.kit.client import Api
from frontend.kit.theme import Scheme


class Layout(Protocol):
    """Makes a page's components from the API's numbers."""

    def __call__(self, api: Api, rest: str, search: str, scheme: Scheme = "light", /) -> Awaitable[Any]:
        """`rest` is the address below the page's own path, without a slash before it; `search` begins with "?" or is empty."""
        ...


def no_callbacks(_app: Dash, _api: Api) -> None:
    """For a page on which nothing moves."""


@dataclass(frozen=True)
class Feature:
    """One page, or a page and those below it. Its callbacks are registered once, before the first page is asked for."""

    path: str
    title: str
    icon: str
    """Name of a picture in kit/icons."""
    layout: Layout
    register: Callable[[Dash, Api], None] = no_callbacks
    has_pages_below: bool = False
    """Whether addresses below the path are pages too, such as one network's."""
    in_navigation: bool = True
    count_id: str | None = None
    """Id of a small number behind the title in the navigation, which a script writes."""

    def rest_of(self, path: str) -> str | None:
        """What follows this page's path in an address, "" at the page itself; None for another page's address."""
        if path == self.path:
            return ""
        return path.removeprefix(f"{self.path}/") if self.has_pages_below and path.startswith(f"{self.path}/") else None


def find(features: Sequence[Feature], path: str) -> tuple[Feature, str] | None:
    """The page at an address, and what of the address is below its path. Of several the one with the longest path; else None."""
    here = [(feature, rest) for feature in features if (rest := feature.rest_of(path)) is not None]
    return max(here, key=lambda found: len(found[0].path), default=None)
