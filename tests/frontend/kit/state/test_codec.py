"""A view as a URL, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.schemas.spec import Spec
from frontend.kit.state import DEFAULT, PARAMETERS, View, from_search, spec_of, to_search
from frontend.kit.state.view import MOST_PINS, without_idle

NAMES = st.sampled_from(
    ["digits/mlp-noise0", "digits/cnn-noise0.5", "mnist/rnn-t28-noise0.1", "fashion-mnist/rnn-t4-noise0.5-s1"]
)


def decimals(low: float, high: float) -> st.SearchStrategy[float]:
    return st.integers(round(100 * low), round(100 * high)).map(lambda hundredths: hundredths / 100)


VIEWS = st.builds(
    View,
    networks=st.lists(NAMES, unique=True, max_size=4).map(tuple),
    sweep=st.sampled_from(sorted(PARAMETERS)),
    start=decimals(0, 20),
    stop=decimals(0, 20),
    count=st.integers(1, 50),
    programming=decimals(0, 20),
    read=decimals(0, 20),
    reference=st.sampled_from(["range", "max"]),
    test_kind=st.sampled_from(["none", "gaussian", "speckle", "salt_pepper"]),
    test_level=decimals(0, 1),
    weight_bits=st.none() | st.integers(1, 16),
    adc_bits=st.none() | st.integers(1, 16),
    dac_bits=st.none() | st.integers(1, 16),
    images=st.integers(1, 10_000),
    half_width=decimals(0.1, 50),
    confidence=decimals(50, 99.9),
    max_draws=st.integers(5, 1000),
    seed=st.integers(0, 2**53 - 1),
    y=st.none() | st.sampled_from(sorted(PARAMETERS)),
    y_stop=decimals(0, 20),
    y_count=st.integers(1, 12),
    band=st.sampled_from(["interval", "chips", "draws"]),
    whole=st.booleans(),
    cut_x=st.none() | decimals(0, 20),
    cut_y=st.none() | decimals(0, 20),
    overrides=st.lists(
        st.sampled_from(["dense:digital", "dense_1:ab:6", "2:ab:", "3:p:0.125", "conv2d:law:inverse", "gru:dv:pcm-joshi"]),
        unique=True,
    ).map(tuple),
    pins=st.lists(
        st.sampled_from([f"{digit * 32}.{index}{name}" for digit in "0a" for index in (0, 11) for name in ("", "~é & b")]),
        unique=True,
    ).map(tuple),
).map(without_idle)


@given(VIEWS)
def test_a_view_comes_back_from_its_address(view: View) -> None:
    again, notices = from_search(to_search(view))
    too_far = max(view.start, view.stop) > PARAMETERS[view.sweep].largest
    y_too_far = view.y is not None and max(view.y_start, view.y_stop) > PARAMETERS[view.y].largest
    if not (too_far or y_too_far or view.y == view.sweep):
        assert (again, notices) == (view, [])
    else:
        assert notices


@given(VIEWS)
def test_an_address_is_canonical(view: View) -> None:
    settled, _ = from_search(to_search(view))
    search = to_search(settled)
    assert from_search(search) == (settled, [])
    assert to_search(from_search(search)[0]) == search
    assert len(search) < 2000


NEEDY = {"ag", "oo", "ro", "co", "cb", "ts", "ta", "ap", "af", "bw", "tk", "rv", "gm"}
"""Sweeps that need another option beside; without it the API says which."""


def stands_alone(view: View) -> bool:
    """Whether nothing but the API has to know of two fields at once.

    What a sweep needs, how far salt and pepper goes, and what of a layer fits the rest.
    """
    if view.overrides:
        return False
    grainy = view.test_kind == "salt_pepper" and "l" in (view.sweep, view.y)
    return bool(view.networks) and view.y != view.sweep and not NEEDY & {view.sweep, view.y} and not grainy


@given(VIEWS.filter(stands_alone))
def test_every_view_with_networks_is_a_valid_spec(view: View) -> None:
    spec = Spec.model_validate(spec_of(view))
    assert spec.networks == list(view.networks)
    assert len(spec.sweep.x.values) <= view.count


def test_the_default_view_has_a_bare_address() -> None:
    assert to_search(DEFAULT) == ""
    assert from_search("") == (DEFAULT, [])


def test_only_what_differs_is_in_the_address() -> None:
    assert to_search(DEFAULT.model_copy(update={"read": 0.5})) == "?v=1&r=0.5"


@pytest.mark.parametrize(
    ("search", "field", "value"),
    [
        ("?v=1&r=199", "read", View.model_fields["read"].metadata[1].le),
        ("?v=1&r=-1", "read", 0),
        ("?v=1&r=nan", "read", DEFAULT.read),
        ("?v=1&r=inf", "read", View.model_fields["read"].metadata[1].le),
        ("?v=1&r=abc", "read", DEFAULT.read),
        ("?v=1&c=1e9", "count", 200),
        ("?v=1&c=2.5", "count", DEFAULT.count),
        ("?v=1&k=fog", "test_kind", "none"),
        ("?v=1&x=q", "sweep", "p"),
        ("?v=1&ab=0", "adc_bits", 1),
        ("?v=1&s=99999999999999999999", "seed", 2**53 - 1),
    ],
)
def test_what_is_not_possible_is_put_right_and_said(search: str, field: str, value: object) -> None:
    view, notices = from_search(search)
    assert getattr(view, field) == value
    assert len(notices) == 1
    assert field.replace("_", " ") in notices[0]


def test_a_sweep_that_goes_too_far_for_what_is_swept_is_put_right() -> None:
    view, notices = from_search("?v=1&x=l&k=gaussian&a=0.1&b=7")
    assert (view.start, view.stop) == (0.1, PARAMETERS["l"].largest)
    assert len(notices) == 1
    assert "to 7" in notices[0]


def test_a_map_of_a_parameter_against_itself_is_a_curve() -> None:
    view, notices = from_search("?v=1&x=r&y=r")
    assert (view.sweep, view.y, len(notices)) == ("r", None, 1)


def test_a_normal_view_with_pins_is_far_below_two_kilobytes() -> None:
    pins = tuple(f"{index:032x}.{index}~RNN T=4, read noise 2 %".replace(",", "") for index in range(MOST_PINS))
    search = to_search(View(pins=pins, read=1.5, y="r", test_kind="speckle", seed=3, cut_x=2.5, cut_y=4))
    assert len(search) < 1200
    assert from_search(search)[0].pins == pins


def test_a_pin_that_is_none_is_said() -> None:
    view, notices = from_search("?v=1&pin=nonsense")
    assert (view.pins, len(notices)) == ((), 1)


def test_a_link_of_another_version_says_so() -> None:
    view, notices = from_search("?v=7&r=0.5")
    assert view.read == 0.5
    assert "version 7" in notices[0]


def test_parameters_of_others_are_let_alone() -> None:
    assert from_search("?utm_source=mail&fbclid=1") == (DEFAULT, [])


@given(st.text(max_size=200))
def test_no_address_is_an_error(text: str) -> None:
    view, _ = from_search("?" + text)
    assert isinstance(view, View)
