"""What Dynamics asks and shows, in the address."""

from __future__ import annotations

from typing import get_args

import pytest

from frontend.features.dynamics.scene import KEYS, USUAL, USUAL_NETWORKS, USUAL_VIEW, Scene, job_from, scene_from, scene_search
from frontend.kit.figures.dynamics import Look
from frontend.kit.figures.dynamics.shown import Quantity
from frontend.kit.state import DEFAULT, View, codec, from_search

VIEW = View(networks=("digits/gru-t8-noise0",), programming=5, test_kind="speckle", test_level=0.4, seed=7, images=300)
SCENE = Scene(
    draws=8, extended=50, network=2, layer=1, chip=0, means="means", cause="read", log="log", quantity="active", drive="image"
)


def test_view_and_scene_come_back() -> None:
    assert scene_from(scene_search(VIEW, SCENE)) == (VIEW, SCENE, [])
    assert scene_from(scene_search(VIEW, USUAL)) == (VIEW, USUAL, [])
    assert scene_from(scene_search(USUAL_VIEW, SCENE)) == (USUAL_VIEW, SCENE, [])
    assert from_search(scene_search(VIEW, SCENE)) == (VIEW, []), "Explore reads the same view"


def test_the_usual_page_has_a_short_address_and_talks_do_not_change_it() -> None:
    assert scene_search(USUAL_VIEW, USUAL) == ""
    for search in ("", "?present=1", "?present=1&show=dynamics-figure-after"):
        assert scene_from(search) == (USUAL_VIEW, USUAL, [])


def test_what_is_unlike_the_usual_alone_is_told_even_if_explore_shows_the_same() -> None:
    view = DEFAULT.model_copy(update={"networks": USUAL_NETWORKS, "images": 200})
    search = scene_search(view, USUAL)
    assert search and scene_from(search)[0] == view


def test_no_key_is_explores_or_see_its() -> None:
    from frontend.features.see.view import KEYS as SEE_KEYS

    assert not set(KEYS) & {*codec.KEYS, *SEE_KEYS, "present", "show", "hide", "jb"}


def test_what_a_link_cannot_ask_for_is_said_and_the_usual_is_shown() -> None:
    view, scene, notices = scene_from("?v=1&p=199&es=no&cs=1&qu=size&dr=noise&ca=UPPER&fn=77&i=9999&strange=1")
    assert scene == USUAL
    assert (view.programming, view.images) == (100, 2000)
    assert len(notices) == 7
    assert any("steps after the image = 'no'" in text for text in notices)


@pytest.mark.parametrize("search", ["?%", "?v=2", "?=&=&&", "?cs=%00", "?n=&lg=", "?v=1&n=,,,"])
def test_broken_addresses_are_read(search: str) -> None:
    view, scene, _notices = scene_from(search)
    assert isinstance(view, View) and isinstance(scene, Scene)


def test_a_link_names_its_job() -> None:
    assert job_from("?v=1&jb=0123") == "0123"
    assert job_from("?v=1") is None


def test_a_scene_is_what_figures_take() -> None:
    expected = Look(network=2, layer=1, chip=0, means=True, cause="read", log=True, quantity="active", drive="image")
    assert SCENE.look == expected
    assert set(get_args(Quantity)) == {"singular_value", "spectral_radius", "active", "non_normality"}
