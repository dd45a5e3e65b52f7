"""The frame finds its pages by their records alone."""

from __future__ import annotations

import dash_mantine_components as dmc
import pytest
from dash import dcc

from frontend.app import FEATURES, _nowhere
from frontend.app import layout as frame
from frontend.kit.feature import find
from tests.frontend.conftest import walk


@pytest.mark.parametrize(
    ("path", "title", "rest"),
    [
        ("/", "Explore", ""),
        ("/see", "See it", ""),
        ("/runs", "Runs", ""),
        ("/networks", "Networks", ""),
        ("/networks/digits/mlp-noise0", "Networks", "digits/mlp-noise0"),
        ("/networks/train", "Train a network", ""),
        ("/devices/pcm-joshi", "Devices", "pcm-joshi"),
        ("/s/0123", "Share", "0123"),
        ("/help", "Help", ""),
        ("/help/noise", "Help", "noise"),
    ],
)
def test_an_address_leads_to_the_page_with_the_longest_path(path: str, title: str, rest: str) -> None:
    found = find(FEATURES, path)
    assert found and (found[0].title, found[1]) == (title, rest)


@pytest.mark.parametrize("path", ["/seen", "/network", "/runs/0", "/helpful", "/nowhere"])
def test_another_address_is_no_page(path: str) -> None:
    assert find(FEATURES, path) is None


def test_the_navigation_is_made_of_the_records() -> None:
    links = [part for part in walk(frame()) if isinstance(part, dcc.Link) and getattr(part, "className", "") == "way"]
    assert [link.children[0] for link in links] == [feature.title for feature in FEATURES if feature.in_navigation]
    counts = [getattr(count, "id", None) for link in links for count in link.children[1:]]
    assert counts == [feature.count_id for feature in FEATURES if feature.count_id] != []
    assert all(find(FEATURES, link.href) for link in links)


def test_paths_and_titles_are_told_apart() -> None:
    for field in ("path", "title"):
        values = [getattr(feature, field) for feature in FEATURES]
        assert len(values) == len(set(values))


def test_who_is_lost_is_told_where_to_go() -> None:
    assert [part.href for part in walk(_nowhere("/odd")) if isinstance(part, dmc.Anchor)] == [
        feature.path for feature in FEATURES if feature.in_navigation
    ]
