"""How the axes of an ONNX model's input lie against those of a data set; what could be either is asked, not guessed."""

from __future__ import annotations

from math import prod

from backend.layers import INPUT, NotSupported
from backend.networks.onnx.file import OnnxFile
from backend.networks.onnx.views import View, fresh
from backend.schemas.input_values import ANYWHERE, FIRST, LAST

ANY = ""
"""In place of where the channels are: there is one alone."""
Order = tuple[int, ...]
"""Axes of (height, width, channels) in the order of the model's."""


def _candidates(input_shape: tuple[int, int, int], *, sequence: bool) -> list[tuple[str, tuple[int, ...], Order]]:
    """Return what an input may be: the place of its channels, its axes without that of the images, and their order in ours."""
    height, width, channels = input_shape
    found: list[tuple[str, tuple[int, ...], Order]]
    found = [(FIRST, (channels, height, width), (2, 0, 1)), (LAST, (height, width, channels), (0, 1, 2))]
    if sequence:
        found += [(LAST, (height, width), (0, 1, 2)), (FIRST, (width, height), (1, 0, 2))]
    elif channels == 1:
        found += [(ANY, (height, width), (0, 1, 2))]
    if sequence or channels == 1:
        return [*found, (ANY, (prod(input_shape),), (0, 1, 2))]
    return [*found, (FIRST, (prod(input_shape),), (2, 0, 1)), (LAST, (prod(input_shape),), (0, 1, 2))]


def input_view(
    file: OnnxFile, input_shape: tuple[int, int, int], channels: str = ANYWHERE, *, sequence: bool = False
) -> tuple[View, str]:
    """Return the view of a data set's (height, width, channels) that a model's input is, and a sentence on what it was taken for.

    Of sequences these are time steps, features and 1, and features may be first or last.

    Raises NotSupported if the shapes do not fit, or if they fit in two ways and `channels` does not say which it is.
    """
    fitting = []
    # Time steps may come before images, whose axis then is the one that is not fixed.
    possible = (0, 1) if len(file.input_axes) == 3 else (0,)
    for images in sorted(possible, key=lambda axis: file.input_axes[axis] is not None):
        sides = [side for axis, side in enumerate(file.input_axes) if axis != images]
        for place, shape, order in _candidates(input_shape, sequence=sequence):
            fits = len(shape) == len(sides) and all(side in (None, own) for side, own in zip(sides, shape, strict=True))
            if fits and (channels == ANYWHERE or place in (ANY, channels)):
                fitting.append((images, place, shape, order))
        if fitting:
            break
    named = " × ".join("?" if side is None else str(side) for side in file.input_axes)
    own = " × ".join(map(str, input_shape))
    if not fitting:
        raise NotSupported(f"the input has the axes {named}, of which one must be images; those of the data set are {own}")
    if len({(shape, fresh(INPUT, input_shape, order).places.tobytes()) for _images, _place, shape, order in fitting}) > 1:
        raise NotSupported(
            f"the input has the axes {named}, which could have channels first or last; say which (channels first or last)"
        )
    images, place, shape, order = fitting[0]
    view = fresh(INPUT, input_shape, order, images)
    said = bool(place) and (sequence or input_shape[-1] > 1)
    note = f"Inputs of {named} are taken with {'features' if sequence else 'channels'} {place}." if said else ""
    return View(INPUT, view.own, view.places.reshape(shape), images), note
