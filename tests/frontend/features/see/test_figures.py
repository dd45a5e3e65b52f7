"""Pictures of See it say what the numbers say."""

from __future__ import annotations

import base64
import struct
import zlib
from urllib.parse import unquote

import numpy as np
import plotly.graph_objects as go
import pytest

from backend.datasets import record_of
from backend.schemas.inspect import CrossbarPicture
from frontend.features.see.confusion_figure import (
    MOST_SHOWN,
    confusion_figure,
    confusion_numbers,
    shares,
    shown_classes,
    shown_shares,
)
from frontend.features.see.crossbar_figure import crossbar_figure, limits
from frontend.features.see.hidden_state_figure import hidden_figure
from frontend.kit.figures.heat import numbers
from frontend.kit.figures.pictures import MOST_POINTS, picture_uri, values_of


def png_uri(text: str, height: int, width: int, channels: int = 1) -> str:
    return picture_uri(values_of(text, (height, width, channels)), "image")


CLOTHES = record_of("fashion-mnist").classes
CLEAN = (9 * np.eye(10, dtype=int) + 1).tolist()
NOISY = (20 * np.eye(10, dtype=int) + 3 * np.arange(10)).tolist()


def text(values: np.ndarray) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode()


def test_an_image_is_a_png_of_its_pixels() -> None:
    pixels = bytes(range(0, 240, 40))
    png = base64.b64decode(png_uri(base64.b64encode(pixels).decode(), 2, 3).split(",")[1])
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (3, 2)
    start = png.index(b"IDAT") + 4
    rows = zlib.decompressobj().decompress(png[start:])
    assert rows == b"\0" + pixels[:3] + b"\0" + pixels[3:]
    with pytest.raises(ValueError, match="has 9 bytes; received 6"):
        png_uri(base64.b64encode(pixels).decode(), 3, 3)


@pytest.mark.parametrize(("channels", "colours", "row"), [(3, 2, [0, 0, 90, 120, 150, 180]), (2, 0, [0, 0, 120, 64, 0, 90, 150])])
def test_channels_are_colours_where_there_are_three_and_else_side_by_side(channels: int, colours: int, row: list[int]) -> None:
    pixels = bytes([0, 0, 90, 120, 150, 180][: 2 * channels] if channels == 3 else [0, 0, 0, 90, 120, 150])
    width = len(pixels) // channels
    png = base64.b64decode(png_uri(base64.b64encode(pixels).decode(), 1, width, channels).split(",")[1])
    assert struct.unpack(">IIBB", png[16:26]) == (len(row) // (3 if channels == 3 else 1), 1, 8, colours)
    rows = zlib.decompressobj().decompress(png[png.index(b"IDAT") + 4 :])
    assert list(rows) == [0, *row]


def test_few_features_of_a_sequence_are_lines_and_many_a_heat_map_with_time_to_the_right() -> None:
    svg = unquote(picture_uri(np.array([[0, 1], [0.5, 0], [1, 1]]), "sequence"))
    assert svg.count("<polyline") == 2
    assert 'points="0,1 1,0.5 2,0"' in svg and 'points="0,0 1,1 2,0"' in svg
    long = np.zeros((4000, 1))
    long[1234] = 1
    points = unquote(picture_uri(long, "sequence")).split('points="')[1].split('"')[0].split(" ")
    assert len(points) == MOST_POINTS and "1234,0" in points, "no peak of a long sequence is lost"
    png = base64.b64decode(picture_uri(np.zeros((5, 9)), "sequence").split(",")[1])
    assert struct.unpack(">II", png[16:24]) == (5, 9)


def test_of_many_classes_those_that_are_confused_most_have_a_row() -> None:
    counts = 9 * np.eye(200, dtype=int)
    counts[150, 7] = 5
    shown = shown_classes(counts.tolist(), also=[42])
    assert len(shown) == MOST_SHOWN and {7, 42, 150} <= set(shown) and shown == sorted(shown)
    names = [f"class {at}" for at in range(200)]
    figure = confusion_figure(counts.tolist(), counts.tolist(), 1, names, shown, which="noisy", scheme="light")
    assert figure["data"][0]["meta"] == shown and len(figure["data"][0]["z"]) == MOST_SHOWN
    assert figure["data"][0]["customdata"][shown.index(150)][shown.index(7)][0] == pytest.approx(100 * 5 / 14)
    assert len(confusion_numbers(counts.tolist(), counts.tolist(), 1, names).rows) == 201


def test_shares_of_a_class_sum_to_one_hundred() -> None:
    np.testing.assert_allclose(shares(NOISY).sum(axis=1), 100)
    np.testing.assert_allclose(shown_shares(NOISY, CLEAN, "difference").sum(axis=1), 0, atol=1e-9)
    assert shares([[0, 0], [1, 3]]).tolist() == [[0, 0], [25, 75]], "a class without images"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("which", ["noisy", "clean", "difference"])
def test_the_matrix_shows_shares_and_mean_images(which: str, scheme: str) -> None:
    figure = go.Figure(confusion_figure(NOISY, CLEAN, 5, CLOTHES, range(10), which=which, scheme=scheme))  # type: ignore[arg-type]
    trace = figure.data[0]
    table, counts = np.moveaxis(np.asarray(trace.customdata), -1, 0)
    np.testing.assert_allclose(table, shown_shares(NOISY, CLEAN, which))
    np.testing.assert_allclose(counts, np.asarray(CLEAN) if which == "clean" else np.asarray(NOISY) / 5)
    assert np.abs(trace.z).max() <= 1 and trace.zmin == (-1 if which == "difference" else 0)
    assert tuple(trace.y) == CLOTHES
    # Stronger colours are larger shares.
    assert np.array_equal(np.argsort(np.ravel(trace.z), kind="stable"), np.argsort(table.ravel(), kind="stable"))


def test_hidden_states_are_drawn_as_they_came() -> None:
    states = np.arange(12, dtype=np.float32).reshape(3, 4)
    document = hidden_figure(text(states), 3, 4, largest=5.0, signed=False, scheme="dark")
    figure = go.Figure(document)
    assert document["data"][0]["z"]["shape"] == "3, 4"
    np.testing.assert_array_equal(numbers(document["data"][0]["z"]["bdata"], 3, 4), states)
    assert (figure.data[0].zmin, figure.data[0].zmax, figure.data[0].x0) == (0, 5.0, 1)
    assert hidden_figure(text(states), 3, 4, largest=5.0, signed=True, scheme="dark")["data"][0]["zmin"] == -5.0


def test_target_and_held_share_their_colours() -> None:
    target, held = np.array([[-1.0, 0.5]]), np.array([[-1.5, 0.75]])
    shown = CrossbarPicture(
        layers=[],
        layer=0,
        rows=1,
        columns=2,
        top=10,
        left=20,
        cell=(1, 1),
        height=1,
        width=2,
        unit="weight",
        low=-1.0,
        high=1.0,
        target=text(target),
        programmed=text(held),
        error=text(held - target),
        carried=None,
        rms_error=0.4,
        note="",
    )
    assert limits(shown, "target") == limits(shown, "programmed") == (-1.5, 1.5)
    assert limits(shown, "error") == (-0.5, 0.5)
    assert limits(shown.model_copy(update={"cell": (2, 2)}), "error") == (0.0, 0.5), "a root mean square has no sign"
    trace = go.Figure(crossbar_figure(shown, "programmed", scheme="light")).data[0]
    assert (trace.x0, trace.y0, trace.dx, trace.dy) == (20, 10, 1, 1)
